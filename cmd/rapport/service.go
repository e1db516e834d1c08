package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/mailin"
	"rapport/mailout/due"
	"rapport/mailout/outbox"
	"rapport/store"
	"rapport/templates"
)

// service is one run of `rapport serve`: the intake, a folder loop for each
// folder of each account, what sends, and what tells systemd how they fare.
type service struct {
	app    *app.App
	config atomic.Pointer[config.Config] // in force; a reload replaces it
	in     *app.Inbound
	outbox *outbox.Outbox // nil where the configuration has no relay
	due    *due.Due       // nil with it
	notify *notifier
	health health
	log    *slog.Logger
}

// newService opens the log for the daemon, and what sends.
func newService(ctx context.Context, a *app.App) (*service, error) {
	s := &service{app: a, log: a.Log, health: health{folders: map[string]mailin.Health{}}}
	var err error
	if s.notify, err = newNotifier(a); err != nil {
		return nil, err
	}
	if s.in, err = a.OpenInbound(ctx, s.notify.beat); err != nil {
		return nil, err
	}
	c := s.in.Config
	s.config.Store(c)
	if len(c.Relays) > 0 {
		dueConfig, err := c.Due(a.Poll)
		if err != nil {
			s.Close()
			return nil, exit.With(exit.Config, err)
		}
		s.warn(dueConfig.Templates)
		s.outbox = outbox.New(s.in.Store, c.Outbox(a.Poll, s.config.Load), time.Now, s.log, s.notify.beat)
		s.due = due.New(s.in.Store, dueConfig, time.Now, s.log, s.notify.beat)
	}
	return s, nil
}

// Close closes the log and releases its lock.
func (s *service) Close() { s.in.Close(s.log) }

// warn logs what should be changed in the files of templates.
func (s *service) warn(set *templates.Set) {
	for _, text := range set.Warnings() {
		s.log.Warn("a template has an old name", "warning", text)
	}
}

// Store is the log of the daemon.
func (s *service) Store() *store.Store { return s.in.Store }

// watchFolders runs every folder until ctx is done.
func (s *service) watchFolders(ctx context.Context, folders []*mailin.Folder) error {
	s.health.clear()
	group, ctx := errgroup.WithContext(ctx)
	for _, f := range folders {
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
	group.Go(func() error { return s.in.Intake.Run(ctx) })
	group.Go(func() error {
		defer s.in.Intake.Close()
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
	return exit.With(exit.Unavailable, errors.Join(failures...))
}

// folders returns the folders of all accounts of the configuration in force.
func (s *service) folders() []*mailin.Folder {
	var folders []*mailin.Folder
	for _, account := range s.config.Load().Mailboxes() {
		folders = append(folders, account.FoldersOf(s.in.Store, s.in.Intake, s.log, s.notify.beat, s.report)...)
	}
	return folders
}
