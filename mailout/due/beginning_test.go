package due

import (
	"crypto/sha256"
	"strings"
	"testing"

	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates/survey"
)

// begins has a log mailbox that was opened for the first time at a time, and read.
func (o *agency) begins(when string) {
	o.Helper()
	o.now = at(when)
	o.hasRead(when)
}

// holds logs a mail of ACME that was in the mailbox before it was watched.
func (o *agency) holds(day string) {
	o.Helper()
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		text := "of " + day + store.NewTag()
		raw := o.store.Pack([]byte(text), at(day), "log/INBOX")
		raw.Arrival = store.ArrivedBefore
		k, err := tx.StoreRaw(raw)
		if err != nil {
			return err
		}
		m := &store.Message{SHA256: sha256.Sum256([]byte(text)), Date: at(day), Received: at(day), Subject: "Old", NewText: text,
			From: []store.Address{{Address: "wang@acme.example"}}, Arrival: store.ArrivedBefore}
		_, err = tx.Record(k.ID, m, store.Verdict{Kind: store.KindHuman, Role: store.RoleClient, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 60}}})
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

// A report that was to be asked for before the log began is not: a log that was lost may
// have sent it. The next one is.
func TestDue_aReportOfBeforeTheBeginningIsNotAskedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, began, looks string
		asked              bool
	}{
		{"asked a day ahead, began after that", "2026-03-05 17:00", "2026-03-05 17:01", false},
		{"a minute before it is due", "2026-03-06 15:59", "2026-03-06 15:59", false},
		{"began before the question", "2026-03-05 15:00", "2026-03-05 16:01", true},
		{"the next one", "2026-03-05 17:00", "2026-03-12 16:01", true},
		{"an old log", "2025-03-05 17:00", "2026-03-05 17:00", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newAgency(t, c.began)
			o.begins(c.began)
			o.looks(c.looks)
			if got := len(o.queued()) > 0; got != c.asked {
				t.Errorf("asked: %t; %v", got, o.queued())
			}
		})
	}
}

func TestDue_aSurveyOfBeforeTheBeginningIsNotSent(t *testing.T) {
	t.Parallel()
	for began, want := range map[string]int{"2026-03-06 12:00": 0, "2026-03-06 09:00": 2} {
		o := newAgency(t, began, func(p *Project) {
			questions, err := survey.Load("csat")
			if err != nil {
				t.Fatal(err)
			}
			when, err := schedule.Parse("weekly on friday at 10:00")
			if err != nil {
				t.Fatal(err)
			}
			p.Schedule, p.Surveys = nil, Surveys{Scheduled: questions, At: &when, Low: 2}
		})
		o.begins(began)
		o.looks("2026-03-06 13:00")
		if got := o.queued(); len(got) != want {
			t.Errorf("began at %s: %v", began, got)
		}
	}
}

// One line of the first digest says what the mailbox held, once; the digest does not come
// on the day of the first start.
func TestDue_theFirstDigestSaysWhatWasThereBefore(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 10:00") // a Monday
	o.begins("2026-03-02 10:00")
	o.holds("2025-11-03 09:00")
	o.holds("2026-02-27 09:00")
	o.looks("2026-03-02 10:05")
	o.wants()
	o.looks("2026-03-03 09:01")
	o.wants("digest lina@agency.example") // the other PM has no mail there
	for _, want := range []string{"首次读取", "2封邮件", "2025年11月3日", "至2026年2月27日"} {
		if text := strings.Join(strings.Fields(o.text()), ""); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	o.looks("2026-03-04 09:01")
	o.wants("digest lina@agency.example")
}

// The digest tells once of what was not sent to people who left, and only the PMs of
// their project.
func TestDue_theDigestSaysWhoWasSentNothing(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 10:00")
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		raw := []byte("Subject: Please confirm\r\n\r\n")
		m := &store.Message{SHA256: sha256.Sum256(raw), MessageID: "1@agency.example", Subject: "Please confirm", Date: o.now}
		_, err := tx.Enqueue(store.OutgoingMail{Key: "k", Purpose: "confirm", Project: "ACME", Relay: "main", Message: m, Raw: o.store.Pack(raw, o.now, "rapport"),
			Recipients: []string{"left@acme.example"}, Expires: o.now.AddDate(0, 0, 5)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rules := store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 9, PerRecipientHour: 9}, People: map[string][]string{"ACME": {"wang@acme.example"}}}
	if list, err := o.store.Claim(o.Context(), "main", 9, rules); err != nil || len(list) > 0 {
		t.Fatal(list, err)
	}
	o.looks("2026-03-02 10:05")
	if got := o.queued(); len(got) != 1 {
		t.Errorf("on the same day, after its digest: %v", got)
	}
	o.looks("2026-03-03 09:01")
	o.wants("confirm left@acme.example", "digest lina@agency.example")
	if text := o.text(); !strings.Contains(text, "Please confirm") || !strings.Contains(text, "left@acme.example") {
		t.Error(text)
	}
	o.looks("2026-03-04 09:01")
	o.wants("confirm left@acme.example", "digest lina@agency.example")
}

// A digest of a day that is yet to come, sent while the clock was ahead, stops none.
func TestDue_aDigestOfAClockThatWasAhead(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2027-03-02 08:00")
	o.arrives("offer", "ACME")
	o.looks("2027-03-02 09:30")
	o.arrives("chairs", "ACME")
	o.looks("2026-03-02 09:30") // set right
	if got := o.queued(); len(got) != 1 {
		t.Log("what was told while the clock was ahead is told:", got)
	}
	o.now = at("2026-03-02 10:00")
	o.arrives("tables", "ACME")
	o.looks("2026-03-03 09:30")
	if got := o.queued(); len(got) < 2 {
		t.Errorf("no digest until that day comes: %v", got)
	}
	o.looks("2026-03-03 15:00")
	if got := o.queued(); len(got) > 3 {
		t.Errorf("two a day: %v", got)
	}
}
