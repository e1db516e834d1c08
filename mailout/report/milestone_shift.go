package report

import (
	"strings"

	"rapport/classify/deadline"
	"rapport/store/pattern"
)

// A day that has moved, as people shorten it: the month is written once, or only by how much it
// has moved.

// moveVerbs are what happens to a day that changes.
const moveVerbs = `slip(?:s|ped|ping)?|slid(?:es?)?|mov(?:es?|ed|ing)|postpone[ds]?|push(?:es|ed)?|delay(?:s|ed)?|shift(?:s|ed)?|deferred|rescheduled|changed?|pulled|brought|bring|bumped|put|goes|went|gone`

const (
	dayNumber  = `(\d{1,2})(?:st|nd|rd|th)?`
	moveZh     = `(?:推|拖|延|改|调|挪|提|顺|后|移)[迟后前期延整动移]?[到至为成]?了?`
	dayEnd     = `($|[,.;:)）]|\s+(?:because|as|due|since|so|and|but|for|at|in|on|after|when|if)\b|\s*[(（|])`
	otherMonth = `\s*(?:of )?((?:` + months + `)\b\.?(?:,? \d{4}\b)?)`
)

// oneMonth are the forms in which two days share the month that is written once, with what takes
// their place.
var oneMonth = []struct {
	form *pattern.Pattern
	full string
}{
	{pattern.New(`(?i)(\b(?:` + moveVerbs + `)\b[^.;\n\d]{0,40}?\bfrom (?:the )?)` + dayNumber + `( (?:through )?(?:to|until|till) (?:the )?)` + dayNumber + otherMonth), `$1$2 $5$3$4 $5`},
	{pattern.New(`(?i)(\b(?:` + moveVerbs + `)\b[^.;\n\d]{0,40}?\bfrom (?:the )?)(` + months + `)\.? ` + dayNumber + `( (?:to|until|till) (?:the )?)` + dayNumber + dayEnd), `$1$3 $2$4$5 $2$6`},
	{pattern.New(`(?i)(\b(?:` + moveVerbs + `|was|from) (?:the )?)` + dayNumber + otherMonth + `([^.;\n\d]{1,30}?\b(?:to|until|now)(?: on| the)* )` + dayNumber + dayEnd), `$1$2 $3$4$5 $3$6`},
	{pattern.New(`(?i)(^|[^\d./-])` + dayNumber + `(\s*(?:→|⇒|➔|➜|->|=>)\s*)` + dayNumber + otherMonth), `$1$2 $5$3$4 $5`},
	{pattern.New(`(?i)(^|[^\d./-])` + dayNumber + otherMonth + `(\s*(?:→|⇒|➔|➜|->|=>)\s*)` + dayNumber + dayEnd), `$1$2 $3$4$5 $3$6`},
	{pattern.New(`(?i)(^|[^\d./-])` + dayNumber + `(,? (?:instead of|rather than|and not|not) (?:the )?)` + dayNumber + otherMonth), `$1$2 $5$3$4 $5`},
	{pattern.New(`(?i)(^|[^\d./-])` + dayNumber + otherMonth + `(,?\s*[(（]?(?:instead of|rather than|and not|not|was|were|originally|previously|before|formerly)(?: planned)?(?: for| on)?(?: the)? )` + dayNumber + dayEnd), `$1$2 $3$4$5 $3$6`},
	{pattern.New(`(?i)(\d{1,2}月)(\d{1,2})([日号號]?)([，,]?\s*(?:→|⇒|➔|➜|->|=>|因?\p{Han}{0,8}?` + moveZh + `|(?:现|现在)?(?:改|变|延|推)[到至为期])\s*)(\d{1,2})([日号號])`), `$1$2$3$4$1$5$6`},
	{pattern.New(`(\d{1,2}月)(\d{1,2}[日号號])(\s*[(（，,]\s*(?:原|原定|原计划|原为|原来是?|本来|之前|而不是|不是)[于在是]?)(\d{1,2}[日号號])`), `$1$2$3$1$4`},
}

// withMonths returns a text in which each of two days has its month: “slipped from 3 to 17
// March”, “3月3日推到17日”.
func withMonths(text string) string {
	for _, of := range oneMonth {
		text = of.form.ReplaceAllString(text, of.full)
	}
	return text
}

const (
	countWord = `(?P<n>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)`
	unitWord  = `(?P<unit>days?|weeks?|fortnights?)`
	countHan  = `(?P<n>[\d一二两三四五六七八九十]{1,3})个?`
	unitHan   = `(?P<unit>天|日|周|週|星期|礼拜)`
)

// shifts are the forms in which a sentence says by how much the day beside it has moved.
var shifts = []*pattern.Pattern{
	// “pushed back two weeks to 25 January”
	pattern.New(`(?i)(?:(?:has|have|had|was|were|is) )?(?:been )?\b(?P<way>(?:` + moveVerbs + `)(?: (?:back|forward|up|out))?)(?: by)? ` + countWord + ` ` + unitWord + `,?(?P<day> (?:to|until|till) (?:the )?` + dateMark + `)`),
	// “11 January, a week later than planned”, “(two weeks late)”
	pattern.New(`(?i)(?P<day>` + dateMark + `),?\s+(?:(?:and|which is|that is|that's|so) )?(?:is )?` + countWord + ` ` + unitWord + ` (?P<way>later|earlier|sooner|behind|ahead|late|early)(?: than (?:we )?(?:originally )?(?:planned|scheduled|expected|agreed|hoped)| than (?:the )?(?:(?:original|first) )?(?:plan|schedule|date)| of (?:the )?(?:plan|schedule)| (?:the )?(?:plan|schedule))`),
	pattern.New(`(?i)(?P<day>` + dateMark + `)\s*[(（]\s*` + countWord + ` ` + unitWord + ` (?P<way>later|earlier|late|early)\s*[)）]`),
	// “延后两周至1月25日”
	pattern.New(`(?P<way>推迟|延期|延后|顺延|后延|提前|推后|延)了?` + countHan + unitHan + `\s*[，,]?\s*(?P<day>现?(?:改|定|推|延)?[到至为于在]{1,2}\s*` + dateMark + `)`),
	// “1月11日，比原计划晚一周”
	pattern.New(`(?P<day>` + dateMark + `[^` + dateMark + `。；;]{0,8}?)[，,（(]?\s*(?:比|较)(?:原|原来的?|原定)?(?:计划|预期|预计|安排|定)(?:时间|日期)?(?P<way>推迟|延期|延后|顺延|提前|推后|晚|早|迟)了?` + countHan + unitHan + `[)）]?`),
	pattern.New(`(?P<day>` + dateMark + `)\s*[（(]\s*(?P<way>推迟|延期|延后|顺延|提前|推后|晚|早|迟)了?` + countHan + unitHan + `[)）]`),
}

// forwards are the words of a day that has come nearer.
var forwards = pattern.New(`(?i)forward|earlier|sooner|ahead|early|\bup\b|pulled|提前|早`)

// withoutShift returns a text in which its days are marked without the words that say by how much
// the last has moved, and by how many days that is; 0 where nothing says it.
func withoutShift(text string) (rest string, days int) {
	for _, form := range shifts {
		m := form.FindStringSubmatch(text)
		if m == nil || strings.Count(text, dateMark) > 1 {
			continue
		}
		said := func(name string) string { return m[form.SubexpIndex(name)] }
		days = countOf(said("n")) * daysOf(said("unit"))
		if forwards.MatchString(said("way")) {
			days = -days
		}
		return strings.Replace(text, m[0], said("day"), 1), days
	}
	return text, 0
}

// isShift reports whether a part says by how much the day before it has moved.
func isShift(before, part string) bool {
	_, had := withoutShift(before)
	_, has := withoutShift(before + ", " + part)
	return had == 0 && has != 0
}

func countOf(word string) int {
	for i, name := range strings.Fields("one two three four five six seven eight nine ten eleven twelve") {
		if strings.EqualFold(word, name) {
			return i + 1
		}
	}
	if strings.EqualFold(word, "a") || strings.EqualFold(word, "an") {
		return 1
	}
	return deadline.HanNumber(word)
}

func daysOf(unit string) int {
	switch unit = strings.ToLower(unit); {
	case strings.HasPrefix(unit, "fortnight"):
		return 14
	case strings.HasPrefix(unit, "week"), unit == "周", unit == "週", unit == "星期", unit == "礼拜":
		return 7
	}
	return 1
}
