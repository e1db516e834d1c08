package trust

import (
	"fmt"
	"strings"
	"testing"

	"rapport/store"
)

// An honest mail as it lies in the mailbox: signed by the client, received and
// judged by our server.
const (
	hop      = "Received: from mail.client.example (mail.client.example [192.0.2.1])\r\n\tby mx.agency.example (Postfix) with ESMTPS id 4F1; Thu, 5 Mar 2026 07:00:01 +0000\r\n"
	sentHop  = "Received: from desk (unknown [10.0.0.1]) by mail.client.example with ESMTPSA id 1; Thu, 5 Mar 2026 07:00:00 +0000\r\n"
	forged   = "mx.agency.example; dmarc=pass header.from=client.example"
	resultAt = "Authentication-Results: mx.agency.example;\r\n\t"
)

func honest(t testing.TB) (raw string, dns records) {
	ed := edSigner()
	return resultAt + "dkim=pass header.d=client.example;\r\n\tdmarc=pass (p=reject) header.from=client.example\r\n" + hop + ed.sign(t, approval(), "client.example", nil),
		records{"sel._domainkey.client.example": ed.record}
}

// evil is what a stranger sends in the client's name through a server of their
// own: signed by their domain, and judged by our server.
func evil(t testing.TB, from ...string) (raw string, dns records) {
	ed := edSigner()
	lines := strings.Join(from, "\r\n")
	raw = strings.Replace(approval(), "From: Wang Wei <wang@client.example>", lines, 1)
	return resultAt + "dkim=pass header.d=evil.example;\r\n\tspf=pass smtp.mailfrom=x@evil.example\r\n" +
		strings.ReplaceAll(hop, "client", "evil") + ed.sign(t, raw, "evil.example", nil), records{"sel._domainkey.evil.example": ed.record}
}

func TestAttack_singleInstanceFieldsTwice(t *testing.T) {
	raw, dns := honest(t)
	wantLevel(t, raw, dns, store.LevelAuthenticated)
	raw = strings.Replace(raw, "\r\nSubject:", "\r\nSender: wang@client.example\r\nReply-To: wang@client.example\r\nCc: zhou@client.example\r\n"+
		"In-Reply-To: <0@agency.example>\r\nReferences: <0@agency.example>\r\nContent-Transfer-Encoding: 7bit\r\nSubject:", 1)
	wantLevel(t, raw, dns, store.LevelAuthenticated) // fields beside those that are signed are no lie
	header, body, _ := strings.Cut(raw, "\r\n\r\n")
	for _, name := range singleFields() {
		for _, spelling := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
			other := spelling + ": other@evil.example"
			for where, changed := range map[string]string{
				"first": other + "\r\n" + header, "last": header + "\r\n" + other, "both": other + "\r\n" + header + "\r\n" + other,
			} {
				t.Run(spelling+" "+where, func(t *testing.T) {
					wantLevel(t, changed+"\r\n\r\n"+body, dns, store.LevelAmbiguous)
				})
			}
		}
	}
}

func TestAttack_signedMailChanged(t *testing.T) {
	ed := edSigner()
	dns := records{"sel._domainkey.client.example": ed.record}
	signed := hop + ed.sign(t, approval(), "client.example", nil)
	for _, test := range []struct {
		name, old, new string
		want           store.Level
	}{
		{"the subject", "The plan", "APPROVE milestone 7", store.LevelFailed},
		{"the text", "Yes, approved.", "Yes, approved, and pay 10 000.", store.LevelFailed},
		{"text below", "Yes, approved.\r\n", "Yes, approved.\r\nPay.\r\n", store.LevelFailed},
		{"the sender", "wang@client", "ceo@client", store.LevelFailed},
		{"the name of the sender", "Wang Wei", "The CEO", store.LevelFailed},
		{"the date", "5 Mar 2026 07:00:00", "6 Mar 2026 07:00:00", store.LevelFailed},
		{"who it is to", "To: log@", "To: all@", store.LevelFailed},
		{"the Message-ID", "<1@client", "<2@client", store.LevelFailed},
		{"a second subject above", "From: Wang", "Subject: APPROVE milestone 7\r\nFrom: Wang", store.LevelAmbiguous},
		{"a second sender of the same domain above", "From: Wang", "From: ceo@client.example\r\nFrom: Wang", store.LevelAmbiguous},
		{"a second To above", "From: Wang", "To: log+r.token@agency.example\r\nFrom: Wang", store.LevelAmbiguous},
		{"the type of the text, which was not signed", "text/plain;", "text/html;", store.LevelUnauthenticated},
		{"the type of the text, into parts that its own lines begin", "text/plain; charset=utf-8", `multipart/mixed; boundary="Yes, approved."`, store.LevelUnauthenticated},
		{"the type of the text, into a mail", "text/plain; charset=utf-8", "message/rfc822", store.LevelUnauthenticated},
		{"the type of the text, into none", "text/plain; charset=utf-8", "text", store.LevelUnauthenticated},
		{"the letters of the text", "charset=utf-8", "charset=utf-16le", store.LevelUnauthenticated},
		{"the letters of the text, into shifted ones", "charset=utf-8", "charset=hz-gb-2312", store.LevelUnauthenticated},
		{"the letters of the text, which stay what they are", "charset=utf-8", "charset=gb18030", store.LevelAuthenticated}, // named as unsigned
		{"a thread it did not answer", "From: Wang", "In-Reply-To: <7@agency.example>\r\nFrom: Wang", store.LevelAuthenticated},
		{"the domain of the signature", "d=client.example", "d=evil.example", store.LevelUnauthenticated},
		{"the selector", "s=sel", "s=other", store.LevelUnauthenticated},
		{"what it covers", "h=From:To:Subject", "h=From:Subject", store.LevelFailed},
		{"how it is written", "relaxed/relaxed", "relaxed/simple", store.LevelFailed},
		{"an empty line in the header", "\r\nSubject: ", "\r\n\r\nSubject: ", store.LevelFailed},
		{"a field that begins with white space", "\r\nSubject:", "\r\n Subject:", store.LevelFailed},
		{"white space before the colon", "Subject: ", "Subject : ", store.LevelAmbiguous},
		{"a bare line feed", "Subject: The plan\r\n", "Subject: The plan\nX: y\r\n", store.LevelAmbiguous},
		{"a bare carriage return", "Subject: The", "Subject: The\rFrom: x@evil.example", store.LevelAmbiguous},
		{"a NUL", "Subject: The", "Subject: The\x00", store.LevelAmbiguous},
		{"a line that is no field", "Subject: ", "what is this\r\nSubject: ", store.LevelAmbiguous},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw := strings.Replace(signed, test.old, test.new, 1)
			if raw == signed {
				t.Fatal("nothing was changed")
			}
			e := wantLevel(t, raw, dns, test.want)
			if test.want == store.LevelAuthenticated && len(e.Unsigned) == 0 {
				t.Error("what is not signed is not named")
			}
		})
	}
}

// The ways in which the sender of a mail was made to look like another to mail
// programs and to those that verify it: each leaves the client's name without
// proof.
func TestAttack_sendersInAnothersName(t *testing.T) {
	const boss = "From: Wang Wei <wang@client.example>"
	for _, test := range []struct {
		name string
		from []string
	}{
		{"plainly", []string{boss}},
		{"two From, the stranger's first", []string{"From: x@evil.example", boss}},
		{"two From, the client's first", []string{boss, "From: x@evil.example"}},
		{"From after white space", []string{" From: x@evil.example", boss}},
		{"From with white space before its colon", []string{"From : x@evil.example", boss}},
		{"a folded name", []string{"From\r\n : x@evil.example", boss}},
		{"two addresses", []string{"From: wang@client.example, x@evil.example"}},
		{"two addresses without a comma", []string{"From: <wang@client.example><x@evil.example>"}},
		{"an address before the address", []string{"From: wang@client.example <x@evil.example>"}},
		{"an address behind it", []string{"From: <x@evil.example> wang@client.example"}},
		{"a quoted address for a name", []string{`From: "wang@client.example" <x@evil.example>`}},
		{"an encoded address for a name", []string{"From: =?utf-8?B?d2FuZ0BjbGllbnQuZXhhbXBsZQ==?= <x@evil.example>"}},
		{"an encoded address", []string{"From: =?utf-8?B?d2FuZ0BjbGllbnQuZXhhbXBsZQ==?="}},
		{"an encoded local part", []string{"From: =?utf-8?Q?wang=40client.example=00?=@evil.example"}},
		{"a NUL in the address", []string{"From: wang@client.example\x00@evil.example"}},
		{"a comment in the address", []string{"From: wang@client.example(@evil.example)"}},
		{"a route", []string{"From: <@evil.example,@any.example:wang@client.example>"}},
		{"a quoted local part", []string{`From: "wang@client.example "@evil.example`}},
		{"escapes", []string{`From: <wang@client.example\>, x@evil.example>`}},
		{"a group", []string{"From: client: wang@client.example, x@evil.example;"}},
		{"a Sender that is true", []string{boss, "Sender: x@evil.example"}},
		{"another Sender", []string{"From: x@evil.example", "Sender: wang@client.example"}},
		{"Resent fields", []string{boss, "Resent-From: x@evil.example", "Resent-Sender: x@evil.example"}},
		{"Resent fields of the client", []string{"From: x@evil.example", "Resent-From: wang@client.example"}},
		{"an empty From", []string{"From: ", "Sender: wang@client.example"}},
		{"no From", []string{"X-From: wang@client.example", "Sender: wang@client.example"}},
		{"a Reply-To of the client", []string{"From: x@evil.example", "Reply-To: wang@client.example"}},
		{"a Reply-To of the stranger", []string{boss, "Reply-To: x@evil.example"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw := approval()
			raw, dns := strings.Replace(raw, boss, strings.Join(test.from, "\r\n"), 1), records{"sel._domainkey.evil.example": edSigner().record}
			if signable := !strings.Contains(raw, "X-From"); signable {
				raw, dns = evil(t, test.from...)
			}
			e := evaluate(t, raw, dns)
			if e.Level == store.LevelAuthenticated && !strings.HasSuffix(e.From, "@evil.example") {
				t.Errorf("%s is authenticated by %q", e.From, e.Reasons)
			}
		})
	}
}

func TestMailboxOf_onlyThePlainWay(t *testing.T) {
	for _, test := range []struct{ value, want string }{
		{"wang@client.example", "wang@client.example"},
		{"<Wang@Client.Example>", "wang@client.example"},
		{"Wang Wei <wang@client.example>", "wang@client.example"},
		{`"Wang, Wei" <wang@client.example>`, "wang@client.example"},
		{`"Wang \"W\" Wei" <wang@client.example>`, "wang@client.example"},
		{"王伟 <wang@client.example>", "wang@client.example"},
		{"=?gb18030?B?zfXOsA==?= <wang@client.example>", "wang@client.example"},
		{"W. Wang <wang.wei+news@client.example>", "wang.wei+news@client.example"},
		{"wang@公司.example", "wang@xn--55qx5d.example"},
		{"wang@client.example (Wang Wei)", ""}, {"a@b.example <wang@client.example>", ""}, {"wang@client.example, a@b.example", ""},
		{"clients: wang@client.example;", ""}, {`"wang wei"@client.example`, ""}, {"<@a.example:wang@client.example>", ""},
		{"<wang@client.example", ""}, {"wang@client.example>", ""}, {"wang@[192.0.2.1]", ""}, {"wang@client", ""}, {"wang", ""}, {"", ""},
		{"<>", ""}, {"wang@@client.example", ""}, {".wang@client.example", ""}, {"wang@client..example", ""}, {"wang @client.example", ""},
		{"=?utf-8?Q?wang?=@client.example", ""}, {"wang@client.example\x00", ""}, {"wáng@client.example", ""}, {"wang@cli\u200bent.example\u202e", ""},
		{"wang@\u00adclient.example", ""}, {"wang@cl\u00adient.example", ""}, {"wang@公\u00ad司.example", ""}, {"wang@client\u2060.example", ""}, {"wang@client\ufe0f.example", ""}, {"wang@cli\u034fent.example", ""}, {"wang@公司.example", "wang@xn--55qx5d.example"},
	} {
		m, why := mailboxOf(test.value)
		if m.canonical != test.want || (why == "") != (test.want != "") {
			t.Errorf("%q: %q (%s), want %q", test.value, m.canonical, why, test.want)
		}
	}
}

// What a sender writes as if our server had written it. Our server found nothing
// of DMARC, which is the best case for whoever forges.
func TestAttack_forgedResults(t *testing.T) {
	ours := resultAt + "spf=none smtp.mailfrom=x@evil.example\r\n"
	for _, test := range []struct{ name, above, below, bottom string }{
		{"below our Received", "", "Authentication-Results: " + forged, ""},
		{"below their own Received", "", "", "Authentication-Results: " + forged},
		{"below a Received that names us", "", "Received: from a.example by mx.agency.example with ESMTP id 2; Thu, 5 Mar 2026 06:00:00 +0000\r\nAuthentication-Results: " + forged, ""},
		{"below one that seems internal", "", "Received: by mx.agency.example with SMTP id 2; Thu, 5 Mar 2026 06:00:00 +0000\r\nAuthentication-Results: " + forged, ""},
		{"our name in other case", "", "Authentication-Results: MX.Agency.Example; dmarc=pass header.from=client.example", ""},
		{"the field in other case", "", "AUTHENTICATION-RESULTS: " + forged, ""},
		{"the results of a chain", "", "ARC-Authentication-Results: i=1; " + forged, ""},
		{"the results of a chain at the top", "ARC-Authentication-Results: i=1; " + forged, "", ""},
		{"as they were once", "", "X-Original-Authentication-Results: " + forged, ""},
		{"Received-SPF", "", "Received-SPF: pass (mx.agency.example: domain of client.example) client-ip=192.0.2.1", ""},
		{"in a comment of ours", resultAt + "dkim=fail (x; dmarc=pass header.from=client.example)", "", ""},
		{"in a quoted string of ours", resultAt + `dkim=fail reason="x; dmarc=pass header.from=client.example"`, "", ""},
		{"out of a comment, by a quote", resultAt + `spf=fail (domain of "a) ; dmarc=pass header.from=client.example (b"@evil.example)`, "", ""},
		{"out of a comment, by an escape", resultAt + `spf=fail (domain of a\) ; dmarc=pass header.from=client.example (b)`, "", ""},
		{"another server's, above", "Authentication-Results: mx.evil.example; dmarc=pass header.from=client.example", "", ""},
		{"a server whose name begins like ours", "Authentication-Results: mx.agency.example.evil.example; dmarc=pass header.from=client.example", "", ""},
		{"our name in quotes", `Authentication-Results: "mx.agency.example"; dmarc=pass header.from=client.example`, "", ""},
		{"our name in a comment", "Authentication-Results: (mx.agency.example) mx.evil.example; dmarc=pass header.from=client.example", "", ""},
		{"a name of us split by a comment", "Authentication-Results: mx.agency(x).example; dmarc=pass header.from=client.example", "", ""},
		{"for another domain", resultAt + "dmarc=pass header.from=evil.example", "", ""},
		{"for two domains", resultAt + "dmarc=pass header.from=evil.example header.from=client.example", "", ""},
		{"for a domain in quotes", resultAt + `dmarc=pass header.from="client.example"`, "", ""},
		{"for no domain", resultAt + "dmarc=pass", "", ""},
		{"for the policy alone", resultAt + "dmarc=none policy.dmarc=pass header.from=client.example", "", ""},
		{"a best guess", resultAt + "dmarc=bestguesspass header.from=client.example", "", ""},
		{"two that differ", resultAt + "dmarc=none header.from=client.example; dmarc=pass header.from=client.example", "", ""},
		{"without a semicolon", "Authentication-Results: mx.agency.example dmarc=pass header.from=client.example", "", ""},
		{"of a later version", "Authentication-Results: mx.agency.example 2; dmarc=pass header.from=client.example", "", ""},
		{"split words", resultAt + "dmarc=pa(x)ss header.from=client.example", "", ""},
		{"SPF alone", resultAt + "spf=pass smtp.mailfrom=client.example", "", ""},
		{"DKIM alone", resultAt + "dkim=pass header.d=client.example", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw := ours
			if test.above != "" {
				raw = test.above + "\r\n"
			}
			raw += hop
			if test.below != "" {
				raw += test.below + "\r\n"
			}
			raw += strings.ReplaceAll(sentHop, "client", "evil")
			if test.bottom != "" {
				raw += test.bottom + "\r\n"
			}
			wantLevel(t, raw+approval(), records{}, store.LevelUnauthenticated)
		})
	}
}

func TestEvaluate_resultsOfTheConfiguredServer(t *testing.T) {
	for _, test := range []struct {
		name, results string
		want          store.Level
	}{
		{"pass", resultAt + "dmarc=pass header.from=client.example", store.LevelAuthenticated},
		{"pass, with comments", resultAt + "spf=pass (ok) smtp.mailfrom=a@client.example; dmarc=pass (p=none (really) dis=none) header.from=Client.Example", store.LevelAuthenticated},
		{"pass, of version 1", "Authentication-Results: mx.agency.example 1; dmarc=pass header.from=client.example", store.LevelAuthenticated},
		{"pass, with a semicolon at the end", resultAt + "dmarc=pass header.from=client.example;", store.LevelAuthenticated},
		{"pass, with a reason in quotes", resultAt + `dkim=neutral reason="body; hash" header.b="a/b+c"; dmarc=pass header.from=client.example`, store.LevelAuthenticated},
		{"pass, beside another server's", "Authentication-Results: gateway.example; dmarc=fail header.from=client.example\r\n" + resultAt + "dmarc=pass header.from=client.example", store.LevelAuthenticated},
		{"fail", resultAt + "dmarc=fail (p=none) header.from=client.example", store.LevelFailed},
		{"pass, and fail below it", resultAt + "dmarc=pass header.from=client.example\r\n" + resultAt + "dmarc=fail header.from=client.example", store.LevelFailed},
		{"none", resultAt + "dmarc=none header.from=client.example", store.LevelUnauthenticated},
		{"an error for now", resultAt + "dmarc=temperror header.from=client.example", store.LevelUnauthenticated},
		{"nothing was looked at", "Authentication-Results: mx.agency.example; none", store.LevelUnauthenticated},
		{"pass, beside one that cannot be read", resultAt + "dmarc=pass header.from=client.example\r\n" + resultAt + "dmarc=", store.LevelUnauthenticated},
	} {
		t.Run(test.name, func(t *testing.T) {
			raw := test.results + "\r\n" + hop + approval()
			wantLevel(t, raw, records{}, test.want)
			c := trusting()
			c.AuthservID = ""
			if e := Evaluate(t.Context(), []byte(raw), message(raw, today()), c, records{}); e.Level != store.LevelUnauthenticated || e.Results != nil {
				t.Errorf("without a configured server: %+v", e)
			}
		})
	}
	t.Run("fail below the server's Received", func(t *testing.T) {
		wantLevel(t, hop+resultAt+"dmarc=fail header.from=client.example\r\n"+approval(), records{}, store.LevelFailed)
	})
	t.Run("pass without any Received", func(t *testing.T) {
		wantLevel(t, resultAt+"dmarc=pass header.from=client.example\r\n"+approval(), records{}, store.LevelUnauthenticated)
	})
}

// Letters that look like others are another domain, with proofs of its own.
func TestAttack_homographsProveOnlyThemselves(t *testing.T) {
	ed := edSigner()
	for n, from := range []string{"wang@сlient.example", "wang@cIient.example", "wang@c1ient.example", "wang@cliеnt.example", "wang@clíent.example",
		"wang@client.exampIe", "wang@xn--lient-3ye.example", "wang@clienт.example", "wang@ϲlient.example", "wang@c\u200blient.example", "wang@client.example\u202e"} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			raw := strings.Replace(approval(), "wang@client.example", from, 1)
			raw = hop + ed.sign(t, raw, "client.example", nil)
			if e := evaluate(t, raw, records{"sel._domainkey.client.example": ed.record}); e.Level == store.LevelAuthenticated && e.From != "wang@client.example" {
				t.Errorf("%s is authenticated as %s", from, e.From)
			}
		})
	}
}
