package due

import (
	"testing"
	"time"

	"rapport/store"
	"rapport/store/recurrence"
)

// invites logs what a calendar says of a meeting of two hours.
func (o *agency) invites(method string, sequence int, role store.Role, start string) {
	o.Helper()
	o.announces(method, sequence, role, start, func(*store.Calendar) {})
}

// announces is invites, with what more the calendar says.
func (o *agency) announces(method string, sequence int, role store.Role, start string, more func(*store.Calendar)) {
	o.Helper()
	begin := at(start)
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(o.store.Pack([]byte(start+store.NewTag()), o.now, "test"))
		if err != nil {
			return err
		}
		m := &store.Message{Date: o.now, Received: o.now, Subject: "Kick-off", From: []store.Address{{Address: wang}}, Calendar: &store.Calendar{Method: method, UID: "1@cal", Sequence: sequence, Summary: "Kick-off", Start: begin, End: begin.Add(2 * time.Hour)}}
		more(m.Calendar)
		v := store.Verdict{Kind: store.KindCalendar, Role: role, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}}}
		if role != store.RoleOther {
			v.Effects = proved()
		}
		_, err = tx.Record(k.ID, m, v)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

func withMeetings(t *testing.T, now string) *agency {
	return newAgency(t, now, func(p *Project) {
		p.Schedule, p.AskMinutes, p.Confirm = nil, true, Terms{Policy: store.PolicyAll, Days: 3}
	})
}

func TestDue_thePMIsAskedForTheMinutesOfAMeetingThatIsOver(t *testing.T) {
	t.Parallel()
	o := withMeetings(t, "2026-03-02 09:00")
	o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00")
	o.invites("REQUEST", 1, store.RoleClient, "2026-03-04 10:00") // it moves
	o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00") // and the first comes again
	o.looks("2026-03-03 13:00")
	o.looks("2026-03-04 12:10")
	n := o.since(0)
	o.looks("2026-03-04 12:16")
	n = o.since(n, "minutes-ask "+lina)
	o.looks("2026-03-05 09:30")
	n = o.since(n, "minutes-ask "+lina) // a reminder, once
	o.looks("2026-03-06 09:30")
	n = o.since(n)
	list, err := o.store.MeetingsOver(t.Context(), at("2026-03-01 00:00"), o.now)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	says := func(d store.Decision, text string) {
		o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeMinutes, Object: list[0].ID, Version: 1, Decision: d, Address: lina}})
	}
	says(store.DecisionText, "与会：王伟\n\n一切顺利。")
	says(store.DecisionText, "与会：王伟\n\n一切顺利。") // twice
	o.looks("2026-03-06 10:00")
	n = o.since(n, "confirm-draft "+lina)
	if c := o.confirmation(); c.Title != "Kick-off" || c.Number != 1 {
		t.Errorf("%+v", c)
	}
	o.looks("2026-03-09 10:00")
	o.since(n)
}

func TestDue_noMinutesAreAskedFor(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(o *agency){
		"of a meeting that was cancelled": func(o *agency) {
			o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00")
			o.invites("CANCEL", 1, store.RoleClient, "2026-03-03 10:00")
		},
		"of a stranger's": func(o *agency) { o.invites("REQUEST", 0, store.RoleOther, "2026-03-03 10:00") },
		"of an answer":    func(o *agency) { o.invites("REPLY", 0, store.RoleClient, "2026-03-03 10:00") },
		"of long ago":     func(o *agency) { o.invites("REQUEST", 0, store.RoleClient, "2026-02-03 10:00") },
		"that have come": func(o *agency) {
			o.invites("REQUEST", 0, store.RoleClient, "2026-03-02 08:00")
			o.drafts("Kick-off", "All well.")
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := withMeetings(t, "2026-03-02 09:00")
			prepare(o)
			o.looks("2026-03-03 15:00")
			for _, q := range o.queued() {
				if q == "minutes-ask "+lina {
					t.Error("they are asked for")
				}
			}
		})
	}
}

// The minutes of each meeting of a series are asked for; not those of the one that is called
// off.
func TestDue_eachMeetingOfASeriesIsAskedAbout(t *testing.T) {
	t.Parallel()
	o := withMeetings(t, "2026-03-02 09:00")
	o.announces("REQUEST", 0, store.RoleClient, "2026-03-03 10:00", func(c *store.Calendar) {
		c.Rule = &recurrence.Rule{Text: "FREQ=WEEKLY", Zone: "Asia/Shanghai"}
	})
	o.announces("CANCEL", 1, store.RoleClient, "2026-03-10 10:00", func(c *store.Calendar) { c.Occurrence = c.Start })
	n := o.since(0)
	for _, week := range []struct {
		day   string
		asked []string
	}{{"2026-03-03", []string{"minutes-ask " + lina}}, {"2026-03-10", nil}, {"2026-03-17", []string{"minutes-ask " + lina}}} {
		o.looks(week.day + " 08:00")
		o.looks(week.day + " 12:16")
		n = o.since(n, week.asked...)
		list, err := o.store.MeetingsOver(t.Context(), at(week.day+" 00:00"), o.now)
		if err != nil || len(list) != len(week.asked) {
			t.Fatal(list, err)
		}
		for _, m := range list {
			o.logs("skip", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
				Answer: &store.Response{Purpose: store.PurposeMinutes, Object: m.ID, Version: 1, Decision: store.DecisionSkip, Address: lina}})
		}
		o.looks(week.day + " 13:00")
		n = o.since(n)
	}
}
