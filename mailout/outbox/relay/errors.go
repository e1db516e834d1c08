package relay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

var (
	// ErrAuth means that the server refused the user or the secret, or offers no
	// login method that we may use. The fault is the account's, not the mail's: the
	// account needs a pause and a person.
	ErrAuth = errors.New("the server refuses the login")
	// ErrAccount means that the server takes no mail from us for now: our account, sender
	// or address is refused, or a quota is used up. The Refusal has the server's words.
	ErrAccount = errors.New("the server takes no mail from our account")
	// ErrTLS means that no trustworthy encrypted connection could be made. Nothing
	// was sent in the clear instead.
	ErrTLS = errors.New("no secure connection")
	// ErrHost means that the server serves nobody at the moment, or never us: a
	// negative reply at the greeting or to EHLO, 421 at any stage, or a login that
	// the server cannot check now. The Refusal has the code.
	ErrHost = errors.New("the server refuses service")
	// ErrStale means that a Session had broken or was closed by the server while
	// idle. No transaction began, so this does not count as an attempt.
	ErrStale = errors.New("the connection is no longer usable")
	// ErrProtocol means that the server sent something other than an SMTP reply, a
	// reply that does not fit the command, or more than any reply needs.
	ErrProtocol = errors.New("the server violates the SMTP protocol")
)

// Busy means that the server asks to be left alone for a while. Nothing was sent.
type Busy struct {
	Wait time.Duration
	Err  error
}

// Error implements error.
func (b *Busy) Error() string { return b.Err.Error() }

// Unwrap returns what the server said.
func (b *Busy) Unwrap() error { return b.Err }

// Refusal is a negative reply, as an error.
type Refusal struct {
	Stage    Stage
	Code     int
	Enhanced string // RFC 3463, or empty
	Text     string // the server's words, safe to display
}

// Error implements error.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s: %d %s", r.Stage, r.Code, r.Text)
}

func refuse(stage Stage, r reply) *Refusal {
	return &Refusal{Stage: stage, Code: r.code, Enhanced: r.enhanced, Text: r.text()}
}

// lost returns an error that explains why no reply came.
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
