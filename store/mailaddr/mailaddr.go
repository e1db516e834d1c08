// Package mailaddr compares mail addresses: the form under which two spellings of one
// address are the same, its parts, and its plus-tag.
package mailaddr

import (
	"strings"

	"golang.org/x/net/idna"
)

// Key returns the form in which addresses are compared: the local part with
// ASCII letters in lower case, and the domain as Domain returns it. For a string
// that is not an address it returns "", which matches nothing.
//
// Letters outside ASCII stay as they are: Unicode lower-casing would turn the Kelvin sign
// into k, and so a stranger's address into a client's.
func Key(address string) string {
	if isKey(address) {
		return address
	}
	local, domain, ok := Cut(address)
	if !ok {
		return ""
	}
	if domain = Domain(domain); domain == "" {
		return ""
	}
	return Lower(local) + "@" + domain
}

// isKey reports, without allocating, whether Key would return the
// address unchanged. That is the case for nearly every address.
func isKey(address string) bool {
	at := -1
	for i := 0; i < len(address); i++ {
		switch c := address[i]; {
		case c == '@':
			at = i
		case c <= ' ' || c >= 0x7f || 'A' <= c && c <= 'Z':
			return false
		}
	}
	return at > 0 && at < len(address)-1 && address[len(address)-1] != '.'
}

// Domain returns a domain in the form used for look-ups: ASCII by IDNA (RFC 5891,
// UTS 46), lower case, without a final dot. For a string that is not a domain it returns
// "".
func Domain(domain string) string {
	domain = strings.TrimSuffix(domain, ".")
	for i := 0; i < len(domain); i++ {
		if domain[i] >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(domain)
			if err != nil {
				return ""
			}
			return strings.TrimSuffix(ascii, ".")
		}
		if domain[i] <= ' ' || domain[i] == 0x7f {
			return ""
		}
	}
	return Lower(domain)
}

// Cut splits an address at its last @.
func Cut(address string) (local, domain string, ok bool) {
	i := strings.LastIndexByte(address, '@')
	if i <= 0 || i == len(address)-1 {
		return "", "", false
	}
	return address[:i], address[i+1:], true
}

// WithoutTag removes the plus-tag (RFC 5233) from the local part.
func WithoutTag(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	if plus := strings.IndexByte(address[:at], '+'); plus > 0 {
		return address[:plus] + address[at:]
	}
	return address
}

// Lower returns s with its ASCII letters in lower case, and nothing else changed.
func Lower(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			lower := []byte(s)
			for ; i < len(lower); i++ {
				if 'A' <= lower[i] && lower[i] <= 'Z' {
					lower[i] += 'a' - 'A'
				}
			}
			return string(lower)
		}
	}
	return s
}
