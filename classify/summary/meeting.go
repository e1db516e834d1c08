package summary

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"rapport/store"
)

// Window is how long after a meeting what another system sums up of it may arrive.
const Window = 3 * 24 * time.Hour

// IsOf reports whether a recap is of the meeting m, and of no other of the meetings. What may
// be of two meetings is of none: the PM decides.
func IsOf(r store.LoggedRecap, m store.Meeting, meetings []store.Meeting, zone *time.Location) bool {
	found := MeetingsOf(r.Recap, r.At, meetings, zone)
	return len(found) == 1 && found[0].ID == m.ID
}

// MeetingsOf returns those of some meetings that a recap may be of, which came at a time: by the
// id of the conference or, where the recap or the meeting has none, by title and time. zone is
// that in which a recap says the day.
func MeetingsOf(r store.Recap, came time.Time, meetings []store.Meeting, zone *time.Location) []store.Meeting {
	var byID, byTitle []store.Meeting
	for _, one := range meetings {
		if came.Before(one.Start) || came.After(one.End.Add(Window)) || !mayBeFrom(r.Vendor, one.Conference.System) || !onDay(r.Day, one, zone) {
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
	if titled := sameTitle(r, byID); len(byID) > 1 && len(titled) > 0 { // a room in which people meet all day
		found = titled
	}
	if len(found) > 1 && r.Day != "" {
		found = slices.DeleteFunc(found, func(one store.Meeting) bool { return one.Start.In(zone).Format(time.DateOnly) != r.Day })
	}
	return found
}

// sameTitle returns those of some meetings that have the title of a recap.
func sameTitle(r store.Recap, meetings []store.Meeting) (list []store.Meeting) {
	for _, one := range meetings {
		if squeeze(r.Title) != "" && squeeze(r.Title) == squeeze(one.Title) {
			list = append(list, one)
		}
	}
	return list
}

const (
	soon  = 2 * time.Hour  // after its end a meeting of another title may be the one, in the same room
	today = 12 * time.Hour // after its end a meeting may be the one, where the recap says no day
)

// Told returns those of the meetings that a recap may be of which tell its project. Unlike in one
// project, the right one may not be known: its invitation never passed through the log. So a
// room in which others meet, and a title that others have, count for a short time alone.
func Told(r store.Recap, came time.Time, meetings []store.Meeting, zone *time.Location) []store.Meeting {
	return slices.DeleteFunc(MeetingsOf(r, came, meetings, zone), func(m store.Meeting) bool {
		titled := len(sameTitle(r, []store.Meeting{m})) > 0 || squeeze(r.Title) == ""
		return !titled && came.After(m.End.Add(soon)) || r.Day == "" && r.Meeting == "" && came.After(m.End.Add(today))
	})
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
