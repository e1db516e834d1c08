package mailin

import (
	"context"
	"errors"
	"time"

	"rapport/store"
)

const (
	recheckEvery = 10 * time.Minute
	recheckFor   = 24 * time.Hour // after its arrival; then the sender stays unproved
	mostRechecks = 100            // at a time
)

// Recheck verifies the senders of mail again if the DNS did not answer, every few minutes
// for a day, until ctx is done. A new result is an entry that supersedes the earlier one. It
// also lets mail answer whose project was not in the configuration and is now. Only a fatal error of the store is returned.
func (in *Intake) Recheck(ctx context.Context) error {
	return in.repeat(ctx, "recheck", recheckEvery, "reading waiting mail again failed; will retry", func(ctx context.Context) error {
		if err := in.answerAbsent(ctx); err != nil {
			return err
		}
		return in.recheckOnce(ctx, in.now().Add(-recheckFor))
	})
}

func (in *Intake) recheckOnce(ctx context.Context, since time.Time) error {
	ids, err := in.store.PendingProof(ctx, since, mostRechecks)
	if err != nil || len(ids) == 0 {
		return err
	}
	var batch []storedMail
	for _, id := range ids {
		raw, about, err := in.store.RawMail(ctx, id)
		if errors.Is(err, store.ErrErased) {
			continue
		}
		if err != nil {
			return err
		}
		batch = append(batch, storedMail{id, raw, about.Received, about.Origin, about.Arrival})
	}
	changed, err := in.reprocessAll(ctx, batch, false)
	for _, c := range changed {
		in.log.Info("the DNS has answered; the sender of a mail was verified again", "message", c.Message, "entry", c.Entry)
	}
	return err
}
