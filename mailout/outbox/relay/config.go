package relay

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// Config says how to reach one relay.
type Config struct {
	Name string // in errors; Host where empty
	Host string // a name or an address; the certificate must be for it
	Port int    // 0: 465 with implicit TLS, else 587
	TLS  TLSMode

	User   string
	Auth   Auth
	Secret func(context.Context) (string, error) // password or token; asked at each Dial

	RootCAs  *x509.CertPool // nil: the system's
	HELO     string         // our name; empty: our address as a literal (RFC 5321, 4.1.4)
	Timeouts Timeouts
}

// TLSMode says how the connection is encrypted. There is no mode that encrypts
// only if the server happens to offer it.
type TLSMode string

const (
	TLSImplicit TLSMode = "implicit" // from the first byte (RFC 8314); also what "" means
	TLSStart    TLSMode = "starttls" // by STARTTLS (RFC 3207), or not at all
	TLSNone     TLSMode = "none"     // in the clear, only to a loopback address
)

// Auth names how to log in (RFC 4954).
type Auth string

const (
	AuthAuto    Auth = "auto"    // the best the server offers of SCRAM, PLAIN, LOGIN; what "" means where there is a User
	AuthNone    Auth = "none"    // do not log in; what "" means where there is no User
	AuthPlain   Auth = "plain"   // RFC 4616
	AuthLogin   Auth = "login"   // the LOGIN of Exchange and of Chinese providers
	AuthSCRAM   Auth = "scram"   // SCRAM-SHA-256 (RFC 7677), else SCRAM-SHA-1 (RFC 5802)
	AuthXOAUTH2 Auth = "xoauth2" // of Google and Microsoft; Secret gives the access token
)

// Timeouts say how long to wait at each step. What is 0 is as RFC 5321, 4.5.3.2
// has it: a server that scans a mail before it answers may take minutes, and who
// gives up before it sends twice.
type Timeouts struct {
	Connect  time.Duration // TCP connection; 0: 30 s
	Greeting time.Duration // 0: 5 min
	Command  time.Duration // reply to EHLO, STARTTLS (and each message of the handshake), AUTH, MAIL, RCPT, RSET; 0: 5 min
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

// withDefaults fills in what is empty, and refuses what cannot work or would
// not be safe.
func (c Config) withDefaults() (Config, error) {
	if c.Host == "" {
		return c, errors.New("no host")
	}
	if c.Name == "" {
		c.Name = c.Host
	}
	switch c.TLS {
	case "":
		c.TLS = TLSImplicit
	case TLSImplicit, TLSStart:
	case TLSNone:
		if ip := net.ParseIP(c.Host); !strings.EqualFold(c.Host, "localhost") && (ip == nil || !ip.IsLoopback()) {
			return c, fmt.Errorf("%w: without TLS only to a loopback address, not to %s", ErrTLS, c.Host)
		}
	default:
		return c, fmt.Errorf("unknown TLS mode %q", c.TLS)
	}
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
	switch c.Auth {
	case AuthNone:
	case AuthAuto, AuthPlain, AuthLogin, AuthSCRAM, AuthXOAUTH2:
		if c.User == "" || c.Secret == nil {
			return c, fmt.Errorf("%w: a user and a secret are needed for %s", ErrAuth, c.Auth)
		}
	default:
		return c, fmt.Errorf("unknown way to log in %q", c.Auth)
	}
	if strings.ContainsFunc(c.HELO, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return c, fmt.Errorf("HELO name %q is not a host name", c.HELO)
	}
	c.Timeouts = c.Timeouts.withDefaults()
	return c, nil
}
