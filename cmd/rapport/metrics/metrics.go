package metrics

import (
	"context"
	"slices"
	"strings"
	"time"

	"rapport/store"
)

// Source is where the figures are from.
type Source struct {
	Store   *store.Store
	Now     func() time.Time
	Started time.Time
	Version string
	// Lines returns how many lines were logged at a level.
	Lines func() (warnings, errors int64)
}

// Text returns all figures. The documentation lists them: docs/monitoring.md.
func (s *Source) Text(ctx context.Context) ([]byte, error) {
	p := &page{}
	p.metric("rapport_build_info", gauge, "Version of the daemon.", labelled(1, "version", s.Version))
	p.metric("rapport_start_time_seconds", gauge, "When the daemon started.", value(seconds(s.Started)))
	p.metric("rapport_written_time_seconds", gauge, "When these figures were written.", value(seconds(s.Now())))
	for _, write := range []func(context.Context, *page) error{s.folders, s.outbox, s.cases, s.troubles, s.upkeep} {
		if err := write(ctx, p); err != nil {
			return nil, err
		}
	}
	s.happened(p)
	if s.Lines != nil {
		warnings, errors := s.Lines()
		p.metric("rapport_log_lines_total", counter, "Lines logged since the start, by level.", labelled(errors, "level", "error"), labelled(warnings, "level", "warn"))
	}
	database, journal := s.Store.Size()
	p.metric("rapport_database_bytes", gauge, "Size of the database and of its journal.", labelled(database, "file", "database"), labelled(journal, "file", "journal"))
	if free, err := s.Store.Free(); err == nil {
		p.metric("rapport_disk_free_bytes", gauge, "Free space on the disk of the database.", value(free))
	}
	return p.Bytes(), nil
}

func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

func (s *Source) folders(ctx context.Context, p *page) error {
	list, err := s.Store.FolderStates(ctx)
	if err != nil {
		return err
	}
	var read, lag []sample
	for _, f := range list {
		if f.Synced == 0 {
			continue
		}
		at := time.UnixMilli(f.Synced)
		read = append(read, labelled(seconds(at), "account", f.Account, "folder", f.Folder))
		lag = append(lag, labelled(max(0, s.Now().Sub(at).Seconds()), "account", f.Account, "folder", f.Folder))
	}
	p.metric("rapport_folder_read_time_seconds", gauge, "When a folder was last read to its end.", read...)
	p.metric("rapport_folder_lag_seconds", gauge, "Time since a folder was last read to its end.", lag...)
	pending, err := s.Store.Pending(ctx, 0, 1000)
	if err != nil {
		return err
	}
	p.metric("rapport_mails_unread", gauge, "Mail that is stored and not yet in the log; at most 1000 is counted.", value(len(pending)))
	problems, err := s.Store.FetchProblems(ctx)
	if err != nil {
		return err
	}
	aside := 0
	for _, one := range problems {
		if one.Quarantined {
			aside++
		}
	}
	p.metric("rapport_mails_set_aside", gauge, "Mail that could not be fetched and was set aside.", value(aside))
	return nil
}

func (s *Source) outbox(ctx context.Context, p *page) error {
	list, err := s.Store.QueueCounts(ctx)
	if err != nil {
		return err
	}
	var queue []sample
	for _, q := range list {
		queue = append(queue, labelled(q.Count, "relay", q.Relay, "state", string(q.State)))
	}
	if len(queue) == 0 {
		queue = []sample{labelled(0, "relay", "", "state", string(store.DeliveryReady))} // so that an alert sees the queue become empty
	}
	p.metric("rapport_outbox_deliveries", gauge, "Deliveries that are not at their end, by relay and state.", queue...)
	waiting, err := s.Store.WaitingMails(ctx)
	if err != nil {
		return err
	}
	p.metric("rapport_mails_waiting_for_week", gauge, "Mails that are due and wait, since their recipients had the mails of their week.", value(len(waiting)))
	return nil
}

// cases counts the open cases by how their clock stands.
func (s *Source) cases(ctx context.Context, p *page) error {
	list, err := s.Store.Cases(ctx, store.CaseQuery{Open: true})
	if err != nil {
		return err
	}
	counts := map[[2]string]int{}
	for _, c := range list {
		counts[[2]string{c.Project, clockOf(c, s.Now())}]++
	}
	var samples []sample
	for key, n := range counts {
		samples = append(samples, labelled(n, "project", key[0], "clock", key[1]))
	}
	slices.SortFunc(samples, func(a, b sample) int { return slices.Compare(a.labels, b.labels) })
	p.metric("rapport_cases_open", gauge, "Open cases by project and clock: none, stopped, running, overdue.", samples...)
	return nil
}

// clockOf returns how the clock of a case stands.
func clockOf(c store.Case, now time.Time) string {
	due := c.Solve
	if c.State == store.CaseOpen && !c.Due.IsZero() && (due.IsZero() || c.Due.Before(due)) {
		due = c.Due
	}
	switch {
	case !c.Awaited().IsZero():
		return "stopped"
	case due.IsZero():
		return "none"
	case now.After(due):
		return "overdue"
	}
	return "running"
}

func (s *Source) troubles(ctx context.Context, p *page) error {
	list, err := s.Store.Troubles(ctx)
	if err != nil {
		return err
	}
	counts := map[store.TroubleKind]int{}
	for _, t := range list {
		if t.Over.IsZero() && t.IsDue(s.Now()) {
			counts[t.Kind]++
		}
	}
	var samples []sample
	for _, kind := range store.TroubleKinds() {
		samples = append(samples, labelled(counts[kind], "kind", string(kind)))
	}
	p.metric("rapport_troubles", gauge, "What keeps the daemon from its work now, by kind.", samples...)
	return nil
}

func (s *Source) upkeep(ctx context.Context, p *page) error {
	backup, err := s.Store.Upkeep(ctx, store.UpkeepBackup)
	if err != nil {
		return err
	}
	witness, err := s.Store.Upkeep(ctx, store.UpkeepWitness)
	if err != nil {
		return err
	}
	head, err := s.Store.Head(ctx)
	if err != nil {
		return err
	}
	p.metric("rapport_backup_time_seconds", gauge, "When the last copy of the database was made; 0: never.", value(seconds(backup.Done)))
	p.metric("rapport_backup_failed", gauge, "1 if a copy has failed since.", flag(!backup.Failed.IsZero()))
	p.metric("rapport_witness_time_seconds", gauge, "When the head of the log last went to its witness; 0: never.", value(seconds(witness.Done)))
	p.metric("rapport_log_events", gauge, "Number of the last event of the log.", value(head.Number))
	return nil
}

// happened writes what the daemon did since it started.
func (s *Source) happened(p *page) {
	counts := s.Store.EventCounts()
	of := func(events ...store.Event) (n int64) {
		for _, event := range events {
			n += counts[store.EventName{Table: "delivery", Event: event}]
		}
		return n
	}
	p.metric("rapport_deliveries_total", counter, "Deliveries since the start, by what became of them.",
		labelled(of(store.EventDeliverySent), "outcome", "sent"),
		labelled(of(store.EventDeliveryDeferred), "outcome", "deferred"),
		labelled(of(store.EventDeliveryRefused, store.EventDeliveryGivenUp), "outcome", "failed"),
		labelled(of(store.EventDeliveryBounced), "outcome", "bounced"))
	var all []sample
	for name, n := range counts {
		all = append(all, labelled(n, "table", name.Table, "event", string(name.Event)))
	}
	slices.SortFunc(all, func(a, b sample) int {
		return strings.Compare(strings.Join(a.labels, "\x00"), strings.Join(b.labels, "\x00"))
	})
	p.metric("rapport_events_total", counter, "Changes of state since the start, as the tables of states name them.", all...)
}
