package templates

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
)

// MeetingLines returns two lines about the meeting of an entry: when it is, in a zone, with what the
// entry does; and where people meet, with their answers, leaving out our own addresses. It returns
// nil if the entry is about no meeting.
func MeetingLines(language string, e store.Entry, zone *time.Location, directory *store.Directory) []string {
	c := e.Calendar
	if c == nil {
		return nil
	}
	people := e.Invited
	if c.Method == "REPLY" { // what this mail answers
		people = c.Attendees
	}
	var first, second []string
	first = append(first, MeetingTimes(language, c, zone), MeetingWhat(language, c, zone))
	if title := oneLine(c.Summary); title != "" && !strings.Contains(oneLine(e.Subject), title) {
		first = append(first, title)
	}
	second = append(second, meetingSystem(language, c))
	for _, answer := range MeetingAnswers(language, people, directory) {
		second = append(second, answer.Name+format{language}.pick("：", ": ")+answer.People)
	}
	lines := []string{oneLine(strings.Join(first, " · "))}
	second = slices.DeleteFunc(second, func(part string) bool { return part == "" })
	if len(second) > 0 {
		lines = append(lines, oneLine(strings.Join(second, " · ")))
	}
	return lines
}

// MeetingWhat returns what a message does: “invitation, all of a series, every 2 weeks”.
func MeetingWhat(language string, c *store.Calendar, zone *time.Location) string {
	f := format{language}
	words := map[string][2]string{"REQUEST": {"邀请", "invitation"}, "PUBLISH": {"邀请", "invitation"}, "": {"邀请", "invitation"}, "CANCEL": {"取消", "cancellation"}, "REPLY": {"答复", "answer to an invitation"}, "COUNTER": {"建议改期", "proposal of another time"}}[c.Method]
	what := cmp.Or(f.pick(words[0], words[1]), strings.ToLower(c.Method))
	of := f.pick("", "2 Jan 2006 15:04")
	if at := c.Occurrence.In(zone); f.chinese() {
		of = fmt.Sprintf("%d月%d日 %s", at.Month(), at.Day(), at.Format("15:04"))
	} else {
		of = at.Format(of)
	}
	switch {
	case c.Rule != nil:
		what += f.pick("，整个系列", ", all of a series") + f.howOften(c.Rule.Text)
	case !c.Occurrence.IsZero() && c.Onwards:
		what += f.pick("，系列中自 "+of+" 起", ", from "+of+" of its series on")
	case !c.Occurrence.IsZero():
		what += f.pick("，系列中 "+of+" 那一次", ", the one of "+of+" of its series")
	}
	return oneLine(what)
}

// howOften writes how often a rule of RFC 5545 has a meeting.
func (f format) howOften(rule string) string {
	var unit [2]string
	interval := "1"
	for part := range strings.SplitSeq(strings.ToUpper(rule), ";") {
		switch name, value, _ := strings.Cut(part, "="); name {
		case "FREQ":
			unit = map[string][2]string{"DAILY": {"天", "day"}, "WEEKLY": {"周", "week"}, "MONTHLY": {"个月", "month"}, "YEARLY": {"年", "year"}}[value]
		case "INTERVAL":
			interval = value
		}
	}
	switch {
	case unit[1] == "":
		return ""
	case interval == "1":
		return f.pick("，每"+strings.TrimPrefix(unit[0], "个"), ", every "+unit[1])
	}
	return f.pick("，每 "+interval+" "+unit[0], ", every "+interval+" "+unit[1]+"s")
}

// MeetingTimes returns when a meeting is, in a zone.
func MeetingTimes(language string, c *store.Calendar, zone *time.Location) string {
	f := format{language}
	day := func(at time.Time) string {
		if f.chinese() {
			return f.date(at)
		}
		return at.Format("Mon 2 Jan 2006")
	}
	moment := func(at time.Time) string { return day(at) + f.pick("", " ") + at.Format("15:04") }
	to := f.pick(" 至 ", " to ")
	start, end := c.Start.In(zone), c.End.In(zone)
	switch {
	case c.UnknownZone != "":
		return f.pick("时区不明："+oneLine(c.UnknownZone), "time zone unknown: "+oneLine(c.UnknownZone))
	case c.Start.IsZero():
		return f.pick("未写明时间", "without a time")
	case c.AllDay && c.End.Sub(c.Start) > 24*time.Hour:
		return day(c.Start) + to + day(c.End.AddDate(0, 0, -1))
	case c.AllDay:
		return day(c.Start) + f.pick("，全天", ", all day")
	case c.End.IsZero() || c.End.Equal(c.Start):
		return moment(start)
	case day(start) == day(end):
		return moment(start) + to + end.Format("15:04")
	}
	return moment(start) + to + moment(end)
}

// meetingSystem writes in which system or which place people meet.
func meetingSystem(language string, c *store.Calendar) string {
	name := ConferenceName(language, c.Conference.System)
	if name == "" {
		return oneLine(c.Location)
	}
	return oneLine(strings.TrimSpace(name + " " + c.Conference.ID))
}

// ConferenceName returns the name of a conference system in a language, "" for an unknown one.
func ConferenceName(language, system string) string {
	english := map[string]string{"zoom": "Zoom", "teams": "Microsoft Teams", "meet": "Google Meet", "tencent": "Tencent Meeting", "feishu": "Feishu", "dingtalk": "DingTalk", "webex": "Webex"}[system]
	chinese := map[string]string{"tencent": "腾讯会议", "feishu": "飞书", "dingtalk": "钉钉"}[system]
	return format{language}.pick(cmp.Or(chinese, english), english)
}

// MeetingAnswer lists the people who gave one answer to an invitation.
type MeetingAnswer struct {
	Name   string // of the answer
	People string
}

// mostNames is how many people a line of an answer names.
const mostNames = 8

// MeetingAnswers returns the invitees of a meeting by their answers, leaving out our own addresses:
// the log is no guest.
func MeetingAnswers(language string, people []store.Attendee, directory *store.Directory) (list []MeetingAnswer) {
	f := format{language}
	for _, answer := range []struct{ partstat, chinese, english string }{{"ACCEPTED", "已接受", "accepted"}, {"TENTATIVE", "暂定", "tentative"}, {"DECLINED", "已拒绝", "declined"}, {"", "未答复", "open"}} {
		var of []string
		for _, p := range people {
			isOpen := p.PartStat != "ACCEPTED" && p.PartStat != "TENTATIVE" && p.PartStat != "DECLINED"
			if directory.IsOwn(p.Address) || p.PartStat != answer.partstat && !(answer.partstat == "" && isOpen) {
				continue
			}
			if name := PersonName(directory, store.Address{Name: p.Name, Address: p.Address}); !slices.Contains(of, name) {
				of = append(of, name)
			}
		}
		if len(of) > mostNames {
			more := len(of) - mostNames
			of = append(of[:mostNames:mostNames], fmt.Sprintf(f.pick("另 %d 人", "%d more"), more))
		}
		if len(of) > 0 {
			list = append(list, MeetingAnswer{f.pick(answer.chinese, answer.english), strings.Join(of, f.pick("、", ", "))})
		}
	}
	return list
}

// PersonName returns a short name for somebody: their name, with the address if they only claim the
// name of a contact; the address if they have no name.
func PersonName(directory *store.Directory, a store.Address) string {
	who := directory.Participant(a)
	if who.Claims != "" {
		return oneLine(who.String())
	}
	return oneLine(cmp.Or(who.Name, who.Address))
}

// RecapStart returns what the log shows of a recap: its system and the beginning of its summary.
func RecapStart(language string, r *store.Recap) string {
	f := format{language}
	text := SystemName(r.Vendor)
	if format := ConferenceName(language, r.Vendor); format != "" {
		text = format
	}
	if r.LinkOnly {
		return text + f.pick("：只有链接，没有内容", ": only a link")
	}
	return text + f.pick("：", ": ") + oneLine(r.Summary)
}
