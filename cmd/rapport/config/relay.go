package config

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// relayPlaces is where a relay says what a server may not agree to.
type relayPlaces struct{ Secret, Host Place }

// Relay is one [[relay]]: a server that takes the mail that Rapport sends.
type Relay struct {
	Name   string
	Host   string
	Port   int
	TLS    string // implicit, starttls or none
	CAs    []byte // certificates in PEM form; none: those of the system
	User   string // none: without login
	Auth   string // auto, plain, login, scram or xoauth2
	Secret Secret

	From      string // address; bounces go there too
	VERP      bool   // each mail has a return path of its own
	PerMinute int    // mails; 0: as fast as it takes them

	SentAccount, SentFolder string // where a copy of what was sent goes; "" keeps none

	DKIMSelector string        // where the public key is in the DNS; "" signs nothing
	DKIMKey      crypto.Signer // RSA or Ed25519
}

// Sending is [sending]: how mail leaves, by whatever relay.
type Sending struct {
	FromName  string // "" is the project's name
	Plus      bool   // the log mailbox takes plus-addresses
	Expire    time.Duration
	Storm     int    // mails in ten minutes before sending pauses
	Recipient int    // mails in an hour to one recipient
	Templates string // directory of templates that take the place of built-in ones
	Calendars string // directory of calendars
	ChartFont string // TrueType file
}

func DefaultSending() Sending {
	return Sending{Plus: true, Expire: 5 * 24 * time.Hour, Storm: 100, Recipient: 20}
}

// relays reads all [[relay]] tables of the top of a file.
func (s section) relays(logAddress string, accounts []Account) (list []Relay, places []relayPlaces) {
	names := make(map[string]Place)
	for _, t := range s.sections("relay") {
		r := t.relay(logAddress, accounts)
		list = append(list, r)
		places = append(places, relayPlaces{t.at(r.Secret.Key), t.at("host")})
		if first, twice := names[r.Name]; twice && r.Name != "" {
			t.fail("name", "give each relay a unique name", "is already the name of the relay at %v", first)
		}
		names[r.Name] = t.at("name")
	}
	return list, places
}

func (s section) relay(logAddress string, accounts []Account) Relay {
	s.unknown()
	s.require("name", `"main"`, "host", `"smtp.example"`)
	r := Relay{
		Name: s.text("name"), Host: s.host(), User: s.text("user"),
		Auth: s.choice("auth", "auto", "plain", "login", "scram", "xoauth2"),
		From: s.text("from"), VERP: s.boolean("verp", false), PerMinute: s.integer("per_minute", 0, 100_000, 0),
	}
	s.notEmpty("name", "user", "from")
	r.TLS, r.Port = s.encryption(r.Host, 465, 587)
	r.CAs = s.authorities()
	if r.User != "" {
		r.Secret = s.secret(r.Auth)
	} else if i := slices.IndexFunc(append(passwordKeys(), tokenKeys()...), s.has); i >= 0 {
		s.fail("user", `add user = "log@agency.example"`, "is required with a password or token")
	}
	switch parsed, err := mail.ParseAddress(r.From); {
	case !s.has("from"):
		r.From = logAddress
	case err != nil || parsed.Address != r.From:
		s.fail("from", `write only the address, such as "log@agency.example"`, "is not a mail address")
	case !strings.EqualFold(r.From, logAddress):
		s.warn("from", "forward its mailbox to the log address", "is not the log address: bounces and replies to it are not seen")
	}
	r.SentAccount, r.SentFolder = s.sentFolder(accounts)
	r.DKIMSelector, r.DKIMKey = s.dkim()
	return r
}

// sentFolder reads an account and a folder of it, "log/Sent".
func (s section) sentFolder(accounts []Account) (name, folder string) {
	text := s.text("sent_folder")
	if text == "" {
		return "", ""
	}
	name, folder, _ = strings.Cut(text, "/")
	i := slices.IndexFunc(accounts, func(a Account) bool { return a.Name == name })
	switch {
	case i < 0 || folder == "":
		s.fail("sent_folder", `write ACCOUNT/FOLDER, such as "log/Sent"`, "does not name an account and a folder")
		return "", ""
	case slices.ContainsFunc(accounts[i].Folders, func(f string) bool { return sameFolder(f, folder) }):
		s.warn("sent_folder", "", "is also a watched folder: sent mail will be read back and recognised")
	}
	return name, folder
}

// dkim reads the key that mail is signed with (RFC 6376).
func (s section) dkim() (selector string, key crypto.Signer) {
	selector, path := s.text("dkim_selector"), s.text("dkim_key_file")
	switch {
	case selector == "" && path == "":
		return "", nil
	case selector == "":
		s.fail("dkim_selector", `add dkim_selector = "mail" for mail._domainkey in the DNS`, "is required with dkim_key_file")
		return "", nil
	case path == "":
		s.fail("dkim_key_file", `add dkim_key_file = "/etc/rapport/dkim.pem"`, "is required with dkim_selector")
		return "", nil
	}
	text, err := readOwnFile(s.beside(path))
	if err != nil {
		s.fail("dkim_key_file", "", "%v", err)
		return "", nil
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		s.fail("dkim_key_file", "create one with `openssl genpkey -algorithm ed25519` or `openssl genrsa 2048`", "contains no PEM key")
		return "", nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	if key, ok := parsed.(crypto.Signer); ok && err == nil {
		return selector, key
	}
	s.fail("dkim_key_file", "create one with `openssl genpkey -algorithm ed25519` or `openssl genrsa 2048`", "contains no RSA or Ed25519 key")
	return "", nil
}

// sending reads [sending].
func (s section) sending() Sending {
	s.unknown()
	usual := DefaultSending()
	return Sending{
		FromName:  s.label("from_name"),
		Plus:      s.boolean("plus_addresses", usual.Plus),
		Expire:    s.duration("expire", time.Hour, 30*24*time.Hour, usual.Expire),
		Storm:     s.integer("storm", 1, 1_000_000, usual.Storm),
		Recipient: s.integer("per_recipient", 1, 1_000_000, usual.Recipient),
		Templates: s.directory("templates"),
		Calendars: s.directory("calendars"),
		ChartFont: s.directory("chart_font"),
	}
}

// directory returns a path, relative to the file it stands in.
func (s section) directory(key string) string {
	path := s.text(key)
	if path == "" {
		return ""
	}
	return s.beside(path)
}
