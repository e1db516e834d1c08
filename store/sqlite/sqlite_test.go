package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
	"golang.org/x/sys/unix"
)

func steps() []Step {
	return []Step{
		{Name: "one", SQL: `CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)`},
		{Name: "two", SQL: `ALTER TABLE a ADD COLUMN y INTEGER`, Do: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE a SET y = x + 1`)
			return err
		}},
	}
}

func writer(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := OpenWriter(t.Context(), path, Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestMigrate_eachStepOnceAndABackupBefore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := writer(t, path)
	if err := WantCurrent(db, steps()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before the first start has filled it: %v", err)
	}
	if err := Migrate(t.Context(), db, path, steps()[:1]); err != nil {
		t.Fatal(err)
	}
	if err := WantCurrent(db, steps()); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Error("an older database passes")
	}
	for range 2 {
		if err := Migrate(t.Context(), db, path, steps()); err != nil {
			t.Fatal(err)
		}
	}
	var y int
	if err := db.QueryRow(`SELECT y FROM a`).Scan(&y); err != nil || y != 2 {
		t.Errorf("%d, %v", y, err)
	}
	if err := WantCurrent(db, steps()); err != nil {
		t.Error(err)
	}
	before, err := OpenReader(path+".before-schema-2", Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	if version, err := Version(before); err != nil || version != 1 {
		t.Errorf("the backup has %d, %v", version, err)
	}
	for _, err := range []error{Migrate(t.Context(), db, path, steps()[:1]), WantCurrent(db, steps()[:1])} {
		if !errors.Is(err, ErrNewer) {
			t.Errorf("with an older binary: %v", err)
		}
	}
}

// A step that fails leaves nothing of itself, nor of those before it.
func TestMigrate_allStepsOrNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := writer(t, path)
	failed := errors.New("failed")
	list := steps()
	list[1].Do = func(context.Context, *sql.Tx) error { return failed }
	if err := Migrate(t.Context(), db, path, list); !errors.Is(err, failed) {
		t.Errorf("%v", err)
	}
	list[1] = Step{Name: "two", SQL: `ALTER TABLE a ADD COLUMN y INTEGER; SELECT nothing FROM nowhere`}
	if err := Migrate(t.Context(), db, path, list); err == nil {
		t.Error("a step that cannot be done is done")
	}
	if version, err := Version(db); err != nil || version != 0 {
		t.Errorf("%d, %v", version, err)
	}
	if err := Migrate(t.Context(), db, path, steps()); err != nil {
		t.Error(err)
	}
}

func TestCheck_findsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := writer(t, path)
	if _, err := db.Exec(`CREATE TABLE a (x TEXT); INSERT INTO a WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT hex(randomblob(20)) FROM n`); err != nil {
		t.Fatal(err)
	}
	if err := Check(t.Context(), db); err != nil {
		t.Error(err)
	}
	db.Close()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(make([]byte, 8192), 2*8192); err != nil {
		t.Fatal(err)
	}
	file.Close()
	reader, err := OpenReader(path, Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := Check(t.Context(), reader); !errors.Is(err, ErrCorrupt) {
		t.Errorf("%v", err)
	}
}

func TestExplain_whatACallerCanDecideBy(t *testing.T) {
	for code, want := range map[sqlite3.ErrNo]error{sqlite3.ErrFull: ErrFull, sqlite3.ErrBusy: ErrBusy, sqlite3.ErrLocked: ErrBusy, sqlite3.ErrCorrupt: ErrCorrupt, sqlite3.ErrNotADB: ErrCorrupt} {
		if err := Explain(sqlite3.Error{Code: code}); !errors.Is(err, want) {
			t.Errorf("%d: %v", code, err)
		}
	}
	for _, c := range []struct {
		err       error
		uncertain bool
	}{{nil, false}, {sqlite3.Error{Code: sqlite3.ErrFull}, false}, {sqlite3.Error{Code: sqlite3.ErrBusy}, false}, {sqlite3.Error{Code: sqlite3.ErrIoErr}, true}} {
		if err := ExplainCommit(c.err); errors.Is(err, ErrUncertain) != c.uncertain {
			t.Errorf("%v: %v", c.err, err)
		}
	}
	if err := errors.New("another"); Explain(err) != err {
		t.Error("an error that is none of SQLite's is changed")
	}
}

func TestOpenWriter_fileIsForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	writer(t, path)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := OpenWriter(t.Context(), filepath.Join(t.TempDir(), "none", "a.db"), Hooks{}); err == nil {
		t.Error("a database in a directory that there is not")
	}
}

// What a killed process left of a copy is removed once nobody can be writing it any more.
func TestOpenWriter_removesWhatWasNeverWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "rapport.db")
	old := time.Now().Add(-time.Hour)
	for _, name := range []string{".rapport.db.before-schema-32-123", ".rapport.db-456", ".rapport.db.before-schema-32-789", ".other-1", "rapport.db.before-schema-31", "rapport.key"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if name != ".rapport.db.before-schema-32-789" { // somebody is writing that
			if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	db, err := OpenWriter(t.Context(), path, Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var left []string
	list, err := os.ReadDir(dir)
	for _, entry := range list {
		if !strings.HasPrefix(entry.Name(), "rapport.db-") {
			left = append(left, entry.Name())
		}
	}
	if got, want := strings.Join(left, " "), ".other-1 .rapport.db.before-schema-32-789 rapport.db rapport.db.before-schema-31 rapport.key"; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

// A snapshot that is mounted for reading alone can be read, but not where a journal holds
// what is not in the database yet.
func TestOpenReader_whereNothingCanBeWritten(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	db := writer(t, path)
	if err := Migrate(t.Context(), db, path, steps()); err != nil {
		t.Fatal(err)
	}
	journal, err := os.ReadFile(path + "-wal")
	if err != nil || len(journal) == 0 {
		t.Fatalf("%d bytes in the journal, %v", len(journal), err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	forReading(t, dir, func() {
		reader, err := OpenReader(path, Hooks{})
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		var y int
		if err := reader.QueryRow(`SELECT y FROM a`).Scan(&y); err != nil || y != 2 {
			t.Errorf("read %d, %v; want 2", y, err)
		}
	})
	if err := os.WriteFile(path+"-wal", journal, 0o600); err != nil {
		t.Fatal(err)
	}
	forReading(t, dir, func() {
		if _, err := OpenReader(path, Hooks{}); err == nil || !strings.Contains(err.Error(), "copy both elsewhere") {
			t.Errorf("with a journal: %v, want an error that says what to do", err)
		}
	})
}

// forReading calls do while nobody can write to dir.
func forReading(t *testing.T, dir string, do func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(dir, 0o700)
		do()
		return
	}
	// Modes do not bind root; a mount does.
	if err := unix.Mount(dir, dir, "", unix.MS_BIND, ""); err != nil {
		t.Skip("root may not mount here, so no directory is for reading alone:", err)
	}
	defer unix.Unmount(dir, unix.MNT_DETACH)
	if err := unix.Mount("", dir, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skip("root may not mount here, so no directory is for reading alone:", err)
	}
	do()
}
