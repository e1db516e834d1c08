package config

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"rapport/cmd/rapport/login"
	"rapport/mailin/mailbox"
	"rapport/mailout/outbox/relay"
	"rapport/store/graph"
)

// Remedy returns what to do where a server could not be used, and "" where the error itself
// says that.
func Remedy(err error) string {
	dns, isDNS := errors.AsType[*net.DNSError](err)
	text := err.Error()
	switch {
	case errors.Is(err, mailbox.ErrTLS): // it names the remedy
		return ""
	case strings.Contains(text, "SmtpClientAuthentication is disabled"):
		return `switch on authenticated SMTP for the mailbox (Set-CASMailbox -SmtpClientAuthenticationDisabled $false), or send with protocol = "graph": docs/login.md`
	case errors.Is(err, login.ErrNone), errors.Is(err, login.ErrEnded), errors.Is(err, login.ErrDenied), errors.Is(err, login.ErrRefused): // likewise
		return ""
	case errors.Is(err, graph.ErrAuth), errors.Is(err, relay.ErrAccount) && strings.Contains(text, "Microsoft Graph"):
		return "allow the application this mailbox, with the permissions that docs/graph.md names, and have an administrator consent; a new permission can take half an hour to work"
	case errors.Is(err, mailbox.ErrAuth), errors.Is(err, relay.ErrAuth):
		switch {
		case strings.Contains(text, "none of"), strings.Contains(text, "offers no"):
			return `write tls = "starttls" or "implicit" where it is "none": many servers offer a login only once the connection is encrypted; or choose another auth`
		}
		return "check user, auth and the password; many providers require an app password (授权码) and IMAP and SMTP to be enabled in the settings of the mailbox"
	case isDNS && dns.IsNotFound:
		return "check the spelling of host: the DNS has no such name"
	case isDNS:
		return "the DNS did not answer: check the network of this machine and /etc/resolv.conf, then try again"
	case strings.Contains(text, "first record does not look like a TLS handshake"):
		return `write tls = "starttls", with port 143 for IMAP or 587 for SMTP; or use port 993 or 465 with tls = "implicit"`
	case strings.Contains(text, "x509:") && strings.Contains(text, "valid for"), strings.Contains(text, "x509:") && strings.Contains(text, "not for"), strings.Contains(text, "cannot validate certificate"):
		return "write in host the name that the certificate has"
	case strings.Contains(text, "unknown authority"):
		return "if the server's certificate is of an authority of your own, add ca_file"
	case strings.Contains(text, "expired"):
		return "renew the certificate of the server, or correct the clock of this machine"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "check port: 993 or 143 for IMAP, 465 or 587 for SMTP; and that the server runs"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT), errors.Is(err, mailbox.ErrSilent), strings.Contains(text, "timeout"):
		return `check host and port, that no firewall is between, and that tls fits the port: "implicit" for 993 and 465, "starttls" for 143 and 587`
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "check the network of this machine, then try again"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "check port and tls: the server ended the connection; it may also refuse the address of this machine"
	}
	return ""
}
