package confirmation

import (
	"context"
	"fmt"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// beside is the question about a case that is put to who opened it below the solution, in the
// place of a survey after it.
type beside struct {
	survey store.Survey // its ID is 0 while it is to be planned
	who    store.Contact
}

// questionBeside returns the question to put below a solution, nil for none: where the survey after
// a case is more than one score, is in another language than the mail, or was answered, and where
// its client wants none or was asked too lately.
func questionBeside(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) (*beside, error) {
	if c.Kind != store.Solution || c.Case == 0 || p.Closed || p.Surveys.AfterCase == nil {
		return nil, nil
	}
	list, err := o.Store.Cases(ctx, store.CaseQuery{ID: c.Case})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	s, who, err := o.SurveyAfter(ctx, p, list[0])
	if err != nil || len(who) != 1 || !s.IsOneScore() || who[0].Language != "" && who[0].Language != p.Language {
		return nil, err
	}
	b := &beside{s, who[0]}
	known, found, err := o.Store.SurveyOn(ctx, p.Code, s.Occasion)
	switch {
	case err != nil:
		return nil, err
	case !found:
		b.survey.Closes = o.Now.Add(office.SurveyOpenFor)
		if may, err := o.Store.MaySurvey(ctx, s, b.who, o.SinceDay(p, p.Surveys.Every)); err != nil || !may {
			return nil, err
		}
		return b, nil
	case known.State != store.SurveyAsked || !known.IsOneScore():
		return nil, nil
	}
	people, err := o.Store.SurveyPeople(ctx, known.ID)
	b.survey = known
	for _, one := range people {
		if office.HasAddress(b.who, one.Address) && one.State == store.PersonWaiting {
			return b, err
		}
	}
	return nil, err
}

// addTo puts the question into the mail to who opened the case, and reports whether this is it.
func (b *beside) addTo(o *office.Office, p *office.Project, m *office.Mail) bool {
	if b == nil || m.To[0].Address != b.who.Addresses[0] {
		return false
	}
	m.Beside = office.SurveyRequest(b.survey, b.who.Addresses[0])
	m.Beside.Token = store.NewTag()
	links := office.Link{Config: o.Config, Token: m.Beside.Token}
	data := m.Data.(templates.Confirm)
	data.Question = b.survey.Questions[0].Text
	_, data.Options = office.AnswerLinks(links, b.survey, fmt.Sprintf("[%s] %s", p.Code, b.survey.Title))
	m.Data = data
	return true
}

// plan records in the transaction that queues the mail that the question was asked. It reports
// false where it may not be asked any more.
func (b *beside) plan(tx *store.Tx, o *office.Office, p *office.Project, m *store.Request) (bool, error) {
	if b.survey.ID != 0 {
		return true, nil
	}
	id, err := tx.PlanSurveyBeside(b.survey, b.who, o.SinceDay(p, p.Surveys.Every))
	m.Object = id
	return id != 0, err
}
