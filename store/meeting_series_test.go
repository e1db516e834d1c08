package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"rapport/store/recurrence"
)

// weekly is an invitation to a meeting of an hour that takes place every seven days from now
// on, seen from now.
func (y *story) weekly(sequence int) Calendar {
	start := y.s.now().Add(time.Hour)
	return Calendar{Method: "REQUEST", Sequence: sequence, Start: start, End: start.Add(time.Hour), Zone: "UTC", Rule: &recurrence.Rule{Text: "FREQ=WEEKLY", Zone: "UTC"}}
}

// held returns how many hours after the first each meeting of the past begins that takes
// place, after so many days.
func (y *story) held(first time.Time, days int) (hours []int) {
	y.Helper()
	*y.now = first.AddDate(0, 0, days)
	if err := y.s.UnfoldMeetings(y.Context(), y.s.now()); err != nil {
		y.Fatal(err)
	}
	list, err := y.s.MeetingsOver(y.Context(), first.AddDate(0, 0, -30), y.s.now())
	if err != nil {
		y.Fatal(err)
	}
	for _, m := range list {
		hours = append(hours, int(m.Start.Sub(first)/time.Hour))
	}
	return hours
}

func TestMeeting_series(t *testing.T) {
	t.Parallel()
	const week = 7 * 24
	for _, test := range []struct {
		name string
		then func(y *story, c Calendar)
		want []int // after 29 days
	}{
		{"each is one meeting", func(*story, Calendar) {}, []int{0, week, 2 * week, 3 * week, 4 * week}},
		{"one is cancelled", func(y *story, c Calendar) {
			y.announces(Calendar{Method: "CANCEL", Sequence: 1, Occurrence: c.Start.AddDate(0, 0, 14), Start: c.Start.AddDate(0, 0, 14), End: c.End.AddDate(0, 0, 14)}, RoleClient)
		}, []int{0, week, 3 * week, 4 * week}},
		{"one is cancelled without a time", func(y *story, c Calendar) {
			y.announces(Calendar{Method: "CANCEL", Sequence: 1, Occurrence: c.Start.AddDate(0, 0, 14)}, RoleClient)
		}, []int{0, week, 3 * week, 4 * week}},
		{"one is moved", func(y *story, c Calendar) {
			at := c.Start.AddDate(0, 0, 14)
			y.announces(Calendar{Method: "REQUEST", Sequence: 1, Occurrence: at, Start: at.Add(20 * time.Hour), End: at.Add(21 * time.Hour)}, RoleClient)
		}, []int{0, week, 2*week + 20, 3 * week, 4 * week}},
		{"one is moved, and its old message comes late", func(y *story, c Calendar) {
			at := c.Start.AddDate(0, 0, 14)
			y.announces(Calendar{Method: "REQUEST", Sequence: 2, Occurrence: at, Start: at.Add(20 * time.Hour), End: at.Add(21 * time.Hour)}, RoleClient)
			y.announces(Calendar{Method: "CANCEL", Sequence: 1, Occurrence: at}, RoleClient)
			y.announces(c, RoleClient)
		}, []int{0, week, 2*week + 20, 3 * week, 4 * week}},
		{"all are cancelled once two were held", func(y *story, c Calendar) {
			y.held(c.Start, 8)
			y.announces(Calendar{Method: "CANCEL", Sequence: 1, Start: c.Start, End: c.End, Rule: c.Rule}, RoleClient)
		}, []int{0, week}},
		{"all are cancelled by a message that says no more", func(y *story, c Calendar) {
			y.held(c.Start, 8)
			y.announces(Calendar{Method: "CANCEL", Sequence: 1}, RoleClient)
		}, []int{0, week}},
		{"from one on they are cancelled", func(y *story, c Calendar) {
			y.announces(Calendar{Method: "CANCEL", Sequence: 1, Occurrence: c.Start.AddDate(0, 0, 14), Onwards: true}, RoleClient)
		}, []int{0, week}},
		{"one is left out", func(y *story, c Calendar) {
			c.Sequence, c.Rule = 1, &recurrence.Rule{Text: "FREQ=WEEKLY", Zone: "UTC", Except: []time.Time{c.Start.AddDate(0, 0, 7)}}
			y.announces(c, RoleClient)
		}, []int{0, 2 * week, 3 * week, 4 * week}},
		{"the one to come next is left out", func(y *story, c Calendar) {
			c.Sequence, c.Rule = 1, &recurrence.Rule{Text: "FREQ=WEEKLY", Zone: "UTC", Except: []time.Time{c.Start.AddDate(0, 0, 7)}}
			y.announces(c, RoleClient)
			y.held(c.Start, 1)
			y.held(c.Start, 8)
		}, []int{0, 2 * week, 3 * week, 4 * week}},
		{"it comes with what is different", func(y *story, c Calendar) {
			c.Sequence = 1
			two, three := c.Start.AddDate(0, 0, 14), c.Start.AddDate(0, 0, 21)
			c.Exceptions = []Occurrence{{Of: two, Start: two.Add(time.Hour), End: two.Add(2 * time.Hour), Sequence: 1}, {Of: three, Start: three, End: three.Add(time.Hour), Sequence: 1, Cancelled: true}}
			y.announces(c, RoleClient)
		}, []int{0, week, 2*week + 1, 4 * week}},
		{"it takes place on another day from now on", func(y *story, c Calendar) {
			y.held(c.Start, 8)
			c.Sequence, c.Start, c.End = 1, c.Start.AddDate(0, 0, 9), c.End.AddDate(0, 0, 9)
			y.announces(c, RoleClient)
		}, []int{0, week, week + 48, 2*week + 48, 3*week + 48}},
		{"it is one meeting now", func(y *story, c Calendar) {
			at := c.Start.AddDate(0, 0, 3)
			y.announces(Calendar{Method: "REQUEST", Sequence: 1, Start: at, End: at.Add(time.Hour)}, RoleClient)
		}, []int{72}},
		{"nothing proves who cancels", func(y *story, c Calendar) {
			y.announces(Calendar{Method: "CANCEL", Sequence: 9}, RoleOther)
			y.announces(Calendar{Method: "CANCEL", Sequence: 9, Occurrence: c.Start}, RoleOther)
		}, []int{0, week, 2 * week, 3 * week, 4 * week}},
		{"an answer or a proposal changes nothing", func(y *story, c Calendar) {
			for _, method := range []string{"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH", "ADD"} {
				y.announces(Calendar{Method: method, Sequence: 5, Occurrence: c.Start.AddDate(0, 0, 7), Start: c.Start.AddDate(0, 0, 8), End: c.End.AddDate(0, 0, 8)}, RoleClient)
			}
		}, []int{0, week, 2 * week, 3 * week, 4 * week}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			y := begin(t)
			c := y.weekly(0)
			y.announces(c, RoleClient)
			test.then(y, c)
			got := y.held(c.Start, 29)
			if !slices.Equal(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
			if again := y.held(c.Start, 29); !slices.Equal(again, test.want) {
				t.Errorf("unfolded again: %v", again)
			}
		})
	}
}

// Of a meeting that was cancelled before its invitation came, none takes place.
func TestMeeting_ofASeriesIsCalledOffBeforeItIsKnown(t *testing.T) {
	t.Parallel()
	y := begin(t)
	c := y.weekly(1)
	y.announces(Calendar{Method: "CANCEL", Sequence: 2, Occurrence: c.Start.AddDate(0, 0, 7)}, RoleClient)
	y.announces(c, RoleClient)
	if got, want := fmt.Sprint(y.held(c.Start, 15)), fmt.Sprint([]int{0, 14 * 24}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The same meeting of Zoom has another UID in each file, and none where people paste it; the
// room of a person is used by several meetings.
func TestMeeting_inTheSameConference(t *testing.T) {
	t.Parallel()
	y := begin(t)
	start := y.s.now().Add(time.Hour)
	say := func(uid string, words bool, start time.Time) {
		c := Calendar{Method: "PUBLISH", UID: uid, Summary: "Weekly", Start: start, End: start.Add(time.Hour), Conference: Conference{System: "zoom", ID: "81234567890", URL: "https://zoom.us/j/81234567890"}, Words: words}
		if words {
			c.Method, c.End = "", time.Time{}
		}
		y.announcesAs(c, RoleClient)
	}
	say("", true, start)
	say("first", false, start)
	say("second", false, start)
	say("", true, start.AddDate(0, 0, 1))
	*y.now = start.AddDate(0, 0, 2)
	list, err := y.s.MeetingsOver(t.Context(), start, y.s.now())
	if err != nil || len(list) != 2 || list[0].Conference.ID != "81234567890" || list[1].End.Sub(list[1].Start) != time.Hour {
		t.Errorf("%+v, %v", list, err)
	}
}

// Who is invited answers for themselves alone: to one of a series, or to all of it.
func TestMeeting_answers(t *testing.T) {
	t.Parallel()
	y := begin(t)
	c := y.weekly(0)
	c.UID, c.Summary = "w", "Weekly"
	c.Organizer = Address{Name: "Wang", Address: wang}
	c.Attendees = []Attendee{{Name: "Li", Address: lina, PartStat: "NEEDS-ACTION"}}
	y.announcesAs(c, RoleClient)
	*y.now = c.Start.Add(2 * time.Hour)
	if err := y.s.UnfoldMeetings(t.Context(), y.s.now()); err != nil {
		t.Fatal(err)
	}
	says := func(who, partstat string, occurrence time.Time) string {
		y.announcesAs(Calendar{Method: "REPLY", UID: "w", Occurrence: occurrence, Attendees: []Attendee{{Address: who, PartStat: partstat}}}, RoleClient)
		one, err := invitedTo(t.Context(), y.s.reader, "ACME", &Calendar{UID: "w", Occurrence: c.Start})
		if err != nil {
			t.Fatal(err)
		}
		all, err := invitedTo(t.Context(), y.s.reader, "ACME", &Calendar{UID: "w"})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%v %v", one, all)
	}
	for i, test := range []struct {
		who, partstat string
		occurrence    time.Time
		want          string
	}{
		{lina, "DECLINED", c.Start, "[{Wang " + wang + " ACCEPTED} {Li " + lina + " NEEDS-ACTION}] [{Wang " + wang + " ACCEPTED} {Li " + lina + " NEEDS-ACTION}]"}, // written by Wang
		{wang, "DECLINED", c.Start, "[{Wang " + wang + " DECLINED} {Li " + lina + " NEEDS-ACTION}] [{Wang " + wang + " ACCEPTED} {Li " + lina + " NEEDS-ACTION}]"},
		{wang, "TENTATIVE", time.Time{}, "[{Wang " + wang + " TENTATIVE} {Li " + lina + " NEEDS-ACTION}] [{Wang " + wang + " TENTATIVE} {Li " + lina + " NEEDS-ACTION}]"},
	} {
		if got := says(test.who, test.partstat, test.occurrence); got != test.want {
			t.Errorf("%d: %s, want %s", i, got, test.want)
		}
	}
}
