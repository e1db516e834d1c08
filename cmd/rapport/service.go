package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"rapport/classify"
	"rapport/mailin"
	"rapport/mailout/due"
	"rapport/mailout/outbox"
	"rapport/store"
)

// service is one run of `rapport serve`: the intake, a folder loop for each
// folder of each account, and what tells systemd how they fare.
type service struct {
	app    *app
	config *config
	lock   *lock
	store  *store.Store
	intake *mailin.Intake
	keys   mailin.Keys
	learns atomic.Pointer[mailin.Learning]
	outbox *outbox.Outbox // nil where the configuration has no relay
	due    *due.Due       // nil with it
	notify *notifier
	health health
	log    *slog.Logger
}

// stopWithin is how long a daemon may take to leave once it is asked to.
const stopWithin = 9 * time.Second

// newService reads the configuration, takes the lock of the state directory, and
// opens and checks the database.
func newService(ctx context.Context, a *app) (*service, error) {
	c, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	directory, err := classify.New(c.classify())
	if err != nil {
		return nil, withExit(exitConfig, err)
	}
	s := &service{app: a, config: c, log: a.log, health: health{folders: map[string]mailin.Health{}}}
	if s.notify, err = newNotifier(a); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.StateDir, 0o700); err != nil {
		return nil, explainStart(fmt.Errorf("create the state directory: %w", err))
	}
	if s.lock, err = lockState(c.StateDir); err != nil {
		return nil, explainStart(err)
	}
	if s.store, err = store.Open(ctx, store.Config{Dir: c.StateDir}); err != nil {
		s.close()
		return nil, explainStart(err)
	}
	if err := s.store.Check(ctx); err != nil {
		s.close()
		return nil, err
	}
	s.intake = mailin.NewIntake(s.store, directory, c.Limits.parse(), s.log, s.notify.beat)
	s.intake.SetSenderVerifier(mailin.NewSenderVerifier(c.accounts(a.getenv), &s.keys))
	s.intake.SetModel(c.model(a.getenv))
	s.learns.Store(&c.Learn)
	if len(c.Relays) > 0 {
		owed, err := c.due(a)
		if err != nil {
			s.close()
			return nil, err
		}
		s.outbox = outbox.New(s.store, c.outbox(a), time.Now, s.log, s.notify.beat)
		s.due = due.New(s.store, owed, time.Now, s.log, s.notify.beat)
	}
	return s, nil
}

func (s *service) close() {
	if s.store != nil {
		if err := s.store.Close(); err != nil {
			s.log.Error("close the database", "error", err)
		}
	}
	s.lock.release()
}

// run serves until ctx is done or something cannot go on.
func (s *service) run(ctx context.Context, hangup <-chan os.Signal) error {
	finished := make(chan struct{})
	defer close(finished)
	context.AfterFunc(ctx, func() {
		s.notify.stopping()
		select {
		case <-finished:
		case <-time.After(stopWithin): // every commit is whole; nothing is lost by leaving
			s.log.Error("a loop did not end in time; leaving all the same")
			os.Exit(exitSoftware)
		}
	})
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.intake.Run(ctx) })
	group.Go(func() error { return s.intake.Learn(ctx, s.learning) })
	group.Go(func() error { return s.intake.Recheck(ctx) })
	group.Go(func() error { return s.notify.run(ctx) })
	group.Go(func() error { return s.watch(ctx, hangup) })
	if s.outbox != nil {
		group.Go(func() error { return s.outbox.Run(ctx) })
		group.Go(func() error { return s.due.Run(ctx) })
	}
	s.log.Info("serving", "accounts", len(s.config.Accounts), "projects", len(s.config.Projects), "version", version)
	s.notify.ready()
	return group.Wait()
}

func (s *service) learning() mailin.Learning { return *s.learns.Load() }

// watch runs the folders of all accounts, and does so anew when a SIGHUP brings
// other accounts.
func (s *service) watch(ctx context.Context, hangup <-chan os.Signal) error {
	for ctx.Err() == nil {
		folders, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- s.watchFolders(folders) }()
		err := s.reloads(ctx, hangup, done)
		stop()
		if err != nil {
			return err
		}
		if err := <-done; err != nil {
			return err
		}
	}
	return nil
}

// reloads takes in new configurations until one has other accounts, the folders
// fail, or ctx is done.
func (s *service) reloads(ctx context.Context, hangup <-chan os.Signal, done chan error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-done:
			done <- nil // for watch, which waits for the end
			return err
		case <-hangup:
			if other := s.reload(); other {
				return nil
			}
		}
	}
}

// reload reads the configuration anew and says whether its accounts differ. A
// wrong one is logged and the old one kept.
func (s *service) reload() (otherAccounts bool) {
	s.notify.reloading()
	defer s.notify.ready()
	next, err := s.app.loadConfig()
	if err == nil && next.StateDir != s.config.StateDir {
		err = errors.New("state_dir has changed: that takes a restart")
	}
	if err == nil && !sameSending(next, s.config) {
		err = errors.New("a [[relay]], log_address, or plus_addresses, storm or per_recipient of [sending] has changed: that takes a restart")
	}
	var owed due.Config
	if err == nil && s.due != nil {
		owed, err = next.due(s.app)
	}
	var directory *classify.ProjectIndex
	if err == nil {
		directory, err = classify.New(next.classify())
	}
	if err != nil {
		s.log.Error("the new configuration is wrong; the old one stays in force", "error", err)
		return false
	}
	otherAccounts = !reflect.DeepEqual(next.Accounts, s.config.Accounts) || next.Limits != s.config.Limits
	s.config = next
	s.intake.SetDirectory(directory)
	s.intake.SetModel(next.model(s.app.getenv))
	s.learns.Store(&next.Learn)
	s.intake.SetSenderVerifier(mailin.NewSenderVerifier(next.accounts(s.app.getenv), &s.keys))
	if s.due != nil {
		s.due.SetConfig(owed)
	}
	s.log.Info("configuration read anew", "accounts", len(next.Accounts), "projects", len(next.Projects))
	return otherAccounts
}

// sameSending says whether mail leaves in the same way.
func sameSending(a, b *config) bool {
	one, other := a.Sending, b.Sending
	return reflect.DeepEqual(a.Relays, b.Relays) && (len(a.Relays) == 0 || a.LogAddress == b.LogAddress) &&
		one.Plus == other.Plus && one.Storm == other.Storm && one.Recipient == other.Recipient
}

// watchFolders runs every folder until ctx is done.
func (s *service) watchFolders(ctx context.Context) error {
	s.health.clear()
	group, ctx := errgroup.WithContext(ctx)
	for _, f := range s.folders() {
		group.Go(func() error {
			defer s.notify.ended(f.Loop())
			return f.Run(ctx)
		})
	}
	return group.Wait()
}

// once looks at every folder a single time, and reads all that is there.
func (s *service) once(ctx context.Context) error {
	folders := s.folders()
	failures := make([]error, len(folders)) // a folder's failure must not stop the others
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.intake.Run(ctx) })
	group.Go(func() error {
		defer s.intake.Close()
		var looks sync.WaitGroup
		for i, f := range folders {
			looks.Go(func() { failures[i] = f.SyncOnce(ctx) })
		}
		looks.Wait()
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	return withExit(exitUnavailable, errors.Join(failures...))
}

func (s *service) folders() []*mailin.Folder {
	var folders []*mailin.Folder
	for _, account := range s.config.accounts(s.app.getenv) {
		folders = append(folders, account.FoldersOf(s.store, s.intake, s.log, s.notify.beat, s.report)...)
	}
	return folders
}

// report takes in how a folder fares and tells systemd about all of them.
func (s *service) report(h mailin.Health) { s.notify.status(s.health.take(h)) }

// health is how all folders fare.
type health struct {
	mu      sync.Mutex
	folders map[string]mailin.Health
}

func (h *health) clear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.folders)
}

// take takes in what is reported of a folder and gives one line on all of them.
func (h *health) take(one mailin.Health) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.folders[one.Account+"/"+one.Folder] = one
	well, trouble, latest := 0, "", time.Time{}
	for name, f := range h.folders {
		if f.Err != nil {
			trouble = name + " cannot be read"
			continue
		}
		well++
		if f.Synced.After(latest) {
			latest = f.Synced
		}
	}
	line := fmt.Sprintf("%d of %d folders read", well, len(h.folders))
	if !latest.IsZero() {
		line += ", last at " + latest.Format(time.TimeOnly)
	}
	if trouble != "" {
		line += "; " + trouble + ", see the journal"
	}
	return line
}
