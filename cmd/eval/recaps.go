package main

import (
	"strings"

	"rapport/store"
)

// recapped are the labels of a recap.
type recapped struct {
	Vendor    string   `toml:"vendor"`
	Title     string   `toml:"title"`
	Says      []string `toml:"says"`  // parts of its summary
	Lacks     []string `toml:"lacks"` // what is no part of its summary
	Decisions []string `toml:"decisions"`
	People    []string `toml:"people"`
	Actions   []string `toml:"actions"` // “owner: part of the text”
	LinkOnly  bool     `toml:"link_only"`
	Meeting   string   `toml:"meeting"`
	How       string   `toml:"how"`
}

// judgeRecap judges what was read of a recap, and that nothing else was taken for one.
func (s *scores) judgeRecap(c labelled, v store.Verdict) {
	if !strings.HasPrefix(c.group, "recaps") {
		return
	}
	w := c.want.Recap
	if w == nil {
		s.point(c, "no recap", v.Kind != store.KindRecap && v.Recap == nil, "", string(v.Kind))
		return
	}
	if v.Recap == nil {
		s.point(c, "recap", false, w.Vendor, "")
		return
	}
	r := v.Recap
	s.point(c, "recap", r.Vendor == w.Vendor && !r.Proved && (w.How == "" || w.How == string(r.How)), w.Vendor+" "+w.How, r.Vendor+" "+string(r.How))
	s.equal(c, "its meeting", w.Title, r.Title)
	if w.Meeting != "" {
		s.equal(c, "its meeting", w.Meeting, r.Meeting)
	}
	s.point(c, "its summary", r.LinkOnly == w.LinkOnly && (r.Summary == "") == w.LinkOnly, "", r.Summary)
	for _, part := range w.Says {
		s.point(c, "its summary", strings.Contains(r.Summary, part), part, r.Summary)
	}
	for _, part := range w.Lacks {
		s.point(c, "its summary", !strings.Contains(r.Summary, part), "without "+part, r.Summary)
	}
	for _, part := range w.Decisions {
		s.point(c, "its summary", strings.Contains(strings.Join(r.Decisions, "\n"), part), part, strings.Join(r.Decisions, "\n"))
	}
	for _, name := range w.People {
		s.point(c, "its summary", strings.Contains(strings.Join(r.People, "|"), name), name, strings.Join(r.People, "|"))
	}
	var got []string
	for _, a := range r.Actions {
		got = append(got, a.Owner+": "+a.Text)
	}
	want := w.Actions
	s.point(c, "its actions", len(got) == len(want), strings.Join(want, " | "), strings.Join(got, " | "))
	for i := range min(len(got), len(want)) {
		owner, text, _ := strings.Cut(want[i], ": ")
		found, says, _ := strings.Cut(got[i], ": ")
		s.point(c, "its actions", owner == found && strings.Contains(says, text), want[i], got[i])
	}
}
