package mailbox

import (
	"errors"

	"github.com/emersion/go-sasl"
)

// xoauth2 is the XOAUTH2 mechanism of Google and Microsoft. A server that refuses sends the
// reason in a challenge, and NO only after an empty response to that.
type xoauth2 struct {
	user, token string
	challenge   string
}

var _ sasl.Client = (*xoauth2)(nil)

// Start implements sasl.Client.
func (x *xoauth2) Start() (mechanism string, initial []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next implements sasl.Client.
func (x *xoauth2) Next(challenge []byte) ([]byte, error) {
	if x.challenge != "" {
		return nil, errors.New("the server keeps sending challenges")
	}
	x.challenge = string(challenge)
	return []byte{}, nil
}
