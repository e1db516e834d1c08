package config

import (
	"slices"
	"strings"
	"time"

	"rapport/mailout/calendar"
	"rapport/mailout/due"
	"rapport/mailout/schedule"
	"rapport/store"
)

// Duties are what Rapport sends for a project, and by which relay.
type duties struct {
	Relay    string             // its name; "" where there is none at all
	Calendar *calendar.Calendar // its working days; nil: Monday to Friday
	Report   *schedule.Schedule // of its progress reports; nil: there are none
	Ask      time.Duration      // how long before a report is due the PM is asked
	Confirm  due.Terms          // of the texts that its people confirm
	Clock    due.Clock          // of the answers that its clients wait for
	Surveys  due.Surveys        // that its clients are asked to answer
	// AskMinutes says that its PMs are asked for the minutes of meetings that are over.
	AskMinutes bool
	// ClientStatus says that a client who asks by mail is told how it stands.
	ClientStatus bool
	// Acknowledge says that a client whose mail opens a case is told its number.
	Acknowledge bool
}

// surroundings are what a project may refer to.
type surroundings struct {
	relays    []string
	calendars *calendar.Calendars // nil where they cannot be read
}

// calendars reads those that come with Rapport and those of a directory.
func (s section) calendars(dir string) *calendar.Calendars {
	c, err := calendar.Load(dir)
	if err != nil {
		s.fail("calendars", "", "%v", err)
		return nil
	}
	return c
}

// duties reads what a [[project]] says of what is sent for it.
func (s section) duties(has surroundings) duties {
	d := duties{
		Relay: s.text("relay"),
		Ask:   s.duration("report_ask", time.Hour, 14*24*time.Hour, 24*time.Hour),
		Confirm: due.Terms{
			Policy:   store.Policy(s.choice("confirm", string(store.PolicyAll), string(store.PolicyAny), string(store.PolicySilence))),
			Days:     s.integer("confirm_days", 1, 60, 3),
			TakeBack: s.duration("take_back", 0, 24*time.Hour, 15*time.Minute),
		},
	}
	d.Clock = s.clock()
	d.AskMinutes = s.boolean("ask_minutes", false)
	d.ClientStatus = s.boolean("client_status", false)
	d.Acknowledge = s.boolean("acknowledge", false)
	switch {
	case d.Relay == "" && len(has.relays) > 0:
		d.Relay = has.relays[0]
	case d.Relay != "" && !slices.Contains(has.relays, d.Relay):
		remedy := "add a [[relay]] of this name"
		if len(has.relays) > 0 {
			remedy = "use one of " + strings.Join(has.relays, ", ")
		}
		s.fail("relay", remedy, "is not the name of a relay")
	}
	if name := s.text("calendar"); name != "" && has.calendars != nil {
		var err error
		if d.Calendar, err = has.calendars.Get(name); err != nil {
			s.fail("calendar", "", "%v", err)
		}
	}
	d.Report = s.reportSchedule(d.Relay != "")
	d.Surveys = s.surveys(d.Relay != "")
	return d
}

// digest reads when on a working day PMs are told what waits for them.
func (s section) digest() time.Duration {
	switch v := s.text("digest"); {
	case !s.has("digest"):
		return 8*time.Hour + 30*time.Minute
	case v == "off":
		return -1
	default:
		at, err := time.Parse("15:04", v)
		if err != nil {
			s.fail("digest", `write digest = "08:30", or "off"`, "%q is not a time of day", v)
		}
		return at.Sub(at.Truncate(24 * time.Hour))
	}
}

// clock reads how soon a client is answered, and in which hours people work.
func (s section) clock() due.Clock {
	c := due.Clock{Begin: 9 * time.Hour, End: 18 * time.Hour}
	if s.has("answer_within") {
		c.Within = s.duration("answer_within", time.Hour, 400*time.Hour, 0)
	}
	if s.has("solve_within") {
		c.Solve = s.duration("solve_within", time.Hour, 2000*time.Hour, 0)
	}
	if !s.has("hours") {
		return c
	}
	begin, end, _ := strings.Cut(s.text("hours"), "-")
	from, err := time.Parse("15:04", strings.TrimSpace(begin))
	to, err2 := time.Parse("15:04", strings.TrimSpace(end))
	if err != nil || err2 != nil || !from.Before(to) {
		s.fail("hours", `write hours = "09:00-18:00"`, "%q is not a range of hours", s.text("hours"))
		return c
	}
	midnight := from.Truncate(24 * time.Hour)
	c.Begin, c.End = from.Sub(midnight), to.Sub(midnight)
	return c
}

func (s section) reportSchedule(canSend bool) *schedule.Schedule {
	holidays := schedule.Holidays(s.choice("report_on_holiday", string(schedule.Before), string(schedule.After), string(schedule.Skip), string(schedule.Keep)))
	if !s.has("report") {
		if s.has("report_on_holiday") || s.has("report_ask") {
			s.warn("report", `add report = "weekly on friday at 16:00"`, "is missing, so no reports are scheduled")
		}
		return nil
	}
	when, err := schedule.Parse(s.text("report"))
	if err != nil {
		s.fail("report", "", "%v", err)
		return nil
	}
	if !canSend {
		s.fail("report", "add a [[relay]]", "cannot be sent without a relay")
	}
	when.Holidays = holidays
	return &when
}
