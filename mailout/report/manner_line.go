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

// Where the parts of a text in the manner of its writer begin and end within its lines.

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
	if parts := p.bracketed(text); len(parts) > 1 {
		return parts
	}
	if at := addressed.FindStringIndex(text); at != nil && p.beginsHere(text[at[1]:]) {
		list, text = append(list, text[:at[1]]), text[at[1]:]
	}
	for _, at := range sentenceStop.FindAllStringIndex(text, mostParts) {
		head, behind := text[from:at[1]], text[at[1]:]
		if behind == "" || text[at[0]:at[1]] == "," && behind[0] >= '0' && behind[0] <= '9' {
			continue // “22,000”
		}
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

// bracketed parts a line at the headings in brackets that stand in it: “【完成】…【计划】…”.
func (p *parser) bracketed(text string) (list []string) {
	from := 0
	for _, at := range bracketedName.FindAllStringSubmatchIndex(text, mostParts) {
		if at[0] > from && p.sectionOf(strings.Trim(text[at[2]:at[3]], ":： ")) != unknown {
			list = append(list, strings.TrimSpace(text[from:at[0]]))
			from = at[0]
		}
	}
	return append(list, text[from:])
}

var bracketedName = pattern.New(`[【［]([^【】［］]{1,24})[】］]`)

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
	sentenceStop = pattern.New(`[.!?;,]+\s+|[。！？；，]\s*|[;,]`)
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
	return colon && p.inLine && isLabelled(text)
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

// leaves reports whether a line is no part of the section that it is in: a sentence below
// the items of a list, or below a heading whose items are on its own line.
func (p *parser) leaves(i int) bool {
	text := p.all[i]
	words := strings.TrimSpace(text)
	switch p.section {
	case before, summary, unknown, status, feedback, progress:
		return false
	}
	if words == "" || bullet(text) > 0 || beginsWithSign(words) || strings.Contains(words, "|") || strings.HasPrefix(words, ">") || rule.MatchString(text) || subnumber.MatchString(text) || hintLines([]line{{text: words}}) > 0 {
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
	isList := p.section == done || p.section == next || p.section == risks || p.section == decisions
	if isList && isLabelled(words) && !apart && p.inline && above == p.head && (unicode.IsUpper(first) || wide(first)) {
		return true
	}
	if p.continues(above) && (indentOf(text) > 0 || unicode.IsLower(first) || !says) && !apart {
		return false
	}
	if strings.Count(p.all[above], "(")+strings.Count(p.all[above], "（") > strings.Count(p.all[above], ")")+strings.Count(p.all[above], "）") {
		return false
	}
	if isList && isLabelled(words) && !apart && (p.inline || !p.continues(above)) {
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

// resumes reports whether a line goes on with the milestones above, below a line that says what was spent
// or how far all is.
func (p *parser) resumes(i int) bool {
	if p.section != budget && p.section != overall || p.left != milestones || !p.inline || p.lineBefore(i) != p.head {
		return false
	}
	_, days := p.peekDates(p.all[i])
	return days > 0 && !hasSum(narrow(p.all[i]))
}

// isLabelled reports whether a line begins with a short label that is no heading.
func isLabelled(words string) bool {
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
	`^[^\pL\pN]*(?:目前|暂时|本周|本期|本月|本次|这次|这周|当前|现阶段|现在|暂|也|都|还|其他|其它|别的|另外|其余|我们|我方|这边|您|需要|的|事项?)*(?:无|没有|没|暂无)(?:什么|任何|需要?|需|要|请|您|你|客户|定|批|新增|新的|其他|特别|决定|决策|拍板|确认|协调|的|事项|事|问题|卡点|风险|困难|内容|障碍)*[\s。.！!]*$|^(?:特に)?(?:なし|ありません|特になし)[。\s]*$`)

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
		if h.section == milestones {
			rest = p.datedParts(rest)
		}
		for _, part := range p.partsOf(rest, announced(h.text)) {
			if h.section == milestones && slices.Contains(sensesOf(h.text), doneSense) {
				part += " | done"
			}
			lines = append(lines, line{number, "- " + part})
		}
		return lines
	}
	if h.section == overall {
		return []line{{number, "- " + h.rest}} // “58.” is no mark
	}
	return []line{{number, h.rest}}
}

// datedParts returns a list in which each name has its day in parentheses, with semicolons between
// its items.
func (p *parser) datedParts(text string) string {
	parts := strings.Split(afterParenthesis.ReplaceAllString(text, "$1\n"), "\n")
	for _, part := range parts {
		if _, days := p.peekDates(part); days != 1 {
			return text
		}
	}
	return strings.Join(parts, "; ")
}

var afterParenthesis = pattern.New(`([)）])\s*(?:[,，、;；]|\band\b|和|及)+\s*`)

// inPartsOf returns items with those in parts that stand on a line without a bullet, between
// semicolons, and those whose parts are certain.
func (p *parser) inPartsOf(list, lines []line) (all []line) {
	unmarked, written := map[line]bool{}, map[int]string{}
	for _, l := range lines {
		written[l.number] = strings.TrimSpace(l.text)
		if bullet(l.text) == 0 && strings.ContainsAny(l.text, ";；") {
			unmarked[line{l.number, strings.TrimSpace(l.text)}] = true
		}
	}
	for _, it := range list {
		parts := []string{it.text}
		certain, _ := certainParts(it.text, 0)
		switch counted := written[it.number]; {
		case strings.HasSuffix(counted, it.text) && areCounted(counted):
			parts = p.partsOf(counted, 0)
		case unmarked[it], certain != nil:
			parts = p.partsOf(it.text, 0)
		}
		for _, part := range parts {
			all = append(all, line{it.number, part})
		}
	}
	return all
}

// areCounted reports whether a line has two items or more that are numbered from one, in order.
func areCounted(text string) bool {
	marks := marksOf(text)
	for i, at := range marks {
		if n, _ := strconv.Atoi(strings.Trim(text[at[0]:at[1]], " \t;；,，。、.()（）")); n != i+1 {
			return false
		}
	}
	return len(marks) > 1
}
