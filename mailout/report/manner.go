package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/classify/amount"
	"rapport/classify/frame"
	"rapport/store/pattern"
)

// A project manager may answer in their own manner in place of the form: with other headings,
// with the items behind a heading, in tables and in sentences. What is here finds the parts of
// such a text. A text that has most of the headings of the form is the form, and is read as
// that alone.

// formHeadings is how many headings of the form, each alone on its line, make a text the form.
const formHeadings = 6

// isForm reports whether lines are the form, as it was sent.
func isForm(lines []string) bool {
	found := map[section]bool{}
	for _, text := range lines {
		text = strings.Trim(strings.TrimSpace(strings.TrimLeft(text, "> ")), "#*【】:： ")
		for _, h := range headings {
			if text != "" && slices.ContainsFunc(h.names[:2], func(name string) bool { return strings.EqualFold(name, text) }) {
				found[h.section] = true
			}
		}
	}
	return len(found) >= formHeadings
}

// prepare cuts what stands below the writer's own text, and parts lines in which several
// headings stand. It learns how the writer uses headings.
func (p *parser) prepare() {
	p.present = done
	to := p.quotedFrom()
	p.own = !isForm(p.all[:to])
	if !p.own {
		return
	}
	p.all = p.all[:to]
	for i, text := range p.all {
		text = strings.ReplaceAll(text, " // ", "; ")
		p.all[i] = emphasised.ReplaceAllString(text, "**$1**$2")
	}
	var all []string
	var numbers []int
	for i, text := range p.all {
		for _, part := range p.statementsIn(text) {
			all, numbers = append(all, part), append(numbers, p.numbers[i])
		}
	}
	p.all, p.numbers = all, numbers
	_, to = frame.Within(p.all, "") // the closing above the quotation
	p.all, p.numbers = p.all[:to], p.numbers[:to]
	p.learnHeadings()
}

// learnHeadings notes which headings a text has, what “this week” stands for in it, and
// whether each item of its list begins with a heading.
func (p *parser) learnHeadings() {
	p.has = map[section]bool{}
	items, labelled, past, ahead, alone := 0, 0, false, false, false
	var of []section
	for _, text := range p.all {
		text = strings.TrimSpace(text)
		name, _, ok := nameOf(text)
		if !ok || text == "" {
			if bullet(text) > 0 {
				items++
			}
			continue
		}
		found := p.sectionOf(name)
		p.has[found] = true
		list := sensesOf(name)
		past = past || found == done && slices.Contains(list, pastSense) && !slices.Contains(list, doneSense)
		ahead = ahead || found == next
		alone = alone || found != unknown && (bullet(text) == 0 || readMark(text).size > 0)
		if bullet(text) > 0 {
			items++
			if found != unknown && readMark(text).size == 0 {
				labelled++
				of = append(of, found)
			}
		}
	}
	slices.Sort(of)
	p.labelled = !alone && labelled == items && len(slices.Compact(of)) > 1
	switch {
	case past && ahead:
		p.present = progress
	case past:
		p.present = next
	}
}

var (
	originalMail = pattern.New(`(?i)^\s*(?:>\s*)*(?:-{2,}\s*(?:original message|original-nachricht|ursprüngliche nachricht|message d'origine|forwarded message|原始邮件|原邮件|原始郵件)\b?\s*-*|_{10,})\s*$`)
	attribution  = pattern.New(`(?i)(?:\bwrote|写道|寫道|schrieb|a écrit|escribió|さんは|:)\s*[:：]?\s*$`)
	mailHeader   = pattern.New(`(?i)^\s*\**(?:from|von|de|发件人|寄件者|差出人)\**\s*[:：].*@`)
	headerBelow  = pattern.New(`(?i)^\s*\**(?:sent|date|to|subject|gesendet|datum|an|envoyé|发送时间|日期|收件人|主题)\**\s*[:：]`)
)

// quotedFrom returns the line from which on nothing but a quotation follows, below own
// headings; the number of lines where there is none.
func (p *parser) quotedFrom() int {
	to := len(p.all)
	for i, text := range p.all {
		below := strings.Join(p.all[i+1:min(len(p.all), i+5)], "\n")
		if originalMail.MatchString(text) || mailHeader.MatchString(text) && slices.ContainsFunc(strings.Split(below, "\n"), headerBelow.MatchString) {
			to = i
			break
		}
	}
	if to == len(p.all) {
		last := to
		for last > 0 && (strings.TrimSpace(p.all[last-1]) == "" || strings.HasPrefix(strings.TrimSpace(p.all[last-1]), ">")) {
			last--
		}
		if slices.ContainsFunc(p.all[last:], func(text string) bool { return strings.TrimSpace(text) != "" }) {
			to = last
			if above := p.lineBefore(last); above >= 0 && attribution.MatchString(p.all[above]) && strings.ContainsAny(p.all[above], "@<0123456789") {
				to = above
			}
		}
	}
	if slices.ContainsFunc(p.all[:to], p.isOwn) {
		return to
	}
	return len(p.all)
}

// isOwn reports whether a line says by itself what it is about: it has a heading, or a figure.
func (p *parser) isOwn(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasPrefix(text, ">") {
		return false
	}
	p.own = true // the line is read as one
	defer func() { p.own = false }()
	name, _, ok := nameOf(text)
	return ok && p.sectionOf(name) != unknown || percents.MatchString(narrow(text))
}

// signs are the symbols that people put before a heading or an item.
const signs = "✅✔✓☑➡→👉❗⚠✖❌✗🔴🟢🟡🟠🚧📌📅💰⏭🔜➜➔▶►⭐🎯❓💡🛑⛔🏁📈📊🗓⬜🔲⏳🔧🙋❔‼⚡📝☞※★☆◎◇△▲▽▼\ufe0f\u200d"

// nameOf returns what of a line may be a heading, the text behind it, and whether the line has
// the form of one.
func nameOf(text string) (name, rest string, ok bool) {
	text = strings.TrimSpace(strings.TrimLeft(text[bullet(text):], signs+" "))
	text = strings.TrimSpace(text[readMark(text).size:])
	text = strings.TrimSpace(strings.TrimLeft(text, "#＃"+signs))
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
	return text, "", text != ""
}

// emphasised is a heading in one star, which begins no item.
var emphasised = pattern.New(`^\s*\*\s?([^*\s][^*]{0,60}?)\s?\*(\s*[:：]?.*)$`)

var dashes = pattern.New(`\s+[-–—→]+>?\s+|\s*(?:——|—)\s*`)

// sectionOf returns the section of a heading, by the names of the form or, in a text in the
// manner of its writer, by what it means.
func (p *parser) sectionOf(name string) section {
	s := sectionOf(name)
	if s == unknown && p.own {
		s = meantBy(strings.TrimRight(name, "0123456789 "), p.present) // “Problem 2”
	}
	return s
}

// ownHeading returns the heading in line i of a text in the manner of its writer.
func (p *parser) ownHeading(i int, text string) (heading, bool) {
	name, rest, ok := nameOf(text)
	if !ok || strings.Contains(text, "\t") || strings.Count(text, "|") > 1 {
		return heading{}, false
	}
	h := heading{section: p.sectionOf(name), text: strings.TrimRight(name, " ?？"), rest: rest, mark: readMark(text)}
	if h.section == unknown && rest != "" && (strings.HasPrefix(text, "**") || strings.HasPrefix(text, "【")) {
		h.section = meantAbout(name, p.present)
	}
	if after := p.lineAfter(i); h.section == unknown && rest == "" && after == i+1 && strings.ContainsAny(text[len(text)-min(len(text), 3):], ":：") && bullet(text) == 0 {
		h.section = meantAbout(name, p.present)
	}
	if h.section == unknown && rest == "" && p.isAboveItems(i) {
		divides := p.dividesItems(i)
		if strings.ContainsAny(text, ":：#*【[") || divides {
			h.section = meantAbout(name, p.present)
		}
		if h.section == unknown && divides {
			return h, true
		}
	}
	if h.section == unknown && h.mark.style != 0 && h.mark.follows(p.mark) && (h.mark.style == hans || p.inline && rest != "" && p.isLabelled(text[h.mark.size:])) {
		return h, true // the next of the numbered headings
	}
	rest = narrow(rest)
	_, marks := p.peekDates(rest)
	switch h.section {
	case unknown, before, summary, status, feedback:
		return heading{}, false
	case budget:
		if rest != "" && !hasSum(rest) && !blank(rest) && !nothingSpent.MatchString(rest) {
			return heading{}, false
		}
	case milestones:
		if rest != "" && marks == 0 && !blank(rest) {
			return heading{}, false
		}
	case overall:
		if _, known := overallOf(rest, true); rest != "" && known != certain {
			return heading{}, false
		}
	}
	if marked, _ := p.peekDates(rest); onlyDay.MatchString(marked) && h.section != milestones {
		return heading{}, false // “Snag list: closed on 20 November”
	}
	n := bullet(strings.TrimSpace(p.all[i]))
	if word, behind := statusWord(name); word != "" && behind == "" && (p.section == status || !shortStatus[name]) {
		return heading{}, false // “At risk: valves late”
	}
	switch {
	case n > 0 && rest != "" && h.mark.style != 0 && (p.section == before || p.section == summary || p.section == unknown) && p.isAmongNames(i):
		return h, true
	case n > 0 && !p.labelled && sectionOf(name) != unknown:
		return heading{}, false // the form's own name, and an item
	case n > 0 && h.mark.style == 0 && !(p.labelled && rest != ""):
		after := p.lineAfter(i)
		return h, rest == "" && after >= 0 && indentOf(p.all[after]) > indentOf(p.all[i])
	case n > 0 && h.mark.style != 0 && !p.labelled:
		return h, p.begins(i, h.mark, rest)
	}
	if rest == "" && !strings.ContainsAny(text, ":：#*【[_「《") && h.mark.style == 0 { // alone on its line
		after := p.lineAfter(i)
		isList := after >= 0 && (bullet(p.all[after]) > 0 || strings.Contains(signs, firstOf(strings.TrimSpace(p.all[after]))))
		standsApart := i == 0 || strings.TrimSpace(p.all[i-1]) == "" || bullet(p.all[i-1]) > 0
		return h, after >= 0 && !strings.ContainsAny(text, ".。!！") && (isList || standsApart || sensesOf(name)[0] != fillSense && text == strings.ToUpper(text))
	}
	return h, true
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
	return after >= 0 && bullet(p.all[after]) > 0
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
	return bullet(text) == 0 && runesOf(text) <= longestHeading && (isLabel(text) || !p.isLong(above) && !saysItself.MatchString(text) && (readMark(strings.TrimSpace(p.all[p.lineAfter(i)])).isFirst() || above < i-1))
}

func firstOf(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return text[:size]
}

// statementsIn parts a line where a heading stands behind the end of a sentence, and what is
// behind a budget or a figure where the sentence ends.
func (p *parser) statementsIn(text string) (list []string) {
	if strings.Contains(text, "|") || strings.HasPrefix(strings.TrimSpace(text), ">") || len(text) > longestOwn {
		return []string{text}
	}
	was := p.own
	p.own = true
	defer func() { p.own = was }()
	from, isItem := 0, bullet(text) > 0
	if at := addressed.FindStringIndex(text); at != nil && p.beginsHere(text[at[1]:]) {
		list, text = append(list, text[:at[1]]), text[at[1]:]
	}
	for _, at := range sentenceStop.FindAllStringIndex(text, mostParts) {
		head, behind := text[from:at[1]], text[at[1]:]
		first, _, ok := nameOf(head)
		of := unknown
		if ok {
			of = p.sectionOf(first)
		}
		p.inLine = fullStop.MatchString(text[at[0]:at[1]]) && (of == done || of == next || of == risks || of == decisions)
		if p.inLine && p.saysFigure(behind) {
			list = append(list, head)
			from = at[1]
			continue
		}
		isFigure := (of == budget || of == overall) && fullStop.MatchString(text[at[0]:at[1]]) && !strings.HasPrefix(behind, "(") && !strings.HasPrefix(behind, "（")
		if isItem && (readMark(text).size == 0 || readMark(behind).size == 0 || strings.TrimSpace(text[:at[0]]) == "" || readMark(text).size >= at[1]) {
			continue
		}
		if isFigure || p.beginsHere(behind) {
			list = append(list, head)
			from = at[1]
		}
	}
	return append(list, text[from:])
}

// saysFigure reports whether the first sentence of a text says how far the project is or what was
// spent, or that there is nothing to say.
func (p *parser) saysFigure(text string) bool {
	const most = 300 // bytes
	said := sentencesOf(strings.ToValidUTF8(text[:min(len(text), most)], ""))[0]
	if _, sure := overallOf(said, false); sure == certain {
		return true
	}
	return len(moneyClauses(narrow(said))) > 0 || !slices.ContainsFunc(atCommas(said), func(part string) bool { return !none.MatchString(strings.TrimSpace(part)) })
}

// addressed is a greeting, or a name, on the line of a heading.
var addressed = pattern.New(`(?i)^\s*(?:(?:hi|hello|hey|dear|morning)\b[^,，!:.]{0,30}[,，!:.]\s*|@\S{1,30}\s+|\p{Han}{1,6}[,，]\s*)`)

// longestOwn bounds the bytes of a line in which more is looked for than its beginning says.
const longestOwn = 3000

// mostParts bounds the parts of a line.
const mostParts = 40

var (
	sentenceStop = pattern.New(`[.!?;,]+\s+|[。！？；，]\s*|[;,](?:\p{Han})?`)
	fullStop     = pattern.New(`^[.!?。！？]`)
)

// beginsHere reports whether a text begins with a heading and a colon.
func (p *parser) beginsHere(text string) bool {
	const most = 120 // bytes
	text = text[readMark(text).size:]
	name, rest, colon := cutColon(text[:min(len(text), most)])
	if at := dashes.FindStringIndex(text[:min(len(text), most)]); at != nil && at[0] > 0 && (!colon || at[0] < len(name)) {
		name, rest, colon = text[:at[0]], text[at[1]:], true
	}
	if !colon || rest == "" && len(text) < most {
		return false
	}
	switch p.sectionOf(name) {
	case done, next, risks, decisions:
		return true
	case milestones, overall, progress:
		return sensesOf(name) != nil
	case budget:
		return hasSum(narrow(rest))
	}
	return colon && p.inLine && p.isLabelled(text)
}

// inParts returns the items behind a heading on its line.
func inParts(rest string) (list []string) {
	if marks := marksOf(rest); len(marks) > 0 {
		for i, at := range marks {
			to := len(rest)
			if i+1 < len(marks) {
				to = marks[i+1][0]
			}
			list = append(list, rest[at[1]:to])
		}
	} else {
		list = strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(";；•", r) })
	}
	for i, part := range list {
		part = strings.Trim(part, " ;；，,、")
		if trimmed := strings.TrimRight(part, ".。"); !strings.ContainsAny(trimmed, ".。") || len(part)-len(trimmed) == 1 && !sentenceInside.MatchString(trimmed) {
			part = trimmed
		}
		list[i] = part
	}
	return slices.DeleteFunc(list, func(part string) bool { return part == "" })
}

// marksOf returns where the marks of numbered items stand in a line: from one, in order.
func marksOf(text string) (marks [][]int) {
	for _, at := range countedItem.FindAllStringSubmatchIndex(text, mostParts) {
		mark, behind := text[at[2]:at[3]], text[at[3]:]
		if strings.HasSuffix(mark, ".") && behind != "" && behind[0] >= '0' && behind[0] <= '9' {
			continue // “1.5 km”
		}
		marks = append(marks, []int{at[0], at[3] + len(behind) - len(strings.TrimLeft(behind, " "))})
	}
	if len(marks) == 0 || marks[0][0] != 0 || len(marks) == 1 && !loneMark.MatchString(text) {
		return nil
	}
	return marks
}

var (
	countedItem    = pattern.New(`(?:^|[\s;；,，。、])?((?:[(（]\d{1,2}[)）]|\d{1,2}[)）、]|[①-⑳]|\d{1,2}\.|\b[a-e]\)))`)
	loneMark       = pattern.New(`^1[.、)）]`)
	sentenceInside = pattern.New(`\.\s|。`)
)

// leaves reports whether a line is no part of the section that it stands in: a sentence below
// the items of a list, or below a heading whose items are on its own line.
func (p *parser) leaves(i int) bool {
	text := p.all[i]
	words := strings.TrimSpace(text)
	switch p.section {
	case before, summary, unknown, status, feedback, progress:
		return false
	}
	if words == "" || bullet(text) > 0 || strings.Contains(signs, firstOf(words)) || strings.Contains(words, "|") || strings.HasPrefix(words, ">") || rule.MatchString(text) || subnumber.MatchString(text) || hintLines([]line{{text: words}}) > 0 {
		return false
	}
	narrowed := narrow(words)
	if p.section == budget && hasSum(narrowed) && unknownWords(narrowed, tokensOf(narrowed, amount.Find(narrowed))) == "" {
		return false
	}
	above := p.lineBefore(i)
	if above < 0 {
		return false
	}
	apart := above < i-1
	_, marks := p.peekDates(narrowed)
	if p.section == milestones && marks > 0 && !apart {
		return false
	}
	says := saysItself.MatchString(words) || percents.MatchString(narrowed) || marks > 0 || hasSum(narrowed)
	first, _ := utf8.DecodeRuneInString(words)
	if p.continues(above) && (indentOf(text) > 0 || unicode.IsLower(first) || !says) && !apart {
		return false
	}
	if strings.Count(p.all[above], "(")+strings.Count(p.all[above], "（") > strings.Count(p.all[above], ")")+strings.Count(p.all[above], "）") {
		return false
	}
	isList := p.section == done || p.section == next || p.section == risks || p.section == decisions
	if isList && p.isLabelled(words) && !apart && (p.inline || !p.continues(above)) {
		return true
	}
	hasItems := slices.ContainsFunc(p.lines, func(l line) bool { return bullet(l.text) > 0 })
	switch {
	case p.inline || hasItems:
		return p.inline && apart || says && (apart || p.inline || !unicode.IsLower(first) && indentOf(text) == 0)
	case apart:
		return says && len(p.lines) > 0 && hasText(p.lines)
	}
	return false
}

// isLabelled reports whether a line begins with a short label that is no heading.
func (p *parser) isLabelled(words string) bool {
	name, rest, ok := cutColon(words)
	n := len(strings.Fields(name))
	if strings.ContainsFunc(name, wide) {
		n = runesOf(name) / 2
	}
	const most = 4 // words
	return ok && rest != "" && n > 0 && n <= most && !strings.HasPrefix(rest, "//")
}

var saysItself = pattern.New(`[.!?。！？]\s*$`)

// continues reports whether a line is so long that its sentence may go on in the next.
func (p *parser) continues(i int) bool {
	text := strings.TrimSpace(p.all[i])
	return p.isLong(i) && !saysItself.MatchString(text) || bullet(p.all[i]) > 0 && !saysItself.MatchString(text) && !strings.ContainsFunc(text, wide)
}

// isLong reports whether a line is so long that a program may have wrapped it.
func (p *parser) isLong(i int) bool {
	const latin, han = 50, 28 // characters
	text := strings.TrimSpace(p.all[i])
	if strings.ContainsFunc(text, wide) {
		return runesOf(text) >= han
	}
	return runesOf(text) >= latin
}

// none matches “no decisions needed” and the like.
var none = pattern.New(`(?i)^\W*(?:(?:currently|at present|at the moment|for now|so far)[,:]? )?(?:(?:there (?:are|is) )?(?:no|none|nothing|not any|nil)|we have (?:no|none|nothing)|keine?|nichts|aucune?|rien|ning[uú]n[ao]?|nada)(?: (?:new|open|further|other|more|major|big|serious|real|decisions?|problems?|issues?|blockers?|risks?|concerns?|obstacles?|to|for|from|you|your|us|decide|report|needed|required|necessary|now|here|yet|at|the|moment|this|week|time|month|period|side|in|on|our|way|is|are|currently|so|far|entscheidung(?:en)?|probleme?|nötig|décision|problème|à|signaler))*[\s.!–—-]*$|` +
	`^\W*(?:目前|暂时|本周|本期|本月|当前|现阶段|现在|暂)*(?:无|没有|没|暂无)(?:什么|任何|需要?|需|要|请|您|你|客户|新增|新的|其他|特别|决定|决策|拍板|确认|协调|的|事项|事|问题|卡点|风险|困难|内容|障碍)*[\s。.！!]*$|^(?:特に)?(?:なし|ありません|特になし)[。\s]*$`)

// behind returns the lines that stand behind a heading: in a text in the manner of its writer,
// one for each item.
func (p *parser) behind(h heading, number int) (lines []line) {
	switch {
	case p.own && h.section == budget && sectionOf(h.text) == unknown:
		return []line{{number, h.text + ": " + h.rest}}
	case p.own && slices.Contains([]section{done, next, risks, decisions, milestones, progress}, h.section):
		rest := h.rest
		if strings.HasPrefix(rest, "- ") { // a list that lost its line ends
			rest = strings.ReplaceAll(rest[len("- "):], " - ", "; ")
			if list, behind, ok := strings.Cut(rest, ". "); ok {
				p.summary, rest = append(p.summary, behind), list
			}
		}
		for _, part := range inParts(rest) {
			if h.section == milestones && slices.Contains(sensesOf(h.text), doneSense) {
				part += " | done"
			}
			lines = append(lines, line{number, "- " + part})
		}
		return lines
	}
	return []line{{number, h.rest}}
}

// ownLines reads what the lines of a section say by their form, and returns the others.
func (p *parser) ownLines(lines []line) []line {
	switch p.section {
	case before, summary, unknown:
		lines = p.withoutTicks(p.withoutGrids(lines))
		p.keepProse(lines)
	case status:
		p.keepProse(lines)
	case milestones:
		if !slices.ContainsFunc(lines, func(l line) bool { return formColumns.MatchString(l.text) }) {
			lines = p.withoutGrids(lines)
		}
	}
	return lines
}

// mostProse bounds the lines of sentences that are read for what they say of the whole.
const mostProse = 300

func (p *parser) keepProse(lines []line) {
	for _, l := range lines {
		if strings.TrimSpace(l.text) != "" && len(l.text) <= longestOwn && len(p.prose) < mostProse {
			p.prose = append(p.prose, l)
		}
	}
}

// formColumns are the heads of the columns that withoutTables knows.
var formColumns = pattern.New(`(?i)^[^\d]*[|\t]\s*(?:planned|计划)\s*(?:[|\t]\s*(?:expected|actual|预计|实际)|[|\t]?\s*$)`)

// withoutTicks reads lines that begin with a tick as what is done, and returns the others.
func (p *parser) withoutTicks(lines []line) (kept []line) {
	hasBoxes := slices.ContainsFunc(lines, func(l line) bool {
		return strings.HasPrefix(strings.ToLower(strings.TrimSpace(l.text[bullet(l.text):])), "[x]")
	})
	for _, l := range lines {
		text := strings.TrimSpace(l.text[bullet(l.text):])
		if box, ok := strings.CutPrefix(text, "[ ]"); ok && hasBoxes && !p.has[next] {
			p.readInto(next, line{l.number, strings.TrimSpace(box)})
			continue
		}
		if box, ok := strings.CutPrefix(strings.ToLower(text), "[x]"); ok && strings.TrimSpace(box) != "" {
			p.readInto(done, line{l.number, strings.TrimSpace(text[len("[x]"):])})
			continue
		}
		rest := strings.TrimLeft(text, "✅✔✓☑√\ufe0f ")
		if rest == "" || !strings.ContainsAny(firstOf(text), "✅✔✓☑√") {
			kept = append(kept, l)
			continue
		}
		p.readInto(done, line{l.number, rest})
	}
	return kept
}

// readAsOther reads an item of the work in progress that is none: how far all of it is, or what
// was done.
func (p *parser) readAsOther(it line) bool {
	text := plain(it.text)
	if figure, sure := overallOf(text, true); sure == certain && p.report.Overall == nil && onlyOverall(narrow(text)) {
		p.report.Overall = &figure
		return true
	}
	if percents.MatchString(narrow(text)) || p.has[done] || !slices.Contains([]string{"进展", "本周进展", "本期进展", "工作进展", "progress", "progress this week"}, strings.ToLower(p.heading)) {
		return false
	}
	p.report.Done = append(p.report.Done, strings.TrimRight(text, ".。"))
	return true
}

// inPartsOf returns items with those in parts that stand on a line without a bullet, between
// semicolons.
func inPartsOf(list, lines []line) (all []line) {
	for _, it := range list {
		plainLine := slices.ContainsFunc(lines, func(l line) bool {
			return l.number == it.number && bullet(l.text) == 0 && strings.TrimSpace(l.text) == it.text
		})
		if !plainLine || !strings.ContainsAny(it.text, ";；") {
			all = append(all, it)
			continue
		}
		for _, part := range inParts(it.text) {
			all = append(all, line{it.number, part})
		}
	}
	return all
}
