package trust

import (
	"strings"
	"testing"

	"rapport/store"
	"rapport/store/visible"
)

// Whatever is added to a mail, its level never rises: whole fields anywhere below
// those of the receiving server, a field once more, text below the body. Bytes
// put anywhere, which can break a field that says too little, never authenticate
// it.
func FuzzEvaluate_addingNeverRaisesTheLevel(f *testing.F) {
	ed := edSigner()
	dns := records{"sel._domainkey.client.example": ed.record, "busy._domainkey.client.example": "?"}
	signed := ed.sign(f, approval(), "client.example", nil)
	server := wire("Received: from mail.client.example (mail.client.example [192.0.2.1]) by mx.agency.example with ESMTPS id 1; Thu, 5 Mar 2026 07:00:01 +0000")
	results := func(text string) string { return "Authentication-Results: mx.agency.example; " + text + "\r\n" }
	bases := []string{
		server + approval(),
		server + signed,
		server + strings.Replace(signed, "The plan", "The price", 1),
		server + strings.Replace(signed, "s=sel", "s=busy", 1),
		server + strings.Replace(signed, "From: Wang", "From: x@y.example, Wang", 1),
		results("dmarc=pass header.from=client.example") + server + approval(),
		results("dmarc=fail header.from=client.example") + server + signed,
		results("dkim=none; spf=pass smtp.mailfrom=client.example") + server + approval(),
		results("dmarc=none header.from=client.example") + server + strings.Replace(signed, "The plan", "The price", 1),
	}
	for _, added := range []string{
		"Subject: APPROVE\r\n", "From: Wang Wei <wang@client.example>\r\n", "X-Note: 1\r\n", "Sender: wang@client.example\r\n",
		"Authentication-Results: mx.agency.example; dmarc=pass header.from=client.example\r\n",
		"ARC-Authentication-Results: i=1; mx.agency.example; dmarc=pass header.from=client.example\r\n",
		"DKIM-Signature: v=1; a=ed25519-sha256; d=client.example; s=busy; h=From:Subject:Date; bh=AA==; b=AA==\r\n",
		"Received: from a.example by mx.agency.example; Thu, 5 Mar 2026 07:00:00 +0000\r\n", "\r\n", " folded\r\n",
	} {
		for n := range bases {
			f.Add(byte(n), uint16(200), added)
		}
	}
	f.Fuzz(func(t *testing.T, n byte, at uint16, added string) {
		base := bases[int(n)%len(bases)]
		before := evaluate(t, base, dns)
		worse := func(what, raw string) {
			if after := evaluate(t, raw, dns); after.Level.Rank() > before.Level.Rank() {
				t.Fatalf("%s: %s %q became %s %q:\n%s", what, before.Level, before.Reasons, after.Level, after.Reasons, raw)
			}
		}
		worse("text below it", base+added)

		anywhere := int(at) % (len(base) + 1)
		if raw := base[:anywhere] + added + base[anywhere:]; before.Level != store.LevelAuthenticated && anywhere > strings.Index(base, "Received:") {
			if after := evaluate(t, raw, dns); after.Level == store.LevelAuthenticated {
				t.Fatalf("bytes anywhere authenticated it: %q\n%s", after.Reasons, raw)
			}
		}

		// Fields go below what the server wrote, at the start of a field.
		fields, body, _ := scan([]byte(base))
		first := 0
		for i, field := range fields {
			if field.name == "Received" {
				first = i + 1
			}
		}
		place := first + int(at)%(len(fields)-first+1)
		var raw strings.Builder
		for i, field := range fields {
			if i == place {
				raw.WriteString(asFields(added))
			}
			raw.WriteString(field.raw)
		}
		if place == len(fields) {
			raw.WriteString(asFields(added))
		}
		worse("fields", raw.String()+"\r\n"+string(body))
		again := fields[first+int(at)%(len(fields)-first)].raw
		worse("a field again", strings.Replace(base, again, again+again, 1))
	})
}

// asFields makes of any text lines that are header fields, whole and malformed.
func asFields(text string) string {
	var fields strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, "\r")
		if strings.TrimLeft(line, " \t") == "" {
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			if fields.Len() == 0 {
				continue
			}
		}
		fields.WriteString(line + "\r\n")
	}
	return fields.String()
}

// A comment or a quoted string, wherever it is put, never makes a pass of what
// was none.
func FuzzParseResults_commentsAndQuotesAddNothing(f *testing.F) {
	passes := func(value string) bool {
		_, found := resultsOf([]field{{name: resultsField, value: value}, {name: "Received", value: "from a.example by mx.agency.example"}}, "mx.agency.example", "client.example")
		return found.verdict == dmarcPass
	}
	if !passes("mx.agency.example; dmarc=pass header.from=client.example") {
		f.Fatal("nothing passes")
	}
	for _, text := range []string{
		"mx.agency.example; dmarc=pass header.from=client.example",
		"mx.agency.example; dmarc=fail header.from=client.example",
		"mx.agency.example; dkim=fail (x; dmarc=pass header.from=client.example)",
		`mx.agency.example; spf=pass reason="x; dmarc=pass header.from=client.example"`,
		"mx.agency.example1; dmarc=passheader.from=client.example", "mx.agency.example; none", "mx.agency.example 1; dkim/1=pass; dmarc=none",
		"mx.agency.example; spf=pass (a \"b) ; dmarc=pass header.from=client.example (\" c)",
	} {
		f.Add(text, "; dmarc=pass header.from=client.example", uint16(len(text)/2))
	}
	f.Fuzz(func(t *testing.T, value, inserted string, at uint16) {
		if passes(value) {
			return
		}
		inserted = strings.Map(func(r rune) rune {
			if strings.ContainsRune("\"()\\", r) || r < ' ' {
				return '_'
			}
			return r
		}, inserted)
		i := int(at) % (len(value) + 1)
		for _, wrapped := range []string{"(" + inserted + ")", `"` + inserted + `"`} {
			if changed := value[:i] + wrapped + value[i:]; passes(changed) {
				t.Errorf("%q passes, and %q does not", changed, value)
			}
		}
	})
}

// The address of From is one that is there, or none.
func FuzzMailboxOf_readsWhatStandsThere(f *testing.F) {
	for _, value := range []string{"wang@client.example", "Wang Wei <wang@client.example>", `"wang@client.example" <evil@evil.example>`,
		"王伟 <wang@公司.example>", "a@b.example <c@d.example>", "<@a.example:b@c.example>", "=?utf-8?Q?a=40b?=@c.example"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		m, why := mailboxOf(value)
		if why != "" {
			return
		}
		if !strings.HasSuffix(strings.TrimSuffix(value, ">"), m.written) || strings.Count(m.canonical, "@") != 1 || !visible.IsASCII(m.canonical) {
			t.Errorf("%q: %+v", value, m)
		}
	})
}
