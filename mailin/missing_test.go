package mailin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// missingIn returns what the log of a project lacks, as "Message-ID by author".
func (a *agency) missingIn(project string) (list []string) {
	a.Helper()
	err := a.store.Update(a.Context(), func(tx *store.Tx) error {
		list = nil
		open, err := tx.OpenMissing(project)
		for _, one := range open {
			list = append(list, fmt.Sprintf("%s by %s", one.MessageID, one.Author.Address))
		}
		return err
	})
	if err != nil {
		a.Fatal(err)
	}
	return list
}

// brings logs a mail with a header, its lines divided by "|", and a text.
func (a *agency) brings(header, text string) {
	a.Helper()
	raw := strings.ReplaceAll(header, "|", "\r\n") + "\r\nDate: " + time.Now().Format(time.RFC1123Z) + "\r\nMIME-Version: 1.0\r\n"
	if !strings.Contains(header, "Content-Type") {
		raw += "Content-Type: text/plain; charset=utf-8\r\n"
	}
	raw += "\r\n" + strings.ReplaceAll(text, "\n", "\r\n")
	in := a.begin()
	err := in.Feed(a.Context(), func(add func(IncomingMail) error) error {
		return add(IncomingMail{Raw: []byte(raw), Received: time.Now(), Origin: "log/INBOX"})
	}, nil)
	if err != nil {
		a.Fatal(err)
	}
}

const (
	quotesLi   = "Agreed.\n\nOn Tue, 3 Mar 2026 at 10:00, Li Na <li@agency.example> wrote:\n> The domain expires on 20 March.\n> Shall we renew it?\n"
	fromZhou   = "From: Zhou <zhou@client.example>|To: li@agency.example|Cc: log@agency.example|Subject: Re: Domain|Message-ID: <answer@client.example>|In-Reply-To: <lost@agency.example>|References: <lost@agency.example>"
	fromLi     = "From: Li Na <li@agency.example>|To: zhou@client.example|Cc: log@agency.example|Subject: Domain|Message-ID: <lost@agency.example>"
	domainText = "The domain expires on 20 March.\nShall we renew it?\n"
)

// What a client answers shows that a PM's mail is missing, once; it is missing no more once it is
// in the log, whichever way it came.
func TestMissing_showsAndArrives(t *testing.T) {
	t.Parallel()
	forwarded := func(kind string) string {
		return "From: Li Na <li@agency.example>|To: log@agency.example|Subject: Fwd: Domain|Message-ID: <forward@agency.example>" + kind
	}
	block := "\n\n---------- Forwarded message ---------\nFrom: Li Na <li@agency.example>\nDate: Tue, 3 Mar 2026 at 10:00\nSubject: Domain\nTo: <zhou@client.example>\n\n" + domainText
	for name, arrives := range map[string][2]string{
		"late":                     {fromLi, domainText},
		"late, under another name": {strings.Replace(fromLi, "<lost@agency.example>", "<other@relay.example>|X-Google-Original-Message-ID: <lost@agency.example>", 1), "Words."},
		"in a forward":             {forwarded(""), "FYI" + block},
		"as an attachment":         {forwarded(`|Content-Type: multipart/mixed; boundary=b`), "--b\nContent-Type: text/plain\n\nFYI\n--b\nContent-Type: message/rfc822\n\n" + strings.ReplaceAll(fromLi, "|", "\n") + "\nDate: Tue, 3 Mar 2026 10:00:00 +0000\n\n" + domainText + "\n--b--\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAgency(t)
			a.brings(fromZhou, quotesLi)
			a.brings(strings.Replace(fromZhou, "<answer@", "<again@", 1), quotesLi)
			if got := a.missingIn("ACME"); len(got) != 1 || got[0] != "lost@agency.example by li@agency.example" {
				t.Fatalf("missing: %q", got)
			}
			a.brings(arrives[0], arrives[1])
			if got := a.missingIn("ACME"); len(got) != 0 {
				t.Errorf("still missing: %q", got)
			}
			a.brings(strings.Replace(fromZhou, "<answer@", "<third@", 1), quotesLi)
			if got := a.missingIn("ACME"); len(got) != 0 {
				t.Errorf("missing again: %q", got)
			}
		})
	}
}

// What is no business of the log, or is in it under another Message-ID, is not missing; nor is
// anything on the word of a stranger.
func TestMissing_isNotShown(t *testing.T) {
	t.Parallel()
	with := func(old, new string) string { return strings.Replace(fromZhou, old, new, 1) }
	for name, mails := range map[string][][2]string{
		"the log has it":                        {{fromLi, domainText}, {fromZhou, quotesLi}},
		"a list gave it another id":             {{strings.Replace(fromLi, "lost@agency", "copy@list", 1), domainText}, {fromZhou, quotesLi}},
		"rewrapped, and bare of ids":            {{fromLi, domainText}, {with("|In-Reply-To: <lost@agency.example>|References: <lost@agency.example>", ""), strings.ReplaceAll(quotesLi, "expires on", "expires\n> on")}},
		"of clients alone":                      {{fromZhou, strings.ReplaceAll(quotesLi, "Li Na <li@agency.example>", "王伟 <wang@client.example>")}},
		"of somebody nobody knows":              {{fromZhou, strings.ReplaceAll(quotesLi, "Li Na <li@agency.example>", "Bob <bob@elsewhere.example>")}},
		"of a stranger’s":                       {{with("zhou@client.example", "eve@evil.example"), quotesLi}},
		"a mail of ours":                        {{fromZhou, strings.ReplaceAll(quotesLi, "<li@agency.example>", "<log+r.abc@agency.example>")}},
		"nothing quoted, to themselves":         {{with("To: li@agency.example", "To: wang@client.example"), "Agreed."}},
		"nothing quoted, and may be in the log": {{strings.Replace(fromLi, "lost@agency", "copy@relay", 1), domainText}, {fromZhou, "Agreed."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAgency(t)
			for _, m := range mails {
				a.brings(m[0], m[1])
			}
			if got := a.missingIn("ACME"); len(got) != 0 {
				t.Errorf("missing: %q", got)
			}
		})
	}
}

// Nobody but who may ends that a mail is missing: a stranger, or a client, with its Message-ID
// or its words.
func TestMissing_strangersBringNothing(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	a.brings(fromZhou, quotesLi)
	a.brings("From: Eve <eve@evil.example>|To: log@agency.example|Subject: Domain|Message-ID: <lost@agency.example>", domainText)
	a.brings("From: Zhou <zhou@client.example>|To: log@agency.example|Subject: Fwd: Domain|Message-ID: <copy@client.example>", "FYI\n\n---------- Forwarded message ---------\nFrom: Li Na <li@agency.example>\nDate: Tue, 3 Mar 2026 at 10:00\nSubject: Domain\nTo: <zhou@client.example>\n\n"+domainText)
	if got := a.missingIn("ACME"); len(got) != 1 {
		t.Errorf("missing: %q", got)
	}
}

// A stranger whose mail says that it had a Message-ID, or that has it, keeps the mail which really
// has it from being missed no more than any other.
func TestMissing_strangersHideNothing(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]string{
		"its own":    "|Message-ID: <lost@agency.example>",
		"an earlier": "|Message-ID: <eve@evil.example>|X-Original-Message-ID: <lost@agency.example>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAgency(t)
			a.brings("From: Eve <eve@evil.example>|To: log@agency.example|Subject: Chairs"+header, "Buy chairs.")
			a.brings(fromZhou, quotesLi)
			if got := a.missingIn("ACME"); len(got) != 1 {
				t.Errorf("missing: %q", got)
			}
		})
	}
}
