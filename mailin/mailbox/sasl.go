package mailbox

import (
	"errors"
	"strings"

	"github.com/emersion/go-sasl"
)

// bearer sends an access token: with XOAUTH2 of Google and Microsoft or, as the standard has it,
// with OAUTHBEARER (RFC 7628). A server that refuses sends the reason in a challenge, and NO only
// after an answer to that. The library's own OAUTHBEARER ends without one.
type bearer struct {
	user, token string
	standard    bool
	challenge   string
}

var _ sasl.Client = (*bearer)(nil)

// bearer returns the mechanism for a token: XOAUTH2, unless the other is wanted, or alone offered.
func (s *Session) bearer(token string, offers func(string) bool) *bearer {
	standard := s.config.Auth == AuthBearer || offers(sasl.OAuthBearer) && !offers("XOAUTH2")
	return &bearer{user: s.config.User, token: token, standard: standard}
}

// Start implements sasl.Client.
func (b *bearer) Start() (mechanism string, initial []byte, err error) {
	token := "auth=Bearer " + b.token + "\x01\x01"
	if b.standard { // a comma or an equals sign in a name is escaped (RFC 5801, 4)
		return sasl.OAuthBearer, []byte("n,a=" + strings.NewReplacer("=", "=3D", ",", "=2C").Replace(b.user) + ",\x01" + token), nil
	}
	return "XOAUTH2", []byte("user=" + b.user + "\x01" + token), nil
}

// Next implements sasl.Client.
func (b *bearer) Next(challenge []byte) ([]byte, error) {
	if b.challenge != "" {
		return nil, errors.New("the server keeps sending challenges")
	}
	b.challenge = string(challenge)
	if b.standard {
		return []byte("\x01"), nil // RFC 7628, 3.2.3
	}
	return []byte{}, nil
}
