package trust

import (
	"bytes"
	"strings"
)

// field is one header field (RFC 5322 section 2.2).
type field struct {
	name  string
	raw   string // all of it, with CRLF at the end of each line
	value string // unfolded, without the white space around it
}

// The largest header that is examined. The mail reader refuses a larger one.
const (
	maxHeader = 1 << 20
	maxFields = 2000
)

// scan reads the header section of raw strictly by the RFC. odd describes where another
// program could see other fields; body is what follows the header.
func scan(raw []byte) (fields []field, body []byte, odd []string) {
	note := func(text string) {
		for _, known := range odd {
			if known == text {
				return
			}
		}
		odd = append(odd, text)
	}
	rest, read := raw, 0
	withCR, bare := false, false
	var lines strings.Builder
	flush := func() {
		if n := len(fields); n > 0 {
			fields[n-1].raw = lines.String()
			_, value, _ := strings.Cut(fields[n-1].raw, ":")
			fields[n-1].value = strings.Trim(strings.ReplaceAll(value, "\r\n", ""), " \t")
		}
		lines.Reset()
	}
	defer func() {
		flush()
		if withCR && bare {
			note("the lines of its header end in two ways")
		}
	}()
	for len(rest) > 0 {
		line := rest
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			line, rest = rest[:i], rest[i+1:]
			if n := len(line) - 1; n >= 0 && line[n] == '\r' {
				line, withCR = line[:n], true
			} else {
				bare = true
			}
		} else {
			rest = nil
		}
		if len(line) == 0 {
			if len(fields) == 0 {
				note("an empty line stands before its header")
			}
			return fields, rest, odd
		}
		if read += len(line); read > maxHeader || len(fields) >= maxFields {
			note("its header is too long")
			return fields, nil, odd
		}
		if bytes.ContainsAny(line, "\r\x00") {
			note("its header has control characters in it")
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(fields) == 0 || len(bytes.TrimLeft(line, " \t")) == 0 {
				note("a line of its header is white space")
			}
			if len(fields) == 0 {
				continue
			}
		} else {
			i := bytes.IndexByte(line, ':')
			if i <= 0 || !isName(line[:i]) {
				note("a line of its header is no field")
				continue
			}
			flush()
			fields = append(fields, field{name: string(line[:i])})
		}
		lines.Write(line)
		lines.WriteString("\r\n")
	}
	return fields, nil, odd
}

func isName(name []byte) bool {
	for _, c := range name {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}
