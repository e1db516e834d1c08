package graph_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rapport/store/graph"
	"rapport/store/graph/graphtest"
)

func newClient(t *testing.T, s *graphtest.Server, change func(*graph.Config)) *graph.Client {
	t.Helper()
	c := graph.Config{Base: s.Base, User: graphtest.User, Patience: 300 * time.Millisecond, Pause: time.Millisecond, RootCAs: s.RootCAs,
		Token: func(context.Context) (string, error) { return graphtest.Token, nil }}
	if change != nil {
		change(&c)
	}
	client, err := graph.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func start(t *testing.T, secure bool) *graphtest.Server {
	t.Helper()
	s := graphtest.Start(secure)
	t.Cleanup(s.Close)
	return s
}

func inbox(t *testing.T, c *graph.Client) error {
	var folder struct{ ID string }
	return c.Get(t.Context(), c.Path("mailFolders", "inbox"), nil, &folder)
}

// A token that was refused is renewed once; one that is refused again is a refusal, and no error
// shows it.
func TestClient_tokens(t *testing.T) {
	t.Parallel()
	s := start(t, true)
	s.Accept(func(token string) bool { return token == "new-token" })
	asked := 0
	renews := newClient(t, s, func(c *graph.Config) {
		c.Renew = func(_ context.Context, refused string) (string, error) {
			asked++
			if refused != graphtest.Token {
				t.Errorf("renew in place of %s", refused)
			}
			return "new-token", nil
		}
	})
	if err := inbox(t, renews); err != nil || asked != 1 {
		t.Errorf("%v, renewed %d times", err, asked)
	}
	s.Do("", -1, func(w http.ResponseWriter, r *http.Request, _ http.HandlerFunc) { // it repeats what it got
		graphtest.Answer(http.StatusUnauthorized, fmt.Sprintf(`{"error":{"code":"InvalidAuthenticationToken","message":"bad %s\r\n here"}}`, r.Header.Get("Authorization")))(w, r, nil)
	})
	for name, client := range map[string]*graph.Client{
		"renewed in vain": renews,
		"no renewal":      newClient(t, s, nil),
		"a renewal that fails": newClient(t, s, func(c *graph.Config) {
			c.Renew = func(context.Context, string) (string, error) { return "", errors.New("the grant has ended") }
		}),
	} {
		before := len(s.Heard())
		err := inbox(t, client)
		if !errors.Is(err, graph.ErrAuth) || strings.Contains(err.Error(), "graph-token") || strings.Contains(err.Error(), "new-token") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
		if n := len(s.Heard()) - before; n > 2 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

// A service that is silent, that stops in the middle, or whose answer never ends.
func TestClient_patience(t *testing.T) {
	t.Parallel()
	s := start(t, false)
	id := s.Deliver("INBOX", bytes.Repeat([]byte("0123456789"), 5000), time.Now())
	c := newClient(t, s, nil)
	raw := func() ([]byte, error) { return c.Raw(t.Context(), c.Path("messages", id, "$value"), 1<<20) }
	if got, err := raw(); err != nil || len(got) != 50_000 {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	slow := func(gap time.Duration) graphtest.Act {
		return func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
			recorded := httptest.NewRecorder()
			next(recorded, r)
			for i := range 5 {
				w.Write(recorded.Body.Bytes()[i*10_000 : (i+1)*10_000])
				w.(http.Flusher).Flush()
				time.Sleep(gap)
			}
		}
	}
	s.Do("$value", 1, slow(150*time.Millisecond)) // longer than the patience in all
	if got, err := raw(); err != nil || len(got) != 50_000 {
		t.Errorf("a slow mail: %d bytes, %v", len(got), err)
	}
	for name, act := range map[string]graphtest.Act{"silent": graphtest.Stall(), "silent in the middle": slow(time.Second), "cut": graphtest.CutIn(20_000)} {
		s.Do("$value", 1, act)
		if got, err := raw(); !errors.Is(err, graph.ErrUnanswered) || got != nil {
			if name != "silent" || err != nil { // which is asked again
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
		}
	}
	if _, err := c.Raw(t.Context(), c.Path("messages", id, "$value"), 49_999); fmt.Sprint(err) != "it has 50000 bytes or more" {
		t.Errorf("a mail that is too large: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	s.Do("mailFolders", -1, graphtest.Stall())
	if err := c.Get(ctx, c.Path("mailFolders", "inbox"), nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// A token goes to the configured address and nowhere else.
func TestClient_neverAbroad(t *testing.T) {
	t.Parallel()
	s := start(t, true)
	c := newClient(t, s, nil)
	for _, address := range []string{"https://evil.example/v1.0/x", "http" + s.Base[len("https"):] + "/x", s.Base + "@evil.example/x", "https://u:p@" + s.Address() + "/v1.0/x", "/v1.0/x", "%", s.Base[:len(s.Base)-len("/v1.0")] + "/beta/x"} {
		if err := c.Get(t.Context(), address, nil, nil); !errors.Is(err, graph.ErrAnswer) || strings.Contains(err.Error(), "evil") {
			t.Errorf("%s: %v", address, err)
		}
	}
	abroad := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it went abroad") }))
	defer abroad.Close()
	s.Do("inbox", 1, func(w http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
		http.Redirect(w, r, abroad.URL, http.StatusTemporaryRedirect)
	})
	if err := inbox(t, c); err == nil {
		t.Error("a redirect is no error")
	}
	for name, change := range map[string]func(*graph.Config){
		"unknown authority": func(c *graph.Config) { c.RootCAs = x509.NewCertPool() },
		"another name":      func(c *graph.Config) { c.Base = "https://localhost.localdomain" + c.Base[len("https://127.0.0.1"):] },
	} {
		err := inbox(t, newClient(t, s, change))
		if name == "another name" { // which the DNS may not have
			if err == nil {
				t.Errorf("%s: no error", name)
			}
		} else if !errors.Is(err, graph.ErrTLS) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, base := range []string{"http://graph.example/v1.0", "graph.example", "https://u:p@graph.example", "https://graph.example?x=1", "://"} {
		if _, err := graph.New(graph.Config{Base: base, User: "u", Token: func(context.Context) (string, error) { return "", nil }}); err == nil {
			t.Errorf("%s: accepted", base)
		}
	}
}

// What the service says is bounded: how long it is to be left alone, its words, its answers.
func TestClient_bounds(t *testing.T) {
	t.Parallel()
	s := start(t, false)
	for header, want := range map[string]time.Duration{"7": 7 * time.Second, "0": time.Second, "99999999": 15 * time.Minute, "-5": time.Second, "soon": 5 * time.Second, "": 5 * time.Second,
		time.Now().Add(time.Hour).UTC().Format(http.TimeFormat): 15 * time.Minute} {
		s.Do("messages", 1, func(w http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		c := newClient(t, s, nil)
		err := c.Change(t.Context(), http.MethodPost, c.Path("messages"), "text/plain", nil, nil)
		if !errors.Is(err, graph.ErrBusy) || graph.WaitOf(err) != want {
			t.Errorf("%q: %v, wait %s", header, err, graph.WaitOf(err))
		}
	}
	c := newClient(t, s, nil)
	s.Do("inbox", 1, graphtest.Answer(http.StatusBadRequest, `{"error":{"code":"X","message":"`+strings.Repeat("word ", 10_000)+`"}}`))
	if err := inbox(t, c); err == nil || len(err.Error()) > 400 {
		t.Errorf("%d bytes of an error", len(fmt.Sprint(err)))
	}
	s.Do("inbox", 1, func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		for range 17 {
			w.Write(bytes.Repeat([]byte(" "), 1<<20))
		}
	})
	if err := inbox(t, c); !errors.Is(err, graph.ErrAnswer) {
		t.Errorf("an endless answer: %v", err)
	}
}

// A mail that ends with the connection, without a length, may be half of one.
func TestClient_aMailWithoutAnEnd(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Read(make([]byte, 4096))
			conn.Write([]byte("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nSubject: half"))
			conn.Close()
		}
	}()
	c, err := graph.New(graph.Config{Base: "http://" + listener.Addr().String(), User: "u", Token: func(context.Context) (string, error) { return "t", nil }})
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := c.Raw(t.Context(), c.Path("messages", "1", "$value"), 1000); !errors.Is(err, graph.ErrAnswer) || raw != nil {
		t.Errorf("%q, %v", raw, err)
	}
}
