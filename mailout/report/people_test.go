package report

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/classify/frame"
	"rapport/templates"
)

// sheet is a report as somebody wrote it, and what a careful reader makes of it.
type sheet struct {
	name, by, text string
	want           []string // "section: value | value …"
}

// sheets reads a file of testdata/people.
func sheets(t *testing.T, path string) (list []sheet) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(data), "\n=== ")[1:] {
		head, rest, ok := strings.Cut(part, "\n---\n")
		i := strings.LastIndex(rest, "\n---\n")
		if !ok || i < 0 {
			t.Fatalf("%s: %.40q is not complete", path, part)
		}
		name, by, _ := strings.Cut(head, "\nby: ")
		list = append(list, sheet{name, by, rest[:i], strings.Split(strings.TrimSpace(rest[i+len("\n---\n"):]), "\n")})
	}
	return list
}

// readAs returns what was read of a text in the form of the labels.
func readAs(r templates.Report, problems []templates.Problem) (list []string) {
	add := func(section string, values ...string) {
		list = append(list, section+": "+strings.TrimRight(strings.Join(values, " | "), " |"))
	}
	if r.Status != "" || r.StatusReason != "" {
		add("status", cmp.Or(string(r.Status), "none"), r.StatusReason)
	}
	add("summary", r.Summary)
	if r.Overall != nil {
		add("overall", fmt.Sprint(*r.Overall))
	}
	each := func(section string, items []string) {
		for _, it := range items {
			add(section, it)
		}
	}
	each("done", r.Done)
	for _, w := range r.Progress {
		add("progress", w.Name, fmt.Sprint(w.Percent), w.Note)
	}
	each("next", r.Next)
	for _, m := range r.Milestones {
		done := ""
		if m.Done {
			done = "done"
		}
		add("milestone", m.Name, dayOrNone(m.Planned), dayOrNone(m.Expected), done)
	}
	each("risk", r.Risks)
	if b := r.Budget; b != nil {
		add("budget", fmt.Sprintf("%.10g / %.10g %s", b.Used, b.Total, b.Unit))
	}
	for _, d := range r.Decisions {
		add("decision", d.Text, dayOrNone(d.By))
	}
	each("feedback", r.Feedback)
	for _, p := range problems {
		add("asked", fmt.Sprint(p.Line, " ", p.Code))
	}
	return list
}

func dayOrNone(t interface {
	IsZero() bool
	Format(string) string
}) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02")
}

// agrees reports whether a line was read as its label says. A label may leave out the note of
// an item, and the reason of a status.
func agrees(want, got string) bool {
	if want == got {
		return true
	}
	section, _, _ := strings.Cut(want, ":")
	fields := map[string]int{"status": 1, "progress": 2}[section]
	return fields > 0 && strings.Count(want, " | ") == fields-1 && strings.HasPrefix(got, want+" | ")
}

// differences returns the labels that were not read, and what was read without a label.
func differences(want, got []string) (list []string) {
	got = slices.Clone(got)
	for _, w := range want {
		i := slices.IndexFunc(got, func(g string) bool { return agrees(w, g) })
		if i < 0 {
			list = append(list, "not read:  "+w)
			continue
		}
		got = slices.Delete(got, i, i+1)
	}
	for _, g := range got {
		list = append(list, "not there: "+g)
	}
	return list
}

// TestParse_asPeopleWriteThem reads the reports of many people, and counts those that are
// read as a careful reader would.
func TestParse_asPeopleWriteThem(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/people/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		right, lines, wrong := 0, 0, 0
		list := sheets(t, path)
		for _, s := range list {
			found := differences(s.want, readAs(Parse(frame.Text(s.text, s.by), today)))
			lines, wrong = lines+len(s.want), wrong+len(found)
			if len(found) == 0 {
				right++
				continue
			}
			t.Errorf("%s, %s:\n\t%s", path, s.name, strings.Join(found, "\n\t"))
		}
		t.Logf("%s: %d of %d reports, %d differences in %d lines", path, right, len(list), wrong, lines)
	}
}
