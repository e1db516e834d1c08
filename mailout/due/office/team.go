package office

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"rapport/mailout/report"
	"rapport/store"
	"rapport/store/visible"
	"rapport/templates"
)

// What a PM is shown of one team member's part; the log has the rest.
const (
	mostTeamLines   = 15
	longestTeamLine = 240 // characters
)

// TeamParts returns what the team wrote for a report, for a PM to read, those who are blocked first,
// and the parts that this shows. If unseen is an address, it leaves out what the PM at that address
// was shown before.
func (o *Office) TeamParts(ctx context.Context, p *Project, r store.Report, unseen string) (shown []templates.TeamPart, parts []store.TeamPart, err error) {
	all, err := o.Store.TeamParts(ctx, r.Project, r.Period)
	if err != nil {
		return nil, nil, err
	}
	for _, part := range all {
		seen := slices.ContainsFunc(part.Shown, func(pm string) bool { return slices.Contains(p.AddressesOf(unseen), pm) })
		if part.Text == "" || unseen != "" && seen {
			continue
		}
		one := ShownTeamPart(part.Text, r)
		one.Name = cmp.Or(p.Contact(part.Address).Name, part.Address)
		shown, parts = append(shown, one), append(parts, part)
	}
	slices.SortStableFunc(shown, func(a, b templates.TeamPart) int {
		return cmp.Compare(min(len(b.Blocked), 1), min(len(a.Blocked), 1))
	})
	return shown, parts, nil
}

// ShownTeamPart reads what a team member wrote for a report, with the reader of reports. If it
// has what no team member is asked for, such as a budget or boxes of their own, all of it is shown as it was written.
func ShownTeamPart(text string, r store.Report) templates.TeamPart {
	content, problems := report.Parse(text, Day(r.To))
	one := templates.TeamPart{Blocked: content.Risks, Done: content.Done, Next: content.Next, Other: linesOf(content.Summary)}
	for _, w := range content.Progress {
		item := w.Name
		if w.Percent >= 0 {
			item += ": " + strconv.Itoa(w.Percent) + "%"
		}
		if w.Note != "" {
			item += " — " + w.Note
		}
		one.InProgress = append(one.InProgress, item)
	}
	kept := func(p templates.Problem) bool {
		return p.Code != templates.UnknownHeading && p.Code != templates.NoSummary && p.Code != templates.NoPercent
	}
	if report.HasTicks(text) || content.Status != "" || content.Budget != nil || len(content.Milestones)+len(content.Decisions)+len(content.Feedback) > 0 || slices.ContainsFunc(problems, kept) {
		rest := slices.DeleteFunc(linesOf(text), func(line string) bool { return slices.Contains(content.Risks, line) })
		one = templates.TeamPart{Blocked: content.Risks, Other: rest}
	}
	left := mostTeamLines
	for _, list := range []*[]string{&one.Blocked, &one.Done, &one.InProgress, &one.Next, &one.Other} {
		one.More += max(0, len(*list)-left)
		*list = (*list)[:min(len(*list), left)]
		left -= len(*list)
		for i, line := range *list {
			(*list)[i] = teamLine(line)
		}
	}
	return one
}

// linesOf returns the lines of a text that have words, without bullets.
func linesOf(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-*•·>＞ ")); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// teamLine returns a line as the form of a report has it. No brackets are in it: whatever a program
// does to the line, it holds no box that is ticked and no heading.
func teamLine(text string) string {
	text = strings.NewReplacer("[", "(", "]", ")", "【", "（", "】", "）").Replace(strings.Join(strings.Fields(text), " "))
	return visible.Cut(text, longestTeamLine)
}
