package due

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
	"rapport/templates"
)

const lateTemplate = "answer-late"

// tells tells people what became of their answers about one kind of object, the oldest
// first. What cannot be told hinders nothing else.
func (d *Due) tells(ctx context.Context, c *Config, about string, tell func(context.Context, *Config, store.Receipt) error) (troubles []error) {
	for after := int64(0); ; {
		list, err := d.store.PendingReceipts(ctx, about, after)
		if err != nil {
			return append(troubles, err)
		}
		if len(list) == 0 {
			return troubles
		}
		for _, t := range list {
			after = t.ID
			if err := tell(ctx, c, t); err != nil {
				troubles = append(troubles, fmt.Errorf("tell %s what became of an answer about %s %d: %w", t.Address, about, t.Object, err))
			}
		}
	}
}

// tellOfLate tells somebody that their answer came when the time for it was over.
func (d *Due) tellOfLate(ctx context.Context, c *Config, t store.Receipt) error {
	r, found, err := d.store.Request(ctx, t.Object)
	if err != nil || !found {
		return err
	}
	p := c.project(r.Project)
	if p == nil {
		return nil
	}
	answer, err := d.store.EntryOfMessage(ctx, t.Message)
	if err != nil {
		return err
	}
	who, pms := p.contact(t.Address), p.people(store.RolePM)
	data := templates.AnswerLate{Project: p.Project, Name: who.Name, Asked: r.Asked.In(p.Zone), Until: r.Expires.In(p.Zone), Managers: pms}
	data.PM = slices.ContainsFunc(pms, func(pm store.Address) bool { return strings.EqualFold(pm.Address, who.Address) })
	m := mail{key: fmt.Sprintf(lateTemplate+" %s %s", t.Address, d.now().In(p.Zone).Format(time.DateOnly)), template: lateTemplate, data: data,
		to: []store.Address{who}, once: true, answers: true, thread: answer.MessageID}
	return d.queue(ctx, c, p, []mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkReceiptSent(t) })
}
