package invite

import (
	"strings"
	"time"
)

// tidy returns the events of a calendar in the form that go-ical accepts; it refuses a
// whole calendar for one odd line. Lines are unfolded and bounded; lines that are not
// properties are left out, as are alarms and time zones, of which it returns the first
// standard offset.
func tidy(text string) (calendar string, offsets map[string]time.Duration) {
	offsets = map[string]time.Duration{}
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\n")
	var within []string
	events, zone, standard := 0, "", false
	depthOfEvent := 0
	line := func(line string) {
		name, value := cutProperty(line)
		switch name {
		case "":
			return
		case "BEGIN":
			component := strings.ToUpper(strings.TrimSpace(value))
			if len(within) >= 10 {
				return
			}
			within = append(within, component)
			switch component {
			case "VEVENT":
				if depthOfEvent == 0 {
					if events++; events <= mostEvents {
						depthOfEvent = len(within)
						b.WriteString("BEGIN:VEVENT\r\n")
					}
				}
			case "VTIMEZONE":
				zone = ""
			case "STANDARD":
				standard = true
			}
			return
		case "END":
			component := strings.ToUpper(strings.TrimSpace(value))
			if len(within) == 0 || within[len(within)-1] != component {
				return
			}
			if depthOfEvent == len(within) {
				b.WriteString("END:VEVENT\r\n")
				depthOfEvent = 0
			}
			within = within[:len(within)-1]
			standard = false
			return
		}
		switch {
		case depthOfEvent > 0 && len(within) == depthOfEvent:
			b.WriteString(line + "\r\n")
		case name == "METHOD" && len(within) <= 1 && events == 0:
			b.WriteString(line + "\r\n")
		case name == "TZID" && len(within) > 0 && within[len(within)-1] == "VTIMEZONE":
			zone = strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`))
		case name == "TZOFFSETTO" && standard && len(offsets) < 20:
			if offset, ok := offsetOf(strings.TrimSpace(value)); ok && zone != "" {
				if _, known := offsets[zone]; !known {
					offsets[zone] = offset
				}
			}
		}
	}
	unfold(text[:min(len(text), mostBytes)], line)
	if depthOfEvent > 0 { // the calendar was cut off
		b.WriteString("END:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String(), offsets
}

// unfold calls yield for each line, joined with its continuations (RFC 5545 section 3.1).
func unfold(text string, yield func(string)) {
	text = strings.ToValidUTF8(strings.TrimPrefix(text, "\uFEFF"), "")
	var current strings.Builder
	lines := 0
	for part := range strings.SplitSeq(text, "\n") {
		part = strings.TrimRight(part, "\r")
		if part != "" && (part[0] == ' ' || part[0] == '\t') {
			if current.Len() > 0 && current.Len()+len(part) <= mostLine {
				current.WriteString(part[1:])
			}
			continue
		}
		if current.Len() > 0 {
			yield(current.String())
			current.Reset()
		}
		if lines++; lines > mostLines {
			return
		}
		if len(part) <= mostLine {
			current.WriteString(strings.ReplaceAll(part, "\r", ""))
		}
	}
	if current.Len() > 0 {
		yield(current.String())
	}
}

// cutProperty returns the name of a property in upper case and its value; the name is ""
// for a line that go-ical would not accept: without a colon, with a parameter without a
// value, or with misplaced quotes.
func cutProperty(line string) (name, value string) {
	end := strings.IndexAny(line, ";:")
	if end <= 0 {
		return "", ""
	}
	name = strings.ToUpper(line[:end])
	for _, c := range name {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return "", ""
		}
	}
	rest := line[end:]
	for strings.HasPrefix(rest, ";") {
		equals := strings.IndexByte(rest, '=')
		if equals < 2 || strings.ContainsAny(rest[1:equals], ";:\"") {
			return "", ""
		}
		rest = rest[equals+1:]
		for {
			if strings.HasPrefix(rest, `"`) {
				closing := strings.IndexByte(rest[1:], '"')
				if closing < 0 {
					return "", ""
				}
				rest = rest[closing+2:]
			} else if rest = rest[max(0, strings.IndexAny(rest, "\";:,")):]; rest == "" {
				return "", ""
			}
			if !strings.HasPrefix(rest, ",") {
				break
			}
			rest = rest[1:]
		}
	}
	value, ok := strings.CutPrefix(rest, ":")
	if !ok {
		return "", ""
	}
	return name, value
}
