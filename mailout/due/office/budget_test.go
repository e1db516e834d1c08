package office

import (
	"testing"
	"time"

	"rapport/store"
)

func TestWeek_hasRoom(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		most, coming                   int
		report, asks, notices, nudging int // mails sent with which there is no room any more
	}{
		{5, 0, 5, 5, 4, 3},
		{5, 1, 5, 4, 3, 2},
		{5, 2, 5, 3, 2, 1},
		{5, 9, 5, 3, 2, 1}, // reports take no more than half
		{3, 0, 3, 3, 2, 1},
		{2, 1, 2, 2, 1, 1},
		{1, 3, 1, 1, 1, 1}, // the first mail of a week always goes
	} {
		for kind, want := range map[int]int{reports: row.report, asks: row.asks, tells: row.notices, nudges: row.nudging} {
			sent := 0
			for !(Week{Most: row.most, Coming: row.coming, Sent: make([]store.UnaskedMail, sent)}).isFull(kind) {
				sent++
			}
			if sent != want {
				t.Errorf("%d a week, %d reports to come, kind %d: room for %d mails, want %d", row.most, row.coming, kind, sent, want)
			}
		}
	}
}

// Newer mail leaves room for what has waited since an earlier week, which needs no room for anything.
func TestWeek_keepsRoomForWhatWaited(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC)
	w := Week{Begins: monday, Most: 5, Waited: 2, Coming: 1, Sent: make([]store.UnaskedMail, 2)}
	if !w.isFullFor(asks, time.Time{}) || !w.isFullFor(asks, monday.Add(time.Hour)) {
		t.Error("a newer request takes the room of what has waited")
	}
	if w.isFullFor(nudges, monday.Add(-time.Hour)) || w.isFullFor(reports, time.Time{}) {
		t.Error("what has waited, or a report, has no room")
	}
	w.Sent = make([]store.UnaskedMail, 5)
	if !w.isFullFor(nudges, monday.Add(-time.Hour)) {
		t.Error("what has waited goes over the limit")
	}
}

// What a client can get without having asked for it.
func TestKind_ofWhatWaits(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		mail Mail
		want int
	}{
		{Mail{Template: "report"}, reports},
		{Mail{Template: "confirm", Ask: &store.Request{}}, asks},
		{Mail{Template: "action", Ask: &store.Request{}}, asks},
		{Mail{Template: "agenda"}, asks},
		{Mail{Template: "confirm-outcome", Ask: &store.Request{}}, asks}, // with action items
		{Mail{Template: "confirm-outcome"}, tells},
		{Mail{Template: "notices"}, tells},
		{Mail{Template: "action", Ask: &store.Request{}, Reminder: true}, nudges},
		{Mail{Template: "confirm-reminder", Ask: &store.Request{}}, nudges},
		{Mail{Template: "client-reminder"}, nudges},
		{Mail{Template: "survey", Ask: &store.Request{}}, nudges},
	} {
		if got := row.mail.kind(); got != row.want || !row.mail.isUnasked() {
			t.Errorf("%s is of kind %d, want %d", row.mail.Template, got, row.want)
		}
	}
	if (&Mail{Template: "confirm-receipt"}).isUnasked() || (&Mail{Template: "confirm-outcome", Answers: true}).isUnasked() {
		t.Error("a receipt counts")
	}
}
