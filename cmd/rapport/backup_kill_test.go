//go:build !race

package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/demo"
	"rapport/store"
	"rapport/store/copydir"
)

// A copy every hour of a day, while mail comes and the daemon reads it: some copies are killed,
// the daemon is killed, and the disk is full once. Each copy that there is can be put back, and
// has at least what was in the log when it was begun.
func TestBackup_everyHourOfADayRestores(t *testing.T) {
	t.Parallel()
	const hours, perHour = 24, 15
	server, err := demo.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir := t.TempDir()
	config := writeConfig(t, dir, server.Port())
	target, state := filepath.Join(dir, "copies"), filepath.Join(dir, "state")
	random := killRandom(t, 7)
	var serve *exec.Cmd
	start := func() {
		serve = rapportCommand("serve", "-c", config)
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
	}
	start()
	defer func() { serve.Process.Kill(); serve.Wait() }()
	logged := func() int64 { // entries that a copy which begins now must have
		s, err := store.OpenReadOnly(store.Config{Dir: state})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		n, err := s.LastEntry(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for {
		if s, err := store.OpenReadOnly(store.Config{Dir: state}); err == nil {
			s.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	least := map[string]int64{} // by copy, of those whose command ended well
	made := 0
	for hour := range hours {
		for n := range perHour {
			if err := server.Deliver(killMail(hour*perHour+n), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		before := logged()
		backup := rapportCommand("backup", target, "--keep", "0", "-c", config)
		switch {
		case hour%8 == 5: // no file may be larger than 64 KiB, so that the index of the journal, of 32, fits: its disk is full
			backup.Args = []string{"sh", "-c", `ulimit -f 128; exec "$0" "$@"`, backup.Path, "backup", target, "--keep", "0", "-c", config}
			backup.Path = "/bin/sh"
			out, err := backup.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "The older copies in "+target+" are whole") {
				t.Errorf("hour %d, with a full disk: %v\n%s", hour, err, out)
			}
		case hour%3 == 2:
			if err := backup.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(random.Int64N(int64(200 * time.Millisecond))))
			backup.Process.Kill()
			backup.Wait()
		default:
			if out, err := backup.CombinedOutput(); err != nil {
				t.Fatalf("hour %d: %v\n%s", hour, err, out)
			}
			made++
			list := copiesOf(t, target)
			least[list[0].Name] = before
		}
		if hour%6 == 4 {
			serve.Process.Kill()
			serve.Wait()
			start()
		}
	}
	list := copiesOf(t, target)
	if len(list) < made || len(list) > hours {
		t.Errorf("%d copies, of which %d were reported", len(list), made)
	}
	var last int64
	for i := len(list) - 1; i >= 0; i-- {
		c := list[i]
		r, err := store.Restore(t.Context(), store.Restoring{Copies: target, At: c.Made, To: filepath.Join(t.TempDir(), "state"), Key: filepath.Join(state, store.KeyFileName)}, nil)
		if err != nil {
			t.Errorf("the copy of %s: %v", c.Made, err)
			continue
		}
		if n := r.Proof.Entries; n < least[c.Name] || n < last {
			t.Errorf("the copy of %s has %d entries where the log had %d, and the copy before %d", c.Made, n, least[c.Name], last)
		}
		last = r.Proof.Entries
	}
	if last < perHour {
		t.Errorf("the last copy has %d entries: the daemon read nothing", last)
	}
	restoreKilled(t, target, filepath.Join(state, store.KeyFileName), random)
}

// restoreKilled kills the command that puts a copy back, again and again: until it ends well there
// is no database, and then a whole one.
func restoreKilled(t *testing.T, copies, key string, random *rand.Rand) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "state")
	for try := 0; ; try++ {
		restore := rapportCommand("restore", copies, "--to", to, "--key", key)
		if try == 8 {
			if out, err := restore.CombinedOutput(); err != nil {
				t.Fatalf("after %d kills: %v\n%s", try, err, out)
			}
			break
		}
		if err := restore.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(150 * time.Millisecond))))
		restore.Process.Kill()
		if restore.Wait() == nil {
			break // it was faster
		}
		if _, err := os.Stat(filepath.Join(to, store.FileName)); err == nil {
			break // killed after it was put in place
		}
	}
	s, err := store.OpenReadOnly(store.Config{Dir: to})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
		t.Errorf("what was put back: %v, %v", v.Problems, err)
	}
}

// copiesOf returns the copies in a directory, the newest first.
func copiesOf(t *testing.T, dir string) []copydir.Copy {
	t.Helper()
	d, err := copydir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.List()
	if err != nil {
		t.Fatal(err)
	}
	return list
}
