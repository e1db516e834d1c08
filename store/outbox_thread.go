package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// MatterMail is a mail of ours about a matter, as one of its recipients has it.
type MatterMail struct {
	Subject   string
	MessageID string // without angle brackets
	Secret    bool   // nobody but its recipient may learn the Message-ID
}

// MatterMails returns the mails about a matter that somebody was sent, the first one first. A
// matter is what their keys begin with. What was cancelled or refused, or came back, is left
// out: they do not have it.
func (s *Store) MatterMails(ctx context.Context, matter, address string) ([]MatterMail, error) {
	return collect(ctx, s.reader, "list the mails about "+matter, scanMatterMail, `SELECT coalesce(json_extract(l.message, '$.subject'), ''), l.message_id, l.secret
		FROM outgoing_mail l JOIN delivery o ON o.mail_id = l.id
		WHERE l.key >= $1 AND l.key < $2 AND o.recipient_key = $3 AND o.state NOT IN ('failed', 'bounced', 'cancelled') ORDER BY l.id`,
		matter, matter+afterKey, keyOf(address))
}

// afterKey follows a matter in a key that is greater than all that begin with the matter and a
// space.
const afterKey = "!"

func scanMatterMail(row scanner) (m MatterMail, err error) {
	err = row.Scan(&m.Subject, &m.MessageID, &m.Secret)
	return m, err
}

// SubjectTaken reports whether one of the latest mails to somebody has a subject, and is about
// another matter.
func (s *Store) SubjectTaken(ctx context.Context, address, subject, matter string) (taken bool, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM (SELECT mail_id FROM delivery WHERE recipient_key = $1 ORDER BY id DESC LIMIT 100) o
		JOIN outgoing_mail l ON l.id = o.mail_id WHERE json_extract(l.message, '$.subject') = $2 AND NOT (l.key >= $3 AND l.key < $4))`,
		keyOf(address), subject, matter, matter+afterKey).Scan(&taken)
	if err != nil {
		return false, fmt.Errorf("look for the subject %q in mail to %s: %w", subject, address, explain(err))
	}
	return taken, nil
}

// ProcedureOf returns the procedure whose text people are to confirm now, 0 for none.
func (s *Store) ProcedureOf(ctx context.Context, confirmation int64) (procedure int64, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM procedure WHERE confirmation_id = $1`, confirmation).Scan(&procedure)
	if err != nil {
		return 0, fmt.Errorf("look for the procedure of confirmation %d: %w", confirmation, explain(err))
	}
	return procedure, nil
}

// MatterOfConfirmation returns what the mails about a confirmation belong to: what those
// belong to that people have, or else the case or the procedure that it came of, or "". Where
// mails went out it is the key of the first, which begins with the matter.
func (s *Store) MatterOfConfirmation(ctx context.Context, confirmation int64) (string, error) {
	return s.matter(ctx, fmt.Sprint("confirmation ", confirmation), `SELECT coalesce(
		(SELECT l.key FROM request r JOIN outgoing_mail l ON l.message_id = r.message_id WHERE r.purpose IN ('confirm-draft', 'confirm') AND r.object = $1 ORDER BY r.id LIMIT 1),
		(SELECT coalesce('case ' || case_id, 'procedure ' || id) FROM procedure WHERE confirmation_id = $1),
		(SELECT 'case ' || case_id FROM confirmation WHERE id = $1), '')`, confirmation)
}

// MatterOfProcedure is MatterOfConfirmation for a change or a dispute.
func (s *Store) MatterOfProcedure(ctx context.Context, procedure int64) (string, error) {
	own := fmt.Sprint("procedure ", procedure)
	return s.matter(ctx, own, `SELECT coalesce('case ' || case_id, '') FROM procedure WHERE id = $1
		AND NOT EXISTS (SELECT 1 FROM outgoing_mail WHERE key >= $2 AND key < $3)`, procedure, own, own+afterKey)
}

func (s *Store) matter(ctx context.Context, of, query string, args ...any) (matter string, err error) {
	if err := s.reader.QueryRowContext(ctx, query, args...).Scan(&matter); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for what %s belongs to: %w", of, explain(err))
	}
	return matter, nil
}
