package config

import (
	"slices"
	"strings"

	"rapport/store/mailaddr"
)

// Server is where a server is and how the connection is encrypted.
type Server struct {
	Host string
	Port int
	TLS  string // implicit, starttls or none
}

// Preset is what is known of the provider of a mail address before anybody has logged in.
type Preset struct {
	Name        string // of the provider
	IMAP, SMTP  Server
	Secret      string // what it calls the password for mail programs, and where to get one
	Plus        bool   // it is not known to refuse plus-addresses
	NoPasswords bool   // it accepts OAuth alone
	Login       string // provider of a [[login]] for it; "": none is offered
}

// PresetOf returns the preset of the provider that owns the domain of an address.
func PresetOf(address string) (Preset, bool) {
	_, domain, _ := mailaddr.Cut(mailaddr.Key(address))
	for _, p := range providers() {
		if p.imap != "" && slices.Contains(p.mail, domain) {
			return p.preset(domain), true
		}
	}
	return Preset{}, false
}

// PresetOfMX returns the preset of the provider at which the domain of an address has its mail
// servers, by one of their names in the DNS.
func PresetOfMX(address, mx string) (Preset, bool) {
	_, domain, _ := mailaddr.Cut(mailaddr.Key(address))
	mx = "." + strings.ToLower(strings.TrimSuffix(mx, "."))
	for _, p := range providers() {
		if p.imap != "" && slices.ContainsFunc(p.mx, func(name string) bool { return strings.HasSuffix(mx, "."+name) }) {
			return p.preset(domain), true
		}
	}
	return Preset{}, false
}

// PresetOfHost returns what is known of the provider whose server a host is; its servers may be
// unknown.
func PresetOfHost(host string) (Preset, bool) {
	p, known := providerOf(host)
	return p.preset(""), known
}

func (p provider) preset(domain string) Preset {
	at := func(host string, port int, tls string) Server {
		return Server{strings.ReplaceAll(host, "DOMAIN", domain), port, tls}
	}
	preset := Preset{
		Name: p.name, Secret: p.secret, Plus: !p.noPlus, NoPasswords: p.noPasswords, Login: p.login,
		IMAP: at(p.imap, 993, "implicit"), SMTP: at(p.smtp, 465, "implicit"),
	}
	if p.startTLS {
		preset.SMTP = at(p.smtp, 587, "starttls")
	}
	return preset
}
