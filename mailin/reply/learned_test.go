package reply

import (
	"os"
	"strings"
	"testing"
)

// What two hold-outs and the labelled mail have above and below letters is known by its
// weight, and what people wrote there is not. Much of the rest is known by rules.
func TestIsLikelyNotice(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"measured-train.txt", "mails-train.txt"} {
		data, err := os.ReadFile("labelled/" + file)
		if err != nil {
			t.Fatal(err)
		}
		notices, known := 0, 0
		for line := range strings.Lines(string(data)) {
			switch label, text, _ := strings.Cut(strings.TrimSpace(line), " "); label {
			case "above", "below":
				notices++
				if isLikelyNotice(text, label == "below", likelyNotice) {
					known++
				}
			case "own":
				if isLikelyNotice(text, false, surelyNotice) || isLikelyNotice(text, true, likelyNotice) {
					t.Errorf("%s: %q is taken for a notice", file, text)
				}
			}
		}
		t.Logf("%s: %d of %d notices known", file, known, notices)
		if notices == 0 || known*10 < notices*7 {
			t.Errorf("%s: %d of %d notices known", file, known, notices)
		}
	}
}
