package graphtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
)

// Act is what the server does with a request in place of an answer, or around it: next answers.
type Act func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc)

type rule struct {
	match string
	times int
	act   Act
}

// Do lets the server act on the next so many requests that contain match, such as
// "GET /messages" or "/delta"; with times < 0, on all of them.
func (s *Server) Do(match string, times int, act Act) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = append(s.rules, rule{match, times, act})
}

// Behave ends all acts.
func (s *Server) Behave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

// Refuse answers with a status and Microsoft's code, and, if wait is not 0, so many seconds of
// Retry-After.
func Refuse(status int, code string, wait int) Act {
	return func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		if wait != 0 {
			w.Header().Set("Retry-After", strconv.Itoa(wait))
		}
		refuse(w, status, code, "told to")
	}
}

// Cut ends the connection without an answer, and does nothing.
func Cut() Act {
	return func(http.ResponseWriter, *http.Request, http.HandlerFunc) { panic(http.ErrAbortHandler) }
}

// CutAfter does what was asked, and ends the connection without an answer.
func CutAfter() Act {
	return func(_ http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		next(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
}

// CutIn does what was asked, and ends the connection after so many bytes of the answer.
func CutIn(bytes int) Act {
	return func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		recorded := httptest.NewRecorder()
		next(recorded, r)
		text := recorded.Body.Bytes()
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		w.WriteHeader(recorded.Code)
		w.Write(text[:min(bytes, len(text))])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// Stall answers nothing until the client leaves.
func Stall() Act {
	return func(_ http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
		io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}
}

// RefuseAfter does what was asked, and answers that it failed.
func RefuseAfter(status int, code string) Act {
	return func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		next(httptest.NewRecorder(), r)
		refuse(w, status, code, "told to")
	}
}

// Answer answers with a text in place of what was asked for.
func Answer(status int, text string) Act {
	return func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		w.WriteHeader(status)
		w.Write([]byte(text))
	}
}

// First does something and answers then.
func First(do func()) Act {
	return func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		do()
		next(w, r)
	}
}

// Then lets another act follow, in place of the answer.
func (a Act) Then(next Act) Act {
	return func(w http.ResponseWriter, r *http.Request, answer http.HandlerFunc) {
		a(w, r, func(w http.ResponseWriter, r *http.Request) { next(w, r, answer) })
	}
}

// Repeat answers with a page that has everything twice, in the other order the second time.
func Repeat() Act {
	return func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		recorded := httptest.NewRecorder()
		next(recorded, r)
		var page map[string]any
		if err := json.Unmarshal(recorded.Body.Bytes(), &page); err != nil {
			panic(err)
		}
		values, _ := page["value"].([]any)
		again := slices.Clone(values)
		slices.Reverse(again)
		page["value"] = append(values, again...)
		writeJSON(w, recorded.Code, page)
	}
}
