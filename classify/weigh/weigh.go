// Package weigh learns from texts that people have labelled, and tells how likely another text
// has a label. A model has a weight for each feature that it has met often enough; what the
// features of a text are is up to the caller.
package weigh

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"sync"
)

// Set is the features of a text, each by the hash of its name.
type Set []uint32

// Add adds a feature by its name, which is the parts together.
func (s *Set) Add(parts ...string) {
	h := hash(start)
	for _, part := range parts {
		h = h.with(part)
	}
	s.add(h)
}

// AddBoth adds a feature as Add does, and that with one part more.
func (s *Set) AddBoth(more string, parts ...string) {
	h := hash(start)
	for _, part := range parts {
		h = h.with(part)
	}
	s.add(h)
	s.add(h.with(more))
}

// AddRuns adds every run of 1 to longest neighbours in a list, each as Add does with the
// name before it.
func (s *Set) AddRuns(name string, list []string, longest int) {
	for i := range list {
		h := hash(start).with(name)
		for _, part := range list[i:min(i+longest, len(list))] {
			h = h.with(part)
			s.add(h)
		}
	}
}

func (s *Set) add(h hash) { *s = append(*s, uint32(h^h>>15)) }

// hash is FNV-1a of 32 bits.
type hash uint32

const start, prime = 2166136261, 16777619

// with returns the hash with one more part, whose end counts too.
func (h hash) with(part string) hash {
	for i := range len(part) {
		h = (h ^ hash(part[i])) * prime
	}
	return (h ^ 0xff) * prime
}

// Model is a trained model. It never changes, so any number of goroutines may use it.
type Model struct {
	features Set // those that have a weight, in order
	choices  []choice
	// begins has for the first bits of a feature the place in features at which those with
	// them begin; drop is the number of the other bits. Hashes lie evenly, so few have the same.
	begins []uint32
	drop   int
}

// perBegin is how many features begin alike, about.
const perBegin = 4

// index makes the model find its features.
func (m *Model) index() {
	width := bits.Len(uint(len(m.features) / perBegin))
	m.drop = 32 - width
	m.begins = make([]uint32, 1<<width+1)
	for n, at := 0, 0; n < len(m.begins); n++ {
		for at < len(m.features) && int(m.features[at]>>m.drop) < n {
			at++
		}
		m.begins[n] = uint32(at)
	}
}

// find returns the place of a feature in the model.
func (m *Model) find(f uint32) (int, bool) {
	n := f >> m.drop
	for i := m.begins[n]; i < m.begins[n+1]; i++ {
		if m.features[i] >= f {
			return int(i), m.features[i] == f
		}
	}
	return 0, false
}

// choice is the weights of one label.
type choice struct {
	label       Label
	bias, scale float32 // a weight is its byte times scale
	weights     []int8  // of the model's features
}

// Weigh returns how likely a text that has the features has each of the labels that the model
// has learnt, from 0 to 1. Features that the model does not know only make the text longer.
func (m *Model) Weigh(features Set) map[Label]float64 {
	sums := make([]int, len(m.choices))
	n := eachOnce(features, func(f uint32) {
		if i, ok := m.find(f); ok {
			for n, c := range m.choices {
				sums[n] += int(c.weights[i])
			}
		}
	})
	likely, share := make(map[Label]float64, len(m.choices)), norm(n)
	for n, c := range m.choices {
		likely[c.label] = logistic(float64(c.bias) + float64(c.scale)*float64(sums[n])*share)
	}
	return likely
}

// scatter is an odd number that nobody knows: texts cannot be written whose features meet.
var scatter = rand.Uint32() | 1

// eachOnce passes each feature of a set to use once, however often the set has it, and returns
// how many there are.
func eachOnce(features Set, use func(f uint32)) (n int) {
	width := bits.Len(uint(2*len(features) + 1))
	slots, mask := make([]uint32, 1<<width), uint32(1)<<width-1 // 0 is free
	zero := false
	for _, f := range features {
		if f == 0 {
			if !zero {
				zero = true
				n++
				use(f)
			}
			continue
		}
		at := f * scatter >> (32 - width)
		for slots[at] != 0 && slots[at] != f {
			at = (at + 1) & mask
		}
		if slots[at] == 0 {
			slots[at] = f
			n++
			use(f)
		}
	}
	return n
}

// norm makes long and short texts comparable.
func norm(features int) float64 { return 1 / math.Sqrt(float64(features+1)) }

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// Embedded returns a function that returns the model which the program embeds as data. The
// function decodes it once, and panics if data are no model: they are part of the program.
func Embedded(data []byte) func() *Model {
	return sync.OnceValue(func() *Model {
		m, err := Decode(data)
		if err != nil {
			panic("weigh: " + err.Error())
		}
		return m
	})
}
