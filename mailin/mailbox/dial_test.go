package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	. "rapport/mailin/imaptest"
)

func TestDial_certificates(t *testing.T) {
	t.Parallel()
	year := time.Now().AddDate(1, 0, 0)
	for _, test := range []struct {
		name    string
		host    string
		until   time.Time
		trusted bool
		remedy  string // "": it is good
	}{
		{"good", "127.0.0.1", year, true, ""},
		{"expired", "127.0.0.1", time.Now().AddDate(0, 0, -1), true, "has expired"},
		{"for another host", "imap.example", year, true, "mend host"},
		{"signed by itself", "127.0.0.1", year, false, "ca_file"},
	} {
		for _, mode := range []TLSMode{TLSImplicit, TLSStart} {
			t.Run(test.name+", "+string(mode), func(t *testing.T) {
				certificate, pool, err := Certificate(test.host, test.until)
				if err != nil {
					t.Fatal(err)
				}
				secure := &tls.Config{Certificates: []tls.Certificate{certificate}}
				steps := []Step{StartTLS(secure), Line("* OK [CAPABILITY IMAP4rev1] ready")}
				if mode == TLSStart {
					steps = []Step{Line("* OK ready"), Answer("STARTTLS"), StartTLS(secure)}
				}
				script, config := listen(t, steps)
				config.TLS = mode
				config.RootCAs = x509.NewCertPool()
				if test.trusted {
					config.RootCAs = pool
				}
				session, err := Dial(t.Context(), config)
				if err == nil {
					session.Close()
				}
				if test.remedy == "" && err != nil {
					t.Error(err)
				}
				if test.remedy != "" && (!errors.Is(err, ErrTLS) || !strings.Contains(err.Error(), test.remedy)) {
					t.Error(err)
				}
				if test.remedy != "" && strings.Contains(strings.Join(script.Heard(), " "), "LOGIN") {
					t.Error("it logged in")
				}
			})
		}
	}
}

func TestDial_withoutTLSNothingIsSaid(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		mode  TLSMode
		steps []Step
		want  error
	}{
		{"STARTTLS not known", TLSStart, []Step{Line("* OK [CAPABILITY IMAP4rev1] ready"), Expect("STARTTLS"), Line("{tag} BAD what?")}, ErrTLS},
		{"STARTTLS refused", TLSStart, []Step{Line("* OK ready"), Expect("STARTTLS"), Line("{tag} NO not today")}, ErrTLS},
		{"PREAUTH before STARTTLS", TLSStart, []Step{Line("* PREAUTH you are in")}, ErrTLS},
		{"a farewell", TLSStart, []Step{Line("* BYE too many connections"), Drop()}, byeError("too many connections")},
		{"no answer to STARTTLS", TLSStart, []Step{Line("* OK ready"), Expect("STARTTLS"), Stall()}, ErrSilent},
		{"no greeting", TLSStart, []Step{Stall()}, ErrSilent},
		{"a greeting without end", TLSStart, []Step{Repeat(1000, Send("* OK ready ")), Stall()}, ErrProtocol},
		{"a handshake that stalls", TLSImplicit, []Step{Stall()}, ErrSilent},
		{"a handshake that stalls after STARTTLS", TLSStart, []Step{Line("* OK ready"), Answer("STARTTLS"), Stall()}, ErrSilent},
		{"a server that has no TLS", TLSImplicit, []Step{Line("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready"), Stall()}, ErrTLS},
		{"more than the answer to STARTTLS", TLSStart, []Step{Line("* OK ready"), Expect("STARTTLS"), Line("{tag} OK go on", "* OK [CAPABILITY IMAP4rev1] injected", "T1 OK"), Stall()}, ErrTLS},
	} {
		t.Run(test.name, func(t *testing.T) {
			script, config := listen(t, test.steps)
			config.TLS = test.mode
			if errors.Is(test.want, ErrSilent) {
				config.Timeouts.Progress = 30 * time.Millisecond
			}
			_, err := Dial(t.Context(), config)
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if strings.Contains(strings.Join(script.Heard(), " "), "secret") {
				t.Error("it sent the password in clear text")
			}
		})
	}
}

func TestDial_greetings(t *testing.T) {
	t.Parallel()
	for greeting, want := range map[string]error{
		"* PREAUTH [CAPABILITY IMAP4rev1] you are in":      ErrProtocol,
		"* BYE too many connections from your address":     byeError("too many connections from your address"),
		"220 smtp.example ESMTP":                           ErrProtocol,
		"* OK [CAPABILITY IMAP4rev1 (x] hi":                nil,
		"* OK [CAPABILITY (((] hi":                         nil,
		"* OK":                                             nil,
		"* ok [capability imap4rev1] hi":                   nil,
		"* OK [CAPABILITY IMAP4rev1 IMAP4rev2 MOVE] hi":    nil,
		strings.Repeat("* OK [CAPABILITY IMAP4rev1", 5000): ErrProtocol,
	} {
		_, config := listen(t, []Step{Line(greeting)})
		session, err := Dial(t.Context(), config)
		if err == nil {
			session.Close()
		}
		if !errors.Is(err, want) {
			t.Errorf("%.60s: %v", greeting, err)
		}
	}
}

func TestDial_refusedLogins(t *testing.T) {
	t.Parallel()
	for answer, isAuth := range map[string]bool{
		"NO [AUTHENTICATIONFAILED] wrong":          true,
		"NO login fails for secret":                true,
		"NO [EXPIRED] the password is too old":     true,
		"NO [UNAVAILABLE] the directory is down":   false,
		"NO [LIMIT] too many connections":          false,
		"NO [INUSE] the mailbox is locked":         false,
		"BAD what?":                                false,
		"NO (no [brackets {5}":                     true,
		"NO bG9nIGlu c2VjcmV0 AGxvZwBzZWNyZXQ= no": true,
	} {
		for _, auth := range []Auth{AuthPlain, AuthLogin} {
			_, config := listen(t, []Step{
				Line("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready"),
				Expect("log"), Line("{tag} " + answer),
			})
			if auth == AuthPlain { // the initial response names the user in base64
				_, config = listen(t, []Step{
					Line("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready"),
					Expect("AUTHENTICATE PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00log\x00secret"))), Line("{tag} " + answer),
				})
			}
			config.Auth = auth
			_, err := Dial(t.Context(), config)
			if err == nil || errors.Is(err, ErrAuth) != isAuth {
				t.Errorf("%s: %v", answer, err)
			}
			for _, secret := range []string{"for secret", "c2VjcmV0", "AGxvZwBzZWNyZXQ"} {
				if err != nil && strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells the secret: %v", err)
				}
			}
		}
	}
}

func TestDial_loginDisabled(t *testing.T) {
	t.Parallel()
	script, config := listen(t, []Step{Line("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready")})
	if _, err := Dial(t.Context(), config); !errors.Is(err, ErrAuth) || !strings.Contains(err.Error(), "LOGINDISABLED") {
		t.Error(err)
	}
	if strings.Contains(strings.Join(script.Heard(), " "), "secret") {
		t.Error("it still sent the password")
	}
}

func TestDial_xoauth2(t *testing.T) {
	t.Parallel()
	token := "ya29.token"
	initial := base64.StdEncoding.EncodeToString([]byte("user=log\x01auth=Bearer " + token + "\x01\x01"))
	challenge := base64.StdEncoding.EncodeToString([]byte(`{"status":"401","schemes":"bearer"}`))
	begin := []Step{Line("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready"), Expect("AUTHENTICATE XOAUTH2 " + initial)}
	for name, test := range map[string]struct {
		steps []Step
		want  error
	}{
		"accepted": {append(begin, Line("{tag} OK in")), nil},
		"refused": {append(begin, Line("+ "+challenge), keepTag(Expect("=")),
			Line("{tag} NO AUTHENTICATE failed.")), ErrAuth},
		"refused for ever": {append(begin, Line("+ "+challenge), keepTag(Expect("=")), Line("+ "+challenge), Stall()), ErrProtocol},
		"an odd challenge": {append(begin, Line("+ !"), Stall()), ErrProtocol},
		"without an initial response": {[]Step{Line("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready"),
			Expect("AUTHENTICATE XOAUTH2"), Line("+ "), keepTag(Expect(initial)), Line("{tag} OK in")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, config := listen(t, test.steps)
			config.Auth, config.Secret = AuthXOAuth2, password(token)
			config.Timeouts.Progress = 200 * time.Millisecond
			session, err := Dial(t.Context(), config)
			if err == nil {
				session.Close()
			}
			if !errors.Is(err, test.want) {
				t.Error(err)
			}
			if name == "refused" && !strings.Contains(err.Error(), `"status":"401"`) {
				t.Errorf("the reason is missing: %v", err)
			}
		})
	}
}

func TestDial_asksForTheSecretEachTime(t *testing.T) {
	t.Parallel()
	_, config := startServer(t, Options{})
	asked := 0
	config.Secret = func(context.Context) (string, error) {
		if asked++; asked == 3 {
			return "", errors.New("the token helper failed")
		}
		return "secret", nil
	}
	for range 2 {
		dialed(t, config)
	}
	if _, err := Dial(t.Context(), config); err == nil || !strings.Contains(err.Error(), "the token helper failed") {
		t.Error(err)
	}
}

func TestDial_withoutIDWhereIDEndsTheConnection(t *testing.T) {
	t.Parallel()
	login := []Step{
		Line("* OK [CAPABILITY IMAP4rev1 ID] ready"), Expect("LOGIN"), Line("{tag} OK [CAPABILITY IMAP4rev1 ID] in"),
		Answer("CAPABILITY", "* CAPABILITY IMAP4rev1 ID"),
	}
	script, config := listen(t,
		append(login[:4:4], Expect(`ID ("name" "Rapport")`), Drop()),
		append(login[:4:4], Answer("EXAMINE")))
	session := dialed(t, config)
	opened(t, session, true)
	if n := strings.Count(strings.Join(script.Heard(), "\n"), " ID ("); n != 1 {
		t.Errorf("ID was sent %d times", n)
	}
}

func TestDial_nobodyIsThere(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	config := Config{Host: "127.0.0.1", Port: port, User: "log", Secret: password("x"), MaxMessage: 1}
	if _, err := Dial(t.Context(), config); err == nil || !strings.Contains(err.Error(), "connect to 127.0.0.1:"+strconv.Itoa(port)) {
		t.Error(err)
	}
}

func TestValidate_tellsEveryMistake(t *testing.T) {
	t.Parallel()
	err := Config{Port: 70000, TLS: "ssl", Auth: "ntlm", Timeouts: Timeouts{Idle: time.Hour, Dial: -1}}.Validate()
	for _, word := range []string{"host", "port", "tls", "auth", "user", "password", "largest", "negative", "idle"} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("nothing about %s in:\n%v", word, err)
		}
	}
	good := Config{Host: "imap.example", User: "log", Secret: password("x"), MaxMessage: 1}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for host, allowed := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "::1": true, "127.8.9.10": true,
		"imap.example": false, "10.0.0.1": false, "localhost.example": false, "0.0.0.0": false,
	} {
		clear := good
		clear.Host, clear.TLS = host, TLSNone
		if err := clear.Validate(); (err == nil) != allowed {
			t.Errorf("%s without TLS: %v", host, err)
		}
	}
}
