package invite

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rapport/store"
)

// event returns a calendar with these lines in its event.
func event(method, lines string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:" + method + "\r\nBEGIN:VEVENT\r\nUID:meet-5@hualong.example\r\n" + strings.ReplaceAll(lines, "\n", "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func TestRead_invitation(t *testing.T) {
	c, err := Read(event("request", `SEQUENCE:2
SUMMARY:评审\, 第二次
LOCATION:Room 5
DTSTART;TZID=China Standard Time:20260306T090000
DTEND;TZID="China Standard Time":20260306T100000
ORGANIZER;CN=王伟:mailto:wang@hualong.example
ATTENDEE;CN="Li, Na";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:li@age
 ncy.example
ATTENDEE;PARTSTAT=accepted:mailto:zhou@hualong.example`), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &store.Calendar{Method: "REQUEST", UID: "meet-5@hualong.example", Sequence: 2, Summary: "评审, 第二次", Location: "Room 5",
		Start: time.Date(2026, 3, 6, 1, 0, 0, 0, time.UTC), End: time.Date(2026, 3, 6, 2, 0, 0, 0, time.UTC), Zone: "Asia/Shanghai",
		Organizer: store.Address{Name: "王伟", Address: "wang@hualong.example"},
		Attendees: []store.Attendee{{Name: "Li, Na", Address: "li@agency.example", PartStat: "NEEDS-ACTION"}, {Address: "zhou@hualong.example", PartStat: "ACCEPTED"}}}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("%+v, want %+v", c, want)
	}
}

func TestRead_times(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 7, 6, h, m, 0, 0, time.UTC) }
	const zone = "BEGIN:VTIMEZONE\nTZID:Our zone\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0800\nTZOFFSETTO:+0800\nEND:STANDARD\nEND:VTIMEZONE\n"
	for _, test := range []struct {
		name, lines, before string
		start, end          time.Time
		allDay              bool
	}{
		{name: "UTC", lines: "DTSTART:20260706T090000Z\nDTEND:20260706T100000Z", start: at(9, 0), end: at(10, 0)},
		{name: "a zone of the IANA database", lines: "DTSTART;TZID=Europe/Berlin:20260706T090000", start: at(7, 0), end: at(7, 0)},
		{name: "behind Mozilla's prefix", lines: "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260706T090000", start: at(7, 0), end: at(7, 0)},
		{name: "a zone of Windows, in summer", lines: "DTSTART;TZID=W. Europe Standard Time:20260706T090000\nDURATION:PT90M", start: at(7, 0), end: at(8, 30)},
		{name: "a zone of its own", before: zone, lines: "DTSTART;TZID=Our zone:20260706T090000", start: at(1, 0), end: at(1, 0)},
		{name: "an unknown zone has no time", lines: "DTSTART;TZID=Atlantis:20260706T090000\nDTEND:20260706T100000"},
		{name: "no zone", lines: "DTSTART:20260706T090000", start: at(2, 0), end: at(2, 0)},
		{name: "no seconds", lines: "DTSTART:20260706T0900Z", start: at(9, 0), end: at(9, 0)},
		{name: "a day", lines: "DTSTART;VALUE=DATE:20260706", start: at(0, 0), end: at(24, 0), allDay: true},
		{name: "an end before the start", lines: "DTSTART:20260706T090000Z\nDTEND:20260706T080000Z", start: at(9, 0)},
		{name: "nonsense", lines: "DTSTART:tomorrow"},
		{name: "none", lines: "SUMMARY:x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(event("REQUEST", test.lines), "BEGIN:VEVENT", test.before+"BEGIN:VEVENT", 1)
			c, err := Read(text, "", time.FixedZone("", 7*3600))
			if err != nil {
				t.Fatal(err)
			}
			if !c.Start.Equal(test.start) || !c.End.Equal(test.end) || c.AllDay != test.allDay {
				t.Errorf("%v to %v (%v), want %v to %v", c.Start, c.End, c.AllDay, test.start, test.end)
			}
		})
	}
}

func TestRead_readsAroundWhatIsBroken(t *testing.T) {
	c, err := Read("BEGIN:VCALENDAR\nno property\nBEGIN:VEVENT\nATTENDEE;CN=\"open:mailto:a@b.example\nATTENDEE;CN=:mailto:c@d.example\nATTENDEE;:mailto:x\nSUMMARY:a, b\\\nBEGIN:VALARM\nSUMMARY:alarm\nEND:VALARM\nSEQUENCE:x", "reply", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Method != "REPLY" || c.Summary != "a, b\\" || len(c.Attendees) != 1 || c.Attendees[0].Address != "c@d.example" {
		t.Errorf("%+v", c)
	}
}

func TestRead_theSeriesCountsNotItsException(t *testing.T) {
	c, err := Read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20260706T090000Z\nSUMMARY:moved\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\nSUMMARY:weekly\nEND:VEVENT\nEND:VCALENDAR\n", "REQUEST", nil)
	if err != nil || c.Summary != "weekly" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestRead_withoutEventItFails(t *testing.T) {
	for _, text := range []string{"", "hello", "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:x\nEND:VTODO\nEND:VCALENDAR"} {
		if c, err := Read(text, "", nil); err == nil {
			t.Errorf("%q: %+v", text, c)
		}
	}
}

func TestRead_isBounded(t *testing.T) {
	var b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&b, "ATTENDEE;CN=%s:mailto:%d@hualong.example\n", strings.Repeat("王", 100), i)
	}
	c, err := Read(event("REQUEST", "SUMMARY:"+strings.Repeat("x", 3000)+"\n"+b.String()), "", nil)
	if err != nil || len(c.Attendees) != mostAttendees || len(c.Summary) != mostText {
		t.Errorf("%d attendees, a summary of %d, %v", len(c.Attendees), len(c.Summary), err)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT", event("REQUEST", "DTSTART;TZID=China Standard Time:20260306T090000\nDURATION:P1W"),
		event("REPLY", "ATTENDEE;CN=\"a\",b;PARTSTAT=x:mailto:a@b.example\nSUMMARY:a\\"), event("", "DTSTART;TZID=a:00000000T0000\nDTEND;VALUE=DATE:99991231\nRECURRENCE-ID:x"),
		"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:a\nBEGIN:STANDARD\nTZOFFSETTO:-9999\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=a:20260306T090000\n",
		event("REQUEST", "DTSTART:20260306T090000\nRRULE:FREQ=WEEKLY;BYDAY=FR\nEXDATE;VALUE=DATE:20260313\nRDATE;VALUE=PERIOD:20260307T090000/PT1H\nEND:VEVENT\nBEGIN:VEVENT\nUID:meet-5@hualong.example\nRECURRENCE-ID:20260320T090000\nDTSTART:20260321T090000"),
		event("CANCEL", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260306\nX-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij\nDESCRIPTION:a\\nhttps://zoom.us/j/123456789?pwd=a\\n"),
	} {
		f.Add(seed, "request")
	}
	f.Fuzz(func(t *testing.T, text, method string) {
		c, err := Read(text, method, time.UTC)
		if err != nil {
			return
		}
		lines := []string{c.Method, c.UID, c.Summary, c.Location, c.Organizer.Name, c.Organizer.Address}
		for _, a := range c.Attendees {
			if !strings.Contains(a.Address, "@") {
				t.Errorf("the attendee %+v", a)
			}
			lines = append(lines, a.Name, a.Address, a.PartStat)
		}
		for _, line := range lines {
			if !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n\x00") || utf8.RuneCountInString(line) > mostText {
				t.Errorf("%q", line)
			}
		}
		if c.Sequence < 0 || !c.End.IsZero() && c.End.Before(c.Start) {
			t.Errorf("%+v", c)
		}
		if _, err := json.Marshal(c); err != nil {
			t.Error(err)
		}
	})
}

// What repeats a meeting, and what is otherwise about one of it.
func TestRead_series(t *testing.T) {
	t.Parallel()
	c, err := Read(event("REQUEST", `DTSTART;TZID=W. Europe Standard Time:20260306T090000
DTEND;TZID=W. Europe Standard Time:20260306T100000
RRULE:FREQ=WEEKLY;BYDAY=FR
EXDATE;TZID=W. Europe Standard Time:20260313T090000,20260327T090000
EXDATE;VALUE=DATE:20260403
RDATE;VALUE=PERIOD:20260307T080000Z/PT1H
END:VEVENT
BEGIN:VEVENT
UID:meet-5@hualong.example
RECURRENCE-ID;TZID=W. Europe Standard Time:20260410T090000
DTSTART;TZID=W. Europe Standard Time:20260411T110000
DTEND;TZID=W. Europe Standard Time:20260411T120000
SEQUENCE:3
END:VEVENT
BEGIN:VEVENT
UID:another@hualong.example
RECURRENCE-ID:20260417T070000Z
STATUS:CANCELLED`), "", nil)
	if err != nil || c.Rule == nil || c.Rule.Zone != "Europe/Berlin" {
		t.Fatalf("%+v, %v", c, err)
	}
	starts, err := c.Rule.Starts(c.Start, c.Start, c.Start.AddDate(0, 0, 43), 20)
	var got []string
	for _, start := range starts {
		got = append(got, start.Format("0102T1504"))
	}
	if want := "0306T0800 0307T0800 0320T0800 0410T0700 0417T0700"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("%v, %v, want %s", got, err, want)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 4, day, hour, 0, 0, 0, time.UTC) }
	if want := []store.Occurrence{{Of: at(10, 7), Start: at(11, 9), End: at(11, 10), Sequence: 3}}; !reflect.DeepEqual(c.Exceptions, want) {
		t.Errorf("%+v, want %+v", c.Exceptions, want)
	}
}

// A zone that the calendar defines itself keeps its summer time in a series.
func TestRead_seriesInAZoneOfItsOwn(t *testing.T) {
	t.Parallel()
	zone := "BEGIN:VTIMEZONE\nTZID:Our zone\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
	text := event("REQUEST", "DTSTART;TZID=Our zone:20260320T090000\nDTEND;TZID=Our zone:20260320T100000\nRRULE:FREQ=WEEKLY")
	c, err := Read(strings.Replace(text, "BEGIN:VEVENT", zone+"BEGIN:VEVENT", 1), "", nil)
	if err != nil || c.Rule == nil || c.Zone != "" {
		t.Fatalf("%+v, %v", c, err)
	}
	starts, err := c.Rule.Starts(c.Start, c.Start, c.Start.AddDate(0, 0, 15), 20)
	if err != nil || len(starts) != 3 || starts[0].Hour() != 8 || starts[2].Hour() != 7 {
		t.Errorf("%v, %v", starts, err)
	}
}

// RECURRENCE-ID in each form that programs write.
func TestRead_occurrence(t *testing.T) {
	t.Parallel()
	const times = "DTSTART;TZID=Europe/London:20260710T110000\nDTEND;TZID=Europe/London:20260710T120000\n"
	for id, want := range map[string]string{
		"RECURRENCE-ID;TZID=Europe/London:20260709T090000":                     "2026-07-09T08:00:00Z",
		"RECURRENCE-ID:20260709T080000Z":                                       "2026-07-09T08:00:00Z",
		"RECURRENCE-ID;VALUE=DATE:20260709":                                    "2026-07-09T10:00:00Z",
		"RECURRENCE-ID;TZID=GMT Standard Time:20260709T090000":                 "2026-07-09T08:00:00Z",
		"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20260709T160000": "2026-07-09T08:00:00Z",
		"RECURRENCE-ID:20260709T090000":                                        "2026-07-09T09:00:00Z",
	} {
		c, err := Read(event("CANCEL", times+id), "", time.UTC)
		if err != nil || c.Occurrence.Format(time.RFC3339) != want || c.Rule != nil || c.Onwards != strings.Contains(id, "FUTURE") {
			t.Errorf("%s: %+v, %v, want %s", id, c, err, want)
		}
	}
}
