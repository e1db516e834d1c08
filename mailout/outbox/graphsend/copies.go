package graphsend

import (
	"context"
	"time"
)

// Copies are mails of which a copy may lie in Sent Items that has to be removed.
type Copies struct{ list []keptCopy }

// keptCopy is one of them.
type keptCopy struct {
	envelope
	looks int       // that were in vain
	since time.Time // when the first of them was
}

// A copy that was not removed by so many looks, and after so long, stays.
const (
	mostLooks   = 20
	longestLook = 10 * time.Minute
)

// closeTime is how long the end of a session may take: the daemon has to stop in time.
const closeTime = 2 * time.Second

// Recorded says that the results of all that was sent or looked for are recorded. Only then are
// copies in Sent Items removed: until then they alone prove that a mail was sent.
func (s *Session) Recorded() {
	s.config.Copies.list = append(s.config.Copies.list, s.unrecorded...)
	s.unrecorded = nil
}

// Stayed returns how many copies were given up since it was last called: they stay in Sent Items,
// or are not there.
func (s *Session) Stayed() int {
	n := s.stayed
	s.stayed = 0
	return n
}

// removeCopies removes the copies of mails that only their recipient may read. What is not in Sent
// Items yet is looked for again.
func (s *Session) removeCopies(ctx context.Context) {
	var left []keptCopy
	for _, c := range s.config.Copies.list {
		found, err := s.look(ctx, c.envelope)
		looked := err == nil
		if looked && found.sent {
			if err = s.remove(ctx, found.sentID); err == nil {
				continue
			}
		}
		if looked { // a mailbox that cannot be asked says nothing
			c.looks++
			if c.since.IsZero() {
				c.since = time.Now()
			}
		}
		if c.looks >= mostLooks && time.Since(c.since) >= longestLook {
			s.stayed++
			continue
		}
		left = append(left, c)
	}
	s.config.Copies.list = left
}

// Close ends the session. It waits a moment for the copies that have to be removed; what is not
// there by then is left to the next session. It removes nothing whose result is not recorded.
func (s *Session) Close() {
	s.unrecorded = nil
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	s.removeCopies(ctx)
	for _, wait := range s.config.Looks {
		if len(s.config.Copies.list) == 0 || !sleep(ctx, min(wait, closeTime/4)) {
			return
		}
		s.removeCopies(ctx)
	}
}
