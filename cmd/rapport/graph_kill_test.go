//go:build !race

package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailout/outbox"
	"rapport/mailout/outbox/graphsend"
	"rapport/mailout/outbox/relay"
	"rapport/store"
	"rapport/store/graph"
	"rapport/store/graph/graphtest"
)

// Whatever moment the daemon is killed at while it reads and sends with Microsoft Graph, every mail
// is logged once, and every letter is sent once: where its end is unknown, its mailbox shows that.
func TestServe_killedAtAnyMomentWithGraph(t *testing.T) {
	t.Parallel()
	const letters, kills = 40, 8
	server := graphtest.Start(false)
	defer server.Close()
	server.PageSize(7)
	server.Do("/send", -1, graphtest.First(func() { time.Sleep(2 * time.Millisecond) }))
	dir := t.TempDir()
	config := filepath.Join(dir, "config.toml")
	port := server.Base[len("http://127.0.0.1:") : len(server.Base)-len("/v1.0")]
	text := fmt.Sprintf(`log_address = "log@agency.example"
state_dir = "state"
[[account]]
name = "log"
protocol = "graph"
host = "127.0.0.1"
port = %[1]s
tls = "none"
user = "log@agency.example"
token_file = "./token"
[[relay]]
name = "main"
protocol = "graph"
host = "127.0.0.1"
port = %[1]s
tls = "none"
user = "log@agency.example"
token_file = "./token"
[sending]
storm = 100000
per_recipient = 100000
`, port)
	for name, content := range map[string]string{"config.toml": text, "token": graphtest.Token} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	state := store.Config{Dir: filepath.Join(dir, "state")}
	queueLetters(t, state, letters)

	random, want := killRandom(t, 3), map[string]bool{}
	var journal bytes.Buffer
	for i := range kills {
		for range 10 {
			subject := "news." + store.NewTag()
			want[subject] = true
			server.Deliver("INBOX", fmt.Appendf(nil, "From: wang@client.example\r\nTo: log@agency.example\r\nMessage-ID: <%s@client.example>\r\nSubject: %[1]s\r\n\r\nnews\r\n", subject), time.Now())
		}
		if i == kills/2 {
			server.Expire()
		}
		serve := rapportCommand("serve", "-c", config)
		serve.Stderr = &journal
		heard := len(server.Heard())
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
		until := []string{"/delta", "/send"}[i%2] // it sends once it has read
		for deadline := time.Now().Add(10 * time.Second); !slices.ContainsFunc(server.Heard()[heard:], func(what string) bool { return strings.Contains(what, until) }) && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(random.Int64N(int64(80 * time.Millisecond))))
		serve.Process.Kill()
		serve.Wait()
	}
	t.Logf("%d of %d letters were sent before the last run", len(server.Sent()), letters)
	if len(server.Sent()) == 0 {
		t.Error("no kill fell among the letters: this run proves nothing")
	}

	recovered, err := store.Open(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := recovered.Recover(t.Context(), []string{"main"}); err != nil {
		t.Fatal(err)
	}
	recovered.Close()
	if out, err := rapportCommand("serve", "--once", "-c", config).CombinedOutput(); err != nil {
		t.Fatalf("the last reading: %v\n%s", err, out)
	}
	// The last sending has a clock in which the time to wait for proof is over.
	state.Now = func() time.Time { return time.Now().Add(2 * store.AuditWait) }
	s, err := store.Open(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sendTheRest(t, s, server)
	sent := map[string]int{}
	for _, m := range server.Sent() {
		sent[m.MessageID]++
	}
	for _, o := range outgoing(t, s) {
		if n := sent["<"+o.MessageID+">"]; n != 1 && !(n == 0 && o.AtMostOnce && o.State == store.DeliveryUnknown) || o.State != store.DeliverySent && n == 1 {
			t.Errorf("%s (once: %v) is %s after %d attempts, and was sent %d times: %s", o.MessageID, o.AtMostOnce, o.State, o.Attempts, n, o.Reply)
		}
	}
	err = s.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
		if e.Kind == store.KindSent {
			return nil
		}
		// By its bytes: a mail that was being read at three kills in a row is logged as unreadable.
		raw, _, err := s.RawMail(t.Context(), e.Message)
		_, below, _ := strings.Cut(string(raw), "Subject: ")
		subject, _, _ := strings.Cut(below, "\r\n")
		if !want[subject] {
			t.Errorf("entry %d is there twice, or of no mail: %q", e.ID, subject)
		}
		delete(want, subject)
		return err
	})
	if err != nil || len(want) > 0 {
		t.Errorf("%d mails are not in the log, %v", len(want), err)
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %v, %v", v.Problems, err)
	}
	if t.Failed() {
		t.Logf("the daemon said:\n%s", &journal)
	}
}

// sendTheRest sends with Microsoft Graph until every letter is decided.
func sendTheRest(t *testing.T, s *store.Store, server *graphtest.Server) {
	t.Helper()
	client, err := graph.New(graph.Config{Base: server.Base, User: graphtest.User, Token: func(context.Context) (string, error) { return graphtest.Token, nil }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- outbox.New(s, outbox.Config{Poll: 10 * time.Millisecond, Rules: func() store.SendRules {
			return store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 1 << 20, PerRecipientHour: 1 << 20}}
		}, Relays: []outbox.Relay{{
			Server: relay.Config{Name: "main"}, ReturnPath: "log@agency.example",
			Dial: func(ctx context.Context) (outbox.Session, error) {
				return graphsend.Dial(ctx, graphsend.Config{Name: "main", Client: client})
			},
		}}}, func() time.Time { return time.Now().Add(2 * store.AuditWait) }, slog.New(slog.DiscardHandler), func(string, time.Duration) {}).Run(ctx)
	}()
	for settled := false; !settled && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		settled = true
		for _, o := range outgoing(t, s) {
			settled = settled && (o.State == store.DeliverySent || o.State == store.DeliveryUnknown && o.AtMostOnce && o.Next.After(time.Now().Add(24*time.Hour)))
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}
