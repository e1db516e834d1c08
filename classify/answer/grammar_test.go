package answer

import (
	"slices"
	"strings"
	"testing"
)

// list returns tokens of classes; one that has a text is passed as a token.
func list(parts ...any) (tokens []token) {
	for _, part := range parts {
		switch part := part.(type) {
		case class:
			tokens = append(tokens, token{text: "x", class: part, words: 1})
		case token:
			tokens = append(tokens, part)
		}
	}
	return tokens
}

func said(of class, text string) token { return token{text: text, class: of, words: 1} }

// named is a name of something that can be asked about.
func named(of class, text string) token { return token{text: text, class: of, kinds: 1, words: 1} }

// times returns a class n times.
func times(n int, of class) (parts []any) {
	for range n {
		parts = append(parts, of)
	}
	return parts
}

func TestIsConsent(t *testing.T) {
	fine, lovely, from := said(good, "fine"), said(good, "lovely"), said(of, "from")
	for _, test := range []struct {
		kind Kind
		list []token
		want bool
	}{
		{Minutes, list(yes), true}, {Minutes, list(clear), true}, {Minutes, list(done), true}, {Minutes, list(proceed), true}, {Minutes, list(fill), false}, {Minutes, list(condition, yes), false},
		{Minutes, list(verb), true}, {Minutes, list(self, verb), true}, {Minutes, list(be, verb), false}, {Minutes, list(object, verb), false}, {Minutes, list(self, be, verb), true}, {Minutes, list(yes, be, verb), true}, {Minutes, list(ready, verb), true},
		{Minutes, list(fine), true}, {Minutes, list(fill, fine), true}, {Minutes, list(lovely), false}, {Minutes, list(fill, lovely), false}, {Minutes, list(self, lovely), true}, {Minutes, list(be, lovely), false}, {Minutes, list(object, lovely), false}, {Minutes, list(object, be, lovely), false}, {Minutes, list(fill, yes, lovely), true},
		{Solution, list(works), true}, {Minutes, list(works), false}, {Minutes, list(yes, works), true},
		{Minutes, list(yes, of), true}, {Minutes, list(yes, of, object), true}, {Minutes, list(yes, of, fill, object), true}, {Minutes, list(yes, of, unknown), false}, {Minutes, list(yes, from, unknown), true}, {Minutes, list(from, unknown), false}, {Minutes, list(yes, from, number), false},
		{Minutes, list(person, done), false}, {Minutes, list(courtesy, person, done), true}, {Minutes, list(fill, person, verb), false}, {Minutes, list(done, of, person), true}, {Minutes, list(yes, person), true}, {Minutes, list(person, fill, done), false},
		{Change, list(yes, money, day), true}, {Change, list(yes, money), false}, {Change, list(yes, day), false}, {Change, list(yes, named(object, "the change"), money), true}, {Change, list(yes, object, money), false}, {Change, list(yes, named(matter, "the plan"), money), false},
		{Minutes, list(yes, money), false}, {"", list(yes, money), true}, {"", list(money, lovely), false}, {"", list(money, fine), true},
		{"", list(yes, matter), true}, {"", list(matter, lovely), false}, {"", list(matter, fine), true}, {Minutes, list(yes, matter), false}, {Solution, list(yes, matter), true}, {Solution, list(append([]any{yes}, times(4, matter)...)...), true}, {Solution, list(append([]any{yes}, times(5, matter)...)...), false},
		{Solution, list(unknown, works), true}, {Minutes, list(self, yes, unknown), false}, {"", list(self, yes, unknown), true}, {"", list(be, yes, unknown), true}, {"", list(yes, unknown), false}, {"", list(self, yes, talk), false},
	} {
		r := newReader(Question{Kind: test.kind, Version: 2})
		if got := r.isConsent(test.list); got != test.want {
			t.Errorf("%q, %+v: %v", test.kind, test.list, got)
		}
	}
}

func TestJudge(t *testing.T) {
	no, was := said(not, "no"), said(be, "was")
	for _, test := range []struct {
		list []token
		want judgement
	}{
		{list(no), refuses}, {list(no, sorry), refuses}, {list(no, courtesy, name), refuses}, {list(no, unknown), restricts}, {list(courtesy), harmless}, {list(not), restricts},
		{list(refuse), refuses}, {list(refuse, contrast), restricts}, {list(contrast, refuse), refuses}, {list(condition, refuse), restricts}, {list(refuse, done), restricts},
		{list(self, said(ask, "what"), yes), harmless}, {list(self, said(ask, "吗"), yes), restricts}, {list(said(ask, "what"), yes), restricts}, {list(courtesy, said(ask, "what"), yes), restricts}, {list(unknown, said(ask, "what")), restricts},
		{list(proceed, said(doubt, "吧")), harmless}, {list(carry, said(doubt, "吧")), harmless}, {list(proceed, said(doubt, "吗")), restricts}, {list(yes, said(doubt, "吧")), restricts}, {list(said(doubt, "吧"), proceed), restricts},
		{list(leader, whenever), harmless}, {list(leader, serve), harmless}, {list(fill, leader, said(doubt, "will")), harmless}, {list(leader, said(doubt, "maybe")), restricts}, {list(talk, whenever), restricts}, {list(unknown, leader, whenever), restricts},
		{list(was, whenever), harmless}, {list(said(be, "is"), whenever), restricts}, {list(was, yes, whenever), restricts}, {list(was, doubt), restricts},
	} {
		r := newReader(Question{Kind: Minutes})
		if got, why := r.judge(clause{tokens: test.list}); got != test.want {
			t.Errorf("%+v: %d (%s), want %d", test.list, got, why, test.want)
		}
	}
}

func TestJudgeTalk(t *testing.T) {
	han := said(unknown, "字")
	for _, test := range []struct {
		name string
		kind Kind
		list []token
		want judgement
	}{
		{"the price of a change, which is a part", Change, list(money, good), harmless},
		{"and a figure", Change, list(money, number), restricts}, {"and something else", Change, list(money, matter), restricts}, {"and what is not known", Change, list(money, unknown), restricts},
		{"the price of no change", Minutes, list(money, good), restricts},
		{"what is added", Minutes, list(said(fill, "and"), unknown), restricts}, {"what is added, in small talk", Minutes, list(append([]any{said(fill, "and"), unknown}, times(5, talk)...)...), restricts},
		{"others agree too", Minutes, list(body, yes), harmless}, {"others agree to a figure", Minutes, list(body, yes, number), restricts}, {"others agree to something", Minutes, list(body, yes, matter), restricts}, {"others agree, and more", Minutes, list(body, yes, unknown), restricts}, {"others agree to play", Minutes, list(body, yes, talk), restricts},
		{"agrees to play", Minutes, list(yes, talk), restricts}, {"agrees to a figure", Minutes, list(yes, number), restricts}, {"agrees to something", Minutes, list(yes, matter), restricts}, {"agrees to what is not known", Minutes, list(yes, unknown), restricts}, {"agrees", Minutes, list(yes), harmless},
		{"may be filed", Minutes, list(said(yes, "可 以"), unknown), restricts}, {"may be", Minutes, list(said(yes, "可 以"), fill, unknown), restricts},
		{"has read", Minutes, list(review), harmless}, {"has read with others", Minutes, list(append([]any{review}, times(8, unknown)...)...), harmless}, {"has read, and a lot more", Minutes, list(append([]any{review}, times(9, unknown)...)...), restricts}, {"has read figures", Minutes, list(review, number), restricts},
		{"a figure", Minutes, list(fill, number), restricts}, {"nothing", Minutes, list(fill, talk), harmless}, {"a thing", Minutes, list(matter), harmless}, {"a thing, and more", Minutes, list(matter, unknown), restricts},
		{"a word that is not known", Minutes, list(unknown), restricts}, {"one of what was", Minutes, list(unknown, said(be, "was")), harmless}, {"three of what was", Minutes, list(append(times(3, unknown), said(be, "was"))...), restricts},
		{"three words of what was asked", Minutes, list(append([]any{named(object, "the minutes")}, times(3, unknown)...)...), restricts}, {"four of it, in small talk", Minutes, list(append(append([]any{named(object, "the minutes")}, times(4, unknown)...), talk, talk)...), restricts},
		{"a Chinese character", Minutes, list(han), restricts},
		{"small talk that is known", Minutes, list(append([]any{leader}, times(8, unknown)...)...), harmless}, {"a lot of it", Minutes, list(append([]any{leader}, times(9, unknown)...)...), restricts},
	} {
		r := newReader(Question{Kind: test.kind})
		if got, why := r.judgeTalk(test.list); got != test.want {
			t.Errorf("%s: %d (%s), want %d", test.name, got, why, test.want)
		}
	}
}

func TestResolve(t *testing.T) {
	or := said(fill, "or")
	of := func(list []token) (classes []class) {
		for _, t := range list {
			classes = append(classes, t.class)
		}
		return classes
	}
	for _, test := range []struct {
		list []token
		want []class
	}{
		{list(not, verb), []class{refuse}}, {list(not, fill, verb), []class{refuse}}, {list(not, unknown, verb), []class{not, unknown, verb}}, {list(not), []class{not}}, {list(not, fill), []class{not, fill}},
		{list(not, objection), []class{clear}}, {list(not, self, objection), []class{clear}}, {list(not, objection, or, objection), []class{clear}}, {list(not, objection, of_, objection), []class{clear}}, {list(not, objection, objection), []class{clear}},
		{list(not, objection, unknown, objection), []class{clear, unknown, objection}}, {list(not, objection, said(of_, "of"), unknown), []class{clear, of_, unknown}},
		{list(clear, said(unknown, "or"), objection), []class{clear}}, {list(clear, unknown, objection), []class{clear, unknown, objection}}, {list(clear, said(unknown, "or"), unknown), []class{clear, unknown, unknown}},
		{list(objection, not), []class{clear}}, {list(objection, be, not), []class{clear}}, {list(objection, not, be), []class{clear, be}}, {list(objection, unknown, not), []class{objection, unknown, not}}, {list(objection, not, unknown), []class{objection, not, unknown}},
		{list(object, said(of_, "of"), number, matter), []class{object, matter}}, {list(named(matter, "the plan"), said(of_, "of"), number), []class{matter}}, {list(matter, said(of_, "of"), number), []class{matter, of_, number}}, {list(unknown, said(of_, "of"), number), []class{unknown, of_, number}},
		{list(object, said(of_, "from"), whenever), []class{object}}, {list(object, said(of_, "by"), whenever), []class{object, of_, whenever}}, {list(object, said(of_, "of"), unknown), []class{object, of_, unknown}},
		{list(said(fill, "please"), verb), []class{fill, ask}}, {list(said(fill, "please"), you, verb), []class{fill, you, ask}}, {list(fill, verb), []class{fill, verb}},
	} {
		before := of(test.list)
		if got := of(resolve(test.list)); !slices.Equal(got, test.want) {
			t.Errorf("%d: %d, want %d", before, got, test.want)
		}
	}
}

// of_ is the class of prepositions, beside functions named of.
const of_ = of

func TestIsExcuse(t *testing.T) {
	for _, test := range []struct {
		list   []token
		within bool
		want   bool
	}{
		{nil, false, false}, {nil, true, true}, {list(unknown), false, false}, {list(unknown), true, true}, {list(sorry), false, true}, {list(sorry, unknown), false, true},
		{list(sorry, of, not), false, true}, {list(sorry, not), false, false}, {list(sorry, fill, not), false, false}, {list(not), true, false}, {list(of, not), true, false},
		{list(sorry, yes), false, false}, {list(sorry, good), false, true}, {list(sorry, works), false, true}, {list(yes), true, false},
		{list(sorry, improve), false, false}, {list(sorry, condition), false, false}, {list(sorry, object), false, true}, {list(sorry, named(object, "the plan")), false, false}, {list(sorry, named(talk, "x")), false, true},
	} {
		if got := isExcuse(test.list, test.within); got != test.want {
			t.Errorf("%+v, within one %v: %v", test.list, test.within, got)
		}
	}
}

func TestIsAside(t *testing.T) {
	foreign, turn := said(topic, "unrelated"), said(topic, "by the way")
	for _, test := range []struct {
		list        []token
		asks, after bool
		want        bool
	}{
		{list(foreign, ask), false, false, true}, {list(turn, ask), false, false, false}, {list(foreign), false, false, false}, {list(foreign, serve), false, false, true}, {list(foreign), true, false, true},
		{list(unrelated, ask), false, false, true}, {list(accounts, serve), false, false, true}, {list(unrelated), false, false, false}, {list(unrelated), true, false, true}, {list(fill), true, false, false}, {list(fill, said(unknown, "unrelated")), true, false, false},
		{list(fill), false, true, true}, {list(yes), false, true, false}, {list(unrelated, ask, yes), false, false, false},
		{list(unrelated, ask, object), false, false, true}, {list(unrelated, ask, named(object, "the plan")), false, false, false}, {list(foreign, ask, object), false, false, false},
		{list(unrelated, ask, later), false, false, true}, {list(foreign, ask, later), false, false, false}, {list(number), false, true, false},
	} {
		if got := isAside(sentence{clauses: []clause{{tokens: test.list}}, asks: test.asks}, test.after); got != test.want {
			t.Errorf("%+v, asks %v, after one %v: %v", test.list, test.asks, test.after, got)
		}
	}
}

func TestPartsOf(t *testing.T) {
	and := said(fill, "and")
	for _, test := range []struct {
		list []token
		want int
	}{
		{list(yes), 1}, {list(yes, courtesy), 2}, {list(yes, of, courtesy), 1}, {list(yes, sorry), 2}, {list(yes, leader), 2}, {list(said(good, "fine"), leader), 2}, {list(said(good, "lovely"), leader), 1}, {list(said(good, "lovely"), courtesy), 2}, {list(said(yes, "lovely"), leader), 2},
		{list(yes, and, self), 2}, {list(yes, and, unknown), 1}, {list(yes, and), 1}, {list(yes, fill, self), 1},
	} {
		if got := len(partsOf(test.list)); got != test.want {
			t.Errorf("%+v: %d parts, want %d", test.list, got, test.want)
		}
	}
}

func TestWithTitles(t *testing.T) {
	texts := func(list []token) string {
		var all []string
		for _, t := range list {
			text := t.text
			if t.class == person {
				text += "!"
			}
			all = append(all, text)
		}
		return strings.Join(all, " ")
	}
	small, li, manager := said(unknown, "小"), said(unknown, "李"), said(title, "经理")
	for _, test := range []struct {
		list []token
		want string
	}{
		{list(small, li), "小!"}, {list(said(courtesy, "谢谢"), small, li), "谢谢 小!"}, {list(said(matter, "价格"), small, li), "价格 小 李"}, {list(small, li, said(yes, "好")), "小! 好"}, {list(small, li, said(yes, "好"), said(yes, "好")), "小 李 好 好"}, {list(said(unknown, "大"), li), "大 李"},
		{list(li, manager), "李!"}, {list(said(unknown, "欧"), said(unknown, "阳"), manager), "阳!"}, {list(said(person, "kate"), manager), "kate!"}, {list(said(name, "anna"), manager), "anna!"}, {list(said(yes, "好"), manager), "好 经理"}, {list(manager), "经理"},
	} {
		if got := texts(withTitles(test.list)); got != test.want {
			t.Errorf("%+v: %s, want %s", test.list, got, test.want)
		}
	}
}

// A word is what it is in the lexicon, and a name only where it is nothing else.
func TestTag(t *testing.T) {
	q := Question{Kind: Minutes, Sender: "Anna Price", People: []string{"Kate Sign", "Max Approved"}}
	for text, want := range map[string]class{
		"三": number, "万一": condition, "the plan": matter, "the minutes": object, "anna": name, "anna price": name, "price": money, "kate": person, "sign": verb, "approved": done, "max": person, "xyz": unknown,
	} {
		c := clause{tokens: tokensOf(text)}
		newReader(q).tag(&c)
		if len(c.tokens) != 1 || c.tokens[0].class != want {
			t.Errorf("%q: %+v, want class %d", text, c.tokens, want)
		}
	}
}

func TestMayCarry(t *testing.T) {
	carrying := said(carry, "做")
	for text, want := range map[string]bool{"按": true, "照": true, "按 照": true, "依": true, "依 照": true, "就": true, "字": false} {
		if got := mayCarry(list(said(of, text), unknown, carrying)); got != want {
			t.Errorf("%s 做: %v", text, got)
		}
	}
	for _, test := range []struct {
		list []token
		want bool
	}{
		{list(carrying), true}, {list(carrying, fill), true}, {list(unknown, carrying), false}, {list(self, carrying), false}, {list(said(of, "按"), you, carrying), false}, {list(yes, unknown, carrying), true},
	} {
		if got := mayCarry(test.list); got != test.want {
			t.Errorf("%+v: %v", test.list, got)
		}
	}
}

func TestIsStrong(t *testing.T) {
	ok := said(yes, "ok")
	for _, test := range []struct {
		list []token
		want bool
	}{
		{list(done), true}, {list(carry), true}, {list(ok), false}, {list(ok, object), true}, {list(ok, self), true}, {list(ok, fill), false}, {list(fill), false}, {list(done, unknown), false}, {list(done, matter), false}, {list(object, be), false},
	} {
		if got := isStrong(test.list); got != test.want {
			t.Errorf("%+v: %v", test.list, got)
		}
	}
}

func TestIsNews(t *testing.T) {
	for _, test := range []struct {
		list []token
		want bool
	}{
		{list(unknown), true}, {list(matter), true}, {list(courtesy, unknown), false}, {list(talk), false}, {list(talk, self), true}, {list(self, fill), false}, {list(body), true},
	} {
		if got := newReader(Question{}).isNews(test.list); got != test.want {
			t.Errorf("%+v: %v", test.list, got)
		}
	}
}

func TestIsPlace(t *testing.T) {
	for n, want := range []bool{false, true, true, true, false} {
		if got := isPlace(list(times(n, unknown)...)); got != want {
			t.Errorf("%d words: %v", n, got)
		}
	}
	if isPlace(list(unknown, number)) {
		t.Error("a number is a place")
	}
}
