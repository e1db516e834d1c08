// Package weigh learns from texts that people have labelled, and tells how likely another text
// has a label. A model is a table of weights, one for each feature of a text; what the features
// are is up to the caller.
package weigh

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
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

// Weigh returns how likely a text that has the features has the label Yes, and how likely the
// label No, each from 0 to 1.
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

// Encode returns the model as Decode reads it.
func (m *Model) Encode() []byte {
	var plain []byte
	for _, t := range []table{m.yes, m.no} {
		plain = binary.LittleEndian.AppendUint32(plain, math.Float32bits(t.bias))
		plain = binary.LittleEndian.AppendUint32(plain, math.Float32bits(t.scale))
		for _, w := range t.weights {
			plain = append(plain, byte(w))
		}
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is right
	w.Write(plain)                                             // a Buffer takes everything
	w.Close()
	return packed.Bytes()
}

// Decode reads a model. It fails if the data are not of a model.
func Decode(data []byte) (*Model, error) {
	const size = 8 + slots
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, 2*size+1))
	if err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	if len(plain) != 2*size {
		return nil, fmt.Errorf("reading a model: %d bytes, not %d", len(plain), 2*size)
	}
	var tables [2]table
	for i := range tables {
		part := plain[i*size : (i+1)*size]
		weights := make([]int8, slots)
		for n, b := range part[8:] {
			weights[n] = int8(b)
		}
		tables[i] = table{math.Float32frombits(binary.LittleEndian.Uint32(part)), math.Float32frombits(binary.LittleEndian.Uint32(part[4:])), weights}
	}
	return &Model{tables[0], tables[1]}, nil
}
