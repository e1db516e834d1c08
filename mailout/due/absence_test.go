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

// Whoever is away is asked nothing by a survey before they are back, and nobody reminds them.
func TestDue_aSurveyWaitsForWhoIsAway(t *testing.T) {
	t.Parallel()
	o := withSurveys(t, "2026-04-01 09:00", "csat")
	o.receives(jane, "I am away until 7 April.", awayUntil("2026-04-07", true))
	o.looks("2026-04-01 10:01") // a Wednesday
	n := o.since(0, "survey "+wang)
	o.looks("2026-04-07 10:00")
	n = o.since(n)
	o.looks("2026-04-08 09:00")
	n = o.since(n, "survey "+jane)
	o.looks("2026-04-08 12:00")
	n = o.since(n)
	o.receives(wang, "I am away until 30 April.", awayUntil("2026-04-30", true))
	o.looks("2026-04-13 09:02")
	o.since(n, "survey "+jane)
}

// While everybody is away, a survey is not sent at all.
func TestDue_aSurveyOfWhomNobodyIsThere(t *testing.T) {
	t.Parallel()
	o := withSurveys(t, "2026-04-01 09:00", "csat")
	o.receives(wang, "I am away until 7 April.", awayUntil("2026-04-07", true))
	o.receives(jane, "I am away until 9 April.", awayUntil("2026-04-09", true))
	o.looks("2026-04-01 10:01")
	n := o.since(0)
	o.looks("2026-04-08 09:00")
	n = o.since(n, "survey "+wang)
	o.looks("2026-04-10 09:00")
	o.since(n, "survey "+jane)
	if s := o.survey(); s.Closes.Format("2006-01-02") != "2026-04-22" {
		t.Errorf("closes on %s", s.Closes)
	}
}

// Nobody is reminded of an action item while they are away.
func TestDue_anActionItemWaitsForWhoIsAway(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) { p.Schedule, p.Remind = nil, "all" })
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AddAction(store.Action{Project: "ACME", What: "名单", Address: wang, Owner: wang, Due: "2026-03-05", Actor: lina})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 09:10")
	n := o.since(0, "action "+wang)
	o.receives(wang, "I am away until 10 March.", awayUntil("2026-03-10", true))
	for _, day := range []string{"04", "05", "06", "09", "10"} {
		o.looks("2026-03-" + day + " 09:05")
		n = o.since(n)
	}
	o.looks("2026-03-11 09:05")
	o.since(n, "action "+wang, "action-note "+lina)
}

// A question to a client who is away is listed on the second working day after their return, and
// at once where somebody else was asked too.
func TestDue_aQuestionToWhoIsAwayIsNotListed(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 08:30")
	o.asks("2026-03-02 10:00", "q1@agency.example", "Which company is the invoice for?")
	o.receives(wang, "I am away until 6 March.", awayUntil("2026-03-06", true))
	for _, day := range []string{"06", "09", "10", "11"} {
		o.looks("2026-03-" + day + " 09:05")
		if items := o.awaitedItems(); items != 0 {
			t.Errorf("on %s: %d", day, items)
		}
	}
	o.looks("2026-03-12 09:05") // back on Monday; Wednesday is over
	if items := o.awaitedItems(); items != 1 {
		t.Error(items)
	}
}

// awaitedItems returns how much the next digest lists as awaited of clients.
func (o *agency) awaitedItems() (n int) {
	o.Helper()
	list, err := o.due.Digest(o.Context(), lina)
	if err != nil {
		o.Fatal(err)
	}
	for _, d := range list {
		for _, item := range d.Items {
			if item.Awaited {
				n++
			}
		}
	}
	return n
}

// The silence of a client who is away closes no case.
func TestDue_aCaseOfWhoIsAwayStaysOpen(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 09:30", func(p *Project) { p.Clock.CloseAfter = 3 })
	o.in("2026-03-02 10:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	o.in("2026-03-02 11:00", "2@agency.example", store.RolePM, lina, "1@acme.example", "It works again.")
	o.receives(wang, "I am away until 10 March.", awayUntil("2026-03-10", true))
	for _, day := range []string{"06", "09", "12", "13"} {
		o.looks("2026-03-" + day + " 09:05")
		if c := o.theCase(); c.State != store.CaseAnswered {
			t.Errorf("on %s: %+v", day, c)
		}
	}
	o.looks("2026-03-14 00:30") // back on the 11th; the 13th is over
	if c := o.theCase(); c.State != store.CaseClosed {
		t.Errorf("%+v", c)
	}
}
