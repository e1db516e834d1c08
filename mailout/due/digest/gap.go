package digest

import (
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// gapReminder is how long before a year begins a digest repeats that its holidays are
// missing.
const gapReminder = 14 * 24 * time.Hour

// gapsOf returns which years lack holidays in the calendars of a PM's projects, as far as
// this digest reports them: each when it comes up, and again when the year is near or has
// begun. fresh reports whether one has come up since the last digest.
func gapsOf(o *office.Office, to *inbox, last store.Digest, morning time.Time) (gaps []templates.CalendarGap, fresh bool) {
	for i := range o.Config.Projects {
		p := &o.Config.Projects[i]
		if !slices.Contains(to.projects, p.Code) {
			continue
		}
		gap, found := p.Calendar.Gap(morning.In(p.Zone))
		if !found {
			continue
		}
		_, told := p.Calendar.Gap(toldUntil(o, p, last, morning).In(p.Zone))
		told = told && last.Day != ""
		near := !morning.Add(gapReminder).Before(time.Date(gap.Year, time.January, 1, 0, 0, 0, 0, p.Zone))
		if told && !near {
			continue
		}
		fresh = fresh || !told
		at := slices.IndexFunc(gaps, func(g templates.CalendarGap) bool { return g.Calendar == gap.Calendar && g.Year == gap.Year })
		if at < 0 {
			at = len(gaps)
			gaps = append(gaps, templates.CalendarGap{Calendar: gap.Calendar, Year: gap.Year})
		}
		gaps[at].Projects = append(gaps[at].Projects, p.Code)
	}
	return gaps, fresh
}
