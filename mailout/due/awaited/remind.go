package awaited

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

const remindTemplate = "client-reminder"

// Run sends the reminders that PMs want.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	wanted, err := o.Store.WantedReminders(ctx)
	if err != nil {
		return office.Fail("the reminders of clients", err)
	}
	var failures []error
	for _, r := range wanted {
		failures = append(failures, office.Fail(fmt.Sprintf("the reminder of %s %d", r.About, r.Object), remind(ctx, o, r))...)
	}
	return failures
}

// matter is what a client is reminded of.
type matter struct {
	project *office.Project
	mail    office.Mail // Key without the day, To, Thread and Follows
	data    templates.ClientReminder
	list    []int64 // the action item that the answer is about
}

// remind sends one reminder, unless there was one a short while ago or nothing is awaited any
// more, once all mail is read that came before the PM's word.
func remind(ctx context.Context, o *office.Office, r store.ClientReminder) error {
	m, err := find(ctx, o, r)
	if err != nil {
		return err
	}
	leave := func(why store.ReminderLeft) error {
		return o.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.LeaveClientReminder(r, why)
			return err
		})
	}
	if m == nil || len(m.mail.To) == 0 {
		return leave(store.ReminderSettled)
	}
	p := m.project
	if !r.Sent.IsZero() {
		if next, err := office.NextReminder(p, r.Sent); err != nil {
			return err
		} else if o.Now.Before(next) {
			return leave(store.ReminderEarly)
		}
	}
	if ready, err := ready(ctx, o, p, m.mail.To, r.Wanted); err != nil || !ready {
		return err
	}
	m.data.Project = p.Project
	if !m.data.Due.IsZero() && !m.data.Overdue {
		m.mail.Deadline = office.DayIn(m.data.Due.Format(time.DateOnly), p.Zone).AddDate(0, 0, 1)
	}
	if len(m.mail.To) == 1 {
		m.data.Name = m.mail.To[0].Name
	}
	m.mail.Key += " " + o.Today(p)
	m.mail.Template, m.mail.Data, m.mail.Once = remindTemplate, m.data, true
	if m.list != nil {
		m.mail.Ask = o.ActionRequest(p, 0, m.mail.To[0].Address)
	}
	return o.Queue(ctx, p, []office.Mail{m.mail}, func(tx *store.Tx) (bool, error) {
		done, err := tx.MarkClientReminded(r)
		if err == nil && done && m.list != nil {
			m.mail.Ask.Object, err = tx.AddActionList(m.list)
		}
		return done, err
	})
}

// ready reports whether people can be reminded now: all mail is read that came before a time, they
// are at work, and one of them is not away.
func ready(ctx context.Context, o *office.Office, p *office.Project, people []store.Address, wanted time.Time) (bool, error) {
	var addresses []string
	there := false
	for _, who := range people {
		addresses = append(addresses, who.Address)
		_, away, err := o.Back(ctx, p, who.Address)
		if err != nil {
			return false, err
		}
		there = there || !away
	}
	if !there || !o.Reached(p.AtWork(o.Now, addresses...)) {
		return false, nil
	}
	return o.AllReadOrLate(wanted)
}

// find returns what a client is to be reminded of, nil where nothing is awaited any more.
func find(ctx context.Context, o *office.Office, r store.ClientReminder) (*matter, error) {
	switch r.About {
	case store.ItemAwaited:
		return ofAwaited(ctx, o, r.Object)
	case store.ItemAction:
		return ofAction(ctx, o, r.Object)
	case store.ItemCase:
		return ofCase(ctx, o, r.Object)
	}
	return nil, nil
}

func ofAwaited(ctx context.Context, o *office.Office, id int64) (*matter, error) {
	list, err := o.Store.Awaited(ctx, store.AwaitedQuery{ID: id, Open: true})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	one := list[0]
	p := openProject(o, one.Project)
	if p == nil {
		return nil, nil
	}
	m := &matter{project: p, data: templates.ClientReminder{Kind: string(one.Kind), What: one.What, Since: one.Since.In(p.Zone)}}
	if one.Due != "" {
		m.data.Due, m.data.Overdue = office.Day(one.Due), one.Due < o.Today(p)
	}
	if m.mail.To, err = o.AskedClients(ctx, p, one); err != nil || len(m.mail.To) == 0 {
		return nil, err
	}
	if one.Kind == store.AwaitedDecision {
		m.mail.Key = fmt.Sprintf("report %d decision %d remind", one.Report, one.ID)
		return m, m.inThreadOf(ctx, o, fmt.Sprint("report ", one.Report))
	}
	m.mail.Key = fmt.Sprintf("awaited %d remind", one.ID)
	return m, m.inThreadOfMessage(ctx, o, one.Message)
}

// inThreadOf has the reminder follow the mail of a matter that its clients got.
func (m *matter) inThreadOf(ctx context.Context, o *office.Office, key string) error {
	before, err := o.Store.MatterMails(ctx, key, m.mail.To[0].Address)
	if err == nil && len(before) > 0 && !before[0].Secret {
		m.mail.Thread, m.mail.Follows = before[0].MessageID, before[0].Subject
	}
	return err
}

func (m *matter) inThreadOfMessage(ctx context.Context, o *office.Office, message int64) error {
	e, err := o.Store.EntryOfMessage(ctx, message)
	if errors.Is(err, store.ErrNotFound) { // it was erased
		return nil
	}
	m.mail.Thread, m.mail.Follows = e.MessageID, e.Subject
	return err
}

func ofAction(ctx context.Context, o *office.Office, id int64) (*matter, error) {
	list, err := o.Store.Actions(ctx, store.ActionQuery{ID: id, Open: true})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	a := list[0]
	p := openProject(o, a.Project)
	if p == nil {
		return nil, nil
	}
	who, known := p.Reach(a.Address)
	if !known {
		return nil, nil
	}
	m := &matter{project: p, list: []int64{a.ID}, data: templates.ClientReminder{Kind: store.ItemAction, What: a.What, Since: a.Created.In(p.Zone)}}
	if a.Due != "" {
		m.data.Due, m.data.Overdue = office.Day(a.Due), a.Due < o.Today(p)
	}
	m.mail.To, m.mail.Key = []store.Address{who}, fmt.Sprintf("action-item %d remind", a.ID)
	return m, nil
}

func ofCase(ctx context.Context, o *office.Office, id int64) (*matter, error) {
	list, err := o.Store.Cases(ctx, store.CaseQuery{ID: id, Open: true})
	if err != nil || len(list) == 0 || list[0].Awaited().IsZero() {
		return nil, err
	}
	c := list[0]
	p := openProject(o, c.Project)
	if p == nil {
		return nil, nil
	}
	e, err := o.Store.EntryOfMessage(ctx, c.Message)
	if err != nil || len(e.From) != 1 {
		return nil, err
	}
	who, known := p.Reach(e.From[0].Address)
	if !known {
		return nil, nil
	}
	m := &matter{project: p, data: templates.ClientReminder{Kind: store.ItemCase, What: c.Title, Since: c.Awaited().In(p.Zone)}}
	m.mail.To, m.mail.Key = []store.Address{who}, fmt.Sprintf("case %d remind", c.ID)
	m.mail.Thread, m.mail.Follows = e.MessageID, e.Subject
	return m, nil
}

// openProject returns a project for which mail is sent, nil for others.
func openProject(o *office.Office, code string) *office.Project {
	if p := o.Config.Project(code); p != nil && !p.Closed && p.Relay != "" {
		return p
	}
	return nil
}
