package run

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/mailout/outbox/relay"
	"rapport/store"
)

// A relay that refuses our account is a warning, with its words; one that is merely away
// is not.
func TestCheck_aRelayThatRefusesOurAccount(t *testing.T) {
	const text = onlineConfig + `
[[relay]]
name = "main"
host = "127.0.0.1"
port = 2525
tls = "none"
from = "log@agency.example"
`
	for reason, want := range map[string]bool{
		fmt.Sprintf("%v: MAIL: 550 5.4.5 Daily user sending limit exceeded", relay.ErrAccount): true,
		fmt.Sprintf("connect to relay main: %v: AUTH: 535 登录失败", relay.ErrAuth):                true,
		"connect to relay main: connection refused":                                            false,
	} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, "secret"), "secret\n", 0o600)
		path := filepath.Join(dir, "config.toml")
		writeFile(t, path, strings.ReplaceAll(text, "PORT", "1143"), 0o600)
		s, err := store.Open(t.Context(), store.Config{Dir: filepath.Join(dir, "state")})
		if err != nil {
			t.Fatal(err)
		}
		raw := []byte("From: log@agency.example\r\n\r\nAll well.\r\n")
		if err := s.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Enqueue(store.OutgoingMail{Key: "1", Purpose: "report", Project: "ACME", Relay: "main", Expires: time.Now().Add(time.Hour),
				Message: &store.Message{SHA256: sha256.Sum256(raw), MessageID: "1@agency.example"}, Raw: s.Pack(raw, time.Time{}, "rapport"), Recipients: []string{"wang@acme.example"}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.PutOff(t.Context(), "main", reason, time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		s.Close()
		var out strings.Builder
		if err := check(t.Context(), path, noEnvironment, false).write(&out); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "1 mail cannot be sent: "+reason); got != want {
			t.Errorf("%s: warned %v:\n%s", reason, got, out.String())
		}
	}
}
