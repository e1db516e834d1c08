package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"rapport/cmd/rapport/wording"
)

// KnownKeys returns every key of the configuration by the table it belongs to;
// "" is the top of config.toml.
func KnownKeys() map[string][]string {
	known := make(map[string][]string)
	addKeys(known, "", reflect.TypeFor[configFile]())
	return known
}

// addKeys adds the keys of a struct, and of the structs in it.
func addKeys(known map[string][]string, name string, of reflect.Type) {
	known[name] = keysOf(of)
	for _, field := range reflect.VisibleFields(of) {
		inner := field.Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if key := field.Tag.Get("toml"); key != "" && inner.Kind() == reflect.Struct {
			addKeys(known, table{name: name}.called(key), inner)
		}
	}
}

// keysOf returns the keys of a struct.
func keysOf(t reflect.Type) (keys []string) {
	for _, field := range keyedOf(t) {
		keys = append(keys, field.key)
	}
	return keys
}

// keyed is a field of a struct that a key sets.
type keyed struct {
	key, example string
	index        []int
}

func keyedOf(t reflect.Type) (fields []keyed) {
	for _, field := range reflect.VisibleFields(t) {
		if key := field.Tag.Get("toml"); key != "" {
			fields = append(fields, keyed{key, field.Tag.Get("example"), field.Index})
		}
	}
	return fields
}

// keyed returns the fields that keys set, which it finds once for each type: a file has many
// contacts and projects.
func (f *tomlFile) keyed(t reflect.Type) []keyed {
	fields, known := f.fields[t]
	if !known {
		fields = keyedOf(t)
		f.fields[t] = fields
	}
	return fields
}

// otherWords returns the key that a word which is none stands for, where spelling
// alone does not tell.
func otherWords() map[string]string {
	return map[string]string{
		"username": "user", "login": "user", "email": "user",
		"server": "host", "hostname": "host", "imap": "host", "ssl": "tls", "starttls": "tls", "encryption": "tls",
		"passwd": "password_file", "secret": "password_file", "auth_code": "password_file",
		"interval": "poll", "mailbox": "folders", "mailboxes": "folders",
		"ca": "ca_file", "ca_cert": "ca_file", "title": "name",
		"timezone": "time_zone", "tz": "time_zone", "zone": "time_zone", "lang": "language", "locale": "language",
		"customer": "client", "people": "contact", "member": "contact", "pm": "contact", "pms": "contact",
		"mail": "addresses", "emails": "addresses",
		"size": "message", "max_size": "message", "message_size": "message",
		"id": "code", "key": "code", "datadir": "state_dir", "data_dir": "state_dir",
	}
}

// meant returns the one of the known keys that a word which is none surely stands for,
// or "".
func meant(key string, known []string) string {
	if other := otherWords()[strings.ToLower(key)]; slices.Contains(known, other) {
		return other
	}
	return wording.Nearest(key, known)
}

// misspelt reports whether one of keys is there in another spelling.
func (t table) misspelt(keys ...string) bool {
	known := KnownKeys()[t.name]
	for key := range t.values {
		if !slices.Contains(known, key) && slices.Contains(keys, meant(key, known)) {
			return true
		}
	}
	return false
}

// guess returns what somebody may have meant who wrote a key that is none of t.
func (t table) guess(key string, known []string) string {
	if other := meant(key, known); other != "" {
		return fmt.Sprintf("did you mean %s?", other)
	}
	all := KnownKeys()
	for _, name := range []string{"", "account", "relay", "project", "project.contact", "tracker", "sending", "limits", "learn", "classify.model"} {
		switch {
		case name == t.name || !slices.Contains(all[name], key):
		case name == "":
			return "it belongs at the top of the file, before the first [table]"
		case name == "limits", name == "sending", name == "learn", name == "classify.model":
			return fmt.Sprintf("it belongs under [%s]", name)
		default:
			return fmt.Sprintf("it belongs under [[%s]]", name)
		}
	}
	return removeIt
}

// isKnownAnywhere reports whether some table has a key.
func isKnownAnywhere(key string) bool {
	for _, keys := range KnownKeys() {
		if slices.Contains(keys, key) {
			return true
		}
	}
	return false
}

// unknownKey stands for a key that is not named: it may be a secret in the wrong place.
const unknownKey = "this key"

// removeIt is the remedy for a key that nobody knows.
const removeIt = "remove it or comment it out with #"
