package reply

import "strings"

// Sent is a mail that somebody forwarded in the text of another: the values of its header
// block, unchanged, and its text.
type Sent struct {
	From, To, Date, Subject string
	Text                    string
}

// Forwarded returns the mail forwarded in newText, the new text that Read returned. found
// is false if there is none, or if nothing says who wrote it.
func Forwarded(newText, subject string) (sent Sent, found bool) {
	lines := split(newText)
	nameFields(lines, subject, "")
	for _, m := range findMarks(lines) {
		switch {
		case m.kind == forward:
		case (m.kind == history || m.block) && (subjectOf(subject) == forwarded || allBlank(lines[:m.start]) || isCoverNote(lines[:m.start], make([]part, m.start))):
		default:
			continue
		}
		sent, rest := readHeaderBlock(lines[m.start:])
		if !strings.Contains(sent.From, "@") {
			return Sent{}, false
		}
		sent.Text = unquoted(rest)
		return sent, true
	}
	return Sent{}, false
}

// mostBefore is how many lines may be between the announcement of a forwarded mail and its
// header block.
const mostBefore = 6

// readHeaderBlock reads the fields at the start of lines, and returns the remaining lines.
func readHeaderBlock(lines []line) (s Sent, rest []line) {
	i := 0
	for i < len(lines) && i < mostBefore && fieldOf(lines[i].text) == noField {
		i++
	}
	var value *string // of the field that a line without a name continues
	other := ""
	fields := 0
	for ; i < len(lines) && fields < mostHeaderLines; i++ {
		text := lines[i].text
		if text == "" {
			// Text made from HTML may have a blank line between fields.
			if i+1 < len(lines) && fields > 0 && fieldOf(lines[i+1].text) != noField {
				continue
			}
			break
		}
		f := fieldOf(text)
		if f == noField {
			if value != nil && len(*value) < longestValue {
				*value += " " + text
			}
			fields++
			continue
		}
		fields++
		switch f {
		case fromField:
			value = &s.From
		case toField:
			value = &s.To
		case sentField:
			value = &s.Date
		case subjectField:
			value = &s.Subject
		default:
			value = &other
		}
		if *value == "" {
			*value = valueOf(text)
		}
	}
	return s, lines[i:]
}

const longestValue = 4 << 10 // bytes

// valueOf returns what follows the name of a field, without marks for bold.
func valueOf(text string) string {
	text = strings.TrimLeft(text, "*|_ ")
	colon := colonIn(text[:min(len(text), longestLabel)])
	value := strings.TrimPrefix(text[colon:], "：")
	value = strings.TrimLeft(value, ":| ")
	return strings.TrimSpace(strings.Trim(value[:min(len(value), longestValue)], "*|_ \t"))
}

// unquoted returns lines as a text, without one level of quotation if all of them have one.
func unquoted(lines []line) string {
	quoted := true
	for _, l := range lines {
		quoted = quoted && (l.blank || l.depth > 0)
	}
	var b strings.Builder
	for _, l := range lines {
		raw := l.raw
		if quoted && !l.blank {
			raw = strings.TrimPrefix(strings.TrimPrefix(strings.TrimLeftFunc(raw, isSpace), ">"), " ")
		}
		b.WriteString(raw)
		b.WriteByte('\n')
	}
	return strings.Trim(b.String(), "\n")
}
