package relay

import (
	"strings"
	"testing"

	"rapport/mailout/smtptest"
)

// What cannot be sent as it is fails with the reason before a word is said, and
// the connection serves the next mail.
func TestSend_refusesBeforeMAIL(t *testing.T) {
	t.Parallel()
	plain := "Subject: x\r\n\r\n"
	few := []string{"SIZE 1000"}
	for _, c := range []struct {
		name     string
		offers   []string
		envelope Envelope
		raw      string
		want     string // in the error
	}{
		{"larger than SIZE", few, envelope, plain + strings.Repeat("well\r\n", 200), "takes no more than 1000"},
		{"no 8BITMIME", few, envelope, plain + "é\r\n", "8BITMIME"},
		{"no SMTPUTF8 for an address", few, Envelope{To: "王@客户.example"}, plain, "SMTPUTF8"},
		{"no SMTPUTF8 for a header", []string{"8BITMIME"}, envelope, "Subject: é\r\n\r\n", "SMTPUTF8"},
		{"empty", nil, envelope, "", "empty"},
		{"bare LF", nil, envelope, plain + "a\nb\r\n", "line 3"},
		{"bare CR", nil, envelope, plain + "a\rb\r\n", "bare CR"},
		{"CR CR LF", nil, envelope, plain + "a\r\r\n", "bare CR"},
		{"smuggled end with LF", nil, envelope, plain + "a\n.\r\nMAIL FROM:<x@y.example>\r\n", "line 3"},
		{"smuggled end with CR", nil, envelope, plain + "a\r.\r\nMAIL FROM:<x@y.example>\r\n", "bare CR"},
		{"no CRLF at the end", nil, envelope, plain + "a", "line 3"},
		{"CR at the end", nil, envelope, plain + "a\r", "line 3"},
		{"NUL", nil, envelope, plain + "a\x00\r\n", "NUL"},
		{"999 bytes in a line", nil, envelope, plain + strings.Repeat("a", 999) + "\r\n", "999 bytes"},
		{"no recipient", nil, Envelope{From: "a@b.example"}, plain, "recipient"},
		{"no domain", nil, Envelope{To: "wang"}, plain, "no domain"},
		{"CRLF in the recipient", nil, Envelope{To: "a@b.example>\r\nRCPT TO:<c@d.example"}, plain, "recipient"},
		{"LF in the return path", nil, Envelope{From: "a\n@b.example", To: "a@b.example"}, plain, "return path"},
		{"space in the recipient", nil, Envelope{To: "a@b.example SIZE=1"}, plain, "recipient"},
		{"bracket in the recipient", nil, Envelope{To: "a@b.example>"}, plain, "recipient"},
		{"quoted local part", nil, Envelope{To: `"a> x"@b.example`}, plain, "recipient"},
		{"harmless quoted local part", nil, Envelope{To: `"a"@b.example`}, plain, "recipient"},
		{"address literal", nil, Envelope{To: "a@[127.0.0.1]"}, plain, "recipient"},
		{"line separator", nil, Envelope{To: "a\u2028@b.example"}, plain, "recipient"},
		{"not UTF-8", nil, Envelope{To: "a\xff@b.example"}, plain, "recipient"},
		{"too long", nil, Envelope{To: strings.Repeat("a", 250) + "@b.example"}, plain, "too many"},
		{"CRLF in the ID", nil, Envelope{To: "a@b.example", ID: "x\r\nRSET"}, plain, "envelope ID"},
		{"long ID", nil, Envelope{To: "a@b.example", ID: strings.Repeat("=", 40)}, plain, "envelope ID"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, config := sink(t, smtptest.Options{Extensions: c.offers})
			session := dialed(t, config)
			before := len(s.Heard())
			got := session.Send(t.Context(), c.envelope, []byte(c.raw), committed)
			if got.Outcome != Failed || got.Stage != StageCheck || got.Code != 0 || !got.Reusable {
				t.Fatalf("%+v", got)
			}
			if !strings.Contains(got.Err.Error(), c.want) || strings.ContainsAny(got.Err.Error(), "\r\n") {
				t.Errorf("%v, want %q in it", got.Err, c.want)
			}
			if heard := s.Heard(); len(heard) != before {
				t.Errorf("the server heard %q", heard[before:])
			}
			if next := session.Send(t.Context(), envelope, letter(id), committed); next.Outcome != Sent {
				t.Errorf("the next mail: %+v", next)
			}
		})
	}
}

func TestSend_saysNoMoreThanIsNeeded(t *testing.T) {
	t.Parallel()
	plain := "Subject: x\r\n\r\n"
	for _, c := range []struct {
		name     string
		offers   []string
		envelope Envelope
		raw      string
		mail, to string
	}{
		{"all offered, nothing needed", nil, Envelope{From: "a@b.example", To: "c@d.example"}, plain, "MAIL FROM:<a@b.example> SIZE=14", "c@d.example"},
		{"nothing offered", []string{}, envelope, plain, "MAIL FROM:<log+t0k3n@agency.example>", "wang@client.example"},
		{"null return path", []string{}, Envelope{To: "c@d.example"}, plain, "MAIL FROM:<>", "c@d.example"},
		{"8-bit body", []string{"8BITMIME", "SMTPUTF8"}, Envelope{To: "c@d.example"}, plain + "é\r\n", "MAIL FROM:<> BODY=8BITMIME", "c@d.example"},
		{"UTF-8 header", []string{"8BITMIME", "SMTPUTF8"}, Envelope{To: "c@d.example"}, "Subject: é\r\n\r\n", "MAIL FROM:<> BODY=8BITMIME SMTPUTF8", "c@d.example"},
		{"UTF-8 local part", []string{"SMTPUTF8"}, Envelope{To: "王@客户.example"}, plain, "MAIL FROM:<> SMTPUTF8", "王@客户.example"},
		{"UTF-8 domain alone needs nothing", []string{}, Envelope{To: "wang@客户.example"}, plain, "MAIL FROM:<>", "wang@xn--ubt06m.example"},
		{"dots in a row", []string{}, Envelope{To: "a..b.@d.example"}, plain, "MAIL FROM:<>", "a..b.@d.example"},
		{"ID in xtext", []string{"DSN"}, Envelope{To: "c@d.example", ID: "a+b=c d"}, plain, "MAIL FROM:<> RET=HDRS ENVID=a+2Bb+3Dc+20d", "c@d.example"},
		{"SIZE without a limit", []string{"SIZE"}, Envelope{To: "c@d.example"}, plain, "MAIL FROM:<> SIZE=14", "c@d.example"},
		{"SIZE 0 is no limit", []string{"SIZE 0"}, Envelope{To: "c@d.example"}, plain, "MAIL FROM:<> SIZE=14", "c@d.example"},
		{"keywords in any case", []string{"size 99"}, Envelope{To: "c@d.example"}, plain, "MAIL FROM:<> SIZE=14", "c@d.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, config := sink(t, smtptest.Options{Extensions: c.offers})
			if got := dialed(t, config).Send(t.Context(), c.envelope, []byte(c.raw), committed); got.Outcome != Sent {
				t.Fatalf("%+v", got)
			}
			heard := s.Heard()
			if want := []string{c.mail, "RCPT TO:<" + c.to + ">", "DATA"}; strings.Join(heard[1:], "\n") != strings.Join(want, "\n") {
				t.Errorf("heard %q, want %q", heard[1:], want)
			}
		})
	}
}

// A server that takes less than it said, or learns only late that it cannot.
func TestSend_refusedForItsSize(t *testing.T) {
	t.Parallel()
	for _, stage := range []smtptest.Stage{smtptest.MAIL, smtptest.RCPT, smtptest.DATA, smtptest.Dot} {
		s, config := sink(t, smtptest.Options{})
		s.Do(stage, smtptest.Reply("552 5.3.4 too large"))
		got := dialed(t, config).Send(t.Context(), envelope, letter(id), committed)
		if got.Outcome != Failed || got.Code != 552 || got.Enhanced != "5.3.4" || !got.Reusable {
			t.Errorf("%s: %+v", stage, got)
		}
	}
}

// That we are to log in first is no verdict on the mail.
func TestSend_loginWantedIsTheAccountsTrouble(t *testing.T) {
	t.Parallel()
	for _, stage := range []smtptest.Stage{smtptest.MAIL, smtptest.RCPT, smtptest.DATA, smtptest.Dot} {
		s, config := sink(t, smtptest.Options{})
		s.Do(stage, smtptest.Reply("530 5.7.0 authentication required"))
		got := dialed(t, config).Send(t.Context(), envelope, letter(id), committed)
		if got.Outcome != Deferred || kind(got.Err) != "auth" || got.Reusable {
			t.Errorf("%s: %+v", stage, got)
		}
	}
}
