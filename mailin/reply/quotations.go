package reply

import (
	"bytes"
	"slices"
	"strings"
)

// Quotation is a mail that another quotes.
type Quotation struct {
	From string // who wrote it, as the mail program announces it; "" if it does not
	Date string // when, likewise
	Text string // without what that mail quotes itself
}

const (
	mostQuotations = 8        // that are read of one mail
	mostQuoting    = 64 << 10 // bytes of it
	mostKnownOf    = 6        // tenths of a quotation that the log must have to have it
	mostTelling    = 40       // lines of it that are compared
)

// Quotations returns the mails that a text quotes, the nearest first, without those that it forwards.
// subject and sender are those of its mail.
func Quotations(text, subject, sender string) []Quotation {
	lines := split(text[:min(len(text), mostQuoting)])
	if len(lines) > mostCompared || subjectOf(subject) == forwarded {
		return nil
	}
	nameFields(lines, subject, strings.ToLower(sender))
	list := quotationsIn(lines, 0)
	return list[:min(len(list), mostQuotations)]
}

// quotationsIn returns the mails that lines quote. level is how deep the lines are quoted
// themselves.
func quotationsIn(lines []line, level int) (list []Quotation) {
	marks := slices.DeleteFunc(findMarks(lines), func(m mark) bool { return m.kind == attribution && !m.quoted && !m.certain })
	if slices.ContainsFunc(marks, func(m mark) bool { return m.kind == forward }) || level == mostQuotations {
		return nil
	}
	if len(marks) == 0 {
		if !slices.ContainsFunc(lines, func(l line) bool { return l.depth > 0 }) {
			return nil
		}
		marks = []mark{{kind: attribution, quoted: true}}
	}
	for i, m := range marks {
		end := len(lines)
		if i+1 < len(marks) {
			end = marks[i+1].start
		}
		q := announced(lines[m.start:m.end])
		below := lines[m.end:end]
		if m.kind == attribution && m.quoted {
			below = withoutMark(below)
			own, inner := ownPart(below)
			q.Text = own
			list = append(append(list, q), quotationsIn(inner, level+1)...)
			continue
		}
		q.Text, _ = ownPart(below)
		list = append(list, q)
	}
	return list
}

// announced returns what the lines that announce a quotation say of it.
func announced(lines []line) Quotation {
	if s, _ := readHeaderBlock(lines); s.From != "" {
		return Quotation{From: s.From, Date: s.Date}
	}
	joined := joinedLines(lines)
	return Quotation{From: joined, Date: joined}
}

// withoutMark returns the quoted lines, each without one mark.
func withoutMark(lines []line) []line {
	var text strings.Builder
	for _, l := range lines {
		if l.depth == 0 {
			continue
		}
		raw := strings.TrimLeftFunc(l.raw, isSpace)
		raw = strings.TrimPrefix(strings.TrimPrefix(raw, "＞"), ">")
		text.WriteString(strings.TrimPrefix(raw, " ") + "\n")
	}
	return split(text.String())
}

// ownPart returns the text of a quoted mail up to where that quotes another, and the lines from
// there on with the announcement.
func ownPart(lines []line) (own string, inner []line) {
	end := len(lines)
	if marks := findMarks(lines); len(marks) > 0 {
		end = marks[0].start
	}
	if i := slices.IndexFunc(lines, func(l line) bool { return l.depth > 0 }); i >= 0 {
		end = min(end, i)
	}
	var b strings.Builder
	for _, l := range lines[:end] {
		b.WriteString(l.raw + "\n")
	}
	return strings.TrimSpace(b.String()), lines[end:]
}

// Texts are the texts that a quotation may come from.
type Texts struct{ known []known }

// TextsOf returns texts of mail in the form in which quotations are compared with them.
func TextsOf(texts ...string) (t Texts) {
	for _, text := range texts {
		t.known = append(t.known, knownOf([]string{text}))
	}
	return t
}

// Have reports whether one of the texts has nearly all words of a quotation, however they are
// wrapped. It compares the first lines of a long quotation.
func (t Texts) Have(quoted string) bool {
	var telling [][]byte
	var short []byte
	all := 0
	for line := range strings.Lines(quoted[:min(len(quoted), mostKnown)]) {
		bare := bareOf(plain(line))
		if len(bare) < tellingLine {
			short = append(short, bare...)
			continue
		}
		all += len(bare)
		if telling = append(telling, bare); len(telling) == mostTelling {
			break
		}
	}
	return slices.ContainsFunc(t.known, func(k known) bool {
		if all == 0 {
			return len(short) > 0 && bytes.Contains(k.text, short)
		}
		found := 0
		for _, bare := range telling {
			if bytes.Contains(k.text, bare) {
				found += len(bare)
			}
		}
		return found*10 >= all*mostKnownOf
	})
}

// Print returns the beginning of a text in the form in which texts are compared, which identifies the
// same quotation in another mail; "" if it is too short for that.
func Print(text string) string {
	var bare []byte
	for line := range strings.Lines(text) {
		if bare = appendBare(bare, []byte(withoutLinks(line))); len(bare) >= longestPrint {
			break
		}
	}
	if len(bare) < tellingLine {
		return ""
	}
	return strings.ToValidUTF8(string(bare[:min(len(bare), longestPrint)]), "")
}

// longestPrint is how many bytes tell a text from others.
const longestPrint = 60
