//go:build !race

package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rapport/mailout/outbox"
	"rapport/mailout/outbox/relay"
	"rapport/mailout/smtptest"
	"rapport/store"
)

// Whatever moment the daemon is killed at while it sends, every letter that may
// be doubled is delivered, at most twice, and no other more than once.
func TestServe_killedWhileItSendsKeepsItsPromises(t *testing.T) {
	t.Parallel()
	const letters, kills = 400, 40
	sink, err := smtptest.Start(smtptest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	sink.Always(smtptest.Dot, smtptest.After(2*time.Millisecond, smtptest.Reply("250 taken")))
	dir := t.TempDir()
	config := filepath.Join(dir, "config.toml")
	err = os.WriteFile(config, fmt.Appendf(nil, `log_address = "log@agency.example"
state_dir = "state"
[[relay]]
name = "main"
host = "127.0.0.1"
port = %d
tls = "none"
[sending]
storm = 100000
per_recipient = 100000
`, sink.Port), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	state := store.Config{Dir: filepath.Join(dir, "state")}
	queueLetters(t, state, letters)

	random := killRandom(t, 2)
	for range kills {
		serve, connections := rapportCommand("serve", "-c", config), sink.Conns()
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(10 * time.Second); sink.Conns() == connections && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond) // it has to start first
		}
		time.Sleep(time.Duration(random.Int64N(int64(60 * time.Millisecond))))
		serve.Process.Kill()
		serve.Wait()
	}

	recovered, err := store.Open(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := recovered.Recover(t.Context(), []string{"main"}); err != nil {
		t.Fatal(err)
	}
	recovered.Close()
	// The last run has a clock in which the time to wait for proof is over.
	state.Now = func() time.Time { return time.Now().Add(2 * store.AuditWait) }
	s, err := store.Open(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	doubtful := 0
	for _, o := range outgoing(t, s) {
		if o.State == store.DeliveryUnknown {
			doubtful++
		}
	}
	t.Logf("%d of %d letters were delivered before the last run; the outcome of %d was unknown", len(sink.Mails()), letters, doubtful)
	if doubtful == 0 {
		t.Error("no kill fell between the end of a mail and the reply: this run proves nothing")
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- outbox.New(s, outbox.Config{Poll: 10 * time.Millisecond, Rules: func() store.SendRules {
			return store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 1 << 20, PerRecipientHour: 1 << 20}}
		}, Relays: []outbox.Relay{{
			Server: relay.Config{Name: "main", Host: sink.Host, Port: sink.Port, TLS: relay.TLSNone}, ReturnPath: "log@agency.example",
		}}}, state.Now, slog.New(slog.DiscardHandler), func(string, time.Duration) {}).Run(ctx)
	}()
	for settled := false; !settled && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		settled = true
		for _, o := range outgoing(t, s) {
			settled = settled && (o.State == store.DeliverySent || o.State == store.DeliveryUnknown && o.AtMostOnce)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	for _, o := range outgoing(t, s) {
		n := sink.Deliveries("<" + o.MessageID + ">")
		switch {
		case o.AtMostOnce && n > 1, !o.AtMostOnce && (n < 1 || n > 2), o.State == store.DeliverySent && n == 0:
			t.Errorf("%s (once: %v) is %s after %d attempts, and was delivered %d times", o.MessageID, o.AtMostOnce, o.State, o.Attempts, n)
		}
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %v, %v", v.Problems, err)
	}
}
