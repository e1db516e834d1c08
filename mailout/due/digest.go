package due

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
	"rapport/templates"
)

const (
	digestTemplate        = string(store.PurposeDigest)
	digestReceiptTemplate = "digest-receipt"
)

const (
	mostThings     = 60                  // beside mail, in one digest
	mostUnfiled    = 25                  // mails in one digest
	unfiledSince   = 14 * 24 * time.Hour // older ones are not asked about any more
	mostSuggested  = 3
	longestExcerpt = 140 // characters
	sortingExpires = 7 * 24 * time.Hour
	lookEvery      = 5 * time.Minute
)

// inbox is a PM and the projects they lead, the first of which sends them mail.
type inbox struct {
	pm        store.Address // at the first of their addresses
	addresses []string      // all of them, in lower case
	first     *Project
	projects  []string
}

// inboxes returns every PM once.
func (c *Config) inboxes() []*inbox {
	var list []*inbox
	for i := range c.Projects {
		p := &c.Projects[i]
		if p.Relay == "" {
			continue
		}
		for _, pm := range p.people(store.RolePM) {
			n := slices.IndexFunc(list, func(d *inbox) bool { return strings.EqualFold(d.pm.Address, pm.Address) })
			if n < 0 {
				n = len(list)
				list = append(list, &inbox{pm: pm, first: p})
			}
			list[n].projects = append(list[n].projects, p.Code)
			list[n].addresses = append(list[n].addresses, p.addressesOf(pm.Address)...)
		}
	}
	return list
}

// addressesOf returns all addresses of the contact who has one of them.
func (p *Project) addressesOf(address string) (list []string) {
	for _, c := range p.Contacts {
		if slices.ContainsFunc(c.Addresses, func(a string) bool { return strings.EqualFold(a, address) }) {
			for _, a := range c.Addresses {
				list = append(list, strings.ToLower(a))
			}
		}
	}
	return list
}

// withoutTag returns an address in lower case and without its plus-tag (RFC 5233).
func withoutTag(address string) string {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}

// tellDigests sends each PM, once on a working day, what waits for them, where
// anything is new since the last time, or is urgent.
func (d *Due) tellDigests(ctx context.Context, c *Config) (troubles []error) {
	if c.Digest < 0 {
		return nil
	}
	now := d.now()
	entry, err := d.store.LastEntry(ctx)
	if err != nil {
		return []error{err}
	}
	if since := now.Sub(d.looked.at); entry == d.looked.entry && since >= 0 && since < lookEvery {
		return nil
	}
	d.looked.at, d.looked.entry = now, entry
	for _, to := range c.inboxes() {
		local := now.In(to.first.Zone)
		if sinceMidnight(local) < c.Digest {
			continue
		}
		last, err := d.store.LastDigest(ctx, to.pm.Address)
		if err == nil && last.Day >= local.Format(time.DateOnly) {
			continue
		}
		var working bool
		if err == nil {
			working, err = to.first.workday(now)
		}
		if err == nil && working {
			err = d.note(ctx, c, to, local.Format(time.DateOnly), last)
		}
		if err != nil {
			troubles = append(troubles, fmt.Errorf("the digest of %s: %w", to.pm.Address, err))
		}
	}
	return troubles
}

// note sends a PM what waits for them.
func (d *Due) note(ctx context.Context, c *Config, to *inbox, today string, last store.Digest) error {
	data, n, fresh, err := d.digest(ctx, c, to, last, midnight(today, to.first.Zone).Add(c.Digest))
	if err != nil || !fresh {
		return err
	}
	n.Day = today
	ask := &store.Request{Purpose: store.PurposeDigest, Project: to.first.Code, Version: 1, Address: to.pm.Address, Expires: d.now().Add(sortingExpires)}
	m := mail{key: "digest " + n.Day + " " + to.pm.Address, template: digestTemplate, data: data, to: []store.Address{to.pm}, once: true, ask: ask}
	return d.queue(ctx, c, to.first, []mail{m}, func(tx *store.Tx) (bool, error) {
		id, made, err := tx.AddDigest(n)
		ask.Object = id
		return made, err
	})
}

// digest returns what waits for a PM, as they are told and as the note of it. fresh says
// that there is anything that the last note had not, or that is urgent, this morning.
func (d *Due) digest(ctx context.Context, c *Config, to *inbox, last store.Digest, morning time.Time) (data templates.Digest, n store.Digest, fresh bool, err error) {
	data.PM = to.pm.Name
	n = store.Digest{Address: to.pm.Address, Project: to.first.Code, Latest: last.Latest}
	things, err := d.waiting(ctx, c, to.projects)
	if err != nil {
		return data, n, false, err
	}
	// What is urgent first, then what was there before: it keeps its place.
	slices.SortStableFunc(things, func(a, b pendingItem) int { return cmp.Compare(rank(a), rank(b)) })
	data.More = max(0, len(things)-mostThings)
	for _, one := range things[:min(len(things), mostThings)] {
		one.item.Project = one.shown.Project.Code
		fresh = fresh || one.fresh(last.Items, morning)
		n.Items = append(n.Items, one.item)
		one.shown.N = len(n.Items)
		data.Items = append(data.Items, one.shown)
	}
	mails, more, news, err := d.unfiled(ctx, c, to, last.Latest)
	if err != nil {
		return data, n, false, err
	}
	for _, e := range mails {
		n.Items = append(n.Items, store.DigestItem{Kind: store.ItemMail, Object: e.Message})
		n.Latest = max(n.Latest, e.Message)
		data.Mails = append(data.Mails, c.unfiledMail(len(n.Items), e, to.first))
	}
	data.MoreMails = more
	for _, p := range c.Projects {
		data.Projects = append(data.Projects, p.Project)
	}
	return data, n, fresh || news, nil
}

// fresh says whether a thing is worth a digest beside those they were told of. What
// came up after this morning's time, or is late only since then, is tomorrow's: the PM
// has just had a mail of its own about it, or the client's.
func (t pendingItem) fresh(told []store.DigestItem, morning time.Time) bool {
	if t.item.Urgent {
		return !t.shown.Due.After(morning)
	}
	return !t.shown.Since.After(morning) && !slices.Contains(told, t.item)
}

func rank(t pendingItem) int {
	if t.item.Urgent {
		return 0
	}
	return 1
}

// unfiled returns the mail that fits no project and concerns a PM: first what they were
// not told of, the oldest before the others, since what has no place today is new
// tomorrow; then what they have not decided on, as far as there is room. news says
// that there is any of the first.
func (d *Due) unfiled(ctx context.Context, c *Config, to *inbox, latest int64) (mine []store.Entry, more int, news bool, err error) {
	list, err := d.store.Unfiled(ctx, d.now().Add(-unfiledSince), 10*mostUnfiled)
	if err != nil {
		return nil, 0, false, err
	}
	var told []store.Entry
	for _, e := range list {
		switch {
		case !c.concerns(to, e):
		case e.Message > latest:
			mine = append(mine, e)
		default:
			told = append(told, e)
		}
	}
	news, more = len(mine) > 0, max(0, len(mine)+len(told)-mostUnfiled)
	mine = mine[:min(len(mine), mostUnfiled)]
	mine = append(mine, told[max(0, len(told)-(mostUnfiled-len(mine))):]...)
	slices.SortFunc(mine, func(a, b store.Entry) int { return cmp.Compare(a.Message, b.Message) })
	return mine, more, news, nil
}

// concerns says whether a PM is told of a mail: where they take part in it, or
// it may belong to a project of theirs. What concerns nobody concerns them all.
func (c *Config) concerns(to *inbox, e store.Entry) bool {
	everybody := true
	for _, d := range c.inboxes() {
		if !d.takesPart(e) {
			continue
		}
		if everybody = false; d.pm.Address == to.pm.Address {
			return true
		}
	}
	return everybody
}

func (d *inbox) takesPart(e store.Entry) bool {
	if slices.ContainsFunc(slices.Concat(e.Everyone(), e.DeliveredTo), func(a store.Address) bool {
		return slices.Contains(d.addresses, strings.ToLower(a.Address)) || slices.Contains(d.addresses, withoutTag(a.Address))
	}) {
		return true
	}
	return slices.ContainsFunc(e.Reasons, func(r store.Reason) bool { return slices.Contains(d.projects, r.Project) })
}

// unfiledMail is a mail as a PM is shown it.
func (c *Config) unfiledMail(n int, e store.Entry, p *Project) templates.UnfiledMail {
	m := templates.UnfiledMail{N: n, Date: e.At.In(p.Zone), Subject: e.Subject, Excerpt: excerpt(e.NewText)}
	if len(e.From) > 0 {
		m.From = e.From[0]
	}
	for _, r := range e.Reasons {
		if len(m.Suggested) < mostSuggested && c.project(r.Project) != nil && !slices.Contains(m.Suggested, r.Project) {
			m.Suggested = append(m.Suggested, r.Project)
		}
	}
	return m
}

// excerpt returns how a text begins, on one line.
func excerpt(text string) string {
	line := strings.Join(strings.Fields(text[:min(len(text), 4*longestExcerpt)]), " ")
	if runes := []rune(strings.ToValidUTF8(line, "")); len(runes) > longestExcerpt {
		return string(runes[:longestExcerpt-1]) + "…"
	}
	return strings.ToValidUTF8(line, "")
}
