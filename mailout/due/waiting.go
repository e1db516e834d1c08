package due

import (
	"context"
	"slices"
	"strings"

	"rapport/store"
	"rapport/templates"
)

// pendingItem is something that waits: as a note holds it, and as people are shown it.
type pendingItem struct {
	item  store.DigestItem
	shown templates.DigestItem
}

// waiting returns all that waits in some projects, one kind after the other. A further
// kind is one more function here.
func (d *Due) waiting(ctx context.Context, c *Config, codes []string) (all []pendingItem, err error) {
	for _, of := range []func(context.Context, *Config, []string) ([]pendingItem, error){
		d.waitingCases, d.waitingConfirmations, d.waitingReports, d.waitingMatters, d.waitingActions, d.waitingAddresses,
	} {
		list, err := of(ctx, c, codes)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// waitingCases are questions that the team has not answered.
func (d *Due) waitingCases(ctx context.Context, c *Config, codes []string) (list []pendingItem, err error) {
	open, err := d.store.Cases(ctx, store.CaseQuery{State: store.CaseOpen})
	if err != nil {
		return nil, err
	}
	for _, one := range open {
		p := c.project(one.Project)
		if p == nil || !slices.Contains(codes, one.Project) {
			continue
		}
		t := pendingItem{
			store.DigestItem{Kind: store.ItemCase, Object: one.ID, Version: one.Warned, Urgent: !one.Due.IsZero() && d.now().After(one.Due)},
			templates.DigestItem{Kind: store.ItemCase, Project: p.Project, Number: one.Number, Title: one.Title, What: string(one.Kind), Since: one.Opened.In(p.Zone), Words: one.Words},
		}
		t.shown.Overdue = t.item.Urgent
		if !one.Due.IsZero() {
			t.shown.Due = one.Due.In(p.Zone)
		}
		asked, err := d.store.EntryOfMessage(ctx, one.Message)
		if err != nil {
			return nil, err
		}
		t.shown.Who = asked.From
		list = append(list, t)
	}
	return list, nil
}

// waitingConfirmations are texts that wait for the PM's word, or for that of clients.
func (d *Due) waitingConfirmations(ctx context.Context, c *Config, codes []string) (list []pendingItem, err error) {
	open, err := d.store.Confirmations(ctx, store.ConfirmationQuery{Open: true})
	if err != nil {
		return nil, err
	}
	for _, one := range open {
		p := c.project(one.Project)
		if p == nil || !slices.Contains(codes, one.Project) || one.State != store.ConfirmationAsked && one.State != store.ConfirmationProposed {
			continue
		}
		t := pendingItem{
			store.DigestItem{Kind: store.ItemConfirmation, Object: one.ID, Version: one.Version},
			templates.DigestItem{Kind: store.ItemConfirmation, Project: p.Project, Number: one.Number, Title: one.Title, What: string(one.Kind), State: string(one.State), Since: one.Changed.In(p.Zone)},
		}
		if one.State == store.ConfirmationAsked {
			t.item.Urgent = d.now().After(one.Deadline)
			t.shown.Due, t.shown.Overdue = one.Deadline.In(p.Zone), t.item.Urgent
			voices, err := d.voices(ctx, one)
			if err != nil {
				return nil, err
			}
			for _, v := range voices {
				if v.State != store.ConfirmerConfirmed {
					t.shown.Who = append(t.shown.Who, store.Address{Name: v.Name, Address: v.Address})
				}
			}
		}
		list = append(list, t)
	}
	return list, nil
}

// waitingReports are reports that wait for the PM.
func (d *Due) waitingReports(ctx context.Context, c *Config, codes []string) (list []pendingItem, err error) {
	open, err := d.store.Reports(ctx, "", true)
	if err != nil {
		return nil, err
	}
	for _, r := range open {
		p := c.project(r.Project)
		if p == nil || !slices.Contains(codes, r.Project) || r.State != store.ReportAsked && r.State != store.ReportProposed {
			continue
		}
		list = append(list, pendingItem{
			store.DigestItem{Kind: store.ItemReport, Object: r.ID, Version: r.Version, Urgent: d.now().After(r.Due)},
			templates.DigestItem{Kind: store.ItemReport, Project: p.Project, From: day(r.From), To: day(r.To), State: string(r.State), Since: r.Changed.In(p.Zone), Due: r.Due.In(p.Zone), Overdue: d.now().After(r.Due)},
		})
	}
	return list, nil
}

// waitingMatters are changes and disputes in which the PM has the next step.
func (d *Due) waitingMatters(ctx context.Context, c *Config, codes []string) (list []pendingItem, err error) {
	open, err := d.store.Procedures(ctx, store.ProcedureQuery{Open: true})
	if err != nil {
		return nil, err
	}
	for _, one := range open {
		p := c.project(one.Project)
		if p == nil || !slices.Contains(codes, one.Project) || one.Asked == 0 || one.State == store.DisputeEscalated && len(p.people(store.RoleMediator)) > 0 {
			continue
		}
		list = append(list, pendingItem{
			store.DigestItem{Kind: store.ItemProcedure, Object: one.ID, Version: one.Version},
			templates.DigestItem{Kind: store.ItemProcedure, Project: p.Project, Number: one.Number, Title: one.Title, What: string(one.Kind), State: string(one.State), Since: one.Changed.In(p.Zone)},
		})
	}
	return list, nil
}

// waitingActions are action items that are late, or nobody's.
func (d *Due) waitingActions(ctx context.Context, c *Config, codes []string) (list []pendingItem, err error) {
	open, err := d.store.Actions(ctx, store.ActionQuery{Open: true})
	if err != nil {
		return nil, err
	}
	for _, a := range open {
		p := c.project(a.Project)
		if p == nil || !slices.Contains(codes, a.Project) {
			continue
		}
		shown := d.shownActions(p, []store.Action{a})[0]
		if !shown.Overdue && a.Address != "" {
			continue
		}
		t := pendingItem{
			store.DigestItem{Kind: store.ItemAction, Object: a.ID, Urgent: shown.Overdue},
			templates.DigestItem{Kind: store.ItemAction, Project: p.Project, Number: a.Number, Title: a.What, Due: shown.Due, Overdue: shown.Overdue},
		}
		if shown.Owner != "" {
			t.shown.Who = []store.Address{{Name: shown.Owner, Address: a.Address}}
		}
		list = append(list, t)
	}
	return list, nil
}

// waitingAddresses are contacts to whom nothing is sent any more, since mail to them
// came back.
func (d *Due) waitingAddresses(ctx context.Context, c *Config, codes []string) (list []pendingItem, err error) {
	suspended, err := d.store.Suspensions(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range suspended {
		for _, code := range codes {
			p := c.project(code)
			if p == nil || !slices.ContainsFunc(p.Contacts, func(c store.Contact) bool {
				return slices.ContainsFunc(c.Addresses, func(a string) bool { return strings.EqualFold(a, s.Address) })
			}) {
				continue
			}
			list = append(list, pendingItem{
				store.DigestItem{Kind: store.ItemAddress, Name: s.Address},
				templates.DigestItem{Kind: store.ItemAddress, Project: p.Project, Who: []store.Address{p.contact(s.Address)}, Since: s.Since.In(p.Zone), Words: s.Reason},
			})
			break
		}
	}
	return list, nil
}

// Digest returns what the next digest of each PM would say, for who looks from the
// shell. pm is an address, or "" for all.
func (d *Due) Digest(ctx context.Context, pm string) ([]templates.Digest, error) {
	c := d.config.Load()
	var list []templates.Digest
	for _, to := range c.inboxes() {
		if pm != "" && !slices.Contains(to.addresses, strings.ToLower(pm)) {
			continue
		}
		last, err := d.store.LastDigest(ctx, to.pm.Address)
		if err != nil {
			return nil, err
		}
		data, _, _, err := d.digest(ctx, c, to, last, d.now())
		if err != nil {
			return nil, err
		}
		list = append(list, data)
	}
	return list, nil
}

// Open returns what waits in a project, numbered.
func (d *Due) Open(ctx context.Context, code string) ([]templates.DigestItem, error) {
	things, err := d.waiting(ctx, d.config.Load(), []string{code})
	var list []templates.DigestItem
	for i, t := range things {
		t.shown.N = i + 1
		list = append(list, t.shown)
	}
	return list, err
}
