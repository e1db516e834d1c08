package answer

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store"
)

// mail is what the sentences of one answer say together.
type mail struct {
	agrees, rejects bool
	strong          bool // the assent does more than acknowledge
	news            bool // something is told besides
	touches         bool // something in it is, or holds, a word of assent
	corrects        bool // something in it asks for a change or complains
	offers          bool // something in it says on what terms, when or what instead
	also            []string
	why             string // what restricts it first, or ""
}

// judgeLines reads the sentences of an answer.
func (r *reader) judgeLines(lines []string) mail {
	var s splitter
	s.split(strings.Join(lines, "\n"))
	var m mail
	if r.unsigned {
		m.restrict("it bears an office and no name of its sender")
	}
	aside := false // what went before was about something else
	judged := 0
	for sentence := range r.sentences(s.finish()) {
		aside = r.judgeSentence(&m, sentence, aside)
		if judged++; judged > mostSentences && m.why != "" {
			m.offers = true // a letter, whatever else it says
			break
		}
	}
	if m.agrees && !m.strong && m.news {
		m.restrict("it may only acknowledge")
	}
	return m
}

// sentences tags every clause, and begins a new sentence where the subject changes or a
// question begins.
func (r *reader) sentences(list []sentence) iter.Seq[sentence] {
	return func(yield func(sentence) bool) {
		for _, s := range list {
			var now []clause
			for _, c := range s.clauses {
				r.tag(&c)
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
		for _, part := range partsOf(c.tokens) {
			part = resolve(part)
			for _, t := range part {
				m.touches = m.touches || isAssent(t.class) && t.class != works
				m.corrects = m.corrects || t.is(improve, complaint, except)
			}
			if isExcuse(part, excused) {
				continue
			}
			says, why := r.judge(clause{tokens: part, text: c.text})
			if says == consents && c.bracketed {
				says, why = restricts, "its consent is in brackets, as the words of a picture are"
			}
			switch says {
			case consents:
				m.agrees = true
				m.strong = m.strong || isStrong(part)
			case harmless:
				m.news = m.news || r.isNews(part) && !r.leads(part)
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
}

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
			t.is(improve, condition, except, matter, refuse, others, back, unkind, doubt),
			t.class == object && t.kinds != 0:
			return false
		}
	}
	return true
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
			foreign = foreign || t.is(unrelated, accounts)
			asking = asking || t.is(ask, serve)
		}
	}
	if !after && !(turns && asking) && !(foreign && asking) {
		return false
	}
	for _, c := range s.clauses {
		for _, t := range c.tokens {
			switch t.class {
			case money, improve, proceed, done, yes, clear, verb, condition, except, part, refuse, back, unkind, objection, carry:
				return false
			case object:
				if t.kinds != 0 || !foreign {
					return false
				}
			case later, not, contrast, number, others, matter, body, day, complaint:
				if !foreign {
					return false
				}
			}
		}
	}
	return true
}

// partsOf splits a clause where a courtesy begins within it, and before "and we confirm".
func partsOf(list []token) [][]token {
	var parts [][]token
	from := 0
	for i := 1; i < len(list); i++ {
		praise := list[i-1].class == good && !strength(list[i-1]) // "lovely weather"
		begins := list[i-1].class != of && (list[i].is(courtesy, sorry) || list[i].class == leader && !praise)
		if i+1 < len(list) && slices.Contains([]string{"and", "so", "hence", "therefore", "then", "because"}, list[i].text) && list[i+1].is(self, object, be, done, verb, proceed, yes, clear, review, ready) {
			begins = true
		}
		if begins {
			parts = append(parts, list[from:i])
			from = i
		}
	}
	return append(parts, list[from:])
}

// ownLines returns the lines of an answer without what is the sender's signature: below
// their own name, their office, firm and how to reach them.
func (r *reader) ownLines(lines []string) []string {
	var own []string
	signed := false
	for _, line := range lines {
		switch {
		case isNotice(line), isContact(line) && len(own) > 0:
			continue
		case r.isName(line):
			signed = true
			continue
		case signed && (isOffice(line) || r.isSignature(line)):
			continue
		case isOffice(line) && len(own) > 0:
			r.unsigned = true
		}
		if head, tail, found := strings.Cut(strings.ReplaceAll(line, "｜", "|"), "|"); found && r.isName(head) && r.isMotto(tail) {
			signed = true
			continue
		}
		own = append(own, line)
	}
	return own
}

// isSignature reports whether a line below the sender's name is a firm, an office or a
// motto: it is written as such, and nothing in it could be meant for the reader.
func (r *reader) isSignature(line string) bool {
	line = strings.TrimSpace(line)
	return (isTitled(line) || isDecorated(line)) && r.isMotto(line)
}

// isMotto reports whether nothing in a line could be meant for the reader.
func (r *reader) isMotto(line string) bool {
	if len(line) > longestLine {
		return false
	}
	var s splitter
	s.split(line)
	for _, sentence := range s.finish() {
		for _, c := range sentence.clauses {
			r.tag(&c)
			for _, t := range c.tokens {
				if t.is(number, condition, except, later, whenever, part, doubt, improve, money, day, contrast, back, objection) || t.class == object && t.kinds != 0 || t.class == unkind && t.text != "★" {
					return false
				}
				if !isDecorated(line) && t.is(not, refuse, complaint, others, ask, serve) {
					return false
				}
			}
		}
	}
	return true
}

// isTitled reports whether every word of a line begins with a capital letter, apart from
// words that link, or the line is a firm, a department or an office in Chinese.
func isTitled(line string) bool {
	capitals := 0
	for _, word := range strings.FieldsFunc(line, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("|,/&–—-().:", c) }) {
		first, _ := utf8.DecodeRuneInString(word)
		switch {
		case unicode.IsUpper(first):
			capitals++
		case unicode.Is(unicode.Han, first):
			if !endsAsOffice(word) {
				return false
			}
			capitals++
		case !linking()[word] && word != "plc":
			return false
		}
	}
	return capitals > 0
}

// endsAsOffice reports whether a Chinese word is the name of a firm, a department or an
// office.
func endsAsOffice(word string) bool {
	for _, end := range []string{"部", "科", "处", "處", "室", "中心", "公司", "集团", "集團", "医院", "學校", "学校", "大学", "组", "岗", "经理", "經理", "主任", "总监", "處長", "处长", "科长", "工程师", "专员", "主管", "官", "工作室", "店", "厂", "院"} {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

// isDecorated reports whether a line is set off by signs at both ends, as mottos are.
func isDecorated(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	const signs = "\"“”*★—–~「」『』【】☆◆■"
	return utf8.RuneCountInString(line) > 2 && strings.ContainsRune(signs, first) && strings.ContainsRune(signs, last)
}

// isName reports whether a line is the sender's name, a short form of it or its initials.
func (r *reader) isName(line string) bool {
	line = strings.Trim(line, " -–—~*,.，。")
	if isOwnName(normalize(line), r.asked.Sender) {
		return true
	}
	if r.bearsName(line) {
		return true
	}
	words := strings.FieldsFunc(line, func(c rune) bool { return unicode.IsSpace(c) || c == '.' || c == ',' })
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	parts := nameParts(strings.ToLower(r.asked.Sender))
	for _, word := range words {
		if !isShortFor(strings.ToLower(word), parts) {
			return false
		}
	}
	return true
}

// isShortFor reports whether a word is a part of a name, begins one, or is made of the
// initials.
func isShortFor(word string, parts []string) bool {
	initials := ""
	for _, part := range parts {
		first, _ := utf8.DecodeRuneInString(part)
		initials += string(first)
		if part == word || len(word) >= 3 && strings.HasPrefix(part, word) {
			return true
		}
	}
	return word != "" && strings.HasPrefix(initials, word) || len(word) == 1 && strings.Contains(initials, word)
}

// isNotice reports whether a line is what programs and firms add to every mail.
func isNotice(line string) bool {
	line = strings.ToLower(line)
	for _, notice := range []string{"classification:", "密级：", "密级:", "sensitivity:"} {
		if strings.HasPrefix(line, notice) && utf8.RuneCountInString(line) < 40 {
			return true
		}
	}
	return strings.Contains(line, "consider the environment") || strings.Contains(line, "环境保护") && strings.Contains(line, "打印")
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
		return Reading{StatedChoice: store.StatedChoice{Choice: store.ChoiceApprove, Words: bounded(first, longestSaid)}, Also: strings.Join(m.also, "\n")}
	case m.rejects && !m.agrees && !m.offers && !m.touches:
		return Reading{StatedChoice: store.StatedChoice{Choice: store.ChoiceReject, Words: bounded(all, longestSaid)}}
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

// bearsName reports whether a line is the sender's name with a courtesy, such as "i.A." or
// 敬上, or with the same name in the other script.
func (r *reader) bearsName(line string) bool {
	var s splitter
	s.split(line)
	named, others, han := false, 0, 0
	for _, sentence := range s.finish() {
		for _, c := range sentence.clauses {
			r.tag(&c)
			for _, t := range c.tokens {
				isHan := t.text[0] >= 0xe4
				switch {
				case t.class == name:
					named = true
					if isHan {
						han++
					}
				case t.class == unknown || isHan && t.class == talk:
					others++
					if isHan {
						han--
					}
				case t.class != courtesy:
					return false
				}
			}
		}
	}
	return named && (others == 0 || others <= 4 && (han == -others || han > 0))
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
