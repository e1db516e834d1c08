package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// Dial connects, encrypts, and logs in. Its errors are ErrTLS, ErrAuth, ErrSilent,
// ErrProtocol, or come from the network or Config.Secret.
func Dial(ctx context.Context, config Config) (*Session, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	config = config.withDefaults()
	secret, used := config.Secret, ""
	config.Secret = func(ctx context.Context) (string, error) {
		text, err := secret(ctx)
		used = text
		return text, err
	}
	s, err := dialWithID(ctx, config)
	if config.Renew == nil || !errors.Is(err, ErrAuth) || ctx.Err() != nil {
		return s, err
	}
	renewed, failed := config.Renew(ctx, used)
	if failed != nil {
		return nil, fmt.Errorf("%w; get another token: %w", err, failed)
	}
	config.Secret = func(context.Context) (string, error) { return renewed, nil }
	return dialWithID(ctx, config)
}

// dialWithID connects, and does so again without ID where the server cannot bear that.
func dialWithID(ctx context.Context, config Config) (*Session, error) {
	s, err := dial(ctx, config, true)
	if errors.Is(err, errID) && ctx.Err() == nil {
		s, err = dial(ctx, config, false)
	}
	return s, err
}

// errID means that the server closed the connection at the ID command.
var errID = errors.New("the server closed the connection at ID")

func dial(ctx context.Context, config Config, withID bool) (*Session, error) {
	address := net.JoinHostPort(config.Host, strconv.Itoa(config.Port))
	dialer := net.Dialer{Timeout: config.Timeouts.Dial}
	raw, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", address, err)
	}
	if config.TLS == TLSNone && !raw.RemoteAddr().(*net.TCPAddr).IP.IsLoopback() {
		raw.Close()
		return nil, fmt.Errorf("connect to %s: %w: %s is not on this machine, and tls is none", address, ErrTLS, raw.RemoteAddr())
	}
	return open(ctx, config, raw, withID)
}

// open turns a connection into a session, and closes it on failure.
func open(ctx context.Context, config Config, raw net.Conn, withID bool) (*Session, error) {
	conn, err := secure(ctx, config, raw)
	if err != nil {
		raw.Close()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, fmt.Errorf("connect to %s: %w", config.Host, err)
	}
	s := &Session{config: config, wire: newWire(conn, raw, config.MaxMessage)}
	if secure, ok := conn.(*tls.Conn); ok {
		state := secure.ConnectionState()
		s.tls = &state
	}
	if config.TLS == TLSStart { // the greeting came before TLS
		s.wire.greeted = true
		s.wire.passToLibrary("* OK ready")
	}
	s.wire.expect(config.Timeouts.Progress, 0) // before the library starts to read
	s.client = imapclient.New(s.wire, nil)
	if err := s.greet(ctx); err != nil {
		s.Close()
		return nil, err
	}
	if err := s.logIn(ctx); err != nil {
		s.Close()
		return nil, err
	}
	if withID {
		if err := s.identify(ctx); err != nil {
			s.Close()
			return nil, err
		}
	}
	s.wire.mu.Lock()
	s.wire.open = false // from here on the library's view of the capabilities is fixed
	s.wire.mu.Unlock()
	return s, nil
}

// secure encrypts a connection as config says.
func secure(ctx context.Context, config Config, raw net.Conn) (net.Conn, error) {
	if config.TLS == TLSNone {
		return raw, nil
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer stop()
	if config.TLS == TLSStart {
		if err := startTLS(raw, config.Timeouts.Progress); err != nil {
			return nil, silence(err, config.Timeouts.Progress)
		}
	}
	conn := tls.Client(raw, &tls.Config{ServerName: config.Host, RootCAs: config.RootCAs, MinVersion: tls.VersionTLS12})
	raw.SetDeadline(time.Now().Add(config.Timeouts.Progress))
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, tlsError(config, err)
	}
	raw.SetDeadline(time.Time{})
	return conn, nil
}

// startTLS negotiates STARTTLS (RFC 9051, 6.2.1). It reads byte by byte, so that nothing
// sent in clear text is mistaken for part of what follows.
func startTLS(raw net.Conn, patience time.Duration) error {
	greeting, err := clearLine(raw, patience)
	if err != nil {
		return err
	}
	if status, text, _ := strings.Cut(strings.TrimPrefix(greeting, "* "), " "); !strings.EqualFold(status, "OK") {
		if strings.EqualFold(status, "BYE") {
			return byeError(printable(text))
		}
		return fmt.Errorf("%w: its greeting does not allow STARTTLS; use tls = \"implicit\"", ErrTLS)
	}
	if _, err := io.WriteString(raw, "S1 STARTTLS\r\n"); err != nil {
		return err
	}
	for range 100 {
		line, err := clearLine(raw, patience)
		if err != nil {
			return err
		}
		tag, answer, _ := strings.Cut(line, " ")
		status, _, _ := strings.Cut(answer, " ")
		switch {
		case tag != "S1":
		case strings.EqualFold(status, "OK"):
			return nil
		default:
			return fmt.Errorf("%w: the server, or somebody in between, refuses STARTTLS; use tls = \"implicit\"", ErrTLS)
		}
	}
	return fmt.Errorf("%w: it did not answer STARTTLS", ErrProtocol)
}

func clearLine(raw net.Conn, patience time.Duration) (string, error) {
	raw.SetDeadline(time.Now().Add(patience))
	var line []byte
	for b := make([]byte, 1); ; {
		if _, err := io.ReadFull(raw, b); err != nil {
			return "", err
		}
		if b[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		if line = append(line, b[0]); len(line) > 8<<10 {
			return "", fmt.Errorf("%w: an unencrypted line has no end", ErrProtocol)
		}
	}
}

func silence(err error, patience time.Duration) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("%w: nothing arrived for %s", ErrSilent, patience)
	}
	return err
}

// tlsError explains what is wrong with the server's TLS, and the remedy.
func tlsError(config Config, err error) error {
	var (
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
		record   tls.RecordHeaderError
		alert    tls.AlertError
		verify   *tls.CertificateVerificationError
		remedy   string
	)
	switch {
	case errors.As(err, &hostname):
		remedy = "its certificate is for another name; mend host, which must be a name in the certificate"
	case errors.As(err, &unknown):
		remedy = "its certificate is of no authority known here; name the authority's certificate in ca_file"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		remedy = "its certificate has expired or is not yet valid; have it renewed, or set this machine's clock"
	case errors.As(err, &invalid), errors.As(err, &verify):
		remedy = "its certificate is not valid; have it replaced"
	case errors.As(err, &record):
		remedy = "it does not speak TLS on this port; is it one for tls = \"starttls\"?"
	case errors.As(err, &alert):
		remedy = "it and Rapport have no version of TLS in common, or it demands a client certificate"
	default:
		return silence(fmt.Errorf("TLS handshake: %w", err), config.Timeouts.Progress)
	}
	return fmt.Errorf("%w with %s: %s (%w)", ErrTLS, config.Host, remedy, err)
}

func (s *Session) greet(ctx context.Context) error {
	return s.do(ctx, "greet", 0, func() error {
		if err := s.client.WaitGreeting(); err != nil {
			return err
		}
		if s.updateCaps(); len(s.caps) > 0 { // announced in the greeting
			return nil
		}
		return s.askCaps()
	})
}

func (s *Session) askCaps() error {
	_, err := s.client.Capability().Wait()
	s.updateCaps()
	return err
}

// updateCaps stores the capabilities that the server announced last.
func (s *Session) updateCaps() {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	s.caps = capSet(s.wire.caps)
}

func (s *Session) logIn(ctx context.Context) error {
	secret, err := s.config.Secret(ctx)
	if err != nil {
		return fmt.Errorf("get the secret of %s: %w", s.name(), err)
	}
	s.wire.hide(s.config.User, secret)
	return s.do(ctx, "log in to", 0, func() error {
		if err := s.authenticate(secret); err != nil {
			return authError(err)
		}
		// Always ask: the library may have asked before the login and receive the answer
		// after it.
		return s.askCaps()
	})
}

func (s *Session) authenticate(secret string) error {
	offers := func(mechanism string) bool { return s.caps.Has(imap.Cap("AUTH=" + mechanism)) }
	switch {
	case s.config.Auth == AuthXOAuth2, s.config.Auth == AuthBearer:
		mechanism := s.bearer(secret, offers)
		err := s.client.Authenticate(mechanism)
		if err != nil && mechanism.challenge != "" {
			err = fmt.Errorf("%s: %w", s.wire.printable(mechanism.challenge), err)
		}
		return err
	case s.config.Auth == AuthPlain && offers(sasl.Plain):
		return s.client.Authenticate(sasl.NewPlainClient("", s.config.User, secret))
	case s.caps.Has(imap.CapLoginDisabled):
		return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "it offers no login by password (LOGINDISABLED)"}
	}
	return s.client.Login(s.config.User, secret).Wait()
}

// authError turns err into ErrAuth if the server refused the user or the secret and not,
// say, one more connection (RFC 5530).
func authError(err error) error {
	switch {
	case refusal(err) == nil, isBad(err):
		return err
	case hasCode(err, imap.ResponseCodeUnavailable, imap.ResponseCodeLimit, imap.ResponseCodeInUse, imap.ResponseCodeServerBug):
		return err
	}
	return fmt.Errorf("%w: %w", ErrAuth, err)
}

// hide removes a secret, in each form in which it is sent, from all texts.
func (w *wire) hide(user, secret string) {
	if secret == "" {
		return
	}
	_, xoauth2, _ := (&bearer{user: user, token: secret}).Start()
	_, standard, _ := (&bearer{user: user, token: secret, standard: true}).Start()
	base64 := base64.StdEncoding.EncodeToString
	w.mu.Lock()
	defer w.mu.Unlock()
	w.secrets = []string{
		base64(xoauth2), base64(standard), base64([]byte("\x00" + user + "\x00" + secret)), base64([]byte(secret)), secret,
	}
}

// identify sends our name to the server if it offers ID (RFC 2971). 163, 126 and yeah.net
// open no folder before. A NO is ignored; a server that closes the connection gets no ID
// the next time.
func (s *Session) identify(ctx context.Context) error {
	if !s.caps.Has(imap.CapID) {
		return nil
	}
	err := s.do(ctx, "send ID to", 0, func() error {
		_, err := s.client.ID(&imap.IDData{Name: s.config.ClientName, Version: s.config.ClientVersion}).Wait()
		return err
	})
	if err != nil && refusal(err) == nil {
		return fmt.Errorf("%w: %w", errID, err)
	}
	return nil
}
