package mailin

import (
	"bytes"
	"strings"
	"time"

	"rapport/mailin/body"
	"rapport/mailin/mime"
	"rapport/store/ledger"
)

// deepestMark is how deep in forwarded mails marks are looked for.
const deepestMark = 4

// Marks returns what the mails that are in raw, as it is, quoted or forwarded, have of the
// heads of the log. Each text of a mail is looked through, whatever a program would show.
func Marks(raw []byte, limits mime.Limits) []ledger.Mark {
	return marks(raw, limits, deepestMark)
}

func marks(raw []byte, limits mime.Limits, deep int) (list []ledger.Mark) {
	known := map[ledger.Mark]bool{}
	add := func(found []ledger.Mark) {
		for _, m := range found {
			if !known[m] {
				known[m] = true
				list = append(list, m)
			}
		}
	}
	m := mime.Read(raw, time.Time{}, limits)
	for _, part := range append([]*mime.Part{m.Content}, m.Spare...) {
		add(marksOf(part, limits))
	}
	if m.Content == nil { // a text that somebody saved without its header
		add(ledger.FindMarks(string(raw)))
	}
	for _, a := range m.Message.Attachments {
		if deep == 0 || a.Type != "message/rfc822" && !strings.HasSuffix(strings.ToLower(a.Name), ".eml") {
			continue
		}
		var inner bytes.Buffer
		if _, err := mime.Attachment(&inner, raw, a.N, limits); err == nil {
			add(marks(inner.Bytes(), limits, deep-1))
		}
	}
	return list
}

func marksOf(p *mime.Part, limits mime.Limits) (list []ledger.Mark) {
	if p == nil {
		return nil
	}
	for _, inner := range p.Parts {
		list = append(list, marksOf(inner, limits)...)
	}
	if strings.Contains(p.Type, "html") {
		return append(list, ledger.FindMarks(body.HTMLText(p.Text, limits.Text))...)
	}
	return append(list, ledger.FindMarks(p.Text)...)
}
