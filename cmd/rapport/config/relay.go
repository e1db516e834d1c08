package config

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"net/mail"
	"slices"
	"strings"
	"time"

	"rapport/store/pattern"
)

// relayPlaces is where a relay says what a server may not agree to.
type relayPlaces struct{ Secret, Host Place }

// Relay is one [[relay]]: a server that takes the mail that Rapport sends.
type Relay struct {
	Name     string `toml:"name"`
	Protocol string `toml:"protocol"` // smtp or graph
	Host     string `toml:"host"`
	Port     int    `toml:"port"`
	TLS      string `toml:"tls"` // implicit, starttls or none
	CAs      []byte // certificates in PEM form; none: those of the system
	User     string `toml:"user"` // none: without login
	Auth     string `toml:"auth"` // auto, plain, login, scram, xoauth2 or oauthbearer
	Secret   Secret

	HELO      string `toml:"helo"`       // our name to the server; "" is the machine's
	From      string `toml:"from"`       // address; bounces go there too
	VERP      bool   `toml:"verp"`       // each mail has a return path of its own
	PerMinute int    `toml:"per_minute"` // mails; 0: as fast as it takes them

	SentAccount, SentFolder string // where a copy of what was sent goes; "" keeps none

	DKIMSelector string        `toml:"dkim_selector"` // where the public key is in the DNS; "" signs nothing
	DKIMKey      crypto.Signer // RSA or Ed25519
}

// isHostName is what EHLO takes: a name of the DNS, or an address in brackets.
var isHostName = pattern.New(`^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\[[0-9A-Fa-fIPv.:]+\])$`)

// relayTable is [[relay]].
type relayTable struct {
	table
	Relay
	CAFile string `toml:"ca_file"`
	secretKeys
	LoginName   any    `toml:"login"`
	SentIn      string `toml:"sent_folder"` // "log/Sent"
	DKIMKeyFile string `toml:"dkim_key_file"`
}

// Sending is [sending]: how mail leaves, by whatever relay.
type Sending struct {
	FromName      string        `toml:"from_name"`      // the agency, behind the name of the PM; "" leaves it out
	Plus          bool          `toml:"plus_addresses"` // the log mailbox takes plus-addresses
	Expire        time.Duration `toml:"expire"`
	Storm         int           `toml:"storm"`           // mails in ten minutes before sending pauses
	Recipient     int           `toml:"per_recipient"`   // mails in an hour to one recipient
	PerClientWeek int           `toml:"per_client_week"` // mails in a week that a contact of a client did not ask for; 0: no limit
	Files         int64         `toml:"files"`           // bytes that the files of one mail may have together
	OnlyTo        []string      `toml:"only_to"`         // a trial: the only addresses that get mail; nil: everybody
	Templates     string        `toml:"templates"`       // directory of templates that take the place of built-in ones
	Calendars     string        `toml:"calendars"`       // directory of calendars
	ChartFont     string        `toml:"chart_font"`      // TrueType file
}

// sendingTable is [sending].
type sendingTable struct {
	table
	Sending
}

// DefaultSending returns what [sending] is where the file says nothing.
func DefaultSending() Sending {
	return Sending{Plus: true, Expire: 5 * 24 * time.Hour, Storm: 100, Recipient: 20, PerClientWeek: 5, Files: 20 << 20}
}

func (r *relayTable) setDefaults() { r.Port = 465 }

// relays completes all [[relay]] tables.
func (top *configFile) relays(accounts []Account) (list []Relay, places []relayPlaces) {
	names := make(map[string]Place)
	for i := range top.Relays {
		r := &top.Relays[i]
		r.complete(top.LogAddress, accounts)
		list = append(list, r.Relay)
		places = append(places, relayPlaces{r.at(r.Secret.Key), r.at("host")})
		if first, twice := names[r.Name]; twice && r.Name != "" {
			r.fail("name", "give each relay a unique name", "is already the name of the relay at %v", first)
		}
		names[r.Name] = r.at("name")
	}
	return list, places
}

func (r *relayTable) complete(logAddress string, accounts []Account) {
	misspelt := r.Protocol != ProtocolSMTP && r.Protocol != "" // and not said twice
	choice(r.table, "protocol", &r.Protocol, ProtocolSMTP, ProtocolGraph)
	r.require("name", `"main"`)
	r.checkHost(r.Host)
	if !r.has("from") {
		r.From = logAddress
	}
	if r.Protocol == ProtocolGraph {
		r.completeGraph()
	} else {
		if !misspelt {
			r.require("host", `"smtp.example"`)
		}
		r.tokenAuth(&r.Auth)
		choice(r.table, "auth", &r.Auth, "auto", "plain", "login", "scram", "xoauth2", "oauthbearer")
		r.encryption(r.Host, &r.TLS, &r.Port, 465, 587)
	}
	between(r.table, "per_minute", r.PerMinute, 0, 100_000)
	r.notEmpty("name", r.Name)
	r.notEmpty("user", r.User)
	r.notEmpty("from", r.From)
	r.notEmpty("helo", r.HELO)
	if r.HELO != "" && !isHostName.MatchString(r.HELO) {
		r.fail("helo", `write a host name such as "mail.agency.example"`, "is not a host name")
	}
	r.CAs = r.authorities(r.CAFile)
	if r.User != "" {
		r.Secret = r.secret(r.Auth)
	} else if slices.ContainsFunc(append(append(passwordKeys(), tokenKeyNames()...), "login"), r.has) {
		r.fail("user", `add user = "log@agency.example"`, "is required with a password or token")
	}
	r.checkProvider()
	switch parsed, err := mail.ParseAddress(r.From); {
	case !r.has("from"):
	case err != nil || parsed.Address != r.From:
		r.fail("from", `write only the address, such as "log@agency.example"`, "is not a mail address")
	case !strings.EqualFold(r.From, logAddress):
		r.warn("from", "forward its mailbox to the log address", "is not the log address: bounces and replies to it are not seen")
	}
	r.checkSentFolder(accounts)
	r.DKIMKey = r.dkimKey()
}

// checkSentFolder takes an account and a folder of it apart, "log/Sent".
func (r *relayTable) checkSentFolder(accounts []Account) {
	if r.SentIn == "" {
		return
	}
	name, folder, _ := strings.Cut(r.SentIn, "/")
	i := slices.IndexFunc(accounts, func(a Account) bool { return a.Name == name })
	switch {
	case i < 0 || folder == "":
		r.fail("sent_folder", `write ACCOUNT/FOLDER, such as "log/Sent"`, "does not name an account and a folder")
		return
	case accounts[i].Personal != "":
		r.fail("sent_folder", "name a folder of the log mailbox", "is in a personal mailbox, where nothing is changed")
		return
	case accounts[i].Protocol == ProtocolGraph:
		r.fail("sent_folder", "name a folder of an account over IMAP, or remove it", "is in an account over Microsoft Graph, which takes no copies")
		return
	case slices.ContainsFunc(accounts[i].Folders, func(f string) bool { return sameFolder(f, folder) }):
		r.warn("sent_folder", "", "is also a watched folder: sent mail will be read back and recognised")
	}
	r.SentAccount, r.SentFolder = name, folder
}

// dkimKey reads the key that mail is signed with (RFC 6376).
func (r *relayTable) dkimKey() crypto.Signer {
	selector, path := r.DKIMSelector, r.DKIMKeyFile
	switch {
	case selector == "" && path == "":
		return nil
	case selector == "":
		r.fail("dkim_selector", `add dkim_selector = "mail" for mail._domainkey in the DNS`, "is required with dkim_key_file")
		return nil
	case path == "":
		r.fail("dkim_key_file", `add dkim_key_file = "/etc/rapport/dkim.pem"`, "is required with dkim_selector")
		return nil
	}
	text, err := readOwnFile(r.beside(path))
	if err != nil {
		r.fail("dkim_key_file", "", "%v", err)
		return nil
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		r.fail("dkim_key_file", "create one with `openssl genpkey -algorithm ed25519` or `openssl genrsa 2048`", "contains no PEM key")
		return nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	if key, ok := parsed.(crypto.Signer); ok && err == nil {
		return key
	}
	r.fail("dkim_key_file", "create one with `openssl genpkey -algorithm ed25519` or `openssl genrsa 2048`", "contains no RSA or Ed25519 key")
	return nil
}

func (s *sendingTable) setDefaults() { s.Sending = DefaultSending() }

func (s *sendingTable) complete() {
	s.label("from_name", s.FromName)
	between(s.table, "expire", s.Expire, time.Hour, 30*24*time.Hour)
	between(s.table, "storm", s.Storm, 1, 1_000_000)
	between(s.table, "files", s.Files, 64<<10, 200<<20)
	between(s.table, "per_recipient", s.Recipient, 1, 1_000_000)
	between(s.table, "per_client_week", s.PerClientWeek, 0, 1000)
	for _, address := range s.OnlyTo {
		if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
			s.fail("only_to", `write only_to = ["me@agency.example"]`, "%q is not a mail address", address)
		}
	}
	if s.has("only_to") && len(s.OnlyTo) == 0 {
		s.fail("only_to", `write only_to = ["me@agency.example"], or remove it`, "names nobody")
	}
	for _, path := range []*string{&s.Templates, &s.Calendars, &s.ChartFont} {
		if *path != "" {
			*path = s.beside(*path)
		}
	}
}
