package docs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The examples of contributing.md are of today's code: each line that they add is in the file
// above it, up to "…".
func TestContributing_examplesAreInTheCode(t *testing.T) {
	text, err := os.ReadFile("contributing.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```diff\n")[1:]
	if len(blocks) < 3 {
		t.Errorf("there are %d examples; a request, a template and a command have one each", len(blocks))
	}
	for _, block := range blocks {
		diff, _, _ := strings.Cut(block, "```")
		var file, source string
		for line := range strings.Lines(diff) {
			if name, ok := strings.CutPrefix(line, "--- "); ok {
				file = strings.TrimSpace(name)
				content, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
				if err != nil {
					t.Error(err)
				}
				source = string(content)
				continue
			}
			added, _, _ := strings.Cut(strings.TrimPrefix(line, "+"), "…")
			if !strings.HasPrefix(line, "+") || !strings.Contains(source, strings.TrimSpace(added)) {
				t.Errorf("contributing.md: the example's line %q is not in %s", strings.TrimSpace(line), file)
			}
		}
	}
}

// What the table of questions names is there: each path, and each function in brackets behind one.
func TestContributing_answersAreThere(t *testing.T) {
	text, err := os.ReadFile("contributing.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n## Where is it?\n")
	rows, path := 0, ""
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 4 || !strings.Contains(cells[2], "`") {
			continue
		}
		rows++
		for i, word := range strings.Split(cells[2], "`") {
			switch {
			case i%2 == 0:
			case strings.ContainsAny(word, "/."):
				path = filepath.Join("..", filepath.FromSlash(word))
				if _, err := os.Stat(path); err != nil {
					t.Errorf("%s: %v", strings.TrimSpace(cells[1]), err)
				}
			case strings.HasSuffix(path, ".go"):
				source, err := os.ReadFile(path)
				if err != nil || !strings.Contains(string(source), word+"(") {
					t.Errorf("%s: %s has no function %s (%v)", strings.TrimSpace(cells[1]), path, word, err)
				}
			}
		}
	}
	if rows < 20 {
		t.Errorf("the table has %d questions, not 20", rows)
	}
}
