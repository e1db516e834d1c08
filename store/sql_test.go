package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// SQLite numbers $1, $2 … by where they first stand in a statement, whatever
// their digits say; PostgreSQL goes by the digits. A statement is right for
// both only where they first appear in counting order.
func TestSQL_parametersStandInCountingOrder(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	statement := regexp.MustCompile(`(?i)^\s*(SELECT|INSERT|UPDATE|DELETE|VACUUM)\b`)
	parameter := regexp.MustCompile(`\$(\d+)`)
	numbered := regexp.MustCompile(`\?\d`)
	checked := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil || !statement.MatchString(text) || strings.Contains(text, "%d") {
				return true
			}
			checked++
			if numbered.MatchString(text) {
				t.Errorf("?1 is SQLite's alone: %s", text)
			}
			highest := 0
			for _, m := range parameter.FindAllStringSubmatch(text, -1) {
				if n, _ := strconv.Atoi(m[1]); n > highest+1 {
					t.Errorf("$%d stands before $%d in: %s", n, highest+1, text)
					break
				} else if n == highest+1 {
					highest = n
				}
			}
			return true
		})
	}
	if checked < 40 {
		t.Errorf("only %d statements found; is the test still looking in the right place?", checked)
	}
}
