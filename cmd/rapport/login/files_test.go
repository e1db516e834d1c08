package login

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rapport/cmd/rapport/login/logintest"
)

// Only files that are ours, and that nobody else can read, are read.
func TestReadOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("x"), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pipe := filepath.Join(dir, "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, make([]byte, 300<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path       string
		credential bool
		want       string // of the error; "": it is read
	}{
		"ours":                            {file("ours", 0o600), false, ""},
		"that we alone read":              {file("read", 0o400), false, ""},
		"that a group reads":              {file("group", 0o640), false, "chmod 600 it"},
		"that everybody writes":           {file("all", 0o602), false, "chmod 600 it"},
		"of systemd, which has its modes": {file("credential", 0o440), true, ""},
		"a pipe, which never ends":        {pipe, false, "not a regular file"},
		"a directory":                     {dir, false, "not a regular file"},
		"too large":                       {large, false, "too large"},
	} {
		text, err := readOwn(c.path, c.credential)
		if c.want == "" && (err != nil || string(text) != "x") || c.want != "" && (!errors.Is(err, ErrFile) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can make a file of somebody else's")
	}
	// Root may read what belongs to the service; the service nothing that belongs to others.
	theirs := file("theirs", 0o600)
	if err := os.Chown(theirs, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if _, err := readOwn(theirs, false); err != nil {
		t.Errorf("as root: %v", err)
	}
}

// What somebody has agreed to meanwhile is never replaced by what could not be written before.
func TestSave_afterSomebodyLoggedInAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{Rotate: true})
	daemon := r.reopened()
	r.passes(time.Hour)
	if _, err := daemon.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	daemon.unsaved = true // as on a full disk
	r.passes(time.Minute)
	r.agree()
	_, agreed := r.fileOf()
	if err := daemon.Save(t.Context()); err != nil || daemon.unsaved {
		t.Error(err)
	}
	if _, now := r.fileOf(); now != agreed {
		t.Error("the new grant was replaced")
	}
	if token, err := daemon.Token(t.Context()); err != nil || token != r.held.Access {
		t.Errorf("%v", err)
	}
}

// Whatever a provider answers, no more than a little of it is read, and nothing goes to it in clear
// text.
func TestAsking_isBounded(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"access_token":"a","x":"` + strings.Repeat("x", 1<<20) + `"}`))
	}))
	defer server.Close()
	secret := func(context.Context) (string, error) { return "hush", nil }
	l := New(Config{Name: "office", How: App, ClientID: "c", Secret: secret}, time.Now)
	l.config.Endpoint.TokenURL = server.URL
	if _, err := l.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("%v", err)
	}
	l = New(Config{Name: "office", How: App, ClientID: "c", Secret: secret}, time.Now)
	l.config.Endpoint.TokenURL = "http://login.example/token"
	if _, err := l.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "https://") || strings.Contains(err.Error(), "hush") {
		t.Errorf("%v", err)
	}
}

// What is not a token goes to no server.
func TestToken_thatIsNone(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"none":                `{"token_type":"Bearer"}`,
		"a line of its own":   `{"access_token":"a\r\nEHLO x","token_type":"Bearer","expires_in":3600}`,
		"a control character": `{"access_token":"a\u0001auth=x","token_type":"Bearer","expires_in":3600}`,
		"too long":            `{"access_token":"` + strings.Repeat("a", 40<<10) + `","token_type":"Bearer","expires_in":3600}`,
		"no refresh token":    `{"access_token":"a","refresh_token":"r s","token_type":"Bearer","expires_in":3600}`,
		"something else":      `[]`,
		"a text and not JSON": `access_token`,
	} {
		for _, how := range []How{App, Device} {
			r := newRig(t, &logintest.Provider{})
			l := r.Login
			if how == App {
				l = r.another(t.TempDir(), App)
			}
			r.passes(time.Hour)
			r.provider.Next(logintest.Answer{Status: 200, Body: body})
			token, err := l.Token(t.Context())
			if err == nil || token != "" || NeedsSomebody(err) {
				t.Errorf("%s, %s: %q, %v", name, how, token, err)
			}
			if how == Device {
				r.passes(time.Hour)
				if _, err := l.Token(t.Context()); err != nil {
					t.Errorf("%s: the grant is lost: %v", name, err)
				}
			}
		}
	}
}

// A refused service account is known as one, though the library reads nothing of why.
func TestToken_ofARefusedServiceAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	l := r.another(t.TempDir(), ServiceAccount)
	l.config.Secret = func(context.Context) (string, error) { return serviceAccountFile(t), nil }
	r.provider.Next(logintest.Fault("unauthorized_client", "Client is unauthorized to retrieve access tokens"))
	_, err := l.Token(t.Context())
	if !errors.Is(err, ErrDenied) || !strings.Contains(err.Error(), "docs/login.md says where") {
		t.Errorf("%v", err)
	}
	if s := l.State(); !s.Known || !NeedsSomebody(s.Failed) {
		t.Errorf("%+v", s)
	}
}
