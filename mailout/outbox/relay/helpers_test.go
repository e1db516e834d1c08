package relay

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rapport/mailout/smtptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sink starts a Sink that ends with the test, and returns a Config for it that waits
// at most six seconds at any step.
func sink(t testing.TB, options smtptest.Options) (*smtptest.Sink, Config) {
	t.Helper()
	s, err := smtptest.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	config := Config{
		Name: "test", Host: s.Host, Port: s.Port, TLS: TLSMode(options.TLS), RootCAs: s.RootCAs,
		HELO: "rapport.example", User: options.User, Timeouts: patience(6 * time.Second),
	}
	if options.TLS == "" {
		config.TLS = TLSNone
	}
	if options.User != "" {
		config.Secret = func(context.Context) (string, error) { return options.Secret, nil }
	}
	return s, config
}

// patience is the same for each step.
func patience(d time.Duration) Timeouts {
	return Timeouts{Connect: d, Greeting: d, Command: d, Data: d, Block: d, Dot: d, Quit: d}
}

func dialed(t testing.TB, config Config) *Session {
	t.Helper()
	s, err := Dial(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

var envelope = Envelope{From: "log+t0k3n@agency.example", To: "wang@client.example", ID: "t0k3n"}

// letter is a mail with a Message-ID.
func letter(id string) []byte {
	return fmt.Appendf(nil, "From: log@agency.example\r\nTo: wang@client.example\r\nSubject: Progress\r\nMessage-ID: %s\r\n\r\nAll is well.\r\n", id)
}

func committed() error { return nil }

// kind names what an error is to a caller that must act on it.
func kind(err error) string {
	if err == nil {
		return "ok"
	}
	for _, k := range []struct {
		is   error
		name string
	}{
		{ErrStale, "stale"}, {ErrAuth, "auth"}, {ErrAccount, "account"}, {ErrTLS, "tls"}, {ErrHost, "host"}, {ErrProtocol, "protocol"},
	} {
		if errors.Is(err, k.is) {
			return k.name
		}
	}
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return "refusal"
	}
	return "other"
}
