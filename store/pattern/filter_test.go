package pattern

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// expressions returns the texts that are regular expressions in the calls of New all over the
// module, and some that are hard.
func expressions(t *testing.T) (list []string) {
	t.Helper()
	list = []string{
		`(?i)stop`, `(?i)ask|kiss`, `(?i)straße|überprüft`, `(?i)[ks]top`, `a\x{fffd}bc`, `[\x{fffd}x]yz`, `(?:ab|cd)?ef`, `(?:ab|cd)*ef`, `(?:ab|cd)+`, `(?:ab){2,3}|cd`,
		`\bno(?:t|ne)?\b`, `^(?:a|b)c`, `(?m)^stop$`, `x(?:ab|)y`, `(?:别|不要)(?:再)?发`, `.`, ``, `a|b`, `(?i)É`, `(?s)ab.cd`, `[一二三]月`, `e-?mails?\b`, `(?:^|\s)no more`, `(?i:Stop) IT`,
	}
	eachFile(t, func(_ string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isNew(call) {
				return true
			}
			ast.Inspect(call, func(n ast.Node) bool {
				if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
					s, err := strconv.Unquote(text.Value)
					if err != nil {
						t.Fatal(err)
					}
					if _, err := regexp.Compile(s); err == nil {
						list = append(list, s)
					}
				}
				return true
			})
			return true
		})
	})
	if len(list) < 300 {
		t.Errorf("only %d expressions found; is the test still looking in the right place?", len(list))
	}
	return list
}

// To compile an expression takes a thousand times as long as to try it: no function makes a
// pattern each time it runs.
func TestNew_isCalledOnceForEachPattern(t *testing.T) {
	t.Parallel()
	eachFile(t, func(path string, file *ast.File) {
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(function, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && isNew(call) {
					t.Errorf("%s: %s makes a pattern each time it runs", path, function.Name.Name)
				}
				return true
			})
		}
	})
}

func isNew(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "New" {
		return false
	}
	x, ok := f.X.(*ast.Ident)
	return ok && x.Name == "pattern"
}

// eachFile passes on the source files of the module, without tests.
func eachFile(t *testing.T, use func(path string, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err == nil {
			use(path, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A filter may let anything pass, but it must never turn away what matches.
func TestFilter_passesEveryMatch(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	filtered, turnedAway := 0, 0
	for _, expression := range expressions(t) {
		f := newFilter(expression)
		if f == nil {
			continue
		}
		filtered++
		re := regexp.MustCompile(expression)
		parsed, err := syntax.Parse(expression, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		for range 300 {
			text := "so, " + match(random, parsed) + " 此外 and more"
			if random.IntN(2) == 0 {
				text = match(random, parsed)
			}
			if re.MatchString(text) && !f.passes(text) {
				t.Errorf("%q matches %q, and its filter turns it away", expression, text)
				break
			}
		}
		if !f.passes("Guten Tag, hiermit 1234 Öl für die Mühle. 雨霁云开") {
			turnedAway++
		}
	}
	t.Logf("%d filters, of which %d turn an unlike text away", filtered, turnedAway)
	if filtered < 150 || turnedAway < filtered*3/4 {
		t.Errorf("%d filters, of which %d turn an unlike text away", filtered, turnedAway)
	}
}

// match returns a text that an expression matches, but for what stands around it.
func match(random *rand.Rand, re *syntax.Regexp) string {
	var b strings.Builder
	times := func(least, most int) {
		if most < 0 {
			most = least + 2
		}
		for range least + random.IntN(most-least+1) {
			b.WriteString(match(random, re.Sub[0]))
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if re.Flags&syntax.FoldCase != 0 {
				for range random.IntN(3) {
					r = unicode.SimpleFold(r)
				}
			}
			if r == unicode.ReplacementChar {
				b.WriteByte(0xff) // as regexp has it
				continue
			}
			b.WriteRune(r)
		}
	case syntax.OpCharClass:
		i := random.IntN(len(re.Rune)/2) * 2
		b.WriteRune(re.Rune[i] + random.Int32N(min(re.Rune[i+1]-re.Rune[i]+1, 60)))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune([]rune("aZ 7-，的")[random.IntN(7)])
	case syntax.OpCapture:
		b.WriteString(match(random, re.Sub[0]))
	case syntax.OpStar:
		times(0, -1)
	case syntax.OpPlus:
		times(1, -1)
	case syntax.OpQuest:
		times(0, 1)
	case syntax.OpRepeat:
		times(re.Min, re.Max)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			b.WriteString(match(random, sub))
		}
	case syntax.OpAlternate:
		b.WriteString(match(random, re.Sub[random.IntN(len(re.Sub))]))
	}
	return b.String()
}

func FuzzFilter_passesEveryMatch(f *testing.F) {
	f.Add(`(?i)\bstop (?:sending|the) e-?mails?`, "please STOP the Emails")
	f.Add(`(?:别|不要)再发`, "请不要再发")
	f.Add(`(?i)k\xff`, "\u212a\xff")
	f.Fuzz(func(t *testing.T, expression, text string) {
		re, err := regexp.Compile(expression)
		if err != nil || len(expression) > 200 {
			return
		}
		if re.MatchString(text) && !newFilter(expression).passes(text) {
			t.Errorf("%q matches %q, and its filter turns it away", expression, text)
		}
	})
}

func BenchmarkFilter(b *testing.B) {
	text := strings.Repeat("Please find the figures for the second quarter attached; 请查收附件。 ", 20)
	p := New(`(?i)\b(?:stop|quit)\s+(?:sending|mailing)|unsubscribe|退订`)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if p.MatchString(text) {
			b.Fatal("it matches")
		}
	}
}
