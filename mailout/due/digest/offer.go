package digest

import (
	"context"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// addOffers adds a line for each mail that the PM could have confirmed, though it asked nobody.
// It is offered once: in the next digest after it came.
func (one *digest) addOffers(ctx context.Context, o *office.Office, to *inbox, last store.Digest, morning time.Time) error {
	list, err := o.Store.Offers(ctx, to.projects, last.Entry, toldUntil(o, to.first, last, morning).AddDate(0, 0, -1))
	if err != nil {
		return err
	}
	for _, f := range list {
		p := o.Config.Project(f.Project)
		if p == nil || p.Closed {
			continue
		}
		item := office.PendingItem{
			Item:  store.DigestItem{Kind: store.ItemOffer, Object: f.Message, Project: f.Project},
			Shown: templates.DigestItem{Kind: store.ItemOffer, Project: p.Project, Title: store.ReadSubject(f.Subject).Title, What: string(f.Offer), Since: f.Date.In(p.Zone)},
		}
		item.Shown.Who = clientsIn(p, f.To)
		switch {
		case f.Talk != nil:
			item.Shown.What = string(f.Talk.Kind)
			item.Shown.Since = office.Day(f.Talk.Day)
			item.Shown.Who = nil
			for _, name := range f.Talk.People {
				item.Shown.Who = append(item.Shown.Who, store.Address{Name: name})
			}
		case f.Offer == store.OfferAgreement:
			item.Shown.Who = []store.Address{{Name: nameOf(p, f.From), Address: f.From.Address}}
		}
		one.fresh = one.fresh || f.Date.Before(morning)
		one.addItem(item)
	}
	return nil
}

// clientsIn returns the clients of a project among some people.
func clientsIn(p *office.Project, people []store.Address) (list []store.Address) {
	for _, who := range people {
		for _, c := range p.Clients() {
			if office.HasAddress(c, who.Address) {
				list = append(list, store.Address{Name: c.Name, Address: who.Address})
			}
		}
	}
	return list
}
