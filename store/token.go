package store

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// NewTag returns 128 random bits as 26 letters and digits that an address may
// hold in any case (RFC 4648 section 6).
func NewTag() string {
	var bits [16]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the process instead
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(bits[:]))
}

// Tagged returns an address with a tag (RFC 5233): log+TAG@agency.example.
func Tagged(address, tag string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return address
	}
	return address[:i] + "+" + tag + address[i:]
}
