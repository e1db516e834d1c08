package mailin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"rapport/classify"
	"rapport/mailin/mime"
	"rapport/mailin/model"
	"rapport/mailin/reply"
	"rapport/store"
)

// Intake turns mail into log entries in two steps: StoreBatch makes the bytes safe, Run
// reads what is stored.
type Intake struct {
	store     *store.Store
	projects  atomic.Pointer[classify.ProjectIndex] // with the people whom PMs added by mail
	people    []store.Person                        // who they are
	deputies  []store.Deputy                        // whom people named to stand in for them
	closed    []string                              // the codes of the projects that were closed
	asOf      time.Time                             // when it was looked who of them is a PM meanwhile
	changing  sync.Mutex                            // of who changes both
	verifier  atomic.Pointer[SenderVerifier]
	learnt    atomic.Pointer[classify.Learnt]
	recurring atomic.Pointer[reply.Recurring]
	model     atomic.Pointer[model.Model]
	limits    atomic.Pointer[mime.Limits]
	log       *slog.Logger
	heartbeat Heartbeat
	now       func() time.Time
	stored    chan []storedMail
	running   atomic.Bool
	ended     chan struct{} // closed when Run returns
}

// storedMail is a mail whose bytes are committed and which has yet to be read.
type storedMail struct {
	id       int64
	raw      []byte
	received time.Time
	origin   string
	arrival  store.Arrival
}

// arrival is a mail that was read and has yet to be logged.
type arrival struct {
	id       int64
	message  *store.Message
	embedded []embedded // the mails in it that are logged separately
	identity store.Hash
	prepared classify.Prepared
}

// IncomingMail is a mail before it is stored.
type IncomingMail struct {
	UID      uint32 // 0 for a file
	Raw      []byte
	Received time.Time // INTERNALDATE, or a file's date; zero if unknown
	Origin   string    // "log/INBOX", or a path
	Arrival  store.Arrival

	packed store.Raw // Raw, hashed and compressed
}

// Heartbeat reports the progress of a loop, which promises to call again within that time.
// A loop that does not is stuck.
type Heartbeat func(loop string, within time.Duration)

// NewIntake returns an Intake that records into s. At most one batch waits to be taken apart,
// and one to be read; StoreBatch then blocks until Run has read one.
func NewIntake(s *store.Store, d *classify.ProjectIndex, limits mime.Limits, log *slog.Logger, beat Heartbeat, now func() time.Time) *Intake {
	in := &Intake{store: s, log: log, heartbeat: beat, now: now, stored: make(chan []storedMail, 1), ended: make(chan struct{})}
	in.projects.Store(d)
	in.limits.Store(&limits)
	return in
}

// SetDirectory replaces the project index that files mail from now on. Those whom PMs added by
// mail stay contacts, and deputies stand in.
func (in *Intake) SetDirectory(d *classify.ProjectIndex) {
	in.changing.Lock()
	defer in.changing.Unlock()
	if len(in.people)+len(in.deputies)+len(in.closed) > 0 {
		d = d.WithPeople(in.people, in.deputies, in.closed, in.asOf)
	}
	in.projects.Store(d)
}

// KnowPeople makes those contacts whom PMs have added by mail meanwhile, and lets those stand in
// who are deputies now; projects that were closed meanwhile begin nothing. It comes before each batch is read: whoever was added is known by their
// next mail.
func (in *Intake) KnowPeople(ctx context.Context) error {
	people, err := in.store.People(ctx)
	if err != nil {
		return err
	}
	deputies, err := in.store.DeputiesNow(ctx)
	if err != nil {
		return err
	}
	closed, err := in.store.ClosedProjects(ctx)
	if err != nil {
		return err
	}
	now := in.now()
	in.changing.Lock()
	defer in.changing.Unlock()
	// The day of a deputy begins and ends at a quarter of an hour, in whichever zone.
	sameDay := len(deputies) == 0 || now.Truncate(15*time.Minute).Equal(in.asOf.Truncate(15*time.Minute))
	if slices.Equal(in.people, people) && slices.Equal(in.deputies, deputies) && slices.Equal(in.closed, closed) && sameDay {
		return nil
	}
	in.people, in.deputies, in.closed, in.asOf = people, deputies, closed, now
	in.projects.Store(in.projects.Load().WithPeople(people, deputies, closed, now))
	return nil
}

// KnowsOrganisation reports whether a name in the DNS belongs to the organisation of a
// contact, or to our own.
func (in *Intake) KnowsOrganisation(name string) bool {
	return in.projects.Load().KnowsOrganisation(name)
}

// SetSenderVerifier replaces the verifier of senders. Until it is called, mail has no
// evidence.
func (in *Intake) SetSenderVerifier(j *SenderVerifier) { in.verifier.Store(j) }

// SetLimits replaces the limits on what one mail may cost, for mail that is read from now on.
func (in *Intake) SetLimits(limits mime.Limits) { in.limits.Store(&limits) }

// SetModel sets the language model that is asked what a mail wants if the rules cannot
// tell; nil for none.
func (in *Intake) SetModel(m *model.Model) { in.model.Store(m) }

// StoreBatch commits the bytes of a batch of mail and, if mailbox is not 0, their UIDs in
// it; then it passes new mail to Run. Once it returns nil, no mail of the batch can be
// lost. It returns how many were new.
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
				unread = append(unread, storedMail{k.ID, m.Raw, m.Received, m.Origin, m.Arrival})
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("store %d mails: %w", len(batch), err)
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
	case in.stored <- unread:
		return len(unread), nil
	case <-done:
		return len(unread), context.Canceled
	}
}

// Pack hashes and compresses a mail for StoreBatch. This is the costly part of storing it,
// and may run on many goroutines at once.
func (in *Intake) Pack(m IncomingMail) IncomingMail {
	m.packed = in.store.Pack(m.Raw, m.Received, m.Origin)
	m.packed.Arrival = m.Arrival
	return m
}

// Close ends the input. Run returns when everything is read.
func (in *Intake) Close() { close(in.stored) }

// idle is how often Run sends a heartbeat while there is nothing to read.
const idle = 20 * time.Second

// Run reads stored mail, starting with what an earlier process left, until Close or until
// ctx is done. Its errors come from the store.
func (in *Intake) Run(ctx context.Context) error {
	in.running.Store(true)
	defer close(in.ended)
	strangers := in.newBehind(ctx)
	return cmp.Or(in.readStored(ctx, strangers), strangers.close())
}

func (in *Intake) readStored(ctx context.Context, strangers *behind) error {
	if err := in.catchUp(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	apart := make(chan []takenApart)
	var ahead sync.WaitGroup
	ahead.Go(func() { in.takeApartAhead(ctx, apart) })
	defer ahead.Wait()
	defer cancel()
	ticker := time.NewTicker(idle)
	defer ticker.Stop()
	for {
		in.heartbeat("intake", 5*time.Minute)
		select {
		case batch, ok := <-apart:
			if !ok {
				return nil
			}
			if err := in.read(ctx, batch, strangers); err != nil {
				return err
			}
		case err := <-strangers.failed:
			return err
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// catchUp reads mail that was stored but not read, one at a time, counting each attempt
// before it is made: a mail that ends the process is given up after a few attempts and
// logged as unreadable.
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
			in.heartbeat("intake", 5*time.Minute)
			if err := in.readAgain(ctx, id); err != nil {
				return err
			}
			after = id
		}
	}
	return nil
}

func (in *Intake) readAgain(ctx context.Context, id int64) error {
	var attempts int
	err := in.patiently(ctx, func() (err error) {
		attempts, err = in.store.CountReadAttempt(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	if err := in.KnowPeople(ctx); err != nil {
		return err
	}
	raw, about, err := in.store.RawMail(ctx, id)
	if err != nil {
		return err
	}
	m := Unread(raw, about.Received, fmt.Sprintf("the process ended %d times while reading it", attempts-1))
	if attempts <= store.MaxAttempts {
		m = ReadWith(raw, about.Received, *in.limits.Load(), in.known(ctx))
		m.Auth = in.knownSenders(m).Evidence(ctx, raw, m, about.Origin)
		m.Suggested = in.suggest(ctx, m)
	}
	m.Arrival = about.Arrival
	return in.record(ctx, []arrival{in.arrived(ctx, id, raw, m, identity(raw))})
}

// arrived returns a mail that was read with all that is known of it before it is logged.
func (in *Intake) arrived(ctx context.Context, id int64, raw []byte, m *store.Message, identity store.Hash) arrival {
	return arrival{id, m, in.embeddedIn(ctx, raw, m), identity, in.projects.Load().Prepare(m)}
}

// read finds what is new in the mails of a batch and records them in order, except for mail of
// strangers whose senders have to be looked up.
func (in *Intake) read(ctx context.Context, batch []takenApart, strangers *behind) error {
	if err := in.patiently(ctx, func() error { return in.KnowPeople(ctx) }); err != nil {
		return err
	}
	arrivals := make([]arrival, len(batch))
	in.findNewInAll(ctx, batch, func(i int, t *takenApart) {
		if t.message.Auth.Recheck() && !in.projects.Load().KnowsSender(t.message) && strangers.add(t.id) {
			return
		}
		t.message.Suggested = in.suggest(ctx, t.message)
		arrivals[i] = in.arrived(ctx, t.id, t.raw, t.message, t.identity)
	})
	return in.record(ctx, slices.DeleteFunc(arrivals, func(a arrival) bool { return a.message == nil }))
}

// knownSenders returns what verifies the sender of m: of a stranger only as far as that takes
// no look-up.
func (in *Intake) knownSenders(m *store.Message) *SenderVerifier {
	if in.projects.Load().KnowsSender(m) {
		return in.verifier.Load()
	}
	return in.verifier.Load().Cached()
}

// allSenders returns what verifies any sender, however long it takes.
func (in *Intake) allSenders(*store.Message) *SenderVerifier { return in.verifier.Load() }

// suggest asks the model, if there is one, what m wants. If it fails, m is logged without a
// suggestion.
func (in *Intake) suggest(ctx context.Context, m *store.Message) *store.Suggestion {
	asked := in.model.Load()
	if asked == nil || !in.projects.Load().LeavesOpen(m, in.store) {
		return nil
	}
	in.heartbeat("intake", 5*time.Minute) // a model may be slow
	s, err := asked.Suggest(ctx, m.Subject, m.OwnText)
	if err != nil && !errors.Is(err, model.ErrResting) && ctx.Err() == nil {
		in.log.Warn("the model made no suggestion; logging the mail without one", "message", m.MessageID, "error", err)
	}
	return s
}

// known returns what the log knows that helps to read mail. If a look-up of the mails that
// one answers fails, it is read without them.
func (in *Intake) known(ctx context.Context) Known {
	return Known{Recurring: in.recurring.Load(), Before: func(m *store.Message) []string {
		texts, err := in.store.AnsweredTexts(ctx, m)
		if err != nil {
			in.log.Debug("the answered mail cannot be looked up", "message", m.MessageID, "error", err)
		}
		return texts
	}}
}

// Feed stores and reads everything that yield adds, in batches, and returns when all of it
// is in the log. yield calls its argument for each mail, in order, and stops at its error.
// stored, if not nil, is called after each batch with the number of mails in it and the
// number that were new. Feed replaces Run and StoreBatch for mail that does not come from a
// mailbox.
func (in *Intake) Feed(ctx context.Context, yield func(add func(IncomingMail) error) error, stored func(all, fresh int)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return in.Run(ctx) })
	group.Go(func() error {
		defer in.Close()
		b := newBatcher(in, 0, stored)
		return b.run(ctx, yield)
	})
	return group.Wait()
}
