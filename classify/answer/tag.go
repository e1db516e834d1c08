package answer

import (
	"slices"
	"strings"
)

// reader reads one answer.
type reader struct {
	asked  Question
	sender [][]token // the sender's name, and each part of it
	people [][]token // names of those who may be addressed
	// unsigned reports that a line is an office, and the sender's name is not above it.
	unsigned bool
}

func newReader(q Question) *reader {
	r := &reader{asked: q}
	for _, part := range append([]string{q.Sender}, nameParts(q.Sender)...) {
		r.sender = append(r.sender, tokensOf(part))
	}
	for _, person := range q.People {
		for _, part := range append([]string{person}, nameParts(person)...) {
			r.people = append(r.people, tokensOf(part))
		}
	}
	return r
}

// tag joins the tokens of a clause into phrases and gives each its class.
func (r *reader) tag(c *clause) {
	var b strings.Builder
	for i := range c.tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		c.tokens[i].at = b.Len()
		b.WriteString(c.tokens[i].text)
	}
	joined, l := b.String(), words()
	var phrases []token
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
		if t.class == unknown && strings.Contains("二三四五六七八九十百千万两", t.text) {
			t.class = number
		}
		t.text = joined[t.at:c.tokens[i+n-1].end()]
		t.words = n
		phrases = append(phrases, t)
		i += n
	}
	c.tokens = withTitles(withNames(phrases))
}

// withNames takes an unknown word behind a greeting, thanks or "Mr" for the name of who is
// addressed, and one that ends in -ly for an adverb. What an adverb restricts is listed.
func withNames(list []token) []token {
	for i, t := range list {
		switch {
		case t.class != unknown || t.text[0] >= 0xe4:
		case len(t.text) > 5 && strings.HasSuffix(t.text, "ly"):
			list[i].class = fill
		case i > 0 && (addresses(list[i-1]) || list[i-1].class == person && i > 1 && addresses(list[i-2])):
			list[i].class = person
		}
	}
	return list
}

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
