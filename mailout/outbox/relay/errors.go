package relay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

var (
	// ErrAuth says that the server refused the user or the secret, or offers no
	// way to log in that we may use. It is the account's trouble and no mail's:
	// the account wants a pause and a person.
	ErrAuth = errors.New("the server refuses the login")
	// ErrTLS says that no trustworthy encrypted connection came about. Nothing
	// was sent in the clear instead.
	ErrTLS = errors.New("no secure connection")
	// ErrHost says that the server refuses to serve anybody now, or us ever: a
	// negative reply at the greeting or to EHLO, a 421 anywhere, a login that it
	// cannot check now. The Refusal has the code.
	ErrHost = errors.New("the server refuses service")
	// ErrStale says that a Session that was idle, or had broken, took no further
	// mail: no transaction began, so this was no attempt.
	ErrStale = errors.New("the connection no longer served")
	// ErrProtocol says that the server sent what is no SMTP reply, not the one
	// that was due, or more than any reply needs.
	ErrProtocol = errors.New("the server breaks the SMTP protocol")
)

// Refusal is a negative reply as an error.
type Refusal struct {
	Stage    Stage
	Code     int
	Enhanced string // RFC 3463, or empty
	Text     string // the server's words, fit to be shown
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("%s: %d %s", r.Stage, r.Code, r.Text)
}

func refuse(stage Stage, r reply) *Refusal {
	return &Refusal{Stage: stage, Code: r.code, Enhanced: r.enhanced, Text: r.text()}
}

// lost says in plain words why no reply came.
func lost(ctx context.Context, stage Stage, err error) error {
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = fmt.Errorf("the server was silent for too long: %w", err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("the server closed the connection: %w", err)
	}
	return fmt.Errorf("%s: %w", stage, err)
}
