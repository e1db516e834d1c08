package due

import (
	"testing"
	"time"

	"rapport/store"
)

// Reminders wait for the hours of who is reminded; what somebody waits for does not.
func TestDue_remindersWaitForAPersonsHours(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 08:00", store.PolicyAll)
	c := *o.due.config.Load()
	c.Projects[0].Contacts[2].Begin, c.Projects[0].Contacts[2].End = 13*time.Hour, 16*time.Hour // Jane
	o.due.SetConfig(c)
	o.looks("2026-03-02 09:00")
	o.drafts("Meeting", "Decided: it opens on 16 March.")
	o.looks("2026-03-02 09:05")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:10")
	n := o.since(0, "confirm "+jane, "confirm "+wang, "confirm-draft "+lina)
	o.looks("2026-03-05 09:30")
	n = o.since(n)
	o.looks("2026-03-05 13:05")
	o.since(n, "confirm-reminder "+jane, "confirm-reminder "+wang)
}
