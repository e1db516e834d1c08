package mime

import (
	"bytes"
	"unicode/utf8"
)

// mostLayers bounds how many transfer encodings are taken off a text behind the one that
// it names.
const mostLayers = 2

// stillEncoded takes off the transfer encodings in which a text still is when that which
// it names is off: gateways encode twice, or lose the field that says how. Only what can
// hardly be anything else counts, as people write about encodings. It returns what they
// were called, or "".
func stillEncoded(text []byte, charset string) (plain []byte, was string) {
	plain = text
	for range mostLayers {
		decoded, encoding := unquoted(plain, charset), "quoted-printable"
		if decoded == nil {
			decoded, encoding = unbase64ed(plain, charset), "base64"
		}
		if decoded == nil {
			break
		}
		plain, was = decoded, encoding
	}
	return plain, was
}

// unquoted returns what text in quoted-printable stands for, or nil where it may be
// anything else: each "=" must stand before two digits or a line end, as in no text that
// has its "=" for itself; and its escapes must make characters above ASCII, or its lines
// end softly where such lines do.
func unquoted(text []byte, charset string) []byte {
	if bytes.IndexByte(text, '=') < 0 || utf8.RuneCount(text) != len(text) {
		return nil
	}
	soft, full, high, escapes := 0, 0, 0, 0 // soft line ends, those of full lines, escapes above ASCII, all escapes
	for rest := text; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		line = bytes.TrimRight(line, " \t")
		if len(line) > longestQuoted {
			return nil
		}
		for i := 0; i < len(line); i++ {
			if line[i] >= 0x80 {
				return nil
			}
			if line[i] != '=' {
				continue
			}
			if i == len(line)-1 {
				if len(rest) > 0 {
					soft++
				}
				if len(line) >= fullLine {
					full++
				}
				continue
			}
			if i+2 >= len(line) || !isUpperHex(line[i+1]) || !isUpperHex(line[i+2]) {
				return nil
			}
			if escapes++; line[i+1] >= '8' {
				high++
			}
			i += 2
		}
	}
	decoded := unquote(text)
	switch {
	case high >= 2:
		if !isSureText(decoded, charset, soft > 0) {
			return nil
		}
	case escapes > 0 && (full > 0 || soft > 0 && soft+escapes > 2), full > 1 && full == soft:
	default:
		return nil
	}
	return decoded
}

// isSureText reports whether bytes above ASCII are letters of the charset and no chance.
func isSureText(b []byte, charset string, soft bool) bool {
	label := cleanLabel(charset)
	switch {
	case utf8.Valid(b):
		return true
	case isUTF8(label) || encodingOf(label) == nil:
		return false
	case isWestern(label):
		return soft || accented(b)
	case isGB(label):
		return looksGB(b) && isReadable(b, charset)
	}
	return soft && isReadable(b, charset)
}

// accented reports whether each byte above ASCII is a letter of Latin-1 beside another
// letter.
func accented(b []byte) bool {
	for i, c := range b {
		if c >= 0x80 && (c < 0xC0 || !(i > 0 && isLetter(b[i-1]) || i+1 < len(b) && isLetter(b[i+1]))) {
			return false
		}
	}
	return true
}

// A line of quoted-printable has 76 characters at most (RFC 2045 section 6.7), and one that
// ends softly not many less.
const (
	longestQuoted = 80
	fullLine      = 70
)

func isUpperHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' }

// unquote decodes quoted-printable that is sound.
func unquote(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		line, rest := cutLine(text)
		ended := len(line) < len(text)
		line = bytes.TrimRight(line, " \t")
		soft := bytes.HasSuffix(line, []byte("="))
		out = append(out, unescape(string(bytes.TrimSuffix(line, []byte("="))), '=')...)
		if ended && !soft {
			out = append(out, '\n')
		}
		text = rest
	}
	return out
}

// unbase64ed returns what text in base64 stands for, or nil where it may be anything
// else: it must be base64 and nothing else, and stand for readable text. A short word is
// base64 by its letters, but stands for no text; in a charset of two octets anything
// does, so that it must be long.
func unbase64ed(text []byte, charset string) []byte {
	text = bytes.TrimSpace(text)
	if len(text) < 8 || bytes.IndexByte(text, ' ') >= 0 {
		return nil
	}
	if missing := -digitsOf(text) & 3; len(text) >= shortText && missing < 3 && text[len(text)-1] != '=' {
		text = append(bytes.Clone(text), "=="[:missing]...) // its padding was lost
	}
	if !isBase64Text(text) {
		return nil
	}
	decoded := lenientBase64(string(text))
	if !isReadable(decoded, charset) {
		return nil
	}
	if !utf8.Valid(decoded) && len(text) < shortText {
		return nil
	}
	return decoded
}

// shortText is the length below which a guess at the charset of bytes shows nothing.
const shortText = 24

// digitsOf counts the digits of base64 in a text.
func digitsOf(text []byte) (n int) {
	for _, c := range text {
		if base64Kinds[c] == base64Digit {
			n++
		}
	}
	return n
}

// isReadable reports whether bytes are text: hardly a control, hardly anything that is
// no character in their charset.
func isReadable(b []byte, charset string) bool {
	if label := cleanLabel(charset); len(b) == 0 || len(b) < shortText && !utf8.Valid(b) && (isUTF8(label) || encodingOf(label) == nil) {
		return false
	}
	text, _ := decodeCharset(charset, b)
	all, odd := 0, 0
	for _, r := range text {
		all++
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r >= 0x7F && r < 0xA0 || r >= 0xE000 && r < 0xF900 {
			odd++
		}
	}
	return odd*50 <= all
}
