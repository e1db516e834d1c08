package run

import (
	"context"
	"strings"
	"sync"

	"rapport/cmd/rapport/config"
	"rapport/mailout/due/office"
	"rapport/mailout/outside"
)

// checkTrackerSecrets sees whether the secrets of the trackers can be read, and returns which
// trackers are without.
func checkTrackerSecrets(ctx context.Context, c *config.Config, getenv func(string) string, found *config.Problems) (without []bool) {
	without = make([]bool, len(c.Trackers))
	for i, t := range c.Trackers {
		without[i] = checkSecret(ctx, t.Secret, c.TrackerPlaces[i].Secret, "tracker."+t.Secret.Key, getenv, found)
	}
	return without
}

// checker is a tracker that can be asked what is missing.
type checker interface {
	// Check asks for each thing that a report of a project needs, and returns what it does not
	// get.
	Check(ctx context.Context, project string) []error
}

// checkTrackers asks each tracker once for each of its projects, and returns those that show
// all that a report needs. skip says which to leave out.
func checkTrackers(ctx context.Context, c *config.Config, getenv func(string) string, skip []bool, found *config.Problems) (well []string) {
	findings, names := make([]config.Problems, len(c.Trackers)), make([]string, len(c.Trackers))
	var all sync.WaitGroup
	for i, t := range c.Trackers {
		if skip[i] {
			continue
		}
		all.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, onlinePatience)
			defer cancel()
			checkTracker(ctx, c, t, c.TrackerPlaces[i], getenv, &findings[i])
			if findings[i].Errors() == 0 {
				names[i] = t.Name
			}
		})
	}
	all.Wait()
	for i, list := range findings {
		for _, p := range list {
			found.Add(p)
		}
		if names[i] != "" {
			well = append(well, names[i])
		}
	}
	return well
}

func checkTracker(ctx context.Context, c *config.Config, t config.Tracker, at config.TrackerPlace, getenv func(string) string, found *config.Problems) {
	opened, err := t.Open(getenv)
	if err != nil {
		found.Fail(at.URL, "tracker.url", "", "%v", err)
		return
	}
	asks, ok := opened.(checker)
	if !ok {
		return
	}
	for _, p := range c.Projects {
		if p.Tracker != t.Name {
			continue
		}
		errs := asks.Check(ctx, p.TrackerKey)
		if len(errs) == 0 {
			continue
		}
		var texts []string // one problem stands at one place
		for _, err := range errs {
			texts = append(texts, err.Error())
		}
		text := p.Code + ": " + strings.Join(texts, "; ")
		switch office.FaultOf(errs[0]) {
		case outside.Denied:
			found.Fail(at.Secret, "tracker."+t.Secret.Key, "see docs/trackers.md for what the application may need", "%s", text)
		case outside.Missing:
			found.Fail(at.URL, "project.tracker_key", "write the key of the project there", "%s", text)
		default:
			found.Fail(at.URL, "tracker.url", "", "%s", text)
		}
	}
}
