package due

import (
	"strings"
	"testing"

	"rapport/store"
)

// What a PM sent to clients by themselves, noted of a talk, or a client agreed to is offered
// once, and becomes a text to confirm by one word.
func TestDue_whatAskedNobodyIsOffered(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	o.looks("2026-03-02 09:00")
	n := o.since(0)
	offered := func(subject string, offer store.Offer, talk *store.Talk, counts bool) (store.Verdict, func(*store.Message)) {
		return store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Offers: offer, Talk: talk, OffersCount: counts}, func(m *store.Message) {
			m.Subject, m.To = subject, []store.Address{{Address: wang}, {Address: "log@agency.example"}}
		}
	}
	receives := func(from, subject, text string, offer store.Offer, talk *store.Talk, counts bool) {
		v, change := offered(subject, offer, talk, counts)
		o.receives(from, text, v, change)
	}
	receives(lina, "Minutes of Monday", "Decided: it opens on 16 March.", store.OfferMinutes, nil, true)
	receives(lina, "Call with Wang", "He wants a video.", "", &store.Talk{Kind: store.TalkCall, Day: "2026-03-02", People: []string{"王总"}}, true)
	receives(wang, "Re: Plan", "同意。", store.OfferAgreement, nil, true)
	receives("x@evil.example", "Minutes of Evil", "Decided: you pay.", store.OfferMinutes, nil, false)
	n = o.digestOnce(t, n, "2026-03-03 09:05", []string{"1. [ACME] 您于 2026年3月2日（周一） 把 Minutes of Monday 发给了 王伟", "2. [ACME] 您记录了 2026年3月2日（周一） 与 王总 的电话", "3. [ACME] 王伟 于 2026年3月2日（周一） 同意 Plan", "请确认"}, "Evil")
	d, err := o.store.LastDigest(o.Context(), lina)
	if err != nil || len(d.Items) != 3 {
		t.Fatalf("%+v, %v", d.Items, err)
	}
	settles := func(commands ...store.ItemCommand) {
		o.logs("1 ask", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeDigest, Object: d.ID, Version: 1, Address: lina, Decision: store.DecisionItems, Commands: commands}})
	}
	settles(store.ItemCommand{Number: 1, Verb: store.VerbAsk, Words: "请确认"}, store.ItemCommand{Number: 2, Verb: store.VerbAsk, Words: "请确认"}, store.ItemCommand{Number: 3})
	o.looks("2026-03-03 09:10")
	n = o.since(n, "confirm-draft "+lina, "confirm-draft "+lina, "digest-receipt "+lina)
	settles(store.ItemCommand{Number: 1, Verb: store.VerbAsk, Words: "请确认"})
	o.looks("2026-03-03 09:20")
	o.since(n, "digest-receipt "+lina) // it is one already
	list, err := o.store.Confirmations(o.Context(), store.ConfirmationQuery{Project: "ACME"})
	if err != nil || len(list) != 2 || list[0].Kind != store.Minutes || !strings.Contains(list[0].Text+list[1].Text, "it opens on 16 March") {
		t.Errorf("%+v, %v", list, err)
	}
	for _, c := range list {
		if c.State != store.ConfirmationProposed {
			t.Errorf("%s is %s before the PM approves it", c.Title, c.State)
		}
	}
	o.looks("2026-03-04 09:05")
	if text := o.text(); strings.Contains(text, "发给了") {
		t.Errorf("it is offered again:\n%s", text)
	}
}
