//go:build !race

package main

import (
	"strings"
	"testing"

	"rapport/mailin/mailtest"
	"rapport/store"
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

// The action items of a Word file, a PDF and a text file are those of the minutes.
func TestFiles_actionItems(t *testing.T) {
	t.Parallel()
	for _, w := range fileLanguages() {
		items := map[string][]string{"en": {"Present: Anna Bell, Li Min", "Decisions", "- The shop is blue", "Actions", "- Anna Bell: list of test accounts by 10 March"}, "zh-CN": {"与会：Anna Bell、李敏", "决定", "- 商城用蓝色", "待办", "- Anna Bell：3月10日前提供测试账号清单"}}[w.language]
		for _, file := range []mailtest.Attachment{wordFile(t, w.one, items...), {Name: "notes.txt", Type: "text/plain", Content: []byte(strings.Join(items, "\r\n"))}, {Name: "minutes.md", Type: "text/markdown", Content: []byte(strings.Join(items, "\n"))}, printed(t, w.language)} {
			o := newFileOffice(t, w.language, "20MiB")
			pm, client := "li@agency.example", "anna@acme.example"
			draft := o.to(pm, o.receives(pm, writeOutlookWeb(o.letter(w.subject, "", file))))
			if want := map[string]string{"en": "Action item 1: Anna Bell: list of test accounts", "zh-CN": "待办 1：Anna Bell："}[w.language]; !strings.Contains(strings.ToLower(strings.Join(strings.Fields(draft.Text), " ")), strings.ToLower(want)) {
				t.Errorf("%s %s: the draft shows no action item:\n%s", w.language, file.Name, draft.Text)
			}
			ask := o.to(client, o.receives(pm, o.answer(pm, "Li", draft, w.ok)))
			o.checkFiles(w.language, ask, file)
			once := o.to(client, o.receives(client, o.answer(client, "Anna", ask, w.done)))
			o.receives(client, o.answer(client, "Anna", once, w.done))
			list, err := o.store.Actions(t.Context(), store.ActionQuery{Project: "ACME"})
			if err != nil || len(list) != 1 || list[0].Due != "2026-03-10" || list[0].Address != client {
				t.Errorf("%s %s: action items %+v, %v", w.language, file.Name, list, err)
			}
		}
	}
}
