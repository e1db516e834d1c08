package store

import (
	"context"
	"time"

	"rapport/store/mailaddr"
)

// PersonRecord is something that is kept of a person besides mail.
type PersonRecord struct {
	What    string    `json:"what"` // contact, asked to confirm, action item …
	Project string    `json:"project"`
	Number  int       `json:"number,omitempty"` // of a text, an action item, a survey
	State   string    `json:"state,omitempty"`
	Text    string    `json:"text,omitempty"` // their words, or what it is about
	At      time.Time `json:"at"`
}

// PersonRecords returns what is kept of a person's address besides mail, by what it is and when.
func (s *Store) PersonRecords(ctx context.Context, address string) ([]PersonRecord, error) {
	return collect(ctx, s.reader, "list what is kept of a person", func(row scanner) (r PersonRecord, err error) {
		err = row.Scan(&r.What, &r.Project, &r.Number, &r.State, &r.Text, ms(&r.At))
		return r, err
	}, `SELECT * FROM (
		SELECT 'contact added by mail' AS what, project, 0 AS number, role AS state, name AS text, changed_ms AS at FROM person WHERE address = $1
		UNION ALL SELECT 'deputy', project, 0, '', from_day || ' – ' || to_day, changed_ms FROM deputy WHERE address = $1 OR deputy = $1
		UNION ALL SELECT 'asked to confirm ' || c.kind || ' “' || c.title || '”', c.project, c.number, v.state, v.words, v.at_ms FROM confirmer v JOIN confirmation c ON c.id = v.confirmation_id WHERE v.address = $1
		UNION ALL SELECT 'action item', project, number, state, what, changed_ms FROM action WHERE address = $1
		UNION ALL SELECT 'case that they are to solve', project, number, state, title, changed_ms FROM cases WHERE owner = $1
		UNION ALL SELECT 'question in a survey', v.project, v.number, p.state, '', p.asked_ms FROM survey_person p JOIN survey v ON v.id = p.survey_id WHERE p.address = $1
		UNION ALL SELECT 'answer to a survey', v.project, v.number, 'question ' || a.question || ', score ' || a.score, a.words, a.at_ms FROM survey_answer a JOIN survey v ON v.id = a.survey_id WHERE a.address = $1
		UNION ALL SELECT 'part of a report', project, 0, state, text, changed_ms FROM team_part WHERE address = $1
		UNION ALL SELECT 'question by mail', project, 0, state, purpose, asked_ms FROM request WHERE address = $1
		UNION ALL SELECT 'notice in a digest', project, 0, '', subject, created_ms FROM notice WHERE address = $1
		UNION ALL SELECT 'mail that may be missing', project, 0, state, words, sent_ms FROM missing_mail WHERE address = $1
		UNION ALL SELECT 'wants no surveys', '', 0, '', '', since_ms FROM survey_stop WHERE address = $1
		UNION ALL SELECT 'wants one digest a day', '', 0, '', '', since_ms FROM digest_only WHERE address = $1
		UNION ALL SELECT 'wants no questions about reports', project, 0, '', '', since_ms FROM team_stop WHERE address = $1
		UNION ALL SELECT 'address that refuses mail', '', 0, '', reason, since_ms FROM suspended WHERE address = $1
		UNION ALL SELECT 'mail that was sent to them', o.project, 0, d.state, o.purpose, d.changed_ms FROM delivery d JOIN outgoing_mail o ON o.id = d.mail_id WHERE d.recipient_key = $1
	) ORDER BY what, at`, mailaddr.Key(address))
}
