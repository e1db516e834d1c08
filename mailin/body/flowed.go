package body

import "strings"

// unflow joins the lines of text that is labelled format=flowed (RFC 3676): a
// line that ends with a space goes on in the next one of the same depth of
// quotation. Where delSp is set that space is no part of the text.
func unflow(text string, delSp bool) string {
	if !strings.Contains(text, " \n") && !strings.Contains(text, " \r\n") && !strings.Contains(text, "\n ") && !strings.HasPrefix(text, " ") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	open, openDepth := false, 0 // whether the line before goes on, and its depth
	for len(text) > 0 {
		line, rest, ended := strings.Cut(text, "\n")
		text = rest
		line = strings.TrimSuffix(line, "\r")
		depth := 0
		for depth < len(line) && line[depth] == '>' {
			depth++
		}
		line = strings.TrimPrefix(line[depth:], " ") // what RFC 3676 section 4.4 stuffs
		signature := line == "-- "
		if open && (depth != openDepth || signature) {
			b.WriteByte('\n')
			open = false
		}
		if !open && depth > 0 {
			b.WriteString(strings.Repeat(">", min(depth, maxQuoteDepth)))
			if line != "" {
				b.WriteByte(' ')
			}
		}
		open, openDepth = strings.HasSuffix(line, " ") && !signature && ended, depth
		if open && delSp {
			line = line[:len(line)-1]
		}
		b.WriteString(line)
		if !open && ended {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// maxQuoteDepth bounds the marks before a line of a quotation.
const maxQuoteDepth = 100
