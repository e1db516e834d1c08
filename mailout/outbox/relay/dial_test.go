package relay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"rapport/mailout/smtptest"
)

func TestDial_everyLoginOverEveryTLS(t *testing.T) {
	t.Parallel()
	for _, secure := range []string{"implicit", "starttls", ""} {
		for _, c := range []struct {
			auth    Auth
			offered []string
			used    string // "" where none may be
		}{
			{AuthAuto, nil, "SCRAM-SHA-256"},
			{"", nil, "SCRAM-SHA-256"},
			{AuthAuto, []string{"CRAM-MD5", "LOGIN", "PLAIN", "SCRAM-SHA-1"}, "SCRAM-SHA-1"},
			{AuthAuto, []string{"LOGIN", "PLAIN"}, "PLAIN"},
			{AuthAuto, []string{"LOGIN"}, "LOGIN"},
			{AuthAuto, []string{"XOAUTH2", "NTLM"}, ""},
			{AuthAuto, []string{}, ""},
			{AuthSCRAM, []string{"PLAIN", "SCRAM-SHA-1"}, "SCRAM-SHA-1"},
			{AuthSCRAM, []string{"PLAIN"}, ""},
			{AuthPlain, nil, "PLAIN"},
			{AuthPlain, []string{"LOGIN"}, ""},
			{AuthLogin, nil, "LOGIN"},
			{AuthXOAUTH2, nil, "XOAUTH2"},
		} {
			t.Run(fmt.Sprintf("%s/%s of %s", secure, c.auth, c.offered), func(t *testing.T) {
				t.Parallel()
				s, config := sink(t, smtptest.Options{TLS: secure, User: "log=a,b@agency.example", Secret: "pässword", Mechanisms: c.offered})
				config.Auth = c.auth
				session, err := Dial(t.Context(), config)
				if c.used == "" {
					if kind(err) != "auth" {
						t.Fatalf("Dial: %v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				defer session.Close()
				if got := session.Send(t.Context(), envelope, letter(id), committed); got.Outcome != Sent {
					t.Fatalf("%+v", got)
				}
				if m := s.Mails()[0]; !m.Known || m.Encrypted != (secure != "") {
					t.Errorf("delivered %+v", m)
				}
				if heard := strings.Join(s.Heard(), "\n"); !strings.Contains(heard, "AUTH "+c.used) {
					t.Errorf("logged in otherwise: %s", heard)
				}
			})
		}
	}
}

// A wrong secret pauses the account; a server that cannot check it does not.
func TestDial_refusedLogin(t *testing.T) {
	t.Parallel()
	for _, auth := range []Auth{AuthPlain, AuthLogin, AuthSCRAM, AuthXOAUTH2} {
		_, config := sink(t, smtptest.Options{TLS: "implicit", User: "log", Secret: "right"})
		config.Auth = auth
		config.Secret = func(context.Context) (string, error) { return "wr0ng", nil }
		_, err := Dial(t.Context(), config)
		var refusal *Refusal
		if kind(err) != "auth" || !errors.As(err, &refusal) || refusal.Code != 535 || refusal.Enhanced != "5.7.8" {
			t.Errorf("%s: %v", auth, err)
		}
		if strings.Contains(err.Error(), "wr0ng") {
			t.Errorf("%s: the secret is in the error", auth)
		}
	}
	for _, reply := range []string{"454 4.7.0 try later", "432 4.7.12 change it"} {
		s, config := sink(t, smtptest.Options{TLS: "implicit", User: "log", Secret: "right"})
		s.Do(smtptest.AUTH, smtptest.Reply(reply))
		if _, err := Dial(t.Context(), config); kind(err) != "host" {
			t.Errorf("%s: %v", reply, err)
		}
	}
}

func TestDial_secretThatCannotBeHad(t *testing.T) {
	t.Parallel()
	s, config := sink(t, smtptest.Options{TLS: "implicit", User: "log", Secret: "right"})
	locked := errors.New("vault is locked")
	config.Secret = func(context.Context) (string, error) { return "", locked }
	if _, err := Dial(t.Context(), config); !errors.Is(err, locked) || kind(err) != "other" {
		t.Errorf("%v", err)
	}
	if heard := strings.Join(s.Heard(), " "); strings.Contains(heard, "AUTH") {
		t.Errorf("heard %s", heard)
	}
}

// A server that does not prove that it knows the secret, or makes us work for
// nothing, gets no mail.
func TestDial_hostileLogin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		auth Auth
		act  smtptest.Act
		want string
	}{
		"SCRAM without a proof":   {AuthSCRAM, smtptest.Reply("235 2.7.0 welcome"), "auth"},
		"SCRAM that is no SCRAM":  {AuthSCRAM, smtptest.Reply("334 bm9uc2Vuc2U="), "auth"},
		"no base64":               {AuthSCRAM, smtptest.Reply("334 ***"), "protocol"},
		"more after PLAIN":        {AuthPlain, smtptest.Reply("334 "), "auth"},
		"challenges without end":  {AuthXOAUTH2, smtptest.Raw(strings.Repeat("334 \r\n", 100)), "protocol"},
		"250 instead of 235, yes": {AuthPlain, smtptest.Reply("354 go on"), "protocol"},
	} {
		t.Run(name, func(t *testing.T) {
			s, config := sink(t, smtptest.Options{TLS: "implicit", User: "log", Secret: "secret"})
			config.Auth = c.auth
			s.Always(smtptest.AUTH, c.act)
			if _, err := Dial(t.Context(), config); kind(err) != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	s := scram{Auth: smtp.ScramSHA256Auth("log", "secret")}
	if _, err := s.Next([]byte("r=x,s=eA==,i=2000000000"), true); err == nil {
		t.Error("two thousand million iterations")
	}
}

// Before the key has been derived, go-mail accepts a proof made with an empty one.
func TestDial_proofWithoutTheSecret(t *testing.T) {
	t.Parallel()
	sign := func(key []byte, text string) []byte {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	forged := "v=" + base64.StdEncoding.EncodeToString(sign(sign(nil, "Server Key"), ""))
	for _, challenges := range [][]string{{forged}, {"", forged}} {
		s := scram{Auth: smtp.ScramSHA256Auth("log", "secret")}
		for _, challenge := range challenges {
			if _, err := s.Next([]byte(challenge), true); err != nil {
				t.Fatalf("go-mail no longer accepts it: %v", err)
			}
		}
		if _, err := s.Next(nil, false); err == nil {
			t.Errorf("%q proves that the server knows the secret", challenges)
		}
	}
}

// After a refusal the connection is closed without another word: HELO, the "*" that
// aborts a login and QUIT would be answered by whatever the server has still to say.
func TestDial_refusalEndsTheDialogue(t *testing.T) {
	t.Parallel()
	for stage, last := range map[smtptest.Stage]string{smtptest.EHLO: "EHLO rapport.example", smtptest.AUTH: "AUTH PLAIN AGxvZwBzZWNyZXQ="} {
		s, config := sink(t, smtptest.Options{TLS: "implicit", User: "log", Secret: "secret"})
		config.Auth = AuthPlain
		s.Do(stage, smtptest.Reply("554 5.7.1 no"))
		if _, err := Dial(t.Context(), config); err == nil {
			t.Errorf("%s: no error", stage)
		}
		for s.Open() > 0 {
			time.Sleep(time.Millisecond)
		}
		if heard := s.Heard(); heard[len(heard)-1] != last {
			t.Errorf("%s: the server heard %q", stage, heard)
		}
	}
}

// RFC 3207, 4.2: what was offered in the clear may come from anybody.
func TestDial_offersInTheClearAreVoid(t *testing.T) {
	t.Parallel()
	s, config := sink(t, smtptest.Options{TLS: "starttls", User: "log", Secret: "secret"})
	s.Do(smtptest.EHLO, smtptest.Reply("250-sink.example", "250-AUTH PLAIN", "250-SIZE 10", "250 STARTTLS"), smtptest.Reply("250-sink.example", "250 DSN"))
	if _, err := Dial(t.Context(), config); kind(err) != "auth" {
		t.Errorf("%v", err)
	}
	if heard := strings.Join(s.Heard(), "\n"); strings.Contains(heard, "AUTH") {
		t.Errorf("the server heard %s", heard)
	}
}

func TestDial_replyWithoutBoundsIsNotListenedTo(t *testing.T) {
	t.Parallel()
	for _, stage := range []smtptest.Stage{smtptest.Greeting, smtptest.EHLO, smtptest.STARTTLS, smtptest.AUTH} {
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			s, config := sink(t, smtptest.Options{TLS: "starttls", User: "log", Secret: "secret"})
			s.Do(stage, smtptest.Endless("220-%d\r\n"))
			if _, err := Dial(t.Context(), config); kind(err) != "protocol" {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestDial_neverInTheClear(t *testing.T) {
	t.Parallel()
	yesterday := time.Now().AddDate(0, 0, -1)
	for _, c := range []struct {
		name    string
		options smtptest.Options
		change  func(*smtptest.Sink, *Config)
	}{
		{"STARTTLS stripped", smtptest.Options{}, func(_ *smtptest.Sink, c *Config) { c.TLS = TLSStart }},
		{"STARTTLS refused", smtptest.Options{TLS: "starttls"}, func(s *smtptest.Sink, _ *Config) {
			s.Do(smtptest.STARTTLS, smtptest.Reply("454 4.7.0 TLS not available"))
		}},
		{"reply slipped in behind STARTTLS", smtptest.Options{TLS: "starttls"}, func(s *smtptest.Sink, _ *Config) {
			s.Do(smtptest.STARTTLS, smtptest.Raw("220 go ahead\r\n250 sink.example\r\n"))
		}},
		{"no TLS after all", smtptest.Options{TLS: "starttls"}, func(s *smtptest.Sink, _ *Config) {
			s.Do(smtptest.STARTTLS, smtptest.Then(smtptest.Raw("220 go ahead\r\n"), smtptest.After(50*time.Millisecond, smtptest.Raw("250 sink.example, in the clear\r\n"))))
		}},
		{"clear text where TLS should be", smtptest.Options{}, func(_ *smtptest.Sink, c *Config) { c.TLS = TLSImplicit }},
		{"unknown authority", smtptest.Options{TLS: "implicit"}, func(_ *smtptest.Sink, c *Config) { c.RootCAs = x509.NewCertPool() }},
		{"unknown authority by STARTTLS", smtptest.Options{TLS: "starttls"}, func(_ *smtptest.Sink, c *Config) { c.RootCAs = nil }},
		{"for another host", smtptest.Options{TLS: "implicit", CertFor: "mail.evil.example"}, nil},
		{"for another host by STARTTLS", smtptest.Options{TLS: "starttls", CertFor: "mail.evil.example"}, nil},
		{"expired", smtptest.Options{TLS: "implicit", CertUntil: yesterday}, nil},
		{"without TLS to another machine", smtptest.Options{}, func(_ *smtptest.Sink, c *Config) { c.Host = "192.0.2.1" }},
		{"without TLS to a name", smtptest.Options{}, func(_ *smtptest.Sink, c *Config) { c.Host = "localhost.evil.example" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.options.User, c.options.Secret = "log", "secret"
			s, config := sink(t, c.options)
			if c.change != nil {
				c.change(s, &config)
			}
			if _, err := Dial(t.Context(), config); kind(err) != "tls" {
				t.Errorf("%v", err)
			}
			for _, line := range s.Heard() {
				if line = strings.ToUpper(line); strings.HasPrefix(line, "AUTH") || strings.HasPrefix(line, "MAIL") {
					t.Errorf("the server heard %s", line)
				}
			}
		})
	}
}

func TestDial_oldTLS(t *testing.T) {
	t.Parallel()
	certificate, pool, err := smtptest.Certificate("127.0.0.1", time.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if conn, err := listener.Accept(); err == nil {
			conn.(*tls.Conn).Handshake()
			conn.Close()
		}
	}()
	defer func() { listener.Close(); <-done }()
	_, err = Dial(t.Context(), Config{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, RootCAs: pool, Timeouts: patience(5 * time.Second)})
	if kind(err) != "tls" {
		t.Errorf("%v", err)
	}
}

func TestDial_endsWithItsContext(t *testing.T) {
	t.Parallel()
	for stage, options := range map[smtptest.Stage]smtptest.Options{
		smtptest.Greeting: {}, smtptest.EHLO: {}, smtptest.STARTTLS: {TLS: "starttls"}, smtptest.AUTH: {User: "log", Secret: "x"},
	} {
		s, config := sink(t, options)
		config.Timeouts = Timeouts{}
		s.Do(stage, smtptest.Stall())
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		_, err := Dial(ctx, config)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", stage, err)
		}
	}
}

func TestDial_saysWhoWeAre(t *testing.T) {
	t.Parallel()
	for helo, want := range map[string]string{"": "EHLO [127.0.0.1]", "rapport.example": "EHLO rapport.example"} {
		s, config := sink(t, smtptest.Options{})
		config.HELO = helo
		dialed(t, config)
		if heard := s.Heard(); heard[0] != want {
			t.Errorf("heard %s, want %s", heard[0], want)
		}
	}
}

func TestDial_refusesConfig(t *testing.T) {
	t.Parallel()
	secret := func(context.Context) (string, error) { return "secret", nil }
	for name, config := range map[string]Config{
		"no host":           {},
		"TLS mode":          {Host: "a.example", TLS: "opportunistic"},
		"way to log in":     {Host: "a.example", Auth: "cram-md5", User: "log", Secret: secret},
		"no secret":         {Host: "a.example", User: "log"},
		"no user":           {Host: "a.example", Auth: AuthPlain, Secret: secret},
		"CRLF in HELO":      {Host: "a.example", HELO: "a\r\nMAIL FROM:<>"},
		"space in the HELO": {Host: "a.example", HELO: "a b"},
		"no such port":      {Host: "a.example", Port: 65536},
	} {
		if err := config.Validate(); err == nil {
			t.Errorf("%s: valid", name)
		}
		if _, err := Dial(t.Context(), config); err == nil {
			t.Errorf("%s: Dial accepts it", name)
		}
	}
}

func TestDial_nobodyThere(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	_, err = Dial(t.Context(), Config{Host: "127.0.0.1", Port: port, TLS: TLSNone})
	var network net.Error
	if kind(err) != "other" || !errors.As(err, &network) || !strings.HasPrefix(err.Error(), "connect to relay 127.0.0.1: ") {
		t.Errorf("%v", err)
	}
}
