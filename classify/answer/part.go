package answer

// planParts are the parts of a plan that somebody names: its goal, its scope, its schedule
// and its budget.
type planParts uint8

const (
	goalPart planParts = 1 << iota
	scopePart
	schedulePart
	budgetPart
)

// some reports whether parts are named that are not the whole plan. Its schedule alone often
// stands for it.
func (p planParts) some() bool {
	return p != 0 && p != schedulePart && p != goalPart|scopePart|schedulePart|budgetPart
}

// partsNamed returns the parts of a plan that an assent names; 0 where it names the plan
// itself, or nothing.
func partsNamed(list []token) (named planParts) {
	for _, t := range list {
		switch {
		case t.has("plan", "everything", "whole", "entire", "计 划", "方 案", "全 部", "整 个"), t.text == "all":
			return 0
		case t.has("goal", "objective", "aim", "目 标"):
			named |= goalPart
		case t.has("scope", "deliverable", "范 围"):
			named |= scopePart
		case t.has("schedule", "timeline", "timing", "dates", "milestone", "进 度", "排 期", "工 期", "时 间"):
			named |= schedulePart
		case t.has("budget", "cost", "price", "预 算", "费 用"):
			named |= budgetPart
		}
	}
	return named
}
