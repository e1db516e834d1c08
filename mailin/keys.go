package mailin

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// How long answers of the DNS are cached, and how many.
const (
	keyFound   = time.Hour
	keyMissing = 10 * time.Minute
	keyFailed  = time.Minute
	mostKeys   = 4096
	keyTimeout = 5 * time.Second
	// After this many unanswered look-ups in a row the DNS is not asked for keyFailed: the
	// first sync of a mailbox must not wait for a DNS that is down.
	mostUnanswered = 3
)

// Keys looks up the keys of signatures in the DNS, each at most once an hour. The zero Keys
// uses the system's resolver. Any number of goroutines may share one.
type Keys struct {
	// Lookup returns the TXT records of a name; nil is the system's resolver.
	Lookup func(ctx context.Context, name string) ([]string, error)
	// Now is the clock; nil is time.Now.
	Now func() time.Time

	lookups singleflight.Group

	mu          sync.Mutex
	known       map[string]keyAnswer
	unanswered  int       // in a row
	pausedUntil time.Time // until then the DNS is not asked
}

// keyAnswer is a cached answer of the DNS.
type keyAnswer struct {
	records []string
	err     error
	until   time.Time
}

// LookupTXT returns the TXT records of a name. It takes at most keyTimeout.
func (k *Keys) LookupTXT(ctx context.Context, name string) ([]string, error) {
	if a, ok := k.cached(name); ok {
		return a.records, a.err
	}
	found := k.lookups.DoChan(name, func() (any, error) {
		// Another goroutine may have cached the answer meanwhile.
		if a, ok := k.cached(name); ok {
			return a.records, a.err
		}
		// Other goroutines may be waiting for this answer, so the look-up outlives the
		// caller that started it.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keyTimeout)
		defer cancel()
		lookup := k.Lookup
		if lookup == nil {
			lookup = func(ctx context.Context, name string) ([]string, error) {
				return net.DefaultResolver.LookupTXT(ctx, name+".") // absolute, without a search domain
			}
		}
		records, err := lookup(ctx, name)
		k.cache(name, records, err)
		return records, err
	})
	select {
	case r := <-found:
		records, _ := r.Val.([]string)
		return records, r.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// errNoAnswer means that the DNS does not answer.
var errNoAnswer = &net.DNSError{Err: "the DNS does not answer", IsTemporary: true}

func (k *Keys) now() time.Time {
	if k.Now != nil {
		return k.Now()
	}
	return time.Now()
}

func (k *Keys) cached(name string) (keyAnswer, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if a, ok := k.known[name]; ok && now.Before(a.until) {
		return a, true
	}
	if now.Before(k.pausedUntil) {
		return keyAnswer{err: errNoAnswer}, true
	}
	return keyAnswer{}, false
}

func (k *Keys) cache(name string, records []string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	a := keyAnswer{records, err, now.Add(keyFound)}
	var failure *net.DNSError
	switch {
	case err == nil:
		k.unanswered = 0
	case errors.As(err, &failure) && !failure.Temporary():
		a.until, k.unanswered = now.Add(keyMissing), 0
	default:
		a.until = now.Add(keyFailed)
		if k.unanswered++; k.unanswered >= mostUnanswered {
			k.pausedUntil, k.unanswered = now.Add(keyFailed), 0
		}
	}
	if len(k.known) >= mostKeys || k.known == nil {
		k.known = make(map[string]keyAnswer) // rare, and cheaper than tracking the oldest
	}
	k.known[name] = a
}
