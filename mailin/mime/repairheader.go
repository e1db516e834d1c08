package mime

import (
	"bytes"
	"strings"
)

// section is what a repair found of a header section.
type section struct {
	names  []fieldName
	late   bool // lines that are no fields stand before the first
	start  int  // where its first field begins
	body   int  // where the body begins
	ended  bool // an empty line stands before the body
	joined bool // no empty line does, and the body begins here

	// The first field of each, unfolded; nil where there is none.
	contentType, disposition, encoding []byte

	defects []string
	over    string // the limit that was exceeded, or ""
}

// fieldName is the name of a field, and whether anything stands behind it.
type fieldName struct {
	name   []byte
	filled bool
}

func (s *section) defect(text string) { s.defects = addDefect(s.defects, text) }

// has reports whether a field that is not empty has one of the names.
func (s *section) has(names ...string) bool {
	for _, field := range s.names {
		for _, name := range names {
			if field.filled && len(field.name) == len(name) && strings.EqualFold(string(field.name), name) {
				return true
			}
		}
	}
	return false
}

// isMail reports whether a header section has a field that mail has. A text may
// well begin with a line like "Note: ..." and be no mail.
func (s *section) isMail() bool {
	if s.has("Received", "Message-ID", "Return-Path", "MIME-Version", "Content-Type", "DKIM-Signature") {
		return true
	}
	// Where a line stands before the first field, it is a letter that quotes the
	// header of another.
	return !s.late && s.has("From", "To", "Subject", "Date", "Sender", "Cc",
		"Delivered-To", "In-Reply-To", "References", "Reply-To", "X-Mailer", "Content-Transfer-Encoding")
}

// maxJunk is how many lines in a row may be no header field before they are
// taken for a body that no empty line sets apart.
const maxJunk = 3

// header repairs the header section between start and end: whatever a line is,
// the lines around it count.
func (r *repair) header(start, end, maxBytes, maxFields int) (s section) {
	at := r.preamble(&s, start, end)
	s.names = make([]fieldName, 0, 32)
	s.start = at
	var current *[]byte // the value of the last field, where it steers the reading
	defer func() {
		for _, value := range []*[]byte{&s.contentType, &s.disposition, &s.encoding} {
			*value = bytes.TrimSpace(*value)
		}
	}()
	junk, junkAt, sound := 0, 0, 0 // lines in a row, where they begin, and the edits up to there
	for read := 0; at < end; {
		line, next := r.line(at, end)
		if read += next - at; read > maxBytes {
			s.over = "header"
			r.cutHeader(&s, at, end)
			return s
		}
		switch {
		case len(line) == 0:
			r.lineEnd(at, next)
			s.body, s.ended = next, true
			return s
		case (line[0] == ' ' || line[0] == '\t') && len(s.names) > 0:
			r.lineEnd(at+len(line), next)
			last := &s.names[len(s.names)-1]
			last.filled = last.filled || len(bytes.TrimSpace(line)) > 0
			if current != nil {
				*current = appendFolded(*current, line)
			}
		default:
			name, value, ok := r.field(&s, at, line)
			if !ok {
				s.defect("a header line is no field")
				s.late = s.late || len(s.names) == 0
				if junk++; junk == 1 {
					junkAt, sound = at, len(r.edits)
				}
				if junk >= maxJunk {
					r.endHeader(&s, junkAt, sound)
					return s
				}
				r.replace(at, next, "")
				at = next
				continue
			}
			if len(s.names) >= maxFields {
				s.over = "header_fields"
				r.cutHeader(&s, at, end)
				return s
			}
			r.lineEnd(at+len(line), next)
			s.names = append(s.names, fieldName{name, len(bytes.TrimSpace(value)) > 0})
			if current = s.steering(name); current != nil {
				*current = appendFolded([]byte{}, value)
			}
		}
		junk = 0
		at = next
	}
	if s.body = end; junk > 0 { // a body of one or two lines
		r.endHeader(&s, junkAt, sound)
	}
	return s
}

// appendFolded appends a line to a value as go-message unfolds it: with one space
// for the white space around the end of a line.
func appendFolded(value, line []byte) []byte {
	line = bytes.Trim(line, " \t")
	if len(value) > 0 && len(line) > 0 {
		value = append(value, ' ')
	}
	return append(value, line...)
}

// steering returns where the value of a field goes that steers the reading, or
// nil for any other and for the second of its name.
func (s *section) steering(name []byte) *[]byte {
	if len(name) < 12 || name[0]|0x20 != 'c' {
		return nil
	}
	var value *[]byte
	switch strings.ToLower(string(name)) {
	case "content-type":
		value = &s.contentType
	case "content-disposition":
		value = &s.disposition
	case "content-transfer-encoding":
		value = &s.encoding
	}
	if value == nil || *value != nil {
		return nil
	}
	*value = []byte{}
	return value
}

// endHeader ends a header section where its body begins without an empty line.
// What was taken for junk of the header is body: edits behind the first sound
// ones are undone.
func (r *repair) endHeader(s *section, at, sound int) {
	s.defect("no empty line between header and body")
	r.edits = r.edits[:sound]
	s.body, s.ended, s.joined = at, true, true
}

// setApart sets the body apart where no empty line does. It comes behind the edits
// that insert fields, which may begin at the same place.
func (r *repair) setApart(s *section) {
	if s.joined {
		r.replace(s.body, s.body, "\n")
	}
}

// cutHeader leaves out the rest of a header section that exceeds a limit.
func (r *repair) cutHeader(s *section, from, end int) {
	for at := from; at < end; {
		line, next := r.line(at, end)
		if len(line) == 0 {
			r.replace(from, next, "\n")
			s.body, s.ended = next, true
			return
		}
		at = next
	}
	r.replace(from, end, "")
	s.body = end
}

// line returns the line at an offset without its end, which may be LF, CRLF or
// CRCRLF, and where the next one begins.
func (r *repair) line(at, end int) (line []byte, next int) {
	line, after := cutLine(r.raw[at:end])
	return line, end - len(after)
}

// lineEnd repairs the end of a line of a header.
func (r *repair) lineEnd(at, next int) {
	if end := r.raw[at:next]; len(end) > 0 && string(end) != "\n" && string(end) != "\r\n" {
		r.replace(at, next, "\r\n")
	}
}

// preamble leaves out what stands before the first field: a byte order mark, empty
// lines, the "From " line of an mbox. It returns where the first field begins.
func (r *repair) preamble(s *section, start, end int) int {
	at := start
	if bytes.HasPrefix(r.raw[at:end], []byte("\xef\xbb\xbf")) {
		at += 3
	}
	for range 20 {
		if at == end {
			break
		}
		line, next := r.line(at, end)
		from := bytes.TrimPrefix(line, []byte(">"))
		if len(bytes.TrimSpace(line)) == 0 && next < end && looksLikeField(r.raw[next:end]) {
			s.defect("empty lines before the header")
		} else if bytes.HasPrefix(from, []byte("From ")) && (len(from) < len(line) || !bytes.HasPrefix(bytes.TrimLeft(from[len("From "):], " \t"), []byte(":"))) {
			s.defect("an mbox separator before the header")
		} else {
			break
		}
		at = next
	}
	if at > start {
		r.replace(start, at, "")
	}
	return at
}

// looksLikeField reports whether a field name and a colon stand at the start,
// after a few further empty lines.
func looksLikeField(raw []byte) bool {
	raw = bytes.TrimLeft(raw[:min(len(raw), 200)], " \t\r\n")
	i := bytes.IndexByte(raw[:min(len(raw), 100)], ':')
	return i > 0 && IsFieldName(string(raw[:i]))
}

// field splits a line at an offset into name and value, and repairs the name.
func (r *repair) field(s *section, at int, line []byte) (name, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 {
		return nil, nil, false
	}
	name = bytes.TrimSpace(line[:i])
	if !IsFieldName(string(name)) {
		return nil, nil, false
	}
	if len(name) != i {
		s.defect("white space around the name of a header field")
		r.replace(at, at+i, string(name))
	}
	return name, line[i+1:], true
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

// cutLine returns the first line without its end, which may be LF, CRLF or CRCRLF,
// and what follows it.
func cutLine(raw []byte) (line, after []byte) {
	i := bytes.IndexByte(raw, '\n')
	if i < 0 {
		return bytes.TrimRight(raw, "\r"), nil
	}
	return bytes.TrimRight(raw[:i], "\r"), raw[i+1:]
}
