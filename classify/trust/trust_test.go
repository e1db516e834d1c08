package trust

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"rapport/store"
)

// today is when the mails of these tests arrive.
func today() time.Time { return time.Now().Truncate(time.Second) }

// records is a DNS of TXT records. A name with no record does not exist; one
// whose record is "?" cannot be had for now.
type records map[string]string

func (r records) LookupTXT(_ context.Context, name string) ([]string, error) {
	switch text, ok := r[name]; {
	case !ok:
		return nil, &net.DNSError{Name: name, IsNotFound: true}
	case text == "?":
		return nil, &net.DNSError{Name: name, IsTemporary: true}
	default:
		return strings.Split(text, "\x00"), nil
	}
}

// signer is a domain that signs its mail.
type signer struct {
	key    crypto.Signer
	record string
}

func rsaSigner(t testing.TB, bits int) signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return signer{key, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)}
}

func edSigner() signer {
	seed := sha256.Sum256([]byte("a key for tests"))
	key := ed25519.NewKeyFromSeed(seed[:])
	return signer{key, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))}
}

// usualFields is what most providers sign.
func usualFields() []string {
	return []string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version"}
}

// sign puts a signature of domain above a mail written with CRLF.
func (s signer) sign(t testing.TB, raw, domain string, change func(*dkim.SignOptions)) string {
	t.Helper()
	o := &dkim.SignOptions{Domain: domain, Selector: "sel", Signer: s.key, Hash: crypto.SHA256, HeaderKeys: usualFields(),
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed}
	if change != nil {
		change(o)
	}
	var out strings.Builder
	if err := dkim.Sign(&out, strings.NewReader(raw), o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// message makes of raw what the reader of mail does, as far as Evaluate looks.
func message(raw string, received time.Time) *store.Message {
	m := &store.Message{Received: received}
	fields, _, _ := scan([]byte(raw))
	for _, f := range fields {
		if !strings.EqualFold(f.name, "From") {
			continue
		}
		address := f.value
		if i := strings.LastIndexByte(address, '<'); i >= 0 {
			address = strings.Trim(address[i:], "<>")
		}
		m.From = append(m.From, store.Address{Address: address})
	}
	return m
}

func wire(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }

// approval is an unsigned mail of a client.
func approval() string {
	return wire("From: Wang Wei <wang@client.example>", "To: log@agency.example", "Subject: The plan",
		"Date: Thu, 5 Mar 2026 07:00:00 +0000", "Message-ID: <1@client.example>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "",
		"Yes, approved.")
}

// trusting is the configuration of these tests.
func trusting() Config { return Config{AuthservID: "mx.agency.example", DKIM: true, Now: today()} }

func evaluate(t testing.TB, raw string, r Resolver) store.Evidence {
	t.Helper()
	return Evaluate(t.Context(), []byte(raw), message(raw, today()), trusting(), r)
}

// wantLevel fails unless raw is of that level.
func wantLevel(t *testing.T, raw string, r Resolver, want store.Level) store.Evidence {
	t.Helper()
	e := evaluate(t, raw, r)
	if e.Level != want {
		t.Errorf("level %s %q, want %s\n%s", e.Level, e.Reasons, want, raw)
	}
	return e
}

func TestEvaluate_genuineSignatures(t *testing.T) {
	rsa2048, ed := rsaSigner(t, 2048), edSigner()
	for _, test := range []struct {
		name   string
		signer signer
		domain string
		change func(*dkim.SignOptions)
		record string // "" is the signer's
		want   store.Level
		result string
	}{
		{"RSA of 2048 bits", rsa2048, "client.example", nil, "", store.LevelAuthenticated, "pass"},
		{"RSA of 1024 bits", rsaSigner(t, 1024), "client.example", nil, "", store.LevelAuthenticated, "pass"},
		{"Ed25519", ed, "client.example", nil, "", store.LevelAuthenticated, "pass"},
		{"simple canonicalisation", rsa2048, "client.example", func(o *dkim.SignOptions) {
			o.HeaderCanonicalization, o.BodyCanonicalization = dkim.CanonicalizationSimple, dkim.CanonicalizationSimple
		}, "", store.LevelAuthenticated, "pass"},
		{"From signed twice, so that none can be added", ed, "client.example", func(o *dkim.SignOptions) { o.HeaderKeys = append(o.HeaderKeys, "From") }, "", store.LevelAuthenticated, "pass"},
		{"a name below that of From", ed, "mail.client.example", nil, "", store.LevelAuthenticated, "pass"},
		{"another domain", ed, "sender.example", nil, "", store.LevelUnauthenticated, "other"},
		{"a shared provider", ed, "sendgrid.net", nil, "", store.LevelUnauthenticated, "other"},
		{"a mail provider", ed, "qq.com", nil, "", store.LevelUnauthenticated, "other"},
		{"a name that ends in the same letters", ed, "xclient.example", nil, "", store.LevelUnauthenticated, "other"},
		{"the top level", ed, "co.example", nil, "", store.LevelUnauthenticated, "other"},
		{"an expired one", ed, "client.example", func(o *dkim.SignOptions) { o.Expiration = today().Add(-time.Hour) }, "", store.LevelUnauthenticated, "weak"},
		{"without Subject", ed, "client.example", func(o *dkim.SignOptions) { o.HeaderKeys = []string{"From", "Date"} }, "", store.LevelUnauthenticated, "weak"},
		{"without Date", ed, "client.example", func(o *dkim.SignOptions) { o.HeaderKeys = []string{"From", "Subject"} }, "", store.LevelUnauthenticated, "weak"},
		{"a key for testing", ed, "client.example", nil, ed.record + "; t=y", store.LevelUnauthenticated, "weak"},
		{"a key for testing, among other flags", ed, "client.example", nil, ed.record + "; t=s : y", store.LevelUnauthenticated, "weak"},
		{"a key that was revoked", ed, "client.example", nil, "v=DKIM1; k=ed25519; p=", store.LevelUnauthenticated, "weak"},
		{"a key of another kind of service", ed, "client.example", nil, ed.record + "; s=tlsrpt", store.LevelUnauthenticated, "weak"},
		{"a key for another hash", ed, "client.example", nil, ed.record + "; h=sha1", store.LevelUnauthenticated, "weak"},
		{"two keys", ed, "client.example", nil, ed.record + "\x00" + ed.record, store.LevelUnauthenticated, "weak"},
		{"another key", ed, "client.example", nil, rsa2048.record, store.LevelUnauthenticated, "weak"},
		{"no key", ed, "client.example", nil, "-", store.LevelUnauthenticated, "weak"},
		{"another domain's identity under a key that wants its own", ed, "client.example", func(o *dkim.SignOptions) { o.Identifier = "@x.client.example" }, ed.record + "; t=s", store.LevelUnauthenticated, "weak"},
		{"a name server that does not answer", ed, "client.example", nil, "?", store.LevelPending, "temporary"},
	} {
		t.Run(test.name, func(t *testing.T) {
			record := test.record
			if record == "" {
				record = test.signer.record
			}
			dns := records{"sel._domainkey." + test.domain: record}
			e := wantLevel(t, test.signer.sign(t, approval(), test.domain, test.change), dns, test.want)
			if len(e.DKIM) != 1 || e.DKIM[0].Result != test.result {
				t.Errorf("signatures %+v, want one of result %s", e.DKIM, test.result)
			}
			if test.result == "pass" && e.DKIM[0].Key != record {
				t.Errorf("the key is kept as %q", e.DKIM[0].Key)
			}
			if e.Recheck() != (test.want == store.LevelPending) {
				t.Errorf("looked at again: %v", e.Recheck())
			}
		})
	}
}

func TestEvaluate_weakKeysAndTags(t *testing.T) {
	ed := edSigner()
	dns := records{"sel._domainkey.client.example": ed.record}
	signed := ed.sign(t, approval(), "client.example", nil)
	for _, test := range []struct {
		name, old, new string
		want           store.Level
	}{
		{"l= bounds what is signed", "s=sel;", "s=sel; l=3;", store.LevelUnauthenticated},
		{"sha1", "ed25519-sha256", "rsa-sha1", store.LevelUnauthenticated},
		{"a NUL in the selector", "s=sel;", "s=s\x00el;", store.LevelAmbiguous},
		{"a domain with a slash", "d=client.example;", "d=client.example/;", store.LevelUnauthenticated},
		{"a tag twice", "s=sel;", "s=sel; s=sel;", store.LevelUnauthenticated},
		{"a second b=, which would not be signed", "s=sel;", "s=sel; xb=free;", store.LevelUnauthenticated},
		{"a time to come", "s=sel;", "s=sel; x=99999999999999999999;", store.LevelUnauthenticated},
		{"an identity elsewhere", "s=sel;", "s=sel; i=@xclient.example;", store.LevelUnauthenticated},
		{"an identity without @", "s=sel;", "s=sel; i=x.client.example;", store.LevelUnauthenticated},
		{"a selector in another place", "s=sel;", "s=sel._domainkey.evil.example.;", store.LevelUnauthenticated},
		{"another unknown tag", "s=sel;", "s=sel; y=1;", store.LevelFailed},
		{"From not signed", "h=From:", "h=X-From:", store.LevelUnauthenticated},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw := strings.Replace(signed, test.old, test.new, 1)
			if raw == signed {
				t.Fatalf("nothing to change in %s", signed)
			}
			wantLevel(t, raw, dns, test.want)
		})
	}
	t.Run("RSA of 512 bits", func(t *testing.T) {
		if why := weakKey("p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==",
			map[string]string{"a": "rsa-sha256"}); why != "its key has only 512 bits" {
			t.Errorf("%q", why)
		}
	})
}

func TestEvaluate_sharedDomainsVouchForThemselvesAlone(t *testing.T) {
	ed := edSigner()
	for _, test := range []struct {
		from, signer string
		want         store.Level
	}{
		{"wang@qq.com", "qq.com", store.LevelAuthenticated},
		{"wang@gmail.com", "gmail.com", store.LevelAuthenticated},
		{"wang@client.com.cn", "client.com.cn", store.LevelAuthenticated},
		{"wang@client.com.cn", "mail.client.com.cn", store.LevelAuthenticated},
		{"wang@client.com.cn", "evil.com.cn", store.LevelUnauthenticated},
		{"wang@client.com.cn", "com.cn", store.LevelUnauthenticated},
		{"wang@client.co.uk", "co.uk", store.LevelUnauthenticated},
		{"wang@client.onmicrosoft.com", "evil.onmicrosoft.com", store.LevelUnauthenticated},
		{"wang@client.onmicrosoft.com", "client.onmicrosoft.com", store.LevelAuthenticated},
		{"wang@vip.163.com", "163.com", store.LevelUnauthenticated},
		{"wang@gmail.com", "163.com", store.LevelUnauthenticated},
		{"wang@client.github.io", "evil.github.io", store.LevelUnauthenticated},
		{"wang@CLIENT.example", "client.example", store.LevelAuthenticated},
		{"wang@公司.example", "xn--55qx5d.example", store.LevelAuthenticated},
	} {
		t.Run(test.signer+" for "+test.from, func(t *testing.T) {
			raw := strings.Replace(approval(), "wang@client.example", test.from, 1)
			wantLevel(t, ed.sign(t, raw, test.signer, nil), records{"sel._domainkey." + test.signer: ed.record}, test.want)
		})
	}
}

func TestEvaluate_oldMailIsNotVerified(t *testing.T) {
	ed := edSigner()
	raw := ed.sign(t, approval(), "client.example", nil)
	m := message(raw, today().Add(-MaxAge-time.Hour))
	e := Evaluate(t.Context(), []byte(raw), m, trusting(), records{"sel._domainkey.client.example": ed.record})
	if e.Level != store.LevelUnauthenticated || e.DKIM[0].Result != "unchecked" || !strings.Contains(e.Reasons[0], "14 days") {
		t.Errorf("%+v", e)
	}
}

func TestEvaluate_mailWithoutSignatureOfItsDomainAsksNothing(t *testing.T) {
	ed := edSigner()
	asked := lookup(func(name string) { t.Errorf("asked for %s", name) })
	wantLevel(t, approval(), asked, store.LevelUnauthenticated)
	wantLevel(t, ed.sign(t, approval(), "elsewhere.example", nil), asked, store.LevelUnauthenticated)
}

type lookup func(name string)

func (l lookup) LookupTXT(_ context.Context, name string) ([]string, error) {
	l(name)
	return nil, &net.DNSError{IsNotFound: true}
}

func TestEvaluate_signaturesAreBounded(t *testing.T) {
	ed := edSigner()
	raw := approval()
	for range 7 {
		raw = ed.sign(t, raw, "client.example", nil)
	}
	asked := 0
	wantLevel(t, raw, lookup(func(string) { asked++ }), store.LevelAmbiguous)
	if asked > maxSignatures {
		t.Errorf("asked %d times", asked)
	}
	raw = ed.sign(t, approval(), "client.example", nil)
	for range 7 { // as lists and forwarders add theirs
		raw = ed.sign(t, raw, "forwarder.example", nil)
	}
	wantLevel(t, raw, records{"sel._domainkey.client.example": ed.record}, store.LevelAuthenticated)
}

func TestEvaluate_whatNoSignatureCoversIsNamed(t *testing.T) {
	ed := edSigner()
	raw := "Reply-To: evil@elsewhere.example\r\n" + ed.sign(t, approval(), "client.example", nil)
	e := wantLevel(t, raw, records{"sel._domainkey.client.example": ed.record}, store.LevelAuthenticated)
	if got := strings.Join(e.Unsigned, " "); got != "Reply-To Content-Type" {
		t.Errorf("unsigned: %s", got)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	ed, rsa2048 := edSigner(), rsaSigner(b, 2048)
	long := approval() + strings.Repeat("A line of text in a mail of ten thousand bytes.\r\n", 200)
	for _, bench := range []struct{ name, raw string }{
		{"unsigned", long}, {"ed25519", ed.sign(b, long, "client.example", nil)}, {"rsa", rsa2048.sign(b, long, "rsa.client.example", nil)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			dns := records{"sel._domainkey.client.example": ed.record, "sel._domainkey.rsa.client.example": rsa2048.record}
			m := message(bench.raw, today())
			for b.Loop() {
				Evaluate(b.Context(), []byte(bench.raw), m, trusting(), dns)
			}
		})
	}
}

// A large mail is verified within the time and the memory that one mail may cost.
func BenchmarkEvaluate_large(b *testing.B) {
	ed := edSigner()
	for _, bench := range []struct {
		name, text string
		how        dkim.Canonicalization
	}{
		{"text", strings.Repeat("A line of text in a mail of fifty million bytes.\r\n", 1_000_000), dkim.CanonicalizationRelaxed},
		{"empty lines", strings.Repeat(strings.Repeat("\r\n", maxEmpty/2-1)+"x", 3000), dkim.CanonicalizationSimple},
	} {
		b.Run(bench.name, func(b *testing.B) {
			raw := []byte(ed.sign(b, approval()+bench.text, "client.example", func(o *dkim.SignOptions) { o.BodyCanonicalization = bench.how }))
			m := message(approval(), today())
			b.ReportAllocs()
			for b.Loop() {
				if e := Evaluate(b.Context(), raw, m, trusting(), records{"sel._domainkey.client.example": ed.record}); e.Level != store.LevelAuthenticated {
					b.Fatal(e.Level, e.Reasons)
				}
			}
		})
	}
}

func TestEvaluate_floodsOfEmptyLinesFail(t *testing.T) {
	ed := edSigner()
	raw := ed.sign(t, approval()+strings.Repeat("\r\n", maxEmpty), "client.example", nil)
	wantLevel(t, raw, records{"sel._domainkey.client.example": ed.record}, store.LevelFailed)
}

func ExampleContradicted() {
	e := store.Evidence{Level: store.LevelFailed, From: "wang@client.example", Reasons: []string{"mx.agency.example found dmarc=fail"}}
	yes, why := Contradicted(&e)
	fmt.Println(yes, why)
	// Output: true it is not proved to be from wang@client.example: mx.agency.example found dmarc=fail
}
