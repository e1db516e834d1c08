// Package graphtest is a Microsoft Graph of one mailbox that keeps its mail in memory, refuses what
// the service does not document, and misbehaves where a test wants it.
package graphtest

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// User is whose mailbox it is.
const User = "log@agency.example"

// Token is what the server accepts, unless its Token says otherwise.
const Token = "graph-token"

// Server is a Microsoft Graph on a loopback port.
type Server struct {
	Base    string         // of its addresses
	RootCAs *x509.CertPool // trusts its certificate; nil without TLS

	http *httptest.Server

	mu       sync.Mutex
	token    func(string) bool
	pageSize int
	folders  []*folder
	mails    map[string]*Mail
	log      []logged // changes of folders, in order; a link to further ones has the place of the next
	expired  int      // links to places below it have expired
	last     int      // number of the last mail or folder
	rules    []rule
	heard    []string
	sent     []Sent
}

type folder struct{ id, parent, name, wellKnown string }

// Mail is a mail in the mailbox.
type Mail struct {
	ID        string
	Folder    string // its name
	Raw       []byte
	Received  time.Time
	Draft     bool
	Flagged   bool
	MessageID string
	To        []string
}

// Sent is a mail that the server took to be sent.
type Sent struct {
	MessageID string
	To        []string // everybody to whom it goes
	Raw       []byte
}

type logged struct {
	folder, item string
	left         bool
}

// Start starts a server with the folders INBOX, Drafts, Sent Items, Deleted Items, and others that
// are named, "Projects/ACME". Close ends it.
func Start(secure bool, folders ...string) *Server {
	s := &Server{mails: map[string]*Mail{}, pageSize: 50, token: func(token string) bool { return token == Token }}
	for _, f := range []folder{{name: "Inbox", wellKnown: "inbox"}, {name: "Drafts", wellKnown: "drafts"}, {name: "Sent Items", wellKnown: "sentitems"}, {name: "Deleted Items", wellKnown: "deleteditems"}} {
		s.last++
		f.id = fmt.Sprintf("folder-%d==", s.last)
		s.folders = append(s.folders, &f)
	}
	for _, name := range folders {
		s.AddFolder(name)
	}
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		s.http.StartTLS()
		s.RootCAs = x509.NewCertPool()
		s.RootCAs.AddCert(s.http.Certificate())
	} else {
		s.http.Start()
	}
	s.Base = s.http.URL + "/v1.0"
	return s
}

// Close ends the server and its connections.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// Address returns host and port.
func (s *Server) Address() string { return s.http.Listener.Addr().String() }

// AddFolder adds a folder; those above it have to be there.
func (s *Server) AddFolder(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	above, own := "", name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		above, own = s.named(name[:i]).id, name[i+1:]
	}
	s.last++
	s.folders = append(s.folders, &folder{id: fmt.Sprintf("folder-%d==", s.last), parent: above, name: own})
}

// ReplaceFolder puts another id in the place of that of a folder, as if it were deleted and made again, without its mail.
func (s *Server) ReplaceFolder(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.named(name)
	for id, m := range s.mails {
		if m.Folder == f.id {
			delete(s.mails, id)
		}
	}
	s.last++
	f.id = fmt.Sprintf("folder-%d==", s.last)
}

// named returns the folder of a name, "INBOX" or "Projects/ACME".
func (s *Server) named(name string) *folder {
	parent := ""
	var found *folder
	for part := range strings.SplitSeq(name, "/") {
		i := slices.IndexFunc(s.folders, func(f *folder) bool { return f.parent == parent && strings.EqualFold(f.name, part) })
		if i < 0 {
			panic("graphtest: there is no folder " + name)
		}
		found = s.folders[i]
		parent = found.id
	}
	return found
}

// Accept says which tokens are accepted from now on.
func (s *Server) Accept(token func(string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = token
}

// PageSize sets how many mails a page has at most.
func (s *Server) PageSize(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pageSize = n
}

// Deliver puts a mail into a folder and returns its id.
func (s *Server) Deliver(folder string, raw []byte, at time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.add(raw, at)
	s.put(m, s.named(folder).id)
	return m.ID
}

// add makes a mail that is in no folder yet.
func (s *Server) add(raw []byte, at time.Time) *Mail {
	s.last++
	m := &Mail{ID: fmt.Sprintf("AAkALg+/%d=", s.last), Raw: raw, Received: at}
	if parsed, err := mail.ReadMessage(bytes.NewReader(raw)); err == nil {
		m.MessageID = parsed.Header.Get("Message-ID")
		for _, field := range []string{"To", "Cc", "Bcc"} {
			list, _ := mail.ParseAddressList(parsed.Header.Get(field))
			for _, a := range list {
				m.To = append(m.To, a.Address)
			}
		}
	}
	s.mails[m.ID] = m
	return m
}

// put moves a mail to a folder, and logs that.
func (s *Server) put(m *Mail, to string) {
	if m.Folder != "" {
		s.log = append(s.log, logged{m.Folder, m.ID, true})
	}
	m.Folder = to
	s.log = append(s.log, logged{to, m.ID, false})
}

// Move moves a mail, as its owner may.
func (s *Server) Move(id, folder string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(s.mails[id], s.named(folder).id)
}

// Remove removes a mail for good.
func (s *Server) Remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(id)
}

func (s *Server) remove(id string) {
	s.log = append(s.log, logged{s.mails[id].Folder, id, true})
	delete(s.mails, id)
}

// Touch changes something of a mail that does not matter, as when somebody reads it.
func (s *Server) Touch(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, logged{s.mails[id].Folder, id, false})
}

// Expire makes every link to further changes that was given so far expire.
func (s *Server) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, logged{}) // so that a link given from now on differs
	s.expired = len(s.log)
}

// KeepQuiet does something of which no report of changes will have anything.
func (s *Server) KeepQuiet(do func()) {
	s.mu.Lock()
	n := len(s.log)
	s.mu.Unlock()
	do()
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.log[n:] {
		s.log[n+i] = logged{}
	}
}

// In returns the mails in a folder, the oldest first.
func (s *Server) In(folder string) []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Mail
	for _, id := range s.ids(s.named(folder).id) {
		list = append(list, *s.mails[id])
	}
	return list
}

// ids returns the ids of the mails in a folder, in order.
func (s *Server) ids(folder string) []string {
	var list []string
	for id, m := range s.mails {
		if m.Folder == folder {
			list = append(list, id)
		}
	}
	slices.SortFunc(list, func(a, b string) int { return number(a) - number(b) })
	return list
}

func number(id string) int {
	n, _ := strconv.Atoi(strings.Trim(id[strings.IndexByte(id, '/')+1:], "="))
	return n
}

// Sent returns what was taken to be sent, in order.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Heard returns the requests so far, "GET /mailFolders/inbox".
func (s *Server) Heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

// serve answers a request, by the first rule that matches it or as the service does.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/v1.0/users/"+url.PathEscape(User))
	if !ok {
		refuse(w, http.StatusNotFound, "ResourceNotFound", "Resource could not be discovered.")
		return
	}
	what := r.Method + " " + path
	s.mu.Lock()
	s.heard = append(s.heard, what)
	var act Act
	for i, rule := range s.rules {
		if strings.Contains(what, rule.match) {
			act = rule.act
			if rule.times--; rule.times == 0 {
				s.rules = slices.Delete(s.rules, i, i+1)
			} else {
				s.rules[i] = rule
			}
			break
		}
	}
	accepted := s.token(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	s.mu.Unlock()
	next := func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !accepted:
			refuse(w, http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.")
		case !strings.Contains(r.Header.Get("Prefer"), `IdType="ImmutableId"`):
			refuse(w, http.StatusBadRequest, "BadRequest", "graphtest: ids are to be immutable")
		default:
			s.answer(w, r, path)
		}
	}
	if act != nil {
		act(w, r, next)
		return
	}
	next(w, r)
}
