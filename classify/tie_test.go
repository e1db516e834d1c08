package classify

import (
	"testing"
	"time"

	"rapport/store"
)

// A genuine mail proves an answer only if it was written after the question and its
// signature covers what makes it an answer to that one.
func TestDecide_whatProvesAnAnswer(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	asked0 := time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)
	log := asked{"q": {ID: 1, Purpose: store.PurposeConfirm, Project: "ACME", Object: 7, Version: 2, Address: "wang@hualong.example", Asked: asked0, Subject: "[ACME] Please confirm: minutes of 4 March"}}
	const reply, plain = "log+r.q@agency.example", "log@agency.example"
	type proof struct {
		written  time.Time
		unsigned []string
		direct   bool
	}
	later := asked0.Add(time.Hour)
	for _, test := range []struct {
		name        string
		to, cc, via string // via: Delivered-To
		references  []string
		subject     string
		proof       proof
		proved, ref bool
	}{
		{name: "To signed", to: reply, proof: proof{written: later}, proved: true},
		{name: "Cc signed", to: "li@agency.example", cc: reply, proof: proof{written: later}, proved: true},
		{name: "the server received it from them", to: reply, proof: proof{written: later, direct: true}, proved: true},
		{name: "delivered there by their own server", via: reply, proof: proof{written: later, direct: true}, proved: true},
		{name: "To not signed, the subject that of the question", to: reply, subject: "Re: [ACME] Please confirm: minutes of 4 March", proof: proof{written: later, unsigned: []string{"To"}}, proved: true},
		{name: "the same in Chinese", to: reply, subject: "答复：[ACME] Please confirm: minutes of 4 March", proof: proof{written: later, unsigned: []string{"To"}}, proved: true},
		{name: "In-Reply-To signed", to: plain, references: []string{"q@agency.example"}, proof: proof{written: later}, proved: true, ref: true},
		{name: "sent on to the address", via: reply, subject: "Re: Lunch at noon?", proof: proof{written: later}},
		{name: "To changed, which was not signed", to: reply, subject: "Re: Lunch at noon?", proof: proof{written: later, unsigned: []string{"To"}}},
		{name: "Cc added, which was not signed", to: "li@agency.example", cc: reply, subject: "午饭", proof: proof{written: later, unsigned: []string{"Cc"}}},
		{name: "In-Reply-To and References added", to: plain, references: []string{"q@agency.example"}, subject: "Re: Lunch at noon?", proof: proof{written: later, unsigned: []string{"In-Reply-To", "References"}}, ref: true},
		{name: "no subject, and nothing signed", via: reply, proof: proof{written: later}},
		{name: "written before the question", to: reply, proof: proof{written: asked0.Add(-time.Hour)}},
		{name: "written before the question, by their own server", to: reply, proof: proof{written: asked0.Add(-200 * 24 * time.Hour), direct: true}},
		{name: "written nobody knows when", to: reply},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := mail{from: "wang@hualong.example", to: plain, header: "From: wang@hualong.example"}.message()
			m.Subject, m.OwnText, m.Received, m.References, m.InReplyTo = test.subject, "confirmed", later, test.references, test.references
			m.To, m.Cc, m.DeliveredTo = []store.Address{{Address: test.to}}, []store.Address{{Address: test.cc}}, []store.Address{{Address: test.via}}
			m.Auth = &store.Evidence{Level: store.LevelAuthenticated, Written: test.proof.written, Unsigned: test.proof.unsigned, Direct: test.proof.direct}
			v, err := d.Decide(m, log)
			if err != nil {
				t.Fatal(err)
			}
			if v.Answer == nil || v.Answer.Proved != test.proved || v.Answer.Unproved == test.proved || v.Answer.ByReference != test.ref {
				t.Errorf("%+v; want proved %v, by reference %v; notes %q", v.Answer, test.proved, test.ref, v.Notes)
			}
		})
	}
}
