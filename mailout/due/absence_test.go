package due

import (
	"testing"

	"rapport/store"
)

// awayUntil is an automatic reply that has the proof it takes, or has not.
func awayUntil(day string, counts bool) store.Verdict {
	v := autoReply
	v.Absence, v.AbsenceCounts = &store.Absence{Until: day}, counts
	return v
}

// Who is away does not consent by silence: the time of all is over on the second working day
// after they are back, and nobody is reminded in their absence.
func TestDue_whoIsAwayDoesNotConsentBySilence(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-05 09:00", store.PolicySilence) // a Thursday; the time is up on Tuesday
	o.drafts("Minutes", "All *well*.")
	o.looks("2026-03-05 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-05 09:20")
	o.sends()
	o.receives(wang, "I am away until 13 March.", awayUntil("2026-03-13", true))
	n := len(o.queued())
	o.looks("2026-03-10 09:00")
	n = o.since(n, "confirm-reminder "+jane)
	o.sends()
	o.looks("2026-03-11 09:01")
	n = o.since(n)
	o.looks("2026-03-18 08:50") // Wednesday: he is back since Monday
	n = o.since(n)
	o.looks("2026-03-18 09:00")
	n = o.since(n, "confirm-reminder "+wang)
	o.sends()
	o.looks("2026-03-18 23:58")
	n = o.since(n)
	o.looks("2026-03-19 09:01")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
	if c := o.confirmation(); c.Outcome != store.OutcomeSilence {
		t.Errorf("%+v", c)
	}
}

// An automatic reply without its proof delays nothing; neither does one that is over, or that
// somebody sent who is not asked.
func TestDue_aForgedAbsenceDelaysNothing(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-05 09:00", store.PolicySilence)
	o.drafts("Minutes", "All *well*.")
	o.looks("2026-03-05 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-05 09:20")
	o.sends()
	o.receives(wang, "I am away until 13 March.", awayUntil("2026-03-13", false))
	o.receives("x@evil.example", "I am away until 13 March.", awayUntil("2026-03-13", true))
	o.receives(jane, "I was away until 28 February.", awayUntil("2026-02-28", true))
	n := len(o.queued())
	o.looks("2026-03-10 09:00")
	o.sends()
	o.looks("2026-03-11 09:01")
	o.since(n, "confirm-reminder "+jane, "confirm-reminder "+wang, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
}

// Where everybody must confirm, the PM hears in time of those who are there and said nothing.
func TestDue_whoIsThereIsOverdueAlthoughAnotherIsAway(t *testing.T) {
	t.Parallel()
	for name, away := range map[string][]string{"one": {wang}, "both": {wang, jane}} {
		t.Run(name, func(t *testing.T) {
			o := withTexts(t, "2026-03-05 09:00", store.PolicyAll)
			o.drafts("Minutes", "All *well*.")
			o.looks("2026-03-05 09:10")
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.looks("2026-03-05 09:20")
			for _, who := range away {
				o.receives(who, "I am away until 13 March.", awayUntil("2026-03-13", true))
			}
			n := len(o.queued())
			o.looks("2026-03-11 09:01")
			if name == "one" {
				o.since(n, "confirm-note "+lina)
				return
			}
			n = o.since(n)
			o.looks("2026-03-19 09:01")
			o.since(n, "confirm-note "+lina)
		})
	}
}
