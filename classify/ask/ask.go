// Package ask determines what a person's mail asks of its readers, from the words of the
// newly written text, in Chinese and English. The word tables are in words.go.
package ask

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/visible"
)

const (
	longestText  = 16 << 10 // bytes that are read
	longestWords = 80       // characters of the excerpt that shows an ask
)

// Of returns what a mail with that subject and newly written text asks, the gravest first,
// each with the words that show it. Lines behind ">" are not the sender's. A mail that asks
// nothing is thanks or information.
func Of(subject, text string) []store.FoundAsk {
	sentences := sentencesOf(text)
	if len(sentences) == 0 {
		sentences = sentencesOf(subject)
	}
	found := map[store.Ask]string{}
	thanked := ""
	for _, s := range sentences {
		if isCourtesy(s) {
			if thanked == "" && s.says[thanks] {
				thanked = s.text
			}
			continue
		}
		for _, a := range asksOf(s) {
			if _, known := found[a]; !known {
				found[a] = s.text
			}
		}
		if thanked == "" && s.says[thanks] {
			thanked = s.text
		}
	}
	_, refused := found[store.AskObjection]
	_, changes := found[store.AskChange]
	if refused || changes {
		delete(found, store.AskApproval) // neither "agreed, but" nor a past agreement is an approval
	}
	var list []store.FoundAsk
	for _, a := range []store.Ask{store.AskComplaint, store.AskObjection, store.AskChange, store.AskProblem, store.AskQuestion, store.AskApproval} {
		if words, ok := found[a]; ok {
			list = append(list, store.FoundAsk{Ask: a, Words: visible.Cut(words, longestWords)})
		}
	}
	switch {
	case len(list) > 0:
	case thanked != "" && isThanks(sentences):
		list = append(list, store.FoundAsk{Ask: store.AskThanks, Words: visible.Cut(thanked, longestWords)})
	case len(sentences) > 0:
		list = append(list, store.FoundAsk{Ask: store.AskInformation, Words: visible.Cut(sentences[0].text, longestWords)})
	}
	return list
}

const (
	mostThanks   = 4  // sentences of a mail that only thanks
	shortestSaid = 16 // bytes of one that counts; names, greetings and closings are shorter
)

// isThanks reports whether sentences, one of which is thanks, say little else and want
// nothing done.
func isThanks(sentences []sentence) bool {
	n := 0
	for _, s := range sentences {
		if len(s.text) >= shortestSaid && !s.says[courtesy] {
			n++
		}
		if s.says[request] && !strings.Contains(strings.ToLower(s.text), "pass on ") {
			return false
		}
	}
	return n <= mostThanks
}

// sentence is one sentence of the sender.
type sentence struct {
	text string
	says says
	asks bool // ends in a question mark
}

// sentencesOf splits the text at the ends of sentences and lines.
func sentencesOf(text string) []sentence {
	text = strings.ToValidUTF8(text[:min(len(text), longestText)], "")
	var list []sentence
	var buffer []byte
	for line := range strings.Lines(text) {
		if l := strings.TrimSpace(line); strings.HasPrefix(l, ">") || strings.HasPrefix(l, "＞") {
			continue
		}
		from, link := 0, 0
		var words []byte // the line with blanks for its links
		for i, r := range line {
			if i < link {
				continue
			}
			if r < utf8.RuneSelf && r > ' ' && startsWord(line, i) {
				if n := linkAt(line[i:]); n > 0 {
					if link = i + n; words == nil {
						words = []byte(line)
					}
					for j := i; j < link; j++ {
						words[j] = ' '
					}
					continue
				}
			}
			switch r {
			case '。', '！', '？', '；', '!', '?', ';':
			case '.':
				if i+1 < len(line) && line[i+1] > ' ' {
					continue // within a number or an address
				}
			default:
				continue
			}
			mark := ""
			if r == '?' || r == '？' {
				mark = string(r)
			}
			list, buffer = appendSentence(list, buffer, line[from:i], without(line, words, from, i), mark)
			from = i + utf8.RuneLen(r)
		}
		from = min(from, len(line))
		list, buffer = appendSentence(list, buffer, line[from:], without(line, words, from, len(line)), "")
	}
	return list
}

// without returns a part of a line without its links, which ask nothing.
func without(line string, words []byte, from, to int) string {
	if words == nil {
		return line[from:to]
	}
	return string(words[from:to])
}

// appendSentence appends the sentence in text, if there is one; words is text without its
// links, and mark the question mark that ends it, if any. It reuses buffer.
func appendSentence(list []sentence, buffer []byte, text, words, mark string) ([]sentence, []byte) {
	text, words = strings.TrimSpace(text), strings.TrimSpace(words)
	if text == "" {
		return list, buffer
	}
	if words == "" {
		mark = "" // a link alone
	}
	buffer = appendNormal(buffer[:0], words)
	return append(list, sentence{text: text + mark, says: scan(buffer), asks: mark != ""}), buffer
}

// appendNormal appends text in the form that scan expects: lower case, each run of white
// space one blank, and a blank at either end.
func appendNormal(to []byte, text string) []byte {
	to = append(to, ' ')
	for _, r := range text {
		switch {
		case r == '’':
			to = append(to, '\'')
		case r >= 'A' && r <= 'Z':
			to = append(to, byte(r)+'a'-'A')
		case r > ' ' && r < utf8.RuneSelf:
			to = append(to, byte(r))
		case r < utf8.RuneSelf || unicode.IsSpace(r):
			if to[len(to)-1] != ' ' {
				to = append(to, ' ')
			}
		default:
			to = utf8.AppendRune(to, unicode.ToLower(r))
		}
	}
	return append(to, ' ')
}

// isCourtesy reports whether a sentence asks only in form, greets or closes.
func isCourtesy(s sentence) bool {
	return s.says[courtesy] && utf8.RuneCountInString(s.text) < 120
}

func asksOf(s sentence) []store.Ask {
	var list []store.Ask
	if s.says[complaint] {
		list = append(list, store.AskComplaint)
	}
	switch {
	case s.says[objection]:
		list = append(list, store.AskObjection)
	case s.says[change] && !s.says[noChange]:
		list = append(list, store.AskChange)
	}
	if s.says[problem] {
		list = append(list, store.AskProblem)
	}
	if s.asks || s.says[question] {
		list = append(list, store.AskQuestion)
	}
	if len(list) == 0 && s.says[approval] && !s.says[notYet] {
		list = append(list, store.AskApproval)
	}
	return list
}
