package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// ErasedBack is what was erased once and is in the database, since an older copy of it was put back:
// mail, or what the erasure took besides mail.
type ErasedBack struct {
	Erased time.Time
	Reason string
	Scope  ErasureScope // to erase it again
}

// ErrErasedList means that lines of the list of what was erased cannot be read.
var ErrErasedList = errors.New("lines of the list of what was erased cannot be read; what they name is not looked for")

// ErasedBack returns what was erased once and is back. With ErrErasedList it is what the other lines
// name.
func (s *Store) ErasedBack(ctx context.Context) (back []ErasedBack, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("look for what was erased: %w", err)
		}
	}()
	f, err := os.Open(s.erasedPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var unread []int
	last := 0 // the latest line, where it cannot be read
	for n := 1; lines.Scan(); n++ {
		if last > 0 {
			unread, last = append(unread, last), 0
		}
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var line erasedLine
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			last = n
			continue
		}
		look := s.mailBack
		if line.Besides {
			look = s.besidesBack
		}
		scope, isBack, err := look(ctx, line)
		if err != nil {
			return nil, err
		}
		if isBack {
			back = append(back, ErasedBack{line.Erased, line.Reason, scope})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(unread) > 0 { // a power cut leaves a part of the last one alone
		return back, fmt.Errorf("%s: %w: %d of them, the first is line %d", s.erasedPath(), ErrErasedList, len(unread), unread[0])
	}
	return back, nil
}

// mailBack looks for the mails of a line.
func (s *Store) mailBack(ctx context.Context, line erasedLine) (scope ErasureScope, isBack bool, err error) {
	scope = ErasureScope{Project: line.Project, Before: line.Before, OfPerson: line.Person}
	names := make([]string, len(line.Mails))
	for i, h := range line.Mails {
		names[i] = h.String()
	}
	scope.Hashes, err = collect(ctx, s.reader, "look for erased mail", func(row scanner) (h Hash, err error) {
		err = row.Scan(hashOf{&h})
		return h, err
	}, `SELECT r.sha256 FROM json_each($1) j JOIN raw r ON r.sha256 = unhex(j.value) WHERE r.zstd IS NOT NULL`, list(names))
	return scope, len(scope.Hashes) > 0, err
}

// besidesBack looks whether the database knows an erasure. If it does not, what the erasure took
// besides mail is back; of a person only where something is held of them.
func (s *Store) besidesBack(ctx context.Context, line erasedLine) (scope ErasureScope, isBack bool, err error) {
	scope = ErasureScope{Project: line.Project, Before: line.Before, Besides: true, Who: line.Who, First: line.Erased}
	var known bool
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM erasure WHERE project = $1 AND person = $2 AND before_ms = $3 AND done_ms >= $4)`,
		scope.Project, s.personHash(scope), millis(scope.Before), millis(line.Erased)).Scan(&known)
	if err != nil || known || !line.Person {
		return scope, !known, explain(err)
	}
	people, err := s.peopleOf(ctx, s.reader, line.Who)
	return scope, len(people) > 0, err
}
