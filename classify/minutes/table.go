package minutes

import (
	"regexp"
	"strings"
)

var (
	ruled = regexp.MustCompile(`^[\s|:+-]+$`) // the line below the heads of a table
	// columns are the heads of columns, in lower case.
	ownerColumn = regexp.MustCompile(`^(?:owner|who|responsible|assignee|assigned to|负责人|责任人|负责|担当)$`)
	whatColumn  = regexp.MustCompile(`^(?:what|task|action|item|action item|to do|todo|事项|任务|内容|待办|工作内容|行动项|待办事项)$`)
	dueColumn   = regexp.MustCompile(`^(?:due|due date|when|by|deadline|until|date|截止|截止日期|截止时间|完成时间|期限|时间|时限)$`)
)

// row reads a line as that of a table, of Markdown or with tabs. It says false where it
// is none.
func (r *reader) row(line string) bool {
	var cells []string
	switch {
	case strings.Count(line, "|") >= 2:
		cells = strings.Split(strings.Trim(line, "| "), "|")
	case strings.Count(line, "\t") >= 1:
		cells = strings.Split(line, "\t")
	default:
		r.table = nil
		return false
	}
	if ruled.MatchString(line) {
		return true
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if r.table == nil {
		heads, what := make([]string, len(cells)), false
		for i, c := range cells {
			heads[i] = strings.ToLower(c)
			what = what || whatColumn.MatchString(heads[i])
		}
		if !what {
			return false
		}
		r.table = heads
		return true
	}
	var a Action
	for i, c := range cells {
		if i >= len(r.table) || c == "" {
			continue
		}
		switch head := r.table[i]; {
		case ownerColumn.MatchString(head):
			if name := clean(c); isName(name) {
				a.Owner = name
			}
		case whatColumn.MatchString(head):
			a.What = c
		case dueColumn.MatchString(head):
			if a.Due = r.due("by " + c); a.Due.IsZero() {
				a.Due = r.due(c + "前")
			}
		}
	}
	if a.What != "" && len(r.m.Actions) < mostItems {
		r.m.Actions = append(r.m.Actions, a)
	}
	return true
}
