package run

import (
	"context"
	"slices"
	"strings"
	"sync"

	"rapport/cmd/rapport/config"
	"rapport/mailout/meeting/meeting"
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
		lacks, could := parted(missing[i])
		at, key := c.MeetingsPlaces[i].System, "meetings.system"
		if slices.ContainsFunc(missing[i], meeting.IsDenied) {
			at, key = c.MeetingsPlaces[i].Secret, "meetings."+m.Secret.Key
		}
		if lacks != "" {
			found.Fail(at, key, "see docs/meetings.md for what to permit", "%s", lacks)
		} else if !skip[i] {
			well = append(well, templates.SystemName(m.System))
		}
		if could != "" {
			found.Warn(at, key, "optional; docs/meetings.md says what it is for", "%s", could)
		}
	}
	return well
}

// parted returns what is needed and missing, and what would only be of use; one problem stands
// at one place.
func parted(missing []error) (lacks, could string) {
	var needed, useful []string
	for _, err := range missing {
		if meeting.IsUnneeded(err) {
			useful = append(useful, err.Error())
		} else {
			needed = append(needed, err.Error())
		}
	}
	return strings.Join(needed, "; "), strings.Join(useful, "; ")
}
