package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"golang.org/x/text/width"

	"rapport/mailout/report"
	"rapport/templates"
)

// manner is a progress report as a project manager writes it in place of the form, and what a
// careful reader finds in it.
type manner struct {
	Lang  string    `json:"lang"`
	Text  string    `json:"text"`
	Today string    `json:"today"` // the day on which it is read; mannersRead where it is missing
	Want  *findings `json:"want"`
}

// findings are the parts of a report. A part that is missing is one that the text does not have.
type findings struct {
	Done        []string  `json:"done"`
	Next        []string  `json:"next"`
	Problems    []string  `json:"problems"`
	Decisions   []string  `json:"decisions"`
	Percent     *int      `json:"percent"`
	BudgetTotal *float64  `json:"budget_total"`
	BudgetSpent *float64  `json:"budget_spent"`
	Milestones  []reached `json:"milestones"`
}

// reached is a milestone: its day now, and what that was before.
type reached struct {
	Name string `json:"name"`
	Date string `json:"date"`
	Was  string `json:"was"`
	Done bool   `json:"done"`
}

// mannersRead is the day on which these texts are read, a Friday.
const mannersRead = "2026-11-27"

// verdict is what became of one part of a text.
type verdict struct {
	part  string
	wants bool
	right bool // read as wanted, which may be nothing
	wrong bool // something was read that the text does not say
	want  string
	got   string
}

// judgeManners scores the texts in every file of a folder.
func (s *scores) judgeManners(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "manner-*.jsonl"))
	if err != nil {
		return err
	}
	for _, path := range files {
		group := strings.TrimSuffix(filepath.Base(path), ".jsonl")
		if !strings.Contains(group, s.only) {
			continue
		}
		list, err := readManners(path)
		if err != nil {
			return err
		}
		for i, m := range list {
			verdicts, err := m.judge()
			if err != nil {
				return fmt.Errorf("%s: text %d: %w", path, i+1, err)
			}
			c := labelled{group: group, name: fmt.Sprint(i + 1)}
			for _, v := range verdicts {
				if v.wants {
					s.point(c, v.part, v.right, m.Text+"\n"+v.want, v.got)
				}
				s.point(c, "nothing wrong", !v.wrong, m.Text+"\n"+v.part+": "+v.want, v.got)
			}
		}
	}
	return nil
}

func readManners(path string) (list []manner, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(data)) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var m manner
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			return nil, fmt.Errorf("%s: text %d: %w", path, len(list)+1, err)
		}
		if m.Want == nil {
			return nil, fmt.Errorf("%s: text %d has no labels", path, len(list)+1)
		}
		list = append(list, m)
	}
	return list, nil
}

// printManners prints how many parts of the texts in a file are read right and wrong, and, if
// it is to say all, each that is not right.
func printManners(path string, verbose bool) error {
	list, err := readManners(path)
	if err != nil {
		return err
	}
	parts := []string{"done", "next", "problems", "decisions", "percent", "budget", "milestones"}
	var right, wanted, wrong, whole [8]int
	for i, m := range list {
		verdicts, err := m.judge()
		if err != nil {
			return fmt.Errorf("%s: text %d: %w", path, i+1, err)
		}
		all := true
		for _, v := range verdicts {
			n := slices.Index(parts, v.part)
			count := func(of *[8]int, yes bool) {
				if yes {
					of[n]++
					of[7]++
				}
			}
			count(&wanted, v.wants)
			count(&right, v.wants && v.right)
			count(&wrong, v.wrong)
			all = all && v.right
			if verbose && !v.right {
				fmt.Printf("--- text %d, %s: %s\n%s\nwanted: %s\nread:   %s\n", i+1, v.part, map[bool]string{true: "wrong", false: "not read"}[v.wrong], m.Text, v.want, v.got)
			}
		}
		if all {
			whole[0]++
		}
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "part\tright\twanted\twrong\t")
	for n, part := range append(parts, "all parts") {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t\n", part, right[n], wanted[n], wrong[n])
	}
	fmt.Fprintf(t, "whole texts\t%d\t%d\t\t\n", whole[0], len(list))
	return t.Flush()
}

// judge reads the text and compares what was read with the labels.
func (m manner) judge() ([]verdict, error) {
	day := m.Today
	if day == "" {
		day = mannersRead
	}
	today, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, err
	}
	r, _ := report.Parse(m.Text, today)
	var decisions []string
	for _, d := range r.Decisions {
		decisions = append(decisions, d.Text)
	}
	w := m.Want
	return []verdict{
		judgeList("done", w.Done, r.Done), judgeList("next", w.Next, r.Next), judgeList("problems", w.Problems, r.Risks), judgeList("decisions", w.Decisions, decisions),
		judgePercent(w, r), judgeBudget(w, r), judgeMilestones(w.Milestones, r.Milestones),
	}, nil
}

func judgeList(part string, want, got []string) verdict {
	v := verdict{part: part, wants: len(want) > 0, want: list(want), got: list(got)}
	rest := slices.Clone(want)
	for _, item := range got {
		i := slices.IndexFunc(rest, func(w string) bool { return letters(w) == letters(item) })
		if i < 0 {
			v.wrong = true
			continue
		}
		rest = slices.Delete(rest, i, i+1)
	}
	v.right = !v.wrong && len(rest) == 0
	return v
}

// letters returns a text as items are compared: its letters, figures and signs of money, in
// small letters.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Sc, r) || r == '%' {
			return unicode.ToLower(r)
		}
		return -1
	}, width.Fold.String(text))
}

func judgePercent(w *findings, r templates.Report) verdict {
	v := verdict{part: "percent", wants: w.Percent != nil, wrong: r.Overall != nil && (w.Percent == nil || *w.Percent != *r.Overall)}
	v.right = !v.wrong && v.wants == (r.Overall != nil)
	if w.Percent != nil {
		v.want = fmt.Sprint(*w.Percent)
	}
	if r.Overall != nil {
		v.got = fmt.Sprint(*r.Overall)
	}
	return v
}

func judgeBudget(w *findings, r templates.Report) verdict {
	v := verdict{part: "budget", wants: w.BudgetTotal != nil || w.BudgetSpent != nil}
	same := func(want *float64, got float64) bool { return want == nil || *want == got }
	if v.wants {
		v.want = fmt.Sprintf("%.10g of %.10g", of(w.BudgetSpent), of(w.BudgetTotal))
	}
	if r.Budget != nil && r.Budget.Unit == "%" && !v.wants {
		r.Budget = nil // “61% used” is right, and no sum
	}
	if r.Budget != nil {
		v.got = fmt.Sprintf("%.10g of %.10g %s", r.Budget.Used, r.Budget.Total, r.Budget.Unit)
		v.wrong = !v.wants || !same(w.BudgetTotal, r.Budget.Total) || !same(w.BudgetSpent, r.Budget.Used)
	}
	v.right = !v.wrong && v.wants == (r.Budget != nil)
	return v
}

func of(figure *float64) float64 {
	if figure == nil {
		return -1
	}
	return *figure
}

// judgeMilestones compares milestones: the names as far as the shorter of two has it, and all
// else exactly.
func judgeMilestones(want []reached, got []templates.Milestone) verdict {
	v := verdict{part: "milestones", wants: len(want) > 0, want: fmt.Sprintf("%+v", want)}
	var read []reached
	for _, m := range got {
		one := reached{Name: m.Name, Date: dayOf(m.Planned), Done: m.Done}
		if !m.Expected.IsZero() {
			one.Was, one.Date = one.Date, dayOf(m.Expected)
		}
		if one.Was == one.Date {
			one.Was = ""
		}
		read = append(read, one)
	}
	v.got = fmt.Sprintf("%+v", read)
	rest := slices.Clone(want)
	for _, m := range read {
		i := slices.IndexFunc(rest, func(w reached) bool {
			return sameName(w.Name, m.Name) && w.Date == m.Date && w.Was == m.Was && w.Done == m.Done
		})
		if i < 0 {
			v.wrong = true
			continue
		}
		rest = slices.Delete(rest, i, i+1)
	}
	v.right = !v.wrong && len(rest) == 0
	return v
}

func sameName(a, b string) bool {
	a, b = letters(a), letters(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	return a != "" && strings.Contains(b, a) && len(b) <= 2*len(a)+6
}
