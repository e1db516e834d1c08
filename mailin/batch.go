package mailin

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// A batch is committed when it has this many mails or bytes. About five batches are under way
// at a time: larger ones would fill the heap, and the collector take more than commits cost.
const (
	batchMails = 256
	batchBytes = 2 << 20
)

// batcher collects mail into batches and stores one while the next is collected.
type batcher struct {
	intake  *Intake
	mailbox int64
	stored  func(all, fresh int)
	batch   []IncomingMail
	bytes   int
	full    chan []IncomingMail
}

func newBatcher(in *Intake, mailbox int64, stored func(all, fresh int)) *batcher {
	return &batcher{intake: in, mailbox: mailbox, stored: stored, full: make(chan []IncomingMail)}
}

// run stores everything that yield adds. If it returns nil, all of it is committed; if
// yield fails, everything added before is.
func (b *batcher) run(ctx context.Context, yield func(add func(IncomingMail) error) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		for batch := range b.full {
			fresh, err := b.intake.StoreBatch(ctx, b.mailbox, batch)
			if err != nil {
				return err
			}
			if b.stored != nil {
				b.stored(len(batch), fresh)
			}
		}
		return nil
	})
	var failed error // from yield; it must not cancel storing what yield has added
	group.Go(func() error {
		defer close(b.full)
		failed = yield(func(m IncomingMail) error { return b.add(ctx, m) })
		if len(b.batch) == 0 || ctx.Err() != nil {
			return nil
		}
		return b.flush(ctx)
	})
	if err := group.Wait(); err != nil {
		return err
	}
	return failed
}

func (b *batcher) add(ctx context.Context, m IncomingMail) error {
	b.batch = append(b.batch, b.intake.Pack(m))
	b.bytes += len(m.Raw)
	if len(b.batch) < batchMails && b.bytes < batchBytes {
		return nil
	}
	return b.flush(ctx)
}

func (b *batcher) flush(ctx context.Context) error {
	select {
	case b.full <- b.batch:
		b.batch, b.bytes = nil, 0
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
