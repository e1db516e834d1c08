package answer

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// judgement is what a clause says.
type judgement int

const (
	harmless judgement = iota // it restricts nothing
	consents
	refuses
	restricts // or may: a person has to read it
)

// blocking returns what a class that restricts an answer does to it, or "".
func blocking(of class) string {
	switch of {
	case back:
		return "it takes something back or mocks"
	case unkind:
		return "it bears a sign that is not kind"
	case complaint:
		return "it complains"
	case condition:
		return "it sets a condition"
	case except:
		return "it makes an exception"
	case others:
		return "it speaks of what others say"
	case doubt:
		return "it is not certain"
	case later:
		return "it speaks of what is still to come"
	case contrast:
		return "it sets something against it"
	case part:
		return "it speaks of a part"
	case whenever:
		return "it names another day"
	case improve:
		return "it asks for a change"
	case example:
		return "it speaks of the answer and does not give it"
	case ask:
		return "it asks something"
	case not:
		return "it denies something"
	case objection:
		return "it speaks of objections"
	case refuse:
		return "it says no to something"
	}
	return ""
}

func isAssent(of class) bool {
	switch of {
	case yes, done, good, proceed, works, verb, clear:
		return true
	}
	return false
}

// is reports whether a class is one of some.
func (t token) is(some ...class) bool { return slices.Contains(some, t.class) }

// resolve turns denied objections into assents, and denied assents into refusals.
func resolve(list []token) []token {
	out := make([]token, 0, len(list))
	for i := 0; i < len(list); i++ {
		t := list[i]
		if t.class == object || t.class == matter && t.kinds != 0 {
			i += datedLength(t, list[i+1:])
		}
		if t.class == not {
			j := i + 1
			for j < len(list) && (list[j].is(fill, be, you, of, self) || isMore(list[j])) {
				j++
			}
			switch {
			case j < len(list) && list[j].class == improve && needless(t.text) && isEditing(list[j].text): // 无需修订
				t.class = clear
				out = append(out, t)
				for i = j; i+1 < len(list) && (list[i+1].class == improve && isEditing(list[i+1].text) || list[i+1].text == "的"); i++ {
				}
				continue
			case j < len(list) && list[j].class == objection:
				t.class = clear
				out = append(out, t)
				i = j
				for i+1 < len(list) && (list[i+1].is(objection, fill, not) || isNeeded(list[i+1])) || i+2 < len(list) && list[i+2].class == objection && (list[i+1].text == "or" || list[i+1].is(of)) {
					i++
				}
				continue
			case j < len(list) && list[j].is(yes, done, good, verb, proceed, works, carry, ready):
				t.class = refuse
				out = append(out, t)
				i = j
				continue
			}
		}
		if t.class == others && t.text == "on behalf" || t.text == "代 表" {
			if n := principalLength(list[i+1:]); n > 0 {
				i += n
				continue
			}
		}
		for t.class == clear && i+2 < len(list) && list[i+1].text == "or" && list[i+2].class == objection { // "no comments or objections"
			i += 2
		}
		if isPlea(t) {
			j := i + 1
			for j < len(list) && list[j].is(fill, you) && !slices.Contains([]string{"consider", "视 为", "视 作", "作 为"}, list[j].text) {
				j++
			}
			if j < len(list) && (list[j].class == verb || list[j].class == done && list[j].text[0] >= 0xe4) {
				list[j].class = ask // 请贵司确认
			}
		}
		if t.class == objection {
			j := i + 1
			for j < len(list) && list[j].is(fill, be, of, self) {
				j++
			}
			if j < len(list) && list[j].class == not && !slices.ContainsFunc(list[j+1:], func(t token) bool { return !t.is(fill, be) }) { // "objections: none", 意见没有
				t.class = clear
				out = append(out, t)
				i = j
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// principalLength returns how many tokens behind "on behalf" or 代表 name a firm or a body of
// it, for which the sender may speak, and not a person.
func principalLength(list []token) int {
	n := 0
	for n < len(list) && (list[n].is(unknown, fill, body, of, talk, unrelated, paper, matter, self) || list[n].class == name && n > 1) && n < 8 && !list[n].has("mr", "mrs", "ms", "dr") {
		n++
		if last := list[n-1]; last.text[0] >= 0xe4 && last.has("公 司", "集 团", "单 位", "甲 方", "业 主", "公司", "部", "院", "学 校", "医 院", "方", "司") {
			return n
		}
	}
	if n < 2 || list[0].text[0] >= 0xe4 {
		return 0
	}
	return n
}

// isPlea reports whether a token asks somebody else to do what follows.
func isPlea(t token) bool {
	return t.class == fill && slices.Contains([]string{"please", "kindly", "请", "烦 请", "麻 烦", "敬 请", "劳 请"}, t.text)
}

// judge judges a clause whose tokens have been resolved.
func (r *reader) judge(c clause) (judgement, string) {
	list := c.tokens
	if onlyNo(list) {
		return refuses, ""
	}
	if at := slices.IndexFunc(list, func(t token) bool { return t.class == refuse }); at >= 0 {
		for i, t := range list {
			if t.is(condition, except, part, doubt, ask, later, whenever, yes, done, clear, not) || t.class == contrast && i > at {
				return restricts, blocking(refuse)
			}
		}
		return refuses, ""
	}
	if r.announces(list) {
		return harmless, ""
	}
	leads, past := r.leads(list), isPast(list)
	for i, t := range list {
		switch {
		case t.class == clear && r.asked.Kind == Change && isStandstill(t.text):
			return restricts, "it may say that nothing is to change"
		case leads && t.has("not ") && t.class == leader && slices.ContainsFunc(list[i:], func(t token) bool { return t.kinds != 0 || t.class == number }):
			return restricts, blocking(not) // "I have not seen version 2"
		case leads && t.class == improve && thanks(list):
			continue
		case leads && t.class == complaint && list[0].has("weather", "天气"):
			continue
		case t.class == ask && !startsClause(list, i) && t.text[0] < 0x80: // "what we said"
			continue
		case t.text == "吧" && i > 0 && list[i-1].is(proceed, carry): // 开始吧
			continue
		case leads && (t.is(whenever, serve) || isModal(t.text)), past && t.class == whenever:
			continue
		}
		if why := blocking(t.class); why != "" {
			return restricts, why
		}
	}
	if r.isConsent(list) {
		return consents, ""
	}
	return r.judgeTalk(list)
}

// isMore reports whether a word only counts what is denied: "no further comments".
func isMore(t token) bool {
	return slices.Contains([]string{"further", "more", "other", "additional", "any", "outstanding", "open", "remaining", "whatsoever", "own", "其 他", "其 它", "别 的", "任 何", "什 么", "啥", "遗 留", "遗 留 的", "待 解 决", "特 别", "额 外"}, t.text)
}

// isNeeded reports whether a word says of what is denied that it was looked for: "no changes
// needed".
func isNeeded(t token) bool {
	return slices.Contains([]string{"needed", "required", "necessary", "found", "left", "outstanding", "spotted", "wanted", "need", "noted", "at all", "there", "whatsoever", "的", "了"}, t.text)
}

// needless reports whether a denial says that something need not be done.
func needless(text string) bool {
	return slices.Contains([]string{"无 需", "无 须", "不 用", "不 必", "不 需 要", "不 需", "没 有 要", "没 什 么 要", "没 啥 要", "没 要", "没 有 需 要", "没 有 什 么 要", "没 什 么 好", "没 啥 好"}, text)
}

// isEditing reports whether a word says that a text is edited.
func isEditing(text string) bool {
	return slices.Contains([]string{"改", "修 改", "修 订", "更 正", "修 正", "订 正", "补 充", "更 改", "润 色", "完 善", "加", "添", "删", "改 动", "再 改", "调", "补"}, text)
}

// isStandstill reports whether a denial of changes may be meant of the change that was asked
// about, which is then a no: "leave it as it is", 不用改了.
func isStandstill(text string) bool {
	for _, begin := range []string{"leave it", "leave them", "no change", "no need to change", "nothing to change", "need not be changed", "would not change", "不 用 改", "不 用 再 改", "不 用 动", "不 用 调", "不 需 要 改", "不 必 改", "无 需 调", "不 用 修 改", "无 需 更 改", "不 需 要 调", "不 需 要 修 改", "不 需 修 改", "无 需 修 改", "无 须 修 改", "不 必 修 改", "没 什 么 可 改", "没 什 么 要 改", "没 什 么 好 改", "没 啥 要 改", "没 啥 好 改"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return false
}

// thanks reports whether a clause begins with thanks.
func thanks(list []token) bool {
	return list[0].is(leader, courtesy) && list[0].has("thank", "thx", "cheers", "ta for", "appreciate", "谢", "感")
}

// onlyNo reports whether a clause is a bare no.
func onlyNo(list []token) bool {
	no := false
	for _, t := range list {
		switch {
		case t.class == not && slices.Contains([]string{"no", "不", "否"}, t.text):
			no = true
		case !t.is(courtesy, name, person, sorry):
			return false
		}
	}
	return no
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

// isConsent reports whether a clause is an assent to what was asked: an assent and nothing
// besides it that could restrict it.
func (r *reader) isConsent(list []token) bool {
	core, subject, predicate, refers, cost, date := false, false, false, false, false, false
	foreign := 0 // words for what works again
	for i := 0; i < len(list); i++ {
		t := list[i]
		switch t.class {
		case yes, done, clear, proceed:
			core = true
		case verb:
			core = core || subject || !predicate && !refers
		case good:
			core = core || subject || predicate || strength(t)
		case works:
			core = core || r.asked.Kind == Solution
		case carry:
			core = core || mayCarry(list)
		case self:
			subject = true
		case ready:
			subject = true
		case be:
			predicate = true
		case object:
			refers = true
			if i+1 < len(list) && list[i+1].class == number && r.isVersion(t, list[i+1]) {
				i++
			}
		case person, title:
			if next := after(list, i); next < len(list) && list[next].is(done, verb, be) && (i == 0 || list[i-1].class != courtesy) {
				return false // what somebody else says
			}
		case money, day:
			if r.asked.Kind == "" {
				refers = true
				continue
			}
			if r.asked.Kind != Change {
				return false
			}
			cost, date = cost || t.class == money, date || t.class == day
			refers = true
		case of:
			next := after(list, i)
			if t.text == "by" && next < len(list) && list[next].class == person {
				return false // "confirmed by Peter"
			}
			if t.text == "from" && isPlace(list[next:]) {
				return core
			}
			if next < len(list) && !list[next].is(self, object, you, verb, done, proceed, ready, good, name, person, yes, carry, works, clear, of, review, courtesy, be, money, day, matter, accounts) {
				return false
			}
		case fill, you, name, courtesy, review:
		case matter, accounts:
			if r.asked.Kind == "" { // whatever it is, nothing else was asked
				refers = true
				continue
			}
			if r.asked.Kind != Solution {
				return false
			}
			foreign++
		case unknown, unrelated, talk:
			if r.asked.Kind != Solution && (r.asked.Kind != "" || t.class != unknown || !subject && !predicate) {
				return false
			}
			foreign++
		default:
			return false
		}
	}
	return core && foreign <= 4 && (cost == date || slices.ContainsFunc(list, func(t token) bool { return t.class == object && t.kinds != 0 }))
}

// isPlace reports whether what follows "from" is short and names a place or a team.
func isPlace(list []token) bool {
	return len(list) > 0 && len(list) <= 3 && !slices.ContainsFunc(list, func(t token) bool { return !t.is(unknown, talk, fill, self) })
}

// strength reports whether an adjective alone is an assent: "fine" is one, "great" none.
func strength(t token) bool {
	switch strings.ReplaceAll(t.text, " ", "") { // Chinese characters are tokens of their own
	case "great", "nice", "beautiful", "wellwritten", "wellstructured", "wellput", "wellthoughtout", "thorough", "concise", "cool", "lovely", "grand", "super", "brilliant", "happy", "pleased", "delighted", "excellent", "splendid", "clear", "sound", "fair", "solid", "不错", "很不错", "写得好", "写得清楚", "讲得清楚", "周全", "全面", "详尽", "明确", "清晰", "严谨", "客观", "很好", "真好", "非常好", "专业", "高效", "棒", "赞", "牛", "给力", "优秀", "清楚", "详细", "周到", "细致":
		return false
	}
	return true
}

// mayCarry reports whether 做, 来 or 发 mean "go ahead": alone, or with 按 or 就 before them,
// and with nobody who does it.
func mayCarry(list []token) bool {
	bound, alone := false, true
	for _, t := range list {
		switch {
		case t.is(self, you, talk):
			return false
		case slices.Contains([]string{"按", "照", "按 照", "依", "依 照", "就"}, t.text), t.class == yes:
			bound = true
		case t.class != carry && t.class != fill:
			alone = false
		}
	}
	return bound || alone
}

// isStrong reports whether a clause that consents does more than acknowledge, which is all
// that "OK" and 好的 do before an announcement.
func isStrong(list []token) bool {
	if slices.ContainsFunc(list, func(t token) bool { return t.is(unknown, unrelated, matter) }) {
		return false // "the till works again"
	}
	return slices.ContainsFunc(list, func(t token) bool {
		if !isAssent(t.class) && t.class != carry {
			return false
		}
		switch t.text {
		case "ok", "okay", "k", "kk", "sure", "good", "fine", "好", "好 的", "好 滴", "好 嘞", "好 哒", "嗯", "嗯 嗯", "行", "得", "成", "中", "恩", "好 好 好", "好 的 好 的", "可 以", "没 问 题", "可 以 的", "好 啊", "好 呀", "行 啊", "ok 的":
			return len(list) > 1 && slices.ContainsFunc(list, func(t token) bool { return t.is(object, self, be) })
		}
		return true
	})
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

// after returns the next token that is no mere filling.
func after(list []token, i int) int {
	i++
	for i < len(list) && list[i].class == fill {
		i++
	}
	return i
}

// isVersion reports whether a number behind "version" is the one that was asked about.
func (r *reader) isVersion(thing, n token) bool {
	versioned := strings.HasSuffix(thing.text, "version") || strings.HasSuffix(thing.text, "版 本") || strings.HasSuffix(thing.text, "版本") || strings.HasSuffix(thing.text, "plan") || strings.HasSuffix(thing.text, "minutes") || slices.Contains([]string{"v", "ver", "rev", "revision"}, thing.text)
	return versioned && (r.asked.Version == 0 || n.text == strconv.Itoa(r.asked.Version))
}

// datedLength returns how many tokens say of which day something is: "of 3 March",
// "of Tuesday's meeting".
func datedLength(thing token, list []token) int {
	said := strings.HasPrefix(thing.text, "what ") || thing.has("meeting", "discussion", "call")
	if len(list) < 2 || !slices.Contains([]string{"of", "from", "dated", "dtd"}, list[0].text) && !(said && slices.Contains([]string{"on", "in", "at", "over", "last"}, list[0].text)) {
		return 0
	}
	n := 1
	for n < len(list) && (list[n].is(fill, number, whenever) || list[n].text == "of" || list[n].is(talk, matter, object) && slices.Contains([]string{"meeting", "call", "week", "our", "weekly", "last", "the meeting", "the call", "our meeting", "our call", "on"}, list[n].text)) {
		n++
	}
	if n == 1 {
		return 0
	}
	return n
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
			firm = firm || !modal
		case review:
			reviewed = true
		}
	}
	isHan := list[len(list)-1].text[0] >= 0xe4 // a Chinese clause of three characters can say a lot
	switch {
	case terms && r.asked.Kind == Change && unknowns == 0 && !noun && !digits:
		return harmless, "" // "the price is fine": a part of the whole, which needs its own yes
	case terms:
		return restricts, "it speaks of what was asked"
	case unknowns > 0 && small < unknowns+4 && (slices.Contains([]string{"and", "以 及", "和"}, list[0].text)):
		return restricts, "it adds something"
	case r.leads(list) && unknowns <= mostUnknown:
		return harmless, ""
	case firm && bodies > 0 && unknowns == bodies && !noun && !digits && !talks:
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
	case noun && unknowns > 0, topical && unknowns > 3:
		return restricts, "it speaks of what was asked"
	case noun:
		return harmless, ""
	case !isHan && unknowns <= min(mostUnknown, 3+small/2):
		return harmless, ""
	}
	return restricts, "it says more than a decision"
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
