package digest

import (
	"context"
	"errors"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

const (
	mostMissing  = 5             // named in one digest; the others follow in the next
	missingGrace = 2 * time.Hour // in which a mail that came later than its answer is not missing yet
)

// addMissing adds a line for each mail that the log does not have, once: to the PM who wrote it,
// or to whichever PM of the project has a digest first.
func (one *digest) addMissing(ctx context.Context, o *office.Office, to *inbox, morning time.Time) error {
	named := 0
	for _, code := range to.projects {
		p := o.Config.Project(code)
		if p == nil || p.Closed || p.LeaveMissing {
			continue
		}
		list, err := o.Store.Missing(ctx, code, morning.Add(-missingGrace))
		if err != nil {
			return err
		}
		for _, m := range list {
			if named == mostMissing {
				return nil
			}
			if mine := to.has(m.Author.Address); !mine && isPM(p, m.Author.Address) {
				continue
			}
			item, ok, err := missingItem(ctx, o, to, p, m)
			if err != nil {
				return err
			}
			if ok {
				named++
				one.fresh = true
				one.addItem(item)
			}
		}
	}
	return nil
}

// missingItem returns the line of a missing mail. ok is false if the mail that shows it has gone.
func missingItem(ctx context.Context, o *office.Office, to *inbox, p *office.Project, m store.MissingMail) (item office.PendingItem, ok bool, err error) {
	by, err := o.Store.EntryOfMessage(ctx, m.Message)
	if errors.Is(err, store.ErrNotFound) { // it was erased
		return item, false, nil
	}
	if err != nil || len(by.From) == 0 {
		return item, false, err
	}
	item.Item = store.DigestItem{Kind: store.ItemMissing, Object: m.ID, Project: p.Code}
	item.Shown = templates.DigestItem{
		Kind: store.ItemMissing, Project: p.Project, Title: store.ReadSubject(by.Subject).Title, Since: by.At.In(p.Zone),
		Who: []store.Address{{Name: nameOf(p, by.From[0]), Address: by.From[0].Address}}, Words: office.Excerpt(m.Words),
	}
	if to.has(by.From[0].Address) {
		item.Shown.State = "yours" // it is the PM's own mail that shows it
	}
	if !m.Sent.IsZero() {
		item.Shown.From = m.Sent.In(p.Zone)
	}
	switch {
	case to.has(m.Author.Address):
		item.Shown.What = "yours"
	case m.Author.Address != "":
		item.Shown.What = "theirs"
		item.Shown.Who = append(item.Shown.Who, store.Address{Name: nameOf(p, m.Author), Address: m.Author.Address})
	}
	return item, true, nil
}

// isPM reports whether an address is that of a PM of a project.
func isPM(p *office.Project, address string) bool {
	return address != "" && slices.ContainsFunc(p.People(store.RolePM), func(pm store.Address) bool {
		return slices.Contains(p.AddressesOf(pm.Address), mailaddr.Key(address))
	})
}

// missingOf returns the subject and the sender of the mail that shows a missing one.
func missingOf(ctx context.Context, o *office.Office, id int64) (title string, from store.Address, err error) {
	m, err := o.Store.MissingByID(ctx, id)
	if err != nil {
		return "", store.Address{}, err
	}
	return subjectOf(ctx, o, m.Message)
}
