package main

import (
	"context"
	"time"
)

// journalPeriod is how often the journal gets the head of the log.
const journalPeriod = 24 * time.Hour

// journalHead logs the last event of the log, at the start and then once a day: who can
// write the database cannot write the journal of yesterday.
func (s *service) journalHead(ctx context.Context) error {
	for {
		head, err := s.Store().Head(ctx)
		if err == nil {
			s.log.Info("head of the log", "event", head.Number, "hash", head.Short())
		} else if ctx.Err() == nil {
			s.log.Error("could not read the head of the log", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(journalPeriod):
		}
	}
}
