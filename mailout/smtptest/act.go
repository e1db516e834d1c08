package smtptest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Stage is a step of the dialogue at which a Sink can be scripted.
type Stage string

// The stages, in the order in which they come.
const (
	Greeting Stage = "greeting"
	EHLO     Stage = "EHLO"
	STARTTLS Stage = "STARTTLS"
	AUTH     Stage = "AUTH"
	MAIL     Stage = "MAIL"
	RCPT     Stage = "RCPT"
	DATA     Stage = "DATA"
	Body     Stage = "body" // after 354, before any of the mail is read
	Dot      Stage = "dot"
	RSET     Stage = "RSET"
	QUIT     Stage = "QUIT"
)

// Act is what a Sink does at a stage in place of the correct reply. At Dot it also
// decides whether the mail counts as delivered.
type Act struct {
	takes bool
	play  func(*conn) error // an error ends the connection
}

// Reply sends one reply, given as lines without CRLF. At Dot the mail is delivered if
// the first line is 2yz.
func Reply(lines ...string) Act {
	return Act{strings.HasPrefix(lines[0], "2"), func(c *conn) error { return c.say(lines...) }}
}

// Raw sends text unaltered. At Dot the mail is not delivered.
func Raw(text string) Act {
	return Act{false, func(c *conn) error {
		_, err := io.WriteString(c, text)
		return err
	}}
}

// Drop closes the connection. At Dot the mail is not delivered.
func Drop() Act { return Act{false, hangUp} }

// Reset ends the connection with a TCP reset.
func Reset() Act {
	return Act{false, func(c *conn) error {
		if tcp, ok := c.wire.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		return hangUp(c)
	}}
}

// Stall reads without answering until the client hangs up.
func Stall() Act {
	return Act{false, func(c *conn) error {
		io.Copy(io.Discard, c.r)
		return io.EOF
	}}
}

// Freeze neither reads nor writes until the Sink is closed.
func Freeze() Act {
	return Act{false, func(c *conn) error {
		<-c.sink.closing
		return io.EOF
	}}
}

// After waits for pause before it acts.
func After(pause time.Duration, act Act) Act {
	return Act{act.takes, func(c *conn) error {
		select {
		case <-time.After(pause):
			return act.play(c)
		case <-c.sink.closing:
			return io.EOF
		}
	}}
}

// Take delivers the mail, whatever act replies. For Dot.
func Take(act Act) Act { return Act{true, act.play} }

// Then acts twice. At Dot the first act decides about delivery.
func Then(first, second Act) Act {
	return Act{first.takes, func(c *conn) error {
		if err := first.play(c); err != nil {
			return err
		}
		return second.play(c)
	}}
}

// DropAfter reads n bytes and closes the connection. For Body.
func DropAfter(n int64) Act {
	return Act{false, func(c *conn) error {
		io.CopyN(io.Discard, c.r, n)
		return hangUp(c)
	}}
}

// Sip reads the mail in pieces of at most size bytes, after a gap each. For Body.
func Sip(size int, gap time.Duration) Act {
	return Act{false, func(c *conn) error {
		c.r = bufio.NewReaderSize(&sipper{c.r, size, gap}, size)
		return nil
	}}
}

type sipper struct {
	r    io.Reader
	size int
	gap  time.Duration
}

// Read implements io.Reader.
func (s *sipper) Read(p []byte) (int, error) {
	time.Sleep(s.gap)
	return s.r.Read(p[:min(len(p), s.size)])
}

// Endless sends a reply that never ends, until the client hangs up. The %d in line is
// replaced by a number.
func Endless(line string) Act {
	return Act{false, func(c *conn) error {
		for n := 0; ; n++ {
			if _, err := fmt.Fprintf(c, line, n); err != nil {
				return err
			}
		}
	}}
}

func hangUp(c *conn) error {
	c.wire.Close()
	return io.EOF
}
