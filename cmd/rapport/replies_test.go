//go:build !race

package main

import (
	"fmt"
	"testing"
	"time"

	"rapport/mailin"
	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/store"
	"rapport/templates"
)

// Whatever Rapport sends, what people answer to it is read to the letter: with every
// program's way of quoting, wrapping and marking up, whether the log has the mail
// that they answer or not.
func TestReplies_toEveryMailOfOurs(t *testing.T) {
	t.Parallel()
	set, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	rapport := mailtest.Person{Name: "Shop", Address: "log@agency.example"}
	for language, c := range map[string]struct {
		who      mailtest.Person
		answer   string
		programs []mailtest.Program
	}{
		templates.English: {mailtest.Person{Name: "Anna", Address: "anna@acme.example"}, "Confirmed.\n\nBest regards,\nAnna", []mailtest.Program{mailtest.Gmail, mailtest.Outlook, mailtest.AppleMail, mailtest.Thunderbird}},
		templates.Chinese: {mailtest.Person{Name: "王伟", Address: "wang@acme.example"}, "确认\n\n谢谢\n王伟", mailtest.Programs()},
	} {
		for _, name := range templates.Names() {
			for n, data := range templates.Samples(name, language) {
				ours, err := set.Render(name, language, data)
				if err != nil {
					if name == "report" || name == "report-draft" {
						continue // it has charts, which this test has not
					}
					t.Fatal(err)
				}
				asked := mailtest.Gmail.Write(mailtest.Letter{From: rapport, To: []mailtest.Person{c.who}, Subject: ours.Subject, Date: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), Text: ours.Text})
				for _, program := range c.programs {
					reply := program.Write(mailtest.Letter{From: c.who, To: []mailtest.Person{rapport}, Subject: ours.Subject, Date: time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC), Text: c.answer + "\n", Answers: asked})
					for _, known := range []bool{true, false} {
						got := mailin.Read(reply.Raw, time.Now(), mime.DefaultLimits(), func(*store.Message) []string {
							if known {
								return []string{ours.Text}
							}
							return nil
						})
						if got.OwnText != c.answer {
							t.Errorf("%s, answered with %s, known %t: %q", fmt.Sprintf("%s %s %d", language, name, n), program, known, got.OwnText)
						}
					}
				}
			}
		}
	}
}
