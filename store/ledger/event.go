package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// EventAct is what became of a row.
type EventAct byte

// The acts of events.
const (
	EventAdded   EventAct = 'a'
	EventChanged EventAct = 'c'
	EventRemoved EventAct = 'r' // its values are those of the key alone
	EventTrusted EventAct = 't' // it was there when the chain began, or after an upgrade
	EventNoted   EventAct = 'n' // of no row: What says it
)

// String returns the act in a word, as the canonical form has it.
func (a EventAct) String() string {
	switch a {
	case EventAdded:
		return "added"
	case EventChanged:
		return "changed"
	case EventRemoved:
		return "removed"
	case EventTrusted:
		return "trusted"
	case EventNoted:
		return "noted"
	}
	return strconv.QuoteRune(rune(a))
}

// Event is one change of one row of the database: an element of the chain.
type Event struct {
	Number   int64 // from 1, without gaps
	Recorded int64 // milliseconds UTC
	Act      EventAct
	What     string // the event of the state machine; "" where the row has none, or it was no move
	Message  int64  // whose arrival caused it; 0 none did
	Proof    string // of the sender of that message
	Shape    *Shape // nil where the event is of no row
	Values   []Value
}

// ValueKind is how an event holds a value.
type ValueKind byte

// The kinds of values.
const (
	Null    ValueKind = iota
	Integer           // as it is
	Text              // as it is
	Hidden            // as a keyed hash of HiddenSize bytes
)

// HiddenSize is the size of a keyed hash in an event, in bytes.
const HiddenSize = 16

// Value is what one column holds.
type Value struct {
	Kind    ValueKind
	Integer int64
	Text    string // or the bytes of the hash
}

// appendTo appends the value as the canonical form has it.
func (v Value) appendTo(b []byte) []byte {
	switch v.Kind {
	case Integer:
		return strconv.AppendInt(append(b, 'i'), v.Integer, 10)
	case Text:
		b = strconv.AppendInt(append(b, 't'), int64(len(v.Text)), 10)
		return append(append(b, ' '), v.Text...)
	case Hidden:
		return hex.AppendEncode(append(b, '#'), []byte(v.Text))
	}
	return append(b, "null"...)
}

// String returns the value for a person to read.
func (v Value) String() string {
	switch v.Kind {
	case Integer:
		return strconv.FormatInt(v.Integer, 10)
	case Text:
		return strconv.Quote(v.Text)
	case Hidden:
		return "the text of hash " + hex.EncodeToString([]byte(v.Text[:4])) + "…"
	}
	return "nothing"
}

// AppendCanonical appends the form of the event that is hashed, which docs/log.md
// describes.
func (e *Event) AppendCanonical(b []byte) []byte {
	text := func(name, value string) {
		b = append(append(b, name...), ' ')
		b = Value{Kind: Text, Text: value}.appendTo(b)
		b = append(b, '\n')
	}
	number := func(name string, value int64) {
		b = append(append(b, name...), ' ')
		b = strconv.AppendInt(b, value, 10)
		b = append(b, '\n')
	}
	b = append(b, "rapport event 1\n"...)
	number("event", e.Number)
	number("recorded", e.Recorded)
	text("act", e.Act.String())
	text("what", e.What)
	number("message", e.Message)
	text("proof", e.Proof)
	if e.Shape == nil {
		return b
	}
	text("table", e.Shape.Table)
	i := 0
	for _, c := range e.Shape.Columns {
		if e.Act == EventRemoved && !c.Key || i >= len(e.Values) {
			continue
		}
		b = append(append(b, c.Name...), ' ')
		b = append(e.Values[i].appendTo(b), '\n')
		i++
	}
	return b
}

// Chain hashes events in their order. The zero value is before the first event.
type Chain struct {
	Number int64 // of the last event
	Hash   Hash
	text   []byte
}

// Add appends the event, whose number must be the next.
func (c *Chain) Add(e *Event) {
	c.text = e.AppendCanonical(append(c.text[:0], c.Hash[:]...))
	c.Number, c.Hash = e.Number, sha256.Sum256(c.text)
}

// Events are kept many to a row, those of one transaction, in a compact form: of each the
// number of its shape, act, what, message and proof, and then its values. An integer from 0
// to 199 is one byte.
const (
	tagNull    = 0
	tagInteger = 1
	tagText    = 2
	tagHidden  = 3
	tagSmall   = 16 // and above: the integer is the tag less this
	mostSmall  = 199
)

// AppendCompact appends the event as it is kept. shape is the number of its shape, 0 where
// it has none.
func (e *Event) AppendCompact(b []byte, shape int64) []byte {
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	b = append(binary.AppendUvarint(b, uint64(shape)), byte(e.Act))
	text(e.What)
	b = binary.AppendUvarint(b, uint64(e.Message))
	text(e.Proof)
	return AppendValues(binary.AppendUvarint(b, uint64(len(e.Values))), e.Values)
}

// AppendValues appends values as they are kept.
func AppendValues(b []byte, values []Value) []byte {
	for _, v := range values {
		switch {
		case v.Kind == Integer && v.Integer >= 0 && v.Integer <= mostSmall:
			b = append(b, byte(tagSmall+v.Integer))
		case v.Kind == Integer:
			b = binary.AppendVarint(append(b, tagInteger), v.Integer)
		case v.Kind == Text:
			b = append(binary.AppendUvarint(append(b, tagText), uint64(len(v.Text))), v.Text...)
		case v.Kind == Hidden:
			b = append(append(b, tagHidden), v.Text...)
		default:
			b = append(b, tagNull)
		}
	}
	return b
}

// errCompact says that kept events cannot be read.
var errCompact = errors.New("its events cannot be read")

// ReadCompact calls yield for each of the events that b holds, with what AppendCompact
// wrote of them. shapeOf returns the shape of a number.
func ReadCompact(b []byte, shapeOf func(int64) *Shape, yield func(*Event) error) error {
	r := bytes.NewReader(b)
	for r.Len() > 0 {
		e, err := readCompact(r, shapeOf)
		if err != nil {
			return err
		}
		if err := yield(e); err != nil {
			return err
		}
	}
	return nil
}

func readCompact(r *bytes.Reader, shapeOf func(int64) *Shape) (*Event, error) {
	failed := false
	number := func() int64 {
		n, err := binary.ReadUvarint(r)
		failed = failed || err != nil
		return int64(n)
	}
	one := func() byte {
		c, err := r.ReadByte()
		failed = failed || err != nil
		return c
	}
	text := func(size int64) string {
		if failed || size < 0 || size > int64(r.Len()) {
			failed = true
			return ""
		}
		s := make([]byte, size)
		r.Read(s)
		return string(s)
	}
	shape := number()
	e := &Event{Act: EventAct(one()), What: text(number()), Message: number(), Proof: text(number())}
	values := number()
	if failed || values < 0 || values > int64(r.Len()) {
		return nil, errCompact
	}
	if shape != 0 {
		if e.Shape = shapeOf(shape); e.Shape == nil {
			return nil, fmt.Errorf("%w: it has columns of number %d", errCompact, shape)
		}
		want := len(e.Shape.Columns)
		if e.Act == EventRemoved {
			want = e.Shape.keys()
		}
		if int(values) != want {
			return nil, fmt.Errorf("%w: %d values of %s", errCompact, values, e.Shape.Table)
		}
	}
	e.Values = make([]Value, values)
	for i := range e.Values {
		switch tag := one(); tag {
		case tagNull:
		case tagInteger:
			n, err := binary.ReadVarint(r)
			failed = failed || err != nil
			e.Values[i] = Value{Kind: Integer, Integer: n}
		case tagText:
			e.Values[i] = Value{Kind: Text, Text: text(number())}
		case tagHidden:
			e.Values[i] = Value{Kind: Hidden, Text: text(HiddenSize)}
		default:
			failed = failed || tag < tagSmall
			e.Values[i] = Value{Kind: Integer, Integer: int64(tag) - tagSmall}
		}
	}
	if failed {
		return nil, errCompact
	}
	return e, nil
}
