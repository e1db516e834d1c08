package due

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// count returns how many mails of a purpose were queued.
func (o *agency) count(purpose string) (n int) {
	o.Helper()
	for _, one := range o.queued() {
		if before, _, _ := strings.Cut(one, " "); before == purpose {
			n++
		}
	}
	return n
}

// wishes logs a wish of a client; by proof, the server vouches for them.
func (o *agency) wishes(title string, by store.Level, effects ...store.Effect) {
	o.Helper()
	raw := o.store.Pack([]byte(title+store.NewTag()), o.now, "test")
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(raw)
		if err != nil {
			return err
		}
		m := &store.Message{SHA256: raw.SHA256, MessageID: store.NewTag() + "@acme.example", Subject: title, Received: o.now, Date: o.now, NewText: "words", OwnText: "words", From: []store.Address{{Address: wang}}, Auth: &store.Evidence{Level: by}}
		_, err = tx.Record(k.ID, m, store.Verdict{Kind: store.KindHuman, Role: store.RoleClient, Project: "ACME", Effects: effects, Asks: []store.FoundAsk{{Ask: store.AskChange, Words: "words"}},
			Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}}})
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

// Whoever forges a client costs the PM three mails a day, and the digest: not one more when
// the clocks of all those run out.
func TestEffects_floodOfForgedWishes(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 07:00", func(p *Project) {
		p.Schedule = nil
		p.Clock = Clock{Within: 4 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
		p.Acknowledge = true
	})
	c := *o.due.config.Load()
	c.Digest = 8*time.Hour + 30*time.Minute
	o.due.SetConfig(c)
	for i := range 30 {
		o.wishes(fmt.Sprintf("Wish %d", i), store.LevelUnauthenticated, store.EffectOpenCase)
		o.wishes(fmt.Sprintf("第 %d 个愿望", i), store.LevelPending, store.EffectOpenCase)
	}
	o.looks("2026-03-02 07:10")
	if n := o.count("matter") + o.count("procedure"); n != 3 {
		t.Errorf("%d mails about changes", n)
	}
	o.looks("2026-03-02 17:00") // all clocks have run out
	if n := o.count("case"); n > 0 {
		t.Errorf("%d warnings beyond the three mails of the day", n)
	}
	o.wishes("A true one", store.LevelAuthenticated, store.EffectOpenCase, store.EffectAcknowledge)
	o.looks("2026-03-02 17:10")
	if n := o.count("matter") + o.count("procedure"); n != 4 {
		t.Errorf("%d mails about changes after a true one", n)
	}
	if n := o.count("case-ack"); n != 1 {
		t.Errorf("%d acknowledgements, want that of the true one", n)
	}
	for day := 3; day < 7; day++ {
		before := len(o.queued())
		o.looks(fmt.Sprintf("2026-03-%02d 08:31", day))
		o.looks(fmt.Sprintf("2026-03-%02d 17:31", day))
		if n := len(o.queued()) - before; n > 5 { // three, the digest, and the warning of the true one
			t.Errorf("on day %d the PM gets %d mails", day, n)
		}
	}
	if o.count("digest") == 0 {
		t.Error("nothing lists them")
	}
}

// Of meetings at the same time the PM is asked about one; what nothing proves costs three
// questions a day, and moves nothing that was proved.
func TestEffects_floodOfMeetings(t *testing.T) {
	t.Parallel()
	o := withMeetings(t, "2026-03-02 08:00")
	announce := func(uid, method string, sequence int, start string, effects ...store.Effect) {
		t.Helper()
		begin := at(start)
		err := o.store.Update(t.Context(), func(tx *store.Tx) error {
			k, err := tx.StoreRaw(o.store.Pack([]byte(uid+store.NewTag()), o.now, "test"))
			if err != nil {
				return err
			}
			m := &store.Message{Date: o.now, Received: o.now, Subject: uid, From: []store.Address{{Address: wang}}, Calendar: &store.Calendar{Method: method, UID: uid, Sequence: sequence, Summary: uid, Start: begin, End: begin.Add(time.Hour)}}
			_, err = tx.Record(k.ID, m, store.Verdict{Kind: store.KindCalendar, Role: store.RoleClient, Project: "ACME", Effects: effects, Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 40 { // at the time of a true one
		announce(fmt.Sprintf("forged %d", i), "REQUEST", 0, "2026-03-02 10:00", store.EffectMeeting)
	}
	announce("true", "REQUEST", 0, "2026-03-02 10:15", store.EffectMeeting, store.EffectMoveMeeting)
	announce("true", "CANCEL", 5, "2026-03-02 10:15", store.EffectMeeting)
	o.looks("2026-03-02 12:00")
	if n := o.count("minutes-ask"); n != 1 || !strings.Contains(o.text(), "true") {
		t.Errorf("%d questions for the minutes of one hour", n)
	}
	for i := range 10 { // one after the other
		announce(fmt.Sprintf("later %d", i), "REQUEST", 0, fmt.Sprintf("2026-03-03 %02d:00", 7+i), store.EffectMeeting)
	}
	o.looks("2026-03-03 22:00")
	if n := o.count("minutes-ask"); n > 5 { // and the reminder of the true one
		t.Errorf("%d questions", n)
	}
	before := o.count("minutes-ask")
	announce("stranger", "REQUEST", 0, "2026-03-03 20:00")
	o.looks("2026-03-03 23:00")
	if n := o.count("minutes-ask"); n != before {
		t.Errorf("a stranger's meeting is asked about")
	}
}

// What is held is one line of the digest, and a word takes it up.
func TestEffects_takeUp(t *testing.T) {
	t.Parallel()
	for verb, want := range map[string]int{store.VerbTakeUp: 2, store.VerbDrop: 0} {
		o := withTexts(t, "2026-03-02 07:00", store.PolicyAll)
		c := *o.due.config.Load()
		c.Digest = 8*time.Hour + 30*time.Minute
		o.due.SetConfig(c)
		for i, why := range []store.HeldReason{store.HeldPast, store.HeldPast, store.HeldMany} {
			draft := &store.Draft{Kind: store.Minutes, Title: fmt.Sprintf("Minutes %d", i), Actor: lina}
			if i == 1 {
				draft = &store.Draft{Kind: store.ChangeRequest, Title: "Blue", Actor: lina}
			}
			o.logs("words", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}},
				Held: &store.Held{Why: why, Draft: draft, Missing: "proof"}})
		}
		o.looks("2026-03-02 07:30")
		o.wants()
		o.looks("2026-03-02 08:31")
		o.wants("digest " + lina)
		if text := o.text(); !strings.Contains(text, "2 封此前的邮件未作处理；1 封超出每日上限的邮件未作处理") || !strings.Contains(text, "受理") {
			t.Errorf("the digest:\n%s", text)
		}
		o.logs("1", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeDigest, Object: 1, Address: lina, Decision: store.DecisionItems, Commands: []store.ItemCommand{{Number: 1, Verb: verb, Words: verb}}}})
		o.looks("2026-03-02 08:40")
		if n := o.count("confirm-draft"); n != want {
			t.Errorf("%s: %d drafts are shown", verb, n)
		}
		if o.count("digest-receipt") != 1 {
			t.Errorf("%s: the PM has no receipt", verb)
		}
		if held, err := o.store.HeldTexts(t.Context()); err != nil || len(held) > 0 {
			t.Errorf("%s: %+v is held still, %v", verb, held, err)
		}
	}
}

// A list of action items goes to nobody before the PM has approved it, and then to each
// owner; the PM's answer by Message-ID alone is asked about at the address on file.
func TestEffects_actionItemsAreADraft(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	text := "- 王伟：3月6日前提供名单\n- 李娜：部署\n- 更新文档\n"
	o.logs(text, store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}},
		Draft: &store.Draft{Kind: store.ActionItems, Title: "本周待办", Actor: lina}})
	o.looks("2026-03-02 09:10")
	n := o.since(0, "confirm-draft "+lina)
	for _, want := range []string{"王伟 <wang@acme.example>", "不会通知其他人", "未指定负责人"} {
		if text := o.text(); !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	c := o.confirmation()
	forged := store.Response{Request: 1, Purpose: store.PurposeDraft, Object: c.ID, Version: 1, Decision: store.DecisionOK, Address: lina, Rejection: store.RejectedUnproved}
	o.logs("ok", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}}, Answer: &forged})
	o.looks("2026-03-02 09:20")
	n = o.since(n, "challenge "+lina)
	if text := o.text(); !strings.Contains(text, "尚未生效") || !strings.Contains(text, "> ok") {
		t.Errorf("the question:\n%s", text)
	}
	o.logs("嗯", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Request: 2, Purpose: store.PurposeChallenge, Object: 1, Version: 1, Decision: store.DecisionText, Address: lina}})
	o.looks("2026-03-02 09:25")
	n = o.since(n, "challenge "+lina) // asked again
	o.logs("确认", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Request: 2, Purpose: store.PurposeChallenge, Object: 1, Version: 1, Decision: store.DecisionOK, Address: lina}})
	o.looks("2026-03-02 09:30")
	n = o.since(n, "action "+wang, "action "+lina)
	if got := o.openItems(); !slices.Contains([]string{"提供名单/" + wang + "/2026-03-06; 部署/" + lina + "/; 更新文档//"}, got) {
		t.Errorf("open are %s", got)
	}
	// A refusal leaves everything as it was, and is acknowledged.
	forged.Decision = store.DecisionSkip
	o.logs("skip", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}}, Answer: &forged})
	o.logs("不是", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Request: 3, Purpose: store.PurposeChallenge, Object: 2, Version: 1, Decision: store.DecisionReject, Address: lina}})
	o.looks("2026-03-02 09:40")
	o.since(n, "challenge "+lina)
	if text := o.text(); !strings.Contains(text, "未作任何处理") {
		t.Errorf("the receipt:\n%s", text)
	}
}

// Nobody speaks for a client about what binds: neither by mail, nor in the digest.
func TestEffects_nobodySpeaksForAClientAboutWhatBinds(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		c, err := tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: store.ChangeRequest, Title: "Blue", Text: "Blue.", Actor: lina})
		if err == nil {
			_, err = tx.ApproveConfirmation(c.ID, 1, lina)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 09:10")
	n := o.since(0, "confirm "+wang, "confirm "+jane)
	for i, whom := range []string{"王伟", wang} {
		o.saysOf(1, 1, lina, store.PurposeDraft, store.DecisionFor, "代"+whom+"确认", true, whom)
		o.looks(fmt.Sprintf("2026-03-02 09:2%d", i))
		n = o.since(n, "confirm-done "+lina)
		if text := o.text(); !strings.Contains(text, "具有约束力，不能代") {
			t.Errorf("the receipt:\n%s", text)
		}
	}
	asked, err := o.store.Confirmers(t.Context(), 1)
	if err != nil || slices.ContainsFunc(asked, func(c store.Confirmer) bool { return c.State != store.ConfirmerWaiting }) {
		t.Errorf("%+v, %v", asked, err)
	}
}
