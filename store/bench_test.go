package store

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"rapport/store/search"
)

// benchMessage makes a mail of about 3 KB of text, a third of them Chinese, and
// 33 KB of attachment, as the first-sync benchmark has them.
func benchMessage(random *rand.Rand, n int) ([]byte, *Message) {
	var text strings.Builder
	for text.Len() < 3000 {
		if n%3 == 0 {
			for range 2 + random.IntN(12) {
				text.WriteRune(rune(0x4E00 + int(random.ExpFloat64()*400)%8000))
			}
			text.WriteString("，")
		} else {
			word := int(random.ExpFloat64() * 2000)
			fmt.Fprintf(&text, "%s ", strings.ToLower(base64.RawStdEncoding.EncodeToString([]byte{byte(word), byte(word >> 8), 3, 9})))
		}
	}
	file := make([]byte, 24<<10)
	for i := range file {
		file[i] = byte(random.IntN(256))
	}
	raw := []byte("Subject: bench\r\n\r\n" + text.String() + base64.StdEncoding.EncodeToString(file))
	id := fmt.Sprintf("%d@bench", n)
	m := &Message{
		SHA256: sha256.Sum256(raw), Size: int64(len(raw)), MessageID: id, Date: time.UnixMilli(int64(n) * 1000),
		Subject: "Weekly report " + id, NewText: text.String(),
		From: []Address{{"Anna Wright", fmt.Sprintf("anna%d@client.example", n%50)}},
		To:   []Address{{"Li Na", "li@agency.example"}}, Cc: []Address{{"", "log@agency.example"}},
		Attachments: []Attachment{{N: 1, Name: "report.pdf", Type: "application/pdf", Size: 24 << 10}},
	}
	if n%4 != 0 {
		m.References = []string{fmt.Sprintf("%d@bench", n-n%4)}
	}
	return raw, m
}

// BenchmarkRecord is a first sync without network and parser: keep, record and
// index in batches of 200.
func BenchmarkRecord(b *testing.B) {
	s := open(b)
	random := rand.New(rand.NewPCG(1, 2))
	const batch = 200
	raws, messages := make([][]byte, b.N), make([]*Message, b.N)
	for n := range b.N {
		raws[n], messages[n] = benchMessage(random, n)
	}
	b.ResetTimer()
	for from := 0; from < b.N; from += batch {
		to := min(from+batch, b.N)
		ids := make([]int64, 0, batch)
		packed := make([]Raw, 0, batch)
		for _, raw := range raws[from:to] {
			packed = append(packed, s.Pack(raw, time.Time{}, "bench"))
		}
		err := s.Update(b.Context(), func(tx *Tx) error {
			for _, raw := range packed {
				k, err := tx.StoreRaw(raw)
				if err != nil {
					return err
				}
				ids = append(ids, k.ID)
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		err = s.Update(b.Context(), func(tx *Tx) error {
			for i, id := range ids {
				if _, err := tx.Record(id, messages[from+i], Verdict{Kind: KindHuman, Project: "ACME", Role: RoleClient,
					Reasons: []Reason{{SignalContact, "ACME", 80, "contact anna@client.example"}}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}

// BenchmarkVerify holds a log of 5,000 mails against its chain: the events and the rows of
// the tables by themselves, and with every mail.
func BenchmarkVerify(b *testing.B) {
	s := open(b)
	random := rand.New(rand.NewPCG(1, 2))
	for from := 0; from < 5000; from += 100 {
		err := s.Update(b.Context(), func(tx *Tx) error {
			for n := from; n < from+100; n++ {
				raw, m := benchMessage(random, n)
				k, err := tx.StoreRaw(s.Pack(raw, time.Time{}, "bench"))
				if err != nil {
					return err
				}
				if _, err := tx.Record(k.ID, m, Verdict{Kind: KindHuman, Project: "ACME", Role: RoleClient}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.Run("events", func(b *testing.B) {
		var events int64
		for b.Loop() {
			v := verifier{store: s, progress: func(int64, int64) {}}
			if err := v.verifyEvents(b.Context(), s.reader); err != nil || len(v.found.Problems) > 0 {
				b.Fatal(v.found.Problems, err)
			}
			events += v.found.Events
		}
		b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if v, err := s.Verify(b.Context(), nil); err != nil || len(v.Problems) > 0 {
				b.Fatal(v.Problems, err)
			}
		}
		b.ReportMetric(float64(5000*b.N)/b.Elapsed().Seconds(), "mails/s")
	})
}

// BenchmarkSearch looks for words in a log of 5,000 mails.
func BenchmarkSearch(b *testing.B) {
	s := open(b)
	random := rand.New(rand.NewPCG(1, 2))
	for from := 0; from < 5000; from += 500 {
		err := s.Update(b.Context(), func(tx *Tx) error {
			for n := from; n < from+500; n++ {
				raw, m := benchMessage(random, n)
				k, err := tx.StoreRaw(s.Pack(raw[:1000], time.Time{}, "bench"))
				if err != nil {
					return err
				}
				if _, err := tx.Record(k.ID, m, Verdict{Kind: KindHuman}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, query := range []string{"一丁", "weekly report", "一丁 -weekly", "from:anna7", "after:1970-01-01 has:attachment"} {
		terms, err := search.Parse(query, time.UTC)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(query, func(b *testing.B) {
			total := 0
			for b.Loop() {
				if _, total, err = s.Search(b.Context(), terms, 20); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(total), "found")
		})
	}
}

// BenchmarkStory reads the first screen of a log of 12,000 entries, most of them errands about
// 1,000 matters.
func BenchmarkStory(b *testing.B) {
	s := open(b)
	random := rand.New(rand.NewPCG(1, 2))
	const mails, batch = 12000, 200
	for from := 0; from < mails; from += batch {
		err := s.Update(b.Context(), func(tx *Tx) error {
			for n := from; n < from+batch; n++ {
				raw, m := benchMessage(random, n)
				k, err := tx.StoreRaw(s.Pack(raw, time.Time{}, "bench"))
				if err != nil {
					return err
				}
				v := Verdict{Kind: KindHuman, Project: "ACME", Role: RoleClient, Reasons: []Reason{{SignalContact, "ACME", 80, "contact"}}}
				if n%3 > 0 {
					v.Kind = KindSent
				}
				if _, err := tx.Record(k.ID, m, v); err != nil {
					return err
				}
				if n%3 == 0 {
					continue
				}
				if n%12 == 1 {
					if _, err := tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: Minutes, Title: m.Subject, Text: "All well.", Actor: "li@agency.example"}); err != nil {
						return err
					}
				}
				if err := tx.exec(`INSERT INTO outgoing_mail (raw_id, key, purpose, project, relay, at_most_once, message_id, message, queued_ms, expires_ms) VALUES ($1, $2, 'confirm', 'ACME', '', 1, $3, '{}', 1, 1)`,
					k.ID, fmt.Sprintf("confirmation %d version 1 %d", n/12+1, n), m.MessageID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, back := range []bool{false, true} {
		b.Run(fmt.Sprintf("back=%t", back), func(b *testing.B) {
			for b.Loop() {
				lines := 0
				_, err := s.Story(b.Context(), LogQuery{Project: "ACME", Brief: true, ReadBack: back, Own: ownAddress}, func(StoryLine) error {
					if lines++; lines == 30 {
						return errFull
					}
					return nil
				})
				if err != errFull {
					b.Fatal(lines, err)
				}
			}
		})
	}
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Story(b.Context(), LogQuery{Project: "ACME", Brief: true, Own: ownAddress}, func(StoryLine) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

var errFull = errors.New("full")
