// Package invite reads the calendar part of a mail (iCalendar, RFC 5545; iTIP, RFC 5546):
// an invitation, an answer to one, a cancellation. A stranger wrote the bytes, so they are
// bounded and tidied before go-ical reads them.
package invite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

// Limits of what is read from one calendar.
const (
	mostBytes     = 256 << 10
	mostLines     = 4000
	mostLine      = 4 << 10 // bytes of an unfolded line
	mostEvents    = 20
	mostAttendees = 200
	mostText      = 1000 // characters of a summary, location, name or address
)

// Read reads a calendar in UTF-8. method is that of the part's Content-Type (RFC 6047
// section 2.4), used if the calendar names none; usual is the zone of times without one. Of
// several events Read returns the one that is not an exception of a series, with the others as
// its exceptions, or else the first. It fails if there is no event.
func Read(text, method string, usual *time.Location) (c *store.Calendar, err error) {
	defer func() {
		if fault := recover(); fault != nil { // the library can panic
			c, err = nil, fmt.Errorf("read calendar: %v", fault)
		}
	}()
	t := tidy(text)
	calendar, err := ical.NewDecoder(strings.NewReader(t.calendar)).Decode()
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	events := calendar.Events()
	if len(events) == 0 {
		return nil, fmt.Errorf("read calendar: it has no event")
	}
	main := max(0, slices.IndexFunc(events, func(e ical.Event) bool { return e.Props.Get(ical.PropRecurrenceID) == nil }))
	z := zones{usual: usual, file: t.zone, own: t.own, only: t.only, tencent: t.tencent}
	c = z.event(events[main])
	c.Method = cmp.Or(strings.ToUpper(word(textOf(calendar.Props, ical.PropMethod))), strings.ToUpper(word(method)))
	c.Summary = named(c.Summary, c.Method)
	z.series(events, main, c)
	c.UnknownZone, c.Floating = z.unknown, z.floating && c.Zone == ""
	if c.UnknownZone == "" && !c.Start.IsZero() && !c.AllDay && c.Zone == "" && !c.Floating {
		c.OffsetOnly = cmp.Or(z.nameless, "UTC")
	}
	return c, nil
}

// event reads an event, but for what repeats it.
func (z *zones) event(e ical.Event) *store.Calendar {
	c := &store.Calendar{
		UID:      textOf(e.Props, ical.PropUID),
		Summary:  textOf(e.Props, ical.PropSummary),
		Location: withoutSecrets(textOf(e.Props, ical.PropLocation)),
		Status:   strings.ToUpper(word(textOf(e.Props, ical.PropStatus))),
	}
	if p := e.Props.Get(ical.PropSequence); p != nil {
		if n, err := p.Int(); err == nil && n > 0 && n < 1<<31 {
			c.Sequence = n
		}
	}
	z.tzid = ""
	if p := e.Props.Get(ical.PropTimezoneID); p != nil {
		z.tzid = nameOf(p.Value)
	}
	z.read(e, c)
	if p := e.Props.Get(ical.PropDateTimeStart); p != nil && !c.Start.IsZero() && len(p.Value) == len("20060102") {
		c.AllDay = true
	}
	c.Start, c.End = validTime(c.Start), validTime(c.End)
	if c.End.Before(c.Start) {
		c.End = time.Time{}
	}
	if p := e.Props.Get(ical.PropRecurrenceID); p != nil {
		c.Occurrence = z.occurrence(p, c)
		c.Onwards = strings.EqualFold(p.Params.Get(ical.ParamRange), "THISANDFUTURE")
	}
	if p := e.Props.Get(ical.PropOrganizer); p != nil {
		c.Organizer = store.Address{Name: clean(p.Params.Get(ical.ParamCommonName)), Address: address(p)}
	}
	for _, p := range e.Props.Values(ical.PropAttendee) {
		if len(c.Attendees) >= mostAttendees {
			break
		}
		if a := address(&p); a != "" {
			c.Attendees = append(c.Attendees, store.Attendee{
				Name: clean(p.Params.Get(ical.ParamCommonName)), Address: a, PartStat: strings.ToUpper(word(p.Params.Get(ical.ParamParticipationStatus))),
			})
		}
	}
	c.Conference = conferenceOf(e)
	return c
}

// conferenceOf reads where people meet from the properties of calendar programs, else from
// LOCATION and what the event says of itself.
func conferenceOf(e ical.Event) store.Conference {
	var links []string
	for _, name := range []string{"X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-GOOGLE-CONFERENCE", "CONFERENCE", ical.PropURL} {
		for _, p := range e.Props.Values(name) {
			links = append(links, p.Value)
		}
	}
	text := func(name string) string {
		p := e.Props.Get(name)
		if p == nil {
			return ""
		}
		return visible.Start(strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(p.Value), mostWords)
	}
	location := text(ical.PropLocation)
	words := location + "\n" + text(ical.PropDescription)
	if html := text("X-ALT-DESC"); html != "" {
		links = append(links, linksIn(location)...)
		words += "\n" + strings.NewReplacer("&amp;", "&", "&nbsp;", " ", "<br>", "\n", "</p>", "\n", "</div>", "\n", "</td>", " ").Replace(html)
	}
	c := conferenceIn(links, words)
	if c.System == "" {
		c = numberIn(location)
	}
	if c.System == "" && bareTencent.MatchString(words) {
		c = store.Conference{System: "tencent", ID: idIn(words)}
	}
	if number := e.Props.Get("X-MICROSOFT-ONLINEMEETINGTOLLNUMBER"); number != nil && c.System != "" {
		c.Dial = cmp.Or(c.Dial, clean(number.Value))
	}
	return c
}

// mostWords is how many characters of what an event says of itself are searched.
const mostWords = 20000

// named returns the name of a meeting without what Exchange puts before it in an answer, a
// proposal or a cancellation.
func named(title, method string) string {
	if method == "REQUEST" || method == "PUBLISH" || method == "" {
		return title
	}
	return strings.TrimSpace(answerWords.ReplaceAllString(title, ""))
}

var answerWords = pattern.New(`(?i)^(?:accepted|declined|tentative|tentatively accepted|new time proposed|cancell?ed(?: event)?|zugesagt|abgelehnt|mit vorbehalt|abgesagt|已接受|已拒绝|暂定|暂时接受|已暂时接受|建议新时间|已建议新时间|建议的新时间|提议新时间|已取消|已取消活动|接受|拒绝|取消) ?[:：] *`)

// read reads the times of an event. A time in a zone that cannot be told is none: a wrong one
// would have people asked about a meeting that is still to come.
func (z *zones) read(e ical.Event, c *store.Calendar) {
	start, end := e.Props.Get(ical.PropDateTimeStart), e.Props.Get(ical.PropDateTimeEnd)
	for _, p := range []*ical.Prop{start, end} {
		if p != nil {
			z.repair(p)
		}
	}
	if start != nil && len(start.Value) == len("20060102") {
		c.Zone = z.ofDays(start)
	}
	zone, told := z.zoneOf(start, nil)
	if !told {
		return
	}
	c.Zone = cmp.Or(c.Zone, z.iana)
	z.location = z.found
	var err error
	if c.Start, err = e.DateTimeStart(zone); err != nil {
		c.Start = time.Time{}
	}
	if end != nil {
		if zone, told = z.zoneOf(end, zone); !told {
			return
		}
	}
	if c.End, err = e.DateTimeEnd(zone); err != nil || c.Start.IsZero() && end == nil {
		c.End = time.Time{}
	}
}

// textOf returns the text of a property. A comma that should have been escaped stays a
// comma.
func textOf(props ical.Props, name string) string {
	p := props.Get(name)
	if p == nil {
		return ""
	}
	p.SetValueType(ical.ValueDefault)
	list, err := p.TextList()
	if err != nil {
		return clean(p.Value)
	}
	return clean(strings.Join(list, ","))
}

// address returns the address of an organizer or attendee: from its mailto URI, or else the
// parameter EMAIL (RFC 7986).
func address(p *ical.Prop) string {
	value := strings.TrimSpace(p.Value)
	if len(value) >= 7 && strings.EqualFold(value[:7], "mailto:") {
		value = value[7:]
	}
	value = strings.Trim(value, `<>'" `)
	if !strings.Contains(value, "@") {
		value = p.Params.Get("EMAIL")
	}
	if value = clean(value); !strings.Contains(value, "@") || strings.ContainsAny(value, " ") {
		return ""
	}
	return value
}

// clean returns a text as one line of bounded length.
func clean(text string) string {
	return visible.Start(strings.Join(strings.Fields(visible.Line(text)), " "), mostText)
}

// word returns a text if it is a name of RFC 5545, such as REQUEST.
func word(text string) string {
	text = strings.Trim(text, `" `)
	for _, c := range text {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' {
			return ""
		}
	}
	return text[:min(len(text), 40)]
}

// validTime returns a time in UTC, or zero if JSON cannot represent it.
func validTime(t time.Time) time.Time {
	if t = t.UTC(); t.Year() < 1900 || t.Year() > 9000 {
		return time.Time{}
	}
	return t
}
