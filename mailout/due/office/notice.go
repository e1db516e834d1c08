package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// isNotice are the templates of mail that asks nothing and can wait for the digest of who wants
// only that: the outcome of a text, what others wrote, the results of a survey. A report is what
// people read, a bounce and a receipt answer what has just happened. The table is read-only.
var isNotice = map[string]bool{"confirm-outcome": true, "confirm-note": true, "survey-low": true, "survey-results": true, "action-note": true, "item-done": true}

// withoutNotices returns mails without the notices to those who want one digest a day, or have had
// the mails of their week, and these notices, each to one person. What asks something goes out as it
// is, with its reply address.
func (o *Office) withoutNotices(ctx context.Context, p *Project, mails []Mail) (rest, notices []Mail, err error) {
	waits := func(m Mail) bool {
		return isNotice[m.Template] && m.Ask == nil && !m.Answers && !m.Reminder && len(m.Files) == 0
	}
	if !slices.ContainsFunc(mails, waits) {
		return mails, nil, nil
	}
	only, err := o.Store.DigestOnly(ctx)
	if err != nil || len(only) == 0 && o.Config.PerClientWeek == 0 {
		return mails, nil, err
	}
	for _, m := range mails {
		if !waits(m) {
			rest = append(rest, m)
			continue
		}
		of, later := cmp.Or(m.For, p), []store.Address{}
		for _, who := range slices.Concat(m.To, m.Cc) {
			waits, err := o.noticeWaits(ctx, of, who.Address, only)
			if err != nil {
				return nil, nil, err
			}
			if waits {
				later = append(later, who)
				one := m
				one.Key, one.To, one.Cc = m.Key+" for "+mailaddr.Key(who.Address), []store.Address{who}, nil
				notices = append(notices, one)
			}
		}
		without := func(list []store.Address) []store.Address {
			return slices.DeleteFunc(slices.Clone(list), func(a store.Address) bool { return slices.Contains(later, a) })
		}
		if m.To, m.Cc = without(m.To), without(m.Cc); len(m.To) == 0 {
			m.To, m.Cc = m.Cc, nil
		}
		if len(m.To) > 0 {
			rest = append(rest, m)
		}
	}
	return rest, notices, nil
}

// NoticeWaits reports whether a notice to a person waits: they want one digest a day, or have had the
// mails of their week.
func (o *Office) NoticeWaits(ctx context.Context, p *Project, address string) (bool, error) {
	only, err := o.Store.DigestOnly(ctx)
	if err != nil {
		return false, err
	}
	return o.noticeWaits(ctx, p, address, only)
}

func (o *Office) noticeWaits(ctx context.Context, p *Project, address string, only map[string]time.Time) (bool, error) {
	w, bounded, err := o.WeekOf(ctx, p, address)
	return p.WantsDigest(only, address) || bounded && w.isFull(tells), err
}

// WantsDigest reports whether a person wants notices in one digest a day, at any of their addresses.
func (p *Project) WantsDigest(only map[string]time.Time, address string) bool {
	return slices.ContainsFunc(append(p.AddressesOf(address), mailaddr.Key(address)), func(a string) bool { return !only[a].IsZero() })
}

// The bounds of a notice, and of those that one digest has; the rest is in the next.
const (
	longestNotice  = 32 << 10 // bytes; what is longer is a mail of its own
	longestNotices = 128 << 10
	mostNotices    = 40
)

// withNotices returns notices as a digest has them, beside the mails that they come of. One that is
// too long for that is added to the mails.
func (o *Office) withNotices(p *Project, mails, notices []Mail) (rest, waiting []Mail, list []store.Notice, err error) {
	for _, m := range notices {
		of := cmp.Or(m.For, p)
		rendered, err := o.Config.Templates.Render(m.Template, of.languageOf(&m), m.Data, m.Images...)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("render %s: %w", m.Template, err)
		}
		if len(rendered.Text) > longestNotice {
			mails = append(mails, m)
			continue
		}
		waiting = append(waiting, m)
		list = append(list, store.Notice{Key: m.Key, Address: m.To[0].Address, Project: of.Code, Subject: rendered.Subject, Text: rendered.Text})
	}
	return mails, waiting, list, nil
}

// FirstNotices returns the first notices of a list, as many as fit into one mail.
func FirstNotices(list []store.Notice) []store.Notice {
	size := 0
	for i, n := range list {
		if size += len(n.Text); i == mostNotices || i > 0 && size > longestNotices {
			return list[:i]
		}
	}
	return list
}

// ShownNotices returns notices as a digest shows them.
func (o *Office) ShownNotices(p *Project, list []store.Notice) (shown []templates.Notice) {
	for _, n := range list {
		shown = append(shown, templates.Notice{Subject: n.Subject, Text: n.Text, At: n.Created.In(p.Zone)})
	}
	return shown
}
