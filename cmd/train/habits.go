package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"rapport/classify/attached"
	"rapport/classify/offer"
	"rapport/classify/talk"
	"rapport/classify/weigh"
)

// habit is a labelled mail that nobody asked for.
type habit struct {
	Subject, Text, Offers, Kind string
	MentionsFile                bool `json:"mentions_file"`
	Sent                        time.Time
}

// written is when a mail was sent whose label does not depend on it.
var written = time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)

// trainHabits learns what PMs send clients, of what talks they write, which words say that a
// file comes with a mail, and which sentences of a mail begin an ask, from the labelled mail in a folder.
func trainHabits(folder, answers string) error {
	offers, err := readHabits(folder, "offers")
	if err != nil {
		return err
	}
	var examples []weigh.Example
	for _, h := range offers {
		examples = append(examples, weigh.Example{Features: offer.Features(h.Subject, h.Text, written), Label: weigh.Label(h.Offers)})
	}
	if err := os.WriteFile("classify/offer/weights.bin.gz", weigh.Train(examples, often, offer.Labels()...).Encode(), 0o644); err != nil {
		return err
	}
	for i := range examples {
		if examples[i].Label != "" {
			examples[i].Label = weigh.Yes
		}
	}
	if err := os.WriteFile("classify/offer/any.bin.gz", weigh.Train(examples, often, weigh.Yes).Encode(), 0o644); err != nil {
		return err
	}
	notes, err := readHabits(folder, "noted")
	if err != nil {
		return err
	}
	examples = nil
	for _, h := range append(notes, offers...) {
		examples = append(examples, weigh.Example{Features: talk.Features(h.Subject, h.Text), Label: weigh.Label(h.Kind)})
	}
	if err := os.WriteFile("classify/talk/weights.bin.gz", weigh.Train(examples, often, talk.Labels()...).Encode(), 0o644); err != nil {
		return err
	}
	if err := trainAttached(folder); err != nil {
		return err
	}
	return trainAsks(folder, answers)
}

// clauseRounds is how often clauses are labelled anew: a text that speaks of a file does so in its
// most likely clause, and no other text does in any.
const clauseRounds = 3

func trainAttached(folder string) error {
	list, err := readHabits(folder, "attach")
	if err != nil {
		return err
	}
	var model *weigh.Model
	for range clauseRounds {
		var examples []weigh.Example
		for _, h := range list {
			clauses := attached.Clauses(h.Text)
			best, most := -1, -1.0
			for i, c := range clauses {
				likely := 1.0
				if model != nil {
					likely = model.Weigh(attached.Features(c))[weigh.Yes]
				} else if len(clauses) > 1 && !attached.Says(c) {
					likely = 0
				}
				if likely > most {
					best, most = i, likely
				}
			}
			for i, c := range clauses {
				switch {
				case !h.MentionsFile:
					examples = append(examples, weigh.Example{Features: attached.Features(c), Label: weigh.Neither})
				case i == best:
					examples = append(examples, weigh.Example{Features: attached.Features(c), Label: weigh.Yes})
				}
			}
		}
		model = weigh.Train(examples, often, weigh.Yes)
	}
	return os.WriteFile("classify/attached/weights.bin.gz", model.Encode(), 0o644)
}

// readHabits reads the labelled mail of a kind but for what is kept aside.
func readHabits(folder, kind string) (list []habit, err error) {
	for _, name := range []string{kind, kind + "-train"} {
		path := filepath.Join(folder, name+".jsonl")
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		for n := 1; lines.Scan(); n++ {
			var h habit
			if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, n, err)
			}
			list = append(list, h)
		}
		if err := lines.Err(); err != nil {
			return nil, err
		}
	}
	return list, nil
}
