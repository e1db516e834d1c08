package answer

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word, a Chinese character, a number or a sign, in lower case and folded.
type token struct {
	text  string
	class class
	kinds kinds
	at    int // in the joined text of its clause
	words int // how many words it has been joined from
}

func (t token) end() int { return t.at + len(t.text) }

// clause is what stands between two marks of punctuation.
type clause struct {
	tokens []token
	text   string // as it was written
	line   int
	// bracketed reports that it is in square brackets, as the words of a picture are.
	bracketed bool
}

// sentence is a run of clauses.
type sentence struct {
	clauses []clause
	asks    bool // ends with a question mark
}

// contractions are the words that stand for two.
var contractions = map[string]string{
	"n't": "not", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would",
}

// joined are words that people write without their apostrophe.
var unwritten = map[string]string{
	"dont": "do not", "doesnt": "does not", "didnt": "did not", "cant": "can not", "cannot": "can not", "wont": "will not", "isnt": "is not", "arent": "are not",
	"wasnt": "was not", "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not", "havent": "have not", "hasnt": "has not", "aint": "is not",
	"im": "i am", "ive": "i have", "id": "i would", "thats": "that is", "whats": "what is", "theres": "there is", "lets": "let us", "youre": "you are", "theyre": "they are",
	"weve": "we have", "youve": "you have", "hes": "he is", "shes": "she is", "its": "it is", "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please",
	"wanna": "want to", "thru": "through", "o.k": "ok", "okay": "okay", "&": "and", "it's": "it is", "that's": "that is", "let's": "let us", "what's": "what is",
	"there's": "there is", "here's": "here is", "he's": "he is", "she's": "she is", "who's": "who is", "everything's": "everything is", "can't": "can not",
	"won't": "will not", "shan't": "shall not", "i'd": "i would", "how's": "how is", "where's": "where is", "nothing's": "nothing is", "problem's": "problem is",
	"s.t": "something", "p.s": "p s", "e.g": "e g", "i.e": "i e", "a.s.a.p": "asap", "i.a": "i a", "i.v": "i v", "p.p": "p p",
}

// tokensOf returns the tokens of a text without punctuation.
func tokensOf(text string) []token {
	var list []token
	var s splitter
	s.split(text)
	for _, sentence := range s.finish() {
		for _, c := range sentence.clauses {
			list = append(list, c.tokens...)
		}
	}
	return list
}

// mostAtOnce bounds the tokens for which a splitter makes room before it reads a text.
const mostAtOnce = 256

// splitter splits a text into sentences, clauses and tokens.
type splitter struct {
	sentences []sentence
	clauses   []clause
	tokens    []token
	from      strings.Builder // what was written
	begun     int             // where in from the clause begins
	line      int
	brackets  bool // the splitter is within square brackets
}

func (s *splitter) finish() []sentence {
	s.endSentence(false)
	return s.sentences
}

func (s *splitter) endClause() {
	if n := len(s.tokens); n > 0 {
		s.clauses = append(s.clauses, clause{tokens: s.tokens[:n:n], text: strings.TrimSpace(s.from.String()[s.begun:]), line: s.line, bracketed: s.brackets})
		s.tokens = s.tokens[n:] // the next clause has its tokens in the same memory
	}
	s.begun = s.from.Len()
}

func (s *splitter) endSentence(asks bool) {
	s.endClause()
	if len(s.clauses) > 0 {
		s.sentences = append(s.sentences, sentence{clauses: s.clauses, asks: asks})
		s.clauses = nil
	} else if asks && len(s.sentences) > 0 {
		s.sentences[len(s.sentences)-1].asks = true // "right …?"
	}
}

// add adds a word, which may stand for two.
func (s *splitter) add(word string) {
	if two, known := unwritten[word]; known {
		for part := range strings.FieldsSeq(two) {
			s.tokens = append(s.tokens, token{text: part, words: 1})
		}
		return
	}
	if !strings.Contains(word, "'") {
		s.tokens = append(s.tokens, token{text: word, words: 1})
		return
	}
	for end, two := range contractions {
		if head, ok := strings.CutSuffix(word, end); ok && head != "" {
			s.tokens = append(s.tokens, token{text: head, words: 1}, token{text: two, words: 1})
			return
		}
	}
	if head, ok := strings.CutSuffix(word, "'s"); ok && head != "" {
		word = head
	}
	s.tokens = append(s.tokens, token{text: word, words: 1})
}

// split adds a text, line by line.
func (s *splitter) split(text string) {
	text = plain(text)
	han := simplified()
	if cap(s.tokens) == 0 {
		s.tokens = make([]token, 0, min(len(text)/5+4, mostAtOnce))
	}
	s.from.Grow(len(text))
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case 'a' <= r && r <= 'z':
			size = wordLength(text[i:])
			s.from.WriteString(text[i : i+size])
			s.add(strings.TrimRight(text[i:i+size], "'.-"))
		case r == '\n':
			s.endSentence(false)
			s.line++
			s.brackets = false
		case unicode.Is(unicode.Han, r):
			if to, ok := han[r]; ok {
				r = to
			}
			s.from.WriteRune(r)
			s.tokens = append(s.tokens, token{text: string(r), words: 1})
		case unicode.IsDigit(r):
			size = numberLength(text[i:])
			s.from.WriteString(text[i : i+size])
			s.tokens = append(s.tokens, token{text: text[i : i+size], class: number, words: 1})
		case unicode.IsLetter(r):
			size = wordLength(text[i:])
			s.from.WriteString(text[i : i+size])
			s.add(strings.TrimRight(text[i:i+size], "'.-"))
		case strings.ContainsRune(".!。", r), r == ';':
			s.endSentence(false)
		case r == '?':
			s.endSentence(true)
		case r == ':' || r == '-' || r == '(' || r == ')' || r == '/' || r == '=' || r == '^' || r == '<':
			if face := faceLength(text[i:]); face > 0 {
				size = face
				s.sign(text[i : i+size])
			} else if r != '-' || !isInWord(text, i) {
				s.endClause()
			}
		case strings.ContainsRune(",、–—|~[]{}【】《》\"“”「」*_<>•·", r):
			s.endClause()
			s.brackets = r == '[' || s.brackets && r != ']'
		case r == ' ' && isBetweenHan(text, i):
			s.endClause()
		case unicode.IsSpace(r), r == '\'', r == '\ufe0f', r == '\u200d', unicode.Is(unicode.Sk, r):
			s.from.WriteRune(' ')
		default:
			s.sign(string(r))
		}
		i += size
	}
}

// plain returns a text in lower case, with plain apostrophes and in the characters of the
// lexicon.
func plain(text string) string {
	if isASCII(text) {
		return strings.ToLower(text)
	}
	return cantonese().Replace(strings.ToLower(norm.NFKC.String(apostrophes().Replace(text))))
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

var apostrophes = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("’", "'", "‘", "'", "`", "'", "…", "。")
})

// sign adds a sign: of assent, of kindness, or of something else.
func (s *splitter) sign(sign string) {
	t := token{text: sign, class: unkind, words: 1}
	switch {
	case slices.Contains(faces, sign):
		s.endClause()
		return
	case strings.Contains("👍👌✅🆗☑✔", sign):
		t.class = yes
	case strings.Contains(kindSigns, sign):
		s.endClause()
		return
	case strings.Contains("£€$¥%￥", sign):
		t.class = number
	case sign == "&":
		s.add(sign)
		return
	case sign == "+" || sign == "#" || sign == "@":
		t.class = unknown

	}
	s.tokens = append(s.tokens, t)
	s.from.WriteString(sign)
}

// isInWord reports whether the hyphen at i joins two words.
func isInWord(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	behind, _ := utf8.DecodeRuneInString(text[i+1:])
	return unicode.IsLetter(before) && (unicode.IsLetter(behind) || unicode.IsDigit(behind))
}

// isBetweenHan reports whether the blank at i stands between Chinese words, of two characters
// at least, as a comma does.
func isBetweenHan(text string, i int) bool {
	han := 0
	for rest := text[:i]; han < 2; han++ {
		r, size := utf8.DecodeLastRuneInString(rest)
		if !unicode.Is(unicode.Han, r) {
			return false
		}
		rest = rest[:len(rest)-size]
	}
	for _, r := range text[i+1:] {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
		if han++; han == 4 {
			return true
		}
	}
	return false
}

// faces are smiling signs made of punctuation.
var faces = []string{":-)", ":)", ";-)", ";)", ":-d", ":d", "=)", "^^", "^_^", "(:", "<3", ":p", ":-p", "(y)"}

// sadFaces are those that do not smile.
var sadFaces = []string{":-(", ":(", ":-/", ":/", ":-|", ":|", "=("}

// faceLength returns the length of the face that a text begins with, or 0.
func faceLength(text string) int {
	for _, face := range faces {
		if strings.HasPrefix(text, face) {
			return len(face)
		}
	}
	for _, face := range sadFaces {
		if strings.HasPrefix(text, face) && !strings.HasPrefix(text, "://") {
			return len(face)
		}
	}
	return 0
}

func numberLength(text string) int {
	for i, r := range text {
		next := ' '
		if i+1 < len(text) {
			next, _ = utf8.DecodeRuneInString(text[i+1:])
		}
		if !unicode.IsDigit(r) && (!strings.ContainsRune(".,:/-", r) || !unicode.IsDigit(next)) {
			return i
		}
	}
	return len(text)
}

func wordLength(text string) int {
	for i, r := range text {
		if 'a' <= r && r <= 'z' {
			continue
		}
		if unicode.Is(unicode.Han, r) {
			return i
		}
		if unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || r == '\'' && i > 0 {
			continue
		}
		next := ' '
		if i+utf8.RuneLen(r) < len(text) {
			next, _ = utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		}
		if r == '.' && unicode.IsLetter(next) && i == 1 && !unicode.Is(unicode.Han, next) { // "o.k."
			continue
		}
		return i
	}
	return len(text)
}
