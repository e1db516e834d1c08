package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"rapport/store/ledger"
)

// personConfidence is that of a filing by hand: nothing outweighs it.
const personConfidence = 100

// daemonActor is who acts when no person does.
const daemonActor = "rapport"

// FilingResult is what a filing by hand changed.
type FilingResult struct {
	Thread   int64 `json:"thread"`
	Messages int   `json:"messages"` // how many changed their project
}

// FileMessage files a message and its whole thread, now and for mail to come, under a
// project, or under none (""), because actor (a name for the log) says so. It
// outweighs every signal.
func (s *Store) FileMessage(ctx context.Context, message int64, project, actor string) (filed FilingResult, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		filed, err = tx.FileMessage(message, project, actor)
		return err
	})
	return filed, err
}

// FileMessage is Store.FileMessage within a transaction.
func (tx *Tx) FileMessage(message int64, project, actor string) (filed FilingResult, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("file message %d under %q: %w", message, project, err)
		}
	}()
	actor = cleanActor(actor)
	err = tx.row(`SELECT thread_id FROM message WHERE id = $1`, message).Scan(&filed.Thread)
	if errors.Is(err, sql.ErrNoRows) {
		return filed, ErrNotFound
	}
	if err != nil {
		return filed, err
	}
	f := Filing{project, SignalPerson, personConfidence}
	if err := tx.exec(`UPDATE thread SET project = $1, signal = $2, confidence = $3 WHERE id = $4`, f.Project, f.Signal, f.Confidence, filed.Thread); err != nil {
		return filed, err
	}
	ids, err := tx.ids(`SELECT id FROM message WHERE thread_id = $1 AND (project <> $2 OR signal <> 'person') ORDER BY id`, filed.Thread, project)
	if err != nil {
		return filed, err
	}
	for _, id := range ids {
		if err := tx.file(id, f, actor); err != nil {
			return filed, err
		}
	}
	filed.Messages = len(ids)
	return filed, tx.takeUpFiled(message, project, actor)
}

// file records that a logged message belongs to another project than before.
func (tx *Tx) file(message int64, f Filing, actor string) error {
	l := ledger.Link{Act: ledger.ActFiled, Message: message, Project: f.Project, Signal: string(f.Signal), Confidence: f.Confidence, Actor: actor}
	var content []byte
	// The content stays under the key with which it was logged.
	var before string
	if err := tx.row(`SELECT project FROM message WHERE id = $1`, message).Scan(&before); err != nil {
		return fmt.Errorf("message %d: %w", message, err)
	}
	err := tx.row(`SELECT at_ms, kind, key_id, content FROM entry WHERE message_id = $1 AND act IN ('logged', 'reread') ORDER BY id DESC LIMIT 1`, message).
		Scan(&l.At, &l.Kind, &l.Key, &content)
	if err != nil {
		return fmt.Errorf("read the entry of message %d: %w", message, err)
	}
	copy(l.Content[:], content)
	if _, err := tx.chain(l); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE message SET project = $1, signal = $2, confidence = $3 WHERE id = $4`, f.Project, f.Signal, f.Confidence, message); err != nil {
		return fmt.Errorf("file message %d under %s: %w", message, f.Project, err)
	}
	if err := tx.moveCaseTo(message, f.Project); err != nil || before != "" || f.Project == "" {
		return err
	}
	return tx.followFiled(message, f.Project)
}
