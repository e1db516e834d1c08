package store

import (
	"testing"
	"time"
)

// invites logs an invitation, or what else a calendar says.
func (y *story) invites(method string, sequence int, start time.Time, role Role) {
	y.Helper()
	y.announces(Calendar{Method: method, Sequence: sequence, Start: start, End: start.Add(time.Hour)}, role)
}

// announces logs what a calendar says of the weekly meeting.
func (y *story) announces(c Calendar, role Role) {
	y.Helper()
	c.UID, c.Summary = "weekly@acme.example", "Weekly"
	y.announcesAs(c, role)
}

// announcesAs logs what a calendar says of a meeting.
func (y *story) announcesAs(c Calendar, role Role) {
	y.Helper()
	y.n++
	raw := keep(y, y.s, time.Duration(y.n).String())
	m := &Message{Date: y.s.now(), From: []Address{{Address: wang}}, Calendar: &c}
	y.do(func(tx *Tx) error {
		v := Verdict{Kind: KindCalendar, Project: "ACME", Role: role, Reasons: []Reason{{SignalAddress, "ACME", 99, "for the test"}}}
		if role != RoleOther {
			v.Effects = proved()
		}
		_, err := tx.Record(raw, m, v)
		return err
	})
}

// over returns the meetings of which the minutes are due.
func (y *story) over() []Meeting {
	y.Helper()
	list, err := y.s.MeetingsOver(y.Context(), y.s.now().Add(-24*time.Hour), y.s.now())
	if err != nil {
		y.Fatal(err)
	}
	return list
}

// The minutes of a meeting are asked for until they come, or there are to be none.
func TestMeeting_fromInvitationToMinutes(t *testing.T) {
	y := begin(t)
	start := y.s.now().Add(time.Hour)
	y.invites("REQUEST", 0, start, RoleOther) // a stranger's
	y.invites("REPLY", 0, start, RoleClient)
	y.invites("REQUEST", 1, start, RoleClient)
	if list := y.over(); len(list) != 0 {
		t.Errorf("before it begins: %+v", list)
	}
	*y.now = y.now.Add(3 * time.Hour)
	list := y.over()
	if len(list) != 1 || list[0].Title != "Weekly" || list[0].State != MeetingAnnounced {
		t.Fatalf("%+v", list)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkMinutesAsked(list[0]) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkMinutesAsked(list[0]) })
	again := y.over()[0]
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkMinutesAsked(again) })
	if list := y.over(); list[0].State != MeetingReminded || !list[0].AskedAt.Equal(y.s.now()) {
		t.Errorf("%+v", list)
	}
	y.replies("We agreed.", Response{Purpose: PurposeMinutes, Object: list[0].ID, Version: 1, Decision: DecisionText, Address: lina})
	y.replies("We agreed.", Response{Purpose: PurposeMinutes, Object: list[0].ID, Version: 1, Decision: DecisionText, Address: lina})
	if list := y.over(); len(list) != 0 {
		t.Errorf("once there are minutes: %+v", list)
	}
	drafts, err := y.s.Confirmations(t.Context(), ConfirmationQuery{})
	if err != nil || len(drafts) != 1 || drafts[0].Kind != Minutes || drafts[0].Title != "Weekly" || drafts[0].Text != "We agreed." {
		t.Errorf("%+v, %v", drafts, err)
	}
}

func TestMeeting_thatIsMovedOrCancelled(t *testing.T) {
	y := begin(t)
	start := y.s.now().Add(-4 * time.Hour)
	y.invites("REQUEST", 3, start, RoleClient)
	before := y.over()[0]
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkMinutesAsked(before) })
	y.invites("REQUEST", 2, start.Add(time.Hour), RoleClient) // an older one came late
	if list := y.over(); list[0].State != MeetingAsked {
		t.Errorf("%+v", list)
	}
	y.invites("REQUEST", 4, start.Add(time.Hour), RoleClient)
	if list := y.over(); list[0].State != MeetingAnnounced {
		t.Errorf("at another time it is another meeting: %+v", list)
	}
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkMinutesAsked(before) })
	y.invites("CANCEL", 5, start.Add(time.Hour), RoleClient)
	if list := y.over(); len(list) != 0 {
		t.Errorf("once it is cancelled: %+v", list)
	}
	y.invites("REQUEST", 6, start.Add(time.Hour), RoleClient)
	y.replies("skip", Response{Purpose: PurposeMinutes, Object: y.over()[0].ID, Version: 1, Decision: DecisionSkip, Address: lina})
	if list := y.over(); len(list) != 0 {
		t.Errorf("once there are to be no minutes: %+v", list)
	}
}

// A meeting is called off by a mail without a time too, and by one that moves it to a time in
// a zone that nobody can tell: nobody is asked about it at its old time.
func TestMeeting_withoutATimeThatCanBeTold(t *testing.T) {
	y := begin(t)
	start := y.s.now().Add(-4 * time.Hour)
	unknown := Calendar{Method: "REQUEST", UnknownZone: "Head office"}
	y.announces(unknown, RoleClient)
	if list := y.over(); len(list) != 0 {
		t.Errorf("announced: %+v", list)
	}
	y.invites("REQUEST", 1, start, RoleClient)
	unknown.Sequence = 2
	y.announces(unknown, RoleClient)
	if list := y.over(); len(list) != 0 {
		t.Errorf("moved to a time that nobody can tell: %+v", list)
	}
	y.invites("REQUEST", 3, start, RoleClient)
	y.announces(Calendar{Method: "REQUEST", Sequence: 4}, RoleClient)
	if list := y.over(); len(list) != 1 {
		t.Errorf("an invitation without a time says nothing: %+v", list)
	}
	y.announces(Calendar{Method: "CANCEL", Sequence: 5}, RoleClient)
	if list := y.over(); len(list) != 0 {
		t.Errorf("called off: %+v", list)
	}
}
