package app

import (
	"os"
	"path/filepath"
	"testing"
)

func TestConfigPath_firstOfFlagEnvironmentUserSystem(t *testing.T) {
	home := t.TempDir()
	a := &App{Getenv: func(key string) string { return map[string]string{"HOME": home}[key] }}
	if got := a.ConfigPath(); got != "/etc/rapport/config.toml" {
		t.Errorf("nothing given: %s", got)
	}
	own := filepath.Join(home, ".config", "rapport", "config.toml")
	writeFile(t, own, "", 0o600)
	if got := a.ConfigPath(); got != own {
		t.Errorf("with a file of the user's: %s", got)
	}
	a.Getenv = func(key string) string {
		return map[string]string{"HOME": home, "RAPPORT_CONFIG": "/srv/config.toml"}[key]
	}
	if got := a.ConfigPath(); got != "/srv/config.toml" {
		t.Errorf("with $RAPPORT_CONFIG: %s", got)
	}
	a.ConfigFlag = "./here.toml"
	if got := a.ConfigPath(); got != "./here.toml" {
		t.Errorf("with --config: %s", got)
	}
}

func writeFile(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
