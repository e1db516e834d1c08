package mailin

import (
	"crypto/sha256"
	"fmt"
	"time"

	"rapport/mailin/parse"
	"rapport/mailin/reply"
	"rapport/store"
)

// Read makes a message of the raw bytes of a mail: its parts, and in its text
// what the sender newly wrote. received is INTERNALDATE or, for a file, zero.
// Read never fails: what could not be read says so in Defects and Unparsed.
func Read(raw []byte, received time.Time, limits parse.Limits) (m *store.Message) {
	defer func() {
		// The parser is fuzzed, but its input is written by strangers: a fault
		// in it must cost the reading of one mail, not the daemon.
		if fault := recover(); fault != nil {
			m = Unread(raw, received, fmt.Sprintf("the reader failed: %v", fault))
		}
	}()
	m = parse.Message(raw, received, limits)
	text := reply.Trim(m.Text)
	m.NewText, m.Quoted, m.Signature = text.New, text.Quoted, text.Signature
	return m
}

// Unread is the message to log for a mail that cannot be read for reason.
func Unread(raw []byte, received time.Time, reason string) *store.Message {
	return &store.Message{
		SHA256: sha256.Sum256(raw), Size: int64(len(raw)),
		Date: received, Received: received,
		Unparsed: reason,
	}
}
