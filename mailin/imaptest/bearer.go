package imaptest

import (
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"
)

// bearerSession accepts access tokens in place of passwords.
type bearerSession struct {
	imapserver.SessionIMAP4rev2
	options Options
}

var _ imapserver.SessionSASL = bearerSession{}

// AuthenticateMechanisms implements imapserver.SessionSASL.
func (s bearerSession) AuthenticateMechanisms() []string { return []string{"XOAUTH2", "OAUTHBEARER"} }

// Authenticate implements imapserver.SessionSASL.
func (s bearerSession) Authenticate(mechanism string) (sasl.Server, error) {
	return &bearerServer{session: s}, nil
}

// Login refuses every password.
func (s bearerSession) Login(string, string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeAuthenticationFailed, Text: "LOGIN failed."}
}

// bearerServer is the server of either mechanism.
type bearerServer struct {
	session bearerSession
	refused bool
}

// Next implements sasl.Server. A refusal is a challenge with the reason, which the client has to
// answer.
func (b *bearerServer) Next(response []byte) (challenge []byte, done bool, err error) {
	failed := &imap.Error{Type: imap.StatusResponseTypeNo, Text: "AUTHENTICATE failed."}
	switch {
	case b.refused:
		return nil, false, failed
	case response == nil:
		return []byte{}, false, nil
	}
	_, rest, _ := strings.Cut(string(response), "auth=Bearer ")
	token, _, _ := strings.Cut(rest, "\x01")
	o := b.session.options
	named := strings.HasPrefix(string(response), "user="+o.User+"\x01") || strings.HasPrefix(string(response), "n,a="+o.User+",\x01")
	if !named || !o.Token(token) {
		b.refused = true
		return []byte(`{"status":"401","schemes":"bearer"}`), false, nil
	}
	return nil, true, b.session.SessionIMAP4rev2.Login(o.User, o.Password)
}
