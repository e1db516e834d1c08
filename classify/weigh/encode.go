package weigh

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

const (
	mostFeatures = 1 << 20 // of a model
	mostLabels   = 8
	longestLabel = 40 // bytes
	mostEncoded  = mostFeatures * (binary.MaxVarintLen32 + mostLabels)
)

// Encode returns the model as Decode reads it: packed, each feature as its distance from the
// one before, then of each choice the label, the bias, the scale and the weights.
func (m *Model) Encode() []byte {
	plain := binary.AppendUvarint(nil, uint64(len(m.features)))
	before := uint32(0)
	for _, f := range m.features {
		plain = binary.AppendUvarint(plain, uint64(f-before))
		before = f
	}
	plain = binary.AppendUvarint(plain, uint64(len(m.choices)))
	for _, c := range m.choices {
		plain = binary.AppendUvarint(plain, uint64(len(c.label)))
		plain = append(plain, c.label...)
		plain = binary.LittleEndian.AppendUint32(plain, math.Float32bits(c.bias))
		plain = binary.LittleEndian.AppendUint32(plain, math.Float32bits(c.scale))
		for _, w := range c.weights {
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
	m, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	return m, nil
}

func decode(data []byte) (*Model, error) {
	packed, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(packed, mostEncoded))
	if err != nil {
		return nil, err
	}
	r := bytes.NewReader(plain)
	count, err := binary.ReadUvarint(r)
	if err != nil || count > mostFeatures {
		return nil, fmt.Errorf("%d features, %w", count, err)
	}
	m := &Model{features: make(Set, count)}
	before := uint64(0)
	for i := range m.features {
		distance, err := binary.ReadUvarint(r)
		if err != nil {
			return nil, err
		}
		if before += distance; before > math.MaxUint32 {
			return nil, errors.New("a feature of more than 32 bits")
		}
		m.features[i] = uint32(before)
	}
	labels, err := binary.ReadUvarint(r)
	if err != nil || labels > mostLabels {
		return nil, fmt.Errorf("%d labels, %w", labels, err)
	}
	for range labels {
		c, err := readChoice(r, count)
		if err != nil {
			return nil, err
		}
		m.choices = append(m.choices, c)
	}
	if r.Len() > 0 {
		return nil, fmt.Errorf("%d bytes too many", r.Len())
	}
	m.index()
	return m, nil
}

func readChoice(r *bytes.Reader, features uint64) (c choice, err error) {
	length, err := binary.ReadUvarint(r)
	if err != nil || length > longestLabel {
		return c, fmt.Errorf("a label of %d bytes, %w", length, err)
	}
	label, head, weights := make([]byte, length), make([]byte, 8), make([]byte, features)
	for _, part := range [][]byte{label, head, weights} {
		if _, err := io.ReadFull(r, part); err != nil {
			return c, err
		}
	}
	c = choice{
		label: Label(label),
		bias:  math.Float32frombits(binary.LittleEndian.Uint32(head)),
		scale: math.Float32frombits(binary.LittleEndian.Uint32(head[4:])),
	}
	c.weights = make([]int8, features)
	for i, b := range weights {
		c.weights[i] = int8(b)
	}
	return c, nil
}
