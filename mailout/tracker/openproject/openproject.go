// Package openproject reads the work packages of an OpenProject, and makes some.
package openproject

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
)

// Client asks one OpenProject.
type Client struct {
	config work.Config
	caller *outside.Caller
}

// New returns a client. Nothing is asked yet.
func New(config work.Config) (*Client, error) {
	caller, err := outside.New(outside.Config{Name: "OpenProject", Base: config.Base, Token: config.Token(), HTTP: config.HTTP, Authorize: func(header http.Header, token string) {
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("apikey:"+token)))
	}})
	return &Client{config, caller}, err
}

// Name returns "OpenProject".
func (c *Client) Name() string { return "OpenProject" }

// workPackage is a work package of OpenProject.
type workPackage struct {
	ID          int    `json:"id"`
	Subject     string `json:"subject"`
	Description struct {
		Raw string `json:"raw"`
	} `json:"description"`
	Percent *int   `json:"percentageDone"`
	Due     string `json:"dueDate"`
	Day     string `json:"date"` // of a milestone
	Updated string `json:"updatedAt"`
	Links   struct {
		Status struct {
			Title string `json:"title"`
			Href  string `json:"href"`
		} `json:"status"`
		Type struct {
			Title string `json:"title"`
		} `json:"type"`
	} `json:"_links"`
}

func (w workPackage) isMilestone() bool { return w.Day != "" }

// item returns a work package as Rapport has it. OpenProject does not say when it was closed:
// the last change stands for that.
func (c *Client) item(w workPackage, closed bool, zone *time.Location) work.Item {
	it := work.Item{ID: fmt.Sprint(w.ID), Key: fmt.Sprintf("#%d", w.ID), URL: c.url(w.ID), Title: w.Subject, State: work.Pending, Percent: -1, Due: work.Day(w.Due, zone)}
	if w.Percent != nil {
		it.Percent = *w.Percent
	}
	switch {
	case closed:
		it.State, it.Finished = work.Done, work.Day(w.Updated, zone)
	case it.Percent > 0, slices.Contains([]string{"in progress", "in development", "in testing", "developed", "进行中", "处理中"}, strings.ToLower(w.Links.Status.Title)):
		it.State = work.Active
	}
	return it
}

func (c *Client) url(id int) string {
	return fmt.Sprintf("%s/work_packages/%d", strings.TrimSuffix(c.config.Base, "/"), id)
}

// condition is a filter of OpenProject.
type condition struct {
	Operator string   `json:"operator"`
	Values   []string `json:"values"`
}

const pageSize = 100

// workPackages returns those of a project that filters describe.
func (c *Client) workPackages(ctx context.Context, project string, filters ...map[string]condition) ([]workPackage, error) {
	text, err := json.Marshal(filters)
	if err != nil {
		return nil, err
	}
	path := "/api/v3/projects/" + url.PathEscape(project) + "/work_packages"
	return work.Pages(c.Name(), path, func(index, _ int) (work.Page[workPackage], error) {
		var page struct {
			Total    int `json:"total"`
			Embedded struct {
				Elements []workPackage `json:"elements"`
			} `json:"_embedded"`
		}
		query := url.Values{"filters": {string(text)}, "pageSize": {fmt.Sprint(pageSize)}, "offset": {fmt.Sprint(index + 1)}} // the number of the page
		err := c.caller.Get(ctx, outside.Request{Path: path, Query: query}, &page)
		return work.Page[workPackage]{Items: page.Embedded.Elements, Total: page.Total}, err
	})
}

func status(operator string) map[string]condition {
	return map[string]condition{"status": {operator, []string{}}}
}

// since is a filter for what has a time from then on.
func since(field string, t time.Time) map[string]condition {
	return map[string]condition{field: {"<>d", []string{t.UTC().Format(time.RFC3339), ""}}}
}

// Progress asks for the open work packages, for what was closed, and for the versions.
func (c *Client) Progress(ctx context.Context, project string, p work.Period) (work.Progress, error) {
	open, err := c.workPackages(ctx, project, status("o"))
	if err != nil {
		return work.Progress{}, err
	}
	closed, err := c.workPackages(ctx, project, status("c"), since("updatedAt", p.Since))
	if err != nil {
		return work.Progress{}, err
	}
	milestones, err := c.versions(ctx, project, p)
	if err != nil {
		return work.Progress{}, err
	}
	var items []work.Item
	for n, w := range append(open, closed...) {
		isClosed := n >= len(open)
		if w.isMilestone() {
			milestones = append(milestones, work.Milestone{Title: w.Subject, Key: fmt.Sprintf("#%d", w.ID), URL: c.url(w.ID), Due: work.Day(w.Day, p.From.Location()), Done: isClosed})
			continue
		}
		items = append(items, c.item(w, isClosed, p.From.Location()))
	}
	progress := work.Arrange(items, p)
	progress.Milestones = work.SortMilestones(milestones)
	return progress, nil
}

func (c *Client) versions(ctx context.Context, project string, p work.Period) ([]work.Milestone, error) {
	var answer struct {
		Embedded struct {
			Elements []struct {
				Name   string `json:"name"`
				End    string `json:"endDate"`
				Status string `json:"status"` // open, locked, closed
			} `json:"elements"`
		} `json:"_embedded"`
	}
	err := c.caller.Get(ctx, outside.Request{Path: "/api/v3/projects/" + url.PathEscape(project) + "/versions"}, &answer)
	var milestones []work.Milestone
	for _, v := range answer.Embedded.Elements {
		if m := (work.Milestone{Title: v.Name, Due: work.Day(v.End, p.From.Location()), Done: v.Status == "closed"}); !p.IsOld(m) {
			milestones = append(milestones, m)
		}
	}
	return milestones, err
}

// Create makes a work package.
func (c *Client) Create(ctx context.Context, project string, n work.New) (work.Item, error) {
	body := map[string]any{"subject": n.Title, "description": map[string]string{"raw": n.Described()}}
	if c.config.ItemType != "" {
		body["_links"] = map[string]any{"type": map[string]string{"href": "/api/v3/types/" + c.config.ItemType}}
	}
	var made workPackage
	r := outside.Request{Path: "/api/v3/projects/" + url.PathEscape(project) + "/work_packages", Body: body}
	if err := c.caller.Post(ctx, r, &made); err != nil {
		return work.Item{}, err
	}
	if made.ID == 0 {
		return work.Item{}, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.Ambiguous, Detail: "it does not say which work package it made"}
	}
	return c.item(made, false, time.UTC), nil
}

// Find looks among the work packages made since for the one with the mark.
func (c *Client) Find(ctx context.Context, project string, n work.New, from time.Time) (work.Item, bool, error) {
	list, err := c.workPackages(ctx, project, status("*"), since("createdAt", from))
	if err != nil {
		return work.Item{}, false, err
	}
	for _, w := range list {
		if strings.Contains(w.Description.Raw, n.Mark) {
			it, err := c.Item(ctx, project, fmt.Sprint(w.ID)) // which knows whether it is closed
			return it, err == nil, err
		}
	}
	return work.Item{}, false, nil
}

// Item returns a work package as it is now.
func (c *Client) Item(ctx context.Context, _, id string) (work.Item, error) {
	var w workPackage
	if err := c.caller.Get(ctx, outside.Request{Path: "/api/v3/work_packages/" + url.PathEscape(id)}, &w); err != nil {
		return work.Item{}, err
	}
	var of struct {
		Closed bool `json:"isClosed"`
	}
	href := w.Links.Status.Href // /api/v3/statuses/12, below the path of an installation
	if i := strings.LastIndex(href, "/api/v3/statuses/"); i >= 0 {
		if err := c.caller.Get(ctx, outside.Request{Path: href[i:]}, &of); err != nil {
			return work.Item{}, err
		}
	}
	return c.item(w, of.Closed, time.UTC), nil
}

// Check asks once for each thing that a report needs, and returns what is missing.
func (c *Client) Check(ctx context.Context, project string) []error {
	if _, err := c.workPackages(ctx, project, status("o")); err != nil {
		return []error{err}
	}
	if _, err := c.versions(ctx, project, work.Period{}); err != nil {
		return []error{err}
	}
	return nil
}
