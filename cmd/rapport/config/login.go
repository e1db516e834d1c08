package config

import (
	"context"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"rapport/cmd/rapport/login"
	"rapport/mailout/outside"
	"rapport/store/pattern"
)

// Login is one [[login]]: how accounts and relays get tokens in place of a password.
type Login struct {
	Name      string   `toml:"name"`
	Provider  string   `toml:"provider"` // one of loginProviders; "": the addresses say it
	How       string   `toml:"how"`      // device, browser, app or service_account
	User      string   `toml:"user"`     // who logs in; "": the user of the first account
	Tenant    string   `toml:"tenant"`   // of Microsoft
	ClientID  string   `toml:"client_id"`
	AuthURL   string   `toml:"auth_url"`
	TokenURL  string   `toml:"token_url"`
	DeviceURL string   `toml:"device_url"`
	Redirect  string   `toml:"redirect"` // to which the browser returns
	Scopes    []string `toml:"scopes" example:"[\"https://mail.example/imap\", \"offline_access\"]"`
	Secret    Secret   // of the application; the zero one where it has none

	SecretEnds time.Time // zero: nobody has said

	KeyFile       string `toml:"key_file"`       // that encrypts the grant; "": login.key in the state directory
	KeyCredential string `toml:"key_credential"` // or the systemd credential

	extra map[string]string
}

// loginTable is [[login]].
type loginTable struct {
	table
	Login
	passwordKeysOnly
	Ends string `toml:"secret_ends"`
}

// passwordKeysOnly say where the secret of an application is.
type passwordKeysOnly struct {
	PasswordFile       any `toml:"password_file"`
	PasswordCredential any `toml:"password_credential"`
	PasswordEnv        any `toml:"password_env"`
	Password           any `toml:"password"`
}

// loginName is what a login may be called: its file has that name.
var loginName = pattern.New(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// LoginPlace is where a [[login]] says what a provider may not agree to.
type LoginPlace struct{ Name, Secret Place }

// logins completes all [[login]] tables. Their scopes are those of what uses them.
func (top *configFile) logins(accounts []Account, relays []Relay) (list []Login, places []LoginPlace) {
	names := map[string]Place{}
	for i := range top.Logins {
		l := &top.Logins[i]
		used := usesOf(l.Name, accounts, relays)
		l.complete(used)
		list = append(list, l.Login)
		places = append(places, LoginPlace{l.at("name"), l.at(l.Secret.Key)})
		if first, twice := names[l.Name]; twice && l.Name != "" {
			l.fail("name", "give each login a unique name", "is already the name of the login at %v", first)
		}
		names[l.Name] = l.at("name")
	}
	for i, a := range accounts {
		top.Accounts[i].checkLogin(a.Secret, names)
	}
	for i, r := range relays {
		top.Relays[i].checkLogin(r.Secret, names)
	}
	return list, places
}

// checkLogin checks that the login that a table names is there.
func (t table) checkLogin(s Secret, names map[string]Place) {
	if _, there := names[s.ref]; s.Key == "login" && !there && s.ref != "" {
		t.fail("login", "add a [[login]] with that name", "is not the name of a login")
	}
}

// uses says what the tokens of a login are for.
type uses struct {
	user       string
	imap, smtp bool
	graph      string // where Microsoft Graph is that they are for; "" where they are for none
	graphSends bool   // and mail is sent with it
}

func (u uses) none() bool { return !u.imap && !u.smtp && u.graph == "" }

func usesOf(name string, accounts []Account, relays []Relay) (u uses) {
	for _, a := range accounts {
		if a.Secret.login() == name {
			u.imap = u.imap || a.Protocol != ProtocolGraph
			if a.Protocol == ProtocolGraph {
				u.graph = a.Host
			}
			if u.user == "" {
				u.user = a.User
			}
		}
	}
	for _, r := range relays {
		if r.Secret.login() == name {
			u.smtp = u.smtp || r.Protocol != ProtocolGraph
			if r.Protocol == ProtocolGraph {
				u.graph, u.graphSends = r.Host, true
			}
			if u.user == "" {
				u.user = r.User
			}
		}
	}
	return u
}

// login returns the name of the login that a secret comes from, or "".
func (s Secret) login() string {
	if s.Key != "login" {
		return ""
	}
	return s.ref
}

func (l *loginTable) complete(u uses) {
	l.require("name", `"office"`)
	if l.How != string(login.ServiceAccount) { // whose key file names it
		l.require("client_id", `"3f1c0a52-0000-4c1e-9a55-1d0c0a1b2c3d"`)
	}
	l.notEmpty("client_id", l.ClientID)
	if l.has("name") && !loginName.MatchString(l.Name) {
		l.fail("name", `write a name such as "office"`, "may have letters, digits, hyphens and underscores alone")
	}
	if l.has("name") && u.none() {
		l.warn("name", "name it with login = in an [[account]] or a [[relay]]", "is used by no account and no relay")
	}
	switch {
	case u.graph != "" && (u.imap || u.smtp):
		l.fail("name", `add a separate [[login]] for the accounts and relays with protocol = "graph"`, "is used for IMAP or SMTP and for Microsoft Graph, which accept different tokens")
	case u.graph != "" && l.Provider != "" && l.Provider != "microsoft":
		l.fail("provider", `write provider = "microsoft"`, "does not issue tokens for Microsoft Graph")
	}
	l.checkProvider(u)
	l.checkAddresses()
	l.checkSecret()
	if l.User == "" {
		l.User = u.user
	}
	if l.Ends != "" {
		ends, err := time.ParseInLocation(time.DateOnly, l.Ends, time.Local)
		if err != nil {
			l.fail("secret_ends", `write secret_ends = "2027-11-30"`, "is not a date")
		}
		l.SecretEnds = ends
	}
	if l.KeyFile != "" && l.KeyCredential != "" {
		l.fail("key_credential", "keep one of them", "conflicts with key_file")
	}
	if l.KeyCredential != "" && !credentialName.MatchString(l.KeyCredential) {
		l.fail("key_credential", "", "is not a credential name; use letters, digits, dots, hyphens and underscores")
	}
	if l.KeyFile != "" {
		l.KeyFile = l.beside(l.KeyFile)
	}
}

// checkProvider fills in what is known of the provider.
func (l *loginTable) checkProvider(u uses) {
	known := loginProviders()
	if l.has("provider") {
		choice(l.table, "provider", &l.Provider, "microsoft", "google", "yandex", "zoho", "fastmail")
	}
	p := known[l.Provider]
	ways := p.ways
	if l.Provider == "" {
		l.require("token_url", `"https://login.example/oauth2/token"; or provider = "microsoft"`)
		ways = []string{"device", "browser", "app", "service_account"}
	}
	choice(l.table, "how", &l.How, "device", "browser", "app", "service_account")
	if !l.has("how") && len(ways) > 0 {
		l.How = ways[0]
	}
	if l.has("how") && !slices.Contains(ways, l.How) {
		l.fail("how", `write how = "`+strings.Join(ways, `" or "`)+`"`, "is a way in which %s allows no mail", p.name)
	}
	if l.has("tenant") && l.Provider != "microsoft" {
		l.warn("tenant", "remove it", `has no effect without provider = "microsoft"`)
	}
	if l.Provider == "microsoft" && l.How == "app" {
		l.require("tenant", `"agency.onmicrosoft.com"`)
	}
	if l.Tenant == "" {
		l.Tenant = "organizations"
	}
	for _, one := range []struct {
		value *string
		usual string
	}{{&l.AuthURL, p.auth}, {&l.TokenURL, p.token}, {&l.DeviceURL, p.device}, {&l.Redirect, p.redirect}} {
		if *one.value == "" {
			*one.value = strings.ReplaceAll(one.usual, "TENANT", url.PathEscape(l.Tenant))
		}
	}
	l.extra = p.extra
	if len(l.Scopes) == 0 {
		l.Scopes = p.scopes(login.How(l.How), u)
	}
	if len(l.Scopes) == 0 && (l.Provider != "" || l.has("token_url")) && !u.none() {
		l.fail("scopes", `write scopes = ["…"] with what the provider calls the right to use IMAP and SMTP`, "is missing, and is not known of %s", p.orThis())
	}
}

// checkAddresses checks where a login asks, and where the browser returns to.
func (l *loginTable) checkAddresses() {
	needed := map[string][]string{"device": {"device_url", "token_url"}, "browser": {"auth_url", "token_url"}}[l.How]
	for _, one := range []struct{ key, url string }{{"auth_url", l.AuthURL}, {"token_url", l.TokenURL}, {"device_url", l.DeviceURL}} {
		switch {
		case one.url == "" && slices.Contains(needed, one.key) && l.Provider == "" && l.has("token_url"):
			l.fail(one.key, `write the address that the provider documents for it`, "is missing, and is needed with how = %q", l.How)
		case one.url == "":
		default:
			if _, err := outside.New(outside.Config{Name: "the provider", Base: one.url}); err != nil {
				l.fail(one.key, `write an address such as "https://login.example/oauth2/token"`, "%v", err)
			}
		}
	}
	if l.Redirect == "" {
		l.Redirect = "http://127.0.0.1"
	}
	at, err := url.Parse(l.Redirect)
	if err != nil || at.Host == "" || at.User != nil || at.Scheme != "https" && (at.Scheme != "http" || !isLoopback(at.Hostname())) {
		l.fail("redirect", `write "http://127.0.0.1:8917", or the page of the provider that shows a code`, "is neither an address of this machine nor one with https://")
	}
}

// checkSecret reads where the secret of the application is. Applications on people's machines
// have none.
func (l *loginTable) checkSecret() {
	given := slices.DeleteFunc(passwordKeys(), func(key string) bool { return !l.has(key) })
	if len(given) > 0 || l.How == "app" || l.How == "service_account" {
		l.Secret = l.oneSecret(passwordKeys(), given)
		l.Secret.Lines = l.How == "service_account"
	}
}

// openLogins makes the logins that the tables describe.
func (c *Config) openLogins() {
	if len(c.Logins) > 0 {
		c.logins = make(map[string]*login.Login, len(c.Logins))
	}
	for _, l := range c.Logins {
		config := login.Config{
			Name: l.Name, How: login.How(l.How), User: l.User, ClientID: l.ClientID, Scopes: l.Scopes, Redirect: l.Redirect,
			Endpoint: oauth2.Endpoint{AuthURL: l.AuthURL, TokenURL: l.TokenURL, DeviceAuthURL: l.DeviceURL, AuthStyle: oauth2.AuthStyleInParams},
			Extra:    l.extra, SecretEnds: l.SecretEnds, Dir: filepath.Join(c.StateDir, "logins"), Key: l.key(c),
		}
		if l.Secret.Key != "" {
			config.Secret = func(ctx context.Context) (string, error) { return l.Secret.Read(ctx, c.getenv) }
		}
		c.logins[l.Name] = login.New(config, time.Now)
	}
}

// OtherRelayLogins reports whether a login that a relay uses differs from that of another
// configuration.
func (c *Config) OtherRelayLogins(other *Config) bool {
	of := func(c *Config, name string) Login {
		i := slices.IndexFunc(c.Logins, func(l Login) bool { return l.Name == name })
		if i < 0 {
			return Login{}
		}
		return c.Logins[i]
	}
	return slices.ContainsFunc(c.Relays, func(r Relay) bool {
		name := r.Secret.login()
		return name != "" && !reflect.DeepEqual(of(c, name), of(other, name))
	})
}

// key says where the key of the grant is.
func (l Login) key(c *Config) login.Key {
	switch {
	case l.KeyCredential != "":
		return login.Key{Path: filepath.Join(c.getenv("CREDENTIALS_DIRECTORY"), l.KeyCredential), Credential: true}
	case l.KeyFile != "":
		return login.Key{Path: l.KeyFile}
	}
	return login.Key{Path: filepath.Join(c.StateDir, "login.key")}
}

// Login returns the login of a name, or that of an account or a relay of the name; nil if there
// is none.
func (c *Config) Login(name string) *login.Login {
	if l := c.logins[name]; l != nil {
		return l
	}
	for _, a := range c.Accounts {
		if a.Name == name && a.Secret.login() != "" {
			return c.logins[a.Secret.login()]
		}
	}
	for _, r := range c.Relays {
		if r.Name == name && r.Secret.login() != "" {
			return c.logins[r.Secret.login()]
		}
	}
	return nil
}

// Uses reports whether a secret is the token of a login.
func (c *Config) Uses(s Secret, l *login.Login) bool { return l != nil && c.logins[s.login()] == l }

// AllLogins returns the logins, in the order of the file.
func (c *Config) AllLogins() (list []*login.Login) {
	for _, l := range c.Logins {
		list = append(list, c.logins[l.Name])
	}
	return list
}

// reads returns what reads a secret and, for the token of a login, what gets another one in its
// place; else that is nil.
func (c *Config) reads(s Secret) (read func(context.Context) (string, error), renew func(context.Context, string) (string, error)) {
	if l := c.logins[s.login()]; l != nil {
		return l.Token, l.Renew
	}
	return func(ctx context.Context) (string, error) { return s.Read(ctx, c.getenv) }, nil
}
