package pingcode

import (
	"context"
	"fmt"
	"html"
	"net/url"
	"strings"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
)

// workItem is a work item of PingCode.
type workItem struct {
	ID          string `json:"id"`
	Identifier  string `json:"identifier"` // SCR-5
	URL         string `json:"html_url"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Type        word   `json:"type"`
	State       struct {
		Type string `json:"type"` // pending, in_progress, completed, closed
	} `json:"state"`
	Parent    *struct{ ID string } `json:"parent"`
	Sprint    *struct{ ID string } `json:"sprint"`
	End       unix                 `json:"end_at"`
	Completed unix                 `json:"completed_at"`
	Estimated *float64             `json:"estimated_workload"` // hours
	Remaining *float64             `json:"remaining_workload"`
	Archived  flag                 `json:"is_archived"`
	Deleted   flag                 `json:"is_deleted"`
}

func (w workItem) state() work.State {
	switch w.State.Type {
	case "completed", "closed":
		return work.Done
	case "in_progress":
		return work.Active
	}
	return work.Pending
}

// item returns a work item as Rapport has it. Its per cent is what was worked of what was
// estimated; PingCode has none of its own.
func (w workItem) item() work.Item {
	it := work.Item{ID: w.ID, Key: w.Identifier, URL: w.URL, Title: w.Title, State: w.state(), Percent: -1, Due: w.End.time(), Finished: w.Completed.time()}
	if w.Estimated != nil && w.Remaining != nil && *w.Estimated > 0 {
		it.Percent = int(100*min(max(1 - *w.Remaining / *w.Estimated, 0), 1) + 0.5)
	}
	return it
}

// filter is what a search looks for, by field; each field has one operator.
type filter map[string]map[string]any

// search returns the work items that a filter describes. Only area pjm has it.
func (c *Client) search(ctx context.Context, f filter) ([]workItem, error) {
	path := c.path("/work_items/search")
	list, err := allPages(c, path, func(index int) (one page[workItem], err error) {
		body := map[string]any{"mode": "query", "payload": map[string]any{"filter": f, "page_size": pageSize, "page_index": index}}
		return one, explain(c.caller.Search(ctx, outside.Request{Path: path, Body: body}, &one))
	})
	return current(list), err
}

// list returns the work items that a question describes, in the old area.
func (c *Client) list(ctx context.Context, project string, query url.Values) ([]workItem, error) {
	query.Set("project_ids", project)
	list, err := pages[workItem](ctx, c, outside.Request{Path: c.path("/work_items"), Query: query})
	return current(list), err
}

// current returns items without those that were archived or deleted.
func current(list []workItem) []workItem {
	var kept []workItem
	for _, w := range list {
		if !w.Archived && !w.Deleted {
			kept = append(kept, w)
		}
	}
	return kept
}

// Create makes a work item. PingCode shows descriptions as HTML.
func (c *Client) Create(ctx context.Context, key string, n work.New) (work.Item, error) {
	p, err := c.project(ctx, key)
	if err != nil {
		return work.Item{}, err
	}
	kind := c.config.ItemType
	if kind == "" {
		kind = "task"
	}
	var made workItem
	r := outside.Request{Path: c.path("/work_items"), Body: map[string]any{"project_id": p.ID, "type_id": kind, "title": n.Title, "description": asHTML(n.Described())}}
	if err := explain(c.caller.Post(ctx, r, &made)); err != nil {
		return work.Item{}, err
	}
	if made.ID == "" {
		return work.Item{}, &outside.Error{Service: c.Name(), Path: r.Path, Fault: outside.Ambiguous, Detail: "it does not say which item it made"}
	}
	return made.item(), nil
}

// asHTML returns paragraphs of plain text as HTML.
func asHTML(text string) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(strings.TrimSpace(paragraph)), "\n", "<br>") + "</p>")
	}
	return b.String()
}

// Find looks for the item whose description has the mark. The old area cannot be asked for that,
// and is asked for those made since.
func (c *Client) Find(ctx context.Context, key string, n work.New, since time.Time) (work.Item, bool, error) {
	p, err := c.project(ctx, key)
	if err != nil {
		return work.Item{}, false, err
	}
	var list []workItem
	if c.config.Area == areaProject {
		list, err = c.list(ctx, p.ID, url.Values{"created_between": {between(since, time.Now().Add(24*time.Hour))}})
	} else {
		list, err = c.search(ctx, filter{"project.id": {"in": []string{p.ID}}, "description": {"contains": n.Mark}})
	}
	if err != nil {
		return work.Item{}, false, err
	}
	for _, w := range list {
		if w.Description == "" && n.IsTitle(w.Title) { // lists may come without
			if err := explain(c.caller.Get(ctx, outside.Request{Path: c.path("/work_items/" + url.PathEscape(w.ID))}, &w)); err != nil {
				return work.Item{}, false, err
			}
		}
		if strings.Contains(w.Description, n.Mark) {
			return w.item(), true, nil
		}
	}
	return work.Item{}, false, nil
}

// Item returns an item as it is now.
func (c *Client) Item(ctx context.Context, _, id string) (work.Item, error) {
	var w workItem
	err := explain(c.caller.Get(ctx, outside.Request{Path: c.path("/work_items/" + url.PathEscape(id))}, &w))
	return w.item(), err
}

// between returns two times as the old area has them.
func between(from, until time.Time) string { return fmt.Sprintf("%d,%d", from.Unix(), until.Unix()) }
