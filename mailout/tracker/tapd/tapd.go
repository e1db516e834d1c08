// Package tapd reads the stories of TAPD, and makes some.
package tapd

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
)

// Base is where everybody finds TAPD.
const Base = "https://api.tapd.cn"

// Client asks TAPD for one company.
type Client struct {
	config work.Config
	caller *outside.Caller
}

// New returns a client. Nothing is asked yet.
func New(config work.Config) (*Client, error) {
	caller, err := outside.New(outside.Config{Name: "TAPD", Base: config.Base, Token: config.Token(), HTTP: config.HTTP, Authorize: func(header http.Header, token string) {
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(config.ClientID+":"+token)))
	}})
	return &Client{config, caller}, err
}

// Name returns "TAPD".
func (c *Client) Name() string { return "TAPD" }

// beijing is the zone of TAPD's times.
func beijing() *time.Location { return time.FixedZone("Asia/Shanghai", 8*3600) }

// kind returns the path of the items, and what one is called in an answer.
func (c *Client) kind() (path, name string) {
	if c.config.ItemType == "tasks" {
		return "/tasks", "Task"
	}
	return "/stories", "Story"
}

// story is a story or a task of TAPD; all its values are texts.
type story struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Status      string `json:"status"`
	Due         string `json:"due"`
	Completed   string `json:"completed"`
	Iteration   string `json:"iteration_id"`
	Progress    string `json:"progress"`
}

const fields = "id,name,description,status,due,completed,iteration_id,progress"

// item returns a story as Rapport has it. A team may name its own states; what has a day of
// completion is done, whatever its state.
func (c *Client) item(workspace string, s story) work.Item {
	it := work.Item{ID: s.ID, Key: short(s.ID), Title: s.Name, State: work.Pending, Percent: -1, Due: work.Day(s.Due, beijing()), Finished: work.Day(s.Completed, beijing())}
	kind := "stories"
	if c.config.ItemType == "tasks" {
		kind = "tasks"
	}
	it.URL = "https://www.tapd.cn/" + workspace + "/prong/" + kind + "/view/" + s.ID
	percent, err := strconv.Atoi(s.Progress)
	if err == nil && percent > 0 {
		it.Percent = min(percent, 100)
	}
	switch {
	case s.Completed != "", slices.Contains([]string{"resolved", "done", "closed", "rejected"}, s.Status):
		it.State = work.Done
	case it.Percent > 0, slices.Contains([]string{"developing", "progressing", "testing", "audited"}, s.Status):
		it.State = work.Active
	}
	return it
}

// short returns the id of a story as people see it: its last digits.
func short(id string) string {
	const digits = 7
	return strings.TrimLeft(id[max(0, len(id)-digits):], "0")
}

const pageSize = 200

// answer is how TAPD answers: with 200, and a status of its own.
type answer struct {
	Status int             `json:"status"`
	Info   string          `json:"info"`
	Data   json.RawMessage `json:"data"`
}

// read stores the data of an answer in the value that into points to.
func (c *Client) read(path string, a answer, into any) error {
	if a.Status != 1 {
		return &outside.Error{Service: c.Name(), Path: path, Fault: outside.BadRequest, Status: http.StatusOK, Code: fmt.Sprint(a.Status), Detail: a.Info}
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		return &outside.Error{Service: c.Name(), Path: path, Fault: outside.BadAnswer, Detail: "its answer cannot be read: " + err.Error()}
	}
	return nil
}

// pages returns all pages of a list, each element of which is inside a name; they count from 1.
func pages[T any](ctx context.Context, c *Client, path, name string, query url.Values) ([]T, error) {
	query.Set("limit", fmt.Sprint(pageSize))
	return work.Pages(c.Name(), path, func(index, _ int) (list work.Page[T], err error) {
		var a answer
		query.Set("page", fmt.Sprint(index+1))
		if err := c.caller.Get(ctx, outside.Request{Path: path, Query: query}, &a); err != nil {
			return list, err
		}
		var page []map[string]T
		if err := c.read(path, a, &page); err != nil {
			return list, err
		}
		for _, one := range page {
			list.Items = append(list.Items, one[name])
		}
		list.Total, list.Last = -1, len(page) < pageSize
		return list, nil
	})
}

// stories returns those of a workspace that a question describes.
func (c *Client) stories(ctx context.Context, workspace string, query url.Values) ([]story, error) {
	path, name := c.kind()
	query.Set("workspace_id", workspace)
	query.Set("fields", fields)
	return pages[story](ctx, c, path, name, query)
}

// touched is how long ago a story that is open may have been changed last.
const touched = 90 * 24 * time.Hour

// Progress asks for what was completed and for what was changed lately, and for the iterations,
// which are its milestones.
func (c *Client) Progress(ctx context.Context, workspace string, p work.Period) (work.Progress, error) {
	after := func(t time.Time) string { return ">" + t.In(beijing()).Format(time.DateTime) }
	completed, err := c.stories(ctx, workspace, url.Values{"completed": {after(p.Since.Add(-time.Second))}})
	if err != nil {
		return work.Progress{}, err
	}
	changed, err := c.stories(ctx, workspace, url.Values{"modified": {after(p.From.Add(-touched))}})
	if err != nil {
		return work.Progress{}, err
	}
	milestones, running, err := c.iterations(ctx, workspace, p)
	if err != nil {
		return work.Progress{}, err
	}
	var items []work.Item
	for _, s := range append(completed, changed...) {
		it := c.item(workspace, s)
		it.Soon = slices.Contains(running, s.Iteration)
		items = append(items, it)
	}
	progress := work.Arrange(items, p)
	progress.Milestones = milestones
	return progress, nil
}

// iterations returns the iterations of a workspace as milestones, and the ids of those that run.
func (c *Client) iterations(ctx context.Context, workspace string, p work.Period) (milestones []work.Milestone, running []string, err error) {
	list, err := pages[struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Start  string `json:"startdate"`
		End    string `json:"enddate"`
		Status string `json:"status"` // open, done
	}](ctx, c, "/iterations", "Iteration", url.Values{"workspace_id": {workspace}})
	today := p.Now.In(beijing()).Format(time.DateOnly)
	for _, i := range list {
		m := work.Milestone{Title: i.Name, Due: work.Day(i.End, beijing()), Done: i.Status == "done"}
		if !p.IsOld(m) {
			milestones = append(milestones, m)
		}
		if !m.Done && i.Start != "" && i.Start <= today && today <= i.End {
			running = append(running, i.ID)
		}
	}
	return work.SortMilestones(milestones), running, err
}

// Create makes a story.
func (c *Client) Create(ctx context.Context, workspace string, n work.New) (work.Item, error) {
	path, name := c.kind()
	description := strings.ReplaceAll(escape(n.Described()), "\n", "<br>")
	var a answer
	r := outside.Request{Path: path, Body: url.Values{"workspace_id": {workspace}, "name": {n.Title}, "description": {description}}}
	if err := c.caller.Post(ctx, r, &a); err != nil {
		return work.Item{}, err
	}
	var made map[string]story
	if a.Status != 1 { // refused
		return work.Item{}, c.read(path, a, &made)
	}
	if err := c.read(path, a, &made); err != nil || made[name].ID == "" {
		return work.Item{}, &outside.Error{Service: c.Name(), Path: path, Fault: outside.Ambiguous, Detail: "it does not say which story it made"}
	}
	return c.item(workspace, made[name]), nil
}

// escape returns text as HTML shows it.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// Find looks among the stories made since for the one with the mark.
func (c *Client) Find(ctx context.Context, workspace string, n work.New, since time.Time) (work.Item, bool, error) {
	list, err := c.stories(ctx, workspace, url.Values{"created": {">" + since.In(beijing()).Format(time.DateTime)}})
	for _, s := range list {
		if strings.Contains(s.Description, n.Mark) {
			return c.item(workspace, s), true, err
		}
	}
	return work.Item{}, false, err
}

// Item returns a story as it is now.
func (c *Client) Item(ctx context.Context, workspace, id string) (work.Item, error) {
	path, _ := c.kind()
	list, err := c.stories(ctx, workspace, url.Values{"id": {id}})
	if err == nil && len(list) == 0 {
		err = &outside.Error{Service: c.Name(), Path: path, Fault: outside.Missing, Detail: "there is no such story"}
	}
	if err != nil {
		return work.Item{}, err
	}
	return c.item(workspace, list[0]), nil
}

// Check asks once for each thing that a report needs, and returns what is missing.
func (c *Client) Check(ctx context.Context, workspace string) []error {
	if _, err := c.stories(ctx, workspace, url.Values{"status": {"developing"}}); err != nil {
		return []error{err}
	}
	if _, _, err := c.iterations(ctx, workspace, work.Period{}); err != nil {
		return []error{err}
	}
	return nil
}
