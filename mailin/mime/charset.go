package mime

import (
	"bytes"
	"io"
	"rapport/store/visible"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// go-message knows charsets by this variable alone. It is set once, and for all
// that this program reads by go-message: to what also knows the labels and faults
// of real programs.
func init() { message.CharsetReader = decodeBody }

// decodeBody returns what reads body, which is in the charset label, as UTF-8.
func decodeBody(label string, body io.Reader) (io.Reader, error) {
	return &labelled{label: label, body: body}, nil
}

// labelled is a body in a charset. It is decoded as a whole, since what its bytes
// say counts for more than the label.
type labelled struct {
	label string
	body  io.Reader
	text  *strings.Reader // decoded, once it is read
}

// Read implements io.Reader.
func (l *labelled) Read(p []byte) (int, error) {
	if l.text == nil {
		all, err := io.ReadAll(l.body)
		if err != nil {
			return 0, err
		}
		text, _ := decodeCharset(l.label, all)
		l.text = strings.NewReader(text)
	}
	return l.text.Read(p)
}

// decodeCharset makes text of bytes that are said to be in the charset label.
// Labels are wrong as often as right in some programs, so that what the bytes
// say themselves comes first. The defect is "" where all is well.
func decodeCharset(label string, b []byte) (text, defect string) {
	label = cleanLabel(label)
	if big, is := inUTF16(b, strings.HasPrefix(label, "utf-16")); is {
		name := map[bool]string{true: "utf-16be", false: "utf-16le"}[big]
		if label == name || label == "utf-16" && big {
			return decodeAs(encodingOf(name), b), ""
		}
		return decodeAs(encodingOf(name), b), "labelled " + quoteLabel(label) + ", but is " + name
	}
	if visible.IsASCII(b) && !escapes(label) {
		return string(b), ""
	}
	switch kind := encodingOf(label); {
	case isUTF8(label):
		if utf8.Valid(b) {
			return string(b), ""
		}
		if text, name := guess(b); name == "gb18030" && !isCutUTF8(b) {
			return text, "labelled utf-8, but is not; read as " + name
		}
		return strings.ToValidUTF8(string(b), "\uFFFD"), "labelled utf-8, but not all of it is"
	case isGB(label) || kind == nil:
		if utf8.Valid(b) && (kind == nil || isCJKText(b)) {
			if label == "" || label == "us-ascii" || label == "ascii" {
				return string(b), ""
			}
			return string(b), "labelled " + printable(label, 40) + ", but is utf-8"
		}
		if kind == nil {
			text, name := guess(b)
			return text, "charset " + quoteLabel(label) + " unknown or missing; read as " + name
		}
		return decodeAs(kind, b), ""
	case isSingle(kind) && utf8.Valid(b):
		// Hardly any text in these is UTF-8 by chance.
		return string(b), "labelled " + printable(label, 40) + ", but is utf-8"
	case isWestern(label) && looksCyrillic(b):
		return decodeAs(charmap.Windows1251, b), "labelled " + printable(label, 40) + ", but is windows-1251"
	default:
		if label == "utf-7" {
			return decodeUTF7(b), ""
		}
		return decodeAs(kind, b), ""
	}
}

// isCutUTF8 reports whether b is UTF-8 that ends within a character.
func isCutUTF8(b []byte) bool {
	for n := 1; n < utf8.UTFMax && n < len(b); n++ {
		if end := b[len(b)-n:]; utf8.RuneStart(end[0]) {
			return !utf8.FullRune(end) && utf8.Valid(b[:len(b)-n])
		}
	}
	return false
}

func quoteLabel(label string) string {
	if label == "" {
		return "label"
	}
	return printable(label, 40)
}

func decodeAs(e encoding.Encoding, b []byte) string {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// guess makes text of bytes in an unknown charset: UTF-8, else GB18030 where
// most of it is in pairs as Chinese text is, else Windows-1252.
func guess(b []byte) (text, name string) {
	if utf8.Valid(b) {
		return string(b), "utf-8"
	}
	if mostlyUTF8(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD"), "utf-8 with faults"
	}
	if looksGB(b) {
		if text := decodeAs(simplifiedchinese.GB18030, b); strings.Count(text, "\uFFFD") <= len(b)/200 {
			return text, "gb18030"
		}
	}
	return decodeAs(charmap.Windows1252, b), "windows-1252"
}

// mostlyUTF8 reports whether b is UTF-8 but for a few bytes, as where a text was cut
// within a character. As GB18030 all of it would be wrong.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good += size
		}
		b = b[size:]
	}
	return good >= 4*bad
}

// looksGB reports whether the bytes above ASCII stand in pairs as in GB 2312. An
// accented letter among ASCII stands alone; two may stand side by side, but then
// in a word of ASCII letters.
func looksGB(b []byte) bool {
	paired, other := 0, 0
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		start := i
		for i+1 < len(b) && b[i] >= 0xA1 && b[i] <= 0xF7 && b[i+1] >= 0xA1 && b[i+1] != 0xFF {
			i += 2
		}
		switch n := i - start; {
		case n == 2 && start > 0 && isLetter(b[start-1]) && i < len(b) && isLetter(b[i]):
			other += 2
		default:
			paired += n
		}
		switch {
		case i < len(b) && b[i] >= 0x81 && i+1 < len(b) && b[i+1] >= 0x40 && !isLetter(b[i+1]): // in GBK only
			i++
			paired += 2
		case i < len(b) && b[i] >= 0x80:
			other++
		default:
			i-- // the loop goes on with it
		}
	}
	return paired > other
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isCJKText reports whether valid UTF-8 holds characters of three bytes and more
// only: two bytes of GBK can pass for a letter of two bytes, hardly for these.
func isCJKText(b []byte) bool {
	for _, r := range string(b) {
		if r >= 0x80 && r < 0x800 {
			return false
		}
	}
	return true
}

// escapes reports whether a charset writes other characters in ASCII bytes.
func escapes(label string) bool {
	return strings.HasPrefix(label, "iso-2022") || strings.HasPrefix(label, "hz") || strings.HasPrefix(label, "utf-16") ||
		strings.HasPrefix(label, "utf-32") || strings.HasPrefix(label, "utf-7") || strings.HasPrefix(label, "csiso2022")
}

func isUTF8(label string) bool {
	switch label {
	case "utf-8", "utf8", "utf8mb4", "unicode-1-1-utf-8":
		return true
	}
	return false
}

// isWestern reports whether a label is one of those that programs write for want of
// another.
func isWestern(label string) bool {
	switch label {
	case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "iso-8859-15", "windows-1252", "cp1252":
		return true
	}
	return false
}

func isGB(label string) bool {
	switch label {
	case "gb2312", "gbk", "gb18030", "gb18030-2022", "gb18030-2000", "cp936", "ms936", "windows-936", "x-gbk", "gb_2312-80", "chinese", "csgb2312",
		"euc-cn", "x-euc-cn", "gb2312-80", "iso-ir-58", "x-mac-chinesesimp", "gb":
		return true
	}
	return false
}

// encodingOf returns the encoding of a label, or nil.
func encodingOf(label string) encoding.Encoding {
	if isGB(label) {
		return simplifiedchinese.GB18030 // a superset, whatever the label
	}
	switch label {
	case "", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "unknown", "default", "default_charset", "8bit", "7bit", "ansi_x3.4-1968", "binary", "none":
		return nil
	case "cp950", "ms950", "big5hkscs", "big5-hkscs", "x-big5":
		return traditionalchinese.Big5
	case "cp932", "ms932", "windows-31j", "sjis":
		return japanese.ShiftJIS
	case "cp949", "ms949", "uhc", "ks_c_5601-1987", "ks_c_5601":
		return korean.EUCKR
	case "hz-gb-2312", "hz":
		return simplifiedchinese.HZGB2312
	case "iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-ms", "csiso2022jp":
		return japanese.ISO2022JP
	case "utf-16", "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "utf-32", "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case "utf-7":
		return encoding.Nop
	}
	if e, err := htmlindex.Get(label); err == nil && e != encoding.Replacement {
		return e
	}
	if e, err := ianaindex.MIME.Encoding(label); err == nil && e != nil {
		return e
	}
	return nil
}

// cleanLabel makes a label of what programs write for one.
func cleanLabel(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\"'\\"))
	if i := strings.IndexAny(label, "; \t\"'*("); i >= 0 { // "*" begins a language (RFC 2231)
		label = label[:i]
	}
	return label
}

// decodeUTF7 reads UTF-7 (RFC 2152).
func decodeUTF7(b []byte) string {
	var out bytes.Buffer
	for len(b) > 0 {
		i := bytes.IndexByte(b, '+')
		if i < 0 {
			break
		}
		out.Write(b[:i])
		b = b[i+1:]
		end := 0
		for end < len(b) && isBase64(b[end]) {
			end++
		}
		if end == 0 {
			out.WriteByte('+')
		} else {
			utf16 := appendBase64(nil, b[:end])
			out.WriteString(decodeAs(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), utf16[:len(utf16)&^1]))
		}
		b = b[end:]
		if len(b) > 0 && b[0] == '-' {
			b = b[1:]
		}
	}
	out.Write(b)
	return strings.ToValidUTF8(out.String(), "\uFFFD")
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

// metaCharset returns the charset that HTML names for itself.
func metaCharset(source []byte) string {
	head := bytes.ToLower(source[:min(len(source), 2048)])
	i := bytes.Index(head, []byte("charset="))
	if i < 0 {
		return ""
	}
	label := bytes.TrimLeft(head[i+len("charset="):], `"' `)
	if bytes.HasPrefix(label, []byte("utf-16")) { // it could not be read in that
		return ""
	}
	if end := bytes.IndexAny(label, `"'/> ;`); end >= 0 {
		return string(label[:end])
	}
	return ""
}
