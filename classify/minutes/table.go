package minutes

import (
	"slices"
	"strings"

	"rapport/store/pattern"
)

var (
	ruled = pattern.New(`^[\s|:+-]+$`) // the rule below the heads of a table
	// ownerColumn and the others match the heads of columns, in lower case.
	ownerColumn = pattern.New(`^(?:owner|who|responsible|resp\.?|action by|assignee|assigned to|by whom|负责人|责任人|负责|责任单位|担当)$`)
	whatColumn  = pattern.New(`^(?:what|task|action|item|action item|action items|to do|todo|subject|description|follow.?up|next step|事项|结论|对策|任务|内容|待办|工作内容|行动项|待办事项|下一步|工作事项)$`)
	// resultColumn may hold the action, if somebody is named beside it.
	resultColumn = pattern.New(`^(?:result|outcome|measure|结果|处理|处理意见|解决方案|讨论结果)$`)
	dueColumn    = pattern.New(`^(?:due|due date|when|by|by when|target date|deadline|until|date|target|截止|截止日期|截止时间|完成时间|完成时限|期限|时间|时限|完成日期)$`)
	aligned      = pattern.New(`\t+|\s{2,}|　+`)
)

// cells splits a line into the cells of a table: Markdown, tabs, or aligned by blanks. It
// returns nil if the line is not a row.
func cells(line string) []string {
	var list []string
	switch {
	case strings.Count(line, "|") >= 2:
		list = strings.Split(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|"), "|")
	case strings.Contains(line, "\t"):
		list = strings.Split(line, "\t")
	default:
		list = aligned.Split(line, -1)
	}
	if len(list) < 2 {
		return nil
	}
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// row reads a line as a table row, and reports whether it is one.
func (r *reader) row(line string) bool {
	row := cells(line)
	if row == nil {
		r.table = nil
		return false
	}
	if ruled.MatchString(line) {
		if r.table != nil {
			r.tableHead = append(r.tableHead, r.at)
		}
		return r.table != nil || strings.Contains(line, "|")
	}
	if r.table == nil && r.in == actions && len(row) >= 2 && strings.Contains(line, "|") {
		if name, known := r.takesPart(row[0]); known { // no heads: who, what, when
			a := Action{Owner: name, What: row[1], Due: r.due(line)}
			if len(row) > 2 && a.Due.IsZero() {
				a.Due = r.dayOf(row[2])
			}
			r.shared, r.tableHead = len(row) > 3, nil
			r.add(a)
			return true
		}
	}
	if r.table == nil {
		heads, what, more := make([]string, len(row)), false, false
		result := slices.ContainsFunc(row, func(c string) bool { return resultColumn.MatchString(strings.ToLower(c)) })
		for i, c := range row {
			heads[i] = strings.ToLower(c)
			if result && whatColumn.MatchString(heads[i]) {
				heads[i] = "topic" // the result says more about it
			}
			what = what || whatColumn.MatchString(heads[i]) || resultColumn.MatchString(heads[i])
			more = more || ownerColumn.MatchString(heads[i]) || dueColumn.MatchString(heads[i])
		}
		if !what || !more && !strings.ContainsAny(line, "|\t") {
			return false
		}
		r.table, r.tableHead = heads, []int{r.at}
		return true
	}
	r.rowOf(row)
	return true
}

// sideColumn matches the heads of columns that only describe an action.
var sideColumn = pattern.New(`^(?:no\.?|nr\.?|#|id|status|state|priority|prio|remarks?|notes?|comments?|序号|编号|号|状态|进度|优先级|备注)?$`)

// saysMore reports whether a cell is about something else than an action.
func (r *reader) saysMore(head, cell string) bool {
	for _, form := range []*pattern.Pattern{ownerColumn, whatColumn, resultColumn, dueColumn, sideColumn} {
		if form.MatchString(head) {
			return false
		}
	}
	return true
}

// rowOf reads the cells of a row by their heads.
func (r *reader) rowOf(row []string) {
	var a Action
	decided, result := false, false
	for i, c := range row {
		if i >= len(r.table) || c == "" {
			continue
		}
		switch head := r.table[i]; {
		case r.saysMore(head, c):
			r.shared = true
		case ownerColumn.MatchString(head):
			switch {
			case c == "D" || c == "I" || strings.EqualFold(c, "info"): // decision, information
				decided = c == "D"
				a.Owner = "I"
			default:
				for _, part := range partsOf(c) {
					if name := personIn(part); a.Owner == "" && name != "" && r.mayOwn(name) {
						a.Owner = r.fullName(name)
					}
				}
			}
		case whatColumn.MatchString(head):
			a.What = c
		case resultColumn.MatchString(head):
			a.What, result = c, true
		case dueColumn.MatchString(head):
			a.Due = r.dayOf(c)
		}
	}
	switch {
	case result && a.Owner == "" && a.Due.IsZero():
		if isDecision(a.What) {
			r.decided(a.What)
		}
	case decided:
		r.decided(a.What)
	case a.What != "" && a.Owner != "I" && (a.Owner != "" || !a.Due.IsZero() || len(row) == len(r.table)):
		r.add(a)
	}
	r.begun, r.listed = true, true
}
