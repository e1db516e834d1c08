package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/export"
	"rapport/cmd/rapport/trouble"
	"rapport/cmd/rapport/wording"
	"rapport/mailin"
	"rapport/mailout/due"
	"rapport/mailout/outbox"
	"rapport/mailout/pdf"
	"rapport/store"
	"rapport/templates"
)

// service is one run of `rapport serve`: the intake, a folder loop for each
// folder of each account, what sends, and what tells systemd how they fare.
type service struct {
	app      *app.App
	config   atomic.Pointer[config.Config] // in force; a reload replaces it
	in       *app.Inbound
	outbox   *outbox.Outbox // nil where the configuration has no relay
	due      *due.Due       // nil with it
	pdf      *pdf.Reader    // nil where no process can be begun
	notify   *notifier
	health   health
	watch    *trouble.Watch           // finds what keeps the daemon from its work
	warned   atomic.Pointer[[]string] // of templates
	lines    *lineCounts
	listener net.Listener // of the metrics; nil: nobody asked for one
	dryRun   bool         // nothing is sent, and nothing changed in the mailbox
	log      *slog.Logger
}

// newService opens the log for the daemon, and what sends.
func newService(ctx context.Context, a *app.App, o serveOptions) (*service, error) {
	lines := &lineCounts{}
	counting := *a
	counting.Log = slog.New(countingHandler{a.Log.Handler(), lines})
	a = &counting
	s := &service{app: a, log: a.Log, lines: lines, dryRun: o.dryRun, health: health{folders: map[string]mailin.Health{}}}
	var err error
	if s.notify, err = newNotifier(a); err != nil {
		return nil, err
	}
	if s.in, err = a.OpenInbound(ctx, s.notify.beat, o.rebuild); err != nil {
		return nil, err
	}
	c := s.in.Config
	s.config.Store(c)
	if err := export.RemoveUnfinished(c.StateDir); err != nil {
		s.log.Warn("what an interrupted export left cannot be removed", "error", err)
	}
	s.watch = trouble.New(s.in.Store, s.watched, a.Clock(), a.Log)
	if len(c.Relays) > 0 {
		if program, err := os.Executable(); err != nil {
			s.log.Warn("PDF files cannot be read", "error", err)
		} else {
			s.pdf = pdf.NewReader(program, "read-pdf")
		}
		dueConfig, err := s.dueConfig(c)
		if err != nil {
			s.Close()
			return nil, exit.With(exit.Config, err)
		}
		dueConfig.DryRun = s.dryRun
		s.warn(dueConfig.Templates)
		s.outbox = outbox.New(s.in.Store, s.outboxConfig(c), a.Clock(), s.log, s.notify.beat)
		s.due = due.New(s.in.Store, dueConfig, a.Clock(), s.log, s.notify.beat)
		s.due.Watch(s.watch.Tasks)
	}
	s.checkClock(ctx)
	s.listener = s.listen(c.Monitor.MetricsListen)
	return s, nil
}

// dueConfig returns what is due. The daemon alone reads PDF files.
func (s *service) dueConfig(c *config.Config) (due.Config, error) {
	d, err := c.Due(s.app.Poll)
	if s.pdf != nil {
		d.Files.PDF = s.pdf.Words
	}
	d.Export = func(ctx context.Context, log *store.Store, p store.Project, most int64) ([]byte, bool, error) {
		now := s.app.Clock()()
		return export.New(c, log, p, now).Zip(ctx, c.StateDir, p.Code+"-"+now.In(c.Zone(p.Code)).Format(time.DateOnly), most)
	}
	return d, err
}

// outboxConfig returns what may be sent, and how. In a dry run everything is held.
func (s *service) outboxConfig(c *config.Config) outbox.Config {
	sending := c.Outbox(s.app.Poll, s.config.Load)
	sending.Report = s.watch.Relay
	if !s.dryRun {
		if len(c.Sending.OnlyTo) > 0 {
			s.log.Warn("only_to is set: mail to all other addresses is held", "addresses", len(c.Sending.OnlyTo))
		}
		return sending
	}
	rules := sending.Rules
	sending.Rules = func() store.SendRules {
		r := rules()
		r.OnlyTo, r.Admin, r.HeldFor = []string{}, "", "held: it became due in a dry run"
		r.OnHeld = func(d store.Delivery) {
			fmt.Fprintf(s.app.Stdout, "Would send %d (%s, %s) to %s: %s\n", d.ID, d.Project, d.Purpose, wording.OneLine(d.Recipient), wording.OneLine(d.Subject))
		}
		return r
	}
	return sending
}

// checkClock warns of a clock that may be wrong: what is late, and what may be sent, goes by
// it.
func (s *service) checkClock(ctx context.Context) {
	const far, long = time.Hour, 7 * 24 * time.Hour
	last, err := s.in.Store.LastActivity(ctx)
	if err != nil || last.IsZero() {
		return // the store shows its trouble where it is used
	}
	switch ahead := s.app.Clock()().Sub(last); {
	case ahead < -far:
		s.log.Warn("the clock is behind what the log has recorded: it was ahead before, or is wrong now", "recorded", last)
	case ahead > long:
		s.log.Warn("nothing was recorded for a long time; if the clock is ahead, stop the daemon and put it right", "recorded", last)
	}
}

// Close closes the log and releases its lock.
func (s *service) Close() {
	if s.listener != nil {
		s.listener.Close() // a socket goes with it
	}
	s.in.Close(s.log)
}

// warn logs what should be changed in the files of templates.
func (s *service) warn(set *templates.Set) {
	warnings := set.Warnings()
	s.warned.Store(&warnings)
	for _, text := range warnings {
		s.log.Warn("a template has an old name", "warning", text)
	}
}

// Store is the log of the daemon.
func (s *service) Store() *store.Store { return s.in.Store }

// watchFolders runs every folder until ctx is done.
func (s *service) watchFolders(ctx context.Context, folders []*mailin.Folder) error {
	s.health.clear()
	s.watch.Forget()
	group, ctx := errgroup.WithContext(ctx)
	for _, f := range folders {
		group.Go(func() error {
			defer s.notify.ended(f.Loop())
			return f.Run(ctx)
		})
	}
	return group.Wait()
}

// watched returns what is watched for troubles, by the configuration in force.
func (s *service) watched() trouble.Config {
	c := s.config.Load()
	w := trouble.Config{Gaps: c.CalendarGaps(s.app.Clock()()), Tells: c.Monitor.Admin != "" && s.due != nil && !s.dryRun}
	for _, a := range c.Accounts {
		w.Accounts = append(w.Accounts, a.Name)
	}
	for _, p := range c.Projects {
		if p.Closed && p.Keep != (store.Keep{}) {
			w.Projects = append(w.Projects, p)
		}
	}
	w.Logins = s.watchedLogins(c)
	if warned := s.warned.Load(); warned != nil {
		w.Templates = *warned
	}
	return w
}

// once looks at every folder a single time, and reads all that is there.
func (s *service) once(ctx context.Context) error {
	folders := s.folders()
	failures := make([]error, len(folders)) // a folder's failure must not stop the others
	group, reading := errgroup.WithContext(ctx)
	group.Go(func() error { return s.in.Intake.Run(reading) })
	group.Go(func() error {
		defer s.in.Intake.Close()
		var looks sync.WaitGroup
		for i, f := range folders {
			looks.Go(func() { failures[i] = f.SyncOnce(reading) })
		}
		looks.Wait()
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if s.dryRun && s.due != nil {
		failures = append(failures, s.holdAll(ctx)...)
	}
	return exit.With(exit.Unavailable, errors.Join(failures...))
}

// holdAll writes what is due, and holds it.
func (s *service) holdAll(ctx context.Context) []error {
	failures := s.due.RunOnce(ctx)
	sending := s.outboxConfig(s.config.Load())
	rules := sending.Rules()
	rules.Started = time.Time{} // the folders have been read, and nothing is sent
	for _, r := range sending.Relays {
		for ready := true; ready; {
			if _, err := s.in.Store.Claim(ctx, r.Server.Name, 100, rules); err != nil {
				return append(failures, err)
			}
			next, err := s.in.Store.NextDelivery(ctx, r.Server.Name)
			if err != nil {
				return append(failures, err)
			}
			ready = !next.IsZero() && !next.After(s.app.Clock()())
		}
	}
	return failures
}

// folders returns the folders of all accounts of the configuration in force.
func (s *service) folders() []*mailin.Folder {
	var folders []*mailin.Folder
	for _, account := range s.config.Load().Mailboxes() {
		if s.dryRun {
			account.After = mailin.AfterKeep
		}
		folders = append(folders, account.FoldersOf(s.in.Store, s.in.Intake, s.log, s.notify.beat, s.report)...)
	}
	return folders
}
