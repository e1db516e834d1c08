package mailin

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/imaptest"
	"rapport/mailin/mailbox"
	"rapport/store"
)

// habits makes it known that Li proves her mail: without proof, mail in her name counts for
// nothing.
func (a *agency) habits() {
	a.Helper()
	for _, subject := range []string{"status ACME", "状态 ACME"} {
		a.receives(arriving{from: li, to: "log@agency.example", subject: subject, proved: true})
	}
}

// Her answer in her own Sent folder, where no signature is, stops a clock as one does that the
// log had in copy; the same anywhere else does not.
func TestPersonal_whatStopsAClock(t *testing.T) {
	t.Parallel()
	answer := arriving{from: li, to: wangs, text: "On Monday.", origin: "li/Sent"}
	with := func(change func(m *arriving)) arriving { m := answer; change(&m); return m }
	for name, test := range map[string]struct {
		mail  arriving
		stops bool
	}{
		"in her Sent folder":                 {answer, true},
		"in her INBOX":                       {with(func(m *arriving) { m.origin = "li/INBOX" }), false},
		"in a folder below":                  {with(func(m *arriving) { m.origin = "li/Sent/Old" }), false},
		"in a folder of the log":             {with(func(m *arriving) { m.origin = "log/Sent" }), false},
		"in another's":                       {with(func(m *arriving) { m.origin = "tom/Sent" }), false},
		"in the name of somebody else":       {with(func(m *arriving) { m.from = "Tom <tom@agency.example>" }), false},
		"of two senders":                     {with(func(m *arriving) { m.from = "Li <li@agency.example>, Tom <tom@agency.example>" }), false},
		"delivered there":                    {with(func(m *arriving) { m.fields = "Delivered-To: li+Sent@agency.example\n" }), false},
		"delivered there by another server":  {with(func(m *arriving) { m.fields = "X-Original-To: li+Sent@agency.example\n" }), false},
		"with findings of its own":           {with(func(m *arriving) { m.fields = "Authentication-Results: mx.agency.example; none\n" }), false},
		"refused by the server":              {with(func(m *arriving) { m.failed = true }), false},
		"with a second From":                 {with(func(m *arriving) { m.fields = "From: x@evil.example\n" }), false},
		"to nobody of the client":            {with(func(m *arriving) { m.to = "nobody@evil.example" }), false},
		"by a machine":                       {with(func(m *arriving) { m.fields = "Auto-Submitted: auto-replied\n" }), false},
		"imported as a file of that name":    {with(func(m *arriving) { m.arrival = store.ArrivedInFile }), false},
		"in her INBOX, proved by her server": {with(func(m *arriving) { m.origin, m.proved = "li/INBOX", true }), true},
	} {
		a := newAgency(t)
		a.habits()
		a.receives(arriving{from: wangs, to: li, subject: "Launch", text: "When is the launch?", id: "q@client.example", origin: "li/INBOX"})
		if got := a.state(); !strings.HasPrefix(got, "cases 1/0") {
			t.Fatalf("a client's question in her INBOX opens no case: %s", got)
		}
		test.mail.subject = "Re: Launch"
		test.mail.fields += "In-Reply-To: <q@client.example>\n"
		a.receives(test.mail)
		if got := a.state(); strings.HasPrefix(got, "cases 0/1") != test.stops {
			t.Errorf("%s: %s, want a stop: %v", name, got, test.stops)
		}
	}
}

// A forged mail in her INBOX is a stranger's, and begins nothing that its sender's would.
func TestPersonal_forgedMailInTheInbox(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	a.habits()
	for _, m := range []arriving{
		{from: wangs, to: li, subject: "Change", text: "Please change the colour. When is it done?", failed: true},
		{from: li, to: atACME, subject: "Minutes", text: "- pay"},
		{from: li, to: wangs, subject: "Minutes of Tuesday", text: "We agreed to pay."},
		{from: stray, to: wangs, subject: "Agreed", text: "I agree. When do we meet?"},
	} {
		m.origin = "li/INBOX"
		a.receives(m)
	}
	if got := a.state(); !strings.HasPrefix(got, "cases 0/0 texts 0 changes 0 commands 2 actions 0") {
		t.Error(got)
	}
}

// A mail that the log misses is missing no more once it is found in the Sent folder.
func TestPersonal_closesAGap(t *testing.T) {
	t.Parallel()
	for origin, want := range map[string]int{"li/Sent": 0, "li/INBOX": 1} {
		a := newAgency(t)
		a.habits()
		a.brings(fromZhou, quotesLi)
		if got := a.missingIn("ACME"); len(got) != 1 {
			t.Fatalf("missing %v", got)
		}
		raw := strings.ReplaceAll(fromLi, "|Cc: log@agency.example", "") + "|Date: Tue, 3 Mar 2026 10:00:00 +0000|MIME-Version: 1.0|Content-Type: text/plain; charset=utf-8||" + strings.ReplaceAll(domainText, "\n", "|")
		a.feeds(origin, strings.ReplaceAll(raw, "|", "\n"))
		if got := a.missingIn("ACME"); len(got) != want {
			t.Errorf("from %s: missing %v, want %d", origin, got, want)
		}
	}
}

// One mail is one entry, however often it is found: in her Sent folder, in her INBOX, and where the
// log had it through an alias, with a proof that the copy in the Sent folder cannot have.
func TestPersonal_copiesAreOneMail(t *testing.T) {
	t.Parallel()
	written := "From: Li Na <li@agency.example>\nTo: Wang <wang@client.example>, team@agency.example\nSubject: Launch\nDate: " + time.Now().UTC().Format(time.RFC1123Z) +
		"\nMessage-ID: <once@agency.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nOn Monday.\n"
	copies := []struct{ origin, raw string }{
		{"li/Sent", "Bcc: somebody@agency.example\n" + written},
		{"log/INBOX", "Authentication-Results: mx.agency.example; dmarc=pass header.from=agency.example\n" + delivered("log@agency.example", written)},
		{"li/INBOX", delivered("li@agency.example", written)},
	}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}} {
		a := newAgency(t)
		a.habits()
		for _, i := range order {
			a.feeds(copies[i].origin, copies[i].raw)
		}
		list := slices.DeleteFunc(entries(t, a.store), func(e store.Entry) bool { return e.Subject != "Launch" })
		if len(list) != 1 || list[0].Project != "ACME" {
			t.Errorf("%v: %d entries", order, len(list))
		}
	}
}

// A copy without any proof, in the inbox of a colleague, does not take the place of the one in the
// Sent folder: that is logged too, and stops the clock.
func TestPersonal_aColleaguesCopyFirst(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	a.habits()
	a.receives(arriving{from: wangs, to: li, subject: "Launch", text: "When is the launch?", id: "q@client.example", origin: "li/INBOX"})
	answer := "From: Li Na <li@agency.example>\nTo: Wang <wang@client.example>\nCc: tom@agency.example\nSubject: Re: Launch\nDate: " + time.Now().UTC().Format(time.RFC1123Z) +
		"\nMessage-ID: <a@agency.example>\nIn-Reply-To: <q@client.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nOn Monday.\n"
	a.feeds("tom/INBOX", delivered("tom@agency.example", answer))
	if got := a.state(); !strings.HasPrefix(got, "cases 1/0") {
		t.Errorf("an unproved copy stops the clock: %s", got)
	}
	a.feeds("li/Sent", answer)
	if got := a.state(); !strings.HasPrefix(got, "cases 0/1") {
		t.Errorf("the copy in the Sent folder does not: %s", got)
	}
}

// What she sent to a client straight is offered to her, as if the log had been in copy.
func TestPersonal_sentMinutesAreOffered(t *testing.T) {
	t.Parallel()
	for origin, want := range map[string]int{"li/Sent": 1, "li/INBOX": 0} {
		a := newAgency(t)
		a.habits()
		a.receives(arriving{from: li, to: wangs, subject: "Minutes of our meeting on Tuesday", origin: origin,
			text: "Dear Wang Wei,\n\nhere are the minutes of our meeting.\n\nPresent: Wang Wei, Li Na\n\nDecisions:\n- The launch is on 20 March.\n- Acme pays for the domain.\n\nActions:\n- Li: send the plan by Friday.\n\nPlease tell me if something is wrong.\n"})
		list, err := a.store.Offers(t.Context(), []string{"ACME"}, 0, time.Time{})
		if err != nil || len(list) != want {
			t.Errorf("%s: %d offers, want %d; %v", origin, len(list), want, err)
		}
	}
}

// welcome is how a server comes to have a client look for the first mail of INBOX.
func welcome(steps ...imaptest.Step) []imaptest.Step {
	return append([]imaptest.Step{
		imaptest.Line("* OK [CAPABILITY IMAP4rev1 IDLE] ready"),
		imaptest.Expect("LOGIN"), imaptest.Line("{tag} OK [CAPABILITY IMAP4rev1 IDLE] in"),
		imaptest.Answer("CAPABILITY", "* CAPABILITY IMAP4rev1 IDLE"),
		imaptest.Answer("EXAMINE INBOX", "* 1 EXISTS", "* OK [UIDVALIDITY 7] valid", "* OK [UIDNEXT 2] next"),
		imaptest.Answer("UID SEARCH", "* SEARCH 1"),
	}, steps...)
}

// A server that shows the header of one mail and sends another, or counts its bytes wrongly, gets
// nothing private into the log or the journal.
func TestPersonal_serversThatLie(t *testing.T) {
	t.Parallel()
	for name, play := range map[string]func(o *ownMailbox) []imaptest.Step{
		"another mail than the header's": func(o *ownMailbox) []imaptest.Step {
			header, mail := crlf(fromAnna+"Subject: Launch\n\n"), crlf("From: x@y.example\nTo: li@agency.example\nSubject: "+o.mark()+"\n\n"+o.mark()+"\n")
			return welcome(
				imaptest.Expect("BODY.PEEK[HEADER]"), imaptest.Send("* 1 FETCH (UID 1 BODY[HEADER]<0> "), imaptest.Literal(len(header), header), imaptest.Line(")", "{tag} OK done"),
				imaptest.Answer("RFC822.SIZE", "* 1 FETCH (UID 1 RFC822.SIZE 200)"),
				imaptest.Expect("BODY.PEEK[]"), imaptest.Send("* 1 FETCH (UID 1 BODY[] "), imaptest.Literal(len(mail), mail), imaptest.Line(")", "{tag} OK done"),
				imaptest.Stall())
		},
		"the whole mail for its header": func(o *ownMailbox) []imaptest.Step {
			mail := crlf("From: x@y.example\nTo: li@agency.example\nSubject: " + o.mark() + "\n\n" + fromAnna + o.mark() + "\n")
			return welcome(imaptest.Expect("BODY.PEEK[HEADER]"), imaptest.Send("* 1 FETCH (UID 1 BODY[] "), imaptest.Literal(len(mail), mail), imaptest.Line(")", "{tag} OK done"), imaptest.Stall())
		},
		"a literal that is too short": func(o *ownMailbox) []imaptest.Step {
			header := crlf("From: x@y.example\nSubject: a (\"b " + o.mark() + " " + o.mark() + "\n" + o.mark() + "\n")
			return welcome(imaptest.Expect("BODY.PEEK[HEADER]"), imaptest.Send("* 1 FETCH (UID 1 BODY[HEADER]<0> "), imaptest.Literal(len("From: x@y.example\r\n"), header), imaptest.Line(")", "{tag} OK done"), imaptest.Stall())
		},
		"a header in a quoted string": func(o *ownMailbox) []imaptest.Step {
			return welcome(imaptest.Expect("BODY.PEEK[HEADER]"), imaptest.Line("* 1 FETCH (UID 1 BODY[HEADER]<0> \"Subject: "+o.mark()+"\" "+o.mark()+" "+o.mark()+")"), imaptest.Line("{tag} OK done"), imaptest.Stall())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOwnMailbox(t)
			script, err := imaptest.Serve(play(o))
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := script.Close(); err != nil {
					t.Error(err)
				}
			}()
			server := o.account.Server
			o.account.Server.Port, o.account.Server.Auth = script.Port, mailbox.AuthLogin
			f := o.folders()[0]
			if err := f.watch(t.Context(), func() bool { return false }); err != nil {
				o.journal.Write([]byte(err.Error())) // what the daemon would say of it
			}
			o.account.Server = server
			o.takes("Sent", fromLiToAnna, "Hello")
			for _, f := range o.folders()[1:] {
				if err := f.SyncOnce(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			o.isLogged()
			o.leaksNothing()
		})
	}
}
