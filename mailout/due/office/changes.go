package office

import (
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"rapport/templates"
)

// mostChanges bounds the lines that are shown as changed.
const mostChanges = 60

// ChangedLines returns the lines in which a text differs from the one before it, "" where
// there was none.
func ChangedLines(before, after string) []templates.Change {
	if before == "" {
		return nil
	}
	var list []templates.Change
	text := string(diff.Diff("a", []byte(strings.TrimSpace(before)+"\n"), "b", []byte(strings.TrimSpace(after)+"\n")))
	for line := range strings.Lines(text) {
		added := strings.HasPrefix(line, "+") && !strings.HasPrefix(line, "+++ ")
		removed := strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "--- ")
		words := strings.TrimLeft(strings.TrimSpace(line[1:]), "-*# ")
		if (added || removed) && words != "" && len(list) < mostChanges {
			list = append(list, templates.Change{Added: added, Text: words})
		}
	}
	return list
}
