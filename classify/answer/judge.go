package answer

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
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

// judge judges a clause whose tokens have been resolved.
func (r *reader) judge(c clause) (judgement, string) {
	list := c.tokens
	if onlyNo(list) {
		return refuses, ""
	}
	if at := slices.IndexFunc(list, func(t token) bool { return t.class == refuse }); at >= 0 {
		for i, t := range list {
			plain := t.class == not && t.text == "no" && i == 0 || t.class == ask && t.text[0] < utf8.RuneSelf && !startsClause(list, i) // "no, that's not how it went"
			if !plain && t.is(condition, except, part, doubt, ask, later, whenever, yes, done, clear, not) || t.class == contrast && i > at {
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
		case i > 0 && endsCondition(t.text) && list[i-1].is(done, yes, clear, review) && slices.ContainsFunc(list[:i], func(t token) bool { return t.is(you, body, person, others, matter, unknown) }):
			return restricts, blocking(condition) // 质量部同意就行
		case i > 0 && strings.HasPrefix(t.text, "就") && list[i-1].is(review, good, works, body) && leadsOn(list[i:]):
			return restricts, blocking(condition) // 数据对了就发
		case t.class == done && i > 1 && list[i-1].text == "be" && list[i-2].text == "to" && !slices.ContainsFunc(list[:i], func(t token) bool { return t.has("consider", "deem", "treat", "take") }):
			return restricts, blocking(later) // "to be approved by the board"
		case t.class == verb && t.text[0] < utf8.RuneSelf && list[0].is(person, body) && !slices.ContainsFunc(list[:i], func(t token) bool { return t.is(self, courtesy) }):
			return restricts, blocking(others) // "Tom to confirm"
		case t.class == proceed && i+2 < len(list) && list[i+1].text == "to" && list[i+2].class == self && t.has("send", "share", "forward", "mail", "release"):
			return restricts, blocking(ask) // "send to me"
		case t.text == "在" && i+1 < len(list) && list[i+1].class == review && (i+2 == len(list) || list[i+2].class != fill):
			return restricts, blocking(later) // 在看: they still read it
		case t.text == "可" && i == 0 && len(list) > 2 && !list[1].is(courtesy, of): // 可今天也没几个人用
			return restricts, blocking(contrast)
		case t.class == clear && i > 0 && list[i-1].class == works:
			return restricts, blocking(not) // "you fixed no errors"
		case t.class == clear && r.asked.Kind == Change && isStandstill(t.text):
			return restricts, "it may say that nothing is to change"
		case leads && t.has("not ") && t.class == leader && slices.ContainsFunc(list[i:], func(t token) bool { return t.kinds != 0 || t.class == number || t.has("version", "版") }):
			return restricts, blocking(not) // "I have not seen version 2"
		case leads && t.class == improve && thanks(list) && !slices.ContainsFunc(list[i+1:], func(t token) bool { return !t.is(object, fill, courtesy, you, person, talk) || t.kinds != 0 }): // "thanks for correcting them"
			continue
		case leads && t.class == improve && i > 0 && list[i-1].class == leader && list[i-1].has("hope"): // "hope the move went well"
			continue
		case leads && t.class == complaint && list[0].has("weather", "天气"):
			continue
		case t.class == ask && !startsClause(list, i) && t.text[0] < 0x80: // "what we said"
			continue
		case t.text == "吧" && i > 0 && list[i-1].is(proceed, carry, works): // 开始吧
			continue
		case leads && (t.is(whenever, serve) || isModal(t.text)), past && (t.class == whenever || t.class == later && slices.Contains([]string{"expecting", "waiting", "awaiting", "await"}, t.text)):
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

// endsCondition reports whether a word says that what is before it is enough.
func endsCondition(text string) bool {
	return slices.Contains([]string{"就 行", "就 好", "就 可 以", "就 行 了", "就 好 了", "就 可 以 了", "即 可", "便 可"}, text)
}

// leadsOn reports whether 就 is followed by what is to happen then.
func leadsOn(list []token) bool {
	return list[0].class == proceed || len(list) > 1 && list[1].is(proceed, carry, yes, done)
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

// isConsent reports whether a clause is an assent to what was asked: an assent and nothing
// besides it that could restrict it.
func (r *reader) isConsent(list []token) bool {
	core, subject, predicate, refers, cost, date := false, false, false, false, false, false
	foreign := 0 // words for what works again
	found := 0
	for i := 0; i < len(list); i++ {
		t := list[i]
		switch t.class {
		case yes, done, clear, proceed:
			core = true
		case verb:
			core = core || subject || !predicate && !refers
		case good:
			core = core || subject || strength(t)
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
			if (t.text == "by" || t.text == "for") && next < len(list) && list[next].class == person {
				return false // "confirmed by Peter", "confirm for Zhou"
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
			if t.class == unknown && found == 0 && i+1 < len(list) && list[i+1].class == clear { // "we encountered no problems"
				found++
				continue
			}
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
	case "great", "nice", "beautiful", "wellwritten", "wellstructured", "wellput", "wellthoughtout", "thorough", "concise", "cool", "lovely", "grand", "super", "brilliant", "happy", "pleased", "delighted", "excellent", "splendid", "clear", "sound", "fair", "solid", "良好", "质量良好", "优良", "上乘", "过硬", "漂亮", "很漂亮", "活儿漂亮", "干得漂亮", "稳定", "不错", "很不错", "写得好", "写得清楚", "讲得清楚", "周全", "全面", "详尽", "明确", "清晰", "严谨", "客观", "很好", "真好", "非常好", "专业", "高效", "棒", "赞", "牛", "给力", "优秀", "清楚", "详细", "周到", "细致":
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
