package due

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rapport/store"
)

// withTexts is an agency without reports, whose people have three working days to
// confirm a text.
func withTexts(t *testing.T, now string, policy store.Policy) *agency {
	return newAgency(t, now, func(p *Project) {
		p.Schedule = nil
		p.Confirm = Terms{Policy: policy, Days: 3}
	})
}

const (
	lina = "lina@agency.example"
	wang = "wang@acme.example"
	jane = "jane@acme.example"
)

// drafts logs the minutes that a PM sends to the project's address.
func (o *agency) drafts(title, text string) {
	o.Helper()
	o.logs(text, store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}},
		Draft: &store.Draft{Kind: store.Minutes, Title: title, Actor: lina}})
}

// says logs what somebody answers to the latest request of a purpose that they got.
func (o *agency) says(who string, purpose store.Purpose, d store.Decision, text string, proved bool) {
	o.Helper()
	list, err := o.store.Confirmations(o.Context(), store.ConfirmationQuery{Project: "ACME"})
	if err != nil || len(list) == 0 {
		o.Fatal(list, err)
	}
	one := list[len(list)-1]
	version := one.Version
	if purpose == store.PurposeDraft {
		version = one.Draft
	}
	o.saysOf(one.ID, version, who, purpose, d, text, proved)
}

func (o *agency) saysOf(id int64, version int, who string, purpose store.Purpose, d store.Decision, text string, proved bool, whom ...string) {
	o.Helper()
	o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: purpose, Object: id, Version: version, Decision: d, Address: who, Argument: strings.Join(whom, ""), Unproved: !proved && purpose == store.PurposeConfirm}})
}

func (o *agency) confirmation() store.Confirmation {
	o.Helper()
	list, err := o.store.Confirmations(o.Context(), store.ConfirmationQuery{Project: "ACME"})
	if err != nil || len(list) == 0 {
		o.Fatal(list, err)
	}
	return list[len(list)-1]
}

// since holds what was queued after the first n mails, in any order, against want,
// and returns how many there are now.
func (o *agency) since(n int, want ...string) int {
	o.Helper()
	got := o.queued()
	fresh := slices.Sorted(slices.Values(got[min(n, len(got)):]))
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), fresh, cmpopts.EquateEmpty()); diff != "" {
		o.Errorf("at %s was queued (-want +got):\n%s", o.now.Format("2006-01-02 15:04"), diff)
	}
	o.threads()
	return len(got)
}

func TestDue_minutesAreCorrectedOnceAndConfirmed(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll) // a Monday
	o.drafts("周会纪要", "决定：\n- 首页深蓝色\n- 4月10日上线")
	o.looks("2026-03-02 09:10")
	n := o.since(0, "confirm-draft "+lina)
	o.says(lina, store.PurposeDraft, store.DecisionOK, "可以发送", true)
	o.looks("2026-03-02 09:20")
	n = o.since(n, "confirm "+wang, "confirm "+jane)
	if c := o.confirmation(); c.State != store.ConfirmationAsked || c.Deadline.In(shanghai()).Format("2006-01-02 15:04") != "2026-03-05 23:59" {
		t.Errorf("%+v", c)
	}

	// One confirms, and the mail proves it; the other corrects. The PM has it.
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.says(jane, store.PurposeConfirm, store.DecisionText, "上线应为4月17日", false)
	o.looks("2026-03-02 11:00")
	n = o.since(n, "confirm-receipt "+wang, "confirm-note "+lina, "confirm-receipt "+jane)
	if c := o.confirmation(); c.State != store.ConfirmationAsked {
		t.Errorf("%+v", c)
	}

	// The second version, with what changed, goes to everyone.
	o.says(lina, store.PurposeDraft, store.DecisionText, "决定：\n- 首页深蓝色\n- 4月17日上线", true)
	o.looks("2026-03-02 12:00")
	n = o.since(n, "confirm-draft "+lina)
	if text := o.text(); !strings.Contains(text, "[删除] 4月10日上线") || !strings.Contains(text, "[新增] 4月17日上线") {
		t.Errorf("what changed:\n%s", text)
	}
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 12:10")
	n = o.since(n, "confirm "+wang, "confirm "+jane)

	// An answer to the old version confirms nothing.
	o.saysOf(o.confirmation().ID, 1, wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-02 12:20")
	n = o.since(n, "confirm-receipt "+wang)
	if text := o.text(); !strings.Contains(text, "已有新版本") {
		t.Errorf("the receipt:\n%s", text)
	}

	// Nothing proves that the next mail is Wang's: he is asked once more.
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", false)
	o.looks("2026-03-02 12:30")
	n = o.since(n, "confirm-receipt "+wang)
	if text := o.text(); !strings.Contains(text, "是您本人的回复吗") {
		t.Errorf("the receipt:\n%s", text)
	}
	if voices, err := o.store.Confirmers(t.Context(), o.confirmation().ID); err != nil || voices[len(voices)-1].State != store.ConfirmerWaiting {
		t.Errorf("%+v, %v", voices, err)
	}
	o.says(wang, store.PurposeAgain, store.DecisionOK, "确认", false)
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
	o.looks("2026-03-02 13:00")
	n = o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
	if c := o.confirmation(); c.State != store.ConfirmationSettled || c.Outcome != store.OutcomeConfirmed || c.Version != 2 {
		t.Errorf("%+v", c)
	}

	// What comes twice is answered once.
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "confirmed!", true)
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "confirmed.", true)
	o.looks("2026-03-02 13:10")
	n = o.since(n, "confirm-receipt "+jane)

	// What comes now changes nothing, and the PM can read it.
	o.says(jane, store.PurposeConfirm, store.DecisionText, "One more thing", true)
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-02 14:00")
	o.since(n, "confirm-note "+lina, "confirm-receipt "+jane, "confirm-receipt "+wang)
	if c := o.confirmation(); c.State != store.ConfirmationSettled {
		t.Errorf("%+v", c)
	}
}

func TestDue_textsWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for policy, want := range map[store.Policy]struct {
		mails   []string
		outcome store.ConfirmationOutcome
	}{
		store.PolicyAll:     {[]string{"confirm-note " + lina}, ""},
		store.PolicySilence: {[]string{"confirm-outcome " + wang, "confirm-outcome " + jane, "confirm-outcome " + lina}, store.OutcomeSilence},
	} {
		t.Run(string(policy), func(t *testing.T) {
			o := withTexts(t, "2026-03-05 09:00", policy) // a Thursday
			o.drafts("Minutes", "All *well*.")
			o.looks("2026-03-05 09:10")
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.looks("2026-03-05 09:20")
			n := o.since(0, "confirm-draft "+lina, "confirm "+wang, "confirm "+jane)
			o.sends()
			o.looks("2026-03-09 23:00") // Monday; the time is up on Tuesday night
			n = o.since(n)
			o.looks("2026-03-10 09:00")
			n = o.since(n, "confirm-reminder "+wang, "confirm-reminder "+jane)
			o.looks("2026-03-10 23:58")
			n = o.since(n)
			o.looks("2026-03-11 00:10") // nobody is woken
			n = o.since(n)
			o.looks("2026-03-11 09:01")
			n = o.since(n, want.mails...)
			o.looks("2026-03-12 09:00")
			o.since(n)
			if c := o.confirmation(); c.Outcome != want.outcome {
				t.Errorf("%+v", c)
			}
		})
	}
}

func TestDue_silenceIsNoConsentWhereSomebodyObjects(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicySilence)
	o.drafts("Minutes", "All well.")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	o.says(wang, store.PurposeConfirm, store.DecisionText, "不对", false)
	o.looks("2026-03-02 09:30")
	n := len(o.queued())
	o.looks("2026-03-20 09:30")
	o.since(n, "confirm-note "+lina)
	if c := o.confirmation(); c.State != store.ConfirmationAsked {
		t.Errorf("%+v", c)
	}
}

func TestDue_silenceIsNoConsentWhereTheQuestionDidNotArrive(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(o *agency, tags map[string]string){
		"it came back": func(o *agency, tags map[string]string) {
			o.logs("bounce", store.Verdict{Kind: store.KindBounce, Bounces: []store.Bounce{{ReturnTag: tags[wang], Recipient: wang, Hard: true, Status: "5.1.1"}}})
		},
		"it was sent too late": func(o *agency, _ map[string]string) {},
	} {
		t.Run(name, func(t *testing.T) {
			o := withTexts(t, "2026-03-05 09:00", store.PolicySilence)
			o.drafts("Minutes", "All well.")
			o.looks("2026-03-05 09:10")
			o.sends()
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.looks("2026-03-05 09:20")
			if name == "it was sent too late" {
				o.now = at("2026-03-10 08:00") // and the time is up at the end of that day
			}
			fails(o, o.sends())
			o.looks("2026-03-11 09:00")
			got := o.queued()
			if last := got[len(got)-1]; last != "confirm-note "+lina || slices.Contains(got, "confirm-outcome "+jane) {
				t.Errorf("%q", got)
			}
			if c := o.confirmation(); c.State != store.ConfirmationAsked {
				t.Errorf("%+v", c)
			}
			if text := o.mailTo(lina); !strings.Contains(text, "本次不适用“逾期未答复视为确认”") || !strings.Contains(text, wang) {
				t.Error(text)
			}
			// A reminder that arrives after all makes nobody consent who said nothing.
			o.says(lina, store.PurposeDraft, store.DecisionRemind, "ask again", true)
			o.looks("2026-03-11 09:10")
			o.sends()
			o.looks("2026-03-20 09:00")
			if c := o.confirmation(); c.State != store.ConfirmationAsked {
				t.Errorf("%+v", c)
			}
			o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
			o.says(jane, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
			o.looks("2026-03-20 10:00")
			if c := o.confirmation(); c.Outcome != store.OutcomeConfirmed {
				t.Errorf("%+v", c)
			}
		})
	}
}

func TestDue_nobodyIsSilentWhoseAnswerMayLieUnread(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-05 09:00", store.PolicySilence)
	o.drafts("Minutes", "All well.")
	o.looks("2026-03-05 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-05 09:20")
	o.sends()
	o.hasRead("2026-03-10 18:00") // the server cannot be reached from then on
	o.looks("2026-03-11 00:30")
	n := len(o.queued())
	o.looks("2026-03-11 10:00")
	n = o.since(n, "confirm-note "+lina) // it is late, which is all that is known
	if c := o.confirmation(); c.State != store.ConfirmationAsked {
		t.Errorf("settled by the silence of a mailbox: %+v", c)
	}
	o.says(wang, store.PurposeConfirm, store.DecisionText, "第二条不对", true) // of the evening
	o.hasRead("2026-03-11 11:00")
	o.looks("2026-03-11 11:01")
	o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
}

func TestDue_anAnswerInThePlaceOfAnotherGoesToThePM(t *testing.T) {
	t.Parallel()
	const zhou = "zhou@acme.example" // who is no contact
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("Minutes", "All well.")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	n := len(o.queued())
	says := func(who string, d store.Decision, text string) {
		o.logs(text, store.Verdict{Kind: store.KindHuman, Role: store.RoleOther, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeConfirm, Object: o.confirmation().ID, Version: 1, Decision: d, Address: who, Rejection: store.RejectedUninvited}})
	}
	says(zhou, store.DecisionOK, "confirmed")
	says(zhou, store.DecisionText, "and one more thing")
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm-note "+lina) // not one for each
	if text := o.mailTo(lina); !strings.Contains(text, zhou+"（不在确认人名单内") || !strings.Contains(text, "confirmed") {
		t.Error(text)
	}
	// Jane agrees in Wang's mail: she is asked at her own address.
	says(jane, store.DecisionOK, "confirmed")
	o.looks("2026-03-02 10:10")
	o.since(n, "confirm-receipt "+jane)
	if c := o.confirmation(); c.State != store.ConfirmationAsked {
		t.Errorf("%+v", c)
	}
	o.says(jane, store.PurposeAgain, store.DecisionOK, "confirmed", true)
	o.looks("2026-03-02 10:20")
	voices, err := o.store.Confirmers(t.Context(), o.confirmation().ID)
	if err != nil || voices[0].State != store.ConfirmerConfirmed {
		t.Errorf("%+v, %v", voices, err)
	}
	o.saysOf(o.confirmation().ID, 1, wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-02 10:30")
	n = len(o.queued())
	says(zhou, store.DecisionText, "too late") // it is settled: the log has it
	o.looks("2026-03-03 10:30")
	o.since(n)
}

func TestDue_thePMIsToldWhatTheirAnswerDid(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("Minutes", "All well.")
	o.looks("2026-03-02 09:10")
	for _, step := range []struct {
		decision store.Decision
		who      string   // they confirm for
		want     []string // in what the PM is told
	}{
		{store.DecisionOK, "", nil},              // it goes, as the draft said
		{store.DecisionOK, "", []string{"执行操作"}}, // again, after which it is with them
		{store.DecisionRemind, "", []string{"向 Jane <" + jane + "> 和 王伟"}},
		{store.DecisionFor, "nobody", []string{"“nobody”", "代某某确认"}},
		{store.DecisionFor, "jane", []string{"jane 以其他方式确认", "尚未确认的有 王伟"}},
		{store.DecisionSkip, "", []string{"已撤回"}},
		{store.DecisionSkip, "", []string{"此前已撤回"}},
	} {
		o.saysOf(o.confirmation().ID, 1, lina, store.PurposeDraft, step.decision, string(step.decision), true, step.who)
		o.looks(o.now.Add(10 * time.Minute).Format("2006-01-02 15:04"))
		got := strings.ReplaceAll(o.mailTo(lina), "\n", "")
		for _, want := range step.want {
			if !strings.Contains(got, want) {
				t.Errorf("after %s %s the PM is not told %q:\n%s", step.decision, step.who, want, o.mailTo(lina))
			}
		}
	}
}

func TestDue_whoAnswersTooLateIsTold(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.Ask(store.Request{Token: "t", Purpose: store.PurposeDigest, Project: "ACME", Object: 1, Address: lina, Expires: at("2026-03-04 09:00")}, "1@agency.example")
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		o.logs("1 close", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Answer: &store.Response{Request: 1, Purpose: store.PurposeDigest, Object: 1, Address: lina, Rejection: store.RejectedLate}})
		o.looks("2026-03-10 09:00")
	}
	o.wants("answer-late " + lina)
	if text := o.mailTo(lina); !strings.Contains(text, "未结 ACME") {
		t.Error(text)
	}
}

func TestDue_aTextNamesWhoIsToConfirmIt(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAny)
	o.drafts("Minutes", "Present: Jane, 李娜\n\nAll well.")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	o.wants("confirm-draft "+lina, "confirm "+jane)
	// A PM who thinks better of it takes it back.
	o.says(lina, store.PurposeDraft, store.DecisionSkip, "skip", true)
	o.looks("2026-03-02 09:30")
	o.wants("confirm-draft "+lina, "confirm "+jane, "confirm-done "+lina)
	if c := o.confirmation(); c.State != store.ConfirmationWithdrawn {
		t.Errorf("%+v", c)
	}
}
