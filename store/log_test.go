package store

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCommands_areAnsweredOnce(t *testing.T) {
	y := begin(t)
	y.logs(wang, "status", Verdict{Role: RoleClient, Command: &Command{Verb: "status", Projects: []string{"ACME"}, Address: wang, Client: true}})
	list, err := y.s.Commands(t.Context())
	if err != nil || len(list) != 1 || list[0].Verb != "status" || list[0].Message == 0 || list[0].ID == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkCommandAnswered(list[0]) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkCommandAnswered(list[0]) })
}

func TestProjectCounts_andWhatIsLookedUpByNumber(t *testing.T) {
	s := open(t)
	a := record(t, s, mail{id: "a@x", text: "one", project: "ACME", sign: SignalTag, confidence: 95})
	record(t, s, mail{id: "b@x", refs: []string{"a@x"}, text: "two"})
	record(t, s, mail{id: "c@x", text: "three"})
	counts, err := s.ProjectCounts(t.Context())
	if err != nil || len(counts) != 2 || counts[0].Project != "" || counts[1].Entries != 2 || counts[1].Threads != 1 || !counts[1].Last.After(counts[1].First) {
		t.Errorf("%+v, %v", counts, err)
	}
	if e, err := s.EntryOfMessage(t.Context(), a); err != nil || e.MessageID != "a@x" || !slices.Equal(e.Everyone(), []Address{{"王伟", "wang@client.example"}, {"", "li@agency.example"}}) {
		t.Errorf("%+v, %v", e, err)
	}
	if _, err := s.EntryOfMessage(t.Context(), 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	if ids, err := s.EntriesByMessageID(t.Context(), "b@x"); err != nil || !slices.Equal(ids, []int64{2}) {
		t.Errorf("%v, %v", ids, err)
	}
	if last, err := s.LastEntry(t.Context()); err != nil || last != 3 {
		t.Errorf("%d, %v", last, err)
	}
	if ids, err := s.Reprocessable(t.Context(), LogQuery{Project: "ACME"}, 1, 10); err != nil || !slices.Equal(ids, []int64{2}) {
		t.Errorf("%v, %v", ids, err)
	}
	if ids, err := s.Reprocessable(t.Context(), LogQuery{}, 0, 2); err != nil || !slices.Equal(ids, []int64{1, 2}) {
		t.Errorf("%v, %v", ids, err)
	}
	m := &Message{MessageID: "d@x", InReplyTo: []string{"b@x"}, References: []string{"a@x", "b@x", "nowhere@x"}}
	if f, err := s.ThreadFiling(m); err != nil || f.Project != "ACME" {
		t.Errorf("%+v, %v", f, err)
	}
	if texts, err := s.AnsweredTexts(t.Context(), m); err != nil || !slices.Equal(texts, []string{"two\n\n", "one\n\n"}) {
		t.Errorf("%q, %v", texts, err)
	}
	m = &Message{MessageID: "e@x", References: []string{"a@x", "nowhere@x"}}
	if texts, err := s.AnsweredTexts(t.Context(), m); err != nil || !slices.Equal(texts, []string{"", "one\n\n"}) {
		t.Errorf("%q, %v", texts, err)
	}
}

// What was certain when it was filed teaches; what was only learnt does not.
func TestTrainingExamples_ofWhatIsCertain(t *testing.T) {
	s := open(t)
	record(t, s, mail{id: "a@x", subject: "one", text: "text", project: "ACME", sign: SignalTag, confidence: 95})
	record(t, s, mail{id: "b@x", subject: "two", text: "text 2", project: "ACME", sign: SignalTag, confidence: 95})
	record(t, s, mail{id: "c@x", subject: "three", text: "text 3", project: "ACME", sign: SignalLearnt, confidence: 60})
	none := record(t, s, mail{id: "d@x", subject: "four", text: "text 4"})
	record(t, s, mail{id: "e@x", subject: "five", text: "text 5"})
	if _, err := s.FileMessage(t.Context(), none, "", "root"); err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := s.TrainingExamples(t.Context(), 1, func(e TrainingExample) { got = append(got, e.Project+" "+e.Subject+" "+e.People[0]) }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, []string{" four wang@client.example", "ACME two wang@client.example"}) {
		t.Errorf("%q", got)
	}
}

// Mail whose sender's DNS gave no answer is looked at again.
func TestPendingProof_isWhatTheDNSDidNotAnswer(t *testing.T) {
	y := begin(t)
	var raws []int64
	for i, level := range Levels() {
		raw := keep(t, y.s, string(level))
		raws = append(raws, raw)
		y.do(func(tx *Tx) error {
			_, err := tx.Record(raw, &Message{Date: y.s.now(), Received: y.s.now().Add(time.Duration(i)), Auth: &Evidence{Level: level, DKIM: []Signature{{Result: "temporary"}}}}, Verdict{Kind: KindHuman})
			return err
		})
	}
	if ids, err := y.s.PendingProof(t.Context(), y.s.now(), 10); err != nil || !slices.Equal(ids, []int64{raws[2]}) {
		t.Errorf("%v, %v", ids, err)
	}
	for i, rank := range []int{0, 1, 2, 2, 3} {
		if got := Levels()[i].Rank(); got != rank {
			t.Errorf("%s ranks %d", Levels()[i], got)
		}
	}
	if again := (&Evidence{DKIM: []Signature{{Result: "pass"}}}); again.Recheck() || (*Evidence)(nil).Recheck() || !(&Evidence{DKIM: []Signature{{Result: "temporary"}}}).Recheck() {
		t.Error("only a temporary failure is looked at again")
	}
}

// A mail that was taken out of another is known by its Message-ID, or by sender, subject
// and minute.
func TestIsLogged_ofForwardedMail(t *testing.T) {
	s := open(t)
	id := record(t, s, mail{id: "a@x", subject: "Offer", text: "one"})
	date := time.UnixMilli(1767000000000 + id*1000)
	for name, c := range map[string]struct {
		m    Message
		want bool
	}{
		"by its id":       {Message{MessageID: "a@x"}, true},
		"another id":      {Message{MessageID: "z@x"}, false},
		"by what it says": {Message{From: []Address{{Address: "Wang@Client.example"}}, Subject: "Fwd: offer", Date: date}, true},
		"another hour":    {Message{From: []Address{{Address: "wang@client.example"}}, Subject: "Offer", Date: date.Add(time.Hour)}, false},
		"another sender":  {Message{From: []Address{{Address: "li@client.example"}}, Subject: "Offer", Date: date}, false},
		"from nobody":     {Message{Subject: "Offer", Date: date}, false},
	} {
		update(t, s, func(tx *Tx) error {
			if got, err := tx.IsLogged(&c.m); err != nil || got != c.want {
				t.Errorf("%s: %t, %v", name, got, err)
			}
			return nil
		})
	}
	by := &Forwarded{By: Address{Address: "li@agency.example"}}
	raw := keep(t, s, "held")
	update(t, s, func(tx *Tx) error {
		if _, err := tx.Record(raw, &Message{Forwarded: by, Suggested: &Suggestion{Summary: "an offer"}}, Verdict{Kind: KindHuman}); err != nil {
			return err
		}
		var m Message
		err := tx.RestoreRecorded(raw, &m)
		if err == nil && (m.Forwarded.By.Address != "li@agency.example" || m.Suggested.Summary != "an offer") {
			t.Errorf("%+v", m)
		}
		if tx.RestoreRecorded(99, &m) == nil {
			t.Error("what is not there is restored")
		}
		return err
	})
}

func TestMessage_whatItsFieldsSay(t *testing.T) {
	a := Address{Name: "Wang", Address: "w@ACME.example"}
	if a.String() != "Wang <w@ACME.example>" || a.Domain() != "acme.example" || (Address{Address: "w"}).String() != "w" || (Address{Address: "w"}).Domain() != "" {
		t.Error(a)
	}
	m := Message{Header: Header{{"Date", "Fri, 6 Mar 2026 09:00:00 +0800 (CST)"}, {"received", "1"}, {"Received", "2"}}}
	if _, offset := time.Now().In(m.Zone()).Zone(); offset != 8*60*60 {
		t.Errorf("%s", m.Zone())
	}
	if (&Message{}).Zone() != time.UTC || !slices.Equal(m.Header.Values("RECEIVED"), []string{"1", "2"}) {
		t.Errorf("%q", m.Header.Values("RECEIVED"))
	}
	for d, want := range map[DeliveryStatus]bool{{Action: "delayed"}: true, {Status: "4.2.2"}: true, {Action: "failed", Status: "5.1.1"}: false} {
		if d.Temporary() != want {
			t.Errorf("%+v", d)
		}
	}
	var h Hash
	if h.UnmarshalText([]byte("xyz")) == nil {
		t.Error("a hash of three letters")
	}
	if Tagged("log@agency.example", "x") != "log+x@agency.example" || Tagged("log", "x") != "log" {
		t.Error(Tagged("log@agency.example", "x"))
	}
}

// A folder as `rapport status` shows it.
func TestMailboxes_andWhatTheyHold(t *testing.T) {
	s := open(t)
	m, _, err := s.OpenMailbox(t.Context(), "log", "INBOX", 7, 3)
	if err != nil {
		t.Fatal(err)
	}
	raw := keep(t, s, "one")
	update(t, s, func(tx *Tx) error { return tx.RecordSighting(m.ID, 1, raw) })
	if _, err := s.CountFetchAttempt(t.Context(), m.ID, 2); err != nil {
		t.Fatal(err)
	}
	if failing, err := s.FailingUIDs(t.Context(), m.ID); err != nil || !failing[2] || len(failing) != 1 {
		t.Errorf("%v, %v", failing, err)
	}
	if stored, err := s.Stored(t.Context(), m.ID, []uint32{1, 2}); err != nil || !slices.Equal(stored, []uint32{1}) {
		t.Errorf("%v, %v", stored, err)
	}
	looked := s.now()
	if _, err := s.Settle(t.Context(), m, []uint32{1}, looked); err != nil {
		t.Fatal(err)
	}
	if until, err := s.ReadUntil(t.Context(), "log", "INBOX"); err != nil || !until.Equal(looked) {
		t.Errorf("%s, %v", until, err)
	}
	if until, err := s.ReadUntil(t.Context(), "log", "Other"); err != nil || !until.IsZero() {
		t.Errorf("%s, %v", until, err)
	}
	boxes, err := s.Mailboxes(t.Context())
	if err != nil || len(boxes) != 1 || boxes[0].Messages != 1 || boxes[0].Watermark != 1 || boxes[0].UIDValidity != 7 {
		t.Errorf("%+v, %v", boxes, err)
	}
	for want := 1; want <= 2; want++ {
		if n, err := s.CountReadAttempt(t.Context(), raw); err != nil || n != want {
			t.Errorf("%d, %v", n, err)
		}
	}
	if n, err := s.CountReadAttempt(t.Context(), 99); err != nil || n != 0 {
		t.Errorf("of what was read meanwhile: %d, %v", n, err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if free, err := s.Free(); err != nil || free <= 0 {
		t.Errorf("%d, %v", free, err)
	}
}

// A reader who stands still, as in a pager, keeps no snapshot: the journal can be
// checkpointed and emptied meanwhile, and what is read is each entry once.
func TestLog_aPausedReaderKeepsNothingFromBeingCheckpointed(t *testing.T) {
	s := open(t)
	long := strings.Repeat("word ", 20_000)
	const mails = 2*pageEntries + 100
	update(t, s, func(tx *Tx) error {
		for i := range mails {
			text := "short"
			if i%20 == 0 { // pages of many bytes too
				text = long
			}
			k, err := tx.StoreRaw(s.Pack(fmt.Append(nil, i), time.Time{}, "test"))
			if err != nil {
				return err
			}
			m := &Message{Date: time.UnixMilli(int64(i%7) * 1000), NewText: text, From: []Address{{"", wang}}}
			if _, err := tx.Record(k.ID, m, Verdict{Kind: KindHuman, Project: "ACME", Reasons: []Reason{{SignalContact, "ACME", 80, ""}}}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, back := range []bool{false, true} {
		seen := map[int64]int{}
		last := time.Time{}
		err := s.Log(t.Context(), LogQuery{Project: "ACME", ReadBack: back}, func(e Entry) error {
			seen[e.Message]++
			if !last.IsZero() && (back && e.At.After(last) || !back && e.At.Before(last)) {
				t.Fatalf("%s after %s", e.At, last)
			}
			last = e.At
			if len(seen)%400 != 1 {
				return nil
			}
			keep(t, s, fmt.Sprint("meanwhile ", back, len(seen)))
			var busy, frames, done int
			if err := s.writer.QueryRow(`PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &done); err != nil || busy != 0 {
				t.Fatalf("after %d entries the journal is held: %d, %v", len(seen), busy, err)
			}
			if info, err := os.Stat(s.Path() + "-wal"); err != nil || info.Size() > 0 {
				t.Fatalf("the journal has %d bytes, %v", info.Size(), err)
			}
			return nil
		})
		if err != nil || len(seen) != mails {
			t.Fatalf("%d entries, %v", len(seen), err)
		}
		for message, n := range seen {
			if n != 1 {
				t.Errorf("message %d is listed %d times", message, n)
			}
		}
	}
}
