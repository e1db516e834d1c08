package config

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const graphBase = `log_address = "log@agency.example"
state_dir = "state"

[[account]]
name = "log"
protocol = "graph"
user = "log@agency.example"
login = "office"

[[relay]]
name = "main"
protocol = "graph"
user = "log@agency.example"
login = "office"

[[login]]
name = "office"
provider = "microsoft"
client_id = "client"
`

// Microsoft Graph needs a user and a login, and asks for no more rights than it needs.
func TestGraph_isCompleted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change []string
		scopes string
	}{
		"to read and send": {nil, "https://graph.microsoft.com/Mail.ReadWrite https://graph.microsoft.com/Mail.Send offline_access"},
		"to read": {[]string{"[[relay]]\nname = \"main\"\nprotocol = \"graph\"\nuser = \"log@agency.example\"\nlogin = \"office\"\n", ""},
			"https://graph.microsoft.com/Mail.ReadWrite offline_access"},
		"an application": {[]string{`client_id = "client"`, "client_id = \"client\"\nhow = \"app\"\ntenant = \"a.example\"\npassword_env = \"PW\""}, "https://graph.microsoft.com/.default"},
		"another cloud": {[]string{`protocol = "graph"`, "protocol = \"graph\"\nhost = \"graph.example\""},
			"https://graph.example/Mail.ReadWrite https://graph.example/Mail.Send offline_access"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, strings.NewReplacer(c.change...).Replace(graphBase), 0o600)
			read, found := Read(path, func(string) string { return "x" })
			if len(found) > 1 { // there is no project
				t.Fatal(found)
			}
			if got := strings.Join(read.Logins[0].Scopes, " "); got != c.scopes {
				t.Errorf("scopes %s", got)
			}
			account := read.Mailboxes()[0]
			if a := read.Accounts[0]; a.Port != 443 || a.TLS != "implicit" || a.Poll != time.Minute || account.Open == nil || account.Validate() != nil {
				t.Errorf("%+v, %v", a, account.Validate())
			}
			for _, r := range read.Outbox(0, func() *Config { return read }).Relays {
				if r.Dial == nil || r.VERP || r.Audit != "" || r.Validate() != nil {
					t.Errorf("%+v, %v", r, r.Validate())
				}
			}
		})
	}
}

// Each mistake has one message that says what to do.
func TestGraph_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	const account, relay = "protocol = \"graph\"\nuser = \"log@agency.example\"\nlogin = \"office\"\n\n[[relay]]", "[[login]]"
	for name, c := range map[string]struct{ old, new, want string }{
		"a protocol that is none":   {account, strings.Replace(account, "graph", "ews", 1), "account.protocol: is not one of imap, graph"},
		"a password":                {account, strings.Replace(account, `login = "office"`, `password_env = "PW"`, 1), "account.password_env: cannot be used with auth"},
		"a way to log in":           {account, strings.Replace(account, "[[relay]]", "auth = \"plain\"\n[[relay]]", 1), "account.auth: has no effect"},
		"in clear text":             {account, strings.Replace(account, "[[relay]]", "tls = \"none\"\n[[relay]]", 1), "account.tls: token and mail would be sent unencrypted"},
		"a personal mailbox":        {account, strings.Replace(account, "[[relay]]", "personal = \"li@agency.example\"\n[[relay]]", 1), "account.personal: cannot be used with protocol"},
		"a return path of its own":  {relay, "verp = true\n[[login]]", "relay.verp: cannot be used with protocol"},
		"a copy of what is sent":    {relay, "sent_folder = \"log/Sent\"\n[[login]]", "relay.sent_folder"},
		"a signature":               {relay, "dkim_selector = \"x\"\n[[login]]", "relay.dkim_selector"},
		"no user":                   {"user = \"log@agency.example\"\nlogin = \"office\"\n\n[[login]]", "[[login]]", "relay.user"},
		"a login for IMAP as well":  {relay, "[[account]]\nname = \"b\"\nhost = \"imap.example\"\nuser = \"b\"\nlogin = \"office\"\n[[login]]", "different tokens"},
		"a login of another kind":   {`provider = "microsoft"`, `provider = "google"`, "login.provider: does not issue tokens for Microsoft Graph"},
		"a copy into such a folder": {relay, "[[relay]]\nname = \"b\"\nhost = \"smtp.example\"\nsent_folder = \"log/Sent\"\n[[login]]", "relay.sent_folder: is in an account over Microsoft Graph"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, strings.Replace(graphBase, c.old, c.new, 1), 0o600)
			_, found := Read(path, func(string) string { return "x" })
			if text := fmt.Sprint(found); !strings.Contains(text, c.want) || found.Errors() > 2 {
				t.Errorf("%v\nwant %q", found, c.want)
			}
		})
	}
}
