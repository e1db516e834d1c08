package due

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

const (
	chen    = "chen@agency.example"
	newJane = "jane.porter@acme.example"
)

// reloads has the daemon read other contacts.
func (o *agency) reloads(contacts ...store.Contact) {
	o.Helper()
	c := *o.due.config.Load()
	c.Projects = slices.Clone(c.Projects)
	c.Projects[0].Contacts = contacts
	o.due.SetConfig(c)
}

var (
	pmLina     = store.Contact{Name: "李娜", Role: store.RolePM, Addresses: []string{lina}}
	pmChen     = store.Contact{Name: "陈晨", Role: store.RolePM, Addresses: []string{chen}}
	clientWang = store.Contact{Name: "王伟", Role: store.RoleClient, Addresses: []string{wang}}
	clientJane = store.Contact{Name: "Jane", Role: store.RoleClient, Addresses: []string{jane}}
)

// asksBoth is an agency in which both clients were asked to confirm minutes.
func asksBoth(t *testing.T, policy store.Policy) (*agency, int) {
	o := withTexts(t, "2026-03-02 09:00", policy)
	o.drafts("周会纪要", firstText)
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	return o, o.since(0, "confirm-draft "+lina, "confirm "+wang, "confirm "+jane)
}

func TestDue_whoLeftIsAskedNoMoreAndTheOthersSettle(t *testing.T) {
	t.Parallel()
	o, _ := asksBoth(t, store.PolicyAll)
	o.says(wang, store.PurposeConfirm, store.DecisionText, "第二条不对", true)
	o.says(jane, store.PurposeConfirm, store.DecisionText, "No", true)
	o.looks("2026-03-02 09:30")
	n := len(o.queued())
	o.reloads(pmLina, clientWang) // Jane has left, and her objection with her
	o.looks("2026-03-05 10:00")
	n = o.since(n)
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-05 10:10")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+lina)
	if c := o.confirmation(); c.Outcome != store.OutcomeConfirmed {
		t.Errorf("%+v", c)
	}
}

func TestDue_whoLeftIsNotReminded(t *testing.T) {
	t.Parallel()
	o, n := asksBoth(t, store.PolicyAll)
	o.reloads(pmLina, clientWang)
	o.looks("2026-03-05 10:00")
	n = o.since(n, "confirm-reminder "+wang)
	o.looks("2026-03-06 09:10")
	o.since(n, "confirm-note "+lina)
	if mail := o.mailTo(lina); strings.Contains(mail, jane) {
		t.Errorf("%s", mail)
	}
}

func TestDue_nobodyIsLeftToConfirm(t *testing.T) {
	t.Parallel()
	for _, policy := range []store.Policy{store.PolicyAll, store.PolicyAny, store.PolicySilence} {
		o, n := asksBoth(t, policy)
		o.sends()
		o.reloads(pmLina, store.Contact{Name: "周明", Role: store.RoleClient, Addresses: []string{"zhou@acme.example"}})
		o.looks("2026-03-03 10:00")
		n = o.since(n, "confirm-note "+lina)
		if mail := strings.Join(strings.Fields(o.mailTo(lina)), ""); !strings.Contains(mail, "确认人均已不在项目联系人中") {
			t.Errorf("%s", mail)
		}
		o.looks("2026-03-20 10:00")
		o.since(n)
		if c := o.confirmation(); c.State != store.ConfirmationAsked {
			t.Errorf("%s: %+v", policy, c)
		}
	}
}

func TestDue_aNewFirstAddressIsUsed(t *testing.T) {
	t.Parallel()
	// She has both, and reads the new one.
	o, n := asksBoth(t, store.PolicyAll)
	o.reloads(pmLina, clientWang, store.Contact{Name: "Jane", Role: store.RoleClient, Addresses: []string{newJane, jane}})
	o.looks("2026-03-05 10:00")
	n = o.since(n, "confirm-reminder "+wang, "confirm-reminder "+newJane)
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "confirmed", true) // as the request has her
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-05 10:10")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+newJane, "confirm-outcome "+lina)

	// The old one is gone: she is asked in full at the new one.
	o, n = asksBoth(t, store.PolicyAll)
	o.reloads(pmLina, clientWang, store.Contact{Name: "Jane", Role: store.RoleClient, Addresses: []string{newJane}})
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm "+newJane)
	if mail := o.mailTo(newJane); !strings.Contains(mail, "4月10日上线") {
		t.Errorf("%s", mail)
	}
	o.says(newJane, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-02 10:10")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+newJane, "confirm-outcome "+lina)
}

// Who becomes PM has the open drafts in full, once.
func TestDue_aNewPMIsShownWhatWaits(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("周会纪要", firstText)
	o.looks("2026-03-02 09:10")
	n := o.since(0, "confirm-draft "+lina)
	o.reloads(pmChen, clientWang, clientJane)
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm-draft "+chen)
	if mail := o.mailTo(chen); !strings.Contains(mail, "4月10日上线") {
		t.Errorf("%s", mail)
	}
	o.looks("2026-03-03 10:00")
	n = o.since(n)
	o.says(chen, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-03 10:10")
	n = o.since(n, "confirm "+wang, "confirm "+jane)
	// And the next version, while the round goes on.
	o.edits(store.PurposeNotice, 1, "4月10日", "4月17日")
	o.looks("2026-03-03 10:20")
	n = o.since(n, "confirm-draft "+chen)
	o.reloads(pmChen, pmLina, clientWang, clientJane)
	o.looks("2026-03-03 10:30")
	o.since(n, "confirm-draft "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "4月17日上线") {
		t.Errorf("%s", mail)
	}
}

func TestDue_aNewPMHasTheReportThatWaits(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	n := o.since(0, "report-ask "+lina)
	o.reloads(pmChen, clientWang)
	o.looks("2026-03-05 16:10")
	n = o.since(n, "report-ask "+chen)
	o.answers(store.DecisionText, text)
	o.looks("2026-03-05 17:00")
	n = o.since(n, "report-draft "+chen)
	o.reloads(pmLina, pmChen, clientWang)
	o.looks("2026-03-05 17:10")
	n = o.since(n, "report-draft "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "一切顺利") {
		t.Errorf("%s", mail)
	}
	o.looks("2026-03-05 18:00")
	o.since(n)
}

func TestDue_aNewPMHasTheChangeThatWaits(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.RaiseProcedure(store.Procedure{Project: "ACME", Kind: store.ProcedureChange, Title: "Points", Actor: lina}, "会员积分", 0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 09:10")
	n := o.since(0, "procedure "+lina)
	o.reloads(pmChen, clientWang)
	o.looks("2026-03-02 09:20")
	n = o.since(n, "procedure "+chen)
	if mail := o.mailTo(chen); !strings.Contains(mail, "会员积分") {
		t.Errorf("%s", mail)
	}
	o.looks("2026-03-02 10:00")
	o.since(n)
}

// Of a text that others are asked about, a new PM hears where it waits for a PM: with what was
// objected, or once its time is up.
func TestDue_aNewPMHasTheTextThatSomebodyObjectsTo(t *testing.T) {
	t.Parallel()
	o, n := asksBoth(t, store.PolicyAll)
	o.says(wang, store.PurposeConfirm, store.DecisionText, "第二条应为 4 月 17 日", true)
	o.looks("2026-03-02 09:30")
	n = o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
	o.reloads(pmChen, clientWang, clientJane)
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm-note "+chen)
	mail := o.mailTo(chen)
	for _, want := range []string{"已移交给您", "第二条应为 4 月 17 日", "4月10日上线", "尚未收到 Jane"} {
		if !strings.Contains(strings.ReplaceAll(mail, "\n", ""), want) {
			t.Errorf("%q is not in\n%s", want, mail)
		}
	}
	o.looks("2026-03-02 11:00")
	n = o.since(n)
	o.edits(store.PurposeNotice, 1, "4月10日", "4月17日")
	o.looks("2026-03-02 11:10")
	o.since(n, "confirm-draft "+chen)
}

func TestDue_aNewPMHasTheTextThatIsOverdue(t *testing.T) {
	t.Parallel()
	o, n := asksBoth(t, store.PolicyAll)
	o.looks("2026-03-05 09:10")
	n = o.since(n, "confirm-reminder "+wang, "confirm-reminder "+jane)
	o.looks("2026-03-06 09:10")
	n = o.since(n, "confirm-note "+lina)
	o.reloads(pmLina, pmChen, clientWang, clientJane)
	o.looks("2026-03-06 10:00")
	n = o.since(n, "confirm-note "+chen)
	if mail := o.mailTo(chen); !strings.Contains(mail, "答复期限已过") || !strings.Contains(mail, "4月10日上线") {
		t.Errorf("%s", mail)
	}
	o.looks("2026-03-06 12:00")
	o.since(n)
}

// What waits for clients alone waits for no PM: the digest lists it.
func TestDue_aNewPMIsNotBotheredWithWhatClientsHave(t *testing.T) {
	t.Parallel()
	o, n := asksBoth(t, store.PolicyAll)
	o.reloads(pmChen, clientWang, clientJane)
	o.looks("2026-03-02 10:00")
	n = o.since(n)
	// What is written from now on goes to the PMs of now, once.
	o.says(wang, store.PurposeConfirm, store.DecisionText, "第二条不对", true)
	o.looks("2026-03-02 10:30")
	n = o.since(n, "confirm-note "+chen, "confirm-receipt "+wang)
	o.looks("2026-03-02 11:00")
	o.since(n)
}

// Who was PM all along has heard of everything.
func TestDue_theOtherPMIsNotNew(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.reloads(pmLina, pmChen, clientWang, clientJane)
	o.drafts("周会纪要", firstText)
	o.looks("2026-03-02 09:10")
	n := o.since(0, "confirm-draft "+lina, "confirm-draft "+chen)
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	n = o.since(n, "confirm "+wang, "confirm "+jane)
	o.says(wang, store.PurposeConfirm, store.DecisionText, "第二条不对", true)
	o.looks("2026-03-02 09:30")
	n = o.since(n, "confirm-note "+lina, "confirm-note "+chen, "confirm-receipt "+wang)
	o.looks("2026-03-02 10:00")
	o.since(n)
}

func TestDue_aNewPMIsAskedForTheMinutesThatAreMissing(t *testing.T) {
	t.Parallel()
	for name, when := range map[string]string{"asked": "2026-03-04 13:00", "reminded": "2026-03-05 10:00"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := withMeetings(t, "2026-03-02 09:00")
			o.invites("REQUEST", 0, store.RoleClient, "2026-03-04 10:00")
			o.looks("2026-03-04 12:16")
			n := o.since(0, "minutes-ask "+lina)
			if name == "reminded" {
				o.looks("2026-03-05 09:30")
				n = o.since(n, "minutes-ask "+lina)
			}
			o.reloads(pmChen, clientWang, clientJane)
			o.looks(when)
			n = o.since(n, "minutes-ask "+chen)
			if mail := o.mailTo(chen); !strings.Contains(mail, "Kick-off") || strings.Contains(mail, "尚未收到") {
				t.Errorf("%s", mail)
			}
			o.looks(when[:11] + "18:00")
			o.since(n)
		})
	}
}

// The mediator who follows another has the dispute with all that happened; without one it
// comes back to the PM.
func TestDue_aNewMediatorHasTheDispute(t *testing.T) {
	t.Parallel()
	mediator := store.Contact{Name: "Otto Brandt", Role: store.RoleMediator, Addresses: []string{"brandt@chamber.example"}}
	for next, contacts := range map[string][]store.Contact{
		"mediate brandt@chamber.example": {pmLina, clientWang, mediator},
		"procedure " + lina:              {pmLina, clientWang},
	} {
		o := withProcedures(t, "2026-03-02 09:00")
		if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
			c, err := tx.RaiseProcedure(store.Procedure{Project: "ACME", Kind: store.ProcedureDispute, Title: "发票", Actor: wang}, "金额不对", 0)
			if err != nil {
				return err
			}
			if _, err = tx.StepProcedure(c.ID, store.EventAnalysed, "分歧", lina, 0); err != nil {
				return err
			}
			_, err = tx.StepProcedure(c.ID, store.EventEscalated, "", lina, 0)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		o.looks("2026-03-02 10:00")
		n := o.since(0, "mediate "+adler)
		o.reloads(contacts...)
		o.looks("2026-03-02 11:00")
		n = o.since(n, next)
		if mail := o.mailTo(strings.Fields(next)[1]); !strings.Contains(mail, "金额不对") {
			t.Errorf("%s", mail)
		}
		o.looks("2026-03-02 12:00")
		o.since(n)
	}
}
