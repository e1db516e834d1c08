package imaptest

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
)

// idListener adds the ID command (RFC 2971), which the library's server lacks,
// to each connection.
type idListener struct {
	net.Listener
	beforeSelect bool
}

// Accept implements net.Listener.
func (l idListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &idConn{Conn: conn, reader: bufio.NewReader(conn), beforeSelect: l.beforeSelect}, nil
}

// idConn answers ID itself and hides it from the server behind it.
type idConn struct {
	net.Conn
	reader       *bufio.Reader
	beforeSelect bool

	rest    []byte // of a line that the server has yet to read
	literal bool   // the previous line ended in the size of a literal
	idSent  bool   // the client sent ID

	writing sync.Mutex
}

var (
	capability  = regexp.MustCompile(`^(\* CAPABILITY|\S+ OK \[CAPABILITY)( IMAP4rev1)`)
	literalSize = regexp.MustCompile(`\{\d+\+?\}\r?\n$`)
)

// Read implements io.Reader.
func (c *idConn) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		line, err := c.reader.ReadBytes('\n')
		if err != nil {
			return 0, err
		}
		answer := ""
		if !c.literal {
			answer = c.answer(string(line))
		}
		c.literal = literalSize.Match(line)
		if answer == "" {
			c.rest = line
			continue
		}
		c.writing.Lock()
		_, err = io.WriteString(c.Conn, answer)
		c.writing.Unlock()
		if err != nil {
			return 0, err
		}
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// answer returns the answer to a command that is not for the server, or "".
func (c *idConn) answer(line string) string {
	words := strings.Fields(line)
	if len(words) < 2 {
		return ""
	}
	switch tag, command := words[0], strings.ToUpper(words[1]); {
	case command == "ID":
		c.idSent = true
		return "* ID (\"name\" \"imaptest\" \"vendor\" NIL)\r\n" + tag + " OK ID done\r\n"
	case c.beforeSelect && !c.idSent && (command == "SELECT" || command == "EXAMINE"):
		return tag + " NO " + command + " Unsafe Login. Please contact the postmaster for help\r\n"
	}
	return ""
}

// Write implements io.Writer.
func (c *idConn) Write(p []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if _, err := c.Conn.Write(capability.ReplaceAll(bytes.Clone(p), []byte("$1 ID$2"))); err != nil {
		return 0, err
	}
	return len(p), nil
}
