package answer

import (
	"strings"

	"rapport/store"
	"rapport/store/pattern"
	"rapport/store/visible"
)

// longestFact bounds what a PM says for a summary in one line, in characters.
const longestFact = 600

// Closing is what a PM says for the summary of their project.
type Closing struct {
	Facts         store.ClosingFacts
	Retrospective store.RetrospectiveMode // "": they do not say
	Rest          string                  // the lines that are neither
	Problems      []string                // words of a line about the retrospective that say nothing of the sort
}

// closingLine is “Goal: a new shop”, “- **目标**：……”.
var closingLine = pattern.New(`^[>\s*•·-]*\**([^:：*\d]{2,24}?)\**\s*[:：]\s*\**\s*(.*)$`)

// closingLabels are what people write before a fact, and what the form has there. The table is read-only.
var closingLabels = map[string]func(*Closing) *string{
	"goal": goalOf, "project goal": goalOf, "目标": goalOf, "项目目标": goalOf, "目標": goalOf,
	"scope": scopeOf, "project scope": scopeOf, "范围": scopeOf, "项目范围": scopeOf, "範圍": scopeOf,
	"time planned": plannedOf, "planned time": plannedOf, "计划时间": plannedOf, "计划工期": plannedOf, "計劃時間": plannedOf,
	"time taken": realOf, "real time": realOf, "actual time": realOf, "实际时间": realOf, "实际工期": realOf, "實際時間": realOf,
	"budget": budgetOf, "planned budget": budgetOf, "budget planned": budgetOf, "预算": budgetOf, "计划预算": budgetOf, "預算": budgetOf,
	"spent": spentOf, "budget spent": spentOf, "actual cost": spentOf, "实际支出": spentOf, "实际费用": spentOf, "实际成本": spentOf, "實際支出": spentOf,
}

func goalOf(c *Closing) *string    { return &c.Facts.Goal }
func scopeOf(c *Closing) *string   { return &c.Facts.Scope }
func plannedOf(c *Closing) *string { return &c.Facts.Planned }
func realOf(c *Closing) *string    { return &c.Facts.Real }
func budgetOf(c *Closing) *string  { return &c.Facts.Budget }
func spentOf(c *Closing) *string   { return &c.Facts.Spent }

// retrospectiveLabels are what people write before how both sides are asked to look back.
var retrospectiveLabels = tableOf(`retrospective|retro|look back|复盘|项目复盘|回顾|复盘方式|復盤`)

// retrospectiveModes are the words for that. The table is read-only.
var retrospectiveModes = map[string]store.RetrospectiveMode{
	"named": store.RetrospectiveNamed, "with names": store.RetrospectiveNamed, "by name": store.RetrospectiveNamed, "实名": store.RetrospectiveNamed, "署名": store.RetrospectiveNamed, "實名": store.RetrospectiveNamed,
	"anonymous": store.RetrospectiveAnonymous, "anonymously": store.RetrospectiveAnonymous, "without names": store.RetrospectiveAnonymous, "匿名": store.RetrospectiveAnonymous,
	"none": store.RetrospectiveNone, "no": store.RetrospectiveNone, "not needed": store.RetrospectiveNone, "不需要": store.RetrospectiveNone, "不做": store.RetrospectiveNone, "无": store.RetrospectiveNone, "不用": store.RetrospectiveNone,
}

// ReadClosing reads a PM's reply to the questions at the end of their project. A label without words
// behind it, as the form has it, says nothing.
func ReadClosing(text, name string) (c Closing) {
	var rest []string
	for line := range strings.Lines(Body(text, name)) {
		line = strings.TrimSpace(line)
		m := closingLine.FindStringSubmatch(line)
		if m == nil {
			rest = append(rest, line)
			continue
		}
		label, words := normalize(m[1]), visible.Cut(strings.Join(strings.Fields(m[2]), " "), longestFact)
		switch of := closingLabels[label]; {
		case of != nil:
			*of(&c) = words
		case retrospectiveLabels()[label]:
			mode, known := retrospectiveModes[normalize(words)]
			if !known && words != "" {
				c.Problems = append(c.Problems, visible.Cut(line, longestWhat))
			}
			c.Retrospective = mode
		default:
			rest = append(rest, line)
		}
	}
	c.Rest = strings.Join(rest, "\n")
	return c
}
