package minutes

import (
	"slices"
	"strings"
	"time"

	"rapport/store/pattern"
)

var (
	ownerFirst = pattern.New(`^@?([^:：–—→]{1,40}?)\s*(?:[:：→]|\s[–—-]\s|—+|=>|->)\s*(.+)$`)
	mentioned  = pattern.New(`^@([\p{L}]+(?: \p{Lu}\p{L}+)?)((?:\s*[,，、&]?\s*@[\p{L}]+)*)\s*[:：]?\s*(.+)$`)
	todoOf     = pattern.New(`(?i)^todo\s*[(（]([^)）]{1,40})[)）]\s*[:：]?\s*(.+)$`)
	takesCare  = pattern.New(`^(?:由)?(\p{Han}{2,4}?)(?:负责|負責|来负责)(.+)$`)
	inCharge   = pattern.New(`^(?:来)?(?:负责|負責|跟进|落实|牵头|处理|对接|督办)[。.]?$`)
	doneBy     = pattern.New(`^(?:由|请)(\p{Han}{2,4}?)(?:在|于|於|负责|牵头)?(.+)$`)
	ownerField = pattern.New(`(?i)[(（,，;；\s]*(?:(?:owner|responsible|who|assignee|assigned to|负责人|责任人|负责|責任人|負責人)\s*[:：]\s*|\b(?:owner|responsible) )([^,，;；()（）:：\n]{1,40}?)\s*(?:[,，;；)）]|\s(?:due|by|截止|期限|完成)|$)`)
	ownerLast  = pattern.New(`\s*[(（]([^()（）]{1,60})[)）]\s*[.。]?$`)
	dueField   = pattern.New(`(?i)(?:[(（,，;；\s]|[.。]\s)*(?:due date|due|deadline|until|by|when:|截止日期|截止时间|截止|期限|完成时间|时限)\s*[:：]?\s*([^,，;；()（）]{2,30}?)\s*[)）]?[.。]?$`)
	// ownerColon is “Clarify the permit: Sun Lei, due 17 July”.
	ownerColon = pattern.New(`^(.{8,}?)\s*[:：]\s*(\p{Lu}\p{Ll}+(?: \p{Lu}[\p{L}.]*){0,2}|\p{Han}{2,4})(?:[,，]\s*(?:due|by|until)?.{0,24})?$`)
	// actionBehind is “Hoarding to be fixed. Action: LF 15 May”.
	actionBehind = pattern.New(`^(.{4,}?)[.;。；,，]?\s*(?:Action(?: by)?|ACTION|行动)\s*[:：]\s*(\p{L}[\p{L}.]*(?: \p{Lu}[\p{L}]*)?)\s*((?:\d|by |due ).{0,20})?$`)
)

// action reads a line that says what somebody is to do.
func (r *reader) action(line string) {
	if nothing.MatchString(line) {
		return
	}
	a := Action{What: strings.Trim(line, " \t;；"), Due: r.due(line)}
	owner, what := r.owner(a.What)
	if owner != "" {
		a.Owner, a.What = owner, what
	}
	a.What = strings.TrimSpace(strings.TrimRight(withoutFields(a.What), " ,，;；"))
	if a.What == "" || strings.HasPrefix(strings.ToLower(a.What), "none") {
		return
	}
	r.add(a)
}

// actionOf reads an action whose owner and day follow it.
func (r *reader) actionOf(what, owner, due string) {
	a := Action{What: strings.TrimSpace(what), Due: r.due(what)}
	if name, ok := r.takesPart(owner); ok {
		a.Owner = name
	} else if isName(owner) && !commonWords[strings.ToLower(owner)] {
		a.Owner = owner
	}
	if day := r.due("by " + strings.TrimPrefix(strings.TrimPrefix(due, "by "), "due ")); due != "" && !day.IsZero() {
		a.Due = day
	}
	r.add(a)
}

func (r *reader) add(a Action) {
	if len(r.m.Actions) < mostItems {
		a.listed = r.in == actions || r.table != nil
		a.line, a.heads = r.at, slices.Clone(r.head)
		if r.table != nil {
			a.heads = append(a.heads, r.tableHead...)
		}
		r.m.Actions = append(r.m.Actions, a)
	}
}

// withoutFields removes “(due: Friday)” and “负责人：王芳”, if something else is left.
func withoutFields(what string) string {
	for range 2 {
		short := strings.TrimSpace(ownerField.ReplaceAllString(dueField.ReplaceAllString(what, ""), " "))
		if len(short) < 2 || !strings.ContainsAny(what, "(（:：") && !strings.Contains(what, ", responsible ") {
			return what
		}
		what = short
	}
	return what
}

// owner returns who is to do what a line says.
func (r *reader) owner(line string) (owner, what string) {
	if m := todoOf.FindStringSubmatch(line); m != nil && r.mayOwn(m[1]) {
		return clean(m[1]), m[2]
	}
	if m := mentioned.FindStringSubmatch(line); m != nil {
		return clean(m[1]), m[3]
	}
	if m := ownerField.FindStringSubmatch(line); m != nil {
		for _, part := range partsOf(m[1]) {
			if r.mayOwn(part) {
				return r.fullName(part), line
			}
		}
	}
	if owner, what, ok := r.ownerByForm(line); ok {
		return owner, what
	}
	behind, topic := r.topic(line)
	if !topic {
		if owner, what, ok := r.ownerAhead(line); ok {
			return owner, what
		}
	}
	if m := willDo.FindStringSubmatch(line); m != nil && strings.HasPrefix(m[1], "The ") {
		if name, rest := r.ownerAmong(line); name != "" {
			return name, rest
		}
		return "", line
	}
	if m := doesThis.FindStringSubmatch(line); m != nil {
		if name, known := r.takesPart(titleBefore.ReplaceAllString(m[1], "")); known {
			return name, strings.TrimSpace(line[len(m[1]):])
		}
	}
	if m := willDo.FindStringSubmatch(line); m != nil && r.mayOwn(m[1]) && !commonWords[strings.ToLower(m[1])] {
		return clean(m[1]), m[2]
	}
	if m := takesCare.FindStringSubmatch(line); m != nil && r.mayOwn(m[1]) {
		return m[1], m[2]
	}
	if name, rest := r.nameBefore(strings.TrimPrefix(strings.TrimPrefix(line, "请"), "由")); name != "" {
		if rest = strings.TrimLeft(rest, " ，,将需在于"); rest != "" { // 王芳3月10日前提供…
			return name, rest
		}
	}
	if owner, what, ok := r.ownerBehind(line); ok {
		return owner, what
	}
	if first, rest, ok := strings.Cut(line, " "); ok { // “阿强 灰度开关今天配好”
		if name, known := r.takesPart(first); known {
			return name, strings.TrimSpace(rest)
		}
	}
	if name, rest := r.ownerAmong(line); name != "" {
		return name, rest
	}
	if name := r.ownerBy(line); name != "" {
		return name, line
	}
	if m := ownerColon.FindStringSubmatch(line); m != nil && r.mayOwn(m[2]) {
		return r.fullName(m[2]), m[1]
	}
	if topic && (r.startsWithActor(behind) || strings.HasPrefix(behind, "由")) {
		owner, _ = r.owner(behind)
	} else if name, rest := r.nameBefore(behind); topic && inCharge.MatchString(rest) {
		owner = name
	}
	return owner, line
}

// ownerAhead returns the person whom a line begins with, before a colon or a dash.
func (r *reader) ownerAhead(line string) (owner, what string, ok bool) {
	m := ownerFirst.FindStringSubmatch(line)
	if m == nil {
		return "", "", false
	}
	if r.in == actions && handle.MatchString(m[1]) && !commonWords[m[1]] && strings.Contains(line, m[1]+" - ") {
		return m[1], m[2], true // “ravi - ask the vendor”
	}
	if parts := partsOf(m[1]); len(parts) > 0 && len(parts) <= 3 && r.mayOwn(parts[0]) && r.mayOwn(parts[len(parts)-1]) {
		return r.fullName(parts[0]), m[2], true
	}
	return "", "", false
}

// ownerBehind returns the person whom a line ends with: “to be done by Anna”, “更新预算（滕飞）”.
func (r *reader) ownerBehind(line string) (owner, what string, ok bool) {
	if m := doneBy.FindStringSubmatch(line); m != nil {
		if name, known := r.takesPart(m[1]); known {
			return name, m[2], true
		}
	}
	if m := behindZh.FindStringSubmatch(line); m != nil {
		if name, known := r.takesPart(m[2]); known {
			return name, m[1], true
		}
	}
	if m := ownerLast.FindStringSubmatch(line); m != nil {
		for _, part := range partsOf(strings.ReplaceAll(m[1], "@", "、")) {
			if part = personIn(part); isName(part) && r.mayOwn(part) && !commonWords[strings.ToLower(part)] && r.due("by "+part).IsZero() {
				return r.fullName(part), strings.TrimSpace(strings.TrimSuffix(line, m[0])), true
			}
		}
	}
	return "", "", false
}

var fieldSign = pattern.New(`\s+[-–—]+\s+|—{2,}|-{3,}|[,，]\s*`)

// ownerAmong returns the one field of a line, or of its brackets, that is a participant's
// name: “更新预算，滕飞，12月30日”, “add an alert - Svetlana - 22 Oct”.
func (r *reader) ownerAmong(line string) (owner, rest string) {
	for _, in := range parenthesis.FindAllString(line, 4) {
		for _, part := range partsOf(strings.Trim(in, " ()（）[]")) {
			if name, known := r.takesPart(personIn(part)); known {
				return name, strings.TrimSpace(strings.Replace(line, in, "", 1))
			}
		}
	}
	for _, field := range fieldSign.Split(line, 12)[1:] {
		if name, known := r.takesPart(strings.TrimRight(field, ".。")); known {
			return name, line
		}
	}
	return "", line
}

// commonWords begin a sentence but are not names.
var commonWords = map[string]bool{"we": true, "they": true, "i": true, "he": true, "she": true, "you": true, "team": true, "the": true, "all": true, "everybody": true, "everyone": true, "client": true, "agency": true, "it": true, "this": true, "that": true, "there": true, "nothing": true,
	"note": true, "next": true, "open": true, "done": true, "tbd": true, "tba": true, "risk": true, "status": true, "date": true, "time": true, "update": true, "monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "today": true, "tomorrow": true}

// mayOwn reports whether words may name the owner of an action: they have the form of a
// name and, if the minutes list participants in Chinese, are one of them.
func (r *reader) mayOwn(words string) bool {
	words = clean(words)
	if _, known := r.takesPart(words); known {
		return true
	}
	if !isName(words) || commonWords[strings.ToLower(words)] || notNames.MatchString(words) {
		return false
	}
	if _, word := headings[strings.ToLower(words)]; word {
		return false
	}
	return latinName.MatchString(words) || len([]rune(words)) <= 3
}

// fullName returns an owner as the list of participants has it, if only initials are given,
// and otherwise unchanged.
func (r *reader) fullName(words string) string {
	words = clean(words)
	if name, ok := r.takesPart(words); ok && (strings.EqualFold(initials(titleBefore.ReplaceAllString(name, "")), words) || strings.TrimRight(name, ".") == words) {
		return name
	}
	return words
}

func clean(name string) string {
	return strings.Trim(strings.TrimSpace(parenthesis.ReplaceAllString(name, "")), "@.。-– \t\"'“”")
}

// Day returns the day that words name, if they name nothing else: “by Friday”, “moved to 20
// March”, “改到周五”. It returns zero if they name none or several.
func Day(words string, written time.Time) time.Time {
	r := reader{written: written}
	words = moved.ReplaceAllString(strings.TrimSpace(words), "")
	for _, in := range []string{words, "by " + words, words + "前"} {
		if day := r.due(in); !day.IsZero() {
			return day
		}
	}
	return time.Time{}
}

var moved = pattern.New(`(?i)^(?:(?:move(?:d)?(?: it)? to|postponed?(?: it)?(?: to| until| till)?|until|till|due|on)\s+|(?:改到|改为|改至|延到|延期到|延期至|延至|推迟到|推迟至|截止|截至|期限|到|至)\s*[:：]?\s*)`)
