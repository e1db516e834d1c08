package minutes

import (
	"slices"
	"strings"
	"unicode"

	"rapport/store/pattern"
)

var (
	parenthesis = pattern.New(`\s*[(（\[][^)）\]]*[)）\]]`)
	address     = pattern.New(`<?([^\s<>,;，；、()（）]+@[^\s<>,;，；、()（）]+\.[A-Za-z]{2,})>?`)
	between     = pattern.New(`\s*(?:[,;，；、/|+。]|\s+and\s+|\s+und\s+|\s*&\s*|和|及|以及|与)\s*`)
	aSide       = pattern.New(`^(?:[^:：,，、]{1,30})(?:[:：]|\s*——)\s*`)    // “Client: Anna, Tom”
	anotherSide = pattern.New(`\.\s+\p{Lu}\p{L}{1,20}:\s*`)              // “Client: Anna, Tom. Us: Lena”
	myself      = pattern.New(`(?i)\b(?:me|myself)\s*\(([^()]{2,40})\)`) // “me (Ines Duarte)”
	behindName  = pattern.New(`\s+[-–—]+\s+.*$|\s*——.*$`)
	titleBefore = pattern.New(`^(?:Dr|Mr|Mrs|Ms|Prof|Sr|Rev|Ar|Eng|Ir|Ing|Dipl|Councillor|Cllr|Encik)\.?\s+`)
	// office is how the words before a Chinese name end: the person's employer or
	// function.
	office           = pattern.New(`\p{Han}(?:公司|单位|部门|厂家|部|科|处|室|组|院|厂|所|方|局|中心|监理|总包)$|(?:顾问|经理|总监|主任|工程师|代表|厂长|队长|组长|导演|灯光|装修|法务|采购|财务|后勤|销售|设计|质量|行政|运维|客服)$`)
	departmentPrefix = pattern.New(`^[A-Z]{2,5}-(\p{Lu}\p{Ll}+)$`) // IT-Kevin
	rank             = pattern.New(`^(\p{Han}{3,4})(?:院长|主任|经理|总监|科长|处长|部长|局长|厂长|老师|先生|女士|工程师)$`)

	hanName   = pattern.New(`^\p{Han}{2,4}(?:总|經理|经理|工|老师|先生|女士|主任|师傅)?$`)
	nickname  = pattern.New(`^\p{Han}\p{Lu}\p{Ll}+$`) // 阿May
	latinName = pattern.New(`^\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|der|la)){0,3}$`)
	handle    = pattern.New(`^@?([a-z][a-z0-9_.]{2,14})$`)
	// notNames are words that occur in such lists but are not names.
	notNames = pattern.New(`(?i)^(?:我|本人|me|myself|us|we|all|everyone|everybody|others?|team|full team|客户|大家|全体|等|等人|未参加|请假|缺席|迟到|未.*|.*[的了]|none|无|tbc|tbd|visio|online|teams|zoom)$`)
)

// people reads the names in a line.
func (r *reader) people(line string) {
	line = anotherSide.ReplaceAllString(line, "; ")
	line = myself.ReplaceAllString(aSide.ReplaceAllString(line, ""), "$1")
	if apart := strings.Fields(line); len(apart) > 1 && !slices.ContainsFunc(apart, func(w string) bool { return !isListed(w) }) {
		line = strings.Join(apart, "、")
	}
	if words := strings.Fields(line); len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return strings.Count(w, "/") != 1 }) {
		for i, w := range words { // 项目/方琳 模具/覃师傅
			_, words[i], _ = strings.Cut(w, "/")
		}
		line = strings.Join(words, "、")
	}
	for i, part := range between.Split(line, -1) {
		p := Person{}
		if m := address.FindStringSubmatch(part); m != nil {
			p.Address = m[1]
			part = address.ReplaceAllString(part, "")
		}
		p.Name = personIn(part)
		if p.Name == "" && (p.Address == "" || strings.TrimSpace(part) != "") || len(r.m.Participants) == mostItems || notNames.MatchString(p.Name) {
			if i > 0 && part != "" && unicode.IsLower([]rune(part)[0]) {
				return // “Ewa Kowalczyk, coordinator, Maritime Lab”
			}
			continue
		}
		if !slices.Contains(r.m.Participants, p) {
			r.m.Participants = append(r.m.Participants, p)
		}
	}
}

// isListed reports whether a word is one of several names separated by blanks only: 王芳 Tom
// 李敏, or @tom @anna.
func isListed(word string) bool {
	if strings.HasPrefix(word, "@") {
		return true
	}
	return !strings.ContainsAny(word, ",，、;；/&") && (hanText.MatchString(word) && personIn(word) != "" && !office.MatchString(word))
}

// personIn returns the name in a list item about one person; "" if unclear.
func personIn(part string) string {
	part = strings.TrimSpace(parenthesis.ReplaceAllString(part, ""))
	if i := strings.IndexAny(part, "(（"); i > 0 {
		part = part[:i]
	}
	part = behindName.ReplaceAllString(part, "")
	part = strings.Trim(part, "@。-– \t\"'“”")
	if words := strings.Fields(part); len(words) > 0 && len([]rune(words[len(words)-1])) > 4 {
		part = strings.TrimRight(part, ".") // but not of “Yusuf K.”, “J.T.”
	}
	part = withoutOffice(part)
	if short := titleBefore.ReplaceAllString(part, ""); strings.Contains(short, " ") {
		part = short
	}
	if m := rank.FindStringSubmatch(part); m != nil {
		part = m[1]
	}
	if words := strings.Fields(part); len(words) > 1 && !isName(part) {
		part = capitals(words)
	}
	if m := handle.FindStringSubmatch(part); m != nil && !notNames.MatchString(part) && !commonWords[part] {
		return m[1]
	}
	if !isName(part) {
		return ""
	}
	return part
}

// withoutOffice removes the employer or function, which Chinese writes before the name.
func withoutOffice(part string) string {
	if words := strings.Fields(part); len(words) > 1 && hanName.MatchString(words[len(words)-1]) {
		return words[len(words)-1]
	}
	if i := strings.LastIndex(part, "的"); i > 0 && hanName.MatchString(part[i+len("的"):]) {
		return part[i+len("的"):]
	}
	if dash := strings.LastIndex(part, "-"); dash > 0 && hanName.MatchString(part[dash+1:]) {
		return part[dash+1:] // IT-彭博文
	}
	if m := departmentPrefix.FindStringSubmatch(part); m != nil {
		return m[1]
	}
	runes := []rune(part)
	for n := 2; n <= 4 && len(runes)-n >= 2; n++ {
		if before, name := string(runes[:len(runes)-n]), string(runes[len(runes)-n:]); office.MatchString(before) && hanName.MatchString(name) {
			return name
		}
	}
	if i := strings.LastIndexFunc(part, func(r rune) bool { return unicode.Is(unicode.Han, r) }); i > 0 && i+3 < len(part) {
		if name := strings.TrimLeft(part[i+3:], " -"); latinName.MatchString(name) {
			return name // 灯光Leo
		}
	}
	return part
}

// capitals returns the capitalised words, if they are adjacent and other words only precede
// or only follow them: “new guy Emilio”, “Lewis from Cobalt”.
func capitals(words []string) string {
	isUpper := func(w string) bool { return unicode.IsUpper([]rune(w)[0]) }
	first := slices.IndexFunc(words, isUpper)
	if first < 0 {
		return ""
	}
	end := first
	for end < len(words) && isUpper(words[end]) {
		end++
	}
	if first > 0 && end < len(words) {
		return ""
	}
	return strings.Join(words[first:end], " ")
}

// isName reports whether words have the form of a name.
func isName(words string) bool {
	return words != "" && len(words) <= longestName && (hanName.MatchString(words) || latinName.MatchString(words) || nickname.MatchString(words))
}

// everybody returns the names of those present and absent.
func (r *reader) everybody() []string {
	list := slices.Clone(r.missed)
	for _, p := range r.m.Participants {
		list = append(list, p.Name)
	}
	return list
}

// takesPart returns the participant that a name refers to: by whole name, part of it, or
// initials.
func (r *reader) takesPart(name string) (string, bool) {
	name = strings.ToLower(strings.Trim(name, "@. "))
	if len([]rune(name)) < 2 {
		return "", false
	}
	found, n := "", 0
	for _, who := range r.everybody() {
		known := strings.Trim(strings.ToLower(who), ".")
		if known == name {
			return who, true
		}
		short := titleBefore.ReplaceAllString(who, "")
		if slices.Contains(strings.Fields(known), name) || strings.HasPrefix(known, name) && hanName.MatchString(who) || initials(short) == name {
			found = who
			n++
		}
	}
	return found, n == 1
}

func initials(name string) string {
	var b strings.Builder
	for _, w := range strings.Fields(name) {
		b.WriteRune(unicode.ToLower([]rune(w)[0]))
	}
	return b.String()
}
