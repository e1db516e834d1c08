package relay

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Session is a connection to a relay, encrypted and logged in as its Config asks and
// ready for mail. Only one goroutine may use it at a time.
type Session struct {
	config Config
	wire   *wire         // under TLS
	r      *bufio.Reader // of the dialogue, over TLS
	w      *bufio.Writer

	tls        *tls.ConnectionState
	extensions map[string]string // from the last EHLO: parameters by keyword in upper case
	open       bool              // a transaction may be unfinished: RSET before the next
	broken     bool              // the connection is closed
}

// Close ends the Session, with QUIT unless a transaction was cut off, and always
// within Timeouts.Quit. The outcome of no mail depends on it.
func (s *Session) Close() {
	if s.broken {
		return
	}
	s.wire.block = s.config.Timeouts.Quit
	s.exchange(StageMAIL, s.config.Timeouts.Quit, "QUIT") // the reply changes nothing
	s.cut()
}

// cut closes the TCP connection without QUIT or close_notify, either of which could
// make the server accept a truncated mail.
func (s *Session) cut() {
	s.broken = true
	s.wire.Close()
}

// watch closes the connection when ctx is done, which ends any wait on it. stop ends
// the watch and reports whether the connection was closed.
func (s *Session) watch(ctx context.Context) (stop func() (cut bool)) {
	unhook := context.AfterFunc(ctx, func() { s.wire.Close() })
	return func() bool { return !unhook() }
}

// TLS returns how the connection is encrypted, or nil.
func (s *Session) TLS() *tls.ConnectionState { return s.tls }

// Offers returns the parameters of an extension of EHLO (RFC 5321, 4.1.1.1), named in capital
// letters, and whether the server offers it.
func (s *Session) Offers(keyword string) (parameters string, ok bool) {
	parameters, ok = s.extensions[keyword]
	return parameters, ok
}

// offers reports whether the server offers an extension.
func (s *Session) offers(keyword string) bool {
	_, ok := s.extensions[keyword]
	return ok
}

// exchange sends a command line and returns the reply, which must come within limit.
// Its errors are those of the connection and ErrProtocol.
func (s *Session) exchange(stage Stage, limit time.Duration, line string) (reply, error) {
	if s.r.Buffered() > 0 {
		// A reply that nobody asked for would be mistaken for the reply to this.
		return reply{}, fmt.Errorf("%w: unexpected reply before %s", ErrProtocol, stage)
	}
	s.w.WriteString(line)
	s.w.WriteString("\r\n")
	if err := s.w.Flush(); err != nil {
		return reply{}, err
	}
	return s.receive(limit)
}

// receive returns the next reply, which must be complete within limit.
func (s *Session) receive(limit time.Duration) (reply, error) {
	if err := s.wire.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return reply{}, err
	}
	return readReply(s.r)
}

// unasked returns an error if the server did something unasked: it hung up, or it
// spoke, as with the 421 that ends an idle connection. It does not wait.
func (s *Session) unasked(stage Stage) error {
	const moment = 200 * time.Millisecond // for the rest of a reply that has begun to arrive
	// What TLS has already read arrives without a wait.
	err := s.peek(time.Unix(1, 0))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		switch s.wire.listen() {
		case nothing:
			return nil
		case hungUp:
			return io.EOF
		}
		err = s.peek(time.Now().Add(moment))
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil // TLS's own business, such as a session ticket
	}
	if err != nil {
		return err
	}
	got, err := s.receive(moment)
	switch {
	case err != nil:
		return err
	case got.code == 421:
		return fmt.Errorf("%w: %w", ErrHost, refuse(stage, got))
	}
	return fmt.Errorf("%w: unexpected reply: %d %s", ErrProtocol, got.code, got.text())
}

// peek waits until a byte has arrived or the deadline has passed.
func (s *Session) peek(deadline time.Time) error {
	if err := s.wire.SetReadDeadline(deadline); err != nil {
		return err
	}
	_, err := s.r.Peek(1)
	return err
}
