package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// column is what the cells of a column hold.
type column int

const (
	plainColumn column = iota
	numberColumn
	percentColumn
	stateColumn
	noteColumn
	dateColumn
)

var (
	tableRule = pattern.New(`^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$`)
	cellState = pattern.New(`(?i)^(?:\[x\]|✓|✔|✅|☑|yes|done|completed?|finished|closed|ok|已?完成|完成了|是|已达成)$`)
	// isColumn matches the heads of columns.
	isNumber  = pattern.New(`(?i)^(?:#|no\.?|nr\.?|id|序号|编号|号)$`)
	isPercent = pattern.New(`(?i)%|per ?cent|\bprogress\b|\bcomplete|完成度|完成比例|完成率|比例|进度|百分比`)
	isState   = pattern.New(`(?i)^(?:state|status|done\??|result|状态|状况|完成情况|是否完成|结果)$`)
	isNote    = pattern.New(`(?i)^(?:notes?|remarks?|comments?|details?|说明|备注|描述|情况)$`)
	isDate    = pattern.New(`(?i)^(?:by|due|deadline|date|due date|when|until|期限|截止|截止日期|日期|时间|答复期限)$`)
)

// withoutTables returns the lines of a section with each row of a Markdown table as the
// item that it stands for, and without the head of the table.
func withoutTables(lines []line, of section) []line {
	var kept []line
	for i := 0; i < len(lines); i++ {
		if rows := tabbed(lines[i:]); rows > 1 {
			head := strings.Split(lines[i].text, "\t")
			for _, l := range lines[i+1 : i+rows] {
				if text := rowText(head, strings.Split(l.text, "\t"), of); text != "" {
					kept = append(kept, line{l.number, "- " + text})
				}
			}
			i += rows - 1
			continue
		}
		isHead := i+1 < len(lines) && strings.Contains(lines[i].text, "|") && tableRule.MatchString(lines[i+1].text)
		if !isHead {
			kept = append(kept, lines[i])
			continue
		}
		head := cellsOf(lines[i].text)
		for i += 2; i < len(lines) && strings.Contains(lines[i].text, "|"); i++ {
			if text := rowText(head, cellsOf(lines[i].text), of); text != "" {
				kept = append(kept, line{lines[i].number, "- " + text})
			}
		}
		i--
	}
	return kept
}

// isTitle matches the head of the column that names what a row is about.
var isTitle = pattern.New(`(?i)^(?:tasks?|items?|what|names?|work|work items?|topics?|milestones?|risks?|任务|事项|名称|工作|工作项|内容|风险|里程碑|模块)$`)

// tabbed returns how many lines are a table whose cells tabs part, as a sheet is pasted; 0 where
// the first is not the head of one.
func tabbed(lines []line) (rows int) {
	tabs := strings.Count(lines[0].text, "\t")
	head := strings.Split(lines[0].text, "\t")
	if tabs == 0 || !slices.ContainsFunc(head, func(title string) bool { return isTitle.MatchString(strings.TrimSpace(title)) }) {
		return 0
	}
	for rows < len(lines) && strings.Contains(lines[rows].text, "\t") && strings.Count(lines[rows].text, "\t") <= tabs {
		rows++
	}
	return rows
}

func cellsOf(row string) (cells []string) {
	row = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(row), "|"), "|")
	for _, cell := range strings.Split(row, "|") {
		cells = append(cells, strings.TrimSpace(cell))
	}
	return cells
}

// columnOf returns what a column with a head holds; row is its cell in one row.
func columnOf(head, cell string, of section) column {
	switch {
	case isNumber.MatchString(head):
		return numberColumn
	case of == progress && (isPercent.MatchString(head) || strings.HasSuffix(cell, "%") || strings.HasSuffix(cell, "％")):
		return percentColumn
	case isState.MatchString(head):
		return stateColumn
	case isNote.MatchString(head):
		return noteColumn
	case of == decisions && isDate.MatchString(head):
		return dateColumn
	}
	return plainColumn
}

// rowText returns a row of a table as people write the item in a line.
func rowText(head, cells []string, of section) string {
	var name, percent, ended string
	var notes []string
	for i, cell := range cells {
		title := ""
		if i < len(head) {
			title = head[i]
		}
		kind := columnOf(title, cell, of)
		switch {
		case kind == numberColumn, cell == "", kind != stateColumn && blank(cell):
		case kind == percentColumn:
			if percent = cell; strings.Trim(cell, "0123456789") == "" {
				percent += "%"
			}
		case kind == stateColumn && cellState.MatchString(cell):
			ended = cell
		case name == "":
			name = cell
		case kind == dateColumn:
			notes = append(notes, "by "+cell)
		case of == milestones:
			notes = append(notes, title+" "+cell)
		case of == budget:
			notes = append(notes, title+" "+cell)
		case kind == noteColumn || of == progress && kind == stateColumn || title == "":
			notes = append(notes, cell)
		default:
			notes = append(notes, title+colon(title)+cell)
		}
	}
	if of == budget && name != "" {
		notes = append([]string{strings.TrimSpace(head[0] + " " + name)}, notes...)
		return strings.Join(notes, ", ")
	}
	if name == "" {
		return ""
	}
	switch of {
	case progress:
		if percent == "" && ended != "" {
			percent = "100%"
		}
		text := name
		if percent != "" {
			text += ": " + percent
		}
		if len(notes) > 0 {
			text += " — " + strings.Join(notes, ", ")
		}
		return text
	case milestones:
		if ended != "" {
			notes = append(notes, ended)
		}
		return strings.Join(append([]string{name}, notes...), " | ")
	case decisions:
		return strings.Join(append([]string{name}, notes...), " | ")
	}
	if len(notes) == 0 {
		return name
	}
	if last, _ := utf8.DecodeLastRuneInString(name); wide(last) {
		return name + "（" + strings.Join(notes, "，") + "）"
	}
	return name + " (" + strings.Join(notes, ", ") + ")"
}
