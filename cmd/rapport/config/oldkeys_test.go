package config

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestRead_anOldKeyStillWorks(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want time.Duration
		said string
	}{
		"alone":          {"[learn]\nnote = \"07:15\"\n", 7*time.Hour + 15*time.Minute, ":9:1: warning: learn.note: is now called digest; rename it"},
		"beside the new": {"digest = \"10:00\"\n[learn]\nnote = \"07:15\"\n", 10 * time.Hour, ":10:1: warning: learn.note: is ignored: it is now called digest, which is also set; remove it"},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		top, _, _ := strings.Cut(smallConfig, "[[account]]")
		writeFile(t, path, top+"account = []\nproject = []\n\n\n"+c.text, 0o600)
		got, found := Read(path, noEnvironment)
		if got == nil || got.Digest != c.want {
			t.Errorf("%s: %+v, %v; want %s", name, got, found, c.want)
		}
		if len(found) != 1 || found[0].String() != path+c.said {
			t.Errorf("%s: %v, want %s", name, found, path+c.said)
		}
	}
}
