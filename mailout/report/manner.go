package report

import (
	"slices"
	"strings"

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
	found, boxes := map[section]bool{}, false
	for _, text := range lines {
		boxes = boxes || box.MatchString(text)
		text = strings.Trim(strings.TrimSpace(strings.TrimLeft(text, "> ")), "#*【】:： ")
		for _, h := range headings {
			if text != "" && slices.ContainsFunc(h.names[:2], func(name string) bool { return strings.EqualFold(name, text) }) {
				found[h.section] = true
			}
		}
	}
	// Only the form has boxes to tick for what the team wrote, which is not for the client.
	return len(found) >= formHeadings || found[team] && boxes
}

var box = pattern.New(`^[>\s]*(?:[-*•·]\s*)?\[[ xX✓✔]?\]`)

// isFormName reports whether a heading is the one that the form has for a section.
func isFormName(of section, name string) bool {
	return slices.ContainsFunc(headings, func(h struct {
		section section
		names   []string
	}) bool {
		return h.section == of && slices.ContainsFunc(h.names[:2], func(one string) bool { return strings.EqualFold(one, name) })
	})
}

// prepare cuts what follows the writer's own text, and parts lines in which several
// headings stand. It learns how the writer uses headings. It returns what the team wrote.
func (p *parser) prepare() (written []line) {
	p.present = done
	to := p.quotedFrom()
	p.own = !isForm(p.all[:to])
	if !p.own {
		return p.takeTeam()
	}
	p.all = p.all[:to]
	written = p.takeTeam()
	p.all = p.inColumns(p.all)
	p.all = p.withSubItems(p.withoutClosing(p.all))
	p.symbols = p.usesSymbols(p.all)
	for i, text := range p.all {
		if strings.Count(text, " // ") > 1 {
			text = strings.ReplaceAll(text, " // ", "; ")
		}
		if strings.Contains(text, " | ") && !besideTable(p.all, i) && len(amount.Find(withoutDays(narrow(text)))) > 1 {
			text = strings.ReplaceAll(text, " | ", "; ") // “Total 50k | spent 32k”
		}
		text = p.withSemicolons(text)
		if sign := odd.FindString(text); sign != "" && bullet(text) == 0 && !p.symbols && !p.isHeadingAlone(text) {
			text = "- " + text[len(sign):]
		}
		text = strings.ReplaceAll(text, "＊", "*")
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
	if last := p.lineBefore(to); last > 0 && closesWith.MatchString(p.all[last]) {
		to = last
	}
	p.all, p.numbers = p.all[:to], p.numbers[:to]
	p.learnHeadings()
	return written
}

// odd is a sign that few use as a bullet, or the letter that Word's own becomes in a text.
var odd = pattern.New(`^\s*(?:[△▲◇◎★☆※✦✧►▶»›§]|[oØü][ \t])\s*`)

// isHeadingAlone reports whether a line names a section.
func (p *parser) isHeadingAlone(text string) bool {
	name, _, ok := nameOf(text)
	return ok && p.sectionOf(name) != unknown
}

// closesWith is a closing and a name on the last line.
var closesWith = pattern.New(`(?i)^\s*(?:(?:best|kind|warm|many)? ?(?:greetings|regards|wishes|thanks)|cheers|best|br|kr|(?:viele |liebe |beste )?grüße|gruß|cordialement|bien à vous|saludos|谢谢|祝好)[,，!]?\s+\p{L}[\p{L}. -]{0,30}$`)

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
		list := sensesOf(numbersAside.ReplaceAllString(name, ""))
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

// ownLines reads what the lines of a section say by their form, and returns the others.
func (p *parser) ownLines(lines []line) []line {
	switch p.section {
	case before, summary, unknown:
		lines = p.withoutGrids(lines)
		if p.symbols {
			lines = p.withoutSymbols(lines)
		}
		lines = p.withoutTicks(lines)
		p.keepProse(lines)
	case status:
		p.keepProse(lines)
	case milestones:
		if !slices.ContainsFunc(lines, func(l line) bool { return formColumns.MatchString(l.text) }) {
			lines = p.withoutGrids(lines)
		}
		lines = p.withoutWhole(lines)
	}
	return lines
}

// withoutWhole returns the lines below a heading of milestones without those that have no day, and say how
// far all is or what was spent. Those are read as they are without a heading.
func (p *parser) withoutWhole(lines []line) (kept []line) {
	for _, l := range lines {
		said := strings.TrimSpace(l.text[bullet(l.text):])
		_, sure := overallOf(said, false)
		isFigure := sure == certain && percents.MatchString(narrow(said)) // “4/5” may be a day
		isBudget := money.MatchString(said) && len(moneyClauses(narrow(said))) > 0
		if _, days := p.peekDates(said); days > 0 || !isFigure && !isBudget {
			kept = append(kept, l)
			continue
		}
		p.keepProse([]line{{l.number, said}})
		p.summary = append(p.summary, said)
	}
	return kept
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
		return ticked.MatchString(strings.TrimSpace(l.text[bullet(l.text):]))
	})
	for _, l := range lines {
		text := strings.TrimSpace(l.text[bullet(l.text):])
		if whole := strings.TrimSpace(l.text); hasBoxes && !p.has[next] && (openBox.MatchString(text) || openBox.MatchString(whole)) {
			p.readInto(next, line{l.number, openBox.ReplaceAllString(text, "")})
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
	p.ownManner = p.ownManner || len(kept) < len(lines)
	return kept
}

// openBox is the empty box before what is still to do.
var openBox = pattern.New(`^(?:\[\s?\]|☐|□|⬜)\s*`)

// narrative matches the headings below which people write what was done, or how far the whole
// is, as well as the work in progress.
var narrative = pattern.New(`(?i)^(?:(?:本周|本期|本月|工作|项目|整体|总体|当前)*(?:进展|进度)(?:情况)?|(?:overall |project |our )?progress(?: (?:this week|this period|so far|to date))?)$`)

// readAsOther reads an item of the work in progress that is none: how far all of it is, or what
// was done.
func (p *parser) readAsOther(it line) bool {
	if !narrative.MatchString(strings.TrimSpace(p.heading)) {
		return false
	}
	text := plain(it.text)
	if figure, sure := overallOf(text, true); sure == certain && p.report.Overall == nil && onlyOverall(narrow(text)) {
		p.report.Overall = &figure
		return true
	}
	if percents.MatchString(narrow(text)) || p.has[done] {
		return false
	}
	p.report.Done = append(p.report.Done, strings.TrimRight(text, ".。"))
	return true
}
