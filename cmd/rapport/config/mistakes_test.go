package config

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rapport/mailout/outbox/relay"
)

// mistakesBase is a right configuration, with everything that the mistakes are made in.
const mistakesBase = `log_address = "log@agency.example"
state_dir = "state"

[[account]]
name = "log"
host = "imap.agency.example"
port = 993
user = "log@agency.example"
password_file = "./secret"

[[relay]]
name = "main"
host = "smtp.agency.example"
user = "log@agency.example"
password_file = "./secret"

[sending]
plus_addresses = true

[[project]]
code = "ACME"
name = "Portal"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/London"
[[project.contact]]
name = "Li Na"
role = "pm"
addresses = ["li@agency.example"]
[[project.contact]]
name = "Jane"
role = "client"
addresses = ["jane@acme.example"]
`

// Each mistake that an administrator makes gets one message, which names the key, the place and
// what to do; and it stops nothing else.
func TestRead_oneMessageForEachMistake(t *testing.T) {
	for _, c := range []struct{ name, right, wrong, want string }{
		{"a URL", `"imap.agency.example"`, `"imaps://imap.agency.example"`, `write only the name, such as "imap.example"`},
		{"a port in the host", `"imap.agency.example"`, `"imap.agency.example:993"`, `set the port with the key port`},
		{"an empty host", `"imap.agency.example"`, `""`, `write a name such as "imap.example"`},
		{"a port in quotes", `port = 993`, `port = "993"`, `write port = 993`},
		{"a port that is none", `port = 993`, `port = 99300`, `between 1 and 65535`},
		{"a port of the other kind", `port = 993`, `port = 143`, `port 993 is for implicit`},
		{"a key of another program", `port = 993`, `ssl = true`, `did you mean tls?`},
		{"encryption by another name", `port = 993`, `tls = "ssl"`, `write tls = "implicit" (port 993)`},
		{"no encryption", `port = 993`, `tls = "none"`, `write tls = "implicit" or "starttls"`},
		{"the password as auth", `port = 993`, `auth = "abcdefghijklmnop"`, `put an authorisation code`},
		{"a text for a list", `port = 993`, `folders = "INBOX"`, `write folders = ["INBOX"]`},
		{"an empty list", `port = 993`, `folders = []`, `write folders = ["INBOX"], or omit`},
		{"too often", `port = 993`, `poll = "10s"`, `between 1m and 24h`},
		{"a number without a unit", `port = 993`, `poll = 5`, `write poll = "5m"`},
		{"a word that is none", `port = 993`, `after = "delete"`, `is not one of keep, flag, move`},
		{"half of a pair", `port = 993`, `after = "move"`, `add move_to = "Logged"`},
		{"a file that is not there", `port = 993`, `ca_file = "./nowhere.pem"`, `cannot be read: no such file or directory; write the full path`},
		{"a token with a password", `port = 993`, `token_file = "./token"`, `use one of password_file`},
		{"two passwords", `port = 993`, `password_env = "PW"`, `keep one of them`},
		{"a field for a name", `port = 993`, `authserv_id = "mx; dkim=pass"`, `write the first word of the Authentication-Results`},
		{"the password for its file", `password_file = "./secret"`, `password_file = "hunter2"`, `write the full path, or ./NAME`},
		{"a misspelt key", `password_file = "./secret"`, `pasword_file = "./secret"`, `did you mean password_file?`},
		{"no password", `password_file = "./secret"`, `# none`, `add one of password_file`},
		{"a user name by another key", `user = "log@agency.example"`, `username = "log@agency.example"`, `did you mean user?`},
		{"typographic quotes", `name = "log"`, `name = “log”`, `such as “ ”; write key = "text" with straight ones`},
		{"no quotes", `name = "log"`, `name = log`, `write key = "text"`},
		{"one quote", `name = "log"`, `name = "log`, `add the closing quotation mark`},
		{"no equals sign", `name = "log"`, `name "log"`, `a line is key = value`},
		{"a backslash", `name = "log"`, `name = "l\og"`, `use '...'`},
		{"half an address", `log_address = "log@agency.example"`, `log_address = "log"`, `it looks like log@agency.example`},
		{"no domain", `log_address = "log@agency.example"`, `log_address = "log@agency"`, `write the whole address, such as "log@agency.example"`},
		{"a name with the address", `log_address = "log@agency.example"`, `log_address = "Log <log@agency.example>"`, `it looks like log@agency.example`},
		{"no log address", `log_address = "log@agency.example"`, ``, `add log_address`},
		{"a home directory", `state_dir = "state"`, `state_dir = "~/state"`, `write the full path of the home directory`},
		{"half a time", `state_dir = "state"`, `digest = "8"`, `write digest = "08:30"`},
		{"a space in a code", `code = "ACME"`, `code = "AC ME"`, `capital letters, digits`},
		{"no code", `code = "ACME"`, ``, `add code = "ACME"`},
		{"a language by its name", `language = "en"`, `language = "english"`, `write language = "en"`},
		{"a language that is not there", `language = "en"`, `language = "de"`, `is not one of en, zh-CN`},
		{"a city for a zone", `"Europe/London"`, `"London"`, `did you mean "Europe/London"?`},
		{"a misspelt zone", `"Europe/London"`, `"Europe/Lodnon"`, `use a name from the IANA database`},
		{"a role in capitals", `role = "pm"`, `role = "PM"`, `did you mean "pm"?`},
		{"a role by another name", `role = "pm"`, `role = "manager"`, `write role = "pm"`},
		{"an address for a list", `["li@agency.example"]`, `"li@agency.example"`, `write addresses = [`},
		{"no @", `["jane@acme.example"]`, `["jane.acme.example"]`, `it looks like wang@client.example`},
		{"one address twice", `["jane@acme.example"]`, `["li@agency.example"]`, `remove it from one of them`},
		{"the log address as a contact", `["jane@acme.example"]`, `["log@agency.example"]`, `is the log address and cannot be that of a contact`},
		{"days", `time_zone = "Europe/London"`, "time_zone = \"Europe/London\"\nanswer_within = \"1d\"", `write answer_within = "8h"`},
		{"a number as text", `time_zone = "Europe/London"`, "time_zone = \"Europe/London\"\nanswer_within = \"8\"", `write answer_within = "8h"`},
		{"half a schedule", `time_zone = "Europe/London"`, "time_zone = \"Europe/London\"\nreport = \"every friday\"", `weekly on friday at 16:00`},
		{"a misspelt relay", `time_zone = "Europe/London"`, "time_zone = \"Europe/London\"\nrelay = \"mian\"", `use one of main`},
		{"half of the hours", `time_zone = "Europe/London"`, "time_zone = \"Europe/London\"\nhours = \"9-18\"", `write hours = "09:00-18:00"`},
		{"a public provider", `time_zone = "Europe/London"`, "time_zone = \"Europe/London\"\ndomains = [\"gmail.com\"]", `list the contacts' addresses instead`},
		{"one bracket", `[[relay]]`, `[relay]`, `write [[relay]] with double brackets`},
		{"a misspelt table", `[sending]`, `[sendings]`, `did you mean sending?`},
		{"a word for true", `plus_addresses = true`, `plus_addresses = "yes"`, `write plus_addresses = true`},
		{"a misspelt switch", `plus_addresses = true`, `plus_adresses = true`, `did you mean plus_addresses?`},
		{"a size without a unit", `plus_addresses = true`, `files = "20"`, `write files = "20MiB"`},
		{"plus-addresses at QQ", `host = "imap.agency.example"`, `host = "imap.qq.com"`, `write plus_addresses = false`},
		{"a password at Microsoft", `host = "imap.agency.example"`, `host = "outlook.office365.com"`, `add a [[login]]`},
		{"half a sender", `name = "main"`, "name = \"main\"\nfrom = \"someone\"", `write only the address`},
		{"a helo with a space", `name = "main"`, "name = \"main\"\nhelo = \"my host\"", `write a host name`},
		{"half of DKIM", `name = "main"`, "name = \"main\"\ndkim_selector = \"mail\"", `add dkim_key_file`},
		{"half a folder", `name = "main"`, "name = \"main\"\nsent_folder = \"Sent\"", `write ACCOUNT/FOLDER`},
		{"half a number", `name = "main"`, "name = \"main\"\nport = 25.5", `write port = 465`},
		{"one code twice", `[[project]]`, "[[project]]\ncode = \"ACME\"\nname = \"X\"\nclient = \"Y\"\nlanguage = \"en\"\ntime_zone = \"Europe/London\"\ncontact = [{ name = \"Li\", role = \"pm\", addresses = [\"li@agency.example\"] }]\n\n[[project]]", `give each project a unique code`},
		{"no account", "[[account]]\nname = \"log\"\nhost = \"imap.agency.example\"\nport = 993\nuser = \"log@agency.example\"\npassword_file = \"./secret\"", "", `add an [[account]] table`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, strings.Replace(mistakesBase, c.right, c.wrong, 1), 0o600)
			_, found := Read(path, noEnvironment)
			if len(found) != 1 {
				t.Fatalf("%d messages: %v", len(found), found)
			}
			if p := found[0]; p.Line == 0 || !strings.Contains(p.Text+"; "+p.Remedy, c.want) {
				t.Errorf("%v\nwant %q", p, c.want)
			}
		})
	}
}

// The file with the password has its own mistakes, each of them named with the file.
func TestReadPasswordFile_saysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"empty":          {"", 0o600, "is empty"},
		"readable":       {"secret\n", 0o644, "chmod 600 it"},
		"several lines":  {"user\nsecret\n", 0o600, "must contain only the secret"},
		"missing":        {"", 0, "no such file or directory"},
		"of an editor":   {"\ufeffsecret\r\n", 0o600, ""},
		"a space inside": {"abcd efgh\n", 0o600, ""},
	} {
		path := filepath.Join(t.TempDir(), "log.password")
		if c.mode != 0 {
			writeFile(t, path, c.text, c.mode)
		}
		_, err := ReadPasswordFile(path)
		switch {
		case c.want == "" && err != nil, c.want != "" && err == nil:
			t.Errorf("%s: %v", name, err)
		case err != nil && (!strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// A server that cannot be used has a remedy, for an account and for a relay alike.
func TestRemedy(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"refused":       {fmt.Errorf("dial: %w", syscall.ECONNREFUSED), "check port"},
		"unknown host":  {&net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}, "check the spelling of host"},
		"no DNS":        {&net.DNSError{Err: "server misbehaving", Name: "x"}, "/etc/resolv.conf"},
		"silent":        {os.ErrDeadlineExceeded, "no firewall"},
		"clear port":    {fmt.Errorf("%w: tls: first record does not look like a TLS handshake", relay.ErrTLS), `write tls = "starttls"`},
		"another name":  {fmt.Errorf("%w: x509: certificate is valid for a.example, not b.example", relay.ErrTLS), "the name that the certificate has"},
		"own authority": {fmt.Errorf("%w: x509: certificate signed by unknown authority", relay.ErrTLS), "add ca_file"},
		"expired":       {fmt.Errorf("%w: x509: certificate has expired", relay.ErrTLS), "renew the certificate"},
		"password":      {fmt.Errorf("x: %w", relay.ErrAuth), "app password"},
		"only by TLS":   {fmt.Errorf("%w: none of PLAIN is among what it offers: ", relay.ErrAuth), `write tls = "starttls"`},
		"hung up":       {io.EOF, "ended the connection"},
		"no route":      {syscall.ENETUNREACH, "check the network of this machine"},
	} {
		if got := Remedy(c.err); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
