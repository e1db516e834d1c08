package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

const (
	firstText  = "决定：\n- 首页深蓝色\n- 4月10日上线\n- 乙方提供测试账号"
	secondText = "决定：\n- 首页深蓝色\n- 4月17日上线\n- 乙方提供测试账号"
)

// A reply of the PM to a draft that is no text, no edit and no approval leaves it as it is.
func TestDue_whatIsNoTextLeavesTheDraftAsItIs(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{
		"谢谢！", "好的，我明天再看", "3）上线改在4月25日", "请看下面的修改", "发", "好，我给王伟打电话",
		"Thanks!", "3) Launch date moves to 25 April", "See my change below", "ok but ask Jane first", "Great, I will call Wang tomorrow",
	} {
		o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
		o.drafts("周会纪要", firstText)
		o.looks("2026-03-02 09:10")
		o.says(lina, store.PurposeDraft, store.DecisionText, reply, true)
		o.looks("2026-03-02 09:20")
		o.since(0, "confirm-draft "+lina, "confirm-done "+lina)
		if c := o.confirmation(); c.State != store.ConfirmationProposed || c.Text != firstText || c.Version != 1 {
			t.Errorf("%q: %+v", reply, c)
		}
		if mail := o.mailTo(lina); !strings.Contains(mail, "未能识别") || !strings.Contains(mail, reply) || !strings.Contains(mail, "新版本：") {
			t.Errorf("%q: %s", reply, mail)
		}
		// The receipt may be answered as the draft itself.
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		o.looks("2026-03-02 09:30")
		if c := o.confirmation(); c.State != store.ConfirmationAsked || c.Text != firstText {
			t.Errorf("%q: %+v", reply, c)
		}
	}
}

// edits logs a PM's reply that asks for other words.
func (o *agency) edits(purpose store.Purpose, version int, old, fresh string) {
	o.Helper()
	o.logs("把"+old+"改成"+fresh, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: purpose, Object: o.confirmation().ID, Version: version, Decision: store.DecisionEdit, Address: lina,
			Edits: []store.Edit{{Said: "把" + old + "改成" + fresh, Ways: []store.Replacement{{Old: old, New: fresh}}}}}})
}

func TestDue_anEditIsShownBeforeItGoesOut(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("周会纪要", firstText)
	o.looks("2026-03-02 09:10")
	o.edits(store.PurposeDraft, 1, "4月10日", "4月17日")
	o.looks("2026-03-02 09:20")
	n := o.since(0, "confirm-draft "+lina, "confirm-draft "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "[删除] 4月10日上线") || !strings.Contains(mail, "[新增] 4月17日上线") || strings.Contains(mail, "第 2 版") {
		t.Errorf("%s", mail)
	}
	// An ok to the draft before approves nothing.
	o.saysOf(o.confirmation().ID, 1, lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:30")
	n = o.since(n, "confirm-done "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "先前的文本") {
		t.Errorf("%s", mail)
	}
	o.edits(store.PurposeDraft, 2, "5月1日", "5月8日")
	o.looks("2026-03-02 09:40")
	n = o.since(n, "confirm-done "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "未找到") || !strings.Contains(mail, "把5月1日改成5月8日") {
		t.Errorf("%s", mail)
	}
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:50")
	o.since(n, "confirm "+wang, "confirm "+jane)
	if c := o.confirmation(); c.Version != 1 || c.Text != secondText {
		t.Errorf("the first that went out: %+v", c)
	}
}

// A round goes on until the PM approves a new version, whatever else the PM writes.
func TestDue_aRoundGoesOnUntilANewVersionIsApproved(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("周会纪要", firstText)
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	n := o.since(0, "confirm-draft "+lina, "confirm "+wang, "confirm "+jane)

	// A stray reply to a notice changes nothing, and the answer that follows counts.
	for _, reply := range []string{"好，标志的事我明天给安娜打电话。", "Great, I will call Anna tomorrow about the logo.", "Thanks Jane, will do"} {
		o.says(lina, store.PurposeNotice, store.DecisionText, reply, true)
	}
	o.says(lina, store.PurposeNotice, store.DecisionOK, "ok", true)
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-02 09:30")
	if c := o.confirmation(); c.State != store.ConfirmationAsked || c.Version != 1 || c.Text != firstText || c.Next != "" {
		t.Fatalf("%+v", c)
	}
	n = o.since(n, "confirm-done "+lina, "confirm-done "+lina, "confirm-done "+lina, "confirm-done "+lina, "confirm-receipt "+wang)

	// A new version waits for the PM; those who were asked have theirs.
	o.edits(store.PurposeNotice, 1, "4月10日", "4月17日")
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm-draft "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "仍由确认人答复第 1 版") {
		t.Errorf("%s", mail)
	}
	o.looks("2026-03-05 10:00") // and are reminded of it
	n = o.since(n, "confirm-reminder "+jane)
	o.saysOf(o.confirmation().ID, 1, lina, store.PurposeNotice, store.DecisionOK, "ok", true) // of no draft
	o.looks("2026-03-05 10:10")
	n = o.since(n, "confirm-done "+lina)
	if c := o.confirmation(); c.State != store.ConfirmationAsked || c.Version != 1 {
		t.Errorf("%+v", c)
	}
	// The PM thinks better of the new version.
	o.says(lina, store.PurposeDraft, store.DecisionSkip, "跳过", true)
	o.looks("2026-03-05 10:20")
	n = o.since(n, "confirm-done "+lina)
	if c := o.confirmation(); c.State != store.ConfirmationAsked || c.Next != "" || !strings.Contains(o.mailTo(lina), "新版本已取消") {
		t.Errorf("%+v\n%s", c, o.mailTo(lina))
	}
	// And writes it after all, this time as a whole.
	o.says(lina, store.PurposeNotice, store.DecisionText, secondText, true)
	o.looks("2026-03-05 10:30")
	n = o.since(n, "confirm-draft "+lina)
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-05 10:40")
	n = o.since(n, "confirm "+wang, "confirm "+jane)
	if c := o.confirmation(); c.Version != 2 || c.Text != secondText || c.State != store.ConfirmationAsked {
		t.Errorf("%+v", c)
	}
	// Wang's word was for the version before.
	o.saysOf(o.confirmation().ID, 1, jane, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-05 10:50")
	n = o.since(n, "confirm-receipt "+jane, "confirm-receipt "+wang)
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
	o.looks("2026-03-05 11:00")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
}

// Who has confirmed the version that was sent last has done so, though the PM writes another.
func TestDue_anAnswerToTheVersionSentLastCounts(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("周会纪要", firstText)
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	o.edits(store.PurposeNotice, 1, "4月10日", "4月17日")
	o.looks("2026-03-02 09:30")
	n := len(o.queued())
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
	o.looks("2026-03-02 09:40")
	n = o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
	if c := o.confirmation(); c.State != store.ConfirmationSettled || c.Text != firstText {
		t.Errorf("%+v", c)
	}
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true) // too late
	o.looks("2026-03-02 09:50")
	o.since(n, "confirm-done "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "此前已有结论") {
		t.Errorf("%s", mail)
	}
}

// While the PM writes another version, silence about the present one is no consent.
func TestDue_silenceIsNoConsentToWhatIsBeingChanged(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-05 09:00", store.PolicySilence)
	o.drafts("周会纪要", firstText)
	o.looks("2026-03-05 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-05 09:20")
	o.sends()
	o.edits(store.PurposeNotice, 1, "4月10日", "4月17日")
	o.looks("2026-03-05 09:30")
	o.looks("2026-03-20 09:30")
	if c := o.confirmation(); c.State != store.ConfirmationAsked || c.Next != secondText {
		t.Errorf("%+v", c)
	}
}

// asksToApprove asks both clients to approve a change, in the language of the project.
func (o *agency) asksToApprove() {
	o.Helper()
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		c, err := tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: store.ChangeRequest, Title: "Points", Text: "EUR 800.", Actor: lina})
		if err == nil {
			_, err = tx.ApproveConfirmation(c.ID, c.Draft, lina)
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	o.looks("2026-03-02 09:20")
}

// Who has agreed is told the truth: nothing is in force while another has still to agree.
func TestDue_whatAnApproverIsToldIsTrue(t *testing.T) {
	t.Parallel()
	for language, words := range map[string]struct{ once, alarm, others, force string }{
		"en":    {"Because this changes what was agreed, please confirm once more", "Was that you?", "It takes effect once Jane <" + jane + "> has agreed too", "It takes effect on Monday 2 March 2026, 09:45"},
		"zh-CN": {"请您再确认一次是否同意", "是您本人的回复吗", "尚需 Jane <" + jane + "> 同意", "自 2026年3月2日（周一）09:45 起生效"},
	} {
		o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
			p.Schedule, p.Language = nil, language
			p.Confirm = Terms{Policy: store.PolicyAll, Days: 3, TakeBack: 10 * time.Minute}
		})
		o.asksToApprove()
		told := func(who string) string { return strings.Join(strings.Fields(o.mailTo(who)), "") }
		for _, w := range []*string{&words.once, &words.alarm, &words.others, &words.force} {
			*w = strings.ReplaceAll(*w, " ", "")
		}

		o.says(wang, store.PurposeConfirm, store.DecisionOK, "agreed", true)
		o.looks("2026-03-02 09:25")
		if mail := told(wang); !strings.Contains(mail, words.once) || strings.Contains(mail, words.alarm) {
			t.Errorf("%s: who is proved is asked once more: %s", language, mail)
		}
		o.says(wang, store.PurposeAgain, store.DecisionOK, "agreed", true)
		o.looks("2026-03-02 09:30")
		if mail := told(wang); !strings.Contains(mail, words.others) || strings.Contains(mail, "09:40") {
			t.Errorf("%s: the first of two: %s", language, mail)
		}
		o.says(jane, store.PurposeConfirm, store.DecisionOK, "agreed", false)
		o.looks("2026-03-02 09:35")
		if mail := told(jane); !strings.Contains(mail, words.alarm) {
			t.Errorf("%s: whom nothing proves: %s", language, mail)
		}
		o.says(jane, store.PurposeAgain, store.DecisionOK, "agreed", true)
		o.looks("2026-03-02 09:40")
		if mail := told(jane); !strings.Contains(mail, words.force) {
			t.Errorf("%s: the last: %s", language, mail)
		}
		o.looks("2026-03-02 09:50")
		if c := o.confirmation(); c.Outcome != store.OutcomeConfirmed {
			t.Errorf("%+v", c)
		}
	}
}

// A reply without words is answered, and the PM has it in copy.
func TestDue_aReplyWithoutWordsIsAnswered(t *testing.T) {
	t.Parallel()
	for language, words := range map[string]string{"en": "has no text of its own, only signed.jpg", "zh-CN": "没有新写的正文，只有 signed.jpg"} {
		o := newAgency(t, "2026-03-02 09:00", func(p *Project) { p.Schedule, p.Language = nil, language })
		if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
			return tx.Ask(store.Request{Token: "t", Purpose: store.PurposeConfirm, Project: "ACME", Object: 1, Version: 1, Address: wang, Expires: at("2026-04-01 09:00")}, "1@agency.example")
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			o.logs("", store.Verdict{Kind: store.KindHuman, Project: "ACME", Answer: &store.Response{Request: 1, Purpose: store.PurposeConfirm, Object: 1, Version: 1, Address: wang, Rejection: store.RejectedBlank, Argument: "signed.jpg"}})
		}
		o.looks("2026-03-02 10:00")
		o.wants("answer-blank "+wang, "answer-blank "+lina) // one mail, with her in copy
		if mail := o.text(); !strings.Contains(strings.Join(strings.Fields(mail), ""), strings.ReplaceAll(words, " ", "")) {
			t.Errorf("%s: %s", language, mail)
		}
	}
}

// The draft of minutes numbers its action items. What a PM leaves out by its number is gone
// from the draft that they are shown next; nothing goes out, and nothing is guessed.
func TestDue_aPMLeavesOutActionItems(t *testing.T) {
	t.Parallel()
	const text = "待办：\n- 王芳：名单\n- 李敏：部署\n- 王芳：照片"
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("周会纪要", text)
	o.looks("2026-03-02 09:10")
	if mail := o.mailTo(lina); !strings.Contains(mail, "待办 2：") || !strings.Contains(mail, "取消 加编号") {
		t.Errorf("%s", mail)
	}
	drops := func(draft int, said string, e store.Edit) {
		e.Said, e.Items = said, []int{2}
		o.logs(said, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeDraft, Object: o.confirmation().ID, Version: draft, Decision: store.DecisionEdit, Address: lina, Edits: []store.Edit{e}}})
	}
	drops(1, "取消 2", store.Edit{Ways: []store.Replacement{{Old: "- 李敏：部署", Line: 1}}})
	o.looks("2026-03-02 09:20")
	n := o.since(0, "confirm-draft "+lina, "confirm-draft "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "[删除] 李敏：部署") || strings.Contains(mail, "待办 3：") {
		t.Errorf("%s", mail)
	}
	const left = "待办：\n- 王芳：名单\n- 王芳：照片"
	// The same again, and one in a sentence: the draft stays as it is.
	drops(1, "取消 2", store.Edit{Ways: []store.Replacement{{Old: "- 李敏：部署", Line: 1}}})
	o.looks("2026-03-02 09:30")
	n = o.since(n, "confirm-done "+lina)
	drops(2, "删去第二条", store.Edit{Within: true})
	o.looks("2026-03-02 09:40")
	o.since(n, "confirm-done "+lina)
	if mail := o.mailTo(lina); !strings.Contains(mail, "还有其他内容") || !strings.Contains(mail, "删去第二条") || !strings.Contains(mail, "可以发送") {
		t.Errorf("%s", mail)
	}
	if c := o.confirmation(); c.State != store.ConfirmationProposed || c.Text != left || c.Draft != 2 {
		t.Errorf("%+v", c)
	}
}
