package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// granted is what was done in one project: who is the deputy of the sender there from now on.
type granted struct {
	project *office.Project
	deputy  store.Deputy
	who     store.Address
	one     templates.DeputyIn
}

// nameDeputy records whom somebody names as their deputy, or that they have none any more, in
// each of their projects where that is possible, and notifies both of them.
func nameDeputy(ctx context.Context, o *office.Office, q question) error {
	first := q.projects[0]
	q.who = first.Contact(q.Address)
	asked, err := o.Store.EntryOfMessage(ctx, q.Message)
	if err != nil {
		return err
	}
	data := templates.CommandDeputy{Name: q.who.Name, End: q.Deputy.End, Words: q.Deputy.Words, Called: q.Deputy.Name}
	var named []granted
	for _, p := range q.projects {
		d, who, one := judgeDeputy(o, p, q)
		data.Projects = append(data.Projects, one)
		if one.Refused != "" {
			continue
		}
		named = append(named, granted{p, d, who, one})
		if !q.Deputy.End && data.Deputy.Address == "" {
			data.Deputy, data.From, data.Until = who, office.DayIn(d.From, p.Zone), office.DayIn(d.Until, p.Zone)
		}
	}
	mails := []office.Mail{{
		Key: fmt.Sprintf("command-deputy %d", q.ID), Template: "command-deputy", Data: data, To: []store.Address{q.who}, Once: true, Answers: true, Thread: asked.MessageID, Follows: asked.Subject,
	}}
	if !q.Deputy.End {
		mails = append(mails, mailsToDeputies(o, q, named)...)
	}
	return o.Queue(ctx, first, mails, func(tx *store.Tx) (bool, error) {
		answered, err := tx.MarkCommandAnswered(q.Command)
		if err != nil || !answered {
			return false, err
		}
		for _, g := range named {
			if err := record(tx, o, g.deputy, q.Deputy.End); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// record records whom somebody names, or that they have none any more. What they named at another
// of their addresses is over either way: which is their first may have changed since.
func record(tx *store.Tx, o *office.Office, d store.Deputy, end bool) error {
	p := o.Config.Project(d.Project)
	for _, own := range p.AddressesOf(d.Of) {
		if own == d.Of && !end {
			continue
		}
		if _, err := tx.EndDeputy(d.Project, own, yesterday(o, p), d.Message); err != nil {
			return err
		}
	}
	if end {
		return nil
	}
	return tx.NameDeputy(d)
}

// yesterday returns the last day on which a deputy stood in who is ended today.
func yesterday(o *office.Office, p *office.Project) string {
	return office.DayIn(o.Today(p), p.Zone).AddDate(0, 0, -1).Format(time.DateOnly)
}

// mailsToDeputies returns a mail to each deputy. It shows them the projects in which they are it, and
// no other of the sender's: those may be another client's. Nobody gets the same twice a day.
func mailsToDeputies(o *office.Office, q question, named []granted) (mails []office.Mail) {
	theirs := map[string][]granted{}
	var order []string
	for _, g := range named {
		if theirs[g.deputy.Address] == nil {
			order = append(order, g.deputy.Address)
		}
		theirs[g.deputy.Address] = append(theirs[g.deputy.Address], g)
	}
	for _, address := range order {
		g := theirs[address][0]
		p, d := g.project, g.deputy
		data := templates.CommandDeputy{ToDeputy: true, Name: p.Contact(q.Address).Name, Deputy: g.who, From: office.DayIn(d.From, p.Zone), Until: office.DayIn(d.Until, p.Zone)}
		for _, one := range theirs[address] {
			data.Projects = append(data.Projects, one.one)
		}
		key := fmt.Sprintf("command-deputy %s %s %s %s %s", mailaddr.Key(q.Address), address, d.From, d.Until, o.Today(p))
		mails = append(mails, office.Mail{Key: key, Template: "command-deputy", Data: data, To: []store.Address{g.who}, For: p, Once: true})
	}
	return mails
}

// judgeDeputy returns who becomes the deputy of the sender in a project, or why nobody does.
func judgeDeputy(o *office.Office, p *office.Project, q question) (d store.Deputy, who store.Address, one templates.DeputyIn) {
	one = templates.DeputyIn{Project: p.Project}
	refuse := func(why store.DeputyRefusal) (store.Deputy, store.Address, templates.DeputyIn) {
		one.Refused = string(why)
		return d, who, one
	}
	own := p.AddressesOf(q.Address)
	i := slices.IndexFunc(p.Contacts, func(c store.Contact) bool { return office.HasAddress(c, q.Address) })
	if i < 0 {
		return refuse(store.DeputyNobody)
	}
	away, wish := p.Contacts[i], q.Deputy
	one.PM = away.Role == store.RolePM
	d = store.Deputy{Project: p.Code, Of: mailaddr.Key(away.Addresses[0]), From: wish.From, Until: wish.Until, Proved: !q.Unproved, Message: q.Message}
	if wish.End {
		if !slices.ContainsFunc(p.Deputies, func(one store.Deputy) bool {
			return slices.Contains(own, one.Of) && one.Address != "" && one.Until >= o.Today(p)
		}) {
			return refuse(store.DeputyNone)
		}
		return d, who, one
	}
	today := office.DayIn(o.Today(p), p.Zone)
	until := office.DayIn(wish.Until, p.Zone)
	found := slices.DeleteFunc(slices.Clone(p.Contacts), func(c store.Contact) bool {
		if len(c.Addresses) == 0 {
			return true
		}
		if wish.Address != "" {
			return !office.HasAddress(c, wish.Address)
		}
		return !strings.EqualFold(strings.Join(strings.Fields(c.Name), " "), wish.Name)
	})
	becomesPM := one.PM && len(found) == 1 && (found[0].Role != store.RolePM || found[0].DeputyOf != "") // who is PM as a deputy alone is no PM
	switch {
	case wish.Refused != "":
		return refuse(wish.Refused)
	case until.IsZero() || until.Before(today) || until.Sub(today) > store.LongestDeputy || wish.From > wish.Until:
		return refuse(store.DeputyWhen)
	case len(found) != 1:
		return refuse(store.DeputyNobody)
	case office.HasAddress(found[0], q.Address):
		return refuse(store.DeputySelf)
	case becomesPM && !away.AllowsContact(found[0]):
		return refuse(store.DeputyAllowed)
	case becomesPM && q.Unproved:
		return refuse(store.DeputyProof)
	case !one.PM && found[0].Role != away.Role:
		return refuse(store.DeputySide)
	}
	d.Address = mailaddr.Key(found[0].Addresses[0])
	who = store.Address{Name: found[0].Name, Address: found[0].Addresses[0]}
	one.Deputy = who
	one.Binds = one.PM || d.Proved && away.AllowsContact(found[0])
	return d, who, one
}
