package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"rapport/classify/matter"
	"rapport/classify/weigh"
)

func TestTune(t *testing.T) {
	if os.Getenv("TUNE") == "" {
		t.Skip()
	}
	var list []asking
	first := 0
	list, _ = readAsks("../eval/habits")
	first = 180
	type fold struct {
		m    *weigh.Model
		test []int
	}
	var folds []fold
	if os.Getenv("TUNE") == "cross" {
		f := fold{m: learnAsks(list[first:])}
		for i := range list {
			if i < first {
				f.test = append(f.test, i)
			}
		}
		g := fold{m: learnAsks(list[:first])}
		for i := range list {
			if i >= first {
				g.test = append(g.test, i)
			}
		}
		folds = append(folds, f, g)
	}
	for seed := range uint64(3) {
		if len(folds) == 2 {
			break
		}
		perm := rand.New(rand.NewPCG(seed, 7)).Perm(len(list))
		for part := range 8 {
			var learn []asking
			f := fold{}
			for k, i := range perm {
				if k%8 == part {
					f.test = append(f.test, i)
				} else {
					learn = append(learn, list[i])
				}
			}
			f.m = learnAsks(learn)
			folds = append(folds, f)
		}
	}
	for _, a := range []float64{0.3} {
		for _, b := range []float64{0.45, 0.48, 0.5, 0.52, 0.55, 0.6} {
			for _, j := range []float64{0} {
				matter.Set(a, b)
				var right, several, whole, single [2]int
				for _, f := range folds {
					for _, i := range f.test {
						g := 0
						if i >= first {
							g = 1
						}
						q := list[i]
						found := matter.By(f.m, q.Subject, q.Text)
						ok := len(found) == len(q.Asks)
						for n := range min(len(found), len(q.Asks)) {
							ok = ok && strings.Contains(found[n].Text, q.Asks[n])
						}
						if len(q.Asks) > 1 {
							several[g]++
							if ok {
								right[g]++
							}
						} else {
							single[g]++
							if len(found) < 2 {
								whole[g]++
							}
						}
					}
				}
				p := func(x, y int) float64 { return float64(x) * 100 / float64(y) }
				fmt.Printf("%.2f %.2f %.2f  A: %.1f / %.1f   B: %.1f / %.1f   all %.1f / %.1f\n", a, b, j, p(right[0], several[0]), p(whole[0], single[0]), p(right[1], several[1]), p(whole[1], single[1]), p(right[0]+right[1], several[0]+several[1]), p(whole[0]+whole[1], single[0]+single[1]))
			}
		}
	}
}
