package answer

import (
	"strings"

	"rapport/store"
)

// slips are Chinese words of assent that a finger or an input method gets wrong.
var slips = strings.NewReplacer("确任", "确认", "确人", "确认", "却认", "确认", "确忍", "确认", "确仁", "确认", "同异", "同意", "同义", "同意", "通意", "同意", "统一意", "同意", "没问提", "没问题", "没文题", "没问题", "无异意", "无异议", "无异义", "无异议", "批淮", "批准", "可已", "可以")

// decisive are the words of which a slip is recognised.
var decisive = []string{"confirmed", "confirm", "approved", "approve", "agreed", "agree", "accepted", "accept", "okay"}

// meant returns the word of assent that would make an answer a yes if it stood for a slip of
// one letter, or "".
func (r *reader) meant(lines []string) string {
	text := strings.Join(lines, "\n")
	if fixed := slips.Replace(text); fixed != text {
		if m := r.judgeLines(strings.Split(fixed, "\n")); m.decide("", "").Choice == store.ChoiceApprove {
			for _, word := range []string{"确认", "同意", "没问题", "无异议", "批准", "可以"} {
				if strings.Contains(fixed, word) && !strings.Contains(text, word) {
					return word
				}
			}
		}
		return ""
	}
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') }) {
		right := slipOf(strings.ToLower(word))
		if right == "" {
			continue
		}
		if m := r.judgeLines(strings.Split(strings.Replace(text, word, right, 1), "\n")); m.decide("", "").Choice == store.ChoiceApprove {
			return right
		}
	}
	return ""
}

// slipOf returns the decisive word from which a word differs by one letter: left out, too
// many, another, or changed places with its neighbour.
func slipOf(word string) string {
	if word == "okk" || word == "0k" || word == "pk" {
		return "ok"
	}
	for _, right := range decisive {
		if word == right {
			return ""
		}
	}
	for _, right := range decisive {
		if len(word) >= 4 && oneSlip(word, right) {
			return right
		}
	}
	return ""
}

func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return false
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
