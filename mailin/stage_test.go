package mailin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"rapport/mailin/graphbox"
	"rapport/mailin/mailbox"
	"rapport/store"
	"rapport/store/graph"
	"rapport/store/graph/graphtest"
)

// stage is a server, a store, and the daemon's folder between them.
type stage struct {
	*testing.T
	server  mailServer
	user    *imapmemserver.User // where the server is one for IMAP
	account Account
	store   *store.Store
	through *proxy
}

// mailServer is what a test does to the mailbox on a server.
type mailServer interface {
	append(folder string, raw []byte) error
	create(folder string)
	renumber() // INBOX is deleted and made again
	count(folder string) int
}

// onEach runs a test with each kind of server that mail is read from.
func onEach(t *testing.T, test func(t *testing.T, s *stage)) {
	for name, start := range map[string]func(*testing.T) *stage{"IMAP": newStage, "Graph": newGraphStage} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, start(t))
		})
	}
}

// newStage returns a stage with a real IMAP server.
func newStage(t *testing.T) *stage {
	t.Helper()
	memory := imapmemserver.New()
	user := imapmemserver.NewUser("log@agency.example", "secret")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	memory.AddUser(user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}, imap.CapMove: {}, imap.CapUIDPlus: {}},
		Logger:       slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo),
		InsecureAuth: true,
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	through := newProxy(t, listener.Addr().String())
	return &stage{T: t, server: imapServer{t, user}, user: user, store: newStore(t), through: through, account: Account{
		Name: "log", Folders: []string{"INBOX"}, After: AfterKeep, Poll: MinPoll,
		Server: mailbox.Config{
			Host: "127.0.0.1", Port: through.port(), TLS: "none", User: "log@agency.example", Auth: "plain", MaxMessage: 1 << 20,
			Secret: func(context.Context) (string, error) { return "secret", nil },
		},
	}}
}

func newStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

type imapServer struct {
	*testing.T
	user *imapmemserver.User
}

func (s imapServer) append(folder string, raw []byte) error {
	_, err := s.user.Append(folder, literal{bytes.NewReader(raw)}, &imap.AppendOptions{})
	return err
}

func (s imapServer) create(folder string) {
	if err := s.user.Create(folder, nil); err != nil {
		s.Fatal(err)
	}
}

func (s imapServer) renumber() {
	if err := errors.Join(s.user.Delete("INBOX"), s.user.Create("INBOX", nil)); err != nil {
		s.Fatal(err)
	}
}

func (s imapServer) count(folder string) int {
	status, err := s.user.Status(folder, &imap.StatusOptions{NumMessages: true})
	if err != nil {
		s.Fatal(err)
	}
	return int(*status.NumMessages)
}

// newGraphStage returns a stage with a scripted Microsoft Graph.
func newGraphStage(t *testing.T) *stage {
	t.Helper()
	server := graphtest.Start(false)
	t.Cleanup(server.Close)
	through := newProxy(t, server.Address())
	s := &stage{T: t, server: &graphServer{Server: server}, store: newStore(t), through: through}
	s.account = Account{
		Name: "log", Folders: []string{"INBOX"}, After: AfterKeep, Poll: 50 * time.Millisecond,
		Server: mailbox.Config{MaxMessage: 1 << 20, Secret: func(context.Context) (string, error) { return graphtest.Token, nil }},
	}
	s.account.Open = graphOpener(t, s)
	return s
}

// graphOpener returns what opens the mailbox, as a new process would.
func graphOpener(t *testing.T, s *stage) func(*store.Store) (Mailbox, error) {
	t.Helper()
	client, err := graph.New(graph.Config{
		Base: fmt.Sprintf("http://127.0.0.1:%d/v1.0", s.through.port()), User: graphtest.User, Pause: time.Millisecond,
		Token: func(ctx context.Context) (string, error) { return s.account.Server.Secret(ctx) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return func(kept *store.Store) (Mailbox, error) {
		return graphbox.Open(graphbox.Config{Account: "log", Client: client, MaxMessage: s.account.Server.MaxMessage}, kept), nil
	}
}

type graphServer struct {
	*graphtest.Server
	seconds int
}

func (s *graphServer) append(folder string, raw []byte) error {
	s.seconds++
	s.Deliver(folder, raw, time.Now().Add(time.Duration(s.seconds)*time.Second))
	return nil
}

func (s *graphServer) create(folder string)    { s.AddFolder(folder) }
func (s *graphServer) renumber()               { s.ReplaceFolder("INBOX") }
func (s *graphServer) count(folder string) int { return len(s.In(folder)) }

// deliver puts n mails into the mailbox and returns their bytes by hash.
func (s *stage) deliver(n int, text string) [][]byte {
	s.Helper()
	var mails [][]byte
	for i := range n {
		raw := fmt.Appendf(nil, "From: wang@client.example\r\nTo: li@agency.example\r\nMessage-ID: <%d.%d@client.example>\r\nSubject: mail %[1]d\r\n\r\n%[3]s\r\n", i, len(text), text)
		if err := s.server.append("INBOX", raw); err != nil {
			s.Fatal(err)
		}
		mails = append(mails, raw)
	}
	return mails
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// proxy stands between client and server and breaks what passes.
type proxy struct {
	listener    net.Listener
	server      string
	limit       atomic.Int64 // bytes to the client, then the end; 0: none
	connections atomic.Int64
	mu          sync.Mutex
	poison      string
	said        bytes.Buffer // by the client
}

// commands returns the words of the client.
func (p *proxy) commands() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// Write takes down what the client says.
func (p *proxy) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.Write(b)
}

func newProxy(t *testing.T, server string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, server: server}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			p.connections.Add(1)
			go p.serve(client)
		}
	}()
	return p
}

func (p *proxy) port() int { return p.listener.Addr().(*net.TCPAddr).Port }

// cutAfter ends each new connection when the client has got n bytes.
func (p *proxy) cutAfter(n int64) { p.limit.Store(n) }

// breakAt ends a connection when the server sends that text.
func (p *proxy) breakAt(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.poison = text
}

func (p *proxy) breaks(sent []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.poison != "" && bytes.Contains(sent, []byte(p.poison))
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		io.Copy(server, io.TeeReader(client, p))
		server.Close()
	}()
	limit := p.limit.Load()
	buffer := make([]byte, 4096)
	for sent := int64(0); ; {
		n, err := server.Read(buffer)
		if limit > 0 && sent+int64(n) > limit {
			client.Write(buffer[:limit-sent])
			return
		}
		if p.breaks(buffer[:n]) {
			return
		}
		if _, werr := client.Write(buffer[:n]); err != nil || werr != nil {
			return
		}
		sent += int64(n)
	}
}
