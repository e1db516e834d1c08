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

// grace is how long an open transaction may go on after the daemon is told to stop.
const grace = 5 * time.Second

// worker sends by one relay, over one connection that it keeps open while mail is
// queued.
type worker struct {
	Relay
	outbox  *Outbox
	log     *slog.Logger
	session *relay.Session
	last    time.Time // when the last mail was sent
	refused int       // consecutive times that the relay could not be used
	pause   time.Time // until when the relay is left alone
	trouble string    // the last problem logged
	copied  int64     // the last mail put into the folder of sent mail
	clock   time.Time // at the last look at it
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
		deliveries, err := w.outbox.store.Claim(ctx, w.Server.Name, batch, w.outbox.config.Rules())
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, store.ErrRateLimit):
			w.warn("sending is paused", err)
		case err != nil:
			return err
		}
		for i, delivery := range deliveries {
			if ctx.Err() != nil || !w.pace(ctx) {
				return w.giveBack(deliveries[i:], store.AttemptResult{Outcome: store.AttemptPaused})
			}
			finish, err := w.send(sending, delivery)
			if err != nil {
				return err
			}
			if finish.Outcome == store.AttemptPaused {
				if err := w.giveBack(deliveries[i+1:], finish); err != nil {
					return err
				}
				if err := w.outbox.store.PutOff(context.WithoutCancel(ctx), w.Server.Name, finish.Reply, w.pause); err != nil {
					return err
				}
				break
			}
		}
		if len(deliveries) == 0 { // what is ready may not be sent yet
			w.hangUp()
			sleep(ctx, w.outbox.config.Poll)
		}
	}
	return nil
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
	w.clock, w.pause, w.last = w.outbox.now(), time.Time{}, time.Time{}
	w.log.Warn("the clock was set back", "by", before.Sub(w.clock).Round(time.Second))
	n, err := w.outbox.store.PullIn(ctx)
	w.outbox.tellPulledIn(n)
	return err
}

// isSetBack reports whether the clock was set back since the last look at it.
func (w *worker) isSetBack() bool {
	now := w.outbox.now()
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
func (w *worker) giveBack(deliveries []store.Delivery, paused store.AttemptResult) error {
	for _, d := range deliveries {
		// The daemon may be stopping; without this write they would look half sent.
		if err := w.outbox.store.FinishAttempt(context.Background(), d.ID, paused); err != nil {
			return err
		}
	}
	return nil
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
	if err := w.outbox.store.FinishAttempt(context.WithoutCancel(ctx), d.ID, finish); err != nil {
		return finish, err
	}
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

// attempt sends a delivery over the open connection, or over a fresh one if that no
// longer works. The result is empty if somebody cancelled the delivery in time.
func (w *worker) attempt(ctx context.Context, d store.Delivery, raw []byte) (store.AttemptResult, error) {
	var result relay.Result
	var failed error // of the store
	for fresh := false; ; fresh = true {
		if w.session == nil {
			if err := w.dial(ctx); err != nil {
				return w.paused(err), nil
			}
			fresh = true
		}
		w.beat(time.Hour) // the deadlines of a transaction add up to half of that
		result = w.session.Send(ctx, w.envelope(d), raw, func() error {
			failed = w.outbox.store.MarkFinishing(context.WithoutCancel(ctx), d.ID)
			return failed
		})
		if !result.Reusable {
			w.hangUp()
		}
		if fresh || !errors.Is(result.Err, relay.ErrStale) {
			break
		}
	}
	w.last = w.outbox.now()
	if result.Outcome == relay.Sent {
		if w.trouble != "" {
			w.log.Info("relay available again")
		}
		w.refused, w.trouble = 0, ""
	}
	if errors.Is(failed, store.ErrNotSending) { // cancelled in time: no dot was sent
		return store.AttemptResult{}, nil
	}
	if failed != nil {
		return store.AttemptResult{}, failed
	}
	if errors.Is(result.Err, relay.ErrAuth) || errors.Is(result.Err, relay.ErrStale) {
		return w.paused(result.Err), nil
	}
	return finishOf(d, result), nil
}

// finishOf returns the result of an attempt as the store records it.
func finishOf(d store.Delivery, r relay.Result) store.AttemptResult {
	f := store.AttemptResult{Stage: string(r.Stage), Code: r.Code, Reply: r.Reply}
	if f.Reply == "" && r.Err != nil {
		f.Reply = r.Err.Error()
	}
	switch r.Outcome {
	case relay.Sent:
		f.Outcome = store.AttemptSent
	case relay.Failed:
		f.Outcome = store.AttemptFailed
	case relay.Unknown:
		f.Outcome = store.AttemptUnknown
	default:
		f.Outcome, f.Wait = store.AttemptDeferred, retryAfter(d.Attempts+1)
	}
	return f
}

// retryAfter returns the wait after an attempt. It is that of Postfix: five minutes,
// doubling up to a little more than an hour.
func retryAfter(attempts int) time.Duration {
	const first, last = 300 * time.Second, 4000 * time.Second
	wait := first << min(attempts-1, 8)
	return min(wait, last)
}

// paused leaves an unavailable relay alone for a while. No attempt is counted.
func (w *worker) paused(err error) store.AttemptResult {
	w.warn("relay unavailable; queued mail waits", err)
	w.refused++
	wait := min(time.Second<<min(w.refused, 10), 5*time.Minute)
	if errors.Is(err, relay.ErrAuth) || errors.Is(err, relay.ErrTLS) {
		wait = 15 * time.Minute // a person must change something
	}
	w.pause = w.outbox.now().Add(wait)
	return store.AttemptResult{Outcome: store.AttemptPaused, Reply: err.Error(), Wait: wait}
}

func (w *worker) dial(ctx context.Context) (err error) {
	w.beat(time.Hour)
	if w.session, err = relay.Dial(ctx, w.Server); err != nil {
		w.session = nil
		return err
	}
	return nil
}

func (w *worker) hangUp() {
	if w.session != nil {
		w.session.Close()
		w.session = nil
	}
}

// warn logs a problem with the relay, unless it is the one logged last.
func (w *worker) warn(what string, err error) {
	if text := err.Error(); text != w.trouble {
		w.log.Warn(what, "error", err)
		w.trouble = text
	}
}

// envelope returns the envelope of a delivery. Many people may read the log mailbox, whose
// copy shows the return path: of what is copied there, only the envelope id, which no mail
// shows, proves that a notification is of the servers that had the mail.
func (w *worker) envelope(d store.Delivery) relay.Envelope {
	e := relay.Envelope{From: w.ReturnPath, To: d.Recipient, Copy: w.Audit, ID: d.ReturnTag}
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
