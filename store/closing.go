package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ClosingState is how far the closing of a project, or of a quarter of it, is.
type ClosingState string

// The states of a Closing.
const (
	ClosingBegun    ClosingState = "begun"    // the PM is to be asked about what is open and not known
	ClosingAsked    ClosingState = "asked"    // they were asked
	ClosingAnswered ClosingState = "answered" // they said all that the summary needs
	ClosingDrafted  ClosingState = "drafted"  // the summary is a text to confirm
	ClosingClosed   ClosingState = "closed"   // the summary has its outcome; at the end of a project, the project is closed
	ClosingDropped  ClosingState = "dropped"  // the PM called it off, or the project was reopened
)

// What happens to a Closing.
const (
	EventClosingAsked    Event = "the PM is asked what becomes of what is open"
	EventClosingUnclear  Event = "the PM replies, and something still needs a word"
	EventClosingAnswered Event = "the PM says what becomes of what is open"
	EventClosingDrafted  Event = "the summary is drafted"
	EventClosingClosed   Event = "the summary has its outcome"
	EventClosingEmpty    Event = "the log has nothing to sum up"
	EventClosingDropped  Event = "the PM calls the closing off"
	EventClosingReopened Event = "the project is reopened"
)

// ClosingMoves returns everything that can happen to a Closing. That of a quarter begins answered: its
// PM is asked nothing before the draft.
func ClosingMoves() []Move[ClosingState] {
	return []Move[ClosingState]{
		{EventClosingAsked, []ClosingState{ClosingBegun}, ClosingAsked},
		{EventClosingUnclear, []ClosingState{ClosingAsked, ClosingAnswered}, ClosingBegun},
		{EventClosingAnswered, []ClosingState{ClosingBegun, ClosingAsked}, ClosingAnswered},
		{EventClosingDrafted, []ClosingState{ClosingAnswered}, ClosingDrafted},
		{EventClosingClosed, []ClosingState{ClosingDrafted}, ClosingClosed},
		{EventClosingEmpty, []ClosingState{ClosingAnswered}, ClosingClosed},
		{EventClosingDropped, []ClosingState{ClosingBegun, ClosingAsked, ClosingAnswered, ClosingDrafted}, ClosingDropped},
		{EventClosingReopened, []ClosingState{ClosingClosed}, ClosingDropped},
	}
}

func closingMachine() machine[ClosingState] {
	return machine[ClosingState]{"closing", "changed_ms", ClosingMoves()}
}

// AtTheEnd is the occasion of a Closing that closes its project.
const AtTheEnd = "end"

// RetrospectiveMode is how both sides are asked to look back.
type RetrospectiveMode string

// The modes of a retrospective.
const (
	RetrospectiveNamed     RetrospectiveMode = "named"     // the project team sees who answered what
	RetrospectiveAnonymous RetrospectiveMode = "anonymous" // nobody does
	RetrospectiveNone      RetrospectiveMode = "none"      // nobody is asked
)

// ClosingWord is what becomes of something that is open when a project is closed.
type ClosingWord string

// The words.
const (
	ClosingCarry ClosingWord = "carry" // the next project of the client learns of it
	ClosingDrop  ClosingWord = "drop"  // it is ended
	ClosingLeave ClosingWord = "leave" // it stays as it is
)

// ClosingItem is something that was open, as the PM was shown it. Its number is its place, from 1.
type ClosingItem struct {
	Kind    string      `json:"kind"` // one of the Item words
	Object  int64       `json:"object"`
	Version int         `json:"version,omitempty"`
	Title   string      `json:"title"` // in words, in the language of the project
	Word    ClosingWord `json:"word,omitempty"`
}

// ClosingFacts are what a summary says and the log does not know. Empty ones are left out of it.
type ClosingFacts struct {
	Goal    string `json:"goal,omitempty"`
	Scope   string `json:"scope,omitempty"`
	Planned string `json:"planned,omitempty"` // the time that was planned
	Real    string `json:"real,omitempty"`    // the time that it took
	Budget  string `json:"budget,omitempty"`  // as planned
	Spent   string `json:"spent,omitempty"`
}

// With returns the facts with those of others that are not empty in their place.
func (f ClosingFacts) With(others ClosingFacts) ClosingFacts {
	for _, one := range []struct {
		into *string
		from string
	}{{&f.Goal, others.Goal}, {&f.Scope, others.Scope}, {&f.Planned, others.Planned}, {&f.Real, others.Real}, {&f.Budget, others.Budget}, {&f.Spent, others.Spent}} {
		if one.from != "" {
			*one.into = one.from
		}
	}
	return f
}

// ProgressPoint is how far a project was at the end of a report, in per cent.
type ProgressPoint struct {
	Day     string `json:"day"`     // 2026-03-06
	Planned int    `json:"planned"` // -1: unknown
	Actual  int    `json:"actual"`
}

// Closing is the end of a project, or of a quarter of it.
type Closing struct {
	ID            int64             `json:"-"`
	Project       string            `json:"project"`
	Client        string            `json:"client"`
	Occasion      string            `json:"occasion"` // AtTheEnd, or the first day of a quarter
	From          string            `json:"from"`     // the first day that it covers; "": from the beginning
	To            string            `json:"to"`       // the last; "": until now
	State         ClosingState      `json:"state"`
	Round         int               `json:"-"` // how often the PM was asked
	Items         []ClosingItem     `json:"items"`
	Facts         ClosingFacts      `json:"facts"`
	Retrospective RetrospectiveMode `json:"retrospective"` // "": the PM has not said
	Problems      []string          `json:"-"`             // what of their last reply could not be read
	Confirmation  int64             `json:"-"`             // the summary; 0: there is none yet
	Progress      []ProgressPoint   `json:"-"`             // what the chart of the summary shows
	Survey        int64             `json:"-"`             // the retrospective; 0: nobody is asked yet
	Together      int64             `json:"-"`             // the text with what they wrote; 0: there is none yet
	Actor         string            `json:"actor"`
	Message       int64             `json:"-"` // the mail that began it; 0: it was said at the shell
	Created       time.Time         `json:"created"`
	Changed       time.Time         `json:"changed"`
}

// Ends reports whether the closing closes its project.
func (c Closing) Ends() bool { return c.Occasion == AtTheEnd }

// Missing returns the numbers of the items that have no word.
func (c Closing) Missing() (numbers []int) {
	for i, item := range c.Items {
		if item.Word == "" {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

const selectClosing = `SELECT id, project, client, occasion, from_day, to_day, state, round, items, facts, retrospective, problems, COALESCE(confirmation_id, 0), progress, COALESCE(survey_id, 0), COALESCE(retrospective_id, 0),
	actor, COALESCE(message_id, 0), created_ms, changed_ms FROM closing`

func scanClosing(row scanner) (c Closing, err error) {
	var items, facts, problems, progress string
	err = row.Scan(&c.ID, &c.Project, &c.Client, &c.Occasion, &c.From, &c.To, &c.State, &c.Round, &items, &facts, &c.Retrospective, &problems, &c.Confirmation, &progress, &c.Survey, &c.Together, &c.Actor, &c.Message, ms(&c.Created), ms(&c.Changed))
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(items), &c.Items), json.Unmarshal([]byte(facts), &c.Facts), json.Unmarshal([]byte(problems), &c.Problems), json.Unmarshal([]byte(progress), &c.Progress))
	}
	return c, readError("read a closing", err)
}

// OpenClosings returns the closings that are neither over nor called off, the oldest first.
func (s *Store) OpenClosings(ctx context.Context) ([]Closing, error) {
	return collect(ctx, s.reader, "list the open closings", scanClosing, selectClosing+` WHERE state IN ('begun', 'asked', 'answered', 'drafted') ORDER BY id`)
}

// ClosingByID returns a closing, and whether there is one of that number.
func (s *Store) ClosingByID(ctx context.Context, id int64) (Closing, bool, error) {
	return oneClosing(collect(ctx, s.reader, "read a closing", scanClosing, selectClosing+` WHERE id = $1`, id))
}

// ClosingOn returns the closing of a project on an occasion that was not called off, and whether there
// is one.
func (s *Store) ClosingOn(ctx context.Context, project, occasion string) (Closing, bool, error) {
	return oneClosing(collect(ctx, s.reader, "look for a closing", scanClosing, selectClosing+` WHERE project = $1 AND occasion = $2 AND state <> 'dropped'`, project, occasion))
}

// ClosingOfSurvey returns the closing whose retrospective a survey is, and whether there is one.
func (s *Store) ClosingOfSurvey(ctx context.Context, survey int64) (Closing, bool, error) {
	return oneClosing(collect(ctx, s.reader, "look for the closing of a survey", scanClosing, selectClosing+` WHERE survey_id = $1`, survey))
}

// ClosingOfText returns the closing whose summary a confirmation is, and whether there is one.
func (s *Store) ClosingOfText(ctx context.Context, confirmation int64) (Closing, bool, error) {
	return oneClosing(collect(ctx, s.reader, "look for the closing of a summary", scanClosing, selectClosing+` WHERE confirmation_id = $1`, confirmation))
}

// ClosingOfRetrospective returns the closing of which a confirmation is the retrospective, and whether
// there is one.
func (s *Store) ClosingOfRetrospective(ctx context.Context, confirmation int64) (Closing, bool, error) {
	return oneClosing(collect(ctx, s.reader, "look for the closing of a retrospective", scanClosing, selectClosing+` WHERE retrospective_id = $1`, confirmation))
}

func oneClosing(list []Closing, err error) (Closing, bool, error) {
	if err != nil || len(list) == 0 {
		return Closing{}, false, err
	}
	return list[0], true, nil
}

// ApprovedRetrospectives returns the closings whose retrospective its PM approved, and which has not been
// sent yet.
func (s *Store) ApprovedRetrospectives(ctx context.Context) ([]Closing, error) {
	return collect(ctx, s.reader, "list the retrospectives to send", scanClosing, selectClosing+` WHERE retrospective_id IN (SELECT id FROM confirmation WHERE state = 'approved' AND kind = 'retrospective') ORDER BY id`)
}

// ClosedProjects returns the codes of the projects that were closed, and not reopened, in that order.
func (s *Store) ClosedProjects(ctx context.Context) ([]string, error) {
	return collect(ctx, s.reader, "list the closed projects", scanValue[string], `SELECT project FROM closing WHERE state = 'closed' AND occasion = 'end' ORDER BY project`)
}

// WithClosed returns the project as it is after those of some codes were closed.
func (p Project) WithClosed(codes []string) Project {
	for _, code := range codes {
		p.Closed = p.Closed || code == p.Code
	}
	return p
}

// LessonKind is what a project hands on.
type LessonKind string

// The kinds of lessons.
const (
	LessonLearnt  LessonKind = "lesson"  // what is to be done otherwise
	LessonCarried LessonKind = "carried" // what was open when the project was closed
)

// Lesson is what a project hands to the next one of the same client.
type Lesson struct {
	Project string     `json:"project"`
	Client  string     `json:"client"`
	Kind    LessonKind `json:"kind"`
	Text    string     `json:"text"`
	Actor   string     `json:"actor"`
	Created time.Time  `json:"created"`
}

// Lessons returns the lessons of the projects of a client, or of all of them where client is "", the
// oldest first.
func (s *Store) Lessons(ctx context.Context, client string) ([]Lesson, error) {
	var f filter
	f.when(client != "", "client = $%d", client)
	return collect(ctx, s.reader, "list lessons", func(row scanner) (l Lesson, err error) {
		err = row.Scan(&l.Project, &l.Client, &l.Kind, &l.Text, &l.Actor, ms(&l.Created))
		return l, readError("read a lesson", err)
	}, `SELECT project, client, kind, text, actor, created_ms FROM lesson`+f.where()+` ORDER BY id`, f.args...)
}

// addLesson records a lesson, unless its project has it.
func (tx *Tx) addLesson(l Lesson) error {
	err := tx.exec(`INSERT INTO lesson (project, client, kind, text, actor, created_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (project, kind, text) DO NOTHING`,
		l.Project, l.Client, l.Kind, l.Text, cleanActor(l.Actor), tx.now)
	if err != nil {
		return fmt.Errorf("record a lesson of %s: %w", l.Project, err)
	}
	return nil
}
