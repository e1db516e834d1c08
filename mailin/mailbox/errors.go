package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/emersion/go-imap/v2"

	"rapport/store/pattern"
)

var (
	// ErrAuth means that the server refused the user or the secret.
	ErrAuth = errors.New("the server refuses the login")
	// ErrNoFolder means that the folder does not exist or may not be opened.
	ErrNoFolder = errors.New("the server cannot open the folder")
	// ErrTLS means that no trustworthy encrypted connection could be made.
	ErrTLS = errors.New("no secure connection")
	// ErrSilent means that an answer was due and the server sent nothing for
	// Timeouts.Progress.
	ErrSilent = errors.New("the server is silent")
	// ErrProtocol means that the server sent something that is not IMAP, or more of it
	// than any command asks for.
	ErrProtocol = errors.New("the server violates the IMAP protocol")
	// ErrBusy means that the server asked to be left alone for a while.
	ErrBusy = errors.New("the server is busy")
	// ErrNoMove means that the server cannot move mail in one step (RFC 6851).
	ErrNoMove = errors.New("the server does not offer MOVE; log the mail without moving it, or flag it")

	errClosed  = errors.New("the connection is closed")
	errGivenUp = errors.New("the library closed the connection")
)

// ShortLiteral means that the connection ended inside a message.
type ShortLiteral struct {
	UID       UID   // 0 if the server had not sent it yet
	Got, Want int64 // bytes
}

// Error implements error.
func (e *ShortLiteral) Error() string {
	return fmt.Sprintf("short literal: %d of %d bytes", e.Got, e.Want)
}

// Unwrap returns io.ErrUnexpectedEOF.
func (e *ShortLiteral) Unwrap() error { return io.ErrUnexpectedEOF }

// byeError is the text of a server's BYE (RFC 9051, 7.1.5).
type byeError string

// Error implements error.
func (e byeError) Error() string { return "the server ends the connection: " + string(e) }

// name returns the mailbox for errors: log@imap.example/INBOX or, if the user is an
// address, log@agency.example/INBOX at imap.example.
func (s *Session) name() string {
	folder := ""
	if s.folder != "" {
		folder = "/" + s.folder
	}
	if strings.Contains(s.config.User, "@") {
		return s.config.User + folder + " at " + s.config.Host
	}
	return s.config.User + "@" + s.config.Host + folder
}

// wrapError adds to err what was being done to what. A failure that the wire saw first is
// the cause: the library reports it as text at best.
func (s *Session) wrapError(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	cause := s.wire.failure()
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case cause != nil && cause != errGivenUp:
		err = cause
	case refusal(err) == nil:
		err = fmt.Errorf("%w: %v", ErrProtocol, err)
	}
	var short *ShortLiteral
	if errors.As(err, &short) && short.UID != 0 {
		doing = strings.Replace(doing, "mail", fmt.Sprintf("UID %d", short.UID), 1)
	}
	return fmt.Errorf("%s %s: %w", doing, s.name(), err)
}

// refusal returns the server's NO or BAD in err, or nil.
func refusal(err error) *imap.Error {
	var no *imap.Error
	errors.As(err, &no)
	return no
}

// isBad reports whether the server rejected the command itself.
func isBad(err error) bool {
	no := refusal(err)
	return no != nil && no.Type == imap.StatusResponseTypeBad
}

// hasCode reports whether the server's refusal in err has one of the response codes (RFC
// 5530).
func hasCode(err error, codes ...imap.ResponseCode) bool {
	no := refusal(err)
	return no != nil && slices.Contains(codes, no.Code)
}

// timing is what Dovecot appends to its answers; it would make two equal errors differ.
var timing = pattern.New(` \([0-9. +]+ secs\)\.?$`)

// printable makes a server's text fit for people: one line, no control characters, bounded.
func printable(text string) string {
	const longest = 300
	text = timing.ReplaceAllString(text, "")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return strings.TrimSpace(text)
}
