package mime

import (
	"bytes"
	"strings"
)

// walk reads a part and those in it, lists the attachments, and returns the texts,
// or nil where there are none.
func (r *reader) walk(h *Header, body []byte, depth int, usual string) *Part {
	if r.parts++; r.parts > r.limits.Parts {
		r.unparsed("parts")
		return nil
	}
	if depth > r.limits.Depth {
		r.unparsed("depth")
		return nil
	}
	if r.late() {
		return nil
	}
	kind, params := parseParameters(h.get("content-type"))
	if !strings.Contains(kind, "/") {
		if kind != "" && kind != "text" {
			r.header.defect("the content type " + printable(kind, 40) + " is none")
		}
		kind = usual
	}
	if strings.HasPrefix(kind, "multipart/") {
		if boundary := r.boundary(params["boundary"], body); boundary != "" {
			return r.multipart(kind, boundary, body, depth)
		}
		r.header.defect("a multipart without boundary")
		kind = "text/plain"
	}
	return r.leaf(h, kind, params, body, depth == 0)
}

// maxCandidates bounds the lines that are tried as a boundary: each is looked for
// in all of the body.
const maxCandidates = 20

// boundary gives the boundary between parts: the one that is named, where it
// occurs, else one that the body shows.
func (r *reader) boundary(named string, body []byte) string {
	if len(named) > r.limits.Boundary {
		r.unparsed("boundary")
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
			r.header.defect("the boundary of a multipart is not the one named")
			return candidate[2:]
		}
		tried++
	}
	return ""
}

// hasDelimiter says whether a line of body delimits parts.
func hasDelimiter(body []byte, boundary string) bool {
	found := false
	ended := splitParts(body, boundary, func([]byte) bool {
		found = true
		return false
	})
	return found || ended
}

func (r *reader) multipart(kind, boundary string, body []byte, depth int) *Part {
	usual := "text/plain"
	if kind == "multipart/digest" {
		usual = "message/rfc822"
	}
	all := &Part{Type: kind}
	complete := splitParts(body, boundary, func(part []byte) bool {
		h, inner := r.partHeader(part)
		if h.over != "" {
			r.unparsed("part_header")
		}
		if texts := r.walk(&h, inner, depth+1, usual); texts != nil {
			all.Parts = append(all.Parts, texts)
		}
		for _, defect := range h.defects {
			r.header.defect("in a part: " + defect)
		}
		return r.parts <= r.limits.Parts && !r.late() && r.failed == nil
	})
	if !complete {
		r.header.defect("a multipart does not end")
	}
	return all
}

// partHeader reads the header section of a part. One that begins with an empty
// line has none (RFC 2046 section 5.1.1), and its text may well look like a field;
// some programs put an empty line before the fields all the same.
func (r *reader) partHeader(part []byte) (Header, []byte) {
	line, after := cutLine(part)
	if len(line) == 0 && !startsWithFold(bytes.TrimLeft(after[:min(len(after), 100)], "\r\n"), "content-") {
		return Header{}, after
	}
	return ReadHeader(part, r.limits.PartHeader, r.limits.HeaderFields)
}

func startsWithFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(string(text[:len(prefix)]), prefix)
}

// splitParts calls yield for each part between boundaries (RFC 2046 section
// 5.1.1), until it says no. It says whether the last boundary was there.
func splitParts(body []byte, boundary string, yield func(part []byte) bool) (complete bool) {
	delimiter := []byte("--" + boundary)
	start := -1 // of the part, in body
	for at := 0; at <= len(body); {
		i := bytes.Index(body[at:], delimiter)
		if i < 0 {
			break
		}
		i += at
		at = i + len(delimiter)
		if i > 0 && body[i-1] != '\n' {
			continue
		}
		line, after := cutLine(body[at:])
		rest := strings.TrimRight(string(line[:min(len(line), 200)]), " \t")
		last := strings.HasPrefix(rest, "--") || rest == "-"
		if rest != "" && !last {
			continue
		}
		if start >= 0 && !yield(trimLineEnd(body[start:i])) {
			return true
		}
		if last {
			return true
		}
		start = len(body) - len(after)
		at = start
	}
	if start >= 0 {
		yield(body[start:])
	}
	return false
}

// trimLineEnd takes off the line end that belongs to the boundary after it.
func trimLineEnd(part []byte) []byte {
	part = bytes.TrimSuffix(part, []byte("\n"))
	return bytes.TrimSuffix(part, []byte("\r"))
}

// leaf reads a part that holds no others: text to show, or an attachment. root
// says whether it is all of the mail.
func (r *reader) leaf(h *Header, kind string, params map[string]string, body []byte, root bool) *Part {
	disposition, dispositionParams := parseParameters(h.get("content-disposition"))
	name := r.fileName(dispositionParams["filename"], params["name"])
	shown := isShown(kind) && disposition != "attachment" && (name == "" || root && disposition != "inline")
	if !shown {
		if name == "" {
			name = r.locationName(h)
		}
		r.report(h, kind, body)
		r.readCalendar(h, kind, params, name, body)
		r.attach(h, kind, name, disposition, body)
		r.readTNEF(h, kind, name, body)
		return nil
	}
	if kind == "text/plain" && transferEncoding(h) == "8bit" {
		body = r.attachBlocks(body)
	}
	if r.into != nil {
		return nil
	}
	decoded, defect := readBounded(transferDecoded(h, body), min(r.limits.Text, 2*r.limits.Text-r.texts))
	if defect != "" {
		r.header.defect("a text part " + defect)
	}
	r.texts += len(decoded)
	charset := params["charset"]
	if charset == "" && kind == "text/html" {
		charset = metaCharset(decoded)
	}
	text, defect := decodeCharset(charset, decoded)
	if defect != "" {
		r.header.defect("a text part is " + defect)
	}
	return &Part{Type: kind, Params: params, Text: text}
}

// isShown says whether text of that type is shown and not attached.
func isShown(kind string) bool {
	switch kind {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html":
		return true
	}
	return false
}
