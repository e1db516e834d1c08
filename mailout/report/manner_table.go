package report

import (
	"slices"
	"strings"
	"time"

	"rapport/classify/amount"
	"rapport/store/pattern"
	"rapport/templates"
)

// Tables outside of the sections of the form say by the heads of their columns, or by the first
// cell of each row, what they hold.

// grid is a table: its rows, the first of which may be the heads of the columns.
type grid struct {
	rows   [][]string
	number int // the line of the first row
	lines  int // of the text that it takes
}

// gridAt returns the table that begins with the first of lines.
func gridAt(lines []line) (g grid, ok bool) {
	mark := "|"
	if !strings.Contains(lines[0].text, mark) {
		mark = "\t"
	}
	g.number = lines[0].number
	for _, l := range lines {
		if strings.Count(strings.TrimSpace(l.text), mark) == 0 || bullet(l.text) > 0 && !tableRule.MatchString(l.text) {
			break
		}
		g.lines++
		if tableRule.MatchString(l.text) {
			continue
		}
		cells := cellsOf(strings.ReplaceAll(l.text, mark, "|"))
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(bold.ReplaceAllString(lineBreak.ReplaceAllString(cell, "; "), "$1$2$3"))
		}
		g.rows = append(g.rows, cells)
	}
	return g, len(g.rows) > 1 && len(g.rows[0]) > 1 || g.lines > len(g.rows) && len(g.rows) > 0
}

var lineBreak = pattern.New(`(?i)\s*<br\s*/?>\s*`)

// withoutGrids reads the tables among lines that say what they hold, and returns the others.
func (p *parser) withoutGrids(lines []line) (kept []line) {
	for i := 0; i < len(lines); i++ {
		g, ok := gridAt(lines[i:])
		if ok && p.readGrid(g) {
			p.ownManner = true
			i += g.lines - 1
			continue
		}
		if ok {
			kept = append(kept, lines[i:i+g.lines]...)
			i += g.lines - 1
			continue
		}
		kept = append(kept, lines[i])
	}
	return kept
}

// readGrid reads a table, and reports whether it says what it holds.
func (p *parser) readGrid(g grid) bool {
	return p.readDayGrid(g) || p.readMoneyGrid(g) || p.section != milestones && (p.readColumns(g) || p.readRows(g))
}

var (
	isNow   = pattern.New(`(?i)\b(?:now|new|current|expected|forecast|revised|latest|estimate[d]?|actual|updated|eta|neu|nouveau|nouvelle)\b|现|最新|调整|预计|实际|变更|新|當前|当前|目前|現`)
	isWas   = pattern.New(`(?i)\b(?:was|original(?:ly)?|plan|planned|previous(?:ly)?|old|baseline|before|first|initial|target|alt|geplant|prévue?|initiale?)\b|原|初|计划|計畫|計劃|之前|变更前|基线|目标`)
	isDay   = pattern.New(`(?i)\b(?:date|day|due|when|deadline|by|termin|datum)\b|日期|时间|節點时间|期限`)
	isStart = pattern.New(`(?i)\b(?:start|begins?|beginning|from|begin|beginn|début)\b|开始|起始|启动|開始`)
	isEnd   = pattern.New(`(?i)^(?:state|status|done|done\?|finished\??|complete[d]?\??|result|erledigt|fait)$|状态|狀態|状况|完成|结果|进展|達成|达成`)
	ended   = pattern.New(`(?i)^\W*(?:\[x\]|x|✓|✔|✅|☑|√|yes|y|ja|oui|done|completed?|finished|closed|achieved|reached|delivered|met|ok|erledigt|fertig|fait|terminée?|100 ?%|是|已?完成|已?达成|已?交付|已?验收|已?通过|已?结束|完了|達成|已完工|完工)(?:\W.*)?$`)
	wholly  = pattern.New(`(?i)^\W*(?:✓|✔|✅|☑|√|done|completed?|finished|已?完成|已?达成)\W*$`)
	notYet  = pattern.New(`(?i)\bnot\b|\bno\b|未|没|部分|\bpart`)
	isIndex = isNumber
)

// readDayGrid reads a table of milestones: one column of it has names, and one or two have
// days.
func (p *parser) readDayGrid(g grid) bool {
	if len(g.rows) < 2 {
		return false
	}
	head, rows, first := g.rows[0], g.rows[1:], 1
	if p.isRow(head) { // there are no heads
		head, rows, first = make([]string, len(head)), g.rows, 0
	}
	name, was, now, end := -1, -1, -1, -1
	var others []int
	for i, title := range head {
		dated, filled := p.datedCells(rows, i)
		switch {
		case filled > 0 && 2*dated > filled:
			switch {
			case isStart.MatchString(title):
				return false // phases, and no milestones
			case isNow.MatchString(title) && now < 0 && !strings.HasPrefix(title, "原"):
				now = i
			case isWas.MatchString(title) && was < 0:
				was = i
			case isDay.MatchString(title) || strings.TrimSpace(title) == "" || len(others) == 0:
				others = append(others, i)
			}
		case isEnd.MatchString(strings.TrimSpace(title)) || strings.TrimSpace(title) == "" && p.endedCells(rows, i):
			end = i
		case name < 0 && !isIndex.MatchString(title) && filled > 0:
			name = i
		}
	}
	for _, i := range others {
		if now < 0 && was >= 0 || was < 0 && now >= 0 && len(others) == 1 {
			if now < 0 {
				now = i
			} else {
				was = i
			}
		} else if was < 0 {
			was = i
		} else if now < 0 {
			now = i
		}
	}
	if name < 0 || was < 0 && now < 0 {
		return false
	}
	p.has[milestones] = true
	for i, cells := range rows {
		cell := func(at int) string {
			if at < 0 || at >= len(cells) {
				return ""
			}
			return strings.TrimSpace(cells[at])
		}
		if cell(name) == "" || p.items >= maxItems {
			continue
		}
		p.items++
		number := g.number + i + first
		m := templates.Milestone{Name: plain(cell(name)), Done: end >= 0 && ended.MatchString(cell(end)) && !notYet.MatchString(cell(end))}
		for at := range cells { // a column with another heading says “done”
			m.Done = m.Done || end < 0 && at != name && at != was && at != now && wholly.MatchString(cell(at))
		}
		unread := false
		day := func(text string) (d namedDay) {
			marked, named := p.markedDays(line{number, text})
			if len(named) == 1 {
				if !m.Done {
					named = p.ahead(named, "")
				}
				if t, ok := named[0].resolve(p.today, m.Done); ok {
					m.Done = m.Done || ended.MatchString(strings.Trim(strings.ReplaceAll(marked, dateMark, ""), " ()（）:："))
					return namedDay{day: t}
				}
			}
			unread = unread || !blank(text)
			return d
		}
		m.Planned, m.Expected = day(cell(was)).day, day(cell(now)).day
		if m.Planned.IsZero() {
			m.Planned, m.Expected = m.Expected, m.Planned
		}
		for at, text := range cells { // “moved from 5 February”
			if at == name || at == was || at == now || !m.Expected.IsZero() {
				continue
			}
			marked, named := p.markedDays(line{number, text})
			if kind, _ := labelOf(strings.SplitN(marked, dateMark, 2)[0]); len(named) == 1 && named[0].weekday < 0 && kind == oldDay {
				m.Planned, m.Expected = named[0].day, m.Planned
			}
		}
		if m.Expected.Equal(m.Planned) {
			m.Expected = time.Time{}
		}
		m.Done = m.Done && !p.isAhead(m)
		if unread || m.Planned.IsZero() && !m.Done {
			p.problem(number, templates.NoDate, m.Name, "")
		}
		p.report.Milestones = append(p.report.Milestones, m)
	}
	return true
}

// isRow reports whether one of some cells has a day: they are no heads of columns.
func (p *parser) isRow(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool {
		_, days := p.peekDates(cell)
		return days > 0
	})
}

// datedCells returns how many cells of a column are a day, and how many are filled.
func (p *parser) datedCells(rows [][]string, column int) (dated, filled int) {
	for _, cells := range rows {
		if column >= len(cells) || blank(cells[column]) {
			continue
		}
		filled++
		if marked, n := p.peekDates(cells[column]); n == 1 && len(strings.TrimSpace(marked)) <= len(dateMark)+12 {
			dated++
		}
	}
	return dated, filled
}

// endedCells reports whether the cells of a column say whether something is done.
func (p *parser) endedCells(rows [][]string, column int) bool {
	return column > 0 && !slices.ContainsFunc(rows, func(cells []string) bool {
		return column < len(cells) && !yesOrNo.MatchString(cells[column])
	})
}

var yesOrNo = pattern.New(`(?i)^\s*(?:yes|no|done|open|是|否|已完成|未完成|完成|✓|✔|✅|x|-|–|)\s*$`)

// readMoneyGrid reads a table of the budget: its rows say what their sums are.
func (p *parser) readMoneyGrid(g grid) bool {
	var parts []string
	unit := ""
	for i, cells := range g.rows {
		label := strings.TrimSpace(cells[0])
		sums := slices.DeleteFunc(slices.Clone(cells[1:]), func(cell string) bool { return len(amount.Find(withoutDays(narrow(cell)))) != 1 })
		if len(sums) == 0 {
			for _, cell := range cells {
				if _, of := unitIn(cell); of != "" {
					unit = cell
				} else if _, of, ok := scaleOf(cell); ok && of != "%" {
					unit = "(" + cell + ")"
				}
			}
			if i > 0 {
				return false
			}
			continue
		}
		tokens := tokensOf(narrow(label), nil)
		if label == "" || len(sums) > 1 || unknownWords(narrow(label), tokens) != "" || !slices.ContainsFunc(tokens, isMoneyCue) {
			return false
		}
		parts = append(parts, label+": "+sums[0])
	}
	if len(parts) < 2 {
		return false
	}
	b, rest := budgetIn(narrow(strings.Join(parts, "; ")), unit)
	if b == nil || rest != "" {
		return false
	}
	p.report.Budget, p.has[budget] = b, true
	return true
}

func isMoneyCue(t token) bool {
	switch t.kind {
	case usedCue, leftCue, totalCue, budgetCue, overCue, soFarCue:
		return true
	}
	return false
}

// readColumns reads a table whose columns are parts of a report.
func (p *parser) readColumns(g grid) bool {
	of := make([]section, len(g.rows[0]))
	var found []section
	strange := 0
	for i, title := range g.rows[0] {
		switch s := p.sectionOf(title); s {
		case done, next, risks, decisions, progress:
			of[i] = s
			found = append(found, s)
		case before, summary, unknown, status, milestones, budget, overall, feedback:
			if !isNumber.MatchString(title) && title != "" {
				of[i] = unknown
				strange++
			}
		}
	}
	slices.Sort(found)
	if len(g.rows) < 2 || strange > 1 || len(slices.Compact(slices.Clone(found))) < 2 || len(slices.Compact(found)) < len(found) {
		return false
	}
	for i, cells := range g.rows[1:] {
		for j, cell := range cells {
			switch {
			case j >= len(of) || of[j] == before || strings.TrimSpace(cell) == "":
			case of[j] == unknown:
				p.summary = append(p.summary, strings.TrimSpace(g.rows[0][j])+": "+cell)
			default:
				p.readInto(of[j], line{g.number + i + 1, cell})
			}
		}
	}
	return true
}

// readRows reads a table whose first cells are the headings of a report.
func (p *parser) readRows(g grid) bool {
	known := func(cells []string) section {
		if len(cells) < 2 || strings.TrimSpace(cells[0]) == "" {
			return unknown
		}
		return p.sectionOf(cells[0])
	}
	n := 0
	for _, cells := range g.rows {
		switch known(cells) {
		case done, next, risks, decisions, overall, progress:
			n++
		}
	}
	if n < 2 {
		return false
	}
	for i, cells := range g.rows {
		text := strings.Trim(strings.Join(cells[1:], "; "), "; ")
		s := known(cells)
		if s == unknown && (i == 0 || text == "") {
			continue
		}
		p.heading = strings.TrimSpace(cells[0])
		p.readInto(s, line{g.number + i, text})
		if s == unknown {
			p.summary = append(p.summary, strings.TrimSpace(cells[0])+": "+text)
		}
		if s == budget {
			p.has[budget] = true
		}
	}
	return true
}

// readInto reads a text into a section.
func (p *parser) readInto(s section, it line) {
	was := p.section
	defer func() { p.section = was }()
	p.section = s
	switch s {
	case status:
		p.readStatus(it)
	case budget:
		p.money = append(p.money, line{it.number, it.text})
	case overall:
		p.readShare(it)
	case before, summary, unknown:
	default:
		var list []line
		for _, part := range p.partsOf(it.text, 0) {
			list = append(list, line{it.number, part})
		}
		p.readItems(list)
	}
}
