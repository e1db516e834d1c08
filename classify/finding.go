package classify

import (
	"fmt"
	"slices"

	"rapport/store"
)

// finding is what one signal shows about a message.
type finding struct {
	signal store.Signal
	// percent is the certainty of a signal that is not always equally certain (see
	// confidence).
	percent int
	// named has every project that the signal points to, in ascending order.
	named []evidence
	// left has the projects between which the signal cannot choose, in ascending order:
	// one is a decision, several are a tie.
	left []int
	// stop means that no less certain signal may decide, for instance because people of
	// different projects are in one mail.
	stop bool
	// absent is the code of a project that the signal names and the configuration does not.
	absent string
	// staff means that only PMs, team members and others were recognised.
	staff bool
	// answers means that the message answers a request of ours, whether or not it counts.
	answers bool
	// uncounted is set if it does not count, for a reason of which nobody has a mail.
	uncounted *store.Uncounted
	notes     []string
}

// evidence is a project and the text that explains why it is named.
type evidence struct {
	project int
	text    string
	percent int // 0: its share of the finding's
}

// confidence returns the certainty, in per cent, of a finding that names one project. If it
// names several, each gets its share.
func (f *finding) confidence() int {
	if f.percent > 0 {
		return f.percent
	}
	switch f.signal {
	case store.SignalPerson, store.SignalAddress:
		return 100
	case store.SignalOwn:
		return 99
	case store.SignalTag:
		return 95
	case store.SignalThread:
		return 90
	case store.SignalTracker:
		return 85
	case store.SignalContact:
		return 80
	case store.SignalMeeting:
		return 75
	case store.SignalDomain:
		return 60
	case store.SignalAlias:
		return 50
	case store.SignalLearnt:
		return learntConfidence
	}
	return 0
}

// decideProject returns the number of the project that the findings decide on and the
// signal that decided, or -1.
func decideProject(findings []finding) (project int, by store.Signal) {
	var tie *finding // the most certain signal that could not choose
	var left []int
	for i := range findings {
		f := &findings[i]
		switch {
		case f.stop:
			return -1, ""
		case len(f.left) == 0:
			continue
		case tie == nil:
			tie, left = f, f.left
		case !mayBreakTie(f, tie):
			continue
		default:
			// A signal that contradicts the tie leaves no project, and no later signal
			// may choose.
			if left = intersect(left, f.left); len(left) == 0 {
				return -1, ""
			}
		}
		if len(left) == 1 {
			return left[0], f.signal
		}
	}
	return -1, ""
}

// mayBreakTie reports whether f may choose between the projects that tie left.
//
// For a client in two projects only the thread decides: to go by the mail's domain or a
// word in its subject would be a guess. A PM in two projects shows nothing about the
// client, so there the client's domain may decide. What sums up a meeting is of the project
// whose meeting it is.
func mayBreakTie(f, tie *finding) bool {
	switch tie.signal {
	case store.SignalAddress, store.SignalTag:
		return f.signal == store.SignalTag || f.signal == store.SignalThread || f.signal == store.SignalContact
	case store.SignalTracker:
		return f.signal == store.SignalContact || f.signal == store.SignalDomain
	case store.SignalContact:
		return tie.staff && f.signal == store.SignalDomain || f.signal == store.SignalMeeting
	case store.SignalMeeting:
		return false // where two fit a person decides
	case store.SignalDomain:
		return f.signal == store.SignalAlias
	}
	return false
}

// mostNamed limits how many projects of one signal enter a verdict.
const mostNamed = 5

// explain adds the findings to the verdict: all evidence as reasons, the deciding one
// first, and as notes what a person should know about the decision.
func (d *ProjectIndex) explain(v *store.Verdict, findings []finding, project int, by store.Signal) {
	total := 0
	for i := range findings {
		total += min(len(findings[i].named), mostNamed)
	}
	if total > 0 {
		v.Reasons = make([]store.Reason, 0, total)
	}
	for i := range findings {
		f := &findings[i]
		v.Notes = append(v.Notes, f.notes...)
		named := f.named
		if len(named) > mostNamed {
			v.Notes = append(v.Notes, fmt.Sprintf("the %s names %d projects; %d are shown", f.signal, len(named), mostNamed))
			named = firstOf(named, project, mostNamed)
		}
		agrees := slices.ContainsFunc(f.named, func(e evidence) bool { return e.project == project })
		for _, e := range named {
			percent := max(1, f.confidence()/len(f.named))
			if e.percent > 0 {
				percent = e.percent
			}
			if e.project == project && f.signal == by {
				percent = f.confidence() // the others were ruled out
			}
			r := store.Reason{Signal: f.signal, Project: d.projects[e.project].code, Confidence: percent, Text: e.text}
			if e.project == project && f.signal == by {
				v.Reasons = slices.Insert(v.Reasons, 0, r)
			} else {
				v.Reasons = append(v.Reasons, r)
			}
			if project >= 0 && !agrees {
				v.Notes = append(v.Notes, "overruled: "+e.text+" ("+r.Project+")")
			}
		}
	}
	// The deciding reason stays first.
	from := 0
	if project >= 0 {
		from = 1
	}
	slices.SortStableFunc(v.Reasons[min(from, len(v.Reasons)):], func(a, b store.Reason) int {
		return b.Confidence - a.Confidence
	})
}

// firstOf returns n of named, including the project that was decided on.
func firstOf(named []evidence, project, n int) []evidence {
	for i, e := range named[n:] {
		if e.project == project {
			return append(slices.Clone(named[:n-1]), named[n+i])
		}
	}
	return named[:n]
}

// intersect returns the numbers in both a and b, which are ascending. It allocates only if
// it leaves something out.
func intersect(a, b []int) []int {
	if slices.Equal(a, b) {
		return a
	}
	both := make([]int, 0, min(len(a), len(b)))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			both = append(both, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return both
}
