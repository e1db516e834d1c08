package rtf

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Text is what rich text has for a person to read.
type Text struct {
	Text string // UTF-8
	HTML bool   // it is the source of the HTML that the rich text was made of
}

// Decode makes text of bytes in a code page of Windows.
type Decode func(page int, b []byte) string

// maxDepth bounds the groups that are kept open; those in them are read as part of the
// last.
const maxDepth = 200

// Read returns the text of source, at most about most bytes of it. It never fails: what
// it does not know it passes over.
func Read(source []byte, decode Decode, most int) Text {
	r := reader{in: source, decode: decode, most: most, page: 1252, fonts: map[int]int{}, state: state{font: -1, skip: 1}}
	for len(r.in) > 0 && r.out.Len() < most {
		r.next()
	}
	r.flush()
	return Text{Text: r.out.String(), HTML: r.fromHTML}
}

// state is what a group may change until it ends.
type state struct {
	silent bool // nothing in it is text
	tag    bool // it is markup of the HTML
	plain  bool // between \htmlrtf and \htmlrtf0: only for readers of rich text
	table  bool // it is the table of fonts
	hidden bool
	skip   int // characters behind \u that stand for the same
	font   int
}

type reader struct {
	in     []byte
	decode Decode
	most   int

	state
	open []state
	over int // groups that are open beyond maxDepth

	out      strings.Builder
	bytes    []byte // text that is not decoded yet
	unit     rune   // the first half of a character of UTF-16, or 0
	toSkip   int    // characters that stand for the \u before them
	starred  bool   // \* came just before: a group of an unknown word is no text
	page     int    // code page of the whole
	fonts    map[int]int
	fontOf   int // the entry of the table of fonts
	usual    int // \deff
	fromHTML bool
}

// next reads one token.
func (r *reader) next() {
	switch c := r.in[0]; c {
	case '{':
		r.in = r.in[1:]
		r.flush()
		r.toSkip, r.starred = 0, false
		if len(r.open) == maxDepth {
			r.over++
			return
		}
		r.open = append(r.open, r.state)
	case '}':
		r.in = r.in[1:]
		r.flush()
		r.toSkip, r.starred = 0, false
		switch {
		case r.over > 0:
			r.over--
		case len(r.open) > 0:
			r.state, r.open = r.open[len(r.open)-1], r.open[:len(r.open)-1]
		}
	case '\\':
		r.control()
	case '\r', '\n':
		r.in = r.in[1:]
	default:
		r.in = r.in[1:]
		r.raw(c)
	}
}

// control reads a control word or a control symbol.
func (r *reader) control() {
	r.in = r.in[1:]
	if len(r.in) == 0 {
		return
	}
	c := r.in[0]
	if c|0x20 < 'a' || c|0x20 > 'z' {
		r.in = r.in[1:]
		r.symbol(c)
		return
	}
	n := 0
	for n < len(r.in) && n < 32 && r.in[n]|0x20 >= 'a' && r.in[n]|0x20 <= 'z' {
		n++
	}
	word := string(r.in[:n])
	r.in = r.in[n:]
	number, given := r.number()
	if len(r.in) > 0 && r.in[0] == ' ' {
		r.in = r.in[1:]
	}
	starred := r.starred
	r.starred = false
	r.word(word, number, given, starred)
}

// number reads the parameter of a control word.
func (r *reader) number() (n int, given bool) {
	negative := len(r.in) > 1 && r.in[0] == '-' && isDigit(r.in[1])
	if negative {
		r.in = r.in[1:]
	}
	for len(r.in) > 0 && isDigit(r.in[0]) {
		if n < 1<<40 {
			n = n*10 + int(r.in[0]-'0')
		}
		r.in, given = r.in[1:], true
	}
	if negative {
		n = -n
	}
	return n, given
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// symbol reads a control symbol.
func (r *reader) symbol(c byte) {
	switch c {
	case '\'':
		if len(r.in) < 2 {
			r.in = nil
			return
		}
		high, low := hex(r.in[0]), hex(r.in[1])
		if high < 0 || low < 0 {
			return
		}
		r.in = r.in[2:]
		r.raw(byte(high<<4 | low))
	case '*':
		r.starred = true
	case '~':
		r.rune(' ')
	case '_':
		r.rune('-')
	case '\\', '{', '}':
		r.raw(c)
	case '\r', '\n':
		r.line()
	}
}

func hex(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// isText reports whether what is read now is to be seen.
func (r *reader) isText() bool {
	return !r.silent && !r.table && !r.plain && (!r.hidden || r.tag) && (r.tag || len(r.open) > 0)
}

// raw takes a byte of text, in the code page of its font.
func (r *reader) raw(c byte) {
	if r.toSkip > 0 {
		r.toSkip--
		return
	}
	r.starred = false
	if r.isText() {
		r.unit = 0
		r.bytes = append(r.bytes, c)
	}
}

// rune takes a character.
func (r *reader) rune(c rune) {
	if r.toSkip > 0 {
		r.toSkip--
		return
	}
	if r.isText() {
		r.flush()
		r.out.WriteRune(c)
	}
}

// unicode takes a unit of UTF-16.
func (r *reader) unicode(n int) {
	defer func() { r.toSkip = r.skip }()
	if !r.isText() {
		return
	}
	r.flushBytes()
	unit := rune(n & 0xFFFF)
	if first := r.unit; first != 0 {
		r.unit = 0
		if both := utf16.DecodeRune(first, unit); both != utf8.RuneError {
			r.out.WriteRune(both)
			return
		}
	}
	switch {
	case unit >= 0xD800 && unit < 0xDC00:
		r.unit = unit
	case unit >= 0xF020 && unit < 0xF100: // a symbol font, by the bytes of its characters
		r.out.WriteRune(unit - 0xF000)
	case utf16.IsSurrogate(unit):
	default:
		r.out.WriteRune(unit)
	}
}

// line ends a line.
func (r *reader) line() {
	if r.isText() {
		r.flush()
		r.out.WriteByte('\n')
	}
}

// flush decodes the bytes that are due.
func (r *reader) flush() {
	r.flushBytes()
	r.unit = 0
}

func (r *reader) flushBytes() {
	if len(r.bytes) == 0 {
		return
	}
	page := r.page
	font := r.font
	if font < 0 {
		font = r.usual
	}
	if of, known := r.fonts[font]; known && of != 0 {
		page = of
	}
	if isASCII(r.bytes) {
		r.out.Write(r.bytes)
	} else {
		r.out.WriteString(r.decode(page, r.bytes))
	}
	r.bytes = r.bytes[:0]
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
