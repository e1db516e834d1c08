package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Imports run down the floors of the house, and never sideways between what comes
// in and what goes out, which know nothing of each other; a package in another's
// directory does not import that; and only the store writes SQL.
func TestLayout_importsRunDownTheFloors(t *testing.T) {
	t.Parallel()
	root := moduleRoot(t)
	files := 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && file != root && (name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		files++
		if lines := linesIn(t, file); lines > longestFile && !strings.HasSuffix(name, "_test.go") {
			t.Errorf("%s has %d lines: is it about more than one thing?", file, lines)
		}
		from, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if err := allowed(filepath.ToSlash(from), imported, strings.HasSuffix(name, "_test.go")); err != nil {
				t.Errorf("%s: %v", filepath.Join(from, name), err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Errorf("only %d files under %s", files, root)
	}
}

// longestFile is the most lines that a file has. About 400 is the aim.
const longestFile = 450

func linesIn(t *testing.T, file string) int {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(source, []byte("\n"))
}

func TestLayout_refusesWhatBreaksIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, imported string
		test           bool
		want           bool
	}{
		{"cmd/rapport", "rapport/mailin", false, true},
		{"mailin", "rapport/classify", false, true},
		{"mailin", "rapport/mailin/mime", false, true},
		{"mailin/mime", "rapport/store", false, true},
		{"mailout/due", "rapport/templates", false, true},
		{"mailout/due", "rapport/mailout/letter", false, true},
		{"mailout/letter", "rapport/templates", false, true},
		{"mailout/due", "rapport/mailout/due/report", false, true},
		{"mailout/due/report", "rapport/mailout/due/office", false, true},
		{"mailout/due/report", "rapport/mailout/report", false, true},
		{"store", "database/sql", false, true},
		{"store", "rapport/store/schema", false, true},
		{"mailin", "rapport/mailin/servertest", true, true},
		{"cmd/rapport/demo", "rapport/mailin/mailtest", false, true},
		{"cmd/bench", "rapport/mailin/servertest", false, true},
		{"mailin/graphbox", "rapport/store/graph", false, true},
		{"mailin", "rapport/store/graph/graphtest", true, true},

		{"cmd/rapport", "rapport/cmd/rapport/commands/act", false, true},
		{"cmd/rapport/commands/act", "rapport/cmd/rapport/commands/app", false, true},
		{"cmd/rapport/commands/app", "rapport/cmd/rapport/config", false, true},
		{"cmd/rapport/demo", "rapport/cmd/rapport/commands/app", false, true},

		{"cmd/rapport/commands/act", "rapport/cmd/rapport/commands/read", false, false},
		{"cmd/rapport/commands/app", "rapport/cmd/rapport/commands/act", true, false},
		{"cmd/rapport/config", "rapport/cmd/rapport/commands/app", false, false},
		{"cmd/rapport/config", "rapport/cmd/rapport/helpers", false, false},
		{"cmd/rapport/demo", "rapport/cmd/rapport", false, false},
		{"store", "rapport/classify", false, false},
		{"store", "rapport/store", true, true}, // a test from outside the package
		{"classify", "rapport/mailin/mime", false, false},
		{"classify", "rapport/mailin/mime", true, false},
		{"classify", "rapport/templates", false, false},
		{"mailin", "rapport/mailout/outbox", false, false},
		{"mailout", "rapport/mailin", false, false},
		{"mailout/smtptest", "rapport/mailin/imaptest", false, false},
		{"mailout/outbox/relay", "rapport/mailin/servertest", true, false},
		{"mailin", "rapport/mailout/smtptest", true, false},
		{"mailin", "rapport/cmd/rapport/demo", false, false},
		{"mailin/mime", "rapport/mailin", false, false},
		{"mailin/mime", "rapport/classify", false, false},
		{"mailout/schedule", "rapport/mailout/calendar", false, true},
		{"mailout/outbox/relay", "rapport/mailout/outbox", false, false},
		{"mailout/due/report", "rapport/mailout/due", false, false},
		{"mailout/due/report", "rapport/mailout/due/survey", false, false},
		{"mailout/due/office", "rapport/mailout/due/report", false, false},
		{"mailout/due/office", "rapport/mailout/due/report", true, false},
		{"mailin", "database/sql", false, false},
		{"store/graph", "rapport/mailin/mailbox", false, false},
		{"mailin", "rapport/store/graph/graphtest", false, false},
		{"cmd/rapport", "github.com/mattn/go-sqlite3", false, false},
		{"mailin", "rapport/mailin/mailtest", false, false},
		{"cmd/rapport", "rapport/mailin/imaptest", false, false},
		{"cmd/rapport", "rapport/util", false, false},
	} {
		if err := allowed(c.from, c.imported, c.test); (err == nil) != c.want {
			t.Errorf("%s imports %s (test: %v): %v, want it allowed: %v", c.from, c.imported, c.test, err, c.want)
		}
	}
}

// allowed returns an error where a file in the directory from must not import a
// package. Both are slash-separated, from relative to the module root.
func allowed(from, imported string, test bool) error {
	if imported == "database/sql" || strings.HasPrefix(imported, "database/sql/") || strings.HasPrefix(imported, "github.com/mattn/go-sqlite3") {
		if house(from) == "store" {
			return nil
		}
		return fmt.Errorf("imports %s: only store writes SQL", imported)
	}
	to, ours := strings.CutPrefix(imported, "rapport/")
	if !ours {
		return nil
	}
	if floor(from) == 0 || floor(to) == 0 {
		return fmt.Errorf("imports %s: %s or %[2]s stands on no floor", imported, from)
	}
	if err := withinProgram(from, to); err != nil {
		return err
	}
	if err := withinDue(from, to); err != nil {
		return err
	}
	if inAndOut := []string{house(from), house(to)}; house(from) != house(to) && !slices.ContainsFunc(inAndOut, func(h string) bool { return floor(h) != 3 }) {
		return fmt.Errorf("imports %s: what comes in and what goes out know nothing of each other, tests included", imported)
	}
	if forTests(to) {
		if test || forTests(from) || from == "cmd/bench" || from == "cmd/rapport/demo" && (to == "mailin/mailtest" || to == "mailout/tracker/trackertest") {
			return nil
		}
		return fmt.Errorf("imports %s, which is for tests", imported)
	}
	switch {
	case from == to: // a test from outside its package
		return nil
	case house(from) == "cmd" && house(to) == "cmd": // see withinProgram
		return nil
	case house(from) == house(to):
		if !strings.HasPrefix(from, to+"/") {
			return nil
		}
		return fmt.Errorf("imports %s, which is above it", imported)
	case floor(to) >= floor(from):
		return fmt.Errorf("imports %s of floor %d from floor %d", imported, floor(to), floor(from))
	case path.Dir(from) == "mailin" && to == "classify" && !test:
		return errors.New("imports rapport/classify: only mailin itself decides")
	}
	return nil
}

// withinProgram returns an error where a package of the program imports another that
// does not stand on a lower floor of it: the main package, then the commands and the
// demonstration, which know nothing of each other, then the export, then what commands share,
// then the configuration, then the logins.
func withinProgram(from, to string) error {
	from, inside := strings.CutPrefix(from+"/", "cmd/rapport/")
	to, inside2 := strings.CutPrefix(to+"/", "cmd/rapport/")
	if !inside || !inside2 || from == to {
		return nil
	}
	floors := map[string]int{
		"": 7, "commands/act/": 6, "commands/read/": 6, "commands/run/": 6, "demo/": 6,
		"export/": 5, "commands/app/": 4, "doctor/": 4, "manual/": 4, "metrics/": 4, "setup/": 4, "trouble/": 4, "config/": 3, "login/": 2, "exit/": 1, "login/logintest/": 1, "wording/": 1,
	}
	if floors[from] == 0 || floors[to] == 0 {
		return fmt.Errorf("imports cmd/rapport/%s: it or cmd/rapport/%s stands on no floor of the program", to, from)
	}
	if floors[to] >= floors[from] {
		return fmt.Errorf("imports cmd/rapport/%s of floor %d of the program from floor %d", to, floors[to], floors[from])
	}
	return nil
}

// withinDue returns an error where a kind of mail that becomes due imports another, or
// what they share imports any: mailout/due alone knows them all.
func withinDue(from, to string) error {
	const office = "mailout/due/office"
	if !strings.HasPrefix(from, "mailout/due/") || !strings.HasPrefix(to, "mailout/due/") || from == to || to == office {
		return nil
	}
	return fmt.Errorf("imports rapport/%s: kinds of mail know nothing of each other, and %s of none", to, office)
}

// floor returns the floor on which a package stands, or 0.
func floor(dir string) int {
	switch house(dir) {
	case "cmd", "docs": // docs holds tests alone
		return 4
	case "mailin", "mailout":
		return 3
	case "classify", "templates":
		return 2
	case "store":
		return 1
	}
	return 0
}

// house returns the first element of a path: mailin for mailin/mime.
func house(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	return first
}

// forTests reports whether a package is no part of the product.
func forTests(dir string) bool {
	return slices.Contains([]string{"cmd/rapport/login/logintest", "store/graph/graphtest", "mailin/imaptest", "mailin/mailtest", "mailin/servertest", "mailout/smtptest", "mailout/tracker/trackertest", "store/corpustest"}, dir)
}

// moduleRoot returns the directory of go.mod.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the tests")
		}
		dir = filepath.Dir(dir)
	}
}
