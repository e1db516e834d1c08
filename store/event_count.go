package store

import (
	"maps"
	"sync"
)

// EventName is what can happen to the rows of a table.
type EventName struct {
	Table string
	Event Event
}

// eventCounts counts what this process has done.
type eventCounts struct {
	mu     sync.Mutex
	counts map[EventName]int64
}

// names returns the events of a transaction that have a name. It is called before the commit.
func (r *recorder) names() (list []EventName) {
	for _, c := range r.changes {
		if c.table >= 0 && c.kept == nil && c.row != nil && c.what != "" {
			list = append(list, EventName{r.tables[c.table].shape.Table, c.what})
		}
	}
	return list
}

func (e *eventCounts) add(list []EventName) {
	if len(list) == 0 {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.counts == nil {
		e.counts = map[EventName]int64{}
	}
	for _, name := range list {
		e.counts[name]++
	}
}

// EventCounts returns how often each thing has happened that this process committed since it
// opened the database.
func (s *Store) EventCounts() map[EventName]int64 {
	s.happened.mu.Lock()
	defer s.happened.mu.Unlock()
	return maps.Clone(s.happened.counts)
}
