package classify

import (
	"testing"

	"rapport/store"
)

// A yes with a question about something else is both, a slip is asked about, and what may be
// a yes is neither a yes nor a correction.
func TestDecide_whatElseAnAnswerSays(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	log := asked{"confirm": {ID: 2, Purpose: store.PurposeConfirm, Project: "ACME", Object: 7, Version: 1, Kind: store.Minutes, Address: "wang@hualong.example"}}
	for _, c := range []struct {
		text     string
		decision store.Decision
		also     bool
		unsure   bool
		meant    string
	}{
		{"Confirmed.", store.DecisionOK, false, false, ""},
		{"Confirmed. By the way, could you send me the invoice for November again?", store.DecisionOK, true, false, ""},
		{"确认。顺便问下，上个月的发票寄出来了吗？", store.DecisionOK, true, false, ""},
		{"Confirmed. Is item 3 really ours?", store.DecisionText, false, false, ""},
		{"confirmd, thanks", store.DecisionText, false, true, "confirmed"},
		{"aproved", store.DecisionText, false, true, "approved"},
		{"确人", store.DecisionText, false, true, "确认"},
		{"I think that is fine.", store.DecisionText, false, true, ""},
		{"应该没问题", store.DecisionText, false, true, ""},
		{"Confirmed, but change the date.", store.DecisionText, false, false, ""},
		{"No, I do not agree.", store.DecisionReject, false, false, ""},
	} {
		m := mail{from: "wang@hualong.example", to: "log+r.confirm@agency.example", header: "From: wang@hualong.example"}.message()
		m.OwnText = c.text
		v, err := d.Decide(m, log)
		if err != nil {
			t.Fatal(err)
		}
		a := v.Answer
		if a == nil || a.Decision != c.decision || (a.Also != "") != c.also || a.Unsure != c.unsure || a.Meant != c.meant {
			t.Errorf("%q: %+v; notes %q", c.text, a, v.Notes)
		}
		if v.OpensCase() != c.also {
			t.Errorf("%q: opens a case: %t", c.text, v.OpensCase())
		}
	}
}
