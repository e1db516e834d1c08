package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rapport/store/copydir"
)

// A copy under a key is checked in the state directory. What a killed process left there goes with the
// next one a day later, and with an erasure at once: it has the text.
func TestBackupInto_underAKeyLeavesNothingInTheOpen(t *testing.T) {
	t.Parallel()
	s := open(t)
	text := "Zqxj1dwvkp Wbfg2dhmzt 琥珀鹧鸪"
	record(t, s, mail{id: "a@x", subject: text, text: text, project: "ACME", sign: SignalAddress, confidence: 90})
	key, err := copydir.MakeKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	leave := func(name string, age time.Duration) string {
		t.Helper()
		dir := filepath.Join(s.Dir(), workPrefix+name)
		err := os.Mkdir(dir, 0o700)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, FileName), []byte(text), 0o600)
		}
		if at := s.now().Add(-age); err == nil {
			err = os.Chtimes(dir, at, at)
		}
		if err != nil {
			t.Fatal(err)
		}
		return dir
	}
	isThere := func(path string) bool {
		_, err := os.Stat(path)
		return !errors.Is(err, fs.ErrNotExist)
	}
	old, young := leave("old", 25*time.Hour), leave("young", time.Hour)
	dir := filepath.Join(t.TempDir(), "copies")
	if _, _, err := s.BackupInto(t.Context(), dir, 0, key); err != nil {
		t.Fatal(err)
	}
	if found := leftOf(t, dir, windows(text)); len(found) > 0 {
		t.Errorf("the copies have %s", found[0])
	}
	if isThere(old) || !isThere(young) {
		t.Errorf("left: the old one %t, the young one %t", isThere(old), isThere(young))
	}
	if _, _, err := s.BackupInto(t.Context(), dir, 0, nil); !errors.Is(err, copydir.ErrKey) {
		t.Errorf("a further copy in the open: %v", err)
	}
	if _, err := s.Forget(t.Context(), false); err != nil || isThere(young) {
		t.Errorf("an erasure leaves it: %v", err)
	}
}
