package search

import (
	"strings"
	"testing"
	"time"
)

func TestIndex_pairsOfScriptsWithoutSpaces(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"plain words", "plain words"},
		{"会议纪要", " 会议 议纪 纪要 要"},
		{"会", " 会"},
		{"ACME项目v2", "ACME 项目 目 v2"},
		{"ＡＢＣ", "ABC"},
		{"漢字と", " 漢字 字と と"},
		{"", ""},
	} {
		if got := Index(c.text); got != c.want {
			t.Errorf("Index(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestParse_refusals(t *testing.T) {
	for query, want := range map[string]string{
		"":                          "nothing to search for",
		"？！":                        "nothing to search for",
		"after:yesterday":           "write it as 2026-03-01",
		"has:fun":                   "has:attachment",
		"offer -project:BETA":       "can be excluded",
		"-has:attachment":           "can be excluded",
		"-after:2026-01-01":         "can be excluded",
		strings.Repeat("word ", 33): "at most 32",
	} {
		if _, err := Parse(query, time.UTC); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", query, err, want)
		}
	}
}

func TestSnippet_marksTheWords(t *testing.T) {
	long := strings.Repeat("前文。", 40) + "请确认\n\n最终报价 Offer。" + strings.Repeat("后文。", 60)
	terms, err := Parse("报价 offer", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	snippet, marks := terms.Snippet(long)
	if !strings.HasPrefix(snippet, "…") || !strings.HasSuffix(snippet, "…") || len([]rune(snippet)) > snippetLength+2 {
		t.Errorf("snippet %q", snippet)
	}
	var marked []string
	for i := 0; i+1 < len(marks); i += 2 {
		marked = append(marked, snippet[marks[i]:marks[i+1]])
	}
	if got := strings.Join(marked, ","); got != "报价,Offer" {
		t.Errorf("marked %q in %q", got, snippet)
	}
}
