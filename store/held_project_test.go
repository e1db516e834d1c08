package store

import (
	"crypto/sha256"
	"testing"
)

// A PM says which of their projects a mail is for; it then begins there what it was to begin.
func TestApplyProject_filesTheMailAndBegins(t *testing.T) {
	for name, c := range map[string]struct {
		answer   Response
		receipts []string
		project  string // of the mail then
		texts    int
	}{
		"one of them":         {Response{Decision: DecisionOK, Argument: "BETA"}, []string{"recorded lina: BETA"}, "BETA", 1},
		"none":                {Response{Decision: DecisionSkip}, []string{"recorded lina"}, "", 0},
		"one that is another": {Response{Decision: DecisionOK, Argument: "GAMMA"}, []string{"recorded lina: GAMMA"}, "GAMMA", 0},
		"no answer":           {Response{Decision: DecisionText}, []string{"unclear lina"}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			y := begin(t)
			mail, question := y.whichProject("Decided: blue.", 0)
			inside := y.forwardedIn(mail)
			asked, err := y.s.ProjectQuestion(t.Context(), question)
			if err != nil || asked.Message != mail || len(asked.Projects) != 2 || !asked.Begins || asked.Address != lina || asked.State != HeldWaiting {
				t.Fatalf("%+v, %v", asked, err)
			}
			y.wantReceipts(AboutProject, "again lina")
			c.answer.Purpose, c.answer.Object, c.answer.Address = PurposeProject, question, lina
			y.replies("words", c.answer)
			y.wantReceipts(AboutProject, c.receipts...)
			for what, id := range map[string]int64{"the mail": mail, "the mail in it": inside} {
				entry, err := y.s.EntryOfMessage(t.Context(), id)
				if err != nil || entry.Project != c.project {
					t.Errorf("%s is filed under %q, %v", what, entry.Project, err)
				}
			}
			texts, err := y.s.Confirmations(t.Context(), ConfirmationQuery{})
			if err != nil || len(texts) != c.texts || c.texts > 0 && texts[0].Project != c.project {
				t.Errorf("%+v, %v", texts, err)
			}
			y.replies("words", c.answer)
			if c.answer.Decision != DecisionText {
				y.wantReceipts(AboutProject, "settled lina")
			}
		})
	}
}

// Without proof a PM is asked only so often a day.
func TestHoldForProject_noMoreQuestionsThanTheLimit(t *testing.T) {
	y := begin(t)
	for _, text := range []string{"one", "two", "three"} {
		y.whichProject(text, 2)
	}
	y.wantReceipts(AboutProject, "again lina", "again lina")
}

// A request for the project of a mail lists those that it may be.
func TestRequest_listsTheProjects(t *testing.T) {
	y := begin(t)
	_, question := y.whichProject("Decided: blue.", 0)
	y.do(func(tx *Tx) error {
		return tx.Ask(Request{Token: "t", Purpose: PurposeProject, Project: "ACME", Object: question, Version: 1, Address: lina}, "which@agency.example")
	})
	r, found, err := y.s.RequestByToken("t")
	if err != nil || !found || len(r.Projects) != 2 || r.Projects[1] != "BETA" {
		t.Errorf("%+v, %t, %v", r, found, err)
	}
}

// whichProject logs a mail of the PM that names none of their two projects, and returns it with
// the number of the question.
func (y *story) whichProject(text string, limit int) (mail, question int64) {
	y.Helper()
	y.n++
	raw := keep(y, y.s, text)
	m := &Message{Date: y.s.now(), NewText: text, OwnText: text, From: []Address{{Address: lina}}}
	v := Verdict{Kind: KindHuman, Role: RolePM, Held: &Held{Why: HeldProject, Projects: []string{"ACME", "BETA"}, Address: lina, Limit: limit, Draft: &Draft{Kind: Minutes, Title: "Weekly", Actor: lina}}}
	y.do(func(tx *Tx) error { _, err := tx.Record(raw, m, v); return err })
	y.do(func(tx *Tx) error {
		return tx.row(`SELECT max(id) FROM held WHERE message_id = $1`, raw).Scan(&question)
	})
	return raw, question
}

// forwardedIn logs a mail that another one forwards.
func (y *story) forwardedIn(mail int64) (inside int64) {
	y.Helper()
	var sum []byte
	y.do(func(tx *Tx) error { return tx.row(`SELECT sha256 FROM raw WHERE id = $1`, mail).Scan(&sum) })
	outer := Hash(sum)
	text := "Forwarded in " + outer.String()
	y.do(func(tx *Tx) error {
		kept, err := tx.StoreRaw(y.s.Pack([]byte(text), y.s.now(), OriginForwarded+outer.String()))
		if err != nil {
			return err
		}
		inside = kept.ID
		m := &Message{SHA256: sha256.Sum256([]byte(text)), Date: y.s.now(), NewText: text, From: []Address{{Address: wang}}}
		_, err = tx.Record(inside, m, Verdict{Kind: KindHuman, Role: RoleClient})
		return err
	})
	return inside
}
