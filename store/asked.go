package store

import (
	"context"
	"time"
)

// AskedVersion is a version of a text that people were asked about, and what they answered.
type AskedVersion struct {
	Version int       `json:"version"`
	Text    string    `json:"text"`
	Actor   string    `json:"actor"` // who approved it
	Asked   time.Time `json:"asked"`
	Answers []Answer  `json:"answers"`
}

// Answer is what one person answered to a version, and how that is proved.
type Answer struct {
	AgreedBy
	State string `json:"state"` // waiting, confirmed or objected
}

// AskedVersions returns the versions of a text, the oldest first.
func (s *Store) AskedVersions(ctx context.Context, confirmation int64) ([]AskedVersion, error) {
	list, err := collect(ctx, s.reader, "list the versions of a text", func(row scanner) (v AskedVersion, err error) {
		err = row.Scan(&v.Version, &v.Text, &v.Actor, ms(&v.Asked))
		return v, err
	}, `SELECT version, text, actor, asked_ms FROM confirmation_version WHERE confirmation_id = $1 ORDER BY version`, confirmation)
	if err != nil {
		return nil, err
	}
	for i := range list {
		v := &list[i]
		v.Answers, err = collect(ctx, s.reader, "list the answers to a version", func(row scanner) (Answer, error) {
			var text int64
			who, err := scanConfirmedBy(row, &text)
			return Answer{who.AgreedBy, who.state}, err
		}, selectConfirmedBy+` WHERE c.id = $1 AND v.version = $2 ORDER BY v.at_ms, v.address`, confirmation, v.Version)
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}
