package meeting

import (
	"context"
	"sync"
	"time"
)

// Client asks one system about the meetings of one organiser or account.
type Client interface {
	Name() string
	// After returns what the system knows of a meeting; nil, nil if it knows no such meeting.
	After(ctx context.Context, k Key) (*Record, error)
	// Check returns what the system does not let the client ask.
	Check(ctx context.Context) []error
}

// schedule is when a system is asked, after the end of a meeting. Then the meeting is left.
func schedule() []time.Duration {
	return []time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour}
}

const (
	late       = time.Hour        // after the last time of the schedule it is still asked for
	mostTime   = 30 * time.Second // for one meeting
	forgetting = 48 * time.Hour   // after a meeting what was known of it is forgotten
)

// Systems asks the systems of the configuration, each at set times after a meeting. What they
// said last is kept in memory: after a restart they are asked again.
type Systems struct {
	clients map[string][]Client

	mu    sync.Mutex
	known map[Key]*known
}

// known is what was found out of a meeting.
type known struct {
	step   int // of the schedule, that was asked last; from 1
	record *Record
	err    error
}

// NewSystems returns systems that have no client yet.
func NewSystems() *Systems {
	return &Systems{clients: map[string][]Client{}, known: map[Key]*known{}}
}

// Add adds a client for a system.
func (s *Systems) Add(system string, c Client) { s.clients[system] = append(s.clients[system], c) }

// After returns what the systems know of a meeting at now, and when they will be asked next;
// zero if they will not. Its error is that of the last time.
func (s *Systems) After(ctx context.Context, k Key, now time.Time) (r *Record, next time.Time, err error) {
	if s == nil || len(s.clients[k.System]) == 0 {
		return nil, time.Time{}, nil
	}
	step := 0
	for i, after := range schedule() {
		if at := k.End.Add(after); at.After(now) {
			next = at
			break
		}
		step = i + 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for other := range s.known {
		if now.Sub(other.End) > forgetting {
			delete(s.known, other)
		}
	}
	last := s.known[k]
	if last == nil {
		last = &known{}
	}
	if step <= last.step || next.IsZero() && now.Sub(k.End) > schedule()[len(schedule())-1]+late {
		return last.record, next, last.err
	}
	ctx, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	r, err = s.ask(ctx, k)
	if ctx.Err() != nil && r == nil && err == nil {
		err = ctx.Err()
	}
	if r == nil {
		r = last.record
	}
	s.known[k] = &known{step, r, err}
	return r, next, err
}

// ask asks each client of the system until one knows the meeting.
func (s *Systems) ask(ctx context.Context, k Key) (r *Record, err error) {
	for _, c := range s.clients[k.System] {
		found, failed := c.After(ctx, k)
		if failed != nil {
			err = failed
			continue
		}
		if found != nil {
			return found, nil
		}
	}
	return nil, err
}
