package mailin

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"rapport/store"
)

// away is a DNS that comes back.
type away struct {
	dns
	gone bool
}

func (a *away) LookupTXT(ctx context.Context, name string) ([]string, error) {
	if a.gone {
		return nil, &net.DNSError{Name: name, IsTimeout: true, IsTemporary: true}
	}
	return a.dns.LookupTXT(ctx, name)
}

func TestIntake_asksAgainWhatTheDNSDidNotAnswer(t *testing.T) {
	t.Parallel()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	resolver := &away{dns: dns("v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)), gone: true}
	in, s := intake(t)
	in.SetSenderVerifier(NewSenderVerifier([]Account{{Name: "log", DKIM: true}}, resolver, time.Now))
	var raw strings.Builder
	mail := "From: wang@client.example\r\nTo: log@agency.example\r\nSubject: Plan\r\nDate: " + time.Now().Format(time.RFC1123Z) + "\r\nMessage-ID: <1@client.example>\r\n\r\nWe agree.\r\n"
	if err := dkim.Sign(&raw, strings.NewReader(mail), &dkim.SignOptions{Domain: "client.example", Selector: "s1", Signer: key, Hash: crypto.SHA256, HeaderKeys: []string{"From", "To", "Subject", "Date", "Message-ID"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := in.StoreBatch(t.Context(), 0, []IncomingMail{in.Pack(IncomingMail{Raw: []byte(raw.String()), Origin: "log/INBOX", Received: time.Now()})}); err != nil {
		t.Fatal(err)
	}
	in.Close()
	if err := in.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	level := func() store.Level {
		t.Helper()
		list := entries(t, s)
		if len(list) != 1 || list[0].Auth == nil {
			t.Fatalf("%+v", list)
		}
		return list[0].Auth.Level
	}
	if got := level(); got != store.LevelPending {
		t.Fatalf("while the DNS is away: %s", got)
	}
	yesterday := time.Now().Add(-recheckFor)
	if err := in.recheckOnce(t.Context(), yesterday); err != nil || level() != store.LevelPending {
		t.Errorf("%s, %v", level(), err)
	}
	resolver.gone = false
	if err := in.recheckOnce(t.Context(), time.Now().Add(time.Hour)); err != nil || level() != store.LevelPending {
		t.Errorf("too old to be asked about: %s, %v", level(), err)
	}
	if err := in.recheckOnce(t.Context(), yesterday); err != nil || level() != store.LevelAuthenticated {
		t.Errorf("once it is back: %s, %v", level(), err)
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 || v.Entries != 2 {
		t.Errorf("%+v, %v", v, err)
	}
}
