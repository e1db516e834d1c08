package templates

import (
	"path/filepath"
	"strings"
	"testing"
)

// The mails of a thread have its subject, and say what has happened in the first line.
func TestRenderFramed_aMailThatFollowsSaysWhatHappenedFirst(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, language := range Languages() {
		var list strings.Builder
		for _, name := range Names() {
			for i, data := range Samples(name, language) {
				begins, err := s.Render(name, language, data)
				if err != nil {
					t.Fatal(err)
				}
				follows, err := s.RenderFramed(Frame{Follows: "Re: [ACME] What began it"}, name, language, data)
				if err != nil {
					t.Fatal(err)
				}
				if follows.Subject != "Re: [ACME] What began it" {
					t.Errorf("%s/%s has the subject %q", language, name, follows.Subject)
				}
				first, rest, _ := strings.Cut(follows.Text, "\n")
				if first == "" || !strings.Contains(strings.ReplaceAll(follows.HTML, "\u00a0", " "), first[:min(len(first), 9)]) {
					t.Errorf("%s/%s begins with %q", language, name, first)
				}
				if i == 0 {
					second, _, _ := strings.Cut(strings.TrimLeft(rest, "=\n"), "\n")
					list.WriteString(name + "\n  " + begins.Subject + "\n  " + first + "\n  " + second + "\n")
				}
			}
		}
		golden(t, filepath.Join("testdata", language, "follows.txt"), list.String())
	}
}
