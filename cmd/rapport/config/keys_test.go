package config

import (
	"strings"
	"testing"

	"rapport/cmd/rapport/wording"
)

func TestNearest_findsWhatWasMeant(t *testing.T) {
	for word, want := range map[string]string{
		"hots": "host", "password-file": "password_file", "paswordfile": "password_file", "PASSWORD": "password",
		"folder": "folders", "mov_to": "move_to", "xyz": "", "": "", strings.Repeat("host", 1000): "",
	} {
		if got := wording.Nearest(word, KnownKeys()["account"]); got != want {
			t.Errorf("nearest(%.40q) = %q, want %q", word, got, want)
		}
	}
}
