package due

import (
	"testing"

	"rapport/store"
)

// Whatever is open when a project is closed: nobody is reminded, nothing is settled by
// silence, and an answer counts nevertheless.
func TestDue_aClosedProjectIsQuietAndStillListens(t *testing.T) {
	t.Parallel()
	for _, policy := range []store.Policy{store.PolicyAll, store.PolicySilence} {
		o := withTexts(t, "2026-03-02 09:00", policy)
		o.drafts("Last meeting", "All is well.\n\nActions:\n- Li Na: send the logo by Thursday")
		o.looks("2026-03-02 09:01")
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		o.looks("2026-03-02 09:02")
		o.hasRead("2026-03-31 00:00")
		n := len(o.queued())
		c := *o.due.config.Load()
		c.Projects[0].Closed = true
		o.due.SetConfig(c)
		for _, day := range []string{"2026-03-04 10:00", "2026-03-06 10:00", "2026-03-10 10:00", "2026-03-20 10:00"} {
			o.looks(day)
		}
		n = o.since(n)
		if got := o.confirmation().State; got != store.ConfirmationAsked {
			t.Errorf("%s: the minutes are %s after their time is up, want asked", policy, got)
		}
		for _, who := range []string{wang, jane} {
			o.says(who, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
		}
		o.looks("2026-03-20 10:01")
		if got := o.confirmation().State; got == store.ConfirmationAsked {
			t.Errorf("%s: the answers of both clients count for nothing", policy)
		}
		if len(o.queued()) == n {
			t.Errorf("%s: nobody is notified of the outcome", policy)
		}
	}
}
