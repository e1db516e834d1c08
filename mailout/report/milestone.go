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
	label = pattern.New(`(?i)(?:(?:^|[\s:：])(planned(?: for)?|plan|due|target|scheduled|baseline|计划|目标)|(原计划|原定|计划于)|` +
		`(?:^|[\s:：])(expected|forecast|now|estimated?|eta|预期|actual(?:ly)?|on)|(现?预计|现为|实际|推迟[至到]|延[期后][至到]|调整[为至到]))[:：\s]*(?:为|是|在|于|date|日期|时间)?[:：\s]*$`)
	reached = pattern.New(`(?i)^(?:\[x\]|done|completed?|finished|reached|已?完成|已?达成|✓|✔|✅|☑)[:：\s]*(?:on|于|` + dateMark + `)?`)
	ticked  = pattern.New(`(?i)^(?:\[x\]|✓|✔|✅|☑)`)
	doneEnd = pattern.New(`(?i)[:：\s]+(?:done|completed|reached|已完成|已达成|✓|✔|✅|☑)$`)
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
	text, days := p.markDates(line{it.number, plain(clean)})
	var names []string
	for _, field := range fields.Split(text, -1) {
		field = strings.TrimSpace(field)
		done := reached.MatchString(field)
		m.Done = m.Done || done
		before, after, dated := strings.Cut(field, dateMark)
		for dated {
			day := days[0]
			days = days[1:]
			planned, expected, rest := false, done, before
			if l := label.FindStringSubmatchIndex(before); l != nil {
				planned, expected = l[2] >= 0 || l[4] >= 0, l[6] >= 0 || l[8] >= 0
				rest = before[:l[0]]
			} else if done {
				rest = ""
			}
			if planned || !expected && m.Planned.IsZero() {
				m.Planned = day
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
	if m.Planned.IsZero() && m.Expected.IsZero() && !m.Done {
		p.problem(it.number, templates.NoDate, m.Name, "")
	}
	return m
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
