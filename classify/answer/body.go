package answer

import "strings"

// Body returns a text without the salutation at its start and the courtesies and name at
// its end, so that it can be quoted to others.
func Body(text, name string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for len(lines) > 1 && (strings.TrimSpace(lines[0]) == "" || isGreeting(strings.TrimSpace(lines[0]))) {
		lines = lines[1:]
	}
	for len(lines) > 1 {
		last := strings.TrimSpace(lines[len(lines)-1])
		if last != "" && !isClosing(last, name) {
			break
		}
		lines = lines[:len(lines)-1]
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
