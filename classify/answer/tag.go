package answer

import (
	"slices"
	"strings"
)

// reader reads one answer.
type reader struct {
	asked  Question
	terms  terms     // of what was asked
	sender [][]token // the sender's name, and each part of it
	signs  signs     // how the sender may sign
	people [][]token // names of those who may be addressed
	// unsigned reports that a line is an office, and the sender's name is not above it.
	unsigned bool
	// anchored reports that the answer has a clause that is an assent and leaves no doubt.
	anchored bool
}

func newReader(q Question) *reader {
	r := &reader{asked: q, terms: termsOf(q.Text), signs: signsOf(q.Sender)}
	for _, part := range append([]string{q.Sender}, nameParts(q.Sender)...) {
		r.sender = append(r.sender, tokensOf(part))
	}
	r.signs.starting(r.sender)
	for _, person := range q.People {
		for _, part := range append([]string{person}, nameParts(person)...) {
			r.people = append(r.people, tokensOf(part))
		}
	}
	return r
}

// tag joins the tokens of a clause into phrases and sets the class of each.
func (r *reader) tag(c *clause) {
	var b strings.Builder
	b.Grow(len(c.text) + 2*len(c.tokens))
	for i := range c.tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		c.tokens[i].at = b.Len()
		b.WriteString(c.tokens[i].text)
	}
	joined, l := b.String(), words()
	phrases := make([]token, 0, len(c.tokens))
	for i, lengths := 0, l.split(joined, c.tokens); i < len(c.tokens); {
		t, n := c.tokens[i], lengths[i]
		end := c.tokens[i+n-1].end()
		var m meaning
		if s := l.at(t.text); s != nil {
			m = s.phrases[joined[t.at:end]]
		}
		switch {
		case t.class == yes || t.class == unkind || t.class == number && m.class == unknown:
			n = 1
		case startsWith(c.tokens[i:], r.people) > 0 && m.class != done && m.class != verb:
			t.class, n = person, startsWith(c.tokens[i:], r.people)
		case startsWith(c.tokens[i:], r.sender) > 1, (m.class == unknown || m.class == person) && m.kinds == 0 && startsWith(c.tokens[i:], r.sender) > 0:
			t.class, n = name, startsWith(c.tokens[i:], r.sender)
		case m.kinds != 0 && !r.asked.covers(m.kinds):
			t.class, t.kinds = matter, m.kinds
		case m.kinds != 0:
			t.class, t.kinds = object, m.kinds
		case m.class != unknown:
			t.class = m.class
		}
		t.text = joined[t.at:c.tokens[i+n-1].end()]
		t.words = n
		if r.asked.Kind == Change && t.class == improve {
			switch t.text {
			case "延 期", "顺 延", "展 延", "延 后", "推 迟", "延 长":
				t.class = day
			case "追 加", "增 加 费 用", "加 钱":
				t.class = money
			}
		}
		if n := len(phrases); r.asked.Kind == Change && n > 0 {
			switch last := phrases[n-1]; {
			case t.is(money, day) && last.class == improve && slices.Contains([]string{"增 加", "追 加", "新 增", "additional", "added"}, last.text):
				phrases = phrases[:n-1] // the costs that it adds
			case t.class == improve && slices.Contains([]string{"调 整", "变 化", "变 动", "增 加", "顺 延", "延 长"}, t.text) && (last.is(money, day) || last.class == object && last.kinds != 0):
				t.class = fill
			}
		}
		if r.asked.Kind == Change && t.class == matter && t.kinds == kindsNamed(string(Plan)) && t.has("timeline", "schedule", "dates", "timing", "timescale", "programme", "时 程", "日 程", "排 期", "时 间", "工 期", "进 度") {
			t.class = day // of the change
		}
		if t.class == unknown && strings.Contains("二三四五六七八九十百千万两", t.text) {
			t.class = number
		}
		phrases = append(phrases, t)
		i += n
	}
	c.tokens = withTitles(withAuthority(r.withNames(withShort(r.withTerms(r.withNumbers(phrases))))))
}

// withNumbers joins a name of what was asked with the number behind it, where that is its
// own: "version 2", "change request 1", 第2版.
func (r *reader) withNumbers(list []token) []token {
	var joined []token
	for i := 0; i < len(list); i++ {
		t := list[i]
		switch {
		case t.text == "第" && i+2 < len(list) && list[i+1].class == number && slices.Contains([]string{"版", "稿", "版 本", "版 纪 要", "版 计 划"}, list[i+2].text) && r.isVersion(token{text: "version"}, list[i+1]):
			t.class = object
			i += 2
		case (t.class == object || t.class == unknown) && i+1 < len(list) && list[i+1].class == number && (r.isVersion(t, list[i+1]) || r.isItsNumber(t, list[i+1])):
			t.class = object
			i++
		}
		joined = append(joined, t)
	}
	return joined
}

// isItsNumber reports whether a number behind a name of a change is the one that the text
// bears.
func (r *reader) isItsNumber(thing, n token) bool {
	if r.asked.Kind != Change || len(n.text) > 3 || !slices.Contains([]string{"cr", "change request", "change", "the change request", "the change", "change order", "request", "variation", "变 更 申 请", "变 更 单", "变 更", "申 请", "变 更 申 请 单"}, thing.text) {
		return false
	}
	return r.asked.Text == "" || slices.ContainsFunc(tokensOf(r.asked.Text), func(t token) bool { return t.text == n.text })
}

// withAuthority joins the unknown words between 经 or 由 and what somebody decided into one
// for who decided it: 经局务会审议通过.
func withAuthority(list []token) []token {
	at := slices.IndexFunc(list, func(t token) bool {
		return slices.Contains([]string{"经", "经 过", "已 经 过", "业 经", "已 由", "已 向", "经 由"}, t.text)
	})
	if at < 0 {
		return list
	}
	end := at + 1
	for end < len(list) && list[end].is(unknown, talk, body, fill, matter, person, title) && end-at <= 6 {
		end++
	}
	if end == at+1 || end == len(list) || !list[end].is(review, done, verb) {
		return list
	}
	who := list[at+1]
	who.class = body
	return append(append(slices.Clone(list[:at+1]), who), list[end:]...)
}

// withShort takes a yes of one Chinese character, such as 成 or 过, for one only where it
// stands alone: in other company it is a part of some word.
func withShort(list []token) []token {
	for i, t := range list {
		if t.class == yes && len(t.text) == 3 && t.text[0] >= 0xe4 && (i > 0 && isUnknownHan(list[i-1]) || i+1 < len(list) && isUnknownHan(list[i+1])) {
			list[i].class = unknown // 良好, 运行
		}
		if t.class == yes && len(t.text) == 3 && strings.Contains(shortYeses, t.text) && slices.ContainsFunc(list, func(t token) bool { return !t.is(yes, courtesy, name, person) }) {
			list[i].class = unknown
		}
	}
	return list
}

// isUnknownHan reports whether a token is a Chinese character that is not known.
func isUnknownHan(t token) bool { return t.class == unknown && len(t.text) == 3 && t.text[0] >= 0xe4 }

// shortYeses are those characters.
const shortYeses = "中成得灵过挺妥冲值准"

// withNames takes an unknown word behind a greeting, thanks or "Mr" for the name of who is
// addressed, and one that ends in -ly for an adverb. What an adverb restricts is listed.
func (r *reader) withNames(list []token) []token {
	for i, t := range list {
		switch {
		case t.class == leader && strings.HasPrefix(t.text, "have ") && i > 0 && list[i-1].is(you, self, person):
			list[i].class = be // "you have a green light"
		case t.class == number && i+1 < len(list) && tallies()[list[i+1].text]:
			list[i].class, list[i+1].class = fill, fill // "read all 4 pages"
		case t.class == doubt && t.text == "may" && (i > 0 && list[i-1].class == number || i+1 < len(list) && list[i+1].class == number):
			list[i].class = whenever // 4 May
		case t.class == number && r.asked.Kind == Solution && (i > 0 && list[i-1].text == "since" || i > 1 && list[i-2].text == "since"):
			list[i].class = fill // "since about 10"
		case t.class == improve && strings.HasPrefix(t.text, "includ") && (i > 0 && list[i-1].is(money, day) || i+1 < len(list) && list[i+1].is(money, day)):
			list[i].class = fill // "cost and date included"
		case t.class != unknown || t.text[0] >= 0xe4:
		case len(t.text) > 5 && strings.HasSuffix(t.text, "ly"):
			list[i].class = fill
		case i > 0 && (addresses(list[i-1]) || list[i-1].class == person && i > 1 && addresses(list[i-2])):
			list[i].class = person
		}
	}
	return list
}

// tallies are what somebody has read or been through, of which the number says nothing.
var tallies = tableOf(`page|pages|times|people|persons|sheets|页|遍|次|人|位|个 人|位 同 事`)

// addresses reports whether a name may follow a token: a greeting, thanks or "Mr".
func addresses(t token) bool {
	return t.class == courtesy && !t.has("regards", "wishes", "from", "day", "weekend", "receipt") || t.class == fill && slices.Contains([]string{"mr", "mrs", "ms", "dr", "herr", "frau", "monsieur", "madame", "prof", "professor", "sir", "madam"}, t.text)
}

// has reports whether a token holds one of some words.
func (t token) has(words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(t.text, word) })
}

// startsWith returns how many tokens of the longest name begin a list.
func startsWith(list []token, names [][]token) int {
	longest := 0
	for _, name := range names {
		if len(name) > longest && len(name) <= len(list) && slices.EqualFunc(name, list[:len(name)], func(a, b token) bool { return a.text == b.text }) {
			longest = len(name)
		}
	}
	return longest
}

// withTitles joins a Chinese name with the title behind it, or before it: 张经理, 欧阳总, 小李.
func withTitles(list []token) []token {
	var joined []token
	for i, t := range list {
		if n := len(joined); n > 0 && (joined[n-1].text == "小" || joined[n-1].text == "老") && isHanName(t) && (n == 1 || joined[n-2].is(courtesy, fill)) && i >= len(list)-2 {
			joined[n-1].class = person
			continue
		}
		if t.class == title {
			n := len(joined)
			if n > 0 && (joined[n-1].class == person || joined[n-1].class == name) {
				joined[n-1].class = person
				continue
			}
			if n > 0 && isHanName(joined[n-1]) {
				joined[n-1].class = person
				if n > 1 && isHanName(joined[n-2]) {
					joined = append(joined[:n-2], joined[n-1])
				}
				continue
			}
			t.class = unknown
		}
		joined = append(joined, t)
	}
	return joined
}

// isHanName reports whether a token may be a surname: one character that says nothing else.
func isHanName(t token) bool {
	return len(t.text) == 3 && t.text[0] >= 0xe4 && (t.class == unknown || t.class == talk || t.class == matter || t.class == yes && t.text == "成")
}
