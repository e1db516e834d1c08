// Package graph calls Microsoft Graph for one mailbox. It sends to the configured address and
// nowhere else, bounds what it waits for and reads, does as the service asks when it is busy,
// repeats only what changes nothing, and lets no token into an error.
package graph

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Config says whose mailbox it is, and how Microsoft Graph is reached.
type Config struct {
	Base string // https://graph.microsoft.com/v1.0; http is allowed for a loopback address
	User string // whose mailbox it is: an address or an id
	// Token returns an access token. It is called for each request, because tokens end.
	Token func(context.Context) (string, error)
	// Renew, unless it is nil, returns another token in place of one that was refused. The
	// request is sent with that once.
	Renew    func(ctx context.Context, refused string) (string, error)
	RootCAs  *x509.CertPool // nil: the system's
	Patience time.Duration  // the longest silence while an answer is due; 0: 1 min
	Pause    time.Duration  // before a request that changes nothing is sent again; 0: 1 s
}

// Client calls Microsoft Graph for one mailbox. Any number of goroutines may use it.
type Client struct {
	config Config
	base   *url.URL
	http   *http.Client

	mu    sync.Mutex
	quiet time.Time // until when the service asked to be left alone
}

const (
	mostJSON   = 16 << 20         // bytes of an answer that is not a mail
	mostTries  = 3                // of a request that changes nothing
	mostWait   = 30 * time.Second // that a request waits because the service is busy
	leastWait  = 5 * time.Second  // where a busy service does not say how long it is
	mostRefuse = 64 << 10         // bytes of an answer that refuses
)

// New returns a client. It fails if the configuration is not one that may be used.
func New(c Config) (*Client, error) {
	base, err := url.Parse(c.Base)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("the address of Microsoft Graph is not one such as https://graph.microsoft.com/v1.0")
	}
	if base.Scheme != "https" && (base.Scheme != "http" || !isLoopback(base.Hostname())) {
		return nil, fmt.Errorf("the address %s must begin with https://", base.Redacted())
	}
	if c.User == "" || c.Token == nil {
		return nil, errors.New("a client of Microsoft Graph needs a user and a token")
	}
	if c.Patience == 0 {
		c.Patience = time.Minute
	}
	if c.Pause == 0 {
		c.Pause = time.Second
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: c.RootCAs, MinVersion: tls.VersionTLS12}
	transport.ResponseHeaderTimeout = c.Patience
	return &Client{config: c, base: base, http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Name returns the mailbox for errors: log@agency.example at graph.microsoft.com.
func (c *Client) Name() string { return c.config.User + " at " + c.base.Hostname() }

// Path returns the address of something in the mailbox: elements are escaped, and none of them
// may be empty.
func (c *Client) Path(elements ...string) string {
	path := "/users/" + url.PathEscape(c.config.User)
	for _, e := range elements {
		path += "/" + url.PathEscape(e)
	}
	return strings.TrimSuffix(c.base.String(), "/") + path
}

// Owns reports whether an address, such as a link that the service gave, is one that is asked.
func (c *Client) Owns(address string) bool {
	at, err := url.Parse(address)
	return err == nil && at.Scheme == c.base.Scheme && at.Host == c.base.Host && at.User == nil && strings.HasPrefix(at.Path, strings.TrimSuffix(c.base.Path, "/")+"/")
}

// Get asks for JSON at an address of Path, or a link that the service gave, and stores it in the
// value that into points to.
func (c *Client) Get(ctx context.Context, address string, query url.Values, into any) error {
	resp, err := c.repeat(ctx, address, query)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return c.decode(resp, into)
}

// Raw returns what is at an address, byte for byte. If that has more than most bytes, it returns
// TooLarge.
func (c *Client) Raw(ctx context.Context, address string, most int64) ([]byte, error) {
	resp, err := c.repeat(ctx, address, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	switch {
	case resp.ContentLength > most:
		return nil, &TooLarge{Size: resp.ContentLength}
	case resp.ContentLength < 0 && resp.ProtoMajor == 1 && len(resp.TransferEncoding) == 0 && !resp.Uncompressed:
		return nil, fmt.Errorf("%w: a mail that ends with the connection may be a part of one", ErrAnswer)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case int64(len(raw)) > most:
		return nil, &TooLarge{Size: int64(len(raw))}
	case err != nil:
		return nil, c.broken(resp.Request.Context(), err)
	}
	return raw, nil
}

// Change asks the service to change something, once. An error that is Unanswered leaves open
// whether it has. into may be nil.
func (c *Client) Change(ctx context.Context, method, address, kind string, body []byte, into any) error {
	if wait := c.busy(); wait > 0 && !c.wait(ctx, wait) {
		return &Refusal{Status: http.StatusTooManyRequests, Wait: wait, Text: stillBusy}
	}
	resp, err := c.authorized(ctx, method, address, nil, kind, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if into == nil {
		io.Copy(io.Discard, io.LimitReader(resp.Body, mostRefuse)) // so that the connection can be used again
		return nil
	}
	if err := c.decode(resp, into); err != nil {
		return fmt.Errorf("%w: %w", ErrUnanswered, err)
	}
	return nil
}

// ChangeJSON is Change with a value as JSON.
func (c *Client) ChangeJSON(ctx context.Context, method, address string, value, into any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write a request for %s: %w", c.Name(), err)
	}
	return c.Change(ctx, method, address, "application/json", body, into)
}

// repeat sends a GET until it is answered, three times at most.
func (c *Client) repeat(ctx context.Context, address string, query url.Values) (*http.Response, error) {
	pause := c.config.Pause
	for try := 1; ; try++ {
		if wait := c.busy(); wait > 0 && !c.wait(ctx, wait) {
			return nil, &Refusal{Status: http.StatusTooManyRequests, Wait: wait, Text: stillBusy}
		}
		resp, err := c.authorized(ctx, http.MethodGet, address, query, "", nil)
		if err == nil || try == mostTries || !isPassing(err) || ctx.Err() != nil || !c.wait(ctx, pause) {
			return resp, err
		}
		pause *= 2
	}
}

const stillBusy = "the service asked to be left alone for a while"

// busy returns how long the service is to be left alone.
func (c *Client) busy() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Until(c.quiet)
}

// wait waits for d, and reports whether it has: not if nobody should wait so long.
func (c *Client) wait(ctx context.Context, d time.Duration) bool {
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

// authorized sends a request with a token, and once more with another where that is refused.
func (c *Client) authorized(ctx context.Context, method, address string, query url.Values, kind string, body []byte) (*http.Response, error) {
	token, err := c.config.Token(ctx)
	if err != nil {
		return nil, fmt.Errorf("get a token for %s: %w", c.Name(), err)
	}
	resp, err := c.send(ctx, method, address, query, kind, body, token)
	if !isUnauthorized(err) {
		return resp, err
	}
	renewed, failed := c.renew(ctx, token)
	if failed != nil {
		return nil, fmt.Errorf("%w; get another token: %w", err, failed)
	}
	if renewed == token {
		return nil, err
	}
	return c.send(ctx, method, address, query, kind, body, renewed)
}

func (c *Client) renew(ctx context.Context, refused string) (string, error) {
	if c.config.Renew != nil {
		return c.config.Renew(ctx, refused)
	}
	return c.config.Token(ctx)
}

// send sends a request once. Its answer is one that agrees, and its body is read under watch.
func (c *Client) send(ctx context.Context, method, address string, query url.Values, kind string, body []byte, token string) (*http.Response, error) {
	if !c.Owns(address) {
		return nil, fmt.Errorf("%w: it names an address that is not its own", ErrAnswer)
	}
	at, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: it names an address that cannot be used", ErrAnswer)
	}
	if query != nil {
		at.RawQuery = query.Encode()
	}
	watched, stop := context.WithCancelCause(ctx)
	req, err := http.NewRequestWithContext(watched, method, at.String(), bytes.NewReader(body))
	if err != nil {
		stop(nil)
		return nil, fmt.Errorf("%w: it names an address that cannot be used", ErrAnswer)
	}
	// Ids that stay when a mail is moved, and pages of fair size.
	req.Header.Set("Prefer", `IdType="ImmutableId", odata.maxpagesize=200`)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	(&oauth2.Token{AccessToken: token}).SetAuthHeader(req)
	// A slow answer is not cut off as long as some of it arrives.
	silence := time.AfterFunc(c.config.Patience+sendTime(len(body)), func() { stop(errSilent) })
	resp, err := c.http.Do(req)
	if err != nil {
		silence.Stop()
		err = c.unanswered(watched, err, token)
		stop(nil)
		return nil, err
	}
	resp.Body = &watchedBody{ReadCloser: resp.Body, patience: c.config.Patience, silence: silence, stop: stop}
	if resp.StatusCode/100 == 2 {
		return resp, nil
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, mostRefuse))
	refusal := refusalOf(resp, text, token)
	if refusal.Wait > 0 {
		c.mu.Lock()
		c.quiet = time.Now().Add(refusal.Wait)
		c.mu.Unlock()
	}
	return nil, refusal
}

// sendTime returns how long sending so many bytes may take.
func sendTime(bytes int) time.Duration { return time.Duration(bytes/(16<<10)) * time.Second }

// watchedBody is the body of an answer, which ends when nothing of it arrives for too long.
type watchedBody struct {
	io.ReadCloser
	patience time.Duration
	silence  *time.Timer
	stop     context.CancelCauseFunc
}

// Read implements io.Reader.
func (w *watchedBody) Read(p []byte) (int, error) {
	w.silence.Reset(w.patience)
	return w.ReadCloser.Read(p)
}

// Close implements io.Closer.
func (w *watchedBody) Close() error {
	w.silence.Stop()
	err := w.ReadCloser.Close()
	w.stop(nil)
	return err
}

// decode stores JSON in the value that into points to.
func (c *Client) decode(resp *http.Response, into any) error {
	text, err := io.ReadAll(io.LimitReader(resp.Body, mostJSON+1))
	switch {
	case err != nil:
		return c.broken(resp.Request.Context(), err)
	case len(text) > mostJSON:
		return fmt.Errorf("%w: an answer has more than %d MiB", ErrAnswer, mostJSON>>20)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%w: an answer is not the JSON that was asked for: %w", ErrAnswer, err)
	}
	return nil
}
