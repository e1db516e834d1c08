// Package ledger is the chain of the log: the canonical form of an entry and of the
// content that it covers, their hashes, and what must hold from one entry to the next.
// docs/log.md describes the form, so that anybody can check a log without Rapport.
package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Hash is a SHA-256.
type Hash [32]byte

// String returns the hash as 64 lower-case hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText makes the hash a JSON string of hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	if n, err := hex.Decode(h[:], text); err != nil || n != len(h) {
		return fmt.Errorf("hash %q: want 64 hexadecimal digits", text)
	}
	return nil
}

// Act is what an entry records.
type Act string

// The acts.
const (
	ActLogged      Act = "logged" // a message entered the log
	ActFiled       Act = "filed"  // a logged message was moved to a project
	ActErased      Act = "erased" // the content of a message was erased on request
	ActReprocessed Act = "reread" // a message was read again, and what is shown of it since is other
)

// Link is an entry of the chain. It holds no content: that is covered by
// Content, an HMAC under a key that can be destroyed.
type Link struct {
	ID         int64 // from 1, without gaps
	Recorded   int64 // milliseconds UTC
	Act        Act
	Message    int64
	At         int64 // the date of the message, milliseconds UTC
	Kind       string
	Project    string
	Signal     string
	Confidence int // per cent
	Actor      string
	Key        int64
	Content    [32]byte
}

// Canonical returns the form that is hashed. No value may hold a line end.
func (l Link) Canonical() []byte {
	var b strings.Builder
	line := func(name, value string) {
		b.WriteString(name)
		b.WriteByte(':')
		b.WriteString(value)
		b.WriteByte('\n')
	}
	number := func(name string, value int64) { line(name, strconv.FormatInt(value, 10)) }
	b.WriteString("rapport entry 1\n")
	number("entry", l.ID)
	number("recorded", l.Recorded)
	line("act", string(l.Act))
	number("message", l.Message)
	number("at", l.At)
	line("kind", l.Kind)
	line("project", l.Project)
	line("sign", l.Signal)
	number("confidence", int64(l.Confidence))
	line("actor", l.Actor)
	number("key", l.Key)
	line("content", hex.EncodeToString(l.Content[:]))
	return []byte(b.String())
}

// Hash chains the entry to the hash of the one before it; the first follows 32
// zero bytes.
func (l Link) Hash(before Hash) Hash {
	h := sha256.New()
	h.Write(before[:])
	h.Write(l.Canonical())
	return Hash(h.Sum(nil))
}

// Content is what the log shows of one message. Lists are JSON text.
type Content struct {
	SHA256                             Hash // of the raw mail
	MessageID, InReplyTo, References   string
	Received                           int64 // milliseconds UTC
	Subject, KindReason, Role          string
	Reasons, Notes                     string
	NewText, Quoted, Defects, Unparsed string
	Reading                            string // "" in entries older than it
	Participants                       []Participant
	Attachments                        []Attachment
}

// Participant is one address of a message, under the name of its field.
type Participant struct{ Field, Name, Address string }

// Attachment is a part of a message that is not its text.
type Attachment struct {
	Name, Type string
	Size       int64
	SHA256     Hash
	ContentID  string
	Inline     bool
}

// Digest returns the HMAC of the content under a key.
func (c Content) Digest(key []byte) [32]byte {
	mac := hmac.New(sha256.New, key)
	c.WriteTo(mac)
	return [32]byte(mac.Sum(nil))
}

// Covers reports whether digest is that of content, in the form that WriteTo writes, under
// a key.
func Covers(digest [32]byte, key, content []byte) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write(content)
	return hmac.Equal(mac.Sum(nil), digest[:])
}

// WriteTo writes the content in the form of which the HMAC is taken. Each value stands
// behind its name and length, so that no two contents look alike. It fails as w does.
func (c Content) WriteTo(w io.Writer) (written int64, err error) {
	write := func(p []byte) {
		if err == nil {
			var n int
			n, err = w.Write(p)
			written += int64(n)
		}
	}
	var line []byte
	value := func(name, text string) {
		line = append(line[:0], name...)
		line = append(line, ' ')
		line = strconv.AppendInt(line, int64(len(text)), 10)
		line = append(line, '\n')
		line = append(append(line, text...), '\n')
		write(line)
	}
	write([]byte("rapport content 1\n"))
	value("raw", c.SHA256.String())
	value("message-id", c.MessageID)
	value("in-reply-to", c.InReplyTo)
	value("references", c.References)
	value("received", strconv.FormatInt(c.Received, 10))
	value("subject", c.Subject)
	value("kind-reason", c.KindReason)
	value("role", c.Role)
	value("reasons", c.Reasons)
	value("notes", c.Notes)
	value("new-text", c.NewText)
	value("quoted", c.Quoted)
	value("defects", c.Defects)
	value("unparsed", c.Unparsed)
	if c.Reading != "" { // entries of before there was one have none
		value("reading", c.Reading)
	}
	for _, p := range c.Participants {
		value(p.Field, p.Name)
		value("address", p.Address)
	}
	for _, a := range c.Attachments {
		value("attachment", a.Name)
		value("type", a.Type)
		value("size", strconv.FormatInt(a.Size, 10))
		value("sha256", a.SHA256.String())
		value("content-id", a.ContentID)
		value("inline", strconv.FormatBool(a.Inline))
	}
	return written, err
}
