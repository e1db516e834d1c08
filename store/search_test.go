package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"rapport/store/search"
)

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
		terms, err := search.Parse(c.query, time.UTC)
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

// A word that many mails have is looked for from the latest mail back: what is found, and in
// which order, is the same as by looking up every mail that has it.
func TestSearch_aFrequentWord(t *testing.T) {
	t.Parallel()
	s := open(t)
	random := rand.New(rand.NewPCG(1, 7))
	for i := range 500 {
		words := []string{"budget 预算", "budget", "plan"}[random.IntN(3)]
		record(t, s, mail{id: fmt.Sprintf("%d@x", i), subject: "Mail", text: words, date: time.Date(2026, 1, 1+random.IntN(60), 0, 0, 0, 0, time.UTC)})
	}
	for query, many := range map[string]bool{"budget": true, "budget -预算": true, "预算": true, "mail plan": true, "budget plan": false} {
		terms, err := search.Parse(query, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		all, want, err := s.Search(t.Context(), terms, 0)
		if err != nil || want != len(all) || many != (want > frequent) {
			t.Fatalf("%s: %d mails of %d, %v", query, len(all), want, err)
		}
		for _, limit := range []int{1, 20, 120, 1000} {
			hits, total, err := s.Search(t.Context(), terms, limit)
			if err != nil || total != want || len(hits) != min(limit, want) {
				t.Errorf("%s: %d mails of %d, want %d, %v", query, len(hits), total, want, err)
			}
			for i, h := range hits {
				if h.Entry != all[i].Entry {
					t.Errorf("%s: mail %d of %d is entry %d, want %d", query, i, limit, h.Entry, all[i].Entry)
				}
			}
		}
	}
}

// Whatever a person types is either refused in words or a search that runs.
func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"会议 offer", `"final offer" -draft`, "from:王伟 before:2026-01-01", `a"b*c:-"d`, "-", "项目abc目"} {
		f.Add(seed)
	}
	s := open(f)
	record(f, s, mail{id: "a@x", text: "the final offer 会议纪要"})
	f.Fuzz(func(t *testing.T, query string) {
		terms, err := search.Parse(query, time.UTC)
		if err != nil {
			return
		}
		if _, _, err := s.Search(t.Context(), terms, 3); err != nil {
			t.Errorf("%q: %v", query, err)
		}
	})
}
