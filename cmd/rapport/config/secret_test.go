package config

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

const hunter = "hunter2-correct-horse"

func TestSecretRead_fromEachSource(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "secret"), hunter+"\n", 0o600)
	writeFile(t, filepath.Join(dir, "open"), hunter, 0o640)
	writeFile(t, filepath.Join(dir, "crlf"), "\ufeff"+hunter+"\r\n", 0o400)
	writeFile(t, filepath.Join(dir, "empty"), "\n", 0o600)
	writeFile(t, filepath.Join(dir, "two"), hunter+"\n"+hunter+"\n", 0o600)
	writeFile(t, filepath.Join(dir, "large"), strings.Repeat("x", maxSecret+1), 0o600)
	writeFile(t, filepath.Join(dir, "credentials", "log"), hunter, 0o440) // systemd widens the mode by an ACL
	getenv := func(key string) string {
		return map[string]string{"SECRET": hunter, "CREDENTIALS_DIRECTORY": filepath.Join(dir, "credentials")}[key]
	}
	own, inline := func(name string) Secret { return Secret{Key: "password_file", ref: filepath.Join(dir, name)} }, hunter
	run := func(script string) Secret {
		return Secret{Key: "token_command", Argv: []string{"/bin/sh", "-c", script}}
	}
	for _, test := range []struct {
		name   string
		secret Secret
		want   string // of the error; "" where the secret can be read
	}{
		{"file", own("secret"), ""},
		{"file written by Notepad", own("crlf"), ""},
		{"file that others may read", own("open"), "can be read by users other than its owner (mode 0640): chmod 600 it"},
		{"file that is not there", own("none"), "no such file or directory"},
		{"file with nothing in it", own("empty"), "is empty"},
		{"file with two lines", own("two"), "has more than one line"},
		{"file that is no secret", own("large"), "is larger than 64KiB"},
		{"directory", own("credentials"), "is not a regular file"},
		{"credential", Secret{Key: "password_credential", ref: "log"}, ""},
		{"credential that the unit does not load", Secret{Key: "password_credential", ref: "none"}, "add LoadCredential= to its unit"},
		{"variable", Secret{Key: "password_env", ref: "SECRET"}, ""},
		{"variable that is not set", Secret{Key: "password_env", ref: "NONE"}, ErrNotHere.Error()},
		{"in the configuration", Secret{Key: "password", plain: &inline}, ""},
		{"command", run("echo " + hunter), ""},
		{"command that fails", run("echo " + hunter + " | tee /dev/stderr; exit 3"), "/bin/sh failed: exit status 3"},
		{"command that prints too much", run("yes " + hunter), "/bin/sh failed"},
		{"command that is not there", Secret{Key: "token_command", Argv: []string{filepath.Join(dir, "none"), hunter}}, "no such file or directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.secret.Read(t.Context(), getenv)
			switch {
			case test.want == "" && (err != nil || got != hunter):
				t.Errorf("got %q, %v", got, err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want %q", err, test.want)
			case err != nil && (got != "" || strings.Contains(err.Error(), hunter)):
				t.Errorf("the secret is shown: %q, %v", got, err)
			}
		})
	}
}

// Nor does it wait for what the program has left running with its output.
func TestSecretRead_commandEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	hangs := Secret{Key: "token_command", Argv: []string{"/bin/sh", "-c", "sleep 60 & sleep 60"}}
	if got, err := hangs.Read(ctx, noEnvironment); got != "" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestSecret_isNotShownByPrinting(t *testing.T) {
	inline := hunter
	a := Account{Name: "log", Secret: Secret{Key: "password", plain: &inline}}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v %+v %#v\n", a, a, a)
	fmt.Fprintf(&out, "%v %+v %#v\n", &a, []Account{a}, a.Secret)
	slog.New(slog.NewTextHandler(&out, nil)).Error("account", "account", a)
	slog.New(slog.NewJSONHandler(&out, nil)).Error("account", "account", a)
	if err := json.NewEncoder(&out).Encode(a); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), hunter) {
		t.Errorf("the secret is shown: %s", &out)
	}
}

// A reload tells by comparing whether an account has changed.
func TestAccount_equalsItselfReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	accounts := func(password string) []Account {
		writeFile(t, path, strings.Replace(smallConfig, `password_file = "./secret"`, `password = "`+password+`"`, 1), 0o600)
		c, found := Read(path, noEnvironment)
		if c == nil {
			t.Fatal(found)
		}
		return c.Accounts
	}
	if first, again := accounts(hunter), accounts(hunter); !reflect.DeepEqual(first, again) {
		t.Errorf("differ: %+v, %+v", first, again)
	}
	if first, changed := accounts(hunter), accounts("another"); reflect.DeepEqual(first, changed) {
		t.Error("a changed password makes no difference")
	}
}

func TestReadSmallFile_doesNotWaitForAPipe(t *testing.T) {
	pipe, other, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	defer other.Close()
	if _, err := ReadFile(fmt.Sprintf("/dev/fd/%d", pipe.Fd()), 100); err == nil || errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// A secret that stands where a name belongs is not shown: as a table, a key, a key of a
// known table, in either file.
func TestRead_aSecretAsANameIsNotShown(t *testing.T) {
	const start = "log_address = \"log@agency.example\"\nstate_dir = \"state\"\n"
	for name, text := range map[string]string{
		"a table":              "[%s]\n",
		"a table of tables":    "[[%s]]\nname = \"x\"\n",
		"a key":                "%s = \"x\"\n",
		"a quoted key":         "\"%s\" = true\n",
		"a dotted key":         "%s.password = \"x\"\n",
		"in a table":           "[sending]\n%s = \"x\"\n",
		"a table in a table":   "[sending.%s]\nx = 1\n",
		"in an account":        "[[account]]\nname = \"log\"\n%s = \"x\"\n",
		"an account's table":   "[[account]]\nname = \"log\"\n[account.%s]\n",
		"in a project":         "[[project]]\n%s = 1\n",
		"in a contact":         "[[project]]\ncode = \"ACME\"\n[[project.contact]]\n%s = 1\n",
		"twice":                "[%s]\n[%[1]s]\n",
		"a table and a string": "%s = 1\n[%[1]s]\n",
	} {
		for _, secret := range []string{"hunter2", "Tr0ub4dor-3", "correcthorsebattery", "授权码abcdefgh"} {
			dir := t.TempDir()
			key := secret
			if secret[0] >= 0x80 && name != "a quoted key" {
				key = `"` + secret + `"`
			}
			writeFile(t, filepath.Join(dir, "config.toml"), start+fmt.Sprintf(text, key), 0o600)
			if err := os.Mkdir(filepath.Join(dir, "projects.d"), 0o700); err != nil {
				t.Fatal(err)
			}
			_, problems := Read(filepath.Join(dir, "config.toml"), noEnvironment)
			if problems.Errors() == 0 {
				t.Errorf("%s: nothing is wrong", name)
			}
			writeFile(t, filepath.Join(dir, "config.toml"), start, 0o600)
			writeFile(t, filepath.Join(dir, "projects.d", "a.toml"), fmt.Sprintf(text, key), 0o600)
			_, more := Read(filepath.Join(dir, "config.toml"), noEnvironment)
			for _, p := range append(problems, more...) {
				if strings.Contains(p.String(), secret) {
					t.Errorf("%s: %s", name, p)
				}
			}
		}
	}
}

func TestRead_aPasswordInAFileThatOthersMayReadIsRefused(t *testing.T) {
	text := "log_address = \"log@agency.example\"\nstate_dir = \"state\"\n[[account]]\nname = \"log\"\nhost = \"imap.agency.example\"\nuser = \"log@agency.example\"\npassword = \"" + hunter + "\"\n"
	for mode, refused := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o644: true, 0o604: true, 0o620: true} {
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, text, mode)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, problems := Read(path, noEnvironment)
		if got := problems.Errors() > 0; got != refused || strings.Contains(fmt.Sprint(problems), hunter) {
			t.Errorf("mode %04o: %v", mode, problems)
		}
	}
}
