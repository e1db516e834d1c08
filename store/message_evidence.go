package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Level is how far a mail is proved to come from the domain of its From.
type Level string

// The levels. LevelPending becomes one of the others once the DNS answers.
const (
	LevelAmbiguous       Level = "ambiguous"       // programs could read different senders or subjects out of it
	LevelFailed          Level = "failed"          // something that should prove its sender says the contrary
	LevelPending         Level = "pending"         // the DNS gave no answer for now
	LevelUnauthenticated Level = "unauthenticated" // nothing proves its sender, nothing contradicts it
	LevelAuthenticated   Level = "authenticated"   // the domain of its From vouches for it
)

// Levels lists every level, the worst first.
func Levels() []Level {
	return []Level{LevelAmbiguous, LevelFailed, LevelPending, LevelUnauthenticated, LevelAuthenticated}
}

// Rank orders levels: adding something to a mail never raises it. A
// mail whose proof is pending ranks with those that have none.
func (l Level) Rank() int {
	switch l {
	case LevelAmbiguous:
		return 0
	case LevelFailed:
		return 1
	case LevelAuthenticated:
		return 3
	}
	return 2
}

// Evidence is what shows whether a mail is from whom it says.
type Evidence struct {
	Level Level `json:"level"`
	// From is the address that Level is about, its domain in ASCII; "" where
	// From is not one plain address.
	From    string   `json:"from,omitempty"`
	Reasons []string `json:"reasons,omitempty"` // why it is of that level, for a person to read
	// DKIM holds the signatures of the mail, Results what the server that
	// received it found.
	DKIM    []Signature  `json:"dkim,omitempty"`
	Results []AuthResult `json:"results,omitempty"`
	// Unsigned names the header fields that say something of the mail and that
	// no signature in DKIM covers, in the order of RFC 5322. Only with
	// LevelAuthenticated by a signature.
	Unsigned []string `json:"unsigned,omitempty"`
	// Direct reports that the receiving server vouches for the host that the mail came
	// from: nobody else can have changed or repeated it.
	Direct bool `json:"direct,omitempty"`
	// Written is when the mail was written, by its Date and the time of its signature, the
	// earlier of the two. It is zero where that is not known. Only with LevelAuthenticated.
	Written time.Time `json:"written,omitzero"`
	// InSent reports that the mail is in the Sent folder of the mailbox of From, where only
	// they and their server put mail.
	InSent bool `json:"in_sent,omitempty"`
}

// Signature is one DKIM-Signature (RFC 6376) and what became of it.
type Signature struct {
	Domain   string `json:"domain"`
	Selector string `json:"selector"`
	// What is "pass", "fail", "temporary", "weak" for one that proves too
	// little to count, "other" for one of a domain that is not the sender's,
	// or "unchecked".
	Result string `json:"result"`
	Reason string `json:"reason,omitempty"`
	// Key is the DNS record that What is by: keys are replaced, and later
	// it may not be there.
	Key string `json:"key,omitempty"`
	// Hash is that of the signature itself, of one by the domain of From: no two mails that
	// the domain sent have the same.
	Hash Hash `json:"-"`
}

// AuthResult is one result of a trusted Authentication-Results field (RFC 8601).
type AuthResult struct {
	Method string `json:"method"`         // dmarc, dkim, spf
	Result string `json:"result"`         // pass, fail, none ...
	From   string `json:"from,omitempty"` // its header.from
}

// level returns the level of the evidence, "" where nobody looked for any.
func (e *Evidence) level() Level {
	if e == nil {
		return ""
	}
	return e.Level
}

// repeatedSignature is the reason of evidence that was taken back.
const repeatedSignature = "its signature came before, in another mail"

// NoteSignatures records the signatures that prove the sender of the mail kept as raw, and
// returns the evidence that is left of e: a signature that came before in another mail proves
// that mail alone. It returns e itself where none did, or where the receiving server vouches
// for the host that this one came from.
func (tx *Tx) NoteSignatures(raw int64, e *Evidence) (*Evidence, error) {
	if e == nil || e.Level != LevelAuthenticated {
		return e, nil
	}
	repeated := false
	for _, s := range e.DKIM {
		if s.Hash == (Hash{}) {
			continue
		}
		if err := tx.exec(`INSERT INTO signature (hash, raw_id) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`, s.Hash[:], raw); err != nil {
			return nil, fmt.Errorf("keep a signature of message %d: %w", raw, err)
		}
		var first int64
		if err := tx.row(`SELECT raw_id FROM signature WHERE hash = $1`, s.Hash[:]).Scan(&first); err != nil {
			return nil, fmt.Errorf("look for a signature of message %d: %w", raw, err)
		}
		repeated = repeated || first != raw
	}
	if !repeated || e.Direct {
		return e, nil
	}
	left := *e
	left.Level, left.Unsigned, left.Written = LevelUnauthenticated, nil, time.Time{}
	left.Reasons = append([]string{repeatedSignature}, e.Reasons...)
	return &left, nil
}

// provesMoreThan reports whether a mail has better proof than another copy of it, which lay in
// its sender's own Sent folder or not. A mail without evidence has none.
func (e *Evidence) provesMoreThan(other Level, inSent bool) bool {
	level, ownCopy := LevelUnauthenticated, false
	if e != nil {
		level, ownCopy = e.Level, e.InSent
	}
	switch {
	case inSent: // nobody else can have put that there
		return false
	case ownCopy && other.Rank() < LevelAuthenticated.Rank():
		return true
	}
	return level.Rank() > other.Rank()
}

// Recheck reports whether looking again may change the evidence.
func (e *Evidence) Recheck() bool {
	return e != nil && slices.ContainsFunc(e.DKIM, func(s Signature) bool { return s.Result == "temporary" })
}

// PendingProof returns at most limit messages, received since a time, for whose sender the
// DNS had no answer. The order is random, so that a domain that never answers does not keep
// others waiting.
func (s *Store) PendingProof(ctx context.Context, since time.Time, limit int) ([]int64, error) {
	return collect(ctx, s.reader, "list mail whose sender is not proved yet", scanValue[int64], `SELECT m.id FROM message m CROSS JOIN body b ON b.message_id = m.id
		WHERE m.received_ms >= $1 AND b.reading <> '' AND json_extract(b.reading, '$.auth.level') = $2 ORDER BY random() LIMIT $3`, millis(since), LevelPending, limit)
}
