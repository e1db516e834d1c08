package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rapport/cmd/rapport/wording"
)

// section is one table of the configuration, read key by key. Each method gives
// the value of a key, or what stands for it where the key is missing or wrong,
// and in the latter case notes a problem.
type section struct {
	*table
	name string // "account"; "" for the top of a file
	file *tomlFile
}

// path returns the name by which problems call a key of s.
func (s section) path(key string) string {
	if s.name == "" || key == "" {
		return s.name + key
	}
	return s.name + "." + key
}

// at returns the place of a key's value, or that of s where the key is missing.
func (s section) at(key string) Place {
	if v := s.entries[key]; v != nil {
		return v.place
	}
	return s.place
}

func (s section) has(key string) bool { return s.entries[key] != nil }

// fail notes that the value of a key is wrong.
func (s section) fail(key, remedy, format string, args ...any) {
	if s.file.damaged && !s.has(key) {
		return // it may well stand in the part that cannot be read
	}
	s.file.Fail(s.at(key), s.path(key), remedy, format, args...)
}

func (s section) warn(key, remedy, format string, args ...any) {
	s.file.Warn(s.at(key), s.path(key), remedy, format, args...)
}

// require notes which keys are missing; each comes with an example of a value.
func (s section) require(keysAndExamples ...string) {
	for pair := range slices.Chunk(keysAndExamples, 2) {
		if !s.has(pair[0]) && !s.misspelt(pair[0]) {
			s.fail(pair[0], fmt.Sprintf("add %s = %s", pair[0], pair[1]), "is missing")
		}
	}
}

// wrongKind notes that v is not of the kind that key wants.
func (s section) wrongKind(key string, v *value, want kind, example string) {
	s.file.Fail(v.place, s.path(key), fmt.Sprintf("write %s = %s", key, example), "is %s; it must be %s", v.kind, want)
}

// text returns a text, or "". It must be one line of printable characters.
func (s section) text(key string) string {
	v := s.entries[key]
	if v == nil {
		return ""
	}
	if v.kind != isString {
		s.wrongKind(key, v, isString, `"..."`)
		return ""
	}
	return s.plain(key, v)
}

// maxText is the longest text, in characters.
const maxText = 1000

func (s section) plain(key string, v *value) string {
	switch i := strings.IndexFunc(v.text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\u3000' }); {
	case i >= 0:
		r, _ := utf8.DecodeRuneInString(v.text[i:])
		s.file.Fail(v.place, s.path(key), "remove it; the value must be on one line", "contains the invisible character %U", r)
		return ""
	case utf8.RuneCountInString(v.text) > maxText:
		s.file.Fail(v.place, s.path(key), "", "is longer than %d characters", maxText)
		return ""
	case v.text != "" && strings.TrimSpace(v.text) == "":
		s.file.Fail(v.place, s.path(key), "", "is blank")
		return ""
	}
	return v.text
}

// texts returns a list of texts, or nil.
func (s section) texts(key, example string) []string {
	v := s.entries[key]
	if v == nil {
		return nil
	}
	if v.kind != isList {
		s.wrongKind(key, v, isList, example)
		return nil
	}
	list := make([]string, len(v.list)) // what is wrong stays "", so that each has its place
	for i, element := range v.list {
		if element.kind != isString {
			s.wrongKind(key, element, "a list of strings", example)
			continue
		}
		list[i] = s.plain(key, element)
	}
	return list
}

// choice returns one of several words, the first where the key is missing or
// wrong. The word that is there is not quoted: see problem.
func (s section) choice(key string, words ...string) string {
	if !s.has(key) {
		return words[0]
	}
	text := s.text(key)
	if slices.Contains(words, text) {
		return text
	}
	remedy := ""
	if near := wording.Nearest(text, words); near != "" {
		remedy = fmt.Sprintf("did you mean %q?", near)
	}
	s.fail(key, remedy, "is not one of %s", strings.Join(words, ", "))
	return words[0]
}

// integer returns a whole number between least and most, or otherwise.
func (s section) integer(key string, least, most, otherwise int) int {
	v := s.entries[key]
	if v == nil {
		return otherwise
	}
	if v.kind != isInteger {
		s.wrongKind(key, v, isInteger, strconv.Itoa(otherwise))
		return otherwise
	}
	n, err := strconv.ParseInt(v.text, 0, 64)
	if err != nil || n < int64(least) || n > int64(most) {
		s.fail(key, "", "must be between %d and %d", least, most)
		return otherwise
	}
	return int(n)
}

// boolean returns true or false, or otherwise.
func (s section) boolean(key string, otherwise bool) bool {
	v := s.entries[key]
	if v == nil {
		return otherwise
	}
	if v.kind != isBool {
		s.wrongKind(key, v, isBool, strconv.FormatBool(otherwise))
		return otherwise
	}
	return v.text == "true"
}

// beside returns a path that is relative to the file of s as an absolute one.
func (s section) beside(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(filepath.Dir(s.file.name), path)
}

// duration returns a duration between least and most, or otherwise.
func (s section) duration(key string, least, most, otherwise time.Duration) time.Duration {
	v := s.entries[key]
	if v == nil {
		return otherwise
	}
	d, err := time.ParseDuration(v.text)
	switch {
	case v.kind != isString || err != nil:
		s.fail(key, fmt.Sprintf(`write %s = "%s"`, key, wording.Duration(otherwise)), "is not a duration with a unit")
		return otherwise
	case d < least || d > most:
		s.fail(key, "", "must be between %s and %s", wording.Duration(least), wording.Duration(most))
		return otherwise
	}
	return d
}

// size returns a number of bytes between least and most, or otherwise.
func (s section) size(key string, least, most, otherwise int64) int64 {
	v := s.entries[key]
	if v == nil {
		return otherwise
	}
	n, ok := wording.ParseSize(v.text)
	switch {
	case v.kind != isString || !ok:
		s.fail(key, fmt.Sprintf(`write %s = "%s"`, key, wording.Size(otherwise)), "is not a size with a unit (B, KiB, MiB or GiB)")
		return otherwise
	case n < least || n > most:
		s.fail(key, "", "must be between %s and %s", wording.Size(least), wording.Size(most))
		return otherwise
	}
	return n
}

// sections returns the tables under [[s.key]].
func (s section) sections(key string) []section {
	v := s.entries[key]
	if v == nil {
		return nil
	}
	switch v.kind {
	case isTables:
	case isTable:
		s.fail(key, fmt.Sprintf("write [[%s]] with double brackets", s.path(key)), "is a single table")
	case isList:
		if len(v.list) == 0 {
			return nil
		}
		fallthrough
	default:
		s.fail(key, fmt.Sprintf("put its keys under a line [[%s]]", s.path(key)), "is %s; it must be %s", v.kind, isTables)
	}
	var list []section
	for _, t := range v.tables {
		list = append(list, section{t, s.path(key), s.file})
	}
	return list
}

// section returns the table under [s.key], which is empty where there is none.
func (s section) section(key string) section {
	v := s.entries[key]
	if v == nil {
		return section{newTable(s.place), s.path(key), s.file}
	}
	if v.kind != isTable {
		s.fail(key, fmt.Sprintf("put its keys under one line [%s]", s.path(key)), "is %s; it must be one table", v.kind)
		return section{newTable(v.place), s.path(key), s.file}
	}
	return section{v.tables[0], s.path(key), s.file}
}
