package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
// opens and checks the database, or begins a new one where it is lost and rebuild is set.
// The caller closes it. The intake reports its progress to beat.
func (a *App) OpenInbound(ctx context.Context, beat func(loop string, within time.Duration), rebuild bool) (*Inbound, error) {
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
	if err := checkStateDir(c.StateDir); err != nil {
		return nil, err
	}
	in := &Inbound{Config: c}
	if in.lock, err = lockState(c.StateDir); err != nil {
		return nil, StartError(err)
	}
	if in.Store, err = store.Open(ctx, store.Config{Dir: c.StateDir, Rebuild: rebuild, Now: a.Clock()}); err != nil {
		in.Close(a.Log)
		return nil, StartError(err)
	}
	if err := in.Store.Check(ctx); err != nil {
		in.Close(a.Log)
		return nil, err
	}
	a.warnErased(ctx, in.Store)
	in.Intake = mailin.NewIntake(in.Store, directory, c.Limits.Parse(), a.Log, beat, a.Clock())
	in.Keys.Known = in.Intake.KnowsOrganisation
	in.Intake.SetSenderVerifier(mailin.NewSenderVerifier(c.Mailboxes(), &in.Keys, a.Clock()))
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

// warnErased says that what was erased is back, since an older copy of the database was put back.
func (a *App) warnErased(ctx context.Context, s *store.Store) {
	back, err := s.ErasedBack(ctx)
	mails := 0
	for _, one := range back {
		mails += len(one.Scope.Hashes)
	}
	if err != nil {
		a.Log.Error("look for erased mail that is back", "error", err)
	}
	if len(back) > 0 {
		a.Log.Error("erased mail is back with an older copy of the database: run rapport erase --again", "mails", mails)
	}
}

// checkStateDir refuses a directory that others may write: they could put another database
// in the place of ours.
func checkStateDir(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return StartError(err)
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return exit.With(exit.Permission, fmt.Errorf("the state directory %s can be written by users other than its owner (mode %04o): chmod 700 it, and check what is in it", dir, mode))
	}
	return nil
}

// OpenForWriting opens the log of a configuration for writing, beside a daemon that may be
// running. The caller closes it.
func OpenForWriting(ctx context.Context, c *config.Config) (*store.Store, error) {
	if err := checkStateDir(c.StateDir); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Config{Dir: c.StateDir})
	return s, StartError(err)
}

// NoBeat is the beat of a command, whose progress nobody watches.
func NoBeat(string, time.Duration) {}

// StartError adds what to do to the errors with which a daemon cannot start.
func StartError(err error) error {
	switch {
	case errors.Is(err, errRunning):
		return exit.With(exit.Unavailable, err)
	case errors.Is(err, store.ErrLost):
		return fmt.Errorf("%w\nPut a copy back (docs/operations.md), or begin a new log from the mailbox, which asks and sends nothing:\n  rapport serve --rebuild", err)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w: run rapport as the owner of the state directory", err)
	}
	return err
}
