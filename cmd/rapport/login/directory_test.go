package login

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rapport/cmd/rapport/login/logintest"
)

// nobody owns the state directory where root runs a login in these tests.
const nobody = 65534

// ownerAt returns to whom a file belongs.
func ownerAt(t *testing.T, path string) int {
	t.Helper()
	var is unix.Stat_t
	if err := unix.Lstat(path, &is); err != nil {
		t.Fatal(err)
	}
	return int(is.Uid)
}

// What lies in place of the directory of the grants is not used, and not given to anybody, unless it is
// one that root or the user of the service has made.
func TestPrepare_byRoot(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files to others")
	}
	for name, c := range map[string]struct {
		lies func(dir, precious string) error // at the place of the directory
		ok   bool
		want int // to whom what lies there belongs afterwards
	}{
		"nothing":               {func(string, string) error { return nil }, true, nobody},
		"a directory of root's": {func(dir, _ string) error { return os.Mkdir(dir, 0o700) }, true, 0},
		"one of the service": {func(dir, _ string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.Chown(dir, nobody, nobody))
		}, true, nobody},
		"one of somebody else": {func(dir, _ string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.Chown(dir, 12345, 12345))
		}, false, 12345},
		"a link": {func(dir, precious string) error { return os.Symlink(precious, dir) }, false, 0},
		"a link within": {func(dir, _ string) error {
			return errors.Join(os.Mkdir(dir+".d", 0o700), os.Symlink("logins.d", dir))
		}, false, 0},
		"a file": {func(dir, _ string) error { return os.WriteFile(dir, nil, 0o600) }, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, &logintest.Provider{})
			state, precious := t.TempDir(), t.TempDir()
			l := r.unserved(state, Device)
			if err := errors.Join(os.Chown(state, nobody, nobody), c.lies(l.config.Dir, precious)); err != nil {
				t.Fatal(err)
			}
			err := l.Prepare()
			if c.ok != (err == nil) || !c.ok && !errors.Is(err, ErrFile) {
				t.Errorf("%v", err)
			}
			if got := ownerAt(t, l.config.Dir); got != c.want {
				t.Errorf("it belongs to %d, want %d", got, c.want)
			}
			if got := ownerAt(t, precious); got != 0 {
				t.Errorf("what the link names belongs to %d", got)
			}
		})
	}
}

// A grant is neither locked nor written through a link that lies in place of its directory or of its
// lock.
func TestGrant_isNotReachedThroughALink(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	precious := t.TempDir()
	if err := errors.Join(os.RemoveAll(r.config.Dir), os.Symlink(precious, r.config.Dir)); err != nil {
		t.Fatal(err)
	}
	if unlock, err := r.lock(t.Context()); err == nil {
		unlock()
		t.Error("it is locked there")
	}
	if err := r.write(r.held); !errors.Is(err, ErrFile) {
		t.Errorf("it is written there: %v", err)
	}
	if list, err := os.ReadDir(precious); err != nil || len(list) > 0 {
		t.Errorf("%v, %v", list, err)
	}

	if err := errors.Join(os.Remove(r.config.Dir), r.Prepare()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(precious, "shadow")
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Symlink(file, r.lockPath())); err != nil {
		t.Fatal(err)
	}
	if unlock, err := r.lock(t.Context()); err == nil {
		unlock()
		t.Error("what the link names is locked")
	}
	if os.Geteuid() != 0 {
		return
	}
	err := errors.Join(os.Remove(r.lockPath()), os.Chown(r.config.Dir, nobody, nobody), os.Chown(filepath.Dir(r.config.Dir), nobody, nobody))
	if err == nil {
		err = os.Link(file, r.lockPath())
	}
	if errors.Is(err, unix.EXDEV) || errors.Is(err, unix.EPERM) {
		t.Skip("the file system has no such links")
	}
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := r.lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	if got := ownerAt(t, file); got != 0 {
		t.Errorf("a hard link gives it to %d", got)
	}
}

// Where several processes make the key at once, all use that of the first.
func TestMake_atOnce(t *testing.T) {
	t.Parallel()
	for range 20 {
		k := Key{Path: filepath.Join(t.TempDir(), "login.key")}
		var keys [8][keySize]byte
		var all sync.WaitGroup
		for i := range keys {
			all.Go(func() {
				err := k.Make()
				if err == nil {
					keys[i], err = k.Read()
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if slices.ContainsFunc(keys[:], func(key [keySize]byte) bool { return key != keys[0] }) {
			t.Fatal("there are several")
		}
		if list, err := os.ReadDir(filepath.Dir(k.Path)); err != nil || len(list) != 1 {
			t.Fatalf("%v, %v", list, err)
		}
	}
}

// What a provider repeats of what it was sent is shown to nobody, in whatever form it does.
func TestRenewal_whoseWordsHaveSecrets(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"invalid_grant", "invalid_client", "temporarily_unavailable"} {
		r := newRig(t, &logintest.Provider{})
		secret := "hush/hush+hush" // a form has it otherwise
		r.provider.Secret = ""
		r.config.Secret = func(context.Context) (string, error) { return secret, nil }
		refresh := r.held.Refresh
		r.passes(time.Hour)
		r.provider.Next(logintest.Fault(code, "the token '"+refresh+"' of client with "+secret+", client_secret="+url.QueryEscape(secret)+" is no good"))
		_, err := r.Token(t.Context())
		if err == nil || !strings.Contains(err.Error(), "the token '…' of client with …, client_secret=… is no good") {
			t.Errorf("%v", err)
		}
		if shown := fmt.Sprint(err, r.State().Failed); strings.Contains(shown, refresh) || strings.Contains(shown, "hush") {
			t.Errorf("%s", shown)
		}
	}
}

// Nor is a code that a browser brought.
func TestLogIn_whoseWordsHaveTheCode(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	r.provider.Next(logintest.Fault("invalid_grant", "code code-of-anna was redeemed"))
	oauth, err := r.oauth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = oauth.Exchange(r.context(t.Context()), "code-of-anna")
	if err = r.unagreed(t.Context(), err); err == nil || !strings.Contains(err.Error(), "code … was redeemed") {
		t.Errorf("%v", err)
	}
}
