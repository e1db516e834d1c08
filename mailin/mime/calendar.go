package mime

import (
	"bytes"
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
	if !escapes(cleanLabel(charset)) {            // where an octet may be half a unit, or a line end part of a state
		decoded = joinFolded(decoded)
	}
	text, _ := decodeCharset(charset, decoded)
	c, err := invite.Read(text, params["method"], r.message.Zone())
	if err != nil {
		return // it stays an attachment
	}
	if r.message.Calendar == nil || c.Method != "" {
		r.message.Calendar = c
	}
	if c.OffsetOnly != "" {
		r.defect("the time zone " + printable(c.OffsetOnly, 60) + " of its event has no name that is known: its offset counts")
	}
	if c.UnknownZone != "" {
		r.defect("the time zone " + printable(c.UnknownZone, 60) + " of its event is unknown: the time is left out")
	}
}

// joinFolded joins the lines that a calendar folds. Programs fold at 75 octets, also
// within a character, and RFC 5545 section 3.1 has the octets joined before they are text.
func joinFolded(b []byte) []byte {
	joined := make([]byte, 0, len(b))
	for len(b) > 0 {
		i := bytes.IndexAny(b, "\r\n")
		if i < 0 {
			break
		}
		joined = append(joined, b[:i]...)
		end := 1
		if bytes.HasPrefix(b[i:], []byte("\r\n")) {
			end = 2
		}
		next := b[i+end:]
		if len(next) > 0 && (next[0] == ' ' || next[0] == '\t') {
			b = next[1:]
			continue
		}
		joined = append(joined, '\n')
		b = next
	}
	return append(joined, b...)
}
