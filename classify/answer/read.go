package answer

import (
	"iter"
	"slices"
	"strings"
	"sync"

	"rapport/store"
	"rapport/store/visible"
)

// mail is what the sentences of one answer say together.
type mail struct {
	agrees, rejects bool
	strong          bool // the assent does more than acknowledge
	news            bool // it has news besides
	receipt         bool // it says that the mail has come
	touches         bool // something in it is, or holds, a word of assent
	corrects        bool // something in it asks for a change or complains
	offers          bool // something in it says on what terms, when or what instead
	whole           bool // an assent in it names no part of a plan
	parts           planParts
	also            []string
	why             string // what restricts it first, or ""
	limited         bool   // something in it sets a condition, an exception or a contrast, complains or mocks
	barred          bool   // what restricts it does not lie in its words
}

// judgeLines reads the sentences of an answer.
func (r *reader) judgeLines(lines []string) mail {
	var s splitter
	s.split(stickers().Replace(strings.Join(lines, "\n")))
	var m mail
	if r.unsigned {
		m.restrict(ofOffice)
	}
	sentences := slices.Collect(r.sentences(s.finish()))
	r.anchored = slices.ContainsFunc(sentences, r.anchors)
	aside := false // what went before was about something else
	judged := 0
	for _, sentence := range sentences {
		aside = r.judgeSentence(&m, sentence, aside)
		if judged++; judged > mostSentences && m.why != "" {
			m.offers = true // a letter, whatever else it says
			break
		}
	}
	if m.agrees && r.asked.Kind == Plan && !m.whole && m.parts.some() {
		m.restrict("it agrees to a part of the plan")
	}
	if m.agrees && !m.strong && (m.news || m.receipt) {
		m.restrict("it may only acknowledge")
	}
	return m
}

// anchors reports whether a sentence has a clause that is an assent by itself and more than
// an acknowledgement. Beside it, other clauses may tell more than beside a mere "ok".
func (r *reader) anchors(s sentence) bool {
	return !s.asks && slices.ContainsFunc(s.clauses, func(c clause) bool {
		return slices.ContainsFunc(resolvedParts(c.tokens), func(part []token) bool {
			says, _ := r.judge(clause{tokens: part, text: c.text})
			return says == consents && !c.bracketed && isStrong(part)
		})
	})
}

// stickers are the kind pictures of WeChat and DingTalk, which a mail program writes as
// words in brackets.
var stickers = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, name := range strings.Fields("强 赞 OK ok 好的 握手 抱拳 玫瑰 微笑 合十 鼓掌 胜利 爱心 撒花 笑脸 憨笑 愉快 呲牙 太阳 咖啡 鲜花 庆祝 加油 比心 送花花 玫瑰花 拥抱 耶 烟花 爆竹 福 礼物 蛋糕 干杯 啤酒 可爱 偷笑 嘿哈 機智 机智 强壮 Strong ThumbsUp Rose Smile Thumbsup Handshake") {
		pairs = append(pairs, "["+name+"]", "🙂")
	}
	return strings.NewReplacer(pairs...)
})

// sentences tags every clause, and begins a new sentence where the subject changes or a
// question begins.
func (r *reader) sentences(list []sentence) iter.Seq[sentence] {
	return func(yield func(sentence) bool) {
		for _, s := range list {
			var now []clause
			for _, c := range s.clauses {
				r.tag(&c)
				if len(now) > 0 && isLabel(now[len(now)-1]) && deniesAll(c) { // "Comments: none"
					now[len(now)-1].tokens = append(now[len(now)-1].tokens, c.tokens...)
					continue
				}
				if len(now) > 0 && (opens(c, topic) || opens(c, ask)) {
					if !yield(sentence{clauses: now}) {
						return
					}
					now = nil
				}
				now = append(now, c)
			}
			if !yield(sentence{clauses: now, asks: s.asks}) {
				return
			}
		}
	}
}

// isLabel reports whether a clause names objections and says no more.
func isLabel(c clause) bool {
	return slices.ContainsFunc(c.tokens, func(t token) bool { return t.class == objection }) && !slices.ContainsFunc(c.tokens, func(t token) bool { return !t.is(objection, fill, self) })
}

// deniesAll reports whether a clause says none and no more.
func deniesAll(c clause) bool {
	return !slices.ContainsFunc(c.tokens, func(t token) bool { return t.class != not && t.text != "nil" && t.text != "na" })
}

// mostSentences is how many sentences are read of a text in which something restricts.
const mostSentences = 6

// opens reports whether a clause begins with a class, apart from courtesy.
func opens(c clause, with class) bool {
	i := slices.IndexFunc(c.tokens, func(t token) bool { return !t.is(fill, courtesy, name, person) })
	return i >= 0 && c.tokens[i].class == with
}

// judgeSentence adds a sentence to what the mail says. It reports whether the sentence is
// about something else.
func (r *reader) judgeSentence(m *mail, s sentence, aside bool) bool {
	if isAside(s, aside) {
		for _, c := range s.clauses {
			m.also = append(m.also, c.text)
		}
		return true
	}
	if s.asks {
		m.restrict("it asks something")
		m.offers, m.corrects = true, m.corrects || !hasAssent(s)
	}
	excused := opens(s.clauses[0], sorry)
	for _, c := range s.clauses {
		for _, part := range resolvedParts(c.tokens) {
			for _, t := range part {
				m.touches = m.touches || isAssent(t.class) && t.class != works
				m.corrects = m.corrects || t.is(improve, complaint, except)
			}
			if isExcuse(part, excused) && !(m.agrees && takesBack(part)) {
				continue
			}
			says, why := r.judge(clause{tokens: part, text: c.text})
			named := partsNamed(part)
			if slices.ContainsFunc(part, func(t token) bool { return isAssent(t.class) }) {
				m.parts |= named
			}
			if says == consents && c.bracketed {
				says, why = restricts, ofPicture
			}
			switch says {
			case consents:
				m.agrees = true
				m.whole = m.whole || named == 0
				onward := isBareYes(part) && r.tellsMore(s)
				m.strong, m.news = m.strong || isStrong(part) && !onward, m.news || onward
			case harmless:
				m.receipt = m.receipt || part[0].class == courtesy && part[0].has("收", "悉", "知", "noted", "received", "got it", "receipt", "了 解", "明 白", "understood", "acknowledge")
				m.news = m.news || r.isNews(part) && !r.leads(part) || r.announces(part)
			case refuses:
				m.rejects = true
			case restricts:
				m.restrict(why)
				m.offers = m.offers || isOffer(part) && !isReason(c.text)
			}
		}
	}
	return false
}

func (m *mail) restrict(why string) {
	if m.why == "" {
		m.why = why
	}
	switch why {
	case blocking(condition), blocking(except), blocking(contrast), blocking(back), blocking(unkind), blocking(complaint):
		m.limited = true
	case ofPicture, ofOffice:
		m.barred = true
	}
}

// What restricts an answer and does not lie in its words.
const (
	ofPicture = "its consent is in brackets, as the words of a picture are"
	ofOffice  = "it bears an office and no name of its sender"
)

// isExcuse reports whether a part of a clause is an apology, or within a sentence that is
// one, and says nothing else.
func isExcuse(list []token, within bool) bool {
	begins := len(list) > 0 && list[0].class == sorry
	if !begins && !within {
		return false
	}
	for i, t := range list {
		switch {
		case t.class == not && !(begins && i > 0 && list[i-1].class == of), // "for not getting to it sooner"
			isAssent(t.class) && !t.is(good, works),
			t.is(improve, condition, except, matter, refuse, others, back, unkind) || t.class == doubt && !slices.Contains([]string{"would", "could", "should", "think", "hope"}, t.text),
			t.class == object && t.kinds != 0:
			return false
		}
	}
	return true
}

// takesBack reports whether a part of an apology that follows an assent may undo it: "Sorry,
// just saw that page 7 is empty, so please wait".
func takesBack(list []token) bool {
	return slices.ContainsFunc(list, func(t token) bool { return t.is(later, complaint, doubt, carry, contrast) })
}

// isBareYes reports whether an assent is "yes" and no more, which may be said to whatever
// follows it: "Yes, we got the plan".
func isBareYes(list []token) bool {
	return !slices.ContainsFunc(list, func(t token) bool {
		return !t.is(courtesy, name, person, fill) && !(t.class == yes && affirms()[t.text])
	})
}

// affirms are the words by which one says yes to anything.
var affirms = tableOf(`yes|yep|yeah|yup|yea|ye|aye|ya|jawohl|indeed|right|correct|是|是 的|对|对 的|对 对|嗯|嗯 嗯|没 错|对 啊|是 啊`)

// tellsMore reports whether a sentence has a clause that is neither an assent nor small talk.
func (r *reader) tellsMore(s sentence) bool {
	return slices.ContainsFunc(s.clauses, func(c clause) bool {
		return slices.ContainsFunc(resolvedParts(c.tokens), func(part []token) bool {
			says, _ := r.judge(clause{tokens: part, text: c.text})
			return says == harmless && slices.ContainsFunc(part, func(t token) bool {
				return !t.is(courtesy, name, person, fill, leader, title, of) || t.has("收", "received", "got it", "receipt")
			})
		})
	})
}

// isReason reports whether a clause begins as the reason for a refusal.
func isReason(text string) bool {
	return slices.ContainsFunc(reasonWords, func(word string) bool { return strings.HasPrefix(text, strings.TrimSpace(word)) })
}

// isAside reports whether a sentence asks for something that has nothing to do with what
// was asked: it changes the subject or names something of which no request speaks, and
// holds no word of the matter. What follows such a sentence may explain it.
func isAside(s sentence, after bool) bool {
	turns, foreign, asking := false, false, s.asks
	for _, c := range s.clauses {
		for _, t := range c.tokens {
			turns = turns || t.class == topic && isForeign(t.text)
			foreign = foreign || t.is(unrelated, accounts) || t.class == matter && t.kinds == kindsNamed(string(Solution)) && t.has("wifi", "network", "printer", "internet", "website", "phone", "scanner", "router", "打 印 机", "网", "电 话")
			asking = asking || t.is(ask, serve)
		}
	}
	if !after && !(turns && asking) && !(foreign && asking) {
		return false
	}
	for _, c := range s.clauses {
		for _, t := range c.tokens {
			switch t.class {
			case money, proceed, done, yes, clear, verb, condition, except, refuse, back, unkind, objection, carry:
				return false
			case object:
				if t.kinds != 0 || !foreign && !after {
					return false
				}
			case later, not, contrast, number, others, matter, body, day, complaint, improve, part:
				if !foreign {
					return false
				}
			}
		}
	}
	return true
}

// resolvedParts returns the parts of a clause, resolved. One that only names whom the sender
// speaks for, as "on behalf of Acme Ltd" does, says nothing and is left out.
func resolvedParts(list []token) (parts [][]token) {
	for _, part := range partsOf(list) {
		if part = resolve(part); len(part) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

// partsOf splits a clause where a courtesy begins within it, and before "and we confirm".
func partsOf(list []token) [][]token {
	var parts [][]token
	from := 0
	for i := 1; i < len(list); i++ {
		praise := list[i-1].class == good && !strength(list[i-1]) // "lovely weather"
		begins := list[i-1].class != of && (list[i].is(courtesy, sorry) || list[i].class == leader && !praise && !list[i-1].is(self, you, be, later))
		if i+1 < len(list) && slices.Contains([]string{"and", "so", "hence", "therefore", "then", "because"}, list[i].text) && list[i+1].is(self, you, object, be, done, verb, proceed, yes, clear, review, ready) {
			begins = true
		}
		if list[i].class == self && isBareYes(list[from:i]) && slices.ContainsFunc(list[from:i], func(t token) bool { return t.class == yes }) { // "yes I was at the meeting"
			begins = true
		}
		if begins {
			parts = append(parts, list[from:i])
			from = i
		}
	}
	return append(parts, list[from:])
}

// unsure returns what a person has to read.
func (m *mail) unsure(words string) Reading {
	why := m.why
	switch {
	case m.agrees && m.rejects:
		why = "it says one thing and another"
	case why == "":
		why = "it is no plain yes, no or score"
	}
	return Reading{StatedChoice: human(words, why), Unsure: m.touches && !m.corrects}
}

// decide returns what the sentences decide together.
func (m *mail) decide(first, all string) Reading {
	switch {
	case m.agrees && !m.rejects && m.why == "":
		return Reading{StatedChoice: store.StatedChoice{Choice: store.ChoiceApprove, Words: visible.Cut(first, longestSaid)}, Also: strings.Join(m.also, "\n")}
	case m.rejects && !m.agrees && !m.offers && !m.touches:
		return Reading{StatedChoice: store.StatedChoice{Choice: store.ChoiceReject, Words: visible.Cut(all, longestSaid)}}
	}
	return m.unsure(first)
}

// isOffer reports whether a clause beside a refusal says when, on what terms or what
// instead, which makes it none.
func isOffer(list []token) bool {
	counts, complains := false, false
	for _, t := range list {
		switch t.class {
		case condition, except, doubt, later, whenever, improve, ask, example, unkind, yes, done, clear, proceed, verb:
			return true
		case number:
			counts = true
		case complaint:
			complains = true
		}
	}
	return counts && !complains
}

// isForeign reports whether a change of subject says itself that what follows has nothing to
// do with the matter; "by the way" does not.
func isForeign(text string) bool {
	for _, word := range []string{"unrelated", "different", "another subject", "other subject", "another topic", "other topic", "off topic", "nothing to do", "不 相 干", "无 关", "题 外 话", "私 事", "别 的 事", "换 个 话 题"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// agrees reports whether a phrase is an assent and nothing else.
func agrees(phrase string) bool {
	r := newReader(Question{Kind: Draft})
	m := r.judgeLines([]string{phrase})
	return m.decide("", "").Choice == store.ChoiceApprove && len(m.also) == 0
}

// hasAssent reports whether a sentence holds a word of assent: "Confirmed?" does.
func hasAssent(s sentence) bool {
	return slices.ContainsFunc(s.clauses, func(c clause) bool {
		return slices.ContainsFunc(c.tokens, func(t token) bool { return isAssent(t.class) })
	})
}

// isTalk reports whether a phrase is small talk, which neither says anything of what was
// asked nor restricts it.
func isTalk(phrase, name string) bool {
	r := newReader(Question{Kind: Draft, Sender: name})
	m := r.judgeLines([]string{phrase})
	return m.why == "" && !m.touches && !m.rejects && !m.news && len(m.also) == 0
}
