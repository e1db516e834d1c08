package config

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"rapport/store/pattern"
)

// tomlFile is the text of one file, decoded, with the line and column of every key and value.
// It is decoded into maps first, since go-toml's decoder of structs stops at the first
// value of a wrong type and does not return the places of values.
type tomlFile struct {
	name   string
	text   []byte
	lines  []int // the offset of each line's first byte
	values map[string]any
	spots  map[string]spot // by path
	fields map[reflect.Type][]keyed
	Problems
	lost    map[string]bool // paths of keys whose value could not be read, and of their tables
	damaged bool            // more than these could not be read
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

func kindOf(v any) kind {
	switch v := v.(type) {
	case string:
		return isString
	case int64:
		return isInteger
	case float64:
		return isFloat
	case bool:
		return isBool
	case map[string]any:
		return isTable
	case []any:
		for _, element := range v {
			if kindOf(element) != isTable {
				return isList
			}
		}
		if len(v) > 0 {
			return isTables
		}
		return isList
	case time.Time, toml.LocalDate, toml.LocalTime, toml.LocalDateTime:
	}
	return isTime
}

// maxRepairs is how many mistakes in the syntax of one file are reported.
const maxRepairs = 100

// parseTOML decodes text, which must be UTF-8, with as many mistakes as it has: it blanks
// what go-toml refuses and decodes the rest, which keeps its places.
func parseTOML(name string, text []byte) *tomlFile {
	f := &tomlFile{name: name, text: bytes.Clone(text), lines: lineStarts(text), lost: map[string]bool{}, fields: map[reflect.Type][]keyed{}}
	defined := make(map[string]int) // the line on which a dotted key that was blanked defined a table
	var last []Problem              // what counts only if nothing else is wrong
	for range maxRepairs {
		f.values = nil
		err := toml.Unmarshal(f.text, &f.values)
		if err == nil {
			break
		}
		last = append(last, f.repair(err, defined)...)
	}
	if f.values == nil {
		f.values = make(map[string]any)
	}
	if len(f.Problems) == 0 {
		f.Problems = last
	}
	s := newScanner(f.text)
	for s.next() {
	}
	f.spots = s.spots
	return f
}

// repair reports err, which go-toml returned, and blanks the expression at fault. A table
// that dotted keys define loses them, to be read under its header; that is returned.
func (f *tomlFile) repair(err error, defined map[string]int) []Problem {
	offset, message, structural := 0, strings.TrimPrefix(err.Error(), "toml: "), false
	if decode, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := decode.Position()
		offset = f.lines[min(line, len(f.lines))-1] + column - 1
		structural = len(decode.Key()) > 0
	}
	s := newScanner(f.text)
	for s.next() && s.at < offset {
	}
	text, remedy := describeSyntax(message)
	if _, line := f.lineAt(offset); strings.ContainsAny(line, "“”„‘’「」＂") {
		text, remedy = "quotation marks that TOML does not know, such as “ ”", `write key = "text" with straight ones; word processors and chat programs change them`
	}
	// Where the expression fills its line, nothing but the value of its key is lost.
	whole := s.header == 0 && s.clean && bytes.IndexByte(f.text[s.start:s.at], '\n') < 0
	switch {
	case !structural:
		if !whole || !f.lose(s) {
			f.damaged = true
		}
		f.Fail(f.place(offset), "", remedy, "%s", text)
	case strings.HasSuffix(message, "by a dotted key"):
		path := s.resolve("", s.steps)
		defined[path] = f.place(s.spots[path].start).Line
		for p, at := range s.spots {
			if strings.HasPrefix(p, inside(path, "")) && at.start < s.start {
				f.blank(at.start, at.end)
			}
		}
		return []Problem{{f.place(offset), "", text, remedy, false}}
	default:
		f.misplaced(s, defined, text)
	}
	end := s.at
	if !whole { // where it ends is a guess
		end = f.nextHeader(offset)
	}
	f.blank(s.start, end)
	return nil
}

// lose notes the key that the last expression of s sets, and its tables. It reports false
// where one of them has no name.
func (f *tomlFile) lose(s *scanner) bool {
	path := ""
	for _, one := range slices.Concat(s.table, s.steps) {
		if one.name == "" {
			return false
		}
		f.lost[inside(path, one.name)] = true
		path = s.resolve(path, []step{one})
	}
	return true
}

// misplaced reports that the last expression of s sets a key that is set, or opens a table
// that is none or stands there before.
func (f *tomlFile) misplaced(s *scanner, defined map[string]int, text string) {
	var before map[string]any
	if err := toml.Unmarshal(f.text[:s.start], &before); err != nil {
		f.Fail(f.place(s.start), "", "", "%s", text)
		return
	}
	steps := s.steps
	if s.header == 0 {
		steps = append(s.table[:len(s.table):len(s.table)], steps...)
	}
	value, depth := any(before), 0
	for ; depth < len(steps); depth++ {
		if list, ok := value.([]any); ok && len(list) > 0 {
			value = list[len(list)-1]
		}
		t, ok := value.(map[string]any)
		if !ok {
			break
		}
		value = t[steps[depth].name]
	}
	step := steps[depth-1]
	path := inside(s.resolve("", steps[:depth-1]), step.name)
	line, blanked := defined[path]
	if !blanked {
		line = f.place(s.spots[path].key).Line
	}
	at, name := f.place(step.at), step.name
	if !isKnownAnywhere(name) {
		name = unknownKey // it may be a secret in the wrong place
	}
	switch {
	case value == nil: // within an inline table
		f.Fail(at, name, "keep one of them", "sets a key twice")
	case depth < len(steps):
		f.Fail(at, name, "rename one of them", "is already %s, on line %d", kindOf(value), line)
	case s.header == 0:
		f.Fail(at, name, "keep one of them", "is set twice; the first is on line %d", line)
	case (s.header == 2) != (kindOf(value) == isTables):
		f.Fail(at, name, "write all of them with [[ ]], or a single one with [ ]", "is already %s, on line %d", kindOf(value), line)
	default:
		f.Fail(at, name, "merge the two tables", "is defined twice; the first table is on line %d", line)
	}
}

// blank overwrites a part of the text without moving the rest.
func (f *tomlFile) blank(start, end int) {
	for i := start; i < end; i++ {
		if f.text[i] != '\n' {
			f.text[i] = ' '
		}
	}
}

// nextHeader returns the offset of the first header in a line after offset.
func (f *tomlFile) nextHeader(offset int) int {
	for rest := offset; ; {
		end := bytes.IndexByte(f.text[min(rest, len(f.text)):], '\n')
		if end < 0 {
			return len(f.text)
		}
		rest += end + 1
		if tableHeader.Match(f.text[rest:]) {
			return rest
		}
	}
}

var (
	// tableHeader matches a line that is surely the header of a table.
	tableHeader = pattern.New(`^[ \t]*\[\[?[ \t]*[A-Za-z_-][A-Za-z0-9_. -]*\]\]?[ \t]*(#[^\n]*)?\r?(\n|$)`)
	// quotedCharacter matches where go-toml quotes a character of the file.
	quotedCharacter = pattern.New(`:? ?(but got )?U\+[0-9A-F]{4,6}( '.*')?`)
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
	case strings.Contains(text, "number is too large"), strings.Contains(text, "value out of range"):
		return "a number that is out of range", ""
	case strings.Contains(text, "radix prefix"):
		return "a number without digits", ""
	case strings.Contains(text, "impossible date"):
		return "a date that is not in the calendar", `write a text as key = "text"`
	case strings.Contains(text, "expected '=' after key"):
		return "a key without a value", `a line is key = value, [table] or # comment`
	}
	return text, ""
}

// place returns line and column of an offset, which go-toml may give within a character.
func (f *tomlFile) place(offset int) Place {
	offset = min(offset, len(f.text))
	for offset < len(f.text) && !utf8.RuneStart(f.text[offset]) {
		offset--
	}
	line := sort.SearchInts(f.lines, offset+1)
	return Place{f.name, line, utf8.RuneCount(f.text[f.lines[line-1]:offset]) + 1}
}

// lineAt returns the number and the text of the line of an offset.
func (f *tomlFile) lineAt(offset int) (int, string) {
	line := f.place(offset).Line
	text := f.text[f.lines[line-1]:]
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	return line, string(text)
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
