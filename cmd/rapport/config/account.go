package config

import (
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"rapport/cmd/rapport/wording"
	"rapport/store/pattern"
)

// Account is one [[account]]: a mailbox on a server and the folders of it to watch.
type Account struct {
	Name     string `toml:"name"`
	Protocol string `toml:"protocol"` // imap or graph
	Host     string `toml:"host"`
	Port     int    `toml:"port"`
	TLS      string `toml:"tls"` // implicit, starttls or none
	CAs      []byte // certificates in PEM form; none: those of the system
	User     string `toml:"user"`
	Auth     string `toml:"auth"` // plain, login, xoauth2 or oauthbearer
	Secret   Secret

	Folders []string      `toml:"folders" example:"[\"INBOX\"]"`
	After   string        `toml:"after"`   // keep, flag or move
	MoveTo  string        `toml:"move_to"` // where After is move
	Poll    time.Duration `toml:"poll"`

	AuthservID string `toml:"authserv_id"` // under which the server writes Authentication-Results; "": none are believed
	DKIM       bool   `toml:"dkim"`        // verify signatures

	Personal string   `toml:"personal"` // whose own mailbox it is; "" for the log mailbox
	Sent     string   `toml:"sent"`     // where Personal, the folder with what they sent
	NeverLog []string `toml:"never" example:"[\"anna@home.example\", \"@bank.example\", \"private\"]"`
}

// accountTable is [[account]].
type accountTable struct {
	table
	Account
	CAFile string `toml:"ca_file"`
	secretKeys
	LoginName any `toml:"login"`
}

// secretKeys say where a secret is. They are decoded when it is known which of them is
// used: see secretAt.
type secretKeys struct {
	PasswordFile       any `toml:"password_file"`
	PasswordCredential any `toml:"password_credential"`
	PasswordEnv        any `toml:"password_env"`
	Password           any `toml:"password"`
	tokenKeys
}

type tokenKeys struct {
	TokenFile    any `toml:"token_file"`
	TokenCommand any `toml:"token_command"`
}

// How long a mailbox may go without a look at it, however well IDLE seems to
// work. Some providers refuse clients that look more often than minPoll.
const (
	defaultPoll = 5 * time.Minute
	minPoll     = time.Minute
	maxPoll     = 24 * time.Hour
)

// AccountPlaces is where an account says what a server may not agree to.
type AccountPlaces struct{ Secret, Host, Folders, After, MoveTo, Sent Place }

func (a *accountTable) setDefaults() {
	a.Port, a.Folders, a.Poll, a.DKIM = 993, []string{"INBOX"}, defaultPoll, true
}

// accounts completes all [[account]] tables.
func (top *configFile) accounts() (list []Account, places []AccountPlaces) {
	names, watched := make(map[string]Place), make(map[string]Place)
	for i := range top.Accounts {
		a := &top.Accounts[i]
		a.complete()
		list = append(list, a.Account)
		places = append(places, AccountPlaces{a.at(a.Secret.Key), a.at("host"), a.at("folders"), a.at("after"), a.at("move_to"), a.at("sent")})
		if first, twice := names[a.Name]; twice && a.Name != "" {
			a.fail("name", "give each account a unique name", "is already the name of the account at %v", first)
		} else {
			names[a.Name] = a.at("name")
		}
		for _, folder := range a.Folders {
			mailbox := strings.Join([]string{strings.ToLower(a.Host), a.User, folder}, "\x00")
			if first, twice := watched[mailbox]; twice {
				a.warn("folders", "", "the account at %v already watches this folder of this mailbox", first)
			}
			watched[mailbox] = a.place
		}
	}
	if len(list) == 0 && !top.has("account") {
		top.warn("account", "add an [[account]] table", "no account is configured, so no mail is fetched")
	}
	return list, places
}

func (a *accountTable) complete() {
	misspelt := a.Protocol != ProtocolIMAP && a.Protocol != "" // and not said twice
	choice(a.table, "protocol", &a.Protocol, ProtocolIMAP, ProtocolGraph)
	a.require("name", `"log"`, "user", `"log@agency.example"`)
	a.checkHost(a.Host)
	if a.Protocol == ProtocolGraph {
		a.completeGraph()
	} else {
		if !misspelt {
			a.require("host", `"imap.example"`)
		}
		a.checkAuth()
		a.encryption(a.Host, &a.TLS, &a.Port, 993, 143)
	}
	a.checkProvider()
	a.checkFolders()
	choice(a.table, "after", &a.After, "keep", "flag", "move")
	between(a.table, "poll", a.Poll, minPoll, maxPoll)
	a.checkAuthservID()
	a.notEmpty("name", a.Name)
	a.notEmpty("user", a.User)
	a.notEmpty("move_to", a.MoveTo)
	a.CAs = a.authorities(a.CAFile)
	a.Secret = a.secret(a.Auth)
	a.checkMoveTo()
	a.checkPersonal()
}

// checkHost checks a host name or address. Neither it nor what is wrong with it is
// quoted: it may be a URL with a password.
func (t table) checkHost(host string) {
	switch {
	case !t.has("host"):
	case strings.ContainsAny(host, "/@"):
		t.fail("host", `write only the name, such as "imap.example"`, "is not a host name")
	case strings.Contains(host, ":") && net.ParseIP(strings.Trim(host, "[]")) == nil:
		t.fail("host", "set the port with the key port", "is not a host name")
	case host == "" || strings.ContainsAny(host, " \t[]") || strings.HasPrefix(host, "."):
		t.fail("host", `write a name such as "imap.example", or an address`, "is not a host name")
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// encryption completes how a connection is encrypted, and the port: implicit and
// start are the usual ones of either way.
func (t table) encryption(host string, tls *string, port *int, implicit, start int) {
	switch strings.ToLower(*tls) {
	case "ssl", "tls", "ssl/tls", "yes", "on", "true":
		t.fail("tls", fmt.Sprintf(`write tls = "implicit" (port %d) or "starttls" (port %d)`, implicit, start), "is not one of implicit, starttls, none")
	}
	choice(t, "tls", tls, "implicit", "starttls", "none")
	between(t, "port", *port, 1, 65535)
	usual, other := start, implicit
	if *tls == "implicit" {
		usual, other = implicit, start
	}
	if !t.has("port") {
		*port = usual
	}
	if t.has("port") && *port == other && *tls != "none" {
		t.warn("port", "", "is unusual with tls = %q: port %d is for implicit, port %d for starttls", *tls, implicit, start)
	}
	if *tls == "none" && !isLoopback(host) {
		t.fail("tls", `write tls = "implicit" or "starttls"`, "password and mail would be sent unencrypted; tls = \"none\" is allowed only for a loopback host")
	}
}

// checkAuth checks how to log in. What Chinese providers call authorisation code is
// easily mistaken for it.
func (a *accountTable) checkAuth() {
	known := []string{"plain", "login", "xoauth2", "oauthbearer"}
	if a.has("auth") && wording.Nearest(a.Auth, known) == "" {
		a.fail("auth", "put an authorisation code (授权码) into the file named by password_file", "is not one of plain, login, xoauth2, oauthbearer")
	}
	a.tokenAuth(&a.Auth)
	choice(a.table, "auth", &a.Auth, known...)
}

func (a *accountTable) checkFolders() {
	if len(a.Folders) == 0 {
		a.fail("folders", `write folders = ["INBOX"], or omit the key`, "must not be empty")
	}
	for i, folder := range a.Folders {
		at := a.elementPlace("folders", i)
		switch {
		case folder == "":
			a.file.Fail(at, a.called("folders"), "", "contains an empty folder name")
		case slices.ContainsFunc(a.Folders[:i], func(f string) bool { return sameFolder(f, folder) }):
			a.file.Fail(at, a.called("folders"), "remove the duplicate", "lists a folder twice")
		}
	}
}

// sameFolder compares names of folders; INBOX alone is written in any case
// (RFC 9051 section 5.1).
func sameFolder(a, b string) bool {
	return a == b || strings.EqualFold(a, "INBOX") && strings.EqualFold(b, "INBOX")
}

// checkAuthservID checks the name by which a server marks its Authentication-Results
// (RFC 8601 section 2.5).
func (a *accountTable) checkAuthservID() {
	id := a.AuthservID
	if a.has("authserv_id") && (id == "" || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`();"\<>,=/@`, r) })) {
		a.fail("authserv_id", `write the first word of the Authentication-Results field of received mail, such as "mx.example"; if there is no such field, omit the key`, "is not a server name")
	}
}

func (a *accountTable) checkMoveTo() {
	switch {
	case a.After == "move" && !a.has("move_to"):
		a.fail("move_to", `add move_to = "Logged"`, "is required with after = \"move\"")
	case a.After != "move" && a.has("move_to"):
		a.warn("move_to", `write after = "move", or remove move_to`, "has no effect with after = %q", a.After)
	case a.MoveTo != "" && slices.ContainsFunc(a.Folders, func(f string) bool { return sameFolder(f, a.MoveTo) }):
		a.fail("move_to", "choose a folder that is not watched", "is one of the watched folders")
	}
}

// authorities reads the file of certificates that ca_file names.
func (t table) authorities(path string) []byte {
	if path == "" {
		return nil
	}
	pem, err := ReadFile(t.beside(path), maxConfigFile)
	if err != nil {
		t.fail("ca_file", "write the full path, or ./NAME for a file in the same directory", "cannot be read: %v", Reason(err))
		return nil
	}
	if !x509.NewCertPool().AppendCertsFromPEM(pem) {
		t.fail("ca_file", "use a file that contains -----BEGIN CERTIFICATE-----", "contains no PEM certificate")
	}
	return pem
}

// The keys that say where the secret is.
func passwordKeys() []string {
	return []string{"password_file", "password_credential", "password_env", "password"}
}
func tokenKeyNames() []string { return []string{"token_file", "token_command"} }

// tokenAuth sets how to log in where that is not said, and a [[login]] is named.
func (t table) tokenAuth(auth *string) {
	if t.has("login") && (!t.has("auth") || *auth == "auto") {
		*auth = "xoauth2"
	}
}

// secret reads where the secret of an account comes from.
func (t table) secret(auth string) Secret {
	allowed, others := passwordKeys(), append(tokenKeyNames(), "login")
	if auth == "xoauth2" || auth == "oauthbearer" {
		allowed, others = others, allowed
	}
	var given []string
	for _, key := range allowed {
		if t.has(key) {
			given = append(given, key)
		}
	}
	for _, key := range others {
		if t.has(key) {
			t.fail(key, "use one of "+strings.Join(allowed, ", "), "cannot be used with auth = %q", auth)
		}
	}
	return t.oneSecret(allowed, given)
}

// oneSecret reads the one of the allowed keys that is given.
func (t table) oneSecret(allowed, given []string) Secret {
	switch {
	case len(given) == 0 && t.misspelt(allowed...):
		return Secret{}
	case len(given) == 0:
		t.fail(allowed[0], "add one of "+strings.Join(allowed, ", "), "is missing")
		return Secret{}
	case len(given) > 1:
		t.fail(given[1], "keep one of them", "conflicts with %s", given[0])
		return Secret{}
	}
	return t.secretAt(given[0])
}

var (
	variableName   = pattern.New(`^[A-Za-z_][A-Za-z0-9_]*$`)
	credentialName = pattern.New(`^[A-Za-z0-9_-][A-Za-z0-9_.-]*$`)
)

// secretAt reads one of the keys that name a secret. A value that does not look
// like what it should be may be the secret itself.
func (t table) secretAt(key string) Secret {
	if key == "token_command" {
		var argv []string
		t.set(reflect.ValueOf(&argv).Elem(), key, `["/usr/local/bin/token", "log@agency.example"]`)
		if len(argv) == 0 || !filepath.IsAbs(argv[0]) {
			t.fail(key, "", "must begin with the full path of a program")
		}
		return Secret{Key: key, Argv: argv}
	}
	text, ok := t.values[key].(string)
	if !ok {
		t.wrongKind(t.at(key), key, t.values[key], isString, `"..."`)
		return Secret{}
	}
	switch key {
	case "password_credential":
		if !credentialName.MatchString(text) {
			t.fail(key, "", "is not a credential name; use letters, digits, dots, hyphens and underscores")
		}
	case "login": // whether there is one is checked when all are known
		if text == "" {
			t.fail(key, `write the name of a [[login]]`, "is empty")
		}
	case "password_env":
		if !variableName.MatchString(text) {
			t.fail(key, "", "is not the name of an environment variable")
		}
	case "password":
		if info, err := os.Stat(t.file.name); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
			t.fail(key, "chmod 600 the file, make the user that runs rapport its owner, and change the secret if others may have read it",
				"is in a file that users other than its owner can read (mode %04o)", info.Mode().Perm())
		} else {
			t.warn(key, "move it to a separate file with mode 0600 and set password_file", "is stored in the configuration, where backups can read it")
		}
		if _, err := trimSecret(text); err != nil {
			t.fail(key, "", "%v", err)
		}
		return Secret{Key: key, plain: &text}
	default: // password_file, token_file
		switch {
		case strings.HasPrefix(text, "./"), strings.HasPrefix(text, "../"):
			text = t.beside(text)
		case !filepath.IsAbs(text) || !t.plain(t.at(key), key, text):
			t.fail(key, "write the full path, or ./NAME for a file in the same directory", "is not a file path")
		}
	}
	return Secret{Key: key, ref: text}
}
