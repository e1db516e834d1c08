// Package due finds what is due now, renders it and queues it. Each kind of mail is a
// duty in a package of its own; this package runs them all. It keeps no state of its
// own: what was done is in the store, written in the same transaction as the mail that
// did it, so that nothing is done twice however often the duties run.
package due

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"rapport/mailout/due/office"
	"rapport/store"
)

// What cmd/rapport configures; see package office.
type (
	Config  = office.Config
	Project = office.Project
	Folder  = office.Folder
	Remind  = office.Remind
	Terms   = office.Terms
	Clock   = office.Clock
	Surveys = office.Surveys
	Tracker = office.Tracker
)

// Due runs every duty.
type Due struct {
	store        *store.Store
	config       atomic.Pointer[Config]
	people       atomic.Pointer[[]store.Person] // whom PMs added by mail, when last looked
	deputies     atomic.Pointer[[]store.Deputy] // whom people named, likewise
	closed       atomic.Pointer[[]string]       // the projects that were closed, likewise
	reconfigured [2]chan struct{}               // one for each loop
	now          func() time.Time
	log          *slog.Logger
	beat         func(loop string, within time.Duration)
	duties       []Duty
	outside      []Duty // which wait for other systems, in a loop of their own: no mail waits for those
	// lookAtLeast is how often each duty runs even though it knows of nothing due: a
	// guard against what makes something due without a commit or a time.
	lookAtLeast time.Duration
	// failing, unless it is nil, is called after a run of a duty with what it could not do.
	failing func(duty string, failures map[string]error)
}

// Watch has failing called after each run of a duty with what it could not do, by the object
// that it is about; nothing, where it did everything. It must be called before Run.
func (d *Due) Watch(failing func(duty string, failures map[string]error)) { d.failing = failing }

// New returns a Due that queues into s. Its loop calls beat as a sign of life: it will
// call again within the time it names.
func New(s *store.Store, c Config, now func() time.Time, log *slog.Logger, beat func(loop string, within time.Duration)) *Due {
	// Readings of the monotonic clock, which nobody sets, would hide that the clock was set back.
	wall := func() time.Time { return now().Round(0) }
	d := &Due{store: s, reconfigured: [2]chan struct{}{make(chan struct{}, 1), make(chan struct{}, 1)}, now: wall, log: log, beat: beat, duties: duties(), outside: outsideDuties(), lookAtLeast: 10 * time.Minute}
	d.config.Store(&c)
	return d
}

// SetConfig puts another configuration in force, and makes the loops look at once.
func (d *Due) SetConfig(c Config) {
	d.config.Store(&c)
	for _, reconfigured := range d.reconfigured {
		select {
		case reconfigured <- struct{}{}:
		default: // it has not noticed the one before
		}
	}
}

// Run runs the duties until ctx is done: all of them after a change in the store or of
// the configuration, and each when its own time has come. What goes wrong with one
// object is logged and hinders no other; only an error of the store that must end the
// process is returned, or one that the Config is invalid.
func (d *Due) Run(ctx context.Context) error {
	if err := d.config.Load().Validate(); err != nil {
		return fmt.Errorf("start to look for what is due: %w", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return d.loop(ctx, "due", d.duties, d.reconfigured[0]) })
	group.Go(func() error { return d.loop(ctx, "outside", d.outside, d.reconfigured[1]) })
	return group.Wait()
}

// loop runs some duties until ctx is done. name is that of its sign of life.
func (d *Due) loop(ctx context.Context, name string, duties []Duty, reconfigured <-chan struct{}) error {
	changes, leave := d.store.Changes()
	defer leave()
	plan := newPlan(len(duties), d.lookAtLeast)
	for ctx.Err() == nil {
		done, err := d.settle(ctx, duties, plan, changes)
		if err != nil || ctx.Err() != nil {
			return err
		}
		d.finish(ctx, duties, done)
		if ctx.Err() != nil {
			return nil
		}
		for _, r := range done {
			if err := d.report(plan, duties[r.duty], r.failures); err != nil {
				return err
			}
			plan.ran(r.duty, r.office, len(r.failures) > 0)
		}
		d.wait(ctx, name, plan, changes, reconfigured)
	}
	return nil
}

// mostRounds is how often duties run before the receipts are sent, although something changes
// each time, as it does during a first sync.
const mostRounds = 3

// settle runs the duties that are due, and all of them again while something changes, by a duty
// or by mail that comes: a receipt then never goes before the mail with the next step, which
// may make it needless. It returns the last run of each duty that ran.
func (d *Due) settle(ctx context.Context, duties []Duty, plan *plan, changes <-chan struct{}) ([]dutyRun, error) {
	last := make([]dutyRun, len(duties))
	for round := 1; ; round++ {
		look := d.office(ctx)
		for _, r := range d.runAll(ctx, duties, look, func(i int) bool { return plan.isDue(i, look.Now) }) {
			if err := d.report(plan, duties[r.duty], r.failures); err != nil {
				return nil, err
			}
			last[r.duty] = r
		}
		if round == mostRounds || !isTaken(changes) {
			return slices.DeleteFunc(last, func(r dutyRun) bool { return r.office == nil }), nil
		}
		plan.all()
	}
}

// isTaken reports whether there was a value to take from a channel.
func isTaken(changes <-chan struct{}) bool {
	select {
	case <-changes:
		return true
	default:
		return false
	}
}

// wait waits until a duty is due. A change makes all of them due.
func (d *Due) wait(ctx context.Context, name string, plan *plan, changes, reconfigured <-chan struct{}) {
	// The clock is read often rather than slept by: it may be set, or stop while the
	// machine sleeps. That takes no statement.
	poll := d.config.Load().Poll
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for first := true; ; first = false {
		d.beat(name, poll+5*time.Minute)
		select {
		case <-ticker.C:
			if plan.anyDue(d.now()) {
				return
			}
			continue
		case <-changes:
		case <-reconfigured:
		case <-ctx.Done():
			return
		}
		plan.all()
		if first { // many commits in a row cost one look a poll
			select {
			case <-ticker.C:
			case <-ctx.Done():
			}
			isTaken(changes) // the look that follows sees them all
		}
		return
	}
}

// report logs the failures of a duty that are new, and returns the one that must end
// the process, if any.
func (d *Due) report(plan *plan, duty Duty, failures []error) error {
	failed, failing := map[string]bool{}, map[string]error{}
	for _, err := range failures {
		if errors.Is(err, store.ErrUncertain) || errors.Is(err, store.ErrCorrupt) {
			return err
		}
		object := ""
		if f, ok := errors.AsType[*office.Failure](err); ok {
			object = f.Object
		}
		failed[object], failing[object] = true, err
		if !plan.failed[duty.Name()][object] {
			d.log.Error("a scheduled task failed and will be retried", "task", duty.Name(), "error", err)
		}
	}
	plan.failed[duty.Name()] = failed
	if d.failing != nil {
		d.failing(duty.Name(), failing)
	}
	return nil
}

// RunOnce runs every duty once, and returns what could not be done.
func (d *Due) RunOnce(ctx context.Context) (failures []error) {
	_, failures = d.Look(ctx)
	return failures
}

// Look is RunOnce. It also returns when each duty asks to run again, by its name; a duty for
// which nothing but a change can make anything due is left out.
func (d *Due) Look(ctx context.Context) (next map[string]time.Time, failures []error) {
	next = make(map[string]time.Time)
	rounds := [][]Duty{d.duties}
	if slices.ContainsFunc(d.config.Load().Projects, func(p Project) bool { return p.Tracker != nil || p.AskMinutes || p.Agenda }) {
		rounds = [][]Duty{d.duties, d.outside, d.duties} // what other systems say may make something due
	}
	look := d.office(ctx)
	for _, duties := range rounds {
		done := d.runAll(ctx, duties, look, func(int) bool { return true })
		d.finish(ctx, duties, done)
		for _, r := range done {
			name := duties[r.duty].Name()
			for _, err := range r.failures {
				failures = append(failures, fmt.Errorf("%s: %w", name, err))
			}
			if at := r.office.Next(); !at.IsZero() {
				next[name] = at
			}
		}
	}
	return next, failures
}

// dutyRun is a duty that ran during a look.
type dutyRun struct {
	duty     int // its index
	office   *office.Office
	failures []error
}

// runAll runs those duties that are due.
func (d *Due) runAll(ctx context.Context, duties []Duty, look *office.Office, isDue func(i int) bool) (list []dutyRun) {
	for i, duty := range duties {
		if !isDue(i) || ctx.Err() != nil {
			continue
		}
		one := dutyRun{duty: i, office: look.At(d.now())}
		if r, ok := duty.(Runner); ok {
			one.failures = r.Run(ctx, one.office)
		}
		list = append(list, one)
	}
	return list
}

// finish sends the receipts of the duties that ran, and records what waits of them.
func (d *Due) finish(ctx context.Context, duties []Duty, done []dutyRun) {
	d.sendAllReceipts(ctx, duties, done)
	for i := range done {
		r := &done[i]
		if len(r.failures) == 0 && ctx.Err() == nil { // after a failure more may wait than it found
			r.failures = office.Fail("what waits for another week", d.keepWaiting(ctx, duties[r.duty].Name(), r.office))
		}
	}
}

// keepWaiting records what waits of a duty, if that has changed.
func (d *Due) keepWaiting(ctx context.Context, duty string, o *office.Office) error {
	before, held := 0, o.Held()
	known := func(one store.WaitingMail) bool {
		return slices.ContainsFunc(o.Waiting, func(w store.WaitingMail) bool {
			return w.Duty == duty && w.IsSame(one) && w.Until.Equal(one.Until)
		})
	}
	for _, w := range o.Waiting {
		if w.Duty == duty {
			before++
		}
	}
	if before == len(held) && !slices.ContainsFunc(held, func(one store.WaitingMail) bool { return !known(one) }) {
		return nil
	}
	return d.store.SetWaitingMails(ctx, duty, held)
}

// sendAllReceipts sends the receipts of the duties that ran, and adds what fails to their runs.
// It comes after all of them: what a mail with the next step says by the way needs no receipt,
// whichever duty sends it.
func (d *Due) sendAllReceipts(ctx context.Context, duties []Duty, done []dutyRun) {
	for i := range done {
		c, ok := duties[done[i].duty].(Correspondent)
		if !ok || ctx.Err() != nil {
			continue
		}
		for _, receipts := range c.Receipts() {
			done[i].failures = append(done[i].failures, sendReceipts(ctx, done[i].office, receipts)...)
		}
	}
}

// office returns an Office for a look now.
func (d *Due) office(ctx context.Context) *office.Office {
	if people, err := d.store.People(ctx); err != nil {
		d.log.Warn("who was added by mail cannot be read; going by who was known", "error", err)
	} else {
		d.people.Store(&people)
	}
	if deputies, err := d.store.DeputiesNow(ctx); err != nil {
		d.log.Warn("deputies cannot be read; those known before still count", "error", err)
	} else {
		d.deputies.Store(&deputies)
	}
	if closed, err := d.store.ClosedProjects(ctx); err != nil {
		d.log.Warn("which projects were closed cannot be read; those known before still are", "error", err)
	} else {
		d.closed.Store(&closed)
	}
	waiting, err := d.store.WaitingMails(ctx)
	if err != nil {
		d.log.Warn("the mail that waits for another week cannot be read", "error", err)
	}
	config, now := d.config.Load(), d.now()
	if people := d.people.Load(); people != nil {
		config = config.WithPeople(*people)
	}
	if deputies := d.deputies.Load(); deputies != nil {
		config = config.WithDeputies(*deputies, now)
	}
	if closed := d.closed.Load(); closed != nil {
		config = config.WithClosed(*closed)
	}
	o := office.New(ctx, d.store, config, d.log, now)
	o.Waiting = waiting
	return o
}
