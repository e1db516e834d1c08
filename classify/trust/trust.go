// Package trust determines whether a mail is proved to come from its From domain: by that
// domain's DKIM signature (RFC 6376), or by the findings of the server that received it
// (RFC 8601). It is pure: the caller provides DNS look-ups, and the same mail,
// configuration and answers always produce the same evidence.
//
// The sender controls every byte of a mail below the receiving server's fields. So anything
// added to a mail can lower its level but never raise it, and whatever has two readings
// counts as nothing.
package trust

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
	"rapport/store/mailaddr"
)

// Resolver looks up DNS TXT records.
type Resolver interface {
	// LookupTXT returns the records of a name, each with its strings joined. An error with
	// Temporary() true means that a later look-up may succeed; any other error, that there
	// is no record.
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// Config sets what counts as evidence.
type Config struct {
	// AuthservID is the name that the receiving server writes into Authentication-Results,
	// exactly; "" trusts none.
	AuthservID string
	DKIM       bool      // verify signatures
	Now        time.Time // the current time
	// SentBy is the canonical address of the person in whose own Sent folder the mail is;
	// "" for mail in any other folder.
	SentBy string
}

// MaxAge is how long after its arrival the signature of a mail is verified. Keys are
// replaced, so the failure of an older signature shows nothing.
const MaxAge = 14 * 24 * time.Hour

// Evaluate returns the evidence for m, which was read from raw. It asks the resolver, which
// may be nil, only for keys of the From domain.
func Evaluate(ctx context.Context, raw []byte, m *store.Message, c Config, r Resolver) store.Evidence {
	fields, body, odd := scan(raw)
	var e store.Evidence
	if m.Unparsed != "" {
		odd = append(odd, m.Unparsed)
	}
	odd = append(odd, repeated(fields)...)
	var fromDomain string
	senders := m.From
	if m.Via.Address != "" {
		senders = []store.Address{m.Via} // what From has, and what can be proved
	}
	if from, ok := only(fields, "From"); ok {
		address, why := mailboxOf(from.value)
		switch {
		case why != "":
			odd = append(odd, "From "+why)
		case len(senders) != 1 || mailaddr.Key(senders[0].Address) != mailaddr.Key(address.written):
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

	results, found := resultsOf(fields, c.AuthservID, fromDomain)
	e.Results = results
	own := signatures{fields: fields, body: body, from: fromDomain, config: c, received: m.Received, resolver: r}
	own.verifyAll(ctx)
	e.DKIM = own.list
	e.Reasons = append(own.reasons, found.why...)
	// The server vouches for the host that the mail came from, or else only for a signature
	// of the From domain, which may have travelled with other fields before.
	direct := found.verdict == dmarcPass && (found.spf || own.aligned == 0)

	switch {
	case own.over:
		e.Level = store.LevelAmbiguous
	case found.verdict == dmarcFail:
		e.Level = store.LevelFailed
	case own.has("pass"):
		e.Level, e.Direct = store.LevelAuthenticated, direct
		if !direct {
			e.Unsigned = own.unsigned(own.signed)
		}
	case own.has("fail"):
		e.Level = store.LevelFailed
	case direct:
		e.Level, e.Direct = store.LevelAuthenticated, true
	case found.verdict == dmarcPass && own.uncovered == "":
		e.Level, e.Unsigned = store.LevelAuthenticated, own.unsigned(own.claimed)
	case own.has("temporary"):
		e.Level = store.LevelPending
	default:
		e.Level = store.LevelUnauthenticated
		if len(e.Reasons) == 0 {
			e.Reasons = []string{"it has no DKIM signature of " + fromDomain}
		}
	}
	if found.verdict == dmarcPass && e.Level == store.LevelUnauthenticated {
		e.Reasons = slices.Insert(e.Reasons, 0, "its signature does not cover "+own.uncovered)
	}
	switch {
	case e.Level == store.LevelAuthenticated && m.Via.Address != "":
		e.Level, e.Direct, e.Unsigned = store.LevelUnauthenticated, false, nil
		e.Reasons = []string{"it is proved to be from the list " + e.From + ", and not who wrote it"}
	case e.Level == store.LevelAuthenticated:
		e.Written = own.written()
	}
	if c.SentBy != "" && mailaddr.Key(e.From) == c.SentBy && m.Via.Address == "" && !delivered(fields) {
		e.InSent = true
		e.Reasons = append(e.Reasons, "it lies in the Sent folder of its sender's own mailbox")
	}
	return e
}

// delivered reports whether a mail shows that a server put it into a mailbox. A mail program
// that keeps what its user has sent leaves no such trace, and whoever sends mail to
// lina+Sent@agency.example may, at some servers, reach the folder Sent.
func delivered(fields []field) bool {
	return slices.ContainsFunc([]string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To", "Authentication-Results"}, func(name string) bool {
		return countOf(fields, name) > 0
	})
}

// mostReasons limits the reasons kept with one mail.
const mostReasons = 8

// clockSkew is how far the clock of a sender may be behind ours.
const clockSkew = 5 * time.Minute

// ProvedSince reports whether evidence e proves who sent a mail that answers a question of
// the time asked, and if not, why. A signature proves for ever that its domain once sent
// those words; they answer a question only if they were written after it. Without a
// question, whose time is zero, any age counts.
func ProvedSince(e *store.Evidence, asked time.Time) (ok bool, why string) {
	switch {
	case Of(e, false)&Proved == 0:
		return false, "nothing proves who sent it"
	case asked.IsZero():
		return true, ""
	case e.Written.IsZero():
		return false, "nothing proves when it was written"
	case e.Written.Before(asked.Add(-clockSkew)):
		return false, "it was written before the question"
	}
	return true, ""
}

// Covers reports whether the proof in e covers a field of the mail: no other value can have
// been put there on the way.
func Covers(e *store.Evidence, name string) bool {
	return Of(e, false)&Proved != 0 && !slices.ContainsFunc(e.Unsigned, func(n string) bool { return strings.EqualFold(n, name) })
}

// singleFields are the fields that may occur once in a mail (RFC 5322 section 3.6, RFC
// 2045), in the order of the RFCs. If one is repeated, programs differ in which they show.
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

// only returns the single field with that name.
func only(fields []field, name string) (field, bool) {
	if countOf(fields, name) != 1 {
		return field{}, false
	}
	i := slices.IndexFunc(fields, func(f field) bool { return strings.EqualFold(f.name, name) })
	return fields[i], true
}
