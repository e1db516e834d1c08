package relay

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// login does the AUTH of RFC 4954.
func (s *Session) login(ctx context.Context) error {
	if s.config.Auth == AuthNone {
		return nil
	}
	offered := strings.Fields(strings.ToUpper(s.extensions["AUTH"]))
	name, err := mechanism(s.config.Auth, offered)
	if err != nil {
		return err
	}
	secret, err := s.config.Secret(ctx)
	if err != nil {
		return fmt.Errorf("secret of %s: %w", s.config.User, err)
	}
	return s.authenticate(ctx, s.client(name, secret), offered)
}

// mechanism chooses among what the server offers.
func mechanism(auth Auth, offered []string) (string, error) {
	scram := []string{"SCRAM-SHA-256", "SCRAM-SHA-1"}
	wanted := map[Auth][]string{
		AuthAuto:    append(scram, "PLAIN", "LOGIN"),
		AuthSCRAM:   scram,
		AuthPlain:   {"PLAIN"},
		AuthLogin:   {"LOGIN"},
		AuthXOAUTH2: {"XOAUTH2"},
	}[auth]
	for _, name := range wanted {
		if slices.Contains(offered, name) {
			return name, nil
		}
	}
	return "", fmt.Errorf("%w: none of %s is among what it offers: %s", ErrAuth,
		strings.Join(wanted, ", "), printable(strings.Join(offered, ", ")))
}

// client gives our side of a mechanism. That a secret never goes over a clear
// connection is seen to before: there is none but to a loopback address.
func (s *Session) client(name, secret string) smtp.Auth {
	switch user := s.config.User; name {
	case "SCRAM-SHA-256":
		return &scram{Auth: smtp.ScramSHA256Auth(user, secret)}
	case "SCRAM-SHA-1":
		return &scram{Auth: smtp.ScramSHA1Auth(user, secret)}
	case "PLAIN":
		return smtp.PlainAuth("", user, secret, s.config.Host, true)
	case "LOGIN":
		return smtp.LoginAuth(user, secret, s.config.Host, true)
	default:
		return smtp.XOAuth2Auth(user, secret)
	}
}

// maxSteps bounds the challenges of one login; SCRAM has four.
const maxSteps = 8

// authenticate takes the server's challenges to client until it lets us in. What
// the server asks is base64, and our answers never come into an error.
func (s *Session) authenticate(ctx context.Context, client smtp.Auth, offered []string) error {
	name, initial, err := client.Start(&smtp.ServerInfo{Name: s.config.Host, TLS: s.config.TLS != TLSNone, Auth: offered})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAuth, err)
	}
	line := "AUTH " + name
	if initial != nil {
		line += " " + base64.StdEncoding.EncodeToString(initial)
	}
	for range maxSteps {
		got, err := s.exchange(StageAUTH, s.config.Timeouts.Command, line)
		refused := ErrAuth
		if got.code/100 == 4 {
			refused = ErrHost // RFC 4954, 6: it cannot check the login now
		}
		if err == nil && got.code != 334 {
			if err := expect(ctx, StageAUTH, got, nil, 2, refused); err != nil {
				return err
			}
			if _, err := client.Next(nil, false); err != nil {
				return fmt.Errorf("%w: %w", ErrAuth, err)
			}
			return nil
		}
		if err != nil {
			return lost(ctx, StageAUTH, err)
		}
		challenge, err := base64.StdEncoding.DecodeString(strings.TrimSpace(got.lines[0]))
		if err != nil {
			return fmt.Errorf("%w: %s: a challenge that is not base64", ErrProtocol, StageAUTH)
		}
		answer, err := client.Next(challenge, true)
		if err != nil {
			return fmt.Errorf("%w: %s", ErrAuth, printable(err.Error()))
		}
		line = base64.StdEncoding.EncodeToString(answer)
	}
	return fmt.Errorf("%w: %s: the server asks again and again", ErrProtocol, StageAUTH)
}

// scram is go-mail's SCRAM with two things that it lacks: a bound on the work that
// a server may ask for, and the insistence of RFC 5802, section 3, that the server
// prove that it knows the secret too.
type scram struct {
	smtp.Auth
	proved bool
}

// maxIterations is what a login may cost: about a second. Servers ask for 4,096
// to some 100,000.
const maxIterations = 1_000_000

func (s *scram) Next(challenge []byte, more bool) ([]byte, error) {
	if !more {
		if !s.proved {
			return nil, errors.New("the server let us in without proof that it knows the secret")
		}
		return nil, nil
	}
	if _, rest, found := bytes.Cut(challenge, []byte(",i=")); found {
		digits, _, _ := bytes.Cut(rest, []byte(","))
		if n, err := strconv.Atoi(string(digits)); err != nil || n > maxIterations {
			return nil, errors.New("the server asks for too many iterations")
		}
	}
	answer, err := s.Auth.Next(challenge, true)
	if err == nil && bytes.HasPrefix(challenge, []byte("v=")) {
		s.proved = true
	}
	return answer, err
}
