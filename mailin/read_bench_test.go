package mailin

import (
	"sync/atomic"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/store"
)

// BenchmarkRead reads made-up mail of 10 KB on all processors, from its bytes to
// the verdict, without the log: parsing, taking the text apart, classifying.
func BenchmarkRead(b *testing.B) {
	directory, err := classify.New(classify.Config{LogAddress: "log@agency.example", Projects: []store.Project{
		{Code: "ACME", Contacts: []store.Contact{{Name: "Wang", Role: store.RoleClient, Addresses: []string{"wang@client.example"}}}},
	}})
	if err != nil {
		b.Fatal(err)
	}
	var mails [][]byte
	size := 0
	for w := mailtest.New(1); len(mails) < 200; {
		if raw := w.Next().Raw; len(raw) > 8<<10 && len(raw) < 12<<10 {
			mails = append(mails, raw)
			size += len(raw)
		}
	}
	b.SetBytes(int64(size / len(mails)))
	b.ReportAllocs()
	limits := mime.DefaultLimits()
	received := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	var next atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m := Read(mails[int(next.Add(1))%len(mails)], received, limits, nil)
			if _, err := directory.Decide(m, nil); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}
