package templates

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What does not exist is found in every branch, whether or not a sample takes it, and in the
// file and on the line where it is.
func TestLoad_looksAtEveryBranch(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{{if eq .Project.Client "BigCo"}}{{.Project.Contract}}{{end}}`:                                      "report.md:3: there is no Contract in store.Project",
		`{{if false}}{{range .Milestones}}{{.Nmae}}{{end}}{{end}}`:                                           "report.md:3: there is no Nmae in",
		`{{with $m := .Milestones}}{{range $i, $x := $m}}{{if gt $i 900}}{{$x.Colour}}{{end}}{{end}}{{end}}`: "there is no Colour in",
		`{{if eq .Project.Code "X"}}{{template "report-txt" .}}{{end}}`:                                      `report-txt`,
		`{{if eq .Project.Code "X"}}{{else}}{{if false}}{{$.Sumary}}{{end}}{{end}}`:                          "there is no Sumary in",
		`{{if false}}{{template "action-item" .}}{{end}}`:                                                    "there is no",
		`{{if false}}{{(index .Milestones 0).Wann}}{{end}}`:                                                  "there is no Wann in",
		`{{if false}}{{.Project.Zone.Nowhere}}{{end}}`:                                                       "there is no Nowhere in",
		`{{if false}}{{.Project.Zone.String}} {{len .Milestones}} {{(index .Milestones 0).Name}}{{range $i, $c := .Project.Contacts}}{{$i}}{{$c.Name}}{{end}}{{end}}`: "",
		`{{with .Project}}{{.Client}}{{else}}{{.Summary}}{{end}}{{range .Milestones}}{{else}}{{.Summary}}{{end}}`:                                                     "",
	} {
		for _, language := range Languages() {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, language), 0o700); err != nil {
				t.Fatal(err)
			}
			text := "Subject: Report\n\n" + body + "{{template \"report-text\" .}}\n"
			if err := os.WriteFile(filepath.Join(dir, language, "report.md"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Load(dir)
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %s: %v, want %q", language, body, err, want)
			}
		}
	}
}
