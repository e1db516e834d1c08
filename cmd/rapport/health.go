package main

import (
	"fmt"
	"sync"
	"time"

	"rapport/mailin"
)

// report notes the state of a folder and reports that of all to systemd.
func (s *service) report(h mailin.Health) {
	s.notify.status(s.health.take(h))
	s.watch.Folder(h)
}

// health is how all folders fare.
type health struct {
	mu      sync.Mutex
	folders map[string]mailin.Health
}

func (h *health) clear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.folders)
}

// take notes the state of a folder and returns one line on all of them.
func (h *health) take(one mailin.Health) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.folders[one.Account+"/"+one.Folder] = one
	well, trouble, latest := 0, "", time.Time{}
	for name, f := range h.folders {
		if f.Err != nil {
			trouble = name + " cannot be read"
			continue
		}
		well++
		if f.Synced.After(latest) {
			latest = f.Synced
		}
	}
	line := fmt.Sprintf("%d of %d folders read", well, len(h.folders))
	if !latest.IsZero() {
		line += ", last at " + latest.Format(time.TimeOnly)
	}
	if trouble != "" {
		line += "; " + trouble + ", see the journal"
	}
	return line
}
