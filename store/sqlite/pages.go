package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/mattn/go-sqlite3"
)

// pagesAtOnce is how many pages are copied between two looks whether to go on.
const pagesAtOnce = 1000

// CopyPages copies a database that others may use, page by page, into a new file: all of it as
// it was at one moment. A page is in the same place as in the database, so that two copies
// differ only where the database has changed.
func CopyPages(ctx context.Context, from, to string) (err error) {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite would make it readable by all
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	source, err := open(from, "mode=ro&_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := open(to, "_journal_mode=OFF&_synchronous=OFF")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	src, err := source.Conn(ctx)
	if err != nil {
		return Explain(err)
	}
	defer src.Close()
	// Within one transaction nothing that others commit begins the copy anew.
	if _, err := src.ExecContext(ctx, `BEGIN`); err != nil {
		return Explain(err)
	}
	defer src.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
	var n int
	if err := src.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&n); err != nil {
		return Explain(err)
	}
	dst, err := target.Conn(ctx)
	if err != nil {
		return Explain(err)
	}
	defer dst.Close()
	err = dst.Raw(func(to any) error {
		return src.Raw(func(from any) error {
			return copySteps(ctx, to.(*sqlite3.SQLiteConn), from.(*sqlite3.SQLiteConn))
		})
	})
	return Explain(err)
}

func copySteps(ctx context.Context, to, from *sqlite3.SQLiteConn) error {
	backup, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			backup.Close()
			return err
		}
		before := backup.Remaining()
		if done, err = backup.Step(pagesAtOnce); err != nil {
			backup.Close()
			return err
		}
		if !done && before == backup.Remaining() && before > 0 {
			backup.Close()
			return fmt.Errorf("%w: the copy does not go on", ErrBusy)
		}
	}
	return backup.Close()
}

// OpenCopy opens a copy that nobody writes to.
func OpenCopy(path string) (*sql.DB, error) { return open(path, "mode=ro&immutable=1") }
