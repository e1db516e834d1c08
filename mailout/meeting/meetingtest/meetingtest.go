// Package meetingtest has a scripted service, which answers as the documents of a system say,
// and fails in every way in which such services do.
package meetingtest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Answer is how the service answers one request.
type Answer struct {
	Status int // 0: 200
	Body   string
	Header map[string]string
	Type   string // "": JSON
	Cut    bool   // the connection breaks within the body
}

// Service answers requests by their method, path and query. It is a http.RoundTripper, so that
// a test needs no network and can have a clock of its own, and a http.Handler.
type Service struct {
	// Token is what a request has to carry; "" for none. Login answers those without.
	Token string
	// Check looks at each request, and returns what is wrong with it.
	Check func(r *http.Request, body string) string

	t       testing.TB
	mu      sync.Mutex
	answers map[string][]Answer
	asked   []string
	login   map[string]bool
}

// New returns a service that answers nothing yet.
func New(t testing.TB) *Service {
	return &Service{t: t, answers: map[string][]Answer{}, login: map[string]bool{}}
}

// On sets the answers to a request, such as "GET /v2/users?page=1", one after the other, the
// last for ever. The query is in alphabetical order, as it is sent.
func (s *Service) On(request string, answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[request] = answers
}

// OnLogin is On for a request that carries no token.
func (s *Service) OnLogin(request string, answers ...Answer) {
	s.On(request, answers...)
	s.login[request] = true
}

// JSON returns the answer with a body of JSON.
func JSON(body string) Answer { return Answer{Body: body} }

// Asked returns the requests so far.
func (s *Service) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.asked...)
}

// Client returns a client that reaches the service whatever the address.
func (s *Service) Client() *http.Client { return &http.Client{Transport: s} }

// Secret returns a function that returns a secret.
func Secret(secret string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return secret, nil }
}

// RoundTrip answers a request.
func (s *Service) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	a := s.serve(w, r)
	resp := w.Result()
	resp.Request = r
	if a.Cut {
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(a.Body[:len(a.Body)/2]), broken{}))
	}
	return resp, nil
}

type broken struct{}

// Read implements io.Reader.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func (s *Service) serve(w http.ResponseWriter, r *http.Request) Answer {
	body := ""
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			s.t.Errorf("read a request: %v", err)
		}
		body = string(data)
	}
	request := r.Method + " " + r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		request += "?" + r.URL.RawQuery
	}
	s.mu.Lock()
	s.asked = append(s.asked, request)
	list := s.answers[request]
	if len(list) > 1 {
		s.answers[request] = list[1:]
	}
	login := s.login[request]
	s.mu.Unlock()
	a := Answer{Status: http.StatusNotFound, Body: `{"code":404,"message":"there is no such thing"}`}
	if len(list) > 0 {
		a = list[0]
	}
	if !login && s.Token != "" && r.Header.Get("Authorization") != "Bearer "+s.Token {
		a = Answer{Status: http.StatusUnauthorized, Body: `{"code":124,"message":"Invalid access token."}`}
	}
	if s.Check != nil {
		if wrong := s.Check(r, body); wrong != "" {
			a = Answer{Status: http.StatusBadRequest, Body: fmt.Sprintf(`{"code":400,"message":%q}`, wrong)}
		}
	}
	for name, value := range a.Header {
		w.Header().Set(name, value)
	}
	kind := a.Type
	if kind == "" {
		kind = "application/json; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	status := a.Status
	if status == 0 {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	io.WriteString(w, a.Body)
	return a
}

// Faults are the ways in which a service fails for good, by name.
func Faults() map[string]Answer {
	return map[string]Answer{
		"its answer breaks off":     {Body: `{"meetings":[],"value":[],"conferenceRecords":[]}`, Cut: true},
		"its answer is no JSON":     {Body: `{"meetings":[`},
		"it answers with a page":    {Body: `<!DOCTYPE html><html><body>Sign in</body></html>`, Type: "text/html"},
		"it sends too much":         {Body: `{"x":"` + strings.Repeat("x", 5<<20) + `"}`},
		"it redirects abroad":       {Status: http.StatusFound, Header: map[string]string{"Location": "https://elsewhere.example/"}},
		"too many, for long":        {Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "3600"}},
		"too many, in seconds":      {Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "2"}},
		"too many, until tomorrow":  {Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "2999-01-01T00:00:00Z"}},
		"too many, without a word":  {Status: http.StatusTooManyRequests},
		"it fails":                  {Status: http.StatusInternalServerError},
		"it is unavailable":         {Status: http.StatusServiceUnavailable, Header: map[string]string{"Retry-After": "1"}},
		"a right is missing":        {Status: http.StatusForbidden, Body: `{"code":4711,"message":"no scope"}`},
		"the token is never enough": {Status: http.StatusUnauthorized, Body: `{"code":124,"message":"Access token is expired."}`},
	}
}

// ServeHTTP answers a request over a network.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.serve(w, r).Cut {
		panic(http.ErrAbortHandler)
	}
}
