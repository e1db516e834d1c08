package mailin

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"rapport/mailin/mime"
	"rapport/store"
)

// program is the header that a mail system writes: what its signature covers, and
// the fields, with %s for the address and its domain.
type program struct {
	name   string
	signs  []string
	header func(w words, domain string) []string
	body   string // of the Content-Type
	open   bool   // its signature leaves open what kind of text that is
}

// words are the parts of a mail that are in a language.
type words struct{ name, rawName, subject, text string }

func languages() map[string]words {
	return map[string]words{
		"en": {`Anna Wright`, "Anna Wright", "Re: The plan", "Yes, approved.\r\nAnna"},
		"zh": {"=?UTF-8?B?546L5Lyf?=", `"王伟"`, "=?UTF-8?B?5Zue5aSN77ya6K6h5YiS?=", "同意，请继续。\r\n王伟"},
	}
}

func programs() []program {
	plain, html := `text/plain; charset="UTF-8"`, `text/html; charset="utf-8"`
	return []program{
		{"Gmail", []string{"To", "Subject", "Message-ID", "Date", "From", "MIME-Version", "From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To"}, func(w words, d string) []string {
			return []string{"X-Received: by 2002:a05:6402:42c8:b0:5c9 with SMTP id 1-2; Thu, 05 Mar 2026 07:00:00 -0800 (PST)", "MIME-Version: 1.0", "References: <0@agency.example>", "In-Reply-To: <0@agency.example>",
				"From: " + w.name + " <anna@" + d + ">", "Date: Thu, 5 Mar 2026 15:00:00 +0800", "X-Gm-Features: AX0", "Message-ID: <CAF=1+a@mail." + d + ">", "Subject: " + w.subject, "To: log@agency.example"}
		}, plain, false},
		{"Microsoft 365", []string{"From", "Date", "Subject", "Message-ID", "Content-Type", "MIME-Version", "X-MS-Exchange-SenderADCheck"}, func(w words, d string) []string {
			return []string{"From: " + w.name + " <anna@" + d + ">", "To: Log <log@agency.example>", "Subject: " + w.subject, "Thread-Topic: plan", "Thread-Index: AQHc", "Date: Thu, 5 Mar 2026 07:00:00 +0000",
				"Message-ID:\r\n <SI2PR01@apcprd01.prod.outlook.example>", "References: <0@agency.example>\r\n\t<00@agency.example>", "In-Reply-To: <0@agency.example>", "Accept-Language: zh-CN, en-US", "X-MS-Has-Attach:", "x-ms-traffictypediagnostic:\r\n\tSI2PR01:EE_", "MIME-Version: 1.0"}
		}, html, true},
		{"QQ Mail", []string{"From", "To", "Mime-Version", "Subject", "Date", "Message-ID"}, func(w words, d string) []string {
			return []string{"X-QQ-mid: webmail1t1", "From: \"" + strings.Trim(w.name, `"`) + "\" <anna@" + d + ">", "To: \"log\" <log@agency.example>", "Subject: " + w.subject, "Mime-Version: 1.0",
				"Date: Thu, 5 Mar 2026 15:00:00 +0800", "X-Priority: 3", "Message-ID: <tencent_1F@" + d + ">", "X-QQ-MIME: TCMime 1.0 by Tencent"}
		}, plain, false},
		{"NetEase", []string{"Date", "From", "Subject", "Message-ID", "MIME-Version", "Content-Type"}, func(w words, d string) []string {
			return []string{"X-Originating-IP: [192.0.2.7]", "Date: Thu, 5 Mar 2026 15:00:00 +0800 (CST)", "From: " + w.name + " <anna@" + d + ">", "To: log@agency.example", "Subject: " + w.subject, "X-Priority: 3",
				"X-Mailer: Coremail Webmail Server Version XT5.0.14", "MIME-Version: 1.0", "Message-ID: <5a.1.17@Coremail." + d + ">", "X-CM-TRANSID: qMCowAB"}
		}, `text/plain; charset=GBK`, false},
		{"Foxmail", []string{"Date", "From", "To", "Subject", "Message-ID"}, func(w words, d string) []string {
			return []string{"Date: Thu, 5 Mar 2026 15:00:00 +0800", `From: "anna@` + d + `" <anna@` + d + ">", "To: log <log@agency.example>", "Cc: =?gb2312?B?0rvPwg==?= <zhou@" + d + ">", "Subject: " + w.subject, "References: <0@agency.example>",
				"X-Priority: 3", "X-Mailer: Foxmail 7.2.25.228[cn]", "Mime-Version: 1.0", "Message-ID: <2026030515000012345610@" + d + ">"}
		}, html, true},
		{"Apple Mail, names as they are", []string{"From", "Subject", "Date", "To"}, func(w words, d string) []string {
			return []string{"From: " + w.rawName + " <Anna@" + strings.ToUpper(d) + ">", "MIME-Version: 1.0 (Mac OS X Mail 16.0 \\(3774\\))", "Subject: " + w.subject, "Message-Id: <1B@" + d + ">", "Date: Thu, 5 Mar 2026 15:00:00 +0800", "To: log@agency.example", "X-Mailer: Apple Mail (2.3774)"}
		}, plain, false},
	}
}

// signing is how a mail is proved, and the level it deserves.
type signing struct {
	name    string
	signers []string // domains, the first signs first
	key     crypto.Signer
	record  string // in the DNS
	results string // of our server
	want    store.Level
}

func TestJudge_honestMailHasTheLevelItDeserves(t *testing.T) {
	t.Parallel()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	edRecord := "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(ed.Public().(ed25519.PublicKey))
	rsaRecord := "v=DKIM1; p=" + base64.StdEncoding.EncodeToString(der)
	signings := []signing{
		{"RSA", []string{"client.example"}, rsaKey, rsaRecord, "", store.LevelAuthenticated},
		{"Ed25519, of a name below", []string{"mail.client.example"}, ed, edRecord, "", store.LevelAuthenticated},
		{"its own and its provider's", []string{"client.example", "provider.example"}, rsaKey, rsaRecord, "dmarc=none header.from=client.example", store.LevelAuthenticated},
		{"its provider's alone", []string{"provider.example"}, ed, edRecord, "dmarc=none header.from=client.example", store.LevelUnauthenticated},
		{"by our server", nil, nil, "", "spf=pass smtp.mailfrom=client.example; dmarc=pass (p=NONE) header.from=client.example", store.LevelAuthenticated},
		{"not at all", nil, nil, "", "", store.LevelUnauthenticated},
	}
	n := 0
	for language, w := range languages() {
		for _, p := range programs() {
			for _, how := range signings {
				n++
				t.Run(fmt.Sprintf("%s, %s, %s", p.name, language, how.name), func(t *testing.T) {
					raw := strings.Join(append(p.header(w, "client.example"), "Content-Type: "+p.body, "Content-Transfer-Encoding: 8bit", "", w.text), "\r\n") + "\r\n"
					for _, domain := range how.signers {
						var out strings.Builder
						if err := dkim.Sign(&out, strings.NewReader(raw), &dkim.SignOptions{Domain: domain, Selector: "s1", Signer: how.key, Hash: crypto.SHA256, HeaderKeys: p.signs,
							HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationSimple}); err != nil {
							t.Fatal(err)
						}
						raw = out.String()
					}
					raw = "Received: from mail.client.example (mail.client.example [192.0.2.1])\r\n\tby mx.agency.example (Postfix) with ESMTPS id 4F1\r\n\tfor <log@agency.example>; Thu, 5 Mar 2026 07:00:01 +0000 (UTC)\r\n" + raw
					if how.results != "" {
						raw = "Authentication-Results: mx.agency.example;\r\n\t" + how.results + "\r\n" + raw
					}
					raw = "Return-Path: <anna@client.example>\r\nDelivered-To: log@agency.example\r\n" + raw
					j := NewSenderVerifier([]Account{{Name: "log", AuthservID: "mx.agency.example", DKIM: true}}, dns(how.record), time.Now)
					m := Read([]byte(raw), time.Now(), mime.DefaultLimits(), nil)
					e := j.Evidence(t.Context(), []byte(raw), m, "log/INBOX")
					want := how.want
					if p.open && len(how.signers) > 0 {
						want = store.LevelUnauthenticated // the same bytes could be another text
					}
					if e.Level != want || e.From != "anna@client.example" {
						t.Errorf("%s %q of %q, want %s\n%s", e.Level, e.Reasons, e.From, want, raw)
					}
				})
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d mails", n)
	}
}

// dns is a DNS with that one record under every name; none where it is "".
type dns string

func (d dns) LookupTXT(_ context.Context, name string) ([]string, error) {
	if d == "" {
		return nil, &net.DNSError{Name: name, IsNotFound: true}
	}
	return []string{string(d)}, nil
}

func TestJudge_believesTheServerOfTheAccountAlone(t *testing.T) {
	t.Parallel()
	raw := []byte("Authentication-Results: mx.agency.example; dmarc=pass header.from=client.example\r\n" +
		"Received: from a.example by mx.agency.example with ESMTP id 1; Thu, 5 Mar 2026 07:00:01 +0000\r\nFrom: wang@client.example\r\n\r\nHello\r\n")
	m := Read(raw, time.Now(), mime.DefaultLimits(), nil)
	j := NewSenderVerifier([]Account{{Name: "log", AuthservID: "mx.agency.example"}, {Name: "log/old", AuthservID: "mx.old.example"}}, dns(""), time.Now)
	for _, test := range []struct {
		origin string
		want   store.Level
	}{
		{"log/INBOX", store.LevelAuthenticated},
		{"log/old/INBOX", store.LevelUnauthenticated},
		{"other/INBOX", store.LevelUnauthenticated},
		{"/home/log/INBOX", store.LevelUnauthenticated},
	} {
		if e := j.Evidence(t.Context(), raw, m, test.origin); e.Level != test.want {
			t.Errorf("from %s: %s, want %s", test.origin, e.Level, test.want)
		}
	}
	if e := (*SenderVerifier)(nil).Evidence(t.Context(), raw, m, "log/INBOX"); e != nil {
		t.Errorf("a Judge that is none found %+v", e)
	}
}

func TestIntake_keepsTheEvidenceWithTheEntry(t *testing.T) {
	t.Parallel()
	in, s := intake(t)
	in.SetSenderVerifier(NewSenderVerifier([]Account{{Name: "log", AuthservID: "mx.agency.example"}}, dns(""), time.Now))
	var batch []IncomingMail
	for n, result := range []string{"pass", "fail"} {
		raw := fmt.Sprintf("Authentication-Results: mx.agency.example; dmarc=%s header.from=client.example\r\nReceived: from a.example by mx.agency.example with ESMTP id %d; Thu, 5 Mar 2026 07:00:01 +0000\r\n%s",
			result, n, mailNumber(n).Raw)
		batch = append(batch, in.Pack(IncomingMail{Raw: []byte(raw), Origin: "log/INBOX"}))
	}
	if _, err := in.StoreBatch(t.Context(), 0, batch); err != nil {
		t.Fatal(err)
	}
	in.Close()
	if err := in.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	levels := map[store.Level]int{}
	for _, e := range entries(t, s) {
		if e.Auth == nil {
			t.Fatalf("entry %d has no evidence", e.ID)
		}
		levels[e.Auth.Level]++
	}
	if levels[store.LevelAuthenticated] != 1 || levels[store.LevelFailed] != 1 {
		t.Errorf("levels %v", levels)
	}
}
