package config

import (
	"slices"
	"strconv"
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
	Remind   due.Remind         // whom of action items
	// LeaveMissing reports that the digest names no mail that the log lacks.
	LeaveMissing bool
	// AskMinutes says that its PMs are asked for the minutes of meetings that are over.
	AskMinutes bool
	// AskTeam says that Rapport asks the team for its part of each report before it asks the PMs.
	AskTeam bool
	// Quarterly says that its PMs are offered a summary of each quarter, and Retrospective how both sides
	// are asked to look back on it.
	Quarterly     bool
	Retrospective store.RetrospectiveMode
	// Agenda says that its PMs are offered an agenda before each meeting.
	Agenda bool
	// ClientStatus says that Rapport sends the status of the project to a client who asks by mail.
	ClientStatus bool
	// Acknowledge says that Rapport sends a client whose mail opens a case its number.
	Acknowledge bool
	// CreateChanges says that approved changes become work items of the tracker.
	CreateChanges bool
}

// surroundings are what a project may refer to.
type surroundings struct {
	relays    []string
	trackers  []string
	calendars *calendar.Calendars // nil where they cannot be read
}

// dutyKeys are what a [[project]] says of what is sent for it.
type dutyKeys struct {
	Relay             string        `toml:"relay"`
	Calendar          string        `toml:"calendar"`
	Report            string        `toml:"report"`
	ReportOnHoliday   string        `toml:"report_on_holiday"`
	ReportAsk         time.Duration `toml:"report_ask"`
	ReportTeam        bool          `toml:"report_team"`
	Confirm           string        `toml:"confirm"`
	ConfirmDays       int           `toml:"confirm_days"`
	TakeBack          time.Duration `toml:"take_back"`
	Provisional       bool          `toml:"provisional_minutes"`
	AnswerWithin      time.Duration `toml:"answer_within"`
	SolveWithin       time.Duration `toml:"solve_within"`
	CloseAfter        string        `toml:"close_after" example:"\"5d\""` // working days
	ClientDays        int           `toml:"client_days"`
	MissingMail       bool          `toml:"missing_mail"`
	Hours             string        `toml:"hours"`
	Acknowledge       bool          `toml:"acknowledge"`
	ClientStatus      bool          `toml:"client_status"`
	Remind            string        `toml:"remind"`
	AskMinutes        bool          `toml:"ask_minutes"`
	Agenda            bool          `toml:"agenda"`
	Summary           string        `toml:"summary"`
	Retrospective     string        `toml:"retrospective"`
	Survey            string        `toml:"survey"`
	SurveyAt          string        `toml:"survey_at"`
	SurveyOnMilestone string        `toml:"survey_on_milestone"`
	SurveyAfterCase   string        `toml:"survey_after_case"`
	SurveyEvery       int           `toml:"survey_every"` // days
	SurveyLow         int           `toml:"survey_low"`
}

// calendars reads those that come with Rapport and those of the directory it names.
func (s *sendingTable) calendars() *calendar.Calendars {
	c, err := calendar.Load(s.Calendars)
	if err != nil {
		s.fail("calendars", "", "%v", err)
		return nil
	}
	return c
}

// duties returns what is sent for a project.
func (p *projectTable) duties(has surroundings) duties {
	choice(p.table, "confirm", &p.Confirm, string(store.PolicyAll), string(store.PolicyAny), string(store.PolicySilence))
	choice(p.table, "remind", &p.Remind, "team", "all", "none")
	choice(p.table, "summary", &p.Summary, "none", "quarterly")
	if p.has("retrospective") {
		choice(p.table, "retrospective", &p.Retrospective, string(store.RetrospectiveNone), string(store.RetrospectiveNamed), string(store.RetrospectiveAnonymous))
	}
	if p.has("retrospective") && p.Summary != "quarterly" {
		p.fail("retrospective", `add summary = "quarterly"`, "has no effect without it: at the end of a project its PM says how both sides are asked")
	}
	between(p.table, "report_ask", p.ReportAsk, time.Hour, 14*24*time.Hour)
	between(p.table, "confirm_days", p.ConfirmDays, 1, 60)
	between(p.table, "take_back", p.TakeBack, 0, 24*time.Hour)
	d := duties{
		Relay: p.Relay, Ask: p.ReportAsk, Clock: p.clock(),
		Confirm: due.Terms{Policy: store.Policy(p.Confirm), Days: p.ConfirmDays, TakeBack: p.TakeBack, Provisional: p.Provisional},
		Remind:  due.Remind(p.Remind), LeaveMissing: !p.MissingMail, AskTeam: p.ReportTeam, AskMinutes: p.AskMinutes, Agenda: p.Agenda, ClientStatus: p.ClientStatus, Acknowledge: p.Acknowledge,
		CreateChanges: p.CreateChanges, Quarterly: p.Summary == "quarterly", Retrospective: store.RetrospectiveMode(p.Retrospective),
	}
	switch {
	case d.Relay == "" && len(has.relays) > 0:
		d.Relay = has.relays[0]
	case d.Relay != "" && !slices.Contains(has.relays, d.Relay):
		remedy := "add a [[relay]] of this name"
		if len(has.relays) > 0 {
			remedy = "use one of " + strings.Join(has.relays, ", ")
		}
		p.fail("relay", remedy, "is not the name of a relay")
	}
	if p.Calendar != "" && has.calendars != nil {
		var err error
		if d.Calendar, err = has.calendars.Get(p.Calendar); err != nil {
			p.fail("calendar", "", "%v", err)
		}
	}
	d.Report = p.reportSchedule(d.Relay != "")
	d.Surveys = p.surveys(d.Relay != "")
	if p.Closed { // its keys were checked nevertheless, so that it can be opened again
		d.Report, d.Surveys, d.Clock = nil, due.Surveys{}, due.Clock{}
		d.AskTeam, d.AskMinutes, d.Agenda, d.Acknowledge, d.Quarterly = false, false, false, false, false
	}
	return d
}

// CalendarGaps returns which calendars of projects lack the holidays of a year that has
// begun or soon will, each once.
func (c *Config) CalendarGaps(now time.Time) (gaps []calendar.Gap) {
	for i, d := range c.Duties {
		if gap, found := d.Calendar.Gap(now.In(c.Projects[i].Zone)); found && !slices.Contains(gaps, gap) {
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

// digest returns when on a working day PMs get their digest.
func (top *configFile) digest() time.Duration {
	switch {
	case !top.has("digest"):
		return 8*time.Hour + 30*time.Minute
	case top.Digest == "off":
		return -1
	}
	at, err := time.Parse("15:04", top.Digest)
	if err != nil {
		top.fail("digest", `write digest = "08:30", or "off"`, "%q is not a time of day", top.Digest)
	}
	return at.Sub(at.Truncate(24 * time.Hour))
}

// clock reads how soon a client is answered, and in which hours people work.
func (p *projectTable) clock() due.Clock {
	c := due.Clock{Within: p.AnswerWithin, Solve: p.SolveWithin, Begin: 9 * time.Hour, End: 18 * time.Hour}
	between(p.table, "answer_within", p.AnswerWithin, time.Hour, 400*time.Hour)
	between(p.table, "solve_within", p.SolveWithin, time.Hour, 2000*time.Hour)
	between(p.table, "client_days", p.ClientDays, 1, 60)
	c.CloseAfter, c.ClientDays = p.closeAfter(), p.ClientDays
	if begin, end, ok := p.hours("hours", p.Hours); ok {
		c.Begin, c.End = begin, end
	}
	return c
}

// hours reads a range of hours, since midnight. ok is false where there is none.
func (t table) hours(key, text string) (begin, end time.Duration, ok bool) {
	if !t.has(key) {
		return 0, 0, false
	}
	first, last, _ := strings.Cut(text, "-")
	from, err := time.Parse("15:04", strings.TrimSpace(first))
	to, err2 := time.Parse("15:04", strings.TrimSpace(last))
	if err != nil || err2 != nil || !from.Before(to) {
		t.fail(key, `write hours = "09:00-18:00"`, "%q is not a range of hours", text)
		return 0, 0, false
	}
	midnight := from.Truncate(24 * time.Hour)
	return from.Sub(midnight), to.Sub(midnight), true
}

// closeAfter reads after how many working days of quiet a case that is answered is closed.
func (p *projectTable) closeAfter() int {
	const most = 60
	if !p.has("close_after") || p.CloseAfter == "off" {
		return 0
	}
	number, unit := strings.CutSuffix(strings.TrimSpace(p.CloseAfter), "d")
	days, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || !unit || days < 1 || days > most {
		p.fail("close_after", `write close_after = "5d", or "off"`, "%q is not a number of working days from 1 to %d", p.CloseAfter, most)
		return 0
	}
	return days
}

func (p *projectTable) reportSchedule(canSend bool) *schedule.Schedule {
	choice(p.table, "report_on_holiday", &p.ReportOnHoliday, string(schedule.Before), string(schedule.After), string(schedule.Skip), string(schedule.Keep))
	if !p.has("report") {
		if p.has("report_on_holiday") || p.has("report_ask") || p.ReportTeam {
			p.warn("report", `add report = "weekly on friday at 16:00"`, "is missing, so no reports are scheduled")
		}
		return nil
	}
	when, err := schedule.Parse(p.Report)
	if err != nil {
		p.fail("report", "", "%v", err)
		return nil
	}
	if !canSend {
		p.fail("report", "add a [[relay]]", "cannot be sent without a relay")
	}
	when.Holidays = schedule.Holidays(p.ReportOnHoliday)
	return &when
}
