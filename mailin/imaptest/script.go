package imaptest

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// Step is one action of a scripted server.
type Step func(*Conn) error

// Conn is a scripted server's side of a connection.
type Conn struct {
	net.Conn
	Tag string // of the client's last command

	reader *bufio.Reader
	heard  func(line string)
}

// Send sends text as it is, except that {tag} becomes the tag of the client's last command.
func Send(text string) Step {
	return func(c *Conn) error {
		_, err := io.WriteString(c, strings.ReplaceAll(text, "{tag}", c.Tag))
		return err
	}
}

// Line sends lines, each with its CRLF.
func Line(lines ...string) Step {
	return Send(strings.Join(lines, "\r\n") + "\r\n")
}

// Expect reads one line, which must contain words in any case, and takes its first word as
// the tag.
func Expect(words string) Step {
	return func(c *Conn) error {
		line, err := c.readLine()
		if err != nil {
			return err
		}
		if !strings.Contains(strings.ToUpper(line), strings.ToUpper(words)) {
			return &Surprise{Got: line, Want: words}
		}
		return nil
	}
}

// Answer expects a command, sends lines, and ends the command with OK.
func Answer(command string, lines ...string) Step {
	return Steps(Expect(command), Line(append(lines, "{tag} OK done")...))
}

// Steps combines several steps into one.
func Steps(steps ...Step) Step {
	return func(c *Conn) error {
		for _, step := range steps {
			if err := step(c); err != nil {
				return err
			}
		}
		return nil
	}
}

// Literal sends content as a literal that is declared to have size bytes.
func Literal(size int, content string) Step {
	return Send(fmt.Sprintf("{%d}\r\n%s", size, content))
}

// Slowly sends text in pieces of size bytes with gaps between them.
func Slowly(text string, size int, gap time.Duration) Step {
	return func(c *Conn) error {
		text := strings.ReplaceAll(text, "{tag}", c.Tag)
		for len(text) > 0 {
			n := min(size, len(text))
			if _, err := io.WriteString(c, text[:n]); err != nil {
				return err
			}
			text = text[n:]
			time.Sleep(gap)
		}
		return nil
	}
}

// Repeat performs a step n times.
func Repeat(n int, step Step) Step {
	return func(c *Conn) error {
		for range n {
			if err := step(c); err != nil {
				return err
			}
		}
		return nil
	}
}

// Stall sends nothing more, and reads until the client leaves.
func Stall() Step {
	return func(c *Conn) error {
		_, err := io.Copy(io.Discard, c.reader)
		return errors.Join(err, io.EOF)
	}
}

// Drop closes the connection.
func Drop() Step {
	return func(c *Conn) error {
		c.Close()
		return io.EOF
	}
}

// Reset ends the connection with a TCP reset.
func Reset() Step {
	return func(c *Conn) error {
		if tcp, ok := c.Conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		c.Close()
		return io.EOF
	}
}

// StartTLS encrypts the connection from here on.
func StartTLS(config *tls.Config) Step {
	return func(c *Conn) error {
		conn := tls.Server(c.Conn, config)
		if err := conn.Handshake(); err != nil {
			return err
		}
		c.Conn, c.reader = conn, bufio.NewReader(conn)
		return nil
	}
}

// Surprise means that the client sent something the script did not expect.
type Surprise struct{ Got, Want string }

// Error implements error.
func (s *Surprise) Error() string {
	return fmt.Sprintf("the client sent %q; the script expects %q", s.Got, s.Want)
}

// Play performs steps on conn. Then it answers every command with OK until the client
// leaves, unless a step has ended the connection. Only a Surprise is an error: a client may
// leave early.
func Play(conn net.Conn, heard func(line string), steps ...Step) error {
	c := &Conn{Conn: conn, reader: bufio.NewReader(conn), heard: heard}
	defer c.Close()
	err := Steps(steps...)(c)
	for err == nil {
		err = Answer("")(c)
	}
	var surprise *Surprise
	if errors.As(err, &surprise) {
		return surprise
	}
	return nil
}

func (c *Conn) readLine() (string, error) {
	line, err := c.reader.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	c.Tag, _, _ = strings.Cut(line, " ")
	if c.heard != nil {
		c.heard(line)
	}
	return line, nil
}

// Script is a server on a loopback port that plays programs, that is, lists of steps.
type Script struct {
	Host string
	Port int

	listener net.Listener
	programs [][]Step
	playing  sync.WaitGroup

	mu    sync.Mutex
	heard []string
	conns map[net.Conn]bool
	errs  []error
}

// Serve plays the first program to the first client that connects, and so on; the last is
// played to all further ones. Close ends it.
func Serve(programs ...[]Step) (*Script, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Script{
		Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port,
		listener: listener, programs: programs, conns: map[net.Conn]bool{},
	}
	s.playing.Go(s.accept)
	return s, nil
}

func (s *Script) accept() {
	for n := 0; ; n++ {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[conn] = true
		s.mu.Unlock()
		program := s.programs[min(n, len(s.programs)-1)]
		s.playing.Go(func() {
			err := Play(conn, s.hear, program...)
			s.mu.Lock()
			defer s.mu.Unlock()
			delete(s.conns, conn)
			if err != nil {
				s.errs = append(s.errs, err)
			}
		})
	}
}

func (s *Script) hear(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, line)
}

// Heard returns the lines that clients have sent.
func (s *Script) Heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.heard...)
}

// Close ends all connections and returns the surprises.
func (s *Script) Close() error {
	s.listener.Close()
	s.mu.Lock()
	for conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	s.playing.Wait()
	return errors.Join(s.errs...)
}
