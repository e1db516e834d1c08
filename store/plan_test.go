package store

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readEverything says of each function that reads a growing table from end to end why it may.
var readEverything = map[string]string{
	"verifyEntries":  "holds the whole log against its proof",
	"replay":         "holds the whole log against its proof",
	"verifyFiles":    "holds the whole log against its proof",
	"verifyParts":    "holds the whole log against its proof",
	"wrapKeys":       "takes over a database of before there was a key, once",
	"messageIDs":     "holds the whole log against its proof",
	"matches":        "walks back from the latest mail for words that many mails have, and ends once enough are found",
	"rowErasure":     "an erasure is rare, and finishes what was interrupted",
	"projectErasure": "an erasure is rare, and looks at every matter",
	"PersonRecords":  "subject access is rare, and looks at every matter",
	"personErasure":  "an erasure is rare, and looks at every matter",
	"LiveTies":       "lists for an export which reply addresses can be answered",
	"copiesOfTheLog": "an erasure is rare, and looks at what PMs were sent",
	"peopleOf":       "an erasure is repeated only after an older copy was put back",
	"eraseRows":      "an erasure is rare, and removes old counts",
	"ProjectCounts":  "counts all mail of each project, for a command that is rarely given",
}

// smallTables do not grow with mail, people or events.
var smallTables = []string{"mailbox", "suspended", "survey_stop", "digest_only", "waiting_mail", "pending", "command", "shape", "erasure", "graph_folder"}

// growingIndexes are the partial indexes that grow with their table. All others hold what is
// open, which is the work of today.
var growingIndexes = []string{"message_base", "message_nobody", "procedure_case", "cases_merged", "uid_raw", "raw_arrival", "request_answer", "echo_delivery", "content_key_live", "missing_mail_id", "missing_mail_print", "graph_item_uid"}

// What a mail, a look for work and a command cost must not depend on how many mails there
// are: no statement reads a table that grows from end to end. Every SQL text of the package is
// planned as on a database with a million rows in each table.
func TestPlan_noStatementReadsAGrowingTable(t *testing.T) {
	t.Parallel()
	s := open(t)
	pretendMillions(t, s)
	list := statements(t)
	if len(list) < 200 {
		t.Errorf("only %d statements found; is the test still looking in the right place?", len(list))
	}
	excused := map[string]bool{}
	for _, st := range list {
		for _, step := range planOf(t, s, st.text) {
			if !readsAll(t, s, step, st.text) {
				continue
			}
			if readEverything[st.function] != "" {
				excused[st.function] = true
				continue
			}
			t.Errorf("%s, %s: %s\n%s", st.place, st.function, step, st.text)
		}
	}
	for function := range readEverything {
		if !excused[function] {
			t.Errorf("%s reads no table from end to end any more: take it off the list", function)
		}
	}
}

// SQLite uses a partial index only for a query that repeats its condition.
func TestPlan_findsAQueryThatMissesItsPartialIndex(t *testing.T) {
	t.Parallel()
	s := open(t)
	pretendMillions(t, s)
	for text, want := range map[string]bool{
		`SELECT m.id FROM message m WHERE m.base = $1`:                   true,
		`SELECT m.id FROM message m WHERE m.base = $1 AND m.base <> ''`:  false,
		`SELECT id FROM delivery WHERE state = 'ready' AND next_ms < $1`: true,
		`SELECT count(*) FROM message`:                                   true,
		`SELECT max(id) FROM message`:                                    false,
	} {
		got := slices.ContainsFunc(planOf(t, s, text), func(step string) bool { return readsAll(t, s, step, text) })
		if got != want {
			t.Errorf("%s\nreads a table from end to end: %v, want %v\n%s", text, got, want, strings.Join(planOf(t, s, text), "\n"))
		}
	}
}

var (
	scanned = regexp.MustCompile(`^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$`)
	newest  = regexp.MustCompile(`^SELECT [^()]* FROM \w+ ORDER BY id DESC LIMIT 1$`)
)

// readsAll reports whether a step of the plan of a text reads a growing table from end to end.
func readsAll(t *testing.T, s *Store, step, text string) bool {
	t.Helper()
	m := scanned.FindStringSubmatch(step)
	if m == nil || newest.MatchString(text) {
		return false // a row of constants, a list of arguments, a full-text search, or the last row
	}
	table, index := m[1], m[2]
	if named := regexp.MustCompile(`(?:FROM|JOIN|UPDATE|INTO|,) (\w+) (?:AS )?` + table + `\b`).FindStringSubmatch(text); named != nil && named[1] != "SELECT" {
		table = named[1]
	}
	var known int
	if err := s.writer.QueryRow(`SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1`, table).Scan(&known); err != nil {
		t.Fatal(err)
	}
	if known == 0 || slices.Contains(smallTables, table) {
		return false // the rows of a subquery, whose own steps are looked at
	}
	return index == "" || !isOpenIndex(t, s, index)
}

// isOpenIndex reports whether an index holds only what is open.
func isOpenIndex(t *testing.T, s *Store, index string) bool {
	t.Helper()
	var partial bool
	if err := s.writer.QueryRow(`SELECT coalesce(max(sql LIKE '% WHERE %'), 0) FROM sqlite_master WHERE name = $1`, index).Scan(&partial); err != nil {
		t.Fatal(err)
	}
	return partial && !slices.Contains(growingIndexes, index)
}

// pretendMillions has SQLite plan as if there were a million rows in each table, a few hundred
// of them open.
func pretendMillions(t *testing.T, s *Store) {
	t.Helper()
	rows, err := s.writer.Query(`SELECT t.name, coalesce(i.name, ''), (SELECT count(*) FROM pragma_index_info(i.name))
		FROM sqlite_master t LEFT JOIN sqlite_master i ON i.tbl_name = t.name AND i.type = 'index' WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'`)
	if err != nil {
		t.Fatal(err)
	}
	type statistic struct{ table, index, text string }
	var list []statistic
	for rows.Next() {
		var of statistic
		var columns int
		if err := rows.Scan(&of.table, &of.index, &columns); err != nil {
			t.Fatal(err)
		}
		of.text = "1000000"
		for column := range columns {
			of.text += fmt.Sprint(" ", max(1, 200>>(4*column)))
		}
		list = append(list, of)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	rows.Close()
	if _, err := s.writer.Exec(`ANALYZE; DELETE FROM sqlite_stat1`); err != nil {
		t.Fatal(err)
	}
	for _, of := range list {
		if of.index != "" && isOpenIndex(t, s, of.index) {
			of.text = "300 100"
		}
		if _, err := s.writer.Exec(`INSERT INTO sqlite_stat1 VALUES ($1, nullif($2, ''), $3)`, of.table, of.index, of.text); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.writer.Exec(`ANALYZE sqlite_master`); err != nil {
		t.Fatal(err)
	}
}

// A statement is an SQL text of the package.
type statement struct{ function, place, text string }

// statements returns the SQL texts that the functions of the package pass on, each with its
// constants put together. A text that is composed at run time is not among them.
func statements(t *testing.T) (list []statement) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	// Without the packages it imports most of the code has type errors; its constants do not.
	config := types.Config{Importer: emptyPackages{}, Error: func(error) {}}
	_, _ = config.Check("store", set, files, info)
	for _, file := range files {
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(function, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				sum, ok := e.(*ast.BinaryExpr)
				if ok && info.Types[e].Value == nil && sum.Op == token.ADD {
					return false // composed at run time
				}
				value := info.Types[e].Value
				if value == nil || value.Kind() != constant.String {
					return true
				}
				text := strings.Join(strings.Fields(constant.StringVal(value)), " ")
				if isStatement.MatchString(text) {
					list = append(list, statement{function.Name.Name, set.Position(e.Pos()).String(), text})
				}
				return false
			})
		}
	}
	return list
}

// isStatement matches an SQL text that is complete.
var isStatement = regexp.MustCompile(`^(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b[^%]*[^%]$`)

type emptyPackages struct{}

func (emptyPackages) Import(name string) (*types.Package, error) {
	p := types.NewPackage(name, path.Base(name))
	p.MarkComplete()
	return p, nil
}

// planOf returns how SQLite would run a text, step by step.
func planOf(t *testing.T, s *Store, text string) (steps []string) {
	t.Helper()
	if strings.HasPrefix(text, "INSERT") {
		// The plan of an insert has the look for rows that wait for this one: none ever does.
		foreignKeys(t, s, "OFF")
		defer foreignKeys(t, s, "ON")
	}
	arguments := make([]any, strings.Count(text, "$"))
	rows, err := s.writer.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, arguments...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}

func foreignKeys(t *testing.T, s *Store, to string) {
	t.Helper()
	if _, err := s.writer.Exec("PRAGMA foreign_keys = " + to); err != nil {
		t.Fatal(err)
	}
}
