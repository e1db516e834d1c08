// Package survey plans the surveys of a project, asks its clients, and tells the PMs
// what they said.
package survey

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates/survey"
)

// Duty looks after surveys.
type Duty struct {
	// Together makes the results of a retrospective a text for the PM, and reports whether it did.
	Together func(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) (bool, error)
}

// Name returns "survey".
func (Duty) Name() string { return "survey" }

const (
	askTemplate     = string(store.PurposeSurvey)
	receiptTemplate = "survey-receipt"
	lowTemplate     = "survey-low"
	resultsTemplate = "survey-results"
)

const (
	remindBefore = 3 * 24 * time.Hour // the survey closes
	// lateCause is how long after its occasion a survey is still sent: nobody is asked
	// today about a milestone of last month.
	lateCause = 24 * time.Hour
	// longestRest is the longest time without a working day.
	longestRest = 15 * 24 * time.Hour
	// longAnswered is how long ago, beyond the days of quiet, a case may have been answered.
	longAnswered = 30 * 24 * time.Hour
	lateAgain    = 2 * time.Minute // and a scheduled one, after the second time that it may be
)

// Run plans surveys, and does what each open one needs next.
func (d Duty) Run(ctx context.Context, o *office.Office) []error {
	failures := o.EachProject("the plan of surveys", func(p *office.Project) error {
		return errors.Join(planOnSchedule(ctx, o, p), planOnMilestone(ctx, o, p))
	})
	failures = append(failures, planAfterCases(ctx, o)...)
	open, err := o.Store.Surveys(ctx, store.SurveyQuery{Open: true})
	if err != nil {
		return append(failures, office.Fail("the open surveys", err)...)
	}
	name := func(s store.Survey) (project, object string) { return s.Project, fmt.Sprintf("survey %d", s.Number) }
	return append(failures, office.EachEver(o, open, name, func(p *office.Project, s store.Survey) error {
		if p.Closed && !s.LooksBack() { // which goes on after its project
			return nil
		}
		return d.advance(ctx, o, p, s)
	})...)
}

// advance does what an open survey needs next.
func (d Duty) advance(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) error {
	switch s.State {
	case store.SurveyPlanned:
		if p.HaveHours(clients(p)...) && !o.Reached(p.AtWork(o.Now, clients(p)...)) {
			return nil
		}
		return ask(ctx, o, p, s)
	case store.SurveyClosed:
		if d.Together != nil && s.LooksBack() {
			if put, err := d.Together(ctx, o, p, s); err != nil || put {
				return err
			}
		}
		return tellResults(ctx, o, p, s)
	}
	if err := askOthers(ctx, o, p, s); err != nil {
		return err
	}
	over, err := o.AllReadOrLate(s.Closes)
	if err != nil {
		return err
	}
	if over && o.Reached(p.AtWork(s.Closes)) {
		return o.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.CloseSurvey(s.ID)
			return err
		})
	}
	if s.Reminded || !o.Now.Before(s.Closes) || !o.Reached(p.AtWork(s.Closes.Add(-remindBefore), clients(p)...)) {
		return nil
	}
	return remind(ctx, o, p, s)
}

// clients returns the addresses of the clients of a project.
func clients(p *office.Project) (addresses []string) {
	for _, c := range p.People(store.RoleClient) {
		addresses = append(addresses, c.Address)
	}
	return addresses
}

// occasion is why a survey is sent.
type occasion struct {
	form  *survey.Survey
	cause store.SurveyCause
	what  string // tells it from other occasions of the same cause
	apart string // the latest of these that lies far enough back; "": the time alone decides
}

// plan plans a survey of some clients, unless the occasion had one before.
func plan(ctx context.Context, o *office.Office, p *office.Project, why occasion, who []store.Contact) error {
	s := store.Survey{
		Project: p.Code, Template: why.form.Name, Form: why.form.In(p.Language), Cause: why.cause, Occasion: string(why.cause) + " " + why.what, Low: p.Surveys.Low,
	}
	if why.apart != "" {
		s.Apart = string(why.cause) + " " + why.apart
	}
	if known, err := o.Store.HasSurvey(ctx, p.Code, s.Occasion); err != nil || known {
		return err
	}
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		_, _, err := tx.PlanSurvey(s, who, o.SinceDay(p, p.Surveys.Every))
		return err
	})
}

func planOnSchedule(ctx context.Context, o *office.Office, p *office.Project) error {
	if p.Surveys.At == nil || p.Surveys.Scheduled == nil {
		return nil
	}
	// An error of Next, such as holidays that are not known yet, concerns a later time.
	if next, err := p.Surveys.At.Next(o.Now, p.Zone, p.Calendar); err == nil {
		o.Again(next.Due)
	}
	period, err := p.Surveys.At.Latest(o.Now, p.Zone, p.Calendar)
	if errors.Is(err, schedule.ErrNotBegun) {
		return nil
	}
	if err != nil {
		return err
	}
	// Whoever was asked too recently on the day is asked at the same time of the next.
	again := p.At(period.Due.AddDate(0, 0, 1), office.SinceMidnight(period.Due.In(p.Zone)))
	if o.Now.After(again.Add(lateAgain)) || p.At(o.Now, 0).After(period.Due) && !o.Reached(again) {
		return nil
	}
	if again.After(o.Now) {
		o.Again(again)
	}
	// What was due before the log began may have been sent by a log that was lost.
	if began, err := o.Began(ctx); err != nil || period.Due.Before(began) {
		return err
	}
	// By the schedule, a month is long enough for survey_every = 30, also February, and a week
	// for 7, also where a holiday has moved one of two surveys.
	apart := p.Surveys.At.Apart(period, int(p.Surveys.Every/(24*time.Hour)))
	return plan(ctx, o, p, occasion{p.Surveys.Scheduled, store.SurveyBySchedule, period.Key, apart}, p.Clients())
}

// planOnMilestone asks about the milestones that are done in the report that was just
// sent and were not in the one before.
func planOnMilestone(ctx context.Context, o *office.Office, p *office.Project) error {
	if p.Surveys.OnMilestone == nil {
		return nil
	}
	sent, err := o.Store.SentReports(ctx, p.Code, 2)
	if err != nil || len(sent) == 0 || o.Now.Sub(sent[0].Changed) > lateCause {
		return err
	}
	before := map[string]bool{}
	if len(sent) > 1 {
		before = milestonesDone(sent[1])
	}
	for name := range milestonesDone(sent[0]) {
		if !before[name] { // several milestones in one report are one occasion to ask
			return plan(ctx, o, p, occasion{p.Surveys.OnMilestone, store.SurveyByMilestone, "in report " + strconv.FormatInt(sent[0].ID, 10), ""}, p.Clients())
		}
	}
	return nil
}

func milestonesDone(r store.Report) map[string]bool {
	content, _ := office.Content(r)
	done := map[string]bool{}
	for _, m := range content.Milestones {
		if m.Done {
			done[m.Name] = true
		}
	}
	return done
}

// planAfterCases asks the clients whose cases somebody has closed, also by confirming the solution,
// or that ended because all was quiet: unless they were asked below the solution.
func planAfterCases(ctx context.Context, o *office.Office) []error {
	closed, err := o.Store.Cases(ctx, store.CaseQuery{State: store.CaseClosed, Since: o.Now.Add(-lateCause - longestRest)})
	if err != nil {
		return office.Fail("the closed cases", err)
	}
	name := func(c store.Case) (project, object string) {
		return c.Project, fmt.Sprintf("the survey about case %d", c.Number)
	}
	return office.Each(o, closed, name, func(p *office.Project, c store.Case) error {
		if p.Surveys.AfterCase == nil || c.Merged != 0 || c.Actor == "" && !c.Quiet {
			return nil
		}
		if c.Quiet && o.Now.Sub(c.Answered) > longAnswered+time.Duration(p.Clock.CloseAfter)*24*time.Hour {
			return nil // it was answered long before the project had its cases closed
		}
		if at := p.AtWork(c.Changed); !o.Reached(at) || o.Now.Sub(at) > lateCause {
			return nil
		}
		if !o.Reached(p.AtWork(o.Now)) { // whoever was asked too lately may be asked from midnight on
			return nil
		}
		_, who, err := o.SurveyAfter(ctx, p, c)
		if err != nil {
			return err
		}
		return plan(ctx, o, p, occasion{p.Surveys.AfterCase, store.SurveyByCase, strconv.FormatInt(c.ID, 10), ""}, who)
	})
}
