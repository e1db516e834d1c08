package templates

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
	"rapport/store/recurrence"
)

// What an entry says of a meeting is read at a glance: when, in the zone of the project, what
// the entry does, in which system, and who has accepted.
func TestMeetingLines(t *testing.T) {
	t.Parallel()
	contacts := []store.Contact{{Name: "Li Na", Addresses: []string{"li@agency.example"}}, {Name: "Anna Wright", Addresses: []string{"anna@acme.example"}}}
	people := store.NewDirectory(contacts, func(address string) bool { return address == "log@agency.example" })
	zone := time.FixedZone("Asia/Shanghai", 8*3600)
	at := time.Date(2026, time.March, 3, 6, 30, 0, 0, time.UTC)
	zoom := store.Conference{System: "zoom", ID: "81234567890"}
	invited := []store.Attendee{{Address: "anna@acme.example", PartStat: "ACCEPTED"}, {Name: "log", Address: "log@agency.example"}, {Name: "Tom", Address: "tom@acme.example", PartStat: "DECLINED"}, {Name: "Li Na", Address: "li@elsewhere.example"}}
	var many []store.Attendee
	for n := range 12 {
		many = append(many, store.Attendee{Address: fmt.Sprintf("p%d@x.example", n)})
	}
	for _, c := range []struct {
		name             string
		calendar         *store.Calendar
		people           []store.Attendee
		english, chinese []string
	}{
		{"none", nil, invited, nil, nil},
		{"an invitation", &store.Calendar{Method: "REQUEST", Summary: "Weekly", Start: at, End: at.Add(time.Hour), Conference: zoom}, invited,
			[]string{"Tue 3 Mar 2026 14:30 to 15:30 · invitation", "Zoom 81234567890 · accepted: Anna Wright · declined: Tom · open: Li Na <li@elsewhere.example>"},
			[]string{"2026年3月3日（周二）14:30 至 15:30 · 邀请", "Zoom 81234567890 · 已接受：Anna Wright · 已拒绝：Tom · 未答复：Li Na <li@elsewhere.example>"}},
		{"a series", &store.Calendar{Method: "REQUEST", Start: at, Rule: &recurrence.Rule{Text: "FREQ=WEEKLY;INTERVAL=2"}, Conference: store.Conference{System: "tencent", ID: "123456789"}}, nil,
			[]string{"Tue 3 Mar 2026 14:30 · invitation, all of a series, every 2 weeks", "Tencent Meeting 123456789"},
			[]string{"2026年3月3日（周二）14:30 · 邀请，整个系列，每 2 周", "腾讯会议 123456789"}},
		{"one of a series is called off", &store.Calendar{Method: "CANCEL", Summary: "Another", Start: at, Occurrence: at, Location: "Room 3"}, nil,
			[]string{"Tue 3 Mar 2026 14:30 · cancellation, the one of 3 Mar 2026 14:30 of its series · Another", "Room 3"},
			[]string{"2026年3月3日（周二）14:30 · 取消，系列中 3月3日 14:30 那一次 · Another", "Room 3"}},
		{"an answer", &store.Calendar{Method: "REPLY", Start: at, Attendees: []store.Attendee{{Address: "li@agency.example", PartStat: "TENTATIVE"}}}, invited,
			[]string{"Tue 3 Mar 2026 14:30 · answer to an invitation", "tentative: Li Na"}, []string{"2026年3月3日（周二）14:30 · 答复", "暂定：Li Na"}},
		{"two days", &store.Calendar{Start: time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC), End: time.Date(2026, time.March, 5, 0, 0, 0, 0, time.UTC), AllDay: true}, nil,
			[]string{"Tue 3 Mar 2026 to Wed 4 Mar 2026 · invitation"}, []string{"2026年3月3日（周二） 至 2026年3月4日（周三） · 邀请"}},
		{"a zone that nobody knows", &store.Calendar{UnknownZone: "Mars"}, many,
			[]string{"time zone unknown: Mars · invitation", "open: p0@x.example, p1@x.example, p2@x.example, p3@x.example, p4@x.example, p5@x.example, p6@x.example, p7@x.example, 4 more"},
			[]string{"时区不明：Mars · 邀请", "未答复：p0@x.example、p1@x.example、p2@x.example、p3@x.example、p4@x.example、p5@x.example、p6@x.example、p7@x.example、另 4 人"}},
	} {
		e := store.Entry{Subject: "Invitation: Weekly", Interpretation: store.Interpretation{Calendar: c.calendar}, Invited: c.people}
		if got := MeetingLines(English, e, zone, people); !slices.Equal(got, c.english) {
			t.Errorf("%s:\n%q\n%q", c.name, got, c.english)
		}
		if got := MeetingLines(Chinese, e, zone, people); !slices.Equal(got, c.chinese) {
			t.Errorf("%s:\n%q\n%q", c.name, got, c.chinese)
		}
	}
}

// Behind a change or a case stands what it became in a tracker, and how far that is; on what the
// client's side has it is left out.
func TestMatterLine_workItem(t *testing.T) {
	t.Parallel()
	m := store.MatterState{Kind: "change", Number: 1, Title: "Bonus points", State: "approved", WorkItem: "SCR-6", WorkStage: "active"}
	nobody := func(store.Address) string { return "" }
	for language, want := range map[string]string{English: "change request 1: approved · Bonus points · SCR-6: in progress", Chinese: "变更申请 1：批准 · Bonus points · SCR-6：进行中"} {
		if got := MatterLine(language, m, time.UTC, nobody); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	page := LogPage{Project: store.Project{Language: English}, Zone: time.UTC, Shared: true, Contradicted: undisputed}
	page.Add(store.StoryLine{Matter: &m})
	if got := page.days[0].Lines[0].Matter; strings.Contains(got, "SCR-6") {
		t.Errorf("the client's side reads %q", got)
	}
}
