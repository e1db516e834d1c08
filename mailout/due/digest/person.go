package digest

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/classify"
	"rapport/classify/trust"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

const (
	writesOften = 3                   // mails of somebody who is asked about
	writesSince = 60 * 24 * time.Hour // in which they wrote them
	mostPersons = 5                   // asked about in one digest
)

// addPeople adds a line for each person who writes to a project and is no contact of it, once,
// and for each whom mail without proof asks to add or to remove, until that is settled.
func (one *digest) addPeople(ctx context.Context, o *office.Office, to *inbox, last store.Digest, morning time.Time) error {
	if err := one.addWanted(ctx, o, to, last, morning); err != nil {
		return err
	}
	directory, err := people(o)
	if err != nil {
		return err
	}
	asked := 0
	for _, code := range to.projects {
		p := o.Config.Project(code)
		if p == nil || p.Closed {
			continue
		}
		list, err := o.Store.Writers(ctx, code, writesOften, o.Now.Add(-writesSince))
		if err != nil {
			return err
		}
		for _, w := range list {
			name := called(directory, p, w.Name, w.Address)
			if asked == mostPersons || !mayBeAsked(p, w) || directory.RefusePerson(store.Person{Project: code, Name: name, Address: w.Address, Role: store.RoleTeam}) != "" {
				continue
			}
			machine, err := o.Store.IsMachine(ctx, code, w.Address, o.Now.Add(-writesSince))
			if err != nil {
				return err
			}
			if machine {
				continue
			}
			asked++
			one.fresh = one.fresh || w.Latest.Before(morning)
			one.addPerson(p, store.Address{Name: name, Address: w.Address}, "writer", w.Mails, w.Latest)
		}
	}
	return nil
}

// addWanted adds those whom mail in the name of a PM asks to add or to remove.
func (one *digest) addWanted(ctx context.Context, o *office.Office, to *inbox, last store.Digest, morning time.Time) error {
	wanted, err := o.Store.WantedPeople(ctx)
	if err != nil {
		return err
	}
	for _, w := range wanted {
		p := o.Config.Project(w.Project)
		if p == nil || p.Closed || !slices.Contains(to.projects, w.Project) {
			continue
		}
		before := slices.ContainsFunc(last.Items, func(i store.DigestItem) bool {
			return i.Kind == store.ItemPerson && i.Project == w.Project && i.Name == w.Address
		})
		one.fresh = one.fresh || !before && w.Changed.Before(morning)
		one.addPerson(p, store.Address{Name: w.Name, Address: w.Address}, string(w.Wanted), 0, w.Changed)
	}
	return nil
}

func (one *digest) addPerson(p *office.Project, who store.Address, what string, mails int, since time.Time) {
	one.addItem(office.PendingItem{
		Item:  store.DigestItem{Kind: store.ItemPerson, Project: p.Code, Name: mailaddr.Key(who.Address), Called: who.Name},
		Shown: templates.DigestItem{Kind: store.ItemPerson, Project: p.Project, What: what, Number: mails, Who: []store.Address{who}, Since: since.In(p.Zone)},
	})
}

// people returns an index of who is known, by which one can tell who may be added.
func people(o *office.Office) (*classify.ProjectIndex, error) {
	var projects []store.Project
	for _, p := range o.Config.Projects {
		projects = append(projects, p.Project)
	}
	return classify.New(classify.Config{LogAddress: o.Config.LogAddress, Projects: projects})
}

// mayBeAsked reports whether the PM hears of somebody who writes: from the client's domain, or
// anybody whom the PM or the team answers. Spam out of free mail, which nobody answers, is not
// asked about.
func mayBeAsked(p *office.Project, w store.Writer) bool {
	_, domain, _ := mailaddr.Cut(w.Address)
	client := slices.ContainsFunc(p.Domains, func(d string) bool {
		d = mailaddr.Domain(d)
		return domain == d || strings.HasSuffix(domain, "."+d)
	})
	return w.Answered || client && !trust.SharedProvider(domain)
}

// called returns the name to show of somebody: theirs, if it is one that they may have as a
// contact, or else the part of their address before the @.
func called(d *classify.ProjectIndex, p *office.Project, name, address string) string {
	name = strings.Join(strings.Fields(name), " ")
	if utf8.ValidString(name) && d.RefusePerson(store.Person{Project: p.Code, Name: name, Address: address, Role: store.RoleTeam}) == "" {
		return name
	}
	local, _, _ := strings.Cut(mailaddr.Key(address), "@")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune("._+%='", r) {
			return ' '
		}
		return r
	}, local))
}
