package main

import (
	"slices"
	"strings"
	"time"

	reader "rapport/classify/minutes"
)

// minutes are the labels of the minutes of a meeting.
type minutes struct {
	Sent      time.Time `toml:"sent"` // the date of their mail
	TookPart  []string  `toml:"took_part"`
	Decisions []string  `toml:"decisions"`
	Actions   []todo    `toml:"action"`
}

// todo is an action item of minutes.
type todo struct {
	Text   string   `toml:"text"`
	Owners []string `toml:"owners"`
	Due    string   `toml:"due"` // 2026-03-06; "" no day is named
}

// judgeMinutes judges what is found in minutes, and that nothing else is.
func (s *scores) judgeMinutes(c labelled) {
	w, m := c.want.minutes, reader.Read(string(c.raw), c.want.Sent)
	var people []string
	for _, p := range m.Participants {
		people = append(people, p.Name)
	}
	s.found(c, "who took part", "nobody else", w.TookPart, people, func(a, b string) bool { return squeeze(a) == squeeze(b) })
	s.found(c, "decisions", "no other decision", w.Decisions, m.Decisions, alike)
	var want, got []string
	for _, a := range w.Actions {
		want = append(want, a.Text)
	}
	for _, a := range m.Actions {
		got = append(got, a.What)
	}
	of := s.found(c, "action items", "no other action item", want, got, func(a, b string) bool { return alike(a, b) })
	for i, a := range w.Actions {
		if of[i] < 0 {
			continue
		}
		one := m.Actions[of[i]]
		due := ""
		if !one.Due.IsZero() {
			due = one.Due.Format(time.DateOnly)
		}
		s.equal(c, "their days", a.Due, due)
		s.point(c, "their owners", one.Owner == "" && len(a.Owners) == 0 || slices.ContainsFunc(a.Owners, func(o string) bool { return means(one.Owner, o) }), strings.Join(a.Owners, ", "), one.Owner)
		s.point(c, "no wrong owner", one.Owner == "" || slices.ContainsFunc(a.Owners, func(o string) bool { return means(one.Owner, o) }), strings.Join(a.Owners, ", "), one.Owner)
	}
}

// found judges a list against another, each thing of which counts once. It returns, for
// each that is wanted, which one was found, or -1.
func (s *scores) found(c labelled, point, others string, want, got []string, same func(a, b string) bool) []int {
	of, used := make([]int, len(want)), map[int]bool{}
	for i, w := range want {
		of[i] = -1
		for k, g := range got {
			if of[i] < 0 && !used[k] && same(w, g) {
				of[i], used[k] = k, true
			}
		}
		s.point(c, point, of[i] >= 0, w, strings.Join(got, " | "))
	}
	for k, g := range got {
		s.point(c, others, used[k], "", g)
	}
	return of
}

// means reports whether two ways to name somebody mean the same: “Anna Berg”, “Anna”, “AB”.
func means(found, labelled string) bool {
	a, b := squeeze(found), squeeze(labelled)
	first := ""
	for _, word := range strings.Fields(found) {
		first += string([]rune(word)[:1])
	}
	return a == b || strings.HasPrefix(a, b) || strings.HasPrefix(b, a) || strings.HasSuffix(a, b) || first == b
}

// alike reports whether two texts are mostly the same: one holds the other, or they share
// most pairs of characters.
func alike(a, b string) bool {
	a, b = squeeze(a), squeeze(b)
	if a == "" || b == "" {
		return false
	}
	if strings.Contains(a, b) && 3*len(b) > len(a) || strings.Contains(b, a) && 3*len(a) > len(b) {
		return true
	}
	pairs := map[[2]rune]int{}
	ra, rb := []rune(a), []rune(b)
	for i := 1; i < len(ra); i++ {
		pairs[[2]rune{ra[i-1], ra[i]}]++
	}
	shared := 0
	for i := 1; i < len(rb); i++ {
		if pair := [2]rune{rb[i-1], rb[i]}; pairs[pair] > 0 {
			pairs[pair]--
			shared++
		}
	}
	return 20*shared > 6*(len(ra)+len(rb)-2)
}
