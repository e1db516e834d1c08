// Package held lists for PMs what mail would have begun if its proof were enough: one line
// a project in their digest, which they take up or drop with a word.
package held

import (
	"context"
	"slices"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after what is held.
type Duty struct{}

// Name returns "held".
func (Duty) Name() string { return "held" }

// ItemKind returns the kind of the items that Waiting lists.
func (Duty) ItemKind() string { return store.ItemHeld }

// Waiting lists one item for each project that has anything held.
func (Duty) Waiting(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	held, err := o.Store.HeldTexts(ctx)
	if err != nil {
		return nil, err
	}
	project := func(h store.HeldTexts) string { return h.Project }
	return office.Pending(o, held, projects, project, func(p *office.Project, h store.HeldTexts) (office.PendingItem, bool, error) {
		item := office.PendingItem{
			Item:  store.DigestItem{Kind: store.ItemHeld, Object: h.Latest, Version: h.Count},
			Shown: templates.DigestItem{Kind: store.ItemHeld, Project: p.Project, Number: h.Count, Since: h.Since.In(p.Zone)},
		}
		for _, why := range []store.HeldReason{store.HeldPast, store.HeldUnproved, store.HeldMany, store.HeldClosed} {
			if n := h.Reasons[why]; n > 0 {
				item.Shown.Reasons = append(item.Shown.Reasons, templates.HeldTexts{Why: string(why), Count: n})
			}
		}
		latest, err := o.Store.LatestHeld(ctx, h.Project, mostNamed)
		for _, one := range slices.Backward(latest) {
			item.Shown.Titles = append(item.Shown.Titles, one)
		}
		return item, true, err
	})
}

// mostNamed limits the subjects that are shown of what is held.
const mostNamed = 3

// Title returns "": what is held has no name of its own.
func (Duty) Title(context.Context, *office.Office, store.DigestItem) (string, error) { return "", nil }
