package relay

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reply is a complete reply (RFC 5321, 4.2).
type reply struct {
	code     int
	enhanced string
	lines    []string // the text of each line, as received
}

// The largest reply that is read. RFC 5321, 4.5.3.1.5 limits lines to 512 bytes, and
// no real reply has a hundred of them.
const (
	maxReply = 64 << 10 // bytes
	maxLines = 100
	maxWords = 1024 // bytes of a reply that are displayed
)

// readReply reads one complete reply. If the connection ends first, the error is
// io.EOF, io.ErrUnexpectedEOF or the connection's; if what comes is not a reply, or
// exceeds the bounds, it is ErrProtocol.
func readReply(r io.ByteReader) (reply, error) {
	var got reply
	budget := maxReply
	for len(got.lines) < maxLines {
		line, err := readLine(r, &budget)
		if err != nil {
			if err == io.EOF && len(got.lines) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return reply{}, err
		}
		code, words, last, ok := parseLine(line)
		if !ok || got.lines != nil && code != got.code {
			return reply{}, fmt.Errorf("%w: not a reply: %s", ErrProtocol, printable(string(line)))
		}
		if got.lines == nil {
			got.code, got.enhanced = code, enhancedCode(code, words)
		}
		got.lines = append(got.lines, words)
		if last {
			return got, nil
		}
	}
	return reply{}, fmt.Errorf("%w: a reply of more than %d lines", ErrProtocol, maxLines)
}

// readLine returns the next line without its CRLF or bare LF, and takes its length
// from budget.
func readLine(r io.ByteReader, budget *int) ([]byte, error) {
	var line []byte
	for {
		b, err := r.ReadByte()
		if errors.Is(err, io.EOF) && len(line) > 0 {
			return nil, io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if *budget--; *budget < 0 {
			return nil, fmt.Errorf("%w: a reply of more than %d bytes", ErrProtocol, maxReply)
		}
		if b == '\n' {
			return bytes.TrimSuffix(line, []byte("\r")), nil
		}
		line = append(line, b)
	}
}

// parseLine splits a line into its parts: three digits, the first from 2 to 5, then
// a hyphen if more lines follow, or a space, or nothing.
func parseLine(line []byte) (code int, words string, last, ok bool) {
	if len(line) < 3 || line[0] < '2' || line[0] > '5' {
		return 0, "", false, false
	}
	for _, b := range line[:3] {
		if b < '0' || b > '9' {
			return 0, "", false, false
		}
		code = code*10 + int(b-'0')
	}
	switch {
	case len(line) == 3:
		return code, "", true, true
	case line[3] == ' ', line[3] == '-':
		return code, string(line[4:]), line[3] == ' ', true
	}
	return 0, "", false, false
}

// text returns the text of the reply in one line.
func (r reply) text() string {
	return printable(strings.Join(r.lines, " / "))
}

// printable makes a server's words safe for a log and a terminal: it escapes what is
// not printable and cuts off what is too long.
func printable(words string) string {
	var b strings.Builder
	for i, r := range words {
		if b.Len() >= maxWords {
			b.WriteString("…")
			break
		}
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(words[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, words[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}
