package store

import "time"

// Calendar is what an iTIP message (RFC 5546) says of one event: an invitation,
// an answer to one, or its cancellation.
type Calendar struct {
	Method   string `json:"method"` // upper case: REQUEST, REPLY, CANCEL, COUNTER, …; "" where none is named
	UID      string `json:"uid"`    // the same in all messages about the event
	Sequence int    `json:"sequence"`
	Summary  string `json:"summary"`
	// Start and End are in UTC, zero where they are not said or cannot be told.
	// End is that of DTEND, or of Start and DURATION.
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// UnknownZone names the time zone of Start or End, where nobody can tell what
	// it is. That time is zero.
	UnknownZone string `json:"unknown_zone,omitempty"`
	// AllDay reports that Start and End are days, at midnight UTC, and End the day
	// after the last.
	AllDay    bool       `json:"all_day,omitempty"`
	Location  string     `json:"location"`
	Organizer Address    `json:"organizer"`
	Attendees []Attendee `json:"attendees"`
}

// Attendee is one who is invited, or who answers. PartStat is the participation
// status of RFC 5545 section 3.2.12 in upper case, such as ACCEPTED, DECLINED,
// TENTATIVE or NEEDS-ACTION.
type Attendee struct {
	Name     string `json:"name"`
	Address  string `json:"address"`
	PartStat string `json:"partstat"`
}
