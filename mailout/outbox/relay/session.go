package relay

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Session is a connection to a relay that is ready for mail: encrypted and logged
// in as its Config asks. One goroutine may use it at a time.
type Session struct {
	config Config
	wire   *wire         // under TLS
	r      *bufio.Reader // of the dialogue, over TLS
	w      *bufio.Writer

	extensions map[string]string // of the last EHLO: keyword in upper case, and its parameters
	open       bool              // a transaction may be half done: RSET before the next
	broken     bool              // the connection is closed
}

// Close ends the Session: with QUIT where no transaction was cut off, and in any
// case within Timeouts.Quit. What became of mails does not depend on it.
func (s *Session) Close() {
	if s.broken {
		return
	}
	s.wire.block = s.config.Timeouts.Quit
	s.exchange(StageMAIL, s.config.Timeouts.Quit, "QUIT") // the reply changes nothing
	s.cut()
}

// cut closes the TCP connection, with no word to the server: a QUIT, or the
// farewell of TLS, could only end what must not be ended well.
func (s *Session) cut() {
	s.broken = true
	s.wire.Close()
}

// watch cuts the connection under whoever waits on it as soon as ctx is done.
// stop ends that, and says whether it came to it.
func (s *Session) watch(ctx context.Context) (stop func() (cut bool)) {
	unhook := context.AfterFunc(ctx, func() { s.wire.Close() })
	return func() bool { return !unhook() }
}

// offers reports whether the server offers an extension.
func (s *Session) offers(keyword string) bool {
	_, ok := s.extensions[keyword]
	return ok
}

// exchange sends a command line and reads its reply, all in the given time. Its
// errors are those of the connection and ErrProtocol.
func (s *Session) exchange(stage Stage, limit time.Duration, line string) (reply, error) {
	if s.r.Buffered() > 0 {
		// A reply to nothing would be taken for the reply to this.
		return reply{}, fmt.Errorf("%w: it spoke before %s", ErrProtocol, stage)
	}
	s.w.WriteString(line)
	s.w.WriteString("\r\n")
	if err := s.w.Flush(); err != nil {
		return reply{}, err
	}
	return s.receive(limit)
}

// receive reads the reply that is due.
func (s *Session) receive(limit time.Duration) (reply, error) {
	if err := s.wire.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return reply{}, err
	}
	return readReply(s.r)
}

// unasked says what a server did that nobody asked for: hang up, or say
// something, such as the 421 of one that is tired of waiting. It does not wait
// for it. nil is silence, as it should be.
func (s *Session) unasked(stage Stage) error {
	const moment = 200 * time.Millisecond // for the rest of what has begun to come
	// What TLS has already taken off the wire comes without a wait.
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
	return fmt.Errorf("%w: it said unasked: %d %s", ErrProtocol, got.code, got.text())
}

// peek waits until a byte has come, or the deadline has.
func (s *Session) peek(deadline time.Time) error {
	if err := s.wire.SetReadDeadline(deadline); err != nil {
		return err
	}
	_, err := s.r.Peek(1)
	return err
}
