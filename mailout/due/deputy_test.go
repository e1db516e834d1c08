package due

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

const tom = "tom@agency.example"

// withDeputies is withTexts, where Jane may stand in for Wang, and Tom of the team for the PM.
func withDeputies(t *testing.T, now string, policy store.Policy, allowed bool) *agency {
	return newAgency(t, now, func(p *Project) {
		p.Schedule = nil
		p.Confirm = Terms{Policy: policy, Days: 3}
		p.Contacts = append(p.Contacts, store.Contact{Name: "Tom", Role: store.RoleTeam, Addresses: []string{tom}})
		if allowed {
			p.Contacts[0].Deputies, p.Contacts[1].Deputies = []string{tom}, []string{jane}
		}
		p.Contacts[1].Approves = true
	})
}

// names has somebody's mail name a deputy until a day, or "" for none any more.
func (o *agency) names(who, deputy, until string, unproved bool) {
	o.Helper()
	wish := &store.DeputyWish{Address: deputy, From: o.now.Format("2006-01-02"), Until: until, End: until == "", Words: "deputy " + deputy}
	o.logs("deputy …", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Command: &store.Command{Verb: "deputy", Projects: []string{"ACME"}, Address: who, Deputy: wish, Client: who != lina, Unproved: unproved, Proved: !unproved}})
}

// saysFor logs what a deputy answers for somebody to a request about the latest text.
func (o *agency) saysFor(deputy, of string, purpose store.Purpose, d store.Decision, text string) {
	o.Helper()
	c := o.confirmation()
	o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: purpose, Object: c.ID, Version: c.Version, Decision: d, Address: deputy, DeputyOf: of, DeputyName: "Jane"}})
}

// The deputy is asked for who is away, at once and of what comes later, and the answer is shown as
// theirs, for them.
func TestDue_aDeputyAnswersForWhoIsAway(t *testing.T) {
	t.Parallel()
	o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, true)
	o.drafts("Minutes", "All *well*, 王伟.")
	o.looks("2026-03-05 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-05 09:20")
	n := o.since(0, "confirm-draft "+lina, "confirm "+wang)
	o.names(wang, jane, "2026-03-13", false)
	o.looks("2026-03-05 09:30")
	n = o.since(n, "command-deputy "+wang, "command-deputy "+jane, "confirm "+jane)
	if text := o.mailTo(jane); !strings.Contains(text, "王伟") || !strings.Contains(text, "代理人") {
		t.Error(text)
	}
	o.saysFor(jane, wang, store.PurposeConfirm, store.DecisionOK, "Confirmed.")
	o.looks("2026-03-05 10:00")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
	if text := o.mailTo(wang); !strings.Contains(text, "Jane（代理人），代 王伟") {
		t.Error(text)
	}
	asked, err := o.store.Confirmers(t.Context(), o.confirmation().ID)
	if err != nil || len(asked) != 1 || asked[0].Address != wang || asked[0].Deputy != jane || asked[0].DeputyName != "Jane" || asked[0].By != "" {
		t.Errorf("%+v, %v", asked, err)
	}
	agreed, err := o.store.Agreements(t.Context(), "ACME")
	if err != nil || len(agreed) != 1 || len(agreed[0].By) != 1 || agreed[0].By[0].Deputy.Name != "Jane" {
		t.Errorf("%+v, %v", agreed, err)
	}
	v, err := o.store.Verify(t.Context(), nil)
	if err != nil || len(v.Problems) > 0 {
		t.Errorf("%+v, %v", v.Problems, err)
	}
}

// What binds passes to no deputy whom the configuration does not allow, or who was named without
// proof; and what does not bind only to the client's side.
func TestDue_nothingThatBindsPassesToWhomNobodyAllows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		allowed, unproved bool
		asked             []string
	}{
		"allowed":              {true, false, []string{"confirm " + jane}},
		"not allowed":          {false, false, nil},
		"named without proof":  {true, true, nil},
		"neither, and unprove": {false, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, c.allowed)
			o.logs("The *scope*, 王伟.", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}},
				Draft: &store.Draft{Kind: store.Scope, Title: "Scope", Actor: lina}})
			o.looks("2026-03-05 09:10")
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.looks("2026-03-05 09:20")
			n := len(o.queued())
			o.names(wang, jane, "2026-03-13", c.unproved)
			o.looks("2026-03-05 09:30")
			n = o.since(n, append(c.asked, "command-deputy "+wang, "command-deputy "+jane)...)
			if c.asked == nil {
				return
			}
			o.saysFor(jane, wang, store.PurposeConfirm, store.DecisionOK, "Agreed.") // what binds takes a second word
			o.looks("2026-03-05 09:40")
			n = o.since(n, "confirm-receipt "+jane)
			o.saysFor(jane, wang, store.PurposeAgain, store.DecisionOK, "Agreed.")
			o.looks("2026-03-05 09:50")
			o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
		})
	}
}

// Nobody's silence is consent while they have a deputy, and whom nobody may name is refused.
func TestDue_aDeputyIsNoConsentBySilence(t *testing.T) {
	t.Parallel()
	o := withDeputies(t, "2026-03-05 09:00", store.PolicySilence, true)
	o.drafts("Minutes", "All *well*, 王伟.")
	o.looks("2026-03-05 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-05 09:20")
	o.names(wang, jane, "2026-03-13", false)
	o.looks("2026-03-05 09:30")
	o.sends()
	n := len(o.queued())
	o.looks("2026-03-11 09:01")
	n = o.since(n)
	o.names(wang, "", "", false) // he is back
	o.looks("2026-03-11 09:10")
	n = o.since(n, "command-deputy "+wang)
	o.names(wang, tom, "2026-03-20", false)
	o.looks("2026-03-11 09:20")
	o.since(n, "command-deputy "+wang)
	if text := o.mailTo(wang); !strings.Contains(text, "只能由客户方的其他联系人代理您") {
		t.Error(text)
	}
}

// The deputy of a PM is shown what waits for the PM, and is PM until the last day.
func TestDue_theDeputyOfAPMGetsTheDrafts(t *testing.T) {
	t.Parallel()
	o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, true)
	o.drafts("Minutes", "All *well*, 王伟.")
	o.looks("2026-03-05 09:10")
	n := o.since(0, "confirm-draft "+lina)
	o.names(lina, tom, "2026-03-09", false)
	o.looks("2026-03-05 09:20")
	n = o.since(n, "command-deputy "+lina, "command-deputy "+tom, "confirm-draft "+tom)
	o.drafts("Plan", "The *plan*, 王伟.")
	o.looks("2026-03-09 10:00")
	n = o.since(n, "confirm-draft "+lina, "confirm-draft "+tom)
	o.drafts("Later", "Of *later*, 王伟.")
	o.looks("2026-03-10 10:00")
	n = o.since(n, "confirm-draft "+lina)
	o.names(lina, wang, "2026-03-20", false)
	o.looks("2026-03-10 10:10")
	o.since(n, "command-deputy "+lina)
	if text := o.mailTo(lina); !strings.Contains(text, "配置不许可该代理人") {
		t.Error(text)
	}
}

// A deputy is reminded when the PM says so, is asked about the next version, and what they object
// to is theirs, for whom they answer.
func TestDue_aDeputyIsRemindedAndObjects(t *testing.T) {
	t.Parallel()
	o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, false)
	o.drafts("Minutes", "All *well*, 王伟.")
	o.looks("2026-03-05 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.names(wang, jane, "2026-03-13", false)
	o.looks("2026-03-05 09:20")
	n := o.since(0, "confirm-draft "+lina, "confirm "+wang, "confirm "+jane, "command-deputy "+wang, "command-deputy "+jane)
	o.says(lina, store.PurposeNotice, store.DecisionRemind, "ask again", true)
	o.looks("2026-03-06 09:00")
	n = o.since(n, "confirm-reminder "+wang, "confirm-reminder "+jane, "confirm-done "+lina)
	o.saysFor(jane, wang, store.PurposeConfirm, store.DecisionText, "The launch is on 17 April.")
	o.looks("2026-03-06 09:10")
	n = o.since(n, "confirm-receipt "+jane, "confirm-note "+lina)
	if text := o.mailTo(lina); !strings.Contains(text, "王伟 的代理人") || !strings.Contains(text, "17 April") {
		t.Error(text)
	}
	// His own word counts more than that of his deputy.
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "Confirmed.", true)
	o.looks("2026-03-06 09:20")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+lina)
	asked, err := o.store.Confirmers(t.Context(), o.confirmation().ID)
	if err != nil || len(asked) != 1 || asked[0].State != store.ConfirmerConfirmed || asked[0].Deputy != "" {
		t.Errorf("%+v, %v", asked, err)
	}
}

// Whoever answers the mail of a deputy gets no mail unless they are a contact, and no stranger
// writes to the PMs more than once a day. Who is away may answer it for themselves.
func TestDue_nobodyElseAnswersForADeputy(t *testing.T) {
	t.Parallel()
	o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, true)
	o.drafts("Minutes", "All *well*, 王伟.")
	o.looks("2026-03-05 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.names(wang, jane, "2026-03-13", false)
	o.looks("2026-03-05 09:20")
	n := len(o.queued())
	uninvited := func(from, of string, d store.Decision, text string) {
		c := o.confirmation()
		o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeConfirm, Object: c.ID, Version: c.Version, Decision: d, Address: from, DeputyOf: of, Rejection: store.RejectedUninvited}})
	}
	const stranger = "x@evil.example"
	uninvited(stranger, wang, store.DecisionOK, "Confirmed.") // as no verdict should have it
	o.looks("2026-03-05 09:30")
	n = o.since(n)
	uninvited(stranger, "", store.DecisionOK, "Confirmed.")
	uninvited(stranger, "", store.DecisionText, "The date is wrong.")
	o.looks("2026-03-05 09:40")
	n = o.since(n, "confirm-note "+lina)
	uninvited(wang, "", store.DecisionOK, "Confirmed.")
	o.looks("2026-03-05 09:50")
	n = o.since(n, "confirm-receipt "+wang)
	o.says(wang, store.PurposeAgain, store.DecisionOK, "Confirmed.", true)
	o.looks("2026-03-05 10:00")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+lina)
}

// Whatever a deputy says after who is away has spoken changes nothing, and goes to the PM.
func TestDue_aDeputyDoesNotOverruleWhoIsAway(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind store.ConfirmationKind
		own  store.Decision
		says store.Decision // the deputy
		want string
	}{
		{store.Minutes, store.DecisionText, store.DecisionOK, store.ConfirmerObjected},
		{store.Minutes, store.DecisionReject, store.DecisionOK, store.ConfirmerObjected},
		{store.Minutes, store.DecisionOK, store.DecisionText, store.ConfirmerConfirmed},
		{store.Scope, store.DecisionText, store.DecisionOK, store.ConfirmerObjected},
		{store.Scope, store.DecisionOK, store.DecisionReject, store.ConfirmerConfirmed},
		{store.Scope, store.DecisionOK, store.DecisionOK, store.ConfirmerConfirmed},
	} {
		t.Run(fmt.Sprintf("%s %s %s", c.kind, c.own, c.says), func(t *testing.T) {
			t.Parallel()
			o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, true)
			o.due.config.Load().Projects[0].Confirm.TakeBack = time.Hour
			o.logs("All *well*, 王伟.", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}},
				Draft: &store.Draft{Kind: c.kind, Title: "Text", Actor: lina}})
			o.looks("2026-03-05 09:10")
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.names(wang, jane, "2026-03-13", false)
			o.looks("2026-03-05 09:20")
			o.says(wang, store.PurposeAgain, c.own, "My own word.", true)
			o.saysFor(jane, wang, store.PurposeAgain, c.says, "The word of another.")
			asked, err := o.store.Confirmers(t.Context(), o.confirmation().ID)
			if err != nil || len(asked) != 1 || asked[0].State != c.want || asked[0].Deputy != "" {
				t.Errorf("%+v, %v", asked, err)
			}
			o.looks("2026-03-05 09:30")
			if !slices.Contains(o.queued(), "confirm-note "+lina) || !slices.Contains(o.queued(), "confirm-receipt "+jane) {
				t.Errorf("%q", o.queued())
			}
		})
	}
}

// Whoever becomes PM as a deputy was named with proof, by a PM whose deputies have them. A mail that
// nothing proves neither makes a PM of somebody nor lengthens their time.
func TestDue_noDeputyBecomesPMWithoutProof(t *testing.T) {
	t.Parallel()
	o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, true)
	p := &o.due.config.Load().Projects[0]
	p.Contacts = append(p.Contacts, store.Contact{Name: "Max", Role: store.RolePM, Addresses: []string{"max@agency.example"}})
	o.names(lina, tom, "2026-03-09", true)
	o.looks("2026-03-05 09:10")
	n := o.since(0, "command-deputy "+lina)
	o.has(o.mailTo(lina), "无法证明该邮件由您本人发出")
	o.names(lina, tom, "2026-03-09", false)
	o.looks("2026-03-05 09:20")
	n = o.since(n, "command-deputy "+lina, "command-deputy "+tom)
	o.names(lina, tom, "2026-06-09", true)
	o.looks("2026-03-05 09:30")
	n = o.since(n, "command-deputy "+lina)
	o.names("max@agency.example", tom, "2026-03-09", false) // he is PM for Li Na alone
	o.looks("2026-03-05 09:40")
	o.since(n, "command-deputy max@agency.example")
	o.has(o.mailTo("max@agency.example"), "配置不许可该代理人")
	list, err := o.store.Deputies(t.Context(), "2026-03-05")
	if err != nil || len(list) != 1 || list[0].Of != lina || list[0].Until != "2026-03-09" || !list[0].Proved {
		t.Errorf("%+v, %v", list, err)
	}
}

// A deputy who confirms without proof what counts provisionally in the name of who is away is asked
// once more.
func TestDue_aDeputyIsAskedBesideAProvisionalConfirmation(t *testing.T) {
	t.Parallel()
	o := provisionally(t, store.PolicyAll, func(p *Project) {
		p.Contacts = append(p.Contacts, store.Contact{Name: "Jane", Role: store.RoleClient, Addresses: []string{jane}})
	})
	o.names(wang, jane, "2026-03-13", false)
	o.looks("2026-03-02 09:30")
	o.confirmsUnproved(true)
	o.looks("2026-03-02 10:00")
	n := len(o.queued())
	c := o.confirmation()
	o.logs("Confirmed", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeConfirm, Object: c.ID, Version: c.Version, Decision: store.DecisionOK, Address: jane, DeputyOf: wang, DeputyName: "Jane", Unproved: true}})
	o.looks("2026-03-02 10:10")
	o.since(n, "confirm-receipt "+jane)
	o.has(o.mailTo(jane), "Was that you?")
}

// Whom somebody named is over with the next whom they name, and with "no deputy", though another of
// their addresses is their first since.
func TestDue_noDeputyEndsThatOfEveryAddress(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]int{"": 0, "kim@acme.example": 1} {
		o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, true)
		p := &o.due.config.Load().Projects[0]
		p.Contacts = append(p.Contacts, store.Contact{Name: "Kim", Role: store.RoleClient, Addresses: []string{"kim@acme.example"}})
		o.names(wang, jane, "2026-03-13", false)
		o.looks("2026-03-05 09:10")
		slices.Reverse(p.Contacts[1].Addresses)
		until := ""
		if next != "" {
			until = "2026-03-13"
		}
		o.names(wang, next, until, false)
		o.looks("2026-03-05 09:20")
		list, err := o.store.Deputies(t.Context(), "2026-03-05")
		if err != nil || len(list) != want || want > 0 && list[0].Address != next {
			t.Errorf("%q: %+v, %v", next, list, err)
		}
	}
}

// Who is away hears at once that their deputy agreed to what binds, and withdraws it by a no while
// it is not in force; and hears when the PM withdraws it.
func TestDue_whoIsAwayHearsOfWhatBinds(t *testing.T) {
	t.Parallel()
	for _, own := range []bool{true, false} {
		o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, true)
		o.due.config.Load().Projects[0].Confirm.TakeBack = time.Hour
		o.logs("The *scope*, 王伟.", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}},
			Draft: &store.Draft{Kind: store.Scope, Title: "Scope", Actor: lina}})
		o.looks("2026-03-05 09:10")
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		o.names(wang, jane, "2026-03-13", false)
		o.looks("2026-03-05 09:20")
		n := len(o.queued())
		o.saysFor(jane, wang, store.PurposeAgain, store.DecisionOK, "Agreed.")
		o.looks("2026-03-05 09:30")
		n = o.since(n, "confirm-note "+lina, "confirm-receipt "+jane, "confirm-receipt "+wang)
		o.has(o.mailTo(wang), "您的代理人 Jane 已代您同意", "不同意")
		if own {
			o.says(wang, store.PurposeConfirm, store.DecisionReject, "No.", true)
			o.looks("2026-03-05 09:40")
			n = o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
		} else {
			o.says(lina, store.PurposeNotice, store.DecisionSkip, "skip", true)
			o.looks("2026-03-05 09:40")
			n = o.since(n, "confirm-receipt "+jane, "confirm-receipt "+wang, "confirm-done "+lina)
			o.has(o.mailTo(wang), "项目经理已撤回 Jane 此前代您同意的")
		}
		o.looks("2026-03-05 11:00")
		if c := o.confirmation(); c.Outcome == store.OutcomeConfirmed {
			t.Errorf("%+v", c)
		}
		o.since(n)
	}
}

// Who is named in one project learns nothing of the sender's others, and gets the same once a day.
func TestDue_aDeputyIsShownNoProjectOfAnother(t *testing.T) {
	t.Parallel()
	o := withDeputies(t, "2026-03-05 09:00", store.PolicyAll, true)
	config := *o.due.config.Load()
	beta := config.Projects[0]
	beta.Code, beta.Name = "BETA", "仓库"
	beta.Contacts = slices.Clone(beta.Contacts[:3]) // without Tom
	config.Projects = append(slices.Clone(config.Projects), beta)
	o.due.SetConfig(config)
	names := func() {
		o.logs("deputy …", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Command: &store.Command{Verb: "deputy", Projects: []string{"BETA", "ACME"}, Address: lina, Proved: true, Deputy: &store.DeputyWish{Address: tom, From: "2026-03-05", Until: "2026-03-09", Words: "deputy Tom"}}})
	}
	names()
	o.looks("2026-03-05 09:10")
	n := o.since(0, "command-deputy "+lina, "command-deputy "+tom)
	if text := o.mailTo(lina); !strings.Contains(text, "官网改版") || !strings.Contains(text, "仓库") || !strings.Contains(text, tom) {
		t.Error(text)
	}
	if text := o.mailTo(tom); !strings.Contains(text, "官网改版") || strings.Contains(text, "仓库") {
		t.Error(text)
	}
	names()
	o.looks("2026-03-05 09:20")
	o.since(n, "command-deputy "+lina)
}
