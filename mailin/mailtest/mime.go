package mailtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"rapport/store/visible"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// part is a body part, possibly of several.
type part struct {
	header []string // fields, without Content-Type and Content-Transfer-Encoding
	kind   string   // Content-Type as written, without boundary
	// One of the following two.
	encoded  func(*bytes.Buffer) // writes the rest of the header and the body
	parts    []part
	boundary string // of parts
}

// write writes the part: header, empty line, body.
func (p part) write(b *bytes.Buffer) {
	for _, field := range p.header {
		line(b, field)
	}
	if p.parts == nil {
		line(b, "Content-Type: "+p.kind)
		p.encoded(b)
		return
	}
	line(b, "Content-Type: "+p.kind+";\r\n\tboundary=\""+p.boundary+"\"")
	b.WriteString("\r\n")
	if len(p.header) > 0 { // a whole message
		b.WriteString("This is a multi-part message in MIME format.\r\n\r\n")
	}
	for _, inner := range p.parts {
		line(b, "--"+p.boundary)
		inner.write(b)
		b.WriteString("\r\n")
	}
	line(b, "--"+p.boundary+"--")
}

// text returns a text part in a charset and a transfer encoding. If transfer is "", the
// program chooses 7bit or quoted-printable.
func text(subtype, content, charset, transfer string) part {
	switch ascii, long := visible.IsASCII(content), hasLongLine(content); {
	case transfer == "8bit" && long:
		transfer = "base64"
	case transfer == "8bit" && ascii, transfer == "" && ascii && !long:
		transfer = "7bit"
	case transfer == "":
		transfer = "quoted-printable"
	}
	return part{
		kind: fmt.Sprintf("text/%s; charset=%q", subtype, charset),
		encoded: func(b *bytes.Buffer) {
			body := encode(content, charset)
			line(b, "Content-Transfer-Encoding: "+transfer)
			b.WriteString("\r\n")
			switch transfer {
			case "base64":
				writeBase64(b, bytes.ReplaceAll(body, []byte("\n"), []byte("\r\n")))
			case "quoted-printable":
				w := quotedprintable.NewWriter(b)
				w.Write(body) // into memory, and "\n" becomes CRLF
				w.Close()
			default:
				b.Write(bytes.ReplaceAll(body, []byte("\n"), []byte("\r\n")))
			}
		},
	}
}

// file returns an attachment as a part. Chinese programs write its name as encoded words,
// against RFC 2047 section 5; others follow RFC 2231.
func file(a Attachment, words bool, charset string) part {
	kind := mime.FormatMediaType(a.Type, map[string]string{"name": a.Name})
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": a.Name})
	if words && !visible.IsASCII(a.Name) {
		name := word(a.Name, charset)
		kind = fmt.Sprintf("%s;\r\n\tname=\"%s\"", a.Type, name)
		disposition = fmt.Sprintf("attachment;\r\n\tfilename=\"%s\"", name)
	}
	return part{
		kind: kind,
		encoded: func(b *bytes.Buffer) {
			line(b, "Content-Disposition: "+disposition)
			line(b, "Content-Transfer-Encoding: base64")
			b.WriteString("\r\n")
			writeBase64(b, a.Content)
		},
	}
}

// line writes a line of a header.
func line(b *bytes.Buffer, s string) {
	b.WriteString(s)
	b.WriteString("\r\n")
}

// writeBase64 writes lines of 76 characters, RFC 2045 section 6.8.
func writeBase64(b *bytes.Buffer, content []byte) {
	const bytesPerLine = 57
	for len(content) > 0 {
		n := min(len(content), bytesPerLine)
		out := base64.StdEncoding.AppendEncode(b.AvailableBuffer(), content[:n])
		b.Write(append(out, '\r', '\n'))
		content = content[n:]
	}
}

// encode returns text in a charset. Characters that the charset lacks become "?".
func encode(text, charset string) []byte {
	var out string
	var err error
	switch strings.ToLower(charset) {
	case "gb2312", "gbk", "gb18030": // programs write GB18030 under all three names
		out, err = simplifiedchinese.GB18030.NewEncoder().String(text)
	case "windows-1252":
		out, err = charmap.Windows1252.NewEncoder().String(text)
	default:
		out = text
	}
	if err != nil {
		return []byte(strings.Map(func(r rune) rune {
			if r > unicode.MaxASCII {
				return '?'
			}
			return r
		}, text))
	}
	return []byte(out)
}

// word returns text as base64 encoded words (RFC 2047), folded between them, or unchanged
// if it is ASCII.
func word(text, charset string) string {
	if visible.IsASCII(text) {
		return text
	}
	// An encoded word has at most 75 characters, and only whole characters of the charset.
	room := (75 - len("=??B??=") - len(charset)) / 4 * 3
	var words []string
	start, size := 0, 0
	flush := func(end int) {
		if end > start {
			words = append(words, "=?"+charset+"?B?"+base64.StdEncoding.EncodeToString(encode(text[start:end], charset))+"?=")
		}
		start, size = end, 0
	}
	for i, r := range text {
		n := len(encode(string(r), charset))
		if size+n > room {
			flush(i)
		}
		size += n
	}
	flush(len(text))
	return strings.Join(words, "\r\n ")
}

// hasLongLine reports whether a line may be longer than the 998 bytes of RFC
// 5322 section 2.1.1.
func hasLongLine(s string) bool {
	for line := range strings.Lines(s) {
		if len(line) > 998 {
			return true
		}
	}
	return false
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
