package report

import (
	"strings"

	"rapport/store/pattern"
	"rapport/templates"
)

var (
	fields = pattern.New(`\s*(?:[|｜,，;；→()（）]|->|=>|\s[-–—]+\s|—)\s*`)
	// label matches the label of a day, at the end of the text before it. The third and
	// fifth group need no space before them, because no name ends in them.
	label = pattern.New(`(?i)(?:(?:^|[\s:：])(planned(?: for)?|plan|due|target|scheduled|baseline|originally(?: planned)?(?: for)?|original|previously|formerly|before(?: that)?|(?:(?:has |was |is )?(?:slipped|moved|postponed|delayed|pushed(?: back)?|shifted|brought forward|deferred|rescheduled) )?from|was(?: planned)?(?: for)?|计划|目标)|(原计划|原定|原先|此前|之前|先前|计划于|原为|原|[从由])|` +
		`(?:^|[\s:：])(expected|forecast|now|estimated?|eta|预期|actual(?:ly)?|revised|currently|likely|new(?: date)?|(?:slipped|moved|postponed|delayed|pushed(?: back)?|shifted|brought forward|deferred)(?: to| until| till)?|to|on)|(现?预计|现为|现|改为|改到|实际|推[迟后]?[至到]|延[期后迟]?[至到]|改期[至到为]|改[至在]|顺延[至到]|后延[至到]|提前[至到]|调整[为至到]|变更为|目前))[:：\s]*(?:为|是|在|于|date|日期|时间)?[:：\s]*$`)
	// before stands before a label: “but now expected”.
	beforeLabel = pattern.New(`(?i)[\s,，;；]*(?:\b(?:but|and|is|it is|now|then|currently|has|have|was|were|been|will be|we expect|to be)\b|但|现在?|已|后|目前|因故|故)\s*$`)
	reached     = pattern.New(`(?i)^(?:\[x\]|done|completed?|finished|reached|met|delivered|已?完成|已?达成|✓|✔|✅|☑)[:：\s]*(?:on|于|` + dateMark + `)?`)
	tickWithin  = pattern.New(`(\S)[ \t]*(✓|✔|✅|☑)`)
	// reachedBy leads to the day on which it was reached.
	reachedBy = pattern.New(`[\s:：]*(?:已经?|按期|按时|提前|如期|完成|达成)*[于在]?\s*$`)
	// numericDay is a day that can be read in two ways.
	numericDay = pattern.New(`\b\d{1,2}[/.]\d{1,2}\b`)
	reachedZh  = pattern.New(`^[^` + dateMark + `]{0,6}` + dateMark + `\s*(?:已|按期|按时|提前|如期)*(?:完成|达成|交付|done|completed)`)
	ticked     = pattern.New(`(?i)^(?:\[x\]|✓|✔|✅|☑)`)
	doneEnd    = pattern.New(`(?i)[:：\s]+(?:done|completed|reached|已完成|已达成|✓|✔|✅|☑)$`)
	// asBefore says that a day is what it was.
	asBefore = pattern.New(`(?i)^(?:unchanged|no change|as (?:planned|before)|on (?:time|track|plan|schedule)|still|不变|无变化|未变|按计划|如期|维持|按期)$`)
)

// readMilestone reads “name | planned 2026-03-06 | expected 2026-03-10 | done”,
// in any order after the name. Without labels the first day is the planned one, the
// second the expected one.
func (p *parser) readMilestone(it line) templates.Milestone {
	var m templates.Milestone
	clean := bold.ReplaceAllString(it.text, "$1$2$3")
	if tick := ticked.FindString(clean); tick != "" {
		m.Done, clean = true, clean[len(tick):]
	}
	text, days := p.markDates(line{it.number, plain(tickWithin.ReplaceAllString(clean, "$1 | $2"))})
	unlabelled := false // the planned day has no label
	var names []string
	for _, field := range fields.Split(text, -1) {
		field = strings.TrimSpace(field)
		if asBefore.MatchString(field) {
			continue
		}
		done, inside := reached.MatchString(field), false
		if !done && reachedZh.MatchString(field) {
			done, inside = true, true
			mark := strings.Index(field, dateMark)
			field = field[:mark+len(dateMark)] + reachedZh.ReplaceAllString(field, "")
		}
		m.Done = m.Done || done
		before, after, dated := strings.Cut(field, dateMark)
		for dated {
			day := days[0]
			days = days[1:]
			planned, expected, rest := false, done, before
			if l := label.FindStringSubmatchIndex(before); l != nil {
				planned, expected = l[2] >= 0 || l[4] >= 0, l[6] >= 0 || l[8] >= 0
				rest = beforeLabels(before[:l[0]])
			} else if inside {
				rest = reachedBy.ReplaceAllString(before, "")
			} else if done {
				rest = ""
			}
			if planned && unlabelled && m.Expected.IsZero() && !day.Equal(m.Planned) { // “1 April (was 25 March)”
				m.Expected, unlabelled = m.Planned, false
			}
			if planned || !expected && m.Planned.IsZero() {
				m.Planned, unlabelled = day, !planned
			} else {
				m.Expected = day
			}
			names = append(names, rest)
			before, after, dated = strings.Cut(after, dateMark)
		}
		switch end := doneEnd.FindStringIndex(before); {
		case done && !strings.Contains(field, dateMark) && len(names) > 0:
			before = reached.ReplaceAllString(before, "")
		case end != nil && before != "":
			m.Done, before = true, before[:end[0]]
		}
		names = append(names, before)
	}
	m.Name = joinNames(names)
	if m.Planned.IsZero() && m.Expected.IsZero() && (!m.Done || numericDay.MatchString(m.Name)) {
		p.problem(it.number, templates.NoDate, m.Name, "")
	}
	return m
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
