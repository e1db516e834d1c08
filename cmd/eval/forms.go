package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rapport/mailout/report"
	"rapport/templates"
)

// form is a part of a progress report as somebody fills it in, and what a careful reader makes
// of it.
type form struct {
	heading, zone, text string
	want                []string // “section: value | value …”; “?” where only the writer knows
}

// formsRead is the day on which the labelled forms are read, a Friday.
const formsRead = "2026-03-06"

// judgeForms scores the parts of reports in every file of a folder.
func (s *scores) judgeForms(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return err
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		if !strings.Contains("forms-"+name, s.only) {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		zone := "Europe/London"
		if strings.HasSuffix(name, "-zh") {
			zone = "Asia/Shanghai"
		}
		for i, part := range strings.Split(strings.TrimSpace(string(data)), "\n\n")[1:] {
			f := readForm(part, zone)
			if err := s.judgeForm(labelled{group: "forms-" + name, name: fmt.Sprint(i + 1)}, f); err != nil {
				return fmt.Errorf("%s: case %d: %w", path, i+1, err)
			}
		}
	}
	return nil
}

// readForm reads a case: its heading, its text, and its labels behind “= ”.
func readForm(part, zone string) form {
	first, rest, _ := strings.Cut(part, "\n")
	f := form{zone: zone}
	var at string
	if f.heading, at, _ = strings.Cut(first, " @"); at != "" {
		f.zone = at
	}
	for line := range strings.SplitSeq(rest, "\n") {
		if want, ok := strings.CutPrefix(line, "= "); ok {
			f.want = append(f.want, want)
		} else {
			f.text += line + "\n"
		}
	}
	return f
}

func (s *scores) judgeForm(c labelled, f form) error {
	zone, err := time.LoadLocation(f.zone)
	if err != nil || len(f.want) == 0 {
		return fmt.Errorf("%q has %d labels: %w", f.text, len(f.want), err)
	}
	today, err := time.ParseInLocation(time.DateOnly, formsRead, zone)
	if err != nil {
		return err
	}
	r, problems := report.Parse("Summary:\nWell.\n\n"+f.heading+":\n"+f.text, today)
	got := formParts(r)
	asked := slices.ContainsFunc(problems, func(p templates.Problem) bool { return p.Code != templates.BudgetText })
	if f.want[0] == "?" {
		certain := slices.ContainsFunc(got, func(g string) bool { return !isOpen(g) })
		s.point(c, "asked, not guessed", asked && !certain, f.text, list(got))
		return nil
	}
	point, _, _ := strings.Cut(f.want[0], ":")
	right := len(got) == len(f.want) && !asked
	for _, want := range f.want {
		right = right && slices.ContainsFunc(got, func(g string) bool { return saysSame(want, g) })
	}
	var codes []string
	for _, p := range problems {
		codes = append(codes, string(p.Code)+" "+p.Detail)
	}
	s.point(c, point, right, f.text+list(f.want), fmt.Sprint(list(got), " asked: ", list(codes)))
	return nil
}

// formParts returns what was read of a report in the form of the labels.
func formParts(r templates.Report) (parts []string) {
	add := func(section string, values ...string) {
		parts = append(parts, section+": "+strings.Join(values, " | "))
	}
	if r.Status != "" {
		add("status", string(r.Status))
	}
	for _, w := range r.Progress {
		add("progress", w.Name, fmt.Sprint(w.Percent))
	}
	for _, m := range r.Milestones {
		done := ""
		if m.Done {
			done = "done"
		}
		add("milestone", m.Name, dayOf(m.Planned), dayOf(m.Expected), done)
	}
	if b := r.Budget; b != nil {
		add("budget", strings.TrimSpace(fmt.Sprintf("%.10g / %.10g %s", b.Used, b.Total, b.Unit)))
	}
	for _, d := range r.Decisions {
		add("decision", d.Text, dayOf(d.By))
	}
	return parts
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// isOpen reports whether a part has neither a day nor a figure.
func isOpen(part string) bool {
	section, values, _ := strings.Cut(part, ": ")
	fields := strings.Split(values, " | ")
	switch section {
	case "milestone":
		return strings.Join(fields[1:], "") == ""
	case "progress":
		return fields[1] == "-1"
	case "decision":
		return fields[1] == ""
	}
	return false
}

// saysSame reports whether a part was read as its label says: the name as far as the label has
// it, and all else exactly. A milestone that is done has its day as planned or as reached.
func saysSame(want, got string) bool {
	section, w, _ := strings.Cut(want, ": ")
	read, g, _ := strings.Cut(got, ": ")
	wants, gots := cells(w), cells(g)
	if section != read {
		return false
	}
	if section == "budget" || section == "status" {
		return w == g
	}
	for len(wants) < len(gots) {
		wants = append(wants, "")
	}
	if !strings.Contains(strings.ToLower(gots[0]), strings.ToLower(wants[0])) || strings.ContainsAny(gots[0], "\x01") {
		return false
	}
	if section == "milestone" && wants[3] == "done" && wants[2] == "" {
		return gots[3] == "done" && (gots[1] == wants[1] && gots[2] == "" || gots[2] == wants[1] && gots[1] == "")
	}
	if section == "milestone" && wants[3] == "done" && wants[1] == wants[2] && gots[3] == "done" {
		return gots[1] == wants[1]
	}
	return slices.Equal(wants[1:], gots[1:])
}

func cells(text string) (list []string) {
	for cell := range strings.SplitSeq(text, "|") {
		list = append(list, strings.TrimSpace(cell))
	}
	return list
}
