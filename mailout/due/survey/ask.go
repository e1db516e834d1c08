package survey

import (
	"context"
	"fmt"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

func ask(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) error {
	s.Closes = o.Now.Add(office.SurveyOpenFor)
	mails, err := mailsTo(ctx, o, p, s, false)
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkSurveyAsked(s.ID, s.Closes) })
}

func remind(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) error {
	mails, err := mailsTo(ctx, o, p, s, true)
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkSurveyReminded(s.ID) })
}

// mailsTo returns a mail to each person who has not responded.
func mailsTo(ctx context.Context, o *office.Office, p *office.Project, s store.Survey, again bool) ([]office.Mail, error) {
	people, err := o.Store.SurveyPeople(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("survey %d ", s.ID)
	if again {
		key += "reminder "
	}
	var mails []office.Mail
	for _, who := range people {
		to, known := p.Reach(who.Address)
		if who.State != store.PersonWaiting || !known { // who left the contacts is asked no more
			continue
		}
		m := office.Mail{Key: key + who.Address, Template: askTemplate, To: []store.Address{to}, Once: again, Reminder: again, Ask: office.SurveyRequest(s, who.Address)}
		m.Ask.Token = store.NewTag()
		if again {
			if m.Thread, err = o.Store.LastRequestFor(ctx, store.PurposeSurvey, s.ID, who.Address); err != nil {
				return nil, err
			}
		}
		links := office.Link{Config: o.Config, Token: m.Ask.Token}
		m.Unsubscribe = links.WithTokenInSubject("unsubscribe")
		data := templates.Survey{Project: p.Project, Form: s.Form, Name: who.Name, Closes: s.Closes.In(p.Zone), Reminder: again, Stop: m.Unsubscribe}
		data.Link, data.Options = office.AnswerLinks(links, s, fmt.Sprintf("[%s] %s", p.Code, s.Title))
		m.Data = data
		mails = append(mails, m)
	}
	return mails, nil
}
