package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/store/copydir"
	"rapport/store/ledger"
)

// withCopy returns a store with something waiting in its outbox, and a directory with a copy of it.
func withCopy(t *testing.T) (*Store, string) {
	t.Helper()
	s, err := Open(t.Context(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	queue(t, s, "one", "wang@acme.example", "jane@acme.example")
	dir := filepath.Join(t.TempDir(), "copies")
	if _, _, err := s.BackupInto(t.Context(), dir, 0, nil); err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func TestRestore_provesHoldsAndGoesOn(t *testing.T) {
	t.Parallel()
	s, dir := withCopy(t)
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "state")
	r, err := Restore(t.Context(), Restoring{Copies: dir, To: to, Key: s.KeyPath()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Copy.Event != head.Number || r.Held == 0 || r.Lost != 0 {
		t.Errorf("put back %+v, held %d, lost %d", r.Copy.About, r.Held, r.Lost)
	}
	restored, err := Open(t.Context(), Config{Dir: to})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	list, err := restored.Outbox(t.Context(), OutboxQuery{Live: true})
	if err != nil || len(list) != r.Held {
		t.Errorf("%d deliveries, %v", len(list), err)
	}
	for _, d := range list {
		if d.State != DeliveryHeld || d.Reply != RestoredReason {
			t.Errorf("delivery %d is %s: %s", d.ID, d.State, d.Reply)
		}
	}
	v, err := restored.VerifyAgainst(t.Context(), []Witness{{Source: "the copy", Mark: head.Mark()}}, nil)
	if err != nil || len(v.Problems) > 0 {
		t.Errorf("it is not proved: %v, %v", v.Problems, err)
	}
	entries, err := os.ReadDir(to)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s is left", e.Name())
		}
	}
}

// Whatever is wrong, nothing is put in place, and the error says what to do.
func TestRestore_refuses(t *testing.T) {
	t.Parallel()
	pieces := func(t *testing.T, dir string) []string {
		list, err := filepath.Glob(filepath.Join(dir, "pieces", "??", "*"))
		if err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		return list
	}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, s *Store, o *Restoring)
		want  error
		says  string
	}{
		"without the key": {func(_ *testing.T, _ *Store, o *Restoring) { o.Key = "" }, ErrKey, "put the rapport.key of this log at"},
		"with another key": {func(t *testing.T, _ *Store, o *Restoring) {
			o.Key = filepath.Join(t.TempDir(), KeyFileName)
			if _, err := ledger.CreateKeyFile(o.Key); err != nil {
				t.Fatal(err)
			}
		}, ErrKey, "another log"},
		"a piece is missing": {func(t *testing.T, _ *Store, o *Restoring) {
			if err := os.Remove(pieces(t, o.Copies)[0]); err != nil {
				t.Fatal(err)
			}
		}, copydir.ErrDamaged, "--at"},
		"before the first copy": {func(_ *testing.T, _ *Store, o *Restoring) { o.At = time.Unix(0, 0) }, fs.ErrNotExist, "no copy of that time"},
		"where a database is": {func(t *testing.T, _ *Store, o *Restoring) {
			o.To = filepath.Dir(open(t).Path())
		}, fs.ErrExist, "move it"},
		"no directory of copies": {func(t *testing.T, _ *Store, o *Restoring) { o.Copies = t.TempDir() }, copydir.ErrNoCopies, "not a directory of copies"},
		"an altered log": {func(t *testing.T, s *Store, o *Restoring) {
			if _, err := s.writer.Exec(`UPDATE delivery SET recipient = 'mallory@else.example' WHERE id = 1`); err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.BackupInto(t.Context(), o.Copies, 0, nil); err != nil {
				t.Fatal(err)
			}
		}, ErrUnproved, "recipient"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, dir := withCopy(t)
			o := Restoring{Copies: dir, To: filepath.Join(t.TempDir(), "state"), Key: s.KeyPath()}
			c.spoil(t, s, &o)
			before, _ := os.ReadDir(o.To)
			_, err := Restore(t.Context(), o, nil)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v", err)
			}
			after, _ := os.ReadDir(o.To)
			if len(after) != len(before) {
				t.Errorf("something was put in place: %v", after)
			}
		})
	}
}

// Where every copy of the key is lost, the copy can be put back, and gets a new one.
func TestRestore_withoutTheKeyGetsANewOne(t *testing.T) {
	t.Parallel()
	_, dir := withCopy(t)
	to := filepath.Join(t.TempDir(), "state")
	if _, err := Restore(t.Context(), Restoring{Copies: dir, To: to, LostKey: true}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(to, KeyFileName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a key: %v", err)
	}
	if err := ReplaceLostKey(t.Context(), Config{Dir: to}); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Config{Dir: to})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 || v.LostKey == 0 {
		t.Errorf("%v, %v", v.Problems, err)
	}
}

// A log that had come further is noticed, and what it had is kept.
func TestRestore_saysWhatIsLost(t *testing.T) {
	t.Parallel()
	s, dir := withCopy(t)
	if err := s.MarkUpkeep(t.Context(), UpkeepBackup, "later"); err != nil {
		t.Fatal(err)
	}
	state := filepath.Dir(s.Path())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(s.Path(), s.Path()+".damaged"); err != nil {
		t.Fatal(err)
	}
	r, err := Restore(t.Context(), Restoring{Copies: dir, To: state}, nil)
	if err != nil || r.Lost != 1 || !strings.Contains(r.Aside, ".before-") {
		t.Fatalf("%d events lost, aside in %q, %v", r.Lost, r.Aside, err)
	}
	restored, err := Open(t.Context(), Config{Dir: state})
	if err != nil {
		t.Fatal(err)
	}
	restored.Close()
}

// A directory holds the copies of one log. What was put back goes on in another.
func TestBackupInto_refusesAnotherLog(t *testing.T) {
	t.Parallel()
	_, dir := withCopy(t)
	other := open(t)
	queue(t, other, "one", "wang@acme.example")
	if _, _, err := other.BackupInto(t.Context(), dir, 1, nil); !errors.Is(err, ErrOtherLog) {
		t.Errorf("another log is taken: %v", err)
	}
	d, err := copydir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := d.List(); len(list) != 1 || err != nil {
		t.Errorf("%d copies, %v", len(list), err)
	}
}
