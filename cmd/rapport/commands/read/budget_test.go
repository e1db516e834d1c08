package read

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/cmd/rapport/commands/app"
	"rapport/mailout/due"
	"rapport/store"
)

func TestShowBudget_listsWhatWasSentAndWhatWaits(t *testing.T) {
	t.Parallel()
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }
	week := due.ClientWeek{Who: store.Address{Name: "Anna", Address: "anna@acme.example"}, Zone: time.UTC}
	week.Begins, week.Next, week.Most = at(2, 9), at(9, 9), 2
	week.Sent = []store.UnaskedMail{
		{Queued: at(2, 10), Project: "ACME", Purpose: "confirm", Subject: "Minutes"}, {Queued: at(3, 10), Project: "ACME", Purpose: "survey", Subject: "How was it?"},
		{Queued: at(6, 16), Project: "ACME", Purpose: "report", Subject: "Report", Deadline: at(6, 16)},
	}
	week.Waiting = []store.WaitingMail{{Project: "SHOP", Purpose: "action", Subject: "Action items", Until: at(9, 9)}}
	var out bytes.Buffer
	if err := showBudget(&app.App{Stdout: &out}, []budgetLine{newBudgetLine(week)}, false); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"PERSON ADDRESS THIS WEEK WAITING",
		"Anna anna@acme.example 3 of 2 1",
		"",
		"DATE TO PROJECT MAIL STATE SUBJECT",
		"Mon 2026-03-02 10:00 anna@acme.example ACME confirm sent Minutes",
		"Tue 2026-03-03 10:00 anna@acme.example ACME survey sent How was it?",
		"Fri 2026-03-06 16:00 anna@acme.example ACME report sent, deadline 2026-03-06 Report",
		"Mon 2026-03-09 09:00 anna@acme.example SHOP action waiting until then Action items",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
