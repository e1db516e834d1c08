package main

import (
	"context"
	"errors"
	"os"
	"reflect"

	"rapport/classify"
	"rapport/cmd/rapport/config"
	"rapport/mailin"
	"rapport/mailout/due"
)

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
	next, err := s.app.LoadConfig()
	if err == nil && next.StateDir != s.config.StateDir {
		err = errors.New("state_dir has changed: that takes a restart")
	}
	if err == nil && !sameSending(next, s.config) {
		err = errors.New("a [[relay]], log_address, or plus_addresses, storm or per_recipient of [sending] has changed: that takes a restart")
	}
	var owed due.Config
	if err == nil && s.due != nil {
		owed, err = next.Due(s.app.Poll)
	}
	var directory *classify.ProjectIndex
	if err == nil {
		directory, err = classify.New(next.Classify())
	}
	if err != nil {
		s.log.Error("the new configuration is wrong; the old one stays in force", "error", err)
		return false
	}
	otherAccounts = !reflect.DeepEqual(next.Accounts, s.config.Accounts) || next.Limits != s.config.Limits
	s.config = next
	s.in.Intake.SetDirectory(directory)
	s.in.Intake.SetModel(next.AskedModel())
	s.learns.Store(&next.Learn)
	s.in.Intake.SetSenderVerifier(mailin.NewSenderVerifier(next.Mailboxes(), &s.in.Keys))
	if s.due != nil {
		s.due.SetConfig(owed)
	}
	s.log.Info("configuration read anew", "accounts", len(next.Accounts), "projects", len(next.Projects))
	return otherAccounts
}

// sameSending says whether mail leaves in the same way.
func sameSending(a, b *config.Config) bool {
	one, other := a.Sending, b.Sending
	return reflect.DeepEqual(a.Relays, b.Relays) && (len(a.Relays) == 0 || a.LogAddress == b.LogAddress) &&
		one.Plus == other.Plus && one.Storm == other.Storm && one.Recipient == other.Recipient
}

func (s *service) learning() mailin.Learning { return *s.learns.Load() }
