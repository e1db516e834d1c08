package mime

import (
	"bytes"
	"io"
	"strings"
)

// block is a uuencoded file in the text of a mail, as programs wrote it before
// there was MIME.
type block struct {
	name       string
	start, end int // in the text, with the lines around it
	data       []byte
}

// cutBlocks takes the files out of a text. Lines that only look like the start
// of one stay. Of a text with files, little more than most bytes are given, and of
// the files one more than files: what follows stays text.
func cutBlocks(text []byte, most, files int) (rest []byte, blocks []block) {
	if !bytes.Contains(text, []byte("begin ")) {
		return text, nil
	}
	at := 0 // up to here text is in rest, or in a block
	keep := func(part []byte) {
		rest = append(rest, part[:min(len(part), most+1-min(len(rest), most+1))]...)
	}
	for line, next, i := []byte(nil), text, 0; len(next) > 0 && len(blocks) <= files; i = len(text) - len(next) {
		line, next = cutLine(next)
		if !bytes.HasPrefix(line, []byte("begin ")) {
			continue
		}
		b, after, ok := uuBlock(line, next)
		next = after
		if ok {
			keep(text[at:i])
			b.start, b.end = i, len(text)-len(next)
			at = b.end
			blocks = append(blocks, b)
		}
	}
	if len(blocks) == 0 {
		return text, nil
	}
	keep(text[at:])
	return rest, blocks
}

// uuBlock reads a uuencoded file (POSIX uuencode) behind its line "begin mode
// name". It ends with "end", or where a line is no data.
func uuBlock(begin, after []byte) (b block, rest []byte, ok bool) {
	mode, name, found := strings.Cut(strings.TrimLeft(string(begin[len("begin "):]), " "), " ")
	if !found || len(mode) < 3 || len(mode) > 4 || strings.Trim(mode, "01234567") != "" {
		return b, after, false
	}
	b = block{name: strings.TrimSpace(name)}
	rest = after
	lines := 0
	for len(rest) > 0 {
		line, next := cutLine(rest)
		if string(line) == "end" {
			b.data = after[:len(after)-len(rest)]
			return b, next, true
		}
		if len(line) > 0 && !isUU(line) {
			break
		}
		if len(line) > 0 {
			lines++
		}
		rest = next
	}
	b.data = after[:len(after)-len(rest)]
	if lines < 2 {
		return b, after, false
	}
	return b, rest, true
}

// isUU reports whether a line is as long as its first character says; blanks at its
// end may have been lost.
func isUU(line []byte) bool {
	n := int(line[0]-' ') & 63
	if line[0] < ' ' || line[0] > '`' || len(line) > 1+(n+2)/3*4+2 || len(line) < 1+n {
		return false
	}
	for _, c := range line {
		if c < ' ' || c > '`' {
			return false
		}
	}
	return true
}

// decodeUU writes what uuencoded lines stand for and returns its length.
func decodeUU(w io.Writer, data []byte) (written int64) {
	var out [64]byte
	for len(data) > 0 {
		var line []byte
		line, data = cutLine(data)
		if len(line) == 0 || !isUU(line) {
			continue
		}
		n := int(line[0]-' ') & 63
		at := func(i int) byte {
			if i < len(line) {
				return (line[i] - ' ') & 63
			}
			return 0
		}
		o := out[:0]
		for i := 1; len(o) < n; i += 4 {
			a, b, c, d := at(i), at(i+1), at(i+2), at(i+3)
			o = append(o, a<<2|b>>4, b<<4|c>>2, c<<6|d)
		}
		w.Write(o[:n]) // a hash, or a writer that keeps its error
		written += int64(n)
	}
	return written
}

// uuData returns the data lines of a body whose transfer encoding is uuencode.
func uuData(body []byte) []byte {
	for rest := body; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		if !bytes.HasPrefix(line, []byte("begin ")) {
			continue
		}
		if b, _, ok := uuBlock(line, rest); ok {
			return b.data
		}
	}
	return nil
}
