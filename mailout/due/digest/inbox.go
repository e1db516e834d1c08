package digest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// inbox is a PM with the projects they lead, the first of which sends them mail.
type inbox struct {
	pm        store.Address // at the first of their addresses
	addresses []string      // all of them, in lower case
	first     *office.Project
	projects  []string
}

// inboxes returns every PM once.
func inboxes(c *office.Config) []*inbox {
	var list []*inbox
	for i := range c.Projects {
		p := &c.Projects[i]
		if p.Relay == "" {
			continue
		}
		for _, pm := range p.People(store.RolePM) {
			n := slices.IndexFunc(list, func(d *inbox) bool { return mailaddr.Key(d.pm.Address) == mailaddr.Key(pm.Address) })
			if n < 0 {
				n = len(list)
				list = append(list, &inbox{pm: pm, first: p})
			}
			list[n].projects = append(list[n].projects, p.Code)
			list[n].addresses = append(list[n].addresses, p.AddressesOf(pm.Address)...)
		}
	}
	return list
}

func (to *inbox) has(address string) bool {
	return slices.Contains(to.addresses, mailaddr.Key(address))
}

// takesPart reports whether the PM sent or received a mail, or it may belong to a
// project of theirs.
func (to *inbox) takesPart(e store.Entry) bool {
	if slices.ContainsFunc(slices.Concat(e.Everyone(), e.DeliveredTo), func(a store.Address) bool {
		return to.has(a.Address) || to.has(withoutTag(a.Address))
	}) {
		return true
	}
	return slices.ContainsFunc(e.Reasons, func(r store.Reason) bool { return slices.Contains(to.projects, r.Project) })
}

// withoutTag returns an address without its plus-tag (RFC 5233).
func withoutTag(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}

const (
	mostUnfiled   = 25                  // mails in one digest
	unfiledSince  = 14 * 24 * time.Hour // older mail is not asked about any more
	mostSuggested = 3
)

// unfiled is the mail that fits no project and concerns a PM.
type unfiled struct {
	list  []store.Entry // at most mostUnfiled, the oldest first
	more  int           // there are beside them
	fresh bool          // some of it was in no digest before
}

// unfiledMail returns the mail that fits no project and concerns a PM: first what was
// in no digest, which is later than message latest; then what they have not decided
// on, as far as there is room. Of new mail the oldest comes first, since what has no
// place today is still new tomorrow.
func unfiledMail(ctx context.Context, o *office.Office, to *inbox, latest int64) (unfiled, error) {
	all, err := o.Store.Unfiled(ctx, o.Now.Add(-unfiledSince), 10*mostUnfiled)
	if err != nil {
		return unfiled{}, err
	}
	everybody := inboxes(o.Config)
	var fresh, known []store.Entry
	for _, e := range all {
		switch {
		case !to.isConcerned(e, everybody):
		case e.Message > latest:
			fresh = append(fresh, e)
		default:
			known = append(known, e)
		}
	}
	mail := unfiled{more: max(0, len(fresh)+len(known)-mostUnfiled), fresh: len(fresh) > 0}
	mail.list = fresh[:min(len(fresh), mostUnfiled)]
	mail.list = append(mail.list, known[max(0, len(known)-(mostUnfiled-len(mail.list))):]...)
	slices.SortFunc(mail.list, func(a, b store.Entry) int { return cmp.Compare(a.Message, b.Message) })
	return mail, nil
}

// isConcerned reports whether a PM is asked about a mail: where they take part in it, or
// nobody among the PMs does.
func (to *inbox) isConcerned(e store.Entry, everybody []*inbox) bool {
	nobody := true
	for _, one := range everybody {
		if !one.takesPart(e) {
			continue
		}
		if nobody = false; one.pm.Address == to.pm.Address {
			return true
		}
	}
	return nobody
}

// shownMail returns a mail as a PM is shown it under a number.
func shownMail(o *office.Office, p *office.Project, n int, e store.Entry) templates.UnfiledMail {
	m := templates.UnfiledMail{N: n, Date: e.At.In(p.Zone), Subject: e.Subject, Excerpt: office.Excerpt(e.NewText)}
	if len(e.From) > 0 {
		m.From = e.From[0]
	}
	for _, r := range e.Reasons {
		if len(m.Suggested) < mostSuggested && o.Config.Project(r.Project) != nil && !slices.Contains(m.Suggested, r.Project) {
			m.Suggested = append(m.Suggested, r.Project)
		}
	}
	return m
}
