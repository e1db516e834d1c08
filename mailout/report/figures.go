package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"rapport/store/pattern"
	"rapport/templates"
)

// tense is which of several figures of an item one is.
type tense int

const (
	unmarked tense = iota
	present
	earlier
	planned
	rise // by how much it is more or less
	open // what is still to do
)

// The words that say which figure one is stand before it, behind a separator or the figure
// before, or behind it.
var (
	presentBefore = pattern.New(`(?i)(?:\b(?:to|now(?: at)?|currently(?: at)?|current|actual(?:ly)?|today|this (?:week|time|month|period)|is(?: now)?(?: at)?|are|stands at|reached|so far|done|completed?|at)\b|→|⇒|➔|➜|➡️?|->|=>|提升[到至]?|提高[到至]?|增[加长]?[到至]|升[到至]|上升[到至]|推进[到至]|进展[到至]|达到?|[到至]|(?:本周|本期|本月|实际|目前|当前|现在?)(?:完成[率度]?|进度)?|现为|已完成|完成[率度]?|进度)[\s:：为是于=]*(?:约|about|已|ca\.?)?\s*$`)
	earlierBefore = pattern.New(`(?i)(?:\b(?:(?:up |down |risen |rose |grown |grew |increased |improved |advanced |progressed |climbed |moved |came |gone |went |dropped |fell )?from|was|were|previously|formerly|before|last (?:week|time|month|period|report)(?: at| was)?|earlier)\b|由|从|自|(?:上周|上期|上次|上月|之前|此前|先前)(?:完成[率度]?|进度)?|原来?为?|原先)[\s:：为是于=]*(?:约|about|的)?\s*$`)
	plannedBefore = pattern.New(`(?i)(?:\b(?:planned|plan|target(?:ed)?|goal|should be|expected|schedule[d]?|out of|against|vs\.?|of|than)\b|(?:计划|目标|预期|预计)(?:完成[率度]?|进度)|计划|目标|应(?:完成|为|达)?|预期|预计|要求|原定|原计划|比)[\s:：为是于=]*(?:约|about|at)?\s*$`)
	riseBefore    = pattern.New(`(?i)(?:\b(?:up|down|(?:(?:rose|risen|grew|grown|increased|improved|climbed|went up|gained) )?by|plus|minus|another)\b(?: by)?|[+]|增加了?|提高了?|提升了?|下降了?|减少了?|上升了?)\s*$`)
	presentBehind = pattern.New(`(?i)^\s*(?:now|today|done|completed?|actual(?:ly)?|this (?:week|time|month)|so far|本周|目前|实际)\b?`)
	earlierBehind = pattern.New(`(?i)^\s*(?:before|last (?:week|time|month|period)|earlier|previously|上周|之前)`)
	openBefore    = pattern.New(`(?i)(?:\b(?:remaining|left|still open|outstanding)\b|剩余|还剩|剩下|还差|尚余|还有|尚差|未完成)[\s:：为是约]*$`)
	openBehind    = pattern.New(`(?i)^\s*(?:(?:are |is )?(?:still )?(?:to go|to do|remaining|remains?|left|outstanding|open)\b|剩余|未完成|待完成)`)
	plannedBehind = pattern.New(`(?i)^\s*(?:planned|expected|plan|target|scheduled|计划|目标)`)
	// figureLabel is what stands between the name of an item and its figure.
	figureLabel = pattern.New(`(?i)(?:[\s:：,，;；(（|–—-]|^)(?:(?:is|are|stands)|(?:is )?(?:now(?: at)?|currently(?: at)?|current|so far|about|at|done|completed?|actual(?:ly)?)|(?:目前|当前|现在?|已经?|约|大概|大约|差不多|实际|本周)*(?:完成|达到?|做|做好|做完|开发|施工|推进|走|过)?(?:了|到|约|大约|大概|差不多)*|目前|当前)\s*[:：]?\s*$`)
	// joins are what may stand between two figures of which nobody can tell which counts.
	pairOf = pattern.New(`(\d{1,3}(?:\.\d+)?)(→|->|=>|[-–~～/]|至|到|提升[到至]|\s+or\s+|或者?)(\d{1,3}(?:\.\d+)?\s*(?:%|percent))`)
	fromTo = pattern.New(`(?i)(\bfrom|\bwas|由|从|自)(\s*)(\d{1,3}(?:\.\d+)?)(\s*(?:to|→|->|=>|提升到|提高到|增加到|上升到|[到至]|,? ?now)\s*)(\d{1,3}(?:\.\d+)?\s*(?:%|percent))`)
	// spread says that the figures are the ends of what it may be.
	spread = pattern.New(`(?i)\bbetween\b|\bsomewhere\b|介于|之间`)
	outOf  = pattern.New(`(?i)([:：|–—-]\s*)(\d{1,3}(?:\.\d+)?)(\s*(?:of|out of|/)\s*)(\d{1,3}(?:\.\d+)?\s*(?:%|percent))`)
)

// withBoth writes “%” behind both figures of “40→60%” and “from 40 to 60%”.
func withBoth(text string) string {
	text = pairOf.ReplaceAllString(text, "$1%$2$3")
	text = fromTo.ReplaceAllString(text, "$1$2$3%$4$5")
	return outOf.ReplaceAllString(text, "$1$2%$3$4")
}

// workOf reads an item with several percentages and keeps the present one.
// It is not sure where nothing says which that is.
func workOf(text string, list [][]int) (item templates.WorkItem, sure bool) {
	if spread.MatchString(text) {
		return templates.WorkItem{Name: text, Percent: -1}, false
	}
	marks := make([]tense, len(list))
	for i, at := range list {
		from, until := 0, len(text)
		if i > 0 {
			from = list[i-1][1]
		}
		if i+1 < len(list) {
			until = list[i+1][0]
		}
		marks[i] = tenseOf(text[from:at[0]], text[at[1]:until])
		if i > 0 && marks[i] == present && marks[i-1] == unmarked && isArrow(text[from:at[0]]) {
			marks[i-1] = earlier
		}
	}
	chosen := -1
	for _, want := range []tense{present, unmarked} {
		var of []int
		for i, m := range marks {
			if m == want {
				of = append(of, i)
			}
		}
		switch {
		case len(of) == 1:
			chosen = of[0]
		case len(of) > 1 && want == present:
			chosen = of[len(of)-1] // from step to step
			if !onlyArrows(text, list, of) {
				return templates.WorkItem{Name: text, Percent: -1}, false
			}
		case len(of) > 1: // “Pump 20% smaller: 60% — 5% more than last week”
			if chosen = anchoredAmong(text, list, of); chosen < 0 {
				return templates.WorkItem{Name: text, Percent: -1}, false
			}
		}
		if chosen >= 0 {
			break
		}
	}
	if chosen < 0 {
		return templates.WorkItem{Name: text, Percent: -1}, false
	}
	figure, _ := strconv.ParseFloat(text[list[chosen][2]:list[chosen][3]], 64)
	item.Percent = int(figure + 0.5)
	first := chosen // the name ends before the first figure that is one of the item
	for i, m := range marks {
		if m != unmarked && i < first {
			first = i
		}
	}
	item.Name = tidy(withoutLabel(text[:list[first][0]]))
	var notes []string
	for i, at := range list {
		if i != chosen && i >= first {
			notes = append(notes, noteOf(text, marks[i], text[at[0]:at[1]]))
		}
	}
	rest := tidy(strings.TrimLeft(afterFigures(text, list), " 。"))
	if strings.Contains(rest, "%") {
		rest = ""
	}
	if rest != "" {
		notes = append(notes, rest)
	}
	comma := ", "
	if unicode.Is(unicode.Han, []rune(text)[0]) {
		comma = "，"
	}
	item.Note = strings.Join(slices.DeleteFunc(notes, func(n string) bool { return n == "" }), comma)
	return item, item.Name != ""
}

func tenseOf(before, after string) tense {
	if i := strings.LastIndexAny(before, ",，;；、()（）|"); i >= 0 {
		if rest := strings.TrimLeft(before[i:], ",，;；、()（）| "); rest != "" {
			before = rest
		}
	}
	if i := strings.IndexAny(after, ",，;；、()（）|—–"); i >= 0 {
		after = after[:i]
	}
	switch {
	case strings.HasPrefix(strings.TrimSpace(after), ":") || strings.HasPrefix(after, "："): // it is in the name
		return unmarked
	case riseBefore.MatchString(before):
		return rise
	case earlierBefore.MatchString(before):
		return earlier
	case plannedBefore.MatchString(before):
		return planned
	case openBefore.MatchString(before), openBehind.MatchString(after):
		return open
	case presentBefore.MatchString(before):
		return present
	case plannedBehind.MatchString(after):
		return planned
	case earlierBehind.MatchString(after):
		return earlier
	case presentBehind.MatchString(after):
		return present
	}
	return unmarked
}

// onlyArrows reports whether figures go from one to the next: “20% → 40% → 60%”.
func onlyArrows(text string, list [][]int, of []int) bool {
	for n, i := range of[1:] {
		if of[n]+1 != i || !isArrow(text[list[i-1][1]:list[i][0]]) {
			return false
		}
	}
	return true
}

// arrow stands between a figure and the one that took its place.
var arrow = pattern.New(`^(?:[→⇒➔➜]|->|=>|(?:up |down )?to|(?:提升|提高|增加|增长|升|上升|推进|进展|变)?[到至为])$`)

func isArrow(between string) bool { return arrow.MatchString(strings.TrimSpace(between)) }

// anchoredAmong returns the first of the figures that stands behind a separator where a
// name ends, or -1 where they stand side by side.
func anchoredAmong(text string, list [][]int, of []int) int {
	for n, i := range of {
		if n > 0 {
			between := strings.TrimSpace(text[list[of[n-1]][1]:list[i][0]])
			if rest := strings.Trim(between, "-–—~～/|→>至到,，、"); rest == "" || rest == "or" || rest == "或" || rest == "或者" {
				return -1
			}
		}
	}
	for _, i := range of {
		for _, a := range anchored.FindAllStringSubmatchIndex(text, 8) {
			if a[2] == list[i][2] {
				return i
			}
		}
	}
	return -1
}

// withoutLabel drops the words before a figure that say which it is.
func withoutLabel(text string) string {
	text = strings.TrimRight(text, " ")
	end := len(text)
	for _, words := range []*pattern.Pattern{presentBefore, earlierBefore, plannedBefore, riseBefore, openBefore} {
		if at := words.FindStringIndex(text); at != nil {
			end = min(end, at[0])
		}
	}
	return text[:end]
}

// noteOf words a figure that is not the present one.
func noteOf(text string, of tense, figure string) string {
	chinese := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	figure = strings.ReplaceAll(figure, " ", "")
	switch {
	case of == earlier && chinese, of == present && chinese:
		return "此前" + figure
	case of == earlier, of == present:
		return "was " + figure
	case of == planned && chinese:
		return "计划" + figure
	case of == planned:
		return "planned " + figure
	}
	return ""
}

// afterFigures returns what stands behind the last figure, and the words that belong to it.
func afterFigures(text string, list [][]int) string {
	rest := text[list[len(list)-1][1]:]
	for _, words := range []*pattern.Pattern{plannedBehind, earlierBehind, presentBehind, openBehind} {
		if at := words.FindStringIndex(rest); at != nil {
			rest = rest[at[1]:]
			break
		}
	}
	return strings.TrimLeft(rest, ")） ")
}
