package ledger

import (
	"fmt"
	"strings"
)

// Shape is the columns of a table, as the events of its rows name them.
type Shape struct {
	Table   string
	Columns []Column
}

// Column is one column of a Shape.
type Column struct {
	Name   string
	Key    bool // one of those that tell the rows of the table apart
	Hidden bool // its texts are in events as keyed hashes alone: people wrote them, or they name somebody
}

// String returns the shape as text: the table, and its columns, each with "!" where it is
// of the key and "#" where its texts are hidden.
func (s Shape) String() string {
	var b strings.Builder
	b.WriteString(s.Table)
	for _, c := range s.Columns {
		b.WriteByte(' ')
		b.WriteString(c.Name)
		if c.Key {
			b.WriteByte('!')
		}
		if c.Hidden {
			b.WriteByte('#')
		}
	}
	return b.String()
}

// ParseShape reads what String returned.
func ParseShape(text string) (Shape, error) {
	words := strings.Fields(text)
	if len(words) < 2 {
		return Shape{}, fmt.Errorf("columns of a table: %q names none", text)
	}
	s := Shape{Table: words[0]}
	for _, word := range words[1:] {
		name := strings.TrimRight(word, "!#")
		s.Columns = append(s.Columns, Column{Name: name, Key: strings.Contains(word, "!"), Hidden: strings.HasSuffix(word, "#")})
	}
	return s, nil
}

// KeyOf returns the values of the key of an event's row.
func (s *Shape) KeyOf(e *Event) []Value {
	if e.Act == EventRemoved {
		return e.Values
	}
	return s.keyOf(e.Values)
}

func (s *Shape) keyOf(values []Value) []Value {
	key := make([]Value, 0, 2)
	for i, c := range s.Columns {
		if c.Key {
			key = append(key, values[i])
		}
	}
	return key
}

// keys returns how many columns the key has.
func (s *Shape) keys() (n int) {
	for _, c := range s.Columns {
		if c.Key {
			n++
		}
	}
	return n
}
