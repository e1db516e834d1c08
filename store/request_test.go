package store

import (
	"slices"
	"strings"
	"testing"
)

// puts asks somebody something, under their name as token.
func (y *story) puts(r Request) Request {
	y.Helper()
	r.Token, _, _ = strings.Cut(strings.ToLower(r.Address), "@")
	y.n++
	r.Token += "-" + string(r.Purpose)
	r.Project = "ACME"
	y.do(func(tx *Tx) error { return tx.Ask(r, r.Token+"@agency.example") })
	found, there, err := y.s.RequestByToken(r.Token)
	if err != nil || !there {
		y.Fatal(there, err)
	}
	return found
}

func TestRequest_isFoundByItsTokenAndItsMail(t *testing.T) {
	y := begin(t)
	c := y.asks(AskQuestion, "When?")
	put := y.puts(Request{Purpose: PurposeCase, Object: c.ID, Version: 3, Address: "Lina@agency.example", Expires: y.s.now()})
	if put.Address != lina || put.Token != "" || !put.Asked.Equal(y.s.now()) || !put.Answered.IsZero() {
		t.Errorf("%+v", put)
	}
	found := map[string]func() (Request, bool, error){
		"by its mail":   func() (Request, bool, error) { return y.s.RequestByMessageID("lina-case@agency.example") },
		"by its number": func() (Request, bool, error) { return y.s.Request(t.Context(), put.ID) },
		"by its token in a transaction": func() (r Request, ok bool, err error) {
			y.do(func(tx *Tx) error { r, ok, err = tx.RequestByToken("lina-case"); return err })
			return
		},
		"by its mail in a transaction": func() (r Request, ok bool, err error) {
			y.do(func(tx *Tx) error { r, ok, err = tx.RequestByMessageID("lina-case@agency.example"); return err })
			return
		},
	}
	for how, find := range found {
		if r, ok, err := find(); err != nil || !ok || r.ID != put.ID {
			t.Errorf("%s: %+v, %t, %v", how, r, ok, err)
		}
	}
	if _, ok, err := y.s.RequestByToken("another"); ok || err != nil {
		t.Errorf("another token: %t, %v", ok, err)
	}
	first := y.replies("close", Response{Request: put.ID, Purpose: PurposeCase, Object: c.ID, Decision: DecisionClose, Address: lina})
	y.replies("close", Response{Request: put.ID, Purpose: PurposeCase, Object: c.ID, Decision: DecisionClose, Address: lina})
	y.wantReceipts(AboutCase, "recorded lina", "unclear lina")
	var answer int64
	y.do(func(tx *Tx) error { return tx.row(`SELECT answer_id FROM request`).Scan(&answer) })
	if r, _, err := y.s.Request(t.Context(), put.ID); err != nil || r.Answered.IsZero() || answer != first {
		t.Errorf("%+v, %v; answered by %d, want %d", r, err, answer, first)
	}
	if list, err := y.s.Unfiled(t.Context(), y.s.now(), 10); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

// A request brings what it lists or asks.
func TestRequest_holdsItsItemsAndQuestions(t *testing.T) {
	y := begin(t)
	digest := y.tells(DigestItem{Kind: ItemCase, Object: 3}, DigestItem{Kind: ItemMail, Object: 4})
	if r := y.puts(Request{Purpose: PurposeDigest, Object: digest, Address: lina}); len(r.Items) != 2 || r.Items[1].Kind != ItemMail {
		t.Errorf("%+v", r)
	}
	a := y.adds("Accounts", chen, "")
	if r := y.puts(Request{Purpose: PurposeAction, Object: y.lists(a.ID), Address: chen}); !slices.Equal(r.Items, []DigestItem{{Kind: ItemAction, Object: a.ID, Project: "ACME"}}) {
		t.Errorf("%+v", r)
	}
	y.surveys("command", scoreForm(false), wang)
	if r := y.puts(Request{Purpose: PurposeSurvey, Object: 1, Address: wang}); len(r.Form.Questions) != 2 {
		t.Errorf("%+v", r)
	}
	if r := y.puts(Request{Purpose: PurposeSurvey, Object: 99, Address: zhou}); len(r.Form.Questions) != 0 {
		t.Errorf("of a survey that there is not: %+v", r)
	}
}

func TestRequest_thatIsAnsweredTooLate(t *testing.T) {
	y := begin(t)
	c := y.asks(AskQuestion, "When?")
	put := y.puts(Request{Purpose: PurposeCase, Object: c.ID, Address: lina})
	y.replies("close", Response{Request: put.ID, Purpose: PurposeCase, Object: c.ID, Decision: DecisionClose, Address: lina, Rejection: RejectedLate})
	y.wantReceipts(AboutRequest, "late lina")
	if got := y.caseNow(c.ID).State; got != CaseOpen {
		t.Errorf("the case is %s", got)
	}
	raw := keep(t, y.s, "other")
	err := y.s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Record(raw, &Message{}, Verdict{Kind: KindHuman, Answer: &Response{Purpose: PurposeCase, Object: c.ID, Rejection: RejectedUninvited, Address: zhou}})
		return err
	})
	if err == nil {
		t.Error("what somebody else wrote of a case is told to somebody")
	}
}

func TestLastRequest_ofAReportAndOfOthers(t *testing.T) {
	y := begin(t)
	y.puts(Request{Purpose: PurposeReportAsk, Object: 7, Address: lina})
	y.puts(Request{Purpose: PurposeReportDraft, Object: 7, Address: lina})
	y.puts(Request{Purpose: PurposeCase, Object: 7, Address: lina})
	if id, err := y.s.LastRequest(t.Context(), 7, "LINA@agency.example"); err != nil || id != "lina-report-draft@agency.example" {
		t.Errorf("%q, %v", id, err)
	}
	if id, err := y.s.LastRequestFor(t.Context(), PurposeCase, 7, lina); err != nil || id != "lina-case@agency.example" {
		t.Errorf("%q, %v", id, err)
	}
	y.do(func(tx *Tx) error {
		return tx.AskBeside(Request{Token: "t", Purpose: PurposeSurvey, Project: "ACME", Object: 7, Address: lina}, "solution@agency.example")
	})
	if id, err := y.s.LastRequestFor(t.Context(), PurposeSurvey, 7, lina); err != nil || id != "solution@agency.example" {
		t.Errorf("asked beside a solution: %q, %v", id, err)
	}
	for _, who := range []string{chen, ""} {
		if id, err := y.s.LastRequestFor(t.Context(), PurposeCase, 7, who); err != nil || id != "" {
			t.Errorf("%q, %v", id, err)
		}
	}
}

func TestRespondent_whoMayRespond(t *testing.T) {
	for p, want := range map[Purpose]Respondent{PurposeConfirm: RespondentContact, PurposeReportDraft: RespondentPM, "lottery": ""} {
		if got := p.Respondent(); got != want {
			t.Errorf("%s: %q", p, got)
		}
	}
	if !PurposeConfirm.ConcernsOthers() || PurposeCase.ConcernsOthers() {
		t.Error("what somebody else writes concerns the PMs with a confirmation, and not with a case")
	}
}
