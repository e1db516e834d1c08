package mime

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"

	"github.com/emersion/go-message"
)

// decodeTo writes the decoded body of a part.
func (r *reader) decodeTo(w io.Writer, h *Header, body []byte) (n int64, defect string) {
	if r.scratch == nil {
		r.scratch = make([]byte, 32<<10)
	}
	plain := struct{ io.Writer }{w}
	if transferEncoding(h) == "base64" {
		// By far the most bytes of all mail come this way.
		n, err := io.CopyBuffer(plain, base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body)), r.scratch)
		if err == nil {
			return n, ""
		}
		// What was written stays written: go on behind it.
		rest := &lenientReader{body: body}
		if _, err := io.CopyN(io.Discard, rest, n); err == nil {
			more, _ := io.CopyBuffer(plain, struct{ io.Reader }{rest}, r.scratch)
			n += more
		}
		return n, "is not clean base64"
	}
	if transferEncoding(h) == "uuencode" {
		if data := uuData(body); data != nil {
			return decodeUU(plain, data), ""
		}
		n, _ := w.Write(body) // a hash, or a writer that keeps its error
		return int64(n), "is not uuencoded, as it says"
	}
	n, err := io.CopyBuffer(plain, transferDecoded(h, body), r.scratch)
	if err != nil && r.failed == nil {
		return n, "is not wholly in its transfer encoding"
	}
	return n, ""
}

// transferEncoding gives the name of the transfer encoding as RFC 2045 section 6
// writes it.
func transferEncoding(h *Header) string {
	name := strings.ToLower(strings.Trim(string(h.get("content-transfer-encoding")), " \t\"';"))
	if strings.HasPrefix(name, "quoted printable") {
		return "quoted-printable"
	}
	if i := strings.IndexAny(name, "; \t("); i >= 0 {
		name = name[:i]
	}
	switch name {
	case "base64", "quoted-printable":
		return name
	case "b64", "base-64":
		return "base64"
	case "qp", "quoted_printable", "quotedprintable", "quoted-printible":
		return "quoted-printable"
	case "x-uuencode", "x-uue", "uuencode", "uue":
		return "uuencode"
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits":
	default:
		h.defect("the transfer encoding " + printable(name, 30) + " is unknown")
	}
	return "8bit"
}

// transferDecoded gives the body of a part without its transfer encoding.
func transferDecoded(h *Header, body []byte) io.Reader {
	encoding := transferEncoding(h)
	if encoding == "8bit" {
		return bytes.NewReader(body)
	}
	if encoding == "base64" {
		return &fallback{first: base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body)), body: body}
	}
	if encoding == "uuencode" {
		data := uuData(body)
		if data == nil {
			return bytes.NewReader(body)
		}
		var decoded bytes.Buffer
		decodeUU(&decoded, data[:min(len(data), maxUUText)])
		return &decoded
	}
	var clean message.Header
	clean.Set("Content-Transfer-Encoding", encoding)
	entity, err := message.New(clean, bytes.NewReader(body))
	if err != nil { // cannot be, with an encoding it knows
		return bytes.NewReader(body)
	}
	return entity.Body
}

// maxUUText bounds a text that is uuencoded; limits.text bounds it further.
const maxUUText = 4 << 20

// fallback reads base64 strictly, and from its first fault on leniently.
type fallback struct {
	first io.Reader
	body  []byte
	read  int
	rest  io.Reader
}

func (f *fallback) Read(p []byte) (int, error) {
	if f.rest != nil {
		return f.rest.Read(p)
	}
	n, err := f.first.Read(p)
	f.read += n
	if err != nil && err != io.EOF {
		f.rest = &lenientReader{body: f.body}
		_, err = io.CopyN(io.Discard, f.rest, int64(f.read))
	}
	return n, err
}

// lenientReader decodes base64 as lenientBase64 does, a few bytes at a time.
type lenientReader struct {
	body []byte
	out  []byte // decoded and not yet read
	few  [3]byte
}

func (r *lenientReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(r.out) == 0 && !r.decode() {
			break
		}
		k := copy(p[n:], r.out)
		n, r.out = n+k, r.out[k:]
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// decode decodes the next characters that stand for any bytes.
func (r *lenientReader) decode() bool {
	var group [4]byte
	n := 0
	for i, c := range r.body {
		if isBase64(c) {
			group[n] = c
			n++
		}
		if n == 4 || c == '=' && n > 0 { // what follows "=" was encoded apart
			if r.out = appendBase64(r.few[:0], group[:n]); len(r.out) > 0 {
				r.body = r.body[i+1:]
				return true
			}
			n = 0
		}
	}
	r.body = nil
	r.out = appendBase64(r.few[:0], group[:n])
	return len(r.out) > 0
}

// readBounded reads at most limit bytes. The defect is "" where that was all.
func readBounded(from io.Reader, limit int) ([]byte, string) {
	text, err := io.ReadAll(io.LimitReader(from, int64(limit)+1))
	if len(text) > limit {
		return text[:limit], "is longer than limits.text; the rest is left out"
	}
	if err != nil {
		return text, "is not wholly in its transfer encoding"
	}
	return text, ""
}
