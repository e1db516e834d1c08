package probe

import (
	"testing"
)

// A mail is a probe only with a token that the doctor left in the state directory.
func TestIs_onlyWithATokenOfOurs(t *testing.T) {
	dir := t.TempDir()
	token, err := New(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw  string
		want bool
	}{
		"ours":              {"Rapport-Probe: " + token + " plain\r\n\r\n", true},
		"a bounce of ours":  {"Subject: failed\r\n\r\nMessage-ID: <" + token + ".plus@x>", true},
		"a stranger's word": {"Rapport-Probe: " + Prefix + "aaaaaaaaaaaaaaaaaaaaaaaaaa plain\r\n\r\n", false},
		"the prefix alone":  {"Rapport-Probe: " + Prefix + "\r\n\r\n", false},
		"any mail":          {"Subject: Hello\r\n\r\n", false},
	} {
		if got := Is(dir, []byte(c.raw)); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	for range kept - 1 {
		if _, err := New(dir); err != nil {
			t.Fatal(err)
		}
	}
	if !Is(dir, []byte(token)) {
		t.Error("a probe that is delivered late is unknown")
	}
	if _, err := New(dir); err != nil || Is(dir, []byte(token)) {
		t.Errorf("%v, or a token counts for ever", err)
	}
}
