package mime

import (
	"bytes"
	"slices"
	"strings"
)

// Field is one header field (RFC 5322 section 2.2): its name as written, and its
// value unfolded, in the bytes in which it came.
type Field struct {
	Name  string
	Value []byte
}

// Header is a header section, repaired where it is broken.
type Header struct {
	Fields  []Field
	defects []string
	over    string // the limit that was exceeded, or ""
	late    bool   // lines that are no fields stand before the first
}

// get gives the value of the first field of that name, in lower case letters.
func (h *Header) get(name string) []byte {
	for i := range h.Fields {
		if strings.EqualFold(h.Fields[i].Name, name) {
			return h.Fields[i].Value
		}
	}
	return nil
}

// Text returns the value of the first field of that name as one line of text, its
// encoded words decoded; "" where there is none.
func (h *Header) Text(name string) string { return h.decodeValue(h.get(name)) }

// Defects returns what is wrong with the header.
func (h *Header) Defects() []string { return h.defects }

// maxDefects caps the defects that are recorded of one message; a hostile one
// could cause any number.
const maxDefects = 100

func (h *Header) defect(text string) { h.defects = addDefect(h.defects, text) }

// addDefect appends a defect that is not yet in the list.
func addDefect(list []string, text string) []string {
	if len(list) >= maxDefects || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// maxJunk is how many lines in a row may be no header field before they are
// taken for a body that no empty line sets apart.
const maxJunk = 3

// ReadHeader reads the header section at the start of raw and returns it and the
// body behind it. It skips lines that are no field rather than give up the lines
// around them. maxBytes and maxFields bound the section.
func ReadHeader(raw []byte, maxBytes, maxFields int) (h Header, body []byte) {
	rest := h.skipPreamble(raw)
	var current []byte // the value of the last field, unfolded so far
	flush := func() {
		if n := len(h.Fields); n > 0 && current != nil {
			h.Fields[n-1].Value = bytes.TrimSpace(current)
		}
		current = nil
	}
	defer flush()
	junk, junkAt := 0, []byte(nil)
	read := 0
	for len(rest) > 0 {
		line, after := cutLine(rest)
		if read += len(rest) - len(after); read > maxBytes {
			h.over = "header"
			return h, bodyAfter(rest)
		}
		switch {
		case len(line) == 0:
			return h, after
		case (line[0] == ' ' || line[0] == '\t') && len(h.Fields) > 0:
			current = append(current, line...) // RFC 5322 section 2.2.3
		default:
			name, value, ok := h.cutField(line)
			if !ok {
				h.defect("a header line is no field")
				h.late = h.late || len(h.Fields) == 0
				if junk++; junk == 1 {
					junkAt = rest
				}
				if junk >= maxJunk {
					h.defect("no empty line between header and body")
					return h, junkAt
				}
				rest = after
				continue
			}
			flush()
			if len(h.Fields) >= maxFields {
				h.over = "header_fields"
				return h, bodyAfter(rest)
			}
			h.Fields = append(h.Fields, Field{Name: name})
			current = slices.Clip(value) // so that unfolding leaves raw alone
			if current == nil {
				current = []byte{}
			}
		}
		junk = 0
		rest = after
	}
	if junk > 0 { // a body of one or two lines
		h.defect("no empty line between header and body")
		return h, junkAt
	}
	return h, nil
}

// skipPreamble leaves out what stands before the first field: a byte order mark,
// empty lines, the "From " line of an mbox.
func (h *Header) skipPreamble(raw []byte) []byte {
	rest := bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	for range 20 {
		line, after := cutLine(rest)
		switch {
		case len(rest) == 0:
			return rest
		case len(bytes.TrimSpace(line)) == 0 && len(after) > 0 && looksLikeField(after):
			h.defect("empty lines before the header")
		case bytes.HasPrefix(line, []byte("From ")) && !bytes.HasPrefix(bytes.TrimLeft(line[len("From "):], " \t"), []byte(":")), bytes.HasPrefix(line, []byte(">From ")):
			h.defect("an mbox separator before the header")
		default:
			return rest
		}
		rest = after
	}
	return rest
}

// looksLikeField says whether a field name and a colon stand at the start, after
// a few further empty lines.
func looksLikeField(raw []byte) bool {
	raw = bytes.TrimLeft(raw[:min(len(raw), 200)], " \t\r\n")
	i := bytes.IndexByte(raw[:min(len(raw), 100)], ':')
	return i > 0 && IsFieldName(string(raw[:i]))
}

// cutField splits a line into name and value.
func (h *Header) cutField(line []byte) (name string, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return "", nil, false
	}
	left := line[:i]
	if trimmed := bytes.TrimSpace(left); len(trimmed) != len(left) {
		h.defect("white space around the name of a header field")
		left = trimmed
	}
	if !IsFieldName(string(left)) {
		return "", nil, false
	}
	return string(left), line[i+1:], true
}

// IsFieldName reports whether name can be that of a header field.
func IsFieldName(name string) bool {
	for _, c := range []byte(name) {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return len(name) > 0 && len(name) < 200
}

// cutLine gives the first line without its end, which may be LF, CRLF or CRCRLF,
// and what follows it.
func cutLine(raw []byte) (line, after []byte) {
	i := bytes.IndexByte(raw, '\n')
	if i < 0 {
		return bytes.TrimRight(raw, "\r"), nil
	}
	return bytes.TrimRight(raw[:i], "\r"), raw[i+1:]
}

// bodyAfter gives what follows the next empty line.
func bodyAfter(rest []byte) []byte {
	for len(rest) > 0 {
		var line []byte
		if line, rest = cutLine(rest); len(line) == 0 {
			return rest
		}
	}
	return nil
}
