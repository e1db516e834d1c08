package digest

import (
	"context"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// addTeam adds what the team wrote for reports that wait for the PM, after these were asked for, and
// that no mail about the report has shown them.
func (one *digest) addTeam(ctx context.Context, o *office.Office, to *inbox, morning time.Time) error {
	open, err := o.Store.Reports(ctx, "", true)
	if err != nil {
		return err
	}
	for _, r := range open {
		p := o.Config.Project(r.Project)
		if p == nil || p.Closed || !slices.Contains(to.projects, r.Project) || r.State != store.ReportAsked && r.State != store.ReportProposed {
			continue
		}
		shown, parts, err := o.TeamParts(ctx, p, r, to.pm.Address)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(parts, func(part store.TeamPart) bool { return part.Changed.Before(morning) }) {
			continue
		}
		one.shown.Team = append(one.shown.Team, templates.TeamNews{Project: p.Project, From: office.Day(r.From), To: office.Day(r.To), Parts: shown})
		one.team, one.fresh = append(one.team, parts...), true
	}
	return nil
}
