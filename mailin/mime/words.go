package mime

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"rapport/store/visible"
)

// decodeValue makes text of the value of a header field: bytes above ASCII are
// guessed at, encoded words (RFC 2047) decoded, and what must not be in one line
// of text is taken out.
func (h *Header) decodeValue(value []byte) string {
	if isASCII(value) && !bytes.Contains(value, []byte("=?")) {
		return visible.Line(string(value))
	}
	return visible.Line(h.decodeWords(h.rawText(value)))
}

// rawText makes text of a value that may hold bytes above ASCII, its encoded
// words still as they are.
func (h *Header) rawText(value []byte) string {
	if isASCII(value) {
		return string(value)
	}
	value = escapeInWords(value)
	if utf8.Valid(value) {
		return string(value)
	}
	text, name := guess(value)
	if label := h.charsetNamed(); label != "" && name != "utf-8 with faults" && (name != "gb18030" || !isWestern(label)) {
		// The same program wrote both, and in a word or for the text it says how.
		if known := decodeAs(encodingOf(label), value); strings.Count(known, "\uFFFD") <= len(value)/200 {
			text, name = known, label
		}
	}
	h.defect("a header field in raw " + name)
	return text
}

// escapeInWords writes bytes above ASCII within encoded words as RFC 2047 has
// them: they are in the charset of the word, and not in that of what is around.
func escapeInWords(value []byte) []byte {
	if !bytes.Contains(value, []byte("=?")) {
		return value
	}
	var out []byte
	text := string(value)
	for {
		i := strings.Index(text, "=?")
		if i < 0 {
			break
		}
		_, rest, ok := cutWord(text[i:])
		if !ok {
			out, text = append(out, text[:i+2]...), text[i+2:]
			continue
		}
		out = append(out, text[:i]...)
		for _, c := range []byte(text[i : len(text)-len(rest)]) {
			if c < 0x80 {
				out = append(out, c)
			} else {
				out = fmt.Appendf(out, "=%02X", c)
			}
		}
		text = rest
	}
	return append(out, text...)
}

// charsetNamed returns the charset of more than ASCII that the header names: for
// the text or, where that has parts, in an encoded word.
func (h *Header) charsetNamed() string {
	_, params := parseParameters(h.get("content-type"))
	label := cleanLabel(params["charset"])
	for i := 0; label == "" && i < len(h.Fields); i++ {
		if _, word, found := bytes.Cut(h.Fields[i].Value, []byte("=?")); found {
			if named, _, found := bytes.Cut(word[:min(len(word), 60)], []byte("?")); found {
				label = cleanLabel(string(named))
			}
		}
	}
	if escapes(label) || isUTF8(label) || encodingOf(label) == nil {
		return ""
	}
	return label
}

// word is an encoded word, its bytes not yet text.
type word struct {
	charset string
	bytes   []byte
}

// decodeWords replaces every encoded word. Words that follow each other are
// decoded together: many programs split a character between two of them.
func (h *Header) decodeWords(text string) string {
	if !strings.Contains(text, "=?") {
		return text
	}
	var b strings.Builder
	var pending *word
	flush := func() {
		if pending == nil {
			return
		}
		decoded, defect := decodeCharset(pending.charset, pending.bytes)
		if defect != "" {
			h.defect("an encoded word in the header is " + defect)
		}
		b.WriteString(decoded)
		pending = nil
	}
	for {
		i := strings.Index(text, "=?")
		if i < 0 {
			break
		}
		w, rest, ok := cutWord(text[i:])
		if !ok {
			flush()
			b.WriteString(text[:i+2])
			text = text[i+2:]
			continue
		}
		if between := text[:i]; pending == nil || strings.TrimSpace(between) != "" {
			flush()
			b.WriteString(between)
		} else if pending.charset != w.charset {
			flush()
		}
		if pending == nil {
			pending = &w
		} else {
			pending.bytes = append(pending.bytes, w.bytes...)
		}
		text = rest
	}
	flush()
	b.WriteString(text)
	return b.String()
}

// maxWord bounds an encoded word; RFC 2047 allows 75 characters.
const maxWord = 8 << 10

// cutWord reads the encoded word at the start of text.
func cutWord(text string) (w word, rest string, ok bool) {
	text = text[2:]
	charset, text, ok := strings.Cut(text, "?")
	if !ok || len(charset) == 0 || len(charset) > 60 || strings.ContainsAny(charset, " \t") || len(text) < 2 || text[1] != '?' {
		return w, "", false
	}
	encoding := text[0]
	text = text[2:]
	end := strings.Index(text[:min(len(text), maxWord)], "?=")
	if end < 0 {
		return w, "", false
	}
	// In Q text "?=" may begin with an encoded "=" after a bare "?": rare, and
	// then the word is read too short.
	body := text[:end]
	w.charset = cleanLabel(charset)
	switch encoding {
	case 'B', 'b':
		w.bytes = lenientBase64(body)
	case 'Q', 'q':
		w.bytes = qBytes(body)
	default:
		return w, "", false
	}
	return w, text[end+2:], true
}

// lenientBase64 decodes what it can: white space and other foreign characters
// are passed over, padding may be missing or in the middle.
func lenientBase64(text string) []byte {
	var out bytes.Buffer
	decodeLenient(&out, []byte(text))
	return out.Bytes()
}

// decodeLenient is lenientBase64 into a writer, whose errors it ignores.
func decodeLenient(w io.Writer, body []byte) {
	out := make([]byte, 0, min(len(body)+3, 4<<10))
	var group [4]byte
	n := 0
	for _, c := range body {
		switch {
		case isBase64(c):
			if group[n] = c; n < 3 {
				n++
				continue
			}
			out = appendBase64(out, group[:4])
		case c == '=': // what follows was encoded apart
			out = appendBase64(out, group[:n])
		default:
			continue
		}
		n = 0
		if len(out)+3 > cap(out) {
			w.Write(out)
			out = out[:0]
		}
	}
	w.Write(appendBase64(out, group[:n]))
}

// appendBase64 appends what at most four characters stand for. One alone is not
// a whole byte.
func appendBase64(out, group []byte) []byte {
	bits := uint32(0)
	for _, c := range group {
		bits = bits<<6 | uint32(base64Value(c))
	}
	switch len(group) {
	case 2:
		return append(out, byte(bits>>4))
	case 3:
		return append(out, byte(bits>>10), byte(bits>>2))
	case 4:
		return append(out, byte(bits>>16), byte(bits>>8), byte(bits))
	}
	return out
}

func qBytes(text string) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(text)+0 && isHex(text[i+1]) && isHex(text[i+2]):
			out = append(out, unhex(text[i+1])<<4|unhex(text[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

// printable shortens text for a defect.
func printable(text string, most int) string {
	text = visible.Line(strings.ToValidUTF8(text, "?"))
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
