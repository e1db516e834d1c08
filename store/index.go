package store

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxIndexed bounds the text of one message that is indexed, in bytes.
const maxIndexed = 256 << 10

// indexed is a row of the index that is still to be written.
type indexed struct {
	message                              int64
	sender, people, subject, body, files string
}

// index makes a message findable: who wrote it, who else it names, its subject,
// what it newly says, and the names of its attachments.
func (tx *Tx) index(id int64, m *Message, quoted string) {
	var sender, people, files strings.Builder
	for _, f := range m.participants() {
		for _, a := range *f.list {
			b := &people
			if f.name == "from" {
				b = &sender
			}
			b.WriteString(a.Name)
			b.WriteByte(' ')
			b.WriteString(a.Address)
			b.WriteByte('\n')
		}
	}
	for _, a := range m.Attachments {
		files.WriteString(a.Name)
		files.WriteByte('\n')
	}
	body := m.NewText
	if quoted != "" {
		body += "\n" + quoted
	}
	tx.words = append(tx.words, indexed{id, terms(sender.String()), terms(people.String()), terms(m.Subject), terms(body), terms(files.String())})
}

// writeIndex writes what index gathered, at the end of the transaction: any
// statement with a savepoint of its own makes FTS5 write out what it holds, and
// oneEntry segment for each mail costs more than all the rest.
func (tx *Tx) writeIndex() error {
	for _, w := range tx.words {
		if err := tx.exec(`INSERT INTO search (rowid, sender, people, subject, body, files) VALUES ($1, $2, $3, $4, $5, $6)`,
			w.message, w.sender, w.people, w.subject, w.body, w.files); err != nil {
			return fmt.Errorf("index message %d: %w", w.message, err)
		}
	}
	return nil
}

// terms writes text so that a tokenizer that splits at spaces finds words of
// any length in scripts without spaces: a run of such characters becomes its
// overlapping pairs and its last character (会议纪要: 会议 议纪 纪要 要).
func terms(text string) string {
	if len(text) > maxIndexed {
		text = text[:maxIndexed]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
	}
	first := strings.IndexFunc(text, needsPairs)
	if first < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) * 5 / 2)
	b.WriteString(text[:first])
	var last rune // of the run, 0 outside one
	for _, r := range text[first:] {
		r = narrow(r)
		if !unspaced(r) {
			if last != 0 {
				b.WriteByte(' ')
				b.WriteRune(last)
				b.WriteByte(' ')
				last = 0
			}
			b.WriteRune(r)
			continue
		}
		if last != 0 {
			b.WriteByte(' ')
			b.WriteRune(last)
			b.WriteRune(r)
		}
		last = r
	}
	if last != 0 {
		b.WriteByte(' ')
		b.WriteRune(last)
	}
	return b.String()
}

func needsPairs(r rune) bool { return r >= 0x1100 && (unspaced(r) || narrow(r) != r) }

// unspaced says whether r belongs to a script that is written without spaces,
// or, as Korean, with spaces that do not bound what people search for.
func unspaced(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r >= 0x4E00 && r <= 0x9FFF:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// narrow turns the full-width forms of ASCII into ASCII.
func narrow(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFEE0
	}
	return r
}

// phrase writes text as an FTS5 phrase over what terms made of it, or "" where
// it holds nothing to look for. With prefix the last word may go on.
func phrase(text string, prefix bool) string {
	var b strings.Builder
	var run []rune
	flush := func(end bool) {
		for i := 0; i+1 < len(run); i++ {
			b.WriteByte(' ')
			b.WriteString(string(run[i : i+2]))
		}
		// The last character stands alone only where the run ends in the text.
		if len(run) == 1 || len(run) > 1 && !end {
			b.WriteByte(' ')
			b.WriteRune(run[len(run)-1])
		}
		prefix = prefix || end && len(run) == 1
		run = run[:0]
	}
	words := false
	for _, r := range text {
		r = narrow(r)
		switch {
		case unspaced(r):
			run = append(run, r)
			words = true
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Co, r):
			words = true
		default:
			r = ' '
		}
		if len(run) > 0 {
			flush(false)
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	if len(run) > 0 {
		flush(true)
	}
	if !words {
		return ""
	}
	quoted := `"` + strings.TrimSpace(b.String()) + `"`
	if prefix {
		quoted += "*"
	}
	return quoted
}
