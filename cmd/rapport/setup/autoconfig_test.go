package setup

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// webOf serves a handler over TLS as every host of names, and returns a network that has nothing else.
func webOf(t *testing.T, handler http.HandlerFunc, names ...string) Network {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: names, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	return Network{DNS: namesOf(nil), Roots: roots, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if !strings.HasSuffix(address, ":443") {
			return nil, fmt.Errorf("connection to %s refused", address)
		}
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}}
}

func namesOf(srv map[string]net.SRV) names { return names{srv: srv} }

// file is an autoconfig file with servers.
func file(servers string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><clientConfig version="1.1"><emailProvider id="agency.example">` + servers + `</emailProvider></clientConfig>`
}

const (
	pop   = `<incomingServer type="pop3"><hostname>pop.agency.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>`
	start = `<incomingServer type="imap"><hostname>imap.agency.example</hostname><port>143</port><socketType>STARTTLS</socketType></incomingServer>`
	ssl   = `<incomingServer type="imap"><hostname>mail.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>`
	plain = `<incomingServer type="imap"><hostname>mail.agency.example</hostname><port>143</port><socketType>plain</socketType></incomingServer>`
	smtp  = `<outgoingServer type="smtp"><hostname>smtp.host.example</hostname><port>587</port><socketType>STARTTLS</socketType></outgoingServer>`
	odd   = `<outgoingServer type="smtp"><hostname>a b;&#27;[2J</hostname><port>465</port><socketType>SSL</socketType></outgoingServer>`
)

// What a domain tells mail programs is a guess: over TLS alone, in bounds, and of encrypted servers.
func TestAutoconfig(t *testing.T) {
	t.Parallel()
	const first, second = "autoconfig.agency.example/mail/config-v1.1.xml", "agency.example/.well-known/autoconfig/mail/config-v1.1.xml"
	hosts := []string{"autoconfig.agency.example", "agency.example"}
	for name, c := range map[string]struct {
		files            map[string]string
		hosts            []string
		imap, smtp, user string
		why              string
	}{
		"the first address":         {files: map[string]string{first: file(pop + start + ssl + smtp)}, imap: "mail.agency.example:993/implicit", smtp: "smtp.host.example:587/starttls", user: "log", why: "by https://" + first},
		"the second address":        {files: map[string]string{second: file(start)}, imap: "imap.agency.example:143/starttls", why: "by https://" + second},
		"nothing encrypted":         {files: map[string]string{first: file(plain + odd)}, why: "no mail server"},
		"no XML":                    {files: map[string]string{first: "<html><p>Welcome"}, why: "no mail server"},
		"too long":                  {files: map[string]string{first: file(ssl + strings.Repeat(" ", autoconfigSize))}, why: "no mail server"},
		"a certificate of others":   {files: map[string]string{first: file(ssl)}, hosts: []string{"evil.example"}, why: "no mail server"},
		"a redirect in the domain":  {files: map[string]string{first: "https://" + second, second: file(ssl)}, imap: "mail.agency.example:993/implicit", user: "log", why: "by https://" + first},
		"a redirect elsewhere":      {files: map[string]string{first: "https://evil.example/x", "evil.example/x": file(ssl)}, hosts: append(hosts, "evil.example"), why: "no mail server"},
		"a redirect without TLS":    {files: map[string]string{first: "http://" + second}, why: "no mail server"},
		"a redirect without an end": {files: map[string]string{first: "https://" + first}, why: "no mail server"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.hosts == nil {
				c.hosts = hosts
			}
			network := webOf(t, func(w http.ResponseWriter, r *http.Request) {
				text, ok := c.files[r.Host+r.URL.Path]
				switch {
				case !ok:
					http.NotFound(w, r)
				case strings.HasPrefix(text, "http"):
					http.Redirect(w, r, text, http.StatusFound)
				default:
					fmt.Fprint(w, text)
				}
			}, c.hosts...)
			g := network.Find(t.Context(), "log@agency.example")
			if Format(g.IMAP) != c.imap || Format(g.SMTP) != c.smtp || g.User != c.user || !strings.Contains(g.Why, c.why) {
				t.Errorf("%s, %s, user %q, %s", Format(g.IMAP), Format(g.SMTP), g.User, g.Why)
			}
			if g.SMTP.Host != "" && g.IsSure(g.SMTP, "log@agency.example") {
				t.Error("a password would go to another domain without a question")
			}
		})
	}
}

// SRV records come first; what they do not name, the file may.
func TestAutoconfig_addsToSRV(t *testing.T) {
	t.Parallel()
	network := webOf(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, file(ssl+smtp)) }, "autoconfig.agency.example")
	network.DNS = namesOf(map[string]net.SRV{"_imaps._tcp.agency.example": {Target: "mx.agency.example.", Port: 993}})
	g := network.Find(t.Context(), "log@agency.example")
	if Format(g.IMAP) != "mx.agency.example:993/implicit" || g.SMTP.Host != "smtp.host.example" || !strings.Contains(g.Why, "by the SRV records of agency.example and by https://autoconfig.") {
		t.Errorf("%s, %s, %s", Format(g.IMAP), Format(g.SMTP), g.Why)
	}
}
