package classify

import (
	"testing"
	"time"

	"rapport/store"
)

// A reply that does not count has its reason in short, unless the PM has a mail about it.
func TestDecide_whatDoesNotCount(t *testing.T) {
	t.Parallel()
	const wang, li, zhou = "wang@hualong.example", "li@agency.example", "zhou@hualong.example"
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{
		{Code: "ACME", Contacts: []store.Contact{{Name: "Wang", Role: store.RoleClient, Addresses: []string{wang}}, {Name: "Li", Role: store.RolePM, Addresses: []string{li}}, {Name: "Zhou", Role: store.RoleClient, Addresses: []string{zhou}}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	ask := func(purpose store.Purpose, address string, version, current int) store.Request {
		return store.Request{ID: 7, Purpose: purpose, Project: "ACME", Object: 3, Version: version, Current: current, Address: address, Asked: day, Expires: day.Add(48 * time.Hour)}
	}
	binding := ask(store.PurposeConfirm, wang, 1, 1)
	binding.Binds = true
	log := asked{
		"confirm": ask(store.PurposeConfirm, wang, 1, 1), "old": ask(store.PurposeConfirm, wang, 1, 2), "binding": binding,
		"left": ask(store.PurposeConfirm, "jane@hualong.example", 1, 1), "formerly": ask(store.PurposeDraft, wang, 1, 1),
		"draft": ask(store.PurposeDraft, li, 1, 1), "report": ask(store.PurposeReportAsk, li, 0, 0), "survey": ask(store.PurposeSurvey, wang, 1, 0),
	}
	for _, test := range []struct {
		name, from, token, text, header string
		late, proved                    bool
		change                          func(*store.Message)
		want                            store.UncountedReason
	}{
		{name: "a proved yes", from: wang, token: "confirm", text: "Confirmed", proved: true},
		{name: "a yes without proof", from: wang, token: "confirm", text: "Confirmed", want: store.UncountedAgain},
		{name: "in Chinese", from: wang, token: "confirm", text: "确认", want: store.UncountedAgain},
		{name: "an objection needs none", from: wang, token: "confirm", text: "The date is wrong."},
		{name: "an out-of-office that nothing marks", from: wang, token: "confirm", text: "I am out of the office until 9 March. Please contact Zhou.", proved: true, want: store.UncountedAway},
		{name: "of the PM, in place of a form", from: li, token: "report", text: "您好，我正在休假，3月9日返岗。", want: store.UncountedAway},
		{name: "of the PM, about a draft", from: li, token: "draft", text: "Thank you for your email. I'm on leave and back on Monday.", want: store.UncountedAway},
		{name: "beside a form", from: li, token: "report", text: "Done: the login. Next: I am away until 9 March."},
		{name: "beside an objection", from: wang, token: "confirm", text: "I am away until 9 March. The date is wrong.", proved: true},
		{name: "what binds", from: wang, token: "binding", text: "同意", proved: true, want: store.UncountedTwice},
		{name: "an earlier version", from: wang, token: "old", text: "Confirmed", proved: true, want: store.UncountedVersion},
		{name: "words about an earlier version", from: wang, token: "old", text: "日期不对", proved: true},
		{name: "another client: the PM has a mail", from: zhou, token: "confirm", text: "Confirmed"},
		{name: "the PM in place of a client", from: li, token: "confirm", text: "Confirmed", want: store.UncountedOther},
		{name: "a client in place of the PM", from: wang, token: "draft", text: "ok", want: store.UncountedOther},
		{name: "in Chinese too", from: zhou, token: "report", text: "可以发送", want: store.UncountedOther},
		{name: "of somebody who left", from: "jane@hualong.example", token: "left", text: "Confirmed", want: store.UncountedLeft},
		{name: "of who is no PM any more", from: wang, token: "formerly", text: "可以发送", want: store.UncountedLeft},
		{name: "too late", from: li, token: "draft", text: "ok", late: true, want: store.UncountedLate},
		{name: "a list", from: wang, token: "confirm", text: "Confirmed", header: "Precedence: bulk\nList-Id: <a.b.example>", want: store.UncountedMachine},
		{name: "an automatic reply", from: wang, token: "confirm", text: "I am away", header: "Auto-Submitted: auto-replied"},
		{name: "several senders", from: wang, token: "confirm", text: "确认", change: func(m *store.Message) { m.From = append(m.From, store.Address{Address: zhou}) }, want: store.UncountedSenders},
		{name: "contradicted", from: wang, token: "confirm", text: "Confirmed", change: func(m *store.Message) { m.Auth = &store.Evidence{Level: store.LevelFailed} }, want: store.UncountedContradicted},
		{name: "sent on", from: wang, token: "confirm", text: "Confirmed", change: func(m *store.Message) { m.Forwarded = &store.Forwarded{} }, want: store.UncountedForwarded},
		{name: "nothing written", from: wang, token: "confirm"},
		{name: "nobody is led to an answer to a survey", from: li, token: "survey", text: "5"},
		{name: "no question at all", from: wang, token: "nothing", text: "ok"},
	} {
		m := mail{from: test.from, to: "log+r." + test.token + "@agency.example", header: "From: " + test.from + "\n" + test.header}.message()
		m.OwnText, m.NewText, m.Received, m.Auth = test.text, test.text, day.Add(time.Hour), &store.Evidence{Level: store.LevelUnauthenticated}
		if test.proved {
			m.Auth = &store.Evidence{Level: store.LevelAuthenticated, Written: day.Add(time.Hour), Direct: true}
		}
		if test.late {
			m.Received = day.Add(72 * time.Hour)
		}
		if test.change != nil {
			test.change(m)
		}
		v, err := d.Decide(m, log)
		if err != nil {
			t.Fatal(err)
		}
		got := store.UncountedReason("")
		if v.Uncounted != nil {
			if got = v.Uncounted.Why; v.Uncounted.Request != 7 {
				t.Errorf("%s: of request %d", test.name, v.Uncounted.Request)
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q; kind %s, notes %q", test.name, got, test.want, v.Kind, v.Notes)
		}
	}
}
