// Package doctor proves what the mail provider of the log address does, by logging in and by
// sending mails to itself: what Rapport's promises rest on, and no document of a provider says.
package doctor

import "slices"

// State is how a finding is.
type State string

// The states, from good to bad.
const (
	OK      State = "ok"
	Warning State = "warning" // Rapport works, less well than it could
	Fault   State = "fault"   // something that the configuration relies on does not work
)

// Finding is one thing that was proved.
type Finding struct {
	Check  string `json:"check"`
	State  State  `json:"state"`
	Text   string `json:"text"`             // what was seen
	Remedy string `json:"remedy,omitempty"` // what to do about it
	Lines  []Line `json:"lines,omitempty"`  // of the configuration, that follow from it
}

// Line is a line of the configuration: a key of a table, and its value in TOML.
type Line struct {
	Table string `json:"table"`
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Findings are what was proved, in the order in which it was.
type Findings []Finding

// Worst returns the worst state among the findings.
func (f Findings) Worst() State {
	for _, state := range []State{Fault, Warning} {
		if slices.ContainsFunc(f, func(one Finding) bool { return one.State == state }) {
			return state
		}
	}
	return OK
}

func (f *Findings) ok(check, text string, lines ...Line) {
	*f = append(*f, Finding{check, OK, text, "", lines})
}

func (f *Findings) warn(check, text, remedy string, lines ...Line) {
	*f = append(*f, Finding{check, Warning, text, remedy, lines})
}

func (f *Findings) fault(check, text, remedy string, lines ...Line) {
	*f = append(*f, Finding{check, Fault, text, remedy, lines})
}
