package office

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"rapport/store"
	"rapport/templates"
)

// SurveyOpenFor is how long a survey is open for answers.
const SurveyOpenFor = 14 * 24 * time.Hour

const surveyExpires = 60 * 24 * time.Hour // after the survey has closed; until then a late response is answered

// SurveyRequest returns the request of a survey to one person.
func SurveyRequest(s store.Survey, address string) *store.Request {
	return &store.Request{Purpose: store.PurposeSurvey, Project: s.Project, Object: s.ID, Address: address, Expires: s.Closes.Add(surveyExpires)}
}

// AnswerLinks returns the links by which a survey is answered: one for each choice where
// it is a single question with choices, or else one that opens the whole form.
func AnswerLinks(links Link, s store.Survey, subject string) (form string, options []templates.SurveyOption) {
	q := s.Questions[0]
	if len(s.Questions) > 1 || q.Kind == store.QuestionText {
		body := ""
		for n := range s.Questions {
			body += fmt.Sprintf("%d: \n", n+1)
		}
		return links.WithBody(subject, body), nil
	}
	option := func(answer, label string) {
		options = append(options, templates.SurveyOption{Label: label, Link: links.WithBody(subject, answer+"\n")})
	}
	for i, choice := range q.Choices {
		option(strconv.Itoa(i+1), strconv.Itoa(i+1)+" – "+choice)
	}
	for score := q.Min; q.Kind == store.QuestionScore && score <= q.Max; score++ {
		option(strconv.Itoa(score), ScoreLabel(q, score))
	}
	return "", options
}

// ScoreLabel returns a score with its label, if it has one.
func ScoreLabel(q store.Question, score int) string {
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

// SinceDay returns how long ago the day began that lies so many whole days back, less one:
// who was asked on the last of them at any hour may be asked today, also where clocks change.
func (o *Office) SinceDay(p *Project, every time.Duration) time.Duration {
	days := int(every / (24 * time.Hour))
	return o.Now.Sub(p.Midnight(o.Now).AddDate(0, 0, 1-days))
}

// SurveyAfter returns the survey about a case, as it is planned once the case is closed, and the
// client who opened the case; none where the project has no such survey, no client did, or the log
// no longer has the mail that opened it.
func (o *Office) SurveyAfter(ctx context.Context, p *Project, c store.Case) (store.Survey, []store.Contact, error) {
	form := p.Surveys.AfterCase
	if form == nil {
		return store.Survey{}, nil, nil
	}
	asked, err := o.Store.EntryOfMessage(ctx, c.Message)
	switch {
	case errors.Is(err, store.ErrNotFound): // nobody knows who opened it, and its solution waits for no survey
		return store.Survey{}, nil, nil
	case err != nil:
		return store.Survey{}, nil, err
	}
	who := slices.DeleteFunc(p.Clients(), func(c store.Contact) bool {
		return len(asked.From) != 1 || !HasAddress(c, asked.From[0].Address)
	})
	return store.Survey{Project: p.Code, Template: form.Name, Form: form.In(p.Language), Cause: store.SurveyByCase, Occasion: store.OccasionOfCase(c.ID), Low: p.Surveys.Low}, who, nil
}
