package day

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/deadline"
	"rapport/store/pattern"
)

// farthest bounds how far away a day is until which something is put off.
const farthest = 366 * 24 * time.Hour

var (
	inDays  = pattern.New(`(?i)^(?:in |after |for )?(\d{1,3}|a|an|one|two|three|four|five|six|seven|ten|a couple of|a few)\s*(working |business |work )?(days?|weeks?|months?)(?: time| from now| later)?$`)
	hanDays = pattern.New(`^(?:过|過|再过|再過)?\s*(\d{1,3}|[一二两兩三四五六七八九十]{1,3}|几|幾)\s*(?:个|個)?\s*(工作日|天|日|周|週|星期|礼拜|禮拜|月)\s*(?:之后|以后|后|後|之後)?$`)
	// beside is what may stand beside a day without changing it.
	beside = pattern.New(`(?i)^(?:[\s,.。，!！:：()\[\]–—-]|please|then|again|until|till|on|to|moved?|postponed?|it|推迟|推遲|延期|延后|延|改|到|至|early|first thing|in the|at noon|morning|afternoon|evening|noon|上午|下午|早上|中午|晚上|的|吧|当天|那天|再|说|看|处理)*$`)
)

// ToCome returns the one day after that of sent which is all that a text names: "Friday", "in 3
// days", "下周一". A week is its Monday, and the day of that name the one of next week where it is
// today. ok is false where the text says anything else.
func ToCome(text string, sent time.Time) (to time.Time, ok bool) {
	text = strings.Join(strings.Fields(norm.NFKC.String(text)), " ")
	today := time.Date(sent.Year(), sent.Month(), sent.Day(), 0, 0, 0, 0, sent.Location())
	if to, ok = after(text, today); !ok {
		found := slices.DeleteFunc(Find(text, sent), func(d Day) bool { return d.Part }) // “周五上午” is one day
		if len(found) != 1 || !found[0].Exists || found[0].Range || found[0].From.IsZero() {
			return time.Time{}, false
		}
		d := found[0]
		if !beside.MatchString(text[:d.Start]) || !beside.MatchString(text[d.End:]) {
			return time.Time{}, false
		}
		if to = d.From; d.Weekday && !to.After(today) {
			to = to.AddDate(0, 0, 7)
		}
	}
	return to, to.After(today) && to.Sub(today) <= farthest
}

// after reads “in 3 days” and “三天后”.
func after(text string, today time.Time) (time.Time, bool) {
	unit, count, working := "", 0, false
	if m := inDays.FindStringSubmatch(text); m != nil {
		words := map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "a couple of": 2, "a few": 3}
		if count = words[strings.ToLower(m[1])]; count == 0 {
			count, _ = strconv.Atoi(m[1])
		}
		unit, working = strings.ToLower(m[3])[:1], m[2] != ""
	} else if m := hanDays.FindStringSubmatch(text); m != nil {
		switch m[1] {
		case "几", "幾":
			count = 3
		case "两", "兩":
			count = 2
		default:
			if count, _ = strconv.Atoi(m[1]); count == 0 {
				count = deadline.HanNumber(m[1])
			}
		}
		unit = map[string]string{"工作日": "d", "天": "d", "日": "", "月": "m"}[m[2]]
		working = m[2] == "工作日"
		if strings.ContainsAny(m[2], "周週星礼禮") {
			unit = "w"
		}
	}
	switch {
	case count <= 0 || unit == "":
		return time.Time{}, false
	case unit == "w":
		return today.AddDate(0, 0, 7*count), true
	case unit == "m":
		return today.AddDate(0, count, 0), true
	case !working:
		return today.AddDate(0, 0, count), true
	}
	for ; count > 0; count-- {
		today = today.AddDate(0, 0, 1)
		for today.Weekday() == time.Saturday || today.Weekday() == time.Sunday {
			today = today.AddDate(0, 0, 1)
		}
	}
	return today, true
}
