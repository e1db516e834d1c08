package mailin

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/search"
)

// Taking mail apart ahead, and preparing it on all processors, changes nothing of what is
// logged and found: the log is that of a reader which finishes each batch before it begins the
// next.
func TestFeed_aheadLogsTheSame(t *testing.T) {
	t.Parallel()
	n := 300
	if raced {
		n = 100 // ten times as slow
	}
	for _, c := range mailtest.Corpora() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			seed := uint64(time.Now().UnixNano())
			var mails []IncomingMail
			for m := range c.Mails(seed, n) {
				mails = append(mails, IncomingMail{Raw: m.Raw, Received: m.Date, Origin: "log/INBOX", Arrival: store.ArrivedBefore})
			}
			_, whole := intake(t)
			_, batchwise := intake(t)
			feed(t, whole, c, mails)
			for len(mails) > 0 {
				end, bytes := 0, 0
				for end < len(mails) && end < batchMails && bytes < batchBytes {
					bytes += len(mails[end].Raw)
					end++
				}
				feed(t, batchwise, c, mails[:end])
				mails = mails[end:]
			}
			got, want := logOf(t, whole), logOf(t, batchwise)
			if len(got) != len(want) {
				t.Fatalf("seed %d: %d entries, want %d", seed, len(got), len(want))
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("seed %d, entry %d: %s", seed, i+1, difference(got[i], want[i]))
				}
			}
			for _, words := range []string{"delivery", "验收", "meeting report", "项目 -会议", "from:agency"} {
				terms, err := search.Parse(words, time.UTC)
				if err != nil {
					t.Fatal(err)
				}
				var found [2]string
				for i, s := range []*store.Store{whole, batchwise} {
					hits, total, err := s.Search(t.Context(), terms, 0)
					if err != nil || total != len(hits) {
						t.Fatalf("%q: %d hits of %d, %v", words, len(hits), total, err)
					}
					text, err := json.Marshal(hits)
					if err != nil {
						t.Fatal(err)
					}
					found[i] = string(text)
				}
				if found[0] != found[1] {
					t.Errorf("seed %d: a search for %q finds\n%s\nwant\n%s", seed, words, found[0], found[1])
				}
			}
		})
	}
}

func feed(t *testing.T, s *store.Store, c mailtest.Corpus, mails []IncomingMail) {
	t.Helper()
	in := NewIntake(s, directoryOf(t, c), mime.DefaultLimits(), slog.New(slog.DiscardHandler), func(string, time.Duration) {}, time.Now)
	in.SetSenderVerifier(NewSenderVerifier(nil, &Keys{}, time.Now))
	err := in.Feed(t.Context(), func(add func(IncomingMail) error) error {
		for _, m := range mails {
			if err := add(m); err != nil {
				return err
			}
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
}

// logOf returns the entries as JSON, without when they were recorded.
func logOf(t *testing.T, s *store.Store) (list []string) {
	t.Helper()
	for _, e := range entries(t, s) {
		e.Recorded = time.Time{}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(text))
	}
	return list
}

// difference returns the fields in which two entries differ.
func difference(got, want string) string {
	var a, b map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal([]byte(got), &a), json.Unmarshal([]byte(want), &b)); err != nil {
		return err.Error()
	}
	text := ""
	for name := range a {
		if string(a[name]) != string(b[name]) {
			text += fmt.Sprintf("%s: %s, want %s; ", name, a[name], b[name])
		}
	}
	return text
}
