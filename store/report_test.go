package store

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func (y *story) plans(period string, due time.Time) (r Report) {
	y.Helper()
	y.do(func(tx *Tx) (err error) {
		r, err = tx.PlanReport(Report{Project: "ACME", Period: period, From: period, To: period, Due: due})
		return err
	})
	return r
}

func (y *story) report(id int64) Report {
	y.Helper()
	r, err := y.s.Report(y.Context(), id)
	if err != nil {
		y.Fatal(err)
	}
	return r
}

// A text that is none gives way to the one before it; one that cannot be used goes back.
func TestReport_aTextThatIsNone(t *testing.T) {
	y := begin(t)
	id := y.plans("2026-03-06", y.s.now()).ID
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportAsked(id) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportReminded(id) })
	says := func(text string) {
		t.Helper()
		y.replies(text, Response{Purpose: PurposeReportAsk, Object: id, Decision: DecisionText, Address: lina})
	}
	says("Summary: well")
	y.moves(false, func(tx *Tx) (bool, error) { return tx.RestoreReportDraft(id, 1) }) // there was none before
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkReportReminded(id) })
	says("I will look at it tomorrow")
	y.moves(false, func(tx *Tx) (bool, error) { return tx.RestoreReportDraft(id, 1) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.RestoreReportDraft(id, 2) })
	if r := y.report(id); r.Draft != "Summary: well" || r.Version != 3 || r.Reminders != 0 {
		t.Errorf("%+v", r)
	}
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkReportReturned(id, 2) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportReturned(id, 3) })
	if r := y.report(id); r.State != ReportAsked {
		t.Errorf("%+v", r)
	}
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkReportReturned(99, 3) })
}

// From the shell a text is taken and approved at once, until the report is over.
func TestDraftReport_fromTheShell(t *testing.T) {
	y := begin(t)
	plan := Report{Project: "ACME", Period: "2026-03-06", Due: y.s.now()}
	if r, err := y.s.DraftReport(t.Context(), plan, "Summary: well", "root", false); err != nil || r.State != ReportDrafted {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := y.s.DraftReport(t.Context(), plan, "Summary: very well", "root", true); err != nil || r.State != ReportApproved || r.Before != "Summary: well" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := y.s.DraftReport(t.Context(), plan, "Summary: too late", "root", true); !errors.Is(err, ErrState) {
		t.Errorf("once it is approved: %v", err)
	}
	if _, err := y.s.SkipReport(t.Context(), plan, "root"); !errors.Is(err, ErrState) {
		t.Errorf("once it is approved: %v", err)
	}
	plan.Period = "2026-03-13"
	if _, err := y.s.SkipReport(t.Context(), plan, "root"); err != nil {
		t.Error(err)
	}
	if r := y.report(2); r.State != ReportSkipped || r.Actor != "root" {
		t.Errorf("%+v", r)
	}
	if _, err := y.s.Report(t.Context(), 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestReports_openAndLatest(t *testing.T) {
	y := begin(t)
	first := y.plans("2026-03-06", y.s.now())
	y.plans("2026-03-13", y.s.now().Add(7*24*time.Hour))
	y.plans("2036-03-13", y.s.now().Add(10*365*24*time.Hour)) // by a clock that was wrong
	y.replies("skip", Response{Purpose: PurposeReportAsk, Object: first.ID, Decision: DecisionSkip, Address: lina})
	periods := func(project string, open bool) (list []string) {
		t.Helper()
		reports, err := y.s.Reports(t.Context(), project, open)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reports {
			list = append(list, r.Period)
		}
		return list
	}
	if got := periods("", false); !slices.Equal(got, []string{"2036-03-13", "2026-03-13", "2026-03-06"}) {
		t.Errorf("%q", got)
	}
	if got := periods("ACME", true); !slices.Equal(got, []string{"2036-03-13", "2026-03-13"}) {
		t.Errorf("%q", got)
	}
	if got := periods("BETA", false); len(got) != 0 {
		t.Errorf("%q", got)
	}
	latest, err := y.s.LatestReports(t.Context(), y.s.now().Add(30*24*time.Hour))
	if err != nil || latest["ACME"].Period != "2026-03-13" {
		t.Errorf("%+v, %v", latest, err)
	}
}
