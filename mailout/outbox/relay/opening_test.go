package relay

import (
	"net"
	"slices"
	"strings"
	"testing"

	"rapport/mailout/smtptest"
)

// Servers name their ways to log in in one line, in several, or as they did before RFC 2554.
func TestDial_waysToLogInAsServersNameThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines []string
		used  string
	}{
		"old form alone":              {[]string{"250-sink", "250-AUTH=LOGIN PLAIN", "250 8BITMIME"}, "PLAIN"},
		"old form of one":             {[]string{"250-sink", "250 AUTH=LOGIN"}, "LOGIN"},
		"old form, small letters":     {[]string{"250-sink", "250 auth=plain login"}, "PLAIN"},
		"both forms":                  {[]string{"250-sink", "250-AUTH PLAIN", "250-AUTH=PLAIN LOGIN", "250 SIZE 1000000"}, "PLAIN"},
		"both, the old first":         {[]string{"250-sink", "250-AUTH=LOGIN", "250 AUTH LOGIN PLAIN"}, "PLAIN"},
		"two lines":                   {[]string{"250-sink", "250-AUTH XOAUTH2", "250-AUTH LOGIN", "250 8BITMIME"}, "LOGIN"},
		"two lines, the second empty": {[]string{"250-sink", "250-AUTH LOGIN", "250 AUTH"}, "LOGIN"},
		"three lines":                 {[]string{"250-sink", "250-AUTH NTLM", "250-AUTH LOGIN", "250 AUTH PLAIN"}, "PLAIN"},
		"tabs and spaces":             {[]string{"250-sink", "250 AUTH   LOGIN   PLAIN "}, "PLAIN"},
	} {
		s, config := sink(t, smtptest.Options{User: "log@agency.example", Secret: "x"})
		s.Always(smtptest.EHLO, smtptest.Reply(c.lines...))
		session, err := Dial(t.Context(), config)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		session.Close()
		if !slices.ContainsFunc(s.Heard(), func(line string) bool { return strings.HasPrefix(line, "AUTH "+c.used) }) {
			t.Errorf("%s: heard %q", name, s.Heard())
		}
	}
}

func TestHeloName(t *testing.T) {
	t.Parallel()
	four, six := net.ParseIP("192.0.2.7"), net.ParseIP("2001:db8::7")
	for _, c := range []struct {
		configured, host string
		ip               net.IP
		want             string
	}{
		{"mail.agency.example", "web1.agency.example", four, "mail.agency.example"},
		{"", "web1.agency.example", four, "web1.agency.example"},
		{"", "web1.agency.example.", four, "web1.agency.example"},
		{"", "web1", four, "[192.0.2.7]"},
		{"", "localhost", four, "[192.0.2.7]"},
		{"", "localhost.localdomain", six, "[IPv6:2001:db8::7]"},
		{"", "macbook.local", four, "[192.0.2.7]"},
		{"", "box.lan", four, "[192.0.2.7]"},
		{"", "my_box.agency.example", four, "[192.0.2.7]"},
		{"", "10.0.0.1", four, "[192.0.2.7]"},
		{"", "张三的电脑", four, "[192.0.2.7]"},
		{"", "", four, "[192.0.2.7]"},
	} {
		if got := heloName(c.configured, c.host, c.ip); got != c.want {
			t.Errorf("%q on %q: %s, want %s", c.configured, c.host, got, c.want)
		}
	}
}
