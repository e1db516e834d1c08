package store

import (
	"strings"
	"testing"
	"time"
)

func TestTerms(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"plain words", "plain words"},
		{"会议纪要", " 会议 议纪 纪要 要"},
		{"会", " 会"},
		{"ACME项目v2", "ACME 项目 目 v2"},
		{"ＡＢＣ", "ABC"},
		{"漢字と", " 漢字 字と と"},
		{"", ""},
	} {
		if got := terms(c.text); got != c.want {
			t.Errorf("terms(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSearch(t *testing.T) {
	s := open(t)
	record(t, s, mail{id: "zh@x", subject: "ACME项目会议纪要", text: "附件是上周五的会议纪要，请客户确认进度。", project: "ACME", sign: SignalTag, confidence: 95, files: []string{"会议纪要.pdf"}})
	record(t, s, mail{id: "en@x", subject: "Delivery", text: "The final offer stands, see www.agency.example at 10:30.", from: "anna.wang@beta.example", project: "BETA", sign: SignalTag, confidence: 95})
	record(t, s, mail{id: "quote@x", refs: []string{"gone@x"}, text: "同意", quoted: "> 付款方式按合同"})
	for _, c := range []struct{ query, want string }{
		{"会议", "zh@x"}, {"纪要", "zh@x"}, {"会议纪要", "zh@x"}, {"要", "zh@x"}, {"度", "zh@x"},
		{"议会", ""}, {"客户 进度", "zh@x"}, {"客户 offer", ""}, {"ACME项目会议", "zh@x"}, {"项目", "zh@x"},
		{"FINAL", "en@x"}, {"final offer", "en@x"}, {`"final offer"`, "en@x"}, {`"offer final"`, ""},
		{"deliv", ""}, {"deliv*", "en@x"}, {"10:30", "en@x"}, {"www.agency.example", "en@x"},
		{"同意", "quote@x"}, {"付款方式", "quote@x"},
		{"from:anna", "en@x"}, {"from:anna.wang@beta.example", "en@x"}, {"from:li", ""}, {"with:li", "en@x quote@x zh@x"}, {"with:anna", "en@x"},
		{"from:王伟 会议", "zh@x"},
		{"subject:delivery", "en@x"}, {"subject:offer", ""}, {"file:会议纪要", "zh@x"}, {"has:attachment", "zh@x"}, {"offer has:attachment", ""},
		{"project:acme", "zh@x"}, {"project:beta offer", "en@x"}, {"-offer", "quote@x zh@x"}, {"with:li -offer -会议", "quote@x"},
		{"-from:anna", "quote@x zh@x"}, {"-subject:offer", "en@x quote@x zh@x"}, {"-subject:delivery", "quote@x zh@x"}, {"-with:anna -file:会议纪要", "quote@x"},
		{"before", ""}, {"project delivery", ""}, {"from", ""}, {"offer -project", "en@x"},
		{"after:2025-12-29", "en@x quote@x zh@x"}, {"offer after:2026-01-01", ""}, {"offer before:2025-12-30", "en@x"}, {"offer until:2025-12-29", "en@x"},
		{`AND OR NOT "( * : ^ {`, ""}, {"a\x00b", ""},
	} {
		terms, err := ParseTerms(c.query, time.UTC)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		hits, total, err := s.Search(t.Context(), terms, 10)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		got := map[string]bool{}
		for _, h := range hits {
			e, _ := s.Entry(t.Context(), h.Entry)
			got[e.MessageID] = true
		}
		want := strings.Fields(c.want)
		if len(got) != len(want) || total != len(want) {
			t.Errorf("%s: found %v of %d, want %v", c.query, got, total, want)
		}
		for _, id := range want {
			if !got[id] {
				t.Errorf("%s: found %v, want %v", c.query, got, want)
			}
		}
	}
}

func TestParseTerms_refusals(t *testing.T) {
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
		if _, err := ParseTerms(query, time.UTC); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", query, err, want)
		}
	}
}

func TestSnippet_marksTheWords(t *testing.T) {
	long := strings.Repeat("前文。", 40) + "请确认\n\n最终报价 Offer。" + strings.Repeat("后文。", 60)
	terms, err := ParseTerms("报价 offer", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	snippet, marks := terms.snippet(long)
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

// Whatever a person types is either refused in words or a search that runs.
func FuzzParseTerms(f *testing.F) {
	for _, seed := range []string{"会议 offer", `"final offer" -draft`, "from:王伟 before:2026-01-01", `a"b*c:-"d`, "-", "项目abc目"} {
		f.Add(seed)
	}
	s := open(f)
	record(f, s, mail{id: "a@x", text: "the final offer 会议纪要"})
	f.Fuzz(func(t *testing.T, query string) {
		terms, err := ParseTerms(query, time.UTC)
		if err != nil {
			return
		}
		if _, _, err := s.Search(t.Context(), terms, 3); err != nil {
			t.Errorf("%q: %v", query, err)
		}
	})
}
