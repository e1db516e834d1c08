package config

import (
	"bytes"
	"strconv"
	"strings"
)

// spot is where a key or an element of a list stands, in offsets. go-toml decodes values
// but does not return their places.
type spot struct {
	start int // of the expression, or of the pair in an inline table
	key   int // of the last part of the key
	value int // of a scalar or an inline table; of the key of a list or of a table with a header
	end   int // of the value; 0 for a table with a header
}

// step is one part of a dotted key.
type step struct {
	name string
	at   int
}

// scanner finds the spots of a text, expression by expression. It judges nothing: it is
// for text that go-toml has accepted, at least up to the expression that it ends with.
type scanner struct {
	text   []byte
	at     int
	spots  map[string]spot // by path
	counts map[string]int  // tables under each [[path]]

	start  int    // of the expression last read
	header int    // brackets before it: 0 for a pair, else 1 or 2
	table  []step // the header that a pair stands under
	steps  []step // the key or header last read
	clean  bool   // whether it ended with its line
}

func newScanner(text []byte) *scanner {
	return &scanner{text: text, spots: map[string]spot{"": {}}, counts: make(map[string]int)}
}

// inside returns the path of a key, or of an element, of the value at the path parent. NUL
// occurs in no key that anybody writes.
func inside(parent, key string) string { return parent + "\x00" + key }

func element(list string, i int) string { return inside(list, strconv.Itoa(i)) }

// next reads an expression. It reports whether there was one.
func (s *scanner) next() bool {
	s.skip(" \t\r\n,")
	if s.at >= len(s.text) {
		return false
	}
	s.start, s.header = s.at, 0
	for s.header < 2 && s.is('[') {
		s.header++
		s.at++
	}
	s.clean = true
	if s.header == 0 {
		table := s.resolve("", s.table)
		s.steps = s.pair(table)
	} else {
		s.steps = s.key()
		s.open()
		s.table = s.steps
		for range s.header {
			s.take(']')
		}
	}
	s.skip(" \t\r")
	s.clean = s.clean && (s.at >= len(s.text) || s.is('\n'))
	if !s.clean {
		s.line()
	}
	return true
}

// open notes the table of a header.
func (s *scanner) open() {
	last := s.steps[len(s.steps)-1]
	path := inside(s.resolve("", s.steps[:len(s.steps)-1]), last.name)
	s.note(path, spot{s.start, last.at, last.at, 0})
	if s.header == 2 {
		s.note(element(path, s.counts[path]), spot{s.start, last.at, last.at, 0})
		s.counts[path]++
	}
}

// resolve returns the path of a table, of the last one where a step names [[tables]].
func (s *scanner) resolve(path string, steps []step) string {
	for _, step := range steps {
		path = inside(path, step.name)
		s.note(path, spot{step.at, step.at, step.at, 0})
		if n := s.counts[path]; n > 0 {
			path = element(path, n-1)
		}
	}
	return path
}

// note keeps the first spot of a path.
func (s *scanner) note(path string, at spot) {
	if _, ok := s.spots[path]; !ok {
		s.spots[path] = at
	}
}

// pair reads key = value in a table.
func (s *scanner) pair(table string) []step {
	start := s.at
	steps := s.key()
	last := steps[len(steps)-1]
	path := inside(s.resolve(table, steps[:len(steps)-1]), last.name)
	s.skip(" \t")
	s.take('=')
	s.skip(" \t")
	s.value(path, spot{start: start, key: last.at})
	return steps
}

// key reads a key, which may be dotted.
func (s *scanner) key() (steps []step) {
	for {
		s.skip(" \t")
		start := s.at
		if s.is('"') || s.is('\'') {
			s.quoted()
		} else {
			s.until(" \t\r\n.=]}")
		}
		name := string(s.text[start:s.at])
		if unquoted, err := strconv.Unquote(name); err == nil {
			name = unquoted
		}
		steps = append(steps, step{strings.Trim(name, "'"), start})
		s.skip(" \t")
		if !s.is('.') {
			return steps
		}
		s.at++
	}
}

// value reads a value and notes its spot and those in it.
func (s *scanner) value(path string, at spot) {
	at.value = s.at
	switch {
	case s.is('"'), s.is('\''):
		s.quoted()
	case s.is('['):
		at.value = at.key
		s.list(func(i int) { s.value(element(path, i), spot{start: s.at, key: at.key}) }, ']')
	case s.is('{'):
		s.list(func(int) { s.pair(path) }, '}')
	default:
		s.until(",]}#\n")
	}
	at.end = s.at
	s.note(path, at)
}

// list reads what stands between brackets.
func (s *scanner) list(one func(i int), closing byte) {
	s.at++
	for i := 0; ; i++ {
		s.skip(" \t\r\n,")
		before := s.at
		if s.at >= len(s.text) || s.is(closing) {
			break
		}
		if one(i); s.at == before {
			break
		}
	}
	s.take(closing)
}

// quoted reads a string of any of the four kinds.
func (s *scanner) quoted() {
	quote := s.text[s.at : s.at+1]
	long := bytes.Repeat(quote, 3)
	closing := quote
	if bytes.HasPrefix(s.text[s.at:], long) {
		closing = long
	}
	for s.at += len(closing); s.at < len(s.text); s.at++ {
		switch {
		case bytes.HasPrefix(s.text[s.at:], closing):
			s.at += len(closing)
			for extra := 0; len(closing) == 3 && extra < 2 && s.is(quote[0]); extra++ {
				s.at++ // quotation marks may be the last characters of a long string
			}
			return
		case s.is('\\') && quote[0] == '"':
			s.at++
		case s.is('\n') && len(closing) == 1:
			s.clean = false
			return
		}
	}
	s.at = len(s.text)
	s.clean = false
}

func (s *scanner) is(b byte) bool { return s.at < len(s.text) && s.text[s.at] == b }

// take reads b, which must be there.
func (s *scanner) take(b byte) {
	if !s.is(b) {
		s.clean = false
		return
	}
	s.at++
}

// skip passes over characters of a set, and comments.
func (s *scanner) skip(set string) {
	for s.at < len(s.text) {
		switch {
		case s.is('#'):
			s.line()
		case strings.IndexByte(set, s.text[s.at]) >= 0:
			s.at++
		default:
			return
		}
	}
}

// until passes over everything up to a character of a set.
func (s *scanner) until(set string) {
	for s.at < len(s.text) && strings.IndexByte(set, s.text[s.at]) < 0 {
		s.at++
	}
}

// line passes over the rest of the line.
func (s *scanner) line() { s.until("\n") }
