package outbox

import (
	"context"

	"rapport/store"
)

// lookForUnknown looks for the mails of which nobody knows whether they were sent, and about which
// something is to be decided now, where the relay can show that. They are not to be decided as long
// as such a relay cannot be asked.
func (w *worker) lookForUnknown(ctx context.Context) (decide bool, err error) {
	if w.Relay.Dial == nil { // SMTP shows nothing of what was sent
		return true, nil
	}
	unknown, err := w.outbox.store.UnknownDeliveries(ctx, w.Server.Name)
	if err != nil || len(unknown) == 0 {
		return err == nil, err
	}
	if w.session == nil {
		if err := w.dial(ctx); err != nil {
			w.paused(err)
			return false, nil
		}
	}
	session, can := w.session.(looker)
	if !can {
		return true, nil
	}
	for _, d := range unknown {
		w.beat(lookTime)
		raw, _, err := w.outbox.store.RawMail(ctx, d.Raw)
		if err != nil {
			return false, err
		}
		sent, err := session.Look(ctx, w.envelope(d), raw)
		if err != nil {
			w.paused(err)
			return false, nil
		}
		if !sent {
			continue
		}
		if err := w.finish(ctx, d.ID, store.AttemptResult{Outcome: store.AttemptSent, Stage: "look", Reply: "its mailbox shows that it was sent"}); err != nil {
			return false, err
		}
		w.recorded(ctx, store.AttemptSent)
		w.log.Info("sent, as its mailbox shows", "outgoing", d.ID)
	}
	return true, nil
}
