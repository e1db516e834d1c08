package mailin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rapport/classify/trust"
	"rapport/mailin/mime"
	"rapport/store"
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

// silent is a resolver that does not answer for names below some organisations, and answers
// all others; asked counts its questions by organisation.
type silent struct {
	mu    sync.Mutex
	below []string
	asked map[string]int
}

func (s *silent) lookup(ctx context.Context, name string) ([]string, error) {
	organisation := trust.Organisation(name)
	s.mu.Lock()
	if s.asked == nil {
		s.asked = make(map[string]int)
	}
	s.asked[organisation]++
	s.mu.Unlock()
	if slices.Contains(s.below, "*") || slices.Contains(s.below, organisation) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return []string{"v=DKIM1"}, nil
}

func TestKeys_aDNSThatIsAwayIsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dns := &silent{below: []string{"*"}}
		k := &Keys{Lookup: dns.lookup}
		start := time.Now()
		for i := range 100 {
			if _, err := k.LookupTXT(t.Context(), string(rune('a'+i))+".example"); err == nil {
				t.Error("an answer from nowhere")
			}
		}
		if took := time.Since(start); len(dns.asked) != mostSilent || took != mostSilent*keyTimeout {
			t.Errorf("asked %d times in %s", len(dns.asked), took)
		}
		time.Sleep(keyFailed)
		dns.below = nil
		if _, err := k.LookupTXT(t.Context(), "s._domainkey.client.example"); err != nil {
			t.Errorf("a minute later: %v", err)
		}
	})
}

// Names that never answer cost nobody else anything, however many a stranger invents.
func TestKeys_silenceStaysWithWhoIsSilent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		silent []string
		names  []string // that are asked for before the client's
		took   time.Duration
	}{
		{"three selectors of a stranger", []string{"evil.example"}, []string{"a._domainkey.evil.example", "b._domainkey.evil.example", "c._domainkey.evil.example"}, keyTimeout},
		{"names below a stranger's", []string{"evil.example"}, []string{"s._domainkey.a.evil.example", "s._domainkey.b.evil.example", "s._domainkey.c.evil.example"}, keyTimeout},
		{"four strangers", []string{"e1.example", "e2.example", "e3.example", "e4.example"}, []string{"s._domainkey.e1.example", "s._domainkey.e2.example", "s._domainkey.e3.example", "s._domainkey.e4.example"}, 4 * keyTimeout},
		{"strangers in China", []string{"坏.example", "e1.com.cn", "e2.com.cn"}, []string{"s._domainkey.坏.example", "s._domainkey.mail.e1.com.cn", "s._domainkey.e2.com.cn"}, 3 * keyTimeout},
		{"another client", []string{"other.example"}, []string{"a._domainkey.other.example", "b._domainkey.other.example", "c._domainkey.other.example", "d._domainkey.other.example"}, keyTimeout},
		{"another client, and strangers", []string{"other.example", "e1.example", "e2.example"}, []string{"a._domainkey.other.example", "b._domainkey.e1.example", "c._domainkey.e2.example"}, 3 * keyTimeout},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dns := &silent{below: test.silent}
				k := &Keys{Lookup: dns.lookup, Known: func(name string) bool {
					return slices.Contains([]string{"client.example", "other.example"}, trust.Organisation(name))
				}}
				start := time.Now()
				for _, name := range test.names {
					if _, err := k.LookupTXT(t.Context(), name); err == nil {
						t.Errorf("%s: an answer from nowhere", name)
					}
				}
				if took := time.Since(start); took != test.took {
					t.Errorf("it took %s, want %s", took, test.took)
				}
				if records, err := k.LookupTXT(t.Context(), "s._domainkey.client.example"); err != nil || len(records) != 1 {
					t.Errorf("the client's key: %q, %v", records, err)
				}
			})
		})
	}
}

// A mail waits for all its keys together as long as for one.
func TestSenderVerifier_oneTimeoutAMail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const signature = "DKIM-Signature: v=1; a=rsa-sha256; d=%s; s=s%d; h=From:Subject:Date; bh=AA==; b=AA==\r\n"
		raw := ""
		for n := range 4 {
			raw += fmt.Sprintf(signature, fmt.Sprintf("n%d.evil.example", n), n)
		}
		raw += "From: x@evil.example\r\nSubject: x\r\nDate: Thu, 5 Mar 2026 07:00:00 +0000\r\n\r\nHello\r\n"
		slow := &Keys{Lookup: func(ctx context.Context, _ string) ([]string, error) { // answers each in time, but badly
			select {
			case <-time.After(4 * time.Second):
				return nil, &net.DNSError{IsNotFound: true}
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}}
		v := NewSenderVerifier([]Account{{Name: "log", DKIM: true}}, slow, time.Now)
		m := Read([]byte(raw), time.Now(), mime.DefaultLimits(), nil)
		start := time.Now()
		e := v.Evidence(t.Context(), []byte(raw), m, "log/INBOX")
		if took := time.Since(start); took > keyTimeout || e.Level != store.LevelPending {
			t.Errorf("%s after %s", e.Level, took)
		}
		if e := v.Cached().Evidence(t.Context(), []byte(raw), m, "log/INBOX"); e.Level != store.LevelPending {
			t.Errorf("of what is cached: %s", e.Level)
		}
		time.Sleep(keyTimeout) // the look-up outlives the mail
	})
}
