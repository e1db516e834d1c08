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
	mostFeatures = 1 << 22 // of a model
	mostEncoded  = 16 + mostFeatures*(binary.MaxVarintLen32+2)
)

// Encode returns the model as Decode reads it: packed, each feature as its distance from the
// one before, then of both choices the bias, the scale and the weights.
func (m *Model) Encode() []byte {
	plain := binary.AppendUvarint(nil, uint64(len(m.features)))
	before := uint32(0)
	for _, f := range m.features {
		plain = binary.AppendUvarint(plain, uint64(f-before))
		before = f
	}
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
	for _, t := range []*table{&m.yes, &m.no} {
		if err := t.read(r, count); err != nil {
			return nil, err
		}
	}
	if r.Len() > 0 {
		return nil, fmt.Errorf("%d bytes too many", r.Len())
	}
	return m, nil
}

func (t *table) read(r io.Reader, count uint64) error {
	head, weights := make([]byte, 8), make([]byte, count)
	for _, part := range [][]byte{head, weights} {
		if _, err := io.ReadFull(r, part); err != nil {
			return err
		}
	}
	t.bias = math.Float32frombits(binary.LittleEndian.Uint32(head))
	t.scale = math.Float32frombits(binary.LittleEndian.Uint32(head[4:]))
	t.weights = make([]int8, count)
	for i, b := range weights {
		t.weights[i] = int8(b)
	}
	return nil
}
