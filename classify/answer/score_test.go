package answer

import (
	"strings"
	"testing"
)

func TestScoreAndWords(t *testing.T) {
	for line, want := range map[string][2]string{
		"I would give it a 4, it was quick":        {"4", "it was quick"},
		"my rating is four":                        {"4", ""},
		"five stars!":                              {"5", ""},
		"给四分":                                      {"4", ""},
		"我的评分是5，很满意":                               {"5", "很满意"},
		"4 - good work":                            {"4", "good work"},
		"my rating is 4. good work":                {"4", "good work"},
		"1. who has the keys":                      {}, // the first of a list
		"4, 5 or 6":                                {},
		"6":                                        {},
		"the rating":                               {},
		"4, " + strings.Repeat("good work ", 12):   {"4", strings.TrimSpace(strings.Repeat("good work ", 12))},
		"4, " + strings.Repeat("good work ", 30):   {},
		"five, " + strings.Repeat("good work ", 2): {"5", "good work good work"},
		"five, " + strings.Repeat("good work ", 5): {},
	} {
		score, words := scoreAndWords(line)
		if score != want[0] || words != want[1] {
			t.Errorf("%q: %q %q, want %q", line, score, words, want)
		}
	}
}

// Signs alone are a remark.
func TestIsSigns(t *testing.T) {
	for line, want := range map[string]bool{"👎👎": true, "😡 !": true, "": false, "!!": false, "👎 bad": false, "👎 1": false, "差👎": false, "---": false} {
		if got := isSigns(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}
