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
	rounds  = 12 // over all examples
	step    = 0.3
	decay   = 1e-4 // keeps weights small
	biasBit = 0.02 // the share of a step by which the bias moves
)

// Label is what people say of a text.
type Label string

// The labels.
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

// Train returns the model of some examples. The same examples make the same model.
func Train(examples []Example) *Model {
	for i := range examples {
		examples[i].Features = unique(examples[i].Features)
	}
	return &Model{trainFor(Yes, examples), trainFor(No, examples)}
}

// trainFor returns the weights that tell one label from the others.
func trainFor(label Label, examples []Example) table {
	sum, bias := make([]float64, slots), 0.0
	for run := range uint64(runs) {
		r := newRegression()
		random := rand.New(rand.NewPCG(run, 0))
		for range rounds {
			for _, i := range random.Perm(len(examples)) {
				r.learn(examples[i].Features, examples[i].Label == label)
			}
		}
		for i, w := range r.weights {
			sum[i] += w / runs
		}
		bias += r.bias / runs
	}
	return quantize(sum, bias)
}

// regression is a model while it is trained.
type regression struct {
	weights, squares []float64 // squares of the gradients so far
	bias             float64
}

func newRegression() *regression {
	return &regression{weights: make([]float64, slots), squares: make([]float64, slots)}
}

// learn moves the weights of a text's features towards what it is.
func (r *regression) learn(features Set, is bool) {
	share := norm(len(features))
	z := r.bias
	for _, f := range features {
		z += r.weights[f] * share
	}
	off := logistic(z)
	if is {
		off--
	}
	for _, f := range features {
		gradient := off*share + decay*r.weights[f]
		r.squares[f] += gradient * gradient
		r.weights[f] -= step * gradient / math.Sqrt(r.squares[f]+1e-8)
	}
	r.bias -= biasBit * step * off
}

// quantize turns weights into bytes.
func quantize(weights []float64, bias float64) table {
	most := 0.0
	for _, w := range weights {
		most = max(most, math.Abs(w))
	}
	t := table{bias: float32(bias), scale: float32(max(most, 1e-9) / 127), weights: make([]int8, slots)}
	for i, w := range weights {
		t.weights[i] = int8(math.Round(w / float64(t.scale)))
	}
	return t
}

// unique returns the features once each, in order.
func unique(features Set) Set {
	features = slices.Clone(features)
	slices.Sort(features)
	return slices.Compact(features)
}
