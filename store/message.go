package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"rapport/store/ledger"
	"rapport/store/mailaddr"
)

// Hash is the SHA-256 of a message's or an attachment's bytes. Raw mail is
// addressed by it, so the same bytes are one message wherever they are seen.
type Hash = ledger.Hash

// Address is one mailbox of RFC 5322 section 3.4. Name is the display name,
// decoded; it identifies nobody. Address is as written, without angle brackets.
type Address struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// String returns "Name <address>", or the address alone where there is no name.
// It is for people to read, never for a header.
func (a Address) String() string {
	if a.Name == "" {
		return a.Address
	}
	return a.Name + " <" + a.Address + ">"
}

// Key returns the form in which addresses are compared, "" for what is no address: see
// mailaddr.Key.
func (a Address) Key() string { return mailaddr.Key(a.Address) }

// keyOf returns the form in which the store keeps an address that it looks people up by:
// its key, or, if it is not an address, itself with ASCII letters in lower case.
func keyOf(address string) string {
	return cmp.Or(mailaddr.Key(address), mailaddr.Lower(address))
}

// Domain returns the part after the last @ as it is looked up, or "".
func (a Address) Domain() string {
	_, domain, _ := mailaddr.Cut(a.Address)
	return mailaddr.Domain(domain)
}

// Field is one header field of RFC 5322 section 2.2. Name is as written, Value
// unfolded and with its encoded words decoded.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Header is the header section of a message in its order, bounded in length.
type Header []Field

// Get returns the value of the first field of that name in any case, or "".
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Values returns the values of all fields of that name in any case, in order.
func (h Header) Values(name string) []string {
	var values []string
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			values = append(values, f.Value)
		}
	}
	return values
}

// Attachment is a part of a message that is not its text. Its bytes stay in the
// raw mail; Number, counted from 1, finds them there.
type Attachment struct {
	N         int    `json:"n"`
	Name      string `json:"name"` // as a display text: no path, no control characters; may be ""
	Type      string `json:"type"` // media type in lower case, without parameters
	Size      int64  `json:"size"` // bytes, decoded
	SHA256    Hash   `json:"sha256"`
	ContentID string `json:"content_id,omitempty"` // without angle brackets
	Inline    bool   `json:"inline,omitempty"`
}

// DeliveryStatus is what a server says of one recipient (RFC 3464 section 2.3).
type DeliveryStatus struct {
	Recipient  string `json:"recipient"`
	Original   string `json:"-"`          // to whom the mail was sent, where the notification names another recipient
	Action     string `json:"action"`     // failed, delayed, delivered, relayed or expanded
	Status     string `json:"status"`     // RFC 3463, such as 5.1.1
	Diagnostic string `json:"diagnostic"` // the words of the server that refused it
	// FromText reports that the notification has this in words for a person alone,
	// and not in the fields of RFC 3464: then Status and Action may be inferred.
	FromText bool `json:"from_text,omitempty"`
}

// Temporary reports whether the same mail might reach the recipient later: the
// server still tries, or what ended its tries was a transient failure (RFC 3463
// section 3.1, class 4).
func (d DeliveryStatus) Temporary() bool {
	return d.Action == "delayed" || strings.HasPrefix(d.Status, "4.")
}

// Message is one e-mail, as read from its raw bytes.
type Message struct {
	ID     int64 `json:"-"` // number in the store; 0 before it is recorded
	SHA256 Hash  `json:"sha256"`
	Size   int64 `json:"size"`

	MessageID  string   `json:"message_id"` // without angle brackets, as all ids here; may be ""
	InReplyTo  []string `json:"in_reply_to"`
	References []string `json:"references"`

	Date     time.Time `json:"date"`     // of the Date field; Received where that is missing or absurd
	Received time.Time `json:"received"` // INTERNALDATE; for a file its Received field or modification time
	Arrival  Arrival   `json:"-"`

	Subject string    `json:"subject"`
	From    []Address `json:"from"`
	// Via is the address of the mailing list that From had before its author was restored.
	// Nothing proves that author. It is zero for other mail.
	Via     Address   `json:"-"`
	Sender  []Address `json:"sender"`
	ReplyTo []Address `json:"reply_to"`
	To      []Address `json:"to"`
	Cc      []Address `json:"cc"`
	// DeliveredTo holds the addresses of Delivered-To, X-Original-To and
	// Envelope-To: whom the mail reached, whatever To and Cc say.
	DeliveredTo []Address `json:"delivered_to"`

	Header Header `json:"-"`

	Text      string `json:"text"`      // all of it
	NewText   string `json:"new_text"`  // what the sender newly wrote
	OwnText   string `json:"-"`         // NewText without what the sender only sent on
	Quoted    string `json:"quoted"`    // what it quotes; a forwarded mail is in NewText
	Signature string `json:"signature"` // what is below it: signature, disclaimer, "sent from my phone"
	// HTML is the source of the HTML that the mail shows, where it has any. It
	// is only there while the mail is being read.
	HTML string `json:"-"`
	// Beside is what a reader of the mail may see of the sender's own words and Text does
	// not have, or has and nobody sees: the words of an HTML that differs, those that are
	// hidden or struck out. Such a mail decides nothing. It is "" for nearly all mail.
	Beside string `json:"-"`
	// QuotedHTML is what the HTML quotes, with what is struck out in it between "~~".
	QuotedHTML string `json:"-"`

	Attachments []Attachment `json:"attachments"`
	// Files are the numbers of those that its sender attached for people to have: no logo,
	// picture of a signature or of what it quotes, and no wrapping.
	Files []int `json:"-"`

	// Delivery is what a delivery status notification says of each recipient,
	// Returned the Message-ID of the mail that it is about, and EnvelopeID the
	// ENVID (RFC 3461) under which that was sent.
	Delivery   []DeliveryStatus `json:"delivery,omitempty"`
	Returned   string           `json:"returned,omitempty"`
	ReturnedAs []string         `json:"-"` // and what that refers to
	EnvelopeID string           `json:"envelope_id,omitempty"`

	// Calendar is the invitation, answer or cancellation that it brings, or nil.
	Calendar *Calendar `json:"calendar,omitempty"`
	// Recap is what it has of the summary that another system made of a meeting, or nil.
	// Whether it counts as that, the verdict says.
	Recap *Recap `json:"-"`
	// Program is the name of the system whose programs alone write from its sender's address;
	// "" where that is not known.
	Program string `json:"-"`
	// Forwarded is set where it came within another mail, Embedded lists the mails
	// that came within it.
	Forwarded *Forwarded     `json:"forwarded,omitempty"`
	Embedded  []EmbeddedMail `json:"holds,omitempty"`
	// Suggested is what a model made of it; nil where none was asked.
	Suggested *Suggestion `json:"suggested,omitempty"`
	// Auth is what shows whether it is from whom it says; nil where nobody looked.
	Auth *Evidence `json:"auth,omitempty"`

	// Defects are departures from the RFCs that were read around, in words.
	Defects []string `json:"defects"`
	// Notes hold what a person should know of how it was read; the verdict has them too.
	Notes []string `json:"-"`
	// Sealed is what it is encrypted with, so that only its recipients can read it, or "".
	Sealed string `json:"-"`
	// Unparsed reports why the message could not be read as mail, or is "".
	// Such a message is logged anyway, with what could be read of it.
	Unparsed string `json:"unparsed,omitempty"`
}

// The defects of a mail that shows different people different words.
const (
	DefectContradicts = "its HTML says something else than its text"
	DefectHidden      = "its HTML hides words of the sender"
	DefectStruck      = "words of the sender are struck out in its HTML"
)

// What a mail can be sealed with.
const (
	SealedSMIME   = "S/MIME"
	SealedPGP     = "PGP"
	SealedPurview = "Microsoft Purview"
)

// NoteSealed returns what a PM should know of a mail that is encrypted.
func NoteSealed(with string) string {
	return "it is encrypted (" + with + "), so that nobody but its recipients can read it; ask the sender to send it unencrypted"
}

// Zone returns the time zone in which the sender wrote Date, UTC where that says none.
func (m *Message) Zone() *time.Location {
	words := strings.Fields(m.Header.Get("Date"))
	for i := len(words) - 1; i >= 0; i-- {
		if t, err := time.Parse("-0700", words[i]); err == nil {
			return t.Location()
		}
	}
	return time.UTC
}

// ThreadIDs returns the message-ids that tie this message to a thread: its own,
// then those it answers, the nearest first, then that of the mail it says was not
// delivered, without repetition.
func (m *Message) ThreadIDs() []string {
	ids := make([]string, 0, 1+len(m.InReplyTo)+len(m.References))
	seen := make(map[string]bool, cap(ids))
	add := func(id string) {
		// What several people wrote about one matter are several threads.
		if id != "" && !seen[id] && !strings.HasPrefix(id, MatterIDPrefix) {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, id := range m.OwnIDs() {
		add(id)
	}
	for _, id := range m.InReplyTo {
		add(id)
	}
	for i := len(m.References) - 1; i >= 0; i-- {
		add(m.References[i])
	}
	if len(m.Delivery) > 0 { // a notification belongs to what it is about
		add(m.Returned)
	}
	return ids
}

// OwnIDs returns the message-ids of m itself. Servers that put one of their own keep the one that
// was there.
func (m *Message) OwnIDs() (ids []string) {
	if m.MessageID != "" {
		ids = append(ids, m.MessageID)
	}
	for _, name := range []string{"X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID", "X-Original-Message-ID", "Original-Message-ID"} {
		if id := strings.Trim(strings.TrimSpace(m.Header.Get(name)), "<>"); id != "" && len(id) < 500 && !strings.ContainsAny(id, " <>\t") {
			ids = append(ids, id)
		}
	}
	return ids
}

// Answered returns the message-ids of the mails that m answers: those of In-Reply-To, or the
// last of References (RFC 5322 section 3.6.4).
func (m *Message) Answered() []string {
	if len(m.InReplyTo) == 0 && len(m.References) > 0 {
		return m.References[len(m.References)-1:]
	}
	return m.InReplyTo
}

// ownWords returns what the sender wrote themselves, and what they sent on only where
// that is all; below it what they may have said beside their text.
func (m *Message) ownWords() string {
	words := cmp.Or(m.OwnText, m.NewText)
	if m.Beside == "" {
		return words
	}
	return strings.TrimSpace(words + "\n\n" + m.Beside)
}

// textOf returns what a message brings as a response: the text in it, or all its words.
func (m *Message) textOf(a *Response) string { return cmp.Or(a.Text, m.ownWords()) }

// namesOf returns the names of attachments of a message, by their numbers.
func (m *Message) namesOf(parts []int) string {
	var names []string
	for _, a := range m.Attachments {
		if slices.Contains(parts, a.N) {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, ", ")
}

// FileNames returns the names of the files of a message.
func (m *Message) FileNames() []string {
	var names []string
	for _, a := range m.Attachments {
		if slices.Contains(m.Files, a.N) {
			names = append(names, nameOfFile(VersionFile{Name: a.Name, Type: a.Type, Part: a.N, SHA256: a.SHA256}, nil))
		}
	}
	return names
}

// withAltered returns a message that says what a response changes in what it quotes, or
// that has for its text the form that was filled in there.
func (m *Message) withAltered(a *Response) *Message {
	if len(a.Altered) == 0 {
		return m
	}
	said := *m
	if strings.TrimSpace(m.OwnText) == "" && a.Decision == DecisionText && a.Argument != "" {
		said.OwnText = a.Argument
		return &said
	}
	for _, change := range a.Altered {
		said.Beside = strings.TrimSpace(said.Beside + "\n" + change.String())
	}
	return &said
}

// from returns the address of the first sender, or "".
func from(m *Message) string {
	if len(m.From) == 0 {
		return ""
	}
	return m.From[0].Address
}
