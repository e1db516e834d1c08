package mailin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// delivered is a copy of a mail as a server delivers it to one address.
func delivered(to, raw string) string {
	return "Return-Path: <wang@client.example>\nDelivered-To: " + to + "\nReceived: from mail.client.example by mx.agency.example with ESMTPS id " + store.NewTag() + "\n\tfor <" + to + ">; " + time.Now().UTC().Format(time.RFC1123Z) + "\n" + raw
}

// written is a mail of Wang's.
func written(to, subject, text string) string {
	return "From: 王伟 <wang@client.example>\nTo: " + to + "\nSubject: " + subject + "\nDate: " + time.Now().UTC().Format(time.RFC1123Z) + "\nMessage-ID: <once@client.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n"
}

func TestIntake_theSameMailByTwoAddressesIsOne(t *testing.T) {
	t.Parallel()
	const project, plain = "log+ACME@agency.example", "log@agency.example"
	question := written(project+", "+plain, "Accounts", "When can we use the test accounts?")
	for name, copies := range map[string][]string{
		"to the project and in copy to the log": {delivered(project, question), delivered(plain, question)},
		"the other way round":                   {delivered(plain, question), delivered(project, question)},
		"three times":                           {delivered(plain, question), delivered(project, question), delivered("log+acme@agency.example", question)},
		"in Chinese":                            {delivered(project, written(project, "=?utf-8?b?6L+b5bqm?=", "请问测试账号什么时候可以用？")), delivered(plain, written(project, "=?utf-8?b?6L+b5bqm?=", "请问测试账号什么时候可以用？"))},
		"through an alias":                      {delivered(plain, written("team@agency.example", "[ACME] Accounts", "When?")), delivered(project, written("team@agency.example", "[ACME] Accounts", "When?"))},
		"with the trace of a filter":            {delivered(plain, question), "X-Spam-Status: No, score=-1\nX-Virus-Scanned: yes\nAuthentication-Results: mx.agency.example; none\n" + delivered(plain, question)},
		"with its fields in another order":      {delivered(plain, question), delivered(plain, "MIME-Version: 1.0\n"+strings.Replace(question, "MIME-Version: 1.0\n", "", 1))},
		"a line end more, and a field unfolded": {delivered(plain, strings.Replace(question, project+", "+plain, project+",\n "+plain, 1)), delivered(plain, question+"\n\n")},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAgency(t)
			for _, raw := range copies {
				a.feeds("log/INBOX", raw)
			}
			if list := entries(t, a.store); len(list) != 1 || list[0].Project != "ACME" {
				t.Errorf("%d entries: %+v", len(list), list)
			}
			if v, err := a.store.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
				t.Errorf("verify: %+v, %v", v, err)
			}
		})
	}
}

// What differs in anything that somebody wrote, or that the log makes of it, is two mails.
func TestIntake_whatDiffersStaysTwo(t *testing.T) {
	t.Parallel()
	const plain = "log@agency.example"
	first := written(plain, "Accounts", "When can we use them?")
	for name, change := range map[string]func(raw string) string{
		"other words":     func(raw string) string { return strings.Replace(raw, "When", "Where", 1) },
		"another subject": func(raw string) string { return strings.Replace(raw, "Accounts", "Account", 1) },
		"another date": func(raw string) string {
			return strings.Replace(raw, "\nDate: ", "\nDate: Sun, 1 Mar 2026 09:00:00 +0000 (was ", 1)
		},
		"another sender":      func(raw string) string { return strings.Replace(raw, "wang@client", "zhou@client", 1) },
		"another name":        func(raw string) string { return strings.Replace(raw, "王伟", "Wang", 1) },
		"another recipient":   func(raw string) string { return strings.Replace(raw, "To: "+plain, "To: "+plain+", x@y.example", 1) },
		"another Message-ID":  func(raw string) string { return strings.Replace(raw, "<once@", "<twice@", 1) },
		"no Message-ID":       func(raw string) string { return strings.Replace(raw, "Message-ID: <once@client.example>\n", "", 1) },
		"another thread":      func(raw string) string { return "In-Reply-To: <x@y.example>\n" + raw },
		"another reply-to":    func(raw string) string { return "Reply-To: x@y.example\n" + raw },
		"another type":        func(raw string) string { return strings.Replace(raw, "text/plain", "text/html", 1) },
		"a mark of a machine": func(raw string) string { return "Auto-Submitted: auto-replied\n" + raw },
		"a mark of spam":      func(raw string) string { return "X-Spam-Flag: YES\n" + raw },
	} {
		a := newAgency(t)
		a.feeds("log/INBOX", first, change(first))
		a.feeds("log/INBOX", "X-Again: 1\n"+first)
		if n := len(entries(t, a.store)); n != 2 {
			t.Errorf("%s: %d entries", name, n)
		}
	}
}

// Who is quick with a copy of a client's answer does not keep it from counting.
func TestAttack_aQuickCopySuppressesNothing(t *testing.T) {
	t.Parallel()
	proved := "Authentication-Results: mx.agency.example; dmarc=pass header.from=client.example\nReceived: from a by mx.agency.example with ESMTP id 1; " + time.Now().UTC().Format(time.RFC1123Z) + "\n"
	for name, forge := range map[string]func(answer string) string{
		"the same Message-ID, other words": func(answer string) string { return strings.Replace(answer, "\nconfirmed\n", "\nThank you\n", 1) },
		"the same, in Chinese":             func(answer string) string { return strings.Replace(answer, "\nconfirmed\n", "\n收到\n", 1) },
		"the whole mail, unproved":         func(answer string) string { return answer },
		"the whole mail, as a machine's":   func(answer string) string { return "Auto-Submitted: auto-generated\n" + answer },
		"the whole mail, as returned":      func(answer string) string { return "Return-Path: <>\n" + answer },
		"the whole mail, as spam":          func(answer string) string { return "X-Spam-Flag: YES\n" + answer },
		"the whole mail, to the log alone": func(answer string) string { return strings.Replace(answer, "log+r."+goodToken, "log", 1) },
		"the whole mail, disproved":        func(answer string) string { return strings.Replace(proved, "dmarc=pass", "dmarc=fail", 1) + answer },
		"many of them":                     nil,
	} {
		t.Run(name, func(t *testing.T) {
			a := newAgency(t)
			target := a.asks(goodToken, store.PurposeConfirm, time.Now().Add(time.Hour))
			answer := a.answer(replyTo(goodToken))
			if forge != nil {
				a.feeds("log/INBOX", forge(answer))
			} else {
				for n := range 40 {
					a.feeds("log/INBOX", fmt.Sprintf("X-N: %d\nX-Spam-Flag: YES\n", n)+answer)
				}
			}
			if got := a.arrives(target, proved+answer); got != store.ConfirmerConfirmed {
				t.Errorf("the client's answer leaves them %s", got)
			}
			before := len(entries(t, a.store))
			a.feeds("log/INBOX", strings.Replace(proved, "id 1;", "id 2;", 1)+answer)
			if after := len(entries(t, a.store)); after != before {
				t.Errorf("their second copy is logged as another mail")
			}
		})
	}
}

func TestIdentity_ofBrokenMail(t *testing.T) {
	for _, raw := range []string{"", "\n", "\r\n\r\n", "From: a@b.example", "x", ": :\n:\n\n", " folded\n\nx", "Message-ID: <1@x>\nFrom: \nDate: x\n\nx", "From: a\nFrom: b\nDate: x\nMessage-ID: <1>\n\nx"} {
		if identity([]byte(raw)) != (store.Hash{}) {
			t.Errorf("%q has one", raw)
		}
	}
	if identity([]byte("From: a@b.example\r\nDate: x\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n")) != identity([]byte("Message-Id:  <1@x>\nDATE: x\nX: y\nFrom: a@b.example\n\nHello")) {
		t.Error("the same in another form has another")
	}
}
