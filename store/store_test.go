package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"rapport/store/sqlite"
)

// emptyDatabase returns the files of an empty store by their names. To create it anew for
// each test takes longer than most of them.
var emptyDatabase = sync.OnceValues(func() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "rapport-store")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, err := Open(context.Background(), Config{Dir: dir})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range []string{FileName, KeyFileName} {
		if files[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	return files, nil
})

// open returns an empty store whose clock stands still.
func open(t testing.TB) *Store {
	t.Helper()
	return openWith(t, func() time.Time { return time.UnixMilli(1767225600000) })
}

func openWith(t testing.TB, now func() time.Time) *Store {
	t.Helper()
	files, err := emptyDatabase()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, file := range files {
		if err := os.WriteFile(filepath.Join(dir, name), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), Config{Dir: dir, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, altered := tampered.Load(s)
		if _, timed := t.(*testing.B); !timed && !altered && !t.Failed() {
			isCovered(t, s)
		}
		s.Close()
	})
	return s
}

// tampered has the stores whose database a test changed past the store, and forced those in
// which it sets a state that no event leads to.
var tampered, forced sync.Map

// isCovered checks that the chain says of every row what it is: whatever a test does to a
// store, each change has its event.
func isCovered(t testing.TB, s *Store) {
	t.Helper()
	v, err := s.Verify(context.Background(), nil)
	if err != nil {
		t.Error(err)
	}
	_, forces := forced.Load(s)
	for _, p := range v.Problems {
		switch {
		case p.Entry != 0 || p.Field == "zstd": // tests keep rows of mail without its bytes
		case forces && p.Field == "state":
		default:
			t.Error(p.Text)
		}
	}
}

// mail is a message as a test writes it: what matters to it, nothing else.
type mail struct {
	id, subject, text, quoted string
	from                      string
	refs                      []string
	project                   string
	sign                      Signal
	confidence                int
	files                     []string
	date                      time.Time // zero: one second after the mail before
}

// keep stores the raw bytes of a mail and gives its id.
func keep(t testing.TB, s *Store, raw string) int64 {
	t.Helper()
	var kept StoredRaw
	err := s.Update(t.Context(), func(tx *Tx) (err error) {
		kept, err = tx.StoreRaw(s.Pack([]byte(raw), time.UnixMilli(1767000000000), "test"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept.ID
}

// record stores and logs a mail and gives its id.
func record(t testing.TB, s *Store, m mail) int64 {
	t.Helper()
	raw := fmt.Sprintf("Message-ID: <%s>\r\nSubject: %s\r\n\r\n%s\r\n", m.id, m.subject, m.text)
	id := keep(t, s, raw)
	if m.from == "" {
		m.from = "wang@client.example"
	}
	msg := &Message{
		SHA256: sha256.Sum256([]byte(raw)), Size: int64(len(raw)), MessageID: m.id, References: m.refs, Subject: m.subject,
		Date: time.UnixMilli(1767000000000 + id*1000), Received: time.UnixMilli(1767000000000),
		From: []Address{{"王伟", m.from}}, To: []Address{{"", "li@agency.example"}},
		Text: m.text, NewText: m.text, Quoted: m.quoted,
	}
	if !m.date.IsZero() {
		msg.Date = m.date
	}
	for i, name := range m.files {
		msg.Attachments = append(msg.Attachments, Attachment{N: i + 1, Name: name, Type: "application/pdf"})
	}
	err := s.Update(t.Context(), func(tx *Tx) error {
		v := Verdict{Kind: KindHuman, Role: RoleClient, Effects: proved()}
		if m.project != "" {
			v.Reasons = append(v.Reasons, Reason{m.sign, m.project, m.confidence, "for the test"})
		}
		thread, err := tx.ThreadFiling(msg)
		if err != nil {
			return err
		}
		if thread.Project != "" {
			v.Reasons = append(v.Reasons, Reason{SignalThread, thread.Project, ThreadConfidence, "for the test"})
		}
		slices.SortStableFunc(v.Reasons, func(a, b Reason) int { return b.Confidence - a.Confidence })
		if len(v.Reasons) > 0 {
			v.Project = v.Reasons[0].Project
		}
		_, err = tx.Record(id, msg, v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// projects returns the project of each message, by Message-ID.
func projects(t testing.TB, s *Store) map[string]string {
	t.Helper()
	m := map[string]string{}
	if err := s.Log(t.Context(), LogQuery{}, func(e Entry) error { m[e.MessageID] = e.Project; return nil }); err != nil {
		t.Fatal(err)
	}
	return m
}

func verified(t testing.TB, s *Store) {
	t.Helper()
	v, err := s.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Problems) > 0 {
		t.Errorf("verify finds problems: %v", v.Problems)
	}
}

func TestOpen_asksForDurability(t *testing.T) {
	s := open(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "page_size": "8192"} {
		var got string
		if err := s.writer.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %s, %v; want %s", pragma, got, err, want)
		}
	}
	if info, err := os.Stat(s.Path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("database has mode %v, %v; want 0600", info.Mode(), err)
	}
}

func TestOpen_leavesANewerDatabaseAlone(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.writer.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	s.Close()
	before, _ := os.ReadFile(filepath.Join(dir, FileName))
	if _, err := Open(t.Context(), Config{Dir: dir}); !errors.Is(err, ErrNewer) {
		t.Errorf("Open gives %v, want ErrNewer", err)
	}
	if _, err := OpenReadOnly(Config{Dir: dir}); !errors.Is(err, ErrNewer) {
		t.Errorf("OpenReadOnly gives %v, want ErrNewer", err)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, FileName)); string(after) != string(before) {
		t.Error("the newer database was written to")
	}
}

func TestOpen_damage(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), []byte("this is no database, whatever its name says, and long enough to be looked at"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Config{Dir: dir}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("Open gives %v, want ErrCorrupt", err)
	}
	if _, err := OpenReadOnly(Config{Dir: t.TempDir()}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenReadOnly of nothing gives %v", err)
	}
}

func TestUpdate_failureKeepsNothing(t *testing.T) {
	s := open(t)
	boom := errors.New("boom")
	err := s.Update(t.Context(), func(tx *Tx) error {
		if _, err := tx.StoreRaw(s.Pack([]byte("a mail"), time.Time{}, "test")); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("Update gives %v", err)
	}
	if ids, err := s.Pending(t.Context(), 0, 10); err != nil || len(ids) != 0 {
		t.Errorf("after a failed update there is mail to read: %v, %v", ids, err)
	}
}

func TestUpdate_lockedByAnotherProcess(t *testing.T) {
	s := open(t)
	other, err := sqlite.OpenWriter(t.Context(), s.Path(), sqlite.Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := s.writer.Exec(`PRAGMA busy_timeout = 1`); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(context.Background(), func(*Tx) error { return nil }); !errors.Is(err, ErrBusy) {
		t.Errorf("Update gives %v, want ErrBusy", err)
	}
}

func TestKeep_sameBytesTwiceAreOneMail(t *testing.T) {
	s := open(t)
	first, second := keep(t, s, "the same"), keep(t, s, "the same")
	other := keep(t, s, "another")
	if first != second || first == other {
		t.Errorf("ids %d, %d, %d: want the first two equal", first, second, other)
	}
	if ids, _ := s.Pending(t.Context(), 0, 10); len(ids) != 2 {
		t.Errorf("%d mails to read, want 2", len(ids))
	}
	mail, raw, err := s.RawMail(t.Context(), first)
	if err != nil || string(mail) != "the same" || raw.Origin != "test" {
		t.Errorf("Mail gives %q from %q, %v", mail, raw.Origin, err)
	}
	if _, _, err := s.RawMail(t.Context(), 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("Mail of nothing gives %v", err)
	}
}

func TestRecord_twiceIsOneEntry(t *testing.T) {
	s := open(t)
	id := record(t, s, mail{id: "a@x", text: "hello"})
	record(t, s, mail{id: "a@x", text: "hello"})
	n := 0
	s.Log(t.Context(), LogQuery{}, func(e Entry) error { n++; return nil })
	if n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
	if ids, _ := s.Pending(t.Context(), 0, 10); len(ids) != 0 {
		t.Errorf("message %d is still to be read", id)
	}
	verified(t, s)
}

func TestRecord_quotedTextIsKeptOnlyWhereItIsNotInTheLog(t *testing.T) {
	s := open(t)
	record(t, s, mail{id: "a@x", text: "When is the delivery?"})
	record(t, s, mail{id: "b@x", refs: []string{"a@x"}, text: "On Friday.", quoted: "> When is the delivery?"})
	record(t, s, mail{id: "c@x", refs: []string{"elsewhere@x"}, text: "Agreed.", quoted: "> Price is 4000."})
	record(t, s, mail{id: "d@x", refs: []string{"a@x", "side@x"}, text: "As Tom says.", quoted: "> Then it is 4800. Tom"})
	record(t, s, mail{id: "e@x", refs: []string{"a@x"}, quoted: "> When is the delivery?"})
	record(t, s, mail{id: "sealed@x", text: ""})
	record(t, s, mail{id: "f@x", refs: []string{"sealed@x"}, text: "Yes.", quoted: "> The sealed words."})
	want := map[string]string{"a@x": "", "b@x": "", "c@x": "> Price is 4000.", "d@x": "> Then it is 4800. Tom", "e@x": "> When is the delivery?", "f@x": "> The sealed words."}
	s.Log(t.Context(), LogQuery{}, func(e Entry) error {
		if e.Quoted != want[e.MessageID] {
			t.Errorf("%s keeps the quote %q, want %q", e.MessageID, e.Quoted, want[e.MessageID])
		}
		return nil
	})
	verified(t, s)
}

func TestLog_queries(t *testing.T) {
	s := open(t)
	a := record(t, s, mail{id: "a@x", project: "ACME", sign: SignalTag, confidence: 95})
	record(t, s, mail{id: "b@x", project: "BETA", sign: SignalTag, confidence: 95, from: "100%_sure@other.example"})
	record(t, s, mail{id: "c@x"})
	second := time.UnixMilli(1767000000000 + (a+1)*1000)
	for _, c := range []struct {
		name  string
		query LogQuery
		want  string
	}{
		{"all", LogQuery{}, "a@x b@x c@x "},
		{"latest first", LogQuery{ReadBack: true}, "c@x b@x a@x "},
		{"project", LogQuery{Project: "ACME"}, "a@x "},
		{"unfiled", LogQuery{Unfiled: true}, "c@x "},
		{"since is inclusive", LogQuery{Since: second}, "b@x c@x "},
		{"until is exclusive", LogQuery{Until: second}, "a@x "},
		{"with an address", LogQuery{With: []string{"wang@client.example"}}, "a@x c@x "},
		{"with a name", LogQuery{With: []string{"王伟"}}, "a@x b@x c@x "},
		{"with one of several", LogQuery{With: []string{"nobody", "other.example"}}, "b@x "},
		{"wildcards are plain text", LogQuery{With: []string{"100%_"}}, "b@x "},
		{"and so they match nothing else", LogQuery{With: []string{"w_ng"}}, ""},
		{"kind", LogQuery{Kind: KindBounce}, ""},
	} {
		got := ""
		if err := s.Log(t.Context(), c.query, func(e Entry) error { got += e.MessageID + " "; return nil }); err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if _, err := s.Entry(t.Context(), 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("Entry of nothing gives %v", err)
	}
}

// What an earlier version wrote is brought up to date, after a copy was put
// beside it.
func TestOpen_bringsAnOlderDatabaseUpToDate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	steps, err := schemaSteps()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.OpenWriter(t.Context(), path, sqlite.Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Migrate(t.Context(), db, path, steps[:1]); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO raw (sha256, size, received_ms, origin) VALUES (x'00', 1, 0, 'before')`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReadOnly(Config{Dir: dir}); err == nil {
		t.Error("an older database is read as if it were a new one")
	}
	s, err := Open(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var origin string
	if err := s.reader.QueryRow(`SELECT origin FROM raw`).Scan(&origin); err != nil || origin != "before" {
		t.Errorf("what was there is %q, %v", origin, err)
	}
	if list, err := s.Outbox(t.Context(), OutboxQuery{}); err != nil || len(list) != 0 {
		t.Errorf("the outbox has %v, %v", list, err)
	}
	if copies, err := filepath.Glob(path + ".before-schema-*"); err != nil || len(copies) != 1 {
		t.Errorf("copies: %v, %v", copies, err)
	}
}
