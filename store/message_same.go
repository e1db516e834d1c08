package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
)

// mostCopies limits the copies of one mail that a new one is compared with.
const mostCopies = 16

// copied is a logged mail that a new one may be a copy of.
type copied struct {
	id      int64
	kind    Kind
	project string
	level   Level
	inSent  bool // see Evidence
}

// SameMail reports whether the mail m, kept as raw, is another copy of one in the log, and
// records it as that: delivered to another address, it has other trace fields and the same
// content, whose hash is identity. tags are the tags of our addresses that it reached.
//
// Anybody who has a mail can send it once more, faster than its sender's own servers did. So
// a copy is one only if all that the log makes of it is the same: its kind and its project,
// the request that its address names, and no better proof than that of the first, unless that lay
// in its sender's own Sent folder, where nobody else can have put it.
func (tx *Tx) SameMail(raw int64, identity Hash, tags []string, m *Message, v Verdict) (same bool, err error) {
	if identity == (Hash{}) {
		return false, nil
	}
	key := sha256.New()
	key.Write(identity[:])
	tags = slices.Sorted(slices.Values(tags))
	for _, tag := range slices.Compact(tags) {
		key.Write([]byte("\n" + tag))
	}
	hash := key.Sum(nil)
	list, err := collect(tx.ctx, tx.sql, "look for another copy of a mail", func(row scanner) (c copied, err error) {
		err = row.Scan(&c.id, &c.kind, &c.project, &c.level, &c.inSent)
		return c, err
	}, `SELECT m.id, m.kind, m.project, CASE b.reading WHEN '' THEN '' ELSE coalesce(json_extract(b.reading, '$.auth.level'), '') END,
			CASE b.reading WHEN '' THEN 0 ELSE coalesce(json_extract(b.reading, '$.auth.in_sent'), 0) END
		FROM same_mail s JOIN message m ON m.id = s.raw_id JOIN body b ON b.message_id = m.id
		WHERE s.identity = $1 AND s.first_id IS NULL AND s.raw_id <> $2 ORDER BY s.raw_id DESC LIMIT $3`, hash, raw, mostCopies)
	if err != nil {
		return false, err
	}
	var first any
	for _, c := range list {
		if c.kind == v.Kind && (c.project == v.Project || v.Project == "") && !m.Auth.provesMoreThan(c.level, c.inSent) {
			first = c.id
			break
		}
	}
	if err := tx.exec(`INSERT INTO same_mail (raw_id, identity, first_id) VALUES ($1, $2, $3) ON CONFLICT (raw_id) DO NOTHING`, raw, hash, first); err != nil {
		return false, fmt.Errorf("record what mail %d is a copy of: %w", raw, err)
	}
	if first == nil {
		return false, nil
	}
	return true, tx.exec(`DELETE FROM pending WHERE raw_id = $1`, raw)
}

// Copies returns the numbers of the raw mails that are other copies of a message, as they came
// to other addresses.
func (s *Store) Copies(ctx context.Context, message int64) ([]int64, error) {
	return collect(ctx, s.reader, fmt.Sprintf("list the copies of message %d", message), scanValue[int64], `SELECT raw_id FROM same_mail WHERE first_id = $1 ORDER BY raw_id`, message)
}
