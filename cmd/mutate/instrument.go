package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
)

// variable is the environment variable that names the condition to turn.
const variable = "MUTATE_CONDITION"

// A condition is one that can be turned.
type condition struct {
	place string // file:line
	text  string
}

// instrument writes copies of the files, in which every condition asks whether it
// is the one to turn, and the overlay that puts them in place of the real ones. It
// returns the conditions by number and the path of the overlay.
func instrument(work, dir string, files []string) ([]condition, string, error) {
	var conditions []condition
	replace := map[string]string{}
	name := ""
	for i, path := range files {
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, "", err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
		if err != nil {
			return nil, "", fmt.Errorf("parse %s: %w", path, err)
		}
		name = file.Name.Name
		changed := wrap(set, file, source, &conditions)
		copied := filepath.Join(work, fmt.Sprintf("%d.go", i))
		if err := os.WriteFile(copied, changed, 0o600); err != nil {
			return nil, "", err
		}
		replace[path] = copied
	}
	helper := filepath.Join(work, "turned.go")
	if err := os.WriteFile(helper, fmt.Appendf(nil, turned, name, variable), 0o600); err != nil {
		return nil, "", err
	}
	replace[filepath.Join(dir, "mutate_turned.go")] = helper

	overlay := filepath.Join(work, "overlay.json")
	content, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, "", err
	}
	return conditions, overlay, os.WriteFile(overlay, content, 0o600)
}

// turned is the file added to the package: package name, then variable.
const turned = `package %s

import (
	"os"
	"strconv"
)

var mutateCondition, _ = strconv.Atoi(os.Getenv(%q))

func mutateTurned(n int, is bool) bool { return is != (n == mutateCondition) }
`

// wrap returns the source with each condition wrapped into a call of mutateTurned,
// and appends the conditions to list.
func wrap(set *token.FileSet, file *ast.File, source []byte, list *[]condition) []byte {
	type insertion struct {
		at   int // offset in the source
		text string
		open bool
		size int // bytes of the condition
	}
	var insertions []insertion
	for _, e := range conditionsOf(file) {
		from, to := set.Position(e.Pos()).Offset, set.Position(e.End()).Offset
		place := set.Position(e.Pos())
		insertions = append(insertions,
			insertion{from, fmt.Sprintf("mutateTurned(%d, ", len(*list)), true, to - from},
			insertion{to, ")", false, to - from})
		*list = append(*list, condition{
			place: fmt.Sprintf("%s:%d", filepath.Base(place.Filename), place.Line),
			text:  string(source[from:to]),
		})
	}
	// Where two begin or end at one place, the longer one is outside.
	slices.SortStableFunc(insertions, func(a, b insertion) int {
		switch {
		case a.at != b.at:
			return a.at - b.at
		case a.open != b.open && a.open:
			return 1
		case a.open != b.open:
			return -1
		case a.open:
			return b.size - a.size
		default:
			return a.size - b.size
		}
	})
	var changed bytes.Buffer
	last := 0
	for _, in := range insertions {
		changed.Write(source[last:in.at])
		changed.WriteString(in.text)
		last = in.at
	}
	changed.Write(source[last:])
	return changed.Bytes()
}

// conditionsOf returns the conditions below node.
func conditionsOf(node ast.Node) []ast.Expr {
	var found []ast.Expr
	seen := map[ast.Expr]bool{}
	add := func(e ast.Expr) {
		for {
			inner, ok := e.(*ast.ParenExpr)
			if !ok {
				break
			}
			e = inner.X
		}
		if e != nil && !seen[e] {
			seen[e] = true
			found = append(found, e)
		}
	}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			add(n.Cond)
		case *ast.ForStmt:
			add(n.Cond)
		case *ast.SwitchStmt:
			if n.Tag == nil {
				for _, clause := range n.Body.List {
					for _, e := range clause.(*ast.CaseClause).List {
						add(e)
					}
				}
			}
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				add(n.X)
				add(n.Y)
			}
		}
		return true
	})
	return found
}
