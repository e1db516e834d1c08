package due

import (
	"strings"
	"testing"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
)

// While a mailbox cannot be read, the digests of the PMs say so: of the team's to all of them, of
// a PM's own to that PM, and for that alone no second digest is sent.
func TestDue_digestsSayWhatIsNotRead(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	c := *o.due.config.Load()
	c.Beside = office.Beside{Language: "en", Zone: time.UTC, Mailboxes: map[string]office.Mailbox{
		"log": {Address: "log@agency.example", Login: "office"}, "brown": {Address: "brown@agency.example", Owner: "brown@agency.example"}}}
	o.due.SetConfig(c)
	note := func(found ...store.Trouble) {
		if err := o.store.NoteTroubles(t.Context(), found, func(store.Trouble) bool { return true }, false); err != nil {
			t.Fatal(err)
		}
	}
	lina, brown := "digest lina@agency.example", "digest brown@agency.example"
	o.looks("2026-03-02 09:30")
	o.now = at("2026-03-03 08:30")
	note(store.Trouble{Kind: store.TroubleFolder, Object: "log", Since: at("2026-03-03 08:10")}, store.Trouble{Kind: store.TroubleLogin, Object: "brown", Since: at("2026-03-03 08:20")})
	o.looks("2026-03-03 09:00")
	o.wants(brown) // the hour of the other is not over
	if text := o.text(); !strings.Contains(text, "Email to brown@agency.example has not been read since") || strings.Contains(text, "log@") {
		t.Errorf("the digest:\n%s", text)
	}
	o.looks("2026-03-04 09:00")
	o.wants(brown, lina, brown)
	if text := o.text(); !strings.Contains(text, "Email to log@agency.example has not been read since") || !strings.Contains(text, "Email to brown@") {
		t.Errorf("the digest:\n%s", text)
	}
	o.looks("2026-03-05 09:00")
	o.wants(brown, lina, brown)
	note()
	o.arrives("offer", "ACME")
	o.looks("2026-03-06 09:00")
	o.wants(brown, lina, brown, lina)
	if text := o.text(); strings.Contains(text, "无法读取") {
		t.Errorf("the digest:\n%s", text)
	}
	note(store.Trouble{Kind: store.TroubleAccess, Object: "office", Since: at("2026-03-06 12:00")})
	o.looks("2026-03-09 09:00")
	o.wants(brown, lina, brown, lina, lina, brown)
	if text := o.text(); !strings.Contains(text, "Email to log@agency.example has not been read since") || strings.Contains(text, "Email to brown@") {
		t.Errorf("the digest:\n%s", text)
	}
}

// The witness gets the last event of each day once, with the line that verify reads.
func TestDue_theWitnessGetsTheHeadOnceADay(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) { p.Schedule = nil })
	c := *o.due.config.Load()
	c.Beside = office.Beside{Witness: "notary@else.example", Language: "en", Zone: shanghai(), Routes: []office.Route{{Relay: "main", From: "log@agency.example"}, {Relay: "second", From: "log@agency.example"}}}
	o.due.SetConfig(c)
	sent := "witness notary@else.example"
	o.looks("2026-03-02 09:00")
	o.looks("2026-03-02 23:59")
	o.wants(sent)
	o.witnesses(map[string]bool{})
	o.looks("2026-03-03 00:01")
	o.wants(sent, sent)
	if u, err := o.store.Upkeep(t.Context(), store.UpkeepWitness); err != nil || u.Done.In(shanghai()).Format(time.DateOnly) != "2026-03-03" || u.Detail != "witness 2026-03-03" {
		t.Errorf("it says %+v, %v", u, err)
	}
	o.looks("2026-03-08 10:00") // days in which nothing ran have no mail of their own
	o.wants(sent, sent, sent)
	down := store.Trouble{Kind: store.TroubleRelay, Object: "main", Since: o.now}
	if err := o.store.NoteTroubles(t.Context(), []store.Trouble{down}, nil, false); err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-09 10:00")
	list, err := o.store.Outbox(t.Context(), store.OutboxQuery{Limit: 1})
	if err != nil || list[0].Relay != "second" {
		t.Errorf("the mail leaves by %s, whose server takes none; %v", list[0].Relay, err)
	}
}
