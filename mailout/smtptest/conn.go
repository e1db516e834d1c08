package smtptest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
)

// conn is the Sink's side of a connection.
type conn struct {
	net.Conn // the wire, or TLS over it
	wire     net.Conn
	r        *bufio.Reader
	sink     *Sink
	number   int

	encrypted, known bool // known: logged in
	mail             *Received
}

func (c *conn) serve() error {
	c.r = bufio.NewReader(c.wire)
	if c.sink.options.TLS == "implicit" {
		if err := c.encrypt(); err != nil {
			return err
		}
	}
	if err := c.at(Greeting, "220 sink.example ESMTP"); err != nil {
		return err
	}
	for {
		line, err := c.readLine()
		if err != nil {
			return err
		}
		c.sink.hear(line)
		if err := c.obey(line); err != nil {
			return err
		}
	}
}

// obey carries out one command.
func (c *conn) obey(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	needsLogin := c.sink.options.User != "" && !c.known
	switch verb = strings.ToUpper(verb); {
	case verb == "EHLO":
		c.mail = nil
		return c.at(EHLO, c.offers()...)
	case verb == "STARTTLS" && c.sink.options.TLS == "starttls" && !c.encrypted:
		if err := c.at(STARTTLS, "220 2.0.0 go ahead"); err != nil {
			return err
		}
		return c.encrypt()
	case verb == "AUTH":
		if act, ok := c.sink.act(AUTH); ok {
			return act.play(c)
		}
		return c.auth(rest)
	case verb == "QUIT":
		if err := c.at(QUIT, "221 2.0.0 bye"); err != nil {
			return err
		}
		return io.EOF
	case verb == "RSET":
		c.mail = nil
		return c.at(RSET, "250 2.0.0 reset")
	case verb == "MAIL" && needsLogin:
		return c.say("530 5.7.0 log in first")
	case verb == "MAIL" && c.mail == nil:
		return c.begin(rest)
	case verb == "RCPT" && c.mail != nil:
		path, _, ok := cutPath(rest, "TO:")
		if !ok {
			return c.say("501 5.5.4 no path")
		}
		return c.either(RCPT, func() { c.mail.To = path }, "250 2.1.5 recipient ok")
	case verb == "DATA" && c.mail != nil && c.mail.To != "":
		if act, ok := c.sink.act(DATA); ok {
			return act.play(c)
		}
		if err := c.say("354 go ahead"); err != nil {
			return err
		}
		return c.data()
	}
	return c.say("503 5.5.1 not now")
}

// at performs the act scripted for a stage, or else sends the correct reply.
func (c *conn) at(stage Stage, lines ...string) error {
	if act, ok := c.sink.act(stage); ok {
		return act.play(c)
	}
	return c.say(lines...)
}

// either is like at, and applies the change of the command if it is accepted.
func (c *conn) either(stage Stage, change func(), lines ...string) error {
	act, ok := c.sink.act(stage)
	if !ok || act.takes {
		change()
	}
	if ok {
		return act.play(c)
	}
	return c.say(lines...)
}

func (c *conn) begin(rest string) error {
	path, args, ok := cutPath(rest, "FROM:")
	if !ok {
		return c.say("501 5.5.4 no path")
	}
	return c.either(MAIL, func() {
		c.mail = &Received{From: path, MailArgs: args, Conn: c.number, Encrypted: c.encrypted, Known: c.known}
	}, "250 2.1.0 sender ok")
}

// data reads a mail up to its dot (RFC 5321, 4.5.2). A line ends at LF with or without
// CR, as with the most lenient servers, which exposes a client that allows a second
// mail to be smuggled inside the first.
func (c *conn) data() error {
	if act, ok := c.sink.act(Body); ok {
		if err := act.play(c); err != nil {
			return err
		}
	}
	mail := *c.mail
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			return err
		}
		if line == ".\r\n" || line == ".\n" {
			break
		}
		mail.Raw = append(mail.Raw, strings.TrimPrefix(line, ".")...)
	}
	c.mail = nil
	act, ok := c.sink.act(Dot)
	if !ok || act.takes {
		c.sink.deliver(mail)
	}
	if ok {
		return act.play(c)
	}
	return c.say("250 2.0.0 taken as 4711")
}

func (c *conn) offers() []string {
	offers := append([]string{"sink.example greets you"}, c.sink.options.Extensions...)
	if c.sink.options.TLS == "starttls" && !c.encrypted {
		offers = append(offers, "STARTTLS")
	} else if c.sink.options.User != "" {
		offers = append(offers, "AUTH "+strings.Join(c.sink.options.Mechanisms, " "))
	}
	for i := range offers {
		hyphen := "-"
		if i == len(offers)-1 {
			hyphen = " "
		}
		offers[i] = "250" + hyphen + offers[i]
	}
	return offers
}

func (c *conn) encrypt() error {
	secure := tls.Server(c.wire, c.sink.tls)
	if err := secure.Handshake(); err != nil {
		return err
	}
	c.Conn, c.encrypted = secure, true
	c.r = bufio.NewReader(secure)
	return nil
}

func (c *conn) say(lines ...string) error {
	_, err := fmt.Fprintf(c, "%s\r\n", strings.Join(lines, "\r\n"))
	return err
}

func (c *conn) readLine() (string, error) {
	line, err := c.r.ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}

// cutPath splits FROM:<a@b> ARGS.
func cutPath(s, word string) (path, args string, ok bool) {
	if len(s) < len(word) || !strings.EqualFold(s[:len(word)], word) {
		return "", "", false
	}
	path, args, ok = strings.Cut(strings.TrimPrefix(s[len(word):], "<"), ">")
	return path, strings.TrimSpace(args), ok
}
