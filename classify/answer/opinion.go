package answer

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/classify/weigh"
	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

// What the grammar of this package cannot read word for word is weighed by a model that has
// learnt from labelled answers. These are the bounds from which its opinion counts.
const (
	surely = 0.87 // likely enough that a yes or a no is one, although the grammar knows not all of its words
	beyond = 0.99 // likely enough where the grammar has seen a word that sets a condition, complains and the like
	// longestWeighed is the length in bytes of the longest text that only resembles an answer. Of
	// 13,000 answers of a plain yes or no that people have labelled, none is longer than 500.
	longestWeighed = 800
	scarcely       = 0.1 // too unlikely that the grammar's yes to a known question is one
)

//go:embed weights.bin.gz
var weights []byte

// learnt returns the model of what is a yes and what a no.
var learnt = weigh.Embedded(weights)

// weigh returns the decision after the model has been asked. The model decides where the
// grammar knows too few words, and turns a yes that resembles none into a question for a
// person.
func (r *reader) weigh(own []string, m mail, said Reading, first, all string) Reading {
	if r.asked.Fresh || m.barred || speaksForOthers.MatchString(all) || m.agrees && m.rejects || said.Choice != store.ChoiceHuman && said.Choice != store.ChoiceApprove {
		return said
	}
	if said.Choice == store.ChoiceHuman && len(all) > longestWeighed {
		return said
	}
	enough := surely
	if m.limited {
		enough = beyond
	}
	likely := learnt().Weigh(r.features(own, m, said))
	yes, no := likely[weigh.Yes], likely[weigh.No]
	switch {
	case said.Choice == store.ChoiceApprove && yes < scarcely && r.asked.Kind != "" && len(m.also) == 0:
		m.restrict("it does not read like a plain yes")
		return m.unsure(first)
	case said.Choice == store.ChoiceHuman && yes >= enough:
		return Reading{StatedChoice: store.StatedChoice{Choice: store.ChoiceApprove, Words: visible.Cut(first, longestSaid)}, Weighed: true, Also: r.asides(own, m)}
	case said.Choice == store.ChoiceHuman && no >= enough:
		return Reading{StatedChoice: store.StatedChoice{Choice: store.ChoiceReject, Words: visible.Cut(all, longestSaid)}, Weighed: true}
	}
	return said
}

// speaksForOthers is in a reply that may say what somebody else decided, which is for that
// person to say.
var speaksForOthers = pattern.New(`(?im)\bon behalf of\b|\bin the name of\b|^\W*(?:i |we |hereby )*(?:confirm|approve|agree|accept|sign)(?:ed|d|s)? (?:it |this )?(?:for|by)\s|(?:代|替|代表)\s*\p{Han}{1,6}\s*已?(?:确认|確認|同意|批准|签|簽|答复|答覆|回复|回覆)`)

// asides returns what a yes asks besides.
func (r *reader) asides(own []string, m mail) string {
	list := m.also
	if len(list) == 0 {
		for _, s := range splitSentences(own) {
			if s.asks {
				list = append(list, s.text())
			}
		}
	}
	return strings.Join(list, "\n")
}

func (s sentence) text() string {
	var parts []string
	for _, c := range s.clauses {
		parts = append(parts, c.text)
	}
	return strings.Join(parts, ", ")
}

func splitSentences(lines []string) []sentence {
	var s splitter
	s.split(stickers().Replace(strings.Join(lines, "\n")))
	return s.finish()
}

const (
	longestRun  = 3 // words, or classes, that are a feature together
	longestHan  = 4 // Chinese characters that are
	longestStem = 5 // bytes of a word that stand for its forms
	farthest    = 5 // words between which two are one
	mostCount   = 6 // of what is counted
)

// Features returns what the model weighs of an answer to q: its words and their neighbours,
// what the grammar takes each for, and what the grammar makes of each sentence. ok is false
// for a text that the model is not asked about.
func Features(text string, q Question) (features weigh.Set, ok bool) {
	lines, hidden := linesOf(text)
	for len(lines) > 0 && isGreeting(lines[0]) {
		lines = lines[1:]
	}
	if all := strings.Join(lines, "\n"); hidden || len(lines) == 0 || len(lines) == mostLines || len(all) > longestAnswer {
		return nil, false
	}
	r := newReader(q)
	own := r.ownLines(lines)
	m := r.judgeLines(own)
	return r.features(own, m, m.decide("", "")), true
}

func (r *reader) features(own []string, m mail, said Reading) weigh.Set {
	var set weigh.Set
	list := splitSentences(own)
	for i, s := range list {
		words, classes := r.tokens(s)
		longest := longestRun
		if hasHan(words) {
			longest = longestHan
		}
		places := []string{""}
		if i == 0 {
			places = append(places, "first ")
		}
		for _, place := range places {
			set.AddRuns(place+"word", words, longest)
			set.AddRuns(place+"class", classes, longestRun)
			set.AddRuns(place+"stem", stems(words), longestRun)
			for at, word := range words {
				if r.asked.Kind != "" && place == "" {
					set.Add("asked", string(r.asked.Kind), word)
				}
				for far := 2; far <= farthest && at+far < len(words); far++ {
					set.Add(place+"pair", word, words[at+far])
				}
			}
		}
		set.Add("length", count(min(len(words)/4, mostCount)))
	}
	r.addVerdicts(&set, own)
	set.Add("why", said.Why)
	set.Add("choice", string(said.Choice))
	for i, is := range []bool{m.agrees, m.rejects, m.strong, m.touches, m.corrects, m.offers, m.news, m.receipt, len(m.also) > 0} {
		if is {
			set.Add("says", count(i))
		} else {
			set.Add("says not", count(i))
		}
	}
	set.Add("sentences", count(min(len(list), mostCount)))
	set.Add("asked", string(r.asked.Kind))
	return set
}

// addVerdicts adds what the grammar makes of each sentence alone, and of two that follow
// each other.
func (r *reader) addVerdicts(set *weigh.Set, own []string) {
	before := "^"
	for _, line := range own {
		for piece := range strings.FieldsFuncSeq(line, func(c rune) bool { return strings.ContainsRune(".!?。！？;；", c) }) {
			alone := *r
			m := alone.judgeLines([]string{piece})
			verdict := m.why
			for i, is := range []bool{m.agrees, m.rejects, m.strong} {
				if is {
					verdict += "+" + count(i)
				}
			}
			set.Add("verdict", verdict)
			set.Add("verdict", before, verdict)
			before = verdict
		}
	}
	set.Add("verdict", before, "$")
}

// tokens returns the words of a sentence, and the classes that the grammar has for them.
func (r *reader) tokens(s sentence) (words, classes []string) {
	words, classes = append(words, "^"), append(classes, "^")
	for _, c := range s.clauses {
		for _, t := range c.tokens {
			first, _ := utf8.DecodeRuneInString(t.text)
			switch {
			case unicode.IsDigit(first):
				words = append(words, "#")
			case startsWith([]token{t}, r.sender) > 0:
				words = append(words, "NAME")
			case t.text != "":
				words = append(words, t.text)
			}
		}
		words = append(words, ",")
		tagged := clause{tokens: append([]token(nil), c.tokens...), text: c.text}
		r.tag(&tagged)
		for _, t := range tagged.tokens {
			class := count(int(t.class))
			if t.kinds != 0 {
				class += "k"
			}
			classes = append(classes, class)
		}
		classes = append(classes, ",")
	}
	end := "."
	if s.asks {
		end = "?"
	}
	return append(words, end), append(classes, end)
}

func hasHan(words []string) bool {
	for _, word := range words {
		for _, c := range word {
			if unicode.Is(unicode.Han, c) {
				return true
			}
		}
	}
	return false
}

// stems returns the beginnings of words, which most of their forms share.
func stems(words []string) []string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = word[:min(len(word), longestStem)]
	}
	return list
}

// count returns a small number as part of the name of a feature.
func count(n int) string { return strconv.Itoa(n) }
