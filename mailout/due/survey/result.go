package survey

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// tellResults tells the PMs the results of a survey that has closed.
func tellResults(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) error {
	var mails []office.Mail
	if !s.Closes.IsZero() { // somebody was asked
		var err error
		if mails, err = resultsMails(ctx, o, p, s); err != nil {
			return err
		}
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkSurveyReported(s.ID) })
}

func resultsMails(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) (mails []office.Mail, err error) {
	results, err := o.Store.SurveyResults(ctx, s)
	if err != nil {
		return nil, err
	}
	trend, err := o.Store.SurveyTrend(ctx, s)
	if err != nil {
		return nil, err
	}
	data := templates.SurveyResults{Project: p.Project, Survey: s, Results: results, Trend: templates.TrendOf(trend, p.Zone)}
	images, err := data.Charts(o.Config.Charts, p.Language)
	if err != nil {
		return nil, err
	}
	for _, pm := range p.People(store.RolePM) {
		data.PM = pm.Name
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("survey %d results %s", s.ID, pm.Address), Template: resultsTemplate, Data: data, Images: images, To: []store.Address{pm}, Once: true,
		})
	}
	return mails, nil
}

type reply = office.Reply[store.Survey]

// Receipts returns what composes the receipts about surveys.
func (Duty) Receipts() []office.Receipts {
	find := func(ctx context.Context, s *store.Store, id int64) (store.Survey, string, bool, error) {
		list, err := s.Surveys(ctx, store.SurveyQuery{ID: id})
		return office.First(list, err, func(s store.Survey) string { return s.Project })
	}
	return []office.Receipts{office.ReceiptsAbout(store.AboutSurvey, find, receipt)}
}

// receipt tells people what was recorded of their answers, and PMs about low scores and
// remarks.
func receipt(ctx context.Context, o *office.Office, r reply) ([]office.Mail, error) {
	s := r.Subject
	answers, err := o.Store.SurveyAnswers(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	answers = slices.DeleteFunc(answers, func(a store.SurveyAnswer) bool { return s.Anonymous || a.Address != r.Address })
	if r.Result == store.ReceiptComment || r.Result == store.ReceiptTakenUp {
		return lowNotes(r, answers), nil
	}
	data := templates.SurveyReceipt{Project: r.Project.Project, Name: r.From.Name, What: r.Result, Anonymous: s.Anonymous, Closes: s.Closes.In(r.Project.Zone), Title: s.Title, Answers: inWords(s, answers)}
	// Nobody gets the same receipt twice a day.
	m := r.Mail(receiptTemplate, fmt.Sprintf("survey %d %s %s %s", s.ID, data.What, r.Address, o.Today(r.Project)), data)
	if s.State == store.SurveyAsked && !s.Anonymous { // they may change their mind
		m.Ask = office.SurveyRequest(s, r.Address)
	}
	return []office.Mail{m}, nil
}

// lowNotes tells the PMs about low scores and remarks.
func lowNotes(r reply, answers []store.SurveyAnswer) (mails []office.Mail) {
	s := r.Subject
	late := s.State == store.SurveyClosed
	if late {
		answers = nil // the PMs know what was answered in time
	}
	low := slices.DeleteFunc(slices.Clone(answers), func(a store.SurveyAnswer) bool {
		return a.Question == 0 || !s.Questions[a.Question-1].IsLow(a.Score, s.Low)
	})
	data := templates.SurveyLow{
		Project: r.Project.Project, Title: s.Title, Number: s.Number, Who: r.From, Words: r.Words, Low: inWords(s, low), Late: late,
		Unverified: slices.ContainsFunc(answers, func(a store.SurveyAnswer) bool { return a.Unverified }),
	}
	// The same words twice are one mail that was delivered twice.
	words := sha256.Sum256([]byte(r.Words))
	for _, pm := range r.Project.People(store.RolePM) {
		data.PM = pm.Name
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("survey %d said %s %x %s", s.ID, r.Address, words[:8], pm.Address), Template: lowTemplate, Data: data, To: []store.Address{pm}, Once: true, Late: late && r.Result == store.ReceiptComment,
		})
	}
	return mails
}

// inWords returns answers as people are shown them, in the order of the questions;
// remarks come last.
func inWords(s store.Survey, answers []store.SurveyAnswer) []templates.SurveySaid {
	var list, remarks []templates.SurveySaid
	for n, q := range s.Questions {
		for _, a := range answers {
			if a.Question != n+1 {
				continue
			}
			words := a.Words
			if q.Kind == store.QuestionScore {
				words = office.ScoreLabel(q, a.Score)
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

// mostFeedback bounds what the PM is asked to answer at a time.
const mostFeedback = 20

// Feedback returns what the PM is asked to answer in a report: the low scores and
// remarks since a time.
func Feedback(ctx context.Context, o *office.Office, p *office.Project, since time.Time) ([]string, error) {
	list, err := o.Store.Surveys(ctx, store.SurveyQuery{Project: p.Code})
	if err != nil {
		return nil, err
	}
	var feedback []string
	for _, s := range list {
		// The remarks of an anonymous one have no time, and the PM has them with the results; what people
		// write when they look back is put together for both sides.
		if s.Anonymous || s.LooksBack() {
			continue
		}
		answers, err := o.Store.SurveyAnswers(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			if text := feedbackOf(s, a); text != "" && a.At.After(since) && len(feedback) < mostFeedback {
				who := p.Contact(a.Address)
				who.Name = cmp.Or(who.Name, a.Address)
				feedback = append(feedback, who.Name+": "+text)
			}
		}
	}
	return feedback, nil
}

// feedbackOf returns what the PM should think about after an answer, or "".
func feedbackOf(s store.Survey, a store.SurveyAnswer) string {
	if a.Question == 0 || s.Questions[a.Question-1].Kind == store.QuestionText {
		return strings.Join(strings.Fields(office.FirstLine(a.Words)), " ")
	}
	q := s.Questions[a.Question-1]
	if !q.IsLow(a.Score, s.Low) {
		return ""
	}
	return strconv.Itoa(a.Score) + "/" + strconv.Itoa(q.Max) + " " + q.Text
}
