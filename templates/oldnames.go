package templates

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// oldNames returns the templates that had another name in an earlier version, with the
// name of today. A file of the old name still works; a warning says what it is called now.
func oldNames() map[string]string {
	return map[string]string{"matter": "procedure", "matter-receipt": "procedure-receipt"}
}

// Files written for an earlier version compare the kind of a digest's item with oldKind,
// which is called newKind now.
const (
	oldKind = `"matter"`
	newKind = `"procedure"`
)

// renewedName returns the template of today that a file such as en/matter replaces.
func renewedName(file string) string {
	language, name, _ := strings.Cut(file, "/")
	if now, old := oldNames()[name]; old {
		return language + "/" + now
	}
	return file
}

// replace puts the text of a file in the place of the template key. Where the file or its
// text has an old name, it warns; where both a file of the old and one of the new name are
// there, the new one counts.
func (s *Set) replace(key, file, path, text string) {
	if key != file {
		_, name, _ := strings.Cut(key, "/")
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), name+".md")); err == nil {
			s.warn(path, "is ignored: %s.md is there too; remove this file", name)
			return
		}
		s.warn(path, "this template is now called %s; rename the file", name)
	}
	if renewed := strings.ReplaceAll(text, oldKind, newKind); renewed != text {
		s.warn(path, "the kind %s is now called %s; change the file", oldKind, newKind)
		text = renewed
	}
	s.sources[key] = source{path, text}
}

func (s *Set) warn(path, format string, args ...any) {
	s.warnings = append(s.warnings, path+": "+fmt.Sprintf(format, args...))
}
