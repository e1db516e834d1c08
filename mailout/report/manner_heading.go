package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/classify/amount"
	"rapport/store/pattern"
)

// What a heading in the words of its writer looks like.

// signs are the symbols that people put before a heading or an item.
const signs = "✅✔✓☑➡→👉❗⚠✖❌✗🔴🟢🟡🟠🚧📌📅💰⏭🔜➜➔▶►⭐🎯❓💡🛑⛔🏁📈📊🗓⬜🔲⏳🔧🙋❔‼⚡📝☞※★☆◎◇△▲▽▼\ufe0f\u200d"

// nameOf returns what of a line may be a heading, the text behind it, and whether the line has
// the form of one.
func nameOf(text string) (name, rest string, ok bool) {
	text = strings.TrimSpace(trimSigns(text[bullet(text):]))
	text = strings.TrimSpace(text[readMark(text).size:])
	text = strings.TrimSpace(trimSigns(strings.TrimLeft(text, "#＃")))
	for _, pair := range [][2]string{{"**", "**"}, {"__", "__"}, {"【", "】"}, {"[", "]"}, {"［", "］"}, {"〔", "〕"}, {"「", "」"}, {"《", "》"}, {"*", "*"}, {"<", ">"}} {
		if inner, behind, is := between(text, pair[0], pair[1]); is && sensesOf(strings.Trim(inner, ":： ")) != nil {
			return strings.Trim(inner, ":： "), strings.TrimLeft(behind, ":：-–— "), true
		}
	}
	if name, rest, colon := cutColon(text); colon {
		return strings.Trim(name, "* "), strings.TrimLeft(rest, "* "), name != ""
	}
	if at := dashes.FindStringIndex(text); at != nil && at[0] > 0 {
		return text[:at[0]], text[at[1]:], true
	}
	if m := asked.FindStringSubmatch(text); m != nil && sensesOf(m[1]) != nil {
		return m[1], m[2], true
	}
	return text, "", text != ""
}

// emphasised is a heading in one star, which begins no item.
var emphasised = pattern.New(`^\s*\*\s?([^*\s][^*]{0,60}?)\s?\*(\s*[:：]?.*)$`)

// asked is a heading that asks what its text answers: “Stuck? No crane.”
var asked = pattern.New(`^([^?？:：]{2,40})[?？]\s*(\S.*)$`)

var dashes = pattern.New(`\s+[-–—→=]+>?\s+|\s*(?:——|—)\s*`)

// sectionOf returns the section of a heading, by the names of the form or, in a text in the
// manner of its writer, by what it means.
func (p *parser) sectionOf(name string) section {
	s := sectionOf(name)
	name = numbersAside.ReplaceAllString(name, "")
	if s == unknown && p.own {
		s = meantBy(strings.TrimRight(name, "0123456789/ "), p.present) // “Problem 2”
		if s == unknown {
			s = p.monthMeans(name)
		}
		if bare := howMany.ReplaceAllString(name, ""); s == unknown && bare != name {
			s = meantBy(bare, p.present) // “本周做了三件事”
		}
	}
	return s
}

// numbersAside stand in parentheses behind a heading: “Last week (16–22 November)”.
var numbersAside = pattern.New(`\s*[(（][^()（）]*\d[^()（）]*[)）]`)

// howMany say how many items stand below a heading.
var howMany = pattern.New(`(?i)[两二三四五六七八九十]+(?:件|项|个|条)|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b`)

// monthMeans returns what a heading stands for that names a month and no part: what was done in
// it, or what comes next.
func (p *parser) monthMeans(name string) section {
	list := sensesOf(name)
	m := monthName.FindStringSubmatch(narrow(name))
	if m == nil || list == nil || slices.ContainsFunc(list, func(s sense) bool { return s != fillSense && s != thisSense }) {
		return unknown
	}
	n, _ := strconv.Atoi(m[1])
	if m[2] != "" {
		n, _ = strconv.Atoi(month(m[2]))
	}
	switch now := int(p.today.Month()); (n - now + 12) % 12 {
	case 0, 11:
		return done
	case 1, 2:
		return next
	}
	return unknown
}

// monthName is a month without a day.
var monthName = pattern.New(`(?i)(?:^|[^\d])(1[0-2]|[1-9])月份?(?:[^\d]|$)|\b(` + months + `)\b`)

// ownHeading returns the heading in line i of a text in the manner of its writer.
func (p *parser) ownHeading(i int, text string) (heading, bool) {
	name, rest, ok := nameOf(text)
	if !ok || strings.Contains(text, "\t") || strings.Count(text, "|") > 1 {
		return heading{}, false
	}
	if marked, days := p.peekDates(name); days > 0 {
		if rest != "" {
			return heading{}, false // “All is done as of 26 November: …”
		}
		name = strings.ReplaceAll(marked, dateMark, "") // “Done since 20 November:”
	}
	h := heading{section: p.sectionOf(name), text: strings.TrimRight(name, " ?？"), rest: rest, mark: readMark(text)}
	if h.section != budget && isSumOf(name, rest) {
		h.section = budget // “Remaining: 48,000 EUR”
	}
	if h.section == unknown {
		var parts bool
		if h.section, parts = p.guessed(i, name, h); h.section == unknown {
			return h, parts
		}
	}
	h.section = p.orOverall(h)
	if word, behind := statusWord(name); word != "" && behind == "" && (p.section == status || rest != "" && !shortStatus[name]) {
		return heading{}, false // “At risk: valves late”
	}
	return h, p.mayHave(h.section, narrow(rest)) && p.standsAsHeading(i, text, name, h)
}

// isSumOf reports whether a text has sums of money and no other words, and the label before it says which of a
// budget.
func isSumOf(label, text string) bool {
	isNone := func(a amount.Amount) bool {
		return a.Unit == "%" || a.Counts || a.Unit == "" && a.Factor == 1 && len(a.Digits) < 4 && a.Value < 1000
	}
	text, label = withoutDays(narrow(text)), narrow(label)
	list := amount.Find(text)
	if len(list) == 0 || slices.ContainsFunc(list, isNone) || unknownWords(text, tokensOf(text, list)) != "" || len(amount.Find(label)) > 0 {
		return false
	}
	tokens := tokensOf(label, nil)
	return unknownWords(label, tokens) == "" && slices.ContainsFunc(tokens, func(t token) bool { return isMoneyCue(t) || t.kind == laterCue })
}

// orOverall returns the section of a heading, which is how far the whole is where nothing but that is
// behind it: “Progress in per cent: 29”, “Completed: 66%”.
func (p *parser) orOverall(h heading) section {
	rest := narrow(h.rest)
	isFigure := isShare.MatchString(rest) || inPercent.MatchString(h.text) && rest != "" && p.mayHave(overall, rest)
	if (h.section == done || h.section == progress) && isFigure {
		return overall
	}
	return h.section
}

// inPercent says of a heading that its text is a figure in per cent.
var inPercent = pattern.New(`(?i)per ?cent|%|％|百分`)

// isShare is how far something is, and nothing else.
var isShare = pattern.New(`(?i)^\s*(?:about |ca\.? |now |约|大约)?\d{1,3}(?:\.\d+)?\s*(?:%|per ?cent)\s*(?:done|complete|completed)?\s*[.。]?$`)

// guessed returns the section of a heading of which a word is unknown, by its form. Where it
// has none that it means, parts reports whether it parts the text anyway.
func (p *parser) guessed(i int, name string, h heading) (of section, parts bool) {
	text := strings.TrimSpace(p.all[i])
	after, divides := p.lineAfter(i), h.rest == "" && p.isAboveItems(i) && p.dividesItems(i)
	switch endsInColon := strings.HasSuffix(text, ":") || strings.HasSuffix(text, "："); {
	case h.rest != "" && (strings.HasPrefix(text, "**") || strings.HasPrefix(text, "【")),
		h.rest != "" && p.inline && p.head >= 0 && p.head == p.lineBefore(i) && bullet(text) == 0 && isLabelled(text),
		h.rest == "" && after == i+1 && endsInColon && bullet(text) == 0,
		h.rest == "" && p.isAboveItems(i) && (strings.ContainsAny(text, ":：#*【[") || divides):
		of = meantAbout(name, p.present)
	default:
		of = unknown
	}
	// The next of the numbered headings is one, whatever it means.
	follows := h.mark.style != 0 && h.mark.follows(p.mark) && (h.mark.style == hans || p.inline && h.rest != "" && isLabelled(text[h.mark.size:]))
	return of, divides || follows
}

// mayHave reports whether the text behind a heading can be what the section has: a sum, a day,
// how far the project is.
func (p *parser) mayHave(of section, rest string) bool {
	marked, days := p.peekDates(rest)
	switch of {
	case unknown, before, summary, status, feedback:
		return false
	case budget:
		return rest == "" || hasSum(rest) || blank(rest) || nothingSpent.MatchString(rest)
	case milestones:
		return rest == "" || days > 0 || blank(rest)
	case overall:
		_, known := overallOf(rest, true)
		return rest == "" || known == certain
	}
	if _, sure := overallOf(rest, false); sure == certain && of != decisions {
		return false // “All good: 67% of the work is done”
	}
	return !onlyDay.MatchString(marked) // “Snag list: closed on 20 November”
}

// standsAsHeading reports whether a line that has the name of a section is its heading, and no
// item of a list.
func (p *parser) standsAsHeading(i int, text, name string, h heading) bool {
	isItem, after := bullet(strings.TrimSpace(p.all[i])) > 0, p.lineAfter(i)
	switch {
	case isItem && h.rest != "" && h.mark.style != 0 && (p.section == before || p.section == summary || p.section == unknown) && p.isAmongNames(i):
		return true
	case isItem && !p.labelled && sectionOf(name) != unknown:
		return false // the form's own name
	case isItem && h.mark.style == 0 && !(p.labelled && h.rest != ""):
		return h.rest == "" && after >= 0 && (indentOf(p.all[after]) > indentOf(p.all[i]) || p.labelled && bullet(p.all[after]) == 0)
	case isItem && h.mark.style != 0 && !p.labelled:
		return p.begins(i, h.mark, h.rest)
	case h.rest != "" || strings.ContainsAny(text, ":：#*【[_「《") || h.mark.style != 0:
		return true
	case after < 0 || strings.ContainsAny(numbersAside.ReplaceAllString(text, ""), ".。!！"):
		return false
	}
	isAbove := bullet(p.all[after]) > 0 || beginsWithSign(strings.TrimSpace(p.all[after]))
	standsApart := i == 0 || strings.TrimSpace(p.all[i-1]) == "" || bullet(p.all[i-1]) > 0
	return isAbove || standsApart || text == strings.ToUpper(text) && text != strings.ToLower(text)
}

// isAmongNames reports whether the numbered lines around line i begin with the names of other
// sections too.
func (p *parser) isAmongNames(i int) bool {
	names := 0
	for _, at := range []int{p.lineBefore(i), p.lineAfter(i)} {
		if at < 0 || readMark(strings.TrimSpace(p.all[at])).size == 0 {
			continue
		}
		name, rest, _ := nameOf(p.all[at])
		if s := p.sectionOf(name); s == unknown || rest == "" {
			return false
		}
		names++
	}
	return names > 0
}

// nothingSpent is the sum of a budget that was not begun.
var nothingSpent = pattern.New(`(?i)^\W*(?:nothing|none|zero|0|noch nichts|rien)(?: (?:yet|so far|spent))*\W*$|^\W*(?:还没花|未花|尚未使用|0元?)\W*$`)

var onlyDay = pattern.New(`(?i)^(?:(?:` + doneVerbs + `)\s+)?(?:on\s+)?` + dateMark + `(?:\s*[(（].*|\s*(?:已?完成|done|completed)?\s*[.。]?)$`)

// isAboveItems reports whether the line below line i is an item.
func (p *parser) isAboveItems(i int) bool {
	after := p.lineAfter(i)
	return after >= 0 && (bullet(p.all[after]) > 0 || beginsWithSign(strings.TrimSpace(p.all[after])))
}

// dividesItems reports whether line i stands between two lists, and is neither part of an item
// nor a label among others in the list of a section.
func (p *parser) dividesItems(i int) bool {
	isLabel := func(text string) bool {
		text = strings.TrimRight(text, " *_")
		return bullet(text) == 0 && (strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：")) && strings.Trim(text, ":：") != ""
	}
	switch p.section {
	case done, next, risks, decisions, milestones:
	default:
		return false
	}
	text, above := strings.TrimSpace(p.all[i]), p.lineBefore(i)
	hasItems := slices.ContainsFunc(p.lines, func(l line) bool { return bullet(l.text) > 0 })
	if !hasItems || above < 0 || indentOf(p.all[i]) > indentOf(p.all[above]) || slices.ContainsFunc(p.lines, func(l line) bool { return isLabel(l.text) }) {
		return false
	}
	if m := readMark(text); m.style != 0 {
		return p.mark.style != 0 && m.follows(p.mark)
	}
	if after := p.lineAfter(i); above == i-1 && after == i+1 && p.isNameBetween(text, above, after) {
		return true
	}
	return bullet(text) == 0 && runesOf(text) <= longestHeading && (isLabel(text) || !p.isLong(above) && !saysItself.MatchString(text) && (readMark(strings.TrimSpace(p.all[p.lineAfter(i)])).isFirst() || above < i-1))
}

// isNameBetween reports whether a text between two items is short, begins as a name does, and
// follows an item that no program can have wrapped.
func (p *parser) isNameBetween(text string, above, after int) bool {
	const longestItem, longestName, longestHan = 34, 32, 10 // characters
	first, _ := utf8.DecodeRuneInString(text)
	long, item := longestName, longestItem
	if strings.ContainsFunc(text, wide) {
		long, item = longestHan, longestItem/2
	}
	begins := unicode.IsUpper(first) || wide(first) || isSign(first)
	return bullet(text) == 0 && begins && runesOf(text) <= long && bullet(p.all[above]) > 0 && bullet(p.all[after]) > 0 &&
		runesOf(strings.TrimSpace(p.all[above])) <= item && !goesOn.MatchString(p.all[above]) && !saysItself.MatchString(text)
}

// goesOn ends a line whose text is not at its end.
var goesOn = pattern.New(`(?:[,，、;；:：(（—–-]|\b(?:and|or|of|the|for|to|with))\s*$`)

func firstOf(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return text[:size]
}
