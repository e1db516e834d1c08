package config

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rapport/cmd/rapport/wording"
)

// table is where the keys of a struct stand. A struct that is decoded embeds it and tags
// its fields with their keys. A field of type int64 is a number of bytes, written with a
// unit; a slice of structs holds [[tables]].
type table struct {
	name   string // "account", by which problems call it; "" for the top of a file
	path   string
	place  Place // of its header, or of what else brought it about
	file   *tomlFile
	values map[string]any
}

func (t *table) self() *table { return t }

// decodable is a struct that embeds table.
type decodable interface{ self() *table }

// withDefaults is a struct some of whose keys have a default.
type withDefaults interface{ setDefaults() }

// top returns the table of the keys before the first header.
func (f *tomlFile) top() table { return table{file: f, place: f.place(0), values: f.values} }

// decode sets the fields of into from the table t, and notes what cannot be decoded and
// the keys for which there is no field.
func (t table) decode(into decodable) {
	*into.self() = t
	if d, ok := into.(withDefaults); ok {
		d.setDefaults()
	}
	v := reflect.ValueOf(into).Elem()
	known := t.file.keyed(v.Type())
	for key := range t.values {
		if !slices.ContainsFunc(known, func(field keyed) bool { return field.key == key }) {
			t.unknown(key, keysOf(v.Type()))
		}
	}
	for _, field := range known {
		t.set(v.FieldByIndex(field.index), field.key, field.example)
	}
}

// unknown notes that a key is none of the known ones. It is named where it is nearly one, or
// one of another table; any other word may be a secret in the wrong place.
func (t table) unknown(key string, known []string) {
	remedy := t.guess(key, known)
	if remedy == removeIt {
		name := unknownKey
		if t.name != "" {
			name += " of " + t.name
		}
		t.file.Fail(t.keyPlace(key), name, remedy, "is not valid here")
		return
	}
	t.file.Fail(t.keyPlace(key), t.called(key), remedy, "is not a valid key here")
}

// set decodes the value of a key.
func (t table) set(field reflect.Value, key, example string) {
	got, present := t.values[key]
	if field.Kind() == reflect.Struct {
		t.one(key).decode(field.Addr().Interface().(decodable))
		return
	}
	if !present {
		return
	}
	want := isString
	switch usual := field.Interface().(type) {
	case string:
		if text, ok := got.(string); ok {
			if t.plain(t.at(key), key, text) {
				field.SetString(text)
			}
			return
		}
		example = `"..."`
	case nil: // a field of type any
		field.Set(reflect.ValueOf(got))
		return
	case bool:
		if b, ok := got.(bool); ok {
			field.SetBool(b)
			return
		}
		want, example = isBool, written(usual)
	case int:
		if n, ok := got.(int64); ok {
			field.SetInt(n)
			return
		}
		want, example = isInteger, written(usual)
	case int64:
		text, _ := got.(string)
		n, ok := wording.ParseSize(text)
		if !ok {
			t.fail(key, fmt.Sprintf("write %s = %q", key, written(usual)), "is not a size with a unit (B, KiB, MiB or GiB)")
			return
		}
		field.SetInt(n)
		return
	case time.Duration:
		text, _ := got.(string)
		d, err := time.ParseDuration(text)
		if err != nil {
			t.fail(key, durationRemedy(key, usual), "is not a duration with a unit")
			return
		}
		field.SetInt(int64(d))
		return
	case []string:
		if list, ok := got.([]any); ok && kindOf(got) == isList {
			field.Set(reflect.ValueOf(t.texts(key, example, list)))
			return
		}
		want = isList
	default:
		for _, child := range t.many(key) {
			element := reflect.New(field.Type().Elem())
			child.decode(element.Interface().(decodable))
			field.Set(reflect.Append(field, element.Elem()))
		}
		return
	}
	t.wrongKind(t.at(key), key, got, want, example)
}

// durationRemedy shows how a duration is written: as usual or, where that is none, as a working day.
func durationRemedy(key string, usual time.Duration) string {
	if usual == 0 {
		usual = 8 * time.Hour
	}
	return fmt.Sprintf("write %s = %q", key, written(usual))
}

// written returns a number, duration or size as it is written in a file.
func written(v any) string {
	switch v := v.(type) {
	case time.Duration:
		return wording.Duration(v)
	case int64:
		return wording.Size(v)
	}
	return fmt.Sprint(v)
}

// texts returns a list of texts. What is wrong stays "", so that each has its place.
func (t table) texts(key, example string, list []any) []string {
	texts := make([]string, len(list))
	for i, element := range list {
		at := t.elementPlace(key, i)
		if text, ok := element.(string); !ok {
			t.wrongKind(at, key, element, "a list of strings", example)
		} else if t.plain(at, key, text) {
			texts[i] = text
		}
	}
	return texts
}

// wrongKind notes that a value is not of the kind that key wants.
func (t table) wrongKind(at Place, key string, got any, want kind, example string) {
	t.file.Fail(at, t.called(key), fmt.Sprintf("write %s = %s", key, example), "is %s; it must be %s", kindOf(got), want)
}

// maxText is the longest text, in characters.
const maxText = 1000

// plain reports whether text is one line of printable characters, and notes why not.
func (t table) plain(at Place, key, text string) bool {
	switch i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\u3000' }); {
	case i >= 0:
		r, _ := utf8.DecodeRuneInString(text[i:])
		t.file.Fail(at, t.called(key), "remove it; the value must be on one line", "contains the invisible character %U", r)
	case utf8.RuneCountInString(text) > maxText:
		t.file.Fail(at, t.called(key), "", "is longer than %d characters", maxText)
	case text != "" && strings.TrimSpace(text) == "":
		t.file.Fail(at, t.called(key), "", "is blank")
	default:
		return true
	}
	return false
}

// child returns the table v at a path.
func (t table) child(key, path string, v any) table {
	values, _ := v.(map[string]any)
	return table{t.called(key), path, t.placeOf(path), t.file, values}
}

// many returns the tables under [[key]].
func (t table) many(key string) (list []table) {
	path, v := inside(t.path, key), t.values[key]
	switch kind := kindOf(v); {
	case kind == isTables:
		for i, one := range v.([]any) {
			list = append(list, t.child(key, element(path, i), one))
		}
	case kind == isTable:
		t.fail(key, fmt.Sprintf("write [[%s]] with double brackets", t.called(key)), "is a single table")
		return []table{t.child(key, path, v)}
	case !reflect.DeepEqual(v, []any{}):
		t.fail(key, fmt.Sprintf("put its keys under a line [[%s]]", t.called(key)), "is %s; it must be %s", kind, isTables)
	}
	return list
}

// one returns the table under [key], which is empty where there is none.
func (t table) one(key string) table {
	v := t.values[key]
	if v != nil && kindOf(v) != isTable {
		t.fail(key, fmt.Sprintf("put its keys under one line [%s]", t.called(key)), "is %s; it must be one table", kindOf(v))
	}
	return t.child(key, inside(t.path, key), v)
}

// called returns the name by which problems call a key of t.
func (t table) called(key string) string {
	if t.name == "" || key == "" {
		return t.name + key
	}
	return t.name + "." + key
}

// placeOf returns the place of a path, or that of t where nothing stands there.
func (t table) placeOf(path string) Place {
	if spot, ok := t.file.spots[path]; ok {
		return t.file.place(spot.value)
	}
	return t.place
}

// at returns the place of a key's value, or that of t where the key is missing.
func (t table) at(key string) Place { return t.placeOf(inside(t.path, key)) }

func (t table) elementPlace(key string, i int) Place {
	return t.placeOf(element(inside(t.path, key), i))
}

func (t table) keyPlace(key string) Place { return t.file.place(t.file.spots[inside(t.path, key)].key) }

func (t table) has(key string) bool { return t.values[key] != nil }

// lost reports whether a key, or what is below it, may stand in a part that cannot be read.
func (t table) lost(key string) bool {
	return t.file.damaged || t.file.lost[inside(t.path, key)]
}

// fail notes that the value of a key is wrong.
func (t table) fail(key, remedy, format string, args ...any) {
	if !t.has(key) && t.lost(key) {
		return
	}
	t.file.Fail(t.at(key), t.called(key), remedy, format, args...)
}

func (t table) warn(key, remedy, format string, args ...any) {
	t.file.Warn(t.at(key), t.called(key), remedy, format, args...)
}

// require notes which keys are missing; each comes with an example of a value.
func (t table) require(keysAndExamples ...string) {
	for pair := range slices.Chunk(keysAndExamples, 2) {
		if !t.has(pair[0]) && !t.misspelt(pair[0]) {
			t.fail(pair[0], fmt.Sprintf("add %s = %s", pair[0], pair[1]), "is missing")
		}
	}
}

// notEmpty notes that a key says nothing.
func (t table) notEmpty(key, text string) {
	if t.has(key) && text == "" {
		t.fail(key, "", "is empty")
	}
}

// choice sets a value that is none of several words to the first. The value is not
// quoted: see problem.
func choice[T ~string](t table, key string, value *T, words ...T) {
	if slices.Contains(words, *value) {
		return
	}
	if t.has(key) {
		list, remedy := wording.Words(words), ""
		if near := wording.Nearest(string(*value), list); near != "" {
			remedy = "did you mean " + strconv.Quote(near) + "?"
		}
		t.fail(key, remedy, "is not one of %s", strings.Join(list, ", "))
	}
	*value = words[0]
}

// between notes that the value of a key, if it is set, is out of bounds.
func between[T int | int64 | time.Duration](t table, key string, value, least, most T) {
	if t.has(key) && (value < least || value > most) {
		t.fail(key, "", "must be between %s and %s", written(least), written(most))
	}
}

// beside returns a path that is relative to the file of t as an absolute one.
func (t table) beside(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(filepath.Dir(t.file.name), path)
}
