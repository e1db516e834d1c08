package invite

import (
	"strings"
)

// tidied is a calendar in the form that go-ical accepts, and what it says of time zones.
type tidied struct {
	calendar string
	zone     string // X-WR-TIMEZONE, or ""
	only     string // the TZID of the only VTIMEZONE, or ""
	own      map[string]*definition
	tencent  bool // a program of Tencent wrote it
}

// tidy returns the events of a calendar; go-ical refuses a whole calendar for one odd line.
// Lines are unfolded and bounded; lines that are not properties are left out, as are alarms.
// Definitions of time zones are kept apart.
func tidy(text string) tidied {
	t := tidied{own: map[string]*definition{}}
	zone := &definition{}
	var within []string
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\n")
	events, depthOfEvent := 0, 0
	inside := func(component string) bool { return len(within) > 0 && within[len(within)-1] == component }
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
				zone = &definition{}
			case "STANDARD", "DAYLIGHT":
				if len(zone.observances) < mostObservances {
					zone.observances = append(zone.observances, observance{})
				}
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
			return
		}
		switch {
		case depthOfEvent > 0 && len(within) == depthOfEvent:
			b.WriteString(line + "\r\n")
		case name == "METHOD" && len(within) <= 1 && events == 0:
			b.WriteString(line + "\r\n")
		case name == "PRODID" && len(within) <= 1:
			t.tencent = strings.Contains(strings.ToLower(value), "tencent")
		case name == "X-WR-TIMEZONE" && len(within) <= 1:
			t.zone = nameOf(value)
		case name == "TZID" && inside("VTIMEZONE"):
			if id := foldName(nameOf(value)); id != "" && t.own[id] == nil && len(t.own) < mostDefinitions {
				t.own[id] = zone
				if t.only = nameOf(value); len(t.own) > 1 {
					t.only = ""
				}
			}
		case name == "X-LIC-LOCATION" && inside("VTIMEZONE"):
			zone.location = nameOf(value)
		case (inside("STANDARD") || inside("DAYLIGHT")) && len(zone.observances) > 0:
			zone.observances[len(zone.observances)-1].set(name, value)
		}
	}
	unfold(text[:min(len(text), mostBytes)], line)
	if depthOfEvent > 0 { // the calendar was cut off
		b.WriteString("END:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	t.calendar = b.String()
	return t
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
