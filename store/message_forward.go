package store

import (
	"fmt"
	"time"
)

// Forwarded says of a mail that it came within another, which one of the project
// team sent on to the log. It is logged with its own sender and date.
type Forwarded struct {
	By   Address `json:"by"`           // who sent it on
	In   string  `json:"in,omitempty"` // Message-ID of the mail that holds it
	Text bool    `json:"text"`         // it was in the text, and was not attached as it came
	// Filing is where the mail that holds it was filed, as far as that did not
	// come from this one.
	Filing Filing `json:"filing,omitzero"`
}

// EmbeddedMail is a mail that a message holds, one of the project team having sent it on.
type EmbeddedMail struct {
	From    Address   `json:"from"`
	Date    time.Time `json:"date"`
	Subject string    `json:"subject"`
	Text    bool      `json:"text"` // it is in the text, and is not attached as it came
	// StaysText reports that it does not count as its sender's, for want of proof, and is not
	// logged by itself.
	StaysText bool `json:"stays_text,omitempty"`
	// Filing is where it would be filed by itself.
	Filing Filing `json:"filing,omitzero"`
}

// IsLogged reports whether a mail that was taken out of another is in the log
// already: by its Message-ID or, where it has none, by its sender, its subject
// and the minute it was sent.
func (tx *Tx) IsLogged(m *Message) (yes bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("look for a forwarded mail: %w", err)
		}
	}()
	if m.MessageID != "" {
		err = tx.row(`SELECT EXISTS (SELECT 1 FROM message WHERE message_id = $1)`, m.MessageID).Scan(&yes)
		return yes, err
	}
	if len(m.From) == 0 || m.From[0].Key() == "" {
		return false, nil
	}
	minute := m.Date.Truncate(time.Minute)
	err = tx.row(`SELECT EXISTS (SELECT 1 FROM message m JOIN participant p ON p.message_id = m.id AND p.field = 'from'
		WHERE m.base = $1 AND m.base <> '' AND m.date_ms >= $2 AND m.date_ms < $3 AND p.key = $4)`,
		ReadSubject(m.Subject).Base, millis(minute), millis(minute.Add(time.Minute)), m.From[0].Key()).Scan(&yes)
	return yes, err
}

// RestoreRecorded copies into m, which was read again, what was found out about message id
// when it arrived and cannot be read from its bytes: its number, the mail that held it, the mails that
// it holds, and what a model made of it.
func (tx *Tx) RestoreRecorded(id int64, m *Message) error {
	now, err := tx.recordedEntry(id)
	if err != nil {
		return fmt.Errorf("read what is known of message %d: %w", id, err)
	}
	m.ID = id
	m.Forwarded, m.Embedded, m.Suggested = now.Forwarded, now.Embedded, now.Suggested
	return nil
}
