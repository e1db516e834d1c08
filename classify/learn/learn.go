// Package learn tells the project of a mail by the words and people of mail that
// was filed before. It is a guess, and says how good it is; it never decides where
// anything certain speaks.
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
	leastLessons = 5  // of a project, before it is guessed
	mostTelling  = 16 // features of a mail that are weighed
	mostGuesses  = 3
	smoothing    = 0.4  // added to every count
	mostWeight   = 3.5  // of one feature: no single word decides
	temper       = 0.55 // features are not independent, as the sum takes them to be
	leastPercent = 5    // of a guess
	leastTelling = 2    // features that must speak for it
	telling      = 0.7  // weight from which on one does
)

// Guess is a project that a mail may belong to.
type Guess struct {
	Project string
	Percent int    // how likely
	Why     string // the words and people that speak for it most
}

// Model is what was learnt. It never changes; any number of goroutines may use it.
// The nil Model has learnt nothing.
type Model struct {
	projects []string // [0] is "", mail of no project
	lessons  []int    // of each project
	all      int
	features map[string][]seen
}

// seen is in how many lessons of a project a feature stood.
type seen struct {
	project int32
	times   int32
}

// Trainer makes a Model of lessons.
type Trainer struct {
	model    Model
	projects map[string]int
}

// Learn takes one lesson.
func (t *Trainer) Learn(l store.TrainingExample) {
	if t.projects == nil {
		t.projects = map[string]int{"": 0}
		t.model = Model{projects: []string{""}, lessons: []int{0}, features: map[string][]seen{}}
	}
	n, known := t.projects[l.Project]
	if !known {
		n = len(t.model.projects)
		t.projects[l.Project] = n
		t.model.projects = append(t.model.projects, l.Project)
		t.model.lessons = append(t.model.lessons, 0)
	}
	t.model.lessons[n]++
	t.model.all++
	for _, f := range featuresOf(l.People, l.Subject, l.Text) {
		list := t.model.features[f]
		if i := slices.IndexFunc(list, func(s seen) bool { return s.project == int32(n) }); i >= 0 {
			list[i].times++
			continue
		}
		t.model.features[f] = append(list, seen{int32(n), 1})
	}
}

// Model returns what was learnt, and ends the teaching. What stood in one mail only
// is forgotten.
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
	total := 1.0 // the weight of what is not known at all
	for n := range m.projects {
		if m.lessons[n] < leastLessons && n > 0 || m.lessons[n] == 0 {
			continue
		}
		best := m.weigh(n, known)
		score := math.Log((float64(m.lessons[n])+1)/(float64(m.all-m.lessons[n])+1)) / 2
		for _, w := range best {
			score += w.weight
		}
		odds := math.Exp(score * temper)
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

// weighed is a feature and how much it speaks for a project.
type weighed struct {
	feature string
	weight  float64
}

// known returns those features that were seen in more than one lesson.
func (m *Model) known(features []string) []string {
	return slices.DeleteFunc(features, func(f string) bool { return m.features[f] == nil })
}

// weigh returns the features that tell most of project n, for it or against it.
func (m *Model) weigh(n int, features []string) []weighed {
	list := make([]weighed, 0, len(features))
	in, others := float64(m.lessons[n]), float64(m.all-m.lessons[n])
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
	return list[:min(len(list), mostTelling)]
}

// isConclusive says whether enough of the features speak for a project, and not only
// more against the others.
func isConclusive(best []weighed) bool {
	n := 0
	for _, w := range best {
		if w.weight >= telling {
			n++
		}
	}
	return n >= leastTelling
}

// mostNamed bounds the features that a person is shown.
const mostNamed = 4

func why(best []weighed) string {
	var words []string
	for _, w := range best {
		if w.weight > 0 && len(words) < mostNamed {
			words = append(words, shown(w.feature))
		}
	}
	return fmt.Sprintf("as in mail filed before: %s", strings.Join(words, ", "))
}
