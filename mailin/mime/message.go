// Package mime takes the raw bytes of a mail apart: its header, the people in it,
// its texts and its attachments. Every byte was written by a stranger. No mail is
// refused: what is broken is repaired and recorded as a defect, what exceeds a
// limit is left out and recorded too.
package mime

import (
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"rapport/store"
)

// Mail is a mail taken apart. Package body selects the text to show from Content
// and Spare, package bounce reads what Reports say.
type Mail struct {
	Message *store.Message
	Content *Part    // the texts; nil where there are none
	Spare   []*Part  // texts from a winmail.dat, to show where Content has none
	Reports []Report // parts of a delivery status notification, in order
}

// Defect records what is wrong with the mail.
func (m *Mail) Defect(text string) {
	m.Message.Defects = addDefect(m.Message.Defects, text)
}

// Part is a text, or a multipart with texts in it. Attachments are no Parts.
type Part struct {
	Type   string            // media type in lower case
	Params map[string]string // of Content-Type
	Text   string            // in UTF-8, HTML as source; "" for a multipart
	Parts  []*Part           // of a multipart, in order
}

// Report is a part of a delivery status notification (RFC 3464).
type Report struct {
	Type    string // media type in lower case
	Content []byte // decoded, at most as long as the limits allow
}

// reader is the reading of one message.
type reader struct {
	limits   Limits
	header   *Header
	message  *store.Message
	mail     *Mail
	deadline time.Time
	parts    int
	scratch  []byte

	calendars int
	reported  int // bytes of all reports so far
	texts     int // bytes of all texts so far
	tnefs     int

	// Where one attachment is wanted and not all of the message.
	wanted int
	into   io.Writer
	found  bool
	failed error // of into
}

// Read takes raw apart. received is INTERNALDATE; where it is zero, the topmost
// Received field takes its place. Read never fails: what it cannot read it records
// in Defects, or in Unparsed where that is the message as a whole. It fills in
// what header and attachments say, and keeps no reference to raw.
func Read(raw []byte, received time.Time, limits Limits) *Mail {
	m := &Mail{Message: &store.Message{SHA256: sha256.Sum256(raw), Size: int64(len(raw)), Received: received}}
	r := &reader{limits: limits, message: m.Message, mail: m, deadline: time.Now().Add(limits.Time)}
	r.read(raw)
	return m
}

// Attachment writes the decoded bytes of attachment n of raw to w. An attachment
// that is not there is store.ErrNotFound.
func Attachment(w io.Writer, raw []byte, n int, limits Limits) (store.Attachment, error) {
	m := &Mail{Message: &store.Message{}}
	limits.Time = time.Minute // somebody asked for it, and waits
	r := &reader{limits: limits, message: m.Message, mail: m, deadline: time.Now().Add(limits.Time), wanted: n, into: w}
	r.read(raw)
	switch {
	case r.failed != nil:
		return store.Attachment{}, fmt.Errorf("write attachment %d: %w", n, r.failed)
	case !r.found:
		return store.Attachment{}, fmt.Errorf("attachment %d of %d: %w", n, len(m.Message.Attachments), store.ErrNotFound)
	}
	return m.Message.Attachments[n-1], nil
}

func (r *reader) read(raw []byte) {
	m := r.message
	if int64(len(raw)) > r.limits.Message {
		r.unparsed("message")
		raw = raw[:r.limits.Message]
	}
	h, body := ReadHeader(raw, r.limits.Header, r.limits.HeaderFields)
	if !isMail(&h) {
		// A text without a header. What looked like fields are lines of it.
		h, body = Header{defects: h.defects, over: h.over}, raw
	}
	r.header = &h
	if h.over != "" {
		r.unparsed(h.over)
	}
	if len(h.Fields) == 0 {
		m.Unparsed = "it has no header field"
	}
	r.readFields()
	r.mail.Content = r.walk(&h, body, 0, "text/plain")
	m.Defects = h.defects
}

// isMail reports whether a header section has a field that mail has. A text may
// well begin with a line like "Note: ..." and be no mail.
func isMail(h *Header) bool {
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

// unparsed records that a limit was exceeded.
func (r *reader) unparsed(limit string) {
	if r.message.Unparsed == "" {
		r.message.Unparsed = "it exceeds limits." + limit
	}
}

// late reports whether the message has had its time.
func (r *reader) late() bool {
	if time.Now().Before(r.deadline) {
		return false
	}
	r.unparsed("time")
	return true
}

func (r *reader) readFields() {
	m, h := r.message, r.header
	m.Header = make(store.Header, 0, len(h.Fields))
	for _, f := range h.Fields {
		m.Header = append(m.Header, store.Field{Name: f.Name, Value: h.decodeValue(f.Value)})
	}
	if m.Received.IsZero() {
		m.Received = r.receivedOf()
	}
	m.Date = r.dateOf(m.Received)
	if m.Received.IsZero() {
		m.Received = m.Date
	}
	m.Subject = m.Header.Get("Subject")
	if ids := h.MessageIDs("Message-ID", r.limits); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.InReplyTo = h.MessageIDs("In-Reply-To", r.limits)
	m.References = h.MessageIDs("References", r.limits)
	m.From = h.Addresses("From", r.limits)
	m.Sender = h.Addresses("Sender", r.limits)
	m.ReplyTo = h.Addresses("Reply-To", r.limits)
	m.To = h.Addresses("To", r.limits)
	m.Cc = h.Addresses("Cc", r.limits)
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To"} {
		m.DeliveredTo = append(m.DeliveredTo, h.Addresses(name, r.limits)...)
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

// report keeps a part of a delivery status notification: all blocks of fields, and
// of what came back the first mail that can be told.
func (r *reader) report(h *Header, kind string, body []byte) {
	if r.into != nil || r.reported > r.limits.Text {
		return
	}
	most := r.limits.Text
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
		most = r.limits.Header
	default:
		return
	}
	content, _ := readBounded(transferDecoded(h, body), most)
	r.reported += len(content)
	r.mail.Reports = append(r.mail.Reports, Report{kind, content})
}
