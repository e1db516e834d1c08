package main

import (
	"slices"
	"strings"
	"testing"

	"rapport/classify/separate"
)

// TestAsks_unseen learns from most of the labelled mail and reads the rest, in turns, so that no
// mail is read that was learnt from. The mail of asks-train was written by somebody who knew
// neither the rules nor what is weighed; that of asks-train2 to be hard: most of it asks for one
// thing several times.
func TestAsks_unseen(t *testing.T) {
	list, err := readAsks("../eval/habits", "../eval/answers/*-train*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	const turns = 6
	right, several, whole, others := 0, 0, 0, 0
	for turn := range turns {
		var learn []asking
		for i, a := range list {
			if i%turns != turn {
				learn = append(learn, a)
			}
		}
		m := learnAsks(learn)
		for i := turn; i < len(list); i += turns {
			var parts []string
			for _, found := range separate.By(m, list[i].Subject, list[i].Text) {
				parts = append(parts, found.Text)
			}
			switch {
			case list[i].Subject == "": // a reply
			case len(list[i].Asks) < 2:
				if others++; len(parts) < 2 {
					whole++
				}
			default:
				if several++; slices.EqualFunc(parts, list[i].Asks, strings.Contains) {
					right++
				}
			}
		}
	}
	t.Logf("several asks: %d of %d right; one or none: %d of %d left whole", right, several, whole, others)
	if right*100 < several*57 || whole*100 < others*93 {
		t.Errorf("several asks: %d of %d right, at least 57 %% are wanted; one or none: %d of %d left whole, at least 93 %%", right, several, whole, others)
	}
}
