package read

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/templates"
)

// showMeeting writes what an entry says of a meeting, so that one reads it at a glance: what,
// when in the zone of the project, where, and who comes.
func showMeeting(field fieldPrinter, c *store.Calendar, people []store.Attendee, zone *time.Location, directory *store.Directory) {
	field("Meeting", wording.OneLine(c.Summary)+" ("+wording.OneLine(templates.MeetingWhat(templates.English, c, zone))+")")
	when := templates.MeetingTimes(templates.English, c, zone)
	if !c.Start.IsZero() && !c.AllDay && c.UnknownZone == "" {
		when += c.Start.In(zone).Format(" -0700")
	}
	field("When", wording.OneLine(when))
	field("Where", placeOf(c))
	if c.Organizer != (store.Address{}) {
		field("Organizer", wording.OneLine(templates.PersonName(directory, c.Organizer)))
	}
	for _, answer := range templates.MeetingAnswers(templates.English, people, directory) {
		field(strings.ToUpper(answer.Name[:1])+answer.Name[1:], wording.OneLine(answer.People))
	}
}

// placeOf writes where people meet. A location that only names the conference says nothing
// more.
func placeOf(c *store.Calendar) string {
	f := c.Conference
	if f.System == "" {
		return wording.OneLine(c.Location)
	}
	name := templates.ConferenceName(templates.English, f.System)
	link, _, _ := strings.Cut(f.URL, "?")
	parts := []string{strings.TrimSpace(name + " " + f.ID), link}
	if f.Dial != "" {
		parts = append(parts, "by telephone "+f.Dial)
	}
	if !strings.Contains(c.Location, "://") && !strings.Contains(strings.ToLower(c.Location), strings.ToLower(name)) {
		parts = append([]string{c.Location}, parts...)
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return wording.OneLine(strings.Join(parts, ", "))
}

// showRecap writes what another system summed up of a meeting, as it was read.
func showRecap(field fieldPrinter, r *store.Recap) {
	if r == nil {
		return
	}
	field("Recap", recapLine(r))
	field("", wording.OneLine(r.Summary))
	for _, d := range r.Decisions {
		field("Decided", wording.OneLine(d))
	}
	for _, a := range r.Actions {
		field("To do", wording.OneLine(strings.TrimPrefix(cmp.Or(a.Owner, "nobody is named")+": "+a.Text, ": ")))
	}
	field("Took part", wording.OneLine(strings.Join(r.People, ", ")))
}
