// Package answer reads what a mail decides as the answer to a request: yes, no, or a score.
// It does not guess. Only an answer that says one thing and nothing else decides; all
// others are left to a person, with the reason.
package answer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

const (
	mostLines     = 80   // of a text that can decide
	longestSaid   = 500  // characters kept as the reason for a refusal
	longestLine   = 200  // bytes of a line that can decide
	longestAnswer = 1500 // bytes of a text that can decide
)

// Reading is what a reply decides, and what else it says.
type Reading struct {
	store.StatedChoice
	// Weighed reports that the reply was decided by its likeness to others, not word for word.
	Weighed bool
	// Unsure reports that the choice is left to a person although the reply may be a yes.
	Unsure bool
	// Meant is the word that a slip of the finger probably stands for: "confirmed" for
	// "confirmd". It decides nothing.
	Meant string
	// Also is what the reply asks besides a yes, about something else.
	Also string
}

// Read returns what the newly written text of a mail decides as the reply to q. Lines
// behind ">" are not the sender's.
func Read(text string, q Question) Reading {
	lines, hidden := linesOf(text)
	if hidden {
		return Reading{StatedChoice: human("", "it holds characters that do not show")}
	}
	for len(lines) > 0 && isGreeting(lines[0]) {
		lines = lines[1:]
	}
	switch {
	case len(lines) == 0:
		return Reading{StatedChoice: human("", "nothing was newly written in it")}
	case len(lines) == mostLines:
		return Reading{StatedChoice: human(lines[0], "it is too long for an answer")}
	}
	if said, ok := readScore(lines); ok {
		return Reading{StatedChoice: said}
	}
	if len(lines) == 1 && approvals()[normalize(lines[0])] {
		return Reading{StatedChoice: store.StatedChoice{Choice: store.ChoiceApprove, Words: lines[0]}}
	}
	all := strings.Join(lines, "\n")
	if len(all) > longestAnswer {
		return Reading{StatedChoice: human(lines[0], "it is too long for an answer")}
	}
	r := newReader(q)
	own := r.ownLines(lines)
	if len(own) == 1 && !r.unsigned && approvals()[normalize(own[0])] { // 是 above a signature
		return Reading{StatedChoice: store.StatedChoice{Choice: store.ChoiceApprove, Words: own[0]}}
	}
	m := r.judgeLines(own)
	said := r.weigh(own, m, m.decide(lines[0], all), lines[0], all)
	if said.Choice == store.ChoiceHuman {
		said.Meant = r.meant(own)
	}
	return said
}

// readScore reads a score, which is in the first line.
func readScore(lines []string) (said store.StatedChoice, ok bool) {
	first, rest := inlineGreeting.ReplaceAllString(lines[0], ""), lines[1:]
	if strings.ContainsAny(first, "?？") {
		return said, false
	}
	if score := scoreOf(first); score != "" {
		return scored(score, first, rest), true
	}
	if score, words := scoreAndWords(first); score != "" {
		return scored(score, first, append([]string{words}, rest...)), true
	}
	return said, false
}

// Skips reports whether a text asks to leave something out this time, and says nothing
// else.
func Skips(text, name string) bool { return isOneOf(skips(), text, name) }

// Closes reports whether a text says that something is done, and nothing else.
func Closes(text, name string) bool { return isOneOf(closes(), text, name) }

func isOneOf(words map[string]bool, text, name string) bool {
	said, ok := onlyPhrase(text, name)
	return ok && words[normalize(said)]
}

// onlyPhrase returns the one phrase that a text has apart from courtesy: for “Hi Anna,
// done, thanks” that is “done”. ok is false if the text says more.
func onlyPhrase(text, name string) (said string, ok bool) {
	lines, hidden := linesOf(text)
	for len(lines) > 0 && isGreeting(lines[0]) {
		lines = lines[1:]
	}
	if hidden || len(lines) == 0 || len(lines) == mostLines || slices.ContainsFunc(lines[1:], func(line string) bool { return !isClosing(line, name) }) {
		return "", false
	}
	said = inlineGreeting.ReplaceAllString(lines[0], "")
	if len(said) > longestLine {
		return "", false
	}
	for {
		i := strings.LastIndexAny(said, ",，.。!！;；")
		if i <= 0 {
			return said, true
		}
		_, size := utf8.DecodeRuneInString(said[i:])
		if !isClosing(said[i+size:], name) {
			return said, true
		}
		said = said[:i]
	}
}

// inlineGreeting is a salutation before the answer on its line.
var inlineGreeting = pattern.New(`^\p{Han}{1,3}(?:总|總|工|经理|老师|主任|先生|女士)(?:您好|你好)?[，,：:]\s*`)

func human(words, why string) store.StatedChoice {
	return store.StatedChoice{Choice: store.ChoiceHuman, Words: visible.Cut(words, longestSaid), Why: why}
}

// linesOf returns the sender's non-blank lines, trimmed, and whether they contain invisible
// characters.
func linesOf(text string) (lines []string, hidden bool) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, ">") || strings.HasPrefix(line, "＞") {
			continue
		}
		if len(lines) == mostLines {
			return lines, false // too long for an answer: see Read
		}
		for _, r := range line {
			if unicode.Is(unicode.Cf, r) && r != '\u200d' {
				return nil, true
			}
		}
		lines = append(lines, line)
	}
	return lines, false
}

// tooLong represents a line that is longer than any decision or courtesy.
const tooLong = "\x00"

// kindSigns are the signs that may stand beside an answer without changing it. Any other,
// such as a thumb down or a raised eyebrow, leaves the answer to a person.
const kindSigns = "👍👌✅✔☑🙂😊😀😃😄😁☺🙏❤♥💪🎉👏🤝💯🆗🥳🌹✨🚀"

// normalize returns a line in the form used for comparison: lower case, full-width letters
// replaced, without punctuation, hearts and thumbs at its ends.
func normalize(line string) string {
	if len(line) > longestLine {
		return tooLong
	}
	line = strings.ToLower(norm.NFKC.String(line))
	line = strings.TrimFunc(line, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(".!。~*_\"'“”‘’「」、…", r) || strings.ContainsRune(kindSigns, r) || unicode.Is(unicode.Sk, r) || r == '\ufe0f' || r == '\u200d'
	})
	return strings.Join(strings.Fields(line), " ")
}

// scoreOf returns the digit of a line that is a score and nothing else, or "".
func scoreOf(line string) string {
	text := normalize(line)
	for _, prefix := range []string{"score", "rating", "评分", "評分", "打分", "分数", "得分", "我打", "满意度"} {
		text = strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(text, prefix), ":：= "))
	}
	for _, suffix := range []string{"分", "/5", "/ 5", "out of 5", "stars", "star", "points", "星"} {
		text = strings.TrimSpace(strings.TrimSuffix(text, suffix))
	}
	if len(text) == 1 && '1' <= text[0] && text[0] <= '5' {
		return text
	}
	return ""
}

// scored checks a score against the words that follow it.
func scored(score, first string, rest []string) store.StatedChoice {
	against := badWords
	if score < "3" {
		against = goodWords
	}
	for _, line := range rest {
		if other := scoreOf(line); other != "" && other != score {
			return human(first, "it gives two scores")
		}
		if score == "3" || len(line) > 4000 {
			continue
		}
		lower := strings.ToLower(line)
		for _, word := range against {
			if strings.Contains(lower, word) {
				return human(first, fmt.Sprintf("its words do not fit the score: %s", visible.Cut(line, 80)))
			}
		}
	}
	return store.StatedChoice{Choice: store.Choice(score), Words: visible.Cut(strings.Join(append([]string{first}, rest...), "\n"), longestSaid)}
}

// isGreeting reports whether a line is the salutation of a mail.
func isGreeting(line string) bool {
	if len(line) > 60 || strings.ContainsAny(strings.TrimRight(line, ",，:：!！ "), "，。！；") {
		return false
	}
	text := normalize(strings.TrimRight(line, ",，:：!！ "))
	if greetings()[text] {
		return true
	}
	opens := false
	for _, word := range []string{"hi ", "hello ", "dear ", "hey ", "good morning ", "good afternoon ", "尊敬的"} {
		opens = opens || strings.HasPrefix(text, word)
	}
	if opens {
		return strings.Count(text, " ") < 5
	}
	ends := strings.HasSuffix(line, "：") || strings.HasSuffix(line, ":") || strings.HasSuffix(line, "，") || strings.HasSuffix(line, ",")
	if !ends || approvals()[text] || rejections()[text] {
		return false
	}
	for _, title := range []string{"总", "经理", "老师", "工", "先生", "女士", "小姐", "主任", "您好", "你好", "好", "總"} {
		if strings.HasSuffix(text, title) && len([]rune(text)) <= 8 {
			return true
		}
	}
	return false
}

// isClosing reports whether a line is a courtesy or the sender's name.
func isClosing(line, name string) bool {
	text := normalize(strings.TrimRight(line, ",，:："))
	if text == "" || closings()[text] || approvals()[text] || isContact(line) {
		return true
	}
	if isOwnName(text, name) {
		return true
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，!！。.", r) }) {
		if !closings()[strings.TrimSpace(part)] {
			return false
		}
	}
	return true
}

// isOwnName reports whether a normalized line holds the sender's name, or parts of it, and
// nothing else.
func isOwnName(text, name string) bool {
	return consistsOf(text, nameParts(normalize(name)))
}

// consistsOf reports whether each word of a text is one of a name's parts.
func consistsOf(text string, parts []string) bool {
	words := nameParts(text)
	return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(parts, word) })
}

func nameParts(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" ,，()（）", r) })
}
