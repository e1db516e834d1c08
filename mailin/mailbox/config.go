package mailbox

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

// Config describes how to reach one mailbox. Empty TLS and Auth mean "implicit" and
// "plain".
type Config struct {
	Host    string
	Port    int // 0: 993 for implicit TLS, else 143
	TLS     TLSMode
	RootCAs *x509.CertPool // nil: the system's
	User    string
	Auth    Auth

	// Secret returns the password or, for "xoauth2" and "oauthbearer", the access token. It is called before
	// every login, because tokens expire.
	Secret func(context.Context) (string, error)
	// Renew, unless it is nil, returns another token in place of one that the server has
	// refused. The login is tried with that once.
	Renew func(ctx context.Context, refused string) (string, error)

	MaxMessage int64 // bytes of the largest message accepted
	Timeouts   Timeouts

	ClientName, ClientVersion string // sent to servers that offer ID (RFC 2971); default "Rapport"
}

// TLSMode is how a connection is encrypted.
type TLSMode string

// The ways to encrypt a connection. None is a fallback for another.
const (
	TLSImplicit TLSMode = "implicit" // from the first byte (RFC 8314)
	TLSStart    TLSMode = "starttls" // with STARTTLS (RFC 9051, 6.2.1)
	TLSNone     TLSMode = "none"     // not at all; for loopback addresses only
)

// Auth is how a user proves who they are.
type Auth string

// The ways to authenticate.
const (
	AuthPlain   Auth = "plain"       // AUTHENTICATE PLAIN (RFC 4616), or LOGIN if that is not offered
	AuthLogin   Auth = "login"       // the LOGIN command (RFC 9051, 6.2.3)
	AuthXOAuth2 Auth = "xoauth2"     // AUTHENTICATE XOAUTH2 with an OAuth 2.0 token, or OAUTHBEARER if that alone is offered
	AuthBearer  Auth = "oauthbearer" // AUTHENTICATE OAUTHBEARER (RFC 7628)
)

// Timeouts are how long a session waits for a server; zero means the default.
type Timeouts struct {
	Dial time.Duration // to connect; 30 s

	// Progress is the longest silence while an answer is due; 60 s. A slow answer is not
	// cut off as long as some of it arrives.
	Progress time.Duration

	// Idle is the longest silence in IDLE before the server must show that it is alive; 9
	// min, which is shorter than most NAT tables remember.
	Idle time.Duration
}

// maxIdle is less than the 30 minutes after which a server may log out a client
// in IDLE (RFC 2177).
const maxIdle = 28 * time.Minute

// Validate returns every mistake in c, joined.
func (c Config) Validate() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if c.Host == "" || strings.ContainsAny(c.Host, " \t\r\n/@") {
		fail("host = %q: want the name or address of an IMAP server, such as imap.example", c.Host)
	}
	if c.Port < 0 || c.Port > 65535 {
		fail("port = %d: want 1 to 65535, or omit it for the default", c.Port)
	}
	switch c.TLS {
	case "", TLSImplicit, TLSStart:
	case TLSNone:
		if !isLoopback(c.Host) {
			fail("tls = %q: without TLS the password of %s would be sent unencrypted; tls = \"none\" is allowed only for a loopback host", c.TLS, c.User)
		}
	default:
		fail("tls = %q: want implicit, starttls or none", c.TLS)
	}
	switch c.Auth {
	case "", AuthPlain, AuthLogin, AuthXOAuth2, AuthBearer:
	default:
		fail("auth = %q: want plain, login, xoauth2 or oauthbearer", c.Auth)
	}
	if c.User == "" || strings.ContainsAny(c.User, "\r\n\x00\x01") {
		fail("user = %q: want the name to log in with", c.User)
	}
	if c.Secret == nil {
		fail("user %s has no password or token", c.User)
	}
	if c.MaxMessage <= 0 {
		fail("the largest message accepted is %d bytes; want more than 0", c.MaxMessage)
	}
	if c.Timeouts.Dial < 0 || c.Timeouts.Progress < 0 || c.Timeouts.Idle < 0 {
		fail("a timeout is negative")
	}
	if c.Timeouts.Idle > maxIdle {
		fail("idle timeout = %s: servers end a connection that idles longer than %s", c.Timeouts.Idle, maxIdle)
	}
	return errors.Join(errs...)
}

func (c Config) withDefaults() Config {
	c.TLS = cmp.Or(c.TLS, TLSImplicit)
	c.Auth = cmp.Or(c.Auth, AuthPlain)
	if c.Port == 0 {
		c.Port = 143
		if c.TLS == TLSImplicit {
			c.Port = 993
		}
	}
	c.ClientName = cmp.Or(c.ClientName, "Rapport")
	for _, d := range []struct {
		timeout *time.Duration
		usual   time.Duration
	}{
		{&c.Timeouts.Dial, 30 * time.Second},
		{&c.Timeouts.Progress, time.Minute},
		{&c.Timeouts.Idle, 9 * time.Minute},
	} {
		if *d.timeout == 0 {
			*d.timeout = d.usual
		}
	}
	return c
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
