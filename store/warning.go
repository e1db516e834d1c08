package store

import (
	"database/sql/driver"
	"fmt"
	"slices"
)

// Warning is the last mail about a time limit: of a case, or of an action item. The
// database has its name, and JSON its number.
type Warning int

// The warnings, in their order.
const (
	WarningNone    Warning = iota
	WarningSoon            // the time runs out soon
	WarningOverdue         // it has run out
)

func warningNames() []string { return []string{"none", "soon", "overdue"} }

// String returns the name of a warning.
func (w Warning) String() string { return warningNames()[w] }

// Value implements driver.Valuer.
func (w Warning) Value() (driver.Value, error) { return w.String(), nil }

// Scan implements sql.Scanner.
func (w *Warning) Scan(name any) error { return scanName(w, warningNames(), name) }

// StepRequest is how far the mail that asks for the next step of a procedure has come. The
// database has its name, and JSON its number.
type StepRequest int

// The requests for a step, in their order.
const (
	StepNotAsked StepRequest = iota
	StepAsked                // the person who has the next step was asked for it
	StepReminded             // and reminded
)

func stepRequestNames() []string { return []string{"none", "asked", "reminded"} }

// String returns the name of a request for a step.
func (r StepRequest) String() string { return stepRequestNames()[r] }

// Value implements driver.Valuer.
func (r StepRequest) Value() (driver.Value, error) { return r.String(), nil }

// Scan implements sql.Scanner.
func (r *StepRequest) Scan(name any) error { return scanName(r, stepRequestNames(), name) }

// scanName sets into to the place that a name has among names.
func scanName[T ~int](into *T, names []string, name any) error {
	text, _ := name.(string)
	i := slices.Index(names, text)
	if i < 0 {
		return fmt.Errorf("%v is none of %q", name, names)
	}
	*into = T(i)
	return nil
}
