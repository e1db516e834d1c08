package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// fewestUnproved is how many mails of an address, none of them proved, show that its domain
// signs nothing that counts.
const fewestUnproved = 5

// UnprovedSenders returns those of the addresses, as keys, of which in provedDays at least
// fewestUnproved mails came and not one was proved, and how many came. Only mail counts that
// a person wrote, that came while Rapport was watching, and whose sender was looked into. What lies
// in a folder of sent mail was never signed.
func (s *Store) UnprovedSenders(ctx context.Context, addresses []string) (map[string]int, error) {
	keys, err := json.Marshal(addresses)
	if err != nil {
		return nil, fmt.Errorf("list the senders to look for: %w", err)
	}
	type sender struct {
		key   string
		mails int
	}
	since := s.now().AddDate(0, 0, -provedDays)
	list, err := collect(ctx, s.reader, "look for senders whose mail is never proved", func(row scanner) (one sender, err error) {
		err = row.Scan(&one.key, &one.mails)
		return one, err
	}, `SELECT p.key, count(*) FROM message m CROSS JOIN participant p ON p.message_id = m.id AND p.field = 'from' AND p.n = (SELECT min(n) FROM participant WHERE message_id = m.id AND field = 'from')
			JOIN raw r ON r.id = m.id JOIN body b ON b.message_id = m.id
		WHERE m.received_ms >= $1 AND m.kind = $2 AND p.key IN (SELECT value FROM json_each($3)) AND r.arrival = '' AND b.reading <> ''
			AND json_extract(b.reading, '$.forwarded') IS NULL AND json_extract(b.reading, '$.auth.level') IN ($4, $5) AND json_extract(b.reading, '$.auth.in_sent') IS NULL
			AND NOT EXISTS (SELECT 1 FROM json_each(b.reading, '$.auth.dkim') d WHERE json_extract(d.value, '$.result') = 'unchecked')
		GROUP BY p.key HAVING sum(json_extract(b.reading, '$.auth.level') = $4) = 0 AND count(*) >= $6`,
		millis(since), KindHuman, string(keys), LevelAuthenticated, LevelUnauthenticated, fewestUnproved)
	if err != nil {
		return nil, err
	}
	found := make(map[string]int, len(list))
	for _, one := range list {
		found[one.key] = one.mails
	}
	return found, nil
}
