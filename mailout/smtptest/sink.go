package smtptest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/mail"
	"slices"
	"sync"
	"time"
)

// Options describe a Sink. The zero value has neither TLS nor login, and offers what
// common servers offer.
type Options struct {
	TLS        string                  // "implicit", "starttls", or "" for none
	CertFor    string                  // the host named in the certificate; empty: the Sink's
	CertUntil  time.Time               // zero: a year from now
	Extensions []string                // of EHLO, without STARTTLS and AUTH; nil: Extensions()
	User       string                  // with Secret; if set, mail is accepted only after AUTH
	Secret     string                  // a password; for XOAUTH2 and OAUTHBEARER the token
	Token      func(token string) bool // the tokens that are accepted, in place of Secret
	Mechanisms []string                // of AUTH; nil: all that the Sink supports
}

// Extensions returns what a Sink offers by default.
func Extensions() []string {
	return []string{"SIZE 10485760", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"}
}

// Received is a mail that a Sink has accepted.
type Received struct {
	MessageID        string
	From, To         string // as in MAIL and the last RCPT, without the brackets
	MailArgs         string // what followed the path in MAIL, such as SIZE=100
	Raw              []byte
	Conn             int  // number of the connection, from 0
	Encrypted, Known bool // Known: after a login
}

// Sink is an SMTP server on a loopback port.
type Sink struct {
	Host    string
	Port    int
	RootCAs *x509.CertPool // trusts its certificate; nil without TLS

	options  Options
	tls      *tls.Config
	listener net.Listener
	serving  sync.WaitGroup
	closing  chan struct{}

	mu     sync.Mutex
	next   map[Stage][]Act
	always map[Stage]Act
	mails  []Received
	heard  []string
	conns  map[net.Conn]bool
	total  int
}

// Start starts a Sink. The caller must Close it.
func Start(options Options) (*Sink, error) {
	if options.Extensions == nil {
		options.Extensions = Extensions()
	}
	if options.Mechanisms == nil {
		options.Mechanisms = []string{"PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-1", "XOAUTH2"}
	}
	s := &Sink{
		Host: "127.0.0.1", options: options, closing: make(chan struct{}),
		next: map[Stage][]Act{}, always: map[Stage]Act{}, conns: map[net.Conn]bool{},
	}
	if options.TLS != "" {
		host, until := s.Host, time.Now().AddDate(1, 0, 0)
		if options.CertFor != "" {
			host = options.CertFor
		}
		if !options.CertUntil.IsZero() {
			until = options.CertUntil
		}
		certificate, pool, err := Certificate(host, until)
		if err != nil {
			return nil, err
		}
		s.RootCAs, s.tls = pool, &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(s.Host, "0"))
	if err != nil {
		return nil, err
	}
	s.listener, s.Port = listener, listener.Addr().(*net.TCPAddr).Port
	s.serving.Go(s.accept)
	return s, nil
}

// Do scripts the next visits of clients to a stage, in this order. Afterwards the
// Sink behaves correctly again.
func (s *Sink) Do(stage Stage, acts ...Act) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next[stage] = append(s.next[stage], acts...)
}

// Always scripts every visit to a stage for which Do has nothing left.
func (s *Sink) Always(stage Stage, act Act) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always[stage] = act
}

// Mails returns what was delivered, in order.
func (s *Sink) Mails() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// Deliveries returns how often a mail with this Message-ID was delivered.
func (s *Sink) Deliveries(id string) int {
	n := 0
	for _, m := range s.Mails() {
		if m.MessageID == id {
			n++
		}
	}
	return n
}

// Heard returns the command lines that clients have sent, without the answers to the
// challenges of AUTH.
func (s *Sink) Heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

// Conns returns how many connections there have been.
func (s *Sink) Conns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total
}

// Open returns how many connections are open.
func (s *Sink) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Close ends all connections and returns when all goroutines of the Sink have ended.
func (s *Sink) Close() {
	close(s.closing)
	s.listener.Close()
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.serving.Wait()
}

func (s *Sink) accept() {
	for {
		wire, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		c := &conn{Conn: wire, wire: wire, sink: s, number: s.total}
		s.total++
		s.conns[wire] = true
		s.mu.Unlock()
		s.serving.Go(func() {
			c.serve()
			wire.Close()
			s.mu.Lock()
			delete(s.conns, wire)
			s.mu.Unlock()
		})
	}
}

// act returns the act scripted for a stage, if any.
func (s *Sink) act(stage Stage) (Act, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if acts := s.next[stage]; len(acts) > 0 {
		s.next[stage] = acts[1:]
		return acts[0], true
	}
	act, ok := s.always[stage]
	return act, ok
}

func (s *Sink) hear(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, line)
}

func (s *Sink) deliver(m Received) {
	if parsed, err := mail.ReadMessage(bytes.NewReader(m.Raw)); err == nil {
		m.MessageID = parsed.Header.Get("Message-ID")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, m)
}
