// Package gitlab reads the issues of GitLab, and makes some.
package gitlab

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
)

// Base is where everybody finds GitLab who has no installation of their own.
const Base = "https://gitlab.com"

// Client asks one GitLab.
type Client struct {
	config work.Config
	caller *outside.Caller
}

// New returns a client. Nothing is asked yet.
func New(config work.Config) (*Client, error) {
	caller, err := outside.New(outside.Config{Name: "GitLab", Base: config.Base, Token: config.Token(), HTTP: config.HTTP, Authorize: func(header http.Header, token string) { header.Set("PRIVATE-TOKEN", token) }})
	return &Client{config, caller}, err
}

// Name returns "GitLab".
func (c *Client) Name() string { return "GitLab" }

// issue is an issue of GitLab.
type issue struct {
	Number      int      `json:"iid"` // in its project
	Title       string   `json:"title"`
	Description string   `json:"description"`
	State       string   `json:"state"` // opened, closed
	Labels      []string `json:"labels"`
	URL         string   `json:"web_url"`
	Due         string   `json:"due_date"`
	Closed      string   `json:"closed_at"`
	Milestone   *struct {
		State string `json:"state"` // active, closed
		Start string `json:"start_date"`
		Due   string `json:"due_date"`
	} `json:"milestone"`
	Tasks struct {
		Count int `json:"count"`
		Done  int `json:"completed_count"`
	} `json:"task_completion_status"`
}

// isActive reports whether the labels say that an issue is worked on. GitLab has no state for
// that; boards have lists, which are labels.
func (i issue) isActive() bool {
	return slices.ContainsFunc(i.Labels, func(label string) bool {
		label = strings.ToLower(label)
		if at := strings.LastIndex(label, "::"); at >= 0 {
			label = label[at+2:]
		}
		return slices.Contains([]string{"doing", "in progress", "in dev", "in review", "wip", "进行中", "开发中"}, label)
	})
}

func (i issue) item(p work.Period) work.Item {
	zone := p.From.Location()
	it := work.Item{ID: fmt.Sprint(i.Number), Key: fmt.Sprintf("#%d", i.Number), URL: i.URL, Title: i.Title, State: work.Pending, Percent: -1, Due: work.Day(i.Due, zone), Finished: work.Day(i.Closed, zone)}
	switch {
	case i.State == "closed":
		it.State = work.Done
	case i.isActive():
		it.State = work.Active
	}
	if m := i.Milestone; m != nil && m.State == "active" && m.Start != "" && m.Due != "" {
		today := p.Now.In(zone).Format(time.DateOnly)
		it.Soon = m.Start <= today && today <= m.Due
	}
	if i.Tasks.Count > 0 {
		it.Percent = (100*i.Tasks.Done + i.Tasks.Count/2) / i.Tasks.Count
	}
	return it
}

const pageSize = 100

// path returns a path below a project, which is named by its own path or its number.
func path(project, rest string) string {
	return "/api/v4/projects/" + strings.ReplaceAll(url.PathEscape(project), "/", "%2F") + rest
}

// pages returns all pages of a list; they count from 1.
func pages[T any](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	return work.Pages(c.Name(), path, func(index, _ int) (work.Page[T], error) {
		var page []T
		query.Set("per_page", fmt.Sprint(pageSize))
		query.Set("page", fmt.Sprint(index+1))
		err := c.caller.Get(ctx, outside.Request{Path: path, Query: query}, &page)
		return work.Page[T]{Items: page, Total: -1, Last: len(page) < pageSize}, err
	})
}

// Progress asks for the open issues, for what was closed, and for the milestones.
func (c *Client) Progress(ctx context.Context, project string, p work.Period) (work.Progress, error) {
	open, err := pages[issue](ctx, c, path(project, "/issues"), url.Values{"state": {"opened"}})
	if err != nil {
		return work.Progress{}, err
	}
	closed, err := pages[issue](ctx, c, path(project, "/issues"), url.Values{"state": {"closed"}, "updated_after": {p.Since.UTC().Format(time.RFC3339)}})
	if err != nil {
		return work.Progress{}, err
	}
	var items []work.Item
	for _, i := range append(open, closed...) {
		items = append(items, i.item(p))
	}
	progress := work.Arrange(items, p)
	progress.Milestones, err = c.milestones(ctx, project, p)
	return progress, err
}

func (c *Client) milestones(ctx context.Context, project string, p work.Period) ([]work.Milestone, error) {
	list, err := pages[struct {
		Title string `json:"title"`
		Due   string `json:"due_date"`
		State string `json:"state"`
		URL   string `json:"web_url"`
	}](ctx, c, path(project, "/milestones"), url.Values{})
	var milestones []work.Milestone
	for _, m := range list {
		if one := (work.Milestone{Title: m.Title, URL: m.URL, Due: work.Day(m.Due, p.From.Location()), Done: m.State == "closed"}); !p.IsOld(one) {
			milestones = append(milestones, one)
		}
	}
	return work.SortMilestones(milestones), err
}

// Create makes an issue.
func (c *Client) Create(ctx context.Context, project string, n work.New) (work.Item, error) {
	body := map[string]string{"title": n.Title, "description": n.Described()}
	if c.config.ItemType != "" {
		body["issue_type"] = c.config.ItemType
	}
	var made issue
	r := outside.Request{Path: path(project, "/issues"), Body: body}
	if err := c.caller.Post(ctx, r, &made); err != nil {
		return work.Item{}, err
	}
	if made.Number == 0 {
		return work.Item{}, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.Ambiguous, Detail: "it does not say which issue it made"}
	}
	return made.item(work.Period{}), nil
}

// Find looks among the issues made since for the one with the mark.
func (c *Client) Find(ctx context.Context, project string, n work.New, since time.Time) (work.Item, bool, error) {
	list, err := pages[issue](ctx, c, path(project, "/issues"), url.Values{"created_after": {since.UTC().Format(time.RFC3339)}})
	for _, i := range list {
		if strings.Contains(i.Description, n.Mark) {
			return i.item(work.Period{}), true, err
		}
	}
	return work.Item{}, false, err
}

// Item returns an issue as it is now.
func (c *Client) Item(ctx context.Context, project, id string) (work.Item, error) {
	var i issue
	err := c.caller.Get(ctx, outside.Request{Path: path(project, "/issues/"+url.PathEscape(id))}, &i)
	return i.item(work.Period{}), err
}

// Check asks once for each thing that a report needs, and returns what is missing.
func (c *Client) Check(ctx context.Context, project string) []error {
	var one []issue
	if err := c.caller.Get(ctx, outside.Request{Path: path(project, "/issues"), Query: url.Values{"per_page": {"1"}}}, &one); err != nil {
		return []error{err}
	}
	if _, err := c.milestones(ctx, project, work.Period{}); err != nil {
		return []error{err}
	}
	return nil
}
