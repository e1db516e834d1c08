package run

import (
	"bytes"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/store/graph/graphtest"
)

// check --online tries the token, the folders and the relay over Microsoft Graph, and changes
// nothing.
func TestCheck_graph(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change []string
		do     func(*graphtest.Server)
		code   int
		want   string
	}{
		"all is well":        {nil, nil, exit.OK, "account log: SUCCESS: the token is accepted at 127.0.0.1:PORT; INBOX (1 mail), Projects/ACME (0 mails); Microsoft Graph"},
		"a relay as well":    {nil, nil, exit.OK, "relay main: SUCCESS"},
		"no such folder":     {[]string{"Projects/ACME", "Projects/LHKJ"}, nil, exit.Unavailable, "account.folders: Projects/LHKJ of log@agency.example at 127.0.0.1: the server cannot open the folder"},
		"nowhere to move to": {[]string{`folders`, "after = \"move\"\nmove_to = \"Logged\"\nfolders"}, nil, exit.Unavailable, "account.move_to: Logged of"},
		"a refused token": {nil, func(s *graphtest.Server) { s.Accept(func(string) bool { return false }) }, exit.Unavailable,
			"account.token_file: the server refuses the login: 401 InvalidAuthenticationToken"},
		"no permission": {nil, func(s *graphtest.Server) {
			s.Do("", -1, graphtest.Refuse(http.StatusForbidden, "ErrorAccessDenied", 0))
		}, exit.Unavailable, "403 ErrorAccessDenied told to; allow the application this mailbox"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := graphtest.Start(false, "Projects", "Projects/ACME")
			defer server.Close()
			server.Deliver("INBOX", []byte("From: wang@client.example\r\n\r\nx\r\n"), time.Now())
			if c.do != nil {
				c.do(server)
			}
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "token"), graphtest.Token, 0o600)
			port := server.Address()[len("127.0.0.1:"):]
			text := strings.Replace(onlineConfig, "password_file = \"./secret\"", "protocol = \"graph\"\ntoken_file = \"./token\"\nfolders = [\"INBOX\", \"Projects/ACME\"]", 1)
			text = strings.Replace(text, `user = "log"`, `user = "log@agency.example"`, 1)
			text = strings.NewReplacer(c.change...).Replace(text)
			path := filepath.Join(dir, "config.toml")
			writeFile(t, path, strings.ReplaceAll(text+`
[[relay]]
name = "main"
protocol = "graph"
host = "127.0.0.1"
port = PORT
tls = "none"
user = "log@agency.example"
token_file = "./token"
`, "PORT", port), 0o600)
			r := check(t.Context(), path, noEnvironment, true)
			var out bytes.Buffer
			if err := r.write(&out); err != nil {
				t.Fatal(err)
			}
			if r.code != c.code || !strings.Contains(out.String(), strings.ReplaceAll(c.want, "PORT", port)) {
				t.Errorf("code %d\n%s\nwant %s", r.code, &out, c.want)
			}
			for _, what := range server.Heard() {
				if !strings.HasPrefix(what, "GET ") {
					t.Errorf("it changed something: %s", what)
				}
			}
			if text := fmt.Sprint(out.String()); strings.Contains(text, graphtest.Token) {
				t.Errorf("it shows the token:\n%s", text)
			}
		})
	}
}
