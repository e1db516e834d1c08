package main

import "rapport/store"

// meeting is what a mail says of a meeting: which one, where and when.
type meeting struct {
	System     *string `toml:"system"` // "" for none that is known
	MeetingID  *string `toml:"meeting_id"`
	URL        *string `toml:"url"`
	Series     *bool   `toml:"series"`
	Occurrence *string `toml:"occurrence"` // RFC 3339 in UTC; "" for all of a series, or none
	End        *string `toml:"end"`
	Zone       *string `toml:"zone"`
	Title      *string `toml:"title"`
}

// judgeMeeting judges what was read of a meeting. Which one it is counts as one point, and so
// does where people meet.
func (s *scores) judgeMeeting(c labelled, m *store.Message) {
	w, got := c.want.meeting, m.Calendar.Seen(m.Zone())
	if w.Series != nil && got.Series != *w.Series {
		s.point(c, "occurrence", false, "whether it is a series", "the other")
	} else if w.Occurrence != nil {
		s.equal(c, "occurrence", *w.Occurrence, got.Occurrence)
	} else if w.Series != nil {
		s.point(c, "occurrence", true, "", "")
	}
	for _, point := range []struct {
		name string
		want *string
		got  string
	}{
		{"conference", w.System, got.System}, {"conference id", w.MeetingID, got.ID}, {"conference link", w.URL, got.URL},
		{"end of the event", w.End, got.End}, {"zone of the event", w.Zone, got.Zone}, {"title of the event", w.Title, got.Title},
	} {
		if point.want != nil {
			s.equal(c, point.name, *point.want, point.got)
		}
	}
}
