package config

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A login is completed by what is known of its provider, and asks for no more than what uses it.
func TestLogins_completedByTheProvider(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		account, relay bool
		text           string
		how, token     string
		scopes         string
	}{
		"Microsoft, both":       {true, true, `provider = "microsoft"`, "device", "https://login.microsoftonline.com/organizations/oauth2/v2.0/token", "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"},
		"Microsoft, to read":    {true, false, "provider = \"microsoft\"\ntenant = \"agency.example\"", "device", "https://login.microsoftonline.com/agency.example/oauth2/v2.0/token", "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"},
		"Microsoft, to send":    {false, true, `provider = "microsoft"`, "device", "https://login.microsoftonline.com/organizations/oauth2/v2.0/token", "https://outlook.office.com/SMTP.Send offline_access"},
		"Microsoft, an app":     {true, true, "provider = \"microsoft\"\nhow = \"app\"\ntenant = \"a.example\"\npassword_env = \"SECRET\"", "app", "https://login.microsoftonline.com/a.example/oauth2/v2.0/token", "https://outlook.office365.com/.default"},
		"a tenant with a slash": {true, false, "provider = \"microsoft\"\ntenant = \"../x\"", "device", "https://login.microsoftonline.com/..%2Fx/oauth2/v2.0/token", "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"},
		"Google":                {true, true, `provider = "google"`, "browser", "https://oauth2.googleapis.com/token", "https://mail.google.com/"},
		"another":               {true, true, "token_url = \"https://l.example/t\"\nauth_url = \"https://l.example/a\"\nhow = \"browser\"\nscopes = [\"mail\"]", "browser", "https://l.example/t", "mail"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, withLogin(c.account, c.relay, c.text), 0o600)
			read, found := Read(path, func(key string) string { return map[string]string{"PW": "x", "SECRET": "y"}[key] })
			if found.Errors() > 0 {
				t.Fatal(found)
			}
			if l := read.Logins[0]; l.How != c.how || l.TokenURL != c.token || strings.Join(l.Scopes, " ") != c.scopes || l.User != "log@agency.example" {
				t.Errorf("%+v", l)
			}
		})
	}
}

// Each mistake has one message that names what to do.
func TestLogins_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"no way to get tokens":      {``, "login.token_url: is missing"},
		"an unknown provider":       {`provider = "msn"`, "login.provider: is not one of microsoft"},
		"a way that Google has not": {"provider = \"google\"\nhow = \"device\"", "login.how: is a way in which Google allows no mail"},
		"an app without tenant":     {"provider = \"microsoft\"\nhow = \"app\"\npassword_env = \"SECRET\"", "login.tenant: is missing"},
		"an app without secret":     {"provider = \"microsoft\"\nhow = \"app\"\ntenant = \"a.example\"", "login.password_file: is missing"},
		"in clear text":             {"token_url = \"http://l.example/t\"\ndevice_url = \"https://l.example/d\"\nscopes = [\"x\"]\nhow = \"device\"", "must begin with https://"},
		"a browser sent abroad":     {"provider = \"google\"\nredirect = \"http://evil.example/\"", "login.redirect: is neither an address of this machine"},
		"no scopes":                 {`provider = "zoho"`, "login.scopes"},
		"a day that is none":        {"provider = \"google\"\nsecret_ends = \"31.12.2027\"", `write secret_ends = "2027-11-30"`},
		"two keys":                  {"provider = \"google\"\nkey_file = \"./k\"\nkey_credential = \"k\"", "conflicts with key_file"},
		"a path for a name":         {"provider = \"google\"\nname = \"../office\"", "may have letters, digits"},
	} {
		t.Run(name, func(t *testing.T) {
			text := withLogin(true, true, c.text)
			if strings.Contains(c.text, "name = ") {
				text = strings.Replace(strings.ReplaceAll(text, `login = "office"`, `login = "../office"`), "name = \"office\"\n", "", 1)
			}
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, text, 0o600)
			read, found := Read(path, func(key string) string { return map[string]string{"PW": "x", "SECRET": "y"}[key] })
			if read != nil || found.Errors() != 1 || !strings.Contains(fmt.Sprint(found), c.want) {
				t.Errorf("%v\nwant %q", found, c.want)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "config.toml")
	writeFile(t, path, strings.ReplaceAll(withLogin(true, false, `provider = "google"`), `login = "office"`, `login = "ofice"`), 0o600)
	if _, found := Read(path, noEnvironment); found.Errors() != 1 || !strings.Contains(fmt.Sprint(found), "account.login: is not the name of a login") {
		t.Errorf("%v", found)
	}
}

// withLogin is a configuration with a login that an account or a relay uses.
func withLogin(account, relay bool, login string) string {
	secret := map[bool]string{true: `login = "office"`, false: `password_env = "PW"`}
	return `log_address = "log@agency.example"
state_dir = "state"

[[account]]
name = "log"
host = "imap.agency.example"
user = "log@agency.example"
` + secret[account] + `

[[relay]]
name = "main"
host = "smtp.agency.example"
user = "log@agency.example"
` + secret[relay] + `

[[login]]
name = "office"
client_id = "client"
` + login + "\n"
}
