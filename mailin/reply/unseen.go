package reply

import (
	"bytes"
	"strings"
	"unicode"

	"rapport/mailin/body"
)

// Unseen is what the HTML of a mail holds in the sender's own part and does not show as
// the sender's words: nobody can tell whether these are meant.
type Unseen struct {
	Hidden string // words that nobody sees
	Struck string // words that are crossed out
}

// FindUnseen returns what is unseen in the HTML of a mail. trimmed is the text of that HTML,
// taken apart: what is hidden or struck in a quotation is not the sender's.
func (m *Markup) FindUnseen(trimmed Trimmed) Unseen {
	end := m.historyAt(trimmed.Quoted)
	var hidden, struck strings.Builder
	for _, run := range m.unseen {
		switch {
		case run.at > end:
		case run.hidden:
			hidden.WriteString(run.text + " ")
		default:
			struck.WriteString(run.text + " ")
		}
	}
	return Unseen{Hidden: shortWords(hidden.String()), Struck: shortWords(struck.String())}
}

// unseenRun is text that is not seen, and where it stands among what is.
type unseenRun struct {
	text   string
	at     int
	hidden bool
}

// mostUnseen bounds the pieces that are kept.
const mostUnseen = 200

func (m *reading) addUnseen(text []byte, hidden bool) {
	switch m.now() {
	case hintQuoted, hintAnnounce, hintHistory:
		return
	}
	if text = bytes.TrimSpace(text); len(text) > 0 && len(m.unseen) < mostUnseen {
		m.unseen = append(m.unseen, unseenRun{string(text[:min(len(text), longestUnseen)]), len(m.stream.text), hidden})
	}
}

// historyAt returns where what is quoted begins in the text that is shown.
func (m *Markup) historyAt(quoted string) int {
	for line := range strings.Lines(quoted) {
		bare := appendBare(nil, []byte(read(line).text))
		if len(bare) < tellingLine {
			continue
		}
		if i := bytes.Index(m.shown, bare); i >= 0 {
			return i
		}
	}
	return len(m.shown) + 1
}

// longestUnseen bounds, in bytes, the words that are shown to a person.
const longestUnseen = 500

// shortWords returns a text in one line, cut where it is long, "" if no word is in it: a
// number, or what a program leaves to know its mail by, says nothing.
func shortWords(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	letters := 0
	for _, r := range text + " " {
		switch {
		case unicode.Is(unicode.Han, r), letters >= 2 && !unicode.IsLetter(r) && !unicode.IsDigit(r):
			return strings.ToValidUTF8(text[:min(len(text), longestUnseen)], "")
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			letters = -1000 // no word
		default:
			letters = 0
		}
	}
	return ""
}

// Contradicts reports whether the text of a mail and its HTML, each taken apart, have
// different words of the sender.
func Contradicts(text, shown string, ofText, ofHTML Trimmed) bool {
	if (ofText.Quoted == "") == (ofHTML.Quoted == "") { // what is quoted is told apart in both
		text, shown = ofText.New+"\n"+ofText.Signature, ofHTML.New+"\n"+ofHTML.Signature
	}
	return body.Differ(ofText.Own, ofHTML.Own, text, shown)
}
