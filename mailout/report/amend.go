package report

import (
	"fmt"
	"slices"
	"strings"

	"rapport/classify/amend"
	"rapport/templates"
)

// amend applies the changes of one reply. The numbers of items are those of the report as it
// was before that reply, so what is left out goes last.
func (p *parser) amend(reply string) {
	var drops []amend.Change
	for said := range strings.Lines(reply) {
		said = strings.TrimSpace(said)
		list, ok := amend.Read(said)
		if !ok && said != "" {
			p.problem(0, templates.NoSuchPart, said, "")
		}
		for _, c := range list {
			switch {
			case c.Verb == amend.Drop:
				drops = append(drops, c)
			case !p.change(c):
				p.problem(0, templates.NoSuchPart, said, "")
			}
		}
	}
	removed := map[section][]int{}
	for _, c := range drops {
		if !p.drop(c, removed) {
			p.problem(0, templates.NoSuchPart, strings.TrimSpace(reply), "")
		}
	}
	for of, numbers := range removed {
		slices.Sort(numbers)
		for _, n := range slices.Backward(slices.Compact(numbers)) {
			p.remove(of, n)
		}
	}
}

// change puts a text in the place of a part or of one of its items, or adds an item. It
// reports whether there is such a part.
func (p *parser) change(c amend.Change) bool {
	of := sectionOf(c.Part)
	it := line{text: c.Text}
	if of == unknown {
		of = meantBy(c.Part, unknown)
	}
	switch of {
	case status:
		p.report.Status, p.report.StatusReason = "", ""
		p.readStatus(it)
		return true
	case summary:
		p.summary, p.unknown = []string{c.Text}, nil
		return true
	case budget:
		return p.changeBudget(c)
	case overall:
		figure, sure := overallOf(c.Text, true)
		if sure == certain {
			p.report.Overall = &figure
		}
		return sure == certain
	case before, unknown:
		return false
	}
	n := p.length(of)
	at := n + 1
	if len(c.Items) == 1 {
		at = c.Items[0]
	}
	if at < 1 || at > n+1 || at > n && p.items >= maxItems {
		return false
	}
	if at > n {
		p.items++
	}
	p.section = of
	p.readItem(it)
	if at <= n { // the item that was read last takes the place of the one that is meant
		p.put(of, n, at-1)
	}
	return true
}

// changeBudget reads another budget, or another figure of the present one. It reports whether it
// is a budget.
func (p *parser) changeBudget(c amend.Change) bool {
	p.heading = c.Part
	if sectionOf(c.Part) == budget {
		p.readBudget(line{text: c.Text})
		return true
	}
	said := narrow(c.Part + ": " + c.Text)
	b, rest := ownBudget(said, "")
	if was := p.report.Budget; b == nil && was != nil && was.Unit != "%" {
		for _, other := range []string{"total: %f %s", "spent: %f %s"} {
			figure := was.Total
			if strings.HasPrefix(other, "spent") {
				figure = was.Used
			}
			if b, rest = ownBudget(said+"; "+fmt.Sprintf(other, figure, was.Unit), ""); b != nil {
				break
			}
		}
	}
	if b == nil || rest != "" {
		return false
	}
	p.report.Budget = b
	return true
}

// drop leaves out a part, or notes the numbers of its items in removed. It reports whether
// there are such items.
func (p *parser) drop(c amend.Change, removed map[section][]int) bool {
	omit := &p.report.Omit
	switch {
	case c.Part == amend.Figures:
		omit.Figures = true
		return true
	case c.Part == amend.Overall:
		omit.Overall = true
		return true
	case c.Part == amend.Waiting:
		omit.Waiting = true
		return true
	case c.Part == amend.Actions && len(c.Items) == 0:
		omit.Actions = true
		return true
	case c.Part == amend.Actions:
		omit.ActionNumbers = append(omit.ActionNumbers, c.Items...)
		return true
	}
	of := sectionOf(c.Part)
	n := p.length(of)
	switch {
	case of == status:
		p.report.Status, p.report.StatusReason = "", ""
		return true
	case of == budget:
		p.report.Budget = nil
		return true
	case of == before, of == unknown, of == summary, n == 0:
		return false
	case len(c.Items) == 0:
		for i := range n {
			removed[of] = append(removed[of], i+1)
		}
		return true
	}
	for _, i := range c.Items {
		if i > n {
			return false
		}
	}
	removed[of] = append(removed[of], c.Items...)
	return true
}

// list is a list of items of any type.
type list interface {
	length() int
	remove(i int)
	put(from, to int)
}

type listOf[T any] struct{ items *[]T }

func (l listOf[T]) length() int  { return len(*l.items) }
func (l listOf[T]) remove(i int) { *l.items = slices.Delete(*l.items, i, i+1) }

// put moves an item to the place of another, which it replaces.
func (l listOf[T]) put(from, to int) {
	(*l.items)[to] = (*l.items)[from]
	l.remove(from)
}

// listIn returns the items of a section, nil where it has none.
func (p *parser) listIn(of section) list {
	r := &p.report
	switch of {
	case done:
		return listOf[string]{&r.Done}
	case next:
		return listOf[string]{&r.Next}
	case risks:
		return listOf[string]{&r.Risks}
	case feedback:
		return listOf[string]{&r.Feedback}
	case progress:
		return listOf[templates.WorkItem]{&r.Progress}
	case milestones:
		return listOf[templates.Milestone]{&r.Milestones}
	case decisions:
		return listOf[templates.Decision]{&r.Decisions}
	}
	return nil
}

func (p *parser) length(of section) int {
	if l := p.listIn(of); l != nil {
		return l.length()
	}
	return 0
}

func (p *parser) remove(of section, n int)     { p.listIn(of).remove(n - 1) }
func (p *parser) put(of section, from, to int) { p.listIn(of).put(from, to) }
