package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Post is an SMTP server on the loopback interface: what it is given for the log
// address goes into the mailbox of a Server, other mail waits to be looked at.
type Post struct {
	listener net.Listener
	server   *smtp.Server
	mailbox  *Server
	done     chan error

	mu    sync.Mutex
	boxes map[string][][]byte // unread mail by address
	news  chan struct{}       // closed at the next mail
}

// StartPost starts an SMTP server at address, which may be 127.0.0.1:0.
func StartPost(address string, mailbox *Server) (*Post, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("start the demo's SMTP server: %w", err)
	}
	p := &Post{listener: listener, mailbox: mailbox, done: make(chan error, 1), boxes: map[string][][]byte{}, news: make(chan struct{})}
	p.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &transaction{post: p}, nil }))
	p.server.Domain = "agency.example"
	p.server.ErrorLog = log.New(io.Discard, "", 0)
	go func() { p.done <- p.server.Serve(listener) }()
	return p, nil
}

// Port returns the port at which the server listens.
func (p *Post) Port() int { return p.listener.Addr().(*net.TCPAddr).Port }

// Await returns the next mail that somebody gets, and takes it out of their
// mailbox.
func (p *Post) Await(ctx context.Context, address string) ([]byte, error) {
	for {
		p.mu.Lock()
		box, news := p.boxes[address], p.news
		if len(box) > 0 {
			p.boxes[address] = box[1:]
			p.mu.Unlock()
			return box[0], nil
		}
		p.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
			return nil, fmt.Errorf("%s got no mail: %w", address, ctx.Err())
		}
	}
}

// Close ends the server and its connections.
func (p *Post) Close() error {
	err := p.server.Close()
	if served := <-p.done; err == nil && !errors.Is(served, smtp.ErrServerClosed) && !errors.Is(served, net.ErrClosed) {
		err = served
	}
	return err
}

// transaction is one mail on its way in (RFC 5321 section 3.3).
type transaction struct {
	post       *Post
	from       string
	recipients []string
}

// Mail implements smtp.Session.
func (t *transaction) Mail(from string, _ *smtp.MailOptions) error { t.from = from; return nil }

// Rcpt implements smtp.Session.
func (t *transaction) Rcpt(to string, _ *smtp.RcptOptions) error {
	t.recipients = append(t.recipients, to)
	return nil
}

// Reset implements smtp.Session.
func (t *transaction) Reset() { t.from, t.recipients = "", nil }

// Logout implements smtp.Session.
func (t *transaction) Logout() error { return nil }

// Data implements smtp.Session.
func (t *transaction) Data(r io.Reader) error {
	mail, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	p := t.post
	for _, to := range t.recipients {
		if local, _, _ := strings.Cut(to, "@"); local == "log" || strings.HasPrefix(local, "log+") {
			head := fmt.Appendf(nil, "Return-Path: <%s>\r\nDelivered-To: %s\r\n", t.from, to)
			if err := p.mailbox.Deliver(append(head, mail...), time.Now()); err != nil {
				return err
			}
			continue
		}
		p.mu.Lock()
		p.boxes[to] = append(p.boxes[to], bytes.Clone(mail))
		close(p.news)
		p.news = make(chan struct{})
		p.mu.Unlock()
	}
	return nil
}
