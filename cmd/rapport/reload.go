package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"rapport/classify"
	"rapport/cmd/rapport/config"
	"rapport/mailin"
	"rapport/mailout/due"
)

// watchConfig runs the folders of all accounts, and starts them anew when a hangup brings
// other accounts. No other goroutine replaces the configuration.
func (s *service) watchConfig(ctx context.Context, hangup <-chan os.Signal) error {
	for ctx.Err() == nil {
		folders, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		list := s.folders()
		go func() { done <- s.watchFolders(folders, list) }()
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

// reloads reads the configuration at each hangup, until one has other accounts, the
// folders fail, or ctx is done.
func (s *service) reloads(ctx context.Context, hangup <-chan os.Signal, done chan error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-done:
			done <- nil // for watch, which waits for the end
			return err
		case <-hangup:
			if s.reload() {
				return nil
			}
		}
	}
}

// reload reads the configuration and puts it in force. It reports whether the folders
// must start anew. A configuration with a mistake, or with a change that takes a
// restart, is logged, and the old one stays in force as a whole.
func (s *service) reload() (otherFolders bool) {
	s.notify.reloading()
	defer s.notify.ready()
	old := s.config.Load()
	next, err := s.app.LoadConfig()
	if err == nil {
		err = needsRestart(old, next)
	}
	var dueConfig due.Config
	if err == nil && s.due != nil {
		dueConfig, err = s.dueConfig(next)
	}
	var projects *classify.ProjectIndex
	if err == nil {
		projects, err = classify.New(next.Classify())
	}
	s.watch.Reload(err)
	if err != nil {
		s.log.Error("the new configuration cannot be used; the old one stays in force", "error", err)
		return false
	}
	s.config.Store(next) // what learns and what copies sent mail read it at their next turn
	s.in.Intake.SetDirectory(projects)
	s.in.Intake.SetLimits(next.Limits.Parse())
	s.in.Intake.SetModel(next.AskedModel())
	s.in.Intake.SetSenderVerifier(mailin.NewSenderVerifier(next.Mailboxes(), &s.in.Keys, s.app.Clock()))
	if s.due != nil {
		s.warn(dueConfig.Templates)
		dueConfig.DryRun = s.dryRun
		s.due.SetConfig(dueConfig)
	}
	s.warnOfOpen(next)
	s.warnOfUnproved(next)
	s.log.Info("configuration reloaded", "accounts", len(next.Accounts), "projects", len(next.Projects))
	return !reflect.DeepEqual(next.Accounts, old.Accounts) || !reflect.DeepEqual(next.Logins, old.Logins) || next.Limits != old.Limits
}

// warnOfOpen logs what is open in projects that are not in the configuration: nobody is
// reminded of it, and answers wait until the project is back.
func (s *service) warnOfOpen(c *config.Config) {
	open, err := s.in.Store.OpenBeside(context.Background(), c.Codes())
	if err != nil {
		s.log.Warn("the log cannot be asked what is open", "error", err)
	}
	for _, code := range slices.Sorted(maps.Keys(open)) {
		s.log.Warn("a project with open items is not in the configuration; add it again, with closed = true if it is over", "project", code, "open", open[code])
	}
}

// warnOfUnproved logs which PMs write mail that nothing proves.
func (s *service) warnOfUnproved(c *config.Config) {
	unproved, err := c.UnprovedPMs(context.Background(), s.in.Store)
	if err != nil {
		s.log.Warn("the log cannot be asked whose mail is proved", "error", err)
	}
	for _, pm := range unproved {
		s.log.Warn("nothing proves the mail of a PM, whose words therefore count for less", "address", pm.Address, "projects", strings.Join(pm.Projects, ", "), "mails", pm.Mails, "remedy", pm.Remedy())
	}
}

// needsRestart returns an error that names the keys whose change a reload cannot put
// in force, because the lock, the outbox or mail that is queued depends on them.
func needsRestart(old, next *config.Config) error {
	var keys []string
	if next.StateDir != old.StateDir {
		keys = append(keys, "state_dir")
	}
	if !slices.EqualFunc(old.Relays, next.Relays, sameRelay) {
		keys = append(keys, "[[relay]]")
	}
	if next.OtherRelayLogins(old) {
		keys = append(keys, "[[login]] of a relay")
	}
	if next.Monitor.MetricsListen != old.Monitor.MetricsListen {
		keys = append(keys, "metrics_listen")
	}
	if len(old.Relays) > 0 {
		if next.LogAddress != old.LogAddress {
			keys = append(keys, "log_address")
		}
		if next.Sending.Plus != old.Sending.Plus {
			keys = append(keys, "sending.plus_addresses")
		}
	}
	if keys == nil {
		return nil
	}
	return fmt.Errorf("%s changed: restart rapport to apply it", strings.Join(keys, ", "))
}

// sameRelay reports whether a relay is used in the same way. The folder for copies of
// sent mail may differ: it is looked up for each mail.
func sameRelay(a, b config.Relay) bool {
	a.SentAccount, a.SentFolder = b.SentAccount, b.SentFolder
	return reflect.DeepEqual(a, b)
}

func (s *service) learning() mailin.Learning { return s.config.Load().Learn }
