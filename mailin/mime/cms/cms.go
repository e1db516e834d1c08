// Package cms takes the content out of a signed message in the Cryptographic Message
// Syntax (RFC 5652), as S/MIME (RFC 8551) sends it, and tells an encrypted one. It verifies
// no signature. A stranger wrote every byte.
package cms

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/smallstep/pkcs7"
)

// Kind is what a message in CMS is.
type Kind string

// The kinds that Open knows.
const (
	Signed    Kind = "signed"
	Encrypted Kind = "encrypted"
	Other     Kind = "other"
)

// ErrNotCMS means that the bytes are no CMS, or broken where that counts.
var ErrNotCMS = errors.New("not a CMS message")

// Open returns what raw is and, where it is signed, its content. raw is in BER or DER, or
// in the text form of either. The content of a signature that is apart from it is empty.
func Open(raw []byte) (content []byte, kind Kind, err error) {
	der, kind, err := tidy(binary(raw))
	if err != nil || kind != Signed {
		return nil, kind, err
	}
	if content, err = contentOf(der); err != nil {
		return nil, "", fmt.Errorf("%w: %v", ErrNotCMS, err)
	}
	return content, Signed, nil
}

// contentOf returns the content of a signed message in DER.
func contentOf(der []byte) (content []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil { // the library can panic
			content, err = nil, fmt.Errorf("the library failed: %v", fault)
		}
	}()
	message, err := pkcs7.Parse(der)
	if err != nil {
		return nil, err
	}
	return message.Content, nil
}

// binary takes off the text form in which some programs attach a message: PEM, or base64
// whose transfer encoding was lost.
func binary(raw []byte) []byte {
	text := bytes.TrimLeft(raw, " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("-----BEGIN ")):
		if block, _ := pem.Decode(text); block != nil {
			return block.Bytes
		}
	case bytes.HasPrefix(text, []byte("MI")): // so begins a sequence of more than 127 octets
		digits := bytes.Join(bytes.Fields(text), nil)
		if decoded, err := base64.StdEncoding.AppendDecode(nil, digits); err == nil {
			return decoded
		}
	}
	return raw
}
