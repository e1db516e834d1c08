package mime

import "bytes"

// lined returns raw with CRLF for the line ends of a mail that has bare CR instead, as old
// Macs and some devices write it; otherwise raw as it is, and false. A server puts fields
// of its own above, with line ends as they should be. One stray CR in a field is no line
// end: somebody may want others to see a field where we see none.
func lined(raw []byte, most int) (mended []byte, bare bool) {
	header := raw[:min(len(raw), most)]
	for len(header) > 0 {
		line := header
		i := bytes.IndexByte(header, '\n')
		if header = nil; i >= 0 {
			line, header = line[:i], line[i+1:]
		}
		if line = bytes.TrimRight(line, "\r"); len(line) == 0 && i >= 0 {
			return raw, false
		}
		if isCRLined(line) {
			return withCRLF(raw), true
		}
	}
	return raw, false
}

// isCRLined reports whether one line is several fields with CR between
// them: three, or two and the empty line behind a header.
func isCRLined(line []byte) bool {
	fields := 0
	for more := bytes.IndexByte(line, '\r') >= 0; more; {
		var field []byte
		field, line, more = bytes.Cut(line, []byte("\r"))
		switch {
		case len(field) == 0:
			return fields > 1
		case looksLikeField(field):
			fields++
		case field[0] != ' ' && field[0] != '\t':
			return fields > 2
		}
	}
	return fields > 2
}

// withCRLF returns raw with CRLF for each CR that no LF follows.
func withCRLF(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+bytes.Count(raw, []byte("\r")))
	for i, c := range raw {
		out = append(out, c)
		if c == '\r' && (i+1 == len(raw) || raw[i+1] != '\n') {
			out = append(out, '\n')
		}
	}
	return out
}
