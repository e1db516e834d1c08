package meeting

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"rapport/store"
)

// window is how long after a meeting what another system sums up of it may arrive.
const window = 3 * 24 * time.Hour

// isOf reports whether a recap is of the meeting m, and of no other of the meetings: by the id
// of the conference or, where the recap or the meeting has none, by title and time. What may be
// of two meetings is of none: the PM decides.
func isOf(r store.LoggedRecap, m store.Meeting, meetings []store.Meeting, zone *time.Location) bool {
	var byID, byTitle []store.Meeting
	for _, one := range meetings {
		if r.At.Before(one.Start) || r.At.After(one.End.Add(window)) || !mayBeFrom(r.Vendor, one.Conference.System) || !onDay(r.Day, one, zone) {
			continue
		}
		switch {
		case r.Meeting != "" && one.Conference.ID != "":
			if squeeze(r.Meeting) == squeeze(one.Conference.ID) {
				byID = append(byID, one)
			}
		case squeeze(r.Title) != "" && squeeze(r.Title) == squeeze(one.Title):
			byTitle = append(byTitle, one)
		}
	}
	found := byTitle
	if len(byID) > 0 {
		found = byID
	}
	if len(found) > 1 && r.Day != "" {
		found = slices.DeleteFunc(found, func(one store.Meeting) bool { return one.Start.In(zone).Format(time.DateOnly) != r.Day })
	}
	return len(found) == 1 && found[0].ID == m.ID
}

// mayBeFrom reports whether a system sums up meetings that take place on another: those that
// are held on one are summed up by it alone, or by a program that listens in.
func mayBeFrom(vendor, system string) bool {
	if vendor == "gemini" {
		vendor = "meet"
	}
	switch vendor {
	case "zoom", "teams", "meet", "tencent", "feishu", "dingtalk":
		return system == "" || system == vendor
	}
	return true
}

// onDay reports whether a meeting may be on the day that a recap says, in a zone that it does
// not say.
func onDay(day string, m store.Meeting, zone *time.Location) bool {
	at, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return true
	}
	return m.Start.After(at.AddDate(0, 0, -1).Add(12*time.Hour)) && m.Start.Before(at.AddDate(0, 0, 1).Add(12*time.Hour))
}

// squeeze returns the letters and digits of a title or an id, in lower case.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}
