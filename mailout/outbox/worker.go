package outbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"rapport/mailout/letter"
	"rapport/mailout/outbox/relay"
	"rapport/store"
)

// grace is how long an open transaction may go on after the daemon was stopped.
const grace = 5 * time.Second

// lookTime is how long a look for one mail, in a mailbox that shows what was sent, may take.
const lookTime = 10 * time.Minute

// worker sends by one relay, over one connection that it keeps open while mail is
// queued.
type worker struct {
	Relay
	outbox  *Outbox
	log     *slog.Logger
	session Session
	last    time.Time // when the last mail was sent
	refused int       // consecutive times that the relay could not be used
	pause   time.Time // until when the relay is left alone
	trouble string    // the last problem logged
	copied  int64     // the last mail put into the folder of sent mail
	passed  int       // mails that the relay took

	// doubted has, by delivery, how many mails had passed when the relay refused it for
	// what may be our account's fault.
	doubted map[int64]int
	clock   time.Time // what it showed at the last look
}

// batch is how many deliveries are claimed at a time.
const batch = 20

func (w *worker) run(ctx context.Context) error {
	defer w.hangUp()
	// A transaction may outlive ctx by the grace, so that few are cut off between
	// the end of the mail and the reply to it.
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() {
		select {
		case <-time.After(grace):
			stop()
		case <-sending.Done():
		}
	})()
	changes, leave := w.outbox.store.Changes()
	defer leave()
	for ctx.Err() == nil {
		w.beat(w.outbox.config.Poll)
		if err := w.watchClock(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if w.outbox.now().Before(w.pause) {
			sleep(ctx, w.outbox.config.Poll)
			continue
		}
		next, err := w.outbox.store.NextDelivery(ctx, w.Server.Name)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if next.IsZero() || w.outbox.now().Before(next) {
			w.hangUp() // the server would soon close an idle connection itself
			w.wait(ctx, changes, next)
			continue
		}
		if decide, err := w.lookForUnknown(sending); err != nil {
			return err
		} else if !decide {
			sleep(ctx, w.outbox.config.Poll)
			continue
		}
		var deliveries []store.Delivery
		err = w.patiently(ctx, func() (err error) {
			deliveries, err = w.outbox.store.Claim(ctx, w.Server.Name, batch, w.outbox.config.Rules())
			return err
		})
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, store.ErrRateLimit):
			w.warn("sending is paused", err)
		case err != nil:
			return err
		}
		if over, err := w.sendAll(ctx, sending, deliveries); over || err != nil {
			return err
		}
		if len(deliveries) == 0 { // what is ready may not be sent yet
			w.hangUp()
			sleep(ctx, w.outbox.config.Poll)
		}
	}
	return nil
}

// sendAll sends deliveries that were claimed, in order, until the relay asks for a pause. over
// reports that the worker has to end: the rest is given back.
func (w *worker) sendAll(ctx, sending context.Context, deliveries []store.Delivery) (over bool, err error) {
	for i, delivery := range deliveries {
		if ctx.Err() != nil || !w.pace(ctx) {
			return true, w.giveBack(sending, deliveries[i:], store.AttemptResult{Outcome: store.AttemptPaused})
		}
		finish, err := w.send(sending, delivery)
		if err != nil {
			return true, err
		}
		if finish.Outcome != store.AttemptPaused {
			continue
		}
		if err := w.giveBack(sending, deliveries[i+1:], finish); err != nil {
			return true, err
		}
		return false, w.patiently(sending, func() error {
			return w.outbox.store.PutOff(context.WithoutCancel(ctx), w.Server.Name, finish.Reply, w.pause)
		})
	}
	return false, nil
}

// setBack is how far a clock goes back before what it planned is planned anew.
const setBack = time.Hour

// watchClock notices a clock that was set back: what was put off by the time before would
// wait until that comes again.
func (w *worker) watchClock(ctx context.Context) error {
	before := w.clock
	if !w.isSetBack() {
		return nil
	}
	w.clock, w.pause, w.last = w.outbox.wall(), time.Time{}, time.Time{}
	w.log.Warn("the clock was set back", "by", before.Sub(w.clock).Round(time.Second))
	var n int64
	err := w.patiently(ctx, func() (err error) {
		n, err = w.outbox.store.PullIn(ctx)
		return err
	})
	w.outbox.tellPulledIn(n)
	return err
}

// isSetBack reports whether the clock was set back since the last look at it.
func (w *worker) isSetBack() bool {
	now := w.outbox.wall()
	if w.clock.Sub(now) >= setBack {
		return true
	}
	w.clock = now
	return false
}

// wait waits until next, which is zero where nothing is queued, or until something has
// changed in the store.
func (w *worker) wait(ctx context.Context, changes <-chan struct{}, next time.Time) {
	poll := w.outbox.config.Poll
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for next.IsZero() || w.outbox.now().Before(next) {
		if w.isSetBack() {
			return
		}
		select {
		case <-changes:
			sleep(ctx, poll/10) // many commits in a row cost few looks
			return
		case <-ticker.C:
			w.beat(poll)
		case <-ctx.Done():
			return
		}
	}
}

// giveBack makes claimed deliveries that were not attempted ready again.
func (w *worker) giveBack(ctx context.Context, deliveries []store.Delivery, paused store.AttemptResult) error {
	for _, d := range deliveries {
		// The daemon may be stopping; without this write they would look half sent.
		if err := w.finish(ctx, d.ID, paused); err != nil {
			return err
		}
	}
	return nil
}

// finish records how an attempt ended, before anything else is sent: what the server said is
// known here alone, and a mail whose end is forgotten may be sent twice.
func (w *worker) finish(ctx context.Context, id int64, result store.AttemptResult) error {
	return w.patiently(ctx, func() error {
		return w.outbox.store.FinishAttempt(context.WithoutCancel(ctx), id, result)
	})
}

// recorded tells the session that the end of its last attempt is recorded.
func (w *worker) recorded(ctx context.Context, outcome store.AttemptOutcome) {
	keeper, keeps := w.session.(keeper)
	if !keeps {
		return
	}
	keeper.Recorded()
	if outcome == store.AttemptFailed {
		keeper.Discard(ctx)
	}
}

// patiently calls do for as long as the database cannot be written to.
func (w *worker) patiently(ctx context.Context, do func() error) error {
	return store.Patiently(ctx, w.outbox.waiting("outbox/"+w.Server.Name), do)
}

// send makes one attempt at a delivery and records the result.
func (w *worker) send(ctx context.Context, d store.Delivery) (store.AttemptResult, error) {
	raw, _, err := w.outbox.store.RawMail(ctx, d.Raw)
	if err != nil {
		return store.AttemptResult{}, err
	}
	finish, err := w.attempt(ctx, d, raw)
	if err != nil || finish.Outcome == "" {
		return finish, err
	}
	if err := w.finish(ctx, d.ID, finish); err != nil {
		return finish, err
	}
	w.recorded(ctx, finish.Outcome)
	log := w.log.With("outgoing", d.ID, "purpose", d.Purpose, "project", d.Project, "outcome", finish.Outcome)
	switch finish.Outcome {
	case store.AttemptSent:
		log.Info("sent")
		w.copy(ctx, d, raw)
	case store.AttemptPaused:
	case store.AttemptDeferred:
		log.Info("deferred", "stage", finish.Stage, "code", finish.Code, "again_in", finish.Wait)
	default:
		log.Warn("not sent; run `rapport outbox show` for the details", "stage", finish.Stage, "code", finish.Code)
	}
	return finish, nil
}

// copy puts a mail into the folder of sent mail, once for all its recipients.
func (w *worker) copy(ctx context.Context, d store.Delivery, raw []byte) {
	if w.Sent == nil || d.Entry != 0 || d.Mail == w.copied {
		return
	}
	w.copied = d.Mail
	if d.Secret {
		bare, err := letter.WithoutSecrets(raw)
		if err != nil {
			w.log.Warn("mail sent, but not copied to the folder of sent mail", "outgoing", d.ID, "error", err)
			return
		}
		raw = bare
	}
	w.beat(10 * time.Minute)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := w.Sent(ctx, raw); err != nil {
		w.log.Warn("mail sent, but not copied to the folder of sent mail", "outgoing", d.ID, "error", err)
	}
}

func (w *worker) dial(ctx context.Context) (err error) {
	w.beat(time.Hour)
	if w.session, err = w.Open(ctx); err != nil {
		w.session = nil
		return err
	}
	if err := w.outbox.store.NoteRelayLimit(ctx, w.Server.Name, w.session.SizeLimit()); err != nil {
		w.warn("how large a mail the relay takes could not be recorded", err)
	}
	return nil
}

func (w *worker) hangUp() {
	if w.session == nil {
		return
	}
	w.session.Close()
	if keeper, keeps := w.session.(keeper); keeps {
		if n := keeper.Stayed(); n > 0 {
			w.log.Warn("copies of mail that only its recipient may read could not be removed from Sent Items", "mails", n)
		}
	}
	w.session = nil
}

// warn logs a problem with the relay, unless it is the one logged last.
func (w *worker) warn(what string, err error) {
	if text := err.Error(); text != w.trouble {
		w.log.Warn(what, "error", err)
		w.trouble = text
	}
}

// report says how the relay is.
func (w *worker) report(err error) {
	if w.outbox.config.Report != nil {
		w.outbox.config.Report(w.Server.Name, err)
	}
}

// envelope returns the envelope of a delivery. Many people may read the log mailbox, whose
// copy shows the return path: of what is copied there, only the envelope id, which no mail
// shows, proves that a notification is of the servers that had the mail.
func (w *worker) envelope(d store.Delivery) relay.Envelope {
	e := relay.Envelope{From: w.ReturnPath, To: d.Recipient, Copy: w.Audit, ID: d.ReturnTag, Secret: d.Secret}
	tag := "b." + d.ReturnTag
	if d.Secret {
		e.Copy = ""
	}
	if e.Copy != "" {
		tag = "b." + d.CopyTag()
	}
	if w.VERP {
		e.From = store.Tagged(w.ReturnPath, tag)
	}
	if e.Copy != "" && w.Plus {
		e.Copy = store.Tagged(w.Audit, tag)
	}
	return e
}

// pace waits until the relay may be given another mail, and reports whether it may.
func (w *worker) pace(ctx context.Context) bool {
	if w.PerMinute > 0 {
		gap := time.Minute / time.Duration(w.PerMinute)
		sleep(ctx, min(gap, w.last.Add(gap).Sub(w.outbox.now())))
	}
	return ctx.Err() == nil
}

func (w *worker) beat(within time.Duration) {
	w.outbox.beat("outbox/"+w.Server.Name, within+2*time.Minute)
}

func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
