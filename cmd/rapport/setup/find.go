package setup

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"rapport/cmd/rapport/config"
	"rapport/store/mailaddr"
	"rapport/store/pattern"
)

// Resolver is what is asked of the DNS. A *net.Resolver is one.
type Resolver interface {
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
}

// Network is what Find asks about an address.
type Network struct {
	DNS   Resolver
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Roots *x509.CertPool // nil: those of the system
}

// Guess is where the mail of an address probably is. It is shown before it is used: the DNS
// proves nothing.
type Guess struct {
	config.Preset
	User string // the account that logs in; "" where nothing says
	Why  string // what it rests on, in words
}

// How long the DNS and a server may take to answer.
const (
	dnsPatience  = 5 * time.Second
	dialPatience = 3 * time.Second
)

// Find returns the servers of a mail address: those of its provider, by the domain or by its
// MX records; those that the domain names in SRV records (RFC 6186) or in a file for mail programs
// (autoconfig); or those of the usual names, as far as something answers there. A server that was not
// found has no host.
func (n Network) Find(ctx context.Context, address string) Guess {
	if preset, ok := config.PresetOf(address); ok {
		return Guess{Preset: preset, Why: "by the domain of the address"}
	}
	_, domain, _ := mailaddr.Cut(mailaddr.Key(address))
	records, cancel := context.WithTimeout(ctx, dnsPatience)
	defer cancel()
	mx, mxErr := n.DNS.LookupMX(records, domain)
	for _, r := range mx {
		if preset, ok := config.PresetOfMX(address, r.Host); ok {
			return Guess{Preset: preset, Why: "by the MX record " + clean(r.Host)}
		}
	}
	g := Guess{Preset: config.Preset{Plus: true}}
	g.IMAP = n.service(records, domain, "imaps", "imap")
	g.SMTP = n.service(records, domain, "submissions", "submission")
	if g.IMAP.Host != "" || g.SMTP.Host != "" {
		g.Why = "by the SRV records of " + domain
	}
	if g.IMAP.Host == "" || g.SMTP.Host == "" {
		n.addAutoconfig(ctx, &g, address, domain)
	}
	var names []string
	for _, r := range mx {
		if host := clean(r.Host); host != "" && len(names) < 2 {
			names = append(names, host)
		}
	}
	if g.IMAP.Host == "" {
		g.IMAP = n.first(ctx, append([]string{"imap." + domain, "mail." + domain}, names...), 993, 143)
	}
	if g.SMTP.Host == "" {
		g.SMTP = n.first(ctx, append([]string{"smtp." + domain, "mail." + domain}, names...), 465, 587)
	}
	switch {
	case g.Why != "":
	case g.IMAP.Host != "" || g.SMTP.Host != "":
		g.Why = "because a server answers under this name"
	case mxErr != nil && len(mx) == 0:
		g.Why = fmt.Sprintf("the DNS shows no mail server of %s", domain)
	default:
		g.Why = fmt.Sprintf("no server answers under the usual names of %s", domain)
	}
	return g
}

// IsSure reports whether a password may go to a server of the guess without anybody having looked at
// it: it is a known provider's, or has a name in the domain of the address. Any other name only the
// DNS has said, which proves nothing (RFC 6186 section 6).
func (g Guess) IsSure(s config.Server, address string) bool {
	_, domain, _ := mailaddr.Cut(mailaddr.Key(address))
	return g.Name != "" || isWithin(s.Host, domain)
}

// addAutoconfig adds to a guess what the domain tells mail programs.
func (n Network) addAutoconfig(ctx context.Context, g *Guess, address, domain string) {
	file, url := n.autoconfig(ctx, domain)
	imap, user := pick(file.Incoming, "imap", address)
	smtp, _ := pick(file.Outgoing, "smtp", address)
	why := "by " + url
	if g.Why != "" {
		why = g.Why + " and " + why
	}
	if g.IMAP.Host == "" && imap.Host != "" {
		g.IMAP, g.User, g.Why = imap, user, why
	}
	if g.SMTP.Host == "" && smtp.Host != "" {
		g.SMTP, g.Why = smtp, why
	}
}

// service returns the server that a domain names for a service, encrypted from the first byte
// or else with STARTTLS (RFC 8314 section 5.1).
func (n Network) service(ctx context.Context, domain, implicit, start string) config.Server {
	for _, s := range []struct{ name, tls string }{{implicit, "implicit"}, {start, "starttls"}} {
		_, list, err := n.DNS.LookupSRV(ctx, s.name, "tcp", domain)
		if err != nil || len(list) == 0 {
			continue
		}
		if host := clean(list[0].Target); host != "" && list[0].Port != 0 { // "." means: not offered
			return config.Server{Host: host, Port: int(list[0].Port), TLS: s.tls}
		}
	}
	return config.Server{}
}

// first returns the first of the names at which something answers: on the port for implicit
// TLS, or else on that for STARTTLS.
func (n Network) first(ctx context.Context, names []string, implicit, start int) config.Server {
	for _, s := range []struct {
		port int
		tls  string
	}{{implicit, "implicit"}, {start, "starttls"}} {
		for _, host := range names {
			ctx, cancel := context.WithTimeout(ctx, dialPatience)
			conn, err := n.Dial(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(s.port)))
			cancel()
			if err == nil {
				conn.Close()
				return config.Server{Host: host, Port: s.port, TLS: s.tls}
			}
		}
	}
	return config.Server{}
}

var hostName = pattern.New(`^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$`)

// clean returns a host name of the DNS without its final dot, and "" where it is none: it may
// be a stranger's, and is shown on a terminal.
func clean(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if len(host) > 253 || !hostName.MatchString(host) {
		return ""
	}
	return host
}
