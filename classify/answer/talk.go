package answer

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// thanks reports whether a clause begins with thanks.
func thanks(list []token) bool {
	return list[0].is(leader, courtesy) && list[0].has("thank", "thx", "cheers", "ta for", "appreciate", "谢", "感")
}

// isModal reports whether a word only colours the verb of small talk: "if you need anything".
func isModal(text string) bool {
	return slices.Contains([]string{"need", "needs", "will", "shall", "would", "could", "should", "may", "might", "give me", "需", "需 要", "有 空"}, text)
}

// isPast reports whether a clause tells of what was.
func isPast(list []token) bool {
	return slices.ContainsFunc(list, func(t token) bool { return t.text == "was" || t.text == "were" || t.text == "had" || t.text == "been" }) && !slices.ContainsFunc(list, func(t token) bool { return isAssent(t.class) })
}

// leads reports whether a clause begins as small talk does.
func (r *reader) leads(list []token) bool {
	i := slices.IndexFunc(list, func(t token) bool { return !t.is(fill, courtesy, you, be, self, name, person) })
	return i >= 0 && list[i].is(leader, sorry)
}

func startsClause(list []token, i int) bool {
	return !slices.ContainsFunc(list[:i], func(t token) bool { return !t.is(fill, courtesy, topic, name, person, yes) })
}

// isNews reports whether a harmless clause tells something that is not known as small talk.
func (r *reader) isNews(list []token) bool {
	if list[0].class == courtesy { // "regards from Seville"
		return false
	}
	if slices.ContainsFunc(list, func(t token) bool { return t.is(unknown, matter) }) {
		return true
	}
	return slices.ContainsFunc(list, func(t token) bool { return t.is(unknown, body, talk) }) && slices.ContainsFunc(list, func(t token) bool { return t.is(self, you, object, serve, carry, body) })
}

// judgeTalk judges a clause that is no assent and holds nothing that restricts.
func (r *reader) judgeTalk(list []token) (judgement, string) {
	unknowns, small, bodies := 0, 0, 0
	noun, topical, firm, digits, reviewed, terms, talks := false, false, false, false, false, false, false
	for i, t := range list {
		switch t.class {
		case unknown:
			unknowns++
		case body:
			unknowns++
			bodies++
		case talk, unrelated:
			small++
			talks = true
		case courtesy, leader, self, you, name, person, fill:
			small++
		case number:
			digits = true
		case money, day, accounts:
			terms = true
		case matter, carry, improve, serve, title, paper:
			noun = true
		case object:
			topical = topical || t.kinds != 0
		case yes, done, clear, proceed, verb:
			modal := t.text == "可 以" && i+1 < len(list) && list[i+1].is(unknown, talk) // 可以归档
			firm = firm || !modal && !(r.anchored && t.has("配 合", "支 持"))
		case review:
			reviewed = true
		}
	}
	graded := slices.ContainsFunc(list, func(t token) bool { return t.is(good, clear, works) || t.class == yes && isGrade(t.text) })
	isHan := list[len(list)-1].text[0] >= 0xe4 // a Chinese clause of three characters can say a lot
	switch {
	case terms && r.asked.Kind == Change && unknowns == 0 && !noun && !digits && !slices.ContainsFunc(list, func(t token) bool { return t.class == you }) && (slices.ContainsFunc(list, func(t token) bool { return isAssent(t.class) }) || !slices.ContainsFunc(list, func(t token) bool { return !t.is(money, day, fill, object, of, be) })):
		return harmless, "" // "the price is fine": a part of the whole, which needs its own yes
	case terms && r.anchored && graded && unknowns == 0 && !digits && !slices.ContainsFunc(list, func(t token) bool { return t.is(you, done, verb, proceed, carry) }):
		return harmless, "" // 数据和时间都对: a reason for the assent beside it
	case terms:
		return restricts, "it speaks of what was asked"
	case r.anchored && graded && unknowns <= 3 && !digits && !slices.ContainsFunc(list, func(t token) bool { return t.is(done, verb, proceed, carry, serve, improve, you) }):
		return harmless, "" // 工程质量良好
	case hangs(list), imposes(list):
		return restricts, "it adds something"
	case asksFor(list):
		return restricts, blocking(improve)
	case unknowns > 0 && small < unknowns+4 && (slices.Contains([]string{"and", "以 及", "和"}, list[0].text)):
		return restricts, "it adds something"
	case r.leads(list) && unknowns <= mostUnknown:
		return harmless, ""
	case firm && bodies > 0 && unknowns == bodies && !noun && !digits && (!talks || !slices.ContainsFunc(list, func(t token) bool {
		return t.class == talk && !t.has("last", "night", "yesterday", "morning", "afternoon", "evening", "meeting", "call", "week", "week", "昨", "今", "上 周", "会")
	})):
		return harmless, "" // 领导也同意: the sender has to say so too
	case isBid(list):
		return restricts, blocking(improve)
	case firm && (unknowns > 0 || noun || digits || talks):
		return restricts, "it agrees to something else"
	case reviewed && !digits && unknowns <= mostUnknown:
		return harmless, ""
	case digits:
		return restricts, "it names a figure"
	case unknowns == 0 && !noun:
		return harmless, ""
	case r.anchored && unknowns <= 4 && slices.ContainsFunc(list, func(t token) bool { return t.class == unrelated && len(t.text) > 3 }) && !slices.ContainsFunc(list, func(t token) bool {
		return t.is(matter, person, body) && t.kinds == 0 && t.text != "starts" && t.text != "free"
	}):
		return harmless, "" // "the boat season starts soon"
	case noun && unknowns > 0, topical && unknowns > 3:
		return restricts, "it speaks of what was asked"
	case r.anchored && slices.ContainsFunc(list, func(t token) bool { return t.class == matter && t.kinds == 0 }):
		return restricts, "it speaks of what was asked" // "Smith pays"
	case noun:
		return harmless, ""
	case !isHan && isPast(list) && unknowns <= 2, isHan && r.isNarrative(list, unknowns), isHan && r.asked.Kind == Solution && unknowns <= 2:
		return harmless, ""
	}
	return restricts, "it says more than a decision"
}

// hangs reports whether an English clause is a tail of what is before it: "with a rebate", "for
// a month", "also the bathroom".
func hangs(list []token) bool {
	if list[0].text[0] >= utf8.RuneSelf || !list[0].is(of, topic) {
		return false
	}
	return slices.ContainsFunc(list, func(t token) bool { return t.is(unknown, paper) }) && !slices.ContainsFunc(list, func(t token) bool { return t.is(leader, courtesy, self, unrelated) })
}

// imposes reports whether a clause says what the reader is to do, to get or to see to: "you
// handle the permits", "show Anna", "three copies please".
func imposes(list []token) bool {
	begin := slices.IndexFunc(list, func(t token) bool { return !t.is(fill, courtesy, name, person) })
	if begin < 0 || slices.ContainsFunc(list, func(t token) bool { return t.is(leader, proceed) }) {
		return false
	}
	things := 0
	yours := false
	for i, t := range list {
		if t.is(unknown, paper, matter) {
			things++
		}
		yours = yours || t.class == you && (i == begin || i+1 < len(list) && list[i+1].is(unknown, carry) || i > 0 && (list[i-1].text == "with" || list[i-1].class == be))
	}
	for i, t := range list {
		if t.class == you && i > begin && i+1 < len(list) && t.text[0] >= utf8.RuneSelf && list[i+1].is(unknown, carry, serve) {
			return true // 手续你们办
		}
	}
	pleads := slices.ContainsFunc(list, isPlea)
	return list[begin].class == serve && list[begin].text[0] < utf8.RuneSelf || pleads && things > 0 || yours && things > 1
}

// isGrade reports whether a yes is also what one says of the quality of a thing.
func isGrade(text string) bool {
	return slices.Contains([]string{"ok", "perfect", "correct", "all good", "all fine", "all in order", "spot on", "可 以", "好", "对", "没 错", "正 确", "ok 的", "都 ok", "可 行", "妥 当", "对 的", "完 美"}, text)
}

// asksFor reports whether a clause asks the reader to do something that is not known: "please
// share with me the final".
func asksFor(list []token) bool {
	at := slices.IndexFunc(list, isPlea)
	if at < 0 {
		return false
	}
	next := after(list, at)
	return next < len(list) && list[next].is(unknown, talk) && !list[next].has("day", "weekend")
}

// isNarrative reports whether a Chinese clause with a few unknown characters tells or praises
// something: it has a particle that does, and is mostly small talk.
func (r *reader) isNarrative(list []token, unknowns int) bool {
	known := 0
	tells, told := false, true
	for _, t := range list {
		if t.is(person, body, title, others) || t.class == of || t.kinds != 0 {
			told = false
		}
		switch {
		case t.is(talk, leader, courtesy, self, you, person, name):
			known += strings.Count(t.text, " ") + 1
		case slices.Contains([]string{"了", "过", "很", "真", "太", "挺", "都", "哈", "啦", "呢", "的", "已", "已 经", "也", "非 常", "特 别", "还", "刚"}, t.text):
			tells = true
		}
	}
	return tells && (unknowns <= 3 && known >= unknowns || told && r.anchored && unknowns <= 5 && slices.ContainsFunc(list, func(t token) bool {
		return slices.Contains([]string{"了", "过", "很", "真", "太", "挺", "啦", "呢", "哈"}, t.text)
	}))
}

// mostUnknown is how many unknown words small talk that is known as such may have.
const mostUnknown = 8

// bids are verbs with which a clause asks for something, if it begins with one.
var bids = sync.OnceValue(func() map[string]bool {
	return table(`make|correct|keep|put|set|use|pay|buy|order|print|translate|mind|stick|build|paint|open|turn|cover|hand|consult|contact|involve|inform|invite|meet|get|take|leave|place|prepare|produce|provide|supply|quote|count|compare|consider|copy|fill|complete|bill|note|remember|stay|hide|color|colour|shrink|enlarge|round|wrap|combine|reserve|assign|appoint|label|mark|sort|spread|speed|slow|halve|double|triple|dismiss|lose|ditch|skip|spare|avoid|quit|refer|report|answer|reply|respond|explain|describe|define|state|say|speak|discuss`)
})

// isBid reports whether a clause begins with such a verb.
func isBid(list []token) bool {
	i := slices.IndexFunc(list, func(t token) bool { return !t.is(fill, courtesy, name, person) })
	return i >= 0 && bids()[list[i].text]
}
