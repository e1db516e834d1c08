package store

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What a client objected to a text stays until the text is settled, in whichever thread they wrote it,
// and so does the mail itself.
func TestErase_keepsAnswersToATextToBeConfirmed(t *testing.T) {
	t.Parallel()
	for state, mails := range map[ConfirmationState]int{ConfirmationAsked: 1, ConfirmationSettled: 2, ConfirmationWithdrawn: 2} {
		for name, c := range map[string]struct {
			scope ErasureScope
			left  int // objections, where the text is settled
		}{
			"of a person": {ErasureScope{Person: []string{"anna@acme.example"}}, 0},
			"of a time":   {ErasureScope{Before: time.UnixMilli(1767000000000).AddDate(1, 0, 0)}, 1}, // which came by no mail
		} {
			s := open(t)
			forced.Store(s, true)
			record(t, s, mail{id: "other@x", text: "Good morning", subject: "Else", from: "anna@acme.example", project: "ACME", sign: SignalAddress, confidence: 90})
			answer := record(t, s, mail{id: "answer@x", text: "not like this", subject: "Re: Minutes", from: "anna@acme.example", project: "ACME", sign: SignalAddress, confidence: 90})
			update(t, s, func(tx *Tx) error {
				return errors.Join(
					tx.exec(`INSERT INTO confirmation (id, project, number, kind, title, state, version, text, policy, actor, created_ms, changed_ms) VALUES (1, 'ACME', 1, 'minutes', '', $1, 1, '', 'all', '', 0, 0)`, state),
					tx.exec(`INSERT INTO confirmer (confirmation_id, version, address, name, state, words, message_id) VALUES (1, 1, 'anna@acme.example', 'Anna', 'objected', 'not like this', $1)`, answer),
					tx.exec(`INSERT INTO confirmer (confirmation_id, version, address, name, state, words) VALUES (1, 2, 'anna@acme.example', 'Anna', 'objected', 'not like this either')`))
			})
			plan, err := s.PlanErasure(t.Context(), c.scope)
			if err != nil || plan.Mails != mails {
				t.Errorf("%s, %s: %+v, %v", state, name, plan, err)
			}
			if _, err := s.Erase(t.Context(), plan, Erasure{Actor: "root", Reason: "her request", Scope: c.scope}); err != nil {
				t.Fatal(err)
			}
			want := 2
			if state != ConfirmationAsked {
				want = c.left
			}
			var left int
			if err := s.reader.QueryRow(`SELECT count(*) FROM confirmer WHERE words <> ''`).Scan(&left); err != nil || left != want {
				t.Errorf("%s, %s: %d objections are left, want %d; %v", state, name, left, want, err)
			}
		}
	}
}

// The mail of an objection may be erased before the text is settled: it was erased once, and an older
// copy of the database brought it back. The words of the objection then stay until the text is settled.
func TestErase_rowsOfATextToBeConfirmed(t *testing.T) {
	t.Parallel()
	s := open(t)
	forced.Store(s, true)
	answer := record(t, s, mail{id: "answer@x", text: "not like this", from: "anna@acme.example", project: "ACME", sign: SignalAddress, confidence: 90})
	update(t, s, func(tx *Tx) error {
		for i, state := range []ConfirmationState{ConfirmationAsked, ConfirmationSettled} {
			if err := errors.Join(
				tx.exec(`INSERT INTO confirmation (id, project, number, kind, title, state, version, text, policy, actor, created_ms, changed_ms) VALUES ($1, 'ACME', $2, 'minutes', '', $3, 1, '', 'all', '', 0, 0)`, i+1, i+1, state),
				tx.exec(`INSERT INTO confirmer (confirmation_id, version, address, name, state, words, message_id) VALUES ($1, 1, 'anna@acme.example', 'Anna', 'objected', 'not like this', $2)`, i+1, answer)); err != nil {
				return err
			}
		}
		return errors.Join(tx.exec(`INSERT INTO erasure (id, project, person, before_ms, messages, actor, reason, erased_ms) VALUES (1, '', x'', 0, 1, 'root', 'time', 0)`),
			tx.exec(`INSERT INTO erased_message (message_id, erasure_id) VALUES ($1, 1)`, answer), tx.eraseRows())
	})
	got, err := collect(t.Context(), s.reader, "list", scanValue[string], `SELECT words FROM confirmer ORDER BY confirmation_id`)
	if want := []string{"not like this", ""}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, want %q; %v", got, want, err)
	}
}

// Of the people invited to a meeting that is over, an erasure takes those whose address it is, and nobody
// whose address contains it.
func TestErase_ofAPersonAmongThoseInvited(t *testing.T) {
	t.Parallel()
	s := open(t)
	forced.Store(s, true)
	const anna, na, nobody = `{"name":"Anna","address":"anna@acme.example","partstat":"ACCEPTED"}`, `{"name":"Na","address":"NA@acme.example","partstat":""}`, `{"name":"Room 3"}`
	people := []string{`[` + anna + `]`, `[` + anna + `,` + na + `,` + nobody + `]`, `[` + na + `]`, `[]`}
	update(t, s, func(tx *Tx) error {
		for i, list := range people {
			if err := tx.exec(`INSERT INTO meeting (project, uid, sequence, title, start_ms, end_ms, state, people) VALUES ('ACME', $1, 0, '', 0, 0, 'over', $2)`, i, list); err != nil {
				return err
			}
		}
		return tx.erasePeople([]string{"na@acme.example"})
	})
	got, err := collect(t.Context(), s.reader, "list", scanValue[string], `SELECT people FROM meeting ORDER BY uid`)
	if want := []string{`[` + anna + `]`, `[` + anna + `,` + nobody + `]`, `[]`, `[]`}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, want %v; %v", got, want, err)
	}
}

// The people of a project that was erased once go again with it; who was added later stays, and so do all
// where the erasure was of a time.
func TestErase_peopleOfAProjectAgain(t *testing.T) {
	t.Parallel()
	first := time.UnixMilli(1767000000000)
	for name, c := range map[string]struct {
		scope ErasureScope
		want  []string
	}{
		"at first":       {ErasureScope{Project: "ACME"}, []string{"tom@beta.example"}},
		"again":          {ErasureScope{Project: "ACME", Besides: true, First: first}, []string{"later@acme.example", "tom@beta.example"}},
		"of a time":      {ErasureScope{Project: "ACME", Before: first.AddDate(1, 0, 0)}, []string{"anna@acme.example", "later@acme.example", "tom@beta.example"}},
		"of one, again":  {ErasureScope{Project: "ACME", Before: first.AddDate(1, 0, 0), Besides: true, First: first}, []string{"anna@acme.example", "later@acme.example", "tom@beta.example"}},
		"of none at all": {ErasureScope{Project: "GAMMA"}, []string{"anna@acme.example", "later@acme.example", "tom@beta.example"}},
	} {
		s := open(t)
		forced.Store(s, true)
		update(t, s, func(tx *Tx) error {
			const person = `INSERT INTO person (project, address, name, role, changed_ms) VALUES ($1, $2, '', 'client', $3)`
			return errors.Join(tx.exec(person, "ACME", "anna@acme.example", millis(first)-1), tx.exec(person, "ACME", "later@acme.example", millis(first)+1),
				tx.exec(person, "BETA", "tom@beta.example", 0), tx.eraseProject(c.scope))
		})
		got, err := collect(t.Context(), s.reader, "list", scanValue[string], `SELECT address FROM person ORDER BY address`)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v; %v", name, got, c.want, err)
		}
	}
}

// What a power cut left of a line takes no other with it, and a line that cannot be read is reported
// unless it is the end of what a power cut left.
func TestErasedBack_ofAListThatIsDamaged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list   string
		append bool // another erasure is noted
		lines  int  // that are known
		unread string
	}{
		"whole":                 {"LINE\nLINE\n", false, 2, ""},
		"cut at its end":        {"LINE\n{\"erased\":\"20", false, 1, ""},
		"then continued":        {"LINE\n{\"erased\":\"20", true, 2, "1 of them, the first is line 2"},
		"without its last byte": {"LINE", true, 2, ""},
		"damaged in the middle": {"LINE\nxx\n\nyy\nLINE\n", false, 2, "2 of them, the first is line 2"},
		"empty":                 {"", true, 1, ""},
	} {
		s := open(t)
		update(t, s, func(tx *Tx) error {
			return tx.exec(`INSERT INTO person (project, address, name, role, changed_ms) VALUES ('ACME', 'anna@acme.example', '', 'client', 0)`)
		})
		const line = `{"erased":"2026-01-02T10:00:00Z","actor":"root","reason":"time","project":"ACME","mails":[],"besides":true}`
		if err := os.WriteFile(s.erasedPath(), []byte(strings.ReplaceAll(c.list, "LINE", line)), 0o600); err != nil {
			t.Fatal(err)
		}
		if c.append {
			if err := s.noteErased(erasedLine{Erased: time.UnixMilli(1767000000000), Project: "ACME", Besides: true, Mails: []Hash{}}); err != nil {
				t.Fatal(err)
			}
		}
		back, err := s.ErasedBack(t.Context())
		if len(back) != c.lines || (err != nil) != (c.unread != "") || err != nil && (!errors.Is(err, ErrErasedList) || !strings.Contains(err.Error(), c.unread)) {
			t.Errorf("%s: %d lines, want %d; %v", name, len(back), c.lines, err)
		}
	}
}

// What a full disk takes only a part of is not left in a file.
func TestAppendLine_thatHasNoRoom(t *testing.T) {
	t.Parallel()
	const child = "RAPPORT_TEST_NO_ROOM"
	path := os.Getenv(child)
	if path == "" { // the limit is of a whole process
		path = filepath.Join(t.TempDir(), "list")
		if err := os.WriteFile(path, []byte("a line\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAppendLine_thatHasNoRoom$")
		cmd.Env = append(os.Environ(), child+"="+path)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if text, err := os.ReadFile(path); err != nil || string(text) != "a line\n" {
			t.Errorf("%q, %v", text, err)
		}
		return
	}
	signal.Ignore(unix.SIGXFSZ)
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 100, Max: 100}); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := appendLine(f, []byte(strings.Repeat("x", 1000))); !errors.Is(err, unix.EFBIG) {
		t.Errorf("%v", err)
	}
}
