package due

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// does logs what somebody answers to the latest list of action items.
func (o *agency) does(who, text string, handout int64, sorted ...store.ItemCommand) {
	o.Helper()
	d := store.DecisionText
	if len(sorted) > 0 {
		d = store.DecisionClose
	}
	o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeAction, Object: handout, Decision: d, Address: who, Commands: sorted}})
}

func (o *agency) openItems() string {
	o.Helper()
	list, err := o.store.Actions(o.Context(), store.ActionQuery{Open: true})
	if err != nil {
		o.Fatal(err)
	}
	var open []string
	for _, a := range list {
		open = append(open, a.What+"/"+a.Address+"/"+a.Due)
	}
	return strings.Join(open, "; ")
}

func TestDue_actionItemsFromMinutesToDone(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAny) // a Monday
	o.drafts("周会", "与会：王伟、李娜\n\n决定：\n- 4月10日上线\n\n待办：\n- 王伟：3月6日前提供名单\n- 王伟：联系银行\n- 李娜：部署\n- 更新文档\n")
	o.looks("2026-03-02 09:10")
	n := o.since(0, "confirm-draft "+lina)
	for _, want := range []string{"识别到的内容", "决定 1 项", "未指定负责人", "未定期限"} {
		if text := o.text(); !strings.Contains(text, want) {
			t.Errorf("%q is not in the draft:\n%s", want, text)
		}
	}
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	n = o.since(n, "confirm "+wang) // who took part
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-02 09:30")
	// One event is one mail: who owns items has them with the outcome.
	n = o.since(n, "confirm-outcome "+wang, "confirm-outcome "+lina)
	for _, who := range []string{wang, lina} {
		if text := o.mailTo(who); !strings.Contains(text, "由您负责的待办") || strings.Contains(text, "部署 ") != (who == lina) && !strings.Contains(text, "名单") {
			t.Errorf("the outcome for %s:\n%s", who, text)
		}
	}
	if got, want := o.openItems(), "提供名单/"+wang+"/2026-03-06; 联系银行/"+wang+"/; 部署/"+lina+"/; 更新文档//"; got != want {
		t.Errorf("open are %s, want %s", got, want)
	}
	o.looks("2026-03-04 09:00")
	n = o.since(n)

	// “Done” of two says not which: the PM has it, and nothing is closed.
	o.does(wang, "完成", 2, store.ItemCommand{Verb: store.VerbClose})
	o.looks("2026-03-04 09:10")
	n = o.since(n, "action-note "+lina, "action-receipt "+wang)
	// Nor does a colleague close it who has the mail.
	for _, text := range []string{"2 完成", "都完成了"} {
		o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeAction, Object: 2, Decision: store.DecisionText, Address: "zhou@acme.example", Rejection: store.RejectedUninvited}})
	}
	o.looks("2026-03-04 09:15")
	n = o.since(n, "action-note "+lina)
	if !strings.Contains(o.openItems(), "联系银行") {
		t.Error("a colleague closed it")
	}
	o.does(wang, "2 完成", 2, store.ItemCommand{Number: 2, Verb: store.VerbClose})
	o.does(wang, "2 完成", 2, store.ItemCommand{Number: 2, Verb: store.VerbClose}) // twice
	o.looks("2026-03-04 09:20")
	n = o.since(n, "action-receipt "+wang)
	if strings.Contains(o.openItems(), "联系银行") {
		t.Error("it is not closed")
	}
	// The client is not reminded; the PM hears of what is late.
	o.looks("2026-03-05 09:00")
	n = o.since(n)
	o.looks("2026-03-06 09:00")
	n = o.since(n)
	o.looks("2026-03-07 09:00")
	n = o.since(n)
	o.looks("2026-03-09 09:00")
	n = o.since(n, "action-note "+lina)
	o.looks("2026-03-20 09:00")
	n = o.since(n)
	// The next minutes show what is open still.
	o.drafts("周会二", "一切顺利。")
	o.looks("2026-03-20 09:10")
	n = o.since(n, "confirm-draft "+lina)
	if text := o.text(); !strings.Contains(text, "此前未完成的待办") || !strings.Contains(text, "提供名单") || !strings.Contains(text, "[已逾期]") {
		t.Errorf("the next minutes:\n%s", text)
	}
	o.does(wang, "完成", 4, store.ItemCommand{Verb: store.VerbClose})
	o.looks("2026-03-20 09:20")
	o.since(n, "action-receipt "+wang)
	if strings.Contains(o.openItems(), "名单") {
		t.Error("it is not closed")
	}
}

func unsubscribeOf(o *agency) string {
	m, _ := o.latest()
	return m.Header.Get("List-Unsubscribe")
}

// Whom the project reminds of action items, and that a wish for less mail comes before that.
func TestDue_whoIsRemindedOfActionItems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		remind  Remind
		stopped bool
		want    []string // the working day before
	}{
		{"", false, []string{"action " + lina}},
		{"team", false, []string{"action " + lina}},
		{"all", false, []string{"action " + lina, "action " + wang}},
		{"all", true, []string{"action " + lina}},
		{"none", false, nil},
	} {
		o := newAgency(t, "2026-03-02 09:00", func(p *Project) { p.Remind, p.Schedule = c.remind, nil })
		if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
			for _, who := range []string{lina, wang} {
				if _, err := tx.AddAction(store.Action{Project: "ACME", What: "名单", Address: who, Owner: who, Due: "2026-03-06", Actor: lina}); err != nil {
					return err
				}
			}
			if c.stopped {
				return tx.StopSurveys("w@home.example") // another of Wang's addresses
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		o.looks("2026-03-02 09:10")
		n := o.since(0, "action "+lina, "action "+wang)
		o.looks("2026-03-05 09:00")
		n = o.since(n, c.want...)
		if slices.Contains(c.want, "action "+wang) && !strings.HasPrefix(unsubscribeOf(o), "<mailto:log%2Br.") {
			t.Errorf("remind = %q: the reminder does not say how to stop it", c.remind)
		}
		o.looks("2026-03-09 09:00")
		o.since(n, append(slices.Clone(c.want), "action-note "+lina)...)
	}
}

func TestDue_minutesThatThePMSettlesGiveTheirActionItemsOnce(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("Minutes", "Actions:\n- Jane: test\n")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	c := o.confirmation()
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.SettleConfirmation(c.ID, c.Version, store.OutcomeDisputed, "shell")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 09:30")
	o.looks("2026-03-02 09:40")
	if got := o.openItems(); got != "test/"+jane+"/" {
		t.Errorf("open are %s", got)
	}
}

func TestDue_aPMMovesAnActionItemByMail(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAny)
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AddAction(store.Action{Project: "ACME", What: "名单", Owner: "王伟", Address: wang, Due: "2026-03-02", Actor: "shell"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 09:10")
	n := o.since(0, "action "+wang)
	o.looks("2026-03-03 09:00")
	n = o.since(n, "action-note "+lina)
	asks := func() store.Request {
		t.Helper()
		m, _ := o.latest()
		token, _, _ := strings.Cut(strings.TrimPrefix(m.Header.Get("Reply-To"), "<log+r."), "@")
		r, _, err := o.store.RequestByToken(token)
		if err != nil || r.Purpose != store.PurposeAction || len(r.Items) != 1 || r.Items[0].Kind != store.ItemAction || r.Items[0].Project != "ACME" {
			t.Fatalf("it asks %+v, %v", r, err)
		}
		return r
	}
	says := func(said ...store.ItemCommand) {
		t.Helper()
		r := asks()
		o.logs("1", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Request: r.ID, Purpose: r.Purpose, Object: r.Object, Decision: store.DecisionItems, Address: r.Address, Commands: said}})
	}
	says(store.ItemCommand{Number: 1, Verb: store.VerbDue, Argument: "2026-03-10"})
	o.looks("2026-03-03 09:10")
	n = o.since(n, "action-receipt "+lina)
	if got, want := o.openItems(), "名单/"+wang+"/2026-03-10"; got != want || !strings.Contains(o.text(), "3月10日") {
		t.Errorf("open are %s, want %s; the receipt:\n%s", got, want, o.text())
	}
	says(store.ItemCommand{Number: 1, Verb: store.VerbAssign, Argument: jane, Name: "Jane"})
	o.looks("2026-03-03 09:20")
	n = o.since(n, "action "+jane) // who is told; one receipt a day is enough
	if got, want := o.openItems(), "名单/"+jane+"/2026-03-10"; got != want {
		t.Errorf("open are %s, want %s", got, want)
	}
	o.looks("2026-03-04 09:00")
	n = o.since(n)
	// What a PM writes that is no word for it is nobody's to pass on.
	o.logs("I shall ask", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeAction, Object: 2, Decision: store.DecisionItems, Address: lina, Problems: []string{"I shall ask"}}})
	o.looks("2026-03-04 09:10")
	o.since(n, "action-receipt "+lina)
	if !strings.Contains(o.text(), "未能识别") {
		t.Errorf("the receipt:\n%s", o.text())
	}
}
