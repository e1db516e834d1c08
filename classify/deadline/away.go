package deadline

import (
	"strings"
	"time"

	"rapport/store/pattern"
)

// Absence is until when somebody says that they are away.
type Absence struct {
	Day time.Time
	// Back reports that Day is the first on which they are there again; otherwise it is the
	// last on which they are not.
	Back bool
}

var (
	// awayTo are the words before the last day of an absence, awayBack those before the first
	// day after it.
	awayTo   = pattern.New(`(?i)\b(?:(?P<to>to)|until|till?|'til|through|thru|bis)\s+(?:and including\s+|zum\s+|einschließlich\s+|incl\.?\s+)?(?:the\s+)?(?:end of\s+(?:the\s+)?)?$`)
	awayBack = pattern.New(`(?i)\b(?:back|return(?:ing|s)?|available|reachable|in the office|at my desk|ab)\b(?:[^.;\n]{0,40}\s)?(?:on|from|as of|dem|ab)\s+(?:the\s+)?$`)
	// absent lists words. In a line with one of them, "to" is followed by the end of an absence.
	absent = pattern.New(`(?i)\b(?:away|out of|absen\w+|leave|vacation|holidays?|office|travel\w*|unavailable|from)\b`)

	hanAwayTo   = pattern.New(`(?:至|到|截止|－|-|—|~|～)\s*$`)
	hanAwayBack = pattern.New(`^(?:\s*(?:上午|下午|早上|中午|[（(](?:周|週|星期).[)）]))?\s*(?:起|后|後|才|再|开始|開始|左右)?\s*(?:可以|可|会|會|能)?\s*(?:回来|回來|返回|返岗|返崗|回到|回公司|回办公|回辦公|上班|恢复|恢復|复工|復工|销假|銷假|到岗|到崗|正常办公|正常辦公)`)
	hanDays     = pattern.New(hanDay)
	hanAbsent   = pattern.New(`休|假|出差|外出|不在|离开|離開|无法|無法|暂停|暫停|缺勤`)
)

// AwayUntil returns until when the author of an automatic reply says that they are away, sent
// at a time in their own zone; false where no day is named, or one that is over.
func AwayUntil(text string, sent time.Time) (Absence, bool) {
	tries := mostTried
	var found Absence
	for line := range strings.Lines(text[:min(len(text), longestText)]) {
		if l := strings.TrimSpace(line); strings.HasPrefix(l, ">") || strings.HasPrefix(l, "＞") {
			continue
		}
		for i := 0; i < len(line) && tries > 0; i++ {
			one, end, ok := awayAt(line, i, sent, &tries)
			if !ok {
				continue
			}
			if day := one.Day.Format(time.DateOnly); day < sent.Format(time.DateOnly) || one.Day.Sub(sent) > mostDays*24*time.Hour {
				continue
			}
			if !one.Back {
				return one, true
			}
			if found.Day.IsZero() {
				found = one
			}
			i = max(i, end-1)
		}
	}
	return found, !found.Day.IsZero()
}

// awayAt reads the day that is named at i, where the words around it make it the end of an
// absence.
func awayAt(line string, i int, sent time.Time, tries *int) (a Absence, end int, ok bool) {
	switch c := line[i]; {
	case i > 0 && (isLetter(c) && isLetter(line[i-1]) || isDigit(c) && isDigit(line[i-1])):
		return a, 0, false
	case !isLetter(c) && !isDigit(c) && c < 0x80:
		return a, 0, false
	}
	before := until(line, max(0, i-lookBehind-40), min(i, lookBehind+40))
	if start := i - len(before); start > 0 && line[start]&0xC0 == 0x80 {
		before = strings.TrimLeftFunc(before, func(r rune) bool { return r == '\uFFFD' })
	}
	lead := awayTo.FindStringSubmatch(before)
	to := lead != nil && (lead[1] == "" || absent.MatchString(before))
	back := !to && awayBack.MatchString(before)
	if to || back {
		*tries--
		if m := days.FindStringSubmatch(until(line, i, lookAhead)); m != nil {
			get := func(name string) string { return strings.ToLower(m[days.SubexpIndex(name)]) }
			if lead != nil && lead[1] != "" && get("weekday") != "" {
				return a, 0, false // working hours
			}
			if day, ok := dayNamed(get, strings.HasSuffix(strings.ToLower(strings.TrimSpace(before)), "end of"), sent); ok {
				return Absence{day, back}, i + len(m[0]), true
			}
		}
	}
	return hanAwayAt(line, before, i, sent, tries)
}

func hanAwayAt(line, before string, i int, sent time.Time, tries *int) (a Absence, end int, ok bool) {
	rest := until(line, i, lookAhead)
	if !hanAbsent.MatchString(line) && !strings.Contains(line, "回") && !strings.Contains(line, "上班") {
		return a, 0, false
	}
	*tries--
	at := hanDays.FindStringSubmatchIndex(rest)
	if at == nil || at[0] != 0 {
		return a, 0, false
	}
	m := hanDays.FindStringSubmatch(rest)
	behind := rest[at[1]:]
	back, to := hanAwayBack.MatchString(behind), hanAwayTo.MatchString(before)
	if !back && !to {
		return a, 0, false
	}
	day, ok := hanDayNamed(hanDays, m, sent)
	return Absence{day, back}, i + at[1], ok
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
