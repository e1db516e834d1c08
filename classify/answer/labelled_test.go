package answer

import (
	_ "embed"
	"strings"
	"testing"

	"rapport/store"
)

//go:embed testdata/answers.txt
var labelledAnswers string

func TestRead_whatAReplySays(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(labelledAnswers) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 {
			continue
		}
		q := Question{Kind: Kind(strings.Trim(fields[0], "-")), Version: 2, Sender: "Anna Wright 王伟", People: []string{"Kate Miller", "Tom Baker", "张经理"}}
		text := strings.ReplaceAll(fields[2], `\n`, "\n")
		got := Read(text, q)
		says := string(got.Choice)
		switch {
		case got.Choice == store.ChoiceApprove && got.Also != "":
			says = "yes+"
		case got.Choice == store.ChoiceApprove:
			says = "yes"
		case got.Choice == store.ChoiceReject:
			says = "no"
		case got.Unsure:
			says = "maybe"
		}
		if says != fields[1] {
			t.Errorf("%s: %q is read as %s (%s), not as %s", fields[0], text, says, got.Why, fields[1])
		}
	}
}
