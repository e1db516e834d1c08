// Package digest sends each PM, once on a working day, what waits for them, numbered so
// that a word of reply settles an item, and tells them what became of such a reply.
package digest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after digests.
type Duty struct {
	items office.Listers
	last  struct { // look at all inboxes
		at, until time.Time // until then nothing is due by the mere passing of time
		entry     int64     // the latest of the log then
	}
}

// New returns a Duty whose digests list the items of some listers.
func New(items office.Listers) *Duty { return &Duty{items: items} }

// Name returns "digest".
func (*Duty) Name() string { return "digest" }

const (
	digestTemplate  = string(store.PurposeDigest)
	receiptTemplate = "digest-receipt"
)

const (
	mostItems      = 60 // beside mail, in one digest
	requestExpires = 7 * 24 * time.Hour
	lookEvery      = 5 * time.Minute // at most, while nothing new is in the log
)

// Run sends the digests that are due, and the receipts of replies to digests.
func (d *Duty) Run(ctx context.Context, o *office.Office) []error {
	return append(d.send(ctx, o), d.tellReplies(ctx, o)...)
}

// send sends each PM their digest, once on a working day, where anything in it is new
// or urgent.
func (d *Duty) send(ctx context.Context, o *office.Office) (failures []error) {
	if o.Config.Digest < 0 {
		return nil
	}
	entry, err := o.Store.LastEntry(ctx)
	if err != nil {
		return office.Fail("the latest entry of the log", err)
	}
	if entry == d.last.entry && !o.Now.Before(d.last.at) && !o.Reached(d.last.until) {
		return nil
	}
	d.last.at, d.last.until, d.last.entry = o.Now, o.Now.Add(lookEvery), entry
	for _, to := range inboxes(o.Config) {
		if morning := to.first.At(o.Now, o.Config.Digest); o.Now.Before(morning) && morning.Before(d.last.until) {
			d.last.until = morning
		}
		failures = append(failures, office.Fail("the digest of "+to.pm.Address, d.sendTo(ctx, o, to))...)
	}
	return failures
}

func (d *Duty) sendTo(ctx context.Context, o *office.Office, to *inbox) error {
	morning := to.first.At(o.Now, o.Config.Digest)
	o.Again(to.first.At(o.Now.In(to.first.Zone).AddDate(0, 0, 1), o.Config.Digest))
	if !o.Reached(morning) {
		return nil
	}
	began, err := o.Began(ctx)
	if err != nil || morning.Before(began) {
		return err // the first digest comes on the morning after the first start
	}
	last, err := o.Store.LastDigest(ctx, to.pm.Address)
	// A digest of a later day was sent while the clock was ahead.
	if today := o.Today(to.first); err != nil || last.Day == today || last.Day == o.Now.In(to.first.Zone).AddDate(0, 0, 1).Format(time.DateOnly) {
		return err
	}
	if !to.first.Workday(o.Now) {
		return nil
	}
	one, err := d.compose(ctx, o, to, last, morning)
	if err != nil || !one.fresh {
		return err
	}
	one.kept.Day = o.Today(to.first)
	ask := request(o, to.first.Code, to.pm.Address)
	m := office.Mail{
		Key: "digest " + one.kept.Day + " " + to.pm.Address, Template: digestTemplate, Data: one.shown, To: []store.Address{to.pm}, Once: true, Ask: ask, Team: one.team,
	}
	return o.Queue(ctx, to.first, []office.Mail{m}, func(tx *store.Tx) (bool, error) {
		id, made, err := tx.AddDigest(one.kept)
		if err != nil || !made {
			return made, err
		}
		ask.Object = id
		return tx.MarkNoticesSent(one.sends)
	})
}

func request(o *office.Office, project, address string) *store.Request {
	return &store.Request{Purpose: store.PurposeDigest, Project: project, Version: 1, Address: address, Expires: o.Now.Add(requestExpires)}
}

// digest is what waits for a PM.
type digest struct {
	shown templates.Digest // as they read it
	kept  store.Digest     // as the store keeps it
	sends []store.Notice   // that it brings
	team  []store.TeamPart // likewise
	fresh bool             // it has anything that the last one had not, or that is urgent
}

// compose makes the digest of a PM, as of a morning. last is the one before.
func (d *Duty) compose(ctx context.Context, o *office.Office, to *inbox, last store.Digest, morning time.Time) (one digest, err error) {
	one.shown.PM = to.pm.Name
	one.kept = store.Digest{Address: to.pm.Address, Project: to.first.Code, Latest: last.Latest}
	if one.kept.Entry, err = o.Store.LastEntry(ctx); err != nil {
		return one, err
	}
	items, err := d.items.Waiting(ctx, o, to.projects)
	if err != nil {
		return one, err
	}
	// Nobody is reminded of what was open when a project was closed.
	items = slices.DeleteFunc(items, func(item office.PendingItem) bool {
		return item.Shown.Project.Closed && item.Item.Kind != store.ItemHeld
	})
	// What is urgent comes first, and what a client is to do last; the rest keeps its order, and
	// so its place.
	slices.SortStableFunc(items, func(a, b office.PendingItem) int { return cmp.Compare(rank(a), rank(b)) })
	one.shown.More = max(0, len(items)-mostItems)
	items = items[:min(len(items), mostItems)]
	theirs := slices.IndexFunc(items, func(item office.PendingItem) bool { return item.Shown.Awaited })
	if theirs < 0 {
		theirs = len(items)
	}
	one.addItems(items[:theirs], last, morning)
	if err := one.addOffers(ctx, o, to, last, morning); err != nil {
		return one, err
	}
	if err := one.addMissing(ctx, o, to, morning); err != nil {
		return one, err
	}
	if err := one.addPeople(ctx, o, to, last, morning); err != nil {
		return one, err
	}
	if err := one.addClosed(ctx, o, to, last, morning); err != nil {
		return one, err
	}
	one.addItems(items[theirs:], last, morning)
	history, err := o.Store.MailBefore(ctx, to.projects, last.History)
	if err != nil {
		return one, err
	}
	one.kept.History = history.Latest
	one.shown.Before = templates.MailBefore{Mails: history.Mails, From: history.From.In(to.first.Zone), To: history.To.In(to.first.Zone)}
	one.fresh = one.fresh || history.Mails > 0
	strangers, err := o.Store.Strangers(ctx, to.projects, toldUntil(o, to.first, last, morning), morning)
	if err != nil {
		return one, err
	}
	for _, s := range strangers {
		one.shown.NotSent = append(one.shown.NotSent, templates.NotSent{Project: s.Project, To: s.Recipient, Subject: s.Subject})
	}
	one.fresh = one.fresh || len(strangers) > 0
	if one.shown.Late, err = lateNotes(ctx, o, to.projects, morning); err != nil {
		return one, err
	}
	one.fresh = one.fresh || len(one.shown.Late) > 0
	heard, err := one.addUnheard(ctx, o, to, last, morning)
	if err != nil {
		return one, err
	}
	one.fresh = one.fresh || heard
	one.shown.Deputies = namedDeputies(o, to, toldUntil(o, to.first, last, morning))
	if one.shown.Going, err = goingOut(ctx, o, to.projects, toldUntil(o, to.first, last, morning)); err != nil {
		return one, err
	}
	if err := one.addTeam(ctx, o, to, morning); err != nil {
		return one, err
	}
	var waits bool
	one.shown.Waiting, waits = o.ShownWaiting(to.projects, toldUntil(o, to.first, last, morning))
	one.fresh = one.fresh || waits
	if err := one.addNotices(ctx, o, to, morning); err != nil {
		return one, err
	}
	if err := one.addUnread(ctx, o, to, last, morning); err != nil {
		return one, err
	}
	gaps, fresh := gapsOf(o, to, last, morning)
	one.shown.Gaps = gaps
	one.fresh = one.fresh || fresh
	mail, err := unfiledMail(ctx, o, to, last.Latest)
	if err != nil {
		return one, err
	}
	for _, e := range mail.list {
		one.addMail(o, to.first, e)
	}
	one.fresh = one.fresh || mail.fresh
	one.shown.MoreMails = mail.more
	for _, p := range o.Config.Projects {
		one.shown.Projects = append(one.shown.Projects, p.Project)
	}
	return one, nil
}

// toldUntil returns up to when the last digest told of what happened: to the morning of
// its day.
func toldUntil(o *office.Office, p *office.Project, last store.Digest, morning time.Time) time.Time {
	if day, err := time.ParseInLocation(time.DateOnly, last.Day, p.Zone); err == nil && day.Before(morning) {
		return p.At(day, o.Config.Digest)
	}
	return morning.AddDate(0, 0, -7)
}

// addItems adds items, and notes whether one of them is worth a digest.
func (one *digest) addItems(items []office.PendingItem, last store.Digest, morning time.Time) {
	for _, item := range items {
		item.Item.Project = item.Shown.Project.Code
		if item.Shown.Text, item.Shown.Long = office.Listed(item.Text); item.Shown.Long {
			item.Item.Draft = 0 // an ok sends nothing that the digest does not show
		}
		one.fresh = one.fresh || isFresh(item, last.Items, morning)
		one.addItem(item)
	}
}

func (one *digest) addItem(item office.PendingItem) {
	one.kept.Items = append(one.kept.Items, item.Item)
	item.Shown.N = len(one.kept.Items)
	one.shown.Items = append(one.shown.Items, item.Shown)
}

func (one *digest) addMail(o *office.Office, p *office.Project, e store.Entry) {
	one.kept.Items = append(one.kept.Items, store.DigestItem{Kind: store.ItemMail, Object: e.Message})
	one.kept.Latest = max(one.kept.Latest, e.Message)
	one.shown.Mails = append(one.shown.Mails, shownMail(o, p, len(one.kept.Items), e))
}

// isFresh reports whether an item is worth a digest, beside those of the last one. What
// came up after this morning, or is late only since then, belongs to tomorrow: the PM
// has just had a mail of its own about it.
func isFresh(item office.PendingItem, before []store.DigestItem, morning time.Time) bool {
	if item.Known {
		return false
	}
	if item.Item.Urgent {
		return !item.Shown.Due.After(morning)
	}
	return !item.Shown.Since.After(morning) && !slices.Contains(before, item.Item)
}

func rank(item office.PendingItem) int {
	switch {
	case item.Shown.Awaited:
		return 2
	case item.Item.Urgent:
		return 0
	}
	return 1
}

// Preview returns what the digest of each PM would say now. pm is an address of one, or
// "" for all.
func (d *Duty) Preview(ctx context.Context, o *office.Office, pm string) ([]templates.Digest, error) {
	var list []templates.Digest
	for _, to := range inboxes(o.Config) {
		if pm != "" && !to.has(pm) {
			continue
		}
		last, err := o.Store.LastDigest(ctx, to.pm.Address)
		if err != nil {
			return nil, err
		}
		one, err := d.compose(ctx, o, to, last, o.Now)
		if err != nil {
			return nil, err
		}
		list = append(list, one.shown)
	}
	return list, nil
}

// Open returns what waits in a project, numbered.
func (d *Duty) Open(ctx context.Context, o *office.Office, project string) ([]templates.DigestItem, error) {
	items, err := d.items.Open(ctx, o, []string{project})
	var list []templates.DigestItem
	for i, item := range items {
		item.Shown.N = i + 1
		list = append(list, item.Shown)
	}
	return list, err
}
