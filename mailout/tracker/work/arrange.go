package work

import (
	"cmp"
	"slices"
	"time"
)

// mostListed bounds each list of a Progress: a form of more lines is not read.
const mostListed = 30

// Arrange sorts items into what was done in a period, what is in progress, what comes next
// and what is late. An item that several pages had is listed once.
func Arrange(items []Item, p Period) Progress {
	var all Progress
	next := p.Until.Add(p.Until.Sub(p.From)) // a period later
	today := p.Now.In(p.From.Location()).Format(time.DateOnly)
	known := map[string]bool{}
	for _, it := range items {
		if known[it.ID] {
			continue
		}
		known[it.ID] = true
		due := ""
		if !it.Due.IsZero() {
			due = it.Due.In(p.From.Location()).Format(time.DateOnly)
		}
		switch {
		case it.State == Done:
			if !it.Finished.Before(p.Since) && it.Finished.Before(p.Until) {
				all.Done = append(all.Done, it)
			}
			continue
		case it.State == Active:
			all.Active = append(all.Active, it)
		case it.Soon, due != "" && due >= today && it.Due.Before(next):
			all.Next = append(all.Next, it)
		}
		if due != "" && due < today {
			all.Late = append(all.Late, it)
		}
	}
	slices.SortStableFunc(all.Done, func(a, b Item) int { return a.Finished.Compare(b.Finished) })
	for _, list := range []*[]Item{&all.Active, &all.Next, &all.Late} {
		slices.SortStableFunc(*list, byDue)
	}
	for _, list := range []*[]Item{&all.Done, &all.Active, &all.Next, &all.Late} {
		all.More += max(0, len(*list)-mostListed)
		*list = (*list)[:min(len(*list), mostListed)]
	}
	return all
}

// byDue orders items by their days, those without one last, and then by their keys.
func byDue(a, b Item) int {
	return cmp.Or(compareDays(a.Due, b.Due), cmp.Compare(len(a.Key), len(b.Key)), cmp.Compare(a.Key, b.Key))
}

// compareDays compares days; no day comes after all others.
func compareDays(a, b time.Time) int {
	switch {
	case a.IsZero() && !b.IsZero():
		return 1
	case b.IsZero() && !a.IsZero():
		return -1
	}
	return a.Compare(b)
}

// SortMilestones returns milestones by their days, those without one last, and each once.
func SortMilestones(list []Milestone) []Milestone {
	slices.SortStableFunc(list, func(a, b Milestone) int { return compareDays(a.Due, b.Due) })
	return list[:min(len(list), mostListed)]
}

// Day returns the day of a text such as 2026-03-06 or 2026-03-06T17:00:00Z, zero where there
// is none. A day without a time of day is in a zone.
func Day(text string, zone *time.Location) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999-0700", time.DateTime, time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t
		}
	}
	return time.Time{}
}

// IsOld reports whether a milestone was done so long before a period that nobody wants to read
// of it again.
func (p Period) IsOld(m Milestone) bool {
	const old = 60 * 24 * time.Hour
	return m.Done && !m.Due.IsZero() && m.Due.Before(p.From.Add(-old))
}
