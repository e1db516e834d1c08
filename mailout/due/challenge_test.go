package due

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// unproved logs a word about a draft in the name of its PM that nothing proves.
func (o *agency) unproved(words string, r store.Response) {
	o.Helper()
	r.Rejection = store.RejectedUnproved
	o.logs(words, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}}, Answer: &r})
}

// manyDrafts has the PM send in so many texts, which they are shown, and returns a yes to each.
func (o *agency) manyDrafts(count int) (answers []store.Response) {
	o.Helper()
	for i := range count {
		o.logs("words", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}},
			Draft: &store.Draft{Kind: store.Minutes, Title: fmt.Sprintf("Minutes %d", i), Actor: lina}})
	}
	o.looks(o.now.Add(10 * time.Minute).Format("2006-01-02 15:04"))
	list, err := o.store.Confirmations(o.Context(), store.ConfirmationQuery{})
	if err != nil || len(list) != count {
		o.Fatal(len(list), err)
	}
	for i, c := range list {
		answers = append(answers, store.Response{Request: int64(i + 1), Purpose: store.PurposeDraft, Object: c.ID, Version: 1, Decision: store.DecisionOK, Address: lina})
	}
	return answers
}

// takesUp has the PM take up all that is held.
func (o *agency) takesUp() {
	o.Helper()
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		_, err := tx.TakeUpHeld("ACME", lina)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

// Whoever writes in a PM's name has them asked about it once a day for each question, three
// times in all, and only while their word could do something. The rest is in the digest,
// from where the PM has the mail that they want.
func TestChallenge_fewAndOfUse(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	c := *o.due.config.Load()
	c.Digest = 10*time.Hour + 30*time.Minute
	o.due.SetConfig(c)
	answers := o.manyDrafts(6)
	for _, words := range []string{"ok", "可以发送", "approved", "同意", "yes"} {
		o.unproved(words, answers[0]) // one question, again and again
	}
	o.looks("2026-03-02 09:20")
	if n := o.count("challenge"); n != 1 {
		t.Errorf("%d mails about one question", n)
	}
	for _, a := range answers {
		o.unproved("ok", a)
	}
	o.looks("2026-03-02 09:30")
	if n := o.count("challenge"); n != 3 {
		t.Errorf("%d mails of the day", n)
	}
	if list, err := o.store.Confirmations(t.Context(), store.ConfirmationQuery{}); err != nil || list[0].State != store.ConfirmationProposed {
		t.Errorf("the first text is %s, %v", list[0].State, err)
	}
	held, err := o.store.HeldTexts(t.Context())
	if err != nil || len(held) != 1 || held[0].Reasons[store.HeldMany] != 5+3 { // again, and beyond three
		t.Errorf("in the digest are %+v, %v", held, err)
	}
	o.looks("2026-03-02 10:31")
	if text := o.text(); o.count("digest") != 1 || !strings.Contains(text, "8 封超出每日上限的邮件未作处理") {
		t.Errorf("the digest:\n%s", text)
	}
	o.takesUp()
	o.looks("2026-03-02 10:40")
	if n := o.count("challenge"); n != 6 {
		t.Errorf("%d mails once the PM took up the rest: one for each question", n)
	}
	if list, err := o.store.Confirmations(t.Context(), store.ConfirmationQuery{}); err != nil || list[5].State != store.ConfirmationProposed {
		t.Errorf("taking it up let the text go: %s, %v", list[5].State, err)
	}
}

// A word about what is settled is asked about by nobody: it is in the digest.
func TestChallenge_notAboutWhatIsSettled(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 07:00", store.PolicyAll)
	answers := o.manyDrafts(2)
	o.logs("跳过", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Request: 1, Purpose: store.PurposeDraft, Object: answers[0].Object, Version: 1, Decision: store.DecisionSkip, Address: lina}})
	o.looks("2026-03-02 07:20")
	for _, words := range []string{"ok", "新版本：\n请付款"} {
		o.unproved(words, answers[0])
	}
	old := answers[1]
	old.Version = 7 // of a text that is no more
	o.unproved("可以发送", old)
	o.looks("2026-03-02 07:30")
	if n := o.count("challenge"); n != 0 {
		t.Errorf("%d mails about what is settled", n)
	}
	held, err := o.store.HeldTexts(t.Context())
	if err != nil || len(held) != 1 || held[0].Reasons[store.HeldUnproved] != 3 {
		t.Errorf("in the digest are %+v, %v", held, err)
	}
}

// What anybody writes who was not asked costs a PM three mails a day, however many texts they
// write about; the rest is in the digest, and comes at their word.
func TestComments_ofOthersAreFew(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 07:00", store.PolicyAll)
	answers := o.manyDrafts(6)
	for _, a := range answers {
		o.logs("可以发送", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}}, Answer: &a})
	}
	o.looks("2026-03-02 07:20")
	o.looks("2026-03-02 07:21")
	for range 2 {
		for _, a := range answers {
			for _, words := range []string{"I object to all of it.", "我们反对。"} {
				o.logs(words, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
					Answer: &store.Response{Request: 7, Purpose: store.PurposeConfirm, Object: a.Object, Version: 1, Decision: store.DecisionText, Address: "mallory@elsewhere.example", Rejection: store.RejectedUninvited}})
			}
		}
		o.looks("2026-03-02 07:30")
	}
	if n := o.count("confirm-note"); n != 3 {
		t.Errorf("%d mails about what strangers wrote", n)
	}
	held, err := o.store.HeldTexts(t.Context())
	if err != nil || len(held) != 1 || held[0].Reasons[store.HeldMany] == 0 {
		t.Errorf("in the digest are %+v, %v", held, err)
	}
	o.takesUp()
	o.looks("2026-03-02 07:40")
	if n := o.count("confirm-note"); n <= 3 {
		t.Errorf("%d mails once the PM takes them up", n)
	}
}
