package relay

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// login performs AUTH (RFC 4954) within go-mail's dialogue. Its answers never appear
// in an error.
type login struct {
	*opening
	mechanism smtp.Auth
	steps     int
}

// maxSteps bounds the challenges of one login; SCRAM has three.
const maxSteps = 8

// Start chooses the mechanism, then asks for the secret, and returns the name and the
// first message of the mechanism.
func (l *login) Start(*smtp.ServerInfo) (string, []byte, error) {
	l.stage = StageAUTH
	// go-mail's own list may be that of the EHLO in the clear.
	offered := strings.Fields(strings.ToUpper(l.extensions["AUTH"]))
	name, err := mechanism(l.config.Auth, offered)
	if err != nil {
		return "", nil, l.fail(err)
	}
	secret, err := l.config.Secret(l.ctx)
	if err != nil {
		return "", nil, l.fail(fmt.Errorf("secret of %s: %w", l.config.User, err))
	}
	l.mechanism = l.client(name, secret)
	name, initial, err := l.mechanism.Start(&smtp.ServerInfo{Name: l.config.Host, TLS: l.config.TLS != TLSNone, Auth: offered})
	if err != nil {
		return "", nil, l.fail(fmt.Errorf("%w: %w", ErrAuth, err))
	}
	return name, initial, nil
}

// Next returns the answer to a challenge.
func (l *login) Next(challenge []byte, more bool) ([]byte, error) {
	if l.steps++; more && l.steps > maxSteps {
		return nil, l.fail(fmt.Errorf("%w: %s: the server asks again and again", ErrProtocol, StageAUTH))
	}
	answer, err := l.mechanism.Next(challenge, more)
	if err != nil {
		return nil, l.fail(fmt.Errorf("%w: %s", ErrAuth, printable(err.Error())))
	}
	if more && answer == nil {
		answer = []byte{} // go-mail treats nil as the end of a successful login
	}
	return answer, nil
}

// mechanism returns the best of the mechanisms offered that auth allows.
func mechanism(auth Auth, offered []string) (string, error) {
	scram := []string{"SCRAM-SHA-256", "SCRAM-SHA-1"}
	wanted := map[Auth][]string{
		AuthAuto:    append(scram, "PLAIN", "LOGIN"),
		AuthSCRAM:   scram,
		AuthPlain:   {"PLAIN"},
		AuthLogin:   {"LOGIN"},
		AuthXOAUTH2: {"XOAUTH2", "OAUTHBEARER"},
		AuthBearer:  {"OAUTHBEARER"},
	}[auth]
	for _, name := range wanted {
		if slices.Contains(offered, name) {
			return name, nil
		}
	}
	if len(offered) == 0 {
		return "", fmt.Errorf("%w: it offers no login, and %s is wanted", ErrAuth, strings.Join(wanted, " or "))
	}
	return "", fmt.Errorf("%w: it offers %s, and %s is wanted", ErrAuth,
		printable(strings.Join(offered, ", ")), strings.Join(wanted, " or "))
}

// client returns our side of a mechanism. It need not check for TLS: opening permits a
// connection in the clear to a loopback address only.
func (l *login) client(name, secret string) smtp.Auth {
	switch user := l.config.User; name {
	case "SCRAM-SHA-256":
		return &scram{Auth: smtp.ScramSHA256Auth(user, secret)}
	case "SCRAM-SHA-1":
		return &scram{Auth: smtp.ScramSHA1Auth(user, secret)}
	case "PLAIN":
		return smtp.PlainAuth("", user, secret, l.config.Host, true)
	case "LOGIN":
		return smtp.LoginAuth(user, secret, l.config.Host, true)
	case "OAUTHBEARER":
		return bearer{user, secret}
	default:
		return smtp.XOAuth2Auth(user, secret)
	}
}

// bearer is OAUTHBEARER (RFC 7628).
type bearer struct{ user, token string }

// Start returns the first message.
func (b bearer) Start(*smtp.ServerInfo) (string, []byte, error) {
	user := strings.NewReplacer("=", "=3D", ",", "=2C").Replace(b.user) // RFC 5801, 4
	return "OAUTHBEARER", []byte("n,a=" + user + ",\x01auth=Bearer " + b.token + "\x01\x01"), nil
}

// Next answers the challenge in which a server says why it refuses (RFC 7628, 3.2.3).
func (b bearer) Next(_ []byte, more bool) ([]byte, error) {
	if more {
		return []byte("\x01"), nil
	}
	return nil, nil
}

// scram is go-mail's SCRAM with two things that it lacks: a bound on the work that
// a server may ask for, and the proof of RFC 5802, section 3, that the server knows
// the secret too.
type scram struct {
	smtp.Auth
	keyed  bool // the key has been derived from the secret, for the proof to be made with
	proved bool
}

// maxIterations is what a login may cost: about a second. Servers ask for 4,096
// to some 100,000.
const maxIterations = 1_000_000

// Next returns the answer to a challenge of the server, or an error if the server
// accepts the login without proof.
func (s *scram) Next(challenge []byte, more bool) ([]byte, error) {
	if !more {
		if !s.proved {
			return nil, errors.New("the server accepts the login without proof that it knows the secret")
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
	// Without a key go-mail compares the proof with one that anybody can make.
	s.proved = err == nil && s.keyed && bytes.HasPrefix(challenge, []byte("v="))
	s.keyed = err == nil && bytes.HasPrefix(challenge, []byte("r="))
	return answer, err
}
