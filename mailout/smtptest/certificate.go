package smtptest

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"time"
)

// Certificate returns a self-signed certificate for host that is valid until the
// given time, and a pool that trusts it.
func Certificate(host string, until time.Time) (tls.Certificate, *x509.CertPool, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	subject := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: until.AddDate(-2, 0, 0), NotAfter: until, DNSNames: []string{host}}
	if ip := net.ParseIP(host); ip != nil {
		subject.DNSNames, subject.IPAddresses = nil, []net.IP{ip}
	}
	der, err := x509.CreateCertificate(rand.Reader, subject, subject, public, private)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}, pool, err
}
