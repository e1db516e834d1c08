package mime

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"rapport/store/visible"
)

// decodeValue makes text of the value of a header field: bytes above ASCII are
// guessed at, encoded words (RFC 2047) decoded, and what must not be in one line
// of text is taken out.
func (h *Header) decodeValue(value []byte) string {
	if visible.IsASCII(value) && !bytes.Contains(value, []byte("=?")) {
		return visible.Line(string(value))
	}
	text := visible.Line(h.decodeWords(h.rawText(value)))
	for n := 0; n < mostEncodings && isEncodedAgain(text); n++ {
		h.defect("a header field is encoded twice")
		text = visible.Line(h.decodeWords(text))
	}
	return text
}

// mostEncodings bounds how often what was decoded is decoded once more.
const mostEncodings = 3

// isEncodedAgain reports whether decoded text is encoded words once more, as gateways
// leave it that encode a subject which is encoded already: nothing but words, behind the
// marks that are put before a subject. A word within a sentence is what somebody writes
// about.
func isEncodedAgain(text string) bool {
	i := strings.Index(text, "=?")
	if i < 0 {
		return false
	}
	before := strings.TrimRight(text[:i], " ")
	for _, mark := range []string{"", ":", "：", "]", "】", ")", "）", "*"} {
		if strings.HasSuffix(before, mark) && (mark != "" || before == "") {
			return isWords(text[i:])
		}
	}
	return false
}

// rawText makes text of a value that may hold bytes above ASCII, its encoded
// words still as they are.
func (h *Header) rawText(value []byte) string {
	if visible.IsASCII(value) {
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
		w.bytes = unescape(strings.ReplaceAll(body, "_", " "), '=')
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
	const most = 4 << 10 // whole groups of four
	digits, out := make([]byte, 0, min(len(body), most)), []byte(nil)
	flush := func() {
		out = appendBase64(out[:0], digits)
		w.Write(out)
		digits = digits[:0]
	}
	for _, c := range body {
		switch {
		case isBase64(c):
			if digits = append(digits, c); len(digits) == most {
				flush()
			}
		case c == '=': // what follows was encoded apart
			flush()
		}
	}
	flush()
}

// appendBase64 appends what digits of base64 stand for. One alone behind the last group
// is not a whole byte.
func appendBase64(out, digits []byte) []byte {
	if len(digits)%4 == 1 {
		digits = digits[:len(digits)-1]
	}
	out, _ = base64.RawStdEncoding.AppendDecode(out, digits) // digits alone decode
	return out
}

// unescape replaces each pair of hexadecimal digits behind mark by the byte that it
// stands for.
func unescape(text string, mark byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == mark && i+2 < len(text) {
			if c, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(c))
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return out
}

// printable shortens text for a defect.
func printable(text string, most int) string {
	text = visible.Line(strings.ToValidUTF8(text, "?"))
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
