// Package learn guesses the project of a mail from the words and people of mail filed
// earlier, and says how likely each guess is. A guess never overrules a firm signal.
package learn

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/store"
)

const (
	leastExamples  = 5  // of a project before it can be guessed
	mostWeighed    = 16 // features of a mail that are weighed
	mostGuesses    = 3
	smoothing      = 0.4  // added to every count
	mostWeight     = 3.5  // of one feature, so that no single word decides
	damping        = 0.55 // features are not independent, although the sum assumes it
	leastPercent   = 5    // of a guess
	leastEvidence  = 2    // features that must point to the project
	evidenceWeight = 0.7  // weight from which a feature does
)

// Guess is a project that a mail may belong to.
type Guess struct {
	Project string
	Percent int    // how likely
	Why     string // the words and people that count most
}

// Model is a trained model. It never changes, so any number of goroutines may use it. The
// nil Model guesses nothing.
type Model struct {
	projects []string // [0] is "", mail of no project
	examples []int    // of each project
	all      int
	features map[string][]occurrences
}

// occurrences counts the examples of a project that have a feature.
type occurrences struct {
	project int32
	times   int32
}

// Trainer builds a Model from training examples.
type Trainer struct {
	model    Model
	projects map[string]int
}

// Learn adds one training example.
func (t *Trainer) Learn(l store.TrainingExample) {
	if t.projects == nil {
		t.projects = map[string]int{"": 0}
		t.model = Model{projects: []string{""}, examples: []int{0}, features: map[string][]occurrences{}}
	}
	n, known := t.projects[l.Project]
	if !known {
		n = len(t.model.projects)
		t.projects[l.Project] = n
		t.model.projects = append(t.model.projects, l.Project)
		t.model.examples = append(t.model.examples, 0)
	}
	t.model.examples[n]++
	t.model.all++
	for _, f := range featuresOf(l.People, l.Subject, l.Text) {
		list := t.model.features[f]
		if i := slices.IndexFunc(list, func(s occurrences) bool { return s.project == int32(n) }); i >= 0 {
			list[i].times++
			continue
		}
		t.model.features[f] = append(list, occurrences{int32(n), 1})
	}
}

// Model returns the trained model and ends the training. Features of a single mail are
// dropped.
func (t *Trainer) Model() *Model {
	m := t.model
	t.model, t.projects = Model{}, nil
	for f, list := range m.features {
		if len(list) == 1 && list[0].times == 1 {
			delete(m.features, f)
		}
	}
	return &m
}

// Guess returns the projects that m may belong to, the most likely first.
func (m *Model) Guess(mail *store.Message) []Guess {
	if m == nil || m.all == 0 {
		return nil
	}
	var people []string
	for _, list := range [][]store.Address{mail.From, mail.To, mail.Cc} {
		for _, a := range list {
			people = append(people, strings.ToLower(a.Address))
		}
	}
	known := m.known(featuresOf(people, mail.Subject, mail.NewText))
	if len(known) == 0 {
		return nil
	}
	type scored struct {
		project int
		odds    float64
		best    []weighed
	}
	var list []scored
	total := 1.0 // the weight of anything unknown
	for n := range m.projects {
		if m.examples[n] < leastExamples && n > 0 || m.examples[n] == 0 {
			continue
		}
		best := m.weigh(n, known)
		score := math.Log((float64(m.examples[n])+1)/(float64(m.all-m.examples[n])+1)) / 2
		for _, w := range best {
			score += w.weight
		}
		odds := math.Exp(score * damping)
		total += odds
		list = append(list, scored{n, odds, best})
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.odds, a.odds), cmp.Compare(m.projects[a.project], m.projects[b.project]))
	})
	var guesses []Guess
	for _, s := range list {
		percent := int(100 * s.odds / total)
		if s.project == 0 || percent < leastPercent || len(guesses) == mostGuesses || !isConclusive(s.best) {
			continue
		}
		guesses = append(guesses, Guess{m.projects[s.project], min(percent, 99), why(s.best)})
	}
	return guesses
}

// weighed is a feature and how strongly it points to a project.
type weighed struct {
	feature string
	weight  float64
}

// known returns the features that occurred in more than one example.
func (m *Model) known(features []string) []string {
	return slices.DeleteFunc(features, func(f string) bool { return m.features[f] == nil })
}

// weigh returns the features that count most for project n, or against it.
func (m *Model) weigh(n int, features []string) []weighed {
	list := make([]weighed, 0, len(features))
	in, others := float64(m.examples[n]), float64(m.all-m.examples[n])
	for _, f := range features {
		here, all := 0.0, 0.0
		for _, s := range m.features[f] {
			all += float64(s.times)
			if s.project == int32(n) {
				here = float64(s.times)
			}
		}
		weight := math.Log((here+smoothing)/(in+2*smoothing)) - math.Log((all-here+smoothing)/(others+2*smoothing))
		list = append(list, weighed{f, max(-mostWeight, min(mostWeight, weight))})
	}
	slices.SortFunc(list, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(math.Abs(b.weight), math.Abs(a.weight)), strings.Compare(a.feature, b.feature))
	})
	return list[:min(len(list), mostWeighed)]
}

// isConclusive reports whether enough features point to a project, rather than only against
// the others.
func isConclusive(best []weighed) bool {
	n := 0
	for _, w := range best {
		if w.weight >= evidenceWeight {
			n++
		}
	}
	return n >= leastEvidence
}

// mostNamed limits the features that a person is shown.
const mostNamed = 4

func why(best []weighed) string {
	var words []string
	for _, w := range best {
		if w.weight > 0 && len(words) < mostNamed {
			words = append(words, display(w.feature))
		}
	}
	return fmt.Sprintf("as in mail filed before: %s", strings.Join(words, ", "))
}
