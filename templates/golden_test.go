package templates

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// images are those that a report shows.
func images(language string) []Inline {
	f := format{language}
	return []Inline{
		{ContentID: "progress", Name: "progress.png", Alt: f.pick("图：各项工作的完成比例", "Chart: how far each piece of work is"), Width: 560, Height: 200},
		{ContentID: "history", Name: "history.png", Alt: f.pick("图：计划与实际的进度", "Chart: planned and actual progress"), Width: 560, Height: 240},
	}
}

func TestRender_golden(t *testing.T) {
	eachMail(t, func(t *testing.T, s *Set, language, name string) {
		inline := images(language)
		if name == "command-status" {
			inline = nil // it has the report's tables alone
		}
		for i, data := range Samples(name, language) {
			m, err := s.Render(name, language, data, inline...)
			if err != nil {
				t.Fatal(err)
			}
			base := filepath.Join("testdata", language, name)
			if i > 0 {
				base += fmt.Sprintf("-%d", i)
			}
			golden(t, base+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
			golden(t, base+".html", m.HTML)
		}
	})
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not as before; if it is as it should be, run the test with -update (-before +now):\n%s", path, diff)
	}
}

// loaded is the Set that all tests share: to load it means to render every sample.
var loaded = sync.OnceValues(func() (*Set, error) { return Load("") })

func load(t testing.TB) *Set {
	t.Helper()
	s, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// eachMail runs a test for every mail in every language, side by side.
func eachMail(t *testing.T, test func(t *testing.T, s *Set, language, name string)) {
	t.Parallel()
	s := load(t)
	for _, language := range Languages() {
		for _, name := range Names() {
			t.Run(language+"/"+name, func(t *testing.T) {
				t.Parallel()
				test(t, s, language, name)
			})
		}
	}
}
