package probe

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A mail is a probe only with a token that the doctor left in the state directory on that day, in
// the field of its header, or in a report about one.
func TestIs_onlyWithATokenOfOurs(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	token, err := New(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw  string
		want bool
	}{
		"ours":              {"Rapport-Probe: " + token + " plain\r\n\r\n", true},
		"ours, with LF":     {"Subject: Test\nrapport-probe: " + token + " plain\n\nTest", true},
		"a report of ours":  {"Subject: failed\r\nContent-Type: multipart/report; report-type=delivery-status\r\n\r\nMessage-ID: <" + token + ".plus@x>", true},
		"its text alone":    {"Subject: A complaint\r\n\r\nRapport-Probe: " + token + " plain", false},
		"another field":     {"Subject: " + token + "\r\n\r\n", false},
		"a folded field":    {"Subject: x\r\n Rapport-Probe: " + token + "\r\n\r\n", false},
		"a stranger's word": {"Rapport-Probe: " + Prefix + "aaaaaaaaaaaaaaaaaaaaaaaaaa plain\r\n\r\n", false},
		"the prefix alone":  {"Rapport-Probe: " + Prefix + "\r\n\r\n", false},
		"any mail":          {"Subject: Hello\r\n\r\n", false},
	} {
		if got := Is(dir, []byte(c.raw), now); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	ours := []byte("Rapport-Probe: " + token + " plain\r\n\r\n")
	if !Is(dir, ours, now.Add(lasts-time.Minute)) || Is(dir, ours, now.Add(lasts+time.Minute)) {
		t.Error("a token does not count for a day")
	}
	if info, err := os.Stat(filepath.Join(dir, fileName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v: others can read the tokens", info.Mode(), err)
	}
	for range kept - 1 {
		if _, err := New(dir, now); err != nil {
			t.Fatal(err)
		}
	}
	if !Is(dir, ours, now) {
		t.Error("a probe that is delivered late is unknown")
	}
	if _, err := New(dir, now); err != nil || Is(dir, ours, now) {
		t.Errorf("%v, or there are more and more tokens", err)
	}
}
