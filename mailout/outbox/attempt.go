package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rapport/mailout/outbox/relay"
	"rapport/store"
)

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
		w.report(nil)
		w.passed++
		delete(w.doubted, d.ID)
	}
	if errors.Is(failed, store.ErrNotSending) { // cancelled in time: no dot was sent
		return store.AttemptResult{}, nil
	}
	if store.IsPassing(failed) { // no dot was sent
		return w.paused(failed), nil
	}
	if failed != nil {
		return store.AttemptResult{}, failed
	}
	if errors.Is(result.Err, relay.ErrAuth) || errors.Is(result.Err, relay.ErrStale) || isBusy(result.Err) {
		return w.paused(result.Err), nil
	}
	if errors.Is(result.Err, relay.ErrAccount) || result.Doubtful {
		return w.doubt(d, result), nil
	}
	return finishOf(d, result), nil
}

// doubt returns what becomes of a delivery that the relay refuses for what is, or may be, our
// account's fault. That fails no mail: the relay is left alone, or the mail is tried again. If
// others pass meanwhile, it is this mail that the relay means, and it holds up no other; where
// the server's words said nothing else, it fails.
func (w *worker) doubt(d store.Delivery, r relay.Result) store.AttemptResult {
	before, again := w.doubted[d.ID]
	w.doubted[d.ID] = w.passed
	othersPass := again && w.passed > before
	if !r.Doubtful && !othersPass {
		finish := w.paused(r.Err)
		finish.Wait += time.Minute // so that the others are tried first
		return finish
	}
	w.warn("the relay refuses a mail without saying that its recipient or its text is the reason", r.Err)
	if r.Doubtful && othersPass {
		delete(w.doubted, d.ID)
		r.Outcome = relay.Failed
	}
	return finishOf(d, r)
}

// isBusy reports whether a relay asked to be left alone.
func isBusy(err error) bool {
	_, busy := errors.AsType[*relay.Busy](err)
	return busy
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
	refusal, refused := errors.AsType[*relay.Refusal](err)
	switch {
	case store.IsPassing(err):
		w.warn("the database cannot be written to; queued mail waits", err)
	case refused && errors.Is(err, relay.ErrAccount):
		err = fmt.Errorf("%w: %w", relay.ErrAccount, refusal) // not the mail that happened to be first
		w.warn("the relay refuses our account; queued mail waits", err)
	default:
		w.warn("relay unavailable; queued mail waits", err)
	}
	if !store.IsPassing(err) {
		w.report(err)
	}
	w.refused++
	wait := min(time.Second<<min(w.refused, 10), 45*time.Second) // a relay that is back is used within a minute
	if errors.Is(err, relay.ErrAuth) || errors.Is(err, relay.ErrAccount) || errors.Is(err, relay.ErrTLS) {
		wait = 15 * time.Minute // a person must change something, or a quota must pass
	}
	if busy, ok := errors.AsType[*relay.Busy](err); ok {
		wait = max(wait, busy.Wait)
	}
	w.pause = w.outbox.now().Add(wait)
	return store.AttemptResult{Outcome: store.AttemptPaused, Reply: err.Error(), Wait: wait}
}
