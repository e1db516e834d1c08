package due

import (
	"strings"
	"testing"

	"rapport/store"
)

// A text that speaks of a file which is not there: the PM is asked before anybody else, and it
// goes out once they say that it is meant.
func TestDue_thePMIsAskedForAFileThatIsMissing(t *testing.T) {
	t.Parallel()
	const asked = "正文提到附件，但您的邮件没有附件"
	for text, want := range map[string]bool{
		"Please find attached the minutes.":       true,
		"王总好，纪要见附件，请确认。":                          true,
		"All well. Bob sends the file on Friday.": false,
	} {
		o := withTexts(t, "2026-03-05 09:00", store.PolicyAll)
		o.drafts("Minutes", text)
		o.looks("2026-03-05 09:10")
		n := o.since(0, "confirm-draft "+lina)
		if got := strings.Contains(o.text(), asked); got != want {
			t.Errorf("%q: asked: %v\n%s", text, got, o.text())
		}
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		o.looks("2026-03-05 09:20")
		if o.since(n, "confirm "+wang, "confirm "+jane); strings.Contains(o.text(), asked) {
			t.Error("the client is told what the PM was asked")
		}
	}
}

// An ok by number in the digest sends no text of which the PM is still asked for the file.
func TestDue_theDigestSendsNoTextWithoutItsFile(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	o.drafts("Minutes", "Please find attached the minutes.")
	o.looks("2026-03-02 08:10")
	o.looks("2026-03-03 09:05")
	d, err := o.store.LastDigest(o.Context(), lina)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, item := range d.Items {
		found = found || item.Kind == store.ItemConfirmation
		if item.Kind == store.ItemConfirmation && item.Draft != 0 {
			t.Errorf("%+v", item)
		}
	}
	if !found {
		t.Errorf("it is not in the digest: %+v", d.Items)
	}
}
