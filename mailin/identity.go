package mailin

import (
	"bytes"
	"crypto/sha256"
	"io"
	"slices"
	"strings"

	"rapport/store"
)

// identity returns the hash of what the sender of a mail wrote: the fields that make it the
// mail it is, and its body. Two copies of one mail, delivered to two addresses, have the same
// one, although each has trace fields of its own (RFC 5321 section 4.4). It is zero for a
// mail that has no Message-ID, From or Date: nothing tells two of those apart.
func identity(raw []byte) (hash store.Hash) {
	header, body := splitHeader(raw)
	fields := make(map[string][]string)
	for _, f := range header {
		name, value, _ := strings.Cut(f, ":")
		if name = strings.ToLower(strings.TrimSpace(name)); slices.Contains(writtenFields(), name) {
			fields[name] = append(fields[name], strings.Join(strings.Fields(value), " "))
		}
	}
	for _, name := range writtenFields()[:3] {
		if len(fields[name]) != 1 || fields[name][0] == "" {
			return store.Hash{}
		}
	}
	sum := sha256.New()
	for _, name := range writtenFields() {
		for _, value := range fields[name] {
			io.WriteString(sum, name+":"+value+"\n")
		}
	}
	io.WriteString(sum, "\n")
	lines := make([]byte, 0, 8<<10) // hashing line by line takes twice as long
	for len(body) > 0 {
		line, rest, _ := bytes.Cut(body, []byte("\n"))
		if len(lines)+len(line) >= cap(lines) {
			sum.Write(lines)
			lines = lines[:0]
		}
		if line = bytes.TrimSuffix(line, []byte("\r")); len(line) >= cap(lines) {
			sum.Write(line)
			line = nil
		}
		lines = append(append(lines, line...), '\n')
		body = rest
	}
	sum.Write(lines)
	return store.Hash(sum.Sum(nil))
}

// writtenFields are the fields of a mail that its sender wrote and that decide what it is, in
// lower case. The first three each mail has.
func writtenFields() []string {
	return []string{"message-id", "from", "date", "sender", "reply-to", "to", "cc", "in-reply-to", "references", "subject",
		"mime-version", "content-type", "content-transfer-encoding", "content-disposition"}
}

// splitHeader returns the fields of a mail, unfolded, and its body without the line ends at
// its end, of which servers add and remove some.
func splitHeader(raw []byte) (fields []string, body []byte) {
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		raw = rest
		switch {
		case len(line) == 0:
			return fields, bytes.TrimRight(raw, "\r\n")
		case (line[0] == ' ' || line[0] == '\t') && len(fields) > 0:
			fields[len(fields)-1] += string(line)
		default:
			fields = append(fields, string(line))
		}
	}
	return fields, nil
}
