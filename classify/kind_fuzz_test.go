package classify

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

func FuzzKindOf(f *testing.F) {
	nobody := &ProjectIndex{} // knows no project and no contact
	for _, seed := range []string{"", "Content-Type: multipart/report; report-type=x\nReturn-Path: <>", "Auto-Submitted: (\nPrecedence: list\nList-Id: x", "X-GitHub-Sender: a\nX-Spam: yes\nX-Mailer: Redmine", "From: <>\nX-Failed-Recipients: a"} {
		f.Add(seed, "x@y.example", "Automatic reply: x", "was read on", "text/calendar")
	}
	f.Fuzz(func(t *testing.T, header, from, subject, text, part string) {
		m := mail{from: from, subject: subject, header: header}.message()
		m.Text = text
		m.Attachments = []store.Attachment{{Type: part}}
		kind, why := nobody.kindOf(m)
		if !slices.Contains(store.Kinds(), kind) || why == "" {
			t.Errorf("%q (%q)", kind, why)
		}
		// A person cannot be made of a machine by adding marks of automatic mail.
		m.Header = append(m.Header, store.Field{Name: "Auto-Submitted", Value: "auto-generated"})
		if kind, _ := nobody.kindOf(m); kind == store.KindHuman && !strings.Contains(strings.ToLower(header), "auto-submitted") {
			t.Error("automatic mail counts as a person's")
		}
	})
}
