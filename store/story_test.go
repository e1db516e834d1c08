package store

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	lina = "lina@agency.example" // the PM
	chen = "chen@agency.example" // of the team
	wang = "wang@acme.example"   // a client
	zhou = "zhou@acme.example"   // another
)

// story is a store, a clock that the test turns, and what happens in it. It begins at
// noon on 1 January 2026.
type story struct {
	*testing.T
	s   *Store
	now *time.Time
	n   int // mails so far
}

func begin(t *testing.T) *story {
	t.Helper()
	s, now := openAt(t)
	return &story{T: t, s: s, now: now}
}

// do runs a transaction that must not fail.
func (y *story) do(do func(tx *Tx) error) {
	y.Helper()
	update(y.T, y.s, do)
}

// moves runs a transaction that must report want.
func (y *story) moves(want bool, do func(tx *Tx) (bool, error)) {
	y.Helper()
	update(y.T, y.s, func(tx *Tx) error {
		moved, err := do(tx)
		if err == nil && moved != want {
			y.Errorf("it reports %t", moved)
		}
		return err
	})
}

// logs logs a mail of ACME and returns its number.
func (y *story) logs(from, text string, v Verdict) int64 {
	y.Helper()
	y.n++
	id := fmt.Sprintf("%d@mail.example", y.n)
	mail := id + "\n" + text
	m := &Message{SHA256: sha256.Sum256([]byte(mail)), MessageID: id, Date: y.s.now(), Received: y.s.now(), Subject: "[ACME] Accounts", NewText: text, From: []Address{{Address: from}}, To: []Address{{Address: lina}}}
	if v.Kind == "" {
		v.Kind = KindHuman
	}
	if v.Project == "" {
		v.Project = "ACME"
	}
	v.Reasons = []Reason{{SignalAddress, v.Project, 99, "for the test"}}
	if v.Effects == nil {
		v.Effects = proved()
	}
	raw := keep(y, y.s, mail)
	y.do(func(tx *Tx) error { _, err := tx.Record(raw, m, v); return err })
	return raw
}

// proved returns the effects of a mail with all proof.
func proved() []Effect {
	return []Effect{EffectMoveOthers, EffectOpenCase, EffectAcknowledge, EffectStopClock, EffectMeeting, EffectMoveMeeting}
}

// replies logs a mail that responds to a request.
func (y *story) replies(text string, a Response) int64 {
	y.Helper()
	return y.logs(a.Address, text, Verdict{Answer: &a, Role: RoleClient})
}

// receipts returns what is still to be told about one kind of object, as "result
// address: words", and takes it as told.
func (y *story) receipts(about string) []string {
	y.Helper()
	pending, err := y.s.PendingReceipts(y.Context(), about, 0)
	if err != nil {
		y.Fatal(err)
	}
	list := []string{}
	for _, r := range pending {
		name, _, _ := strings.Cut(r.Address, "@")
		line := r.Result + " " + name
		if r.Words != "" {
			line += ": " + r.Words
		}
		list = append(list, line)
		y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReceiptSent(r) })
		y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkReceiptSent(r) })
	}
	return list
}

func (y *story) wantReceipts(about string, want ...string) {
	y.Helper()
	if got := y.receipts(about); !slices.Equal(got, want) {
		y.Errorf("receipts %q, want %q", got, want)
	}
}

// asks opens a case of a client and returns it.
func (y *story) asks(kind Ask, words string) Case {
	y.Helper()
	y.logs(wang, words, Verdict{Role: RoleClient, Asks: []FoundAsk{{kind, words}}})
	list, err := y.s.Cases(y.Context(), CaseQuery{Project: "ACME"})
	if err != nil || len(list) == 0 {
		y.Fatal(list, err)
	}
	return list[len(list)-1]
}

func (y *story) caseNow(id int64) Case {
	y.Helper()
	list, err := y.s.Cases(y.Context(), CaseQuery{ID: id})
	if err != nil || len(list) != 1 {
		y.Fatal(list, err)
	}
	return list[0]
}

// drafts brings a text that people are to confirm.
func (y *story) drafts(kind ConfirmationKind, text string) (c Confirmation) {
	y.Helper()
	y.do(func(tx *Tx) (err error) {
		c, err = tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: kind, Title: "Accounts", Text: text, Actor: lina})
		return err
	})
	return c
}

// asksToConfirm brings a text and asks people to confirm it, by policy.
func (y *story) asksToConfirm(kind ConfirmationKind, policy Policy, people ...string) Confirmation {
	y.Helper()
	c := y.drafts(kind, "All well.")
	y.asksAbout(c.ID, policy, people...)
	return y.confirmation(c.ID)
}

func (y *story) asksAbout(id int64, policy Policy, people ...string) {
	y.Helper()
	c := y.confirmation(id)
	version := c.Version
	if c.Next != "" {
		version++
	}
	var list []Address
	for _, p := range people {
		list = append(list, Address{Name: p, Address: p})
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.ApproveConfirmation(id, c.Draft, lina) })
	y.moves(true, func(tx *Tx) (bool, error) {
		return tx.MarkConfirmationAsked(id, version, policy, y.s.now().Add(72*time.Hour), list)
	})
}

func (y *story) confirmation(id int64) Confirmation {
	y.Helper()
	list, err := y.s.Confirmations(y.Context(), ConfirmationQuery{ID: id})
	if err != nil || len(list) != 1 {
		y.Fatal(list, err)
	}
	return list[0]
}

// confirmers returns what people said of the present version, as "name state".
func (y *story) confirmers(id int64) []string {
	y.Helper()
	all, err := y.s.Confirmers(y.Context(), id)
	if err != nil {
		y.Fatal(err)
	}
	version := y.confirmation(id).Version
	var list []string
	for _, c := range all {
		if c.Version == version {
			name, _, _ := strings.Cut(c.Address, "@")
			list = append(list, name+" "+c.State)
		}
	}
	return list
}

// raises begins a change or a dispute.
func (y *story) raises(kind ProcedureKind) (p Procedure) {
	y.Helper()
	y.do(func(tx *Tx) (err error) {
		p, err = tx.RaiseProcedure(Procedure{Project: "ACME", Kind: kind, Title: "Blue", Actor: wang}, "Make it blue.", 0)
		return err
	})
	return p
}

func (y *story) procedure(id int64) Procedure {
	y.Helper()
	list, err := y.s.Procedures(y.Context(), ProcedureQuery{ID: id})
	if err != nil || len(list) != 1 {
		y.Fatal(list, err)
	}
	return list[0]
}

func (y *story) action(id int64) (a Action) {
	y.Helper()
	y.do(func(tx *Tx) (err error) { a, err = tx.Action(id); return err })
	return a
}

// adds takes an action item of somebody.
func (y *story) adds(what, owner, due string) (a Action) {
	y.Helper()
	y.do(func(tx *Tx) (err error) {
		a, err = tx.AddAction(Action{Project: "ACME", What: what, Owner: owner, Address: owner, Due: due, Actor: lina})
		return err
	})
	return a
}
