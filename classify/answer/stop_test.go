package answer

import (
	"os"
	"strings"
	"testing"
)

// The wish to get less mail is heard in any form, and nothing else is taken for it.
func TestNoMoreMail_phrases(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"stops.txt", "stops-first-sight.txt", "stops-forms.txt"} {
		text, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		cases, wrong := 0, 0
		for line := range strings.Lines(string(text)) {
			label, rest, labelled := strings.Cut(strings.TrimSpace(line), " ")
			if !labelled || label == "#" {
				continue
			}
			subject, words := "Re: [ACME] Please confirm: minutes “Call”", rest
			if before, after, found := strings.Cut(rest+" ", " || "); found {
				subject, words = before, strings.TrimSpace(after)
			}
			cases++
			label, alone := strings.CutSuffix(label, "-alone")
			to := ToOurs
			switch {
			case alone || !strings.HasPrefix(subject, "Re: "):
				to = Unasked
			case strings.Contains(subject, "How satisfied"):
				to = ToSurvey
			}
			got := NoMoreMail(subject, strings.ReplaceAll(words, `\n`, "\n"), "Anna Wright 李明", to)
			if (got != "") != (label == "stop") {
				wrong++
				t.Errorf("%s: %q: got %q, want %s", file, rest, got, label)
			}
		}
		t.Logf("%s: %d of %d right", file, cases-wrong, cases)
		if cases < 40 {
			t.Errorf("%s: %d phrases", file, cases)
		}
	}
}

func TestNoMoreMail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		subject, text string
		survey        bool
		want          bool
	}{
		{"unsubscribe", "", false, true},
		{"unsubscribe [r.abcdefghijklmnop]", "", false, true},
		{"Re: Survey", "Unsubscribe", true, true},
		{"Re: Survey", "退订\n\n王伟", true, true},
		{"Re: Survey", "stop", true, true},
		{"Re: Minutes", "stop", false, false}, // stop what?
		{"Re: Survey", "不要", true, true},
		{"Re: Minutes", "不要", false, false},
		{"Re: Survey", "4", true, false},
		{"unsubscribe", "4", true, false},
		{"unsubscribe", "confirmed", false, false},
		{"How to unsubscribe?", "", false, false},
		{"Re: Survey", "unsubscribe me from the newsletter, and fix the shop", true, false},
		{"Re: Survey", "> unsubscribe", true, false},
		{"", "", true, false},
	} {
		if got := NoMoreMail(c.subject, c.text, "王伟", map[bool]Context{true: ToSurvey, false: ToOurs}[c.survey]); (got != "") != c.want {
			t.Errorf("%q, %q: %q", c.subject, c.text, got)
		}
	}
}
