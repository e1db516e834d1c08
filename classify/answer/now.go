package answer

import (
	"strings"

	"rapport/store/pattern"
)

var (
	sendNow   = pattern.New(`(?i)\b(?:ok(?:ay)?|yes|send(?: it)?(?: out)?|release(?: it)?|go(?: ahead)?)\b[\s,;.:!–-]*(?:it |please |right |straight )*(?:now|at once|immediately|away|straightaway|asap)\b`)
	sendNowZh = pattern.New(`(?:立即|立刻|马上|馬上|即刻|现在就?|現在就?|尽快)(?:就|给客户|发|發)*(?:发|發)|(?:发|發)(?:送|出)?(?:吧)?[，, ]*(?:立即|马上|馬上|立刻|现在就)|(?i:ok)[，, ]*(?:立即|马上|馬上|立刻|现在)`)
	// okNow is an approval that Read knows without its last word.
	okNow = pattern.New(`(?i)^(\s*(?:ok(?:ay)?|yes))[\s,]+now\b`)
)

// SendsNow reports whether an approval asks that what it approves leaves at once, and returns
// it without the word that says so where Read would not know it otherwise: "ok now".
func SendsNow(text string) (rest string, now bool) {
	if okNow.MatchString(text) {
		return okNow.ReplaceAllString(text, "$1"), true
	}
	return text, sendNow.MatchString(text) || sendNowZh.MatchString(strings.ToLower(text))
}
