package outside

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Fault is why a call failed.
type Fault string

// The faults.
const (
	Unreachable Fault = "unreachable" // no answer came, and nothing was changed
	Ambiguous   Fault = "ambiguous"   // it is not known whether a change was made
	Denied      Fault = "denied"      // the login, or a right that it lacks: 401, 403
	Missing     Fault = "missing"     // there is no such thing: 404, 410
	BadRequest  Fault = "bad request" // the service does not take the request: other 4xx
	Limited     Fault = "limited"     // too many requests: 429
	Failing     Fault = "failing"     // the service fails: 5xx
	BadAnswer   Fault = "bad answer"  // what it answered cannot be used
)

// Error is a call that failed. Its text holds no secret and no query.
type Error struct {
	Service string
	Path    string
	Fault   Fault
	Status  int    // of HTTP, or 0
	Code    string // the service's own, or ""
	Detail  string // the service's own words, or what is wrong
	Login   bool   // it was not even possible to log in

	wait time.Duration // that the service asks for
}

// Error returns the service, what failed and what the service said.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %s: %s", e.Service, e.Path, e.Fault)
	if e.Status != 0 {
		text += fmt.Sprintf(" (%d)", e.Status)
	}
	if e.Code != "" {
		text += ", code " + e.Code
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text
}

// statusClientGone is what gateways answer after they have lost patience with a request.
const statusClientGone = 499

// passing reports whether the same request may succeed a moment later.
func (e *Error) passing() bool {
	return e.Fault == Unreachable || e.Fault == Ambiguous || e.Fault == Limited || e.Fault == Failing
}

func (c *Caller) fault(r Request, of Fault, status int, detail string) *Error {
	return &Error{Service: c.config.Name, Path: r.Path, Fault: of, Status: status, Detail: c.clean(detail)}
}

// refusal returns the error that an answer other than 2xx stands for.
func (c *Caller) refusal(r call, resp *http.Response, data []byte) *Error {
	code, words := said(data)
	e := c.fault(r.Request, BadRequest, resp.StatusCode, words)
	e.Code = c.clean(code)
	switch status := resp.StatusCode; {
	case status == http.StatusRequestTimeout, status == statusClientGone:
		if e.Fault = Failing; r.changes {
			e.Fault = Ambiguous // what is behind a gateway may have done it
		}
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		e.Fault = Denied
	case status == http.StatusNotFound, status == http.StatusGone:
		e.Fault = Missing
	case status == http.StatusTooManyRequests:
		e.Fault = Limited
		e.wait = waitOf(resp.Header, time.Now())
	case status/100 == 5:
		e.Fault = Failing
		if r.changes {
			e.Fault = Ambiguous // it may have failed after the change
		}
		e.wait = waitOf(resp.Header, time.Now())
	case status/100 == 3:
		e.Fault, e.Detail = BadAnswer, "it redirects a request that must not be redirected"
	}
	return e
}

// said returns the code and the words of an error in any of the shapes that services use:
// at the top, or in "error"; the code a number or a text.
func said(data []byte) (code, words string) {
	var body map[string]any
	if json.Unmarshal(data, &body) != nil {
		return "", ""
	}
	if inner, ok := body["error"].(map[string]any); ok {
		body = inner
	}
	for _, key := range []string{"code", "errorCode", "error", "status"} {
		if code = scalar(body[key]); code != "" {
			break
		}
	}
	for _, key := range []string{"message", "error_description", "reason", "msg", "info", "errorMessages", "errors"} {
		if words = scalar(body[key]); words != "" {
			break
		}
	}
	return code, words
}

// scalar returns a JSON value as text: a text, a number, or the first of a list.
func scalar(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case []any:
		if len(value) > 0 {
			return scalar(value[0])
		}
	}
	return ""
}

const mostDetail = 200 // characters of what a service said

// clean returns words of a service or of a library as an error may show them: short, on one
// line, without a secret.
func (c *Caller) clean(words string) string {
	for _, secret := range append([]string{c.current()}, c.config.Secrets...) {
		if secret != "" {
			words = strings.NewReplacer(secret, "…", url.QueryEscape(secret), "…").Replace(words)
		}
	}
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }), " ")
	if runes := []rune(words); len(runes) > mostDetail {
		words = string(runes[:mostDetail]) + "…"
	}
	return words
}

func (c *Caller) current() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

// waitOf returns how long a service asks to wait: in Retry-After as seconds, as a date of
// HTTP (RFC 9110, 10.2.3) or, as Zoom does, as a time of ISO 8601; in X-Pc-Retry-After of
// PingCode as seconds; in RateLimit-Reset of GitLab as a Unix time.
func waitOf(header http.Header, now time.Time) time.Duration {
	for _, name := range []string{"X-Pc-Retry-After", "Retry-After"} {
		value := strings.TrimSpace(header.Get(name))
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 && seconds < 1e6 {
			return time.Duration(seconds * float64(time.Second))
		}
		if at, err := http.ParseTime(value); err == nil {
			return max(0, at.Sub(now))
		}
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return max(0, at.Sub(now))
		}
	}
	if unix, err := strconv.ParseInt(strings.TrimSpace(header.Get("RateLimit-Reset")), 10, 64); err == nil && unix > 1e8 {
		return max(0, time.Unix(unix, 0).Sub(now))
	}
	return 0
}
