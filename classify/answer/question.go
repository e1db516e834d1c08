package answer

// Kind is what a reply answers.
type Kind string

// The kinds. With "" it is not known what was asked, if anything.
const (
	Minutes    Kind = "minutes"
	Plan       Kind = "plan"
	Scope      Kind = "scope"
	Acceptance Kind = "acceptance"
	Change     Kind = "change"
	Solution   Kind = "solution"
	Report     Kind = "report"
	Draft      Kind = "draft" // a text shown to a PM before it is sent
)

// Question is what a reply answers and who exchanges the mail, as far as that is known.
type Question struct {
	Kind    Kind
	Version int      // of the text; 0 where it has none
	Text    string   // what was asked about, as it was shown; "" where that is not known
	Sender  string   // the name of who replies
	People  []string // names of those who may be addressed: the PMs and their team
	Project []string // its code and name
	Fresh   bool     // nothing was asked: the mail begins a thread
}

// kinds is a set of Kinds.
type kinds uint16

func kindsNamed(section string) kinds {
	switch Kind(section) {
	case Minutes:
		return 1
	case Plan:
		return 1 << 1
	case Scope:
		return 1 << 2
	case Acceptance:
		return 1 << 3
	case Change:
		return 1 << 4
	case Solution:
		return 1 << 5
	case Report:
		return 1 << 6
	}
	return 0
}

// covers reports whether one of the kinds is what was asked. A draft is of any kind, and
// so is what is not known.
func (q Question) covers(of kinds) bool {
	asked := kindsNamed(string(q.Kind))
	return asked == 0 || of&asked != 0
}
