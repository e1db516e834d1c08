package answer

import (
	"strings"

	"rapport/store/pattern"
)

// longestSentence limits, in bytes, a remark that can follow a score on its line.
const longestSentence = 160

// scoring is a score within a few words, and the remark that follows it.
var scoring = pattern.New(`^(?:(?:i(?:'d| would)?|we(?:'d| would)?) (?:give|say|rate)(?: (?:you|it))?(?: an?)? |(?:my|our) (?:rating|score) is |我的评分是|我(?:们)?(?:打|给)|给|打)?([1-5]|one|two|three|four|five|一|二|三|四|五)(?: ?(?:/|out of) ?5)?(?: ?(?:stars?|points?|分|星))?吧?(?: ?[-–—,，;；:：!！] ?(.+)|\. (.+))?$`)

var scoreDigits = map[string]string{"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}

// scoreAndWords returns the score in a line, as its digit, and the remark on it. A bare
// "one" or "一" is not a score, nor is a digit that begins a list.
func scoreAndWords(line string) (score, words string) {
	text := normalize(line)
	if len(text) > 40+longestSentence || !strings.ContainsAny(text, "12345") && len(text) > 40 {
		return "", ""
	}
	m := scoring.FindStringSubmatch(text)
	if m == nil {
		return "", ""
	}
	score, words = m[1], m[2]+m[3]
	if digit, ok := scoreDigits[score]; ok {
		score = digit
	}
	if m[3] != "" && !strings.Contains(text[:len(text)-len(m[3])], "is ") { // "1. Who has the keys" begins a list
		return "", ""
	}
	if strings.ContainsAny(words, "0123456789") {
		return "", "" // "4, 5 or 6"
	}
	return score, words
}
