package due

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
	"rapport/templates"
)

const (
	unfiledTemplate = store.PurposeUnfiled
	sortedTemplate  = "sorted"
)

const (
	mostUnfiled    = 25                  // mails in one note
	unfiledSince   = 14 * 24 * time.Hour // older ones are not asked about any more
	mostSuggested  = 3
	longestExcerpt = 140 // characters
	sortingExpires = 30 * 24 * time.Hour
	lookEvery      = 5 * time.Minute
)

// desk is a PM and the projects they lead, the first of which sends them mail.
type desk struct {
	pm        store.Address // at the first of their addresses
	addresses []string      // all of them, in lower case
	first     *Project
	projects  []string
}

// desks gives every PM once.
func (c *Config) desks() []*desk {
	var list []*desk
	for i := range c.Projects {
		p := &c.Projects[i]
		if p.Relay == "" {
			continue
		}
		for _, pm := range p.people(store.RolePM) {
			n := slices.IndexFunc(list, func(d *desk) bool { return strings.EqualFold(d.pm.Address, pm.Address) })
			if n < 0 {
				n = len(list)
				list = append(list, &desk{pm: pm, first: p})
			}
			list[n].projects = append(list[n].projects, p.Code)
			list[n].addresses = append(list[n].addresses, p.addressesOf(pm.Address)...)
		}
	}
	return list
}

// addressesOf gives all addresses of the contact who has one of them.
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

// withoutTag gives an address in lower case and without its plus-tag (RFC 5233).
func withoutTag(address string) string {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}

// tellUnfiled sends each PM, once on a working day, what fits no project, where
// there is anything that they were not told of.
func (d *Due) tellUnfiled(ctx context.Context, c *Config) (troubles []error) {
	if c.Note < 0 {
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
	var list []store.Entry
	for _, to := range c.desks() {
		local := now.In(to.first.Zone)
		if sinceMidnight(local) < c.Note {
			continue
		}
		last, day, err := d.store.LastNoted(ctx, to.pm.Address)
		if err == nil && day >= local.Format(time.DateOnly) {
			continue
		}
		var working bool
		if err == nil {
			working, err = to.first.workday(now)
		}
		if err == nil && working {
			if list == nil {
				list, err = d.store.Unfiled(ctx, now.Add(-unfiledSince), 10*mostUnfiled)
			}
			if err == nil {
				err = d.note(ctx, c, to, local, last, list)
			}
		}
		if err != nil {
			troubles = append(troubles, fmt.Errorf("tell %s of unfiled mail: %w", to.pm.Address, err))
		}
	}
	return troubles
}

// note sends a PM what of list is for them.
func (d *Due) note(ctx context.Context, c *Config, to *desk, local time.Time, last int64, list []store.Entry) error {
	var mine, told []store.Entry
	for _, e := range list {
		switch {
		case !c.concerns(to, e):
		case e.Message > last:
			mine = append(mine, e)
		default:
			told = append(told, e)
		}
	}
	if len(mine) == 0 {
		return nil
	}
	// First what is new, the oldest before the others: what has no place today is
	// new tomorrow. Then what they have not decided on, as far as there is room.
	data := templates.Unfiled{PM: to.pm.Name, More: max(0, len(mine)+len(told)-mostUnfiled)}
	mine = mine[:min(len(mine), mostUnfiled)]
	mine = append(mine, told[max(0, len(told)-(mostUnfiled-len(mine))):]...)
	slices.SortFunc(mine, func(a, b store.Entry) int { return cmp.Compare(a.Message, b.Message) })
	n := store.Note{Day: local.Format(time.DateOnly), Address: to.pm.Address, Project: to.first.Code}
	for i, e := range mine {
		data.Mails = append(data.Mails, c.unfiledMail(i+1, e, to.first))
		n.Items = append(n.Items, e.Message)
	}
	for _, p := range c.Projects {
		data.Projects = append(data.Projects, p.Project)
	}
	ask := &store.Request{Purpose: store.PurposeUnfiled, Project: to.first.Code, Version: 1, Address: to.pm.Address, Expires: d.now().Add(sortingExpires)}
	m := mail{key: "unfiled " + n.Day + " " + to.pm.Address, template: unfiledTemplate, data: data, to: []store.Address{to.pm}, once: true, ask: ask}
	return d.queue(ctx, c, to.first, []mail{m}, func(tx *store.Tx) (bool, error) {
		id, made, err := tx.Note(n)
		ask.Object = id
		return made, err
	})
}

// concerns says whether a PM is told of a mail: where they take part in it, or
// it may belong to a project of theirs. What concerns nobody concerns them all.
func (c *Config) concerns(to *desk, e store.Entry) bool {
	everybody := true
	for _, d := range c.desks() {
		if !d.takesPart(e) {
			continue
		}
		if everybody = false; d.pm.Address == to.pm.Address {
			return true
		}
	}
	return everybody
}

func (d *desk) takesPart(e store.Entry) bool {
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

// excerpt gives how a text begins, on one line.
func excerpt(text string) string {
	line := strings.Join(strings.Fields(text[:min(len(text), 4*longestExcerpt)]), " ")
	if runes := []rune(strings.ToValidUTF8(line, "")); len(runes) > longestExcerpt {
		return string(runes[:longestExcerpt-1]) + "…"
	}
	return strings.ToValidUTF8(line, "")
}

// tellSorted tells PMs what became of their answers.
func (d *Due) tellSorted(ctx context.Context, c *Config) (troubles []error) {
	list, err := d.store.Sortings(ctx)
	if err != nil {
		return []error{err}
	}
	for _, s := range list {
		if err := d.receipt(ctx, c, s); err != nil {
			troubles = append(troubles, fmt.Errorf("tell %s what was filed: %w", s.Address, err))
		}
	}
	return troubles
}

func (d *Due) receipt(ctx context.Context, c *Config, s store.Sorting) error {
	p := c.project(s.Project)
	if p == nil {
		return nil // the configuration has it no more, and nobody to write as
	}
	pm := store.Address{Address: s.Address}
	for _, known := range p.people(store.RolePM) {
		if strings.EqualFold(known.Address, s.Address) {
			pm = known
		}
	}
	answer, err := d.store.Logged(ctx, s.Message)
	if err != nil {
		return err
	}
	data := templates.Sorted{PM: pm.Name, Problems: s.Problems}
	for _, part := range []struct {
		from []store.Sorted
		to   *[]templates.SortedMail
	}{{s.Done, &data.Done}, {s.Already, &data.Already}} {
		for _, one := range part.from {
			e, err := d.store.Logged(ctx, s.Items[one.N-1])
			if err != nil && !errors.Is(err, store.ErrNotFound) { // erased since
				return err
			}
			*part.to = append(*part.to, templates.SortedMail{UnfiledMail: c.unfiledMail(one.N, e, p), Project: one.Project})
		}
	}
	m := mail{key: fmt.Sprintf("sorted %d answer %d", s.Note, s.Answer), template: sortedTemplate, data: data, to: []store.Address{pm}, once: true, thread: answer.MessageID}
	if len(s.Problems) > 0 { // and asked again, about the same mails
		m.ask = &store.Request{Purpose: store.PurposeUnfiled, Project: p.Code, Object: s.Note, Version: s.Answer + 1, Address: s.Address, Expires: d.now().Add(sortingExpires)}
	}
	return d.queue(ctx, c, p, []mail{m}, func(tx *store.Tx) (bool, error) { return tx.SortingTold(s.Note, s.Answer) })
}
