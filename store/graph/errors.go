package graph

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

var (
	// ErrAuth means that the service refuses the token, or that the application may not use
	// the mailbox. A person has to change something.
	ErrAuth = errors.New("access to Microsoft Graph is refused")
	// ErrTLS means that no trustworthy encrypted connection could be made.
	ErrTLS = errors.New("no secure connection")
	// ErrGone means that a link to further changes has expired: the folder has to be listed anew.
	ErrGone = errors.New("the link to further changes has expired")
	// ErrNotFound means that there is no such mail or folder.
	ErrNotFound = errors.New("there is no such thing in the mailbox")
	// ErrBusy means that the service, or its protection from too many requests, answers later.
	ErrBusy = errors.New("the service of Microsoft Graph is busy")
	// ErrUnanswered means that a request left and no complete answer came: the service may have
	// done what it was asked for.
	ErrUnanswered = errors.New("no answer from Microsoft Graph")
	// ErrUnreachable means that no request left.
	ErrUnreachable = errors.New("no connection to Microsoft Graph")
	// ErrAnswer means that the service answered with something other than what it documents.
	ErrAnswer = errors.New("unexpected answer from Microsoft Graph")

	errSilent = errors.New("nothing arrived for too long")
)

// TooLarge means that a mail has more bytes than are accepted.
type TooLarge struct {
	Size int64 // at least
}

// Error implements error.
func (t *TooLarge) Error() string { return fmt.Sprintf("it has %d bytes or more", t.Size) }

// Refusal is an answer that refuses, as an error. errors.Is matches it with the Err… that it is.
type Refusal struct {
	Status int
	Code   string        // Microsoft's word for the reason, such as ErrorItemNotFound
	Text   string        // Microsoft's words, safe to display
	Wait   time.Duration // that the service asks for; 0: none
}

// Error implements error.
func (r *Refusal) Error() string {
	text := strconv.Itoa(r.Status)
	for _, part := range []string{r.Code, r.Text} {
		if part != "" {
			text += " " + part
		}
	}
	return text
}

// Is implements the interface of errors.Is.
func (r *Refusal) Is(target error) bool {
	switch target {
	case ErrAuth:
		return r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden
	case ErrGone:
		return r.Status == http.StatusGone || lowered(r.Code, "syncstatenotfound", "resyncrequired", "syncstateinvalid", "errorinvalidsyncstatedata")
	case ErrNotFound:
		return lowered(r.Code, "erroritemnotfound", "itemnotfound", "errorfoldernotfound") || r.Status == http.StatusNotFound && r.Code == ""
	case ErrBusy:
		return r.Status == http.StatusTooManyRequests || r.Status == http.StatusServiceUnavailable
	}
	return false
}

func lowered(code string, codes ...string) bool {
	for _, c := range codes {
		if strings.EqualFold(code, c) {
			return true
		}
	}
	return false
}

// WaitOf returns for how long err says that the service is to be left alone.
func WaitOf(err error) time.Duration {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r.Wait
	}
	return 0
}

// refusalOf reads an answer that refuses.
func refusalOf(resp *http.Response, text []byte, token string) *Refusal {
	r := &Refusal{Status: resp.StatusCode}
	var body struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(text, &body) == nil {
		r.Code, r.Text = printable(body.Error.Code, token), printable(body.Error.Message, token)
	}
	if errors.Is(r, ErrBusy) {
		r.Wait = retryAfter(resp.Header.Get("Retry-After"))
	}
	return r
}

// longestWait bounds what a service may ask for: a number that is too large must not stop the
// mail.
const longestWait = 15 * time.Minute

// retryAfter reads Retry-After (RFC 9110, 10.2.3).
func retryAfter(value string) time.Duration {
	wait := leastWait
	if seconds, err := strconv.Atoi(strings.TrimSpace(value)); err == nil {
		wait = time.Duration(min(max(seconds, 1), int(longestWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = time.Until(at)
	}
	return min(max(wait, time.Second), longestWait)
}

// printable makes the service's words fit for people: one line, without control characters and
// without the token, bounded.
func printable(text, token string) string {
	const longest = 300
	if token != "" {
		text = strings.ReplaceAll(text, token, "…")
	}
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))), " ")
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return text
}

// isPassing reports whether a request that changes nothing may be sent again at once.
func isPassing(err error) bool {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r.Status >= 500 || r.Status == http.StatusTooManyRequests
	}
	return errors.Is(err, ErrUnanswered) || errors.Is(err, ErrUnreachable)
}

func isUnauthorized(err error) bool {
	r, ok := errors.AsType[*Refusal](err)
	return ok && r.Status == http.StatusUnauthorized
}

// unanswered explains why a request has no answer. The address, which may hold what nobody should
// read, is not in it.
func (c *Client) unanswered(ctx context.Context, err error, token string) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	var (
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
		record   tls.RecordHeaderError
		verify   *tls.CertificateVerificationError
		alert    tls.AlertError
		dial     *net.OpError
	)
	switch {
	case errors.As(err, &unknown), errors.As(err, &invalid), errors.As(err, &hostname), errors.As(err, &record), errors.As(err, &verify), errors.As(err, &alert):
		return fmt.Errorf("%w with %s: %w", ErrTLS, c.base.Hostname(), err)
	case errors.As(err, &dial) && dial.Op == "dial":
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return c.broken(ctx, errors.New(printable(err.Error(), token)))
}

// broken explains why an answer is not complete.
func (c *Client) broken(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return fmt.Errorf("%w: %w", ErrUnanswered, err)
}
