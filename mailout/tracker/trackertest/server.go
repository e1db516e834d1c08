// Package trackertest serves the interfaces of issue trackers from memory, as their documents
// describe them: for tests, and for the demonstration. A request that does not follow the
// document is refused and noted.
package trackertest

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Item is a work item.
type Item struct {
	ID, Key     string
	Title       string
	Description string
	Type        string // task, milestone, …
	Stage       string // pending, in_progress or completed
	Parent      string // ID
	Sprint      string
	End         time.Time
	Completed   time.Time
	Created     time.Time
	Updated     time.Time
	Percent     int // done; where the system has none it is worked of estimated; -1: unknown
}

// Version is a version, a milestone or a release.
type Version struct {
	ID, Name string
	End      time.Time
	Done     bool
}

// Server is a tracker with one project.
type Server struct {
	URL     string
	Project string // its key
	Secret  string

	mu       sync.Mutex
	items    []Item
	versions []Version
	requests []string
	wrong    []string
	fault    func(w http.ResponseWriter, r *http.Request) bool
	after    func(r *http.Request) bool
	garble   func(r *http.Request) (status int, header, body string)
	leaving  string // the title of the first item, which is gone once an answer has it
	now      func() time.Time
	behind   time.Duration
	server   *http.Server
}

// system answers a request of one system.
type system func(s *Server, w http.ResponseWriter, r *http.Request, body map[string]any)

// start serves a system on a loopback address until Close.
func start(key string, sys system) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve a tracker: %w", err)
	}
	s := &Server{URL: "http://" + listener.Addr().String(), Project: key, Secret: "s3cr3t&more", now: time.Now}
	s.server = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(sys, w, r) })}
	go s.server.Serve(listener)
	return s, nil
}

// Close stops the server.
func (s *Server) Close() { s.server.Close() }

func (s *Server) serve(sys system, w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	if s.fault != nil && s.fault(w, r) {
		return
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the request never came whole
	}
	var body map[string]any
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(data, &body); err != nil {
			s.refuse(w, r, "the body is no JSON")
			return
		}
	} else if len(data) > 0 {
		r.Body = io.NopCloser(strings.NewReader(string(data)))
	}
	answer := &recorder{header: http.Header{}, status: 200}
	sys(s, answer, r, body)
	if s.leaving != "" && strings.Contains(string(answer.body), s.leaving) {
		s.items, s.leaving = s.items[1:], ""
	}
	if s.after != nil && s.after(r) {
		panic(http.ErrAbortHandler) // it was done, and the answer is lost
	}
	if s.garble != nil {
		if status, header, body := s.garble(r); status != 0 {
			name, value, _ := strings.Cut(header, ": ")
			answer.status, answer.body = status, []byte(body)
			answer.header.Set(name, value)
		}
	}
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.status)
	w.Write(answer.body)
}

// recorder holds an answer back, so that it can be lost.
type recorder struct {
	header http.Header
	status int
	body   []byte
}

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) { r.status = status }

// Write implements io.Writer.
func (r *recorder) Write(data []byte) (int, error) {
	r.body = append(r.body, data...)
	return len(data), nil
}

// refuse notes a request that does not follow the document.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, why string) {
	s.wrong = append(s.wrong, r.Method+" "+r.URL.Path+": "+why)
	reply(w, http.StatusBadRequest, map[string]any{"code": "100043", "message": why})
}

func reply(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	w.Write(data)
}

// Put adds or replaces items, by their IDs.
func (s *Server) Put(items ...Item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range items {
		if it.Updated.IsZero() {
			it.Updated = s.now()
		}
		if i := slices.IndexFunc(s.items, func(o Item) bool { return o.ID == it.ID }); i >= 0 {
			s.items[i] = it
		} else {
			s.items = append(s.items, it)
		}
	}
}

// PutAll sets the items.
func (s *Server) PutAll(items []Item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = items
}

// PutVersions sets the versions.
func (s *Server) PutVersions(list ...Version) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.versions = list
}

// Leaves has the first item, whose title that is, be gone once it has been listed: what is on
// the next page has come to this one when that is asked for.
func (s *Server) Leaves(title string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leaving = title
}

// Items returns the items there are.
func (s *Server) Items() []Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.items)
}

// Finish marks the item of a key as done.
func (s *Server) Finish(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.items {
		if s.items[i].Key == key {
			s.items[i].Stage, s.items[i].Completed, s.items[i].Updated = "completed", s.now(), s.now()
		}
	}
}

// Wrong returns the requests that did not follow the document.
func (s *Server) Wrong() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.wrong)
}

// Requests returns the requests so far, as "GET /path".
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// SetClock sets the clock of the server.
func (s *Server) SetClock(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = now
}

// Fail lets fault answer requests instead, where it reports true; nil for none.
func (s *Server) Fail(fault func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// LoseAnswer carries out requests and breaks the connection instead of answering, where lose
// reports true; nil for none.
func (s *Server) LoseAnswer(lose func(r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = lose
}

// SetBehind lets lists and searches show only the items that were made so long ago.
func (s *Server) SetBehind(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behind = by
}

// listed returns the items that lists and searches know of.
func (s *Server) listed() []Item {
	if s.behind == 0 {
		return s.items
	}
	return slices.DeleteFunc(slices.Clone(s.items), func(it Item) bool { return s.now().Sub(it.Created) < s.behind })
}

// Garble carries out requests and answers with another status, a line of the header and a body,
// where the status is not 0.
func (s *Server) Garble(with func(r *http.Request) (status int, header, body string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.garble = with
}

// add makes an item as a request asks, and returns it.
func (s *Server) add(title, description, kind string) Item {
	n := 0
	for _, it := range s.items {
		var have int
		if i := strings.LastIndexAny(it.Key, "-#"); i >= 0 {
			fmt.Sscan(it.Key[i+1:], &have)
		}
		n = max(n, have)
	}
	title = strings.Join(strings.Fields(title), " ") // as most trackers have it
	it := Item{ID: fmt.Sprintf("%024x", 0xa000+n+1), Key: fmt.Sprintf("%s-%d", s.Project, n+1), Title: title, Description: description, Type: kind, Stage: "pending", Created: s.now(), Updated: s.now(), Percent: -1}
	s.items = append(s.items, it)
	return it
}

// find returns the item of an ID.
func (s *Server) find(id string) (Item, bool) {
	i := slices.IndexFunc(s.items, func(it Item) bool { return it.ID == id })
	if i < 0 {
		return Item{}, false
	}
	return s.items[i], true
}

// text returns a value of a body as text.
func text(v any) string {
	s, _ := v.(string)
	return s
}
