package meeting

import (
	"context"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// summary is what other systems have of a meeting.
type summary struct {
	draft    *draft                  // nil: nothing that may become its minutes
	unproved []templates.SummaryNote // what is mentioned to the PM alone
	awaited  bool                    // there may yet be one: the project had some before
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
// configuration says that they are asked.
func summaryOf(ctx context.Context, o *office.Office, p *office.Project, m store.Meeting) (s summary, err error) {
	recaps, err := o.Store.Recaps(ctx, p.Code, m.Start.Add(-habit), m.End.Add(window))
	if err != nil || len(recaps) == 0 {
		return s, err
	}
	meetings, err := o.Store.MeetingsBetween(ctx, p.Code, m.Start.Add(-window), m.End.Add(window))
	if err != nil {
		return s, err
	}
	for _, r := range recaps {
		s.awaited = s.awaited || r.Proved && r.How == ""
		switch {
		case !isOf(r, m, meetings, p.Zone):
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
