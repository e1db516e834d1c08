package answer

import (
	"strings"
	"testing"
)

// split returns the clauses of a text as "a b | c", sentences apart by ". " or "? ".
func splitOf(text string) string {
	var s splitter
	s.split(text)
	var all []string
	for _, sentence := range s.finish() {
		var clauses []string
		for _, c := range sentence.clauses {
			var words []string
			for _, t := range c.tokens {
				words = append(words, t.text)
			}
			clauses = append(clauses, strings.Join(words, " "))
		}
		end := "."
		if sentence.asks {
			end = "?"
		}
		all = append(all, strings.Join(clauses, " | ")+end)
	}
	return strings.Join(all, " ")
}

func TestSplitter_clausesAndSentences(t *testing.T) {
	for text, want := range map[string]string{
		"Yes, confirmed. Thanks!":            "yes | confirmed. thanks.",
		"Confirmed; thanks\nAnna":            "confirmed. thanks. anna.",
		"Is that right?":                     "is that right?",
		"Is that right …?":                   "is that right?",
		"? Confirmed":                        "confirmed.", // a question mark behind nothing asks nothing
		"确认，谢谢。":                             "确 认 | 谢 谢.",
		"确认吗？":                               "确 认 吗?",
		"確認無誤":                               "确 认 无 误.",
		"OK确认":                               "ok 确 认.",
		"go-ahead":                           "go ahead.", // a hyphen within a word
		"ok - go":                            "ok | go.",  // a dash
		"ok -go":                             "ok | go.",
		"ok- go":                             "ok | go.",
		"2 - 3":                              "2 | 3.",
		"确认-谢谢":                              "确 认 谢 谢.",
		"yes (thanks)":                       "yes | thanks.",
		"yes/ok":                             "yes | ok.",
		"yes :-) go":                         "yes | go.", // a smile separates
		"yes :-( go":                         "yes :-( go.",
		"see https://client.example":         "see https | client. example.",
		"on 10.04.2026, 14:30":               "on 10.04.2026 | 14:30.",
		"in 3. Thanks":                       "in 3. thanks.",
		"3,5 days":                           "3,5 days.",
		"at 5":                               "at 5.",
		"o.k. by me":                         "ok. by me.",
		"e.g. that":                          "e g. that.",
		"ok.Thanks":                          "ok. thanks.",
		"don't, won't, can't":                "do not | will not | can not.",
		"I'm glad, they're, we've, we'll go": "i am glad | they are | we have | we will go.",
		"Anna's text":                        "anna text.",
		"it’s `fine‘":                        "it is fine.",
		"it n't":                             "it n't.",
		"5% + 3 & 2 # 1 @ 4":                 "5 % + 3 and 2 # 1 @ 4.",
	} {
		if got := splitOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// What a sign does that is no word.
func TestSplitter_signs(t *testing.T) {
	for sign, want := range map[string]class{
		"👍": yes, "✅": yes, "👎": unkind, "❌": unkind, "€": number, "$": number, "%": number, "￥": number, "+": unknown, "#": unknown, "@": unknown, "&": unknown,
	} {
		list := tokensOf(sign)
		if len(list) != 1 || list[0].class != want {
			t.Errorf("%s: %+v, want class %d", sign, list, want)
		}
	}
	for _, kind := range []string{"🙂", "🙏", ":)", "<3", "^_^"} {
		if list := tokensOf(kind); len(list) != 0 {
			t.Errorf("%s says something: %+v", kind, list)
		}
	}
}
