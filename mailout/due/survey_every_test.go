package due

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates/survey"
)

// A survey on a schedule is as frequent as survey_every lets it be, in whichever months and
// though clocks change or holidays move it.
func TestDue_aScheduledSurveySkipsNoMonth(t *testing.T) {
	t.Parallel()
	questions, err := survey.Load("csat")
	if err != nil {
		t.Fatal(err)
	}
	months := func(step int) (list []string) {
		for month := 1; month <= 12; month += step {
			list = append(list, fmt.Sprintf("2026-%02d", month))
		}
		return list
	}
	for _, c := range []struct {
		at, zone string
		every    int
		moved    schedule.Holidays
		want     []string // the months of the surveys
	}{
		{"monthly on 1 at 10:00", "Asia/Shanghai", 30, "", months(1)},
		{"monthly on 1 at 10:00", "Europe/Berlin", 30, schedule.After, months(1)},
		{"monthly on 1 at 00:30", "America/New_York", 31, "", months(1)},
		{"monthly on the last day at 23:30", "Europe/Berlin", 30, "", months(1)},
		{"monthly on 31 at 16:00", "Asia/Shanghai", 30, schedule.Before, months(1)},
		{"monthly on 29 at 02:30", "Europe/Berlin", 30, "", months(1)},
		{"monthly on 30 at 09:00", "Europe/London", 28, schedule.After, months(1)},
		{"monthly on 1 at 10:00", "Asia/Shanghai", 60, "", months(2)},
		{"monthly on 1 at 10:00", "Asia/Shanghai", 90, schedule.After, months(3)},
		{"monthly on 15 at 10:00", "America/New_York", 180, schedule.Before, months(6)},
		{"monthly on 5 at 10:00", "Asia/Shanghai", 45, "", months(2)},
	} {
		at, err := schedule.Parse(c.at)
		if err != nil {
			t.Fatal(err)
		}
		at.Holidays = c.moved
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		o := newAgency(t, "2025-12-31 23:59", func(p *Project) {
			p.Schedule, p.Zone, p.Calendar = nil, zone, nil
			p.Surveys = Surveys{Scheduled: questions, At: &at, Every: time.Duration(c.every) * 24 * time.Hour}
		})
		for day := time.Date(2026, 1, 1, 0, 0, 0, 0, zone); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
			o.now = time.Date(day.Year(), day.Month(), day.Day(), at.Hour, at.Minute+29, 0, 0, zone) // also where clocks skip the time
			for _, trouble := range o.due.RunOnce(t.Context()) {
				t.Fatal(trouble)
			}
		}
		list, err := o.store.Surveys(t.Context(), store.SurveyQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range list {
			got = append(got, s.Occasion[len("schedule "):len("schedule 2026-01")])
		}
		got = slices.DeleteFunc(slices.Compact(got), func(month string) bool { return month < "2026" })
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s in %s, every %d days (-want +got):\n%s", c.at, c.zone, c.every, diff)
		}
	}
}
