package due

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates/survey"
)

// withBudget is an agency whose clients get five mails a week that they did not ask for, on a
// Monday.
func withBudget(t *testing.T, change ...func(*Project)) *agency {
	t.Helper()
	o := inEnglish(t, "2026-03-02 08:00", append([]func(*Project){func(p *Project) {
		p.Confirm, p.Remind = Terms{Policy: store.PolicyAny, Days: 3}, "all"
	}}, change...)...)
	c := *o.due.config.Load()
	c.Digest, c.PerClientWeek = -1, 5
	o.due.SetConfig(c)
	return o
}

// got has somebody have got some mails this week.
func (o *agency) got(n int, who string) { o.Helper(); o.gotOf("ACME", n, who) }

// gotOf is got, of a project.
func (o *agency) gotOf(project string, n int, who string) {
	o.Helper()
	for i := range n {
		key, id := fmt.Sprintf("%s earlier %d %s on %s", project, i, who, o.now.Format(time.DateOnly)), fmt.Sprintf("%d.%d.%s.%s", o.now.Unix(), i, project, who)
		m := store.OutgoingMail{Key: key, Purpose: "confirm", Project: project, Relay: "main", Expires: o.now.Add(time.Hour), Recipients: strings.Fields(who),
			Message: &store.Message{MessageID: id, Subject: key}, Raw: o.store.Pack([]byte(key), o.now, "test")}
		if err := o.store.Update(o.Context(), func(tx *store.Tx) error {
			_, err := tx.Enqueue(m)
			return err
		}); err != nil {
			o.Fatal(err)
		}
	}
}

// owns gives Wang an action item.
func (o *agency) owns(what, due string) {
	o.Helper()
	if err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		_, err := tx.AddAction(store.Action{Project: "ACME", What: what, Address: wang, Owner: wang, Due: due, Actor: lina})
		return err
	}); err != nil {
		o.Fatal(err)
	}
}

// surveys plans a survey of all clients.
func (o *agency) surveys() {
	o.Helper()
	form, err := survey.Load("csat")
	if err != nil {
		o.Fatal(err)
	}
	p := o.due.config.Load().Project("ACME")
	s := store.Survey{Project: "ACME", Template: form.Name, Form: form.In("en"), Cause: store.SurveyBySchedule, Occasion: "schedule 2026-03-05", Low: 2}
	if err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		_, _, err := tx.PlanSurvey(s, p.Clients(), 0)
		return err
	}); err != nil {
		o.Fatal(err)
	}
}

// arrivals returns what somebody got since there were n mails, with the times.
func (o *agency) arrivals(n int, who string) string {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	var got []string
	for i := len(list) - 1 - n; i >= 0; i-- {
		if d := list[i]; d.Recipient == who {
			got = append(got, d.Purpose+" "+d.Queued.In(shanghai()).Format("Mon 15:04"))
		}
	}
	return strings.Join(got, ", ")
}

// The last mail of a week is kept for what asks something or reports, and the one before for that
// and for notices. What has to be there earlier goes whatever was sent before.
func TestDue_whatWaitsForTheNextWeek(t *testing.T) {
	t.Parallel()
	minutes := func(o *agency) {
		o.drafts("Weekly meeting", "Decisions:\n- Launch on 10 April")
		o.looks(o.now.Add(time.Minute).Format("2006-01-02 15:04"))
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	}
	for _, row := range []struct {
		what   string
		begin  func(*agency) // on Monday
		happen func(*agency) // on Thursday
		now    int           // mails of the week with which it goes at once
		once   string        // what Wang gets then
		later  string        // and with one more
	}{
		{"minutes to confirm", nil, minutes, 4, "confirm Thu 10:20", "confirm Mon 09:00"},
		{"their outcome", minutes, func(o *agency) { o.says(jane, store.PurposeConfirm, store.DecisionOK, "Confirmed", true) }, 2, "confirm-outcome Thu 10:20", "notices Mon 09:00"},
		{"a survey", nil, func(o *agency) { o.surveys() }, 2, "survey Thu 10:20", "survey Mon 09:00"},
		{"an action item without a day", nil, func(o *agency) { o.owns("Send the logo", "") }, 4, "action Thu 10:20", "action Mon 09:00"},
		{"one for tomorrow, which is late after that", nil, func(o *agency) { o.owns("Send the logo", "2026-03-06") }, 9, "action Thu 10:20, action Mon 09:00", "action Thu 10:20, action Mon 09:00"},
		{"a reminder on the last day", minutes, func(*agency) {}, 8, "confirm-reminder Thu 10:20", "confirm-reminder Thu 10:20"},
		{"one that is late", func(o *agency) { o.owns("Send the logo", "2026-03-03") }, func(*agency) {}, 1, "action Thu 10:20", "action Mon 09:00"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			for i, want := range []string{row.once, row.later} {
				o := withBudget(t)
				if row.begin != nil {
					row.begin(o)
				}
				o.looks("2026-03-02 09:10")
				o.now = at("2026-03-05 10:00")
				o.got(row.now+i, wang)
				n := len(o.queued())
				row.happen(o)
				for _, when := range []string{"2026-03-05 10:20", "2026-03-06 10:00", "2026-03-06 17:10", "2026-03-07 10:00", "2026-03-09 08:59", "2026-03-09 09:00"} {
					o.looks(when)
				}
				if got := o.arrivals(n, wang); got != want {
					t.Errorf("after %d mails: %q, want %q", row.now+i, got, want)
				}
			}
		})
	}
}

// Whoever has room is asked at once, the others in their next week; the PM learns who waits for what,
// and until when, once, and what is settled meanwhile is never sent.
func TestDue_theDigestNamesWhatWaits(t *testing.T) {
	t.Parallel()
	o := withBudget(t)
	c := *o.due.config.Load()
	c.Digest = 9 * time.Hour
	o.due.SetConfig(c)
	o.looks("2026-03-02 09:10")
	o.owns("Send the logo", "2026-03-03")
	o.looks("2026-03-03 09:10")
	o.got(2, wang)
	n := len(o.queued())
	o.looks("2026-03-05 10:00") // the reminder is over the budget
	o.surveys()
	o.looks("2026-03-05 10:20")
	if got := o.arrivals(n, jane) + o.arrivals(n, wang); got != "survey Thu 10:20" {
		t.Errorf("queued: %q", got)
	}
	o.looks("2026-03-06 09:10")
	o.has(o.lastOf("digest"), "have reached the limit", "To 王伟, until Monday 9 March 2026: [ACME] 1 action item: Send the logo", "How satisfied are you")
	weeks, err := o.due.ClientWeeks(t.Context(), "ACME")
	if err != nil || len(weeks) != 2 || len(weeks[0].Sent) != 3 || len(weeks[0].Waiting) != 2 || !weeks[0].Waiting[0].Until.Equal(at("2026-03-09 09:00")) || len(weeks[1].Sent) != 1 {
		t.Errorf("%+v, %v", weeks, err)
	}
	// He does it, so that he is not reminded.
	list, err := o.store.Actions(t.Context(), store.ActionQuery{Open: true})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.CompleteAction(list[0].ID, lina)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-06 11:00")
	if weeks, err := o.due.ClientWeeks(t.Context(), "ACME"); err != nil || len(weeks[0].Waiting) != 1 {
		t.Errorf("%+v, %v", weeks, err)
	}
	o.looks("2026-03-09 09:10")
	if got := o.arrivals(n, wang); got != "survey Mon 09:10" {
		t.Errorf("queued: %q", got)
	}
}

// The mails of a week are those of all projects in which somebody is a contact of the client, at all
// of their addresses, and none of what they asked for.
func TestDue_oneBudgetForAllProjects(t *testing.T) {
	t.Parallel()
	o := withBudget(t)
	c := *o.due.config.Load()
	other := c.Projects[0]
	other.Code, other.Contacts = "SHOP", []store.Contact{{Name: "Li", Role: store.RolePM, Addresses: []string{lina}}, {Name: "Wang", Role: store.RoleClient, Addresses: []string{"w@home.example"}}}
	inside := other
	inside.Code, inside.Contacts = "INSIDE", []store.Contact{{Name: "Wang", Role: store.RolePM, Addresses: []string{wang}}}
	c.Projects = append(c.Projects, other, inside)
	o.due.SetConfig(c)
	o.got(2, wang)
	o.gotOf("SHOP", 2, "w@home.example")
	o.gotOf("INSIDE", 9, wang)
	weeks, err := o.due.ClientWeeks(t.Context(), "")
	if err != nil || len(weeks) != 2 || len(weeks[0].Sent) != 4 {
		t.Errorf("%+v, %v", weeks, err)
	}
}

// A mail to two addresses of a person is one mail.
func TestDue_aMailToTwoAddressesCountsOnce(t *testing.T) {
	t.Parallel()
	o := withBudget(t)
	c := *o.due.config.Load()
	for i, one := range c.Projects[0].Contacts {
		if slices.Contains(one.Addresses, wang) {
			c.Projects[0].Contacts[i].Addresses = append(one.Addresses, "w@home.example")
		}
	}
	o.due.SetConfig(c)
	o.gotOf("ACME", 2, wang+" w@home.example")
	weeks, err := o.due.ClientWeeks(t.Context(), "ACME")
	if err != nil || len(weeks[0].Sent) != 2 {
		t.Errorf("%+v, %v", weeks, err)
	}
}

// What has waited since an earlier week goes before newer mail, however much of that there is.
func TestDue_newerMailLeavesRoomForWhatWaited(t *testing.T) {
	t.Parallel()
	o := withBudget(t)
	o.looks("2026-03-02 09:10")
	o.now = at("2026-03-05 10:00")
	o.got(5, wang)
	o.surveys()
	n := len(o.queued())
	o.looks("2026-03-05 10:20")
	if got := o.arrivals(n, wang); got != "" {
		t.Fatalf("queued: %q", got)
	}
	o.now = at("2026-03-09 09:00")
	o.got(4, wang) // more than leaves room for a survey
	n = len(o.queued())
	o.looks("2026-03-09 09:10")
	if got := o.arrivals(n, wang); got != "survey Mon 09:10" {
		t.Errorf("queued: %q", got)
	}
}

// Room is kept for the report of the week until it is due. What waited goes in working hours.
func TestDue_roomIsKeptForAReport(t *testing.T) {
	t.Parallel()
	weekly, err := schedule.Parse("weekly on friday at 17:30")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		report bool
		want   string
	}{{false, "action Thu 10:20"}, {true, "action Mon 09:00"}} {
		o := withBudget(t, func(p *Project) {
			if row.report {
				p.Schedule, p.Ask = &weekly, 24*time.Hour
			}
		})
		o.now = at("2026-03-05 10:00")
		o.got(4, wang)
		n := len(o.queued())
		o.owns("Send the logo", "")
		for _, when := range []string{"2026-03-05 10:20", "2026-03-06 17:31", "2026-03-06 19:00", "2026-03-09 08:59", "2026-03-09 09:00"} {
			o.looks(when)
		}
		if got := o.arrivals(n, wang); got != row.want {
			t.Errorf("with a report %v: %q, want %q", row.report, got, row.want)
		}
	}
}
