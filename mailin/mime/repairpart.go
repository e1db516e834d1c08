package mime

import (
	"bytes"
	"strings"
	"time"
)

// maxCandidates bounds the lines that are tried as a boundary: each is looked for
// in all of the body.
const maxCandidates = 20

// boundary returns the boundary between the parts of a body: the one that is
// named, where it occurs, else one that the body shows; "" where there is none.
func (r *repair) boundary(named string, start, end int) string {
	body := r.raw[start:end]
	if len(named) > r.limits.Boundary {
		r.exceeded("boundary")
		return ""
	}
	if trimmed := strings.TrimRight(named, " "); trimmed != "" && hasDelimiter(body, trimmed) {
		return trimmed
	}
	tried := 0
	for rest := body; len(rest) > 0 && tried < maxCandidates; {
		var line []byte
		line, rest = cutLine(rest)
		candidate := strings.TrimRight(string(line[:min(len(line), 100)]), " \t")
		if len(candidate) <= 2 || len(candidate) > 72 || !strings.HasPrefix(candidate, "--") || strings.Contains(candidate, " ") || !looksLikeField(rest) {
			continue
		}
		sure := startsWithFold(bytes.TrimLeft(rest[:min(len(rest), 100)], "\r\n"), "content-")
		if sure || len(candidate) > 4 && bytes.Contains(rest, line) {
			r.defect("the boundary of a multipart is not the one named")
			return candidate[2:]
		}
		tried++
	}
	return ""
}

// hasDelimiter reports whether a line of body delimits parts.
func hasDelimiter(body []byte, boundary string) bool {
	_, found := nextDelimiter(body, 0, boundary)
	return found
}

// delimiter is a line between parts (RFC 2046 section 5.1.1).
type delimiter struct {
	at, next int    // where it begins, and the line behind it
	last     bool   // it ends the multipart
	rest     []byte // what stands behind the boundary, with the line end
	others   bool   // lines that go-message would take for one stand before it
	missing  bool   // it is not there: the body ends
}

// nextDelimiter returns the first delimiter at or behind from.
func nextDelimiter(body []byte, from int, boundary string) (d delimiter, found bool) {
	dashes := []byte("--" + boundary)
	for at := from; at <= len(body); {
		i := bytes.Index(body[at:], dashes)
		if i < 0 {
			break
		}
		i += at
		at = i + len(dashes)
		if i > 0 && body[i-1] != '\n' {
			continue
		}
		line, after := cutLine(body[at:])
		rest := strings.TrimRight(string(line[:min(len(line), 200)]), " \t")
		d.last = strings.HasPrefix(rest, "--") || rest == "-"
		if rest != "" && !d.last {
			d.others = d.others || strings.IndexByte(" \t\r-", line[0]) >= 0
			continue
		}
		d.at, d.next = i, len(body)-len(after)
		d.rest = body[at:d.next]
		return d, true
	}
	return d, false
}

// longestPreamble bounds what may stand before the first part: go-message reads
// lines of at most 4096 bytes there.
const longestPreamble = 4000

// multipart repairs the parts of a body and, where go-message would not find all
// of them, the lines between them. It returns the boundary that they have then.
func (r *repair) multipart(kind, boundary string, start, end, depth int) string {
	body := r.raw[start:end]
	usual := "text/plain"
	if kind == "multipart/digest" {
		usual = "message/rfc822"
	}
	var all []delimiter
	sound := !strings.Contains(boundary, "=?") // go-message would decode it
	for more := true; more; {
		from := 0
		if n := len(all); n > 0 {
			from = all[n-1].next
		}
		d, found := nextDelimiter(body, from, boundary)
		if !found {
			d = delimiter{at: len(body), next: len(body), last: true, missing: true}
		}
		if len(all) > 0 && !r.part(start+from, body[from:d.at], found, depth, usual) {
			d.last, sound = true, false // the reader stops here too
		} else if d.missing {
			r.defect("a multipart does not end")
		}
		sound = sound && isSoundDelimiter(body, all, d)
		all = append(all, d)
		more = !d.last
	}
	if sound {
		return boundary
	}
	return r.delimit(body, all, start, end)
}

// isSoundDelimiter reports whether go-message takes d, which follows others, for
// a delimiter and nothing before it: its line ends must be those of the first.
func isSoundDelimiter(body []byte, before []delimiter, d delimiter) bool {
	if d.missing || d.others || len(d.rest) > 200 {
		return false
	}
	rest := bytes.TrimLeft(d.rest, " \t")
	if d.last {
		var found bool
		if rest, found = bytes.CutPrefix(d.rest, []byte("--")); !found {
			return false
		}
		rest = bytes.TrimLeft(rest, " \t")
	}
	if len(before) == 0 {
		lf := string(rest) == "\n" && !d.last // no part shows yet how lines end
		return d.at <= longestPreamble && (lf || string(rest) == "\r\n" || d.last && len(rest) == 0)
	}
	lineEnd := string(bytes.TrimLeft(before[0].rest, " \t"))
	if d.at == before[len(before)-1].next || (body[d.at-2] == '\r') != (lineEnd == "\r\n") {
		return false
	}
	return string(rest) == lineEnd || d.last && len(rest) == 0
}

// delimit writes the delimiters of a body anew, with a boundary of its own, and
// leaves out what stands before the first and behind the last.
func (r *repair) delimit(body []byte, all []delimiter, start, end int) string {
	boundary := r.newBoundary()
	for i, d := range all {
		from, line := 0, "--"+boundary
		if i > 0 {
			part := body[all[i-1].next:d.at]
			if !d.missing {
				part = trimLineEnd(part)
			}
			from, line = all[i-1].next+len(part), "\r\n"+line
		}
		if d.last {
			r.replace(start+from, end, line+"--\r\n")
			break
		}
		r.replace(start+from, start+d.next, line+"\r\n")
	}
	return boundary
}

// part repairs a part whose bytes begin at start; found reports whether a delimiter
// follows, to which its last line end belongs. It returns false where a limit lets
// no other part follow.
func (r *repair) part(start int, content []byte, found bool, depth int, usual string) bool {
	if found {
		content = trimLineEnd(content)
	}
	end := start + len(content)
	var s section
	// A part that begins with an empty line has no header (RFC 2046 section 5.1.1),
	// and its text may well look like a field; some programs put an empty line
	// before the fields anyway.
	line, after := cutLine(content)
	if len(line) == 0 && !startsWithFold(bytes.TrimLeft(after[:min(len(after), 100)], "\r\n"), "content-") {
		s = section{start: start, body: end - len(after), ended: len(content) > 0}
		if s.ended {
			r.lineEnd(start, s.body)
		}
	} else if s = r.header(start, end, r.limits.PartHeader, r.limits.HeaderFields); s.over != "" {
		r.exceeded("part_header")
	}
	r.entity(&s, end, depth+1, usual)
	r.setApart(&s)
	if !s.ended && s.start < end && content[len(content)-1] != '\n' {
		r.replace(end, end, "\r\n") // or go-message would take the delimiter for a field
	}
	for _, defect := range s.defects {
		r.defect("in a part: " + defect)
	}
	return r.parts <= r.limits.Parts && time.Now().Before(r.deadline)
}

func startsWithFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(string(text[:len(prefix)]), prefix)
}

// trimLineEnd takes off the line end that belongs to the boundary after it.
func trimLineEnd(part []byte) []byte {
	part = bytes.TrimSuffix(part, []byte("\n"))
	return bytes.TrimSuffix(part, []byte("\r"))
}
