package classify

import (
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/frame"
	"rapport/classify/requote"
	"rapport/store"
	"rapport/store/pattern"
)

// section is a part of a reply about several reports: what stands under a heading that names
// a project.
type section struct {
	project string // its code
	text    string
}

var (
	taggedHeading = pattern.New(`^(?:#{1,4}[ \t]*)?\**[\[【［][ \t]*([^\]】］]{1,40}?)[ \t]*[\]】］]\**[ \t]*[:：]?[ \t]*(.*)$`)
	bareHeading   = pattern.New(`^(?:#{1,4}[ \t]*)?\**([\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}?)\**[ \t]*[:：]?\**$`)
)

// sections splits a text where a line names one of the projects of r: in brackets, also with
// words behind it, or alone. before is what stands above the first.
func (d *ProjectIndex) sections(text string, r store.Request) (before string, list []section) {
	var above strings.Builder
	into := &above
	var parts []*strings.Builder
	for line := range strings.Lines(text) {
		code, rest := d.headingOf(strings.TrimSpace(line), r)
		if code == "" {
			into.WriteString(line)
			continue
		}
		into = &strings.Builder{}
		if rest != "" {
			into.WriteString(rest + "\n")
		}
		parts = append(parts, into)
		list = append(list, section{project: code})
	}
	for i, part := range parts {
		list[i].text = strings.TrimSpace(part.String())
	}
	return strings.TrimSpace(above.String()), list
}

// headingOf returns the code of the project that a line names, "" for none, and the words
// behind it.
func (d *ProjectIndex) headingOf(line string, r store.Request) (code, rest string) {
	if m := taggedHeading.FindStringSubmatch(line); m != nil {
		return d.projectCalled(m[1], r), m[2]
	}
	m := bareHeading.FindStringSubmatch(line)
	if m == nil {
		return "", ""
	}
	if code = d.projectCalled(m[1], r); code == "" {
		return "", ""
	}
	if _, asked := reportOf(r, code); !asked {
		return "", "" // a word that happens to be a code
	}
	return code, ""
}

// projectCalled returns the code of the project that words name: by its code or, of those that
// r asks for, by its name or an alias.
func (d *ProjectIndex) projectCalled(words string, r store.Request) string {
	if code, known := d.projectNamed(words); known {
		return code
	}
	for _, one := range r.Reports {
		n, known := d.codes[strings.ToLower(one.Project)]
		if known && (fold(words) == fold(d.projects[n].name) || slices.Contains(d.projects[n].aliases, fold(words))) {
			return d.projects[n].code
		}
	}
	return ""
}

func reportOf(r store.Request, code string) (store.RequestedReport, bool) {
	for _, one := range r.Reports {
		if strings.EqualFold(one.Project, code) {
			return one, true
		}
	}
	return store.RequestedReport{}, false
}

// readReports reads the reply of a PM who was asked for several reports: each section is
// about its project. A section that is as it was sent says nothing, and its report stays open.
func (d *ProjectIndex) readReports(a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision, a.Parts, a.Problems = store.DecisionText, nil, nil
	var theirs []store.RequestedReport
	for _, one := range r.Reports {
		if d.isPM(store.Request{Project: one.Project, Address: r.Address}) {
			theirs = append(theirs, one)
		}
	}
	before, list := d.sections(m.OwnText, r)
	if len(list) == 0 {
		if len(theirs) == 1 { // there is only one that it can mean
			list = []section{{theirs[0].Project, m.OwnText}}
		}
		before = ""
	}
	if !isFrame(before, name) {
		a.Problems = append(a.Problems, before)
	}
	shown := shownLines(r)
	for i, s := range list {
		text := s.text
		if i == len(list)-1 { // the closing stands below it
			text = frame.Text(text, name)
		}
		if isAsSent(text, shown) {
			continue
		}
		one, asked := reportOf(r, s.project)
		if !asked || !d.isPM(store.Request{Project: one.Project, Address: r.Address}) {
			a.Problems = append(a.Problems, "["+s.project+"] "+text)
			continue
		}
		d.readPart(a, m, store.ReportPart{Report: one.Report, Project: one.Project, Version: one.Version, Text: text}, r, name)
	}
	return true
}

// readPart reads what a section says about its report into a.
func (d *ProjectIndex) readPart(a *store.Response, m *store.Message, part store.ReportPart, r store.Request, name string) {
	said, one := *m, *a
	said.OwnText = part.Text
	asked := r
	asked.Project, asked.Object = part.Project, part.Report
	readText(d, &one, &said, asked, name)
	part.Decision, part.Argument = one.Decision, one.Argument
	switch part.Decision {
	case store.DecisionNote: // “thanks” alone is no report
		return
	case store.DecisionSkip:
		a.Decision = store.DecisionSkip // which takes the proof of a decision
	}
	for i, known := range a.Parts {
		if known.Report == part.Report { // the same heading twice
			a.Parts[i].Text = known.Text + "\n\n" + part.Text
			return
		}
	}
	a.Parts = append(a.Parts, part)
}

// readFilledForm reads the form of several reports that was filled in where it is quoted.
func (d *ProjectIndex) readFilledForm(a *store.Response, m *store.Message, r store.Request, name string) {
	if r.Purpose == store.PurposeTeam {
		d.readTeamForm(a, m, r, name)
		return
	}
	if r.Purpose != store.PurposeReports || m.Beside != "" {
		return
	}
	if form := requote.Form(r.Shown, m.Quoted); form != "" {
		filled := *m
		filled.OwnText = form
		d.readReports(a, &filled, r, name)
	}
}

// isFrame reports whether what stands above the sections is a greeting, or announces them.
func isFrame(text, name string) bool {
	if text == "" || answer.IsCourtesy(text, name) || pointsBelow.MatchString(text) {
		return true
	}
	lines := append(strings.Split(text, "\n"), "Summary: x", "Next: y", "Done: z")
	from, _ := frame.Within(lines, name)
	return from >= len(lines)-3
}

// shownLines returns the lines of the mail that asked, as a reply may quote them.
func shownLines(r store.Request) map[string]bool {
	lines := map[string]bool{}
	for _, text := range r.Shown {
		for line := range strings.Lines(text) {
			lines[bareLine(line)] = true
		}
	}
	return lines
}

// isAsSent reports whether a section has no line that was not sent, blank bullets apart.
func isAsSent(text string, shown map[string]bool) bool {
	for line := range strings.Lines(text) {
		if line = bareLine(line); line != "" && !shown[line] {
			return false
		}
	}
	return true
}

func bareLine(line string) string {
	line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), ">＞ "))
	if strings.Trim(line, "-*•·") == "" {
		return ""
	}
	return line
}
