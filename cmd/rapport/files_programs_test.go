//go:build !race

package main

import (
	"rapport/mailin/mailtest"
	"strings"
	"testing"
)

// Whichever program a PM writes with, the client gets the files of the minutes as they were. If
// a file is left out, the PM is told.
func TestFiles_everyProgram(t *testing.T) {
	t.Parallel()
	for _, w := range fileLanguages() {
		for i, shape := range fileShapes() {
			t.Run(w.language+" "+shape.name, func(t *testing.T) {
				t.Parallel()
				one := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(i, 30_000+i)}
				two := mailtest.Attachment{Name: w.two, Type: xlsxType, Content: content(i+100, 7001+i)}
				big := mailtest.Attachment{Name: w.one, Type: docxType, Content: content(i+200, 20<<20)}
				for name, c := range map[string]struct {
					text  string
					files []mailtest.Attachment
				}{
					"file": {w.text, []mailtest.Attachment{one}}, "file without text": {"", []mailtest.Attachment{one}}, "two files": {w.text, []mailtest.Attachment{one, two}}, "20 MB": {w.text, []mailtest.Attachment{big}},
				} {
					if name == "20 MB" && (testing.Short() || (i%2 == 0) != (w.language == "en")) { // each program once: it takes a second
						continue
					}
					o := newFileOffice(t, w.language, "20MiB")
					draft := o.to("li@agency.example", o.receives("li@agency.example", shape.write(o.letter(w.subject, c.text, c.files...))))
					for _, f := range c.files {
						if hash := sum(f.Content).String(); !strings.Contains(draft.Text, strings.Join(strings.Fields(f.Name), " ")) && !strings.Contains(strings.Join(strings.Fields(draft.Text), " "), f.Name) ||
							!strings.Contains(strings.ReplaceAll(draft.Text, "\u00a0", " "), hash[:4]+" "+hash[4:8]) {
							t.Errorf("%s: the draft does not name %s:\n%s", name, f.Name, draft.Text)
						}
					}
					ask := o.to("anna@acme.example", o.receives("li@agency.example", o.answer("li@agency.example", "Li", draft, w.ok)))
					o.checkFiles(name, ask, c.files...)
					if v, err := o.store.Verify(t.Context(), nil); name != "20 MB" && (err != nil || len(v.Problems) > 0) {
						t.Errorf("%s: verify: %v, %v", name, v.Problems, err)
					}
				}
			})
		}
	}
}
