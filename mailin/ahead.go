package mailin

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"rapport/store"
)

// takenApart is a mail of which the parts and the sender are known, and which has yet to be
// read.
type takenApart struct {
	storedMail
	message  *store.Message
	identity store.Hash // of what its sender wrote; zero if it has none
}

// takeApartAhead takes apart what StoreBatch passes on, one batch while the one before it is
// read and recorded, which leaves a processor idle. What a mail newly says can only be found
// once the mails before it are in the log.
func (in *Intake) takeApartAhead(ctx context.Context, apart chan<- []takenApart) {
	defer close(apart)
	for {
		select {
		case batch, ok := <-in.stored:
			if !ok {
				return
			}
			select {
			case apart <- in.takeApartAll(ctx, batch, in.knownSenders):
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// readAll reads a batch on all processors, verifies the senders and passes each message to
// use, on any of its goroutines. Then it releases the bytes.
func (in *Intake) readAll(ctx context.Context, batch []storedMail, verifier func(*store.Message) *SenderVerifier, use func(i int, m *store.Message)) {
	in.findNewInAll(ctx, in.takeApartAll(ctx, batch, verifier), func(i int, t *takenApart) { use(i, t.message) })
}

// takeApartAll is the first step of reading a batch, on all processors.
func (in *Intake) takeApartAll(ctx context.Context, batch []storedMail, verifier func(*store.Message) *SenderVerifier) []takenApart {
	apart := make([]takenApart, len(batch))
	onAllProcessors(len(batch), func(i int) {
		k := batch[i]
		m := takeApart(k.raw, k.received, *in.limits.Load())
		m.Arrival = k.arrival
		m.Auth = verifier(m).Evidence(ctx, k.raw, m, k.origin)
		apart[i] = takenApart{k, m, identity(k.raw)}
		batch[i].raw = nil
	})
	return apart
}

// findNewInAll is the second step. It passes each message to use, on any of its goroutines.
func (in *Intake) findNewInAll(ctx context.Context, batch []takenApart, use func(i int, t *takenApart)) {
	known := in.known(ctx)
	onAllProcessors(len(batch), func(i int) {
		findNew(batch[i].message, *in.limits.Load(), known)
		use(i, &batch[i])
		batch[i] = takenApart{}
	})
}

// onAllProcessors calls do for each number below n.
func onAllProcessors(n int, do func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}
