package mailin

import (
	"context"
	"fmt"

	"rapport/classify"
	"rapport/store"
)

// record classifies and logs messages in one transaction, so that earlier ones can
// determine the thread of later ones.
func (in *Intake) record(ctx context.Context, batch []arrival) error {
	directory := in.projects.Load()
	if learnt := in.learnt.Load(); learnt != nil {
		directory = directory.With(*learnt)
	}
	return in.patiently(ctx, func() error { return in.recordIn(ctx, directory, batch) })
}

func (in *Intake) recordIn(ctx context.Context, directory *classify.ProjectIndex, batch []arrival) error {
	return in.store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		for _, a := range batch {
			if own, tag := directory.Own(a.message); own {
				if ownCopy, err := tx.MatchOwnCopy(a.id, a.message, tag); err != nil || ownCopy {
					if err != nil {
						return fmt.Errorf("message %d: %w", a.id, err)
					}
					in.log.Debug("a copy of our own mail arrived", "message", a.id)
					continue
				}
			}
			auth, err := tx.NoteSignatures(a.id, a.message.Auth)
			if err != nil {
				return err
			}
			a.message.Auth = auth
			unlogged, stays, err := in.newEmbedded(tx, directory, a)
			if err != nil {
				return fmt.Errorf("message %d: %w", a.id, err)
			}
			var notes []string
			if stays {
				notes = []string{store.NoteStaysText}
			}
			verdict, logged, err := in.logOne(tx, directory, a, notes...)
			if err != nil {
				return err
			}
			if !logged {
				continue
			}
			if err := in.logEmbedded(tx, directory, a.message, verdict, unlogged); err != nil {
				return fmt.Errorf("message %d: %w", a.id, err)
			}
		}
		return nil
	})
}

// logOne logs a message, unless it is another copy of one in the log.
func (in *Intake) logOne(tx *store.Tx, directory *classify.ProjectIndex, a arrival, notes ...string) (verdict store.Verdict, logged bool, err error) {
	id, m := a.id, a.message
	m.ID = id
	m.SetLate(in.now())
	if m.Auth, err = tx.NoteSignatures(id, m.Auth); err != nil {
		return verdict, false, err
	}
	if verdict, err = directory.DecidePrepared(a.prepared, m, tx); err != nil {
		return verdict, false, fmt.Errorf("classify message %d: %w", id, err)
	}
	directory.Settle(m, verdict.Project)
	if same, err := tx.SameMail(id, a.identity, directory.SecretTags(m), m, verdict); err != nil || same {
		if err == nil {
			in.log.Debug("another copy of a mail arrived", "message", id)
		}
		return verdict, false, err
	}
	if err := missing(tx, directory, a, &verdict); err != nil {
		return verdict, false, fmt.Errorf("look for what message %d shows to be missing: %w", id, err)
	}
	verdict.Notes = append(verdict.Notes, notes...)
	entry, err := tx.Record(id, m, verdict)
	if err != nil {
		return verdict, false, err
	}
	in.log.Debug("logged", "entry", entry, "project", verdict.Project, "kind", verdict.Kind, "size", m.Size)
	return verdict, true, nil
}
