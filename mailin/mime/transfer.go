package mime

import (
	"bytes"
	"io"
	"strings"

	"github.com/emersion/go-message"
)

// body returns the body of an entity without its transfer encoding, its charset as
// it came. Of a text go-message hands the body to decodeBody, which leaves it so.
func body(e *message.Entity) io.Reader {
	if l, ok := e.Body.(*labelled); ok {
		return l.body
	}
	return e.Body
}

// decodeTo writes the decoded body of a part.
func (r *reader) decodeTo(w io.Writer, e *message.Entity) (n int64, defect string) {
	if r.scratch == nil {
		r.scratch = make([]byte, 32<<10)
	}
	n, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{body(e)}, r.scratch)
	if err != nil && r.failed == nil {
		return n, "is not wholly in its transfer encoding"
	}
	return n, ""
}

// transferEncoding returns the name of a transfer encoding as RFC 2045 section 6
// writes it; known is false where it is none of them, nor uuencode.
func transferEncoding(value []byte) (name string, known bool) {
	name = strings.ToLower(strings.Trim(string(value), " \t\"';"))
	if strings.HasPrefix(name, "quoted printable") {
		return "quoted-printable", true
	}
	if i := strings.IndexAny(name, "; \t("); i >= 0 {
		name = name[:i]
	}
	switch name {
	case "base64", "quoted-printable":
		return name, true
	case "b64", "base-64":
		return "base64", true
	case "qp", "quoted_printable", "quotedprintable", "quoted-printible":
		return "quoted-printable", true
	case "x-uuencode", "x-uue", "uuencode", "uue":
		return "uuencode", true
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits":
		return "8bit", true
	}
	return name, false
}

// isBase64Text reports whether body is base64: whole groups of four in lines. Most
// of the bytes of all mail come this way.
func isBase64Text(body []byte) bool {
	n, padding, last := 0, 0, byte(base64Space)
	for _, c := range body {
		kind := base64Kinds[c]
		switch {
		case kind == base64Digit && padding == 0:
			n++
		case kind == base64Space && (c != ' ' || last == base64Space):
		case kind == base64Padding:
			padding++
		default:
			return false
		}
		last = kind
	}
	return (n+padding)%4 == 0 && padding <= 2
}

// isPlainText reports whether what is declared as base64 is text: words with spaces
// between them, or in other letters than those of ASCII.
func isPlainText(body []byte) bool {
	body = bytes.TrimSpace(body)
	digits, others := 0, 0
	for i, c := range body {
		switch {
		case base64Kinds[c] == base64Digit:
			digits++
		case c >= 0x80, c == ' ' && base64Kinds[body[i-1]] != base64Space:
			others++
		}
	}
	return others*10 > digits || digits == 0 && len(body) > 0
}

// longestWord bounds a body that may be a word and not base64.
const longestWord = 60

// isWord reports whether what is declared as base64 is a short text that happens to have
// only such letters, or nearly: what it would stand for is no text.
func isWord(body []byte, charset string) bool {
	body = bytes.TrimSpace(body)
	if len(body) == 2 || len(body) == 3 {
		return isReadable(body, charset)
	}
	if len(body) == 0 || len(body) > longestWord || isReadable(lenientBase64(string(body)), charset) {
		return false
	}
	return isReadable(body, charset)
}

// longLine is the length from which a line of base64 digits is no word of a text.
const longLine = 20

// cutAround cuts off the lines that lists and gateways put above and below base64 as
// they are. Without such lines both are empty.
func cutAround(body []byte, charset string) (above, encoded, below []byte) {
	first, start, end := 0, -1, -1 // the length of the first line of base64, and where it begins and ends
	last := false                  // that was the last line of a piece
	for rest := body; len(rest) > 0; {
		at := len(body) - len(rest)
		var line []byte
		line, rest = cutLine(rest)
		if line = bytes.TrimSpace(line); len(line) == 0 {
			last = start >= 0
			continue
		}
		sound := isBase64Line(line)
		if n := paddingEnd(line); start < 0 && n >= longLine && !sound {
			start = at + bytes.Index(body[at:], line)
			return cutAt(body, start, start+n, charset)
		}
		switch {
		case start < 0 && sound && (len(line) >= longLine || len(bytes.TrimSpace(body[:at])) == 0):
			first, start = len(line), at
		case start < 0:
			continue
		case !sound, last && !isPiece(line):
			if n := paddingEnd(line); n > 0 && !last { // the footer follows in the same line
				end = at + bytes.Index(body[at:], line) + n
			}
			return cutAt(body, start, end, charset)
		}
		last = len(line) < first || line[len(line)-1] == '='
		end = len(body) - len(rest)
	}
	if start < 0 {
		return nil, nil, nil
	}
	return cutAt(body, start, end, charset)
}

// paddingEnd returns how long the base64 with padding is with which a line begins, or 0.
func paddingEnd(line []byte) int {
	n := bytes.IndexByte(line, '=')
	if n <= 0 || !isBase64Line(line[:n]) {
		return 0
	}
	for n < len(line) && line[n] == '=' {
		n++
	}
	return n
}

// isPiece reports whether a line may begin a further piece of base64, and is no long word.
func isPiece(line []byte) bool {
	if len(line) < longLine || len(line)%4 != 0 {
		return false
	}
	decoded := string(lenientBase64(string(line)))
	return strings.Count(strings.ToValidUTF8(decoded, "\uFFFD"), "\uFFFD")*5 <= len(decoded)
}

// cutAt cuts a body where its base64 begins and ends; around it must be text, or nothing.
func cutAt(body []byte, start, end int, charset string) (above, encoded, below []byte) {
	above, encoded, below = body[:start], body[start:end], body[end:]
	isText := func(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 || isPlainText(b) || isWord(b, charset) }
	if !isText(above) || !isText(below) || len(encoded) < longLine && !isReadable(lenientBase64(string(encoded)), charset) {
		return nil, nil, nil
	}
	return bytes.TrimLeft(above, "\r\n"), encoded, bytes.TrimRight(below, " \t\r\n")
}

// isBase64Line reports whether a line has letters of base64 alone, and padding at most at
// its end.
func isBase64Line(line []byte) bool {
	line = bytes.TrimRight(line, "=")
	for _, c := range line {
		if base64Kinds[c] != base64Digit {
			return false
		}
	}
	return len(line) > 0
}

const (
	base64Foreign = iota
	base64Digit
	base64Space
	base64Padding
)

// base64Kinds says of each byte what it is in base64.
var base64Kinds = func() (kinds [256]byte) {
	for c := range kinds {
		if isBase64(byte(c)) {
			kinds[c] = base64Digit
		}
	}
	for _, c := range " \t\r\n" {
		kinds[c] = base64Space
	}
	kinds['='] = base64Padding
	return kinds
}()

// capture keeps the first bytes that are written to it, and drops the others.
type capture struct {
	bytes.Buffer
	most int
}

// Write implements io.Writer.
func (c *capture) Write(p []byte) (int, error) {
	c.Buffer.Write(p[:min(len(p), c.most-c.Len())])
	return len(p), nil
}
