package login

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"rapport/cmd/rapport/login/logintest"
)

// rig is a login at a provider, and a clock that the test moves.
type rig struct {
	*testing.T
	*Login
	provider *logintest.Provider
	at       time.Time
	mu       sync.Mutex
}

func (r *rig) passes(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = r.at.Add(d)
}

// newRig returns a login for which somebody has agreed already.
func newRig(t *testing.T, p *logintest.Provider) *rig {
	t.Helper()
	r := &rig{T: t, provider: p, at: time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)}
	p.Client, p.Secret = "client", "hush"
	r.Login = r.another(t.TempDir(), Device)
	if err := r.Prepare(); err != nil {
		t.Fatal(err)
	}
	r.agree()
	return r
}

// another returns the login as another process has it.
func (r *rig) another(dir string, how How) *Login {
	r.Helper()
	server := httptest.NewServer(r.provider)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it reports every answer that is lost
	r.Cleanup(server.Close)
	l := r.unserved(dir, how)
	l.transport = toServer{strings.TrimPrefix(server.URL, "http://")}
	return l
}

// unserved is a login that nobody answers yet.
func (r *rig) unserved(dir string, how How) *Login {
	const base = "https://provider"
	endpoint := oauth2.Endpoint{AuthURL: base + "/authorize", TokenURL: base + "/token", DeviceAuthURL: base + "/device", AuthStyle: oauth2.AuthStyleInParams}
	return New(Config{
		Name: "office", How: how, User: "log@agency.example", ClientID: "client", Scopes: []string{"imap", "smtp"}, Redirect: "http://127.0.0.1",
		Secret:   func(context.Context) (string, error) { return "hush", nil },
		Endpoint: endpoint, Dir: filepath.Join(dir, "logins"), Key: Key{Path: filepath.Join(dir, "login.key")},
	}, func() time.Time {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.at
	})
}

// toServer sends everything to one server, by whatever name it is called.
type toServer struct{ host string }

func (s toServer) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.URL.Scheme, req.URL.Host = "http", s.host
	return http.DefaultTransport.RoundTrip(req)
}

// agree does what LogInByBrowser does once the browser is back.
func (r *rig) agree() {
	r.Helper()
	oauth, err := r.oauth(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	verifier := oauth2.GenerateVerifier()
	back, err := r.provider.Visit(oauth.AuthCodeURL("state", oauth2.S256ChallengeOption(verifier)))
	if err != nil {
		r.Fatal(err)
	}
	at, err := url.Parse(back)
	if err != nil {
		r.Fatal(err)
	}
	token, err := oauth.Exchange(r.context(r.Context()), at.Query().Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		r.Fatal(err)
	}
	if err := r.accept(r.Context(), token); err != nil {
		r.Fatal(err)
	}
}

// fileOf returns the grant of a login on disk, and what its file holds.
func (r *rig) fileOf() (grant, string) {
	r.Helper()
	text, err := os.ReadFile(r.path())
	if err != nil {
		r.Fatal(err)
	}
	l := r.reopened()
	if err := l.read(); err != nil {
		r.Fatal(err)
	}
	return l.held, string(text)
}

// reopened returns the login as a process that starts now has it.
func (r *rig) reopened() *Login {
	return r.another(filepath.Dir(r.config.Dir), Device)
}

func (r *rig) token() string {
	r.Helper()
	token, err := r.Token(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	if !r.provider.Good(token) {
		r.Fatalf("%s is not good", token)
	}
	return token
}

// A token is kept until it ends soon. Keep renews it earlier than Token has to.
func TestToken_isRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{Rotate: true, Strict: true})
	first := r.token()
	r.passes(45 * time.Minute)
	if r.token() != first {
		t.Error("it was renewed although it lasts")
	}
	r.passes(6 * time.Minute) // nine minutes are left
	if err := r.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := r.token()
	if second == first {
		t.Error("it was not renewed ten minutes before its end")
	}
	r.passes(59*time.Minute + 30*time.Second)
	if r.token() == second {
		t.Error("a token that ends in half a minute was handed out")
	}
	for range 5 {
		r.passes(time.Hour)
		r.token()
	}
}

// However many connections ask at once, in however many processes, one asks the provider: one
// that takes a refresh token only once would end the grant otherwise.
func TestToken_oneRenewalForAll(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{Rotate: true, Strict: true})
	logins := []*Login{r.Login, r.reopened(), r.reopened()}
	for round := range 3 {
		r.passes(time.Hour)
		asked := len(r.provider.Requests())
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				if token, err := logins[i%3].Token(t.Context()); err != nil || !r.provider.Good(token) {
					t.Errorf("round %d: %q, %v", round, token, err)
				}
			})
		}
		all.Wait()
		if n := len(r.provider.Requests()) - asked; n != 1 {
			t.Errorf("round %d: %d requests", round, n)
		}
	}
}

// On disk is nothing that can be read without the key, and nothing that others can read.
func TestGrant_isEncrypted(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	g, text := r.fileOf()
	for _, secret := range []string{g.Access, g.Refresh, "hush", "client", "log@agency"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the file", secret)
		}
	}
	for path, want := range map[string]os.FileMode{r.path(): 0o600, r.config.Key.Path: 0o600, r.config.Dir: 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(r.config.Dir, ".new-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Every way in which a grant cannot be used has one message that says what to do.
func TestGrant_thatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		harm func(*rig)
		is   error
		want string
	}{
		"nobody has logged in":  {func(r *rig) { os.Remove(r.path()) }, ErrNone, "run `rapport login office`"},
		"no directory":          {func(r *rig) { os.RemoveAll(r.config.Dir) }, ErrNone, "run `rapport login office`"},
		"no key":                {func(r *rig) { os.Remove(r.config.Key.Path) }, ErrNone, "is missing: put it back, or run `rapport login office` again"},
		"another key":           {func(r *rig) { os.Remove(r.config.Key.Path); MakeKey(r.config.Key.Path) }, nil, "was encrypted with another key"},
		"a key that others see": {func(r *rig) { os.Chmod(r.config.Key.Path, 0o640) }, nil, "chmod 600 it"},
		"a key that is none":    {func(r *rig) { os.WriteFile(r.config.Key.Path, []byte("x"), 0o600) }, nil, "holds no key"},
		"damaged":               {func(r *rig) { os.WriteFile(r.path(), []byte(grantStart+"AAAA"), 0o600) }, nil, "is damaged"},
		"of another login": {func(r *rig) {
			other := r.reopened()
			other.config.Name = "other"
			other.write(r.held)
			os.Rename(other.path(), r.path())
		}, nil, "was encrypted with another key"},
		"of another application": {func(r *rig) { r.config.ClientID = "new" }, ErrNone, "client_id, user or token_url changed"},
		"of another mailbox":     {func(r *rig) { r.config.User = "x@agency.example" }, ErrNone, "client_id, user or token_url changed"},
		"for less":               {func(r *rig) { r.config.Scopes = []string{"imap", "smtp", "graph"} }, ErrNone, "covers everything"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, &logintest.Provider{})
			r.passes(time.Hour)
			c.harm(r)
			_, err := r.Token(t.Context())
			if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
			if n := len(r.provider.Requests()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// What a provider answers to a renewal, and what that means.
func TestRenewal_refused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer logintest.Answer
		is     error
		want   string
	}{
		"withdrawn":             {logintest.Fault("invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked"), ErrEnded, "run `rapport login office` again"},
		"a person is needed":    {logintest.Fault("interaction_required", "AADSTS50076: multi-factor"), ErrEnded, "AADSTS50076"},
		"the secret is too old": {logintest.Fault("invalid_client", "AADSTS7000222: The provided client secret keys are expired."), ErrDenied, "make a new secret for the application"},
		"not allowed":           {logintest.Fault("unauthorized_client", "no"), ErrDenied, "docs/login.md says where"},
		"no such scope":         {logintest.Fault("invalid_scope", "no"), ErrDenied, "correct scopes"},
		"it fails":              {logintest.Answer{Status: 503, Body: "<html>hush"}, nil, "status 503"},
		"it is busy":            {logintest.Answer{Status: 429, Body: `{"error":"slow_down"}`}, nil, "status 429: slow_down"},
		"words of many lines":   {logintest.Fault("invalid_grant", "one\r\ntwo\x1b[31m"+strings.Repeat("x", 2000)), ErrEnded, "one two [31mxxx"},
		"no token":              {logintest.Answer{Status: 200, Body: `{}`}, nil, "ask the provider"},
		"a redirect":            {logintest.Answer{Status: 302, Body: ``}, nil, "status 302"},
		"the connection breaks": {logintest.Answer{Cut: true}, nil, "ask the provider: EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, &logintest.Provider{})
			r.passes(time.Hour)
			r.provider.Next(c.answer)
			_, err := r.Token(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) || c.is != nil && !errors.Is(err, c.is) {
				t.Fatalf("%v", err)
			}
			for _, secret := range []string{"hush", "refresh-", "access-", "\n"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%q is in: %v", secret, err)
				}
			}
			if len(err.Error()) > 700 {
				t.Errorf("%d bytes", len(err.Error()))
			}
			asked := len(r.provider.Requests())
			for range 20 { // never a tight loop
				r.Token(t.Context())
			}
			if n := len(r.provider.Requests()) - asked; n != 0 {
				t.Errorf("%d requests at once", n)
			}
			r.passes(time.Hour)
			_, err = r.Token(t.Context())
			if ended := c.is == ErrEnded; ended != (err != nil) {
				t.Errorf("an hour later: %v", err)
			}
			if _, err := r.reopened().Token(t.Context()); (c.is == ErrEnded) != (err != nil) {
				t.Errorf("after a restart: %v", err)
			}
		})
	}
}

// A renewal that fails while the token lasts does no harm yet.
func TestRenewal_failsWhileTheTokenLasts(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	first := r.token()
	r.passes(52 * time.Minute)
	r.provider.Next(logintest.Answer{Status: 503})
	if err := r.Keep(t.Context()); err != nil {
		t.Error(err)
	}
	if r.token() != first || r.State().Failed == nil {
		t.Errorf("%+v", r.State())
	}
	r.passes(2 * time.Minute)
	if err := r.Keep(t.Context()); err != nil || r.token() == first || r.State().Failed != nil {
		t.Errorf("%v, %+v", err, r.State())
	}
}

// Whoever logs in again, in another process, ends the trouble of the daemon at once.
func TestToken_afterSomebodyLoggedInAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	r.provider.Withdraw()
	r.passes(time.Hour)
	daemon := r.reopened()
	if _, err := daemon.Token(t.Context()); !errors.Is(err, ErrEnded) {
		t.Fatal(err)
	}
	r.agree()
	if token, err := daemon.Token(t.Context()); err != nil || !r.provider.Good(token) {
		t.Errorf("%q, %v", token, err)
	}
}

// A token that a server refuses is renewed once. If the new one is refused as well, it is not the
// token that is wrong.
func TestRenew_onceForARefusedToken(t *testing.T) {
	t.Parallel()
	for _, how := range []How{Device, App} {
		r := newRig(t, &logintest.Provider{Rotate: true, Strict: true})
		l := r.Login
		if how == App {
			l = r.another(t.TempDir(), App)
		}
		first, err := l.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r.passes(10 * time.Minute)
		second, err := l.Renew(t.Context(), first)
		if err != nil || second == first {
			t.Fatalf("%s: %q, %v", how, second, err)
		}
		asked := len(r.provider.Requests())
		if token, err := l.Renew(t.Context(), first); err != nil || token != second {
			t.Errorf("%s: another connection with the old token gets %q, %v", how, token, err)
		}
		for range 10 {
			if _, err := l.Renew(t.Context(), second); !errors.Is(err, ErrRefused) {
				t.Errorf("%s: %v", how, err)
			}
		}
		if n := len(r.provider.Requests()) - asked; n != 0 {
			t.Errorf("%s: %d requests", how, n)
		}
	}
}

// The answer to a renewal may be lost on its way, or with the process. What is on disk says so.
func TestRenewal_whoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		provider *logintest.Provider
		lost     bool
	}{
		"a provider that keeps the refresh token": {&logintest.Provider{}, false},
		"one that takes it once":                  {&logintest.Provider{Rotate: true}, true},
		"one that then ends everything":           {&logintest.Provider{Rotate: true, Strict: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, c.provider)
			r.passes(time.Hour)
			r.provider.Next(logintest.Answer{Lost: true})
			if _, err := r.Token(t.Context()); err == nil || errors.Is(err, ErrEnded) {
				t.Fatalf("%v", err)
			}
			if g, _ := r.fileOf(); g.Renewing.IsZero() {
				t.Error("nothing says that a renewal was under way")
			}
			r.passes(time.Hour)
			next := r.reopened() // as after a kill
			_, err := next.Token(t.Context())
			if c.lost != errors.Is(err, ErrEnded) || !c.lost && err != nil {
				t.Fatalf("%v", err)
			}
			if c.lost && !strings.Contains(err.Error(), "the answer to a renewal was lost in a crash") {
				t.Errorf("%v", err)
			}
		})
	}
}

// If the disk is full, nothing is asked: the answer would be lost.
func TestRenewal_onlyWhereItsAnswerCanBeKept(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	t.Parallel()
	r := newRig(t, &logintest.Provider{Rotate: true})
	r.passes(time.Hour)
	asked := len(r.provider.Requests())
	os.Chmod(r.config.Dir, 0o500)
	_, err := r.Token(t.Context())
	os.Chmod(r.config.Dir, 0o700)
	if err == nil || len(r.provider.Requests()) != asked {
		t.Errorf("%v, %d requests", err, len(r.provider.Requests())-asked)
	}
}

// People hear early enough of what ends.
func TestState_whatEndsSoon(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		state State
		want  bool
	}{
		"nothing is known":            {State{}, false},
		"a grant of a year":           {State{Granted: at.Add(-300 * day), Ends: at.Add(15 * day), What: TheGrant}, false},
		"a grant of a year, then":     {State{Granted: at.Add(-300 * day), Ends: at.Add(13 * day), What: TheGrant}, true},
		"a grant of a week":           {State{Granted: at.Add(-4 * day), Ends: at.Add(3 * day), What: TheGrant}, false},
		"a grant of a week, then":     {State{Granted: at.Add(-5 * day), Ends: at.Add(2 * day), What: TheGrant}, true},
		"a secret":                    {State{Ends: at.Add(31 * day), What: TheSecret}, false},
		"a secret, then":              {State{Ends: at.Add(29 * day), What: TheSecret}, true},
		"a secret that ended already": {State{Ends: at.Add(-day), What: TheSecret}, true},
	} {
		if got := c.state.Soon(at); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// What the provider says of the end of a grant is known after a restart, before anything is asked.
func TestState_ofAGrantOnDisk(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{GrantLife: 7 * 24 * 3600})
	if s := r.reopened().State(); !s.Ends.Equal(r.at.Add(7*24*time.Hour)) || s.What != TheGrant {
		t.Errorf("%+v", s)
	}
	l := r.reopened()
	l.config.SecretEnds = r.at.Add(24 * time.Hour)
	if at, what, soon := l.Ending(r.at); what != TheSecret || !soon || !at.Equal(l.config.SecretEnds) {
		t.Errorf("%v %v %t", at, what, soon)
	}
}

// An application, and a service account, need nobody to agree, and keep nothing on disk.
func TestToken_ofAnApplication(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	dir := t.TempDir()
	l := r.another(dir, App)
	if token, err := l.Token(t.Context()); err != nil || !r.provider.Good(token) {
		t.Errorf("%q, %v", token, err)
	}
	l.config.Secret = func(context.Context) (string, error) { return "wrong", nil }
	r.passes(time.Hour)
	if _, err := l.Token(t.Context()); !errors.Is(err, ErrDenied) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("on disk: %v", left)
	}
	form := r.provider.Requests()[1]
	if form.Get("scope") != "imap smtp" || form.Get("grant_type") != "client_credentials" {
		t.Errorf("%v", form)
	}
}

// The daemon renews before a token ends, says once what goes wrong, however long that lasts, and once
// that it works again.
func TestKeepAll_logsATroubleOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &logintest.Provider{Client: "client", Secret: "hush", Interval: 5, Rotate: true, Strict: true}
		open := func() *Login {
			l := r.unserved(dir, Device)
			l.now, l.transport = time.Now, straight{p}
			return l
		}
		agree := func() {
			l := open()
			p.Agree()
			if err := errors.Join(l.Prepare(), l.LogInByDevice(t.Context(), func(Prompt) {})); err != nil {
				t.Fatal(err)
			}
		}
		agree()
		daemon := open()
		ctx, cancel := context.WithCancel(t.Context())
		lines, done := &lines{}, make(chan error)
		go func() {
			done <- KeepAll(ctx, func() []*Login { return []*Login{daemon} }, func(string, time.Duration) {}, lines.logger())
		}()
		time.Sleep(5 * time.Hour)
		if n := len(p.Requests()); n < 6 || n > 8 {
			t.Errorf("%d requests in five hours", n)
		}
		p.Withdraw()
		time.Sleep(5 * time.Hour)
		if n := len(p.Requests()); n > 9 {
			t.Errorf("%d requests, though nothing can come of them", n)
		}
		agree()
		time.Sleep(5 * time.Hour)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		said := slices.DeleteFunc(lines.all(), func(l string) bool { return l == "" })
		if len(said) != 2 || !strings.Contains(said[0], "cannot be renewed") || !strings.Contains(said[0], "run `rapport login office` again") || !strings.Contains(said[1], "renewed again") {
			t.Errorf("%q", said)
		}
		if text := strings.Join(said, " "); strings.Contains(text, "refresh-") || strings.Contains(text, "access-") || strings.Contains(text, "hush") {
			t.Error(text)
		}
	})
}
