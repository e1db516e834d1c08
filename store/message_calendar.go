package store

import (
	"slices"
	"strings"
	"time"

	"rapport/store/recurrence"
)

// Calendar is what an iTIP message (RFC 5546) says of one event: an invitation,
// an answer to one, or its cancellation; or what an invitation in words says.
type Calendar struct {
	Method   string `json:"method"` // upper case: REQUEST, REPLY, CANCEL, COUNTER, …; "" where none is named
	UID      string `json:"uid"`    // the same in all messages about the event
	Sequence int    `json:"sequence"`
	Status   string `json:"status,omitempty"` // upper case: CONFIRMED, TENTATIVE, CANCELLED; "" where it is not said
	Summary  string `json:"summary"`
	// Start and End are in UTC, zero where they are not said or cannot be told.
	// End is that of DTEND, or of Start and DURATION.
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// Zone is the IANA name of the zone of Start, "" where it has none that is known.
	Zone string `json:"zone,omitempty"`
	// Floating reports that the times were written without a zone, and read in that of
	// the mail's Date.
	Floating bool `json:"floating,omitempty"`
	// OffsetOnly names the zone of the times where only its offset is known.
	OffsetOnly string `json:"-"`
	// UnknownZone names the time zone of Start or End, where nobody can tell what
	// it is. That time is zero.
	UnknownZone string `json:"unknown_zone,omitempty"`
	// AllDay reports that Start and End are days, at midnight UTC, and End the day
	// after the last.
	AllDay bool `json:"all_day,omitempty"`
	// Rule is set where the event repeats and the message is about all of it.
	Rule *recurrence.Rule `json:"rule,omitempty"`
	// Occurrence is when the one meeting of a series, about which the message is, was to begin
	// at first; zero where it is about all of the series, or there is none.
	Occurrence time.Time `json:"occurrence,omitzero"`
	Onwards    bool      `json:"onwards,omitempty"` // it is about all the later ones, too
	// Exceptions are the other occurrences that it mentions.
	Exceptions []Occurrence `json:"exceptions,omitempty"`
	Location   string       `json:"location"`
	Conference Conference   `json:"conference,omitzero"`
	Organizer  Address      `json:"organizer"`
	Attendees  []Attendee   `json:"attendees"`
	// Words reports that it is an invitation in words, without a calendar.
	Words bool `json:"words,omitempty"`
	// Lines are those of such an invitation: labels and links that a program wrote, and that say
	// nothing of what the sender wants.
	Lines []string `json:"-"`
}

// OwnWords returns what the sender wrote besides an invitation in words.
func (m *Message) OwnWords() string {
	if m.Calendar == nil || len(m.Calendar.Lines) == 0 {
		return m.OwnText
	}
	var kept strings.Builder
	for line := range strings.Lines(m.OwnText) {
		if !slices.Contains(m.Calendar.Lines, strings.TrimSpace(line)) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// Occurrence is one meeting of a series that is not as the others.
type Occurrence struct {
	Of         time.Time `json:"of"`    // when it was to begin at first, in UTC
	Start      time.Time `json:"start"` // when it begins now; zero where that is not said
	End        time.Time `json:"end"`
	Sequence   int       `json:"sequence"`
	Summary    string    `json:"summary,omitempty"`
	Cancelled  bool      `json:"cancelled,omitempty"`
	Onwards    bool      `json:"onwards,omitempty"` // so are all the later ones
	Conference string    `json:"url,omitempty"`     // where it has one of its own
}

// Conference is where people meet who are not in one room. It has no passcode: whoever was
// invited has that in their own mail.
type Conference struct {
	System string `json:"system"`         // zoom, teams, meet, tencent, feishu, dingtalk, webex
	URL    string `json:"url"`            // to join it, without what stands for a passcode
	ID     string `json:"id"`             // digits, or a code, without blanks
	Dial   string `json:"dial,omitempty"` // a telephone number to join by
}

// Attendee is one who is invited, or who answers. PartStat is the participation
// status of RFC 5545 section 3.2.12 in upper case, such as ACCEPTED, DECLINED,
// TENTATIVE or NEEDS-ACTION.
type Attendee struct {
	Name     string `json:"name"`
	Address  string `json:"address"`
	PartStat string `json:"partstat"`
}

// SettleIn reads times without a zone in that of the project, if its clocks showed the same as
// those of the sender when the mail was written: unlike the offset in Date it knows summer
// time.
func (c *Calendar) SettleIn(zone *time.Location, written time.Time) {
	if c == nil || !c.Floating || zone == nil {
		return
	}
	_, theirs := written.Zone()
	if _, ours := written.In(zone).Zone(); ours != theirs {
		return
	}
	move := func(at time.Time) time.Time {
		if at.IsZero() {
			return at
		}
		return recurrence.Instant(at.Add(time.Duration(theirs)*time.Second), zone)
	}
	c.Floating, c.Zone = false, recurrence.Name(zone, written)
	if c.AllDay {
		return
	}
	c.Start, c.End, c.Occurrence = move(c.Start), move(c.End), move(c.Occurrence)
	for i, e := range c.Exceptions {
		c.Exceptions[i].Of, c.Exceptions[i].Start, c.Exceptions[i].End = move(e.Of), move(e.Start), move(e.End)
	}
	if c.Rule != nil {
		c.Rule.Zone = c.Zone
		for _, list := range [][]time.Time{c.Rule.Except, c.Rule.Dates} {
			for i := range list {
				list[i] = move(list[i])
			}
		}
	}
}

// MeetingSeen is a meeting as a message names it. The names are a contract: see
// docs/explain.md. Times are RFC 3339 in UTC, "" for none.
type MeetingSeen struct {
	System     string  `json:"system"`
	ID         string  `json:"id"`
	URL        string  `json:"url"`
	Dial       string  `json:"dial"`
	UID        string  `json:"uid"`
	Method     string  `json:"method"` // lower case
	Series     bool    `json:"series"`
	Occurrence string  `json:"occurrence"`
	Start      string  `json:"start"`
	End        string  `json:"end"`
	AllDay     bool    `json:"all_day"`
	Zone       string  `json:"zone"`
	Title      string  `json:"title"`
	Organizer  Address `json:"organizer"`
}

// Seen returns the meeting that a message names, the zero MeetingSeen for nil. zone is that of
// an all-day event without one: it begins at midnight there.
func (c *Calendar) Seen(zone *time.Location) (s MeetingSeen) {
	if c == nil {
		return s
	}
	start, end, occurrence := c.Start, c.End, c.Occurrence
	if c.AllDay {
		if known, err := recurrence.Location(c.Zone); err == nil && c.Zone != "" {
			zone = known
		}
		if zone != nil {
			start, end, occurrence = midnight(start, zone), midnight(end, zone), midnight(occurrence, zone)
		}
	}
	return MeetingSeen{
		System: c.Conference.System, ID: c.Conference.ID, URL: c.Conference.URL, Dial: c.Conference.Dial,
		UID: c.UID, Method: strings.ToLower(c.Method), Series: c.Rule != nil, Occurrence: stamp(occurrence),
		Start: stamp(start), End: stamp(end), AllDay: c.AllDay, Zone: c.Zone, Title: c.Summary, Organizer: c.Organizer,
	}
}

func midnight(day time.Time, zone *time.Location) time.Time {
	if day.IsZero() {
		return day
	}
	return recurrence.Instant(day, zone)
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
