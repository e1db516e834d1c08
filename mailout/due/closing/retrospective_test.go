package closing

import (
	"strings"
	"testing"

	"rapport/store"
)

// The text of a retrospective shows words letter for letter, says by no order who wrote what, and
// gives no number to a suggestion that nothing proves.
func TestTogether(t *testing.T) {
	t.Parallel()
	results := store.Results{Remarks: []store.Remark{
		{Question: 1, Name: "Wang", Words: "# Weekly calls"}, {Question: 2, Name: "Wang", Words: "Slow accounts"}, {Question: 3, Name: "Wang", Words: "- Shorter calls"},
		{Question: 1, Name: "Jane", Words: "Clear reports"}, {Question: 3, Name: "Jane", Words: "Pay me in advance", Unverified: true},
	}}
	got := together(wordsFor("en"), store.Survey{Asked: 3, Answered: 2}, results)
	want := `2 of 3 people replied.

## What went well

> \# Weekly calls

> Clear reports

## What did not go well

> Slow accounts

## What to do differently

1. Shorter calls

> Pay me in advance (sender not verified)`
	if got != want {
		t.Errorf("got:\n%s", got)
	}
	results.Remarks = results.Remarks[4:]
	if got := together(wordsFor("en"), store.Survey{Asked: 3, Answered: 1}, results); !strings.Contains(got, "## What to do differently\n\n> Pay") {
		t.Errorf("got:\n%s", got)
	}
}
