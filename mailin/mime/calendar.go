package mime

import (
	"cmp"
	"strings"

	"rapport/mailin/invite"
)

// mostCalendars bounds the calendar parts of a message that are read.
const mostCalendars = 3

// isCalendar reports whether a part holds a calendar.
func isCalendar(kind, name string) bool {
	return kind == "text/calendar" || kind == "application/ics" || strings.HasSuffix(strings.ToLower(name), ".ics")
}

// readCalendar reads a part that holds a calendar. Most programs send the same
// event twice, as text/calendar and as a file: the one that names a method is
// kept, else the first.
func (r *reader) readCalendar(decoded []byte, params map[string]string) {
	if known := r.message.Calendar; known != nil && known.Method != "" || r.calendars >= mostCalendars {
		return
	}
	r.calendars++
	charset := cmp.Or(params["charset"], "utf-8") // RFC 5545 section 3.1.4
	text, _ := decodeCharset(charset, decoded)
	c, err := invite.Read(text, params["method"], r.message.Date.Location())
	if err != nil {
		return // it stays an attachment
	}
	if r.message.Calendar == nil || c.Method != "" {
		r.message.Calendar = c
	}
	if c.UnknownZone != "" {
		r.defect("the time zone " + printable(c.UnknownZone, 60) + " of its event is unknown: the time is left out")
	}
}
