package store

import (
	"context"
	"crypto/sha256"
	"strings"
)

// LiveTies are what still ties an answer to a person who was asked: whoever has one of them could
// answer as that person.
type LiveTies struct {
	tokens map[Hash]bool
	ids    map[string]bool
}

// LiveTies returns the reply addresses, and the Message-IDs of mails that ask something, that
// nobody has used yet and that have not expired.
func (s *Store) LiveTies(ctx context.Context) (LiveTies, error) {
	live := LiveTies{map[Hash]bool{}, map[string]bool{}}
	_, err := collect(ctx, s.reader, "list the reply addresses that can be answered", func(row scanner) (none struct{}, err error) {
		var (
			token       Hash
			id          string
			used, named int64
		)
		if err = row.Scan(hashOf{&token}, &id, &used, &named); err != nil {
			return none, err
		}
		if used == 0 {
			live.tokens[token] = true
		}
		if named == 0 {
			live.ids[strings.TrimSuffix(id, besideMark)] = true
		}
		return none, nil
	}, `SELECT token, message_id, used_id, named_id FROM request WHERE returned_ms = 0 AND (expires_ms = 0 OR expires_ms >= $1) AND (used_id = 0 OR named_id = 0)`, millis(s.now()))
	return live, err
}

// Any reports whether there is any.
func (l LiveTies) Any() bool { return len(l.tokens)+len(l.ids) > 0 }

// HasToken reports whether a reply address with that token can be answered.
func (l LiveTies) HasToken(token string) bool { return l.tokens[sha256.Sum256([]byte(token))] }

// HasID reports whether a mail that names that Message-ID can be an answer.
func (l LiveTies) HasID(id string) bool { return l.ids[id] }
