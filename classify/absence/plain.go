package absence

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/store/pattern"
)

const month = `((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6})`

// points is 11.30-12.4 or 11/30-12/4, dashed is 22-Dec-2025, dotted is 2.-6. March.
var (
	points = pattern.New(`\b([0-3]?\d[./][0-3]?\d)-([0-3]?\d[./][0-3]?\d)\b`)
	dashed = pattern.New(`(?i)\b(\d{1,2})-` + month + `-(\d{4})\b`)
	dotted = pattern.New(`(?i)\b(\d{1,2})\.\s?-\s?(\d{1,2})\.\s?` + month + `\b`)
)

// foreign is a day with the German or French name of its month, spanned two days of such a month.
var (
	foreign = pattern.New(`(?i)\b(\d{1,2})(?:\.|er)?\s*(januar|jänner|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b`)
	spanned = pattern.New(`(?i)\b(\d{1,2})\.?\s*(?:bis(?:\s+zum|\s+einschließlich)?|au)\s+(\d{1,2}\.?\s*\pL)`)
)

// doubled is 周四五, two weekdays of one week.
var doubled = pattern.New(`((?:下个?|本|这)?(?:周|星期|礼拜))([一二三四五六])([二三四五六日])([^\d年月日点號号]|$)`)

// months are the English names of those months.
var months = strings.NewReplacer("januar", "January", "jänner", "January", "februar", "February", "märz", "March", "mai", "May", "juni", "June", "juli", "July", "oktober", "October", "dezember", "December",
	"janvier", "January", "février", "February", "mars", "March", "avril", "April", "juin", "June", "juillet", "July", "août", "August", "septembre", "September", "octobre", "October", "novembre", "November", "décembre", "December")

var alike = strings.NewReplacer("–", "-", "—", "-", "－", "-", "−", "-", "‐", "-", "‑", "-", "~", "-", "～", "-", "〜", "-", "’", "'", "\r", "", "\u00a0", " ")

// plain returns what is read of a text, which is bounded: full-width characters as the usual
// ones, every dash a hyphen, months in English, without quoted lines.
func plain(text string) string {
	text = norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], ""))
	text = alike.Replace(strings.ToValidUTF8(text[:min(len(text), longestText)], "")) // one character may stand for many
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			b.WriteString(line)
		}
	}
	text = points.ReplaceAllString(b.String(), "$1 - $2")
	text = dashed.ReplaceAllString(text, "$1 $2 $3")
	text = doubled.ReplaceAllString(text, "$1$2、$1$3$4")
	text = spanned.ReplaceAllString(text, "$1 - $2")
	text = foreign.ReplaceAllStringFunc(text, func(day string) string {
		digits := strings.TrimLeft(day, "0123456789")
		return day[:len(day)-len(digits)] + " " + months.Replace(strings.TrimLeft(strings.ToLower(strings.TrimPrefix(digits, "er")), ". "))
	})
	return dotted.ReplaceAllString(text, "$1-$2 $3")
}
