package setup

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"rapport/cmd/rapport/config"
)

// Answers are what a configuration is made of.
type Answers struct {
	Address    string // the log address
	Provider   string // "" if it is not known
	IMAP, SMTP config.Server
	User       string // to log in
	SMTPLogin  bool   // the SMTP server wants a login too
	SecretKey  string // the key that says where the password is: password_file or password_credential
	SecretAt   string // its value
	Login      *Login // in place of the password; nil: none
	CAFile     string
	Plus       bool // mail to plus-addresses arrives
	Why        string
	StateDir   string // "" is the default
}

// Login is how an account gets tokens in place of a password.
type Login struct {
	Provider, ClientID, How string
	Tenant                  string // of Microsoft
	SecretAt                string // the file with the secret of the application; "": it has none
}

// Config returns config.toml, which says of each line why it is there.
func (a Answers) Config() []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	key := func(name string, value any) { line("%s = %s", name, tomlOf(value)) }
	line("# Written by `rapport init`. Check it after a change with `rapport check --online`; then run")
	line("# `systemctl reload rapport`. docs/configure.md explains every key. Projects are in projects.d/,")
	line("# where `rapport project add` writes them.")
	line("")
	line("# The address that people put in cc. Mail that arrives here is logged.")
	key("log_address", a.Address)
	if a.StateDir != "" {
		line("# The directory of the database.")
		key("state_dir", a.StateDir)
	}
	line("")
	if a.Provider != "" {
		line("# The mailbox of the log address, at %s. It is opened read-only; nothing is deleted.", a.Provider)
	} else {
		line("# The mailbox of the log address. It is opened read-only; nothing is deleted.")
	}
	line("[[account]]")
	line("# The name in messages and `rapport status`. After a change the mailbox is read again.")
	key("name", "log")
	line("# The IMAP server (found %s), and how the connection is encrypted.", a.Why)
	a.server(key, a.IMAP)
	line("# The account that logs in.")
	key("user", a.User)
	a.secret(line, key)
	line("")
	line("# The server that sends. Without it Rapport only reads.")
	line("[[relay]]")
	line("# The name that a project may choose it by.")
	key("name", "main")
	line("# The SMTP server, and how the connection is encrypted.")
	a.server(key, a.SMTP)
	if a.SMTPLogin {
		line("# The same account as above, and the same way to log in.")
		key("user", a.User)
		a.secretKey(key)
	} else {
		line("# It takes mail from this machine without a login.")
	}
	line("")
	line("[sending]")
	if a.Plus {
		line("# Mail to log+TAG@ arrives at the log address, so answers name what they answer.")
		line("# `rapport doctor` proves it; false works too.")
	} else {
		line("# Mail to log+TAG@ comes back at this server. Answers are matched by what they reply to.")
	}
	key("plus_addresses", a.Plus)
	if a.Login != nil {
		a.Login.config(line, key)
	}
	return []byte(b.String())
}

func (a Answers) server(key func(string, any), s config.Server) {
	key("host", s.Host)
	key("port", s.Port)
	key("tls", s.TLS)
	if a.CAFile != "" && s.TLS != "none" {
		key("ca_file", a.CAFile)
	}
}

func (a Answers) secret(line func(string, ...any), key func(string, any)) {
	switch {
	case a.Login != nil:
		line("# How it gets tokens in place of a password: the [[login]] below.")
	case a.SecretKey == "password_credential":
		line("# systemd passes the password to the service: LoadCredential= in its unit.")
	default:
		line("# The file with the password, which only its owner can read. It is read at each login.")
	}
	a.secretKey(key)
}

func (a Answers) secretKey(key func(string, any)) {
	if a.Login != nil {
		key("login", loginName)
		return
	}
	key(a.SecretKey, a.SecretAt)
}

// loginName is what the login is called.
const loginName = "office"

func (l Login) config(line func(string, ...any), key func(string, any)) {
	line("")
	line("# How Rapport gets tokens for the mailbox: `rapport login %s`, once. docs/login.md", loginName)
	line("[[login]]")
	line("# What the account and the relay call it.")
	key("name", loginName)
	line("# The provider, whose addresses and scopes are known.")
	key("provider", l.Provider)
	if l.Tenant != "" {
		line("# The organisation at Microsoft.")
		key("tenant", l.Tenant)
	}
	if l.ClientID != "" {
		line("# The application that was registered there.")
		key("client_id", l.ClientID)
	}
	line("# How somebody agrees: device, browser; app and service_account need nobody.")
	key("how", l.How)
	if l.SecretAt != "" {
		line("# The file with the secret of the application, which only its owner can read. Set")
		line("# secret_ends to its last day: the administrator hears of it a month before.")
		key("password_file", l.SecretAt)
	}
}

// tomlOf writes a value in TOML, whose strings JSON's are too.
func tomlOf(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil { // strings, numbers and lists of them always encode
		panic(err)
	}
	text := strings.TrimSuffix(b.String(), "\n")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\x7f", `\u007f`), `","`, `", "`)
}
