package trust

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"rapport/store"
)

// typed is approval with other fields of its body in place of Content-Type.
func typed(fields ...string) string {
	return strings.Replace(approval(), "Content-Type: text/plain; charset=utf-8", strings.Join(fields, "\r\n"), 1)
}

func signing(names ...string) func(*dkim.SignOptions) {
	return func(o *dkim.SignOptions) { o.HeaderKeys = append(o.HeaderKeys, names...) }
}

// What the bytes of a body mean is signed with them, or there is one meaning.
func TestEvaluate_aSignatureCoversWhatTheBodyIs(t *testing.T) {
	ed := edSigner()
	for _, test := range []struct {
		name   string
		fields []string
		signs  []string
		want   store.Level
	}{
		{"plain", []string{"Content-Type: text/plain; charset=utf-8"}, nil, store.LevelAuthenticated},
		{"plain, flowed", []string{"Content-Type: text/plain; charset=UTF-8; format=flowed"}, nil, store.LevelAuthenticated},
		{"plain, fixed", []string{"Content-Type: text/plain; charset=utf-8; format=Fixed"}, nil, store.LevelAuthenticated},
		{"plain, of no known format", []string{"Content-Type: text/plain; format=other"}, nil, store.LevelUnauthenticated},
		{"plain, GBK in base64", []string{"Content-Type: Text/Plain; charset=\"gbk\"", "Content-Transfer-Encoding: base64"}, nil, store.LevelAuthenticated},
		{"plain without a character set", []string{"Content-Type: text/plain"}, nil, store.LevelAuthenticated},
		{"no type at all", []string{"X-Note: 1"}, nil, store.LevelAuthenticated},
		{"plain, and other lines", []string{"Content-Type: text/plain; charset=utf-8; boundary=b"}, nil, store.LevelUnauthenticated},
		{"plain, and its lines joined", []string{"Content-Type: text/plain; format=flowed; delsp=yes"}, nil, store.LevelUnauthenticated},
		{"plain, of other letters", []string{"Content-Type: text/plain; charset=utf-7"}, nil, store.LevelUnauthenticated},
		{"plain, of Japanese letters in shifts", []string{"Content-Type: text/plain; charset=iso-2022-jp"}, nil, store.LevelUnauthenticated},
		{"HTML", []string{"Content-Type: text/html; charset=utf-8"}, nil, store.LevelUnauthenticated},
		{"HTML, signed", []string{"Content-Type: text/html; charset=utf-8"}, []string{"Content-Type"}, store.LevelAuthenticated},
		{"HTML, its encoding open", []string{"Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit"}, []string{"Content-Type"}, store.LevelUnauthenticated},
		{"HTML, all signed", []string{"Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit"}, []string{"content-type", "content-transfer-encoding"}, store.LevelAuthenticated},
		{"parts", []string{`Content-Type: multipart/alternative; boundary="b"`}, nil, store.LevelUnauthenticated},
		{"parts, signed", []string{`Content-Type: multipart/alternative; boundary="b"`}, []string{"Content-Type"}, store.LevelAuthenticated},
		{"an invitation", []string{"Content-Type: text/calendar; method=REPLY"}, nil, store.LevelUnauthenticated},
		{"a type of no form", []string{"Content-Type: text/plain/html"}, nil, store.LevelUnauthenticated},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw := hop + ed.sign(t, typed(test.fields...), "client.example", signing(test.signs...))
			wantLevel(t, raw, records{"sel._domainkey.client.example": ed.record}, test.want)
		})
	}
}

// A server that found a mail to be the domain's says no more than the signature that it
// found, unless it says that the domain itself sent it here.
func TestEvaluate_theServersWordForASignature(t *testing.T) {
	ed := edSigner()
	open := ed.sign(t, typed(`Content-Type: multipart/alternative; boundary="b"`), "client.example", nil)
	closed := ed.sign(t, typed(`Content-Type: multipart/alternative; boundary="b"`), "client.example", signing("Content-Type"))
	for _, test := range []struct {
		name, results, mail string
		want                store.Level
		direct              bool
	}{
		{"unsigned", "dmarc=pass header.from=client.example", approval(), store.LevelAuthenticated, true},
		{"signed, all covered", "dmarc=pass header.from=client.example", closed, store.LevelAuthenticated, false},
		{"signed, the type open", "dmarc=pass header.from=client.example", open, store.LevelUnauthenticated, false},
		{"signed, the type open, and sent by the domain", "spf=pass smtp.mailfrom=wang@client.example; dmarc=pass header.from=client.example", open, store.LevelAuthenticated, true},
		{"sent by a name below the domain", "spf=pass smtp.mailfrom=bounce.client.example; dmarc=pass header.from=client.example", open, store.LevelAuthenticated, true},
		{"sent by somebody else", "spf=pass smtp.mailfrom=x@evil.example; dmarc=pass header.from=client.example", open, store.LevelUnauthenticated, false},
		{"sent by somebody else, with a quoted name", `spf=pass smtp.mailfrom="wang@client.example"; dmarc=pass header.from=client.example`, open, store.LevelUnauthenticated, false},
		{"sent by two", "spf=pass smtp.mailfrom=x@evil.example smtp.mailfrom=client.example; dmarc=pass header.from=client.example", open, store.LevelUnauthenticated, false},
		{"SPF of two minds", "spf=pass smtp.mailfrom=client.example; spf=softfail smtp.mailfrom=client.example; dmarc=pass header.from=client.example", open, store.LevelUnauthenticated, false},
		{"SPF by the name in HELO", "spf=pass smtp.helo=client.example; dmarc=pass header.from=client.example", open, store.LevelUnauthenticated, false},
		{"SPF in a comment", "dkim=pass (spf=pass smtp.mailfrom=client.example) header.d=client.example; dmarc=pass header.from=client.example", open, store.LevelUnauthenticated, false},
		{"one signature covers it, another does not", "dmarc=pass header.from=client.example", ed.sign(t, open, "client.example", signing("Content-Type")), store.LevelUnauthenticated, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw, c := resultAt+test.results+"\r\n"+hop+test.mail, trusting()
			c.DKIM = false
			e := Evaluate(t.Context(), []byte(raw), message(raw, today()), c, records{})
			if e.Level != test.want || e.Direct != test.direct {
				t.Errorf("%s %q, direct %v; want %s, %v", e.Level, e.Reasons, e.Direct, test.want, test.direct)
			}
			if test.want == store.LevelUnauthenticated && !strings.Contains(e.Reasons[0], "Content-Type") {
				t.Errorf("no reason names the field: %q", e.Reasons)
			}
		})
	}
	below := resultAt + "dmarc=pass header.from=client.example\r\n" + hop + resultAt + "spf=pass smtp.mailfrom=client.example\r\n" + open
	wantLevel(t, below, records{}, store.LevelUnauthenticated)
}

// dated is approval with another Date field, or none where it is "".
func dated(field string) string {
	if field != "" {
		field += "\r\n"
	}
	return strings.Replace(approval(), "Date: Thu, 5 Mar 2026 07:00:00 +0000\r\n", field, 1)
}

func TestEvaluate_whenItWasWritten(t *testing.T) {
	now, ed := today(), edSigner()
	for _, test := range []struct {
		name, date string
		want       time.Time
	}{
		{"by its Date", "Date: Thu, 5 Mar 2026 07:00:00 +0000", time.Date(2026, 3, 5, 7, 0, 0, 0, time.UTC)},
		{"in another zone", "Date: Thu, 5 Mar 2026 15:00:00 +0800 (CST)", time.Date(2026, 3, 5, 7, 0, 0, 0, time.UTC)},
		{"without a Date", "", now},
		{"by the signature, which is earlier", "Date: " + now.Add(2*time.Hour).Format(time.RFC1123Z), now},
		{"of a day to come", "Date: " + now.Add(48*time.Hour).Format(time.RFC1123Z), time.Time{}},
		{"of no form", "Date: yesterday", time.Time{}},
		{"empty", "Date:", time.Time{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := wantLevel(t, ed.sign(t, dated(test.date), "client.example", nil), records{"sel._domainkey.client.example": ed.record}, store.LevelAuthenticated)
			if d := e.Written.Sub(test.want); test.want.IsZero() != e.Written.IsZero() || d.Abs() > time.Minute {
				t.Errorf("written %s, want %s", e.Written, test.want)
			}
		})
	}
	t.Run("of no proof", func(t *testing.T) {
		if e := evaluate(t, approval(), records{}); !e.Written.IsZero() {
			t.Errorf("written %s, though nothing proves it", e.Written)
		}
	})
}

func TestProvedSince_onlyWhatWasWrittenAfterTheQuestion(t *testing.T) {
	asked := time.Date(2026, 3, 5, 7, 0, 0, 0, time.UTC)
	proved := func(at time.Time) *store.Evidence {
		return &store.Evidence{Level: store.LevelAuthenticated, Written: at}
	}
	for _, test := range []struct {
		name  string
		e     *store.Evidence
		asked time.Time
		want  bool
	}{
		{"an hour later", proved(asked.Add(time.Hour)), asked, true},
		{"by a clock that is five minutes slow", proved(asked.Add(-5 * time.Minute)), asked, true},
		{"by one that is six minutes slow", proved(asked.Add(-6 * time.Minute)), asked, false},
		{"200 days before", proved(asked.Add(-200 * 24 * time.Hour)), asked, false},
		{"the same minute, a year later", proved(asked.AddDate(1, 0, 0)), asked, true},
		{"nobody knows when", proved(time.Time{}), asked, false},
		{"to no question", proved(time.Time{}), time.Time{}, true},
		{"unproved", &store.Evidence{Level: store.LevelUnauthenticated, Written: asked.Add(time.Hour)}, asked, false},
		{"without evidence", nil, asked, false},
	} {
		ok, why := ProvedSince(test.e, test.asked)
		if ok != test.want || ok != (why == "") {
			t.Errorf("%s: %v %q", test.name, ok, why)
		}
	}
}

func TestCovers_byField(t *testing.T) {
	e := &store.Evidence{Level: store.LevelAuthenticated, Unsigned: []string{"Reply-To", "Content-Type"}}
	for name, want := range map[string]bool{"To": true, "reply-to": false, "Content-Type": false} {
		if Covers(e, name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
	if Covers(nil, "To") || Covers(&store.Evidence{Level: store.LevelUnauthenticated}, "To") {
		t.Error("nothing covers what is not proved")
	}
}

// A signature is the same one however it is laid out, and no two mails share one.
func TestEvaluate_theHashOfASignature(t *testing.T) {
	ed := edSigner()
	dns := records{"sel._domainkey.client.example": ed.record}
	hashes := map[store.Hash]bool{}
	for n := range 3 {
		raw := ed.sign(t, strings.Replace(approval(), "<1@", fmt.Sprintf("<%d@", n), 1), "client.example", nil)
		i := strings.Index(raw, " b=")
		for _, laidOut := range []string{raw, raw[:i] + " b=\r\n " + raw[i+3:], strings.Replace(raw, "DKIM-Signature:", "Dkim-signature:", 1), "In-Reply-To: <0@agency.example>\r\n" + raw} {
			e := wantLevel(t, laidOut, dns, store.LevelAuthenticated)
			hashes[e.DKIM[0].Hash] = true
		}
	}
	if len(hashes) != 3 || hashes[store.Hash{}] {
		t.Errorf("%d signatures of 3 mails: %v", len(hashes), hashes)
	}
}
