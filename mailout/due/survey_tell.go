package due

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/store"
	"rapport/templates"
)

// tellResults tells the PMs what became of a survey that has closed.
func (d *Due) tellResults(ctx context.Context, c *Config, p *Project, one store.Survey) error {
	var mails []mail
	if !one.Closes.IsZero() { // somebody was asked
		results, err := d.store.SurveyResults(ctx, one)
		if err != nil {
			return err
		}
		trend, err := d.store.SurveyTrend(ctx, one)
		if err != nil {
			return err
		}
		data := templates.SurveyResults{Project: p.Project, Survey: one, Results: results, Trend: templates.TrendOf(trend, p.Zone)}
		images, err := data.Charts(c.Charts, p.Language)
		if err != nil {
			return err
		}
		for _, pm := range p.people(store.RolePM) {
			forPM := data
			forPM.PM = pm.Name
			mails = append(mails, mail{key: fmt.Sprintf("survey %d results %s", one.ID, pm.Address), template: surveyResultsTemplate, data: forPM, images: images, to: []store.Address{pm}, once: true})
		}
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkSurveyReported(one.ID) })
}

// surveyTells tells people what was recorded of their answers, and PMs of low
// scores and remarks.
func (d *Due) surveyTells(ctx context.Context, c *Config) []error {
	return append(d.tells(ctx, c, store.AboutSurvey, d.surveyTell), d.tells(ctx, c, store.AboutSurveyStop, d.surveyTell)...)
}

func (d *Due) surveyTell(ctx context.Context, c *Config, t store.Receipt) error {
	found, err := d.store.Surveys(ctx, store.SurveyQuery{ID: t.Object})
	if err != nil || len(found) == 0 {
		return err
	}
	one := found[0]
	p := c.project(one.Project)
	if p == nil {
		return nil
	}
	who := p.contact(t.Address)
	told := func(tx *store.Tx) (bool, error) { return tx.MarkReceiptSent(t) }
	answers, err := d.store.SurveyAnswers(ctx, one.ID)
	if err != nil {
		return err
	}
	answers = slices.DeleteFunc(answers, func(a store.SurveyAnswer) bool { return one.Anonymous || a.Address != t.Address })
	if t.Result == store.ReceiptComment {
		return d.queue(ctx, c, p, d.surveyLow(p, one, t, who, answers), told)
	}
	answer, err := d.store.EntryOfMessage(ctx, t.Message)
	if err != nil {
		return err
	}
	what := t.Result
	if t.About == store.AboutSurveyStop {
		what = templates.SurveyStopped
	}
	data := templates.SurveyReceipt{Project: p.Project, Name: who.Name, What: what, Anonymous: one.Anonymous, Closes: one.Closes.In(p.Zone)}
	if t.About == store.AboutSurvey {
		data.Title, data.Answers = one.Title, said(one, answers)
	}
	// Nobody gets the same receipt twice a day.
	key := fmt.Sprintf("survey %d %s %s %s", t.Object, what, t.Address, d.now().In(p.Zone).Format(time.DateOnly))
	m := mail{key: key, template: surveyReceiptTemplate, data: data, to: []store.Address{who}, once: true, thread: answer.MessageID}
	if t.About == store.AboutSurvey && one.State == store.SurveyAsked && !one.Anonymous { // they may think again
		m.ask = &store.Request{Purpose: store.PurposeSurvey, Project: p.Code, Object: one.ID, Address: t.Address, Expires: one.Closes.Add(surveyExpires)}
	}
	return d.queue(ctx, c, p, []mail{m}, told)
}

func (d *Due) surveyLow(p *Project, one store.Survey, t store.Receipt, who store.Address, answers []store.SurveyAnswer) []mail {
	late := one.State == store.SurveyClosed
	if late {
		answers = nil // what they said in time was told then
	}
	low := slices.DeleteFunc(slices.Clone(answers), func(a store.SurveyAnswer) bool {
		return a.Question == 0 || !one.Questions[a.Question-1].IsLow(a.Score, one.Low)
	})
	data := templates.SurveyLow{Project: p.Project, Title: one.Title, Number: one.Number, Who: who, Words: t.Words, Low: said(one, low), Late: late,
		Unverified: slices.ContainsFunc(answers, func(a store.SurveyAnswer) bool { return a.Unverified })}
	// The same words twice are one mail that was delivered twice.
	words := sha256.Sum256([]byte(t.Words))
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		forPM := data
		forPM.PM = pm.Name
		mails = append(mails, mail{key: fmt.Sprintf("survey %d said %s %x %s", t.Object, t.Address, words[:8], pm.Address), template: surveyLowTemplate, data: forPM, to: []store.Address{pm}, once: true})
	}
	return mails
}

// said puts answers into words, in the order of the questions; remarks come last.
func said(one store.Survey, answers []store.SurveyAnswer) []templates.SurveySaid {
	var list, remarks []templates.SurveySaid
	for n, q := range one.Questions {
		for _, a := range answers {
			if a.Question != n+1 {
				continue
			}
			words := a.Words
			if q.Kind == store.QuestionScore {
				words = scoreLabel(q, a.Score)
			}
			list = append(list, templates.SurveySaid{Question: q.Text, Answer: words})
		}
	}
	for _, a := range answers {
		if a.Question == 0 {
			remarks = append(remarks, templates.SurveySaid{Answer: a.Words})
		}
	}
	return append(list, remarks...)
}

// feedbackSince returns from when on a report is to answer feedback: since the PM was
// asked for the one before.
func (d *Due) feedbackSince(ctx context.Context, p *Project, r store.Report) (time.Time, error) {
	list, err := d.store.Reports(ctx, p.Code, false)
	if err != nil {
		return time.Time{}, err
	}
	for _, before := range list {
		if before.Period < r.Period {
			return before.Due.Add(-p.Ask), nil
		}
	}
	return midnight(r.From, p.Zone), nil
}

// feedback returns what the PM is asked to answer in a report: the low scores and
// remarks of surveys since the one before.
func (d *Due) feedback(ctx context.Context, p *Project, since time.Time) ([]string, error) {
	list, err := d.store.Surveys(ctx, store.SurveyQuery{Project: p.Code})
	if err != nil {
		return nil, err
	}
	var feedback []string
	for _, one := range list {
		if one.Anonymous { // its remarks have no time; the PM has them with the results
			continue
		}
		answers, err := d.store.SurveyAnswers(ctx, one.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			if !a.At.After(since) || len(feedback) == mostFeedback {
				continue
			}
			who := p.contact(a.Address)
			name := who.Name
			if name == "" {
				name = a.Address
			}
			switch {
			case a.Question == 0 || one.Questions[a.Question-1].Kind == store.QuestionText:
				feedback = append(feedback, name+": "+strings.Join(strings.Fields(firstLine(a.Words)), " "))
			case one.Questions[a.Question-1].IsLow(a.Score, one.Low):
				q := one.Questions[a.Question-1]
				feedback = append(feedback, name+": "+strconv.Itoa(a.Score)+"/"+strconv.Itoa(q.Max)+" "+q.Text)
			}
		}
	}
	return feedback, nil
}

// mostFeedback bounds what the PM is asked to answer at a time.
const mostFeedback = 20
