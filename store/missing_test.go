package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// misses notes mail as missing that one of a project shows.
func (y *story) misses(project string, ids ...string) {
	y.Helper()
	message := y.logs(wang, "Agreed.", Verdict{Project: project})
	y.do(func(tx *Tx) error {
		for _, id := range ids {
			if err := tx.addMissing(message, MissingMail{Project: project, MessageID: id}); err != nil {
				return err
			}
		}
		return nil
	})
}

// latestMissing returns the Message-ID of what was noted last as missing of a project.
func (y *story) latestMissing(project string) (id string) {
	y.Helper()
	y.do(func(tx *Tx) error {
		open, err := tx.OpenMissing(project)
		if err == nil && len(open) > 0 {
			id = open[0].MessageID
		}
		return err
	})
	return id
}

// No more than so many are noted in a month, and those of before keep no later one out.
func TestMissing_theOldKeepNoNewOneOut(t *testing.T) {
	y := begin(t)
	var many []string
	for i := range mostMissing {
		many = append(many, fmt.Sprintf("lost-%d@agency.example", i))
	}
	y.misses("ACME", many...)
	y.misses("ACME", "next@agency.example")
	if got := y.latestMissing("ACME"); got != many[mostMissing-1] {
		t.Errorf("%q was noted beyond the bound", got)
	}
	*y.now = y.now.Add(missingSince + time.Hour)
	y.misses("ACME", "later@agency.example")
	if got := y.latestMissing("ACME"); got != "later@agency.example" {
		t.Errorf("a month later %q is the latest", got)
	}
}

// What one project misses another may miss as well, and each has it once.
func TestMissing_eachProjectHasItsOwn(t *testing.T) {
	y := begin(t)
	y.misses("BETA", "lost@agency.example")
	for range 2 {
		y.misses("ACME", "lost@agency.example")
		if got := y.latestMissing("ACME"); got != "lost@agency.example" {
			t.Errorf("%q is missing", got)
		}
	}
	y.do(func(tx *Tx) error {
		open, err := tx.OpenMissing("ACME")
		if len(open) != 1 {
			t.Errorf("%d are missing", len(open))
		}
		return err
	})
}

// The log has a mail by its Message-ID, by one that a server put another for, or as one of ours.
func TestLogged_byAnyOfItsIDs(t *testing.T) {
	y := begin(t)
	y.logs(wang, "Agreed.", Verdict{Role: RoleClient})
	y.logs("stranger@mail.example", "Hello", Verdict{Role: RoleOther})
	raw := keep(t, y.s, "replaced")
	m := &Message{MessageID: "new@server.example", Date: y.s.now(), From: []Address{{Address: wang}}, Header: Header{{Name: "X-Original-Message-ID", Value: "<old@acme.example>"}}}
	y.do(func(tx *Tx) error {
		_, err := tx.Record(raw, m, Verdict{Kind: KindHuman, Role: RoleClient, Project: "ACME", Effects: []Effect{EffectEndWait}, Reasons: []Reason{{SignalAddress, "ACME", 99, "for the test"}}})
		return err
	})
	queue(t, y.s, "ours", wang)
	y.do(func(tx *Tx) error {
		got, err := tx.Logged([]string{"1@mail.example", "2@mail.example", "new@server.example", "old@acme.example", "ours@agency.example", "lost@acme.example"})
		for id, want := range map[string]bool{"1@mail.example": true, "2@mail.example": false, "new@server.example": true, "old@acme.example": true, "ours@agency.example": true, "lost@acme.example": false} {
			if got[id] != want {
				t.Errorf("%s: %t", id, got[id])
			}
		}
		return err
	})
}

// What a mail may quote is in its thread, has its subject, or was sent at the time it names.
func TestMailNear_whatMayBeQuoted(t *testing.T) {
	y := begin(t)
	y.logs(wang, "Shall we launch?", Verdict{Role: RoleClient})
	*y.now = y.now.Add(10 * 24 * time.Hour)
	record(t, y.s, mail{id: "far@x", subject: "Something else", text: "Far away", date: y.s.now().Add(-100 * 24 * time.Hour)})
	near := func(m *Message, sent ...time.Time) (texts []string) {
		t.Helper()
		y.do(func(tx *Tx) error {
			list, err := tx.MailNear(m, sent)
			for _, one := range list {
				texts = append(texts, strings.TrimSpace(one.Text))
			}
			return err
		})
		return texts
	}
	if got := near(&Message{MessageID: "n@x", References: []string{"1@mail.example"}, Date: y.s.now()}); !slices.Equal(got, []string{"Shall we launch?"}) {
		t.Errorf("of its thread: %q", got)
	}
	if got := near(&Message{MessageID: "n@x", Subject: "Re: [ACME] Accounts", Date: y.s.now()}); !slices.Equal(got, []string{"Shall we launch?"}) {
		t.Errorf("with its subject: %q", got)
	}
	if got := near(&Message{MessageID: "n@x", Date: y.s.now()}, y.s.now().Add(-100*24*time.Hour)); !slices.Contains(got, "Far away") {
		t.Errorf("sent at that time: %q", got)
	}
	if got := near(&Message{MessageID: "n@x", Date: y.s.now()}); len(got) != 0 {
		t.Errorf("nothing shows any: %q", got)
	}
}

// A digest names a missing mail once; it is over when the mail arrives, or the PM leaves it.
func TestMissing_untilItArrivesOrIsLeft(t *testing.T) {
	y := begin(t)
	y.misses("ACME", "one@agency.example", "two@agency.example")
	list, err := y.s.Missing(t.Context(), "ACME", y.s.now())
	if err != nil || len(list) != 2 || list[0].MessageID != "one@agency.example" {
		t.Fatalf("%+v, %v", list, err)
	}
	y.do(func(tx *Tx) error { return tx.markTold(list[0].ID) })
	if rest, err := y.s.Missing(t.Context(), "ACME", y.s.now()); err != nil || len(rest) != 1 || rest[0].ID != list[1].ID {
		t.Errorf("%+v, %v", rest, err)
	}
	if one, err := y.s.MissingByID(t.Context(), list[0].ID); err != nil || one.MessageID != "one@agency.example" {
		t.Errorf("%+v, %v", one, err)
	}
	y.logs(lina, "Here it is.", Verdict{Role: RolePM, Arrived: []int64{list[0].ID}})
	for _, want := range []itemResult{itemDone, itemAlready} {
		y.do(func(tx *Tx) error {
			got, _, err := tx.settleItem(DigestItem{Kind: ItemMissing, Project: "ACME", Object: list[1].ID}, ItemCommand{Verb: VerbDrop}, lina, 0)
			if got != want {
				t.Errorf("%d, want %d", got, want)
			}
			return err
		})
	}
	if got := y.latestMissing("ACME"); got != "" {
		t.Errorf("%s is still missing", got)
	}
}
