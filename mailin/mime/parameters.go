package mime

import (
	"bytes"
	"cmp"
	"mime"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxParameters bounds the parameters of one field.
const maxParameters = 100

// parseParameters reads a field such as Content-Type (RFC 2045 section 5.1, RFC
// 2231): its value in lower case, and its parameters, the first of each name.
// It takes what programs write: missing quotes, missing semicolons.
func parseParameters(value []byte) (kind string, params map[string]string) {
	text := string(bytes.TrimSpace(value))
	if i := strings.IndexByte(text, '('); i >= 0 { // a comment before the parameters; in them a bracket may be part of a name
		before, rest, _ := strings.Cut(text, ";")
		if i < len(before) {
			text = strings.TrimSpace(uncommented(before)) + ";" + rest
		}
	}
	end := strings.IndexAny(text, "; \t\r\n")
	if end < 0 {
		return strings.ToLower(text), nil
	}
	kind, text = strings.ToLower(text[:end]), text[end:]
	params = make(map[string]string)
	pieces := map[string][]piece{}
	for n := 0; n < maxParameters; n++ {
		text = strings.TrimLeft(text, "; \t\r\n")
		equals := strings.IndexByte(text, '=')
		if equals < 0 {
			break
		}
		name := strings.ToLower(strings.TrimSpace(text[:equals]))
		if i := strings.LastIndexAny(name, "; \t"); i >= 0 { // junk before it
			name = name[i+1:]
		}
		var v string
		v, text = cutParameter(strings.TrimLeft(text[equals+1:], " \t"), name)
		if base, number, star := strings.Cut(name, "*"); star {
			pieces[base] = append(pieces[base], pieceOf(number, v))
		} else if _, twice := params[name]; !twice {
			params[name] = v
		}
	}
	for name, list := range pieces {
		params[name] = joinPieces(list)
	}
	return kind, params
}

// steeringParams are the parameters that are used, in the order in which a repair
// writes them.
var steeringParams = [...]string{"boundary", "charset", "name", "filename", "format", "delsp", "method", "protocol", "smime-type"}

// isSound reports whether go-message reads a field as kind and params say, of those
// that are used.
func isSound(value []byte, kind string, params map[string]string) bool {
	if len(value) == 0 {
		return true
	}
	strict, strictParams, err := mime.ParseMediaType(string(value)) // as go-message does
	if err != nil || strict != kind {
		return false
	}
	for _, name := range steeringParams {
		text, named := params[name]
		other, strictly := strictParams[name]
		switch {
		case text != other, named != strictly:
			return false
		case strings.Contains(text, "=?") && name != "boundary" && unworded(text) != text: // it would decode each word by itself
			return false
		}
	}
	return true
}

// unworded returns a parameter with the encoded words decoded that must not stand in
// it, but do, and what they hold, if that is one.
func unworded(text string) string {
	for range 5 {
		var h Header
		decoded := h.decodeValue([]byte(text))
		if decoded == text {
			return text
		}
		text = decoded
	}
	return strings.ReplaceAll(text, "=?", "= ?")
}

// written writes a field so that go-message reads it as kind and params say, of
// those that are used.
func written(kind string, params map[string]string) string {
	var b strings.Builder
	b.WriteString(kind)
	for _, name := range steeringParams {
		text, found := params[name]
		if !found {
			continue
		}
		if strings.Contains(text, "=?") && name != "boundary" {
			text = unworded(text)
		}
		b.WriteString("; " + name + `="`)
		for _, c := range []byte(text) {
			switch {
			case c < ' ' || c == 0x7f:
				c = ' '
			case c == '"' || c == '\\':
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		}
		b.WriteByte('"')
	}
	return b.String()
}

// withParameter sets one parameter.
func withParameter(params map[string]string, name, value string) map[string]string {
	if params == nil {
		params = map[string]string{}
	}
	params[name] = value
	return params
}

// token returns text without what no token (RFC 2045 section 5.1) may hold; "x"
// where nothing is left.
func token(text string) string {
	text = strings.Map(func(c rune) rune {
		if c <= ' ' || c >= 0x7f || strings.ContainsRune(`()<>@,;:\"/[]?=`, c) {
			return -1
		}
		return c
	}, text)
	if text == "" {
		return "x"
	}
	return text
}

// cutParameter reads one value, quoted or not.
func cutParameter(text, name string) (value, rest string) {
	if strings.HasPrefix(text, `"`) {
		var b strings.Builder
		for i := 1; i < len(text); i++ {
			switch c := text[i]; {
			case c == '\\' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\\'):
				i++
				b.WriteByte(text[i])
			case c == '"':
				return b.String(), text[i+1:]
			default:
				b.WriteByte(c)
			}
		}
		return b.String(), ""
	}
	stop := "; \t"
	if name == "name" || name == "filename" { // with spaces, and nobody quoted them
		stop = ";"
	}
	if i := strings.IndexAny(text, stop); i >= 0 {
		return strings.TrimSpace(text[:i]), text[i:]
	}
	return strings.TrimSpace(text), ""
}

// piece is one piece of a parameter that RFC 2231 splits or encodes.
type piece struct {
	number  int
	encoded bool
	text    string
}

func pieceOf(number, text string) piece {
	p := piece{text: text}
	if p.encoded = strings.HasSuffix(number, "*") || number == ""; p.encoded {
		number = strings.TrimSuffix(number, "*")
	}
	p.number, _ = strconv.Atoi(number) // 0 where there is none
	return p
}

func joinPieces(list []piece) string {
	slices.SortStableFunc(list, func(a, b piece) int { return cmp.Compare(a.number, b.number) })
	charset := ""
	var b []byte
	for i, p := range list {
		text := p.text
		if p.encoded && i == 0 {
			if before, rest, ok := strings.Cut(text, "'"); ok {
				charset = before
				if _, after, ok := strings.Cut(rest, "'"); ok {
					text = after
				}
			}
		}
		if p.encoded {
			b = append(b, unescape(text, '%')...)
		} else {
			b = append(b, text...)
		}
	}
	text, _ := decodeCharset(charset, b)
	return text
}

// fileName returns the first name that is one, as a text to show: without path,
// controls, or more bytes than a file system takes.
func (r *reader) fileName(names ...string) string {
	for _, name := range names {
		name = r.header.decodeValue([]byte(name))
		if i := strings.LastIndexAny(name, `/\`); i >= 0 {
			name = name[i+1:]
		}
		name = strings.Trim(name, " .\"")
		if over := len(name) - r.limits.FileName; over > 0 { // the end tells what kind of file it is
			end := name[max(0, len(name)-20):]
			for len(end) > 0 && !utf8.RuneStart(end[0]) {
				end = end[1:]
			}
			start := name[:max(0, r.limits.FileName-len(end)-len("…"))]
			for len(start) > 0 && !utf8.ValidString(start) {
				start = start[:len(start)-1]
			}
			name = start + "…" + end
		}
		if name != "" {
			return name
		}
	}
	return ""
}
