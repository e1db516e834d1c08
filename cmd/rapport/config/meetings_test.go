package config

import (
	"path/filepath"
	"strings"
	"testing"
)

// A [[meetings]] has what its system needs.
func TestRead_meetings(t *testing.T) {
	t.Parallel()
	const (
		zoom  = "system = \"zoom\"\naccount = \"a\"\nclient_id = \"c\"\npassword_env = \"S\""
		teams = "system = \"teams\"\naccount = \"t\"\nclient_id = \"c\"\npassword_env = \"S\"\norganizer = "
		meet  = "system = \"meet\"\norganizer = \"lina@agency.example\"\npassword_env = \"S\""
	)
	for name, c := range map[string]struct{ table, want string }{
		"zoom":                       {zoom, ""},
		"teams":                      {teams + "\"8b081ef6-0000-4def-b2c9-c363a1bf41d5\"", ""},
		"meet":                       {meet, ""},
		"a loopback address":         {zoom + "\nurl = \"http://127.0.0.1:1\"\nlogin_url = \"http://127.0.0.1:1\"", ""},
		"no system":                  {"account = \"a\"", "meetings.system: is missing"},
		"unknown system":             {"system = \"zom\"\npassword_env = \"S\"", "meetings.system: is not one of meet, teams, zoom; did you mean \"zoom\"?"},
		"no account":                 {"system = \"zoom\"\nclient_id = \"c\"\npassword_env = \"S\"", "meetings.account: is missing"},
		"no secret":                  {"system = \"zoom\"\naccount = \"a\"\nclient_id = \"c\"", "meetings.password_file: is missing"},
		"two secrets":                {zoom + "\ntoken_command = [\"/bin/true\"]", "conflicts with"},
		"no organizer":               {"system = \"meet\"\npassword_env = \"S\"", "meetings.organizer: is missing"},
		"an organizer by address":    {teams + "\"lina@agency.example\"", "meetings.organizer: is not a GUID"},
		"plain HTTP":                 {zoom + "\nurl = \"http://api.zoom.us\"", "must begin with https://"},
		"what the system has not":    {zoom + "\norganizer = \"lina@agency.example\"", "meetings.organizer: has no effect with system = \"zoom\""},
		"a password in an address":   {zoom + "\nlogin_url = \"https://me:sec@zoom.us\"", "is no address"},
		"a key that is not there":    {zoom + "\nscopes = \"x\"", "is not valid here"},
		"an account that is a table": {"system = \"zoom\"\naccount = 1\nclient_id = \"c\"\npassword_env = \"S\"", "meetings.account"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, smallConfig+"\n[[meetings]]\n"+c.table+"\n", 0o600)
			_, problems := Read(path, func(string) string { return "x" })
			var all strings.Builder
			for _, p := range problems {
				all.WriteString(p.String() + "\n")
			}
			if c.want == "" && strings.Contains(all.String(), "meetings") || !strings.Contains(all.String(), c.want) {
				t.Errorf("%s", all.String())
			}
			if strings.Contains(all.String(), "sec@") {
				t.Errorf("a password: %s", all.String())
			}
		})
	}
}

// A key file has many lines, a password one.
func TestSecret_lines(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	writeFile(t, path, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 0o600)
	s := Secret{Key: "password_file", ref: path}
	if _, err := s.Read(t.Context(), nil); err == nil || strings.Contains(err.Error(), "AAAA") {
		t.Errorf("%v", err)
	}
	s.Lines = true
	if text, err := s.Read(t.Context(), nil); err != nil || !strings.Contains(text, "AAAA") {
		t.Errorf("%q, %v", text, err)
	}
	writeFile(t, path, "\n", 0o600)
	if _, err := s.Read(t.Context(), nil); err == nil {
		t.Error("an empty one is read")
	}
}
