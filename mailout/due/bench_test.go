package due

import (
	"fmt"
	"testing"
	"time"

	"rapport/store"
)

// The digest of a project with a log of 5,000 entries, of which 200 questions wait.
func BenchmarkDigest(b *testing.B) {
	o := newAgency(b, "2026-03-02 09:00", func(p *Project) {
		p.Schedule = nil
		p.Clock = Clock{Within: 4 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
	})
	err := o.store.Update(b.Context(), func(tx *store.Tx) error {
		for i := range 5000 {
			id := fmt.Sprintf("%d@acme.example", i)
			k, err := tx.StoreRaw(o.store.Pack([]byte(id), o.now, "bench"))
			if err != nil {
				return err
			}
			v := store.Verdict{Kind: store.KindHuman, Role: store.RoleClient, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}}}
			if i%25 == 0 {
				v.Asks = []store.FoundAsk{{Ask: store.AskQuestion, Words: "When?"}}
			}
			m := &store.Message{MessageID: id, Date: o.now, Received: o.now, Subject: "Accounts " + id, NewText: "When can we use the accounts?", From: []store.Address{{Address: wang}}}
			if _, err := tx.Record(k.ID, m, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	o.now = at("2026-03-03 09:00")
	set := o.due.config.Load().Templates
	for b.Loop() {
		list, err := o.due.Digest(b.Context(), lina)
		if err != nil || len(list) != 1 || len(list[0].Items)+list[0].More != 200 {
			b.Fatal(list, err)
		}
		if _, err := set.Render(string(store.PurposeDigest), "zh-CN", list[0]); err != nil {
			b.Fatal(err)
		}
	}
}

// Requests that are all due at once: minutes that are to be sent, each to one person.
func BenchmarkRequests(b *testing.B) {
	o := newAgency(b, "2026-03-02 09:00", func(p *Project) {
		p.Schedule = nil
		p.Confirm = Terms{Policy: store.PolicyAll, Days: 3}
	})
	err := o.store.Update(b.Context(), func(tx *store.Tx) error {
		for i := range b.N {
			c, err := tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: store.Minutes, Title: fmt.Sprintf("Meeting %d", i), Text: "Present: Jane\n\nAll well.", Actor: lina})
			if err != nil {
				return err
			}
			if _, err := tx.ApproveConfirmation(c.ID, 1, lina); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	if troubles := o.due.RunOnce(b.Context()); len(troubles) > 0 {
		b.Fatal(troubles[0])
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}
