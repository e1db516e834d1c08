package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"rapport/store/mailaddr"
)

// verifyParts checks what lies beside the messages and is in no hash: the numbers and keys
// of participants and attachments, and that each belongs to a message.
func (v *verifier) verifyParts(ctx context.Context) error {
	for _, table := range []string{"body", "participant", "attachment"} {
		ids, err := collect(ctx, v.store.reader, "look for parts of no message", scanValue[int64], `SELECT DISTINCT message_id FROM `+table+` WHERE message_id NOT IN (SELECT id FROM message) LIMIT 100`)
		if err != nil {
			return err
		}
		for _, id := range ids {
			v.add(Problem{Object: fmt.Sprintf("%s %d", table, id), Log: "nothing", Table: "the row", Text: fmt.Sprintf("%s %d is of no message", table, id)})
		}
	}
	if err := v.numbered(ctx, "participant", 0, `SELECT message_id, n, address, key FROM participant ORDER BY message_id, field, n`); err != nil {
		return err
	}
	return v.numbered(ctx, "attachment", 1, `SELECT message_id, n, '', '' FROM attachment ORDER BY message_id, n`)
}

// numbered checks that the rows of each message are numbered without gap, and that
// addresses have their keys.
func (v *verifier) numbered(ctx context.Context, table string, first int, query string) error {
	rows, err := v.store.reader.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("read %s: %w", table, explain(err))
	}
	defer rows.Close()
	var (
		message, last int64
		n, next       int
		address, key  string
	)
	for rows.Next() {
		if err := rows.Scan(&message, &n, &address, &key); err != nil {
			return fmt.Errorf("read %s: %w", table, explain(err))
		}
		if message != last {
			last, next = message, first
		}
		object := fmt.Sprintf("%s %d/%d", table, message, n)
		if n != next {
			v.add(Problem{Entry: v.logged[message].ID, Object: object, Field: "n", Log: fmt.Sprint(next), Table: fmt.Sprint(n), Text: fmt.Sprintf("%s of its message has the number %d, and not %d", table, n, next)})
		}
		if want := mailaddr.Key(address); key != want {
			v.add(Problem{Entry: v.logged[message].ID, Object: object, Field: "key", Log: want, Table: key, Text: fmt.Sprintf("an address of its message is compared as %q, and not as %q", key, want)})
		}
		next = n + 1
	}
	return explain(rows.Err())
}

// verifyRaw compares the bytes of every mail with their hash.
func (v *verifier) verifyRaw(ctx context.Context) error {
	ids := make(chan int64)
	var (
		group  sync.WaitGroup
		once   sync.Once
		failed error
	)
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	defer v.inOrder(len(v.found.Problems))
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for id := range ids {
				if err := v.verifyBytes(stop, id); err != nil {
					once.Do(func() { failed = err; cancel() })
				}
			}
		})
	}
	err := v.eachRaw(stop, func(id int64) {
		select {
		case ids <- id:
		case <-stop.Done():
		}
	})
	close(ids)
	group.Wait()
	if failed != nil {
		return failed
	}
	return err
}

func (v *verifier) eachRaw(ctx context.Context, yield func(int64)) error {
	const page = 10_000 // no reading stands still while others work
	for last := int64(0); ; {
		ids, err := collect(ctx, v.store.reader, "list mails", scanValue[int64], `SELECT id FROM raw WHERE id > $1 ORDER BY id LIMIT $2`, last, page)
		if err != nil {
			return err
		}
		for _, id := range ids {
			yield(id)
			last = id
		}
		if len(ids) < page {
			return nil
		}
	}
}

func (v *verifier) verifyBytes(ctx context.Context, id int64) error {
	_, _, err := v.store.RawMail(ctx, id)
	switch {
	case err == nil, errors.Is(err, ErrNotFound): // it was there a moment ago
		return nil
	case errors.Is(err, ErrErased) && v.bare[id]:
		return nil
	case errors.Is(err, ErrErased), errors.Is(err, ErrCorrupt):
		v.add(Problem{Entry: v.logged[id].ID, Object: fmt.Sprintf("raw %d", id), Field: "zstd", Text: err.Error()})
		return nil
	}
	return err
}

// verifyFiles compares the bytes of every file that goes along with mail of ours with its hash.
func (v *verifier) verifyFiles(ctx context.Context) error {
	ids, err := collect(ctx, v.store.reader, "list files", scanValue[int64], `SELECT id FROM file ORDER BY id`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		_, err := v.store.fileBytes(ctx, `id = $1`, id)
		if errors.Is(err, ErrCorrupt) {
			v.add(Problem{Object: fmt.Sprintf("file %d", id), Field: "zstd", Text: v.named(ctx, id) + err.Error()})
		} else if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// named returns the name that a file has in a version, for a person to read.
func (v *verifier) named(ctx context.Context, id int64) string {
	names, err := collect(ctx, v.store.reader, "read the name of a file", scanValue[string], `SELECT f.name FROM file b JOIN version_file f ON f.sha256 = b.sha256 WHERE b.id = $1 ORDER BY f.about, f.object LIMIT 1`, id)
	if err != nil || len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("%q: ", names[0])
}
