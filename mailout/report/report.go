// Package report reads a progress report as a project manager writes it, in a
// reply by mail or in a file: plain text or Markdown with headings in Chinese or
// English. It is lenient, guesses little, and reports what it could not read with the
// number of the line.
package report

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/classify/answer"
	"rapport/classify/frame"
	"rapport/store"
	"rapport/templates"
)

// The limits of a report. What exceeds them is left out, and reported as a Problem.
const (
	maxBytes = 64 << 10
	maxItems = 200
)

// Parse reads the text of a report. Days written without a year are taken near
// today, and all days are midnights of today's location. The report's Project,
// From, To, Figures and History are left empty.
//
// There is always a report of what was understood: text under an unknown heading is kept
// at the end of the summary, under that heading. A salutation above the report, and
// courtesies and a name below it, are left out. The problems, in the order of their lines,
// are for the writer. Below store.ChangesMark stand lines that change parts of the report.
func Parse(text string, today time.Time) (templates.Report, []templates.Problem) {
	p := &parser{today: today, head: -1}
	text, changes, _ := strings.Cut(p.bound(text), "\n"+store.ChangesMark+"\n")
	p.all = strings.Split(text, "\n")
	from, to := frame.Within(p.all, "")
	p.greeted = from > 0
	p.all = p.all[:to]
	for i := range p.all {
		p.numbers = append(p.numbers, i+1)
		if i < from {
			p.all[i] = ""
		}
	}
	if written := p.prepare(); len(written) > 0 {
		p.readTeam(written)
		p.section = before
	}
	for i := range p.all {
		p.line(i)
	}
	p.over = true
	p.endSection()
	if p.own {
		p.readMoney()
		p.readProse()
	}
	for reply := range strings.SplitSeq(changes, "\n"+store.ChangesMark+"\n") {
		p.amend(reply)
	}
	p.finish()
	sortProblems(p.problems)
	return p.report, p.problems
}

// Progress returns the mean of the items that have a figure in per cent, rounded; -1 where
// none has.
func Progress(items []templates.WorkItem) int {
	sum, n := 0, 0
	for _, item := range items {
		if item.Percent >= 0 {
			sum, n = sum+min(item.Percent, 100), n+1
		}
	}
	if n == 0 {
		return -1
	}
	return (2*sum + n) / (2 * n)
}

// parser holds what was read so far. A section is collected line by line and
// read when the next one begins.
type parser struct {
	today    time.Time
	report   templates.Report
	problems []templates.Problem

	all     []string // the lines of the text
	numbers []int    // theirs
	section section  // the one that lines go to now
	level   int      // of its heading: the number of #, 0 for the other forms
	lines   []line   // of it
	heading string   // as written
	head    int      // the line of the last heading; -1: there was none
	mark    mark     // of the last heading that was numbered
	over    bool     // no line is left

	summary, unknown []string // blocks of Markdown
	items            int

	// Of a text that is not the form:
	own          bool
	greeted      bool             // it begins with a greeting
	ownManner    bool             // something in it is not as the form has it
	has          map[section]bool // the headings that it has
	present      section          // what “this week” stands for
	labelled     bool             // each item of its list begins with a heading
	left         section          // what stands before the last heading
	symbols      bool             // symbols before its lines say what they are
	inLine       bool             // a heading stands before, on the line that is being parted
	inline       bool             // the items of the last heading stand behind it
	prose        []line           // what stands under no heading
	money        []line           // what stands under headings of the budget
	moneyHeading string           // the first of them
}

// line is a line of a section, without its line end.
type line struct {
	number int
	text   string
}

// bound returns the text as valid UTF-8 with lines that end in LF, without control
// characters and comments, cut to the limit.
func (p *parser) bound(text string) string {
	if len(text) > maxBytes {
		cut := maxBytes
		for cut > maxBytes-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
		p.problem(strings.Count(text, "\n")+1, templates.TooLong, "", "")
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ', r >= 0x7f && r < 0xa0, r == '\uFEFF', r == '\u200B':
			return -1
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\u00A0' || r == '\u3000':
			return ' '
		}
		return r
	}, text)
	return comments.ReplaceAllStringFunc(text, func(comment string) string {
		return strings.Repeat("\n", strings.Count(comment, "\n")) // the lines keep their numbers
	})
}

// line reads line i: a heading begins a section, anything else belongs to the present
// one.
func (p *parser) line(i int) {
	h, ok := p.readHeading(i)
	number := p.numbers[i]
	switch {
	case !ok && p.own && p.resumes(i):
		p.endSection()
		p.section, p.inline = milestones, false
		p.lines = append(p.lines, line{number, p.all[i]})
	case !ok && p.own && p.leaves(i):
		p.endSection()
		p.section, p.level, p.heading, p.inline = summary, 0, "", false
		p.lines = append(p.lines, line{number, strings.TrimSpace(p.all[i])})
	case !ok:
		p.lines = append(p.lines, line{number, strings.TrimRight(p.all[i], " \t")})
	case h.section == unknown && p.section != before && h.level > p.level && p.level > 0:
		p.lines = append(p.lines, line{number, subheading + h.text}) // it divides the section
	default:
		p.endSection()
		p.left = p.section
		p.section, p.level, p.heading, p.head = h.section, h.level, h.text, i
		p.inline = h.rest != ""
		p.ownManner = p.ownManner || p.own && h.section != unknown && (h.rest != "" || !isFormName(h.section, h.text))
		if h.mark.style != 0 {
			p.mark = h.mark
		}
		if h.section == unknown && len(p.problems) < maxProblems {
			p.problem(number, templates.UnknownHeading, h.text, nearest(h.text))
		}
		if h.rest != "" {
			p.lines = append(p.lines, p.behind(h, number)...)
		}
	}
}

// endSection reads the lines of a section.
func (p *parser) endSection() {
	lines := withoutHints(p.lines)
	p.lines = nil
	if p.own {
		lines = p.ownLines(lines)
	}
	if p.section != summary && p.section != unknown {
		lines = withoutSubnumbers(withoutTables(lines, p.section), p.mark)
	}
	if p.section == before {
		lines = p.statusAbove(lines)
	}
	if p.section == before || p.section == summary || p.section == unknown {
		lines = p.withoutEmptyBoxes(lines)
	}
	switch p.section {
	case before, summary:
		if text := paragraphs(lines); text != "" {
			p.summary = append(p.summary, text)
		}
	case unknown:
		text := paragraphs(lines)
		if text != "" {
			p.unknown = append(p.unknown, "**"+strings.ReplaceAll(p.heading, "*", "")+"**\n\n"+text)
		}
	case status:
		p.readStatus(oneLine(lines))
	case budget:
		if p.own {
			p.money = append(p.money, lines...)
			p.moneyHeading = cmp.Or(p.moneyHeading, p.heading)
			return
		}
		p.readBudget(statements(lines))
	case overall:
		p.readShare(oneLine(lines))
	case team:
		p.readTeam(lines)
	default:
		list := items(lines)
		if p.own {
			list = p.inPartsOf(list, lines)
		}
		if p.section == done {
			list = p.ticked(list)
		}
		p.readItems(list)
	}
}

// readItems takes the items of a list into the report.
func (p *parser) readItems(list []line) {
	for _, it := range list {
		if p.own && (none.MatchString(answer.Simplified(it.text)) || blank(it.text)) {
			continue
		}
		if p.items++; p.items > maxItems {
			if p.items == maxItems+1 {
				p.problem(it.number, templates.TooManyItems, "", "")
			}
			return
		}
		p.readItem(it)
	}
}

// ticked returns the items of a list of what is done without those whose box is empty.
func (p *parser) ticked(list []line) []line {
	var open []string
	number := 0
	list = slices.DeleteFunc(list, func(it line) bool {
		rest, ok := strings.CutPrefix(it.text, "[ ]")
		if !ok {
			rest, ok = strings.CutPrefix(it.text, "[]")
		}
		if !ok {
			rest, ok = strings.CutPrefix(it.text, "☐")
		}
		if rest = strings.TrimSpace(rest); ok && rest != "" {
			open, number = append(open, rest), cmp.Or(number, it.number)
		}
		return ok
	})
	if len(open) > 0 {
		p.problem(number, templates.NotTicked, strings.Join(open, "; "), "")
	}
	return list
}

// readItem takes an item of a list into the report.
func (p *parser) readItem(it line) {
	r := &p.report
	switch p.section {
	case done:
		r.Done = append(r.Done, plain(it.text))
	case next:
		r.Next = append(r.Next, plain(it.text))
	case risks:
		r.Risks = append(r.Risks, plain(it.text))
	case feedback:
		r.Feedback = append(r.Feedback, plain(it.text))
	case progress:
		if p.own && p.readAsOther(it) {
			return
		}
		r.Progress = append(r.Progress, p.readWork(it))
	case milestones:
		if p.own {
			it.text = ownItem(it.text)
		}
		r.Milestones = append(r.Milestones, p.readMilestones(it)...)
	case decisions:
		r.Decisions = append(r.Decisions, p.readDecision(it))
	}
}

func (p *parser) finish() {
	if len(p.summary) == 0 && !p.saysEnough() {
		p.problems = append(p.problems, templates.Problem{Code: templates.NoSummary}) // however many there are
	}
	p.report.Summary = strings.Join(append(p.summary, p.unknown...), "\n\n")
}

// saysEnough reports whether a text is a report without a summary: one that has a part in the
// manner of its writer. Where only some of the form's lists are filled in, the summary is missing.
func (p *parser) saysEnough() bool {
	r := &p.report
	lists := len(r.Done) + len(r.Progress) + len(r.Next) + len(r.Milestones) + len(r.Risks) + len(r.Decisions)
	return p.ownManner && (lists > 0 || r.Budget != nil || r.Overall != nil)
}
