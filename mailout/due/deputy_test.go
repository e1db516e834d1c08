package due

import (
	"slices"
	"strings"
	"testing"

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
