package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// endpoint is an API that answers with what answer says.
func endpoint(t *testing.T, answer http.HandlerFunc) *Model {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return New(Config{URL: s.URL + "/v1/", Name: "small", Timeout: 5 * time.Second, Token: func(context.Context) (string, error) { return "secret", nil }})
}

func completion(content string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": content}}}})
	}
}

func TestSuggest(t *testing.T) {
	m := endpoint(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var request struct {
			Model    string
			Messages []message
		}
		if err := json.Unmarshal(body, &request); err != nil || request.Model != "small" || len(request.Messages) != 2 || !strings.Contains(request.Messages[1].Content, "the tiles look off") {
			t.Errorf("%s, %v", body, err)
		}
		if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("%s with %v", r.URL, r.Header)
		}
		completion("```json\n{\"ask\": \"Problem\", \"summary\": \"The tiles\\nlook wrong.\"}\n```")(w, r)
	})
	s, err := m.Suggest(t.Context(), "Tiles", "the tiles look off "+strings.Repeat("字", 10_000))
	if err != nil || *s != (store.Suggestion{Ask: store.AskProblem, Summary: "The tiles look wrong.", Model: "small"}) {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestSuggest_whatIsNotAsItShouldBeIsNoSuggestion(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"an approval":    completion(`{"ask": "approval", "summary": "They agree."}`),
		"an objection":   completion(`{"ask": "objection", "summary": "They do not."}`),
		"prose":          completion("The client has a problem."),
		"half an object": completion(`{"ask": "problem`),
		"no choice":      func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"choices": []}`) },
		"no JSON":        func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `<html>`) },
		"a refusal":      func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusTooManyRequests) },
		"another place": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		},
		"no end": func(w http.ResponseWriter, _ *http.Request) { io.CopyN(w, zeros{}, 1<<20) },
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := endpoint(t, answer).Suggest(t.Context(), "", "text"); err == nil {
				t.Errorf("%+v", s)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestSuggest_aModelThatFailsIsLeftAlone(t *testing.T) {
	asked := 0
	m := endpoint(t, func(w http.ResponseWriter, _ *http.Request) { asked++; http.Error(w, "no", 500) })
	now := time.Now()
	m.now = func() time.Time { return now }
	for range 10 {
		m.Suggest(t.Context(), "", "text")
	}
	if _, err := m.Suggest(t.Context(), "", "text"); asked != mostFailures || !errors.Is(err, ErrResting) {
		t.Errorf("asked %d times; %v", asked, err)
	}
	now = now.Add(rest + time.Second)
	if _, err := m.Suggest(t.Context(), "", "text"); errors.Is(err, ErrResting) || asked != mostFailures+1 {
		t.Errorf("asked %d times; %v", asked, err)
	}
}

func TestValidate(t *testing.T) {
	for url, ok := range map[string]bool{
		"https://api.example/v1": true, "http://127.0.0.1:11434/v1": true, "http://localhost/v1": true, "http://[::1]:80": true,
		"http://api.example/v1": false, "ftp://api.example": false, "api.example": false, "https://u:p@api.example": false, "https://api.example/?key=1": false, "": false,
	} {
		if err := (Config{URL: url}).Validate(); (err == nil) != ok {
			t.Errorf("%q: %v", url, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"choices":[{"message":{"content":"{\"ask\":\"thanks\",\"summary\":\"x\"}"}}]}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		s, err := read(answer, "small")
		if err == nil && (s.Ask == store.AskApproval || s.Ask == store.AskObjection || strings.ContainsAny(s.Summary, "\r\n") || len([]rune(s.Summary)) > longestSummary+1) {
			t.Fatalf("%+v", s)
		}
	})
}
