// Package worktile reads Worktile through the interface for teams (dev.worktile.com/open-api).
// Its lists, its states and how a task is made are not documented where everybody can read
// it: what is here follows public clients, and was not tried on a live Worktile.
package worktile

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
)

// Base is where everybody finds Worktile who has no installation of their own.
const Base = "https://dev.worktile.com"

// Client asks one Worktile.
type Client struct {
	config work.Config

	mu     sync.Mutex
	caller *outside.Caller
}

// New returns a client. Nothing is asked yet.
func New(config work.Config) (*Client, error) {
	c := &Client{config: config}
	return c, c.renew()
}

// Name returns "Worktile".
func (c *Client) Name() string { return "Worktile" }

// renew begins with a caller that has no token.
func (c *Client) renew() error {
	caller, err := outside.New(outside.Config{Name: c.Name(), Base: c.config.Base, Token: c.logIn, HTTP: c.config.HTTP})
	if err == nil {
		c.mu.Lock()
		c.caller = caller
		c.mu.Unlock()
	}
	return err
}

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
		envelope
		Value string `json:"tenant_access_token"`
		Ends  int64  `json:"expires_in"` // seconds from now
	}
	r := outside.Request{Path: "/open-api/tenant-access-token", Body: map[string]string{"client_id": c.config.ClientID, "client_secret": secret}}
	if err := caller.Search(ctx, r, &token); err != nil {
		return "", time.Time{}, err
	}
	if token.Value == "" {
		return "", time.Time{}, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.Denied, Code: token.code(), Detail: "it has no token"}
	}
	return token.Value, time.Now().Add(time.Duration(max(token.Ends, 120)) * time.Second), nil
}

// envelope is how Worktile says with 200 that it did not do what it was asked.
type envelope struct {
	OK   *bool `json:"ok"`
	Code int   `json:"error_code"`
}

func (e envelope) failed() bool { return e.OK != nil && !*e.OK }

func (e envelope) code() string {
	if e.Code == 0 {
		return ""
	}
	return fmt.Sprint(e.Code)
}

// The codes of a token that Worktile does not take.
const (
	codeMalformedToken = 1102
	codeInvalidToken   = 1103
)

// ask sends a request with do, once more with a fresh token where Worktile does not take the
// first, and stores the answer in the value that into points to.
func (c *Client) ask(ctx context.Context, r outside.Request, into any, do func(*outside.Caller, context.Context, outside.Request, any) error) error {
	for again := false; ; again = true {
		c.mu.Lock()
		caller := c.caller
		c.mu.Unlock()
		var raw json.RawMessage
		if err := do(caller, ctx, r, &raw); err != nil {
			return err
		}
		var e envelope
		_ = json.Unmarshal(raw, &e) // a list has none
		isToken := e.Code == codeMalformedToken || e.Code == codeInvalidToken
		switch {
		case e.failed() && isToken && !again:
			if err := c.renew(); err != nil {
				return err
			}
			continue
		case e.failed():
			fault := outside.BadRequest
			if isToken {
				fault = outside.Denied
			}
			return &outside.Error{Service: c.Name(), Path: r.Path, Fault: fault, Status: http.StatusOK, Code: e.code()}
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.BadAnswer, Detail: "its answer cannot be read: " + err.Error()}
		}
		return nil
	}
}

const pageSize = 100

// pages returns all pages of a list; they count from 0.
func pages[T any](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	return work.Pages(c.Name(), path, func(index, _ int) (work.Page[T], error) {
		var one struct {
			Items []T  `json:"items"`
			Value []T  `json:"value"`
			More  bool `json:"has_more"`
		}
		query.Set("page_size", fmt.Sprint(pageSize))
		query.Set("page_index", fmt.Sprint(index))
		err := c.ask(ctx, outside.Request{Path: path, Query: query}, &one, (*outside.Caller).Get)
		return work.Page[T]{Items: append(one.Items, one.Value...), Total: -1, Last: !one.More}, err
	})
}

// project returns the id of a project, by its id, its key or its name.
func (c *Client) project(ctx context.Context, key string) (string, error) {
	const path = "/open-api/mission/get-projects-by-page"
	list, err := pages[struct {
		ID         string `json:"_id"`
		Identifier string `json:"identifier"`
		Name       string `json:"name"`
	}](ctx, c, path, url.Values{})
	if err != nil {
		return "", err
	}
	for _, p := range list {
		if p.ID == key || p.Identifier == key || p.Name == key {
			return p.ID, nil
		}
	}
	return "", &outside.Error{Service: c.Name(), Path: path, Fault: outside.Missing, Detail: fmt.Sprintf("there is no project %q", key)}
}

// task is a task of Worktile.
type task struct {
	ID         string `json:"_id"`
	Identifier string `json:"identifier"`
	Title      string `json:"title"`
	Project    string `json:"project_id"`
	Created    stamp  `json:"created_at"`
	Completed  stamp  `json:"completed_at"`
	Archived   any    `json:"is_archived"`
	StateType  any    `json:"state_type"`
	State      struct {
		Name string `json:"name"`
		Type any    `json:"type"`
	} `json:"task_state"`
	Children   []string `json:"derived_ids"`
	Properties struct {
		Due struct {
			Date stamp `json:"date"`
		} `json:"due"`
		Description any `json:"desc"`
	} `json:"properties"`
}

// state returns how far a task is. Types are numbers; the names are those of the templates.
func (t task) state() work.State {
	kind := fmt.Sprint(t.State.Type)
	if t.State.Type == nil {
		kind = fmt.Sprint(t.StateType)
	}
	switch {
	case t.Completed > 0, kind == "3", kind == "completed", slices.Contains([]string{"已完成", "已发布", "已验收"}, t.State.Name):
		return work.Done
	case kind == "2", kind == "in_progress", slices.Contains([]string{"进行中", "设计中", "研发中", "测试中", "待确认"}, t.State.Name):
		return work.Active
	}
	return work.Pending
}

// stamp is a time in Unix seconds, 0 for none. How Worktile writes it in lists is not documented:
// seconds, milliseconds and times of ISO 8601 are read, as numbers and as texts.
type stamp int64

// UnmarshalJSON reads any of the forms, and anything else as none.
func (s *stamp) UnmarshalJSON(data []byte) error {
	const leastMilliseconds = 1e11 // as seconds, in the year 5138
	text := strings.Trim(string(data), `"`)
	*s = 0
	if n, err := strconv.ParseFloat(text, 64); err == nil && n > 0 && n < 1e15 {
		if n >= leastMilliseconds {
			n /= 1000
		}
		*s = stamp(n)
	} else if at := work.Day(text, time.UTC); !at.IsZero() {
		*s = stamp(at.Unix())
	}
	return nil
}

func (s stamp) time() time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(int64(s), 0)
}

func (c *Client) item(t task) work.Item {
	it := work.Item{ID: t.ID, Key: t.Identifier, Title: t.Title, State: t.state(), Percent: -1, Due: t.Properties.Due.Date.time(), Finished: t.Completed.time()}
	if it.Key == "" {
		it.Key = t.ID
	}
	if c.config.Site != "" {
		it.URL = strings.TrimSuffix(c.config.Site, "/") + "/mission/projects/" + t.Project + "/tasks/" + t.ID
	}
	return it
}

// tasks returns all tasks of a project that are not archived.
func (c *Client) tasks(ctx context.Context, project string) ([]task, error) {
	list, err := pages[task](ctx, c, "/open-api/mission/get-project-tasks-by-page", url.Values{"project_id": {project}})
	return slices.DeleteFunc(list, func(t task) bool {
		return t.Archived == true || t.Archived == 1.0
	}), err
}

// details returns tasks with all their properties.
func (c *Client) details(ctx context.Context, ids []string) (list []task, err error) {
	const most = 20
	for some := range slices.Chunk(ids, most) {
		var page []task
		r := outside.Request{Path: "/open-api/mission/get-tasks-by-ids", Query: url.Values{"task_ids": {strings.Join(some, ",")}, "fields": {"start,due,desc"}}}
		if err := c.ask(ctx, r, &page, (*outside.Caller).Get); err != nil {
			return nil, err
		}
		list = append(list, page...)
	}
	return list, nil
}

// Progress asks for the tasks of the project. Worktile has no milestones.
func (c *Client) Progress(ctx context.Context, key string, p work.Period) (work.Progress, error) {
	project, err := c.project(ctx, key)
	if err != nil {
		return work.Progress{}, err
	}
	list, err := c.tasks(ctx, project)
	if err != nil {
		return work.Progress{}, err
	}
	var open []string // whose days the list may not have
	known := map[string]task{}
	for _, t := range list {
		known[t.ID] = t
		if t.state() != work.Done {
			open = append(open, t.ID)
		}
	}
	details, err := c.details(ctx, open)
	if err != nil {
		return work.Progress{}, err
	}
	for _, t := range details {
		known[t.ID] = t
	}
	var items []work.Item
	for _, t := range list {
		t = known[t.ID]
		it := c.item(t)
		it.Percent = shareDone(t, known)
		items = append(items, it)
	}
	return work.Arrange(items, p), nil
}

// shareDone returns how much of the children of a task is done, in per cent; -1 where it has
// none.
func shareDone(t task, known map[string]task) int {
	n, done := 0, 0
	for _, id := range t.Children {
		if child, ok := known[id]; ok {
			n++
			if child.state() == work.Done {
				done++
			}
		}
	}
	if n == 0 {
		return -1
	}
	return (100*done + n/2) / n
}

// Create makes a task.
func (c *Client) Create(ctx context.Context, key string, n work.New) (work.Item, error) {
	project, err := c.project(ctx, key)
	if err != nil {
		return work.Item{}, err
	}
	body := map[string]any{"project_id": project, "title": n.Title, "desc": n.Described()}
	if c.config.ItemType != "" {
		body["task_type_id"] = c.config.ItemType
	}
	r := outside.Request{Path: "/open-api/mission/task", Body: body}
	var made task
	if err := c.ask(ctx, r, &made, (*outside.Caller).Post); err != nil {
		return work.Item{}, err
	}
	if made.ID == "" {
		return work.Item{}, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.Ambiguous, Detail: "it does not say which task it made"}
	}
	return c.item(made), nil
}

// Find looks among the tasks made since for the one with the mark. A task of the same title
// whose description Worktile does not show counts too: two would be worse than the wrong one.
// Tasks without a time of creation are looked at too.
func (c *Client) Find(ctx context.Context, key string, n work.New, since time.Time) (work.Item, bool, error) {
	project, err := c.project(ctx, key)
	if err != nil {
		return work.Item{}, false, err
	}
	list, err := c.tasks(ctx, project)
	if err != nil {
		return work.Item{}, false, err
	}
	var ids []string
	for _, t := range list {
		if int64(t.Created) >= since.Unix() || t.Created == 0 && n.IsTitle(t.Title) {
			ids = append(ids, t.ID)
		}
	}
	details, err := c.details(ctx, ids)
	if err != nil {
		return work.Item{}, false, err
	}
	for _, t := range details {
		text, _ := json.Marshal(t.Properties.Description) // text, or a document in JSON
		if strings.Contains(string(text), n.Mark) || (t.Properties.Description == nil || t.Properties.Description == "") && n.IsTitle(t.Title) {
			return c.item(t), true, nil
		}
	}
	return work.Item{}, false, nil
}

// Item returns a task as it is now.
func (c *Client) Item(ctx context.Context, _, id string) (work.Item, error) {
	list, err := c.details(ctx, []string{id})
	if err != nil {
		return work.Item{}, err
	}
	if len(list) == 0 {
		return work.Item{}, &outside.Error{Service: c.Name(), Path: "/open-api/mission/get-tasks-by-ids", Fault: outside.Missing, Detail: "there is no such task"}
	}
	return c.item(list[0]), nil
}

// Check asks once for each thing that a report needs, and returns what is missing.
func (c *Client) Check(ctx context.Context, key string) []error {
	project, err := c.project(ctx, key)
	if err != nil {
		return []error{err}
	}
	if _, err := c.tasks(ctx, project); err != nil {
		return []error{err}
	}
	return nil
}
