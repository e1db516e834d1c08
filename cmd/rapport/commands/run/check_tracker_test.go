package run

import (
	"strings"
	"testing"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/imaptest"
	"rapport/mailout/tracker/trackertest"
)

// check --online asks each tracker, and names what the application lacks.
func TestCheck_asksTrackers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set  func(s *trackertest.PingCode)
		key  string
		code int
		want []string
	}{
		"right":           {func(*trackertest.PingCode) {}, "SCR", exit.OK, []string{"tracker pingcode: SUCCESS"}},
		"without a scope": {func(s *trackertest.PingCode) { s.Without = []string{"sprint", "release"} }, "SCR", exit.Unavailable, []string{"tracker.password_file", "ACME: the application lacks the scope pcp:read:pjm:sprint", "pcp:read:pjm:release", "FAILED: 1 error"}},
		"unknown project": {func(*trackertest.PingCode) {}, "NONE", exit.Unavailable, []string{"project.tracker_key", `there is no project "NONE"`}},
		"wrong secret":    {func(s *trackertest.PingCode) { s.Server.Secret = "another" }, "SCR", exit.Unavailable, []string{"tracker.password_file", "denied (400), code 100024"}},
	} {
		server := startServer(t, imaptest.Options{})
		s, err := trackertest.NewPingCode("SCR", "pjm")
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Secret = "secret"
		c.set(s)
		r, text := checkServer(t, server, `time_zone = "UTC"`, "time_zone = \"UTC\"\ntracker = \"pingcode\"\ntracker_key = \""+c.key+"\"", `[[project]]`,
			"[[tracker]]\nname = \"pingcode\"\nsystem = \"pingcode\"\nurl = \""+s.URL+"\"\nclient_id = \""+trackertest.ClientID+"\"\npassword_file = \"./secret\"\n\n[[project]]")
		if r.code != c.code {
			t.Errorf("%s: code %d\n%s", name, r.code, text)
		}
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, text)
			}
		}
		for _, wrong := range s.Wrong() {
			t.Errorf("%s: %s", name, wrong)
		}
	}
}
