package templates

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every mail that Rapport writes is previewed by a sentence of it.
func TestFirstSentence_ofEveryMail(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*/*.txt")
	if err != nil || len(paths) < 400 {
		t.Fatalf("%d golden files, %v", len(paths), err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "follows.txt") { // subjects alone
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := strings.Cut(string(raw), "\n\n")
		got := FirstSentence(text)
		headings := ""
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			if i > 0 && rulePattern.MatchString(line) {
				headings += lines[i-1] + "\n"
			}
		}
		if got == "" || rulePattern.MatchString(got) || salutation.MatchString(got) || strings.Contains(got, "===") || strings.HasPrefix(got, ">") ||
			strings.Contains(headings, got+"\n") && strings.Count(text, got) < 2 || strings.HasPrefix(got, "ACME ") {
			t.Errorf("%s: %q of\n%.300s", path, got, text)
		}
	}
}

func TestFirstSentence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Done. Next.": "Done.", "Version 2.1 is out. It is good.": "Version 2.1 is out.", "Ask Mr. Lee. He knows.": "Ask Mr. Lee.",
		"A heading\n=========\n\nDear Anna,\n\nPlease confirm the\nminutes. Thanks.\n": "Please confirm the minutes.",
		"标题\n====\n\n王芳，您好：\n\n请确认以下\n会议纪要。谢谢。\n":                                      "请确认以下会议纪要。",
		"您好！\n\n请查收报告":                   "请查收报告",
		"Hello,\n\n- first point\n- b":   "first point - b",
		"-----\n\n1. One thing? Yes.":    "One thing?",
		"Only a heading\n====\n":         "Only a heading",
		"> Quoted words. More.":          "Quoted words.",
		"Dear Anna,\nsee below. Thanks.": "see below.",
		"Hello everybody is here. Fine.": "Hello everybody is here.",
		"\u202eevil\u202c words. Next.":  "evil words.",
	} {
		if got := FirstSentence(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
