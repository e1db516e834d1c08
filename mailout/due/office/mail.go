package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/classify/trust"
	"rapport/mailout/letter"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// Mail is a mail before it is rendered.
type Mail struct {
	Key      string // identifies it: no two mails of one key are queued
	Template string
	Data     any
	Images   []templates.Inline
	Files    []store.VersionFile // that go along, whose bytes are kept
	To, Cc   []store.Address
	Once     bool             // it is not sent again where the outcome is unknown
	Ask      *store.Request   // to the one person it goes to; nil: it asks nothing
	Beside   *store.Request   // a second request to that person, with links of its own; nil for none
	Shows    *store.Shown     // what it brings where it asks nothing; its Object and Version
	Team     []store.TeamPart // what the team wrote that it shows its one recipient
	Thread   string           // Message-ID of the mail that it follows; "": the last one about its matter
	Follows  string           // subject of the mail that it answers, where it is the first of ours about its matter
	For      *Project         // that it is about, where it is queued with mails about others; nil: as these
	Late     bool             // it is about what is over, and can be in a digest instead
	Apart    bool             // it goes to several people, each in the thread that they have
	Answers  bool             // it answers that mail; otherwise it was sent on its own account
	GoesOn   bool             // it is the next version of a text that somebody corrected: it does not wait for another week
	Unasked  *store.Receipt   // of what nobody asked its sender for: beyond the day's limit it is in the digest; nil: something else
	// Reminder reports that it reminds its one recipient of what they were asked before. Who
	// wants no reminders does not get it, and it says how to stop them (RFC 2369).
	Reminder bool
	// Deadline is when it is too late: the mail goes before, however many mails its recipients have
	// had in the week; zero: it can wait.
	Deadline time.Time
	// Unsubscribe is the link that stops mail of its kind; "": there is none.
	Unsubscribe string

	matter   string   // that it is about; what its key begins with
	subject  string   // as an answer has it; "": it begins a thread
	inMatter bool     // it follows mail that only the recipients may know of
	alike    []string // who gets the same about its matter
	over     bool     // a recipient has had the mails of their week
}

// Queue puts mails into the outbox in one transaction with the change of state that
// they go with, so that both are kept or neither is. Where change returns false,
// because the state has moved on meanwhile, nothing is queued.
func (o *Office) Queue(ctx context.Context, p *Project, mails []Mail, change func(*store.Tx) (bool, error)) error {
	return o.queue(ctx, p, mails, change, func(tx *store.Tx, m Mail) (bool, error) {
		if m.Unasked == nil || m.Unasked.Result == store.ReceiptTakenUp {
			return true, nil
		}
		row, _ := trust.RowOf(store.EffectTellPM)
		ok, err := o.spend(tx, p, m, row.Limit)
		if err == nil && !ok {
			err = tx.ListReceipt(p.Code, *m.Unasked)
		}
		return ok, err
	})
}

// spend takes one of the mails that may follow for one person in a day from what nothing
// proves.
func (o *Office) spend(tx *store.Tx, p *Project, m Mail, limit int) (bool, error) {
	return tx.Spend(store.EffectTellPM, m.To[0].Address, o.Today(p), limit)
}

// QueueOn is Queue for mail to PMs that follows from mail of others alone, with the evidence
// of its sender. Where that is no proof, each PM gets only so many a day; the rest are in
// the digest.
func (o *Office) QueueOn(ctx context.Context, p *Project, cause *store.Evidence, mails []Mail, change func(*store.Tx) (bool, error)) error {
	facts := trust.Of(cause, false)
	if ok, _ := trust.Allows(store.EffectTellPM, facts); !ok {
		return o.Queue(ctx, p, nil, change)
	}
	limit, counts := trust.Limit(store.EffectTellPM, facts)
	if !counts {
		return o.Queue(ctx, p, mails, change)
	}
	return o.queue(ctx, p, mails, change, func(tx *store.Tx, m Mail) (bool, error) {
		return o.spend(tx, p, m, limit)
	})
}

// queue is Queue for those mails of which allowed reports true.
func (o *Office) queue(ctx context.Context, p *Project, mails []Mail, change func(*store.Tx) (bool, error), allowed func(*store.Tx, Mail) (bool, error)) error {
	mails, err := o.withoutUnwanted(ctx, p, mails)
	if err != nil {
		return err
	}
	mails, notes, err := o.withoutNotices(ctx, p, mails)
	if err != nil {
		return err
	}
	mails, waiting, notices, err := o.withNotices(p, mails, notes)
	if err != nil {
		return err
	}
	if waits, err := o.Waits(ctx, p, mails); err != nil || waits {
		return err
	}
	if mails, err = o.threads(ctx, p, mails); err != nil {
		return err
	}
	ready := make([]store.OutgoingMail, len(mails))
	for i := range mails {
		if ready[i], err = o.compose(ctx, cmp.Or(mails[i].For, p), &mails[i]); err != nil {
			return err
		}
	}
	var queued []store.OutgoingMail // logged after the commit alone
	err = o.Store.Update(ctx, func(tx *store.Tx) error {
		queued = nil
		if changed, err := change(tx); err != nil || !changed {
			return err
		}
		for i, n := range notices {
			if ok, err := allowed(tx, waiting[i]); err != nil {
				return err
			} else if !ok {
				continue
			}
			if err := tx.AddNotice(n); err != nil {
				return err
			}
		}
		for i, mail := range ready {
			if known, err := tx.HasMail(mail.Key); err != nil {
				return err
			} else if known {
				continue
			}
			if ok, err := allowed(tx, mails[i]); err != nil {
				return err
			} else if !ok {
				continue
			}
			fresh, err := tx.Enqueue(mail)
			if err != nil {
				return err
			}
			if !fresh {
				continue
			}
			queued = append(queued, mail)
			for _, part := range mails[i].Team {
				if err := tx.MarkTeamPartShown(part, mails[i].To[0].Address); err != nil {
					return err
				}
			}
			if mails[i].Ask == nil {
				continue
			}
			if err := tx.Ask(*mails[i].Ask, mail.Message.MessageID); err != nil {
				return err
			}
			if mails[i].Beside == nil {
				continue
			}
			if err := tx.AskBeside(*mails[i].Beside, mail.Message.MessageID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, mail := range queued {
		o.Log.Info("queued", "purpose", mail.Purpose, "project", mail.Project, "recipients", len(mail.Recipients))
	}
	return nil
}

// withoutUnwanted returns mails without the reminders that nobody wants.
func (o *Office) withoutUnwanted(ctx context.Context, p *Project, mails []Mail) ([]Mail, error) {
	if !slices.ContainsFunc(mails, func(m Mail) bool { return m.Reminder }) {
		return mails, nil
	}
	stops, err := o.Store.SurveyStops(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(mails), func(m Mail) bool {
		if !m.Reminder {
			return false
		}
		return slices.ContainsFunc(append(p.AddressesOf(m.To[0].Address), m.To[0].Address), func(a string) bool { return !stops[mailaddr.Key(a)].IsZero() })
	}), nil
}

// compose renders a mail and makes it ready to be queued. Its request, if any, has a
// token afterwards.
func (o *Office) compose(ctx context.Context, p *Project, m *Mail) (store.OutgoingMail, error) {
	if m.Ask != nil && m.Ask.DeputyOf == "" && m.Ask.Purpose.Respondent() == store.RespondentPM {
		if c := p.contactAt(m.Ask.Address); c != nil { // a PM for a time answers for whose deputy they are
			m.Ask.DeputyOf = c.DeputyOf
		}
	}
	rendered, raw, message, err := o.Render(ctx, p, m)
	if err != nil {
		return store.OutgoingMail{}, err
	}
	mail := store.OutgoingMail{
		Key: m.Key, Purpose: m.Template, Project: p.Code, Relay: p.Relay, AtMostOnce: m.Once, Secret: m.Ask != nil, Answers: m.Answers || isAnswer(m.Template), Expires: o.Now.Add(o.Config.Expire),
		Message: message,
	}
	files, err := o.attached(ctx, m.Files)
	if err != nil {
		return store.OutgoingMail{}, err
	}
	mail.Raw = o.Store.PackWithFiles(raw, time.Time{}, "rapport", files)
	mail.Shown = m.shown(rendered)
	if m.over {
		mail.Deadline = m.Deadline
	}
	for _, a := range slices.Concat(m.To, m.Cc) {
		mail.Recipients = append(mail.Recipients, a.Address)
	}
	return mail, nil
}

// shown returns what is kept of what a mail shows, nil for nothing.
func (m *Mail) shown(rendered templates.Rendered) *store.Shown {
	var s store.Shown
	switch {
	case m.Ask != nil:
		s = store.Shown{Purpose: m.Ask.Purpose, Object: m.Ask.Object, Version: m.Ask.Version, Address: m.Ask.Address}
	case m.Shows != nil:
		s = *m.Shows
		s.Purpose = store.Purpose(m.Template)
	default:
		return nil
	}
	s.Text, s.Words = rendered.Text, rendered.Words
	return &s
}

// Render returns a mail as its template renders it, the bytes that are sent, and what
// the log shows of it.
func (o *Office) Render(ctx context.Context, p *Project, m *Mail) (templates.Rendered, []byte, *store.Message, error) {
	if m.Reminder && m.Ask != nil {
		m.Ask.Token = cmp.Or(m.Ask.Token, store.NewTag())
		m.Unsubscribe = cmp.Or(m.Unsubscribe, Link{Config: o.Config, Token: m.Ask.Token}.WithTokenInSubject("unsubscribe"))
	}
	rendered, err := o.renderWords(ctx, p, m)
	if err != nil {
		return rendered, nil, nil, fmt.Errorf("render %s: %w", m.Template, err)
	}
	if m.subject == "" {
		if rendered.Subject, err = o.distinct(ctx, p, m, rendered.Subject); err != nil {
			return rendered, nil, nil, err
		}
	}
	_, domain, _ := mailaddr.Cut(o.Config.LogAddress)
	domain = mailaddr.Domain(domain)
	var references []string
	follows := m.Thread
	if matterOf.MatchString(m.matter) {
		references = []string{store.NewMatterID(p.codeOf(m.matter), m.matter, domain)}
		if follows == "" && m.inMatter {
			follows = references[0]
		}
	}
	contents, err := o.attached(ctx, m.Files)
	if err != nil {
		return rendered, nil, nil, err
	}
	var files []letter.File
	for i, f := range m.Files {
		files = append(files, letter.File{Name: f.Name, Type: f.Type, Content: contents[i]})
	}
	raw, message, err := letter.Compose(letter.Draft{
		Files: files,
		From:  o.Config.sender(p, m), To: m.To, Cc: m.Cc, Date: o.Now.In(p.Zone), MessageID: store.NewMessageID(domain),
		Language: p.languageOf(m), InReplyTo: follows, References: references, Answer: m.Answers, ReplyTo: o.Config.replyTo(p, m), DKIM: p.DKIM, Unsubscribe: m.Unsubscribe,
	}.With(rendered))
	return rendered, raw, message, err
}

// renderWords renders a mail. Whoever is no PM reads at its end who it is from; one that is a
// witness of the log says what the log is now.
func (o *Office) renderWords(ctx context.Context, p *Project, m *Mail) (templates.Rendered, error) {
	frame := templates.Frame{Follows: m.subject}
	if from := p.signer(m); from != "" {
		frame.Closing = &templates.Closing{Name: from, Agency: o.Config.Agency}
	}
	if templates.HasLogLine(m.Template) {
		head, err := o.Store.Head(ctx)
		if err != nil {
			return templates.Rendered{}, err
		}
		frame.Log = &templates.LogLine{Event: head.Number, Hash: head.Short()}
	}
	return o.Config.Templates.RenderFramed(frame, m.Template, p.languageOf(m), m.Data, m.Images...)
}

// languageOf returns the language of a mail: that of the one person who receives it, or that of
// the project where several do or where it asks in words that are kept in the language of the
// project, as a survey does.
func (p *Project) languageOf(m *Mail) string {
	if len(m.To) != 1 || len(m.Cc) > 0 || inProjectWords[m.Template] {
		return p.Language
	}
	if c := p.contactAt(m.To[0].Address); c != nil {
		return cmp.Or(c.Language, p.Language)
	}
	return p.Language
}

// inProjectWords are the templates whose data are words in the language of the project. The
// table is read-only.
var inProjectWords = map[string]bool{"closing-ask": true, "retrospective": true, "survey": true, "agenda": true, "report": true, "report-draft": true, "reports-ask": true, "report-ask": true, "report-reminder": true, "minutes-ask": true, "survey-results": true, "survey-low": true}

// signer returns the name of the PM who a mail is from, "" for mail to PMs alone: what these
// get is from no colleague.
func (p *Project) signer(m *Mail) string {
	pms := p.People(store.RolePM)
	if len(pms) == 0 || !slices.ContainsFunc(m.To, func(a store.Address) bool { return !p.IsPM(a.Address) }) {
		return ""
	}
	return pms[0].Name
}

// sender returns the From of a mail: the PM, with the name of the agency behind it, or the
// agency.
func (c *Config) sender(p *Project, m *Mail) store.Address {
	from := store.Address{Name: cmp.Or(c.Agency, "Rapport"), Address: p.From.Address}
	if name := p.signer(m); name != "" {
		if from.Name = name; c.Agency != "" {
			from.Name += " (" + c.Agency + ")"
		}
	}
	return from
}

// replyTo returns where replies go. A reply to a request goes to the address that only
// the person asked knows; any other to the PMs and, so that it is logged under the
// project, to the project's address.
func (c *Config) replyTo(p *Project, m *Mail) []store.Address {
	if m.Ask != nil {
		if m.Ask.Token == "" {
			m.Ask.Token = store.NewTag()
		}
		return []store.Address{c.tagged("r." + m.Ask.Token)}
	}
	return append(p.People(store.RolePM), c.tagged(p.Code))
}

// tagged returns the log address with a tag, where the mailbox takes plus-addresses.
func (c *Config) tagged(tag string) store.Address {
	if !c.Plus {
		return store.Address{Address: c.LogAddress}
	}
	return store.Address{Address: store.Tagged(c.LogAddress, tag)}
}
