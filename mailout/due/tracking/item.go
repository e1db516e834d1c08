package tracking

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"rapport/classify/answer"
	"rapport/mailout/due/office"
	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
	"rapport/store"
	"rapport/templates"
)

const (
	lookEvery = 15 * time.Minute // at a work item, unless the configuration has another
	// firstDoubt is after how long a tracker is asked whether it made an item whose answer was
	// lost; lookAgain, how long after that it is asked again.
	firstDoubt = time.Minute
	lookAgain  = 3 * time.Minute
	// settled is how long after a request it is certain that a tracker that does not have the
	// item never made it: it has stopped working on the request, and its search has caught up.
	settled = 10 * time.Minute
)

// items takes the work items of a project as far as they can be taken now.
func (l *look) items(ctx context.Context, p *office.Project) error {
	if p.CreateChanges {
		if err := l.want(ctx, p); err != nil {
			return err
		}
	}
	list, err := l.Store.OutsideItems(ctx, p.Code)
	if err != nil {
		return err
	}
	for _, i := range list {
		if i.State == store.OutsideKnown && i.Stage == string(work.Done) && !i.Asked {
			if err := l.ask(ctx, p, i); err != nil {
				return err
			}
		}
		if i.State == store.OutsideWanted && l.Config.DryRun {
			continue
		}
		if !l.Reached(i.Next) || !l.may(p) {
			continue
		}
		if err := l.advance(ctx, p, i); err != nil || ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// want asks for a work item for each approved change that has none.
func (l *look) want(ctx context.Context, p *office.Project) error {
	changes, err := l.Store.UntrackedChanges(ctx, p.Code)
	if err != nil || len(changes) == 0 {
		return err
	}
	return l.Store.Update(ctx, func(tx *store.Tx) error {
		for _, c := range changes {
			_, err := tx.WantOutsideItem(store.OutsideItem{
				Project: p.Code, Procedure: c.ID, Mark: fmt.Sprintf("Rapport-%s-change-%d", p.Code, c.Number), Title: templates.TrackedChange(p.Language, c.Number, c.Title), Actor: c.Actor,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// advance does what a work item needs next.
func (l *look) advance(ctx context.Context, p *office.Project, i store.OutsideItem) error {
	switch i.State {
	case store.OutsideWanted:
		return l.create(ctx, p, i)
	case store.OutsideSent:
		return l.find(ctx, p, i)
	}
	return l.watch(ctx, p, i)
}

// create asks the tracker to make a work item. Before it does, the log says so: whatever is
// lost from then on, the tracker is asked for the mark before anything is made again.
func (l *look) create(ctx context.Context, p *office.Project, i store.OutsideItem) error {
	text, err := l.textOf(ctx, p, i)
	if err != nil {
		return err
	}
	sent := false
	err = l.Store.Update(ctx, func(tx *store.Tx) (err error) {
		sent, err = tx.MarkOutsideSent(i, p.Tracker.Name(), l.Now.Add(firstDoubt))
		return err
	})
	if err != nil || !sent {
		return err
	}
	l.Again(l.Now.Add(firstDoubt))
	asking, done := context.WithTimeout(ctx, patience)
	defer done()
	item := work.New{Title: i.Title, Text: text, Mark: i.Mark}
	if i.Tries > 0 { // a refusal may have been that of a gateway, behind which it was made
		made, there, err := p.Tracker.Find(asking, p.TrackerKey, item, since(i))
		if err != nil {
			l.failed(p, "looking for a work item", i.Fault, err)
			return nil
		}
		if there {
			return l.known(ctx, p, i, made)
		}
	}
	made, err := p.Tracker.Create(asking, p.TrackerKey, item)
	if err == nil {
		return l.known(ctx, p, i, made)
	}
	fault := l.failed(p, "making a work item", i.Fault, err)
	if !isRefusal(fault) {
		return nil // it may have been made: its mark will tell
	}
	next := l.Now.Add(retryAfter(i.Tries))
	l.Again(next)
	return l.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.MarkOutsideWanted(i, store.EventOutsideRefused, string(fault), next)
		return err
	})
}

// isRefusal reports whether a fault says that nothing was made.
func isRefusal(fault outside.Fault) bool {
	switch fault {
	case outside.Unreachable, outside.Denied, outside.Missing, outside.BadRequest, outside.Limited:
		return true
	}
	return false
}

// retryAfter returns how long after so many tries a tracker is asked again.
func retryAfter(tries int) time.Duration {
	return min(5*time.Minute<<min(tries, 10), 6*time.Hour)
}

// since returns from when on a tracker may have made a work item, by a clock that differs.
func since(i store.OutsideItem) time.Time { return i.Sent.Add(-time.Hour) }

// find looks for a work item that the tracker may have made.
func (l *look) find(ctx context.Context, p *office.Project, i store.OutsideItem) error {
	asking, done := context.WithTimeout(ctx, patience)
	defer done()
	found, there, err := p.Tracker.Find(asking, p.TrackerKey, work.New{Title: i.Title, Mark: i.Mark}, since(i))
	switch {
	case err != nil:
		i.Fault = string(l.failed(p, "looking for a work item", i.Fault, err))
	case there:
		return l.known(ctx, p, i, found)
	case !l.Now.Before(i.Last.Add(settled)):
		l.Again(l.Now)
		return l.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.MarkOutsideWanted(i, store.EventOutsideAbsent, "", l.Now)
			return err
		})
	}
	next := l.Now.Add(lookAgain)
	if end := i.Last.Add(settled); err == nil && next.After(end) {
		next = end
	}
	return l.seen(ctx, i, next)
}

func (l *look) known(ctx context.Context, p *office.Project, i store.OutsideItem, made work.Item) error {
	i.OutsideID, i.Key, i.URL, i.Stage = made.ID, made.Key, made.URL, string(made.State)
	next := l.Now.Add(cmp.Or(p.TrackerPoll, lookEvery))
	l.Again(next)
	return l.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.MarkOutsideKnown(i, next)
		return err
	})
}

// watch looks how far a work item is.
func (l *look) watch(ctx context.Context, p *office.Project, i store.OutsideItem) error {
	asking, done := context.WithTimeout(ctx, patience)
	defer done()
	now, err := p.Tracker.Item(asking, p.TrackerKey, i.OutsideID)
	if err != nil {
		i.Fault = string(l.failed(p, "looking at "+i.Key, i.Fault, err))
	} else {
		i.Key, i.URL, i.Stage, i.Fault = now.Key, now.URL, string(now.State), ""
	}
	return l.seen(ctx, i, l.Now.Add(cmp.Or(p.TrackerPoll, lookEvery)))
}

func (l *look) seen(ctx context.Context, i store.OutsideItem, next time.Time) error {
	l.Again(next)
	return l.Store.Update(ctx, func(tx *store.Tx) error { return tx.MarkOutsideSeen(i, next) })
}

// textOf returns the description of a work item.
func (l *look) textOf(ctx context.Context, p *office.Project, i store.OutsideItem) (string, error) {
	if i.Case != 0 {
		c, err := l.caseOf(ctx, i)
		return c.Words, err
	}
	steps, err := l.Store.ProcedureSteps(ctx, i.Procedure)
	if err != nil {
		return "", err
	}
	var change, impact string
	for _, s := range steps {
		text := answer.Body(s.Text, p.Contact(s.Actor).Name)
		switch s.State {
		case store.ChangeRaised:
			change = text
		case store.ChangeAssessed:
			impact = text
		}
	}
	return templates.TrackedText(p.Language, change, impact), nil
}

func (l *look) caseOf(ctx context.Context, i store.OutsideItem) (store.Case, error) {
	list, err := l.Store.Cases(ctx, store.CaseQuery{ID: i.Case})
	if err == nil && len(list) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Case{}, fmt.Errorf("the case of a work item: %w", err)
	}
	return list[0], nil
}
