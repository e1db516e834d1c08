package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// QuestionKind is how a question is answered.
type QuestionKind string

// The kinds of questions.
const (
	QuestionScore  QuestionKind = "score"  // with a number from Min to Max
	QuestionChoice QuestionKind = "choice" // with one of Choices
	QuestionText   QuestionKind = "text"   // in words
)

// Question is one question of a survey, in the language in which it is asked.
type Question struct {
	Kind    QuestionKind `json:"kind"`
	Text    string       `json:"text"`
	Min     int          `json:"min,omitempty"`
	Max     int          `json:"max,omitempty"`
	Labels  []string     `json:"labels,omitempty"` // of each score from Min on; or two, of Min and Max
	Choices []string     `json:"choices,omitempty"`
}

// Recommends reports whether the question is the one of the Net Promoter Score: on a
// scale from 0 to 10.
func (q Question) Recommends() bool { return q.Kind == QuestionScore && q.Min == 0 && q.Max == 10 }

// IsLow reports whether a score is low: up to low on scales up to 5, and up to 6 of
// those who would not recommend from 0 to 10.
func (q Question) IsLow(score, low int) bool {
	switch {
	case q.Kind != QuestionScore:
		return false
	case q.Recommends():
		return score <= 6
	case q.Max <= 5:
		return score <= low
	}
	return (score-q.Min)*4 <= q.Max-q.Min // the lowest quarter of any other scale
}

// Form is the questions of a survey, in one language.
type Form struct {
	Title     string     `json:"title"`
	Intro     string     `json:"intro"`
	Anonymous bool       `json:"anonymous"`
	Questions []Question `json:"questions"`
}

// SurveyCause is why people are asked.
type SurveyCause string

// The causes of surveys.
const (
	SurveyByCommand   SurveyCause = "command"
	SurveyBySchedule  SurveyCause = "schedule"
	SurveyByMilestone SurveyCause = "milestone"
	SurveyByCase      SurveyCause = "case"
)

// SurveyState is how far a survey is.
type SurveyState string

// The states of a survey.
const (
	SurveyPlanned SurveyState = "planned" // it is to be sent
	SurveyAsked   SurveyState = "asked"   // people may answer
	SurveyClosed  SurveyState = "closed"  // it counts as it is
)

// What happens to a survey.
const (
	EventSurveyAsked Event = "people are asked"
	EventSurveyOver  Event = "its time is up"
	EventSurveyEnded Event = "somebody ends it"
)

// SurveyMoves is the whole of what can happen to a survey.
func SurveyMoves() []Move[SurveyState] {
	return []Move[SurveyState]{
		{EventSurveyAsked, []SurveyState{SurveyPlanned}, SurveyAsked},
		{EventSurveyOver, []SurveyState{SurveyAsked}, SurveyClosed},
		{EventSurveyEnded, []SurveyState{SurveyPlanned, SurveyAsked}, SurveyClosed},
	}
}

func surveyMachine() machine[SurveyState] {
	return machine[SurveyState]{"survey", "changed_ms", SurveyMoves()}
}

// Survey is questions that named people are asked at the same time.
type Survey struct {
	ID       int64  `json:"-"`
	Project  string `json:"project"`
	Number   int    `json:"number"` // in its project
	Template string `json:"template"`
	Form
	Cause    SurveyCause `json:"cause"`
	Occasion string      `json:"-"` // which one; each asks once
	// Apart is the latest occasion of the same cause that lies far enough back, for PlanSurvey;
	// "": none does for that alone. It is not kept.
	Apart    string      `json:"-"`
	State    SurveyState `json:"state"`
	Low      int         `json:"low"` // the highest score of up to 5 that is low
	Reminded bool        `json:"reminded"`
	Reported bool        `json:"reported"` // the PM has the results
	Actor    string      `json:"actor"`
	Closes   time.Time   `json:"closes"` // zero: nobody was asked
	Created  time.Time   `json:"created"`
	Changed  time.Time   `json:"changed"`
	Asked    int         `json:"asked"` // people
	Answered int         `json:"answered"`
}

// occasionOfClosing is what the occasion of a retrospective begins with.
const occasionOfClosing = "closing "

// LooksBack reports whether a survey is a retrospective: both sides look back on a project.
func (s Survey) LooksBack() bool { return strings.HasPrefix(s.Occasion, occasionOfClosing) }

// The states of a SurveyPerson.
const (
	PersonWaiting  = "waiting"
	PersonAnswered = "answered"
	PersonStopped  = "stopped" // wants no surveys
)

// SurveyPerson is somebody who is asked.
type SurveyPerson struct {
	Address string `json:"address"`
	Name    string `json:"name"`
	State   string `json:"state"`
}

// Unasked is somebody who is not asked, and why.
type Unasked struct {
	Name    string
	Stopped bool      // they want no surveys
	Last    time.Time // else: when they were asked last
}

// PlanSurvey plans a survey of contacts, each at the first of their addresses, except those
// who were asked less than every ago or want no surveys: these are left. Surveys up to s.Apart
// do not count, however long ago they were. If nobody remains,
// or the occasion has had its survey, there is none and number is 0.
func (tx *Tx) PlanSurvey(s Survey, contacts []Contact, every time.Duration) (number int, left []Unasked, err error) {
	var known bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM survey WHERE project = $1 AND occasion = $2)`, s.Project, s.Occasion).Scan(&known); err != nil || known {
		return 0, nil, err
	}
	var people []Address
	for _, c := range contacts {
		stopped, last, err := lastSurveyed(tx.ctx, tx.sql, c, s)
		switch {
		case err != nil:
			return 0, nil, err
		case stopped, last != 0 && tx.now-last < every.Milliseconds():
			left = append(left, Unasked{c.Name, stopped, timeOf(last)})
		default:
			people = append(people, Address{c.Name, keyOf(c.Addresses[0])})
		}
	}
	if len(people) == 0 {
		return 0, left, nil
	}
	form, err := json.Marshal(s.Form)
	if err != nil {
		return 0, nil, err
	}
	var id int64
	err = tx.row(`INSERT INTO survey (project, number, template, form, cause, occasion, state, low, actor, created_ms, changed_ms)
		VALUES ($1, (SELECT COALESCE(max(number), 0) + 1 FROM survey WHERE project = $2), $3, $4, $5, $6, 'planned', $7, $8, $9, $10) RETURNING id, number`,
		s.Project, s.Project, s.Template, string(form), s.Cause, s.Occasion, s.Low, cleanActor(s.Actor), tx.now, tx.now).Scan(&id, &number)
	if err != nil {
		return 0, nil, fmt.Errorf("plan a survey of %s: %w", s.Project, err)
	}
	for _, who := range people {
		err := tx.exec(`INSERT INTO survey_person (survey_id, address, name, state, asked_ms) VALUES ($1, $2, $3, 'waiting', $4) ON CONFLICT DO NOTHING`, id, who.Address, who.Name, tx.now)
		if err != nil {
			return 0, nil, fmt.Errorf("plan to ask %s: %w", who.Address, err)
		}
	}
	return number, left, nil
}

// lastSurveyed reports whether a contact wants no surveys, and when they were asked last,
// at any of their addresses, but for retrospectives and the surveys that lie far enough apart from s.
func lastSurveyed(ctx context.Context, q querier, c Contact, s Survey) (stopped bool, last int64, err error) {
	for _, address := range c.Addresses {
		var (
			stop bool
			at   int64
		)
		address = keyOf(address)
		err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM survey_stop WHERE address = $1), (SELECT COALESCE(max(p.asked_ms), 0) FROM survey_person p JOIN survey s ON s.id = p.survey_id
			WHERE p.address = $2 AND s.occasion NOT LIKE 'closing %' AND NOT (s.project = $3 AND s.cause = $4 AND s.occasion <= $5))`, address, address, s.Project, s.Cause, s.Apart).Scan(&stop, &at)
		if err != nil {
			return false, 0, fmt.Errorf("look for when %s was asked: %w", address, explain(err))
		}
		stopped, last = stopped || stop, max(last, at)
	}
	return stopped, last, nil
}

const selectSurvey = `SELECT id, project, number, template, form, cause, occasion, state, low, reminded, reported, actor, closes_ms, created_ms, changed_ms,
	(SELECT count(*) FROM survey_person p WHERE p.survey_id = survey.id), (SELECT count(*) FROM survey_person p WHERE p.survey_id = survey.id AND p.state = 'answered') FROM survey`

// SurveyQuery selects surveys. Zero fields do not restrict.
type SurveyQuery struct {
	ID      int64
	Project string
	Number  int
	Open    bool // only those that are not done with
}

// Surveys returns surveys, the oldest first.
func (s *Store) Surveys(ctx context.Context, q SurveyQuery) ([]Survey, error) {
	var f filter
	f.when(q.ID != 0, "id = $%d", q.ID)
	f.when(q.Project != "", "project = $%d", q.Project)
	f.when(q.Number != 0, "number = $%d", q.Number)
	f.holds(q.Open, "reported = 0")
	return collect(ctx, s.reader, "list surveys", scanSurvey, selectSurvey+f.where()+` ORDER BY id`, f.args...)
}

func scanSurvey(row scanner) (one Survey, err error) {
	var (
		form string
	)
	err = row.Scan(&one.ID, &one.Project, &one.Number, &one.Template, &form, &one.Cause, &one.Occasion, &one.State, &one.Low, &one.Reminded, &one.Reported, &one.Actor, ms(&one.Closes), ms(&one.Created), ms(&one.Changed), &one.Asked, &one.Answered)
	if err != nil {
		return one, fmt.Errorf("read a survey: %w", explain(err))
	}
	if err := json.Unmarshal([]byte(form), &one.Form); err != nil {
		return one, fmt.Errorf("read the questions of survey %d of %s: %w", one.Number, one.Project, err)
	}
	return one, nil
}

func (tx *Tx) survey(id int64) (Survey, error) {
	one, err := scanSurvey(tx.row(selectSurvey+` WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("survey %d: %w", id, ErrNotFound)
	}
	return one, err
}

// HasSurvey reports whether an occasion has had its survey.
func (s *Store) HasSurvey(ctx context.Context, project, occasion string) (known bool, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM survey WHERE project = $1 AND occasion = $2)`, project, occasion).Scan(&known)
	if err != nil {
		err = fmt.Errorf("look for a survey of %s: %w", project, explain(err))
	}
	return known, err
}

// SurveyPeople returns who is asked in a survey, by name.
func (s *Store) SurveyPeople(ctx context.Context, id int64) ([]SurveyPerson, error) {
	return collect(ctx, s.reader, "list who is asked", func(row scanner) (p SurveyPerson, err error) {
		err = row.Scan(&p.Address, &p.Name, &p.State)
		return p, err
	}, `SELECT address, name, state FROM survey_person WHERE survey_id = $1 ORDER BY name, address`, id)
}

// SurveyUnasked returns those of a survey who have not answered, and whom no mail has asked.
func (s *Store) SurveyUnasked(ctx context.Context, id int64) ([]SurveyPerson, error) {
	return collect(ctx, s.reader, "list who was not asked", func(row scanner) (p SurveyPerson, err error) {
		err = row.Scan(&p.Address, &p.Name, &p.State)
		return p, err
	}, `SELECT p.address, p.name, p.state FROM survey_person p WHERE p.survey_id = $1 AND p.state = 'waiting'
		AND NOT EXISTS (SELECT 1 FROM request r WHERE r.purpose = $2 AND r.object = p.survey_id AND r.address = p.address) ORDER BY p.name, p.address`, id, PurposeSurvey)
}

// MarkSurveyAsked records that people were asked, and until when they may answer.
func (tx *Tx) MarkSurveyAsked(id int64, closes time.Time) (bool, error) {
	moved, err := surveyMachine().move(tx, id, EventSurveyAsked)
	if err != nil || !moved {
		return moved, err
	}
	return true, tx.exec(`UPDATE survey SET closes_ms = $1 WHERE id = $2`, millis(closes), id)
}

// MarkSurveyReminded records that those who have not answered were reminded.
func (tx *Tx) MarkSurveyReminded(id int64) (bool, error) {
	return tx.changedOne(`UPDATE survey SET reminded = 1 WHERE id = $1 AND state = 'asked' AND reminded = 0`, id)
}

// CloseSurvey closes a survey whose time is up.
func (tx *Tx) CloseSurvey(id int64) (bool, error) {
	closed, err := surveyMachine().move(tx, id, EventSurveyOver)
	if err != nil || !closed {
		return false, err
	}
	return true, tx.coverAnonymous(id)
}

// EndSurvey closes a survey before its time.
func (tx *Tx) EndSurvey(id int64, actor string) (bool, error) {
	ended, err := surveyMachine().moveBy(tx, id, EventSurveyEnded, actor)
	if err != nil || !ended {
		return false, err
	}
	return true, tx.coverAnonymous(id)
}

// MarkSurveyReported records that the PM has the results of a survey.
func (tx *Tx) MarkSurveyReported(id int64) (bool, error) {
	return tx.changedOne(`UPDATE survey SET reported = 1 WHERE id = $1 AND state = 'closed' AND reported = 0`, id)
}

// StopSurveys records that somebody wants no surveys, and no reminders.
func (tx *Tx) StopSurveys(address string) error {
	address = keyOf(address)
	if err := tx.exec(`INSERT INTO survey_stop (address, since_ms) VALUES ($1, $2) ON CONFLICT (address) DO NOTHING`, address, tx.now); err != nil {
		return fmt.Errorf("stop surveys to %s: %w", address, err)
	}
	return tx.exec(`UPDATE survey_person SET state = 'stopped' WHERE address = $1 AND state = 'waiting'`, address)
}

// stopMail stops surveys and reminders to the sender of a mail. The PM hears of it as of a
// complaint, unless the mail opened a case for something else or its sender has stopped them
// before. The sender gets no mail for it.
func (tx *Tx) stopMail(message int64, m *Message, v Verdict) error {
	known := false
	for _, address := range v.Stop.Addresses {
		var stopped bool
		if err := tx.row(`SELECT EXISTS (SELECT 1 FROM survey_stop WHERE address = $1)`, keyOf(address)).Scan(&stopped); err != nil {
			return fmt.Errorf("look whether %s gets surveys: %w", address, err)
		}
		known = known || stopped
		if err := tx.StopSurveys(address); err != nil {
			return err
		}
	}
	var opened bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM cases WHERE message_id = $1)`, message).Scan(&opened); err != nil {
		return fmt.Errorf("look whether mail %d opened a case: %w", message, err)
	}
	if known || opened || v.Project == "" || v.Stop.Private || tx.now-millis(m.Date) > oldestCase.Milliseconds() {
		return nil
	}
	return tx.openCase(Case{Project: v.Project, Kind: AskComplaint, Title: v.Stop.Words, Words: v.Stop.Words, Message: message, Opened: m.Date, Actor: from(m), Acknowledged: true})
}

// ResumeSurveys lets somebody be asked again. An address that has not stopped them is
// ErrNotFound.
func (tx *Tx) ResumeSurveys(address string) error {
	done, err := tx.changedOne(`DELETE FROM survey_stop WHERE address = $1`, keyOf(address))
	if err == nil && !done {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("resume surveys to %s: %w", address, err)
	}
	return nil
}

// SurveyStops returns who wants no surveys and reminders, and since when.
func (s *Store) SurveyStops(ctx context.Context) (map[string]time.Time, error) {
	type stop struct {
		address string
		since   time.Time
	}
	list, err := collect(ctx, s.reader, "list who wants no surveys", func(row scanner) (one stop, err error) {
		err = row.Scan(&one.address, ms(&one.since))
		return one, err
	}, `SELECT address, since_ms FROM survey_stop`)
	stops := make(map[string]time.Time, len(list))
	for _, one := range list {
		stops[one.address] = one.since
	}
	return stops, err
}
