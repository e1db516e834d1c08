package read

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// showMeeting writes what an entry says of a meeting, so that one reads it at a glance: what,
// when in the zone of the project, where, and who comes.
func showMeeting(field func(name, value string), c *store.Calendar, people []store.Attendee, zone *time.Location) {
	what := map[string]string{"REQUEST": "invitation", "PUBLISH": "invitation", "": "invitation", "CANCEL": "cancellation", "REPLY": "answer to an invitation", "COUNTER": "proposal of another time"}[c.Method]
	what = cmp.Or(what, strings.ToLower(c.Method))
	switch {
	case c.Rule != nil:
		what += ", all of a series" + howOften(c.Rule.Text)
	case !c.Occurrence.IsZero() && c.Onwards:
		what += ", from " + c.Occurrence.In(zone).Format("2 Jan 2006 15:04") + " of its series on"
	case !c.Occurrence.IsZero():
		what += ", the one of " + c.Occurrence.In(zone).Format("2 Jan 2006 15:04") + " of its series"
	}
	field("Meeting", wording.OneLine(c.Summary)+" ("+wording.OneLine(what)+")")
	field("When", timesOf(c, zone))
	field("Where", placeOf(c))
	field("Organizer", wording.OneLine(cmp.Or(c.Organizer.Name, c.Organizer.Address)))
	for _, answer := range []struct{ name, partstat string }{{"Accepted", "ACCEPTED"}, {"Perhaps", "TENTATIVE"}, {"Declined", "DECLINED"}, {"Open", ""}} {
		var names []string
		for _, p := range people {
			if p.PartStat == answer.partstat || answer.partstat == "" && p.PartStat != "ACCEPTED" && p.PartStat != "TENTATIVE" && p.PartStat != "DECLINED" {
				names = append(names, wording.OneLine(cmp.Or(p.Name, p.Address)))
			}
		}
		field(answer.name, strings.Join(names, ", "))
	}
}

// timesOf writes when a meeting is.
func timesOf(c *store.Calendar, zone *time.Location) string {
	const day = "Mon 2 Jan 2006"
	start, end := c.Start.In(zone), c.End.In(zone)
	switch {
	case c.UnknownZone != "":
		return "at a time in the unknown zone " + wording.OneLine(c.UnknownZone)
	case c.Start.IsZero():
		return "without a time"
	case c.AllDay && c.End.Sub(c.Start) > 24*time.Hour:
		return c.Start.Format(day) + " to " + c.End.AddDate(0, 0, -1).Format(day)
	case c.AllDay:
		return c.Start.Format(day) + ", all day"
	case c.End.IsZero() || c.End.Equal(c.Start):
		return start.Format(day + " 15:04 -0700")
	case start.Format(day) == end.Format(day):
		return start.Format(day+" 15:04") + " to " + end.Format("15:04 -0700")
	}
	return start.Format(day+" 15:04") + " to " + end.Format(day+" 15:04 -0700")
}

// placeOf writes where people meet. A location that only names the conference says nothing
// more.
func placeOf(c *store.Calendar) string {
	f := c.Conference
	if f.System == "" {
		return wording.OneLine(c.Location)
	}
	name := map[string]string{"zoom": "Zoom", "teams": "Microsoft Teams", "meet": "Google Meet", "tencent": "Tencent Meeting", "feishu": "Feishu", "dingtalk": "DingTalk", "webex": "Webex"}[f.System]
	link, _, _ := strings.Cut(f.URL, "?")
	parts := []string{strings.TrimSpace(name + " " + f.ID), link}
	if !strings.Contains(c.Location, "://") && !strings.Contains(strings.ToLower(c.Location), strings.ToLower(name)) {
		parts = append([]string{c.Location}, parts...)
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return wording.OneLine(strings.Join(parts, ", "))
}

// howOften writes how often a rule of RFC 5545 has a meeting.
func howOften(rule string) string {
	unit, interval := "", "1"
	for part := range strings.SplitSeq(strings.ToUpper(rule), ";") {
		switch name, value, _ := strings.Cut(part, "="); name {
		case "FREQ":
			unit = map[string]string{"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[value]
		case "INTERVAL":
			interval = value
		}
	}
	switch {
	case unit == "":
		return ""
	case interval == "1":
		return ", every " + unit
	}
	return ", every " + wording.OneLine(interval) + " " + unit + "s"
}
