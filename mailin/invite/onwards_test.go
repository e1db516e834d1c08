package invite

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// said is a calendar and when its mail was written.
type said struct{ at, text string }

// vevent returns a calendar of one event, as a program writes it.
func vevent(program, method string, lines ...string) string {
	head := []string{"BEGIN:VCALENDAR", "PRODID:" + program, "VERSION:2.0", "METHOD:" + method}
	for _, zone := range [][3]string{{"China Standard Time", "+0800", "+0800"}, {"Xmail Custome Time", "+0800", "+0800"}} {
		if strings.Contains(strings.Join(lines, "\n"), zone[0]) {
			head = append(head, "BEGIN:VTIMEZONE", "TZID:"+zone[0], "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:"+zone[1], "TZOFFSETTO:"+zone[2], "END:STANDARD", "END:VTIMEZONE")
		}
	}
	return strings.Join(append(append(append(head, "BEGIN:VEVENT"), lines...), "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

// held returns when the meetings begin that take place before a day, in the zone of a test.
func held(t *testing.T, zone *time.Location, until string, list ...said) (starts []string) {
	t.Helper()
	now := time.Time{}
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	day := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for i, one := range list {
		now = day(one.at)
		c, err := Read(one.text, "", zone)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Update(t.Context(), func(tx *store.Tx) error {
			raw, err := tx.StoreRaw(s.Pack([]byte(fmt.Sprintf("mail %d", i)), now, "test"))
			if err != nil {
				return err
			}
			_, err = tx.Record(raw.ID, &store.Message{Date: now, From: []store.Address{{Address: "wang@acme.example"}}, Calendar: c}, store.Verdict{
				Kind: store.KindCalendar, Project: "ACME", Role: store.RoleClient, Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME"}}, Effects: []store.Effect{store.EffectMeeting, store.EffectMoveMeeting},
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	end := day(until + " 00:00")
	for ; now.Before(end); now = now.Add(12 * time.Hour) { // as the daemon does
		if err := s.UnfoldMeetings(t.Context(), now.Add(72*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	over, err := s.MeetingsOver(t.Context(), end.AddDate(-1, 0, 0), end)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range over {
		starts = append(starts, m.Start.In(zone).Format("01-02 15:04"))
	}
	slices.Sort(starts)
	return starts
}

// What is said of one meeting and those that follow, in whatever order it comes.
func TestRead_andThoseThatFollow(t *testing.T) {
	t.Parallel()
	const (
		exchange = "Microsoft Exchange Server 2010"
		outlook  = "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN"
		google   = "-//Google Inc//Google Calendar 70.9054//EN"
		lark     = "-//Lark CLI//EN"
		exmail   = "-//Tencent Corporation //Bizmail"
		notes    = "-//Lotus Development Corporation//NONSGML Notes 9.0//EN_C"
	)
	china := func(method string, sequence int, lines ...string) string {
		return vevent(exchange, method, append([]string{"UID:040000008200E00074C5B7101A82E008C1", "SUMMARY;LANGUAGE=zh-CN:采购例会", fmt.Sprint("SEQUENCE:", sequence)}, lines...)...)
	}
	mondays := china("REQUEST", 0, "DTSTART;TZID=China Standard Time:20260406T093000", "DTEND;TZID=China Standard Time:20260406T103000", "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=MO;UNTIL=20260504T013000Z")
	later := china("REQUEST", 3, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=China Standard Time:20260420T093000", "DTSTART;TZID=China Standard Time:20260421T140000", "DTEND;TZID=China Standard Time:20260421T150000")
	london := func(method string, sequence int, lines ...string) string {
		return vevent(google, method, append([]string{"UID:7abc@google.com", "SUMMARY:Pricing sync", fmt.Sprint("SEQUENCE:", sequence)}, lines...)...)
	}
	thursdays := london("REQUEST", 0, "DTSTART;TZID=Europe/London:20260312T160000", "DTEND;TZID=Europe/London:20260312T163000", "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=6")
	zh, en := "Asia/Shanghai", "Europe/London"
	for _, test := range []struct {
		name, zone, until string
		list              []said
		want              string
	}{
		{"Outlook moves a Monday and those that follow", zh, "2026-05-20", []said{{"2026-04-01 10:00", mondays}, {"2026-04-14 10:00", later}}, "04-06 09:30, 04-13 09:30, 04-21 14:00, 04-28 14:00, 05-05 14:00"},
		{"the change comes before the series", zh, "2026-05-20", []said{{"2026-04-01 10:00", later}, {"2026-04-01 11:00", mondays}}, "04-06 09:30, 04-13 09:30, 04-21 14:00, 04-28 14:00, 05-05 14:00"},
		{"the series comes again, late and unchanged", zh, "2026-05-20", []said{{"2026-04-01 10:00", mondays}, {"2026-04-14 10:00", later}, {"2026-04-15 10:00", mondays}}, "04-06 09:30, 04-13 09:30, 04-21 14:00, 04-28 14:00, 05-05 14:00"},
		{"an older change comes late", zh, "2026-05-20", []said{{"2026-04-01 10:00", mondays}, {"2026-04-14 10:00", later}, {"2026-04-15 10:00",
			china("REQUEST", 2, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=China Standard Time:20260420T093000", "DTSTART;TZID=China Standard Time:20260420T180000", "DTEND;TZID=China Standard Time:20260420T190000")}}, "04-06 09:30, 04-13 09:30, 04-21 14:00, 04-28 14:00, 05-05 14:00"},
		{"an older change of more of them comes late", zh, "2026-05-20", []said{{"2026-04-01 10:00", mondays}, {"2026-04-02 10:00", later}, {"2026-04-03 10:00",
			china("REQUEST", 2, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=China Standard Time:20260413T093000", "DTSTART;TZID=China Standard Time:20260413T110000", "DTEND;TZID=China Standard Time:20260413T120000")}}, "04-06 09:30, 04-13 11:00, 04-21 14:00, 04-28 14:00, 05-05 14:00"},
		{"one was moved by itself before, and one was cancelled", zh, "2026-05-20", []said{{"2026-04-01 10:00", mondays},
			{"2026-04-02 10:00", china("REQUEST", 1, "RECURRENCE-ID;TZID=China Standard Time:20260427T093000", "DTSTART;TZID=China Standard Time:20260429T093000", "DTEND;TZID=China Standard Time:20260429T103000")},
			{"2026-04-02 11:00", china("CANCEL", 2, "RECURRENCE-ID;TZID=China Standard Time:20260504T093000", "DTSTART;TZID=China Standard Time:20260504T093000", "DTEND;TZID=China Standard Time:20260504T103000", "STATUS:CANCELLED")},
			{"2026-04-14 10:00", later}}, "04-06 09:30, 04-13 09:30, 04-21 14:00, 04-29 09:30"},
		{"one of those that were moved is cancelled by when it begins now", zh, "2026-05-20", []said{{"2026-04-01 10:00", mondays}, {"2026-04-14 10:00", later},
			{"2026-04-15 10:00", china("CANCEL", 4, "RECURRENCE-ID;TZID=China Standard Time:20260428T140000", "DTSTART;TZID=China Standard Time:20260428T140000", "DTEND;TZID=China Standard Time:20260428T150000", "STATUS:CANCELLED")}}, "04-06 09:30, 04-13 09:30, 04-21 14:00, 05-05 14:00"},
		{"and by when it was to begin", zh, "2026-05-20", []said{{"2026-04-01 10:00", mondays}, {"2026-04-14 10:00", later},
			{"2026-04-15 10:00", china("CANCEL", 4, "RECURRENCE-ID;TZID=China Standard Time:20260427T093000", "STATUS:CANCELLED")}}, "04-06 09:30, 04-13 09:30, 04-21 14:00, 05-05 14:00"},
		{"the whole series is moved once one was moved by itself", zh, "2026-05-20", []said{{"2026-04-01 10:00", mondays},
			{"2026-04-02 10:00", china("REQUEST", 1, "RECURRENCE-ID;TZID=China Standard Time:20260427T093000", "DTSTART;TZID=China Standard Time:20260428T093000", "DTEND;TZID=China Standard Time:20260428T103000")},
			{"2026-04-14 10:00", china("REQUEST", 2, "DTSTART;TZID=China Standard Time:20260416T150000", "DTEND;TZID=China Standard Time:20260416T160000", "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=3")}}, "04-06 09:30, 04-13 09:30, 04-16 15:00, 04-23 15:00, 04-30 15:00"},
		{"the whole series has another name, and the one stays where it was moved to", zh, "2026-05-06", []said{{"2026-04-01 10:00", mondays},
			{"2026-04-02 10:00", china("REQUEST", 1, "RECURRENCE-ID;TZID=China Standard Time:20260427T093000", "DTSTART;TZID=China Standard Time:20260428T093000", "DTEND;TZID=China Standard Time:20260428T103000")},
			{"2026-04-14 10:00", strings.Replace(strings.Replace(mondays, "SEQUENCE:0", "SEQUENCE:2", 1), "采购例会", "采购与仓储例会", 1)}}, "04-06 09:30, 04-13 09:30, 04-20 09:30, 04-28 09:30, 05-04 09:30"},
		{"Google cancels one and those that follow, in quotation marks", en, "2026-05-01", []said{{"2026-03-01 10:00", thursdays},
			{"2026-03-20 10:00", london("CANCEL", 1, `RECURRENCE-ID;RANGE="THISANDFUTURE":20260402T150000Z`, "DTSTART:20260402T150000Z", "DTEND:20260402T153000Z", "STATUS:CANCELLED")}}, "03-12 16:00, 03-19 16:00, 03-26 16:00"},
		{"the cancellation comes first", en, "2026-05-01", []said{
			{"2026-03-01 10:00", london("CANCEL", 1, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20260402T160000", "DTSTART;TZID=Europe/London:20260402T160000", "STATUS:CANCELLED")}, {"2026-03-01 11:00", thursdays}}, "03-12 16:00, 03-19 16:00, 03-26 16:00"},
		{"moved to an earlier day, over the change to summer time", en, "2026-05-01", []said{{"2026-03-01 10:00", thursdays},
			{"2026-03-13 10:00", london("REQUEST", 1, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20260319T160000", "DTSTART;TZID=Europe/London:20260317T090000", "DTEND;TZID=Europe/London:20260317T094500")}}, "03-12 16:00, 03-17 09:00, 03-24 09:00, 03-31 09:00, 04-07 09:00, 04-14 09:00"},
		{"moved, and cancelled from a later one on", en, "2026-05-01", []said{{"2026-03-01 10:00", thursdays},
			{"2026-03-13 10:00", london("REQUEST", 1, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20260319T160000", "DTSTART;TZID=Europe/London:20260319T170000", "DTEND;TZID=Europe/London:20260319T173000")},
			{"2026-03-14 10:00", london("CANCEL", 2, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20260409T160000", "STATUS:CANCELLED")}}, "03-12 16:00, 03-19 17:00, 03-26 17:00, 04-02 17:00"},
		{"cancelled from one on, and the series is announced anew", en, "2026-05-01", []said{{"2026-03-01 10:00", thursdays},
			{"2026-03-13 10:00", london("CANCEL", 1, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20260402T160000", "STATUS:CANCELLED")},
			{"2026-03-14 10:00", strings.Replace(thursdays, "SEQUENCE:0", "SEQUENCE:2", 1)}}, "03-12 16:00, 03-19 16:00, 03-26 16:00, 04-02 16:00, 04-09 16:00, 04-16 16:00"},
		{"all are cancelled, and announced anew two weeks later", en, "2026-05-01", []said{{"2026-03-01 10:00", thursdays},
			{"2026-03-13 10:00", london("CANCEL", 1, "STATUS:CANCELLED", "DTSTART;TZID=Europe/London:20260312T160000")},
			{"2026-03-28 10:00", strings.Replace(thursdays, "SEQUENCE:0", "SEQUENCE:2", 1)}}, "03-12 16:00, 04-02 16:00, 04-09 16:00, 04-16 16:00"},
		{"Outlook ends it in UTC, the day before in its zone", "America/New_York", "2026-05-01", []said{{"2026-03-30 10:00", vevent(outlook, "REQUEST", "UID:o1", "SUMMARY:Evening call", "SEQUENCE:0",
			"DTSTART;TZID=Eastern Standard Time:20260401T210000", "DTEND;TZID=Eastern Standard Time:20260401T213000", "RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20260416T010000Z")}}, "04-01 21:00, 04-08 21:00, 04-15 21:00"},
		{"Lark ends it on a day, its times in UTC", zh, "2026-05-01", []said{{"2026-03-30 10:00", vevent(lark, "REQUEST", "UID:l1", "SUMMARY:双周同步", "SEQUENCE:0",
			"DTSTART:20260402T020000Z", "DTEND:20260402T023000Z", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20260430")}}, "04-02 10:00, 04-16 10:00, 04-30 10:00"},
		{"Exmail ends it by a time without a zone", zh, "2026-05-20", []said{{"2026-04-01 10:00", vevent(exmail, "REQUEST", "UID:b1", "SUMMARY:周会", "SEQUENCE:0",
			"DTSTART;TZID=Xmail Custome Time:20260403T170000", "DTEND;TZID=Xmail Custome Time:20260403T180000", "RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20260417T170000")}}, "04-03 17:00, 04-10 17:00, 04-17 17:00"},
		{"Notes moves those that follow within the file of the series", en, "2026-06-01", []said{{"2026-04-01 10:00", strings.Replace(vevent(notes, "REQUEST", "UID:n1", "SUMMARY:Board", "SEQUENCE:1",
			"DTSTART;TZID=Europe/London:20260407T090000", "DTEND;TZID=Europe/London:20260407T100000", "RRULE:FREQ=WEEKLY;COUNT=4"), "END:VCALENDAR",
			"BEGIN:VEVENT\r\nUID:n1\r\nSUMMARY:Board\r\nSEQUENCE:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20260421T090000\r\nDTSTART;TZID=Europe/London:20260421T110000\r\nDTEND;TZID=Europe/London:20260421T113000\r\nEND:VEVENT\r\nEND:VCALENDAR", 1)}}, "04-07 09:00, 04-14 09:00, 04-21 11:00, 04-28 11:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(held(t, zone, test.until, test.list...), ", "); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
		})
	}
}
