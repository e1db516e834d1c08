// Package outside calls the HTTP interfaces of other systems: meetings and trackers. It
// sends to the configured address and nowhere else, bounds what it waits for and reads,
// repeats only what changes nothing, and lets no secret into an error.
package outside

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	mostTime      = 15 * time.Second // of one request, until its answer has been read
	mostBytes     = 4 << 20          // of an answer
	mostTries     = 3                // of a request that changes nothing
	mostRedirects = 3
	mostWait      = 20 * time.Second // that a service may ask for before it is asked again
	tokenMargin   = time.Minute      // before its end a token is renewed
)

// Token returns a fresh access token and when it ends.
type Token func(ctx context.Context) (value string, ends time.Time, err error)

// Config says how a service is reached.
type Config struct {
	Name  string // the service's name, as people know it
	Base  string // its address: https, or http on a loopback address
	Token Token  // nil where the service needs none, or Header carries the key
	// Authorize writes a token into the header of a request; nil: as a bearer token (RFC 6750).
	Authorize func(header http.Header, token string)
	Header    http.Header
	Secrets   []string     // what no error may hold, besides the tokens
	HTTP      *http.Client // nil for the default; its redirects and time limit are replaced
}

// Caller calls one service. Any number of goroutines may use it.
type Caller struct {
	config Config
	base   *url.URL
	client *http.Client

	mu    sync.Mutex
	token string
	ends  time.Time
}

// New returns a caller of a service. It fails if the address is not one that may be called.
func New(config Config) (*Caller, error) {
	base, err := url.Parse(config.Base)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("%s: %q is no address such as https://api.example.com", config.Name, hideUser(config.Base))
	}
	if base.Scheme != "https" && (base.Scheme != "http" || !isLoopback(base.Hostname())) {
		return nil, fmt.Errorf("%s: the address %s must begin with https://", config.Name, base.Redacted())
	}
	c := &Caller{config: config, base: base}
	client := http.Client{}
	if config.HTTP != nil {
		client = *config.HTTP
	}
	client.Timeout = mostTime
	client.CheckRedirect = c.checkRedirect
	c.client = &client
	return c, nil
}

// hideUser returns an address without the user and password that it may hold.
func hideUser(address string) string {
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		return "…" + address[at:]
	}
	return address
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// checkRedirect lets a request be redirected within the service only, and never one that
// changes something.
func (c *Caller) checkRedirect(req *http.Request, via []*http.Request) error {
	if req.URL.Scheme != c.base.Scheme || req.URL.Host != c.base.Host {
		return errAbroad
	}
	if len(via) > mostRedirects || via[0].Method != http.MethodGet {
		return http.ErrUseLastResponse
	}
	return nil
}

var errAbroad = errors.New("it redirects to another address")

// Request is one request.
type Request struct {
	Path   string     // below the address, escaped as it is to be sent: "/v1/projects/a%2Fb"
	Query  url.Values // never part of an error
	Header http.Header
	Body   any // sent as JSON; url.Values are sent as a form
}

// call is a request as it is sent.
type call struct {
	Request
	method  string
	changes bool // the service does something, which must not be done twice
}

// Get asks for JSON and stores it in the value that into points to. It asks again where
// the service fails, three times at most.
func (c *Caller) Get(ctx context.Context, r Request, into any) error {
	body, err := c.repeat(ctx, call{Request: r, method: http.MethodGet})
	if err != nil {
		return err
	}
	return c.decode(r, body, into)
}

// GetText asks for a text.
func (c *Caller) GetText(ctx context.Context, r Request) (string, error) {
	body, err := c.repeat(ctx, call{Request: r, method: http.MethodGet})
	return string(body.data), err
}

// Search sends a question as a POST that changes nothing, and so may be repeated as Get.
func (c *Caller) Search(ctx context.Context, r Request, into any) error {
	body, err := c.repeat(ctx, call{Request: r, method: http.MethodPost})
	if err != nil {
		return err
	}
	return c.decode(r, body, into)
}

// Post asks the service to change something, once. Only what the service refused before it
// did anything, with 401 or 429, is sent again. Where it is not known whether the service
// has done it, the error's Fault is Ambiguous.
func (c *Caller) Post(ctx context.Context, r Request, into any) error {
	for try := 1; ; try++ {
		body, err := c.authorized(ctx, call{Request: r, method: http.MethodPost, changes: true})
		var e *Error
		if errors.As(err, &e) && e.Fault == Limited && try < mostTries && c.wait(ctx, e.wait) {
			continue
		}
		if err != nil {
			return err
		}
		if err := c.decode(r, body, into); err != nil {
			return c.fault(r, Ambiguous, 0, "its answer to a change cannot be read: "+err.Error())
		}
		return nil
	}
}

// repeat sends a request that changes nothing until it is answered, three times at most.
func (c *Caller) repeat(ctx context.Context, r call) (answer, error) {
	pause := time.Second
	for try := 1; ; try++ {
		body, err := c.authorized(ctx, r)
		var e *Error
		if err == nil || !errors.As(err, &e) || !e.passing() || try == mostTries {
			return body, err
		}
		wait := max(e.wait, pause)
		if !c.wait(ctx, wait) {
			return body, err
		}
		pause *= 3
	}
}

// wait waits for d, and reports whether it has: not if the caller should not wait so long.
func (c *Caller) wait(ctx context.Context, d time.Duration) bool {
	if d > mostWait {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// authorized sends a request with a token, and once more with a fresh one where the service
// no longer takes the first.
func (c *Caller) authorized(ctx context.Context, r call) (answer, error) {
	token, err := c.valid(ctx, "")
	if err != nil {
		return answer{}, err
	}
	body, err := c.send(ctx, r, token)
	var e *Error
	if c.config.Token == nil || !errors.As(err, &e) || e.Status != http.StatusUnauthorized {
		return body, err
	}
	if token, err = c.valid(ctx, token); err != nil {
		return answer{}, err
	}
	return c.send(ctx, r, token)
}

// valid returns a token that has not ended and is not the one that was refused.
func (c *Caller) valid(ctx context.Context, refused string) (string, error) {
	if c.config.Token == nil {
		return "", nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" && c.token != refused && time.Now().Before(c.ends.Add(-tokenMargin)) {
		return c.token, nil
	}
	c.token = ""
	value, ends, err := c.config.Token(ctx)
	if err != nil {
		if e, ok := errors.AsType[*Error](err); ok {
			e.Login = true
		}
		return "", fmt.Errorf("logging in to %s: %w", c.config.Name, err)
	}
	c.token, c.ends = value, ends
	return value, nil
}

// answer is what a service sent back.
type answer struct {
	data []byte
	kind string // its media type
}

// send sends a request once and reads its answer.
func (c *Caller) send(ctx context.Context, r call, token string) (answer, error) {
	broken := Unreachable // what a connection that breaks means
	if r.changes {
		broken = Ambiguous
	}
	req, err := c.request(ctx, r, token)
	if err != nil {
		return answer{}, err
	}
	resp, err := c.client.Do(req)
	if err != nil {
		var wrapped *url.Error // has the query in its text
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		var dial *net.OpError
		switch {
		case errors.Is(err, errAbroad):
			return answer{}, c.fault(r.Request, BadAnswer, 0, errAbroad.Error())
		case errors.As(err, &dial) && dial.Op == "dial":
			broken = Unreachable
		}
		return answer{}, c.fault(r.Request, broken, 0, err.Error())
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, mostBytes+1))
	if resp.StatusCode/100 != 2 {
		return answer{}, c.refusal(r, resp, data)
	}
	switch {
	case err != nil:
		return answer{}, c.fault(r.Request, broken, resp.StatusCode, "its answer breaks off: "+err.Error())
	case len(data) > mostBytes:
		return answer{}, c.fault(r.Request, BadAnswer, resp.StatusCode, fmt.Sprintf("its answer is larger than %d MiB", mostBytes>>20))
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return answer{data, kind}, nil
}

// request makes the request that is sent.
func (c *Caller) request(ctx context.Context, r call, token string) (*http.Request, error) {
	var body io.Reader
	kind := ""
	switch value := r.Body.(type) {
	case nil:
	case url.Values:
		body, kind = strings.NewReader(value.Encode()), "application/x-www-form-urlencoded"
	default:
		data, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("writing a request to %s: %w", c.config.Name, err)
		}
		body, kind = bytes.NewReader(data), "application/json"
	}
	address := strings.TrimSuffix(c.base.String(), "/") + r.Path
	if len(r.Query) > 0 {
		address += "?" + r.Query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, body)
	if err != nil || req.URL.Host != c.base.Host {
		return nil, c.fault(r.Request, BadRequest, 0, "no request can be made of the path")
	}
	for _, header := range []http.Header{c.config.Header, r.Header} {
		for name, values := range header {
			req.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if req.Header.Get("Accept") == "" {
		req.Header.Set("Accept", "application/json")
	}
	switch {
	case token == "":
	case c.config.Authorize != nil:
		c.config.Authorize(req.Header, token)
	default:
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req, nil
}

// decode stores JSON in the value that into points to; into may be nil.
func (c *Caller) decode(r Request, a answer, into any) error {
	if into == nil {
		return nil
	}
	if a.kind == "text/html" {
		return c.fault(r, BadAnswer, 0, "it answered with a page instead of data")
	}
	if err := json.Unmarshal(a.data, into); err != nil {
		return c.fault(r, BadAnswer, 0, "its answer cannot be read: "+err.Error())
	}
	return nil
}
