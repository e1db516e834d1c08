package answer

import (
	_ "embed"
	"strings"
	"testing"

	"rapport/store"
)

//go:embed testdata/near-yeses.txt
var nearYeses string

// labelled returns the lines of a list of replies: what was asked, and the reply.
func labelled(list string) (replies [][2]string) {
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if asked, text, ok := strings.Cut(line, "\t"); ok && line[0] != '#' {
			replies = append(replies, [2]string{asked, strings.ReplaceAll(text, `\n`, "\n")})
		}
	}
	return replies
}

func TestRead_aNearYesIsNone(t *testing.T) {
	t.Parallel()
	list := labelled(nearYeses)
	if len(list) < 300 {
		t.Fatalf("%d replies", len(list))
	}
	for _, c := range list {
		for _, sender := range []string{"Anna Wright", "王伟"} {
			if got := Read(c[1], Question{Kind: Kind(c[0]), Sender: sender}); got.Choice == store.ChoiceApprove {
				t.Errorf("%s: %q is a yes", c[0], c[1])
			}
		}
	}
}
