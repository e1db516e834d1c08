package closing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/visible"
	"rapport/templates"
)

const (
	mostLines     = 40 // of a list; the log has the rest
	mostPoints    = 12 // of the chart
	longestImpact = 300
)

// compose writes the summary of a closing from what the log holds and the PM said, as Markdown, and
// returns what its chart shows. A part without content is left out; the text is "" where a quarter has none.
func compose(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) (text string, progress []store.ProgressPoint, err error) {
	f, err := gather(ctx, o, p, c)
	if err != nil {
		return "", nil, err
	}
	w := &writer{words: wordsFor(p.Language), language: p.Language, facts: f, closing: c}
	w.section(w.goal, w.literal(c.Facts.Goal)...)
	w.section(w.scope, w.scopeLines(p)...)
	w.section(w.time, w.timeLines()...)
	w.section(w.budget, w.budgetLines()...)
	w.section(w.progress, w.progressLines()...)
	w.section(w.milestones, w.milestoneLines()...)
	if err := w.procedures(ctx, o); err != nil {
		return "", nil, err
	}
	if err := w.surveyLines(ctx, o, p); err != nil {
		return "", nil, err
	}
	w.section(w.agreed, w.agreedLines(p)...)
	empty := w.b.Len() == 0
	w.section(w.open, w.openLines()...)
	switch {
	case w.b.Len() == 0 && c.Ends():
		return w.nothing, nil, nil
	case empty && !c.Ends(): // nothing has happened in the quarter
		return "", nil, nil
	}
	return w.b.String(), w.history(), nil
}

// writer writes a summary.
type writer struct {
	words
	facts    *facts
	language string
	closing  store.Closing
	b        strings.Builder
}

// section writes a part of the summary: a line alone as a sentence, several as a list.
func (w *writer) section(title string, lines ...string) {
	if len(lines) == 0 {
		return
	}
	if left := len(lines) - mostLines; left > 0 {
		lines = append(slices.Clone(lines[:mostLines]), fmt.Sprintf(w.more, left))
	}
	w.heading(title)
	if len(lines) == 1 {
		w.b.WriteString(lines[0])
		return
	}
	w.b.WriteString("- " + strings.Join(lines, "\n- "))
}

func (w *writer) heading(title string) {
	if w.b.Len() > 0 {
		w.b.WriteString("\n\n")
	}
	w.b.WriteString("## " + title + "\n\n")
}

// literal returns what a PM said as a line, none for "".
func (w *writer) literal(text string) []string {
	if text == "" {
		return nil
	}
	return []string{store.Literal(text)}
}

func (w *writer) scopeLines(p *office.Project) (lines []string) {
	lines = w.literal(w.closing.Facts.Scope)
	s := w.facts.scope()
	if s == nil {
		return lines
	}
	lines = append(lines, fmt.Sprintf(w.scopeText, store.Literal(s.Title), s.Version, w.day(s.At.In(p.Zone))))
	var changed []string
	for _, one := range w.facts.changes {
		if one.Created.After(s.At) && (one.State == store.ChangeVerified || one.State == store.ChangeCarriedOut || one.State == store.ChangeApproved) {
			changed = append(changed, fmt.Sprintf(w.procedure[one.Kind], one.Number))
		}
	}
	if len(changed) > 0 {
		lines = append(lines, fmt.Sprintf(w.scopeChanges, strings.Join(changed, w.list)))
	}
	return lines
}

func (w *writer) timeLines() (lines []string) {
	said := w.closing.Facts
	if said.Planned != "" {
		lines = append(lines, fmt.Sprintf(w.planned, store.Literal(said.Planned)))
	}
	if said.Real != "" {
		lines = append(lines, fmt.Sprintf(w.taken, store.Literal(said.Real)))
	}
	if last, ok := w.lastMilestone(); ok {
		switch {
		case !last.done.IsZero():
			lines = append(lines, fmt.Sprintf(w.endsDone, w.day(last.first), w.day(last.done)))
		case last.latest.IsZero(), last.latest.Equal(last.first):
			lines = append(lines, fmt.Sprintf(w.endsThen, w.day(last.first)))
		default:
			lines = append(lines, fmt.Sprintf(w.ends, w.day(last.first), w.day(last.latest)))
		}
	}
	if n := len(w.facts.reports); n > 0 {
		lines = append(lines, fmt.Sprintf(w.words.reports, w.period(office.Day(w.facts.reports[0].From), office.Day(w.facts.reports[n-1].To)), n))
	}
	return lines
}

// lastMilestone returns the milestone that was planned for the latest day.
func (w *writer) lastMilestone() (last milestone, ok bool) {
	for _, m := range w.facts.milestones {
		if !m.first.IsZero() && (!ok || m.first.After(last.first)) {
			last, ok = m, true
		}
	}
	return last, ok
}

func (w *writer) budgetLines() (lines []string) {
	said, b := w.closing.Facts, w.facts.budget
	switch {
	case said.Budget != "":
		lines = append(lines, fmt.Sprintf(w.budgetPlanned, store.Literal(said.Budget)))
	case b != nil && w.facts.firstTotal != b.Total:
		lines = append(lines, fmt.Sprintf(w.budgetFirst, w.amount(w.facts.firstTotal, b.Unit), w.amount(b.Total, b.Unit)))
	case b != nil:
		lines = append(lines, fmt.Sprintf(w.budgetPlanned, w.amount(b.Total, b.Unit)))
	}
	switch {
	case said.Spent != "":
		lines = append(lines, fmt.Sprintf(w.spent, store.Literal(said.Spent)))
	case b != nil:
		lines = append(lines, fmt.Sprintf(w.spent, w.amount(b.Used, b.Unit)))
	}
	return lines
}

// amount returns an amount with its unit.
func (w *writer) amount(value float64, unit string) string {
	return templates.MoneyWords(w.language, value, store.Literal(unit))
}

// history returns how far the project was at the end of each report that says so, thinned out to what a
// chart shows; the first and the last stay.
func (w *writer) history() (list []store.ProgressPoint) {
	for _, r := range w.facts.reports {
		if r.Actual >= 0 {
			list = append(list, store.ProgressPoint{Day: r.To, Planned: r.Planned, Actual: r.Actual})
		}
	}
	if len(list) <= mostPoints {
		return list
	}
	var thin []store.ProgressPoint
	for i := range mostPoints {
		thin = append(thin, list[i*(len(list)-1)/(mostPoints-1)])
	}
	return thin
}

func (w *writer) progressLines() (lines []string) {
	list := w.history()
	if len(list) == 0 {
		return nil
	}
	last := list[len(list)-1]
	if last.Planned >= 0 {
		lines = append(lines, fmt.Sprintf(w.progressLine, last.Actual, last.Planned))
	} else {
		lines = append(lines, fmt.Sprintf(w.progressAlone, last.Actual))
	}
	return lines
}

// milestoneLines returns the milestones with their shifts.
func (w *writer) milestoneLines() (lines []string) {
	for _, m := range w.facts.milestones {
		var parts []string
		if !m.first.IsZero() {
			parts = append(parts, fmt.Sprintf(w.firstPlanned, w.day(m.first)))
		}
		days := int(m.latest.Sub(m.first).Hours() / 24)
		if known := !m.first.IsZero() && !m.latest.IsZero(); known && days > 0 {
			parts = append(parts, fmt.Sprintf(w.later, w.day(m.latest), days))
		} else if known && days < 0 {
			parts = append(parts, fmt.Sprintf(w.earlier, w.day(m.latest), -days))
		}
		if !m.done.IsZero() {
			parts = append(parts, fmt.Sprintf(w.doneIn, w.day(m.done)))
		}
		if len(parts) > 0 {
			lines = append(lines, store.Literal(m.name)+w.colon+strings.Join(parts, w.comma))
		}
	}
	return lines
}

// procedures writes the changes with their impact, the questions with the time to answer them, and the disputes.
func (w *writer) procedures(ctx context.Context, o *office.Office) error {
	lines := func(list []store.Procedure) (lines []string, err error) {
		for i, one := range list {
			line := fmt.Sprintf(w.procedure[one.Kind], one.Number) + w.colon + store.Literal(one.Title) + fmt.Sprintf(w.owner, w.state[one.State])
			if i < mostLines && one.Kind == store.ProcedureChange {
				steps, err := o.Store.ProcedureSteps(ctx, one.ID)
				if err != nil {
					return nil, err
				}
				for _, s := range slices.Backward(steps) {
					if s.Event == store.EventAssessed && s.Text != "" {
						line += "\n  " + fmt.Sprintf(w.impact, store.Literal(visible.Cut(s.Text, longestImpact)))
						break
					}
				}
			}
			lines = append(lines, line)
		}
		return lines, nil
	}
	changes, err := lines(w.facts.changes)
	if err != nil {
		return err
	}
	w.section(w.words.changes, changes...)
	w.section(w.questions, w.questionLines()...)
	disputes, err := lines(w.facts.disputes)
	w.section(w.words.disputes, disputes...)
	return err
}

func (w *writer) questionLines() (lines []string) {
	f := w.facts.figures
	if f.Asked > 0 {
		lines = append(lines, fmt.Sprintf(w.asked, f.Asked, f.Answered))
	}
	if f.Open > 0 {
		lines = append(lines, fmt.Sprintf(w.answered, f.Open))
	}
	if f.MedianAnswer > 0 {
		lines = append(lines, fmt.Sprintf(w.median, templates.DurationWords(w.language, f.MedianAnswer)))
	}
	count := map[store.Ask]int{}
	for _, one := range w.facts.cases {
		count[one.Kind]++
	}
	var kinds []string
	for _, kind := range store.CaseKinds() {
		if n := count[kind]; n > 0 {
			kinds = append(kinds, cmp.Or(w.caseKind[kind], string(kind))+" "+strconv.Itoa(n))
		}
	}
	if len(kinds) > 0 {
		lines = append(lines, fmt.Sprintf(w.kinds, strings.Join(kinds, w.list)))
	}
	return lines
}

// surveyLines writes the scores of surveys, and what reports say was done about feedback.
func (w *writer) surveyLines(ctx context.Context, o *office.Office, p *office.Project) error {
	var lines []string
	for _, s := range w.facts.surveys[:min(len(w.facts.surveys), mostLines)] {
		results, err := o.Store.SurveyResults(ctx, s)
		if err != nil {
			return err
		}
		line := fmt.Sprintf(w.surveyLine, store.Literal(s.Title), w.day(s.Created.In(p.Zone)), s.Answered, s.Asked)
		if results.Withheld {
			line += "; " + w.withheld
		}
		for _, r := range results.Questions {
			switch {
			case r.Counted.Net != nil:
				line += "; " + fmt.Sprintf(w.net, *r.Counted.Net)
			case r.Counted.Satisfied != nil:
				line += "; " + fmt.Sprintf(w.satisfied, *r.Counted.Satisfied, r.Counted.Mean)
			}
		}
		lines = append(lines, line)
	}
	w.section(w.words.surveys, lines...)
	var done []string
	for _, r := range w.facts.reports {
		for _, one := range r.content.Feedback {
			if line := store.Literal(one); !slices.Contains(done, line) {
				done = append(done, line)
			}
		}
	}
	w.section(w.done, done...)
	return nil
}

func (w *writer) agreedLines(p *office.Project) (lines []string) {
	for _, a := range w.facts.agreed {
		if !w.facts.from.IsZero() && a.At.Before(w.facts.from) {
			continue // of a quarter, its own alone
		}
		lines = append(lines, templates.KindName(w.language, a.Kind)+w.colon+store.Literal(a.Title)+fmt.Sprintf(w.owner, w.day(a.At.In(p.Zone))))
	}
	return lines
}

// openLines returns what is open still, with what becomes of it.
func (w *writer) openLines() (lines []string) {
	for _, item := range w.facts.open {
		word := store.ClosingLeave
		for _, said := range w.closing.Items {
			if said.Kind == item.Kind && said.Object == item.Object && said.Word != "" {
				word = said.Word
			}
		}
		line := store.Literal(item.Title)
		if w.closing.Ends() {
			line += w.word[word]
		}
		lines = append(lines, line)
	}
	return lines
}
