package login

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// patience is how long a provider may take to answer.
const patience = 30 * time.Second

// context returns a context by which the library finds our client.
func (l *Login) context(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, &http.Client{
		Transport: asking{ctx, l.transport},
		// A secret goes to the configured address, or nowhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
}

// asking is a transport to a provider. Each request ends with the context of what it is for, which
// the library does not always pass on, and each answer is read whole.
type asking struct {
	ctx  context.Context
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (a asking) RoundTrip(req *http.Request) (*http.Response, error) {
	const most = 256 << 10 // bytes of an answer
	if req.URL.Scheme != "https" && !isLoopback(req.URL.Hostname()) {
		return nil, errors.New("its address must begin with https://")
	}
	ctx, cancel := context.WithTimeout(a.ctx, patience)
	defer cancel()
	answer, err := a.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err != nil {
		return nil, err
	}
	if len(body) > most {
		return nil, errors.New("its answer is too long")
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	answer.Request = req // explain looks there for what was sent
	return answer, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
