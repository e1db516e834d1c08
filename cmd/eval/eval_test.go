//go:build !race

package main

import (
	"strings"
	"testing"
)

// The labelled mail must be read as well as docs/reading.md says.
func TestEval_labelledMail(t *testing.T) {
	cases, err := readCases("mail")
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 300 {
		t.Errorf("%d labelled mails; 300 are the least", len(cases))
	}
	s := &scores{}
	for _, c := range cases {
		s.judge(c)
	}
	if err := s.judgeReplies("answers"); err != nil {
		t.Fatal(err)
	}
	if err := s.judgeHabits("habits"); err != nil {
		t.Fatal(err)
	}
	if err := s.judgeForms("forms"); err != nil {
		t.Fatal(err)
	}
	if err := s.judgeManners("forms"); err != nil {
		t.Fatal(err)
	}
	if err := s.judgeNotices("notices"); err != nil {
		t.Fatal(err)
	}
	if err := s.judgeDiaries("diaries"); err != nil {
		t.Fatal(err)
	}
	// How many there are at least: a share of few says little.
	for _, least := range []struct {
		group, point string
		all          int
	}{
		{"diary", "occurrence", 60}, {"diary", "no wrong match", 40}, {"recaps", "recap", 40}, {"recaps-near", "no recap", 30}, {"trackers", "kind", 20}, {"meetings", "start of the event", 80},
	} {
		if _, all := s.total(least.group, least.point); all < least.all {
			t.Errorf("%s: %s: %d are judged; %d are the least", least.group, least.point, all, least.all)
		}
	}
	for _, floor := range []struct {
		group, point string
		percent      int
	}{
		{"answers-", "no false yes", 100}, {"answers-en-dev", "yes understood", 95}, {"answers-zh-dev", "yes understood", 95}, {"answers-en", "no understood", 91}, {"answers-zh", "no understood", 93},
		{"habits-away", "last day away", 95}, {"habits-away", "no wrong day", 97}, {"habits-away", "first day away", 95}, {"habits-away", "deputy", 95},
		{"habits-away-second", "last day away", 96}, {"habits-away-second", "no wrong day", 99}, {"habits-away-second", "first day away", 95}, {"habits-away-second", "deputy", 92},
		{"habits-noted", "note of a talk", 90}, {"habits-noted", "no note of a talk", 98}, {"habits-attach", "speaks of a file", 96}, {"habits-attach", "speaks of no file", 96},
		{"habits-offers", "what it reads as", 86}, {"habits-offers", "nothing to offer", 98}, {"habits-agreed", "agreement", 90}, {"habits-agreed", "no agreement", 100},
		{"habits-matters", "separate matters", 80}, {"habits-matters", "one matter", 97}, {"habits-asks-aside", "separate asks", 75}, {"habits-asks-aside", "left whole", 97},
		{"forms-", "budget", 97}, {"forms-", "milestone", 97}, {"forms-", "asked, not guessed", 97}, {"forms-", "status", 95}, {"forms-", "progress", 95}, {"forms-", "decision", 95},
		{"manner-", "done", 97}, {"manner-", "next", 97}, {"manner-", "problems", 97}, {"manner-", "decisions", 97}, {"manner-", "percent", 95}, {"manner-", "budget", 95}, {"manner-", "milestones", 93}, {"manner-", "nothing wrong", 99},
		{"notices-", "a person's own words", 100}, {"notices-", "above the text", 85}, {"notices-", "below the text", 85},
		{"reply", "new text", 97}, {"reply", "nothing lost", 100}, {"reply", "quoted", 97}, {"reply", "signature", 97},
		{"parts", "new text", 97}, {"parts", "nothing lost", 100}, {"parts", "sender", 100}, {"parts", "recipients", 100}, {"parts", "subject", 100}, {"parts", "message ids", 100},
		{"parts", "day of an import", 100}, {"parts", "files", 97}, {"parts", "summary", 100}, {"parts", "note", 100}, {"parts", "kind", 100}, {"parts", "asks", 97},
		{"recaps", "kind", 97}, {"recaps", "recap", 95}, {"recaps-near", "no recap", 100}, {"recaps", "its meeting", 95}, {"recaps", "its summary", 95}, {"recaps", "its actions", 95}, {"recaps", "asks", 100},
		{"meetings", "kind", 98}, {"meetings", "occurrence", 98}, {"meetings", "start of the event", 98}, {"meetings", "conference", 98}, {"meetings", "conference id", 98}, {"trackers", "kind", 100}, {"trackers", "filed", 98}, {"trackers", "item of a tracker", 95}, {"trackers", "asks", 100},
		{"diary", "occurrence", 98}, {"diary", "no wrong match", 100}, {"diary", "matched", 90},
		{"kinds", "kind", 97}, {"kinds", "failed recipient", 97}, {"kinds", "status", 95},
		{"asks", "asks", 95}, {"asks", "decision", 95}, {"asks", "deadline", 95},
		{"minutes-a", "who took part", 78}, {"minutes-a", "nobody else", 90}, {"minutes-a", "decisions", 60}, {"minutes-a", "no other decision", 94},
		{"minutes-a", "action items", 82}, {"minutes-a", "no other action item", 90}, {"minutes-a", "their days", 93}, {"minutes-a", "their owners", 97},
		{"minutes-b", "who took part", 90}, {"minutes-b", "nobody else", 95}, {"minutes-b", "decisions", 65}, {"minutes-b", "action items", 70}, {"minutes-b", "no other action item", 92}, {"minutes-b", "their owners", 97},
	} {
		right, all := s.total(floor.group, floor.point)
		if all == 0 || right*100 < all*floor.percent {
			t.Errorf("%s: %s: %d of %d, want %d %%", floor.group, floor.point, right, all, floor.percent)
		}
	}
	for _, m := range s.misses {
		if m.point == "decision" && m.got == "approve" {
			t.Errorf("%s: taken for an approval, and is none", m.name)
		}
	}
	if t.Failed() {
		var b strings.Builder
		s.print(&b, true)
		t.Log(b.String())
	}
}

// The judge itself must see what is wrong.
func TestJudge_seesMisses(t *testing.T) {
	text := "Yes.\n"
	c := labelled{group: "g", name: "n", raw: []byte("From: a@x.example\n\nNo.\n"), want: labels{NewText: &text, Keep: []string{"Yes."}, Quoted: "q", Signature: "s", Kind: "bounce", Asks: []string{"thanks"}, Decision: "approve",
		Recipients: []string{"b@x.example"}, Statuses: []string{"5.1.1"}, Method: "REQUEST", Deadlines: []string{"2026-03-01"},
		Subject: "s", Senders: []string{"b@x.example"}, To: []string{"b@x.example"}, ID: "i", Answers: []string{"i"}, References: []string{"i"}, Day: "2026-03-01", Files: []string{"f"}, Summary: "s", Note: "n"}}
	s := &scores{}
	s.judge(c)
	if len(s.list) != 19 || len(s.misses) != 21 { // message ids are one point of three
		t.Errorf("%d points, %d misses, want 19 and 21: %+v", len(s.list), len(s.misses), s.misses)
	}
}

// total adds up a point over all groups whose name begins with prefix.
func (s *scores) total(prefix, point string) (right, all int) {
	for _, have := range s.list {
		if strings.HasPrefix(have.group, prefix) && have.point == point {
			right += have.right
			all += have.all
		}
	}
	return right, all
}
