package parse

import (
	"bytes"
	"crypto/sha256"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"rapport/store"
)

// content is the text that a part has to show, HTML still as it is.
type content struct {
	text   string
	html   bool
	beside []content // what says the same as text, and is not shown: its alternative
}

// walk reads a part and those in it, notes the attachments, and gives the text.
func (r *reader) walk(h *header, body []byte, depth int, usual string) []content {
	if r.parts++; r.parts > r.limits.Parts {
		r.unparsed("parts")
		return nil
	}
	if depth > r.limits.Depth {
		r.unparsed("depth")
		return nil
	}
	if r.late() {
		return nil
	}
	kind, params := parseParameters(h.get("content-type"))
	if !strings.Contains(kind, "/") {
		if kind != "" && kind != "text" {
			r.header.defect("the content type " + printable(kind, 40) + " is none")
		}
		kind = usual
	}
	if strings.HasPrefix(kind, "multipart/") {
		if boundary := r.boundary(params["boundary"], body); boundary != "" {
			return r.multipart(kind, boundary, body, depth)
		}
		r.header.defect("a multipart without boundary")
		kind = "text/plain"
	}
	return r.leaf(h, kind, params, body)
}

// maxCandidates bounds the lines that are tried as a boundary: each is looked for
// in all of the body.
const maxCandidates = 20

// boundary gives the boundary between parts: the one that is named, where it
// occurs, else one that the body shows.
func (r *reader) boundary(named string, body []byte) string {
	if len(named) > r.limits.Boundary {
		r.unparsed("boundary")
		return ""
	}
	if named != "" {
		if trimmed := strings.TrimRight(named, " "); bytes.Contains(body, []byte("--"+trimmed)) {
			return trimmed
		}
	}
	tried := 0
	for rest := body; len(rest) > 0 && tried < maxCandidates; {
		var line []byte
		line, rest = cutLine(rest)
		candidate := strings.TrimRight(string(line), " \t")
		if len(candidate) > 4 && len(candidate) <= 72 && strings.HasPrefix(candidate, "--") && !strings.Contains(candidate, " ") && looksLikeField(rest) {
			if bytes.Contains(rest, line) {
				r.header.defect("the boundary of a multipart is not the one named")
				return candidate[2:]
			}
			tried++
		}
	}
	return ""
}

func (r *reader) multipart(kind, boundary string, body []byte, depth int) []content {
	usual := "text/plain"
	if kind == "multipart/digest" {
		usual = "message/rfc822"
	}
	var shown []content
	complete := splitParts(body, boundary, func(part []byte) bool {
		h, inner := r.partHeader(part)
		if h.over != "" {
			r.unparsed("part_header")
		}
		texts := r.walk(&h, inner, depth+1, usual)
		for _, defect := range h.defects {
			r.header.defect("in a part: " + defect)
		}
		if kind == "multipart/alternative" {
			shown = r.better(shown, texts)
		} else {
			shown = append(shown, texts...)
		}
		return r.parts <= r.limits.Parts && !r.late() && r.failed == nil
	})
	if !complete {
		r.header.defect("a multipart does not end")
	}
	return shown
}

// partHeader reads the header section of a part. One that begins with an empty
// line has none (RFC 2046 section 5.1.1), and its text may well look like a field;
// some programs put an empty line before the fields all the same.
func (r *reader) partHeader(part []byte) (header, []byte) {
	line, after := cutLine(part)
	if len(line) == 0 && !startsWithFold(bytes.TrimLeft(after[:min(len(after), 100)], "\r\n"), "content-") {
		return header{}, after
	}
	return readHeader(part, r.limits.PartHeader, r.limits.HeaderFields)
}

func startsWithFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(string(text[:len(prefix)]), prefix)
}

// better chooses between two alternatives: plain text, unless it says nothing.
func (r *reader) better(one, other []content) []content {
	switch {
	case len(one) == 0:
		return other
	case len(other) == 0:
		return one
	case !saysSomething(one):
		return other
	}
	one[0].beside = append(one[0].beside, other...)
	return one
}

// saysSomething says whether alternatives hold plain text, and more than a note
// that the program at hand cannot show HTML.
func saysSomething(texts []content) bool {
	for _, c := range texts {
		if c.html {
			continue
		}
		text := strings.ToLower(strings.TrimSpace(c.text))
		if text == "" {
			continue
		}
		stub := len(text) < 300 && (strings.Contains(text, "html") && (strings.Contains(text, "view") || strings.Contains(text, "support") || strings.Contains(text, "read") ||
			strings.Contains(text, "查看") || strings.Contains(text, "支持")))
		if !stub {
			return true
		}
	}
	return false
}

// splitParts calls yield for each part between boundaries (RFC 2046 section
// 5.1.1), until it says no. It says whether the last boundary was there.
func splitParts(body []byte, boundary string, yield func(part []byte) bool) (complete bool) {
	delimiter := []byte("--" + boundary)
	start := -1 // of the part, in body
	for at := 0; at <= len(body); {
		i := bytes.Index(body[at:], delimiter)
		if i < 0 {
			break
		}
		i += at
		at = i + len(delimiter)
		if i > 0 && body[i-1] != '\n' {
			continue
		}
		line, after := cutLine(body[at:])
		rest := strings.TrimRight(string(line[:min(len(line), 200)]), " \t")
		last := strings.HasPrefix(rest, "--")
		if rest != "" && !last {
			continue
		}
		if start >= 0 && !yield(trimLineEnd(body[start:i])) {
			return true
		}
		if last {
			return true
		}
		start = len(body) - len(after)
		at = start
	}
	if start >= 0 {
		yield(body[start:])
	}
	return false
}

// trimLineEnd takes off the line end that belongs to the boundary after it.
func trimLineEnd(part []byte) []byte {
	part = bytes.TrimSuffix(part, []byte("\n"))
	return bytes.TrimSuffix(part, []byte("\r"))
}

// leaf reads a part that holds no others: text to show, or an attachment.
func (r *reader) leaf(h *header, kind string, params map[string]string, body []byte) []content {
	disposition, dispositionParams := parseParameters(h.get("content-disposition"))
	name := r.fileName(dispositionParams["filename"], params["name"])
	shown := (kind == "text/plain" || kind == "text/html") && disposition != "attachment" && name == ""
	if !shown {
		r.readDelivery(h, kind, body)
		r.readCalendar(h, kind, params, name, body)
		r.attach(h, kind, name, disposition, body)
		return nil
	}
	if r.into != nil {
		return nil
	}
	decoded, defect := readBounded(transferDecoded(h, body), r.limits.Text)
	if defect != "" {
		r.header.defect("a text part " + defect)
	}
	charset := params["charset"]
	if charset == "" && kind == "text/html" {
		charset = metaCharset(decoded)
	}
	text, defect := decodeCharset(charset, decoded)
	if defect != "" {
		r.header.defect("a text part is " + defect)
	}
	return []content{{text: text, html: kind == "text/html"}}
}

// text makes one text of what is to be shown.
func (r *reader) text(parts []content) string {
	var b strings.Builder
	for _, c := range parts {
		text := c.text
		if c.html {
			var defects []string
			text, defects = htmlText(text, r.limits.Text)
			for _, defect := range defects {
				r.header.defect(defect)
			}
		}
		text = plainText(text)
		if b.Len() > 0 && strings.TrimSpace(text) != "" {
			b.WriteString("\n")
		}
		b.WriteString(text)
		if text != "" && !strings.HasSuffix(text, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// shownHTML gives the source of what is shown, where any of it is HTML or has an
// alternative that is. Text that has none stands in it preformatted, so that it
// is all there. It is cut at limits.text.
func (r *reader) shownHTML(parts []content) string {
	var b strings.Builder
	found := false
	write := func(source string) {
		if room := r.limits.Text - b.Len(); len(source) > room {
			source = strings.ToValidUTF8(source[:room], "")
		}
		b.WriteString(source)
	}
	for _, c := range parts {
		has := false
		for _, from := range append([]content{c}, c.beside...) {
			if from.html {
				write(from.text)
				has = true
			}
		}
		found = found || has
		if !has && strings.TrimSpace(c.text) != "" {
			write("<pre>" + html.EscapeString(c.text) + "</pre>")
		}
	}
	if !found {
		return ""
	}
	return b.String()
}

// plainText gives text with line feeds for line ends and without controls.
func plainText(text string) string {
	text = strings.TrimPrefix(text, "\uFEFF")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f {
			return strings.Map(func(r rune) rune {
				switch {
				case r == '\n' || r == '\t':
					return r
				case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xFEFF || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
					return -1
				case r == 0x2028 || r == 0x2029:
					return '\n'
				}
				return r
			}, text)
		}
	}
	return text
}

// attach notes an attachment, and writes it where it is the one that is wanted.
func (r *reader) attach(h *header, kind, name, disposition string, body []byte) {
	a := store.Attachment{N: len(r.message.Attachments) + 1, Name: name, Type: kind, Inline: disposition == "inline"}
	if ids := (&reader{limits: r.limits, header: h}).messageIDs("Content-ID"); len(ids) > 0 {
		a.ContentID = ids[0]
		a.Inline = disposition != "attachment"
	}
	if name == "" && kind == "message/rfc822" {
		inner, _ := readHeader(body, r.limits.PartHeader, r.limits.HeaderFields)
		if subject := inner.decodeValue(inner.get("subject")); subject != "" {
			a.Name = r.fileName(strings.NewReplacer("/", "-", `\`, "-").Replace(subject)+".eml", "")
		}
	}
	sum := sha256.New()
	var to io.Writer = sum
	if r.wanted == a.N && r.into != nil {
		to = io.MultiWriter(sum, writer{r})
		r.found = true
	} else if r.into != nil {
		r.message.Attachments = append(r.message.Attachments, a)
		return
	}
	var defect string
	a.Size, defect = r.decodeTo(to, h, body)
	if defect != "" {
		r.header.defect("an attachment " + defect)
	}
	copy(a.SHA256[:], sum.Sum(nil))
	r.message.Attachments = append(r.message.Attachments, a)
}

// writer keeps the first error of what an attachment is written to.
type writer struct{ r *reader }

func (w writer) Write(p []byte) (int, error) {
	n, err := w.r.into.Write(p)
	if err != nil {
		w.r.failed = err
	}
	return n, err
}
