package body

import "strings"

// maxParam bounds the text of a param command.
const maxParam = 200

// enrichedText makes plain text of text/enriched (RFC 1896): commands go, and
// with param what is in them, and a single line end is a space. "<<" stands for
// "<".
func enrichedText(source string) string {
	source = strings.ReplaceAll(source, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(source))
	asIs := 0 // commands nofill that are open: line ends count there
	for len(source) > 0 {
		i := strings.IndexAny(source, "<\n")
		if i < 0 {
			break
		}
		b.WriteString(source[:i])
		source = source[i:]
		if source[0] == '\n' {
			n := len(source) - len(strings.TrimLeft(source, "\n"))
			switch {
			case asIs > 0:
				b.WriteString(source[:n])
			case n == 1:
				b.WriteByte(' ')
			default:
				b.WriteString(source[1:n])
			}
			source = source[n:]
			continue
		}
		if strings.HasPrefix(source, "<<") {
			b.WriteByte('<')
			source = source[2:]
			continue
		}
		end := strings.IndexByte(source[:min(len(source), 62)], '>')
		if end < 0 { // RFC 1896 allows commands of 60 characters
			b.WriteByte('<')
			source = source[1:]
			continue
		}
		command := strings.ToLower(source[1:end])
		source = source[end+1:]
		switch command {
		case "nofill":
			asIs++
		case "/nofill":
			asIs = max(0, asIs-1)
		case "param":
			if i := strings.Index(strings.ToLower(source[:min(len(source), maxParam)]), "</param>"); i >= 0 {
				source = source[i+len("</param>"):]
			}
		}
	}
	b.WriteString(source)
	return b.String()
}
