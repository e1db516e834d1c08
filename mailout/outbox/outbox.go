// Package outbox sends what is queued: it takes letters from the store, hands
// them to their relay, and records what became of each.
package outbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"rapport/mailout/outbox/relay"
	"rapport/store"
)

// Config says by which relays mail leaves, and how fast.
type Config struct {
	Relays []Relay // the first is the default
	Pace   store.RateLimit
	Poll   time.Duration // between two looks at the outbox
}

// Relay is a server that takes our mail.
type Relay struct {
	Server relay.Config
	// ReturnPath is where bounces go, log@agency.example. With VERP it carries
	// a tag for each mail, log+b.TAG@agency.example, so that every bounce can
	// be told to what it belongs.
	ReturnPath string
	VERP       bool
	Plus       bool // the log mailbox takes plus-addresses
	// Audit sends a copy of each mail there, in the same transaction: where the
	// server's answer was lost, the copy in the log mailbox tells that it took
	// the mail. "" sends none.
	Audit     string
	PerMinute int // mails; 0: as fast as it takes them
	// Sent puts a copy of each letter that was sent into the folder of sent
	// mail; nil where there is none. It is tried once: what the log has cannot
	// be lost by it.
	Sent func(ctx context.Context, mail []byte) error
}

// Beat is how a loop says that it makes progress: it will call again within
// that time.
type Beat func(loop string, within time.Duration)

// Outbox sends by all relays.
type Outbox struct {
	config Config
	store  *store.Store
	log    *slog.Logger
	beat   Beat
}

// New gives an Outbox that sends what is queued in s.
func New(s *store.Store, c Config, log *slog.Logger, beat Beat) *Outbox {
	return &Outbox{config: c, store: s, log: log, beat: beat}
}

// Run sends until ctx is done. A transaction that has begun then has a moment to
// end. Its errors are those of the store.
func (o *Outbox) Run(ctx context.Context) error {
	var names []string
	for _, r := range o.config.Relays {
		names = append(names, r.Server.Name)
	}
	if err := o.store.Recover(ctx, names); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, r := range o.config.Relays {
		w := &worker{Relay: r, outbox: o, log: o.log.With("relay", r.Server.Name)}
		group.Go(func() error { return w.run(ctx) })
	}
	return group.Wait()
}

// grace is how long a transaction may go on once the daemon is asked to stop.
const grace = 5 * time.Second

// worker sends by one relay, over one connection that it keeps while there is
// something to send.
type worker struct {
	Relay
	outbox  *Outbox
	log     *slog.Logger
	session *relay.Session
	lastly  time.Time // the last mail was sent
	refused int       // times in a row that the relay could not be used
	pause   time.Time // no use of it before
	told    string    // the trouble that was logged last
	copied  int64     // the letter that was put into the folder of sent mail last
}

// batch is how many letters are taken at a time.
const batch = 20

func (w *worker) run(ctx context.Context) error {
	defer w.hangUp()
	// A transaction outlives ctx by the grace, so that few are cut between the
	// end of the mail and the reply to it.
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() {
		select {
		case <-time.After(grace):
			stop()
		case <-sending.Done():
		}
	})()
	for ctx.Err() == nil {
		w.beat(w.outbox.config.Poll)
		if time.Now().Before(w.pause) {
			sleep(ctx, w.outbox.config.Poll)
			continue
		}
		letters, err := w.outbox.store.Claim(ctx, w.Server.Name, batch, w.outbox.config.Pace)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, store.ErrRateLimit):
			w.trouble("sending pauses", err)
		case err != nil:
			return err
		}
		for i, letter := range letters {
			if ctx.Err() != nil || !w.pace(ctx) {
				return w.giveBack(letters[i:], store.AttemptResult{Outcome: store.AttemptPaused})
			}
			finish, err := w.send(sending, letter)
			if err != nil {
				return err
			}
			if finish.Outcome == store.AttemptPaused {
				if err := w.giveBack(letters[i+1:], finish); err != nil {
					return err
				}
				break
			}
		}
		if len(letters) == 0 {
			w.hangUp() // a server closes an idle connection soon enough
			sleep(ctx, w.outbox.config.Poll)
		}
	}
	return nil
}

// giveBack makes letters ready that were taken and not sent.
func (w *worker) giveBack(letters []store.Delivery, paused store.AttemptResult) error {
	for _, l := range letters {
		if err := w.outbox.store.FinishAttempt(context.Background(), l.ID, paused); err != nil {
			return err
		}
	}
	return nil
}

// send makes one attempt at a letter and records it.
func (w *worker) send(ctx context.Context, letter store.Delivery) (store.AttemptResult, error) {
	raw, _, err := w.outbox.store.RawMail(ctx, letter.Raw)
	if err != nil {
		return store.AttemptResult{}, err
	}
	finish, err := w.attempt(ctx, letter, raw)
	if err != nil || finish.Outcome == "" {
		return finish, err
	}
	if err := w.outbox.store.FinishAttempt(context.WithoutCancel(ctx), letter.ID, finish); err != nil {
		return finish, err
	}
	log := w.log.With("outgoing", letter.ID, "purpose", letter.Purpose, "project", letter.Project, "outcome", finish.Outcome)
	switch finish.Outcome {
	case store.AttemptSent:
		log.Info("sent")
		w.copy(ctx, letter, raw)
	case store.AttemptPaused:
	case store.AttemptDeferred:
		log.Info("not sent yet", "stage", finish.Stage, "code", finish.Code, "again_in", finish.Wait)
	default:
		log.Warn("not sent; see `rapport outbox show`", "stage", finish.Stage, "code", finish.Code)
	}
	return finish, nil
}

// copy puts a letter into the folder of sent mail, once for all its recipients.
func (w *worker) copy(ctx context.Context, letter store.Delivery, raw []byte) {
	if w.Sent == nil || letter.Entry != 0 || letter.Mail == w.copied {
		return
	}
	w.copied = letter.Mail
	w.beat(10 * time.Minute)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := w.Sent(ctx, raw); err != nil {
		w.log.Warn("a mail was sent, and could not be put into the folder of sent mail", "outgoing", letter.ID, "error", err)
	}
}

func (w *worker) attempt(ctx context.Context, letter store.Delivery, raw []byte) (store.AttemptResult, error) {
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
		result = w.session.Send(ctx, w.envelope(letter), raw, func() error {
			failed = w.outbox.store.MarkFinishing(context.WithoutCancel(ctx), letter.ID)
			return failed
		})
		if !result.Reusable {
			w.hangUp()
		}
		if fresh || !errors.Is(result.Err, relay.ErrStale) {
			break
		}
	}
	w.lastly = time.Now()
	if result.Outcome == relay.Sent {
		if w.told != "" {
			w.log.Info("the relay can be used again")
		}
		w.refused, w.told = 0, ""
	}
	if errors.Is(failed, store.ErrNotSending) { // somebody cancelled it in time: no dot was sent
		return store.AttemptResult{}, nil
	}
	if failed != nil {
		return store.AttemptResult{}, failed
	}
	if errors.Is(result.Err, relay.ErrAuth) || errors.Is(result.Err, relay.ErrStale) {
		return w.paused(result.Err), nil
	}
	return finishOf(letter, result), nil
}

// finishOf says in the store's words what became of a letter.
func finishOf(letter store.Delivery, r relay.Result) store.AttemptResult {
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
		f.Outcome, f.Wait = store.AttemptDeferred, retryAfter(letter.Attempts+1)
	}
	return f
}

// retryAfter is the wait after an attempt, as long as Postfix's: from five
// minutes, doubling, to little more than an hour.
func retryAfter(attempts int) time.Duration {
	const first, last = 300 * time.Second, 4000 * time.Second
	wait := first << min(attempts-1, 8)
	return min(wait, last)
}

// paused is for a relay that cannot be used: no attempt is counted.
func (w *worker) paused(err error) store.AttemptResult {
	w.trouble("the relay cannot be used; what is queued waits", err)
	w.refused++
	wait := min(time.Second<<min(w.refused, 10), 5*time.Minute)
	if errors.Is(err, relay.ErrAuth) || errors.Is(err, relay.ErrTLS) {
		wait = 15 * time.Minute // somebody must change something
	}
	w.pause = time.Now().Add(wait)
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

// trouble logs what hinders the relay, once.
func (w *worker) trouble(what string, err error) {
	if text := err.Error(); text != w.told {
		w.log.Warn(what, "error", err)
		w.told = text
	}
}

func (w *worker) envelope(letter store.Delivery) relay.Envelope {
	e := relay.Envelope{From: w.ReturnPath, To: letter.Recipient, Copy: w.Audit, ID: letter.ReturnTag}
	if w.VERP {
		e.From = store.Tagged(w.ReturnPath, "b."+letter.ReturnTag)
	}
	if w.Audit != "" && w.Plus {
		e.Copy = store.Tagged(w.Audit, "b."+letter.ReturnTag)
	}
	return e
}

// pace waits until the relay may be given another mail, and says whether it may.
func (w *worker) pace(ctx context.Context) bool {
	if w.PerMinute > 0 {
		sleep(ctx, time.Until(w.lastly.Add(time.Minute/time.Duration(w.PerMinute))))
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
