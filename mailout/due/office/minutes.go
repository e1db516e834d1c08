package office

import (
	"slices"
	"strings"
	"time"

	"rapport/classify/minutes"
	"rapport/store"
	"rapport/store/mailaddr"
)

// ReadMinutes returns what is written in the text of minutes, or in a list of action items, and
// in the files that go with it.
func (p *Project) ReadMinutes(c store.Confirmation) minutes.Minutes {
	text := strings.TrimSpace(c.Text + "\n\n" + store.FileWords(c.Files))
	return minutes.Draft{Kind: c.Kind, Text: text, Author: p.Contact(c.Actor).Name, Written: c.Created.In(p.Zone)}.Read()
}

// ActionsIn returns the action items in minutes or in a list of them, each with the address
// of the contact that its owner is.
func (p *Project) ActionsIn(c store.Confirmation) []store.Action {
	var list []store.Action
	for _, a := range p.ReadMinutes(c).Actions {
		one := store.Action{Project: p.Code, What: minutes.WithoutDay(a.What, a.Due, c.Created.In(p.Zone)), Owner: a.Owner, Address: minutes.Owner(p.Contacts, a.Owner), Confirmation: c.ID, Actor: c.Actor}
		if !a.Due.IsZero() {
			one.Due = a.Due.Format(time.DateOnly)
		}
		list = append(list, one)
	}
	return list
}

// AddressOf returns the address that the project has for a person named in minutes, ""
// where they are no contact.
func (p *Project) AddressOf(one minutes.Person) string {
	if one.Address != "" {
		if c := p.contactAt(one.Address); c != nil {
			return c.Addresses[0]
		}
	}
	return minutes.Owner(p.Contacts, one.Name)
}

// ClientsAmong returns the clients among the people that took part in a meeting.
func (p *Project) ClientsAmong(people []minutes.Person) []store.Address {
	return slices.DeleteFunc(p.People(store.RoleClient), func(client store.Address) bool {
		return !slices.ContainsFunc(people, func(one minutes.Person) bool { return mailaddr.Key(p.AddressOf(one)) == mailaddr.Key(client.Address) })
	})
}
