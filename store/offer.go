package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// FoundOffer is a mail that a PM may have confirmed, though it asked nobody: minutes, a plan,
// a list for acceptance or a change that they sent to clients, their note of a talk, or the
// agreement of a client in a thread of theirs.
type FoundOffer struct {
	Message int64
	Project string
	From    Address
	To      []Address // without ours
	Date    time.Time
	Subject string
	Offer   Offer // "" of a talk
	Talk    *Talk
}

// mostOffers bounds how many are listed at a time.
const mostOffers = 20

// Offers returns such mails of some projects that were logged after an entry and came after a
// time, the oldest first.
func (s *Store) Offers(ctx context.Context, projects []string, entry int64, since time.Time) ([]FoundOffer, error) {
	codes, err := json.Marshal(projects)
	if err != nil {
		return nil, fmt.Errorf("list the projects: %w", err)
	}
	list, err := collect(ctx, s.reader, "list what could be confirmed", func(row scanner) (f FoundOffer, err error) {
		var reading, to string
		if err = row.Scan(&f.Message, &f.Project, &f.From.Name, &f.From.Address, ms(&f.Date), &f.Subject, &reading, &to); err != nil {
			return f, err
		}
		var r Interpretation
		if err = json.Unmarshal([]byte(reading), &r); err != nil {
			return f, err
		}
		f.Offer, f.Talk = r.Offers, r.Talk
		return f, json.Unmarshal([]byte(to), &f.To)
	}, `SELECT m.id, m.project, p.name, p.address, m.date_ms, m.subject, b.reading,
			(SELECT json_group_array(json_object('Name', q.name, 'Address', q.address)) FROM participant q WHERE q.message_id = m.id AND q.field IN ('to', 'cc'))
		FROM entry e JOIN message m ON m.id = e.message_id JOIN body b ON b.message_id = m.id
			JOIN participant p ON p.message_id = m.id AND p.field = 'from' AND p.n = (SELECT min(n) FROM participant WHERE message_id = m.id AND field = 'from')
		WHERE e.id > $1 AND e.act = 'logged' AND m.received_ms >= $2 AND m.project IN (SELECT value FROM json_each($3)) AND m.kind = $4
			AND b.reading <> '' AND json_extract(b.reading, '$.offers_count') = 1
		ORDER BY e.id LIMIT $5`, entry, millis(since), string(codes), KindHuman, mostOffers)
	return list, err
}

// takeOffer makes of a mail what it was offered as: a text that the PM is shown, and that
// people are asked to confirm once they approve it.
func (tx *Tx) takeOffer(item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	var made bool
	err := tx.row(`SELECT EXISTS (SELECT 1 FROM confirmation WHERE project = $1 AND message_id = $2)
		OR EXISTS (SELECT 1 FROM procedure p JOIN procedure_step s ON s.procedure_id = p.id WHERE p.project = $3 AND s.message_id = $4)`, item.Project, item.Object, item.Project, item.Object).Scan(&made)
	if err != nil {
		return false, fmt.Errorf("look what message %d became: %w", item.Object, err)
	}
	if made {
		return false, nil
	}
	var project, subject, text, reading, answers string
	err = tx.row(`SELECT m.project, m.subject, b.new_text, b.reading, b.in_reply_to FROM message m JOIN body b ON b.message_id = m.id WHERE m.id = $1`, item.Object).Scan(&project, &subject, &text, &reading, &answers)
	if errors.Is(err, sql.ErrNoRows) || err == nil && project != item.Project {
		return false, ErrNotFound
	}
	if err != nil {
		return false, fmt.Errorf("read message %d: %w", item.Object, err)
	}
	var r Interpretation
	if err := json.Unmarshal([]byte(reading), &r); err != nil {
		return false, fmt.Errorf("read what message %d was read as: %w", item.Object, err)
	}
	d := Draft{Kind: Minutes, Title: ReadSubject(subject).Title, Actor: actor}
	switch r.Offers {
	case OfferPlan:
		d.Kind = ProjectPlan
	case OfferAcceptance:
		d.Kind = Acceptance
	case OfferChange:
		d.Kind = ChangeRequest
	case OfferAgreement:
		if agreed, err := tx.answeredText(answers); err != nil || agreed != "" {
			if err != nil {
				return false, err
			}
			text = agreed
		}
	}
	return true, tx.draft(item.Object, project, &d, text)
}

// answeredText returns what is new in the mail that another answers, "" where the log does
// not have it. answers are the Message-IDs, in JSON.
func (tx *Tx) answeredText(answers string) (text string, err error) {
	var ids []string
	if err := json.Unmarshal([]byte(answers), &ids); err != nil || len(ids) == 0 {
		return "", err
	}
	err = tx.row(`SELECT b.new_text FROM message m JOIN body b ON b.message_id = m.id WHERE m.message_id = $1 ORDER BY m.id LIMIT 1`, ids[0]).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the mail that was agreed to: %w", err)
	}
	return text, nil
}
