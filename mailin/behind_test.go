package mailin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rapport/store"
)

// strangersMail is a mail whose signature has to be looked up.
func strangersMail(n int, domain string) string {
	return fmt.Sprintf("DKIM-Signature: v=1; a=rsa-sha256; d=%s; s=s%d; h=From:Subject:Date; bh=AA==; b=AA==\nFrom: x@%s\nTo: log@agency.example\nSubject: Offer %d\nDate: %s\nMessage-ID: <%d@%s>\n\nHello\n",
		domain, n, domain, n, time.Now().UTC().Format(time.RFC1123Z), n, domain)
}

// The mail of a client is read at once, though the name servers of strangers who wrote
// before do not answer; theirs is read after, once.
func TestIntake_strangersAreLookedUpBehindTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAgency(t)
		dns := &silent{below: []string{"evil0.example", "evil1.example", "evil2.example"}}
		a.intake.SetSenderVerifier(NewSenderVerifier([]Account{{Name: "log", DKIM: true}}, &Keys{Known: a.intake.KnowsOrganisation, Lookup: dns.lookup}, time.Now))
		stop := make(chan error, 1)
		go func() { stop <- a.intake.Run(t.Context()) }()
		comes := func(raw string) {
			t.Helper()
			if _, err := a.intake.StoreBatch(t.Context(), 0, []IncomingMail{a.intake.Pack(IncomingMail{Origin: "log/INBOX", Raw: []byte(strings.ReplaceAll(raw, "\n", "\r\n")), Received: time.Now()})}); err != nil {
				t.Fatal(err)
			}
		}
		const strangers = 20
		for n := range strangers {
			comes(strangersMail(n, fmt.Sprintf("evil%d.example", n%3)))
		}
		comes(a.answer("log@agency.example"))
		time.Sleep(keyTimeout / 2) // no name server that was asked now has answered by then
		if list := entries(t, a.store); len(list) > strangers/2 || !slices.ContainsFunc(list, func(e store.Entry) bool { return e.From[0].Address == "wang@client.example" }) {
			t.Errorf("%d entries, and the client's is not among them or many strangers are before it", len(list))
		}
		a.intake.Close()
		if err := <-stop; err != nil {
			t.Fatal(err)
		}
		list := entries(t, a.store)
		if len(list) != strangers+1 {
			t.Errorf("%d entries", len(list))
		}
		for _, e := range list {
			if clients := e.From[0].Address == "wang@client.example"; !clients && e.Auth.Level != store.LevelPending {
				t.Errorf("entry %d from %v: %s", e.ID, e.From, e.Auth.Level)
			}
		}
		time.Sleep(keyTimeout) // look-ups outlive the mails
		dns.mu.Lock()
		defer dns.mu.Unlock()
		for organisation, n := range dns.asked {
			if n > behindWorkers {
				t.Errorf("%s is asked %d times", organisation, n)
			}
		}
		a.store.Close()
	})
}

// What waits behind when the process ends is read by the next one.
func TestIntake_whatWaitsBehindIsNotLost(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	keys := &Keys{Known: a.intake.KnowsOrganisation, Lookup: func(ctx context.Context, name string) ([]string, error) { <-ctx.Done(); return nil, ctx.Err() }}
	a.intake.SetSenderVerifier(NewSenderVerifier([]Account{{Name: "log", DKIM: true}}, keys, time.Now))
	ctx, cancel := context.WithCancel(t.Context())
	stop := make(chan error, 1)
	go func() { stop <- a.intake.Run(ctx) }()
	for n := range 12 {
		raw := strings.ReplaceAll(strangersMail(n, fmt.Sprintf("evil%d.example", n)), "\n", "\r\n")
		if _, err := a.intake.StoreBatch(ctx, 0, []IncomingMail{a.intake.Pack(IncomingMail{Origin: "log/INBOX", Raw: []byte(raw), Received: time.Now()})}); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(100 * time.Millisecond)
	cancel()
	if err := <-stop; err != nil {
		t.Fatal(err)
	}
	a.feeds("log/INBOX", a.answer("log@agency.example"))
	if n := len(entries(t, a.store)); n != 13 {
		t.Errorf("%d entries", n)
	}
}
