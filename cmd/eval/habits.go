package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rapport/classify/absence"
	"rapport/classify/answer"
	"rapport/classify/attached"
	"rapport/classify/offer"
	"rapport/classify/separate"
	"rapport/classify/talk"
)

// habit is a mail that people send anyway, with the labels of a careful person. Which labels
// count is a matter of the file.
type habit struct {
	Sent    time.Time `json:"sent"`
	Sender  string    `json:"sender"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`

	From   string `json:"from"` // of an absence
	Until  string `json:"until"`
	Deputy string `json:"deputy"`

	Kind   string   `json:"kind"` // of a talk
	Day    string   `json:"day"`
	People []string `json:"people"`

	MentionsFile bool     `json:"mentions_file"`
	Offers       string   `json:"offers"`
	Agreement    bool     `json:"agreement"`
	Matters      []string `json:"matters"` // the asks, in their order
	Asks         []string `json:"asks"`    // the sentences in which they are made
}

// judgeHabits scores the mail of every file in a folder. What a file kept aside has is
// counted, never listed: whoever reads its misses can no longer measure with it. What was learnt
// from measures nothing.
func (s *scores) judgeHabits(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		return err
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".jsonl")
		if strings.Contains(name, "-train") || !strings.Contains("habits-"+name, s.only) {
			continue
		}
		before := len(s.misses)
		if err := s.judgeHabitsOf(path, name); err != nil {
			return err
		}
		if strings.HasSuffix(name, "-aside") {
			s.misses = s.misses[:before]
		}
	}
	return nil
}

func (s *scores) judgeHabitsOf(path, name string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var h habit
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		s.judgeHabit(labelled{group: "habits-" + name, name: fmt.Sprint(n)}, strings.TrimSuffix(name, "-aside"), h)
	}
	return lines.Err()
}

func (s *scores) judgeHabit(c labelled, of string, h habit) {
	switch of {
	case "away", "away-second":
		a := absence.Of(h.Subject, h.Text, h.Sent, h.Sender)
		s.equal(c, "last day away", h.Until, a.Until)
		s.point(c, "no wrong day", a.Until == "" || a.Until == h.Until, h.Until, a.Until)
		s.equal(c, "first day away", h.From, a.From)
		s.equal(c, "deputy", h.Deputy, a.Deputy)
	case "noted":
		t, _ := talk.Of(h.Subject, h.Text, h.Sent)
		if h.Kind == "" {
			s.equal(c, "no note of a talk", "", string(t.Kind))
			return
		}
		s.equal(c, "note of a talk", fmt.Sprint(h.Kind, " ", h.Day, " ", h.People), fmt.Sprint(t.Kind, " ", t.Day, " ", t.People))
	case "attach":
		point := map[bool]string{true: "speaks of a file", false: "speaks of no file"}[h.MentionsFile]
		s.equal(c, point, fmt.Sprint(h.MentionsFile), fmt.Sprint(attached.Mentioned(h.Text)))
	case "offers":
		got := string(offer.Of(h.Subject, h.Text, h.Sent))
		point := "what it reads as"
		if h.Offers == "" {
			point = "nothing to offer"
		}
		s.equal(c, point, h.Offers, got)
	case "agreed":
		said := answer.Read(h.Text, answer.Question{Fresh: false})
		point := map[bool]string{true: "agreement", false: "no agreement"}[h.Agreement]
		s.equal(c, point, fmt.Sprint(h.Agreement), fmt.Sprint(offer.Agrees(h.Text, &said.StatedChoice)))
	case "matters":
		var got []string
		for _, m := range separate.Of(h.Subject, h.Text) {
			got = append(got, string(m.Ask))
		}
		if len(h.Matters) > 1 {
			s.point(c, "separate matters", slices.Equal(got, h.Matters), list(h.Matters), list(got))
		} else {
			s.point(c, "one matter", len(got) <= 1, list(h.Matters), list(got))
		}
	case "asks":
		var got []string
		for _, m := range separate.Of(h.Subject, h.Text) {
			got = append(got, m.Text)
		}
		if len(h.Asks) > 1 {
			s.point(c, "separate asks", slices.EqualFunc(got, h.Asks, strings.Contains), list(h.Asks), list(got))
		} else {
			s.point(c, "left whole", len(got) <= 1, list(h.Asks), list(got))
		}
	}
}
