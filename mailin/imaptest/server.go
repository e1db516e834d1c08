package imaptest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// Options describe a Server. The zero value is a server for user "log" with password
// "secret", without TLS, with the usual capabilities.
type Options struct {
	User, Password string
	Folders        []string // besides INBOX
	TLS            string   // "implicit", "starttls", or "" for none
	Port           int      // 0: any free port
	NoMove         bool     // do not offer MOVE

	// ID makes the server offer ID (RFC 2971). With IDBeforeSelect it opens no folder
	// until the client has sent ID, like 163.com. Not together with "starttls".
	ID, IDBeforeSelect bool

	// Token makes the server accept XOAUTH2 and OAUTHBEARER with the tokens for which it returns
	// true, and no password.
	Token func(token string) bool
}

// Server is an IMAP server on a loopback port that keeps its mail in memory.
type Server struct {
	Host    string
	Port    int
	RootCAs *x509.CertPool // trusts its certificate; nil without TLS
	User    *imapmemserver.User

	server *imapserver.Server
	done   chan struct{}
}

// Start starts a server. Close ends it.
func Start(options Options) (*Server, error) {
	if options.User == "" {
		options.User, options.Password = "log", "secret"
	}
	s := &Server{Host: "127.0.0.1", User: imapmemserver.NewUser(options.User, options.Password), done: make(chan struct{})}
	for _, folder := range append([]string{"INBOX"}, options.Folders...) {
		if err := s.User.Create(folder, nil); err != nil {
			return nil, fmt.Errorf("create folder %s: %w", folder, err)
		}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(s.Host, strconv.Itoa(options.Port)))
	if err != nil {
		return nil, err
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port
	var secure *tls.Config
	if options.TLS != "" {
		certificate, pool, err := Certificate(s.Host, time.Now().AddDate(1, 0, 0))
		if err != nil {
			listener.Close()
			return nil, err
		}
		s.RootCAs, secure = pool, &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	if options.TLS == "implicit" {
		listener = tls.NewListener(listener, secure)
	}
	if options.ID || options.IDBeforeSelect {
		listener = idListener{listener, options.IDBeforeSelect}
	}
	users := imapmemserver.New()
	users.AddUser(s.User)
	caps := imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapESearch: {}, imap.CapNamespace: {}}
	if !options.NoMove {
		caps[imap.CapMove] = struct{}{}
	}
	s.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			session := users.NewSession()
			if options.Token != nil {
				return bearerSession{session.(imapserver.SessionIMAP4rev2), options}, nil, nil
			}
			return session, nil, nil
		},
		Caps: caps, TLSConfig: secure, InsecureAuth: options.TLS != "starttls",
		Logger: log.New(io.Discard, "", 0), // it reports every client that just disconnects
	})
	go func() {
		defer close(s.done)
		s.server.Serve(listener)
	}()
	return s, nil
}

// Deliver adds a mail to a folder.
func (s *Server) Deliver(folder string, raw []byte, at time.Time) (imap.UID, error) {
	data, err := s.User.Append(folder, literal{bytes.NewReader(raw)}, &imap.AppendOptions{Time: at})
	if err != nil {
		return 0, fmt.Errorf("deliver to %s: %w", folder, err)
	}
	return data.UID, nil
}

// Close ends the server and all its connections.
func (s *Server) Close() error {
	err := s.server.Close()
	<-s.done
	return err
}

type literal struct{ *bytes.Reader }
