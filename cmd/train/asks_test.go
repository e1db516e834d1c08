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
	list, err := readAsks("../eval/habits")
	if err != nil {
		t.Fatal(err)
	}
	yeses := yesesOf(t)
	sizes := []int{180}
	var right, several, whole, single [2]int
	for part := range parts {
		var learn []asking
		for i, a := range list {
			if i%parts != part {
				learn = append(learn, a)
			}
		}
		m := learnAsks(learn, yeses)
		for i, a := range list {
			if i%parts != part {
				continue
			}
			g := 0
			if i >= sizes[0] {
				g = 1
			}
			found := matter.By(m, a.Subject, a.Text)
			ok := len(found) == len(a.Asks)
			for n := range min(len(found), len(a.Asks)) {
				ok = ok && strings.Contains(found[n].Text, a.Asks[n])
			}
			if len(a.Asks) > 1 {
				several[g]++
				if ok {
					right[g]++
				} else if os.Getenv("MISSES") != "" {

					t.Logf("%d MISS %q\n", i, a.Text)
					for _, f := range found {
						t.Logf("       - %q", f.Text)
					}
				}
			} else {
				single[g]++
				if len(found) < 2 {
					whole[g]++
				} else if os.Getenv("MISSES") != "" {

					t.Logf("%d SPLIT %q\n", i, a.Text)
					for _, f := range found {
						t.Logf("       - %q", f.Text)
					}
				}
			}
		}
	}
	for g := range 2 {
		t.Logf("%d: several right %d of %d, %d %%; whole %d of %d, %d %%", g, right[g], several[g], right[g]*100/several[g], whole[g], single[g], whole[g]*100/single[g])
	}
}
