package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"rapport/store/ledger"
)

// ChainLink is an entry of the chain, as anybody can check it: Hash is the SHA-256 over Before
// and Canonical (docs/log.md).
type ChainLink struct {
	Entry     int64  `json:"entry"`
	Before    Hash   `json:"before"`              // hash of the entry before it
	Canonical string `json:"canonical,omitempty"` // "": it is not to be shown to whom the export is for
	Hash      Hash   `json:"hash"`
	// Content and Key are set where the log still shows what the entry recorded, and proof was
	// asked for: the HMAC of one under the other is in Canonical.
	Content string `json:"content,omitempty"`
	Key     string `json:"key,omitempty"` // hexadecimal
	// Project is under which project the entry filed the mail, ByHand whether a person did.
	Project string `json:"-"`
	ByHand  bool   `json:"-"`
}

// ChainLinks returns what the chain has of an entry's message. With proof it has the content of
// the last link that recorded it, which needs the key of the log.
func (s *Store) ChainLinks(ctx context.Context, e Entry, proof bool) ([]ChainLink, error) {
	type linked struct {
		ChainLink
		link ledger.Link
	}
	links, err := collect(ctx, s.reader, fmt.Sprintf("read the chain of entry %d", e.ID), func(row scanner) (one linked, err error) {
		l, content := &one.link, []byte(nil)
		err = row.Scan(&l.ID, &l.Recorded, &l.Act, &l.Message, &l.At, &l.Kind, &l.Project, &l.Signal, &l.Confidence, &l.Actor, &l.Key, &content, hashOf{&one.Hash}, hashOf{&one.Before})
		copy(l.Content[:], content)
		one.Entry, one.Canonical = l.ID, string(l.Canonical())
		one.Project, one.ByHand = l.Project, l.Actor != daemonActor
		return one, err
	}, `SELECT e.id, e.recorded_ms, e.act, e.message_id, e.at_ms, e.kind, e.project, e.sign, e.confidence, e.actor, e.key_id, e.content, e.hash,
		coalesce((SELECT b.hash FROM entry b WHERE b.id = e.id - 1), x'') FROM entry e WHERE e.message_id = $1 ORDER BY e.id`, e.Message)
	if err != nil {
		return nil, err
	}
	list := make([]ChainLink, len(links))
	last := -1
	for i, one := range links {
		list[i] = one.ChainLink
		if one.link.Act == ledger.ActLogged || one.link.Act == ledger.ActReprocessed {
			last = i
		}
	}
	if !proof || last < 0 {
		return list, nil
	}
	key, err := s.contentKeyOf(ctx, links[last].link.Key)
	if err != nil || key == nil {
		return list, err
	}
	var content bytes.Buffer
	contentOfEntry(e).WriteTo(&content) // a buffer takes all
	if ledger.Covers(links[last].link.Content, key, content.Bytes()) {
		list[last].Content, list[last].Key = content.String(), fmt.Sprintf("%x", key)
	}
	return list, nil
}

// contentKeyOf returns a content key; nil where it was destroyed.
func (s *Store) contentKeyOf(ctx context.Context, id int64) ([]byte, error) {
	if s.key == (ledger.Key{}) {
		if err := s.readKey(ctx, s.reader); err != nil {
			return nil, err
		}
	}
	var wrapped []byte
	err := s.reader.QueryRowContext(ctx, `SELECT key FROM content_key WHERE id = $1`, id).Scan(&wrapped)
	if err = readError(fmt.Sprintf("content key %d", id), err); errors.Is(err, ErrNotFound) || err == nil && wrapped == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.key.Unwrap(wrapped)
}
