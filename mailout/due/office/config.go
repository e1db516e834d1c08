package office

import (
	"context"
	"slices"
	"time"

	"rapport/mailout/calendar"
	"rapport/mailout/letter"
	"rapport/mailout/meeting/meeting"
	"rapport/mailout/schedule"
	"rapport/mailout/tracker/work"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
	"rapport/templates/survey"
)

// Config says who is sent what.
type Config struct {
	Projects   []Project
	LogAddress string
	Agency     string // its name, in what people read of who a mail is from; "" leaves it out
	// Plus reports that the log mailbox takes plus-addresses, log+TAG@agency.example.
	Plus      bool
	Templates *templates.Set
	Charts    *chart.Charts
	Expire    time.Duration // after which a queued mail is no longer sent
	Poll      time.Duration // the shortest time between two looks
	Digest    time.Duration // since midnight, when PMs get their digest; negative: never
	Folders   []Folder      // from which responses come
	DryRun    bool          // nothing is changed in other systems
	Meetings  Meetings      // nil: no system is asked about meetings
	Files     Files
	// Export returns the log of a project as one zip file of at most so many bytes; fits reports
	// whether it has no more. nil: none is made.
	Export func(ctx context.Context, s *store.Store, p store.Project, most int64) (zip []byte, fits bool, err error)
	// PerClientWeek is the most mails in a week that a contact of a client gets without asking for
	// them; 0: there is no limit.
	PerClientWeek int
	Beside        Beside
}

// Meetings are the systems that are asked about meetings that are over.
type Meetings interface {
	// After returns what is known of a meeting, nil for nothing, and when that may be more;
	// zero: not any more.
	After(ctx context.Context, k meeting.Key, now time.Time) (r *meeting.Record, next time.Time, err error)
}

// Folder is a folder of an account that is read.
type Folder struct{ Account, Name string }

// Project is a project with its duties.
type Project struct {
	store.Project
	Relay    string        // the name of its relay; "": nothing is sent
	From     store.Address // of its mail; its name is that of a PM, or of the agency
	DKIM     *letter.DKIM  // signs its mail; nil: nothing does
	Schedule *schedule.Schedule
	Calendar *calendar.Calendar // nil: Monday to Friday are working days
	Deputies []store.Deputy     // that people named by mail, and whose time is not long over
	Ask      time.Duration      // how long before a report is due its PM is asked for it
	Confirm  Terms
	Clock    Clock
	Surveys  Surveys
	Remind   Remind // of action items; "": RemindTeam
	// LeaveMissing reports that no digest names mail that the log does not have.
	LeaveMissing bool
	// Quarterly reports that its PMs are offered a summary of each quarter.
	Quarterly bool
	// Retrospective is how both sides are asked to look back on a quarter; none where it is "".
	Retrospective store.RetrospectiveMode
	// AskMinutes reports that its PMs are asked for the minutes of meetings that are over.
	AskMinutes bool
	// AskTeam reports that Rapport asks the team for their part of each report before it asks the PMs.
	AskTeam bool
	// Agenda reports that its PMs are offered an agenda before each meeting.
	Agenda bool
	// ClientStatus reports that a client may ask for the status by mail.
	ClientStatus bool
	// Acknowledge reports that a client whose mail opens a case receives its number.
	Acknowledge bool
	Tracker     Tracker       // that the team of the project works with; nil: none is configured
	TrackerPoll time.Duration // how often a work item is looked at; 0: every 15 minutes
	// CreateChanges reports that each change that the client has approved becomes a work item
	// of the tracker.
	CreateChanges bool
}

// Tracker is an issue tracker. A project is named by its key there: Project.TrackerKey. Errors
// are of package outside, and tell whether something may have been done.
type Tracker interface {
	// Name returns what people call the system.
	Name() string
	// Progress returns what was done in a period, what is under way, and what is planned.
	Progress(ctx context.Context, project string, p work.Period) (work.Progress, error)
	// Create makes a work item. It is called once for each.
	Create(ctx context.Context, project string, w work.New) (work.Item, error)
	// Find looks for a work item that Create may have made since a time.
	Find(ctx context.Context, project string, w work.New, since time.Time) (work.Item, bool, error)
	// Item returns an item as it is now, by its ID.
	Item(ctx context.Context, project, id string) (work.Item, error)
}

// Remind is who is reminded by mail of their action items.
type Remind string

// Who is reminded.
const (
	RemindTeam Remind = "team" // PMs and team members
	RemindAll  Remind = "all"  // clients and others too
	RemindNone Remind = "none"
)

// Reminds reports whether the contact at an address is reminded of their action items.
func (p *Project) Reminds(address string) bool {
	c := p.contactAt(address)
	switch {
	case c == nil || p.Remind == RemindNone:
		return false
	case p.Remind == RemindAll:
		return true
	}
	return c.Role == store.RolePM || c.Role == store.RoleTeam
}

// Terms are how the people of a project confirm a text.
type Terms struct {
	Policy store.Policy
	Days   int // working days to respond
	// TakeBack is how long a binding text may be taken back after everybody agreed to it.
	TakeBack time.Duration
	// Provisional reports that an unproved confirmation of minutes counts a day after the person was
	// notified, unless they say no.
	Provisional bool
}

// Clock is how soon a case is to be answered and solved. A duration of 0 has no limit.
type Clock struct {
	Within     time.Duration // of working time, until it is answered
	Solve      time.Duration // of working time, until it is closed
	Begin, End time.Duration // of a working day, since midnight
	ClientDays int           // working days until a question to a client counts as unanswered; 0: 3
	CloseAfter int           // working days of quiet after the answer, until it is closed; 0: it never is
}

// Surveys are what the clients of a project are asked, and when. A nil survey is never
// sent.
type Surveys struct {
	Scheduled   *survey.Survey
	At          *schedule.Schedule // of Scheduled
	OnMilestone *survey.Survey
	AfterCase   *survey.Survey
	Every       time.Duration // nobody is asked more often
	Low         int           // the highest score of up to 5 that counts as low
}

// WithPeople returns the configuration with the contacts that PMs added by mail.
func (c *Config) WithPeople(people []store.Person) *Config {
	if len(people) == 0 {
		return c
	}
	merged := *c
	merged.Projects = slices.Clone(c.Projects)
	for i := range merged.Projects {
		merged.Projects[i].Project = merged.Projects[i].Project.WithPeople(people)
	}
	return &merged
}

// WithClosed returns the configuration in which the projects of some codes are closed too: nothing
// begins in them, as if the configuration said so.
func (c *Config) WithClosed(codes []string) *Config {
	if len(codes) == 0 {
		return c
	}
	merged := *c
	merged.Projects = slices.Clone(c.Projects)
	for i := range merged.Projects {
		p := &merged.Projects[i]
		if p.Closed || !slices.Contains(codes, p.Code) {
			continue
		}
		p.Project = p.Project.WithClosed(codes)
		p.Schedule, p.Surveys, p.Clock = nil, Surveys{}, Clock{}
		p.AskTeam, p.AskMinutes, p.Agenda, p.Acknowledge, p.Quarterly = false, false, false, false, false
	}
	return &merged
}

// Project returns the project of a code, or nil.
func (c *Config) Project(code string) *Project {
	for i := range c.Projects {
		if c.Projects[i].Code == code {
			return &c.Projects[i]
		}
	}
	return nil
}
