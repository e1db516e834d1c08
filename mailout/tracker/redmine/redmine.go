// Package redmine reads the issues of a Redmine, and makes some.
package redmine

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

// Client asks one Redmine.
type Client struct {
	config work.Config
	caller *outside.Caller
}

// New returns a client. Nothing is asked yet.
func New(config work.Config) (*Client, error) {
	caller, err := outside.New(outside.Config{Name: "Redmine", Base: config.Base, Token: config.Token(), HTTP: config.HTTP, Authorize: func(header http.Header, token string) { header.Set("X-Redmine-API-Key", token) }})
	return &Client{config, caller}, err
}

// Name returns "Redmine".
func (c *Client) Name() string { return "Redmine" }

// issue is an issue of Redmine.
type issue struct {
	ID          int    `json:"id"`
	Subject     string `json:"subject"`
	Description string `json:"description"`
	Status      struct {
		Name   string `json:"name"`
		Closed bool   `json:"is_closed"`
	} `json:"status"`
	Ratio  int    `json:"done_ratio"`
	Due    string `json:"due_date"`
	Closed string `json:"closed_on"`
}

// item returns an issue as Rapport has it. Where its status says nothing, what is partly done is
// in progress.
func (c *Client) item(i issue, zone *time.Location) work.Item {
	it := work.Item{
		ID: fmt.Sprint(i.ID), Key: fmt.Sprintf("#%d", i.ID), URL: c.url(fmt.Sprintf("/issues/%d", i.ID)), Title: i.Subject, State: work.Pending, Percent: i.Ratio,
		Due: work.Day(i.Due, zone), Finished: work.Day(i.Closed, zone),
	}
	switch {
	case i.Status.Closed || i.Closed != "":
		it.State = work.Done
	case i.Ratio > 0, slices.Contains([]string{"in progress", "进行中", "處理中", "处理中"}, strings.ToLower(i.Status.Name)):
		it.State = work.Active
	}
	return it
}

func (c *Client) url(path string) string { return strings.TrimSuffix(c.config.Base, "/") + path }

const pageSize = 100

// issues returns the issues of a project that a question describes.
func (c *Client) issues(ctx context.Context, project string, query url.Values) ([]issue, error) {
	const path = "/issues.json"
	query.Set("project_id", project)
	query.Set("limit", fmt.Sprint(pageSize))
	return work.Pages(c.Name(), path, func(_, before int) (work.Page[issue], error) {
		var page struct {
			Issues []issue `json:"issues"`
			Total  int     `json:"total_count"`
		}
		query.Set("offset", fmt.Sprint(before))
		err := c.caller.Get(ctx, outside.Request{Path: path, Query: query}, &page)
		return work.Page[issue]{Items: page.Issues, Total: page.Total}, err
	})
}

// Progress asks for the open issues, for what was closed, and for the versions.
func (c *Client) Progress(ctx context.Context, project string, p work.Period) (work.Progress, error) {
	open, err := c.issues(ctx, project, url.Values{"status_id": {"open"}})
	if err != nil {
		return work.Progress{}, err
	}
	closed, err := c.issues(ctx, project, url.Values{"status_id": {"closed"}, "closed_on": {">=" + p.Since.AddDate(0, 0, -1).Format(time.DateOnly)}})
	if err != nil {
		return work.Progress{}, err
	}
	var items []work.Item
	for _, i := range append(open, closed...) {
		items = append(items, c.item(i, p.From.Location()))
	}
	progress := work.Arrange(items, p)
	progress.Milestones, err = c.versions(ctx, project, p)
	return progress, err
}

func (c *Client) versions(ctx context.Context, project string, p work.Period) ([]work.Milestone, error) {
	var answer struct {
		Versions []struct {
			ID     int    `json:"id"`
			Name   string `json:"name"`
			Status string `json:"status"` // open, locked, closed
			Due    string `json:"due_date"`
		} `json:"versions"`
	}
	err := c.caller.Get(ctx, outside.Request{Path: "/projects/" + url.PathEscape(project) + "/versions.json"}, &answer)
	var milestones []work.Milestone
	for _, v := range answer.Versions {
		m := work.Milestone{Title: v.Name, URL: c.url(fmt.Sprintf("/versions/%d", v.ID)), Due: work.Day(v.Due, p.From.Location()), Done: v.Status == "closed"}
		if !p.IsOld(m) {
			milestones = append(milestones, m)
		}
	}
	return work.SortMilestones(milestones), err
}

// Create makes an issue.
func (c *Client) Create(ctx context.Context, project string, n work.New) (work.Item, error) {
	var of struct {
		Project struct {
			ID int `json:"id"`
		} `json:"project"`
	}
	if err := c.caller.Get(ctx, outside.Request{Path: "/projects/" + url.PathEscape(project) + ".json"}, &of); err != nil {
		return work.Item{}, err
	}
	fields := map[string]any{"project_id": of.Project.ID, "subject": n.Title, "description": n.Described()}
	if c.config.ItemType != "" {
		fields["tracker_id"] = c.config.ItemType
	}
	var made struct {
		Issue issue `json:"issue"`
	}
	r := outside.Request{Path: "/issues.json", Body: map[string]any{"issue": fields}}
	if err := c.caller.Post(ctx, r, &made); err != nil {
		return work.Item{}, err
	}
	if made.Issue.ID == 0 {
		return work.Item{}, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.Ambiguous, Detail: "it does not say which issue it made"}
	}
	return c.item(made.Issue, time.UTC), nil
}

// Find looks among the issues made since for the one with the mark.
func (c *Client) Find(ctx context.Context, project string, n work.New, since time.Time) (work.Item, bool, error) {
	list, err := c.issues(ctx, project, url.Values{"status_id": {"*"}, "created_on": {">=" + since.AddDate(0, 0, -1).Format(time.DateOnly)}})
	for _, i := range list {
		if strings.Contains(i.Description, n.Mark) {
			return c.item(i, since.Location()), true, err
		}
	}
	return work.Item{}, false, err
}

// Item returns an issue as it is now.
func (c *Client) Item(ctx context.Context, _, id string) (work.Item, error) {
	var one struct {
		Issue issue `json:"issue"`
	}
	err := c.caller.Get(ctx, outside.Request{Path: "/issues/" + url.PathEscape(id) + ".json"}, &one)
	return c.item(one.Issue, time.UTC), err
}

// Check asks once for each thing that a report needs, and returns what is missing.
func (c *Client) Check(ctx context.Context, project string) []error {
	if _, err := c.versions(ctx, project, work.Period{}); err != nil {
		return []error{err}
	}
	if _, err := c.issues(ctx, project, url.Values{"status_id": {"open"}}); err != nil {
		return []error{err}
	}
	return nil
}
