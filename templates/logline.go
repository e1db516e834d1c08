package templates

import "slices"

// LogLine is the last line of a mail that is a witness of the log: what the log was when the
// mail was written.
type LogLine struct {
	Event int64  // number of the last event
	Hash  string // of it, as people read it
}

// HasLogLine reports whether mails of a name are witnesses of the log: those that clients
// and PMs keep, of what was reported and agreed, and the one of each morning.
func HasLogLine(name string) bool {
	return slices.Contains([]string{"report", "confirm-outcome", "digest", "notices", "witness"}, name)
}

// SampleFrame returns a frame to preview templates with.
func SampleFrame() Frame {
	return Frame{Closing: &Closing{Name: "Li Na", Agency: "Agency"}, Log: &LogLine{1234, "3f9a-71c2-0b1d-88e4-19cd"}}
}

// withLast returns the document with lines below its last rule.
func (d document) withLast(last document) document {
	if body, _ := d.cut(); len(last) > 0 && len(body) == len(d) {
		d = append(d, block{kind: rule})
	}
	return append(d, last...)
}
