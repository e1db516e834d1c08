package relay

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// Config describes how to reach one relay.
type Config struct {
	Name string // in errors; Host if empty
	Host string // a name or an address, which the certificate must match
	Port int    // 0: 465 with implicit TLS, else 587
	TLS  TLSMode

	User   string
	Auth   Auth
	Secret func(context.Context) (string, error) // password or token; asked at each Dial
	// Renew, unless it is nil, returns another token in place of one that the server has
	// refused. The login is tried with that once.
	Renew func(ctx context.Context, refused string) (string, error)

	RootCAs  *x509.CertPool // nil: the system's
	HELO     string         // our name; empty: the machine's, if it is one of the DNS, or our address
	Timeouts Timeouts
}

// TLSMode selects how the connection is encrypted. No mode encrypts only if the
// server happens to offer it.
type TLSMode string

const (
	TLSImplicit TLSMode = "implicit" // from the first byte (RFC 8314); also ""
	TLSStart    TLSMode = "starttls" // by STARTTLS (RFC 3207), or no connection
	TLSNone     TLSMode = "none"     // in the clear, to a loopback address only
)

// Auth selects how to log in (RFC 4954).
type Auth string

const (
	AuthAuto    Auth = "auto"        // the best that the server offers of SCRAM, PLAIN, LOGIN; also "" with a User
	AuthNone    Auth = "none"        // do not log in; also "" without a User
	AuthPlain   Auth = "plain"       // RFC 4616
	AuthLogin   Auth = "login"       // the LOGIN of Exchange and of Chinese providers
	AuthSCRAM   Auth = "scram"       // SCRAM-SHA-256 (RFC 7677), else SCRAM-SHA-1 (RFC 5802)
	AuthXOAUTH2 Auth = "xoauth2"     // of Google and Microsoft, or OAUTHBEARER if that alone is offered; Secret returns the access token
	AuthBearer  Auth = "oauthbearer" // RFC 7628; likewise
)

// Timeouts are the longest waits at each step. The default, for 0, is that of RFC
// 5321, 4.5.3.2: a server that scans a mail before it answers may take minutes, and
// a client that stops waiting earlier sends the mail twice.
type Timeouts struct {
	Connect  time.Duration // TCP connection; 0: 30 s
	Greeting time.Duration // 0: 5 min
	Command  time.Duration // handshake, and reply to EHLO, STARTTLS, each step of AUTH, MAIL, RCPT, RSET; 0: 5 min
	Data     time.Duration // reply to DATA; 0: 2 min
	Block    time.Duration // each piece of what we send; 0: 3 min
	Dot      time.Duration // reply to the final dot; 0: 10 min
	Quit     time.Duration // reply to QUIT; 0: 5 s, as nothing depends on it
}

func (t Timeouts) withDefaults() Timeouts {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&t.Connect, 30 * time.Second},
		{&t.Greeting, 5 * time.Minute},
		{&t.Command, 5 * time.Minute},
		{&t.Data, 2 * time.Minute},
		{&t.Block, 3 * time.Minute},
		{&t.Dot, 10 * time.Minute},
		{&t.Quit, 5 * time.Second},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	return t
}

// withDefaults returns c with everything filled in that is empty.
func (c Config) withDefaults() Config {
	c.Name = cmp.Or(c.Name, c.Host)
	c.TLS = cmp.Or(c.TLS, TLSImplicit)
	if c.Port == 0 {
		c.Port = 587
		if c.TLS == TLSImplicit {
			c.Port = 465
		}
	}
	if c.Auth == "" {
		c.Auth = AuthNone
		if c.User != "" {
			c.Auth = AuthAuto
		}
	}
	c.Timeouts = c.Timeouts.withDefaults()
	return c
}

// Validate returns every mistake in c, joined. A connection without TLS is ErrTLS
// unless it is to a loopback address, and a login without a user or a secret is
// ErrAuth.
func (c Config) Validate() error {
	c = c.withDefaults()
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if c.Host == "" {
		fail("no host")
	}
	if c.Port < 1 || c.Port > 65535 {
		fail("port %d is not between 1 and 65535", c.Port)
	}
	switch c.TLS {
	case TLSImplicit, TLSStart:
	case TLSNone:
		if ip := net.ParseIP(c.Host); !strings.EqualFold(c.Host, "localhost") && (ip == nil || !ip.IsLoopback()) {
			fail("%w: without TLS only to a loopback address, not to %s", ErrTLS, c.Host)
		}
	default:
		fail("unknown TLS mode %q", c.TLS)
	}
	switch c.Auth {
	case AuthNone:
	case AuthAuto, AuthPlain, AuthLogin, AuthSCRAM, AuthXOAUTH2, AuthBearer:
		if c.User == "" || c.Secret == nil {
			fail("%w: %s needs a user and a secret", ErrAuth, c.Auth)
		}
	default:
		fail("unknown login method %q", c.Auth)
	}
	if strings.ContainsFunc(c.HELO, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		fail("HELO name %q is not a host name", c.HELO)
	}
	return errors.Join(errs...)
}
