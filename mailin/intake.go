package mailin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"rapport/classify"
	"rapport/mailin/mime"
	"rapport/mailin/model"
	"rapport/store"
)

// Intake turns mail into log entries, in two steps: StoreBatch makes its bytes safe,
// Run reads what was kept.
type Intake struct {
	store     *store.Store
	directory atomic.Pointer[classify.ProjectIndex]
	verifier  atomic.Pointer[SenderVerifier]
	learnt    atomic.Pointer[classify.Learnt]
	model     atomic.Pointer[model.Model]
	limits    mime.Limits
	log       *slog.Logger
	beat      Heartbeat
	kept      chan []storedMail
	running   atomic.Bool
	ended     chan struct{} // closed when Run returns
}

// storedMail is a mail whose bytes are committed and which is still to be read.
type storedMail struct {
	id       int64
	raw      []byte
	received time.Time
	origin   string
}

// arrival is a mail that was read and is to be logged.
type arrival struct {
	id      int64
	message *store.Message
	held    []embedded // the mails that it holds and that are to be logged by themselves
}

// IncomingMail is a mail on its way in.
type IncomingMail struct {
	UID      uint32 // 0 for a file
	Raw      []byte
	Received time.Time // INTERNALDATE, or a file's date; zero where unknown
	Origin   string    // "log/INBOX", or a path

	packed store.Raw // Raw, hashed and compressed
}

// Heartbeat is how a loop says that it makes progress: it will call again within
// that time. A loop that does not is stuck.
type Heartbeat func(loop string, within time.Duration)

// NewIntake returns an Intake into s. At most two batches wait to be read; StoreBatch
// then waits for Run.
func NewIntake(s *store.Store, d *classify.ProjectIndex, limits mime.Limits, log *slog.Logger, beat Heartbeat) *Intake {
	in := &Intake{store: s, limits: limits, log: log, beat: beat, kept: make(chan []storedMail, 2), ended: make(chan struct{})}
	in.directory.Store(d)
	return in
}

// SetDirectory makes all mail from now on be filed by d.
func (in *Intake) SetDirectory(d *classify.ProjectIndex) { in.directory.Store(d) }

// SetSenderVerifier makes the senders of all mail from now on be judged by j. Until then
// no mail has evidence.
func (in *Intake) SetSenderVerifier(j *SenderVerifier) { in.verifier.Store(j) }

// SetModel makes m be asked what mail wants of which the rules leave it open; nil:
// none is asked.
func (in *Intake) SetModel(m *model.Model) { in.model.Store(m) }

// StoreBatch commits the bytes of a batch of mail and, where mailbox is not 0, that
// its UIDs are those; then it hands what is new to Run. When it returns without
// error no mail of the batch can be lost. It gives how many were new.
func (in *Intake) StoreBatch(ctx context.Context, mailbox int64, batch []IncomingMail) (fresh int, err error) {
	var unread []storedMail
	err = in.store.Update(ctx, func(tx *store.Tx) error {
		unread = unread[:0]
		for i := range batch {
			m := &batch[i]
			k, err := tx.StoreRaw(m.packed)
			if err != nil {
				return err
			}
			if mailbox != 0 {
				if err := tx.RecordSighting(mailbox, m.UID, k.ID); err != nil {
					return err
				}
			}
			if k.New {
				unread = append(unread, storedMail{k.ID, m.Raw, m.Received, m.Origin})
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("keep %d mails: %w", len(batch), err)
	}
	if len(unread) == 0 {
		return 0, nil
	}
	// A reload ends the folder, and ctx with it, while Run goes on: only the end of Run
	// may leave the batch unread, for the next process to catch up on.
	done := ctx.Done()
	if in.running.Load() {
		done = in.ended
	}
	select {
	case in.kept <- unread:
		return len(unread), nil
	case <-done:
		return len(unread), context.Canceled
	}
}

// Pack prepares a mail for StoreBatch. It is the costly part of keeping and may run on
// many goroutines at once.
func (in *Intake) Pack(m IncomingMail) IncomingMail {
	m.packed = in.store.Pack(m.Raw, m.Received, m.Origin)
	return m
}

// Close tells the reader that no more batches will come. Run ends when all is read.
func (in *Intake) Close() { close(in.kept) }

// idle is how often Run beats while there is nothing to read.
const idle = 20 * time.Second

// Run reads what is kept, first what an earlier process left, until Close or
// until ctx is done. Its errors are those of the store.
func (in *Intake) Run(ctx context.Context) error {
	in.running.Store(true)
	defer close(in.ended)
	if err := in.catchUp(ctx); err != nil {
		return err
	}
	ticker := time.NewTicker(idle)
	defer ticker.Stop()
	for {
		in.beat("intake", 5*time.Minute)
		select {
		case batch, ok := <-in.kept:
			if !ok {
				return nil
			}
			if err := in.read(ctx, batch); err != nil {
				return err
			}
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// catchUp reads what was kept and not read, one mail at a time, counting each
// attempt before it is made: a mail that ends the process is given up after a
// few, and logged as unreadable.
func (in *Intake) catchUp(ctx context.Context) error {
	for after := int64(0); ctx.Err() == nil; {
		ids, err := in.store.Pending(ctx, after, 100)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return nil
		}
		for _, id := range ids {
			if ctx.Err() != nil {
				return nil
			}
			in.beat("intake", 5*time.Minute)
			if err := in.readAgain(ctx, id); err != nil {
				return err
			}
			after = id
		}
	}
	return nil
}

func (in *Intake) readAgain(ctx context.Context, id int64) error {
	attempts, err := in.store.CountReadAttempt(ctx, id)
	if err != nil {
		return err
	}
	raw, about, err := in.store.RawMail(ctx, id)
	if err != nil {
		return err
	}
	m := Unread(raw, about.Received, fmt.Sprintf("the process ended %d times while reading it", attempts-1))
	if attempts <= store.MaxAttempts {
		m = Read(raw, about.Received, in.limits, in.before(ctx))
		m.Auth = in.verifier.Load().Evidence(ctx, raw, m, about.Origin)
		m.Suggested = in.suggest(ctx, m)
	}
	return in.record(ctx, []arrival{{id, m, in.embeddedIn(ctx, raw, m)}})
}

// read parses a batch and records it in order.
func (in *Intake) read(ctx context.Context, batch []storedMail) error {
	arrivals := make([]arrival, len(batch))
	in.readAll(ctx, batch, func(i int, m *store.Message) {
		m.Suggested = in.suggest(ctx, m)
		arrivals[i] = arrival{batch[i].id, m, in.embeddedIn(ctx, batch[i].raw, m)}
	})
	return in.record(ctx, arrivals)
}

// readAll parses a batch on all processors, judges the senders and gives each
// message to use, on any of its goroutines. Then it lets go of the bytes.
func (in *Intake) readAll(ctx context.Context, batch []storedMail, use func(i int, m *store.Message)) {
	judge := in.verifier.Load()
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(batch)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(batch); i = int(next.Add(1)) - 1 {
				k := &batch[i]
				m := Read(k.raw, k.received, in.limits, in.before(ctx))
				m.Auth = judge.Evidence(ctx, k.raw, m, k.origin)
				use(i, m)
				k.raw = nil
			}
		})
	}
	workers.Wait()
}

// suggest asks the model, if there is one, what m wants. Without its answer m is
// logged all the same.
func (in *Intake) suggest(ctx context.Context, m *store.Message) *store.Suggestion {
	asked := in.model.Load()
	if asked == nil || !in.directory.Load().LeavesOpen(m, in.store) {
		return nil
	}
	in.beat("intake", 5*time.Minute) // a model takes its time
	s, err := asked.Suggest(ctx, m.Subject, m.OwnText)
	if err != nil && !errors.Is(err, model.ErrResting) && ctx.Err() == nil {
		in.log.Warn("no suggestion; the mail is logged without", "message", m.MessageID, "error", err)
	}
	return s
}

// before looks in the log for the mails that one answers. Without them it is
// read all the same.
func (in *Intake) before(ctx context.Context) Before {
	return func(m *store.Message) []string {
		texts, err := in.store.AnsweredTexts(ctx, m)
		if err != nil {
			in.log.Debug("the mail before is not at hand", "message", m.MessageID, "error", err)
		}
		return texts
	}
}

// record classifies and logs messages in one transaction, so that each can be
// told its thread by those before it.
func (in *Intake) record(ctx context.Context, batch []arrival) error {
	directory := in.directory.Load()
	if learnt := in.learnt.Load(); learnt != nil {
		directory = directory.With(*learnt)
	}
	return in.store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		for _, a := range batch {
			if own, tag := directory.Own(a.message); own {
				if echo, err := tx.MatchOwnCopy(a.id, a.message, tag); err != nil || echo {
					if err != nil {
						return fmt.Errorf("message %d: %w", a.id, err)
					}
					in.log.Debug("mail of ours came back", "message", a.id)
					continue
				}
			}
			held, err := in.unknown(tx, directory, a)
			if err != nil {
				return fmt.Errorf("message %d: %w", a.id, err)
			}
			verdict, err := in.logOne(tx, directory, a.id, a.message)
			if err != nil {
				return err
			}
			if err := in.logEmbedded(tx, directory, a.message, verdict, held); err != nil {
				return fmt.Errorf("message %d: %w", a.id, err)
			}
		}
		return nil
	})
}

func (in *Intake) logOne(tx *store.Tx, directory *classify.ProjectIndex, id int64, m *store.Message) (store.Verdict, error) {
	verdict, err := directory.Decide(m, tx)
	if err != nil {
		return verdict, fmt.Errorf("classify message %d: %w", id, err)
	}
	entry, err := tx.Record(id, m, verdict)
	if err != nil {
		return verdict, err
	}
	in.log.Debug("logged", "entry", entry, "project", verdict.Project, "kind", verdict.Kind, "size", m.Size)
	return verdict, nil
}

// Feed keeps and reads everything that yield gives, in batches, and returns
// when all of it is in the log. yield calls its argument for each mail, in
// order, and stops at its error. kept, where not nil, is told after each batch
// how many mails it held and how many were new. Feed is Run and StoreBatch for mail
// that comes from elsewhere than a mailbox.
func (in *Intake) Feed(ctx context.Context, yield func(add func(IncomingMail) error) error, kept func(all, fresh int)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return in.Run(ctx) })
	group.Go(func() error {
		defer in.Close()
		b := newBatcher(in, 0, kept)
		return b.run(ctx, yield)
	})
	return group.Wait()
}
