package mime

import (
	"bufio"
	"bytes"
	"slices"
	"strings"

	"github.com/emersion/go-message/textproto"
)

// Field is one header field (RFC 5322 section 2.2): its name as written, and its
// value unfolded, in the bytes in which it came.
type Field struct {
	Name  string
	Value []byte
}

// Header is a header section, repaired where it was broken.
type Header struct {
	Fields  []Field
	defects []string
}

// ReadHeader reads the header section at the start of raw and returns it and the
// body behind it. It skips lines that are no field rather than give up the lines
// around them. maxBytes and maxFields bound the section.
func ReadHeader(raw []byte, maxBytes, maxFields int) (h Header, body []byte) {
	raw, _ = lined(raw, maxBytes)
	r := repair{raw: raw}
	s := r.header(0, len(raw), maxBytes, maxFields)
	r.setApart(&s)
	read, err := textproto.ReadHeader(bufio.NewReader(r.apply(0, s.body)))
	if err != nil { // cannot be: it was repaired
		s.defect("the header cannot be read: " + printable(err.Error(), 60))
	}
	h = fieldsOf(read, 0)
	h.defects = s.defects
	return h, raw[s.body:]
}

// fieldsOf returns the fields of a header that go-message read, but for those at
// the top that a repair inserted. Their names and white space are as written,
// which go-message's own Key and Value are not.
func fieldsOf(read textproto.Header, inserted int) Header {
	h := Header{Fields: make([]Field, 0, read.Len())}
	for fields := read.Fields(); fields.Next(); {
		if inserted > 0 {
			inserted--
			continue
		}
		raw, err := fields.Raw()
		name, value, found := bytes.Cut(raw, []byte(":"))
		if err != nil || !found { // cannot be: it was read, and so has its bytes
			continue
		}
		value = bytes.TrimSuffix(value, []byte("\r\n"))
		if bytes.Contains(value, []byte("\r\n")) { // RFC 5322 section 2.2.3
			value = bytes.ReplaceAll(value, []byte("\r\n"), nil)
		}
		h.Fields = append(h.Fields, Field{string(bytes.TrimSpace(name)), bytes.TrimSpace(value)})
	}
	return h
}

// get returns the value of the first field of that name, in whatever case.
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

func (h *Header) defect(text string) { h.defects = addDefect(h.defects, text) }

// maxDefects caps the defects that are recorded of one message; a hostile one
// could cause any number.
const maxDefects = 100

// addDefect appends a defect that is not yet in the list.
func addDefect(list []string, text string) []string {
	if len(list) >= maxDefects || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}
