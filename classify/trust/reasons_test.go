package trust

import (
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"rapport/store"
)

// A person reads why a mail has its level: each reason once, and none that is not so.
func TestEvaluate_reasons(t *testing.T) {
	ed := edSigner()
	dns := records{"sel._domainkey.client.example": ed.record}
	signed := ed.sign(t, approval(), "client.example", nil)
	const from = "From: Wang Wei <wang@client.example>"
	for _, test := range []struct {
		name, raw string
		level     store.Level
		want      []string
	}{
		{"signed", signed, store.LevelAuthenticated, []string{"DKIM signature of client.example"}},
		{"signed twice", ed.sign(t, signed, "client.example", nil), store.LevelAuthenticated, []string{"DKIM signature of client.example"}},
		{"signed by another", ed.sign(t, approval(), "elsewhere.example", nil), store.LevelUnauthenticated, []string{"it has no DKIM signature of client.example"}},
		{"a signature of no form", strings.Replace(signed, "s=sel;", "s=sel; s=sel;", 1), store.LevelUnauthenticated, []string{"DKIM signature of : it is malformed"}},
		{"no From", strings.Replace(approval(), from, "X-Note: 1", 1), store.LevelAmbiguous, []string{"it has no From"}},
		{"two From", strings.Replace(approval(), from, from+"\r\n"+from, 1), store.LevelAmbiguous, []string{"it has 2 fields From, where one is allowed"}},
		{"two lines of white space", strings.Replace(approval(), from, from+"\r\n \r\n\t", 1), store.LevelAmbiguous, []string{"a line of its header is white space"}},
		{"lines of two kinds that are no fields", strings.Replace(approval(), from, from+"\r\nno field\r\nnone either\r\nX-Note: a\x00b", 1), store.LevelAmbiguous,
			[]string{"a line of its header is no field", "its header has control characters in it"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if e := wantLevel(t, test.raw, dns, test.level); !slices.Equal(e.Reasons, test.want) {
				t.Errorf("%q, want %q", e.Reasons, test.want)
			}
		})
	}
}

// What strangers put above a mail neither fills the evidence nor hides the signature that
// counts.
func TestEvaluate_malformedSignaturesAreBounded(t *testing.T) {
	ed := edSigner()
	raw := strings.Repeat("DKIM-Signature: v=1\r\n", maxListed+2) + ed.sign(t, approval(), "client.example", nil)
	e := wantLevel(t, raw, records{"sel._domainkey.client.example": ed.record}, store.LevelAuthenticated)
	if n := len(e.DKIM); n != maxListed+1 || e.DKIM[0].Result != "weak" || e.DKIM[n-1].Result != "pass" {
		t.Errorf("kept: %+v", e.DKIM)
	}
}

// One signature over a text of any length is verified; more of them only as far as they
// are cheap.
func TestEvaluate_signaturesOverLongTexts(t *testing.T) {
	ed := edSigner()
	once := ed.sign(t, approval(), "client.example", nil)
	for _, test := range []struct {
		name, mail string
		size       int
		want       store.Level
	}{
		{"one over all", once, maxHashed + 1, store.LevelUnauthenticated},
		{"two over half", ed.sign(t, once, "client.example", nil), maxHashed / 2, store.LevelUnauthenticated},
		{"two over all", ed.sign(t, once, "client.example", nil), maxHashed + 1, store.LevelAmbiguous},
	} {
		t.Run(test.name, func(t *testing.T) {
			header, _, _ := strings.Cut(test.mail, "\r\n\r\n")
			header += "\r\n\r\n"
			raw := make([]byte, len(header)+test.size)
			copy(raw, header)
			c := trusting()
			c.DKIM = false // what counts is whether they would be
			if e := Evaluate(t.Context(), raw, message(header, today()), c, records{}); e.Level != test.want {
				t.Errorf("%s %q, want %s", e.Level, e.Reasons, test.want)
			}
		})
	}
}

// Behind the server's word for a mail, only what each of its signatures would cover is
// proved.
func TestEvaluate_whatTheServersWordLeavesOpen(t *testing.T) {
	ed := edSigner()
	closed := ed.sign(t, approval(), "client.example", signing("Content-Type"))
	for _, test := range []struct{ name, mail, unsigned string }{
		{"all is signed", closed, ""},
		{"a field was added", "Reply-To: x@evil.example\r\n" + closed, "Reply-To"},
		{"a second signature covers less", ed.sign(t, closed, "client.example", func(o *dkim.SignOptions) { o.HeaderKeys = []string{"From", "Subject", "Date", "To"} }), "Message-ID MIME-Version Content-Type"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := trusting()
			c.DKIM = false
			raw := resultAt + "dmarc=pass header.from=client.example\r\n" + hop + test.mail
			e := Evaluate(t.Context(), []byte(raw), message(raw, today()), c, records{})
			if e.Level != store.LevelAuthenticated || strings.Join(e.Unsigned, " ") != test.unsigned {
				t.Errorf("%s, unsigned %q; want %q", e.Level, e.Unsigned, test.unsigned)
			}
		})
	}
}

func TestSameOrganisation(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"client.example", "client.example", true},
		{"client.example", "mail.client.example", true},
		{"sales.client.com.cn", "client.com.cn", true},
		{"client.example", "agency.example", false},
		{"client.com.cn", "agency.com.cn", false},
		{"qq.com", "qq.com", true}, // of one provider: who writes for another there is somebody else
		{"vip.163.com", "163.com", false},
		{"co.uk", "co.uk", false}, // nobody's
	} {
		if got := SameOrganisation(test.a, test.b); got != test.want {
			t.Errorf("%s and %s: %v", test.a, test.b, got)
		}
	}
}
