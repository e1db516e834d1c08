// Package work holds what Rapport and an issue tracker tell each other, and arranges the
// items of one as a progress report has them. Each tracker is an adapter in a package of its
// own beside this.
package work

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// State is how far an item is, whatever its tracker calls it.
type State string

// The states.
const (
	Pending State = "pending"
	Active  State = "active"
	Done    State = "done"
)

// Item is a work item.
type Item struct {
	ID    string `json:"-"`   // by which the tracker's interface knows it
	Key   string `json:"key"` // by which people know it: SCR-5
	URL   string `json:"url,omitempty"`
	Title string `json:"title"`

	State    State     `json:"-"`
	Percent  int       `json:"percent"` // done, 0 to 100; -1: unknown
	Due      time.Time `json:"due,omitzero"`
	Finished time.Time `json:"-"` // zero: it is not, or nobody knows when
	Soon     bool      `json:"-"` // it is planned for now: it is in the sprint that runs
}

// Milestone is a date that was planned. A zero Due is unknown.
type Milestone struct {
	Title string    `json:"title"`
	Key   string    `json:"key,omitempty"` // "" of a version
	URL   string    `json:"url,omitempty"`
	Due   time.Time `json:"due,omitzero"`
	Done  bool      `json:"done"`
}

// Progress is what a tracker says of a period.
type Progress struct {
	Done       []Item      `json:"done,omitempty"`   // in the period
	Active     []Item      `json:"active,omitempty"` // in progress
	Next       []Item      `json:"next,omitempty"`   // planned for the time after
	Late       []Item      `json:"late,omitempty"`   // not done, and the day has passed
	Milestones []Milestone `json:"milestones,omitempty"`
	More       int         `json:"more,omitempty"`    // items beyond the most that are listed
	Missing    []Part      `json:"missing,omitempty"` // what the tracker did not hand out
}

// Part is a part of a Progress that a tracker may refuse to hand out by itself.
type Part string

// The parts.
const (
	Milestones Part = "milestones"
	Sprints    Part = "sprints"
)

// Period is the time that is asked about. The times are in the zone of the project, in which
// days without a zone are read.
type Period struct {
	From, Until time.Time // from the beginning of its first day to the end of its last
	Since       time.Time // what was done from then on is listed: From, or before, where nobody has read of it yet
	Now         time.Time
}

// New is a work item to be created.
type New struct {
	Title string
	Text  string // several paragraphs of plain text
	Mark  string // one word, by which it is found again where the answer was lost
}

// IsTitle reports whether a tracker may have made this title of that of the item: many change
// blanks, signs and case, and cut what is long.
func (n New) IsTitle(title string) bool {
	const least = 20 // letters that what was cut must still have
	ours, theirs := letters(n.Title), letters(title)
	return ours == theirs || utf8.RuneCountInString(theirs) >= least && strings.HasPrefix(ours, theirs)
}

// SameTitle reports whether two titles have the same letters and digits.
func SameTitle(a, b string) bool { return letters(a) == letters(b) && letters(a) != "" }

// letters returns the letters and digits of a text, in one case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(text))
}

// Described returns the text of the item with its mark.
func (n New) Described() string {
	if n.Text == "" {
		return n.Mark
	}
	return n.Text + "\n\n" + n.Mark
}
