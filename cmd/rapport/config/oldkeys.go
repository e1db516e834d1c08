package config

import (
	"maps"
	"slices"
	"strings"
)

// oldKeys returns the keys that had another name in an earlier version: the old path, and
// the one of today. An old key still works; a warning says what it is called now.
func oldKeys() map[string]string {
	return map[string]string{
		"learn.note": "digest",
	}
}

// moveOldKeys puts the values of old keys where their names of today are.
func (f *tomlFile) moveOldKeys() {
	names := oldKeys()
	for _, old := range slices.Sorted(maps.Keys(names)) {
		parent, name := splitPath(names[old])
		outer, key := splitPath(old)
		for _, from := range f.top().tablesAt(outer) {
			if !from.has(key) {
				continue
			}
			at, value := from.keyPlace(key), from.values[key]
			delete(from.values, key)
			to := from
			if parent != outer {
				to = table{}
				if list := f.top().tablesAt(parent); len(list) > 0 {
					to = list[0]
				}
			}
			if to.values == nil || to.has(name) {
				f.Warn(at, old, "remove it", "is ignored: it is now called %s, which is also set", names[old])
				continue
			}
			f.Warn(at, old, "rename it", "is now called %s", names[old])
			to.values[name] = value
			f.spots[inside(to.path, name)] = f.spots[inside(from.path, key)]
		}
	}
}

// tablesAt returns the tables at a path of table names; "" is the top.
func (t table) tablesAt(path string) []table {
	list := []table{t}
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' }) {
		var next []table
		for _, t := range list {
			switch kindOf(t.values[name]) {
			case isTable:
				next = append(next, t.one(name))
			case isTables:
				next = append(next, t.many(name)...)
			}
		}
		list = next
	}
	return list
}

func splitPath(path string) (table, key string) {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}
