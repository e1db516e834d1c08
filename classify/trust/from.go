package trust

import (
	"rapport/store/visible"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// mailbox is the address in a From field.
type mailbox struct {
	written   string // as in the field
	canonical string // in lower case, its domain in ASCII
	domain    string // of canonical
}

// mailboxOf reads a From field that names one mailbox in the plain way: an address, or a
// name and an address in angle brackets (RFC 5322 section 3.4). Otherwise why says what it
// is: programs differ in how they read lists, groups, comments, routes and quoted local
// parts.
func mailboxOf(value string) (m mailbox, why string) {
	const odd = "is no plain address"
	address := value
	if strings.HasSuffix(value, ">") {
		phrase, ok := skipPhrase(value)
		if !ok || !strings.HasPrefix(value[phrase:], "<") {
			return m, odd
		}
		address = value[phrase+1 : len(value)-1]
	}
	local, domain, ok := strings.Cut(address, "@")
	if !ok || !isDotAtom(local, isAtomByte) || strings.HasPrefix(local, "=?") || len(local) > 64 {
		return m, odd
	}
	ascii, ok := asciiDomain(domain)
	if !ok {
		return m, odd
	}
	return mailbox{written: address, canonical: strings.ToLower(local) + "@" + ascii, domain: ascii}, ""
}

// skipPhrase returns the end of the display name at the start of s.
func skipPhrase(s string) (end int, ok bool) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<':
			return i, true
		case c == '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
			if i >= len(s) {
				return 0, false
			}
		case c == ' ', c == '\t', c == '.', c >= 0x80, isAtomByte(c):
		default: // a comma, colon, comment, route or second address
			return 0, false
		}
	}
	return 0, false
}

func isDotAtom(s string, allowed func(byte) bool) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" {
			return false
		}
		for i := 0; i < len(part); i++ {
			if !allowed(part[i]) {
				return false
			}
		}
	}
	return true
}

// isAtomByte reports whether c is atext (RFC 5322 section 3.2.3).
func isAtomByte(c byte) bool {
	return isLetterOrDigit(c) || c != 0 && strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func isLetterOrDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func isDomainByte(c byte) bool { return isLetterOrDigit(c) || c == '-' || c == '_' }

// asciiDomain returns a domain of at least two labels in lower case, its labels in
// other scripts as A-labels (RFC 5890).
func asciiDomain(domain string) (string, bool) {
	if !visible.IsASCII(domain) {
		if !utf8.ValidString(domain) {
			return "", false
		}
		ascii, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return "", false
		}
		domain = ascii
	}
	if len(domain) > 253 || !strings.Contains(domain, ".") || !isDotAtom(domain, isDomainByte) {
		return "", false
	}
	return strings.ToLower(domain), true
}
