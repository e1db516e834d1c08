package templates

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Whatever has a colour of its own has another one in the dark, or it would be dark on dark.
func TestRender_everyColourHasOneInTheDark(t *testing.T) {
	t.Parallel()
	element := regexp.MustCompile(`<[a-z0-9]+ [^>]*style="[^"]*(?:^|[;"])(?:background:#|color:#)[^>]*>`)
	class := regexp.MustCompile(`class="([^"]*)"`)
	files, err := filepath.Glob("testdata/*/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(err, len(files))
	}
	missing := map[string]string{}
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, dark, _ := strings.Cut(string(page), "@media (prefers-color-scheme:dark){")
		dark, _, _ = strings.Cut(dark, "</style>")
		for _, tag := range element.FindAllString(string(page), -1) {
			known := false
			if m := class.FindStringSubmatch(tag); m != nil {
				for _, name := range strings.Fields(m[1]) {
					known = known || regexp.MustCompile(`\.`+name+`\b`).MatchString(dark)
				}
			}
			if !known {
				missing[tag] = file
			}
		}
	}
	for tag, file := range missing {
		t.Errorf("%s: %s has a colour, and none in the dark", file, tag)
	}
}
