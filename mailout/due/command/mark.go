package command

import (
	"context"
	"errors"
	"slices"

	"rapport/classify/command"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// mark returns the answer to who says whom an entry is for, and the change that it asks for:
// nil where there is no such entry in the projects of who asks.
func mark(ctx context.Context, o *office.Office, q question) (templates.CommandMark, func(*store.Tx) error, error) {
	audience := command.Verb(q.Verb).Marks()
	data := templates.CommandMark{Name: q.who.Name, Projects: q.codes(), Entry: int64(q.Number), Internal: audience == store.AudienceInternal}
	e, err := o.Store.Entry(ctx, data.Entry)
	if errors.Is(err, store.ErrNotFound) {
		return data, nil, nil
	}
	if err != nil {
		return data, nil, err
	}
	i := slices.IndexFunc(q.projects, func(p *office.Project) bool { return p.Code == e.Project })
	if i < 0 {
		return data, nil, nil
	}
	p := q.projects[i]
	data.Found, data.Project, data.Subject, data.At = true, p.Code, e.Subject, e.At.In(p.Zone)
	if len(e.From) > 0 {
		data.From = o.Config.Directory(p).Person(e.From[0]).String()
	}
	return data, func(tx *store.Tx) error {
		_, err := tx.MarkEntry(e.Message, audience, q.Address)
		return err
	}, nil
}
