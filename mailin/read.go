package mailin

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/mailin/author"
	"rapport/mailin/body"
	"rapport/mailin/bounce"
	"rapport/mailin/forward"
	"rapport/mailin/invite"
	"rapport/mailin/mime"
	"rapport/mailin/recap"
	"rapport/mailin/reply"
	"rapport/store"
)

// Before returns the texts of the mails before m in its thread, the answered one first, as
// far as they are known. They help to recognise quotations.
type Before func(m *store.Message) []string

// Known is what the log knows that helps to read a mail; none of it is needed.
type Known struct {
	Before    Before
	Recurring *reply.Recurring
}

// Read turns the raw bytes of a mail into a message: its parts, and in its text what the
// sender newly wrote. received is INTERNALDATE or, for a file, zero; before may be nil.
// Read never fails: Defects and Unparsed describe what could not be read.
func Read(raw []byte, received time.Time, limits mime.Limits, before Before) *store.Message {
	return ReadWith(raw, received, limits, Known{Before: before})
}

// ReadWith is Read with all that the log knows.
func ReadWith(raw []byte, received time.Time, limits mime.Limits, known Known) *store.Message {
	m := takeApart(raw, received, limits)
	findNew(m, limits, known)
	return m
}

// takeApart is the first step of ReadWith, which needs the mail alone: its parts and its text.
func takeApart(raw []byte, received time.Time, limits mime.Limits) (m *store.Message) {
	defer func() {
		// The parser is fuzzed, but strangers write its input: a panic in it may cost the
		// reading of one mail, but not the daemon.
		if fault := recover(); fault != nil {
			m = Unread(raw, received, fmt.Sprintf("the reader failed: %v", fault))
		}
	}()
	m = Parse(raw, received, limits)
	if m.Calendar == nil && len(m.Delivery) == 0 {
		m.Calendar = attachedMeeting(raw, m, limits)
	}
	return m
}

// attachedMeeting returns the meeting to which a mail invites that was sent on as a file; nil
// for none.
func attachedMeeting(raw []byte, m *store.Message, limits mime.Limits) *store.Calendar {
	if !slices.ContainsFunc(m.Attachments, func(a store.Attachment) bool { return a.Type == "message/rfc822" }) {
		return nil
	}
	for _, found := range forward.Find(raw, m, limits) {
		if inner := mime.Read(found.Raw, m.Received, limits).Message; inner.Calendar != nil {
			return inner.Calendar
		}
	}
	return nil
}

// findNew is the second step, which may need the mails before m: what its sender newly wrote.
func findNew(m *store.Message, limits mime.Limits, known Known) {
	defer func() { // as above
		if fault := recover(); fault != nil {
			*m = *unread(m.SHA256, m.Size, m.Received, fmt.Sprintf("the reader failed: %v", fault))
		}
	}()
	mail := reply.Input{Text: m.Text, HTML: m.HTML, Subject: m.Subject, Begins: begins(m), Recurring: known.Recurring}
	if len(m.From) > 0 {
		mail.Sender = m.From[0]
	}
	if known.Before != nil && len(m.InReplyTo)+len(m.References) > 0 {
		mail.Before = known.Before(m)
	}
	if m.HTML != "" {
		mail.Markup = reply.ReadMarkup(m.HTML)
	}
	text := reply.Read(mail)
	if m.HTML != "" {
		text = readBeside(m, mail, text, limits)
	}
	m.NewText, m.OwnText, m.Quoted, m.Signature = text.New, text.Own, text.Quoted, text.Signature
	findFiles(m, mail, limits)
	m.HTML = ""
	readRecap(m)
	readMeeting(m)
}

// readMeeting reads what the words of a mail say of a meeting: all of an invitation without a
// calendar, or where the people meet, if the calendar does not say that. What is quoted was
// read before. What joins people to a meeting may have been taken for a signature, since many mails
// have it at their end.
func readMeeting(m *store.Message) {
	words := m.NewText + "\n" + m.Signature
	switch {
	case m.Calendar == nil && m.Recap == nil && len(m.Delivery) == 0:
		m.Calendar = invite.InWords(words, store.ReadSubject(m.Subject).Title, m.Date.In(m.Zone()))
	case m.Calendar != nil && m.Calendar.Conference.System == "":
		m.Calendar.Conference = invite.ConferenceIn(words)
	}
}

// readRecap reads the summary of a meeting that a program wrote.
func readRecap(m *store.Message) {
	if r, ok := recap.Read(m); ok {
		m.Recap = r
	}
	if len(m.From) == 1 {
		m.Program = recap.Program(m.From[0].Address)
	}
}

// longestFirstIndex is the length of a Thread-Index that begins a conversation: Outlook adds to
// that of the mail that is answered ([MS-OXOMSG] 2.2.1.3).
const longestFirstIndex = 30

// begins reports whether nothing in the header says that m answers another mail, or returns it.
func begins(m *store.Message) bool {
	return len(m.InReplyTo)+len(m.References)+len(m.Delivery) == 0 && len(m.Header.Get("Thread-Index")) <= longestFirstIndex
}

// readBeside compares the text of a mail with what its HTML shows, and looks for what
// that hides. It returns the text or, where that is only the beginning of what the HTML
// says, the HTML taken apart.
func readBeside(m *store.Message, mail reply.Input, text reply.Trimmed, limits mime.Limits) reply.Trimmed {
	shown, ofHTML := m.Text, text
	if mail.Text = body.HTMLText(m.HTML, limits.Text); mail.Text != strings.TrimRight(m.Text, "\n") {
		shown, ofHTML = mail.Text, reply.Read(mail)
	}
	m.QuotedHTML = ofHTML.Quoted
	var beside []string
	if m.Beside != "" {
		beside = append(beside, m.Beside)
	}
	if body.IsFuller(ofHTML.Own, text.Own, m.Text) {
		if body.Differ(text.Own, "", "", shown) {
			m.Defects = append(m.Defects, store.DefectContradicts)
			beside = append(beside, "[text] "+text.Own)
		}
		m.Text, text = strings.TrimRight(shown, "\n")+"\n", ofHTML
	}
	unseen := mail.Markup.FindUnseen(ofHTML)
	if unseen.Hidden != "" {
		m.Defects = append(m.Defects, store.DefectHidden)
		beside = append(beside, "[hidden] "+unseen.Hidden)
	}
	if unseen.Struck != "" {
		m.Defects = append(m.Defects, store.DefectStruck)
		beside = append(beside, "[struck out] "+unseen.Struck)
	}
	if !body.IsPicture(ofHTML.Own) && reply.Contradicts(m.Text, shown, text, ofHTML) {
		if !slices.Contains(m.Defects, store.DefectContradicts) {
			m.Defects = append(m.Defects, store.DefectContradicts)
		}
		beside = append(beside, "[HTML] "+ofHTML.Own)
	}
	m.Beside = strings.Join(beside, "\n")
	return text
}

// Parse turns the raw bytes of a mail into a message, up to its text. It fills in everything
// but ID and what the sender newly wrote.
func Parse(raw []byte, received time.Time, limits mime.Limits) *store.Message {
	m := mime.Read(raw, received, limits)
	author.Restore(m.Message)
	author.OfCopy(m.Message)
	body.Select(m, limits)
	bounce.Read(m, limits)
	return m.Message
}

// Unread returns the message to log for a mail that cannot be read, with the reason.
func Unread(raw []byte, received time.Time, reason string) *store.Message {
	return unread(sha256.Sum256(raw), int64(len(raw)), received, reason)
}

func unread(hash store.Hash, size int64, received time.Time, reason string) *store.Message {
	return &store.Message{
		SHA256: hash, Size: size,
		Date: received, Received: received,
		Unparsed: reason,
	}
}
