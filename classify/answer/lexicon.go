package answer

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed words/en.txt
var englishWords string

//go:embed words/zh.txt
var chineseWords string

// class is what a word or phrase does in an answer.
type class uint8

// The classes, in the order of precedence: a phrase that is listed in several belongs to
// the first of them.
const (
	unknown   class = iota
	refuse          // a no
	clear           // a denial of objections: "nothing to add", "无异议"
	yes             // an assent that needs no more words
	done            // "approved": an assent alone and as a predicate
	good            // "fine": an assent as a predicate of what was asked
	proceed         // "go ahead", "发吧"
	works           // of a solution
	verb            // "confirm": an assent with a subject
	ask             // begins a question, or asks to do something
	topic           // changes the subject: "by the way"
	example         // speaks of the word instead of saying it
	object          // what was asked, or a pronoun for it
	self            // the sender and who they speak for
	review          // "I have read"
	courtesy        // greeting, thanks, closing
	sorry           // begins an apology
	leader          // begins small talk
	paper           // what the sender's side still sends: a purchase order, 盖章件
	unrelated       // nothing that is ever asked here: an invoice, a hotel
	accounts        // an invoice: nothing of the matter in a question, but part of its terms
	back            // withdraws or mocks
	unkind          // a sign of dislike or doubt
	objection       // "comments", "意见"
	complaint
	condition
	except
	others // other people's consent
	doubt
	later
	contrast
	part
	whenever // a day to come
	improve  // asks for a change
	serve    // asks for a favour
	not
	matter // what a restriction would speak of: price, date, item
	money  // the cost of a change
	day    // its date
	body   // other people
	ready  // "happy to"
	carry  // a verb that means "go ahead" only with "as proposed": 按此做
	title  // 经理 behind a name
	be
	of
	you
	fill
	talk
	number
	name   // of the sender
	person // of somebody who may be addressed
)

// sections are the classes by the names they have in the lists of words.
func sections() map[string]class {
	return map[string]class{
		"person": person, "refuse": refuse, "clear": clear, "yes": yes, "done": done, "good": good, "go": proceed, "works": works, "verb": verb, "ask": ask, "topic": topic,
		"example": example, "object": object, "self": self, "review": review, "courtesy": courtesy, "sorry": sorry, "leader": leader, "unrelated": unrelated,
		"accounts": accounts, "back": back, "unkind": unkind, "objection": objection, "complaint": complaint, "condition": condition, "except": except, "others": others, "doubt": doubt,
		"later": later, "contrast": contrast, "part": part, "time": whenever, "improve": improve, "serve": serve, "not": not, "matter": matter, "paper": paper, "money": money, "day": day, "body": body,
		"ready": ready, "carry": carry, "title": title, "be": be, "of": of, "you": you, "fill": fill, "as": fill, "talk": talk,
	}
}

// meaning is the class of a phrase. A name of something that can be asked about is an
// object if that was asked, and matter otherwise.
type meaning struct {
	class class
	kinds kinds
}

// lexicon holds the phrases of both languages, by the first of their tokens.
type lexicon struct {
	entries []entry
	shelves map[string]*shelf
}

// shelf holds the phrases that begin with one token. They are written out when it is first
// met: an answer has few of the tokens that there are.
type shelf struct {
	entries []int32 // which of the entries of the lexicon these are
	once    sync.Once
	phrases map[string]meaning // tokens joined by spaces
	longest int                // the tokens of the longest phrase
}

// entry is one entry of a list, with its alternatives.
type entry struct {
	text string
	meaning
}

// words is the lexicon, which is built when the first answer is read.
var words = sync.OnceValue(makeLexicon)

func makeLexicon() *lexicon {
	l := &lexicon{entries: make([]entry, 0, 1<<14), shelves: make(map[string]*shelf, 1<<13)}
	l.add(englishWords)
	l.add(chineseWords)
	return l
}

// add adds the entries of one list.
func (l *lexicon) add(list string) {
	known := sections()
	var firsts []string
	var e entry
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			section := strings.Trim(line, "[]")
			e.meaning = meaning{class: known[section], kinds: kindsNamed(section)}
			continue
		}
		for text := range strings.SplitSeq(line, ",") {
			e.text = strings.TrimSpace(text)
			l.entries = append(l.entries, e)
			firsts = firstTokens(firsts[:0], e.text)
			for _, first := range firsts {
				l.shelve(first, int32(len(l.entries)-1))
			}
		}
	}
}

// shelve adds an entry to those that begin with a token.
func (l *lexicon) shelve(first string, entry int32) {
	s := l.shelves[first]
	if s == nil {
		s = &shelf{}
		l.shelves[first] = s
	}
	if n := len(s.entries); n == 0 || s.entries[n-1] != entry {
		s.entries = append(s.entries, entry)
	}
}

// at returns the phrases that begin with a token, or nil.
func (l *lexicon) at(first string) *shelf {
	s := l.shelves[first]
	if s == nil {
		return nil
	}
	s.once.Do(func() {
		s.phrases = make(map[string]meaning, 2*len(s.entries))
		x := expansion{first: first, shelf: s}
		for _, i := range s.entries {
			x.meaning = l.entries[i].meaning
			x.from(l.entries[i].text, nil)
		}
		s.entries = nil
	})
	return s
}

// expansion writes out the phrases of an entry that begin with one token: (a|b) is a or b,
// and (a|) a or nothing.
type expansion struct {
	first string
	shelf *shelf
	meaning
	key    []byte // what has been written: tokens joined by spaces
	n      int    // its tokens
	inWord bool
}

// from goes on with a pattern and what comes after it.
func (x *expansion) from(pattern string, after []string) {
	key, n, inWord := len(x.key), x.n, x.inWord
	defer func() { x.key, x.n, x.inWord = x.key[:key], n, inWord }()
	choices, rest, chooses := []string(nil), "", false
	if at := strings.IndexByte(pattern, '('); at >= 0 {
		choices, rest, chooses = choicesOf(pattern[at:])
		if chooses {
			pattern = pattern[:at]
		}
	}
	if !x.write(pattern) {
		return
	}
	if chooses {
		after = append(slices.Clip(after), rest)
		for _, choice := range choices {
			x.from(choice, after)
		}
		return
	}
	if last := len(after) - 1; last >= 0 {
		x.from(after[last], after[:last])
		return
	}
	x.put()
}

// write adds a literal to the phrase. It reports whether the phrase still begins as it has
// to.
func (x *expansion) write(literal string) bool {
	for _, r := range literal {
		if r == ' ' {
			x.inWord = false
			continue
		}
		han := r >= utf8.RuneSelf && unicode.Is(unicode.Han, r)
		if han || !x.inWord {
			if x.n == 1 && string(x.key) != x.first {
				return false
			}
			if x.n++; x.n > 1 {
				x.key = append(x.key, ' ')
			}
		}
		x.key = utf8.AppendRune(x.key, r)
		x.inWord = !han
	}
	return x.n > 1 || strings.HasPrefix(x.first, string(x.key))
}

// put adds the phrase that has been written. One that is in several lists belongs to the
// first class, and a name of several things to all of them.
func (x *expansion) put() {
	if x.n == 0 || x.n == 1 && string(x.key) != x.first {
		return
	}
	m := x.meaning
	before, known := x.shelf.phrases[string(x.key)]
	switch {
	case known && before.kinds != 0 && m.kinds != 0:
		m.kinds |= before.kinds
	case known && before.rank() <= m.rank():
		return
	}
	x.shelf.phrases[string(x.key)] = m
	x.shelf.longest = max(x.shelf.longest, x.n)
}

// firstTokens returns the tokens with which the phrases of an entry begin, and perhaps some
// with which none does.
func firstTokens(list []string, entry string) []string {
	entry = strings.TrimLeft(entry, " ")
	end := strings.IndexAny(entry, " (")
	switch {
	case entry == "":
		return list
	case end != 0:
		if n := firstLength(entry); end < 0 || n < end || entry[end] == ' ' {
			return append(list, entry[:n])
		}
	}
	choices, rest, ok := choicesOf(entry[end:])
	if !ok {
		return append(list, entry[:firstLength(entry)]) // ":(" is a sign
	}
	for _, choice := range choices {
		whole := end == 0 && choice != "" && !strings.Contains(choice, "(") && (rest == "" || rest[0] == ' ' || firstLength(choice) < len(choice))
		if whole {
			list = append(list, choice[:firstLength(choice)])
			continue
		}
		list = firstTokens(list, entry[:end]+choice+rest)
	}
	return list
}

// firstLength returns the length of the first token of a phrase: a Chinese character, or
// what is before a blank or one.
func firstLength(phrase string) int {
	for i, r := range phrase {
		switch {
		case r == ' ':
			return i
		case r < utf8.RuneSelf || !unicode.Is(unicode.Han, r):
		case i == 0:
			return utf8.RuneLen(r)
		default:
			return i
		}
	}
	return len(phrase)
}

func (m meaning) rank() class {
	if m.kinds != 0 {
		return object
	}
	return m.class
}

// choicesOf returns the choices of the bracket that a text begins with, as they are written,
// and what follows it. ok is false where it does not close.
func choicesOf(text string) (choices []string, rest string, ok bool) {
	depth, from := 1, 1
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 || depth == 1 && text[i] == '|' {
			choices = append(choices, text[from:i])
			from = i + 1
		}
		if depth == 0 {
			return choices, text[i+1:], true
		}
	}
	return nil, "", false
}

// split returns, for each token, the length of the phrase that begins there, so that as few
// tokens as possible belong to none, and the phrases are as long as possible.
func (l *lexicon) split(joined string, tokens []token) []int {
	lengths := make([]int, len(tokens))
	costs := make([]int, len(tokens)+1)
	for i := len(tokens) - 1; i >= 0; i-- {
		lengths[i], costs[i] = 1, costs[i+1]+unknownCost
		s := l.at(tokens[i].text)
		if s == nil {
			continue
		}
		for n := min(s.longest, len(tokens)-i); n > 0; n-- {
			if costs[i+n]+1 < costs[i] && s.has(joined[tokens[i].at:tokens[i+n-1].end()]) {
				lengths[i], costs[i] = n, costs[i+n]+1
			}
		}
	}
	return lengths
}

// unknownCost is how many phrases one unknown token is worth.
const unknownCost = 100

func (s *shelf) has(phrase string) bool {
	_, known := s.phrases[phrase]
	return known
}
