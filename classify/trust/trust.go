// Package trust says how far a mail is proved to come from the domain of its
// From: by its own DKIM signature (RFC 6376), or by what the server that received
// it found (RFC 8601). It is pure: the DNS is asked through its caller, and the
// same mail, configuration and answers always give the same evidence.
//
// Whoever writes to us writes every byte of a mail below the fields of the
// receiving server. So what is added to a mail may lower its level and never
// raises it, and whatever could be read in two ways counts as nothing.
package trust

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
)

// Resolver answers questions about DNS TXT records.
type Resolver interface {
	// LookupTXT returns the records of a name, each with its strings joined. An
	// error that says Temporary() true may be another answer later; any other
	// says that there is no record.
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// Config says what counts as evidence.
type Config struct {
	// AuthservID is the name under which the receiving server writes
	// Authentication-Results, as it writes it; "" trusts none.
	AuthservID string
	DKIM       bool      // whether to verify signatures
	Now        time.Time // when this is
}

// MaxAge is how long after its arrival the signature of a mail is verified: keys
// are replaced, and a signature of old that does not verify says nothing.
const MaxAge = 14 * 24 * time.Hour

// Evaluate returns the evidence for m, which was read from raw. It asks the
// resolver, which may be nil, only for keys of the domain of From.
func Evaluate(ctx context.Context, raw []byte, m *store.Message, c Config, r Resolver) store.Evidence {
	fields, body, odd := scan(raw)
	var e store.Evidence
	if m.Unparsed != "" {
		odd = append(odd, m.Unparsed)
	}
	odd = append(odd, repeated(fields)...)
	var fromDomain string
	if from, ok := only(fields, "From"); ok {
		address, why := mailboxOf(from.value)
		switch {
		case why != "":
			odd = append(odd, "From "+why)
		case len(m.From) != 1 || !strings.EqualFold(m.From[0].Address, address.written):
			odd = append(odd, "From can be read in more than one way")
		default:
			e.From, fromDomain = address.canonical, address.domain
		}
	} else if countOf(fields, "From") == 0 {
		odd = append(odd, "it has no From")
	}
	if len(odd) > 0 {
		e.Level, e.Reasons = store.LevelAmbiguous, odd[:min(len(odd), mostReasons)]
		return e
	}

	results, verdict, why := resultsOf(fields, c.AuthservID, fromDomain)
	e.Results = results
	own := signatures{fields: fields, body: body, from: fromDomain, config: c, received: m.Received, resolver: r}
	own.verify(ctx)
	e.DKIM = own.list
	e.Reasons = append(own.reasons, why...)

	switch {
	case own.over:
		e.Level = store.LevelAmbiguous
	case verdict == dmarcFail:
		e.Level = store.LevelFailed
	case own.has("pass"):
		e.Level, e.Unsigned = store.LevelAuthenticated, own.unsigned()
	case own.has("fail"):
		e.Level = store.LevelFailed
	case verdict == dmarcPass:
		e.Level = store.LevelAuthenticated
	case own.has("temporary"):
		e.Level = store.LevelPending
	default:
		e.Level = store.LevelUnauthenticated
		if len(e.Reasons) == 0 {
			e.Reasons = []string{"it has no DKIM signature of " + fromDomain}
		}
	}
	return e
}

// mostReasons bounds what is said of one mail.
const mostReasons = 8

// Sufficient reports whether a mail of that evidence may have an effect for which at
// least that level is needed, and why not. Mail without evidence, which was
// logged before there was any, is taken for unauthenticated. What is needed is
// store.LevelUnauthenticated or store.LevelAuthenticated.
func Sufficient(e *store.Evidence, needed store.Level) (ok bool, why string) {
	if e == nil {
		e = &store.Evidence{Level: store.LevelUnauthenticated}
	}
	if e.Level.Rank() >= needed.Rank() {
		return true, ""
	}
	why = "its sender is " + string(e.Level)
	switch e.Level {
	case store.LevelAmbiguous:
		why = "it can be read in more than one way"
	case store.LevelFailed:
		why = "it is not proved to be from " + e.From
	}
	if len(e.Reasons) > 0 {
		why += ": " + e.Reasons[0]
	}
	return false, why
}

// singleFields may each stand once in a mail (RFC 5322 section 3.6, RFC 2045),
// in the order of the RFCs. Where one stands twice, programs differ in which
// they show.
func singleFields() []string {
	return []string{"Date", "From", "Sender", "Reply-To", "To", "Cc", "Message-ID", "In-Reply-To", "References", "Subject",
		"MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
}

func repeated(fields []field) (odd []string) {
	for _, name := range singleFields() {
		if n := countOf(fields, name); n > 1 {
			odd = append(odd, fmt.Sprintf("it has %d fields %s, where one is allowed", n, name))
		}
	}
	return odd
}

func countOf(fields []field, name string) (n int) {
	for i := range fields {
		if strings.EqualFold(fields[i].name, name) {
			n++
		}
	}
	return n
}

// only returns the one field of that name.
func only(fields []field, name string) (field, bool) {
	if countOf(fields, name) != 1 {
		return field{}, false
	}
	i := slices.IndexFunc(fields, func(f field) bool { return strings.EqualFold(f.name, name) })
	return fields[i], true
}
