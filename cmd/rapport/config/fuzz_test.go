package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/tools/txtar"
)

// Whatever stands around a password, nothing that is said shows it, and
// everything that is said has a place in the file.
func FuzzReadConfig(f *testing.F) {
	const canary = "hunter2-correct-horse"
	goldens, err := filepath.Glob("testdata/config/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, golden := range goldens {
		archive, err := txtar.ParseFile(golden)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(string(file.Data), uint(len(file.Data)/2))
		}
	}
	f.Add(smallConfig, uint(60))
	path := filepath.Join(f.TempDir(), "config.toml")
	f.Fuzz(func(t *testing.T, text string, at uint) {
		at %= uint(len(text) + 1)
		text = text[:at] + "\npassword = \"" + canary + "\"\n" + text[at:]
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, found := Read(path, noEnvironment)
		if (c == nil) != (found.Errors() > 0) {
			t.Errorf("config %v with %d errors", c, found.Errors())
		}
		lines := strings.Split(text, "\n")
		for _, p := range found {
			if strings.Contains(p.String(), canary) {
				t.Errorf("the password is shown: %v", p)
			}
			if p.File != path || p.Line > len(lines) || p.Line > 0 && (p.Column < 1 || p.Column > len(lines[p.Line-1])+1) {
				t.Errorf("no such place: %v", p)
			}
			if strings.ContainsAny(p.String(), "\n\r\x1b\x00") || !utf8.ValidString(p.String()) {
				t.Errorf("not one line of text: %q", p)
			}
		}
	})
}

// What go-toml takes for TOML has no mistake in the eyes of ours, and what it
// does not has one.
func FuzzParseTOML_agreesWithGoTOML(f *testing.F) {
	f.Add("a = 1\n[b]\nc.d = [1, {e = 2}]\n[[f]]\n[f.g]\n[[f]]\n")
	f.Add("[a.b]\n[a]\nb.c = 1\n")
	f.Add("a = [{}]\n[[a]]\n")
	f.Add("a.b = 1\n[a]\n")
	f.Add(smallConfig)
	f.Fuzz(func(t *testing.T, text string) {
		var all map[string]any
		err := toml.Unmarshal([]byte(text), &all)
		parsed := parseTOML("f", []byte(text))
		if (err == nil) != (len(parsed.Problems) == 0) {
			t.Errorf("go-toml: %v; ours: %v", err, parsed.Problems)
		}
	})
}

func BenchmarkReadConfig(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, []byte(smallConfig), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if c, found := Read(path, noEnvironment); c == nil {
			b.Fatal(found)
		}
	}
}
