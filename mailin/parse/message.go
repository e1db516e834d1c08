// Package parse makes a message of the raw bytes of a mail: its header, the
// people in it, its text and its attachments. Every byte was written by a
// stranger. Nothing is refused: what is broken is read around and said, what is
// too much is left out and said.
//
// The structure of header and multipart is read here, line by line, because a
// parser that refuses a message for one line of junk loses that message;
// go-message decodes what stands inside.
package parse

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"

	"rapport/store"
)

// reader is the reading of one message.
type reader struct {
	limits   Limits
	header   *header
	message  *store.Message
	deadline time.Time
	parts    int
	scratch  []byte

	// Of a notification of delivery, beyond what the message keeps.
	deliveryReport bool // it has a part of its fields
	returned       returned
	calendars      int

	texts    int // bytes of all texts so far
	compared int // alternatives
	tnefs    int
	spare    []content // text that is shown where there is no other

	// Where one attachment is wanted and not all of the message.
	wanted int
	into   io.Writer
	found  bool
	failed error // of into
}

// Message reads raw. received is INTERNALDATE; where it is zero, the topmost
// Received field takes its place. It never fails: what cannot be read is said in
// Defects, or in Unparsed where it is the message as a whole. It fills in all but
// ID, NewText and Quoted, and keeps no reference to raw.
func Message(raw []byte, received time.Time, limits Limits) *store.Message {
	m := &store.Message{SHA256: sha256.Sum256(raw), Size: int64(len(raw)), Received: received}
	r := &reader{limits: limits, message: m, deadline: time.Now().Add(limits.Time)}
	r.read(raw)
	return m
}

// Attachment writes the decoded bytes of attachment n of raw to w. An attachment
// that is not there is store.ErrNotFound.
func Attachment(w io.Writer, raw []byte, n int, limits Limits) (store.Attachment, error) {
	m := &store.Message{}
	limits.Time = time.Minute // somebody asked for it, and waits
	r := &reader{limits: limits, message: m, deadline: time.Now().Add(limits.Time), wanted: n, into: w}
	r.read(raw)
	switch {
	case r.failed != nil:
		return store.Attachment{}, fmt.Errorf("write attachment %d: %w", n, r.failed)
	case !r.found:
		return store.Attachment{}, fmt.Errorf("attachment %d of %d: %w", n, len(m.Attachments), store.ErrNotFound)
	}
	return m.Attachments[n-1], nil
}

func (r *reader) read(raw []byte) {
	m := r.message
	if int64(len(raw)) > r.limits.Message {
		r.unparsed("message")
		raw = raw[:r.limits.Message]
	}
	h, body := readHeader(raw, r.limits.Header, r.limits.HeaderFields)
	if !isMail(&h) {
		// A text without a header. What looked like fields are lines of it.
		h, body = header{defects: h.defects, over: h.over}, raw
	}
	r.header = &h
	if h.over != "" {
		r.unparsed(h.over)
	}
	if len(h.fields) == 0 {
		m.Unparsed = "it has no header field"
	}
	r.readFields()
	t := r.walk(&h, body, 0, "text/plain")
	m.Text = strings.TrimRight(r.text(t), "\n")
	if len(r.spare) > 0 && strings.TrimSpace(m.Text) == "" {
		t = r.spare
		m.Text = strings.TrimRight(r.text(t), "\n")
	}
	if m.Text != "" {
		m.Text += "\n"
	}
	m.HTML = r.shownHTML(t)
	if r.into == nil {
		r.readNotice()
	}
	m.Defects = h.defects
}

// isMail says whether a header section has a field that mail has. A text may
// well begin with a line like "Note: ..." and be no mail.
func isMail(h *header) bool {
	certain := []string{"Received", "Message-ID", "Return-Path", "MIME-Version", "Content-Type", "DKIM-Signature"}
	for _, name := range certain {
		if h.get(name) != nil {
			return true
		}
	}
	if h.late {
		return false // a letter that quotes the header of another
	}
	for _, name := range []string{"From", "To", "Subject", "Date", "Sender", "Cc",
		"Delivered-To", "In-Reply-To", "References", "Reply-To", "X-Mailer", "Content-Transfer-Encoding"} {
		if h.get(name) != nil {
			return true
		}
	}
	return false
}

// unparsed says that a limit was exceeded.
func (r *reader) unparsed(limit string) {
	if r.message.Unparsed == "" {
		r.message.Unparsed = "it exceeds limits." + limit
	}
}

// late says whether the message has had its time.
func (r *reader) late() bool {
	if time.Now().Before(r.deadline) {
		return false
	}
	r.unparsed("time")
	return true
}

func (r *reader) readFields() {
	m, h := r.message, r.header
	m.Header = make(store.Header, 0, len(h.fields))
	for _, f := range h.fields {
		m.Header = append(m.Header, store.Field{Name: f.name, Value: h.decodeValue(f.value)})
	}
	if m.Received.IsZero() {
		m.Received = r.receivedOf()
	}
	m.Date = r.dateOf(m.Received)
	if m.Received.IsZero() {
		m.Received = m.Date
	}
	m.Subject = m.Header.Get("Subject")
	if ids := r.messageIDs("Message-ID"); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.InReplyTo = r.messageIDs("In-Reply-To")
	m.References = r.messageIDs("References")
	m.From = r.addresses("From")
	m.Sender = r.addresses("Sender")
	m.ReplyTo = r.addresses("Reply-To")
	m.To = r.addresses("To")
	m.Cc = r.addresses("Cc")
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To"} {
		m.DeliveredTo = append(m.DeliveredTo, r.addresses(name)...)
	}
	for _, name := range []string{"From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"} {
		if n := len(m.Header.Values(name)); n > 1 {
			h.defect(fmt.Sprintf("%d fields %s, where one is allowed", n, name))
		}
	}
	if len(m.From) == 0 {
		h.defect("no sender in From")
	}
}
