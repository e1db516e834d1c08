package due

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/mailout/report"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/survey"
)

// The templates of surveys.
const (
	surveyTemplate        = string(store.PurposeSurvey)
	surveyReceiptTemplate = "survey-receipt"
	surveyLowTemplate     = "survey-low"
	surveyResultsTemplate = "survey-results"
)

const (
	surveyOpen    = 14 * 24 * time.Hour
	surveyExpires = 60 * 24 * time.Hour // of a request: what comes after the survey has closed is told so
	surveyRemind  = 3 * 24 * time.Hour  // before it closes
	// lateCause is how long after its time a survey is still sent: nobody is asked
	// today about a milestone of last month.
	lateCause = 24 * time.Hour
)

// Surveys are what the people of a project are asked, and when. Nil: nothing is.
type Surveys struct {
	Scheduled   *survey.Survey
	At          *schedule.Schedule
	OnMilestone *survey.Survey
	AfterCase   *survey.Survey
	Every       time.Duration // nobody is asked more often
	Low         int           // the highest score of up to 5 that is low
}

// surveys does what surveys need next.
func (d *Due) surveys(ctx context.Context, c *Config) (troubles []error) {
	for i := range c.Projects {
		p := &c.Projects[i]
		if err := errors.Join(d.surveyOnSchedule(ctx, p), d.surveyOnMilestone(ctx, p), d.surveyAfterCase(ctx, p)); err != nil {
			troubles = append(troubles, fmt.Errorf("plan a survey of %s: %w", p.Code, err))
		}
	}
	open, err := d.store.Surveys(ctx, store.SurveyQuery{Open: true})
	if err != nil {
		return append(troubles, err)
	}
	for _, one := range open {
		p := c.project(one.Project)
		if p == nil {
			continue // the configuration has it no more
		}
		if err := d.survey(ctx, c, p, one); err != nil {
			troubles = append(troubles, fmt.Errorf("survey %d of %s: %w", one.Number, one.Project, err))
		}
	}
	return append(troubles, d.surveyTells(ctx, c)...)
}

// planSurvey plans a survey for an occasion, unless that has asked before.
func (d *Due) planSurvey(ctx context.Context, p *Project, what *survey.Survey, cause store.SurveyCause, occasion string, who []store.Contact) error {
	s := store.Survey{Project: p.Code, Template: what.Name, Form: what.In(p.Language), Cause: cause, Occasion: string(cause) + " " + occasion, Low: p.Surveys.Low}
	if known, err := d.store.HasSurvey(ctx, p.Code, s.Occasion); err != nil || known {
		return err
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		_, _, err := tx.PlanSurvey(s, who, p.Surveys.Every)
		return err
	})
}

func (d *Due) surveyOnSchedule(ctx context.Context, p *Project) error {
	if p.Surveys.At == nil || p.Surveys.Scheduled == nil {
		return nil
	}
	period, err := p.Surveys.At.Latest(d.now(), p.Zone, p.Calendar)
	if errors.Is(err, schedule.ErrNotBegun) || err == nil && d.now().Sub(period.Due) > lateCause {
		return nil
	}
	if err != nil {
		return err
	}
	return d.planSurvey(ctx, p, p.Surveys.Scheduled, store.SurveyBySchedule, period.Key, p.clients())
}

// surveyOnMilestone asks about the milestones that are done in the report that was
// just sent and were not in the one before.
func (d *Due) surveyOnMilestone(ctx context.Context, p *Project) error {
	if p.Surveys.OnMilestone == nil {
		return nil
	}
	list, err := d.store.Reports(ctx, p.Code, false)
	if err != nil {
		return err
	}
	sent := slices.DeleteFunc(list, func(r store.Report) bool { return r.State != store.ReportSent })
	if len(sent) == 0 || d.now().Sub(sent[0].Changed) > lateCause {
		return nil
	}
	before := map[string]bool{}
	if len(sent) > 1 {
		before = doneIn(sent[1])
	}
	var fresh []string
	for name := range doneIn(sent[0]) {
		if !before[name] {
			fresh = append(fresh, name)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	// Several milestones in one report are one occasion to ask.
	return d.planSurvey(ctx, p, p.Surveys.OnMilestone, store.SurveyByMilestone, "in report "+strconv.FormatInt(sent[0].ID, 10), p.clients())
}

func doneIn(r store.Report) map[string]bool {
	content, _ := report.Parse(r.Draft, day(r.To))
	done := map[string]bool{}
	for _, m := range content.Milestones {
		if m.Done {
			done[m.Name] = true
		}
	}
	return done
}

// surveyAfterCase asks the client whose case somebody has closed.
func (d *Due) surveyAfterCase(ctx context.Context, p *Project) error {
	if p.Surveys.AfterCase == nil {
		return nil
	}
	closed, err := d.store.Cases(ctx, store.CaseQuery{Project: p.Code, State: store.CaseClosed, Since: d.now().Add(-lateCause)})
	if err != nil {
		return err
	}
	for _, one := range closed {
		if one.Actor == "" || one.Merged != 0 {
			continue
		}
		asked, err := d.store.EntryOfMessage(ctx, one.Message)
		if err != nil {
			return err
		}
		who := slices.DeleteFunc(p.clients(), func(c store.Contact) bool {
			return len(asked.From) != 1 || !slices.ContainsFunc(c.Addresses, func(a string) bool { return strings.EqualFold(a, asked.From[0].Address) })
		})
		if err := d.planSurvey(ctx, p, p.Surveys.AfterCase, store.SurveyByCase, strconv.FormatInt(one.ID, 10), who); err != nil {
			return err
		}
	}
	return nil
}

func (d *Due) survey(ctx context.Context, c *Config, p *Project, one store.Survey) error {
	over, err := d.past(ctx, c, one.Closes)
	switch {
	case err != nil:
		return err
	case one.State == store.SurveyPlanned:
		return d.askSurvey(ctx, c, p, one)
	case one.State == store.SurveyClosed:
		return d.tellResults(ctx, c, p, one)
	case over:
		return d.store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.CloseSurvey(one.ID)
			return err
		})
	case !one.Reminded && d.now().Before(one.Closes) && one.Closes.Sub(d.now()) < surveyRemind:
		return d.remindSurvey(ctx, c, p, one)
	}
	return nil
}

func (d *Due) askSurvey(ctx context.Context, c *Config, p *Project, one store.Survey) error {
	one.Closes = d.now().Add(surveyOpen)
	mails, err := d.surveyMails(ctx, c, p, one, false)
	if err != nil {
		return err
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkSurveyAsked(one.ID, one.Closes) })
}

func (d *Due) remindSurvey(ctx context.Context, c *Config, p *Project, one store.Survey) error {
	mails, err := d.surveyMails(ctx, c, p, one, true)
	if err != nil {
		return err
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkSurveyReminded(one.ID) })
}

// surveyMails asks each of those who have not answered.
func (d *Due) surveyMails(ctx context.Context, c *Config, p *Project, one store.Survey, again bool) ([]mail, error) {
	people, err := d.store.SurveyPeople(ctx, one.ID)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("survey %d ", one.ID)
	if again {
		key += "reminder "
	}
	var mails []mail
	for _, who := range people {
		if who.State != store.PersonWaiting {
			continue
		}
		m := mail{key: key + who.Address, template: surveyTemplate, to: []store.Address{{Name: who.Name, Address: who.Address}}, once: again,
			ask: &store.Request{Purpose: store.PurposeSurvey, Project: p.Code, Object: one.ID, Address: who.Address, Expires: one.Closes.Add(surveyExpires), Token: store.NewTag()}}
		if again {
			if m.thread, err = d.store.LastRequestFor(ctx, store.PurposeSurvey, one.ID, who.Address); err != nil {
				return nil, err
			}
		}
		m.unsubscribe = mailTo(c, m.ask.Token, "unsubscribe", "", true)
		m.data = surveyData(c, p, one, who.Name, again, m.ask.Token, m.unsubscribe)
		mails = append(mails, m)
	}
	return mails, nil
}

func surveyData(c *Config, p *Project, one store.Survey, name string, again bool, token, stop string) templates.Survey {
	data := templates.Survey{Project: p.Project, Form: one.Form, Name: name, Closes: one.Closes.In(p.Zone), Reminder: again, Stop: stop}
	subject := fmt.Sprintf("[%s] %s", p.Code, one.Title)
	if len(one.Questions) > 1 || one.Questions[0].Kind == store.QuestionText {
		form := ""
		for n := range one.Questions {
			form += fmt.Sprintf("%d: \n", n+1)
		}
		data.Link = mailTo(c, token, subject, form, false)
		return data
	}
	q := one.Questions[0]
	option := func(answer, label string) {
		data.Options = append(data.Options, templates.SurveyOption{Label: label, Link: mailTo(c, token, subject, answer+"\n", false)})
	}
	for i, choice := range q.Choices {
		option(strconv.Itoa(i+1), strconv.Itoa(i+1)+" – "+choice)
	}
	for score := q.Min; q.Kind == store.QuestionScore && score <= q.Max; score++ {
		option(strconv.Itoa(score), scoreLabel(q, score))
	}
	return data
}

// scoreLabel returns a score with its label, if it has one.
func scoreLabel(q store.Question, score int) string {
	label := ""
	switch {
	case len(q.Labels) == 2 && score == q.Max:
		label = q.Labels[1]
	case len(q.Labels) == 2 && score != q.Min:
	case score-q.Min < len(q.Labels):
		label = q.Labels[score-q.Min]
	}
	if label == "" {
		return strconv.Itoa(score)
	}
	return strconv.Itoa(score) + " – " + label
}

// mailTo returns the link that opens an answer to a request (RFC 6068). Where the log
// mailbox takes no plus-addresses the mail has to carry the token itself: in its
// text, or in the subject where that is all it has.
func mailTo(c *Config, token, subject, body string, inSubject bool) string {
	to, reference := c.LogAddress, "[r."+token+"]"
	switch {
	case c.Plus:
		to = store.Tagged(c.LogAddress, "r."+token)
	case inSubject:
		subject += " " + reference
	default:
		body += "\n" + reference + "\n"
	}
	link := "mailto:" + strings.ReplaceAll(percentEncoded(to), "%40", "@") + "?subject=" + percentEncoded(subject)
	if body != "" {
		link += "&body=" + percentEncoded(strings.ReplaceAll(body, "\n", "\r\n"))
	}
	return link
}

// percentEncoded encodes all but the unreserved characters of RFC 3986 section 2.3.
func percentEncoded(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
