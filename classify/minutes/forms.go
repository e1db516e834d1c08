package minutes

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// Forms in which a list of actions names an owner by a sign or by where the name is, also
// where it is no participant's.
var (
	// inBrackets is “[Ruth] pump curves” or “1. 【吴刚】提供曲线”.
	inBrackets = pattern.New(`^((?:[-*•·]\s+|\d{1,2}[.)、．]\s*|[(（]\d{1,2}[)）]\s*)?)[\[【]@?([^\[\]【】]{2,40})[\]】]\s*[:：]?\s*(\S.*)$`)
	// arrowToOwner is “pump curves -> Ruth, 12 March”, atOwner “pump curves - @Ruth”, and
	// dashToOwner “提供曲线——吴刚”.
	arrowToOwner = pattern.New(`^(.{3,}?)\s*(?:->|=>|→|⇒|➔)\s*@?([^,，;；()（）]{2,40}?)\s*([,，(（].{0,30})?[.。]?$`)
	atOwner      = pattern.New(`^([^@]{3,}?)\s*[-–—,，]*\s*@([\p{L}.]+(?: \p{Lu}\p{L}+)?)\s*([,，(（].{0,30})?[.。]?$`)
	dashToOwner  = pattern.New(`^(.{3,}?)\s*—{1,2}\s*(\p{Han}{2,3})\s*([,，(（].{0,30})?[.。]?$`)
	// labelled is “Owner: Ruth. Task: pump curves. Due: 12 March”.
	labelled = pattern.New(`(?i)^((?:[-*•·]\s+|\d{1,2}[.)、．]\s*|[(（]\d{1,2}[)）]\s*)?)(?:owner|who|负责人|责任人)\s*[:：]\s*([^:：]{2,40}?)\s*[.,;，；。]\s*(?:tasks?|actions?|what|事项|任务|内容)\s*[:：]\s*(.+)$`)
	// askedZh begins a line that asks somebody of that name: “请吴刚3月12日前提供曲线”.
	askedZh = pattern.New(`^(?:请|由)(\p{Han}{2,3}?)((?:尽快|尽早|于|在|(?:下|本)?(?:周|星期)[一二三四五六日天]|下周|本周|本月|月底|今天|明天|后天|\d{1,2}\s*月).+)$`)
)

// withOwnerFirst returns a line of a list of actions, in which the owner is in brackets or has a
// label, with the owner before a colon.
func (r *reader) withOwnerFirst(line string) string {
	if r.in != actions {
		return line
	}
	for _, form := range []*pattern.Pattern{inBrackets, labelled} {
		if m := form.FindStringSubmatch(line); m != nil && r.isPerson(m[2]) {
			return m[1] + m[2] + "：" + m[3]
		}
	}
	return line
}

// ownerByForm returns the owner that a line of a list of actions names in one of these forms.
func (r *reader) ownerByForm(line string) (owner, what string, ok bool) {
	if r.in != actions {
		return "", "", false
	}
	for _, form := range []*pattern.Pattern{arrowToOwner, atOwner, dashToOwner} {
		if m := form.FindStringSubmatch(line); m != nil && r.isPerson(m[2]) {
			return r.fullName(m[2]), m[1], true
		}
	}
	if m := askedZh.FindStringSubmatch(line); m != nil && r.isPerson(m[1]) {
		return r.fullName(m[1]), m[2], true
	}
	return "", "", false
}

// isPerson reports whether words name a participant, or are most probably a person's name: a
// Chinese one begins with a surname, and another is no abbreviation.
func (r *reader) isPerson(words string) bool {
	words = clean(words)
	if _, known := r.takesPart(words); known {
		return true
	}
	if !r.mayOwn(words) || topicWords.MatchString(words) || office.MatchString(words) {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(words); unicode.Is(unicode.Han, first) {
		return strings.ContainsRune(surnames, first)
	}
	return strings.ContainsFunc(words, unicode.IsLower) && !topicEnds.MatchString(words)
}
