package config

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"rapport/classify"
	"rapport/mailin"
	"rapport/mailout/due"
	"rapport/store"
)

const smallConfig = `log_address = "log@agency.example"
state_dir = "state"

[[account]]
name = "log"
host = "imap.agency.example"
user = "log@agency.example"
password_file = "./secret"

[[project]]
code = "ACME"
name = "网站改版"
client = "Acme Ltd"
language = "zh-CN"
time_zone = "Asia/Shanghai"
domains = ["acme.example"]
aliases = ["website"]
[[project.contact]]
name = "Li Na"
role = "pm"
addresses = ["li@agency.example", "lina@agency.example"]
`

func TestReadConfig_fillsInDefaults(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	writeFile(t, path, smallConfig, 0o600)
	got, found := Read(path, noEnvironment)
	if len(found) > 0 {
		t.Fatal(found)
	}
	want := &Config{
		StateDir:   filepath.Join(dir, "state"),
		LogAddress: "log@agency.example",
		Accounts: []Account{{
			Name: "log", Protocol: "imap", Host: "imap.agency.example", Port: 993, TLS: "implicit", User: "log@agency.example", Auth: "plain",
			Secret:  Secret{Key: "password_file", ref: filepath.Join(dir, "secret")},
			Folders: []string{"INBOX"}, After: "keep", Poll: 5 * time.Minute, DKIM: true,
		}},
		Projects: []store.Project{{
			Code: "ACME", Name: "网站改版", Client: "Acme Ltd", Language: "zh-CN", Zone: zone(t, "Asia/Shanghai"),
			Contacts: []store.Contact{{Name: "Li Na", Role: store.RolePM, Addresses: []string{"li@agency.example", "lina@agency.example"}}},
			Domains:  []string{"acme.example"}, Aliases: []string{"website"},
		}},
		Duties:  []duties{{Ask: 24 * time.Hour, Confirm: due.Terms{Policy: store.PolicyAll, Days: 3, TakeBack: 15 * time.Minute}, Clock: due.Clock{Begin: 9 * time.Hour, End: 18 * time.Hour, ClientDays: 3}, Surveys: due.Surveys{Every: 30 * 24 * time.Hour, Low: 2}, Remind: "team"}},
		Sending: DefaultSending(),
		Limits:  DefaultLimits(),
		Learn:   mailin.Learning{FileAt: 95, SuggestAt: 20},
		Digest:  8*time.Hour + 30*time.Minute,
		Files:   []File{{path, 1, 1, 1}},
	}
	got.Places, got.getenv = nil, nil
	equal := []cmp.Option{
		cmp.AllowUnexported(Config{}, Secret{}),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	}
	if diff := cmp.Diff(want, got, equal...); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestReadConfig_readsWhatEditorsMakeOfUTF8(t *testing.T) {
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + smallConfig,
		"CRLF":            strings.ReplaceAll(smallConfig, "\n", "\r\n"),
		"no last newline": strings.TrimSuffix(smallConfig, "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, text, 0o600)
			if _, found := Read(path, noEnvironment); len(found) > 0 {
				t.Error(found)
			}
		})
	}
}

func TestReadConfig_columnsCountCharacters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	writeFile(t, path, "\ufeff"+`limits = { "深度" = 1, depth = 0 }`, 0o600)
	_, found := Read(path, noEnvironment)
	for _, p := range found {
		if p.Key == "limits.depth" {
			if p.Line != 1 || p.Column != 30 {
				t.Errorf("limits.depth = 0 is at %d:%d, want 1:30", p.Line, p.Column)
			}
			return
		}
	}
	t.Errorf("limits.depth was not found wrong: %v", found)
}

func TestReadConfig_saysWhyAFileCannotBeRead(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("# 配置\nlog_address = \"log@agency.example\"\nname = \"客户\"\n")
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(smallConfig)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ text, want string }{
		"GBK":                 {gbk, "config.toml:1:3: is not UTF-8 from this point; save it as UTF-8; from GBK: iconv -f GB18030 -t UTF-8"},
		"UTF-16":              {utf16, "config.toml: is UTF-16, which some editors call “Unicode”; save it as UTF-8"},
		"NUL bytes":           {"a = 1\n\x00", "config.toml: contains NUL bytes: it is not a text file"},
		"too large":           {strings.Repeat("#\n", maxConfigFile/2+1), "config.toml: is larger than 4MiB"},
		"old Mac line ends":   {strings.ReplaceAll(smallConfig, "\n", "\r"), "config.toml:1:35: unexpected text after the value"},
		"a directory":         {"", "config.toml: is not a regular file"},
		"no file of the name": {"", "config.toml: no such file or directory; write one with `rapport init`, or specify another file with --config FILE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			switch {
			case test.text != "":
				writeFile(t, "config.toml", test.text, 0o600)
			case name == "a directory":
				if err := os.Mkdir("config.toml", 0o700); err != nil {
					t.Fatal(err)
				}
			}
			c, found := Read("config.toml", noEnvironment)
			said := func(p Problem) bool { return strings.HasPrefix(p.String(), test.want) }
			if c != nil || !slices.ContainsFunc(found, said) {
				t.Errorf("got %v, want %q", found, test.want)
			}
		})
	}
}

// What the example has behind a # is right as well, once the # is taken away.
func TestConfigExample_isRightInWhatItOnlyShows(t *testing.T) {
	text, err := os.ReadFile("../../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	before, after, found := strings.Cut(string(text), "# One [[relay]]")
	if !found {
		t.Fatal("the example shows no relay")
	}
	after = strings.Replace(after, `# login = "office"`, "", 1) // it takes the place of the password
	after = regexp.MustCompile(`(?m)^# (\[|[a-z_]+ = )`).ReplaceAllString(after, "$1")
	dir := t.TempDir()
	key, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "dkim.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})), 0o600)
	if err := os.Mkdir(filepath.Join(dir, "calendars"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "config.toml")
	writeFile(t, path, before+"# One [[relay]]"+after, 0o600)
	c, problems := Read(path, noEnvironment)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	sends := DefaultSending()
	sends.FromName, sends.OnlyTo = "Agency", []string{"me@agency.example"}
	sends.Templates, sends.Calendars, sends.ChartFont = filepath.Join(dir, "templates"), filepath.Join(dir, "calendars"), filepath.Join(dir, "font.ttf")
	if diff := cmp.Diff(sends, c.Sending); diff != "" {
		t.Error("what it shows of [sending] is not the default (-want +got):\n" + diff)
	}
	if len(c.Relays) != 1 || c.Relays[0].DKIMKey == nil || c.Relays[0].SentFolder != "Sent" || c.Duties[0].Report == nil || c.Duties[0].Relay != "main" {
		t.Errorf("relays %+v, duties %+v", c.Relays, c.Duties)
	}
}

// So is the account of a personal mailbox, once it has a password file.
func TestConfigExample_showsAPersonalMailbox(t *testing.T) {
	text, err := os.ReadFile("../../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(text), "docs/personal.md\n#\n")
	block, _, ends := strings.Cut(block, "\n\n")
	if !found || !ends {
		t.Fatal("the example shows no personal mailbox")
	}
	dir := t.TempDir()
	secret := filepath.Join(dir, "password")
	writeFile(t, secret, "secret", 0o600)
	block = strings.ReplaceAll(regexp.MustCompile(`(?m)^# `).ReplaceAllString(block, ""), "/etc/rapport/lina.password", secret)
	path := filepath.Join(dir, "config.toml")
	writeFile(t, path, string(text)+"\n"+block+"\n", 0o600)
	c, problems := Read(path, noEnvironment)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if a := c.Accounts[len(c.Accounts)-1]; a.Personal != "lina@agency.example" || a.Sent != "Sent" || len(a.NeverLog) != 3 {
		t.Errorf("%+v", a)
	}
}

// So is the login of the account, with one of the two keys that exclude each other.
func TestConfigExample_showsALogin(t *testing.T) {
	text, err := os.ReadFile("../../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(text), "`rapport login office`.\n#\n")
	block, _, ends := strings.Cut(block, "\n\n")
	if !found || !ends {
		t.Fatal("the example shows no login")
	}
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	writeFile(t, secret, "secret", 0o600)
	block = strings.ReplaceAll(regexp.MustCompile(`(?m)^# `).ReplaceAllString(block, ""), "/etc/rapport/office.secret", secret)
	block = strings.Replace(block, `key_credential = "login.key"`, "", 1)
	account := regexp.MustCompile(`(?m)^password_file = .*$`).ReplaceAllString(string(text), `login = "office"`)
	path := filepath.Join(dir, "config.toml")
	writeFile(t, path, account+"\n"+block+"\n", 0o600)
	c, problems := Read(path, noEnvironment)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if a, l := c.Accounts[0], c.Login("log"); a.Auth != "xoauth2" || l == nil || l.Name() != "office" || c.Login("office") != l {
		t.Errorf("%+v, %+v", a, l)
	}
}

// Every key stands in the example and in the documentation.
func TestKnownKeys_areDocumented(t *testing.T) {
	for _, file := range []string{"../../../config.example.toml", "../../../docs/configure.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name, keys := range KnownKeys() {
			for _, key := range keys {
				if !strings.Contains(string(text), key) {
					t.Errorf("%s does not mention %s.%s", file, name, key)
				}
			}
		}
	}
}

func TestDefaultStateDir(t *testing.T) {
	environment := func(pairs ...string) func(string) string {
		return func(key string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == key {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, test := range []struct {
		name, path string
		root       bool
		getenv     func(string) string
		want       string
	}{
		{"system configuration", "/etc/rapport/config.toml", false, environment("HOME", "/home/li"), "/var/lib/rapport"},
		{"one of several instances", "/etc/rapport/acme/config.toml", true, environment(), "/var/lib/rapport/acme"},
		{"root", "/root/config.toml", true, environment("HOME", "/root"), "/var/lib/rapport"},
		{"in a service", "/srv/config.toml", false, environment("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", "HOME", "/"), "/var/lib/a"},
		{"user", "/home/li/config.toml", false, environment("HOME", "/home/li"), "/home/li/.local/state/rapport"},
		{"user with XDG_STATE_HOME", "/home/li/config.toml", false, environment("HOME", "/home/li", "XDG_STATE_HOME", "/data"), "/data/rapport"},
		{"XDG_STATE_HOME that is not absolute", "/home/li/config.toml", false, environment("HOME", "/home/li", "XDG_STATE_HOME", "x"), "/home/li/.local/state/rapport"},
	} {
		if got := defaultStateDir(test.path, test.root, test.getenv); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// What is accepted here, no package refuses later.
func TestReadConfig_satisfiesThePackages(t *testing.T) {
	for _, path := range []string{"../../../config.example.toml", filepath.Join(t.TempDir(), "config.toml")} {
		if !strings.HasPrefix(path, "..") {
			writeFile(t, path, smallConfig, 0o600)
		}
		c, found := Read(path, noEnvironment)
		if c == nil {
			t.Fatal(found)
		}
		for _, a := range c.Mailboxes() {
			if err := a.Validate(); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		if _, err := classify.New(c.Classify()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if err := c.Limits.Parse().Validate(); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// An address that few servers can deliver to is a warning at its place; a domain in other
// letters is none.
func TestRead_warnsOfAddressesInOtherLetters(t *testing.T) {
	for address, warned := range map[string]bool{
		"王伟@acme.example": true, "jörg@acme.example": true, "иван@пример.example": true, "wang@例子.example": false, "info@köln.example": false,
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, strings.Replace(smallConfig, "[[project.contact]]", "[[project.contact]]\nname = \"Wang\"\nrole = \"client\"\naddresses = [\"wang@acme.example\", \""+address+"\"]\n\n[[project.contact]]", 1), 0o600)
		c, found := Read(path, noEnvironment)
		if c == nil {
			t.Fatal(found)
		}
		got := slices.ContainsFunc(found, func(p Problem) bool {
			return p.Warning && strings.Contains(p.Text, address+" has letters outside ASCII")
		})
		if got != warned {
			t.Errorf("%s: %v", address, found)
		}
	}
}
