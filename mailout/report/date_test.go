package report

import (
	"testing"
	"time"
)

// 12/5 is read by the language and the place, and asked where both orders are usual.
func TestParse_theOrderOfNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, text, want string }{
		{"Europe/Berlin", "- Roof: 4/5", "2026-05-04"},
		{"Asia/Singapore", "- Roof: 4/5/2026", "2026-05-04"},
		{"America/Denver", "- Roof: 4/5", "2026-04-05"},
		{"America/Bogota", "- Roof: 4/5", "2026-05-04"},
		{"Asia/Shanghai", "- 封顶：4/5", "2026-04-05"},
		{"Asia/Shanghai", "- Roof: 4/5", ""},
		{"America/Toronto", "- Roof: 4/5", ""},
		{"UTC", "- Roof: 4/5", ""},
		{"UTC", "- Roof: 25/5", "2026-05-25"},
		{"UTC", "- Roof: 5/25", "2026-05-25"},
		{"UTC", "- Roof: Mon 4/5", "2026-05-04"},
		{"UTC", "- Roof: Sun 4/5", "2026-04-05"},
		{"UTC", "- Roof: 4/4", "2026-04-04"},
		{"Europe/Berlin", "- Roof: 04.05.2026", "2026-05-04"},
		{"Europe/Berlin", "- Roof: Tue 4 May", ""}, // a Monday
		{"Europe/Berlin", "- Tests: 4/5 done", ""},
		{"Europe/Berlin", "- Roof: 4–5 May", ""},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		r, problems := Parse("Summary:\nWell.\n\nMilestones:\n"+c.text, time.Date(2026, 3, 6, 0, 0, 0, 0, zone))
		if len(r.Milestones) != 1 {
			t.Fatalf("%s: %+v", c.text, r.Milestones)
		}
		if got := dayOrNone(r.Milestones[0].Planned); got != c.want || (got == "") != (len(problems) > 0) {
			t.Errorf("%s: %s: %s, want %s; asked %v", c.zone, c.text, got, c.want, problems)
		}
	}
}

// Days count from the day of the report, a Friday here, where they can only be one.
func TestParse_daysByWeekday(t *testing.T) {
	t.Parallel()
	check(t, "Milestones", map[string]string{
		"- Roof: yesterday":            "milestone: Roof | 2026-03-05",
		"- Roof: next Friday":          "milestone: Roof | 2026-03-13",
		"- Roof: next Monday":          "milestone: Roof | 2026-03-09",
		"- Roof: next Saturday":        "?", // of this week, or of the next
		"- Roof: last Monday":          "?",
		"- Roof: last Friday":          "milestone: Roof | 2026-02-27",
		"- Roof: Wednesday next week":  "milestone: Roof | 2026-03-11",
		"- Roof closes on Tuesday":     "milestone: Roof closes | 2026-03-10",
		"- Roof was closed on Tuesday": "milestone: Roof |  | 2026-03-03 | done",
		"- Roof closes on Friday":      "?", // today, or in a week
		"- Roof: end of May":           "?",
		"- Roof: mid-April":            "?",
		"- Roof: Q2":                   "?",
		"- 封顶：下周五":                     "milestone: 封顶 | 2026-03-13",
		"- 封顶：本周六":                     "milestone: 封顶 | 2026-03-07",
		"- 封顶：后天":                      "milestone: 封顶 | 2026-03-08",
		"- 封顶：本月20日":                   "milestone: 封顶 | 2026-03-20",
		"- 封顶：四月底":                     "?",
		"- 封顶：二季度":                     "?",
		"- 封顶：三月二十日（周五）":               "milestone: 封顶 | 2026-03-20",
		"- 封顶：3月20日（周四）":               "?",
		"- 上周三已封顶":                     "milestone: 封顶 |  | 2026-02-25 | done",
	})
}

// A sentence may name several milestones; a reason, a note or another day of the same is none.
func TestParse_milestonesInSentences(t *testing.T) {
	t.Parallel()
	check(t, "Milestones", map[string]string{
		"Tiles arrive on 12 March and the floor is laid by 20 March.": "milestone: Tiles arrive | 2026-03-12; milestone: the floor is laid | 2026-03-20",
		"Roof, planned 12 March, now 20 March":                        "milestone: Roof | 2026-03-12 | 2026-03-20",
		"Roof on 12 March, because the crane comes late":              "milestone: Roof, because the crane comes late | 2026-03-12",
		"Roof 12 March instead of 5 March":                            "milestone: Roof | 2026-03-05 | 2026-03-12",
		"The roof is not closed yet, planned 12 March":                "milestone: The roof is not closed yet | 2026-03-12",
		"The roof will be closed on 12 March":                         "milestone: The roof will be closed | 2026-03-12",
		"3月12日瓷砖到货，3月20日铺完地面":                                         "milestone: 瓷砖到货 | 2026-03-12; milestone: 铺完地面 | 2026-03-20",
		"封顶，计划3月12日，现为3月20日":                                          "milestone: 封顶 | 2026-03-12 | 2026-03-20",
		"封顶还没完成，计划3月12日":                                              "milestone: 封顶还没完成 | 2026-03-12",
	})
}
