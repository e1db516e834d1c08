package due

import (
	"strings"
	"testing"

	"rapport/store"
)

// provisionally has minutes that were sent to the people of a project which takes a confirmation
// that nothing proves for a day.
func provisionally(t *testing.T, policy store.Policy, change ...func(*Project)) *agency {
	t.Helper()
	o := inEnglish(t, "2026-03-02 09:00", append([]func(*Project){func(p *Project) {
		p.Confirm = Terms{Policy: policy, Days: 3, Provisional: true}
		p.Contacts = p.Contacts[:2] // one client
	}}, change...)...)
	o.drafts("Weekly meeting", "Decisions:\n- Launch on 10 April")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	o.sends()
	return o
}

// confirmsUnproved logs a yes that nothing proves, of which classify says whether it may count.
func (o *agency) confirmsUnproved(may bool) {
	o.Helper()
	c := o.confirmation()
	o.logs("Confirmed", store.Verdict{Kind: store.KindHuman, Project: "ACME", Role: store.RoleClient, Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeConfirm, Object: c.ID, Version: c.Version, Decision: store.DecisionOK, Address: wang, Unproved: true, Provisional: may}})
}

// Who is named is told the outcome at once, in the place of a second question, and nothing more if
// they do not say no for a day. The log has that nothing proved it.
func TestDue_minutesAreConfirmedProvisionally(t *testing.T) {
	t.Parallel()
	o := provisionally(t, store.PolicyAll)
	n := len(o.queued())
	o.confirmsUnproved(true)
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm-outcome "+wang)
	o.has(o.mailTo(wang), "a reply in your name", "counts as confirmed from Tuesday 3 March 2026, 10:00 on", "reply no by then", "sender not proved")
	o.looks("2026-03-04 10:00") // as long as the mail was not sent, no time passes
	if c := o.confirmation(); c.State != store.ConfirmationAsked {
		t.Errorf("%+v", c)
	}
	o.sends()
	o.looks("2026-03-05 09:59")
	n = o.since(n, "digest "+lina)
	o.looks("2026-03-05 10:01")
	n = o.since(n, "confirm-outcome "+lina)
	o.has(o.mailTo(lina), "sender not proved; no objection within a day")
	if c := o.confirmation(); c.State != store.ConfirmationSettled || c.Outcome != store.OutcomeConfirmed {
		t.Errorf("%+v", c)
	}
	list, err := o.store.Confirmers(t.Context(), o.confirmation().ID)
	if err != nil || len(list) != 1 || !list[0].Provisional {
		t.Errorf("%+v, %v", list, err)
	}
	o.looks("2026-03-12 10:00")
	o.since(n)
}

// A no within the day, though nothing proves it either, takes the confirmation away; a further yes
// without proof is asked about.
func TestDue_aNoWithinTheDayUndoesIt(t *testing.T) {
	t.Parallel()
	o := provisionally(t, store.PolicyAll)
	n := len(o.queued())
	o.confirmsUnproved(true)
	o.looks("2026-03-02 10:00")
	o.sends()
	n = o.since(n, "confirm-outcome "+wang)
	o.says(wang, store.PurposeConfirm, store.DecisionReject, "No, that was not me.", false)
	o.looks("2026-03-02 11:00")
	n = o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
	o.confirmsUnproved(true)
	o.looks("2026-03-02 11:10")
	n = o.since(n, "confirm-receipt "+wang)
	o.has(o.mailTo(wang), "Until then nothing is recorded")
	o.looks("2026-03-05 12:00")
	if c := o.confirmation(); c.State != store.ConfirmationAsked {
		t.Errorf("%+v", c)
	}
	o.since(n, "digest "+lina)
}

// Its day passes for nobody who is away, or whose answer may lie in a mailbox that is not read; what
// is proved meanwhile counts at once; and what the table of trust does not let count is asked about,
// as everything is where the project does not want this.
func TestDue_whenAProvisionalConfirmationCounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change  func(*Project)
		not     bool // trust does not let it count
		doing   func(*agency)
		settled bool // on the morning after its day
	}{
		"the day is over":  {settled: true},
		"away":             {doing: func(o *agency) { o.receives(wang, "I am away until 9 March.", awayUntil("2026-03-09", true)) }},
		"unread":           {doing: func(o *agency) { o.hasRead("2026-03-02 12:00") }},
		"proved since":     {doing: func(o *agency) { o.says(wang, store.PurposeConfirm, store.DecisionOK, "Confirmed", true) }, settled: true},
		"not let by trust": {not: true},
		"not wanted":       {change: func(p *Project) { p.Confirm.Provisional = false }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.change == nil {
				test.change = func(*Project) {}
			}
			o := provisionally(t, store.PolicyAll, test.change)
			o.confirmsUnproved(!test.not)
			o.looks("2026-03-02 10:00")
			o.sends()
			if test.doing != nil {
				test.doing(o)
			}
			o.looks("2026-03-03 10:05")
			if c := o.confirmation(); (c.State == store.ConfirmationSettled) != test.settled {
				t.Errorf("%+v\n%q", c, o.queued())
			}
			asked := strings.Contains(strings.Join(o.queued(), "\n"), "confirm-receipt "+wang)
			if asked != (test.not || name == "not wanted") {
				t.Errorf("asked once more: %v", asked)
			}
		})
	}
}

// What is no minutes takes no such confirmation, whatever its project wants.
func TestDue_nothingButMinutesIsConfirmedProvisionally(t *testing.T) {
	t.Parallel()
	for _, kind := range []store.ConfirmationKind{store.Scope, store.Acceptance, store.ProjectPlan, store.Solution} {
		o := inEnglish(t, "2026-03-02 09:00", func(p *Project) {
			p.Confirm = Terms{Policy: store.PolicyAll, Days: 3, Provisional: true}
			p.Contacts = p.Contacts[:2]
		})
		o.acts(func(tx *store.Tx) (bool, error) {
			c, err := tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: kind, Title: "Text", Text: "It works.", Actor: lina})
			if err != nil {
				return false, err
			}
			return tx.ApproveConfirmation(c.ID, c.Draft, lina)
		})
		o.looks("2026-03-02 09:10")
		o.sends()
		o.confirmsUnproved(true)
		o.looks("2026-03-02 09:20")
		o.sends()
		o.looks("2026-03-04 09:20")
		if c := o.confirmation(); c.State != store.ConfirmationAsked || o.count("confirm-receipt") != 1 || o.count("confirm-outcome") != 0 {
			t.Errorf("%s: %+v, %q", kind, c, o.queued())
		}
	}
}
