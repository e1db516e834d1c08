package main

import (
	"os"
	"strings"
	"testing"

	"rapport/classify/matter"
)

// unseen is how many parts the labelled mail is learnt in, each without the mail of one.
const parts = 6

func TestAsks_unseen(t *testing.T) {
	list, err := readAsks("../eval/habits/asks-train.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var right, several, whole, single int
	for part := range parts {
		var learn []asking
		for i, a := range list {
			if i%parts != part {
				learn = append(learn, a)
			}
		}
		m := learnAsks(learn)
		for i, a := range list {
			if i%parts != part {
				continue
			}
			found := matter.By(m, a.Subject, a.Text)
			ok := len(found) == len(a.Asks)
			for n := range min(len(found), len(a.Asks)) {
				ok = ok && strings.Contains(found[n].Text, a.Asks[n])
			}
			if len(a.Asks) > 1 {
				several++
				if ok {
					right++
				} else if os.Getenv("MISSES") != "" {
					t.Logf("%d MISS %q\n", i, a.Text)
					for _, f := range found {
						t.Logf("       - %q", f.Text)
					}
				}
			} else {
				single++
				if len(found) < 2 {
					whole++
				} else if os.Getenv("MISSES") != "" {
					t.Logf("%d SPLIT %q\n", i, a.Text)
					for _, f := range found {
						t.Logf("       - %q", f.Text)
					}
				}
			}
		}
	}
	t.Logf("several right %d of %d, %d %%; whole %d of %d, %d %%", right, several, right*100/several, whole, single, whole*100/single)
}
