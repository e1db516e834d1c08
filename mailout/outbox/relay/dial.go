package relay

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Dial connects to a relay, encrypts and logs in, and gives a Session ready for
// mail. When it fails nothing was sent, and no mail's attempt should be counted.
// Its errors wrap ErrAuth, ErrTLS, ErrHost or ErrProtocol, a *Refusal where the
// server said so, or else the error of the network or of Config.Secret. When ctx
// ends so does Dial.
func Dial(ctx context.Context, config Config) (*Session, error) {
	s, err := dial(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to relay %s: %w", cmp.Or(config.Name, config.Host), err)
	}
	return s, nil
}

func dial(ctx context.Context, config Config) (*Session, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: config.Timeouts.Connect}
	tcp, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(config.Host, strconv.Itoa(config.Port)))
	if err != nil {
		return nil, err
	}
	s := &Session{config: config, wire: &wire{Conn: tcp, block: config.Timeouts.Block}}
	s.use(s.wire)
	stop := s.watch(ctx)
	err = s.begin(ctx)
	if stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		s.cut()
		return nil, err
	}
	return s, nil
}

// begin goes from a fresh TCP connection to where MAIL may come.
func (s *Session) begin(ctx context.Context) error {
	if addr, ok := s.wire.RemoteAddr().(*net.TCPAddr); s.config.TLS == TLSNone && (!ok || !addr.IP.IsLoopback()) {
		return fmt.Errorf("%w: without TLS only to a loopback address, not to %s", ErrTLS, s.wire.RemoteAddr())
	}
	if s.config.TLS == TLSImplicit {
		if err := s.encrypt(ctx, StageConnect); err != nil {
			return err
		}
	}
	got, err := s.receive(s.config.Timeouts.Greeting)
	if err := expect(ctx, StageGreeting, got, err, 2, ErrHost); err != nil {
		return err
	}
	if err := s.hello(ctx); err != nil {
		return err
	}
	if s.config.TLS == TLSStart {
		if err := s.startTLS(ctx); err != nil {
			return err
		}
	}
	return s.login(ctx)
}

// expect says what is wrong with a reply at one of the stages before MAIL, where
// its first digit should be digit. refused is what a refusal means there.
func expect(ctx context.Context, stage Stage, got reply, err error, digit int, refused error) error {
	switch {
	case err != nil:
		return lost(ctx, stage, err)
	case got.code/100 == digit:
		return nil
	case got.code == 421:
		return fmt.Errorf("%w: %w", ErrHost, refuse(stage, got))
	case got.negative():
		return fmt.Errorf("%w: %w", refused, refuse(stage, got))
	}
	return fmt.Errorf("%w: %w", ErrProtocol, refuse(stage, got))
}

// hello says EHLO and takes down what the server offers. There is no fall-back to
// HELO: a server that does not know EHLO cannot encrypt or log us in.
func (s *Session) hello(ctx context.Context) error {
	name := s.config.HELO
	if addr, ok := s.wire.LocalAddr().(*net.TCPAddr); ok && name == "" {
		name = "[" + addr.IP.String() + "]"
		if addr.IP.To4() == nil {
			name = "[IPv6:" + addr.IP.String() + "]"
		}
	}
	got, err := s.exchange(StageEHLO, s.config.Timeouts.Command, "EHLO "+name)
	if err := expect(ctx, StageEHLO, got, err, 2, ErrHost); err != nil {
		return err
	}
	s.extensions = map[string]string{}
	for _, line := range got.lines[1:] {
		keyword, parameters, _ := strings.Cut(line, " ")
		s.extensions[strings.ToUpper(keyword)] = strings.TrimSpace(parameters)
	}
	return nil
}

func (s *Session) offers(keyword string) bool {
	_, ok := s.extensions[keyword]
	return ok
}

// startTLS encrypts by STARTTLS (RFC 3207). Who strips the offer, refuses, or
// slips in a reply for after the handshake gets nothing from us.
func (s *Session) startTLS(ctx context.Context) error {
	if !s.offers("STARTTLS") {
		return fmt.Errorf("%w: the server does not offer STARTTLS", ErrTLS)
	}
	got, err := s.exchange(StageSTARTTLS, s.config.Timeouts.Command, "STARTTLS")
	if err := expect(ctx, StageSTARTTLS, got, err, 2, ErrTLS); err != nil {
		return err
	}
	if s.r.Buffered() > 0 {
		return fmt.Errorf("%w: clear text after the reply to STARTTLS", ErrTLS)
	}
	if err := s.encrypt(ctx, StageSTARTTLS); err != nil {
		return err
	}
	return s.hello(ctx) // RFC 3207, 4.2: what was offered in the clear is void
}

func (s *Session) encrypt(ctx context.Context, stage Stage) error {
	secure := tls.Client(s.wire, &tls.Config{ServerName: s.config.Host, RootCAs: s.config.RootCAs, MinVersion: tls.VersionTLS12})
	if err := s.wire.SetReadDeadline(time.Now().Add(s.config.Timeouts.Command)); err != nil {
		return lost(ctx, stage, err)
	}
	if err := secure.HandshakeContext(ctx); err != nil {
		if network(err) || ctx.Err() != nil {
			return lost(ctx, stage, err)
		}
		return fmt.Errorf("%w: %s: %w", ErrTLS, stage, err)
	}
	s.use(secure)
	return nil
}

// network reports whether err is the connection's and not TLS's.
func network(err error) bool {
	for _, e := range []error{io.EOF, io.ErrUnexpectedEOF, os.ErrDeadlineExceeded, syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// use makes conn what the dialogue goes over.
func (s *Session) use(conn net.Conn) {
	s.conn = conn
	s.r = bufio.NewReader(conn)
	s.w = bufio.NewWriterSize(conn, pieceSize)
}
