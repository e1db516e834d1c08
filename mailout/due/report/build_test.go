package report

import (
	"testing"
	"time"

	"rapport/templates"
)

// What the PM says of the whole project goes before what its milestones and its work in
// progress come to.
func TestProgress_whatThePMSaysGoesFirst(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, time.March, 6, 0, 0, 0, 0, time.UTC)
	said := 62
	r := templates.Report{To: day, Milestones: []templates.Milestone{{Planned: day, Done: true}, {Planned: day.AddDate(0, 1, 0)}}}
	if planned, actual := progress(r); planned != 50 || actual != 50 {
		t.Errorf("%d of %d, want 50 of 50", actual, planned)
	}
	r.Overall = &said
	if planned, actual := progress(r); planned != 50 || actual != 62 {
		t.Errorf("%d of %d, want 62 of 50", actual, planned)
	}
}
