package run

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rapport/cmd/rapport/commands/app"
	"rapport/store"
)

// How `rapport erase --due` went is in the database, from which the administrator hears of it.
func TestErase_dueIsNoted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := filepath.Join(dir, "config.toml")
	text := "log_address = \"log@agency.example\"\nstate_dir = \"" + dir + "\"\n[[project]]\ncode = \"GONE\"\nname = \"Gone\"\nclient = \"Acme\"\nlanguage = \"en\"\ntime_zone = \"UTC\"\nclosed = true\nkeep = \"1d\"\n" +
		"[[project.contact]]\nname = \"Li Na\"\nrole = \"pm\"\naddresses = [\"lina@agency.example\"]\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().AddDate(0, 0, -3)
	s, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	raw := s.Pack([]byte("Subject: Hello\r\n\r\nHello.\r\n"), old, "test")
	err = s.Update(t.Context(), func(tx *store.Tx) error {
		kept, err := tx.StoreRaw(raw)
		if err != nil {
			return err
		}
		_, err = tx.Record(kept.ID, &store.Message{SHA256: raw.SHA256, Date: old, Received: old}, store.Verdict{Kind: store.KindHuman, Project: "GONE"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run := func(flags ...string) (store.Upkeep, error) {
		t.Helper()
		var shown bytes.Buffer
		cmd := Erase(&app.App{ConfigFlag: config, Getenv: noEnvironment, Stdout: &shown, Stderr: &shown})
		cmd.SetArgs(flags)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		failed := cmd.ExecuteContext(t.Context())
		s, err := store.Open(t.Context(), store.Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		u, err := s.Upkeep(t.Context(), store.UpkeepErasure)
		if err != nil {
			t.Fatal(err)
		}
		return u, failed
	}
	if u, err := run("--due", "--dry-run"); err != nil || u != (store.Upkeep{}) {
		t.Errorf("a dry run: %+v, %v", u, err)
	}
	hindrance := filepath.Join(dir, store.ErasedFileName)
	if err := os.Mkdir(hindrance, 0o700); err != nil {
		t.Fatal(err)
	}
	if u, err := run("--due"); err == nil || u.Failed.IsZero() || u.Detail == "" {
		t.Errorf("it failed: %+v, %v", u, err)
	}
	if err := os.Remove(hindrance); err != nil {
		t.Fatal(err)
	}
	if u, err := run("--due"); err != nil || !u.Failed.IsZero() || u.Done.IsZero() {
		t.Errorf("it worked: %+v, %v", u, err)
	}
}
