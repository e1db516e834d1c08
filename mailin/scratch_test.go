package mailin

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/parse"
)

func TestScratch(t *testing.T) {
	files, _ := filepath.Glob("../../shared/corpus/*/*.eml")
	if g := os.Getenv("GLOB"); g != "" {
		files, _ = filepath.Glob(g)
	}
	d := new(classify.Directory)
	for _, f := range files {
		raw, _ := os.ReadFile(f)
		m := Read(raw, time.Now(), parse.DefaultLimits(), nil)
		v, _ := d.Decide(m, nil)
		fmt.Printf("%s | %s | %s |", filepath.Base(filepath.Dir(f))+"/"+filepath.Base(f), v.Kind, v.KindReason)
		for _, s := range m.Delivery {
			tx := ""
			if s.FromText {
				tx = "T"
			}
			dg := s.Diagnostic
			if os.Getenv("LONG") == "" && len(dg) > 60 {
				dg = dg[:60]
			}
			fmt.Printf(" %s<%s> %s %s {%s}", tx, s.Recipient, s.Action, s.Status, strings.ToValidUTF8(dg, ""))
		}
		fmt.Println()
	}
}
