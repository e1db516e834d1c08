package classify

import (
	"fmt"
	"slices"
	"strings"

	"rapport/classify/learn"
	"rapport/store"
)

// Learnt is the model learnt from mail that was filed earlier, and how certain a guess must
// be.
type Learnt struct {
	Model     *learn.Model // nil: nothing was learnt
	FileAt    int          // per cent from which a guess files a mail; 0: never
	SuggestAt int          // per cent from which a project is suggested
}

// learntConfidence is the confidence of a mail filed by a guess: any firmer signal that
// appears later in its thread outweighs it.
const learntConfidence = 40

// With returns a copy of d that also uses l.
func (d *ProjectIndex) With(l Learnt) *ProjectIndex {
	taught := *d
	taught.learnt = l
	return &taught
}

// byLearning guesses the project of a mail that no signal decided. If the signals left
// several, it chooses among these; if they rule out all, or people share no project, it
// only suggests.
func (d *ProjectIndex) byLearning(m *store.Message, findings []finding) finding {
	f := finding{signal: store.SignalLearnt}
	stop := false
	var among []int // what the signals leave; nil if they contradict each other
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
