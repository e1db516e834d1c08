package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A look-up of a conversation by its subject happens for every mail without References.
// The index of subjects is partial (base <> ”), and SQLite uses a partial index only for a
// query that repeats its condition: without it the query reads every message of the log.
func TestPlan_subjectsAreFoundByTheirIndex(t *testing.T) {
	s := open(t)
	checked := 0
	for _, query := range statementsWith(t, "m.base = $1") {
		checked++
		plan := planOf(t, s, query)
		if !strings.Contains(plan, "message_base") {
			t.Errorf("the plan reads more than the index of subjects:\n%s\n%s", query, plan)
		}
	}
	if checked < 2 {
		t.Errorf("%d statements look for a subject; is the test still looking in the right place?", checked)
	}
}

// statementsWith returns the SQL texts of the package that contain words.
func statementsWith(t *testing.T, words string) (found []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil && strings.Contains(text, words) {
					found = append(found, text)
				}
			}
			return true
		})
	}
	return found
}

// planOf returns how SQLite would run a query, one step a line.
func planOf(t *testing.T, s *Store, query string) string {
	t.Helper()
	arguments := make([]any, strings.Count(query, "$"))
	rows, err := s.writer.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, arguments...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}
