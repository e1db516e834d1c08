package store

import (
	"testing"
	"time"
)

// A reply about several reports applies to each that it names.
func TestReports_eachPartToItsReport(t *testing.T) {
	y := begin(t)
	due := y.s.now().Add(time.Hour)
	first, second := y.plans("2026-01-02", due), y.plans("2026-01-09", due)
	for _, r := range []Report{first, second} {
		y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportAsked(r.ID) })
	}
	y.do(func(tx *Tx) error {
		return tx.Ask(Request{Token: "t", Purpose: PurposeReports, Project: "ACME", Object: ReportsDueAt(due), Address: lina}, "several@agency.example")
	})
	request, found, err := y.s.RequestByToken("t")
	if err != nil || !found || len(request.Reports) != 2 || request.Reports[1].Report != second.ID {
		t.Fatalf("%+v, %t, %v", request, found, err)
	}
	says := func(a Response) {
		t.Helper()
		a.Purpose, a.Object, a.Address = PurposeReports, ReportsDueAt(due), lina
		y.replies("Summary: well", a)
	}
	says(Response{Decision: DecisionText})
	y.wantReceipts(AboutReport, "which lina: Summary: well")
	says(Response{Problems: []string{"GAMMA: well"}, Files: []int{1}, Parts: []ReportPart{
		{Report: first.ID, Project: "ACME", Decision: DecisionText, Text: "Summary: well"}, {Report: second.ID, Project: "ACME", Decision: DecisionSkip}}})
	y.wantReceipts(AboutReport, "withdrawn lina", "which lina") // the file of one client is not passed on to another
	if r := y.report(first.ID); r.Draft != "Summary: well" {
		t.Errorf("%+v", r)
	}
	if r := y.report(second.ID); r.State != ReportSkipped {
		t.Errorf("%+v", r)
	}
	for part, want := range map[ReportPart]bool{{Report: first.ID}: true, {Report: second.ID}: false} {
		y.moves(want, func(tx *Tx) (bool, error) {
			return tx.CanAnswer(&Response{Purpose: PurposeReports, Parts: []ReportPart{part}})
		})
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.skipReport(first.ID, lina) })
	says(Response{Decision: DecisionText}) // all are settled
	y.wantReceipts(AboutReport)
}
