package store

import (
	"fmt"
	"testing"
)

// A stranger's references join no threads that are filed, or that have mail of ours; those
// of who may take others along do, and nobody's project is needed to join what nobody filed.
func TestJoin_strangersJoinNothingOfOthers(t *testing.T) {
	for _, c := range []struct {
		name    string
		project string // of the threads
		ours    bool   // they have our mail alone
		effects []Effect
		joins   bool
	}{
		{"a stranger, of filed threads", "ACME", false, nil, false},
		{"a stranger, of threads of ours", "", true, nil, false},
		{"a contact, of filed threads", "ACME", false, []Effect{EffectMoveOthers}, true},
		{"a contact, of threads of ours", "", true, []Effect{EffectMoveOthers}, true},
		{"a stranger, of unfiled threads", "", false, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := openAt(t)
			thread := func(id string, v Verdict, references ...string) (n int64) {
				t.Helper()
				raw := keep(t, s, id)
				update(t, s, func(tx *Tx) error {
					_, err := tx.Record(raw, &Message{MessageID: id, References: references, Subject: "Re: " + id, Date: s.now(), From: []Address{{Address: "x@elsewhere.example"}}}, v)
					return err
				})
				if err := s.reader.QueryRow(`SELECT thread_id FROM message WHERE message_id = $1`, id).Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			of := func(id string) {
				t.Helper()
				if c.ours {
					queue(t, s, id, wang)
					send(t, s)
					return
				}
				v := Verdict{Kind: KindHuman, Project: c.project, Role: RoleOther}
				if c.project != "" {
					v.Reasons = []Reason{{Signal: SignalTag, Project: c.project, Confidence: 95}}
				}
				thread(id+"@agency.example", v)
			}
			of("one")
			of("two 二")
			v := Verdict{Kind: KindHuman, Role: RoleOther, Effects: c.effects}
			thread("joins@elsewhere.example", v, "one@agency.example", "two 二@agency.example")
			var threads int
			err := s.reader.QueryRow(`SELECT count(DISTINCT thread_id) FROM message WHERE message_id LIKE '%@agency.example'`).Scan(&threads)
			if want := map[bool]int{true: 1, false: 2}[c.joins]; err != nil || threads != want {
				t.Error(fmt.Sprintf("%d threads, want %d", threads, want), err)
			}
		})
	}
}
