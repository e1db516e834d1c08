package mailin

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestKeys_manyMailsOfOneDomainAskOnce(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	k := &Keys{Lookup: func(context.Context, string) ([]string, error) {
		asked.Add(1)
		time.Sleep(5 * time.Millisecond)
		return []string{"v=DKIM1"}, nil
	}}
	var readers sync.WaitGroup
	for range 50 {
		readers.Go(func() {
			if records, err := k.LookupTXT(t.Context(), "sel._domainkey.client.example"); err != nil || len(records) != 1 {
				t.Errorf("%q, %v", records, err)
			}
		})
	}
	readers.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestKeys_anAnswerIsForgotten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		err   error
		after time.Duration
	}{
		{"a key", nil, keyFound},
		{"that there is none", &net.DNSError{IsNotFound: true}, keyMissing},
		{"that nobody answers", &net.DNSError{IsTimeout: true}, keyFailed},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				k := &Keys{Lookup: func(context.Context, string) ([]string, error) { asked++; return nil, test.err }}
				for _, wait := range []time.Duration{0, test.after - time.Second, 2 * time.Second} {
					time.Sleep(wait)
					if _, err := k.LookupTXT(t.Context(), "a.example"); !errors.Is(err, test.err) {
						t.Errorf("%v, want %v", err, test.err)
					}
				}
				if asked != 2 {
					t.Errorf("asked %d times, want once, and once more when it is old", asked)
				}
			})
		})
	}
}

func TestKeys_aDNSThatIsAwayIsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		k := &Keys{Lookup: func(ctx context.Context, _ string) ([]string, error) {
			asked++
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		start := time.Now()
		for i := range 100 {
			if _, err := k.LookupTXT(t.Context(), string(rune('a'+i))+".example"); err == nil {
				t.Error("an answer from nowhere")
			}
		}
		if took := time.Since(start); asked != mostUnanswered || took != mostUnanswered*keyTimeout {
			t.Errorf("asked %d times in %s", asked, took)
		}
	})
}
