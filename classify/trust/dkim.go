package trust

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"rapport/store"
)

// The results of a signature, as store.Signature names them.
const (
	resultPass      = "pass"
	resultFail      = "fail"
	resultTemporary = "temporary"
	resultWeak      = "weak"
	resultOther     = "other"
	resultUnchecked = "unchecked"
)

const (
	maxSignatures = 5  // by the From domain that are verified
	maxListed     = 10 // that are kept with the evidence
	maxKey        = 4096
	// maxHashed limits the bytes of text that are hashed for one mail.
	maxHashed = 100 << 20
	// maxEmpty limits consecutive line ends. The library copies those it has seen with
	// each piece of text, in quadratic time.
	maxEmpty = 16 << 10
)

// signatures verifies the DKIM signatures of one mail.
//
// The library verifies one at a time, from fields that were split here, so that it reads
// the header as everybody else does.
type signatures struct {
	fields   []field
	body     []byte
	from     string // domain of From
	config   Config
	received time.Time
	resolver Resolver

	list    []store.Signature
	reasons []string
	over    bool
	aligned int            // signatures of the From domain, whatever they are worth
	signed  map[string]int // fields that passing signatures cover, and how many of each
	since   int64          // the earliest t= of passing signatures; 0 for none
	// claimed are the fields that each signature of the From domain covers if it is
	// genuine, and uncovered names what one of them leaves open.
	claimed   map[string]int
	uncovered string
}

const signatureField = "DKIM-Signature"

// verifyAll fills in list, reasons, over and signed.
func (s *signatures) verifyAll(ctx context.Context) {
	for i := range s.fields {
		if !strings.EqualFold(s.fields[i].name, signatureField) {
			continue
		}
		tags, why := tagsOf(s.fields[i])
		found := store.Signature{Domain: tags["d"], Selector: tags["s"]}
		switch {
		case why != "":
			found.Result, found.Reason = resultWeak, why
			if len(s.list) >= maxListed {
				continue
			}
		case !alignedWith(s.from, tags["d"]):
			found.Result = resultOther
			if len(s.list) >= maxListed {
				continue
			}
		default:
			if s.aligned++; s.aligned > maxSignatures || s.aligned*len(s.body) > maxHashed && s.aligned > 1 {
				s.over = true
				s.reason("it has too many signatures of " + s.from)
				return
			}
			s.claims(tags)
			found.Hash = hashOf(tags["b"])
			s.verifyOne(ctx, i, tags, &found)
		}
		if found.Reason != "" {
			s.reason("DKIM signature of " + found.Domain + ": " + found.Reason)
		} else if found.Result == resultPass {
			s.reason("DKIM signature of " + found.Domain)
		}
		s.list = append(s.list, found)
	}
}

func (s *signatures) reason(text string) {
	if len(s.reasons) < mostReasons && !slices.Contains(s.reasons, text) {
		s.reasons = append(s.reasons, text)
	}
}

func (s *signatures) has(result string) bool {
	return slices.ContainsFunc(s.list, func(f store.Signature) bool { return f.Result == result })
}

// verifyOne verifies the signature in field at, whose domain is the From domain.
func (s *signatures) verifyOne(ctx context.Context, at int, tags map[string]string, found *store.Signature) {
	switch {
	case !s.config.DKIM || s.resolver == nil:
		found.Result, found.Reason = resultUnchecked, "signatures are not checked here"
		return
	case s.config.Now.Sub(s.received) > MaxAge:
		found.Result, found.Reason = resultUnchecked, "not checked: it came more than 14 days ago, and keys are replaced"
		return
	}
	if why := weakSignature(tags, s.config.Now); why != "" {
		found.Result, found.Reason = resultWeak, why
		return
	}
	key, temporary, why := s.key(ctx, tags)
	switch {
	case temporary:
		found.Result, found.Reason = resultTemporary, "its key cannot be had for now"
		return
	case why != "":
		found.Result, found.Reason = resultWeak, why
		return
	}
	found.Key = key
	if why := weakKey(key, tags); why != "" {
		found.Result, found.Reason = resultWeak, why
		return
	}
	if err := s.check(at, key); err != nil {
		found.Result, found.Reason = resultFail, strings.TrimPrefix(err.Error(), "dkim: ")
		return
	}
	// Only now: no field that somebody added excuses a signature that does not verify.
	covered := covers(tags["h"])
	if name := s.open(covered); name != "" {
		found.Result, found.Reason = resultWeak, "it does not cover "+name
		return
	}
	found.Result = resultPass
	signed, _ := secondsOf(tags, "t")
	s.since = earlier(s.since, signed)
	if s.signed == nil {
		s.signed = covered
	}
	for name, n := range covered {
		s.signed[name] = max(s.signed[name], n)
	}
}

// claims notes what a signature of the From domain covers if it is genuine. Somebody else
// may have added it, so it can only take away from what the others cover.
func (s *signatures) claims(tags map[string]string) {
	covered := covers(tags["h"])
	if s.uncovered == "" {
		s.uncovered = s.open(covered)
	}
	if s.claimed == nil {
		s.claimed = covered
	}
	for name, n := range s.claimed {
		s.claimed[name] = min(n, covered[name])
	}
}

// open returns the first field that says what the mail is and that a signature over covered
// leaves open, or "". The type and the encoding of the body are among them: with others, the
// same signed bytes are another text. Only a single plain text is read in one way, whatever
// it is labelled.
func (s *signatures) open(covered map[string]int) string {
	names := []string{"From", "Subject", "Date"}
	if !s.isPlain() {
		names = append(names, "Content-Type", "Content-Transfer-Encoding")
	}
	for _, name := range names {
		if countOf(s.fields, name) > covered[strings.ToLower(name)] {
			return name
		}
	}
	return ""
}

// isPlain reports whether the mail is one text/plain (RFC 2046 section 4.1.3) in a character
// set whose ASCII bytes are those letters.
func (s *signatures) isPlain() bool {
	f, ok := only(s.fields, "Content-Type")
	if !ok {
		return true
	}
	kind, params, err := mime.ParseMediaType(f.value)
	if err != nil || kind != "text/plain" {
		return false
	}
	charset := strings.ToLower(params["charset"])
	for name, value := range params {
		if name != "charset" && (name != "format" || !strings.EqualFold(value, "flowed") && !strings.EqualFold(value, "fixed")) {
			return false
		}
	}
	return charset == "" || slices.ContainsFunc([]string{"us-ascii", "utf-8", "utf8", "gb", "big5", "iso-8859-", "windows-125", "euc-", "koi8-"},
		func(family string) bool { return strings.HasPrefix(charset, family) })
}

// written returns when the mail was written by its own account: the earlier one of Date and
// of the time of its signature. It is zero where its Date cannot be read.
func (s *signatures) written() (at time.Time) {
	if date, ok := only(s.fields, "Date"); ok {
		t, err := mail.ParseDate(date.value)
		if err != nil || t.After(s.config.Now.Add(24*time.Hour)) {
			return time.Time{}
		}
		at = t
	}
	if signed := time.Unix(s.since, 0); s.since != 0 && (at.IsZero() || signed.Before(at)) {
		at = signed
	}
	return at.UTC()
}

// earlier returns the earlier one of two times in seconds since 1970, of which 0 is none.
func earlier(a, b int64) int64 {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// hashOf returns the hash of a signature, the value of a tag b. It is that of the bytes,
// since the same ones can be written in many ways; of what is no base64, nobody will ever
// verify any.
func hashOf(b string) store.Hash {
	signature, _ := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(b), ""))
	return sha256.Sum256(signature)
}

// key looks up the key of a signature.
func (s *signatures) key(ctx context.Context, tags map[string]string) (key string, temporary bool, why string) {
	records, err := s.resolver.LookupTXT(ctx, tags["s"]+"._domainkey."+tags["d"])
	var failure interface{ Temporary() bool }
	switch {
	case errors.As(err, &failure) && failure.Temporary(), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "", true, ""
	case err != nil || len(records) == 0:
		return "", false, "its key is not in the DNS"
	case len(records) > 1:
		return "", false, "there is more than one key in the DNS under its selector"
	case len(records[0]) > maxKey:
		return "", false, "its key is too long"
	}
	return records[0], false, ""
}

// check has the library verify the signature in field at.
func (s *signatures) check(at int, key string) error {
	if longestBreak(s.body) > maxEmpty {
		return errors.New("too many empty lines stand in its text")
	}
	header := make([]io.Reader, 0, len(s.fields)+2)
	header = append(header, strings.NewReader(s.fields[at].raw)) // before the others: the library verifies the first
	for i := range s.fields {
		if i != at {
			header = append(header, strings.NewReader(s.fields[i].raw))
		}
	}
	// Without a WriterTo the library reads the text piece by piece instead of copying all
	// of it.
	signed := struct{ io.Reader }{io.MultiReader(append(header, strings.NewReader("\r\n"), bytes.NewReader(s.body))...)}
	found, err := dkim.VerifyWithOptions(signed, &dkim.VerifyOptions{
		MaxVerifications: 1,
		LookupTXT:        func(string) ([]string, error) { return []string{key}, nil },
	})
	switch {
	case err != nil && !errors.Is(err, dkim.ErrTooManySignatures):
		return err
	case len(found) != 1:
		return errors.New("it could not be read")
	}
	return found[0].Err
}

// longestBreak returns the length of the longest run of line ends in text.
func longestBreak(text []byte) (longest int) {
	for len(text) > 0 {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			return longest
		}
		n := 0
		for i < len(text) && (text[i] == '\r' || text[i] == '\n') {
			i, n = i+1, n+1
		}
		longest, text = max(longest, n), text[i:]
	}
	return longest
}

// unsigned returns the fields that say something about the mail and that are not among
// those covered.
func (s *signatures) unsigned(covered map[string]int) (names []string) {
	for _, name := range singleFields() {
		if n := countOf(s.fields, name); n > covered[strings.ToLower(name)] {
			names = append(names, name)
		}
	}
	return names
}

// covers counts the names of an h= tag, in lower case.
func covers(h string) map[string]int {
	covered := make(map[string]int)
	for name := range strings.SplitSeq(h, ":") {
		covered[strings.ToLower(strings.Trim(name, " \t"))]++
	}
	return covered
}
