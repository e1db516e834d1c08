// Package jira reads Jira, and makes issues there: Jira Cloud where a user is configured, and
// Jira Data Center otherwise.
package jira

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
)

// Client asks one Jira.
type Client struct {
	config work.Config
	caller *outside.Caller
	api    string // the beginning of its paths
}

// New returns a client. Nothing is asked yet.
func New(config work.Config) (*Client, error) {
	c := &Client{config: config, api: "/rest/api/2"}
	to := outside.Config{Name: c.Name(), Base: config.Base, Token: config.Token(), HTTP: config.HTTP}
	if c.isCloud() {
		c.api = "/rest/api/3"
		to.Authorize = func(header http.Header, token string) {
			header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(config.User+":"+token)))
		}
	}
	var err error
	c.caller, err = outside.New(to)
	return c, err
}

// Name returns "Jira".
func (c *Client) Name() string { return "Jira" }

func (c *Client) isCloud() bool { return c.config.User != "" }

// issue is an issue of Jira.
type issue struct {
	ID     string `json:"id"`
	Key    string `json:"key"`
	Fields struct {
		Summary string `json:"summary"`
		Status  struct {
			Category struct {
				Key string `json:"key"` // new, indeterminate, done
			} `json:"statusCategory"`
		} `json:"status"`
		Due         string          `json:"duedate"`        // 2026-03-06
		Resolved    string          `json:"resolutiondate"` // 2026-03-06T17:00:00.000+0800
		Description json.RawMessage `json:"description"`    // text, or a document of Atlassian's in JSON
		Progress    *struct {
			Total   int `json:"total"` // seconds that were estimated
			Percent int `json:"percent"`
		} `json:"aggregateprogress"`
	} `json:"fields"`
}

var fields = []string{"summary", "status", "duedate", "resolutiondate", "aggregateprogress", "description"}

func (c *Client) item(i issue, zone *time.Location) work.Item {
	f := i.Fields
	it := work.Item{
		ID: i.ID, Key: i.Key, URL: strings.TrimSuffix(c.config.Base, "/") + "/browse/" + i.Key, Title: f.Summary, State: work.Pending, Percent: -1,
		Due: work.Day(f.Due, zone), Finished: work.Day(f.Resolved, zone),
	}
	switch f.Status.Category.Key {
	case "done":
		it.State = work.Done
	case "indeterminate":
		it.State = work.Active
	}
	if f.Progress != nil && f.Progress.Total > 0 {
		it.Percent = min(max(f.Progress.Percent, 0), 100)
	}
	return it
}

const pageSize = 100

// search returns the issues that a question in JQL describes.
func (c *Client) search(ctx context.Context, jql string) ([]issue, error) {
	next := ""
	return work.Pages(c.Name(), c.api+"/search", func(index, before int) (one work.Page[issue], err error) {
		var page struct {
			Issues []issue `json:"issues"`
			Next   string  `json:"nextPageToken"`
			Total  int     `json:"total"` // of Data Center
		}
		if index == 0 {
			next = ""
		}
		if c.isCloud() {
			body := map[string]any{"jql": jql, "fields": fields, "maxResults": pageSize}
			if next != "" {
				body["nextPageToken"] = next
			}
			err = c.caller.Search(ctx, outside.Request{Path: c.api + "/search/jql", Body: body}, &page)
		} else {
			body := map[string]any{"jql": jql, "fields": fields, "maxResults": pageSize, "startAt": before}
			err = c.caller.Search(ctx, outside.Request{Path: c.api + "/search", Body: body}, &page)
		}
		one = work.Page[issue]{Items: page.Issues, Total: page.Total}
		if c.isCloud() { // it tells no length
			next = page.Next
			one.Total, one.Last = -1, next == ""
		}
		return one, unknownProject(err)
	})
}

// unknownProject makes a request for a project that Jira does not know Missing: Jira answers it with 400.
func unknownProject(err error) error {
	if e, ok := errors.AsType[*outside.Error](err); ok && e.Fault == outside.BadRequest && strings.Contains(e.Detail, "'project'") {
		e.Fault = outside.Missing
	}
	return err
}

// quoted returns a value as JQL has it.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// Progress asks for what was resolved, what is in progress, what is due, and what is in the
// sprint that runs; and for the versions.
func (c *Client) Progress(ctx context.Context, key string, p work.Period) (work.Progress, error) {
	zone := p.From.Location()
	of := "project = " + quoted(key) + " AND "
	next := p.Until.Add(p.Until.Sub(p.From)).Format(time.DateOnly)
	list, err := c.search(ctx, of+fmt.Sprintf(`(statusCategory = Done AND resolutiondate >= "%s" OR statusCategory = "In Progress" OR statusCategory = "To Do" AND due <= "%s")`, p.Since.AddDate(0, 0, -1).Format(time.DateOnly), next))
	if err != nil {
		return work.Progress{}, err
	}
	planned, err := c.search(ctx, of+`statusCategory = "To Do" AND sprint in openSprints()`)
	if e, ok := errors.AsType[*outside.Error](err); ok && e.Fault == outside.BadRequest {
		err = nil // a Jira without boards has no sprints
	}
	if err != nil {
		return work.Progress{}, err
	}
	var items []work.Item
	for _, i := range planned {
		it := c.item(i, zone)
		it.Soon = true
		items = append(items, it)
	}
	for _, i := range list {
		items = append(items, c.item(i, zone))
	}
	progress := work.Arrange(items, p)
	progress.Milestones, err = c.versions(ctx, key, p)
	return progress, err
}

// versions returns the versions of a project as milestones, without those of long ago.
func (c *Client) versions(ctx context.Context, key string, p work.Period) ([]work.Milestone, error) {
	var list []struct {
		Name     string `json:"name"`
		Day      string `json:"releaseDate"`
		Released bool   `json:"released"`
		Archived bool   `json:"archived"`
	}
	if err := c.caller.Get(ctx, outside.Request{Path: c.api + "/project/" + url.PathEscape(key) + "/versions"}, &list); err != nil {
		return nil, err
	}
	var milestones []work.Milestone
	for _, v := range list {
		if m := (work.Milestone{Title: v.Name, Due: work.Day(v.Day, p.From.Location()), Done: v.Released}); !v.Archived && !p.IsOld(m) {
			milestones = append(milestones, m)
		}
	}
	return work.SortMilestones(milestones), nil
}

// Create makes an issue.
func (c *Client) Create(ctx context.Context, key string, n work.New) (work.Item, error) {
	kind := c.config.ItemType
	if kind == "" {
		kind = "Task"
	}
	var description any = n.Described()
	if c.isCloud() {
		description = document(n.Described())
	}
	body := map[string]any{"fields": map[string]any{"project": map[string]string{"key": key}, "summary": n.Title, "issuetype": map[string]string{"name": kind}, "description": description}}
	var made issue
	r := outside.Request{Path: c.api + "/issue", Body: body}
	if err := c.caller.Post(ctx, r, &made); err != nil {
		return work.Item{}, err
	}
	if made.ID == "" {
		return work.Item{}, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.Ambiguous, Detail: "it does not say which issue it made"}
	}
	it := c.item(made, time.UTC)
	it.Title = n.Title
	return it, nil
}

// document returns paragraphs of plain text as a document of Atlassian's.
func document(text string) map[string]any {
	paragraphs := []any{}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			paragraphs = append(paragraphs, map[string]any{"type": "paragraph", "content": []any{map[string]any{"type": "text", "text": paragraph}}})
		}
	}
	return map[string]any{"type": "doc", "version": 1, "content": paragraphs}
}

// Find looks among the issues made since for the one with the mark.
func (c *Client) Find(ctx context.Context, key string, n work.New, since time.Time) (work.Item, bool, error) {
	list, err := c.search(ctx, fmt.Sprintf(`project = %s AND created >= "%s"`, quoted(key), since.AddDate(0, 0, -1).Format(time.DateOnly)))
	if err != nil {
		return work.Item{}, false, err
	}
	for _, i := range list {
		if bytes.Contains(i.Fields.Description, []byte(n.Mark)) {
			return c.item(i, since.Location()), true, nil
		}
	}
	return work.Item{}, false, nil
}

// Item returns an issue as it is now.
func (c *Client) Item(ctx context.Context, _, id string) (work.Item, error) {
	var i issue
	err := c.caller.Get(ctx, outside.Request{Path: c.api + "/issue/" + url.PathEscape(id), Query: url.Values{"fields": {strings.Join(fields, ",")}}}, &i)
	return c.item(i, time.UTC), err
}

// Check asks once for each thing that a report needs, and returns what is missing.
func (c *Client) Check(ctx context.Context, key string) (errs []error) {
	if _, err := c.search(ctx, "project = "+quoted(key)+" AND statusCategory = \"In Progress\""); err != nil {
		return []error{err}
	}
	if _, err := c.versions(ctx, key, work.Period{}); err != nil {
		errs = append(errs, err)
	}
	return errs
}
