package minutes

import (
	"slices"
	"strings"
	"unicode"

	"rapport/store/pattern"
)

var (
	// decides are the words with which a sentence reports a decision.
	decides = pattern.New(`(?i)\b(?:it (?:was|is|has been)|we(?: have)?|(?:both|all)(?: sides| parties)?|the (?:committee|partners|team|board|group|meeting|parties)(?: have| has)?|also|further(?:more)?(?: we)?|was|were) (?:also |unanimously )?(?:agreed|decided|resolved|approved|validated)\b|^(?:agreed|decided|resolved|approved)\b|[:：] ?(?:agreed|decided|approved)\b|\b(?:is|are) (?:hereby )?(?:confirmed|approved|agreed)\b|\bconfirmed as\b|\bmotion .*\b(?:passed|carried)\b|\b[\w)]+ agreed (?:for|at|to|on)\b`)
	// undecided are words that negate it.
	undecided = pattern.New(`(?i)\b(?:not|never|nothing|to be|will be|until|unless|if|whether|yet) (?:been |yet )?(?:agreed|decided|approved|confirmed)\b|\bnot yet\b|\b(?:as soon as|once|when|after)\b.*\b(?:agreed|decided|approved|confirmed)\b|\?$|\b(?:previous|last) meeting\b`)
	// zhDecides is the same in Chinese.
	zhDecides   = pattern.New(`(?:会议|双方|各方|顾问|甲方|乙方|业主|客户|对方|大家|会上|与会(?:人员|者)|经(?:过)?讨论|一致|最后|最终)[^,，。;；]{0,8}?(?:决定|同意|确定|商定|议定|约定|定为|通过)`)
	zhUndecided = pattern.New(`(?:未|没有?|不|待|尚未|再|暂不)(?:做|作|能)?(?:决定|同意|确定|定)`)

	willDo      = pattern.New(`^(\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,2}) (?:is to|is going to|to|will|shall|should|must|needs to|promised to|offered to|agreed to) (.+)$`)
	willBe      = pattern.New(`(?i) (?:will|shall|should|to) (?:be|not|have|remain|stay|join|attend|probably|also be|continue|host)\b`)
	doesThis    = pattern.New(`^((?:(?:Mr|Ms|Mrs|Dr)\.? )?\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*)?) ([a-z]+s) .+$`)
	tells       = pattern.New(`^(?:says|explains|reports|confirms|presents|asks|notes|raises|shows|points|thinks|reckons|wants|needs|feels|suggests|proposes|informs|believes|worries|was|is|has|does|agrees|likes|knows|prefers|expects|hopes|fears|sees)$`)
	reports     = pattern.New(`^(?:介绍|汇报|提出|说|表示|认为|强调|指出|反馈|担心|希望|建议|讲|演示|主持|宣布|展示|询问|问|通报|报告|回顾|分享|已|也|觉得|补充说|确认了)`)
	behindZh    = pattern.New(`^(.{4,}?)[,，。;；]\s*(?:由|请)?(\p{Han}{2,4})(?:负责|跟进|落实|督办|处理|牵头|来做|来弄|对接)[。.]?$`)
	presentIs   = pattern.New(`(?i)^(?:present|attending|those present|in the room|on the call) (?:were|was)\s+(.+)$`)
	presentZh   = pattern.New(`(?:参加|出席|参会|与会|到会)(?:的)?(?:人员|同事)?(?:还)?有([^。]+)`)
	presentIn   = pattern.New(`(?:出席|参会|参加|到会|与会|实到\d*人)[^:：。]{0,6}[:：]([^。]+)`)
	sentences   = pattern.New(`[^。！？!?;；]+?(?:[。！？!?;；]|[.](?:\s|$)|$)`)
	abbreviated = pattern.New(`(?:\b(?:Mr|Ms|Mrs|Dr|Prof|Sr|No|no|approx|incl|e\.g|i\.e|rev|vs|max|min)|\b\p{Lu})\.$`)
)

// prose reads the sentences of a line outside any section: participants, decisions, and
// actions of the participants. item reports that the line is one of a list.
func (r *reader) prose(line string, item bool) {
	list := sentencesOf(line)
	_, topic := r.topic(line)
	r.shared = len(list) > 1 || !item && !topic && !r.startsWithActor(line)
	for _, one := range list {
		for _, present := range []*pattern.Pattern{presentIs, presentZh, presentIn} {
			for _, m := range present.FindAllStringSubmatch(one, 5) {
				r.people(strings.TrimSuffix(m[1], "."))
			}
		}
		switch {
		case strings.HasSuffix(one, ":") || strings.HasSuffix(one, "："): // it introduces what follows
		case isDecision(one):
			r.decided(clauseOf(one))
		case !r.hasList:
			parts := r.splitActions(one)
			r.shared = r.shared || len(parts) > 1
			for _, part := range parts {
				if r.isToDo(part) {
					r.action(strings.TrimRight(part, ".。,，"))
				}
			}
		}
	}
}

// splitActions splits a sentence before each clause in which another participant does
// something.
func (r *reader) splitActions(sentence string) (list []string) {
	start := 0
	for _, at := range clauses.FindAllStringIndex(sentence, 12) {
		if r.startsWithActor(sentence[at[1]:]) {
			list = append(list, sentence[start:at[0]])
			start = at[1]
		}
	}
	return append(list, sentence[start:])
}

var clauses = pattern.New(`[,，]\s*|\s[-–—]\s`)

// startsWithActor reports whether a clause begins with a participant and what they do.
func (r *reader) startsWithActor(clause string) bool {
	for _, form := range []*pattern.Pattern{willDo, doesThis} {
		if m := form.FindStringSubmatch(clause); m != nil {
			_, known := r.takesPart(titleBefore.ReplaceAllString(m[1], ""))
			return known
		}
	}
	name, rest := r.nameBefore(strings.TrimPrefix(strings.TrimPrefix(clause, "请"), "由"))
	return name != "" && len([]rune(rest)) > 2 && !reports.MatchString(rest)
}

// sentencesOf splits a line into sentences.
func sentencesOf(line string) (list []string) {
	rest := ""
	for _, s := range sentences.FindAllString(line, 40) {
		if behind := strings.TrimSpace(s); rest == "" && len(list) > 0 && (strings.HasPrefix(behind, "(") || strings.HasPrefix(behind, "（")) {
			list[len(list)-1] = strings.TrimRight(list[len(list)-1], ".。") + " " + behind // “…. (Anna)”
			continue
		}
		rest += s
		if trimmed := strings.TrimSpace(rest); abbreviated.MatchString(trimmed) {
			continue
		}
		list = append(list, strings.TrimSpace(rest))
		rest = ""
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		list = append(list, rest)
	}
	return list
}

// clauseOf removes what precedes the clause that reports a decision in Chinese.
func clauseOf(sentence string) string {
	at := zhDecides.FindStringIndex(sentence)
	if at == nil {
		return sentence
	}
	if i := strings.LastIndexAny(sentence[:at[0]], ",，"); i >= 0 && len([]rune(sentence[i:])) > 8 { // not “双方同意” alone
		return strings.TrimLeft(sentence[i:], ",，")
	}
	return sentence
}

func isDecision(sentence string) bool {
	if strings.HasSuffix(sentence, "?") || strings.HasSuffix(sentence, "？") {
		return false
	}
	if decides.MatchString(sentence) {
		return !undecided.MatchString(sentence)
	}
	return zhDecides.MatchString(sentence) && !zhUndecided.MatchString(sentence)
}

// isToDo reports whether a sentence says that a participant is to do something.
func (r *reader) isToDo(sentence string) bool {
	if m := willDo.FindStringSubmatch(parenthesis.ReplaceAllString(sentence, "")); m != nil && !willBe.MatchString(sentence[:min(len(sentence), len(m[1])+24)]) {
		_, known := r.takesPart(titleBefore.ReplaceAllString(m[1], ""))
		if owner, _ := r.ownerAmong(sentence); known || owner != "" {
			return true
		}
		return !commonWords[strings.ToLower(m[1])] && isName(m[1]) && !r.due(sentence).IsZero()
	}
	if owner, _ := r.ownerAmong(sentence); owner != "" && !r.due(sentence).IsZero() {
		return true
	}
	if m := doesThis.FindStringSubmatch(sentence); m != nil {
		_, known := r.takesPart(titleBefore.ReplaceAllString(m[1], ""))
		return known && !tells.MatchString(m[2]) && !r.due(sentence).IsZero()
	}
	if m := behindZh.FindStringSubmatch(sentence); m != nil {
		_, known := r.takesPart(m[2])
		return known
	}
	if r.ownerBy(sentence) != "" {
		return true
	}
	asked := strings.TrimPrefix(strings.TrimPrefix(sentence, "请"), "由")
	name, rest := r.nameBefore(asked)
	if name == "" || reports.MatchString(strings.TrimLeft(rest, " ,，")) {
		return false
	}
	return asked != sentence || strings.HasPrefix(rest, "负责") || strings.HasPrefix(rest, "牵头") || !r.due(sentence).IsZero()
}

// ownerBy returns the participant who, according to a Chinese sentence, does something.
func (r *reader) ownerBy(sentence string) string {
	for _, who := range r.everybody() {
		if i := strings.Index(sentence, "由"+who); i >= 0 && hanName.MatchString(who) && !reports.MatchString(sentence[i+len("由"+who):]) {
			return who
		}
	}
	return ""
}

// nameBefore returns the participant whose Chinese name begins a sentence, and the rest.
func (r *reader) nameBefore(sentence string) (name, rest string) {
	for _, who := range r.everybody() {
		if len(who) > len(name) && strings.HasPrefix(sentence, who) && strings.ContainsFunc(who, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
			name, rest = who, strings.TrimPrefix(sentence, who)
		}
	}
	return name, rest
}

// partsOf splits a list of names.
func partsOf(list string) []string {
	return slices.DeleteFunc(between.Split(list, -1), func(s string) bool { return s == "" })
}
