package config

import (
	"fmt"
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

// Every mistake has a place in the file; repairs move nothing and leave valid TOML; and of
// what is valid, each value stands where its spot says.
func FuzzParseTOML(f *testing.F) {
	f.Add("a = 1\n[b]\nc.d = [1, {e = 2}]\n[[f]]\n[f.g]\n[[f]]\n")
	f.Add("[a.b]\n[a]\nb.c = 1\n")
	f.Add("a = [{}]\n[[a]]\n")
	f.Add("a.b = 1\n[a]\n")
	f.Add("a = \"\"\"\nx\"\"\"\"\"\nb = '''\n'''\n'c d' = 0x1\n")
	f.Add("a = [ # one\n 1979-05-27T07:32:00Z, # two\n]\nb = {c = {d = [[1, 2], [\"x\"]]}}\n\"e.f\" = 1e3\n")
	f.Add("a = 99999999999999999999\nb = 1\n[c]\nd = 0x\n")
	f.Add(smallConfig)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // readConfigFile refuses it
		}
		parsed := parseTOML("f", []byte(text))
		lines := strings.Split(text, "\n")
		for _, p := range parsed.Problems {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
				t.Errorf("no such place: %v", p)
			}
		}
		if rest := string(parsed.text); len(rest) != len(text) || strings.Count(rest, "\n") != len(lines)-1 {
			t.Errorf("the text is %q after repairs", rest)
		}
		var all map[string]any
		if err := toml.Unmarshal([]byte(text), &all); err != nil {
			if len(parsed.Problems) == 0 {
				t.Errorf("nothing is reported, and go-toml says %v", err)
			}
			return
		}
		if len(parsed.Problems) > 0 {
			t.Errorf("it is valid, and %v is reported", parsed.Problems)
		}
		for key, v := range all {
			standsAt(t, parsed, inside("", key), v)
		}
	})
}

// standsAt checks that the spot of a path, and those below it, are those of v.
func standsAt(t *testing.T, f *tomlFile, path string, v any) {
	t.Helper()
	spot, ok := f.spots[path]
	if !ok {
		t.Errorf("%q has no spot", path)
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for key, one := range v {
			standsAt(t, f, inside(path, key), one)
		}
	case []any:
		for i, one := range v {
			standsAt(t, f, element(path, i), one)
		}
	default:
		var alone map[string]any
		text := string(f.text[spot.value:spot.end])
		if err := toml.Unmarshal([]byte("x = "+text+"\n"), &alone); err != nil || fmt.Sprint(alone["x"]) != fmt.Sprint(v) {
			t.Errorf("%q is %v, and %q stands there", path, v, text)
		}
	}
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
