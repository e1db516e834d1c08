package confirmation

import (
	"cmp"
	"context"
	"fmt"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// askDeputies asks the deputies of those who have not answered about the present version, as far
// as they may answer it: once each, at the time of the question or whenever they are named.
func askDeputies(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) error {
	if len(p.Deputies) == 0 || p.Closed {
		return nil
	}
	if next := p.NextDeputy(o.Now); !next.IsZero() {
		o.Again(next)
	}
	asked, err := confirmers(ctx, o, p, c)
	if err != nil {
		return err
	}
	for _, v := range asked {
		deputy, ok := p.DeputyOf(v.Address, c.Kind.IsBinding(), o.Now)
		if v.State != store.ConfirmerWaiting || !ok {
			continue
		}
		m, err := question(ctx, o, p, c, deputy, c.Deadline)
		if err != nil {
			return err
		}
		m.Key = fmt.Sprintf("confirmation %d version %d %s for %s", c.ID, c.Version, deputy.Address, v.Address)
		m.Deadline = upcoming(o, c.Deadline)
		if known, err := o.WasQueued(ctx, m.Key); err != nil || known {
			if err != nil {
				return err
			}
			continue
		}
		inPlaceOf(&m, v)
		if err := o.Queue(ctx, p, []office.Mail{m}, office.Always); err != nil {
			return err
		}
	}
	return nil
}

// inPlaceOf makes of a question to a deputy one that they answer for who was asked.
func inPlaceOf(m *office.Mail, v store.Confirmer) {
	data := m.Data.(templates.Confirm)
	data.DeputyOf = cmp.Or(v.Name, v.Address)
	m.Data, m.Ask.DeputyOf = data, v.Address
}

// remindDeputy returns the reminder of somebody's deputy, if they may answer, made of that for
// themselves.
func remindDeputy(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, v store.Confirmer, m office.Mail) ([]office.Mail, error) {
	deputy, ok := p.DeputyOf(v.Address, c.Kind.IsBinding(), o.Now)
	if !ok {
		return nil, nil
	}
	thread, err := o.Store.LastRequestFor(ctx, store.PurposeConfirm, c.ID, deputy.Address)
	if err != nil {
		return nil, err
	}
	data := m.Data.(templates.Confirm)
	data.Name = deputy.Name
	m.Key += " for " + deputy.Address
	m.Data, m.To, m.Thread, m.Ask = data, []store.Address{deputy}, thread, request(o, c, store.PurposeConfirm, deputy.Address)
	inPlaceOf(&m, v)
	return []office.Mail{m}, nil
}

// deputyOf returns the name of the person for whom somebody responded as their deputy, "" where
// they did for themselves.
func deputyOf(r reply) string {
	if r.DeputyOf == "" {
		return ""
	}
	return cmp.Or(r.Project.Contact(r.DeputyOf).Name, r.DeputyOf)
}

// principalReceipt returns the mail that tells somebody that their deputy agreed for them to what
// binds, or that this was withdrawn, made of the receipt m of the deputy: they may say no while it
// is not in force.
func principalReceipt(ctx context.Context, o *office.Office, r reply, m office.Mail) ([]office.Mail, error) {
	who, reached := r.Project.Reach(r.DeputyOf)
	if !reached {
		return nil, nil
	}
	thread, err := o.Store.LastRequestFor(ctx, store.PurposeConfirm, r.Subject.ID, who.Address)
	if err != nil {
		return nil, err
	}
	data := m.Data.(templates.ConfirmReceipt)
	if m.Key == inForceKey(r.Subject, r.Address, data.From) {
		m.Key = inForceKey(r.Subject, who.Address, data.From)
	} else {
		m.Key += ", told"
	}
	data.Name, data.DeputyOf, data.Deputy = who.Name, "", cmp.Or(r.From.Name, r.From.Address)
	m.Data, m.To, m.Thread, m.Follows = data, []store.Address{who}, thread, ""
	if m.Ask != nil {
		ask := *m.Ask
		ask.Address, ask.DeputyOf = who.Address, ""
		m.Ask = &ask
	}
	return []office.Mail{m}, nil
}
