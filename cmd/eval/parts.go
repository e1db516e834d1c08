package main

import (
	"bytes"
	"strings"
	"time"

	"rapport/mailin"
	"rapport/mailin/files"
	"rapport/mailin/mime"
	"rapport/store"
)

// judgeParts judges what was read of the header of a mail and of its parts.
func (s *scores) judgeParts(c labelled, m *store.Message, v store.Verdict) {
	w := c.want
	if w.Subject != "" {
		s.equal(c, "subject", w.Subject, m.Subject)
	}
	if w.Senders != nil {
		s.equal(c, "sender", list(w.Senders), list(addresses(m.From)))
	}
	if w.To != nil {
		s.equal(c, "recipients", list(w.To), list(addresses(append(m.To, m.Cc...))))
	}
	if w.ID != "" {
		s.equal(c, "message ids", w.ID, m.MessageID)
	}
	if w.Answers != nil {
		s.equal(c, "message ids", list(w.Answers), list(m.InReplyTo))
	}
	if w.References != nil {
		s.equal(c, "message ids", list(w.References), list(m.References))
	}
	if w.Day != "" {
		s.equal(c, "day of an import", w.Day, importedOn(c.raw))
	}
	if w.Files != nil {
		var got []string
		for _, a := range m.Attachments {
			got = append(got, a.Name)
		}
		s.equal(c, "files", list(w.Files), list(got))
	}
	if w.Summary != "" {
		got := ""
		if m.Calendar != nil {
			got = m.Calendar.Summary
		}
		s.equal(c, "summary", w.Summary, got)
	}
	if w.Note != "" {
		s.point(c, "note", strings.Contains(list(v.Notes), w.Note), w.Note, list(v.Notes))
	}
}

// importedOn returns the day of a mail that is imported from a file of today, in UTC.
func importedOn(raw []byte) (day string) {
	err := files.Read(bytes.NewReader(raw), "mail", time.Now(), int64(len(raw))*2, func(m files.StoredMail) error {
		day = mailin.Read(m.Raw, m.Received, mime.DefaultLimits(), nil).Date.UTC().Format(time.DateOnly)
		return nil
	}, nil)
	if err != nil {
		return err.Error()
	}
	return day
}

func addresses(of []store.Address) (list []string) {
	for _, a := range of {
		list = append(list, strings.ToLower(a.Address))
	}
	return list
}

func list(words []string) string { return strings.Join(words, ", ") }
