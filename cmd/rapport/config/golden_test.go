package config

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Each file in testdata/config holds the files of a configuration and, as
// "want", every line that is said about it.
func TestReadConfig_saysEveryMistakeAtOnce(t *testing.T) {
	goldens, err := filepath.Glob("testdata/config/*.txtar")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, golden := range goldens {
		golden, err := filepath.Abs(golden)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(golden), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			var want *txtar.File
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = &archive.Files[i]
					continue
				}
				writeFile(t, f.Name, string(f.Data), 0o600)
			}
			var got bytes.Buffer
			c, found := Read("config.toml", noEnvironment)
			for _, p := range found {
				fmt.Fprintln(&got, p)
			}
			if usable := c != nil; usable != (found.Errors() == 0) {
				t.Errorf("config usable: %t, but %d errors", usable, found.Errors())
			}
			if *update {
				want.Data = got.Bytes()
				writeFile(t, golden, string(txtar.Format(archive)), 0o644)
			}
			if diff := cmp.Diff(string(want.Data), got.String()); diff != "" {
				t.Errorf("what is said (-want +got):\n%s", diff)
			}
		})
	}
}

// noEnvironment is that of a process without variables.
func noEnvironment(string) string { return "" }

func writeFile(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

var update = flag.Bool("update", false, "write golden files anew")
