package store

import (
	"testing"
	"time"

	"rapport/store/recurrence"
)

// Times without a zone are those of the project, if its clocks showed the same when the mail was
// written; unlike an offset the zone knows summer time.
func TestSettleIn_knowsSummerTime(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	written := time.Date(2026, 3, 20, 10, 0, 0, 0, time.FixedZone("", 3600)) // winter
	start := time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC)                     // 9:00 by that offset
	floating := func() *Calendar {
		return &Calendar{Floating: true, Start: start, End: start.Add(time.Hour), Exceptions: []Occurrence{{Of: start}}, Rule: &recurrence.Rule{Except: []time.Time{start}}}
	}
	c := floating()
	c.SettleIn(berlin, written)
	want := time.Date(2026, 4, 1, 7, 0, 0, 0, time.UTC) // 9:00 in Berlin, in summer
	if c.Floating || c.Zone != "Europe/Berlin" || !c.Start.Equal(want) || !c.End.Equal(want.Add(time.Hour)) || !c.Exceptions[0].Of.Equal(want) || !c.Rule.Except[0].Equal(want) || !c.Occurrence.IsZero() {
		t.Errorf("%+v", c)
	}
	for name, c := range map[string]struct {
		calendar *Calendar
		zone     *time.Location
		written  time.Time
	}{
		"none":                    {nil, berlin, written},
		"with a zone":             {&Calendar{Start: start}, berlin, written},
		"without a project":       {floating(), nil, written},
		"written at another hour": {floating(), berlin, written.In(time.UTC)},
	} {
		c.calendar.SettleIn(c.zone, c.written)
		if c.calendar != nil && !c.calendar.Start.Equal(start) {
			t.Errorf("%s: it begins at %v", name, c.calendar.Start)
		}
	}
	whole := &Calendar{Floating: true, AllDay: true, Start: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}
	whole.SettleIn(berlin, written)
	seen := whole.Seen(time.UTC)
	if whole.Floating || seen.Start != "2026-03-31T22:00:00Z" || seen.End != "" || !seen.AllDay || seen.Zone != "Europe/Berlin" {
		t.Errorf("a day: %+v", seen)
	}
	if none := (*Calendar)(nil).Seen(berlin); none != (MeetingSeen{}) {
		t.Errorf("no calendar: %+v", none)
	}
}

// The lines of an invitation in words are no words of the sender's own.
func TestOwnWords_withoutTheInvitation(t *testing.T) {
	t.Parallel()
	m := &Message{OwnText: "See you there.\nTime: 10:00\nJoin: https://zoom.example/1\nBring the plan."}
	if m.OwnWords() != m.OwnText {
		t.Errorf("%q", m.OwnWords())
	}
	m.Calendar = &Calendar{Lines: []string{"Time: 10:00", "Join: https://zoom.example/1"}}
	if got := m.OwnWords(); got != "See you there.\nBring the plan." {
		t.Errorf("%q", got)
	}
}
