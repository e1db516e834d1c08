// Package corpustest finds the real mail that tests read where it is present:
// shared/corpus beside the module. None of it is part of the module.
package corpustest

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir returns the folder of real mail. Where there is none it returns "", so that
// the test has nothing to read; where the environment variable CI is set, the mail
// must be there and the test fails.
func Dir(t testing.TB) string {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			break
		}
		if at == filepath.Dir(at) {
			t.Fatal("no go.mod above the test")
		}
		at = filepath.Dir(at)
	}
	dir := filepath.Join(at, "..", "shared", "corpus")
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return dir
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("no real mail in %s, and CI is set", dir)
	}
	t.Log("no shared/corpus beside the module: no real mail is read")
	return ""
}
