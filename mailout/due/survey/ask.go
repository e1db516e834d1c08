package survey

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

func ask(ctx context.Context, o *office.Office, p *office.Project, s store.Survey) error {
	s.Closes = o.Now.Add(openFor)
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
		m := office.Mail{Key: key + who.Address, Template: askTemplate, To: []store.Address{to}, Once: again, Ask: request(s, who.Address)}
		m.Ask.Token = store.NewTag()
		if again {
			if m.Thread, err = o.Store.LastRequestFor(ctx, store.PurposeSurvey, s.ID, who.Address); err != nil {
				return nil, err
			}
		}
		links := link{o.Config, m.Ask.Token}
		m.Unsubscribe = links.withTokenInSubject("unsubscribe")
		data := templates.Survey{Project: p.Project, Form: s.Form, Name: who.Name, Closes: s.Closes.In(p.Zone), Reminder: again, Stop: m.Unsubscribe}
		data.Link, data.Options = answerLinks(links, s, fmt.Sprintf("[%s] %s", p.Code, s.Title))
		m.Data = data
		mails = append(mails, m)
	}
	return mails, nil
}

func request(s store.Survey, address string) *store.Request {
	return &store.Request{Purpose: store.PurposeSurvey, Project: s.Project, Object: s.ID, Address: address, Expires: s.Closes.Add(requestExpires)}
}

// answerLinks returns the links by which a survey is answered: one for each choice where
// it is a single question with choices, or else one that opens the whole form.
func answerLinks(links link, s store.Survey, subject string) (form string, options []templates.SurveyOption) {
	q := s.Questions[0]
	if len(s.Questions) > 1 || q.Kind == store.QuestionText {
		body := ""
		for n := range s.Questions {
			body += fmt.Sprintf("%d: \n", n+1)
		}
		return links.withBody(subject, body), nil
	}
	option := func(answer, label string) {
		options = append(options, templates.SurveyOption{Label: label, Link: links.withBody(subject, answer+"\n")})
	}
	for i, choice := range q.Choices {
		option(strconv.Itoa(i+1), strconv.Itoa(i+1)+" – "+choice)
	}
	for score := q.Min; q.Kind == store.QuestionScore && score <= q.Max; score++ {
		option(strconv.Itoa(score), scoreLabel(q, score))
	}
	return "", options
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

// link makes the links that open a response to a request (RFC 6068). Where the log
// mailbox takes no plus-addresses the response has to carry the token itself.
type link struct {
	config *office.Config
	token  string
}

// withTokenInSubject returns a link to a mail without text.
func (l link) withTokenInSubject(subject string) string {
	if !l.config.Plus {
		subject += " " + l.reference()
	}
	return l.mailto(subject, "")
}

// withBody returns a link to a mail that begins with a text.
func (l link) withBody(subject, body string) string {
	if !l.config.Plus {
		body += "\n" + l.reference() + "\n"
	}
	return l.mailto(subject, body)
}

func (l link) reference() string { return "[r." + l.token + "]" }

func (l link) mailto(subject, body string) string {
	to := l.config.LogAddress
	if l.config.Plus {
		to = store.Tagged(to, "r."+l.token)
	}
	uri := "mailto:" + strings.ReplaceAll(percentEncoded(to), "%40", "@") + "?subject=" + percentEncoded(subject)
	if body != "" {
		uri += "&body=" + percentEncoded(strings.ReplaceAll(body, "\n", "\r\n"))
	}
	return uri
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
