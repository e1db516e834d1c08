//go:build servers

package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"rapport/store"
)

// outcome is what became of a log: its state at last, and what was sent of late, to whom and
// on which day.
type outcome struct {
	before int64 // the last entry when it began
	state  []string
	count  map[sending]int
	lines  map[sending][]string
}

type sending struct{ day, recipient, project string }

// note looks at a log.
func (h *outcome) note(s *siege, state string) {
	s.Helper()
	log, err := store.OpenReadOnly(store.Config{Dir: state})
	if err != nil {
		s.Fatal(err)
	}
	defer log.Close()
	h.state, h.count, h.lines = stateOf(s, log, h.before), map[sending]int{}, map[sending][]string{}
	outbox, err := log.Outbox(s.Context(), store.OutboxQuery{})
	if err != nil {
		s.Fatal(err)
	}
	for _, d := range outbox {
		to := sending{d.Queued.UTC().Format(time.DateOnly), d.Recipient, d.Project}
		h.count[to]++
		h.lines[to] = append(h.lines[to], fmt.Sprintf("%s %s: %s", d.Purpose, d.State, d.Subject))
		if d.State != store.DeliverySent && d.State != store.DeliveryCancelled {
			h.state = append(h.state, fmt.Sprintf("outgoing %d to %s about %q is %s", d.ID, d.Recipient, d.Subject, d.State))
		}
	}
}

var clockTime = regexp.MustCompile(`(\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d(\.\d+)? \+0000 UTC`)

// stateOf returns everything that a log decides by, and where each of its first entries is.
func stateOf(s *siege, log *store.Store, last int64) (rows []string) {
	s.Helper()
	ctx := s.Context()
	row := func(name string, value any, err error) {
		if err != nil {
			s.Fatal(err)
		}
		rows = append(rows, name+" "+clockTime.ReplaceAllString(fmt.Sprintf("%+v", value), "$1"))
	}
	texts, err := log.Confirmations(ctx, store.ConfirmationQuery{})
	row("texts", len(texts), err)
	for _, c := range texts {
		row("text", c, nil)
		people, err := log.Confirmers(ctx, c.ID)
		row(fmt.Sprintf("confirmers of %d", c.ID), people, err)
	}
	procedures, err := log.Procedures(ctx, store.ProcedureQuery{})
	row("procedures", len(procedures), err)
	for _, p := range procedures {
		steps, err := log.ProcedureSteps(ctx, p.ID)
		row("procedure", p, err)
		row("steps", steps, nil)
	}
	cases, err := log.Cases(ctx, store.CaseQuery{})
	for _, c := range cases {
		row("case", c, err)
	}
	actions, err := log.Actions(ctx, store.ActionQuery{})
	row("actions", actions, err)
	surveys, err := log.Surveys(ctx, store.SurveyQuery{})
	for _, one := range surveys {
		row("survey", one, err)
		people, err := log.SurveyPeople(ctx, one.ID)
		row("survey people", people, err)
		answers, err := log.SurveyAnswers(ctx, one.ID)
		row("survey answers", answers, err)
	}
	stops, err := log.SurveyStops(ctx)
	row("survey stops", stops, err)
	suspended, err := log.Suspensions(ctx)
	row("suspended", suspended, err)
	commands, err := log.Commands(ctx)
	row("commands", commands, err)
	for _, code := range []string{"SHOP", "XING", "HEHE"} {
		reports, err := log.Reports(ctx, code, false)
		for _, r := range reports {
			row("report", r, err)
		}
	}
	row("entries", nil, log.Log(ctx, store.LogQuery{}, func(e store.Entry) error {
		if e.ID <= last {
			rows = append(rows, fmt.Sprintf("entry %d %q in thread %d of %s", e.ID, e.Subject, e.Thread, e.Project))
		}
		return nil
	}))
	return rows
}

// compare names what forgeries changed: every row of the state, each mail to somebody who is
// no PM, and what PMs got beyond three mails a day.
func (s *siege) compare(without, with *outcome) {
	s.Helper()
	for _, row := range with.state {
		if !slices.Contains(without.state, row) {
			s.Errorf("with forgeries:    %.700s", row)
		}
	}
	for _, row := range without.state {
		if !slices.Contains(with.state, row) {
			s.Errorf("without forgeries: %.700s", row)
		}
	}
	type daily struct{ day, recipient string }
	more := map[daily]int{}
	for to, n := range with.count {
		more[daily{to.day, to.recipient}] += n
	}
	for to, n := range without.count {
		more[daily{to.day, to.recipient}] -= n
	}
	pms := []string{"li@agency.test", "zhang@agency.test", "lilei@agency.test"}
	total := 0
	for to, n := range more {
		isPM := slices.Contains(pms, to.recipient)
		if total += n; n == 0 || isPM && 0 < n && n <= 3 {
			continue
		}
		s.Errorf("%s: %s got %d mails more than without forgeries", to.day, to.recipient, n)
		for _, other := range slices.SortedFunc(maps.Keys(with.lines), func(a, b sending) int { return strings.Compare(a.project, b.project) }) {
			if other.day == to.day && other.recipient == to.recipient {
				s.Logf("%s\n%s\nwithout:\n%s", other.project, strings.Join(with.lines[other], "\n"), strings.Join(without.lines[other], "\n"))
			}
		}
	}
	s.Logf("%d mails of it to PMs", total)
}
