package mailin

import (
	"context"
	"errors"
	"fmt"

	"rapport/classify"
	"rapport/store"
)

// answerAbsent lets mail answer that came while its project was not in the configuration, as
// far as it is there now. The mail is read again, since only now its people are known.
func (in *Intake) answerAbsent(ctx context.Context) error {
	waiting, err := in.store.AbsentAnswers(ctx)
	if err != nil {
		return err
	}
	directory := in.projects.Load()
	for _, a := range waiting {
		if !directory.Knows(a.Project) {
			continue
		}
		if err := in.answerOne(ctx, directory, a); err != nil {
			return fmt.Errorf("answer in %s by message %d: %w", a.Project, a.Message, err)
		}
		in.log.Info("mail that came while its project was not configured has its effect now", "project", a.Project, "message", a.Message)
	}
	return nil
}

func (in *Intake) answerOne(ctx context.Context, directory *classify.ProjectIndex, a store.AbsentAnswer) error {
	raw, about, err := in.store.RawMail(ctx, a.Message)
	if err != nil && !errors.Is(err, store.ErrErased) {
		return err
	}
	var m *store.Message
	if err == nil {
		batch := []storedMail{{a.Message, raw, about.Received, about.Origin, about.Arrival}}
		in.readAll(ctx, batch, in.allSenders, func(_ int, read *store.Message) { m = read })
	}
	return in.store.Update(ctx, func(tx *store.Tx) error {
		if m == nil {
			return tx.TakeUpAbsent(a, nil, store.Verdict{})
		}
		if err := tx.RestoreRecorded(a.Message, m); err != nil {
			return err
		}
		if m.Auth, err = tx.NoteSignatures(a.Message, m.Auth); err != nil {
			return err
		}
		verdict, err := directory.Decide(m, tx)
		if err != nil {
			return err
		}
		directory.Settle(m, verdict.Project)
		if _, _, err := tx.Reprocess(a.Message, m, verdict); err != nil {
			return err
		}
		return tx.TakeUpAbsent(a, m, verdict)
	})
}
