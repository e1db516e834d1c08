package office

import (
	"net/url"
	"slices"
	"strings"

	"rapport/mailout/report"
	"rapport/mailout/tracker/work"
	"rapport/store"
	"rapport/templates"
)

// Content reads the text of a report. The links to the tracker that its form came with are for
// the PM alone, and are left out.
func Content(r store.Report) (templates.Report, []templates.Problem) {
	f, _, err := FetchedFor(r)
	if err != nil {
		f = Fetched{} // the text counts, whatever it was written from
	}
	links, keys := f.references()
	content, problems := report.Parse(withoutLinks(r.Draft, links), Day(r.To))
	problems = slices.DeleteFunc(problems, func(one templates.Problem) bool { // the tracker has none either
		return one.Code == templates.NoPercent && slices.ContainsFunc(f.Progress.Active, func(it work.Item) bool { return it.Percent < 0 && namesKey(one.Detail, it.Key) })
	})
	for i, m := range content.Milestones {
		for _, key := range keys { // “Launch (SCR-20)” is read as two words of its name
			for _, mark := range []string{", ", "，"} {
				m.Name = strings.TrimSuffix(m.Name, mark+key)
			}
		}
		for _, known := range f.Progress.Milestones { // “2.0 (beta)” is read as two words too
			if work.SameTitle(m.Name, known.Title) {
				m.Name = milestoneName(known)
			}
		}
		content.Milestones[i].Name = m.Name
	}
	return content, problems
}

// namesKey reports whether a line of a form has the key of an item.
func namesKey(line, key string) bool {
	return key != "" && (strings.Contains(line, "("+key+")") || strings.Contains(line, "（"+key+"）"))
}

// milestoneName returns the name of a milestone as a line of the form has it: a bar would end it.
func milestoneName(m work.Milestone) string {
	return strings.NewReplacer("|", "/", "｜", "/").Replace(oneLine(m.Title))
}

// references returns the links of all that a tracker said, and the keys of its milestones.
func (f Fetched) references() (links, keys []string) {
	p := f.Progress
	for _, it := range slices.Concat(p.Done, p.Active, p.Next, p.Late) {
		links = append(links, it.URL)
	}
	for _, m := range p.Milestones {
		links = append(links, m.URL)
		keys = append(keys, m.Key)
	}
	none := func(text string) bool { return text == "" }
	return slices.DeleteFunc(links, none), slices.DeleteFunc(keys, none)
}

// withoutLinks returns a text in which lines that hold nothing but one of the links are empty.
// Programs may have put the link there twice, or behind one of their own that has it inside.
func withoutLinks(text string, links []string) string {
	if len(links) == 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.Trim(line, " \t\r>|<")
		if strings.ContainsAny(line, " \t") || !strings.HasPrefix(strings.TrimPrefix(line, "["), "http") {
			continue
		}
		plain, err := url.QueryUnescape(line)
		if err != nil {
			plain = line
		}
		if slices.ContainsFunc(links, func(link string) bool {
			return isLink(line, link) || line != plain && strings.Contains(plain, link)
		}) {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// isLink reports whether a line is a link, once or twice.
func isLink(line, link string) bool {
	for _, form := range []string{link, link + "<" + link, link + "[" + link + "]", "[" + link + "](" + link + ")", "[" + link + "]"} {
		if strings.TrimSuffix(line, "/") == strings.TrimSuffix(form, "/") {
			return true
		}
	}
	return false
}

// TrackedOf returns what the form of a report is filled with from the tracker of its project,
// and the report before it without the lines that the tracker knows better. It is nil where the
// tracker was not asked.
func TrackedOf(p *Project, r store.Report, stuck []store.OutsideItem, last *templates.Report) (*templates.Tracked, *templates.Report, error) {
	f, asked, err := FetchedFor(r)
	if err != nil || p.Tracker == nil && !asked {
		return nil, last, err
	}
	if !asked { // it was not asked in time
		f.System, f.Fault = p.Tracker.Name(), "unreachable"
	}
	t := &templates.Tracked{System: f.System, Fault: f.Fault, More: f.Progress.More}
	for _, part := range f.Progress.Missing {
		t.Missing = append(t.Missing, string(part))
	}
	for _, i := range stuck {
		if i.State != store.OutsideKnown && i.Fault != "" {
			t.Stuck = append(t.Stuck, templates.TrackedStuck{Title: i.Title, Fault: i.Fault})
		}
	}
	t.Done, t.Active, t.Next, t.Late = p.shown(f.Progress.Done), p.shown(f.Progress.Active), p.shown(f.Progress.Next), p.shown(f.Progress.Late)
	for _, m := range f.Progress.Milestones {
		one := templates.TrackedItem{Name: milestoneName(m), Key: m.Key, URL: m.URL, Done: m.Done, Percent: -1}
		if !m.Due.IsZero() {
			one.Due = m.Due.In(p.Zone)
		}
		t.Milestones = append(t.Milestones, one)
	}
	return t, without(last, f.Progress, t), nil
}

func (p *Project) shown(items []work.Item) (list []templates.TrackedItem) {
	for _, it := range items {
		one := templates.TrackedItem{Name: oneLine(it.Title), Key: it.Key, URL: it.URL, Percent: it.Percent}
		if !it.Due.IsZero() {
			one.Due = it.Due.In(p.Zone)
		}
		list = append(list, one)
	}
	return list
}

// oneLine returns a title as a line of the form has it.
func oneLine(title string) string {
	const longest = 120 // characters
	runes := []rune(strings.Join(strings.Fields(title), " "))
	if len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return string(runes)
}

// without returns the report before without those lines that the tracker has said something
// about now: its items, by their keys, and milestones, by their names.
func without(last *templates.Report, p work.Progress, t *templates.Tracked) *templates.Report {
	if last == nil {
		return nil
	}
	rest := *last
	items := slices.Concat(p.Done, p.Active, p.Next, p.Late)
	isTracked := func(line string) bool {
		return slices.ContainsFunc(items, func(it work.Item) bool {
			return namesKey(line, it.Key) || strings.TrimSpace(line) == oneLine(it.Title)
		})
	}
	rest.Next = slices.DeleteFunc(slices.Clone(last.Next), isTracked)
	rest.Progress = slices.DeleteFunc(slices.Clone(last.Progress), func(w templates.WorkItem) bool { return isTracked(w.Name) || isTracked(w.Note) })
	rest.Milestones = slices.DeleteFunc(slices.Clone(last.Milestones), func(m templates.Milestone) bool {
		return slices.ContainsFunc(t.Milestones, func(one templates.TrackedItem) bool { return one.Name == m.Name })
	})
	return &rest
}
