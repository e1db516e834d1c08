package answer

import (
	_ "embed"
	"strings"
	"testing"

	"rapport/store"
)

//go:embed testdata/answers.txt
var labelledAnswers string

//go:embed testdata/grammar.txt
var grammarRows string

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
		says := says(got)
		if says != fields[1] {
			t.Errorf("%s: %q is read as %s (%s), not as %s", fields[0], text, says, got.Why, fields[1])
		}
	}
}

// The grammar has each of its conditions for some reply. Nothing was asked, so that no model
// has a say.
func TestRead_whatTheGrammarSays(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(grammarRows) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) < 3 {
			continue
		}
		q := Question{Kind: Kind(strings.Trim(fields[0], "-")), Version: 2, Sender: "Anna Wright 王伟", People: []string{"Kate Miller", "Tom Baker", "张经理"}, Fresh: true}
		if len(fields) > 3 {
			q.Text = fields[3]
		}
		text := strings.ReplaceAll(fields[2], `\n`, "\n")
		if got := Read(text, q); says(got) != fields[1] {
			t.Errorf("%s: %q is read as %s (%s), not as %s", fields[0], text, says(got), got.Why, fields[1])
		}
	}
}

// says returns what a reading is in the files of labelled replies.
func says(got Reading) string {
	switch {
	case got.Choice == store.ChoiceApprove && got.Also != "":
		return "yes+"
	case got.Choice == store.ChoiceApprove:
		return "yes"
	case got.Choice == store.ChoiceReject:
		return "no"
	case got.Unsure:
		return "maybe"
	}
	return string(got.Choice)
}

// A person reads why a reply decides nothing.
func TestRead_why(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Confirmed. We decline.":      "it says one thing and another",
		"同意。不同意。":                     "it says one thing and another",
		"Regards":                     "it is no plain yes, no or score",
		"谢谢":                          "it is no plain yes, no or score",
		"Confirmed, but not for May.": "it sets something against it",
	} {
		if got := Read(text, Question{Kind: Minutes, Fresh: true}); got.Choice != store.ChoiceHuman || got.Why != want {
			t.Errorf("%q: %s, %q; want %q", text, got.Choice, got.Why, want)
		}
	}
}
