package summary

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, time.UTC)
	if err != nil {
		panic(err)
	}
	return t
}

func held(id int64, title, start, system, conference string) store.Meeting {
	return store.Meeting{ID: id, Title: title, Start: at(start), End: at(start).Add(time.Hour), Conference: store.Conference{System: system, ID: conference}}
}

func recapped(vendor, title, on, meeting, day string) store.LoggedRecap {
	return store.LoggedRecap{At: at(on), Recap: store.Recap{Vendor: vendor, Title: title, Meeting: meeting, Day: day}}
}

// A recap belongs to one meeting for certain, or to none.
func TestIsOf(t *testing.T) {
	weekly := []store.Meeting{
		held(1, "Weekly", "2026-03-02 10:00", "zoom", "81234567890"),
		held(2, "Weekly", "2026-03-09 10:00", "zoom", "81234567890"),
	}
	daily := []store.Meeting{held(1, "Daily", "2026-03-02 09:00", "", ""), held(2, "Daily", "2026-03-03 09:00", "", ""), held(3, "Daily", "2026-03-04 09:00", "", "")}
	twice := []store.Meeting{held(1, "Review", "2026-03-02 09:00", "", ""), held(2, "Review", "2026-03-02 14:00", "", "")}
	for name, test := range map[string]struct {
		recap    store.LoggedRecap
		meetings []store.Meeting
		want     int64 // 0: none
	}{
		"by id":                              {recapped("zoom", "Something else", "2026-03-09 11:10", "812 3456 7890", ""), weekly, 2},
		"by title":                           {recapped("otter", "weekly", "2026-03-02 11:10", "", ""), weekly, 1},
		"the id of another meeting":          {recapped("zoom", "Weekly", "2026-03-02 11:10", "87777777777", ""), weekly, 0},
		"of another system":                  {recapped("gemini", "Weekly", "2026-03-02 11:10", "", ""), weekly, 0},
		"of a program that listens in":       {recapped("fireflies", "Weekly!", "2026-03-02 11:10", "", ""), weekly, 1},
		"before the meeting":                 {recapped("zoom", "Weekly", "2026-03-02 09:50", "81234567890", ""), weekly[:1], 0},
		"four days later":                    {recapped("zoom", "Weekly", "2026-03-06 12:00", "81234567890", ""), weekly, 0},
		"three days later":                   {recapped("zoom", "Weekly", "2026-03-05 10:00", "81234567890", ""), weekly, 1},
		"another title":                      {recapped("zoom", "Monthly", "2026-03-02 11:10", "", ""), weekly, 0},
		"without a title":                    {recapped("zoom", "", "2026-03-02 11:10", "", ""), weekly, 0},
		"the first of a daily":               {recapped("otter", "Daily", "2026-03-02 11:10", "", ""), daily, 1},
		"one of three of a daily":            {recapped("otter", "Daily", "2026-03-04 11:10", "", ""), daily, 0},
		"one of three whose day it says":     {recapped("otter", "Daily", "2026-03-04 11:10", "", "2026-03-03"), daily, 2},
		"of one of two on a day":             {recapped("otter", "Review", "2026-03-02 16:00", "", "2026-03-02"), twice, 0},
		"while the second of a day is still": {recapped("otter", "Review", "2026-03-02 10:10", "", ""), twice, 1},
	} {
		got := int64(0)
		for _, m := range test.meetings {
			if IsOf(test.recap, m, test.meetings, time.UTC) {
				if got != 0 {
					t.Errorf("%s: of two meetings", name)
				}
				got = m.ID
			}
		}
		if got != test.want {
			t.Errorf("%s: of meeting %d, want %d", name, got, test.want)
		}
	}
}

// What stands above a summary to say which meeting it is of is no part of it; a sentence with a
// day is.
func TestRead_theHeadOfASummary(t *testing.T) {
	for head, kept := range map[string]bool{
		"Release planning": false, "Thursday, 21 May 2026 14:30 - 15:15": false, "Sep 8, 2026, 9:30 AM": false, "2026-09-14 14:00 - 15:05": false, "2026年9月14日（周一） 14:00": false, "May 21, 2026 • 58 mins": false, "May 21st, 2026 at 2:30 PM GMT": false,
		"Launch moves to 21 May 2026": true, "21 May 2026 is the day of the launch": true, "Release planning is over": true, "2026-09-14 上线": true,
	} {
		r := Read(Input{Text: "Meeting recap\n" + head + "\nAI summary\nThe group fixed the order.\n", Title: "Release planning"})
		if strings.Contains(r.Summary, head) != kept || !strings.Contains(r.Summary, "The group fixed the order.") {
			t.Errorf("%q: %q", head, r.Summary)
		}
	}
}
