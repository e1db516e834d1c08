package survey

import (
	"context"
	"fmt"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// ask asks those who can be asked now; askOthers asks the others. While nobody can, the survey waits.
func ask(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) error {
	s.Closes = o.Now.Add(office.SurveyOpenFor)
	people, err := o.Store.SurveyPeople(ctx, s.ID)
	if err != nil {
		return err
	}
	mails, later, err := mailsTo(ctx, o, p, s, people, false)
	if err != nil || later > 0 && len(mails) == 0 {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkSurveyAsked(s.ID, s.Closes) })
}

func remind(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) error {
	people, err := o.Store.SurveyPeople(ctx, s.ID)
	if err != nil {
		return err
	}
	mails, _, err := mailsTo(ctx, o, p, s, people, true)
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkSurveyReminded(s.ID) })
}

// askOthers asks those who were away when the others were asked, once they are back, or had had the
// mails of their week, as long as they have time to answer. Who was asked below a solution was asked.
func askOthers(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) error {
	if p.Closed && !s.LooksBack() || !o.Now.Before(s.Closes.Add(-remindBefore)) {
		return nil
	}
	people, err := o.Store.SurveyUnasked(ctx, s.ID)
	if err != nil || len(people) == 0 {
		return err
	}
	mails, _, err := mailsTo(ctx, o, p, s, people, false)
	if err != nil {
		return err
	}
	for _, m := range mails {
		if !o.Reached(p.AtWork(o.Now, m.To[0].Address)) {
			continue
		}
		if err := o.Queue(ctx, p, []office.Mail{m}, office.Always); err != nil {
			return err
		}
	}
	return nil
}

// mailsTo returns a mail to each of some people who has not responded and is there, and how many
// are asked later: they are away, or have had the mails of their week.
func mailsTo(ctx context.Context, o *office.Office, p *office.Project, s store.Survey, people []store.SurveyPerson, again bool) (mails []office.Mail, later int, err error) {
	key := fmt.Sprintf("survey %d ", s.ID)
	if again {
		key += "reminder "
	}
	for _, who := range people {
		to, known := p.Reach(who.Address)
		if who.State != store.PersonWaiting || !known { // who left the contacts is asked no more
			continue
		}
		if _, gone, err := o.Back(ctx, p, who.Address); err != nil {
			return nil, 0, err
		} else if gone {
			later++
			continue
		}
		m := office.Mail{Key: key + who.Address, Template: askTemplate, To: []store.Address{to}, Once: again, Reminder: again, Ask: office.SurveyRequest(s, who.Address)}
		m.Ask.Token = store.NewTag()
		if again {
			if m.Thread, err = o.Store.LastRequestFor(ctx, store.PurposeSurvey, s.ID, who.Address); err != nil {
				return nil, 0, err
			}
		}
		links := office.Link{Config: o.Config, Token: m.Ask.Token}
		m.Unsubscribe = links.WithTokenInSubject("unsubscribe")
		data := templates.Survey{Project: p.Project, Form: s.Form, Name: who.Name, Closes: s.Closes.In(p.Zone), Reminder: again, Stop: m.Unsubscribe}
		data.Link, data.Options = office.AnswerLinks(links, s, fmt.Sprintf("[%s] %s", p.Code, s.Title))
		m.Data = data
		if !again {
			if waits, err := o.Waits(ctx, p, []office.Mail{m}); err != nil {
				return nil, 0, err
			} else if waits {
				later++
				continue
			}
		}
		mails = append(mails, m)
	}
	return mails, later, nil
}
