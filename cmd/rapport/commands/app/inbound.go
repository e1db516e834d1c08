package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"rapport/classify"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/mailin"
	"rapport/store"
)

// Inbound is a log that this process alone may read mail into: the lock of its
// state directory, the store, and the intake.
type Inbound struct {
	Config *config.Config
	Store  *store.Store
	Intake *mailin.Intake
	Keys   mailin.Keys
	lock   *lock
}

// OpenInbound reads the configuration, takes the lock of the state directory, and
// opens and checks the database. The caller closes it. The intake reports
// its progress to beat.
func (a *App) OpenInbound(ctx context.Context, beat func(loop string, within time.Duration)) (*Inbound, error) {
	c, err := a.LoadConfig()
	if err != nil {
		return nil, err
	}
	directory, err := classify.New(c.Classify())
	if err != nil {
		return nil, exit.With(exit.Config, err)
	}
	if err := os.MkdirAll(c.StateDir, 0o700); err != nil {
		return nil, StartError(fmt.Errorf("create the state directory: %w", err))
	}
	in := &Inbound{Config: c}
	if in.lock, err = lockState(c.StateDir); err != nil {
		return nil, StartError(err)
	}
	if in.Store, err = store.Open(ctx, store.Config{Dir: c.StateDir}); err != nil {
		in.Close(a.Log)
		return nil, StartError(err)
	}
	if err := in.Store.Check(ctx); err != nil {
		in.Close(a.Log)
		return nil, err
	}
	in.Intake = mailin.NewIntake(in.Store, directory, c.Limits.Parse(), a.Log, beat, time.Now)
	in.Keys.Known = in.Intake.KnowsOrganisation
	in.Intake.SetSenderVerifier(mailin.NewSenderVerifier(c.Mailboxes(), &in.Keys, time.Now))
	in.Intake.SetModel(c.AskedModel())
	return in, nil
}

// Close closes the store and releases the lock.
func (in *Inbound) Close(log *slog.Logger) {
	if in.Store != nil {
		if err := in.Store.Close(); err != nil {
			log.Error("close the database", "error", err)
		}
	}
	in.lock.release()
}

// NoBeat is the beat of a command, whose progress nobody watches.
func NoBeat(string, time.Duration) {}

// StartError adds what to do to the errors with which a daemon cannot start.
func StartError(err error) error {
	switch {
	case errors.Is(err, errRunning):
		return exit.With(exit.Unavailable, err)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w: run rapport as the owner of the state directory", err)
	}
	return err
}
