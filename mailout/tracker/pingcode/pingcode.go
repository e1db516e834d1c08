// Package pingcode reads PingCode (open.pingcode.com), and makes work items there.
package pingcode

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
)

// Base is where everybody finds PingCode who has no installation of their own.
const Base = "https://open.pingcode.com"

// The areas of the interface: PingCode has renamed it.
const (
	areaPJM     = "pjm"
	areaProject = "project" // has no search
)

// Client asks one PingCode.
type Client struct {
	config work.Config
	caller *outside.Caller

	mu       sync.Mutex
	projects map[string]project // by their identifiers
}

// project is a project of PingCode.
type project struct {
	ID         string `json:"id"`
	Identifier string `json:"identifier"`
	Kind       string `json:"type"` // scrum, kanban, waterfall, hybrid
}

// New returns a client. Nothing is asked yet.
func New(config work.Config) (*Client, error) {
	c := &Client{config: config, projects: map[string]project{}}
	var err error
	c.caller, err = outside.New(outside.Config{Name: c.Name(), Base: config.Base, Token: c.logIn, HTTP: config.HTTP})
	return c, err
}

// Name returns "PingCode".
func (c *Client) Name() string { return "PingCode" }

// logIn asks for a token. The secret is in the query, as PingCode wants it.
func (c *Client) logIn(ctx context.Context) (string, time.Time, error) {
	secret, err := c.config.Secret(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	caller, err := outside.New(outside.Config{Name: c.Name(), Base: c.config.Base, Secrets: []string{secret}, HTTP: c.config.HTTP})
	if err != nil {
		return "", time.Time{}, err
	}
	var token struct {
		Value string `json:"access_token"`
		Ends  int64  `json:"expires_in"`
	}
	r := outside.Request{Path: "/v1/auth/token", Query: url.Values{"grant_type": {"client_credentials"}, "client_id": {c.config.ClientID}, "client_secret": {secret}}}
	if err := caller.Get(ctx, r, &token); err != nil {
		return "", time.Time{}, explain(err)
	}
	if token.Value == "" {
		return "", time.Time{}, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.BadAnswer, Detail: "it has no token"}
	}
	return token.Value, endOf(token.Ends, time.Now()), nil
}

// endOf returns when a token ends: expires_in is a Unix time, and a duration in some versions.
func endOf(expires int64, now time.Time) time.Time {
	const absolute = 1e9
	if expires > absolute {
		return time.Unix(expires, 0)
	}
	return now.Add(time.Duration(expires) * time.Second)
}

// The codes of PingCode's own errors, which it sends with 400.
const (
	codeWrongSecret = "100024"
	codeUnknownItem = "100317"
)

// explain sets the fault that an error of PingCode stands for.
func explain(err error) error {
	if e, ok := errors.AsType[*outside.Error](err); ok && e.Status == http.StatusBadRequest {
		switch e.Code {
		case codeWrongSecret:
			e.Fault = outside.Denied
		case codeUnknownItem:
			e.Fault = outside.Missing
		}
	}
	return err
}

func (c *Client) path(rest string) string { return "/v1/" + c.config.Area + rest }

// project returns the project of an identifier. It is asked once.
func (c *Client) project(ctx context.Context, identifier string) (project, error) {
	c.mu.Lock()
	p, known := c.projects[identifier]
	c.mu.Unlock()
	if known {
		return p, nil
	}
	r := outside.Request{Path: c.path("/projects"), Query: url.Values{"identifier": {identifier}}}
	list, err := pages[project](ctx, c, r)
	if err != nil {
		return p, err
	}
	for _, p := range list {
		if p.Identifier == identifier {
			c.mu.Lock()
			c.projects[identifier] = p
			c.mu.Unlock()
			return p, nil
		}
	}
	return p, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.Missing, Detail: fmt.Sprintf("there is no project %q", identifier)}
}

const pageSize = 100

// page is one page of a list. Pages count from 0.
type page[T any] struct {
	Total  int `json:"total"`
	Values []T `json:"values"`
}

// pages returns all pages of a list, whose question is a GET.
func pages[T any](ctx context.Context, c *Client, r outside.Request) ([]T, error) {
	return allPages(c, r.Path, func(index int) (one page[T], err error) {
		query := url.Values{"page_size": {fmt.Sprint(pageSize)}, "page_index": {fmt.Sprint(index)}}
		for name, values := range r.Query {
			query[name] = values
		}
		return one, explain(c.caller.Get(ctx, outside.Request{Path: r.Path, Query: query}, &one))
	})
}

// allPages asks for pages until there are no more.
func allPages[T any](c *Client, path string, ask func(index int) (page[T], error)) ([]T, error) {
	return work.Pages(c.Name(), path, func(index, _ int) (work.Page[T], error) {
		one, err := ask(index)
		return work.Page[T]{Items: one.Values, Total: one.Total}, err
	})
}

// word is a value that PingCode has as a word, and as an object with an id and a name.
type word struct{ ID, Name string }

// UnmarshalJSON reads either form.
func (w *word) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &w.ID) == nil {
		return nil
	}
	var object struct{ ID, Name string }
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	w.ID, w.Name = object.ID, object.Name
	return nil
}

// flag is a truth that PingCode has as 0 and 1.
type flag bool

// UnmarshalJSON reads a number or a truth.
func (f *flag) UnmarshalJSON(data []byte) error {
	*f = string(data) == "1" || string(data) == "true"
	return nil
}

// unix is a time in Unix seconds; 0 and null are none.
type unix int64

// UnmarshalJSON reads a number, whole or not, and a number in a text.
func (u *unix) UnmarshalJSON(data []byte) error {
	n, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	if *u = 0; err == nil && n > 0 && n < 1e12 {
		*u = unix(n)
	}
	return nil
}

func (u unix) time() time.Time {
	if u == 0 {
		return time.Time{}
	}
	return time.Unix(int64(u), 0)
}
