// Package consent weighs how likely an answer is a yes or a no, from answers that people
// have labelled. A model is a table of weights, one for each feature of a text; what the
// features are is up to the caller.
package consent

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
)

const (
	slots = 1 << 18 // of the table; a feature belongs to the slot of its hash
)

// Set is the features of a text.
type Set []uint32

// Add adds a feature by its name, which is the parts together.
func (s *Set) Add(parts ...string) {
	h := hash(start)
	for _, part := range parts {
		h = h.with(part)
	}
	s.add(h)
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

func (s *Set) add(h hash) { *s = append(*s, uint32(h^h>>15)%slots) }

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
	yes, no table
}

// table is the weights of one choice.
type table struct {
	bias, scale float32 // a weight is its byte times scale
	weights     []int8
}

// Weigh returns how likely the text that has the features is a plain yes, and how likely it
// is a plain no, each from 0 to 1.
func (m *Model) Weigh(features Set) (yes, no float64) {
	features = unique(features)
	return m.yes.weigh(features), m.no.weigh(features)
}

func (t *table) weigh(features Set) float64 {
	sum := 0
	for _, f := range features {
		sum += int(t.weights[f])
	}
	return logistic(float64(t.bias) + float64(t.scale)*float64(sum)*norm(len(features)))
}

// norm makes long and short texts comparable.
func norm(features int) float64 { return 1 / math.Sqrt(float64(features+1)) }

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

//go:embed weights.bin
var learnt []byte

// Learnt returns the model that was trained from the labelled answers of the project.
var Learnt = sync.OnceValue(func() *Model {
	m, err := Decode(learnt)
	if err != nil {
		panic("consent: " + err.Error()) // the file is part of the program
	}
	return m
})

// Encode returns the model as Decode reads it.
func (m *Model) Encode() []byte {
	var data []byte
	for _, t := range []table{m.yes, m.no} {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(t.bias))
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(t.scale))
		for _, w := range t.weights {
			data = append(data, byte(w))
		}
	}
	return data
}

// Decode reads a model. It fails if the data are not of a model.
func Decode(data []byte) (*Model, error) {
	const size = 8 + slots
	if len(data) != 2*size {
		return nil, fmt.Errorf("reading a model of answers: %d bytes, not %d", len(data), 2*size)
	}
	var tables [2]table
	for i := range tables {
		part := data[i*size : (i+1)*size]
		weights := make([]int8, slots)
		for n, b := range part[8:] {
			weights[n] = int8(b)
		}
		tables[i] = table{math.Float32frombits(binary.LittleEndian.Uint32(part)), math.Float32frombits(binary.LittleEndian.Uint32(part[4:])), weights}
	}
	return &Model{tables[0], tables[1]}, nil
}
