package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// UncountedReason is why a mail to a question does not count as the answer to it.
type UncountedReason string

// The reasons, apart from those of which the PM has a mail anyway.
const (
	UncountedDeputy       UncountedReason = "deputy"       // they are no deputy of who was to answer any more
	UncountedLeft         UncountedReason = "left"         // who was asked has another part in the project now, or none
	UncountedOther        UncountedReason = "other"        // somebody else was asked
	UncountedSenders      UncountedReason = "senders"      // it does not have exactly one sender
	UncountedContradicted UncountedReason = "contradicted" // something contradicts its sender
	UncountedMachine      UncountedReason = "machine"      // a program wrote it
	UncountedAway         UncountedReason = "away"         // it says only that its sender is away
	UncountedForwarded    UncountedReason = "forwarded"    // somebody sent it on
	UncountedLate         UncountedReason = "late"         // the time to answer was over
	UncountedVersion      UncountedReason = "version"      // it is about a version that is no more
	UncountedAgain        UncountedReason = "again"        // nothing proves it: its sender is asked once more
	UncountedTwice        UncountedReason = "twice"        // the text takes a second confirmation, which is asked for
)

// Uncounted is a question that a mail answers without counting, and why.
type Uncounted struct {
	Request int64           `json:"request"`
	Why     UncountedReason `json:"why"`
}

// Unheard is a mail of which nobody hears unless somebody tells them: an automatic reply, or
// one that does not count as the answer to a question.
type Unheard struct {
	Message   int64
	Project   string
	From      Address
	Date      time.Time
	Received  time.Time
	Text      string
	Uncounted *Uncounted // nil: it is an automatic reply
	Level     Level
	// Absence is what an automatic reply says of its sender's, nil where it says nothing or
	// came before absences were read; Counts reports that they are not expected to answer
	// meanwhile.
	Absence *Absence
	Counts  bool
}

// longestUnheard bounds how much is read of a text, in characters, and mostUnheard how many
// mails are.
const (
	longestUnheard = 4000
	mostUnheard    = 200
)

// Unheard returns the latest of such mails of some projects, the newest first, that were
// logged after an entry and came after a time.
func (s *Store) Unheard(ctx context.Context, projects []string, entry int64, since time.Time) ([]Unheard, error) {
	codes, err := json.Marshal(projects)
	if err != nil {
		return nil, fmt.Errorf("list the projects: %w", err)
	}
	return collect(ctx, s.reader, "list automatic replies and answers that do not count", func(row scanner) (u Unheard, err error) {
		var reading string
		if err = row.Scan(&u.Message, &u.Project, &u.From.Name, &u.From.Address, ms(&u.Date), ms(&u.Received), &u.Text, &reading); err != nil || reading == "" {
			return u, err
		}
		var r Interpretation
		if err = json.Unmarshal([]byte(reading), &r); err == nil {
			u.Uncounted, u.Level, u.Absence, u.Counts = r.Uncounted, r.Auth.level(), r.Absence, r.AbsenceCounts
		}
		return u, err
	}, `SELECT m.id, m.project, p.name, p.address, m.date_ms, m.received_ms, substr(b.new_text, 1, $1), b.reading FROM entry e JOIN message m ON m.id = e.message_id
			JOIN body b ON b.message_id = m.id JOIN participant p ON p.message_id = m.id AND p.field = 'from' AND p.n = (SELECT min(n) FROM participant WHERE message_id = m.id AND field = 'from')
		WHERE e.id > $2 AND e.act = 'logged' AND m.received_ms >= $3 AND m.project IN (SELECT value FROM json_each($4))
			AND (m.kind = $5 OR b.reading <> '' AND json_extract(b.reading, '$.uncounted') IS NOT NULL)
		ORDER BY e.id DESC LIMIT $6`, longestUnheard, entry, millis(since), string(codes), KindAutoReply, mostUnheard)
}
