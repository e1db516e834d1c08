// Package meeting has what the systems in which meetings take place are asked, and what they
// answer. Each system is a package beside it.
package meeting

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"rapport/mailout/outside"
	"rapport/store"
)

// Key is a meeting that a system is asked about.
type Key struct {
	System     string // zoom, teams or meet
	URL        string // to join it, without a passcode
	ID         string // digits, or a code, without blanks
	Title      string
	Start, End time.Time
}

// Record is what a system knows of a meeting that is over. What it does not know is empty.
type Record struct {
	People    []string // who took part, as the system names them
	Summary   string
	Decisions []string
	Actions   []store.RecapAction
	// Transcript reports that the system has a transcript, which Rapport does not keep.
	Transcript bool
}

// IsEmpty reports whether there is no text in it yet.
func (r *Record) IsEmpty() bool {
	return r == nil || r.Summary == "" && len(r.Actions) == 0 && len(r.Decisions) == 0
}

// Config says how a system is reached. Which fields count depends on the system.
type Config struct {
	Account   string // of Zoom; the tenant of Microsoft
	ClientID  string // of the application that logs in; the address of Google's service account
	Organizer string // whose meetings they are: the object id of a Microsoft user, the address of a Google one
	// Secret returns the secret of the application, or the private key of the service account.
	// It is asked anew for each login.
	Secret func(context.Context) (string, error)
	// Base and Login are the addresses of the interface and of the login; "": those of the system.
	Base, Login string
	HTTP        *http.Client // nil for the default
}

// Slack is how much earlier or later than announced a meeting may have taken place.
const Slack = 2 * time.Hour

// Overlaps reports whether something that took place between two times may be the meeting.
func (k Key) Overlaps(start, end time.Time) bool {
	if start.IsZero() {
		return false
	}
	if end.Before(start) {
		end = start
	}
	return start.Before(k.End.Add(Slack)) && end.After(k.Start.Add(-Slack))
}

// Nearest returns the number of the one start that is nearest to that of the meeting, and false
// if there is none within the slack, or two are equally near.
func (k Key) Nearest(starts []time.Time) (int, bool) {
	best, at, twice := Slack+1, -1, false
	for i, start := range starts {
		d := start.Sub(k.Start).Abs()
		switch {
		case start.IsZero() || d > Slack:
		case d < best:
			best, at, twice = d, i, false
		case d == best:
			twice = true
		}
	}
	return at, at >= 0 && !twice
}

// Names adds a name to a list of people, once.
func Names(list []string, name string) []string {
	name = strings.TrimSpace(again.ReplaceAllString(strings.Join(strings.Fields(name), " "), ""))
	if name == "" || slices.ContainsFunc(list, func(known string) bool { return strings.EqualFold(known, name) }) {
		return list
	}
	return append(list, name)
}

// again is what systems add to the name of somebody who joined a second time: "Anna (2)".
var again = regexp.MustCompile(`\s*\(\d{1,2}\)$`)

// Unneeded returns err as that of a missing right that is only useful.
func Unneeded(err error) error {
	if err == nil {
		return nil
	}
	return unneeded{err}
}

type unneeded struct{ error }

// Unwrap returns the error within.
func (u unneeded) Unwrap() error { return u.error }

// IsUnneeded reports whether an error is that of a missing right that is only useful.
func IsUnneeded(err error) bool {
	var u unneeded
	return errors.As(err, &u)
}

// IsDenied reports whether an error says that a right is missing.
func IsDenied(err error) bool {
	var e *outside.Error
	return errors.As(err, &e) && e.Fault == outside.Denied
}

// IsNone reports whether an error says that a system has nothing of a meeting: it knows none
// such, or has not written anything.
func IsNone(err error) bool {
	var e *outside.Error
	return errors.As(err, &e) && e.Fault == outside.Missing
}

// BadAnswer returns the error of an answer that cannot be used.
func BadAnswer(service, path, detail string) error {
	return &outside.Error{Service: service, Path: path, Fault: outside.BadAnswer, Detail: detail}
}

// Lacks returns the error of a call that failed, with what the administrator is to permit where
// a right is missing. Where nobody could log in, no right is known to be missing.
func Lacks(err error, right string) error {
	var e *outside.Error
	if !errors.As(err, &e) || e.Fault != outside.Denied || e.Login {
		return err
	}
	return fmt.Errorf("%w; it may need %s", err, right)
}
