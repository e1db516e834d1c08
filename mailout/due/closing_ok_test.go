package due

import (
	"strings"
	"testing"

	"rapport/store"
)

// Where everything has its word and only a line was not understood, an ok goes on; before that, it
// says nothing.
func TestDue_anOKGoesOnWithAClosing(t *testing.T) {
	t.Parallel()
	o := withClosing(t, "en")
	o.owns("Send the logo", "")
	o.closes(true)
	o.looks("2026-03-02 09:10")
	n := len(o.queued())
	says := func(decision store.Decision, mode store.RetrospectiveMode, problem string, words ...store.ItemCommand) {
		t.Helper()
		o.answersWith(store.Response{Purpose: store.PurposeClosing, Object: o.closing().ID, Version: o.closing().Round, Decision: decision, Address: lina, Argument: string(mode), Commands: words, Problems: []string{problem}})
	}
	says(store.DecisionOK, "", "ok")
	o.looks("2026-03-02 09:20")
	n = o.since(n, "closing-ask "+lina)
	if text := o.mailTo(lina); strings.Contains(text, "Nothing else is needed") {
		t.Errorf("nothing has its word:\n%s", text)
	}
	says(store.DecisionItems, store.RetrospectiveNone, "I will call Anna about it", word(1, store.VerbLeave))
	o.looks("2026-03-02 09:30")
	n = o.since(n, "closing-ask "+lina)
	o.hasLine(o.mailTo(lina), "Nothing else is needed", "I will call Anna about it", "reply ok")
	says(store.DecisionOK, "", "ok")
	o.looks("2026-03-02 09:40")
	o.since(n, "confirm-draft "+lina)
}

// A project that is opened again hands on nothing, and nobody goes on being asked to look back; what was
// settled before the end was not handed on either, and a summary of the quarter is not made beside.
func TestDue_aProjectIsOpenedAgain(t *testing.T) {
	t.Parallel()
	o := withClosing(t, "en")
	c := *o.due.config.Load()
	c.Projects[0].Quarterly = true
	o.due.SetConfig(c)
	o.owns("Send the logo", "")
	o.owns("Order the sign", "")
	o.looks("2026-03-30 09:00")
	o.closes(true)
	o.looks("2026-03-30 09:10")
	o.saysOfClosing(store.RetrospectiveNamed, "", word(0, store.VerbCarry))
	o.looks("2026-03-30 09:20")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-30 09:30")
	o.looks("2026-04-01 10:00")
	if _, quarter, err := o.store.ClosingOn(t.Context(), "ACME", "2026-01-01"); err != nil || quarter {
		t.Errorf("a summary of the quarter beside that of the end: %v, %v", quarter, err)
	}
	o.restarts()
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.CompleteAction(2, wang)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{wang, jane} {
		o.says(who, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
	}
	o.looks("2026-04-01 10:10")
	handed := func() (list []string) {
		t.Helper()
		lessons, err := o.store.Lessons(t.Context(), "Acme")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lessons {
			list = append(list, l.Text)
		}
		return list
	}
	if got := handed(); len(got) != 1 || !strings.Contains(got[0], "Send the logo") {
		t.Errorf("handed on: %q", got)
	}
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.ReopenProject(o.closing(), "root")
		return err
	})
	if err != nil || len(handed()) > 0 || o.survey().State != store.SurveyClosed {
		t.Errorf("%v, %q, %+v", err, handed(), o.survey())
	}
	n := len(o.queued())
	o.looks("2026-04-10 10:00") // nobody is reminded, and the PM gets no results
	for _, mail := range o.queued()[n:] {
		if strings.HasPrefix(mail, "survey") || strings.HasPrefix(mail, "retrospective") {
			t.Errorf("after it was opened again: %s", mail)
		}
	}
}
