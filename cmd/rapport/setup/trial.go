package setup

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"rapport/cmd/rapport/config"
	"rapport/mailin/mailbox"
	"rapport/mailout/outbox/relay"
)

// trialPatience is how long a login may take.
const trialPatience = time.Minute

// Trial logs in with answers, to show at once which of them is wrong.
type Trial struct {
	Secret string
	CAs    []byte // PEM; nil: the system's
}

// IMAP logs in to the mailbox and opens INBOX read-only.
func (t Trial) IMAP(ctx context.Context, a Answers) error {
	ctx, cancel := context.WithTimeout(ctx, trialPatience)
	defer cancel()
	session, err := mailbox.Dial(ctx, mailbox.Config{
		Host: a.IMAP.Host, Port: a.IMAP.Port, TLS: mailbox.TLSMode(a.IMAP.TLS), User: a.User,
		Secret: t.secret, RootCAs: t.pool(), MaxMessage: 1 << 20, ClientName: "rapport",
	})
	if err != nil {
		return withRemedy(err)
	}
	defer session.Close()
	if _, err := session.Select(ctx, "INBOX", true); err != nil {
		return withRemedy(err)
	}
	return nil
}

// SMTP logs in to the server that sends, and sends nothing.
func (t Trial) SMTP(ctx context.Context, a Answers) error {
	ctx, cancel := context.WithTimeout(ctx, trialPatience)
	defer cancel()
	server := relay.Config{Host: a.SMTP.Host, Port: a.SMTP.Port, TLS: relay.TLSMode(a.SMTP.TLS), RootCAs: t.pool()}
	if a.SMTPLogin {
		server.User, server.Secret = a.User, t.secret
	}
	session, err := relay.Dial(ctx, server)
	if err != nil {
		return withRemedy(err)
	}
	session.Close()
	return nil
}

func (t Trial) secret(context.Context) (string, error) { return t.Secret, nil }

func (t Trial) pool() *x509.CertPool {
	if t.CAs == nil {
		return nil
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(t.CAs)
	return pool
}

// withRemedy says of an error what to do.
func withRemedy(err error) error {
	if remedy := config.Remedy(err); remedy != "" {
		return fmt.Errorf("%w; %s", err, remedy)
	}
	return err
}

// CheckAddress returns why a text cannot be a log address.
func CheckAddress(text string) error {
	parsed, err := mail.ParseAddress(text)
	_, domain, _ := strings.Cut(text, "@")
	switch {
	case err != nil || parsed.Address != text:
		return errors.New("write the address alone, such as log@agency.example")
	case !hostName.MatchString(domain):
		return fmt.Errorf("%s has no domain of the Internet; write it in full, such as log@agency.example", text)
	case strings.Contains(text, "+"):
		return errors.New("write the address without +TAG: Rapport adds tags itself")
	}
	return nil
}

// ParseServer reads HOST, HOST:PORT or HOST:PORT/TLS. What is missing is as usual: the implicit
// port and encryption by the port.
func ParseServer(text string, implicit, start int) (config.Server, error) {
	text, tls, hasTLS := strings.Cut(strings.TrimSpace(text), "/")
	host, portText := text, ""
	if h, p, err := net.SplitHostPort(text); err == nil {
		host, portText = h, p
	}
	s := config.Server{Host: host, Port: implicit, TLS: tls}
	if portText != "" {
		port, err := strconv.Atoi(portText)
		if err != nil || port < 1 || port > 65535 {
			return s, fmt.Errorf("%q is not a port; write HOST:PORT, such as imap.example:%d", portText, implicit)
		}
		s.Port = port
	}
	switch {
	case host == "" || strings.ContainsAny(host, " @\t/"):
		return s, fmt.Errorf("%q is not a server; write HOST or HOST:PORT, such as imap.example:%d", text, implicit)
	case !hasTLS && s.Port == start:
		s.TLS = "starttls"
	case !hasTLS:
		s.TLS = "implicit"
	case tls != "implicit" && tls != "starttls" && tls != "none":
		return s, fmt.Errorf("%q does not say how the connection is encrypted; write /implicit or /starttls after the port", tls)
	case tls == "starttls" && portText == "":
		s.Port = start
	}
	return s, nil
}

// Format writes a server as ParseServer reads it.
func Format(s config.Server) string {
	if s.Host == "" {
		return ""
	}
	return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) + "/" + s.TLS
}
