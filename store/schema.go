package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"rapport/store/mailaddr"
	"rapport/store/sqlite"
)

//go:embed schema/*.sql
var schemas embed.FS

// schemaSteps returns the steps of the schema in their order.
func schemaSteps() ([]sqlite.Step, error) {
	names, err := fs.Glob(schemas, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	steps := make([]sqlite.Step, len(names))
	for i, name := range names {
		if number := fmt.Sprintf("schema/%03d_", i+1); !strings.HasPrefix(name, number) {
			return nil, fmt.Errorf("step %d of the schema is %s: its name must begin with %s", i+1, name, number)
		}
		text, err := schemas.ReadFile(name)
		if err != nil {
			return nil, err
		}
		steps[i] = sqlite.Step{Name: name, SQL: string(text)}
	}
	steps[16].Do = backfillKeys
	return steps, nil
}

// backfillKeys puts addresses that were written in lower case, or as they came, into the
// form in which they are compared.
func backfillKeys(ctx context.Context, tx *sql.Tx) error {
	for _, c := range []struct{ table, from, to string }{
		{"participant", "address", "key"}, {"delivery", "recipient", "recipient_key"},
		{"action", "address", "address"}, {"cases", "owner", "owner"}, {"confirmer", "address", "address"}, {"content_key", "person", "person"},
		{"digest", "address", "address"}, {"receipt", "address", "address"}, {"request", "address", "address"}, {"suspended", "address", "address"},
		{"survey_answer", "address", "address"}, {"survey_person", "address", "address"}, {"survey_stop", "address", "address"},
	} {
		// Nearly all of them in one statement, and the rest one by one.
		if c.from != c.to {
			if _, err := tx.ExecContext(ctx, `UPDATE `+c.table+` SET `+c.to+` = lower(`+c.from+`); CREATE INDEX backfill ON `+c.table+` (`+c.from+`)`); err != nil {
				return err
			}
		}
		written, err := collect(ctx, tx, "list addresses of "+c.table, scanValue[string], `SELECT DISTINCT `+c.from+` FROM `+c.table)
		if err != nil {
			return err
		}
		for _, address := range written {
			key := keyOf(address)
			if c.table == "participant" {
				key = mailaddr.Key(address)
			}
			now := address
			if c.from != c.to {
				now = mailaddr.Lower(address) // as SQLite's lower()
			}
			if key == now {
				continue
			}
			// Where both spellings of one address are there, the other one stays.
			if _, err := tx.ExecContext(ctx, `UPDATE OR IGNORE `+c.table+` SET `+c.to+` = $1 WHERE `+c.from+` = $2`, key, address); err != nil {
				return err
			}
		}
		if c.from != c.to {
			if _, err := tx.ExecContext(ctx, `DROP INDEX backfill`); err != nil {
				return err
			}
		}
	}
	return nil
}
