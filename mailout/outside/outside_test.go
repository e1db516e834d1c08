package outside

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const secret = "s3cr3t&more"

// script answers each request of a test with the next of its steps, the last for ever.
type script struct {
	steps []http.HandlerFunc
	calls atomic.Int32
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := int(s.calls.Add(1)) - 1
	s.steps[min(n, len(s.steps)-1)](w, r)
}

func reply(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// cut promises more than it sends, and breaks the connection.
func cut(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, `{"name":`)
	panic(http.ErrAbortHandler)
}

// transport answers the requests of a caller within the test's bubble of time.
type transport struct{ handler http.Handler }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	t.handler.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

func caller(t *testing.T, s *script) *Caller {
	t.Helper()
	c, err := New(Config{Name: "Tracker", Base: "https://tracker.example", Secrets: []string{secret}, HTTP: &http.Client{Transport: transport{s}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func faultOf(err error) Fault {
	var e *Error
	if errors.As(err, &e) {
		return e.Fault
	}
	return ""
}

func TestNew_callsOnlyWhatIsSafe(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]bool{
		"https://open.pingcode.com": true, "https://firm.example/open": true, "http://127.0.0.1:8080": true, "http://[::1]:80": true, "http://localhost": true,
		"http://open.pingcode.com": false, "http://10.0.0.1": false, "ftp://x.example": false, "open.pingcode.com": false, "": false,
		"https://user:pass@x.example": false, "https://x.example?key=1": false, "https:///path": false,
	} {
		_, err := New(Config{Name: "Tracker", Base: base})
		if (err == nil) != want {
			t.Errorf("%q: %v, want it taken: %v", base, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "pass") {
			t.Errorf("%q: the error shows the password: %v", base, err)
		}
	}
}

// A request that changes nothing is sent three times at most, after the time that the
// service asked for in any form, and not at all if that is too long.
func TestGet_waitsAndAsksAgain(t *testing.T) {
	ok := reply(200, `{"name":"ACME"}`)
	in := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	for _, c := range []struct {
		name  string
		steps func() []http.HandlerFunc
		fault Fault
		calls int32
		waits time.Duration
	}{
		{"at once", func() []http.HandlerFunc { return []http.HandlerFunc{ok} }, "", 1, 0},
		{"fails once", func() []http.HandlerFunc { return []http.HandlerFunc{reply(502, ""), ok} }, "", 2, time.Second},
		{"fails for ever", func() []http.HandlerFunc { return []http.HandlerFunc{reply(500, "")} }, Failing, 3, 4 * time.Second},
		{"seconds", func() []http.HandlerFunc { return []http.HandlerFunc{reply(429, "", "Retry-After", "7"), ok} }, "", 2, 7 * time.Second},
		{"date", func() []http.HandlerFunc {
			return []http.HandlerFunc{reply(429, "", "Retry-After", in(9*time.Second)), ok}
		}, "", 2, 9 * time.Second},
		{"ISO time", func() []http.HandlerFunc {
			return []http.HandlerFunc{reply(429, "", "Retry-After", time.Now().Add(5*time.Second).UTC().Format(time.RFC3339)), ok}
		}, "", 2, 5 * time.Second},
		{"PingCode", func() []http.HandlerFunc {
			return []http.HandlerFunc{reply(429, `{"code":"100038"}`, "X-Pc-Retry-After", "12"), ok}
		}, "", 2, 12 * time.Second},
		{"GitLab", func() []http.HandlerFunc {
			return []http.HandlerFunc{reply(429, "", "RateLimit-Reset", fmt.Sprint(time.Now().Unix()+4)), ok}
		}, "", 2, 4 * time.Second},
		{"too long", func() []http.HandlerFunc { return []http.HandlerFunc{reply(429, "", "Retry-After", "3600"), ok} }, Limited, 1, 0},
		{"nonsense", func() []http.HandlerFunc { return []http.HandlerFunc{reply(429, "", "Retry-After", "soon"), ok} }, "", 2, time.Second},
		{"denied", func() []http.HandlerFunc { return []http.HandlerFunc{reply(403, `{"code":4711,"message":"no scope"}`)} }, Denied, 1, 0},
		{"missing", func() []http.HandlerFunc { return []http.HandlerFunc{reply(404, "")} }, Missing, 1, 0},
		{"wrong secret", func() []http.HandlerFunc { return []http.HandlerFunc{reply(400, `{"code":"100024","message":"x"}`)} }, BadRequest, 1, 0},
		{"page", func() []http.HandlerFunc {
			return []http.HandlerFunc{reply(200, "<html>", "Content-Type", "text/html; charset=utf-8")}
		}, BadAnswer, 1, 0},
		{"no JSON", func() []http.HandlerFunc { return []http.HandlerFunc{reply(200, `{"name":`)} }, BadAnswer, 1, 0},
		{"too large", func() []http.HandlerFunc {
			return []http.HandlerFunc{reply(200, `{"name":"`+strings.Repeat("x", mostBytes)+`"}`)}
		}, BadAnswer, 1, 0},
		{"abroad", func() []http.HandlerFunc {
			return []http.HandlerFunc{reply(302, "", "Location", "https://elsewhere.example/")}
		}, BadAnswer, 1, 0},
		{"to plain HTTP", func() []http.HandlerFunc {
			return []http.HandlerFunc{reply(302, "", "Location", "http://tracker.example/")}
		}, BadAnswer, 1, 0},
		{"in a circle", func() []http.HandlerFunc { return []http.HandlerFunc{reply(302, "", "Location", "/again")} }, BadAnswer, mostRedirects + 1, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: c.steps()}
			began := time.Now()
			var into struct{ Name string }
			err := caller(t, s).Get(t.Context(), Request{Path: "/v1/projects", Query: url.Values{"secret": {secret}}}, &into)
			if faultOf(err) != c.fault || (err == nil) != (c.fault == "") || err == nil && into.Name != "ACME" {
				t.Errorf("%s: %v and %q, want %q", c.name, err, into.Name, c.fault)
			}
			if took := time.Since(began).Round(time.Second); s.calls.Load() != c.calls || took != c.waits {
				t.Errorf("%s: %d calls in %v, want %d in %v", c.name, s.calls.Load(), took, c.calls, c.waits)
			}
			if err != nil && (strings.Contains(err.Error(), "s3cr3t") || strings.Contains(err.Error(), "?")) {
				t.Errorf("%s: %v", c.name, err)
			}
		})
	}
}

// What changes something is sent once, unless the service refused it before it did anything.
func TestPost_isNeverRepeatedBlindly(t *testing.T) {
	made := reply(201, `{"id":"7"}`)
	for _, c := range []struct {
		name  string
		steps []http.HandlerFunc
		fault Fault
		calls int32
	}{
		{"at once", []http.HandlerFunc{made}, "", 1},
		{"limited", []http.HandlerFunc{reply(429, "", "Retry-After", "2"), made}, "", 2},
		{"limited for long", []http.HandlerFunc{reply(429, "", "Retry-After", "3600"), made}, Limited, 1},
		{"fails", []http.HandlerFunc{reply(503, ""), made}, Ambiguous, 1},
		{"refused", []http.HandlerFunc{reply(400, ""), made}, BadRequest, 1},
		{"no JSON", []http.HandlerFunc{reply(200, "{"), made}, Ambiguous, 1},
		{"page", []http.HandlerFunc{reply(200, "<html>", "Content-Type", "text/html"), made}, Ambiguous, 1},
		{"redirected", []http.HandlerFunc{reply(307, "", "Location", "/other"), made}, BadAnswer, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: c.steps}
			var into struct{ ID string }
			err := caller(t, s).Post(t.Context(), Request{Path: "/v1/items", Body: map[string]string{"title": "x"}}, &into)
			if faultOf(err) != c.fault || (err == nil) != (into.ID == "7") || s.calls.Load() != c.calls {
				t.Errorf("%s: %v after %d calls, want %q after %d", c.name, err, s.calls.Load(), c.fault, c.calls)
			}
		})
	}
}

func TestCaller_connectionsThatBreak(t *testing.T) {
	t.Parallel()
	s := &script{steps: []http.HandlerFunc{cut, reply(200, `{"name":"ACME"}`)}}
	server := httptest.NewServer(s)
	defer server.Close()
	c, err := New(Config{Name: "Tracker", Base: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Post(t.Context(), Request{Path: "/items"}, nil); faultOf(err) != Ambiguous || s.calls.Load() != 1 {
		t.Errorf("a change whose answer broke off: %v after %d calls", err, s.calls.Load())
	}
	s.calls.Store(0)
	var into struct{ Name string }
	if err := c.Get(t.Context(), Request{Path: "/items"}, &into); err != nil || into.Name != "ACME" || s.calls.Load() != 2 {
		t.Errorf("a question whose answer broke off: %v after %d calls", err, s.calls.Load())
	}
	server.Close()
	if err := c.Post(t.Context(), Request{Path: "/items"}, nil); faultOf(err) != Unreachable {
		t.Errorf("a change that nobody listened to: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Get(ctx, Request{Path: "/items"}, nil); err == nil {
		t.Error("a cancelled call succeeds")
	}
}

// A token is kept until shortly before its end, and renewed once when the service no longer
// takes it.
func TestCaller_tokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var given, asked int
		valid := "token-1"
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			if r.Header.Get("Authorization") != "Bearer "+valid {
				reply(401, `{"message":"bad `+r.Header.Get("Authorization")+`"}`)(w, r)
				return
			}
			reply(200, `{}`)(w, r)
		})
		c, err := New(Config{Name: "Tracker", Base: "https://tracker.example", HTTP: &http.Client{Transport: transport{handler}},
			Token: func(context.Context) (string, time.Time, error) {
				given++
				return fmt.Sprintf("token-%d", given), time.Now().Add(time.Hour), nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		get := func() error { return c.Get(t.Context(), Request{Path: "/x"}, nil) }
		if err := errors.Join(get(), get()); err != nil || given != 1 || asked != 2 {
			t.Fatalf("%v, %d tokens, %d requests", err, given, asked)
		}
		valid = "token-2" // the first was withdrawn
		if err := c.Post(t.Context(), Request{Path: "/x"}, nil); err != nil || given != 2 || asked != 4 {
			t.Fatalf("withdrawn: %v, %d tokens, %d requests", err, given, asked)
		}
		time.Sleep(time.Hour - tokenMargin)
		valid = "token-3"
		if err := get(); err != nil || given != 3 || asked != 5 {
			t.Fatalf("ended: %v, %d tokens, %d requests", err, given, asked)
		}
		valid = "never"
		if err := get(); faultOf(err) != Denied || given != 4 || asked != 7 || strings.Contains(err.Error(), "token-4") {
			t.Fatalf("refused: %v, %d tokens, %d requests", err, given, asked)
		}
	})
}

func TestError_readsAsALine(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"code":"100317","message":"not found"}`:                         "Tracker: /x: bad request (400), code 100317: not found",
		`{"code":4711,"message":"no ` + secret + ` here"}`:                "Tracker: /x: bad request (400), code 4711: no … here",
		`{"error":{"code":"Forbidden","message":"two\nlines\u202e"}}`:     "Tracker: /x: bad request (400), code Forbidden: two lines",
		`{"error":"invalid_client","error_description":"wrong"}`:          "Tracker: /x: bad request (400), code invalid_client: wrong",
		`{"errorMessages":["The value 'X' does not exist."],"errors":{}}`: "Tracker: /x: bad request (400): The value 'X' does not exist.",
		`<html>`:                      "Tracker: /x: bad request (400)",
		`[1]`:                         "Tracker: /x: bad request (400)",
		`{"message":["one","two"]}`:   "Tracker: /x: bad request (400): one",
		`{"message":{"a":1},"msg":5}`: "Tracker: /x: bad request (400): 5",
	} {
		err := caller(t, &script{steps: []http.HandlerFunc{reply(400, body)}}).Get(t.Context(), Request{Path: "/x"}, nil)
		if err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", body, err, want)
		}
	}
}
