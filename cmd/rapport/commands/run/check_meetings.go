package run

import (
	"context"
	"errors"
	"sync"

	"rapport/cmd/rapport/config"
	"rapport/mailout/meeting/meeting"
	"rapport/mailout/outside"
	"rapport/templates"
)

// checkMeetingSecrets sees whether the secrets of the meeting systems can be read, and returns
// which are without.
func checkMeetingSecrets(ctx context.Context, c *config.Config, getenv func(string) string, found *config.Problems) (without []bool) {
	without = make([]bool, len(c.Meetings))
	for i, m := range c.Meetings {
		without[i] = checkSecret(ctx, m.Secret, c.MeetingsPlaces[i].Secret, "meetings."+m.Secret.Key, getenv, found)
	}
	return without
}

// checkMeetings asks each meeting system once, and returns those that let Rapport see what it
// needs. skip says which to leave out.
func checkMeetings(ctx context.Context, c *config.Config, getenv func(string) string, skip []bool, found *config.Problems) (well []string) {
	missing := make([][]error, len(c.Meetings))
	var all sync.WaitGroup
	for i, m := range c.Meetings {
		if skip[i] {
			continue
		}
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, onlinePatience)
			defer cancel()
			client, err := m.Open(getenv)
			if err != nil {
				missing[i] = []error{err}
				return
			}
			missing[i] = client.Check(ctx)
		})
	}
	all.Wait()
	for i, m := range c.Meetings {
		lacks := false
		for _, err := range missing[i] {
			at, key := c.MeetingsPlaces[i].System, "meetings.system"
			var fault *outside.Error
			if errors.As(err, &fault) && fault.Fault == outside.Denied {
				at, key = c.MeetingsPlaces[i].Secret, "meetings."+m.Secret.Key
			}
			if meeting.IsUnneeded(err) {
				found.Warn(at, key, "see docs/meetings.md for what it is for", "%v", err)
				continue
			}
			lacks = true
			found.Fail(at, key, "see docs/meetings.md for what to permit", "%v", err)
		}
		if !lacks && !skip[i] {
			well = append(well, templates.SystemName(m.System))
		}
	}
	return well
}
