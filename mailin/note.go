package mailin

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"mime"
	"time"

	readmime "rapport/mailin/mime"
	"rapport/store"
	"rapport/store/mailaddr"
)

// Note is a talk that somebody enters on the machine.
type Note struct {
	Project string // its code
	Talk    store.Talk
	Title   string // of the entry
	Text    string // what was said
	By      string // who enters it, by their name on the machine
}

// RecordNote enters a note into the log of a project and returns the number of its entry. It
// is kept in the form of a mail, as every entry is, from the log address to that of the
// project, and offered to the project's PMs to have it confirmed, as their own notes are.
func RecordNote(ctx context.Context, s *store.Store, logAddress string, n Note, now time.Time) (entry int64, err error) {
	raw, err := n.mail(logAddress, now)
	if err != nil {
		return 0, fmt.Errorf("write the note down: %w", err)
	}
	m := ReadWith(raw, now, readmime.DefaultLimits(), Known{})
	m.NewText, m.OwnText, m.Quoted, m.Signature = n.Text, n.Text, "", "" // nothing in it is anybody else's
	verdict := store.Verdict{
		Kind: store.KindHuman, KindReason: "a note that was entered on the machine", Role: store.RoleOther, Project: n.Project,
		Reasons: []store.Reason{{Signal: store.SignalAddress, Project: n.Project, Confidence: 100, Text: "entered on the machine by " + n.By}},
		Talk:    &n.Talk, OffersCount: true, Entered: n.By,
	}
	packed := s.Pack(raw, now, store.OriginNote)
	err = s.Update(ctx, func(tx *store.Tx) error {
		kept, err := tx.StoreRaw(packed)
		if err != nil {
			return err
		}
		m.ID = kept.ID
		entry, err = tx.Record(kept.ID, m, verdict)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("enter a note into the log of %s: %w", n.Project, err)
	}
	return entry, nil
}

// mail returns the note in the form of a mail (RFC 5322).
func (n Note) mail(logAddress string, now time.Time) ([]byte, error) {
	local, domain, ok := mailaddr.Cut(logAddress)
	if !ok {
		return nil, fmt.Errorf("%q is not a mail address", logAddress)
	}
	var b bytes.Buffer
	field := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	field("From", mime.BEncoding.Encode("utf-8", n.By)+" <"+logAddress+">")
	field("To", local+"+"+n.Project+"@"+domain)
	field("Subject", mime.BEncoding.Encode("utf-8", n.Title))
	field("Date", now.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	field("Message-ID", "<note."+rand.Text()+"@"+domain+">")
	field("MIME-Version", "1.0")
	field("Content-Type", "text/plain; charset=utf-8")
	field("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text := base64.StdEncoding.EncodeToString([]byte(n.Text))
	for len(text) > 0 {
		line := text[:min(76, len(text))]
		b.WriteString(line + "\r\n")
		text = text[len(line):]
	}
	return b.Bytes(), nil
}
