package relay

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Envelope is the envelope of RFC 5321, 2.3.1: sender and recipients, independent of
// the header of the mail.
type Envelope struct {
	From string // return path, local@domain; empty for the null path <>, to which nothing bounces
	To   string // the one recipient
	// Copy is a second recipient in the same transaction, an address of our own:
	// the copy that arrives there proves that the server took the mail. If the
	// server refuses it, the mail is sent without. Empty for none.
	Copy string
	ID   string // ENVID (RFC 3461, 4.4), at most 100 bytes; sent if the server offers DSN; empty for none
	// Secret reports that only the recipient may read the mail: no copy of it may stay with the
	// server, where that keeps what is sent.
	Secret bool
}

// maxPath is the longest address: RFC 5321, 4.5.3.1.3 allows 256 bytes with brackets.
const maxPath = 254

// commands returns MAIL and RCPT for a mail, or an error that says why the mail
// cannot be sent by this server.
func (s *Session) commands(e Envelope, raw []byte) (c commands, err error) {
	if err := checkMail(raw); err != nil {
		return c, err
	}
	if size, ok := s.sizeLimit(); ok && int64(len(raw)) > size {
		return c, fmt.Errorf("the mail has %d bytes; the server takes no more than %d", len(raw), size)
	}
	from := ""
	if e.From != "" {
		if from, err = path(e.From); err != nil {
			return c, fmt.Errorf("return path: %w", err)
		}
	}
	to, err := path(e.To)
	if err != nil {
		return c, fmt.Errorf("recipient: %w", err)
	}

	copied := ""
	if e.Copy != "" {
		if copied, err = path(e.Copy); err != nil {
			return c, fmt.Errorf("copy: %w", err)
		}
		c.copied = "RCPT TO:<" + copied + ">"
	}

	mail := "MAIL FROM:<" + from + ">"
	if s.offers("SIZE") {
		mail += " SIZE=" + strconv.Itoa(len(raw))
	}
	international := !ascii(from) || !ascii(to) || !ascii(copied) || !ascii(string(headerOf(raw)))
	if !ascii(string(raw)) {
		if !s.offers("8BITMIME") {
			return c, errors.New("the mail has 8-bit bytes; the server does not offer 8BITMIME")
		}
		mail += " BODY=8BITMIME"
	}
	if international {
		if !s.offers("SMTPUTF8") {
			return c, errors.New("an address or a header field is not ASCII; the server does not offer SMTPUTF8")
		}
		mail += " SMTPUTF8"
	}
	if e.ID != "" && s.offers("DSN") {
		id, err := xtext(e.ID)
		if err != nil {
			return c, err
		}
		mail += " RET=HDRS ENVID=" + id
	}
	c.mail, c.rcpt = mail, "RCPT TO:<"+to+">"
	return c, nil
}

// commands are the lines that open a transaction; copied may be empty.
type commands struct{ mail, rcpt, copied string }

// sizeLimit returns the server's limit in bytes (RFC 1870, 3), if it stated one.
func (s *Session) sizeLimit() (int64, bool) {
	size, err := strconv.ParseInt(s.extensions["SIZE"], 10, 64)
	return size, err == nil && size > 0
}

// SizeLimit returns how many bytes a mail may have, as the server says (RFC 1870); 0 where it
// does not.
func (s *Session) SizeLimit() int64 {
	size, _ := s.sizeLimit()
	return size
}

// CheckAddress returns an error if address cannot be used in an Envelope.
func CheckAddress(address string) error {
	_, err := path(address)
	return err
}

// path returns an address as it goes over the wire. It accepts the small grammar of
// real addresses: no quoted local part and no address literal, both of which have
// been used to smuggle in commands. A domain that is not ASCII becomes its A-label
// where that avoids SMTPUTF8.
func path(address string) (string, error) {
	if len(address) > maxPath {
		return "", fmt.Errorf("%d bytes are too many for an address", len(address))
	}
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return "", fmt.Errorf("%q has no domain", address)
	}
	local, domain := address[:at], address[at+1:]
	if local == "" || domain == "" || strings.ContainsFunc(local, notAtom) || strings.ContainsFunc(domain, notDomain) || !utf8.ValidString(address) {
		return "", fmt.Errorf("%q is not an address that mail can be sent to", address)
	}
	if ascii(local) && !ascii(domain) {
		label, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return "", fmt.Errorf("%q: %w", address, err)
		}
		domain = label
	}
	return local + "@" + domain, nil
}

// notAtom reports whether r is neither atext (RFC 5322, 3.2.3; RFC 6531, 3.3) nor a
// dot. Dots may stand anywhere: some Japanese providers assigned addresses with two
// in a row.
func notAtom(r rune) bool {
	if r < 0x80 {
		return !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r) && !letterOrDigit(r)
	}
	return !unicode.IsPrint(r)
}

func notDomain(r rune) bool {
	if r < 0x80 {
		return r != '.' && r != '-' && r != '_' && !letterOrDigit(r)
	}
	return !unicode.IsPrint(r)
}

func letterOrDigit(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// xtext returns an ENVID in the encoding of RFC 3461, section 4.
func xtext(id string) (string, error) {
	const longest = 100
	var b strings.Builder
	for i := range len(id) {
		switch c := id[i]; {
		case c < ' ' || c > '~':
			return "", fmt.Errorf("envelope ID %q is not printable ASCII", id)
		case c == ' ', c == '+', c == '=':
			fmt.Fprintf(&b, "+%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	if b.Len() > longest {
		return "", fmt.Errorf("envelope ID %q is longer than %d bytes", id, longest)
	}
	return b.String(), nil
}

// maxLine is RFC 5321, 4.5.3.1.6, without the CRLF.
const maxLine = 998

// checkMail returns an error if raw could arrive altered. A server may repair, cut
// or, at a bare CR or LF before a dot, split in two what violates RFC 5321, 2.3.8.
func checkMail(raw []byte) error {
	if len(raw) == 0 {
		return errors.New("the mail is empty")
	}
	for n := 1; len(raw) > 0; n++ {
		end := bytes.IndexByte(raw, '\n')
		if end < 1 || raw[end-1] != '\r' {
			return fmt.Errorf("line %d of the mail does not end with CRLF", n)
		}
		line := raw[:end-1]
		switch {
		case bytes.IndexByte(line, '\r') >= 0:
			return fmt.Errorf("line %d of the mail has a bare CR", n)
		case bytes.IndexByte(line, 0) >= 0:
			return fmt.Errorf("line %d of the mail has a NUL", n)
		case len(line) > maxLine:
			return fmt.Errorf("line %d of the mail has %d bytes, more than %d", n, len(line), maxLine)
		}
		raw = raw[end+1:]
	}
	return nil
}

func headerOf(raw []byte) []byte {
	header, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	return header
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
