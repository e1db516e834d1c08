package tracking

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"rapport/mailout/due/office"
	"rapport/mailout/tracker/gitlab"
	"rapport/mailout/tracker/jira"
	"rapport/mailout/tracker/pingcode"
	"rapport/mailout/tracker/trackertest"
	"rapport/mailout/tracker/work"
	"rapport/mailout/tracker/worktile"
)

// system is a tracker whose wire is cut.
type system struct {
	key    string // of its project
	create string // the path of the request that makes an item
	open   func() (*trackertest.Server, error)
	client func(work.Config) (office.Tracker, error)
	config work.Config
}

var errCut = errors.New("the wire is cut")

const secret = "s3cr3t&more"

// start starts the tracker, and returns a client that calls it through client.
func (sys system) start(t *testing.T, client *http.Client) (*trackertest.Server, office.Tracker) {
	t.Helper()
	server, err := sys.open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server, sys.at(t, server.URL, client)
}

// at returns a client of the tracker at an address.
func (sys system) at(t *testing.T, address string, client *http.Client) office.Tracker {
	t.Helper()
	c := sys.config
	c.Base, c.HTTP, c.Secret = address, client, func(context.Context) (string, error) { return secret, nil }
	tracker, err := sys.client(c)
	if err != nil {
		t.Fatal(err)
	}
	return tracker
}

func (sys system) isCreate(r *http.Request) bool {
	return r.Method == http.MethodPost && r.URL.EscapedPath() == sys.create
}

// creates reports whether a line of HTTP asks to make an item.
func (sys system) creates(line string) bool {
	return strings.HasPrefix(line, "POST "+sys.create+" ")
}

// systems returns the trackers that the practice names, and those that most other teams have.
func systems() map[string]system {
	application := work.Config{ClientID: trackertest.ClientID, Area: "pjm"}
	old := application
	old.Area = "project"
	pingcodeOf := func(c work.Config) (office.Tracker, error) { return pingcode.New(c) }
	jiraOf := func(c work.Config) (office.Tracker, error) { return jira.New(c) }
	return map[string]system{
		"PingCode": {key: "SCR", create: "/v1/pjm/work_items", config: application, client: pingcodeOf, open: func() (*trackertest.Server, error) {
			s, err := trackertest.NewPingCode("SCR", "pjm")
			return s.Server, err
		}},
		"PingCode, the old area": {key: "SCR", create: "/v1/project/work_items", config: old, client: pingcodeOf, open: func() (*trackertest.Server, error) {
			s, err := trackertest.NewPingCode("SCR", "project")
			return s.Server, err
		}},
		"Worktile": {key: "WEB", create: "/open-api/mission/task", config: application, client: func(c work.Config) (office.Tracker, error) { return worktile.New(c) }, open: func() (*trackertest.Server, error) {
			s, err := trackertest.NewWorktile("WEB")
			return s.Server, err
		}},
		"Jira Cloud": {key: "SHOP", create: "/rest/api/3/issue", config: work.Config{User: trackertest.User}, client: jiraOf, open: func() (*trackertest.Server, error) {
			s, err := trackertest.NewJira("SHOP", true)
			return s.Server, err
		}},
		"Jira Data Center": {key: "SHOP", create: "/rest/api/2/issue", client: jiraOf, open: func() (*trackertest.Server, error) {
			s, err := trackertest.NewJira("SHOP", false)
			return s.Server, err
		}},
		"GitLab": {key: "acme/shop", create: "/api/v4/projects/acme%2Fshop/issues", client: func(c work.Config) (office.Tracker, error) { return gitlab.New(c) }, open: func() (*trackertest.Server, error) {
			s, err := trackertest.NewGitLab("acme/shop")
			return s.Server, err
		}},
	}
}

// cut says where a connection breaks: after a share of the bytes of the request that is sent,
// or of the answer that is read; a negative share is not cut.
type cut struct {
	refuse          bool // there is no connection at all
	request, answer float64
	kill            bool // the daemon is killed too
}

// wire is what the connections to a tracker run through, so that they can be cut.
type wire struct {
	mu     sync.Mutex
	cut    *cut
	meant  func(line string) bool
	kill   func()
	hasty  bool // the request may be given up before it is sent
	missed int  // cuts that were armed and never came
	came   int  // those that did
}

// arm has the next request whose first line is meant be cut; nil for none. The request is hasty
// if it may be given up before it is sent.
func (w *wire) arm(c *cut, meant func(line string) bool, kill func(), hasty bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut != nil && !w.hasty {
		w.missed++
	}
	w.cut, w.meant, w.kill, w.hasty = c, meant, kill, hasty
}

// client returns a client whose connections can be cut.
func (w *wire) client() *http.Client {
	return &http.Client{Transport: refusing{w, &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return &cutConn{Conn: conn, wire: w, answer: -1}, err
	}}}}
}

// take returns how a request with a first line is to be cut, nil for not at all, and what kills
// the daemon. It does so once.
func (w *wire) take(line string, refuse bool) (*cut, func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.cut
	if c == nil || c.refuse != refuse || !w.meant(line) {
		return nil, nil
	}
	w.cut = nil
	w.came++
	return c, w.kill
}

// refusing is a transport that sometimes gets no connection.
type refusing struct {
	wire *wire
	http.RoundTripper
}

func (t refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	if c, _ := t.wire.take(r.Method+" "+r.URL.EscapedPath()+" ", true); c != nil {
		return nil, &net.OpError{Op: "dial", Err: errCut}
	}
	return t.RoundTripper.RoundTrip(r)
}

// cutConn is one connection.
type cutConn struct {
	net.Conn
	wire   *wire
	begun  bool
	answer float64 // the share of the answer after which it breaks
	kill   func()
}

// Write sends what is sent, or a part of it and no more.
func (c *cutConn) Write(data []byte) (int, error) {
	if c.begun {
		return c.Conn.Write(data)
	}
	c.begun = true
	line, _, _ := bytes.Cut(data, []byte("\r\n"))
	cut, kill := c.wire.take(string(line), false)
	if cut == nil {
		return c.Conn.Write(data)
	}
	if !cut.kill {
		kill = func() {}
	}
	if cut.answer >= 0 {
		c.answer, c.kill = cut.answer, kill
		return c.Conn.Write(data)
	}
	c.Conn.Write(data[:int(cut.request*float64(len(data)))])
	kill()
	c.Conn.Close()
	return 0, errCut
}

// Read reads what there is, or a part of it and no more.
func (c *cutConn) Read(data []byte) (int, error) {
	n, err := c.Conn.Read(data)
	if c.answer < 0 {
		return n, err
	}
	c.kill()
	c.Conn.Close()
	if n = int(c.answer * float64(n)); n == 0 {
		return 0, errCut
	}
	c.answer = 0 // the next is nothing
	return n, nil
}
