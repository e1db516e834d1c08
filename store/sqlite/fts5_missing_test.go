//go:build !sqlite_fts5

package sqlite

import (
	"fmt"
	"os"
	"testing"
)

// TestMain takes the place of every test of this package where SQLite was
// compiled without full-text search: each would fail, and none would say why.
func TestMain(*testing.M) {
	fmt.Fprintln(os.Stderr, "store/sqlite: SQLite is compiled without FTS5: run `make test`, or pass `-tags sqlite_fts5` to go test")
	os.Exit(1)
}
