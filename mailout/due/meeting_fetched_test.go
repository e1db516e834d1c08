package due

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"rapport/mailout/meeting/meeting"
	"rapport/store"
)

// meetingSystem is Zoom, as far as a test says what it knows.
type meetingSystem struct {
	knows *meeting.Record
	err   error
	asked int
}

func (s *meetingSystem) Name() string { return "Zoom" }

func (s *meetingSystem) Check(context.Context) []error { return nil }

func (s *meetingSystem) After(context.Context, meeting.Key) (*meeting.Record, error) {
	s.asked++
	return s.knows, s.err
}

// asksZoom returns an agency that asks Zoom what it knows of Kick-off, which ends at noon.
func asksZoom(t *testing.T, s *meetingSystem) *agency {
	t.Helper()
	o := withMeetings(t, "2026-03-02 09:00")
	systems := meeting.NewSystems()
	systems.Add("zoom", s)
	c := *o.due.config.Load()
	c.Meetings = systems
	o.due.SetConfig(c)
	o.announces("REQUEST", 0, store.RoleClient, "2026-03-03 10:00", func(c *store.Calendar) { c.Conference = store.Conference{System: "zoom", ID: "81234567890"} })
	return o
}

// What a system says of a meeting goes into the draft of the minutes or, where it has no summary,
// into the question; that it does not answer costs one line of that.
func TestDue_whatAMeetingSystemSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		knows *meeting.Record
		err   error
		mail  string
		says  []string
	}{
		{"a summary", &meeting.Record{People: []string{"王伟", "Tom"}, Summary: "The shop opens in May."}, nil, "confirm-draft " + lina, []string{"与会：王伟、Tom", "The shop opens in May.", "Zoom"}},
		{"who took part", &meeting.Record{People: []string{"王伟", "Tom"}}, nil, "minutes-ask " + lina, []string{"与会：王伟、Tom"}},
		{"a transcript", &meeting.Record{Transcript: true}, nil, "minutes-ask " + lina, []string{"Zoom 有本次会议的文字记录，但没有摘要。", "与会：姓名"}},
		{"nothing yet", nil, nil, "minutes-ask " + lina, []string{"与会：姓名"}},
		{"it does not answer", nil, errors.New("no answer"), "minutes-ask " + lina, []string{"Zoom 未应答，暂无可供参考的会议摘要。", "与会：姓名"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := asksZoom(t, &meetingSystem{knows: c.knows, err: c.err})
			for _, when := range []string{"2026-03-03 12:16", "2026-03-03 13:01"} {
				o.looks(when)
			}
			o.wants(c.mail)
			for _, part := range c.says {
				if text := o.text(); !strings.Contains(text, part) {
					t.Errorf("%q is missing in\n%s", part, text)
				}
			}
		})
	}
}

// A system is asked a quarter of an hour, one, four and 24 hours after the end, and then no more.
func TestDue_aMeetingSystemIsAskedFourTimes(t *testing.T) {
	t.Parallel()
	s := &meetingSystem{}
	o := asksZoom(t, s)
	for _, c := range []struct {
		when  string
		asked int
	}{{"2026-03-03 12:10", 0}, {"2026-03-03 12:15", 1}, {"2026-03-03 12:59", 1}, {"2026-03-03 13:00", 2}, {"2026-03-03 16:00", 3}, {"2026-03-04 11:59", 3}, {"2026-03-04 12:00", 4}, {"2026-03-06 12:00", 4}} {
		o.looks(c.when)
		if s.asked != c.asked {
			t.Errorf("%s: asked %d times, want %d", c.when, s.asked, c.asked)
		}
	}
}

// No other mail waits for a system that does not answer.
func TestDue_noMailWaitsForAMeetingSystem(t *testing.T) {
	t.Parallel()
	for _, d := range duties() {
		if d.Name() == "meeting" || d.Name() == "tracker" {
			t.Errorf("%s waits for other systems in the loop of the others", d.Name())
		}
	}
	if !slices.ContainsFunc(outsideDuties(), func(d Duty) bool { return d.Name() == "meeting" }) {
		t.Error("nobody asks about meetings")
	}
}
