package run

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/mailin/imaptest"
)

const onlineConfig = `log_address = "log@agency.example"
state_dir = "state"

[[account]]
name = "log"
host = "127.0.0.1"
port = PORT
tls = "none"
user = "log"
password_file = "./secret"

[[project]]
code = "ACME"
name = "Website"
client = "Acme Ltd"
language = "en"
time_zone = "UTC"
contact = [{ name = "Li Na", role = "pm", addresses = ["li@agency.example"] }]
`

// checkServer checks an account of the server, whose configuration is changed by
// pairs of what to replace and by what. It gives the report and its text.
func checkServer(t *testing.T, server *imaptest.Server, pairs ...string) (checkReport, string) {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "secret"), "secret\n", 0o600)
	path := filepath.Join(dir, "config.toml")
	pairs = append(pairs, "PORT", fmt.Sprint(server.Port))
	writeFile(t, path, strings.NewReplacer(pairs...).Replace(onlineConfig), 0o600)
	r := check(t.Context(), path, noEnvironment, true)
	var out bytes.Buffer
	if err := r.write(&out); err != nil {
		t.Fatal(err)
	}
	return r, strings.ReplaceAll(out.String(), dir+"/", "")
}

func startServer(t *testing.T, options imaptest.Options) *imaptest.Server {
	t.Helper()
	server, err := imaptest.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

func TestCheckOnline_opensEveryFolder(t *testing.T) {
	server := startServer(t, imaptest.Options{Folders: []string{"项目"}, ID: true})
	for range 2 {
		if _, err := server.Deliver("项目", []byte("Subject: x\r\n\r\n"), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	r, out := checkServer(t, server, `password_file =`, "folders = [\"INBOX\", \"项目\"]\npassword_file =")
	want := fmt.Sprintf("config.toml: SUCCESS: 1 account, 1 project, 1 contact\n"+
		"account log: SUCCESS: logged in at 127.0.0.1:%d; INBOX (0 mails), 项目 (2 mails); IDLE, MOVE, ID\n", server.Port)
	if out != want || r.code != exit.OK {
		t.Errorf("code %d, got:\n%swant:\n%s", r.code, out, want)
	}
	var report struct {
		OK      bool
		Servers []struct{ Folders []struct{ Messages int } }
	}
	var js bytes.Buffer
	if err := r.writeJSON(&js); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(js.Bytes(), &report); err != nil || !report.OK || report.Servers[0].Folders[1].Messages != 2 {
		t.Errorf("as JSON: %v\n%s", err, &js)
	}
}

func TestCheckOnline_trustsTheAuthorityOfCAFile(t *testing.T) {
	server := startServer(t, imaptest.Options{TLS: "implicit"})
	_, out := checkServer(t, server, `tls = "none"`, `tls = "implicit"`)
	if !strings.Contains(out, "config.toml:6:8: account.host: ") || !strings.Contains(out, "no secure connection") {
		t.Errorf("without ca_file: %s", out)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	writeFile(t, ca, certificateOf(t, server), 0o644)
	if r, out := checkServer(t, server, `tls = "none"`, `ca_file = "`+ca+`"`); r.code != exit.OK {
		t.Errorf("with ca_file: %s", out)
	}
}

// certificateOf returns the certificate that a server shows, in PEM form.
func certificateOf(t *testing.T, server *imaptest.Server) string {
	t.Helper()
	conn, err := tls.Dial("tcp", net.JoinHostPort(server.Host, fmt.Sprint(server.Port)), &tls.Config{RootCAs: server.RootCAs})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	der := conn.ConnectionState().PeerCertificates[0].Raw
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestCheckOnline_saysWhatTheServerRefuses(t *testing.T) {
	server := startServer(t, imaptest.Options{NoMove: true})
	for name, test := range map[string]struct {
		replace, by string
		want        []string
	}{
		"the password": {`user = "log"`, `user = "other"`, []string{"config.toml:10:17: account.password_file: ", "the server refuses the login"}},
		"a folder": {`password_file =`, "folders = [\"Nowhere\"]\npassword_file =",
			[]string{"config.toml:10:1: account.folders: ", "/Nowhere", "the server cannot open the folder"}},
		"the folder to move to": {`password_file =`, "after = \"move\"\nmove_to = \"Logged\"\npassword_file =",
			[]string{"config.toml:10:9: account.after: the server cannot move mail", "config.toml:11:11: account.move_to: "}},
	} {
		t.Run(name, func(t *testing.T) {
			r, out := checkServer(t, server, test.replace, test.by)
			for _, want := range append(test.want, "FAILED: ") {
				if !strings.Contains(out, want) {
					t.Errorf("no %q in:\n%s", want, out)
				}
			}
			if r.code != exit.Unavailable || strings.Contains(out, "secret\n") {
				t.Errorf("code %d:\n%s", r.code, out)
			}
		})
	}
}

func TestCheckOnline_saysWhatDoesNotAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // to have a port that nobody else has
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	r, out := checkServer(t, &imaptest.Server{Port: listener.Addr().(*net.TCPAddr).Port})
	if r.code != exit.Unavailable || !strings.Contains(out, "config.toml:6:8: account.host: ") || !strings.Contains(out, "connection refused") {
		t.Errorf("code %d:\n%s", r.code, out)
	}
}

func TestCheckStateDir(t *testing.T) {
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"private": 0o700, "open": 0o755} {
		if err := os.Mkdir(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(dir, "file"), "", 0o600)
	for name, want := range map[string]string{
		"private":     "",
		"open":        "c: warning: state_dir: DIR/open, which contains all mail, is accessible to every user (mode 0755); chmod 700 it",
		"file":        "c: state_dir: DIR/file is not a directory; use a directory",
		"file/below":  "c: state_dir: DIR/file/below: not a directory",
		"not/yet/yet": "",
	} {
		var found config.Problems
		checkStateDir(filepath.Join(dir, name), config.Place{File: "c"}, &found)
		got := ""
		for _, p := range found {
			got += strings.ReplaceAll(p.String(), dir, "DIR")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// The example is what people begin with: it is right but for the password that
// is not there.
func TestConfigExample_isRight(t *testing.T) {
	c, found := config.Read("../../../../config.example.toml", noEnvironment)
	if len(found) > 0 {
		t.Fatal(found)
	}
	if len(c.Accounts) != 1 || len(c.Projects) != 2 || len(c.Projects[0].Contacts) != 4 {
		t.Errorf("%d accounts, %d projects, %d contacts", len(c.Accounts), len(c.Projects), len(c.Projects[0].Contacts))
	}
	for _, p := range check(t.Context(), "../../../../config.example.toml", noEnvironment, false).problems {
		if p.Key != "account.password_file" && p.Key != "state_dir" {
			t.Error(p)
		}
	}
}

const hunter = "hunter2-correct-horse"

// A password may stand in any key by mistake. What is said of that key does not
// show it.
func TestCheck_neverShowsAPasswordInTheWrongKey(t *testing.T) {
	for _, key := range config.KnownKeys()["account"] {
		for _, value := range []string{
			`"` + hunter + `"`, `["` + hunter + `"]`, `{ x = "` + hunter + `" }`, `"""` + hunter + `"""`, `" ` + hunter + `@/:"`,
			`"` + hunter, hunter, `'` + hunter, `"\x` + hunter + `"`, `"a" "` + hunter + `"`, `"` + hunter + "\x01\"", `["/bin/x", ` + hunter,
		} {
			var lines []string
			for _, line := range strings.Split(strings.ReplaceAll(onlineConfig, "PORT", "143"), "\n") {
				if !strings.HasPrefix(line, key+" = ") {
					lines = append(lines, line)
				}
				if line == "[[account]]" {
					lines = append(lines, key+" = "+value)
				}
			}
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, strings.Join(lines, "\n"), 0o600)
			for _, p := range check(t.Context(), path, noEnvironment, false).problems {
				if p.Key != "account.ca_file" && p.Key != "account.token_file" && p.Key != "account.password_file" &&
					strings.Contains(p.String(), hunter) {
					t.Errorf("%s = %s is shown: %v", key, value, p)
				}
			}
		}
	}
}

func writeFile(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// noEnvironment is that of a process without variables.
func noEnvironment(string) string { return "" }
