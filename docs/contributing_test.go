package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What contributing.md points at is there. Names in capitals stand for what is added.
func TestContributing_namesWhatIsThere(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("contributing.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, match := range regexp.MustCompile("`([a-z][a-zA-Z0-9_.-]*(?:/[a-zA-Z0-9_.-]+)+)`").FindAllStringSubmatch(string(text), -1) {
		seen++
		path := match[1]
		if folder, _, _ := strings.Cut(path, "/"); folder == "act" || folder == "run" {
			path = "cmd/rapport/commands/" + path
		}
		if before, _, found := strings.Cut(path, "NAME"); found {
			path = before[:strings.LastIndexByte(before, '/')+1] // the folder that it goes to
		}
		if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(path))); err != nil {
			t.Errorf("%s: %v", match[1], err)
		}
	}
	if seen < 40 {
		t.Errorf("only %d paths: the test sees too little", seen)
	}
}
