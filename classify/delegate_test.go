package classify

import (
	"testing"
	"time"

	"rapport/store"
)

// Who sends in the name of another answers in their own: a colleague confirms nothing, and
// whether an assistant speaks for a PM, the PM is asked.
func TestDecide_delegates(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	log := asked{
		"wang":      {ID: 1, Purpose: store.PurposeConfirm, Project: "ACME", Object: 7, Version: 2, Address: "wang@hualong.example", Asked: day},
		"again":     {ID: 2, Purpose: store.PurposeAgain, Project: "ACME", Object: 7, Version: 2, Address: "wang@hualong.example", Asked: day},
		"pm":        {ID: 4, Purpose: store.PurposeDraft, Project: "ACME", Object: 7, Version: 2, Address: "li@agency.example", Asked: day},
		"challenge": {ID: 5, Purpose: store.PurposeChallenge, Project: "ACME", Object: 1, Version: 1, Address: "li@agency.example", Asked: day},
	}
	proved := &store.Evidence{Level: store.LevelAuthenticated, Written: day.Add(time.Hour), Direct: true}
	for _, test := range []struct {
		name, from, sender, to, text string
		counts                       bool
		rejection                    string // "-": it is no response at all
		address                      string
	}{
		{"nobody else", "wang@hualong.example", "", "wang", "Confirmed", true, "", "wang@hualong.example"},
		{"themselves", "wang@hualong.example", "Wang@Hualong.example", "wang", "确认", true, "", "wang@hualong.example"},
		{"another address of theirs", "wang@hualong.example", "wangwei.hl@qq.com", "wang", "确认", true, "", "wang@hualong.example"},
		{"a colleague who is a contact", "wang@hualong.example", "zhou@hualong.example", "wang", "Confirmed", false, store.RejectedUninvited, "zhou@hualong.example"},
		{"a colleague whom nobody knows", "wang@hualong.example", "liu@hualong.example", "wang", "确认", false, store.RejectedUninvited, "liu@hualong.example"},
		{"of a department below", "wang@hualong.example", "liu@office.hualong.example", "wang", "Confirmed", false, store.RejectedUninvited, "liu@office.hualong.example"},
		{"a second time", "wang@hualong.example", "liu@hualong.example", "again", "确认", false, store.RejectedUninvited, "liu@hualong.example"},
		{"a service that sends for many", "wang@hualong.example", "bounce@sender.example", "wang", "Confirmed", true, "", "wang@hualong.example"},
		{"a list", "wang@hualong.example", "team@lists.elsewhere.example", "wang", "确认", true, "", "wang@hualong.example"},
		{"an assistant of the PM", "li@agency.example", "office@agency.example", "pm", "ok", false, store.RejectedUnproved, "li@agency.example"},
		{"a team member for the PM", "li@agency.example", "chen@agency.example", "pm", "可以发送", false, store.RejectedUnproved, "li@agency.example"},
		{"the assistant says that it is the PM", "li@agency.example", "office@agency.example", "challenge", "yes", false, "-", ""},
	} {
		m := mail{from: test.from, to: "log+r." + test.to + "@agency.example", header: "From: " + test.from}.message()
		m.OwnText, m.Auth, m.Received = test.text, proved, day.Add(time.Hour)
		if test.sender != "" {
			m.Sender = []store.Address{{Address: test.sender}}
		}
		v, err := d.Decide(m, log)
		if err != nil {
			t.Fatal(err)
		}
		a := v.Answer
		switch {
		case test.rejection == "-":
			if a != nil {
				t.Errorf("%s: %+v", test.name, a)
			}
		case a == nil || a.Rejection != test.rejection || a.Address != test.address || test.counts != (a.Rejection == "" && !a.Unproved):
			t.Errorf("%s: %+v, notes %q", test.name, a, v.Notes)
		}
	}
}
