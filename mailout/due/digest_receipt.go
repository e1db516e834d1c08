package due

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapport/store"
	"rapport/templates"
)

// tellSorted tells PMs what became of their answers to digests.
func (d *Due) tellSorted(ctx context.Context, c *Config) (troubles []error) {
	list, err := d.store.PendingDigestReplies(ctx)
	if err != nil {
		return []error{err}
	}
	for _, s := range list {
		if err := d.receipt(ctx, c, s); err != nil {
			troubles = append(troubles, fmt.Errorf("tell %s what was done: %w", s.Address, err))
		}
	}
	return troubles
}

func (d *Due) receipt(ctx context.Context, c *Config, s store.DigestReply) error {
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
	answer, err := d.store.EntryOfMessage(ctx, s.Message)
	if err != nil {
		return err
	}
	data := templates.DigestReceipt{PM: pm.Name, Problems: s.Problems}
	for _, part := range []struct {
		from []store.ItemCommand
		to   *[]templates.SortedItem
	}{{s.Done, &data.Done}, {s.Already, &data.Already}} {
		for _, one := range part.from {
			item := s.Items[one.Number-1]
			shown := templates.SortedItem{N: one.Number, Kind: item.Kind, Project: one.Project, Said: one.Words}
			if shown.Title, shown.From, err = d.named(ctx, item); err != nil {
				return err
			}
			*part.to = append(*part.to, shown)
		}
	}
	m := mail{key: fmt.Sprintf("digest %d answer %d", s.Digest, s.Answer), template: digestReceiptTemplate, data: data, to: []store.Address{pm}, once: true, thread: answer.MessageID}
	if len(s.Problems) > 0 { // and asked again, about the same things
		m.ask = &store.Request{Purpose: store.PurposeDigest, Project: p.Code, Object: s.Digest, Version: s.Answer + 1, Address: s.Address, Expires: d.now().Add(sortingExpires)}
	}
	return d.queue(ctx, c, p, []mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkDigestReplyReported(s.Digest, s.Answer) })
}

// named returns what a thing of a note is called, and who wrote it where it is a mail.
func (d *Due) named(ctx context.Context, item store.DigestItem) (title string, from store.Address, err error) {
	switch item.Kind {
	case store.ItemMail:
		e, err := d.store.EntryOfMessage(ctx, item.Object)
		if err != nil && !errors.Is(err, store.ErrNotFound) { // erased since
			return "", from, err
		}
		if len(e.From) > 0 {
			from = e.From[0]
		}
		return e.Subject, from, nil
	case store.ItemCase:
		list, err := d.store.Cases(ctx, store.CaseQuery{ID: item.Object})
		return titleOf(list, func(c store.Case) string { return c.Title }), from, err
	case store.ItemConfirmation:
		list, err := d.store.Confirmations(ctx, store.ConfirmationQuery{ID: item.Object})
		return titleOf(list, func(c store.Confirmation) string { return c.Title }), from, err
	case store.ItemProcedure:
		list, err := d.store.Procedures(ctx, store.ProcedureQuery{ID: item.Object})
		return titleOf(list, func(m store.Procedure) string { return m.Title }), from, err
	case store.ItemAction:
		list, err := d.store.Actions(ctx, store.ActionQuery{ID: item.Object})
		return titleOf(list, func(a store.Action) string { return a.What }), from, err
	case store.ItemReport:
		list, err := d.store.Reports(ctx, "", false)
		list = slices.DeleteFunc(list, func(r store.Report) bool { return r.ID != item.Object })
		return titleOf(list, func(r store.Report) string { return r.Project + " " + r.Period }), from, err
	}
	return item.Name, from, nil
}

func titleOf[T any](list []T, title func(T) string) string {
	if len(list) == 0 {
		return ""
	}
	return title(list[0])
}
