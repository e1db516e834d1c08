package digest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rapport/classify/absence"
	"rapport/classify/trust"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// mostUnheard bounds the lines about automatic replies, and about replies that do not count,
// in one digest.
const mostUnheard = 10

// addUnheard adds what nobody else hears of: who is away, and whose reply does not count, a
// line for each person and the last of what they sent. It reports whether any of it was there
// in the morning: what comes later is no reason to write in the middle of the day.
func (one *digest) addUnheard(ctx context.Context, o *office.Office, to *inbox, last store.Digest, morning time.Time) (bool, error) {
	list, err := o.Store.Unheard(ctx, to.projects, last.Entry, toldUntil(o, to.first, last, morning).AddDate(0, 0, -1))
	if err != nil {
		return false, err
	}
	type line struct {
		project, who string
		away         bool
	}
	var told []line
	inTime := false
	for _, u := range list {
		p := o.Config.Project(u.Project)
		l := line{u.Project, mailaddr.Key(u.From.Address), u.Uncounted == nil}
		if p == nil || p.Closed || slices.Contains(told, l) || l.away && !tellsAway(to, p, u) {
			continue
		}
		told = append(told, l)
		if l.away {
			one.shown.Away = append(one.shown.Away, autoReply(p, u))
			inTime = inTime || u.Received.Before(morning)
			continue
		}
		reply, tell, err := uncounted(ctx, o, to, p, u)
		if err != nil {
			return false, err
		}
		if tell {
			one.shown.Uncounted = append(one.shown.Uncounted, reply)
			inTime = inTime || u.Received.Before(morning)
		}
	}
	slices.Reverse(one.shown.Away)
	slices.Reverse(one.shown.Uncounted)
	all := len(one.shown.Away) + len(one.shown.Uncounted)
	one.shown.Away = one.shown.Away[max(0, len(one.shown.Away)-mostUnheard):]
	one.shown.Uncounted = one.shown.Uncounted[max(0, len(one.shown.Uncounted)-mostUnheard):]
	one.shown.Unheard = all - len(one.shown.Away) - len(one.shown.Uncounted)
	return inTime, nil
}

// namedDeputies returns the deputies that others than the PM have named since a time.
func namedDeputies(o *office.Office, to *inbox, since time.Time) (list []templates.NamedDeputy) {
	for _, code := range to.projects {
		p := o.Config.Project(code)
		if p == nil || p.Closed {
			continue
		}
		for _, d := range p.Deputies {
			if d.Address == "" || !d.Changed.After(since) || to.has(d.Of) || len(list) == mostUnheard {
				continue
			}
			list = append(list, templates.NamedDeputy{Project: code, Who: nameOf(p, store.Address{Address: d.Of}), Deputy: nameOf(p, store.Address{Address: d.Address}), From: office.Day(d.From), Until: office.Day(d.Until)})
		}
	}
	return list
}

// tellsAway reports whether a PM hears that an automatic reply came: from somebody else of the
// project, and with nothing that contradicts its sender.
func tellsAway(to *inbox, p *office.Project, u store.Unheard) bool {
	_, known := p.Reach(u.From.Address)
	contradicted, _ := trust.Contradicted(&store.Evidence{Level: cmp.Or(u.Level, store.LevelUnauthenticated)})
	return known && !contradicted && !to.has(u.From.Address)
}

func autoReply(p *office.Project, u store.Unheard) templates.AutoReply {
	line := templates.AutoReply{Project: p.Code, Who: nameOf(p, u.From)}
	away := u.Absence
	if away == nil {
		read := absence.Of("", u.Text, u.Date.In(p.Zone), u.From.Address)
		away = &read
	}
	line.Deputy, line.Counts = away.Deputy, u.Counts
	if away.Until != "" {
		line.Until = office.Day(away.Until)
	} else {
		line.Excerpt = office.Excerpt(u.Text)
	}
	return line
}

// uncounted returns the line about a reply that does not count, and whether the PM is to have
// it: not of their own that they were told about, nor of one that has counted since.
func uncounted(ctx context.Context, o *office.Office, to *inbox, p *office.Project, u store.Unheard) (line templates.UncountedReply, tell bool, err error) {
	r, found, err := o.Store.Request(ctx, u.Uncounted.Request)
	if err != nil || !found {
		return line, false, err
	}
	switch u.Uncounted.Why {
	case store.UncountedLate:
		tell = !to.has(u.From.Address)
	case store.UncountedAgain, store.UncountedTwice, store.UncountedVersion:
		tell, err = stillWaits(ctx, o, r)
	default:
		tell = true
	}
	line = templates.UncountedReply{
		Project: p.Code, Who: nameOf(p, u.From), Subject: store.ReadSubject(r.Subject).Title, At: u.Date.In(p.Zone),
		Why: string(u.Uncounted.Why), Asked: nameOf(p, store.Address{Address: r.Address}),
	}
	return line, tell, err
}

// stillWaits reports whether who was asked to confirm a text has not confirmed its present
// version yet, and still could.
func stillWaits(ctx context.Context, o *office.Office, r store.Request) (bool, error) {
	list, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{ID: r.Object})
	if err != nil || len(list) == 0 || list[0].State != store.ConfirmationAsked {
		return false, err
	}
	all, err := o.Store.Confirmers(ctx, r.Object)
	return slices.ContainsFunc(all, func(v store.Confirmer) bool {
		return v.Version == list[0].Version && mailaddr.Key(v.Address) == mailaddr.Key(r.Address) && v.State != store.ConfirmerConfirmed
	}), err
}

// nameOf returns the name that a contact of the project has, or else the address as it is.
func nameOf(p *office.Project, a store.Address) string {
	return cmp.Or(p.Contact(a.Address).Name, a.Address)
}
