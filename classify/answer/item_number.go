package answer

import (
	"cmp"
	"strconv"
	"strings"

	"rapport/store/pattern"
)

var (
	// calendarDay is a date within a clause. Its parts are kept together, so that its
	// digits are not read as item numbers.
	calendarDay = pattern.New(`(?i)(?:later|again|until|till|back|off)(?: (?:on|to|until|till))?\s+\d{1,2}[./]\d{1,2}\b(?:[./](?:\d{2}|\d{4})?)?|稍后\s*\d{1,2}[./]\d{1,2}\b|\b(?:in|for|after|later|snooze) \d{1,2} (?:working |business )?(?:days?|weeks?|months?)\b|\d{1,2}\s*(?:个|個)?\s*(?:工作日|天|周|週|星期|礼拜|月)\s*(?:之后|以后|后|後)|(?:(\d{1,2})(?:st|nd|rd|th)?\s+(` + monthNames + `)|(` + monthNames + `)\s+(\d{1,2})(?:st|nd|rd|th)?)\b|\d{4}-\d{1,2}-\d{1,2}|(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*[日号號]?`)
	// joinedNumbers is two numbers joined by a word.
	joinedNumbers = pattern.New(`(?i)(\d)\s*(?:and|&|和|与|與|及)\s*(#?\d)`)
	// countedItem is "Nr 5", "item 5".
	countedItem = pattern.New(`(?i)\b(?:nr|no|number|item|point)\.?\s*#?(\d{1,3})\b`)
	// hanItems is “第5、6条”.
	hanItems  = pattern.New(`第\s*\d{1,2}(?:\s*[、,，和及与]\s*第?\s*\d{1,2})+\s*(?:项|條|条|个|項|号|點|点)`)
	anyNumber = pattern.New(`\d+`)
	// hanNumber is "3号", at the start of a clause.
	hanNumber = pattern.New(`(^|[,;，；、。\s])(\d{1,3})\s*[号號]`)
	// spacedRange is "1 至 3".
	spacedRange = pattern.New(`(\d)\s*(?:至|到|to|through|thru|till|-|–|~|～)\s*(#?\d{1,3})([^\d\s]|\s|$)`)
	// listedItem is "1、关闭".
	listedItem = pattern.New(`(\d)\s*、\s*([^\d\s#、])`)
	// gluedItem is the second half of "1关闭 2催办".
	gluedItem = pattern.New(`([^\s,;，；、\d-])\s*[ ,，]?\s+(#?\d{1,3})(关|催|忽|归|提|撤|结|取|恢|跳|完|已|删|不|合|交|转|无|同意|确认|可以|ok|OK)`)
)

// plainNumbers writes the numbers of a line as "1, 2" and "1-3".
func plainNumbers(line string) string {
	line = hanItems.ReplaceAllStringFunc(line, func(items string) string {
		return strings.Join(anyNumber.FindAllString(items, -1), ", ") + " "
	})
	line = hanItem.ReplaceAllStringFunc(line, func(item string) string {
		n := hanItem.FindStringSubmatch(item)[1]
		return cmp.Or(hanDigits[n], n) + " "
	})
	line = countedItem.ReplaceAllString(line, "$1")
	line = hanNumber.ReplaceAllString(line, "$1$2 ")
	line = spacedRange.ReplaceAllString(line, "$1-$2$3")
	line = listedItem.ReplaceAllString(line, "$1 $2")
	line = gluedItem.ReplaceAllString(line, "$1, $2 $3")
	line = laterThen.ReplaceAllString(line, "$1 $2")
	return joinedNumbers.ReplaceAllString(line, "$1, $2")
}

// noBreak keeps the parts of a date together; NFKC has turned any that was there into a
// space.
const noBreak = "\u00a0"

func holdDays(line string) string {
	var b strings.Builder
	end := 0
	for _, at := range calendarDay.FindAllStringIndex(line, -1) {
		before, day := strings.TrimRight(line[end:at[0]], " "), line[at[0]:at[1]]
		m := calendarDay.FindStringSubmatch(day)
		if m[1] != "" && (before == "" || strings.ContainsAny(before[len(before)-1:], ",;")) {
			continue // “1 may be late”: the number of an item
		}
		if m[2]+m[3] != "" {
			day = m[2] + m[3] + noBreak + m[1] + m[4]
		}
		day = strings.ReplaceAll(day, " ", noBreak)
		b.WriteString(line[end:at[0]] + noBreak + day + noBreak)
		end = at[1]
	}
	return b.String() + line[end:]
}

// numbersOf returns the numbers that a clause names; 0 stands for all others.
func numbersOf(m []string) []int {
	number := func(digits string) int {
		n, err := strconv.Atoi(digits)
		if err != nil {
			return 0
		}
		return n
	}
	switch {
	case m[4] != "":
		return []int{0}
	case m[3] != "":
		if n := number(m[3]); n > 0 {
			return []int{n}
		}
		return nil
	}
	var list []int
	for n := max(1, number(m[1])); n <= number(m[2]) && len(list) < mostCommands; n++ {
		list = append(list, n)
	}
	return list
}
