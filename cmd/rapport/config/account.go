package config

import (
	"crypto/x509"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"rapport/cmd/rapport/wording"
)

// Account is one [[account]]: a mailbox on an IMAP server and the folders of it
// to watch.
type Account struct {
	Name   string
	Host   string
	Port   int
	TLS    string // implicit, starttls or none
	CAs    []byte // certificates in PEM form; none: those of the system
	User   string
	Auth   string // plain, login or xoauth2
	Secret Secret

	Folders []string
	After   string // keep, flag or move
	MoveTo  string // where After is move
	Poll    time.Duration

	AuthservID string // under which the server writes Authentication-Results; "": none are believed
	DKIM       bool   // verify signatures
}

// How long a mailbox may go without a look at it, however well IDLE seems to
// work. Some providers refuse clients that look more often than minPoll.
const (
	defaultPoll = 5 * time.Minute
	minPoll     = time.Minute
	maxPoll     = 24 * time.Hour
)

// AccountPlaces is where an account says what a server may not agree to.
type AccountPlaces struct{ Secret, Host, Folders, After, MoveTo Place }

// accounts reads all [[account]] tables of the top of a file.
func (s section) accounts() (list []Account, places []AccountPlaces) {
	names, watched := make(map[string]Place), make(map[string]Place)
	for _, t := range s.sections("account") {
		a := t.account()
		list = append(list, a)
		places = append(places, AccountPlaces{t.at(a.Secret.Key), t.at("host"), t.at("folders"), t.at("after"), t.at("move_to")})
		if first, twice := names[a.Name]; twice && a.Name != "" {
			t.fail("name", "give each account a unique name", "is already the name of the account at %v", first)
		} else {
			names[a.Name] = t.at("name")
		}
		for _, folder := range a.Folders {
			mailbox := strings.Join([]string{strings.ToLower(a.Host), a.User, folder}, "\x00")
			if first, twice := watched[mailbox]; twice {
				t.warn("folders", "", "the account at %v already watches this folder of this mailbox", first)
			}
			watched[mailbox] = t.place
		}
	}
	if len(list) == 0 && !s.has("account") {
		s.warn("account", "add an [[account]] table", "no account is configured, so no mail is fetched")
	}
	return list, places
}

func (s section) account() Account {
	s.unknown()
	s.require("name", `"log"`, "host", `"imap.example"`, "user", `"log@agency.example"`)
	a := Account{
		Name:    s.text("name"),
		Host:    s.host(),
		User:    s.text("user"),
		Auth:    s.auth(),
		Folders: s.folders(),
		After:   s.choice("after", "keep", "flag", "move"),
		MoveTo:  s.text("move_to"),
		Poll:    s.duration("poll", minPoll, maxPoll, defaultPoll),

		AuthservID: s.authservID(),
		DKIM:       s.boolean("dkim", true),
	}
	s.notEmpty("name", "user", "move_to")
	a.TLS, a.Port = s.encryption(a.Host, 993, 143)
	a.CAs = s.authorities()
	a.Secret = s.secret(a.Auth)
	s.moveTo(a)
	return a
}

// host reads a host name or address. Neither it nor what is wrong with it is
// quoted: it may be a URL with a password.
func (s section) host() string {
	host := s.text("host")
	switch {
	case !s.has("host"):
	case strings.ContainsAny(host, "/@"):
		s.fail("host", `write only the name, such as "imap.example"`, "is not a host name")
	case strings.Contains(host, ":") && net.ParseIP(strings.Trim(host, "[]")) == nil:
		s.fail("host", "set the port with the key port", "is not a host name")
	case host == "" || strings.ContainsAny(host, " \t[]") || strings.HasPrefix(host, "."):
		s.fail("host", `write a name such as "imap.example", or an address`, "is not a host name")
	}
	return host
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// encryption reads how a connection is encrypted, and the port: implicit and
// start are the usual ones of either way.
func (s section) encryption(host string, implicit, start int) (tls string, port int) {
	tls = s.choice("tls", "implicit", "starttls", "none")
	usual, other := start, implicit
	if tls == "implicit" {
		usual, other = implicit, start
	}
	port = s.integer("port", 1, 65535, usual)
	if s.has("port") && port == other && tls != "none" {
		s.warn("port", "", "is unusual with tls = %q: port %d is for implicit, port %d for starttls", tls, implicit, start)
	}
	if tls == "none" && !isLoopback(host) {
		s.fail("tls", `write tls = "implicit" or "starttls"`, "password and mail would be sent unencrypted; tls = \"none\" is allowed only for a loopback host")
	}
	return tls, port
}

// notEmpty notes which of the keys are there and say nothing.
func (s section) notEmpty(keys ...string) {
	for _, key := range keys {
		if v := s.entries[key]; v != nil && v.kind == isString && v.text == "" {
			s.fail(key, "", "is empty")
		}
	}
}

// auth reads how to log in. What Chinese providers call authorisation code is
// easily mistaken for it.
func (s section) auth() string {
	if text := s.entries["auth"]; text != nil && text.kind == isString && wording.Nearest(text.text, []string{"plain", "login", "xoauth2"}) == "" {
		s.fail("auth", "put an authorisation code (授权码) into the file named by password_file", "is not one of plain, login, xoauth2")
	}
	return s.choice("auth", "plain", "login", "xoauth2")
}

func (s section) folders() []string {
	if !s.has("folders") {
		return []string{"INBOX"}
	}
	folders := s.texts("folders", `["INBOX"]`)
	if folders != nil && len(folders) == 0 {
		s.fail("folders", `write folders = ["INBOX"], or omit the key`, "must not be empty")
	}
	for i, folder := range folders {
		at := s.entries["folders"].list[i].place
		switch {
		case folder == "":
			s.file.Fail(at, s.path("folders"), "", "contains an empty folder name")
		case slices.ContainsFunc(folders[:i], func(f string) bool { return sameFolder(f, folder) }):
			s.file.Fail(at, s.path("folders"), "remove the duplicate", "lists a folder twice")
		}
	}
	return folders
}

// sameFolder compares names of folders; INBOX alone is written in any case
// (RFC 9051 section 5.1).
func sameFolder(a, b string) bool {
	return a == b || strings.EqualFold(a, "INBOX") && strings.EqualFold(b, "INBOX")
}

// authservID reads the name by which a server marks its Authentication-Results
// (RFC 8601 section 2.5).
func (s section) authservID() string {
	id := s.text("authserv_id")
	if s.has("authserv_id") && (id == "" || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`();"\<>,=/@`, r) })) {
		s.fail("authserv_id", `write the first word of the Authentication-Results field of received mail, such as "mx.example"; if there is no such field, omit the key`, "is not a server name")
	}
	return id
}

func (s section) moveTo(a Account) {
	switch {
	case a.After == "move" && !s.has("move_to"):
		s.fail("move_to", `add move_to = "Logged"`, "is required with after = \"move\"")
	case a.After != "move" && s.has("move_to"):
		s.warn("move_to", `write after = "move", or remove move_to`, "has no effect with after = %q", a.After)
	case a.MoveTo != "" && slices.ContainsFunc(a.Folders, func(f string) bool { return sameFolder(f, a.MoveTo) }):
		s.fail("move_to", "choose a folder that is not watched", "is one of the watched folders")
	}
}

// authorities reads the file of certificates that ca_file names.
func (s section) authorities() []byte {
	path := s.text("ca_file")
	if path == "" {
		return nil
	}
	pem, err := ReadFile(s.beside(path), maxConfigFile)
	if err != nil {
		s.fail("ca_file", "", "cannot be read: %v", Reason(err))
		return nil
	}
	if !x509.NewCertPool().AppendCertsFromPEM(pem) {
		s.fail("ca_file", "use a file that contains -----BEGIN CERTIFICATE-----", "contains no PEM certificate")
	}
	return pem
}

// The keys that say where the secret is.
func passwordKeys() []string {
	return []string{"password_file", "password_credential", "password_env", "password"}
}
func tokenKeys() []string { return []string{"token_file", "token_command"} }

// secret reads where the secret of an account comes from.
func (s section) secret(auth string) Secret {
	allowed, others := passwordKeys(), tokenKeys()
	if auth == "xoauth2" {
		allowed, others = others, allowed
	}
	var given []string
	for _, key := range allowed {
		if s.has(key) {
			given = append(given, key)
		}
	}
	for _, key := range others {
		if s.has(key) {
			s.fail(key, "use one of "+strings.Join(allowed, ", "), "cannot be used with auth = %q", auth)
		}
	}
	switch {
	case len(given) == 0 && s.misspelt(allowed...):
		return Secret{}
	case len(given) == 0:
		s.fail(allowed[0], "add one of "+strings.Join(allowed, ", "), "is missing")
		return Secret{}
	case len(given) > 1:
		s.fail(given[1], "keep one of them", "conflicts with %s", given[0])
		return Secret{}
	}
	return s.secretAt(given[0])
}

var (
	variableName   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	credentialName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9_.-]*$`)
)

// secretAt reads one of the keys that name a secret. A value that does not look
// like what it should be may be the secret itself.
func (s section) secretAt(key string) Secret {
	if key == "token_command" {
		argv := s.texts(key, `["/usr/local/bin/token", "log@agency.example"]`)
		if argv != nil && (len(argv) == 0 || !filepath.IsAbs(argv[0])) {
			s.fail(key, "", "must begin with the full path of a program")
			return Secret{}
		}
		return Secret{Key: key, Argv: argv}
	}
	v := s.entries[key]
	if v.kind != isString {
		s.wrongKind(key, v, isString, `"..."`)
		return Secret{}
	}
	switch text := v.text; key {
	case "password_credential":
		if !credentialName.MatchString(text) {
			s.fail(key, "", "is not a credential name; use letters, digits, dots, hyphens and underscores")
		}
		return Secret{Key: key, ref: text}
	case "password_env":
		if !variableName.MatchString(text) {
			s.fail(key, "", "is not the name of an environment variable")
		}
		return Secret{Key: key, ref: text}
	case "password":
		s.warn(key, "move it to a separate file with mode 0600 and set password_file", "is stored in the configuration, where backups and other people can read it")
		if _, err := trimSecret(text); err != nil {
			s.fail(key, "", "%v", err)
		}
		return Secret{Key: key, plain: &text}
	default: // password_file, token_file
		switch {
		case strings.HasPrefix(text, "./"), strings.HasPrefix(text, "../"):
			text = filepath.Join(filepath.Dir(s.file.name), text)
		case !filepath.IsAbs(text) || s.text(key) == "":
			s.fail(key, "write the full path, or ./NAME for a file in the same directory", "is not a file path")
		}
		return Secret{Key: key, ref: text}
	}
}
