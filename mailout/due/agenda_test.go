package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// withAgendas has a meeting of Wang and somebody who is no contact, and an action item that is
// open.
func withAgendas(t *testing.T, people ...store.Attendee) *agency {
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule, p.Agenda, p.Confirm = nil, true, Terms{Policy: store.PolicyAll, Days: 3}
	})
	if people == nil {
		people = []store.Attendee{{Name: "Wang", Address: wang}, {Address: lina}, {Address: "guest@elsewhere.example"}}
	}
	o.announces("REQUEST", 0, store.RoleClient, "2026-03-06 10:00", func(c *store.Calendar) { c.Attendees = people })
	return o
}

func (o *agency) opensItem(what string) {
	o.Helper()
	if err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		_, err := tx.AddAction(store.Action{Project: "ACME", What: what, Owner: "Wang", Address: wang, Due: "2026-03-20", Actor: lina})
		return err
	}); err != nil {
		o.Fatal(err)
	}
}

func TestDue_anAgendaGoesOutOnceThePMApprovesIt(t *testing.T) {
	t.Parallel()
	o := withAgendas(t)
	o.opensItem("list of *accounts*")
	o.looks("2026-03-02 10:00")
	n := o.since(0, "action "+wang)
	o.looks("2026-03-03 10:30") // within three days
	n = o.since(n, "confirm-draft "+lina)
	if c := o.confirmation(); c.Kind != store.Agenda || !strings.Contains(c.Text, "accounts") || !strings.Contains(c.Text, "未完成的待办") {
		t.Errorf("%+v", c)
	}
	o.looks("2026-03-03 11:30")
	n = o.since(n)
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-03 11:40")
	n = o.since(n)
	o.looks("2026-03-05 09:50")
	n = o.since(n)
	o.looks("2026-03-05 10:01") // a day before
	n = o.since(n, "agenda "+wang)
	o.looks("2026-03-05 11:00")
	o.looks("2026-03-06 09:00")
	o.since(n)
	if c := o.confirmation(); c.State != store.ConfirmationSettled {
		t.Errorf("%+v", c)
	}
}

func TestDue_noAgenda(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		people  []store.Attendee
		item    bool
		then    func(o *agency) // once it was offered
		offered bool
	}{
		"where nothing is open":          {},
		"where nobody is a contact":      {people: []store.Attendee{{Address: "guest@elsewhere.example"}}, item: true},
		"where the one invited declines": {people: []store.Attendee{{Address: wang, PartStat: "DECLINED"}}, item: true},
		"where the PM does not approve":  {item: true, offered: true, then: func(*agency) {}},
		"where the PM skips it":          {item: true, offered: true, then: func(o *agency) { o.says(lina, store.PurposeDraft, store.DecisionSkip, "skip", true) }},
		"of a meeting that is cancelled": {item: true, offered: true, then: func(o *agency) {
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.invites("CANCEL", 1, store.RoleClient, "2026-03-06 10:00")
		}},
		"once the meeting has begun, anymore": {item: true, offered: true, then: func(o *agency) {
			o.looks("2026-03-06 10:05")
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := withAgendas(t, test.people...)
			if test.item {
				o.opensItem("accounts")
			}
			o.looks("2026-03-04 10:00")
			offered := false
			for _, q := range o.queued() {
				offered = offered || q == "confirm-draft "+lina
			}
			if offered != test.offered {
				t.Fatalf("it is offered: %v", offered)
			}
			if test.then != nil {
				test.then(o)
			}
			o.looks("2026-03-05 11:00")
			o.looks("2026-03-06 09:00")
			o.looks("2026-03-06 11:00")
			for _, q := range o.queued() {
				if strings.HasPrefix(q, "agenda ") {
					t.Error("it is sent")
				}
			}
			list, err := o.store.OpenAgendas(t.Context())
			if err != nil || len(list) > 0 {
				t.Errorf("it stays open: %+v, %v", list, err)
			}
		})
	}
}

// The agenda of a meeting that is moved is not offered twice, and goes out a day before its
// new time.
func TestDue_theAgendaOfAMeetingThatIsMoved(t *testing.T) {
	t.Parallel()
	o := withAgendas(t)
	o.opensItem("accounts")
	o.looks("2026-03-04 10:00")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.announces("REQUEST", 1, store.RoleClient, "2026-03-10 10:00", func(c *store.Calendar) {
		c.Attendees = []store.Attendee{{Name: "Wang", Address: wang}}
	})
	o.looks("2026-03-05 11:00")
	if count := o.count("agenda"); count != 0 {
		t.Errorf("%d are sent", count)
	}
	o.now = at("2026-03-09 10:00")
	o.looks(o.now.Add(time.Minute).Format("2006-01-02 15:04"))
	if count := o.count("agenda"); count != 1 {
		t.Errorf("%d are sent", count)
	}
	if count := o.count("confirm-draft"); count != 1 {
		t.Errorf("it is offered %d times", count)
	}
}
