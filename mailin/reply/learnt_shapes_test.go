package reply

import (
	"os"
	"strings"
	"testing"

	"rapport/store"
)

// What recurs in the mail of a domain is learnt, whatever its words.
func TestRead_noticesAreLearntPerDomain(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/notices.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases, wrong := 0, 0
	for line := range strings.Lines(string(text)) {
		label, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		label = strings.TrimPrefix(label, "learnt-") // what is known by learning alone
		if label != "above" && label != "below" {
			continue
		}
		cases++
		form := "\x00\n\nBest\nJane\n\n" + words
		mail := "Dear Li Na,\n\nthe plan is fine.\n\nWang Wei\n\n" + words
		if label == "above" {
			form, mail = words+"\n\n\x00\n\nBest\nJane", words+"\n\nDear Li Na,\n\nthe plan is fine.\n\nWang Wei"
		}
		form = strings.ReplaceAll(form, "%", "%%")
		known := learnt(writtenBy(2, 2, "north.example", strings.Replace(form, "\x00", "%s", 1)))
		got := Read(Input{Text: mail, Sender: store.Address{Address: "new@north.example"}, Recurring: known})
		if got.Own != "Dear Li Na,\n\nthe plan is fine.\n\nWang Wei" {
			wrong++
			t.Errorf("%s %q: own %q", label, words, got.Own)
		}
	}
	t.Logf("%d of %d right", cases-wrong, cases)
}
