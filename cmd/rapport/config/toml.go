package config

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// table is a TOML table with the places of all that stands in it. A file is
// read into tables and not straight into structs, so that every mistake in
// every file can be told at once, each with its place; go-toml's decoder stops
// at the first value of a wrong type, and forgets the places of good ones.
type table struct {
	place   Place // of its header, or of what else brought it about
	entries map[string]*value
	keys    []string // of entries, in the order of the file
	defined bool     // by a header of its own or as an inline table
}

// value is what a key of a table is set to, or an element of a list.
type value struct {
	place  Place // of the value where it is a scalar, else of its key
	key    Place
	kind   kind
	text   string   // the content of a string; another scalar as it is written
	list   []*value // where kind is isList
	tables []*table // one where kind is isTable, any number where it is isTables
}

// kind is what a value is, in the words of messages to people.
type kind string

const (
	isString  kind = "a string"
	isInteger kind = "a whole number"
	isFloat   kind = "a number with a fraction"
	isBool    kind = "true or false"
	isTime    kind = "a date or time"
	isList    kind = "a list"
	isTable   kind = "a table"
	isTables  kind = "a list of tables"
)

// tomlFile reads the text of one file.
type tomlFile struct {
	name    string
	text    []byte
	lines   []int // the offset of each line's first byte
	parser  unstable.Parser
	base    int // the offset in text at which the parser's input begins
	root    *table
	current *table // of the last header
	Problems
	damaged bool // part of the file could not be read
}

// parseTOML reads text, which must be UTF-8, with as many mistakes as it has:
// after one in the syntax it goes on at the next table header.
func parseTOML(name string, text []byte) *tomlFile {
	f := &tomlFile{name: name, text: text, lines: lineStarts(text)}
	f.root = newTable(Place{name, 1, 1})
	f.current = f.root
	for f.base < len(text) {
		f.parser.Reset(text[f.base:])
		for f.parser.NextExpression() {
			f.expression(f.parser.Expression())
		}
		err := f.parser.Error()
		if err == nil {
			break
		}
		f.base = f.syntaxError(err)
	}
	if len(f.Problems) == 0 {
		f.crossCheck()
	}
	return f
}

func newTable(at Place) *table { return &table{place: at, entries: make(map[string]*value)} }

// syntaxError tells of err and gives the offset from which to read on.
func (f *tomlFile) syntaxError(err error) (resume int) {
	f.damaged = true
	offset, message := f.base, err.Error()
	if syntax, ok := errors.AsType[*unstable.ParserError](err); ok {
		offset += int(f.parser.Range(syntax.Highlight).Offset)
		message = syntax.Message
	}
	text, remedy := describeSyntax(message)
	f.Fail(f.place(offset), "", remedy, "%s", text)

	for rest := offset; rest < len(f.text); {
		end := bytes.IndexByte(f.text[rest:], '\n')
		if end < 0 {
			break
		}
		rest += end + 1
		if tableHeader.Match(f.text[rest:]) {
			return rest
		}
	}
	return len(f.text)
}

var (
	// tableHeader matches a line that is surely the header of a table.
	tableHeader = regexp.MustCompile(`^[ \t]*\[\[?[ \t]*[A-Za-z_-][A-Za-z0-9_. -]*\]\]?[ \t]*(#[^\n]*)?\r?(\n|$)`)
	// quotedCharacter matches where go-toml quotes a character of the file.
	quotedCharacter = regexp.MustCompile(`:? ?(but got )?U\+[0-9A-F]{4,6}( '.*')?`)
)

// describeSyntax puts a message of go-toml into our words. The message may
// quote a character of the file, which may be one of a password's.
func describeSyntax(message string) (text, remedy string) {
	text = quotedCharacter.ReplaceAllString(message, "")
	switch {
	case strings.Contains(text, "at start of value"), strings.Contains(text, "expected keyword"),
		strings.Contains(text, "strings must be quoted"):
		return "a string without quotation marks", `write key = "text"`
	case strings.Contains(text, "strings cannot have new lines"), strings.Contains(text, "unterminated"):
		return "an unterminated string", "add the closing quotation mark"
	case strings.Contains(text, "expected newline"):
		return "unexpected text after the value", "put each key on its own line, and # before a comment"
	case strings.Contains(text, "invalid escape character"), strings.Contains(text, "escape sequence"):
		return `an invalid \ escape inside "..."`, `write \\, or use '...', in which \ is an ordinary character`
	case strings.Contains(text, "array is incomplete"), strings.Contains(text, "expected ',' or ']'"):
		return "an unterminated list", "separate the elements with commas and end it with ]"
	case strings.Contains(text, "invalid character at start of key"):
		return "neither a key nor a table", `a line is key = value, [table] or # comment`
	case strings.Contains(text, "expected '=' after key"):
		return "a key without a value", `a line is key = value, [table] or # comment`
	}
	return text, ""
}

// crossCheck lets go-toml's own decoder have the last word on what this file
// has passed: TOML has more rules on tables than a configuration meets.
func (f *tomlFile) crossCheck() {
	var all map[string]any
	err := toml.Unmarshal(f.text, &all)
	if err == nil {
		return
	}
	at := Place{File: f.name}
	message := strings.TrimPrefix(err.Error(), "toml: ")
	if decode, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := decode.Position()
		at = f.place(f.lines[min(line, len(f.lines))-1] + column - 1)
	}
	text, remedy := describeSyntax(message)
	f.Fail(at, "", remedy, "%s", text)
}

func (f *tomlFile) placeOf(n *unstable.Node) Place { return f.place(f.base + int(n.Raw.Offset)) }

// place returns line and column of an offset.
func (f *tomlFile) place(offset int) Place {
	offset = min(offset, len(f.text))
	line := sort.SearchInts(f.lines, offset+1)
	return Place{f.name, line, utf8.RuneCount(f.text[f.lines[line-1]:offset]) + 1}
}

func lineStarts(text []byte) []int {
	starts := []int{0}
	for i, b := range text {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// step is one part of a dotted key.
type step struct {
	name string
	at   Place
}

func (f *tomlFile) steps(n *unstable.Node) []step {
	var steps []step
	for keys := n.Key(); keys.Next(); {
		steps = append(steps, step{string(keys.Node().Data), f.placeOf(keys.Node())})
	}
	return steps
}

// expression takes in a header or a line that sets a key.
func (f *tomlFile) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.KeyValue:
		f.set(f.current, n)
	case unstable.Table, unstable.ArrayTable:
		f.current = newTable(Place{}) // for what follows a header that is wrong
		path := f.steps(n)
		last := path[len(path)-1]
		if parent := f.descend(f.root, path); parent != nil {
			f.open(parent, last, n.Kind == unstable.ArrayTable)
		}
	}
}

// descend returns the table that all but the last of path lead to from t, making
// it where there is none, or nil where another value is in the way.
func (f *tomlFile) descend(t *table, path []step) *table {
	for _, s := range path[:len(path)-1] {
		v := t.entries[s.name]
		switch {
		case v == nil:
			v = &value{place: s.at, key: s.at, kind: isTable, tables: []*table{newTable(s.at)}}
			t.add(s.name, v)
		case v.kind != isTable && v.kind != isTables:
			f.Fail(s.at, s.name, "rename one of them", "is already %s, on line %d", v.kind, v.key.Line)
			return nil
		}
		t = v.tables[len(v.tables)-1]
	}
	return t
}

// open makes [parent.last], or a further [[parent.last]], the current table.
func (f *tomlFile) open(parent *table, last step, further bool) {
	v := parent.entries[last.name]
	switch {
	case v == nil:
		v = &value{place: last.at, key: last.at, kind: isTable, tables: []*table{newTable(last.at)}}
		if further {
			v.kind = isTables
		}
		parent.add(last.name, v)
	case further && v.kind == isTables:
		v.tables = append(v.tables, newTable(last.at))
	case !further && v.kind == isTable && !v.tables[0].defined:
	case further != (v.kind == isTables):
		f.Fail(last.at, last.name, "write all of them with [[ ]], or a single one with [ ]", "is already %s, on line %d", v.kind, v.key.Line)
		return
	default:
		f.Fail(last.at, last.name, "merge the two tables", "is defined twice; the first table is on line %d", v.key.Line)
		return
	}
	f.current = v.tables[len(v.tables)-1]
	f.current.defined = true
}

// set takes in key = value, where the key may be dotted.
func (f *tomlFile) set(t *table, n *unstable.Node) {
	path := f.steps(n)
	last := path[len(path)-1]
	if t = f.descend(t, path); t == nil {
		return
	}
	if first := t.entries[last.name]; first != nil {
		f.Fail(last.at, last.name, "keep one of them", "is set twice; the first is on line %d", first.key.Line)
		return
	}
	t.add(last.name, f.value(n.Value(), last.at))
}

func (t *table) add(name string, v *value) {
	t.entries[name] = v
	t.keys = append(t.keys, name)
}

// value takes in the value n of a key that stands at key.
func (f *tomlFile) value(n *unstable.Node, key Place) *value {
	v := &value{place: key, key: key}
	switch n.Kind {
	case unstable.Array:
		v.kind = isList
		for children := n.Children(); children.Next(); {
			v.list = append(v.list, f.value(children.Node(), key))
		}
		v.inlineTables()
	case unstable.InlineTable:
		t := newTable(f.placeOf(n))
		for children := n.Children(); children.Next(); {
			f.set(t, children.Node())
		}
		t.defined = true
		v.kind, v.place, v.tables = isTable, t.place, []*table{t}
	default:
		v.kind, v.place, v.text = scalar(n.Kind), f.placeOf(n), string(n.Data)
	}
	return v
}

// inlineTables makes a list of nothing but inline tables what the same tables
// under [[headers]] are.
func (v *value) inlineTables() {
	for _, element := range v.list {
		if element.kind != isTable {
			return
		}
	}
	if len(v.list) == 0 {
		return
	}
	v.kind = isTables
	for _, element := range v.list {
		v.tables = append(v.tables, element.tables[0])
	}
}

func scalar(k unstable.Kind) kind {
	switch k {
	case unstable.String:
		return isString
	case unstable.Integer:
		return isInteger
	case unstable.Float:
		return isFloat
	case unstable.Bool:
		return isBool
	case unstable.LocalDate, unstable.LocalTime, unstable.LocalDateTime, unstable.DateTime:
		return isTime
	}
	panic(fmt.Sprintf("a TOML value of an unknown kind %v", k))
}
