// Package docs holds the documentation to its own rules, and the code to those of
// style.md.
package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// kind is what a text is, as the column "in" of the phrases names it.
type kind string

const (
	comments kind = "comments" // of names, and of packages
	literals kind = "strings"  // in Go, but for those of tests
	mail     kind = "mail"     // templates and surveys
	prose    kind = "docs"
)

// checked lists the folders that have been edited, with their sub-folders, and what in
// them is held to the phrases of style.md. Add a folder when it has none of them.
func checked() map[string][]kind {
	return map[string][]kind{
		"store":     {comments, literals},
		"templates": {comments, literals, mail},
		"classify":  {comments, literals},
		"mailin":    {comments, literals},
		"docs":      {prose},
		"README.md": {prose},

		"cmd":     {comments, literals},
		"mailout": {comments, literals},
	}
}

// phrase is a row of the table of style.md.
type phrase struct {
	words, rather string
	where         kind // or "all"
	match         *regexp.Regexp
}

func TestStyle_noPhraseThatReadsAsTranslated(t *testing.T) {
	phrases := readPhrases(t)
	for folder, kinds := range checked() {
		seen := 0
		for _, k := range kinds {
			for _, text := range texts(t, filepath.Join("..", filepath.FromSlash(folder)), k) {
				seen++
				for _, p := range phrases {
					if (p.where == "all" || p.where == k) && p.match.MatchString(text.text) {
						t.Errorf("%s: “%s” reads as translated; write “%s” (docs/style.md): %.120q", text.place, p.words, p.rather, text.text)
					}
				}
			}
		}
		if seen == 0 {
			t.Errorf("%s has no text of the kinds %q: the test sees nothing", folder, kinds)
		}
	}
}

// TestReadPhrases_wordsAreWhole tries the matching itself.
func TestReadPhrases_wordsAreWhole(t *testing.T) {
	for text, want := range map[string]bool{"Nobody is told of it": true, "who is\ntold": true, "this is toldish": false, "Is Told": true} {
		if got := matcher("is told").MatchString(text); got != want {
			t.Errorf("matched %t in %q", got, text)
		}
	}
	if !matcher("过目").MatchString("先请您过目。") {
		t.Error("a phrase in Chinese was not found within a sentence")
	}
}

// readPhrases reads the table of style.md.
func readPhrases(t *testing.T) []phrase {
	t.Helper()
	text, err := os.ReadFile("style.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| phrase | rather | in |\n| --- | --- | --- |\n")
	var list []phrase
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 {
			break
		}
		p := phrase{words: strings.TrimSpace(cells[0]), rather: strings.TrimSpace(cells[1]), where: kind(strings.TrimSpace(cells[2]))}
		switch p.where {
		case "all", comments, literals, mail, prose:
		default:
			t.Errorf("style.md: the phrase “%s” is for %q, which is none of the kinds of text", p.words, p.where)
		}
		p.match = matcher(p.words)
		list = append(list, p)
	}
	if len(list) < 30 {
		t.Fatalf("style.md has only %d phrases", len(list))
	}
	return list
}

// matcher finds whole words, over the ends of lines. Chinese has no words to be whole.
func matcher(words string) *regexp.Regexp {
	pattern := strings.Join(strings.Fields(regexp.QuoteMeta(words)), `\s+`)
	if words[0] < 0x80 {
		pattern = `\b` + pattern + `\b`
	}
	return regexp.MustCompile(`(?i)` + pattern)
}

type placed struct{ place, text string }

// texts returns all texts of a kind in a folder, or in a file.
func texts(t *testing.T, root string, k kind) []placed {
	t.Helper()
	var list []placed
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return filepath.SkipDir
		case d.IsDir(), d.Name() == "style.md": // which quotes the phrases
			return nil
		}
		switch ext := filepath.Ext(path); {
		case ext == ".go" && !strings.HasSuffix(path, "_test.go") && (k == comments || k == literals):
			found, err := goTexts(path, k)
			list = append(list, found...)
			return err
		case ext == ".md" && (k == mail || k == prose), ext == ".toml" && k == mail:
			text, err := os.ReadFile(path)
			list = append(list, paragraphs(path, string(text))...)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// paragraphs returns the paragraphs of a text, each with its line.
func paragraphs(path, text string) []placed {
	var list []placed
	line := 1
	for _, p := range strings.Split(text, "\n\n") {
		list = append(list, placed{fmt.Sprintf("%s:%d", path, line), p})
		line += strings.Count(p, "\n") + 2
	}
	return list
}

// goTexts returns the doc comments of a file, or its strings.
func goTexts(path string, k kind) ([]placed, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var list []placed
	add := func(pos token.Pos, text string) {
		if strings.TrimSpace(text) != "" {
			list = append(list, placed{files.Position(pos).String(), text})
		}
	}
	doc := func(groups ...*ast.CommentGroup) {
		for _, g := range groups {
			if k == comments && g != nil {
				add(g.Pos(), g.Text())
			}
		}
	}
	doc(file.Doc)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && k == literals {
				add(n.Pos(), text)
			}
		case *ast.FuncDecl:
			doc(n.Doc)
		case *ast.GenDecl:
			doc(n.Doc)
		case *ast.TypeSpec:
			doc(n.Doc, n.Comment)
		case *ast.ValueSpec:
			doc(n.Doc, n.Comment)
		case *ast.Field:
			doc(n.Doc, n.Comment)
		}
		return true
	})
	return list, nil
}
