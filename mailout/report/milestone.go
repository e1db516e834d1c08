package report

import (
	"slices"
	"strings"
	"time"

	"rapport/classify/answer"
	"rapport/store/pattern"
	"rapport/templates"
)

var (
	fields = pattern.New(`\s*(?:[|｜,，;；→()（）]|->|=>|\s[-–—]+\s|—)\s*`)
	// label matches the label of a day, at the end of the text before it: of the planned day,
	// of what was planned before, and of what is expected now. The second group of each needs no
	// space before it, because no name ends in it.
	label = pattern.New(`(?i)(?:(?:^|[\s:：])(planned(?: for)?|plan|due|target|scheduled|baseline|promised(?: for)?|计划|目标)|(计划于?|安排在|安排于|定在|定于|说好|约定|承诺|答应)|` +
		`(?:^|[\s:：])(originally(?: planned)?(?: for)?|original|previously|formerly|before(?: that)?|instead of|rather than|not|should have (?:been|come|happened|started|taken place)(?: on| by)?|was (?:to be|meant for|meant to be|supposed to be)(?: on)?|(?:(?:has |was |is )?(?:slipped|moved|postponed|delayed|pushed(?: back)?|shifted|brought forward|deferred|rescheduled)(?: by [\w ]{1,20})?,? )?from|was(?: planned| due| scheduled)?(?: for)?)|(原计划是?|原定|原本|本来|本该|本应|起初|最初|一开始|原先|此前|之前|先前|原为|原来?是?|[从由]|而?不是)|` +
		`(?:^|[\s:：])(now (?:due|planned|scheduled|set|fixed|expected)(?: for| on)?|expected|forecast|now|estimated?|eta|预期|actual(?:ly)?|revised|currently|likely|(?:likely )?to (?:slip|move)(?: back)?(?: to| until)?|new(?: date)?|(?:slipped|moved|postponed|delayed|pushed(?: back)?|shifted|brought forward|deferred)(?: to| until| till)?|to)|(现在?定[在于到为]|现?预计要?到?|可能要?[到拖]?|现在?要?[为到]|现|改为|改到|改|实际|(?:可能|恐怕|或|将)?[推拖][迟后]?[至到]|延[期后迟]?[至到]|改期[至到为]|改[至在]|顺延[至到]|后延[至到]|提前[至到]|调整[为至到]|变更为|目前))[:：\s]*(?:为|是|在|于|date|日期|时间)?[:：\s]*$`)
	// beforeLabel stands before a label: “but now expected”.
	beforeLabel = pattern.New(`(?i)[\s,，;；]*(?:\b(?:but|and|is|it is|now|then|currently|has|have|was|were|been|be|will(?: be)?|we expect|to be|due|planned|scheduled|expected|set)\b|但|现在?|已|后|目前|因故|故)\s*$`)
	// preposition leads to a day, and says nothing about it.
	preposition = pattern.New(`(?i)(?:(?:^|\s)(?:on|by|for|at|until|is|are|am|before|no later than|not later than|starting|from)|[于在至]|最[晚迟]|仍?按计划|争取|力争|拟于?|将于?|目标)\s*$`)
	reached     = pattern.New(`(?i)^(?:\[x\]|done|completed?|finished|reached|met|delivered|已?完成|已?达成|√|✓|✔|✅|☑)[:：\s]*(?:on|于|` + dateMark + `)?`)
	tickWithin  = pattern.New(`(\S)[ \t]*(√|✓|✔|✅|☑)`)
	actualDay   = pattern.New(`(?i)^(?:actual|reached|实际)$`)
	// reachedBy leads to the day on which it was reached.
	reachedBy = pattern.New(`[\s:：]*(?:已经?|按期|按时|提前|如期|完成|达成)*[于在]?\s*$`)
	// numericDay is a day that can be read in two ways.
	numericDay = pattern.New(`\b\d{1,2}[/.]\d{1,2}\b`)
	reachedZh  = pattern.New(`^[^` + dateMark + `]{0,6}` + dateMark + `\s*(?:已|按期|按时|提前|如期)*(?:完成|达成|交付|完工|竣工|结束|收尾|定稿|通过|封顶|done|completed)$`)
	// partly is how far a milestone is that was not reached: “80% done”.
	partly  = pattern.New(`(?i)(\b\d{1,2}\s*%)\s*(?:done|completed?|finished)\b`)
	surely  = pattern.New(`(?i)已|按期|按时|如期|done|completed`)
	ticked  = pattern.New(`(?i)^(?:\[x\]|√|✓|✔|✅|☑)`)
	doneEnd = pattern.New(`(?i)[:：\s]+(?:done|completed|reached|yes|已完成|已达成|√|✓|✔|✅|☑)$`)
	// asBefore says that a day is what it was.
	asBefore = pattern.New(`(?i)^(?:unchanged|ok|open|pending|in progress|not started|正常|进行中|未开始|照旧|no change|as (?:planned|before)|(?:both|all) as planned|on (?:time|track|plan|schedule)|still|plan(?:ned)?|不变|无变化|未变|按计划|如期|维持|按期|计划)$`)
	// zhBehind stands behind a day and says nothing more than it.
	zhBehind = pattern.New(`^\s*(?:之前|以前|前|左右|才能|才|起)+(?:到|来)?`)
	// slippedBy tells by how much a day has moved.
	slippedBy = pattern.New(`(?i)\s*\b(?:has |have |had |was |were |is )?(?:been )?(?:slipped|slips|moved|postponed|delayed|pushed back|brought forward|shifted|deferred)(?: by [\w ]{1,20})?$|(?:推迟|延期|延后|提前|顺延)了?[一二两三四五六七八九十\d]*(?:天|周|个?月|个星期)?$`)
)

// readMilestones reads “name | planned 2026-03-06 | expected 2026-03-10 | done”, in any order
// after the name, and sentences: “The shop goes live on 12 May, design was finished last
// Friday” are two. Without labels the first day is the planned one, the second the expected
// one.
func (p *parser) readMilestones(it line) (list []templates.Milestone) {
	var m templates.Milestone
	clean := bold.ReplaceAllString(it.text, "$1$2$3")
	if tick := ticked.FindString(clean); tick != "" {
		m.Done, clean = true, clean[len(tick):]
	}
	written := clean
	clean = answer.Simplified(clean)
	text, days := p.markDates(line{it.number, plain(tickWithin.ReplaceAllString(clean, "$1 | $2"))})
	subject := ""
	text = strokes.ReplaceAllString(strokes.ReplaceAllString(text, "$1$3 | $2$4"), "$1$3 | $2$4")
	for _, clause := range clausesOf(text) {
		n := strings.Count(clause, dateMark)
		next := p.readMilestone(line{it.number, clause}, days[:n], m.Done)
		if verbAlone.MatchString(next.Name) && subject != "" { // “Testing starts on …, and ends on …”
			next.Name = subject + space1(subject) + next.Name
		} else {
			subject = verbBehind.ReplaceAllString(next.Name, "")
		}
		next.Name = asIn(written, next.Name)
		list, days = append(list, next), days[n:]
	}
	return list
}

// asIn returns a name that was read in simplified characters as a text has it.
func asIn(written, name string) string {
	simple := answer.Simplified(written)
	if i := strings.Index(simple, name); i >= 0 && len(simple) == len(written) {
		return written[i : i+len(name)]
	}
	return name
}

// strokes part the fields of a milestone beside its days: “prototype / 27 November / reached”.
var strokes = pattern.New(`(` + dateMark + `)\s+[/／]\s+(\S)|(\S)\s+[/／]\s+(` + dateMark + `)`)

func space1(before string) string {
	if colon(before) == "：" {
		return ""
	}
	return " "
}

// readMilestone reads a milestone in whose text its days are marked.
func (p *parser) readMilestone(it line, named []namedDay, isDone bool) templates.Milestone {
	m := templates.Milestone{Done: isDone}
	var shift int
	it.text, shift = withoutShift(partly.ReplaceAllString(it.text, "$1"))
	text, finished := p.withoutReached(it.text, named)
	m.Done = m.Done || finished
	dayReached := slices.ContainsFunc(fields.Split(it.text, -1), func(field string) bool {
		_, reached := p.withoutReached(field, named)
		return reached && strings.Contains(field, dateMark)
	})
	unlabelled := false // the planned day has no label
	unsure := false
	var names []string
	for _, field := range fields.Split(text, -1) {
		field = strings.Trim(field, " .。")
		switch {
		case asBefore.MatchString(field):
			continue
		case actualDay.MatchString(field) && len(names) > 0 && !m.Planned.IsZero() && m.Expected.IsZero():
			m.Expected, m.Planned, m.Done = m.Planned, time.Time{}, true
			continue
		}
		done, inside := reached.MatchString(field), false
		if !done && reachedZh.MatchString(field) && (surely.MatchString(field) || strings.Count(it.text, dateMark) > 1 || p.allPast(named)) {
			done, inside = true, true
			mark := strings.Index(field, dateMark)
			field = field[:mark+len(dateMark)] + reachedZh.ReplaceAllString(field, "")
		}
		m.Done = m.Done || done
		before, after, dated := strings.Cut(field, dateMark)
		for dated {
			day, known := named[0].resolve(p.today, m.Done)
			named = named[1:]
			of, rest := labelOf(before)
			switch {
			case of != noLabel:
			case inside:
				rest = reachedBy.ReplaceAllString(before, "")
			case done:
				rest = ""
			}
			names = append(names, rest)
			before, after, dated = strings.Cut(after, dateMark)
			unsure = unsure || !known
			switch {
			case !known:
			case of == oldDay && !m.Planned.IsZero() && m.Expected.IsZero() && !day.Equal(m.Planned), of == plannedDay && unlabelled && m.Expected.IsZero() && !day.Equal(m.Planned):
				m.Expected, m.Planned, unlabelled = m.Planned, day, false // “1 April (was 25 March)”
			case of == plannedDay || of == oldDay || of == noLabel && !done && !dayReached && m.Planned.IsZero():
				m.Planned, unlabelled = day, of == noLabel
			default:
				m.Expected = day
			}
			if before = zhBehind.ReplaceAllString(before, ""); dated || strings.Trim(before, " .。") == "" {
				continue
			}
			names = withinField(names, before)
			before = ""
		}
		switch end := doneEnd.FindStringIndex(before); {
		case done && !strings.Contains(field, dateMark) && len(names) > 0:
			before = reached.ReplaceAllString(before, "")
		case end != nil && before != "":
			m.Done, before = true, before[:end[0]]
		}
		names = append(names, before)
	}
	switch { // what was planned is as certain as the day
	case shift != 0 && m.Expected.IsZero() && !m.Planned.IsZero():
		m.Planned, m.Expected = m.Planned.AddDate(0, 0, -shift), m.Planned
	case shift != 0 && m.Planned.IsZero() && !m.Expected.IsZero():
		m.Planned = m.Expected.AddDate(0, 0, -shift)
	}
	m.Name = slippedBy.ReplaceAllString(joinNames(names), "")
	if m.Name == "" { // “上周三已封顶” has no other
		m.Name = strings.TrimPrefix(joinNames(fields.Split(strings.ReplaceAll(it.text, dateMark, ""), -1)), "已")
	}
	if unsure || m.Planned.IsZero() && m.Expected.IsZero() && (!m.Done || numericDay.MatchString(m.Name)) {
		p.problem(it.number, templates.NoDate, m.Name, "")
	}
	return m
}

// withinField adds what stands behind a day to the name before it.
func withinField(names []string, behind string) []string {
	last := len(names) - 1
	if strings.Trim(names[last], " :：") == "" || !isProse(names[last]) {
		return append(names, behind)
	}
	joiner := " "
	if colon(strings.TrimSpace(names[last])) == "：" {
		joiner = ""
	}
	names[last] = strings.TrimSpace(names[last]) + joiner + strings.TrimSpace(behind)
	return names
}

func isProse(name string) bool { return !strings.ContainsAny(name, ":：") }

// dayLabelKind is what the words before a day say of it.
type dayLabelKind int

const (
	noLabel dayLabelKind = iota
	plannedDay
	oldDay // what was planned before
	expectedDay
)

// labelOf returns the label at the end of the text before a day, and the text before that.
func labelOf(before string) (of dayLabelKind, rest string) {
	text := before
	if at := preposition.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	for _, candidate := range []string{before, text} {
		m := label.FindStringSubmatchIndex(candidate)
		if m == nil {
			continue
		}
		for i, kind := range []dayLabelKind{plannedDay, plannedDay, oldDay, oldDay, expectedDay, expectedDay} {
			if m[2*i+2] >= 0 {
				return kind, beforeLabels(candidate[:m[0]])
			}
		}
	}
	return noLabel, text
}

// beforeLabels returns what stands before the labels of a day, where there are several:
// “now expected”, “but has slipped to”.
func beforeLabels(text string) string {
	for {
		at := beforeLabel.FindStringIndex(text)
		if at == nil {
			at = label.FindStringIndex(text)
		}
		if at == nil || at[0] == at[1] {
			return text
		}
		text = text[:at[0]]
	}
}

// allPast reports whether no day is ahead.
func (p *parser) allPast(named []namedDay) bool {
	return !slices.ContainsFunc(named, func(d namedDay) bool {
		day, _ := d.resolve(p.today, true)
		return day.After(p.today)
	})
}

// joinNames joins what remains of the fields of a milestone: its name, and words that
// are not a day.
func joinNames(parts []string) string {
	var kept []string
	for _, part := range parts {
		if part = strings.Trim(part, " \t:：.。-–—"); part != "" {
			kept = append(kept, part)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	name := kept[0]
	for _, part := range kept[1:] {
		if colon(name) == "：" {
			name += "，" + part
		} else {
			name += ", " + part
		}
	}
	return name
}
