package relay

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	gomaillog "github.com/wneessen/go-mail/log"

	"rapport/store/pattern"
)

// opening takes a fresh TCP connection to the point where MAIL may be sent. go-mail
// conducts the dialogue, and opening observes it as go-mail's logger: it keeps track
// of the stage, for errors, and of the extensions that the server offers, whatever
// their case. It also sets a time limit for each step, and closes the connection where
// go-mail would continue after a refusal. See docs/dependencies.md.
type opening struct {
	*Session
	ctx     context.Context
	stage   Stage
	refused bool  // the server or we refused the login
	failure error // our own reason to end the dialogue, rather than go-mail's error
}

func (o *opening) run() error {
	peer, ok := o.wire.RemoteAddr().(*net.TCPAddr)
	if o.config.TLS == TLSNone && (!ok || !peer.IP.IsLoopback()) {
		return fmt.Errorf("%w: without TLS only to a loopback address, not to %s", ErrTLS, o.wire.RemoteAddr())
	}
	secure := &tls.Config{ServerName: o.config.Host, RootCAs: o.config.RootCAs, MinVersion: tls.VersionTLS12}
	conn := net.Conn(o.wire)
	if o.config.TLS == TLSImplicit {
		o.allow(o.config.Timeouts.Command)
		encrypted := tls.Client(o.wire, secure.Clone())
		if err := encrypted.HandshakeContext(o.ctx); err != nil {
			return o.explain(err)
		}
		conn = encrypted
		state := encrypted.ConnectionState()
		o.tls = &state
	}
	secure.VerifyConnection = func(state tls.ConnectionState) error {
		o.stage, o.tls = StageEHLO, &state
		return nil
	}
	options := []gomail.Option{
		gomail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return conn, nil }),
		gomail.WithHELO(o.name()), gomail.WithTLSConfig(secure), gomail.WithTLSPolicy(gomail.NoTLS),
		gomail.WithLogger(o), gomail.WithDebugLog(),
	}
	if o.config.TLS == TLSStart {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if o.config.Auth != AuthNone {
		options = append(options, gomail.WithSMTPAuthCustom(&login{opening: o}))
	}
	client, err := gomail.NewClient(o.config.Host, options...)
	if err != nil {
		return err
	}
	o.stage = StageGreeting
	o.allow(o.config.Timeouts.Greeting)
	spoken, err := client.DialToSMTPClientWithContext(o.ctx)
	if err != nil || o.failure != nil {
		return o.explain(err)
	}
	o.r, o.w = spoken.Text.R, spoken.Text.W
	return nil
}

// name returns our name for EHLO: the one configured, that of this machine if it is one of the
// DNS, or our address as a literal (RFC 5321, 4.1.4). "localhost" is nobody's.
func (o *opening) name() string {
	host, _ := os.Hostname() // without a name there is the address
	ip := net.IPv4(127, 0, 0, 1)
	if addr, ok := o.wire.LocalAddr().(*net.TCPAddr); ok {
		ip = addr.IP
	}
	return heloName(o.config.HELO, host, ip)
}

func heloName(configured, host string, ip net.IP) string {
	host = strings.TrimSuffix(host, ".")
	switch {
	case configured != "":
		return configured
	case isFullName.MatchString(host) && !isLocalName.MatchString(host):
		return host
	case ip.To4() == nil:
		return "[IPv6:" + ip.String() + "]"
	}
	return "[" + ip.String() + "]"
}

var (
	isFullName  = pattern.New(`^(?i:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$`)
	isLocalName = pattern.New(`(?i)(?:^|\.)(?:localhost|localdomain|local|lan|home|internal|test|invalid|arpa)$`)
)

// allow sets the time limit for the next reply, and discards the record of earlier
// ones.
func (o *opening) allow(limit time.Duration) {
	o.wire.heard = nil
	o.wire.SetReadDeadline(time.Now().Add(limit)) // an error shows at the read
}

// Debugf is called by go-mail before each command and after each reply with the code
// that it expects. Messages of AUTH are replaced by a placeholder.
func (o *opening) Debugf(l gomaillog.Log) {
	if l.Direction == gomaillog.DirClientToServer {
		o.said(l.Format)
		return
	}
	code, _ := l.Messages[0].(int)
	words, _ := l.Messages[1].(string)
	o.answered(code, words)
}

// Infof, Warnf and Errorf complete go-mail's interface; its SMTP client calls none.
func (o *opening) Infof(gomaillog.Log) {}

// Warnf implements log.Logger.
func (o *opening) Warnf(gomaillog.Log) {}

// Errorf implements log.Logger.
func (o *opening) Errorf(gomaillog.Log) {}

// said is called before a command is sent, and prepares for its reply.
func (o *opening) said(command string) {
	verb, _, _ := strings.Cut(command, " ")
	switch {
	case o.refused || o.failure != nil || verb == "HELO" || verb == "QUIT":
		// A server without EHLO can neither encrypt nor log us in, and a late
		// reply to EHLO would be mistaken for the reply to HELO.
		o.wire.Close()
		return
	case verb == "STARTTLS":
		o.stage = StageSTARTTLS
	case verb == "EHLO" && o.stage != StageSTARTTLS: // after STARTTLS the handshake comes first
		o.stage = StageEHLO
	}
	o.allow(o.config.Timeouts.Command)
}

// answered is called after a reply with the expected code.
func (o *opening) answered(code int, words string) {
	switch o.stage {
	case StageEHLO:
		o.extensions = map[string]string{} // RFC 3207, 4.2: what was offered in the clear is void
		for _, line := range strings.Split(words, "\n")[1:] {
			keyword, parameters, _ := strings.Cut(line, " ")
			keyword, parameters = strings.ToUpper(keyword), strings.TrimSpace(parameters)
			// Servers older than RFC 2554 write AUTH=LOGIN, often beside a line for newer clients.
			if first, old := strings.CutPrefix(keyword, "AUTH="); old {
				keyword, parameters = "AUTH", first+" "+parameters
			}
			if before := o.extensions[keyword]; keyword == "AUTH" && before != "" {
				parameters = before + " " + parameters
			}
			o.extensions[keyword] = parameters
		}
	case StageSTARTTLS:
		// go-mail would silently drop what follows the reply in the clear.
		if lines := 1 + strings.Count(words, "\n"); bytes.Count(o.wire.heard, []byte("\n")) != lines || !bytes.HasSuffix(o.wire.heard, []byte("\n")) {
			o.fail(fmt.Errorf("%w: clear text after the reply to STARTTLS", ErrTLS))
		}
	case StageAUTH:
		o.refused = code != 334 && code != 235
	}
}

// fail ends the dialogue before the next command.
func (o *opening) fail(err error) error {
	o.failure = cmp.Or(o.failure, err)
	return err
}

// explain turns an error of go-mail into one that a caller of Dial can act on.
func (o *opening) explain(err error) error {
	answer, answered := errors.AsType[*textproto.Error](err)
	garbage, unreadable := errors.AsType[textproto.ProtocolError](err)
	_, undecodable := errors.AsType[base64.CorruptInputError](err)
	switch {
	case o.failure != nil:
		return o.failure
	case answered:
		lines := strings.Split(answer.Msg, "\n")
		return refusedOpening(o.stage, reply{code: answer.Code, enhanced: enhancedCode(answer.Code, lines[0]), lines: lines})
	case unreadable:
		return fmt.Errorf("%w: %s: %s", ErrProtocol, o.stage, printable(garbage.Error()))
	case undecodable:
		return fmt.Errorf("%w: %s: a challenge that is not base64", ErrProtocol, o.stage)
	case o.wire.failed != nil || o.ctx.Err() != nil:
		return lost(o.ctx, o.stage, cmp.Or(o.wire.failed, err))
	case o.config.TLS == TLSStart && o.stage == StageEHLO:
		return fmt.Errorf("%w: the server does not offer STARTTLS", ErrTLS)
	}
	return fmt.Errorf("%w: %s: %w", ErrTLS, o.stage, err)
}

// refusedOpening returns the error for a reply before MAIL that is not the expected one.
func refusedOpening(stage Stage, got reply) error {
	meaning := ErrHost
	switch {
	case got.code == 421:
	case !got.negative():
		meaning = ErrProtocol
	case stage == StageSTARTTLS:
		meaning = ErrTLS
	case stage == StageAUTH && got.code/100 == 5: // 4yz: it cannot check the login now (RFC 4954, 6)
		meaning = ErrAuth
	}
	return fmt.Errorf("%w: %w", meaning, refuse(stage, got))
}
