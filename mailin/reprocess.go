package mailin

import (
	"context"
	"errors"
	"fmt"

	"rapport/store"
)

// Reprocessed is a message that is now read differently.
type Reprocessed struct {
	Message     int64              `json:"-"`
	Entry       int64              `json:"entry"` // the superseding entry; 0 if none was written
	Subject     string             `json:"subject"`
	Differences []store.Difference `json:"differences"`
}

// Reprocessing selects what to read again.
type Reprocessing struct {
	Which  store.LogQuery
	DryRun bool // report what would change, and change nothing
}

// rereadBatch is how many mails are read again in one transaction.
const rereadBatch = 200

// errDryRun rolls back a transaction whose effect was only to be shown.
var errDryRun = errors.New("dry run")

// Reprocess reads mail again from its bytes, and calls yield for each message that is now
// read differently from the log. It returns how many it read. Erased messages are left out.
// Every batch is a transaction: if ctx ends, finished batches stay, and a second run
// continues with the rest.
func (in *Intake) Reprocess(ctx context.Context, r Reprocessing, yield func(Reprocessed) error) (read int, err error) {
	if err := in.KnowPeople(ctx); err != nil {
		return 0, err
	}
	if in.recurring.Load() == nil { // nothing has learned yet
		recurring, err := Recurring(ctx, in.store, in.projects.Load())
		if err != nil {
			return 0, err
		}
		in.recurring.Store(recurring)
	}
	for after := int64(0); ctx.Err() == nil; {
		ids, err := in.store.Reprocessable(ctx, r.Which, after, rereadBatch)
		if err != nil || len(ids) == 0 {
			return read, err
		}
		after = ids[len(ids)-1]
		batch := make([]storedMail, 0, len(ids))
		for _, id := range ids {
			raw, about, err := in.store.RawMail(ctx, id)
			if errors.Is(err, store.ErrErased) {
				continue
			}
			if err != nil {
				return read, err
			}
			batch = append(batch, storedMail{id, raw, about.Received, about.Origin, about.Arrival})
		}
		changed, err := in.reprocessAll(ctx, batch, r.DryRun)
		if err != nil {
			return read, err
		}
		read += len(batch)
		for _, c := range changed {
			if err := yield(c); err != nil {
				return read, err
			}
		}
	}
	return read, ctx.Err()
}

func (in *Intake) reprocessAll(ctx context.Context, batch []storedMail, dryRun bool) (changed []Reprocessed, err error) {
	messages := make([]*store.Message, len(batch))
	in.readAll(ctx, batch, in.allSenders, func(i int, m *store.Message) { messages[i] = m })
	directory := in.projects.Load()
	err = in.store.Update(ctx, func(tx *store.Tx) error {
		changed = changed[:0]
		for i, m := range messages {
			if err := tx.RestoreRecorded(batch[i].id, m); err != nil {
				return err
			}
			if m.Auth, err = tx.NoteSignatures(batch[i].id, m.Auth); err != nil {
				return err
			}
			verdict, err := directory.Decide(m, tx)
			if err != nil {
				return fmt.Errorf("classify message %d: %w", batch[i].id, err)
			}
			directory.Settle(m, verdict.Project)
			entry, differences, err := tx.Reprocess(batch[i].id, m, verdict)
			if err != nil {
				return err
			}
			if len(differences) > 0 {
				changed = append(changed, Reprocessed{batch[i].id, entry, m.Subject, differences})
			}
		}
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if dryRun && errors.Is(err, errDryRun) {
		for i := range changed {
			changed[i].Entry = 0
		}
		err = nil
	}
	return changed, err
}
