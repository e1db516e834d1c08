package reply

import (
	"os"
	"strings"
	"testing"
)

// Banners and footers are told by their shape, in any language, and what people write is
// theirs.
func TestRead_noticesByTheirShape(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/notices.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases, wrong := map[string]int{}, map[string]int{}
	for line := range strings.Lines(string(text)) {
		label, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		var mails []string
		own := "Confirmed.\n\nWang Wei"
		switch label {
		case "above":
			mails = []string{words + "\n\n" + own, words + "\n\nDear Li Na,\n\n" + own}
		case "below":
			mails = []string{own + "\n\n" + words, "Dear Li Na,\n\n" + own + "\n\n" + words}
		case "near":
			mails = []string{words + "\n\n" + own, own + "\n\n" + words, "Dear Li Na,\n\n" + words + "\n\nWang Wei", words + "\n\nThe rest is fine."}
		default:
			continue
		}
		cases[label]++
		for _, mail := range mails {
			want := strings.TrimSpace(strings.Replace(mail, words, "", 1))
			if label == "near" {
				want = mail
			}
			if got := Trim(mail).Own; got != want {
				wrong[label]++
				t.Errorf("%s %q: own %q", label, words, got)
				break
			}
		}
	}
	for label, n := range cases {
		t.Logf("%s: %d of %d right", label, n-wrong[label], n)
	}
}
