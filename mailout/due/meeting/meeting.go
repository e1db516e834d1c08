// Package meeting offers PMs agendas of the meetings to come, and asks for the minutes of those
// that are over. It asks other systems what they summed up, and so runs beside the other duties.
package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after meetings that have no minutes.
type Duty struct{}

// Name returns "meeting".
func (Duty) Name() string { return "meeting" }

const askTemplate = string(store.PurposeMinutes)

const (
	askAfter       = 15 * time.Minute    // the end of a meeting
	askLater       = time.Hour           // the same, where another system may yet sum it up
	remindAt       = 9 * time.Hour       // since midnight
	oldest         = 7 * 24 * time.Hour  // older meetings are not asked about
	ahead          = time.Hour           // meetings that end so soon are looked at, to know when to ask
	requestExpires = 30 * 24 * time.Hour // of the request
	mostAsking     = 2 * time.Minute     // in one run other systems are asked; the rest follows in the next
)

// Run asks PMs for the minutes of meetings that are over, once, and reminds them once on
// the next working day. Before a meeting it offers them an agenda, and sends that.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	asks := slices.ContainsFunc(o.Config.Projects, func(p office.Project) bool { return p.AskMinutes })
	agendas := offersAgendas(o)
	if !asks && !agendas {
		return nil
	}
	if err := o.Store.UnfoldMeetings(ctx, o.Now.Add(offerBefore)); err != nil {
		return office.Fail("the meetings of series", err)
	}
	var failures []error
	if agendas {
		o.Again(o.Now.Add(ahead / 2)) // others may be to come then
		failures = append(offerAgendas(ctx, o), sendAgendas(ctx, o)...)
	}
	if asks {
		failures = append(failures, askForMinutes(ctx, o)...)
	}
	return failures
}

// askForMinutes asks for the minutes of the meetings that are over.
func askForMinutes(ctx context.Context, o *office.Office) []error {
	list, err := o.Store.MeetingsOver(ctx, o.Now.Add(-oldest), o.Now.Add(ahead))
	if err != nil {
		return office.Fail("the meetings that are over", err)
	}
	o.Again(o.Now.Add(ahead / 2)) // others may end by then
	name := func(m store.Meeting) (project, object string) {
		return m.Project, fmt.Sprintf("the minutes of %q", m.Title)
	}
	began := time.Now()
	return office.Each(o, list, name, func(p *office.Project, m store.Meeting) error {
		if !p.AskMinutes || !o.Reached(m.End.Add(askAfter)) {
			return nil
		}
		if time.Since(began) > mostAsking {
			o.Again(o.Now.Add(time.Minute))
			return nil
		}
		summed, err := summaryOf(ctx, o, p, m)
		if err != nil {
			return err
		}
		if summed.draft != nil {
			return propose(ctx, o, p, m, *summed.draft)
		}
		if m.State != store.MeetingAnnounced {
			if err := handOver(ctx, o, p, m, summed); err != nil {
				return err
			}
		}
		switch m.State {
		case store.MeetingAnnounced:
			if summed.awaited && !o.Reached(m.End.Add(askLater)) {
				return nil
			}
		case store.MeetingReminded:
			return nil
		case store.MeetingAsked:
			next, err := p.AddWorkdays(m.AskedAt, 1)
			if err != nil || !o.Reached(p.At(next, remindAt)) {
				return err
			}
			if at := p.At(o.Now, remindAt); !o.Reached(at) {
				return nil
			}
		}
		return ask(ctx, o, p, m, summed)
	})
}

// ask asks all PMs for the minutes, or reminds them.
func ask(ctx context.Context, o *office.Office, p *office.Project, m store.Meeting, s summary) error {
	mails := askMails(o, p, m, p.People(store.RolePM), s)
	return o.QueueOn(ctx, p, causeOf(m), mails, func(tx *store.Tx) (bool, error) { return tx.MarkMinutesAsked(m) })
}

// handOver asks those for the minutes who became PM since the others were asked.
func handOver(ctx context.Context, o *office.Office, p *office.Project, m store.Meeting, s summary) error {
	fresh, err := o.NewPMs(ctx, p, store.PurposeMinutes, m.ID, 1)
	if err != nil || len(fresh) == 0 {
		return err
	}
	m.State = store.MeetingAnnounced // they are asked for the first time
	return o.QueueOn(ctx, p, causeOf(m), askMails(o, p, m, fresh, s), office.Always)
}

// causeOf returns how far it is proved who announced a meeting.
func causeOf(m store.Meeting) *store.Evidence {
	if m.Unproved {
		return &store.Evidence{Level: store.LevelUnauthenticated}
	}
	return &store.Evidence{Level: store.LevelAuthenticated}
}

// askMails returns the mails that ask PMs for the minutes of a meeting.
func askMails(o *office.Office, p *office.Project, m store.Meeting, pms []store.Address, s summary) (mails []office.Mail) {
	data := templates.MinutesAsk{Project: p.Project, Title: m.Title, Start: m.Start.In(p.Zone), End: m.End.In(p.Zone), Again: m.State == store.MeetingAsked, Unproved: s.unproved, People: s.people, Silent: s.silent, Transcript: s.script}
	for _, pm := range pms {
		data.PM = pm.Name
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("meeting %d at %s %s %s", m.ID, m.End.UTC().Format(time.RFC3339), m.State, pm.Address), Template: askTemplate, Once: true,
			Data: data, To: []store.Address{pm},
			Ask: &store.Request{Purpose: store.PurposeMinutes, Project: p.Code, Object: m.ID, Version: 1, Address: pm.Address, Expires: o.Now.Add(requestExpires)},
		})
	}
	return mails
}
