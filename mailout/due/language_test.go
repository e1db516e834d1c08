package due

import (
	"strings"
	"testing"

	"rapport/store"
)

// Requests, reminders and receipts that go to one person are in their language; what goes to
// several is in that of the project.
func TestDue_aContactIsWrittenToInTheirLanguage(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 08:00", store.PolicyAll)
	c := *o.due.config.Load()
	c.Projects[0].Contacts[2].Language = "en"
	o.due.SetConfig(c)
	o.looks("2026-03-02 09:00")
	o.drafts("第三次周会", "决定：3月16日上线。")
	o.looks("2026-03-02 09:05")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:10")
	texts := func(purpose string) map[string]string {
		t.Helper()
		list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, d := range list {
			if d.Purpose == purpose {
				found[d.Recipient] += o.textOf(d)
			}
		}
		return found
	}
	for _, purpose := range []string{"confirm", "confirm-reminder"} {
		got := texts(purpose)
		if !strings.Contains(got[jane], "Dear Jane") || !strings.Contains(got[jane], "3月16日上线") || strings.Contains(got[jane], "您好") {
			t.Errorf("%s to Jane:\n%s", purpose, got[jane])
		}
		if !strings.Contains(got[wang], "您好") || strings.Contains(got[wang], "Dear") {
			t.Errorf("%s to Wang:\n%s", purpose, got[wang])
		}
		o.looks("2026-03-05 09:30")
	}
	o.says(jane, store.PurposeConfirm, store.DecisionReject, "The day is wrong.", true)
	o.looks("2026-03-05 09:40")
	if got := texts("confirm-receipt"); !strings.Contains(got[jane], "Dear Jane") {
		t.Errorf("the receipt:\n%s", got[jane])
	}
}
