package login

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rapport/cmd/rapport/login/logintest"
)

// lines collects what is logged.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

func (l *lines) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(l.text.String(), "\n")
}

// straight calls a handler without a network, so that time can be made to pass.
type straight struct{ handler http.Handler }

func (s straight) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	defer func() {
		if recover() != nil {
			err = io.EOF
		}
	}()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, req)
	return w.Result(), nil
}

// A device asks until somebody agrees or does not, no faster than it may (RFC 8628, 3.5).
func TestLogInByDevice(t *testing.T) {
	t.Parallel()
	pending := logintest.Fault("authorization_pending", "wait")
	for name, c := range map[string]struct {
		answers []logintest.Answer
		agrees  bool
		asks    int
		takes   time.Duration // at least
		want    string        // of the error; "": it succeeds
	}{
		"somebody agrees":         {[]logintest.Answer{pending, pending}, true, 3, 15 * time.Second, ""},
		"it asks too often":       {[]logintest.Answer{logintest.Fault("slow_down", ""), pending}, true, 3, 25 * time.Second, ""},
		"somebody does not agree": {[]logintest.Answer{pending, logintest.Fault("access_denied", "the person declined")}, false, 2, 10 * time.Second, "did not agree"},
		"the code has expired":    {[]logintest.Answer{pending, logintest.Fault("expired_token", "")}, false, 2, 10 * time.Second, "nobody agreed in time"},
		"nobody answers":          {nil, false, -1, 14 * time.Minute, "nobody agreed in time"},
		"the network fails":       {[]logintest.Answer{{Cut: true}, {Status: 502, Body: "bad gateway"}, pending}, true, 4, 30 * time.Second, ""},
		"a wrong code":            {[]logintest.Answer{logintest.Fault("invalid_grant", "bad device code")}, false, 1, 5 * time.Second, "begin again"},
		"an unknown application":  {[]logintest.Answer{logintest.Fault("invalid_client", "AADSTS7000218: client_assertion or client_secret")}, false, 1, 5 * time.Second, "check client_id"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, &logintest.Provider{})
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := &logintest.Provider{Client: "client", Secret: "hush", Interval: 5}
				l := r.unserved(dir, Device)
				l.now, l.transport = time.Now, straight{p}
				if err := l.Prepare(); err != nil {
					t.Fatal(err)
				}
				if c.agrees {
					p.Agree()
				}
				p.Next(c.answers...)
				began, shown := time.Now(), Prompt{}
				err := l.LogInByDevice(t.Context(), func(p Prompt) { shown = p })
				if shown.Code != "ABCD-EFGH" || shown.URL != "https://login.example/device" {
					t.Errorf("%+v", shown)
				}
				if c.want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
					t.Errorf("%v", err)
				}
				if n := len(p.Requests()); c.asks >= 0 && n != c.asks {
					t.Errorf("it asked %d times", n)
				}
				if took := time.Since(began); took < c.takes {
					t.Errorf("it took %s", took)
				}
				if token, err := l.Token(t.Context()); (err == nil) != (c.want == "") {
					t.Errorf("afterwards: %q, %v", token, err)
				}
			})
		})
	}
}

// A browser comes back with a code. What is of another login, or of somebody else, is not taken.
func TestLogInByBrowser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		come func(t *testing.T, p *logintest.Provider, page string, typed io.Writer)
		want string
	}{
		"the browser returns": {func(t *testing.T, p *logintest.Provider, page string, _ io.Writer) {
			get(t, visit(t, p, page), http.StatusOK)
		}, ""},
		"it is on another machine": {func(t *testing.T, p *logintest.Provider, page string, typed io.Writer) {
			io.WriteString(typed, "\n what? \nhttp://127.0.0.1:1/?code=x&state=of-another\n "+visit(t, p, page)+" \n")
		}, ""},
		"with another state first": {func(t *testing.T, p *logintest.Provider, page string, _ io.Writer) {
			back := visit(t, p, page)
			at, _ := url.Parse(back)
			for _, query := range []string{"code=stolen&state=guessed", "code=stolen", "state=" + at.Query().Get("state"), "error=access_denied", ""} {
				forged := *at
				forged.RawQuery = query
				get(t, forged.String(), http.StatusBadRequest)
			}
			get(t, back, http.StatusOK)
		}, ""},
		"somebody does not agree": {func(t *testing.T, p *logintest.Provider, page string, _ io.Writer) {
			at, _ := url.Parse(visit(t, p, page))
			at.RawQuery = url.Values{"error": {"access_denied"}, "error_description": {"no"}, "state": {at.Query().Get("state")}}.Encode()
			get(t, at.String(), http.StatusOK)
		}, "did not agree"},
		"a code that the provider does not know": {func(t *testing.T, p *logintest.Provider, page string, _ io.Writer) {
			at, _ := url.Parse(visit(t, p, page))
			at.RawQuery = url.Values{"code": {"x"}, "state": {at.Query().Get("state")}}.Encode()
			get(t, at.String(), http.StatusOK)
		}, "begin again"},
		"no refresh token": {func(t *testing.T, p *logintest.Provider, page string, _ io.Writer) {
			p.Next(logintest.Answer{Status: 200, Body: `{"access_token":"a","token_type":"Bearer","expires_in":3600}`})
			get(t, visit(t, p, page), http.StatusOK)
		}, "none to renew it with"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, &logintest.Provider{})
			l := r.another(t.TempDir(), Browser)
			if err := l.Prepare(); err != nil {
				t.Fatal(err)
			}
			typing, typed := io.Pipe()
			defer typed.Close()
			var pages sync.WaitGroup
			err := l.LogInByBrowser(t.Context(), typing, func(p Prompt) {
				pages.Go(func() { c.come(t, r.provider, p.URL, typed) })
			})
			pages.Wait()
			if c.want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v", err)
			}
			if token, err := l.Token(t.Context()); (err == nil) != (c.want == "") {
				t.Errorf("afterwards: %q, %v", token, err)
			}
		})
	}
}

// Where the provider shows a code on a page of its own, that is typed in.
func TestLogInByBrowser_withACodeToCopy(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	l := r.another(t.TempDir(), Browser)
	l.config.Redirect = "https://login.example/code"
	if err := l.Prepare(); err != nil {
		t.Fatal(err)
	}
	typing, typed := io.Pipe()
	defer typed.Close()
	err := l.LogInByBrowser(t.Context(), typing, func(p Prompt) {
		back, err := url.Parse(visit(t, r.provider, p.URL))
		if err != nil || back.Host != "login.example" {
			t.Errorf("%v, %v", back, err)
		}
		go io.WriteString(typed, back.Query().Get("code")+"\n")
	})
	if err != nil {
		t.Error(err)
	}
}

func TestLogInByBrowser_isGivenUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, &logintest.Provider{})
	l := r.another(t.TempDir(), Browser)
	ctx, cancel := context.WithCancel(t.Context())
	if err := l.LogInByBrowser(ctx, strings.NewReader(""), func(Prompt) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func visit(t *testing.T, p *logintest.Provider, page string) string {
	t.Helper()
	back, err := p.Visit(page)
	if err != nil {
		t.Error(err)
	}
	if !strings.Contains(page, "login_hint=log%40agency.example") || strings.Contains(page, "hush") {
		t.Errorf("the page is %s", page)
	}
	return back
}

func get(t *testing.T, address string, want int) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Error(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != want || strings.Contains(string(body), "code-") {
		t.Errorf("status %d, want %d: %s", resp.StatusCode, want, body)
	}
}

// serviceAccountFile returns what Google issues for a service account.
func serviceAccountFile(t *testing.T) string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	key := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	file, err := json.Marshal(map[string]string{"type": "service_account", "private_key": key, "private_key_id": "k1", "client_email": "rapport@agency.iam.example"})
	if err != nil {
		t.Fatal(err)
	}
	return string(file)
}

// A service account asks in the name of a user, with a signature of its key.
func TestToken_ofAServiceAccount(t *testing.T) {
	t.Parallel()
	file := serviceAccountFile(t)
	var of struct {
		Key string `json:"private_key"`
	}
	if err := json.Unmarshal([]byte(file), &of); err != nil {
		t.Fatal(err)
	}
	key := of.Key
	r := newRig(t, &logintest.Provider{})
	for name, c := range map[string]struct {
		secret, client, issuer string
		ok                     bool
	}{
		"the file of Google":       {file, "", "rapport@agency.iam.example", true},
		"with another address":     {file, "other@agency.iam.example", "other@agency.iam.example", true},
		"the key alone":            {key, "rapport@agency.iam.example", "rapport@agency.iam.example", true},
		"a file that is none":      {`{"client_email": 3}`, "", "", false},
		"no key":                   {"hunter2", "x", "", false},
		"a file of something else": {`{"type":"authorized_user"}`, "", "", false},
	} {
		l := r.another(t.TempDir(), ServiceAccount)
		l.config.ClientID = c.client
		l.config.Secret = func(context.Context) (string, error) { return c.secret, nil }
		token, err := l.Token(t.Context())
		if (err == nil) != c.ok || err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %q, %v", name, token, err)
			continue
		}
		if !c.ok {
			continue
		}
		sent := r.provider.Requests()
		claims, err := base64.RawURLEncoding.DecodeString(strings.Split(sent[len(sent)-1].Get("assertion"), ".")[1])
		if err != nil {
			t.Fatal(err)
		}
		var said struct{ Iss, Sub, Scope, Aud string }
		if err := json.Unmarshal(claims, &said); err != nil || said.Iss != c.issuer || said.Sub != "log@agency.example" || said.Scope != "imap smtp" || said.Aud != "https://provider/token" {
			t.Errorf("%s: %s, %v", name, claims, err)
		}
	}
}
