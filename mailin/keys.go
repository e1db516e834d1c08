package mailin

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"rapport/classify/trust"
)

// How long answers of the DNS are cached, and how many.
const (
	keyFound   = time.Hour
	keyMissing = 10 * time.Minute
	keyFailed  = time.Minute
	mostKeys   = 4096
	keyTimeout = 5 * time.Second
	// After this many organisations in a row of which no name server answers, none is asked
	// for keyFailed: then it is our own DNS that is down, and a mailbox must not wait for it.
	mostSilent = 3
)

// Keys looks up the keys of signatures in the DNS, each at most once an hour. The zero Keys
// uses the system's resolver. Any number of goroutines may share one.
//
// A name server that does not answer costs nobody else anything: for a minute no name of its
// organisation is asked for, and those of others are.
type Keys struct {
	// Lookup returns the TXT records of a name; nil is the system's resolver.
	Lookup func(ctx context.Context, name string) ([]string, error)
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Known reports whether a name belongs to somebody that we know. Only the silence of
	// these says something about our own DNS: strangers can choose names that never answer.
	// Nil: everybody is known.
	Known func(name string) bool

	lookups singleflight.Group

	mu          sync.Mutex
	known       map[string]keyAnswer
	silent      map[string]time.Time // organisations whose servers do not answer, and until when they are not asked
	unanswered  []string             // known organisations that did not answer, in a row
	pausedUntil time.Time            // until then nobody is asked
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
	if err := ctx.Err(); err != nil { // another key of the mail has taken all its time
		return nil, err
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
	if now.Before(k.pausedUntil) || now.Before(k.silent[trust.Organisation(name)]) {
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
		k.unanswered = nil
	case errors.As(err, &failure) && !failure.Temporary():
		a.until, k.unanswered = now.Add(keyMissing), nil
	default:
		a.until = now.Add(keyFailed)
		k.pause(name, now)
	}
	if len(k.known) >= mostKeys || k.known == nil {
		k.known = make(map[string]keyAnswer) // rare, and cheaper than tracking the oldest
	}
	k.known[name] = a
}

// pause leaves the organisation of a name alone for a while, and, if several known ones do
// not answer, everybody.
func (k *Keys) pause(name string, now time.Time) {
	organisation := trust.Organisation(name)
	if len(k.silent) >= mostKeys || k.silent == nil {
		k.silent = make(map[string]time.Time)
	}
	k.silent[organisation] = now.Add(keyFailed)
	if k.Known != nil && !k.Known(name) || slices.Contains(k.unanswered, organisation) {
		return
	}
	if k.unanswered = append(k.unanswered, organisation); len(k.unanswered) >= mostSilent {
		k.pausedUntil, k.unanswered = now.Add(keyFailed), nil
	}
}

// Cached returns a resolver that knows what Keys has cached, and has no answer to anything
// else. It never waits.
func (k *Keys) Cached() trust.Resolver { return cachedKeys{k} }

type cachedKeys struct{ keys *Keys }

// LookupTXT returns what is cached of a name.
func (c cachedKeys) LookupTXT(_ context.Context, name string) ([]string, error) {
	if a, ok := c.keys.cached(name); ok {
		return a.records, a.err
	}
	return nil, errNoAnswer
}
