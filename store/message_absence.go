package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// AbsenceOf is what somebody's automatic reply said of their absence, with the proof that it
// takes to count.
type AbsenceOf struct {
	Address  string // in lower case
	Received time.Time
	Absence  Absence
}

// Absences returns the absences that people with some addresses announced in mail of some projects since
// a time, the newest first, of which somebody asked is not expected to answer.
func (s *Store) Absences(ctx context.Context, projects, addresses []string, since time.Time) ([]AbsenceOf, error) {
	keys, err := json.Marshal(addresses)
	codes, fault := json.Marshal(projects)
	if err = cmp.Or(err, fault); err != nil {
		return nil, fmt.Errorf("list whose absences to look for: %w", err)
	}
	return collect(ctx, s.reader, "look for announced absences", func(row scanner) (a AbsenceOf, err error) {
		var reading string
		if err = row.Scan(&a.Address, ms(&a.Received), &reading); err != nil {
			return a, err
		}
		var r Interpretation
		if err = json.Unmarshal([]byte(reading), &r); err == nil && r.Absence != nil {
			a.Absence = *r.Absence
		}
		return a, err
	}, `SELECT p.key, m.received_ms, b.reading FROM body b CROSS JOIN message m ON m.id = b.message_id CROSS JOIN participant p ON p.message_id = m.id AND p.field = 'from' AND p.n = (SELECT min(n) FROM participant WHERE message_id = m.id AND field = 'from')
		WHERE instr(b.reading, '"absence_counts":true') > 0
			AND m.project IN (SELECT value FROM json_each($1)) AND m.date_ms >= $2 AND m.kind IN ($3, $4) AND p.key IN (SELECT value FROM json_each($5))
		ORDER BY m.received_ms DESC, m.id DESC`, string(codes), millis(since), KindAutoReply, KindHuman, string(keys))
}
