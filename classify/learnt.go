package classify

import (
	"fmt"
	"slices"
	"strings"

	"rapport/classify/learn"
	"rapport/store"
)

// Learnt is what was learnt of mail that was filed before, and how sure it must
// be.
type Learnt struct {
	Model     *learn.Model // nil: nothing
	FileAt    int          // per cent from which on a guess files; 0: none does
	SuggestAt int          // per cent from which on it is suggested
}

// learntConfidence is that of a mail that was filed by a guess: anything certain
// that its thread shows later outweighs it.
const learntConfidence = 40

// With returns a ProjectIndex that also goes by what was learnt.
func (d *ProjectIndex) With(l Learnt) *ProjectIndex {
	taught := *d
	taught.learnt = l
	return &taught
}

// byLearning guesses the project of a mail that no sign decided. Where they left
// several, only these are guessed; where they rule all out, or people share none,
// the guess is a suggestion.
func (d *ProjectIndex) byLearning(m *store.Message, findings []finding) finding {
	f := finding{signal: store.SignalLearnt}
	stop := false
	var among []int // what the signs leave; where they contradict each other, nothing
	for i := range findings {
		left := findings[i].left
		stop = stop || findings[i].stop
		switch {
		case len(left) == 0:
		case among == nil:
			among = left
		case len(intersect(among, left)) == 0:
			stop = true
		}
	}
	for _, guess := range d.learnt.Model.Guess(m) {
		n, known := d.codes[strings.ToLower(guess.Project)]
		if !known || guess.Percent < d.learnt.SuggestAt || among != nil && !stop && !slices.Contains(among, n) {
			continue
		}
		f.named = append(f.named, evidence{n, fmt.Sprintf("%d %% likely, %s", guess.Percent, guess.Why), max(1, guess.Percent*learntConfidence/100)})
		if !stop && len(f.named) == 1 && d.learnt.FileAt > 0 && guess.Percent >= d.learnt.FileAt {
			f.left = []int{n}
		}
	}
	return f
}
