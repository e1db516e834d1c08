package weigh

import (
	"math"
	"math/rand/v2"
	"slices"
)

// The training is that of a logistic regression by stochastic gradients, each weight with a
// step of its own (AdaGrad), in several runs whose weights are averaged.
const (
	runs    = 3
	rounds  = 6 // over all examples
	step    = 0.3
	decay   = 1e-4 // keeps weights small
	biasBit = 0.02 // the share of a step by which the bias moves
)

// Label is what people say of a text.
type Label string

// The labels of what may be a yes or a no.
const (
	Yes     Label = "yes"
	No      Label = "no"
	Neither Label = "neither"
)

// Example is a text with its label.
type Example struct {
	Features Set
	Label    Label
}

// Train returns the model that tells some labels, each from all others, by examples. It knows
// the features that stand in at least as many of them as often says: what is met once says
// nothing of other texts. The same examples make the same model.
func Train(examples []Example, often int, labels ...Label) *Model {
	known := frequent(examples, often)
	texts := make([]text, len(examples))
	for i, e := range examples {
		texts[i] = known.text(e)
	}
	m := &Model{features: known}
	for _, label := range labels {
		m.choices = append(m.choices, trainFor(label, texts, len(known)))
	}
	m.forget()
	m.index()
	return m
}

// frequent returns the features that stand in enough examples, in order.
func frequent(examples []Example, often int) Set {
	counts := map[uint32]int{}
	for _, e := range examples {
		for _, f := range unique(e.Features) {
			counts[f]++
		}
	}
	var known Set
	for f, n := range counts {
		if n >= often {
			known = append(known, f)
		}
	}
	slices.Sort(known)
	return known
}

// text is an example as it is learnt from.
type text struct {
	label Label
	known []int   // places of its features among the known ones
	share float64 // by which a feature counts
}

func (s Set) text(e Example) text {
	features := unique(e.Features)
	t := text{label: e.Label, share: norm(len(features))}
	for _, f := range features {
		if i, ok := slices.BinarySearch(s, f); ok {
			t.known = append(t.known, i)
		}
	}
	return t
}

// trainFor returns the weights that tell one label from the others.
func trainFor(label Label, texts []text, features int) choice {
	sum, bias := make([]float64, features), 0.0
	for run := range uint64(runs) {
		r := &regression{weights: make([]float64, features), squares: make([]float64, features)}
		random := rand.New(rand.NewPCG(run, 0))
		for range rounds {
			for _, i := range random.Perm(len(texts)) {
				r.learn(texts[i], texts[i].label == label)
			}
		}
		for i, w := range r.weights {
			sum[i] += w / runs
		}
		bias += r.bias / runs
	}
	return quantize(label, sum, bias)
}

// regression is the weights of one choice while they are trained.
type regression struct {
	weights, squares []float64 // squares of the gradients so far
	bias             float64
}

// learn moves the weights of a text's features towards what it is.
func (r *regression) learn(t text, is bool) {
	z := r.bias
	for _, i := range t.known {
		z += r.weights[i] * t.share
	}
	off := logistic(z)
	if is {
		off--
	}
	for _, i := range t.known {
		gradient := off*t.share + decay*r.weights[i]
		r.squares[i] += gradient * gradient
		r.weights[i] -= step * gradient / math.Sqrt(r.squares[i]+1e-8)
	}
	r.bias -= biasBit * step * off
}

// quantize turns weights into bytes.
func quantize(label Label, weights []float64, bias float64) choice {
	most := 0.0
	for _, w := range weights {
		most = max(most, math.Abs(w))
	}
	c := choice{label, float32(bias), float32(max(most, 1e-9) / 127), make([]int8, len(weights))}
	for i, w := range weights {
		c.weights[i] = int8(math.Round(w / float64(c.scale)))
	}
	return c
}

// forget drops the features whose weights are 0.
func (m *Model) forget() {
	kept := 0
	for i, f := range m.features {
		if !slices.ContainsFunc(m.choices, func(c choice) bool { return c.weights[i] != 0 }) {
			continue
		}
		m.features[kept] = f
		for _, c := range m.choices {
			c.weights[kept] = c.weights[i]
		}
		kept++
	}
	m.features = m.features[:kept]
	for n := range m.choices {
		m.choices[n].weights = m.choices[n].weights[:kept]
	}
}

// unique returns the features once each, in order.
func unique(features Set) Set {
	features = slices.Clone(features)
	slices.Sort(features)
	return slices.Compact(features)
}
