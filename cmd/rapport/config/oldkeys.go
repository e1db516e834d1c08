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
func (s section) moveOldKeys() {
	names := oldKeys()
	for _, old := range slices.Sorted(maps.Keys(names)) {
		table, key := splitPath(old)
		parent, name := splitPath(names[old])
		for _, from := range s.tablesAt(table) {
			v := from.entries[key]
			if v == nil {
				continue
			}
			from.remove(key)
			to := from
			if parent != table {
				to = nil
				if list := s.tablesAt(parent); len(list) > 0 {
					to = list[0]
				}
			}
			if to == nil || to.entries[name] != nil {
				s.file.Warn(v.key, old, "remove it", "is ignored: it is now called %s, which is also set", names[old])
				continue
			}
			s.file.Warn(v.key, old, "rename it", "is now called %s", names[old])
			to.add(name, v)
		}
	}
}

// tablesAt returns the tables at a path of table names; "" is the top.
func (s section) tablesAt(path string) []*table {
	list := []*table{s.table}
	for _, name := range strings.Split(path, ".") {
		if name == "" {
			break
		}
		var next []*table
		for _, t := range list {
			if v := t.entries[name]; v != nil {
				next = append(next, v.tables...)
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

func (t *table) remove(name string) {
	delete(t.entries, name)
	t.keys = slices.DeleteFunc(t.keys, func(k string) bool { return k == name })
}
