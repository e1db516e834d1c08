package answer

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/store"
)

// The labelled replies of cmd/eval are read as well as they were when the rules were last
// changed. None that is no yes is read as one, of those that the model has not learnt from;
// of the others, a model that had no exception would know them by heart.
func TestRead_naturalReplies(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../cmd/eval/answers/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	least := map[string][2]int{"en": {3500, 700}, "zh": {2300, 510}} // yes and no understood
	wrong, others := 0, 0
	have, all := map[string][2]int{}, map[string][2]int{}
	for _, path := range files {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(file); lines.Scan(); {
			var r struct{ ID, Lang, Asked, Label, Name, Shown, Text string }
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			choice := Read(r.Text, Question{Kind: Kind(r.Asked), Text: r.Shown, Sender: r.Name}).Choice
			right, count := have[r.Lang], all[r.Lang]
			for i, want := range []store.Choice{store.ChoiceApprove, store.ChoiceReject} {
				if label := []string{"yes", "no"}[i]; r.Label == label {
					count[i]++
					if choice == want {
						right[i]++
					}
				}
			}
			have[r.Lang], all[r.Lang] = right, count
			if r.Label == "yes" {
				continue
			}
			others++
			if choice != store.ChoiceApprove {
				continue
			}
			if wrong++; !strings.Contains(path, "-train") {
				t.Errorf("%s: %s: %q is a yes", filepath.Base(path), r.ID, r.Text)
			}
		}
		file.Close()
	}
	if wrong > others/200 {
		t.Errorf("%d of %d that are no yes are read as one, although the model has learnt from them", wrong, others)
	}
	for lang, n := range least {
		if have[lang][0] < n[0] || have[lang][1] < n[1] {
			t.Errorf("%s: %v of %v understood, want %v", lang, have[lang], all[lang], n)
		}
	}
}
