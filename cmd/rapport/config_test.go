package main

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
	got, found := readConfig(path, noEnvironment)
	if len(found) > 0 {
		t.Fatal(found)
	}
	want := &config{
		StateDir:   filepath.Join(dir, "state"),
		LogAddress: "log@agency.example",
		Accounts: []account{{
			Name: "log", Host: "imap.agency.example", Port: 993, TLS: "implicit", User: "log@agency.example", Auth: "plain",
			Secret:  secret{key: "password_file", ref: filepath.Join(dir, "secret")},
			Folders: []string{"INBOX"}, After: "keep", Poll: 5 * time.Minute, DKIM: true,
		}},
		Projects: []store.Project{{
			Code: "ACME", Name: "网站改版", Client: "Acme Ltd", Language: "zh-CN", Zone: zone(t, "Asia/Shanghai"),
			Contacts: []store.Contact{{Name: "Li Na", Role: store.RolePM, Addresses: []string{"li@agency.example", "lina@agency.example"}}},
			Domains:  []string{"acme.example"}, Aliases: []string{"website"},
		}},
		Duties:  []duties{{Ask: 24 * time.Hour, Confirm: due.Terms{Policy: store.PolicyAll, Days: 3, TakeBack: 15 * time.Minute}, Clock: due.Clock{Begin: 9 * time.Hour, End: 18 * time.Hour}, Surveys: due.Surveys{Every: 30 * 24 * time.Hour, Low: 2}}},
		Sending: defaultSending(),
		Limits:  defaultLimits(),
		Learn:   mailin.Learning{FileAt: 95, SuggestAt: 20},
		Digest:  8*time.Hour + 30*time.Minute,
		Files:   []configFile{{path, 1, 1, 1}},
	}
	got.places = nil
	equal := []cmp.Option{
		cmp.AllowUnexported(config{}, secret{}),
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
			if _, found := readConfig(path, noEnvironment); len(found) > 0 {
				t.Error(found)
			}
		})
	}
}

func TestReadConfig_columnsCountCharacters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	writeFile(t, path, "\ufeff"+`limits = { "深度" = 1, depth = 0 }`, 0o600)
	_, found := readConfig(path, noEnvironment)
	for _, p := range found {
		if p.key == "limits.depth" {
			if p.line != 1 || p.column != 30 {
				t.Errorf("limits.depth = 0 is at %d:%d, want 1:30", p.line, p.column)
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
		"GBK":                 {gbk, "config.toml:1:3: is not UTF-8 from here on; save it as UTF-8; from GBK: iconv -f GB18030 -t UTF-8"},
		"UTF-16":              {utf16, "config.toml: is UTF-16, which some editors call Unicode; save it as UTF-8"},
		"NUL bytes":           {"a = 1\n\x00", "config.toml: holds NUL bytes: it is no text"},
		"too large":           {strings.Repeat("#\n", maxConfigFile/2+1), "config.toml: is larger than 4MiB"},
		"old Mac line ends":   {strings.ReplaceAll(smallConfig, "\n", "\r"), "config.toml:1:35: something stands after the value"},
		"a directory":         {"", "config.toml: is no regular file"},
		"no file of the name": {"", "config.toml: no such file or directory; name the right one with --config FILE, or begin with a copy of config.example.toml"},
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
			c, found := readConfig("config.toml", noEnvironment)
			said := func(p problem) bool { return strings.HasPrefix(p.String(), test.want) }
			if c != nil || !slices.ContainsFunc(found, said) {
				t.Errorf("got %v, want %q", found, test.want)
			}
		})
	}
}

// The example is what people begin with: it is right but for the password that
// is not there.
func TestConfigExample_isRight(t *testing.T) {
	c, found := readConfig("../../config.example.toml", noEnvironment)
	if len(found) > 0 {
		t.Fatal(found)
	}
	if len(c.Accounts) != 1 || len(c.Projects) != 2 || len(c.Projects[0].Contacts) != 2 {
		t.Errorf("%d accounts, %d projects", len(c.Accounts), len(c.Projects))
	}
	for _, p := range check(t.Context(), "../../config.example.toml", noEnvironment, false).problems {
		if p.key != "account.password_file" && p.key != "state_dir" {
			t.Error(p)
		}
	}
}

// What the example has behind a # is right as well, once the # is taken away.
func TestConfigExample_isRightInWhatItOnlyShows(t *testing.T) {
	text, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	before, after, found := strings.Cut(string(text), "# One [[relay]]")
	if !found {
		t.Fatal("the example shows no relay")
	}
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
	c, problems := readConfig(path, noEnvironment)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	sends := defaultSending()
	sends.FromName, sends.Templates, sends.Calendars, sends.ChartFont = "Agency", filepath.Join(dir, "templates"), filepath.Join(dir, "calendars"), filepath.Join(dir, "font.ttf")
	if diff := cmp.Diff(sends, c.Sending); diff != "" {
		t.Error("what it shows of [sending] is not the default (-want +got):\n" + diff)
	}
	if len(c.Relays) != 1 || c.Relays[0].DKIMKey == nil || c.Relays[0].SentFolder != "Sent" || c.Duties[0].Report == nil || c.Duties[0].Relay != "main" {
		t.Errorf("relays %+v, duties %+v", c.Relays, c.Duties)
	}
}

// Every key stands in the example and in the documentation.
func TestKnownKeys_areDocumented(t *testing.T) {
	for _, file := range []string{"../../config.example.toml", "../../docs/configure.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name, keys := range knownKeys() {
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

func TestConfigPath_firstOfFlagEnvironmentUserSystem(t *testing.T) {
	home := t.TempDir()
	a := &app{getenv: func(key string) string { return map[string]string{"HOME": home}[key] }}
	if got := a.configPath(); got != "/etc/rapport/config.toml" {
		t.Errorf("nothing given: %s", got)
	}
	own := filepath.Join(home, ".config", "rapport", "config.toml")
	writeFile(t, own, "", 0o600)
	if got := a.configPath(); got != own {
		t.Errorf("with a file of the user's: %s", got)
	}
	a.getenv = func(key string) string {
		return map[string]string{"HOME": home, "RAPPORT_CONFIG": "/srv/config.toml"}[key]
	}
	if got := a.configPath(); got != "/srv/config.toml" {
		t.Errorf("with $RAPPORT_CONFIG: %s", got)
	}
	a.configFlag = "./here.toml"
	if got := a.configPath(); got != "./here.toml" {
		t.Errorf("with --config: %s", got)
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"0B": 0, "1B": 1, "1KiB": 1024, "50MiB": 50 << 20, "1.5 GiB": 3 << 29, "2047GiB": 2047 << 30,
		"": -1, "MiB": -1, "50": -1, "50M": -1, "50MB": -1, "-1B": -1, "1e99GiB": -1, "NaNB": -1, "InfB": -1, "1MiBiB": -1,
	} {
		got, ok := parseSize(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("parseSize(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestFormatSize_isReadBackAsTheSame(t *testing.T) {
	for _, n := range []int64{0, 1, 1023, 1024, 1025, 256 << 10, 50 << 20, 1 << 30, 3 << 29} {
		if got, ok := parseSize(formatSize(n)); !ok || got != n {
			t.Errorf("%d is written %s and read %d", n, formatSize(n), got)
		}
	}
}

func TestNearest_findsWhatWasMeant(t *testing.T) {
	for word, want := range map[string]string{
		"hots": "host", "password-file": "password_file", "paswordfile": "password_file", "PASSWORD": "password",
		"folder": "folders", "mov_to": "move_to", "xyz": "", "": "", strings.Repeat("host", 1000): "",
	} {
		if got := nearest(word, knownKeys()["account"]); got != want {
			t.Errorf("nearest(%.40q) = %q, want %q", word, got, want)
		}
	}
}

// What is accepted here, no package refuses later.
func TestReadConfig_satisfiesThePackages(t *testing.T) {
	for _, path := range []string{"../../config.example.toml", filepath.Join(t.TempDir(), "config.toml")} {
		if !strings.HasPrefix(path, "..") {
			writeFile(t, path, smallConfig, 0o600)
		}
		c, found := readConfig(path, noEnvironment)
		if c == nil {
			t.Fatal(found)
		}
		for _, a := range c.accounts(noEnvironment) {
			if err := a.Validate(); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		if _, err := classify.New(c.classify()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if err := c.Limits.parse().Validate(); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}
