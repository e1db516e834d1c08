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

// What is no text leaves the one before as it is; one that cannot be used goes back.
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
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkReportReminded(id) })
	says("I will look at it tomorrow")
	if r := y.report(id); r.Draft != "Summary: well" || r.Version != 1 || r.Reminders != 0 {
		t.Errorf("%+v", r)
	}
	y.wantReceipts(AboutReport, "unclear lina: I will look at it tomorrow")
	says("Summary: very well\n\nDone:\n- everything") // by its form a report
	if r := y.report(id); r.Draft != "Summary: very well\n\nDone:\n- everything" || r.Version != 2 || r.Before != "Summary: well" {
		t.Errorf("%+v", r)
	}
	y.wantReceipts(AboutReport)
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkReportReturned(id, 1) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportReturned(id, 2) })
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
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportSent(1, 50, 40) })
	if _, err := y.s.DraftReport(t.Context(), plan, "Summary: too late", "root", true); !errors.Is(err, ErrState) {
		t.Errorf("once it is sent: %v", err)
	}
	if _, err := y.s.SkipReport(t.Context(), plan, "root"); !errors.Is(err, ErrState) {
		t.Errorf("once it is sent: %v", err)
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

// What is approved waits until it is due, and its PM is told when that is; until then they
// change it, leave it out, or send it at once.
func TestApplyReportResponse_whatIsApprovedWaitsUntilItIsDue(t *testing.T) {
	for _, c := range []struct {
		reply    Response
		words    string
		is       ReportState
		now      bool
		receipts []string
	}{
		{Response{Decision: DecisionOK}, "ok", ReportApproved, false, nil},
		{Response{Decision: DecisionOK, Argument: SendNow}, "立即发送", ReportApproved, true, nil},
		{Response{Decision: DecisionSkip}, "skip", ReportSkipped, false, []string{"withdrawn lina"}},
		{Response{Decision: DecisionNewText, Argument: "很好。"}, "新版本：很好。", ReportDrafted, false, nil},
		{Response{Decision: DecisionText}, "Thanks!", ReportApproved, false, []string{"unclear lina: Thanks!"}},
	} {
		y := begin(t)
		due := y.s.now().Add(24 * time.Hour)
		id := y.plans("2026-03-06", due).ID
		y.replies("Summary: All well.", Response{Purpose: PurposeReportAsk, Object: id, Decision: DecisionText, Address: lina})
		y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportProposed(id, 1, "") })
		y.replies("ok", Response{Purpose: PurposeReportDraft, Object: id, Version: 1, Decision: DecisionOK, Address: lina})
		y.wantReceipts(AboutReport, "scheduled lina")
		c.reply.Purpose, c.reply.Object, c.reply.Version, c.reply.Address = PurposeReportDraft, id, 1, lina
		y.replies(c.words, c.reply)
		if r := y.report(id); r.State != c.is || r.Due.Equal(due) == c.now {
			t.Errorf("%s: %s, due %s", c.words, r.State, r.Due)
		}
		y.wantReceipts(AboutReport, c.receipts...)
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

// What a PM's reply does to a report that they were shown, in both languages.
func TestApplyReportResponse_toldWhereNothingElseSaysIt(t *testing.T) {
	const en, zh = "Summary: All well.\n\nDone:\n- Home page\n- Payment\n\nNext:\n- Tests", "概述：一切顺利。\n\n已完成：\n- 首页\n- 支付\n\n下一步：\n- 测试"
	edit := func(old, fresh string) []Edit {
		return []Edit{{Said: old, Ways: []Replacement{{Old: old, New: fresh}}}}
	}
	for _, c := range []struct {
		draft, reply string
		a            Response
		want         string // of the draft; "": as it was
		receipts     []string
		is           ReportState
	}{
		{en, "Thanks!", Response{Decision: DecisionText}, "", []string{"unclear lina: Thanks!"}, ReportProposed},
		{en, "The tests begin on Monday", Response{Decision: DecisionText}, "", []string{"unclear lina: The tests begin on Monday"}, ReportProposed},
		{zh, "测试周一开始", Response{Decision: DecisionText}, "", []string{"unclear lina: 测试周一开始"}, ReportProposed},
		{en, en + "\n- Launch", Response{Decision: DecisionText}, en + "\n- Launch", nil, ReportDrafted},
		{zh, zh + "\n- 上线", Response{Decision: DecisionText}, zh + "\n- 上线", nil, ReportDrafted},
		{en, "", Response{Decision: DecisionNewText, Argument: "Quite well."}, "Quite well.", nil, ReportDrafted},
		{en, "", Response{Decision: DecisionEdit, Edits: edit("Payment", "Invoices")}, "Summary: All well.\n\nDone:\n- Home page\n- Invoices\n\nNext:\n- Tests", nil, ReportDrafted},
		{zh, "", Response{Decision: DecisionEdit, Edits: edit("支付", "发票")}, "概述：一切顺利。\n\n已完成：\n- 首页\n- 发票\n\n下一步：\n- 测试", nil, ReportDrafted},
		{zh, "", Response{Decision: DecisionEdit, Edits: edit("没有", "有")}, "", []string{"missing lina: 没有"}, ReportProposed},
		{en, "skip", Response{Decision: DecisionSkip}, "", []string{"withdrawn lina"}, ReportSkipped},
		{en, "ok", Response{Decision: DecisionOK, Version: 7}, "", []string{"stale lina"}, ReportProposed},
		{en, "ok", Response{Decision: DecisionOK, Version: 1}, "", nil, ReportApproved},
	} {
		y := begin(t)
		id := y.plans("2026-03-06", y.s.now()).ID
		y.replies(c.draft, Response{Purpose: PurposeReportAsk, Object: id, Decision: DecisionText, Address: lina})
		y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportProposed(id, 1, "") })
		c.a.Purpose, c.a.Object, c.a.Address = PurposeReportDraft, id, lina
		y.replies(c.reply, c.a)
		if r := y.report(id); r.State != c.is || c.want == "" && r.Draft != c.draft || c.want != "" && r.Draft != c.want {
			t.Errorf("%q: %s\n%s", c.reply, r.State, r.Draft)
		}
		y.wantReceipts(AboutReport, c.receipts...)
		if c.is == ReportApproved { // the same word again is quiet
			y.replies(c.reply, c.a)
			y.wantReceipts(AboutReport)
		}
	}
}
