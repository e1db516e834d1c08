package mime

import (
	"net/mail"
	"strings"
	"time"

	"rapport/store/visible"
)

// parseDate reads the value of a Date field (RFC 5322 section 3.3) in the many
// forms in which it comes.
func parseDate(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(visible.Line(text)), " ")
	if text == "" || len(text) > 200 {
		return time.Time{}, false
	}
	text = numericZones(text)
	if t, err := mail.ParseDate(text); err == nil {
		return inUTC(t)
	}
	if strings.Contains(text, "(") {
		text = strings.Join(strings.Fields(uncommented(text)), " ")
		text = strings.ReplaceAll(strings.ReplaceAll(text, " :", ":"), ": ", ":")
		if t, err := mail.ParseDate(text); err == nil {
			return inUTC(t)
		}
	}
	if i := strings.IndexByte(text, '('); i > 0 { // a comment that does not end
		text = strings.TrimSpace(text[:i])
	}
	text = strings.NewReplacer("GMT+", "+", "GMT-", "-", "UTC+", "+", "UTC-", "-", ".", ":").Replace(text)
	if i := strings.IndexByte(text, ','); i >= 0 && i <= 12 && !strings.ContainsAny(text[:i], "0123456789") { // a day of the week in any language
		text = strings.TrimSpace(text[i+1:])
	}
	for _, layout := range []string{
		"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -07:00", "2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04 -0700", "2 Jan 2006 15:04",
		"2 Jan 06 15:04:05 -0700", "2 Jan 06 15:04:05 MST", "2 Jan 06 15:04:05", "2 January 2006 15:04:05 -0700",
		"2-Jan-2006 15:04:05 -0700", "2-Jan-2006 15:04:05", "Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006", "Mon Jan 2 15:04:05 2006 -0700", "Mon Jan 2 15:04:05 -0700 2006",
		"Mon 2 Jan 2006 15:04:05 -0700", "Jan 2 2006 15:04:05 -0700", "Jan 2, 2006 15:04:05 -0700",
		time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-1-2 15:04:05", "2006/1/2 15:04:05", "2006-01-02",
		"2 1 2006 15:04:05 -0700", "2006年1月2日 15:04:05", "2006年1月2日 15:04",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return inUTC(t)
		}
	}
	return time.Time{}, false
}

// inUTC refuses a year that JSON and RFC 3339 cannot write.
func inUTC(t time.Time) (time.Time, bool) {
	t = t.UTC()
	return t, t.Year() >= 1 && t.Year() <= 9999
}

// numericZones writes the obsolete zones (RFC 5322 section 4.3) as offsets, which
// the time package only knows where they are those of this machine.
func numericZones(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		switch word {
		case "EDT":
			words[i] = "-0400"
		case "EST", "CDT":
			words[i] = "-0500"
		case "CST", "MDT":
			words[i] = "-0600"
		case "MST", "PDT":
			words[i] = "-0700"
		case "PST":
			words[i] = "-0800"
		default: // a military one says nothing
			if i > 0 && i == len(words)-1 && len(word) == 1 && (word[0] >= 'A' && word[0] <= 'Z' || word[0] >= 'a' && word[0] <= 'z') {
				words[i] = "+0000"
			}
		}
	}
	return strings.Join(words, " ")
}

// dateOf returns the date of the message: that of its Date field or, where that is
// missing or absurd, when it was received.
func (r *reader) dateOf(received time.Time) time.Time {
	value := r.header.get("date")
	date, ok := parseDate(string(value))
	switch {
	case value == nil:
		r.header.defect("no Date field")
	case !ok:
		r.header.defect("the Date field cannot be read: " + printable(string(value), 60))
	case date.Year() < firstYear, !received.IsZero() && date.After(received.Add(48*time.Hour)):
		r.header.defect("the Date field is absurd: " + printable(string(value), 60))
		ok = received.IsZero()
	}
	if ok {
		return date
	}
	return received
}

// receivedOf returns the date behind the last semicolon of the topmost Received field
// (RFC 5321 section 4.4) that has a readable one, or zero.
func (h *Header) receivedOf() time.Time {
	for _, f := range h.Fields {
		if !strings.EqualFold(f.Name, "Received") {
			continue
		}
		value := string(f.Value)
		if i := strings.LastIndexByte(value, ';'); i >= 0 {
			if t, ok := parseDate(value[i+1:]); ok && t.Year() >= firstYear {
				return t
			}
		}
	}
	return time.Time{}
}

// firstYear is the first in which a mail may have been sent: what is older is the day
// zero of some clock.
const firstYear = 1990

// ReceivedAt returns when a mail arrived, as the topmost Received field says, or zero
// where none does.
func ReceivedAt(raw []byte, limits Limits) time.Time {
	h, _ := ReadHeader(raw, limits.Header, limits.HeaderFields)
	return h.receivedOf()
}
