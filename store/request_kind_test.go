package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// constantsOf returns the values of the constants that this package declares with a
// type, as they stand in the source.
func constantsOf(t *testing.T, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if is, ok := spec.Type.(*ast.Ident); !ok || is.Name != typeName {
				return true
			}
			for _, v := range spec.Values {
				if literal, ok := v.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					text, err := strconv.Unquote(literal.Value)
					if err != nil {
						t.Fatal(err)
					}
					values = append(values, text)
				}
			}
			return true
		})
	}
	return values
}

func TestRequestKinds_holdEveryPurposeOnce(t *testing.T) {
	var listed []string
	for _, p := range Purposes() {
		listed = append(listed, string(p))
	}
	declared := constantsOf(t, "Purpose")
	slices.Sort(listed)
	slices.Sort(declared)
	if len(declared) == 0 || !slices.Equal(listed, declared) {
		t.Errorf("the constants are\n%q\nand the list has\n%q", declared, listed)
	}
}

func TestRequestKinds_areComplete(t *testing.T) {
	s := open(t)
	for _, kind := range requestKinds() {
		var there bool
		if err := s.reader.QueryRow(`SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1)`, kind.object).Scan(&there); err != nil {
			t.Fatal(err)
		}
		if !there {
			t.Errorf("%s is about %q, which is no table", kind.purpose, kind.object)
		}
		if kind.apply == nil {
			t.Errorf("%s: a response to it does nothing", kind.purpose)
		}
		if kind.respondent != RespondentPM && kind.respondent != RespondentContact {
			t.Errorf("%s: %q may respond", kind.purpose, kind.respondent)
		}
	}
}

// A response to what is not in the list must not reach the report that happens to have
// the same number.
func TestRecord_aResponseOfAnUnknownPurposeIsAnError(t *testing.T) {
	s := open(t)
	err := s.Update(t.Context(), func(tx *Tx) error {
		r, err := tx.PlanReport(Report{Project: "ACME", Period: "2026-03-06", From: "2026-02-27", To: "2026-03-06"})
		if err == nil {
			_, err = tx.draftReport(r.ID, "All well.", "li")
		}
		if err == nil {
			_, err = tx.MarkReportProposed(r.ID, 1, "{}")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	raw := keep(t, s, "ok")
	for _, decision := range []Decision{DecisionOK, DecisionSkip, DecisionText} {
		err := s.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.Record(raw, &Message{MessageID: "ok@x.example", OwnText: "ok"}, Verdict{Kind: KindHuman,
				Answer: &Response{Request: 7, Purpose: "lottery", Object: 1, Version: 1, Decision: decision, Address: "li@agency.example"}})
			return err
		})
		if err == nil || !strings.Contains(err.Error(), `no such purpose: "lottery"`) {
			t.Errorf("%s: %v", decision, err)
		}
	}
	if r, err := s.Report(t.Context(), 1); err != nil || r.State != ReportProposed || r.Draft != "All well." {
		t.Errorf("the report is %s: %q, %v", r.State, r.Draft, err)
	}
}
