package due

import (
	"strings"
	"testing"
	"time"

	"rapport/mailout/calendar"
)

// A PM hears once, sixty days before, that the holidays of a year are missing, and again
// in the last two weeks, but no mail is sent for that alone a second time.
func TestDue_aYearWithoutHolidaysIsReportedAhead(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-10-30 08:00") // a Friday
	all, err := calendar.Load("")
	if err != nil {
		t.Fatal(err)
	}
	c := *o.due.config.Load()
	if c.Projects[0].Calendar, err = all.Get("cn"); err != nil {
		t.Fatal(err)
	}
	o.due.SetConfig(c)
	lina := "digest lina@agency.example"
	o.looks("2026-10-30 09:30")
	o.wants() // too early in the year
	o.looks("2026-11-02 09:30")
	o.wants(lina)
	if text := o.text(); !strings.Contains(text, "cn 尚无 2027 年的节假日安排") || !strings.Contains(text, "ACME") || strings.Contains(text, "BETA") {
		t.Errorf("the digest:\n%s", text)
	}
	for day := at("2026-11-03 09:30"); day.Before(at("2026-12-21 00:00")); day = day.AddDate(0, 0, 1) {
		o.looks(day.Format("2006-01-02 15:04"))
	}
	o.wants(lina)
	o.arrives("offer", "ACME")
	o.looks("2026-12-21 09:30")
	o.wants(lina, lina)
	if text := o.text(); !strings.Contains(text, "2027 年的节假日安排") {
		t.Errorf("the digest of the last weeks does not say it again:\n%s", text)
	}
	if due, err := c.Projects[0].AddWorkdays(at("2026-12-30 10:00"), 3); err != nil || due.Format(time.DateOnly) != "2027-01-04" {
		t.Errorf("three working days after 30 December: %s, %v", due, err)
	}
}
