package store

import (
	"fmt"
	"slices"

	"rapport/store/ledger"
)

// noteOfAnonymous stands with the entry of an answer to an anonymous survey, which
// says that somebody answered and not what.
const noteOfAnonymous = "an answer to an anonymous survey: what it says is counted and not kept with it"

// stripContent removes from a message, and from what was made of it, all that was written
// in it, and deletes its bytes. Its hash stays, so that the same mail is known when it is
// seen again.
func (tx *Tx) stripContent(id int64, m *Message, v Verdict) (*Message, Verdict, error) {
	bare := &Message{
		ID: m.ID, SHA256: m.SHA256, Size: m.Size, MessageID: m.MessageID, InReplyTo: m.InReplyTo, References: m.References,
		Date: m.Date, Received: m.Received, From: m.From, To: m.To, Cc: m.Cc, DeliveredTo: m.DeliveredTo, Auth: m.Auth,
	}
	v.Asks, v.Stated, v.Deadlines, v.Draft = nil, nil, nil, nil
	v.Notes = append(slices.Clone(v.Notes), noteOfAnonymous)
	if err := tx.exec(`UPDATE raw SET zstd = NULL WHERE id = $1`, id); err != nil {
		return nil, v, fmt.Errorf("delete the bytes of an anonymous answer: %w", err)
	}
	return bare, v, nil
}

// coverAnonymous puts the anonymous answers to a survey that has closed into the chain, in
// the order of their random numbers: an event for each as it came would be beside the mail
// that brought it.
func (tx *Tx) coverAnonymous(survey int64) error {
	r := tx.events
	i := slices.IndexFunc(r.tables, func(t coveredTable) bool { return t.shape.Table == "survey_answer" })
	return r.tables[i].rowsWhere(tx.ctx, tx.sql, fmt.Sprintf("survey_id = %d AND address = '' ORDER BY id", survey), func(row []any) error {
		r.add(i, ledger.EventAdded, r.tables[i].nameOf(i, ledger.EventAdded, row), row)
		return nil
	})
}
