//go:build !race

package mailin

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"rapport/mailin/mailtest"
	"rapport/store"
	"rapport/store/search"
)

// What a mail costs in statements must not depend on how many there are, nor what a list or a
// search costs on more than what it shows.
func TestStatements_ofAMailAndOfLists(t *testing.T) {
	t.Parallel()
	const (
		early, late = 260, 700 // mails before those that are counted
		counted     = 150      // less than a batch
		mostAMail   = 45
	)
	for _, c := range mailtest.Corpora() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			var statements atomic.Int64
			s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), Statement: func(string) { statements.Add(1) }})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			var mails []IncomingMail
			for m := range c.Mails(uint64(time.Now().UnixNano()), late+counted) {
				mails = append(mails, IncomingMail{Raw: m.Raw, Received: m.Date, Origin: "log/INBOX", Arrival: store.ArrivedBefore})
			}
			count := func(do func()) int64 {
				before := statements.Load()
				do()
				return statements.Load() - before
			}
			feed(t, s, c, mails[:early])
			first := count(func() { feed(t, s, c, mails[early:early+counted]) })
			short := count(func() { readLog(t, s, 100) })
			feed(t, s, c, mails[early+counted:late])
			last := count(func() { feed(t, s, c, mails[late:]) })
			again := count(func() { readLog(t, s, 100) })
			terms, err := search.Parse("the", time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			found := count(func() {
				if _, _, err := s.Search(t.Context(), terms, 20); err != nil {
					t.Fatal(err)
				}
			})
			t.Logf("statements: %.1f a mail, %.1f behind %d mails; %d and %d for a list of 100; %d for a search", float64(first)/counted, float64(last)/counted, late, short, again, found)
			if most := int64(mostAMail * counted); first > most || last > most {
				t.Errorf("%d and %d statements for %d mails, want at most %d", first, last, counted, most)
			}
			if last > first*120/100 {
				t.Errorf("%d mails behind %d others take %d statements, behind %d %d", counted, late, last, early, first)
			}
			if again != short || again > 12 {
				t.Errorf("a list of 100 entries takes %d statements behind %d mails and %d behind %d, want at most 12", short, early+counted, again, late+counted)
			}
			if found > 45 {
				t.Errorf("a search that shows 20 mails takes %d statements, want at most 45", found)
			}
		})
	}
}

// readLog reads the first n entries of the log.
func readLog(t *testing.T, s *store.Store, n int) {
	t.Helper()
	enough := errors.New("enough")
	err := s.Log(t.Context(), store.LogQuery{Brief: true}, func(store.Entry) error {
		if n--; n == 0 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Fatal(err)
	}
}
