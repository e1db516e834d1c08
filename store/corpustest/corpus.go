// Package corpustest finds the real mail that may lie beside the module, for tests. That mail
// belongs to others, so it is not part of the project.
package corpustest

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir returns the directory of the corpus. Without a corpus it skips the test, or fails it if
// the environment variable CI is set: there the corpus must be present.
func Dir(t testing.TB) string {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(root, "..", "shared", "corpus")
	if _, err := os.Stat(filepath.Join(dir, "MANIFEST.jsonl")); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("CI is set and there is no corpus: %v", err)
		}
		t.Skipf("no corpus beside the module: %v", err)
	}
	return dir
}

// moduleRoot returns the nearest directory above the working directory that has a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil || filepath.Dir(dir) == dir {
			return dir, err
		}
		dir = filepath.Dir(dir)
	}
}
