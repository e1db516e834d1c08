// Package trouble finds out what keeps the daemon from its work. It listens to the folders, the
// relays and the scheduled tasks, looks at the disk, the clock, the calendars and the copies,
// and keeps what it finds as troubles in the store, for the mail to the administrator.
package trouble

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"rapport/mailin"
	"rapport/mailout/calendar"
	"rapport/store"
)

// Config is what is watched.
type Config struct {
	Accounts  []string        // that are read, by name
	Gaps      []calendar.Gap  // years that calendars lack
	Templates []string        // what is wrong with templates that can be used nevertheless
	Logins    []Login         // that accounts and relays use
	Projects  []store.Project // the mail of which is kept for a time
	Tells     bool            // there is an administrator whom mail can reach
}

// Login is how a login stands that gets tokens in place of a password.
type Login struct {
	Name             string
	Accounts, Relays []string  // that use it, by name
	Known            bool      // whether there is access
	Denied           error     // why there is none until somebody acts; nil: there is
	Ends             time.Time // soon; zero: it does not
	Secret           bool      // it is the secret of its application that ends, and not what was granted
}

const (
	// Every is the time between two looks.
	Every = 20 * time.Second
	// steady is how long something must have been one way before it counts: connections break
	// and come back all day.
	steady = 5 * time.Minute
	// copyAge is when a copy of the database is too old.
	copyAge = 48 * time.Hour
	// erasureDelay is how long after its time an erasure may be missing: it is run once a day.
	erasureDelay = 48 * time.Hour
	// lowDisk is the free space below which the disk is low; it is over once there is a quarter
	// more. At 64 MiB fetching stops.
	lowDisk = 256 << 20
	// jump is how much a clock may be put right without a word.
	jump = 5 * time.Minute
	// settled is how long a clock must have run evenly after a jump.
	settled = time.Hour
)

// Watch notes what is wrong. Its methods may be called from several goroutines.
type Watch struct {
	store  *store.Store
	config func() Config
	now    func() time.Time
	free   func() (int64, error)
	log    *slog.Logger

	mu      sync.Mutex
	folders map[folder]*condition
	relays  map[string]*condition
	tasks   map[string]map[string]*condition // by duty and object
	reload  error                            // why the last configuration was not put in force
	clock   clock
}

type folder struct{ account, name string }

// condition is how something stands.
type condition struct {
	since   time.Time // that it has failed; zero: it works
	failed  time.Time // when it last failed
	login   bool      // it is the login that fails
	detail  string
	working bool // it was seen to work
}

// clock is what was seen of the clock of the machine.
type clock struct {
	wall   time.Time     // at the last look
	even   time.Duration // by a clock that nobody sets, likewise
	jumped time.Time     // when it last jumped; zero: it did not
	by     time.Duration
}

// New returns a Watch over the daemon that uses s.
func New(s *store.Store, config func() Config, now func() time.Time, log *slog.Logger) *Watch {
	return &Watch{store: s, config: config, now: now, free: s.Free, log: log,
		folders: map[folder]*condition{}, relays: map[string]*condition{}, tasks: map[string]map[string]*condition{}}
}

// Folder takes the state of a folder.
func (w *Watch) Folder(h mailin.Health) {
	w.mu.Lock()
	defer w.mu.Unlock()
	note(w.folders, folder{h.Account, h.Folder}, w.now(), h.Err, isLogin(h.Err))
}

// Relay takes how a relay took the last mail; nil: it took it.
func (w *Watch) Relay(name string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	note(w.relays, name, w.now(), err, isLogin(err))
}

// Tasks takes what a scheduled task could not do, by the object that it is about.
func (w *Watch) Tasks(duty string, failures map[string]error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := w.tasks[duty]
	if known == nil {
		if len(failures) == 0 {
			return
		}
		known = map[string]*condition{}
		w.tasks[duty] = known
	}
	for object := range known {
		if failures[object] == nil {
			delete(known, object)
		}
	}
	for object, err := range failures {
		note(known, object, w.now(), err, false)
	}
}

// Reload takes whether the configuration was put in force at a reload.
func (w *Watch) Reload(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reload = err
}

// Forget drops what is known of all folders: others are read from now on.
func (w *Watch) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.folders)
}

// note takes how something went.
func note[K comparable](all map[K]*condition, key K, now time.Time, err error, login bool) {
	c := all[key]
	if c == nil {
		c = &condition{}
		all[key] = c
	}
	if err == nil {
		c.since, c.detail, c.working, c.login = time.Time{}, "", true, false
		return
	}
	if c.since.IsZero() {
		c.since = now
	}
	c.failed, c.detail = now, err.Error()
	c.login = login
}

// Run looks until ctx is done. With ownClock the time is that of the machine, whose clock is
// watched too.
func (w *Watch) Run(ctx context.Context, beat func(loop string, within time.Duration), ownClock bool) error {
	ticker := time.NewTicker(Every)
	defer ticker.Stop()
	began := w.now()
	for {
		beat("watch", Every+5*time.Minute)
		if ownClock {
			now := w.now()
			w.Clock(now, now.Sub(began)) // Sub goes by the monotonic clock, which nobody sets
		}
		if err := w.Look(ctx); err != nil && ctx.Err() == nil {
			if errors.Is(err, store.ErrUncertain) || errors.Is(err, store.ErrCorrupt) {
				return err
			}
			w.log.Warn("what keeps Rapport from its work could not be noted", "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}
