// Package letter composes the mail that Rapport sends, from rendered text to bytes.
package letter

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"rapport/store"
	"rapport/templates"
)

// Draft is a mail that is rendered but not yet composed.
type Draft struct {
	From      store.Address
	To, Cc    []store.Address
	ReplyTo   []store.Address
	Date      time.Time
	MessageID string // without angle brackets
	// InReplyTo and References place the mail in a thread; both may be empty.
	InReplyTo  string
	References []string

	Subject    string
	Text, HTML string
	Images     []Image
	Files      []File // that go along, in their order
	Language   string // zh-CN or en

	DKIM *DKIM // signs the mail (RFC 6376); nil: it is not signed

	// Unsubscribe is the link of List-Unsubscribe (RFC 2369); "" for none.
	Unsubscribe string

	// Answer marks the mail as an automatic reply, rather than as generated without
	// a mail to answer (RFC 3834 section 5).
	Answer bool
}

// DKIM is a key to sign mail with, and the place of its public half in the DNS.
type DKIM struct {
	Domain, Selector string
	Key              crypto.Signer // RSA or Ed25519
}

// Image is a picture that the HTML refers to by its Content-ID.
type Image struct {
	ContentID string // without angle brackets
	Name      string
	PNG       []byte
}

// File is a file that goes along with a mail, byte for byte.
type File struct {
	Name    string
	Type    string // media type
	Content []byte
}

// With returns d with the texts and images of a rendered mail. The Content-ID of each
// image is made unique among all mails (RFC 2045 section 7).
func (d Draft) With(m templates.Rendered) Draft {
	d.Subject, d.Text, d.HTML = m.Subject, m.Text, m.HTML
	for _, image := range m.Inline {
		id := image.ContentID + "." + d.MessageID
		d.HTML = strings.ReplaceAll(d.HTML, `"cid:`+image.ContentID+`"`, `"cid:`+id+`"`)
		d.Images = append(d.Images, Image{ContentID: id, Name: image.Name, PNG: image.PNG})
	}
	return d
}

// mostReferences bounds the References field, since servers cut long fields. The first
// and the last ids suffice to hold a thread together.
const mostReferences = 20

// Compose returns the bytes of d, with lines ended by CRLF, and the message as the log
// shows it. It reads the bytes back, and returns an error if the header has any field
// that was not intended.
func Compose(d Draft) ([]byte, *store.Message, error) {
	references := d.references()
	m := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	m.SetGenHeader("From", mailbox(d.From)) // as all fields: in ASCII, so that go-mail encodes nothing
	m.SetGenHeader("To", addressField(d.To))
	want := []string{"Auto-Submitted", "Content-Language", "Date", "From", "Message-Id", "Mime-Version", "References", "Subject", "To", "X-Auto-Response-Suppress", "X-Loop"}
	if len(d.Cc) > 0 {
		m.SetGenHeader("Cc", addressField(d.Cc))
		want = append(want, "Cc")
	}
	if len(d.ReplyTo) > 0 {
		m.SetGenHeader("Reply-To", addressField(d.ReplyTo))
		want = append(want, "Reply-To")
	}
	m.SetGenHeader("Subject", subjectField(d.Subject))
	m.SetDateWithValue(d.Date)
	m.SetMessageIDWithValue(d.MessageID)
	if d.InReplyTo != "" {
		m.SetGenHeader(gomail.HeaderInReplyTo, "<"+d.InReplyTo+">")
		want = append(want, "In-Reply-To")
	}
	m.SetGenHeader(gomail.HeaderReferences, "<"+strings.Join(references, "> <")+">")
	automatic := "auto-generated"
	if d.Answer {
		automatic = "auto-replied"
	}
	m.SetGenHeader("Auto-Submitted", automatic)
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader("X-Loop", asciiDomain(d.From.Address))
	m.SetGenHeader("Content-Language", d.Language)
	m.SetBodyString(gomail.TypeTextPlain, d.Text)
	if d.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, d.HTML)
	}
	for _, image := range d.Images {
		if err := m.EmbedReader(image.Name, bytes.NewReader(image.PNG), gomail.WithFileContentID("<"+image.ContentID+">"),
			gomail.WithFileContentType("image/png"), withFileName(image.Name)); err != nil {
			return nil, nil, fmt.Errorf("embed %s: %w", image.Name, err)
		}
	}
	for _, file := range d.Files {
		if err := m.AttachReader(file.Name, bytes.NewReader(file.Content), gomail.WithFileContentType(gomail.ContentType(file.mediaType())), withAttachmentName(file.Name)); err != nil {
			return nil, nil, fmt.Errorf("attach %s: %w", file.Name, err)
		}
	}
	if d.Unsubscribe != "" {
		m.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+d.Unsubscribe+">")
		want = append(want, "List-Unsubscribe")
	}
	if d.DKIM != nil {
		m.SetDKIM(gomail.NewDKIMSigner(d.DKIM.Domain, d.DKIM.Selector, d.DKIM.Key))
		want = append(want, "Dkim-Signature")
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, nil, fmt.Errorf("write the mail %q: %w", d.Subject, err)
	}
	if err := check(b.Bytes(), want); err != nil {
		return nil, nil, fmt.Errorf("the mail %q: %w", d.Subject, err)
	}
	return b.Bytes(), d.message(b.Bytes(), references), nil
}

// references returns the ids of the References field: those of the thread and, last,
// our own, because some providers replace it in the Message-ID field.
func (d *Draft) references() []string {
	ids := slices.Clone(d.References)
	if d.InReplyTo != "" && !slices.Contains(ids, d.InReplyTo) {
		ids = append(ids, d.InReplyTo)
	}
	if len(ids) > mostReferences-1 {
		ids = append(ids[:1], ids[len(ids)-mostReferences+2:]...)
	}
	return append(ids, d.MessageID)
}

// withFileName sets the name of a file as RFC 2231 encodes it. go-mail also sets it as
// an encoded word, for older programs.
func withFileName(name string) gomail.FileOption {
	return func(f *gomail.File) {
		f.Header.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	}
}

// withAttachmentName sets the name of a file that goes along, as withFileName.
func withAttachmentName(name string) gomail.FileOption {
	return func(f *gomail.File) {
		f.Header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
}

// mediaType returns the type under which a file goes along: a message, or several parts, may
// not be in base64 (RFC 2046 section 5.2.1), and what a type says in parameters is not known.
func (f File) mediaType() string {
	major, minor, _ := strings.Cut(f.Type, "/")
	switch {
	case major == "message", major == "multipart", minor == "", mime.FormatMediaType(f.Type, nil) == "":
		return "application/octet-stream"
	}
	return f.Type
}

// message returns the mail as the log shows it.
func (d *Draft) message(raw []byte, references []string) *store.Message {
	m := &store.Message{
		SHA256: sha256.Sum256(raw), Size: int64(len(raw)),
		MessageID: d.MessageID, References: references[:len(references)-1],
		Date: d.Date.Truncate(time.Second), Received: d.Date, Subject: oneLine(d.Subject),
		From: []store.Address{d.From}, To: d.To, Cc: d.Cc, ReplyTo: d.ReplyTo, Text: d.Text, NewText: d.Text,
	}
	if d.InReplyTo != "" {
		m.InReplyTo = []string{d.InReplyTo}
	}
	for i, image := range d.Images {
		m.Attachments = append(m.Attachments, store.Attachment{N: i + 1, Name: image.Name, Type: "image/png",
			Size: int64(len(image.PNG)), SHA256: sha256.Sum256(image.PNG), ContentID: image.ContentID, Inline: true})
	}
	for _, file := range d.Files {
		m.Attachments = append(m.Attachments, store.Attachment{N: len(m.Attachments) + 1, Name: file.Name, Type: file.mediaType(),
			Size: int64(len(file.Content)), SHA256: sha256.Sum256(file.Content)})
	}
	return m
}

// check reads the mail back and returns an error unless it has exactly the header
// fields want, so that no text from outside can have become one.
func check(raw []byte, want []string) error {
	if i := bytes.IndexByte(bytes.ReplaceAll(raw, []byte("\r\n"), nil), '\n'); i >= 0 {
		return errors.New("it has a bare line feed")
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("read it back: %w", err)
	}
	var got []string
	for name, values := range m.Header {
		name = textproto.CanonicalMIMEHeaderKey(name)
		if name == "Content-Type" || name == "Content-Transfer-Encoding" {
			continue // of the body, as go-mail lays it out
		}
		if len(values) != 1 {
			return fmt.Errorf("it has %d fields %s", len(values), name)
		}
		got = append(got, name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("it has the fields %q instead of %q", got, want)
	}
	return nil
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
