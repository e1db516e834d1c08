package main

import (
	"slices"
	"strings"
	"time"
)

// duties are what a project is owed, and by which relay it goes out.
type duties struct {
	Relay    string // its name; "" where there is none at all
	Calendar string // its name: weekdays, or that of a file of working days
	Report   string // its schedule, "weekly on friday at 16:00"; "" for none
	Ask      time.Duration
}

// duties reads what a [[project]] says of what is sent for it.
func (s section) duties(relays []mailRelay) duties {
	d := duties{
		Relay:    s.text("relay"),
		Calendar: s.text("calendar"),
		Report:   s.text("report"),
		Ask:      s.duration("report_ask", time.Hour, 14*24*time.Hour, 24*time.Hour),
	}
	var names []string
	for _, r := range relays {
		names = append(names, r.Name)
	}
	switch {
	case d.Relay == "" && len(names) > 0:
		d.Relay = names[0]
	case d.Relay != "" && !slices.Contains(names, d.Relay):
		remedy := "add a [[relay]] of this name"
		if len(names) > 0 {
			remedy = "there are " + strings.Join(names, ", ")
		}
		s.fail("relay", remedy, "names no relay")
	case d.Report != "" && d.Relay == "":
		s.fail("report", "add a [[relay]] to send it by", "cannot be sent: there is no relay")
	}
	return d
}
