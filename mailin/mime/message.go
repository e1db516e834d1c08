// Package mime takes the raw bytes of a mail apart: its header, the people in it,
// its texts and its attachments. Every byte was written by a stranger. No mail is
// refused: what is broken is repaired and recorded as a defect, what exceeds a
// limit is left out and recorded too.
package mime

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-message"

	"rapport/store"
)

// Parsed is a mail taken apart. Package body selects the text to show from Content
// and Spare, package bounce reads what Reports say.
type Parsed struct {
	Message *store.Message
	Content *Part    // the texts; nil where there are none
	Spare   []*Part  // texts from a winmail.dat, to show where Content has none
	Reports []Report // parts of a delivery status notification, in order
}

// Defect records what is wrong with the mail.
func (m *Parsed) Defect(text string) {
	m.Message.Defects = addDefect(m.Message.Defects, text)
}

// Part is a text, or a multipart with texts in it. Attachments are no Parts, but for
// those that may be all the text there is.
type Part struct {
	Type   string            // media type in lower case
	Params map[string]string // of Content-Type
	Text   string            // in UTF-8, HTML as source; "" for a multipart
	Parts  []*Part           // of a multipart, in order
	File   bool              // it is an attachment too, and to show only where nothing else is
	Tail   bool              // such a File that Exchange made of the text below another file
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
	mail     *Parsed
	deadline time.Time
	size     int // of the mail, as far as it is read
	parts    int
	scratch  []byte       // for copying
	buffer   bytes.Buffer // of the text that is read

	calendars int
	reported  int // bytes of all reports so far
	texts     int // bytes of all texts so far
	named     int // bytes of all texts that are attachments
	tnefs     int
	signed    int // messages of S/MIME that are open

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
func Read(raw []byte, received time.Time, limits Limits) *Parsed {
	m := &Parsed{Message: &store.Message{SHA256: sha256.Sum256(raw), Size: int64(len(raw)), Received: received}}
	r := &reader{limits: limits, message: m.Message, mail: m, deadline: time.Now().Add(limits.Time)}
	r.read(raw)
	return m
}

// Attachment writes the decoded bytes of attachment n of raw to w. An attachment
// that is not there is store.ErrNotFound.
func Attachment(w io.Writer, raw []byte, n int, limits Limits) (store.Attachment, error) {
	m := &Parsed{Message: &store.Message{}}
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
	raw, bare := lined(raw, r.limits.Header)
	r.size = len(raw)
	repaired := repair{raw: raw, limits: r.limits, deadline: r.deadline}
	e, err := message.ReadWithOptions(repaired.mended(), &message.ReadOptions{MaxHeaderBytes: -1}) // it is bounded
	r.header = &Header{defects: repaired.defects}
	if bare {
		r.defect("its lines end with CR alone")
	}
	if repaired.over != "" {
		r.unparsed(repaired.over)
	}
	if repaired.bare {
		m.Unparsed = "it has no header field"
	}
	if e == nil { // cannot be: it was repaired
		r.unread("its header", err)
		r.readFields()
		m.Defects = r.header.defects
		return
	}
	r.header.Fields = fieldsOf(e.Header.Header, repaired.inserted).Fields
	r.readFields()
	r.mail.Content = r.walk(e, 0)
	m.Defects = r.header.defects
}

func (r *reader) defect(text string) { r.header.defect(text) }

// unread records that go-message refused to read on.
func (r *reader) unread(what string, err error) {
	if r.message.Unparsed == "" {
		r.message.Unparsed = what + " cannot be read: " + printable(err.Error(), 100)
	}
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
		m.Received = h.receivedOf()
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
