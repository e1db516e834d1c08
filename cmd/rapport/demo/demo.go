// Package demo holds the stage of `rapport demo`: an IMAP server in this
// process, two projects, and the mail that their people write.
package demo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// The account of the log mailbox on the demo's server.
const (
	User     = "log@agency.example"
	Password = "demo"
)

// Server is an IMAP server on the loopback interface with one mailbox, which
// lives in memory.
type Server struct {
	listener net.Listener
	server   *imapserver.Server
	user     *imapmemserver.User
	done     chan error
}

// Start starts a server at address, which may be 127.0.0.1:0.
func Start(address string) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("start the demo's IMAP server: %w", err)
	}
	memory := imapmemserver.New()
	s := &Server{listener: listener, user: imapmemserver.NewUser(User, Password), done: make(chan error, 1)}
	if err := s.user.Create("INBOX", nil); err != nil {
		return nil, err
	}
	memory.AddUser(s.user)
	s.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		Logger:       log.New(io.Discard, "", 0), // a client that hangs up is no news
		InsecureAuth: true,                       // loopback only
	})
	go func() { s.done <- s.server.Serve(listener) }()
	return s, nil
}

// Port returns the port at which the server listens.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Deliver puts a mail into the mailbox, as received at that time.
func (s *Server) Deliver(mail []byte, received time.Time) error {
	_, err := s.user.Append("INBOX", literal{bytes.NewReader(mail)}, &imap.AppendOptions{Time: received})
	if err != nil {
		return fmt.Errorf("deliver a mail: %w", err)
	}
	return nil
}

type literal struct{ *bytes.Reader }

// Size returns how many bytes the message has.
func (l literal) Size() int64 { return l.Reader.Size() }

// Close ends the server and its connections.
func (s *Server) Close() error {
	err := s.server.Close()
	if served := <-s.done; err == nil && !errors.Is(served, net.ErrClosed) {
		err = served
	}
	return err
}
