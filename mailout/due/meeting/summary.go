package meeting

import (
	"context"
	"strings"
	"time"

	reading "rapport/classify/summary"
	"rapport/mailout/due/office"
	"rapport/mailout/meeting/meeting"
	"rapport/store"
	"rapport/templates"
)

// summary is what other systems have of a meeting.
type summary struct {
	draft    *draft                  // nil: nothing that may become its minutes
	unproved []templates.SummaryNote // what is mentioned to the PM alone
	people   []string                // who took part, as the system says
	script   string                  // the system that has all that was said
	silent   string                  // the system that was asked and did not answer
	awaited  bool                    // there may yet be one
}

// draft is a text that may become minutes.
type draft struct {
	templates.MinutesText
	system  string // who wrote it
	message int64  // that brought it; 0: none
}

const (
	habit       = 60 * 24 * time.Hour // recaps of so long show that a project gets some
	longestText = 20000               // bytes of a text that a program wrote
)

// summaryOf returns what other systems have of a meeting: in the log, and in their own, if the
// configuration says that they are asked. Who took part, a system knows better than its recap.
func summaryOf(ctx context.Context, o *office.Office, p *office.Project, m store.Meeting) (summary, error) {
	s, err := logged(ctx, o, p, m)
	if err != nil || o.Config.Meetings == nil {
		return s, err
	}
	key := meeting.Key{System: m.Conference.System, URL: m.Conference.URL, ID: m.Conference.ID, Title: m.Title, Start: m.Start, End: m.End}
	r, next, err := o.Config.Meetings.After(ctx, key, o.Now)
	if err != nil {
		o.Log.Warn("a meeting system did not say what it knows of a meeting", "project", p.Code, "meeting", m.ID, "error", err)
		s.silent = templates.SystemName(key.System)
	}
	if !next.IsZero() {
		o.Again(next)
		s.awaited = true
	}
	if r == nil {
		return s, nil
	}
	s.people = r.People
	if r.Transcript {
		s.script = templates.SystemName(key.System)
	}
	if s.draft == nil && !r.IsEmpty() {
		s.draft = &draft{MinutesText: templates.MinutesText{Summary: r.Summary, Decisions: r.Decisions, Actions: r.Actions}, system: key.System}
	}
	if s.draft != nil && len(r.People) > 0 {
		s.draft.People = r.People
	}
	return s, nil
}

// logged returns what the log has of a meeting.
func logged(ctx context.Context, o *office.Office, p *office.Project, m store.Meeting) (s summary, err error) {
	recaps, err := o.Store.Recaps(ctx, p.Code, m.Start.Add(-habit), m.End.Add(reading.Window))
	if err != nil || len(recaps) == 0 {
		return s, err
	}
	meetings, err := o.Store.MeetingsBetween(ctx, p.Code, m.Start.Add(-reading.Window), m.End.Add(reading.Window))
	if err != nil {
		return s, err
	}
	for _, r := range recaps {
		s.awaited = s.awaited || r.Proved && r.How == ""
		switch {
		case !reading.IsOf(r, m, meetings, p.Zone):
		case r.Proved && !r.LinkOnly && s.draft == nil:
			s.draft = &draft{templates.MinutesText{People: r.People, Summary: r.Summary, Decisions: r.Decisions, Actions: r.Actions}, r.Vendor, r.Message}
		default:
			s.unproved = append(s.unproved, templates.SummaryNote{System: templates.SystemName(r.Vendor), At: r.At.In(p.Zone), Entry: r.Entry, Links: r.LinkOnly})
		}
	}
	return s, nil
}

// propose makes a text that another system wrote the draft of the minutes. Whoever looks after
// confirmations shows it to the PM.
func propose(ctx context.Context, o *office.Office, p *office.Project, m store.Meeting, d draft) error {
	if len(d.Summary) > longestText {
		d.Summary = strings.ToValidUTF8(d.Summary[:longestText], "") + " …"
	}
	text, err := o.Config.Templates.MinutesText(d.MinutesText, p.Language)
	if err != nil {
		return err
	}
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.DraftMinutes(m, text, d.message, d.system)
		return err
	})
}
