package pingcode

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
)

const (
	day = 24 * time.Hour
	// touched is how long ago an item that is in progress may have been changed last, unless it
	// is in the sprint that runs or has a day.
	touched = 60 * day
	// late and ahead are how far a day may lie back or ahead.
	late, ahead = 180 * day, 366 * day
)

// Progress asks for what was completed in the period, what was changed lately, what has a day,
// and what is in the sprint that runs; and for the versions.
func (c *Client) Progress(ctx context.Context, key string, p work.Period) (work.Progress, error) {
	of, err := c.project(ctx, key)
	if err != nil {
		return work.Progress{}, err
	}
	var missing []work.Part
	running, err := c.runningSprints(ctx, of)
	if isDenied(err) {
		missing, err = append(missing, work.Sprints), nil
	}
	if err != nil {
		return work.Progress{}, err
	}
	versions, err := c.versions(ctx, of, p)
	if isDenied(err) {
		missing, err = append(missing, work.Milestones), nil
	}
	if err != nil {
		return work.Progress{}, err
	}
	list, err := c.workItems(ctx, of, p, running)
	if err != nil {
		return work.Progress{}, err
	}
	items, milestones, err := c.sort(ctx, of, list, running)
	if err != nil {
		return work.Progress{}, err
	}
	progress := work.Arrange(items, p)
	progress.Milestones = work.SortMilestones(append(versions, milestones...))
	progress.Missing = missing
	return progress, nil
}

// isDenied reports whether PingCode does not hand out a part, for which a scope is missing.
func isDenied(err error) bool {
	e, ok := errors.AsType[*outside.Error](err)
	return ok && e.Status == 403
}

// runningSprints returns the sprints of a project that run now. Only projects of some kinds
// have sprints.
func (c *Client) runningSprints(ctx context.Context, p project) ([]string, error) {
	if p.Kind == "kanban" || p.Kind == "waterfall" {
		return nil, nil
	}
	list, err := pages[struct{ ID string }](ctx, c, outside.Request{Path: c.path("/projects/" + p.ID + "/sprints"), Query: url.Values{"status": {"in_progress"}}})
	var ids []string
	for _, s := range list {
		ids = append(ids, s.ID)
	}
	return ids, err
}

// versions returns the versions of a project as milestones. One that was done long before the
// period is left out.
func (c *Client) versions(ctx context.Context, of project, p work.Period) ([]work.Milestone, error) {
	list, err := pages[struct {
		Name    string `json:"name"`
		End     unix   `json:"end_at"`
		Operate unix   `json:"operate_at"`
		URL     string `json:"html_url"`
		Stage   struct {
			Type string `json:"type"`
		} `json:"stage"`
	}](ctx, c, outside.Request{Path: c.path("/projects/" + of.ID + "/versions")})
	var milestones []work.Milestone
	for _, v := range list {
		m := work.Milestone{Title: v.Name, URL: v.URL, Due: v.End.time(), Done: v.Stage.Type == "completed"}
		if old := p.From.Add(-late); m.Done && v.Operate.time().Before(old) && m.Due.Before(old) {
			continue
		}
		milestones = append(milestones, m)
	}
	return milestones, err
}

// workItems returns what may matter for the period. between counts days, so that a day more is
// asked for on either side; an item may come more than once.
func (c *Client) workItems(ctx context.Context, of project, p work.Period, running []string) ([]workItem, error) {
	from, until := p.Since.Add(-day), p.Until.Add(day)
	if c.config.Area == areaProject {
		changed, err := c.list(ctx, of.ID, url.Values{"updated_between": {between(p.From.Add(-touched), p.Now.Add(day))}})
		if err != nil {
			return nil, err
		}
		dated, err := c.list(ctx, of.ID, url.Values{"end_between": {between(p.From.Add(-late), p.Until.Add(ahead))}})
		if err != nil || len(running) == 0 {
			return append(changed, dated...), err
		}
		planned, err := c.list(ctx, of.ID, url.Values{"sprint_ids": {strings.Join(running, ",")}})
		return slices.Concat(changed, dated, planned), err
	}
	within := func(field, operator string, value any) filter {
		return filter{"project.id": {"in": []string{of.ID}}, field: {operator: value}}
	}
	questions := []filter{
		within("completed_at", "between", []int64{from.Unix(), until.Unix()}),
		within("updated_at", "gte", p.From.Add(-touched).Unix()),
		within("end_at", "between", []int64{p.From.Add(-late).Unix(), p.Until.Add(ahead).Unix()}),
	}
	if len(running) > 0 {
		questions = append(questions, within("sprint.id", "in", running))
	}
	var all []workItem
	for _, question := range questions {
		list, err := c.search(ctx, question)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// sort returns the items and the milestones among work items.
func (c *Client) sort(ctx context.Context, of project, list []workItem, running []string) (items []work.Item, milestones []work.Milestone, err error) {
	kinds, err := c.milestoneTypes(ctx, of)
	if err != nil {
		return nil, nil, err
	}
	known := map[string]bool{}
	var parents []string // that are in progress and have no per cent
	for _, w := range list {
		if known[w.ID] {
			continue
		}
		known[w.ID] = true
		if slices.Contains(kinds, w.Type.ID) || isMilestone(w.Type.Name) {
			milestones = append(milestones, work.Milestone{Title: w.Title, Key: w.Identifier, URL: w.URL, Due: w.End.time(), Done: w.state() == work.Done})
			continue
		}
		it := w.item()
		it.Soon = w.Sprint != nil && slices.Contains(running, w.Sprint.ID)
		if it.State == work.Active && it.Percent < 0 {
			parents = append(parents, it.ID)
		}
		items = append(items, it)
	}
	shares, err := c.finishedShares(ctx, of, parents)
	for i := range items {
		if share, ok := shares[items[i].ID]; ok && items[i].Percent < 0 {
			items[i].Percent = share
		}
	}
	return items, milestones, err
}

// finishedShares returns how much of the children of items is done, in per cent.
func (c *Client) finishedShares(ctx context.Context, of project, parents []string) (map[string]int, error) {
	const mostParents = 20 // of one question
	if len(parents) == 0 || c.config.Area == areaProject {
		return nil, nil
	}
	done, all := map[string]int{}, map[string]int{}
	for some := range slices.Chunk(parents, mostParents) {
		children, err := c.search(ctx, filter{"project.id": {"in": []string{of.ID}}, "parent.id": {"in": some}})
		if err != nil {
			return nil, err
		}
		for _, w := range children {
			if w.Parent == nil {
				continue
			}
			all[w.Parent.ID]++
			if w.state() == work.Done {
				done[w.Parent.ID]++
			}
		}
	}
	shares := map[string]int{}
	for id, n := range all {
		shares[id] = (100*done[id] + n/2) / n
	}
	return shares, nil
}

// milestoneTypes returns the types of work items that are milestones. Only projects with a plan
// of phases have any.
func (c *Client) milestoneTypes(ctx context.Context, of project) ([]string, error) {
	kinds := []string{"milestone"}
	if of.Kind != "waterfall" && of.Kind != "hybrid" {
		return kinds, nil
	}
	list, err := pages[struct{ ID, Name string }](ctx, c, outside.Request{Path: c.path("/work_item/types"), Query: url.Values{"project_id": {of.ID}}})
	if isDenied(err) {
		return kinds, nil
	}
	for _, kind := range list {
		if isMilestone(kind.Name) {
			kinds = append(kinds, kind.ID)
		}
	}
	return kinds, err
}

func isMilestone(name string) bool {
	return name == "里程碑" || strings.EqualFold(name, "milestone")
}

// Check asks once for each thing that a report needs, and returns what is missing.
func (c *Client) Check(ctx context.Context, key string) []error {
	of, err := c.project(ctx, key)
	if err != nil {
		return []error{c.scoped(err, "project")}
	}
	var errs []error
	try := func(scope string, err error) {
		if err != nil {
			errs = append(errs, c.scoped(err, scope))
		}
	}
	if c.config.Area == areaProject {
		var one page[workItem]
		try("workitem", explain(c.caller.Get(ctx, outside.Request{Path: c.path("/work_items"), Query: url.Values{"project_ids": {of.ID}, "page_size": {"1"}}}, &one)))
	} else {
		var one page[workItem]
		body := map[string]any{"mode": "query", "payload": map[string]any{"filter": filter{"project.id": {"in": []string{of.ID}}}, "page_size": 1, "page_index": 0}}
		try("workitem", explain(c.caller.Search(ctx, outside.Request{Path: c.path("/work_items/search"), Body: body}, &one)))
	}
	_, err = c.runningSprints(ctx, of)
	try("sprint", err)
	_, err = c.versions(ctx, of, work.Period{})
	try("release", err)
	return errs
}

// scoped names the scope that is missing where PingCode denies something.
func (c *Client) scoped(err error, scope string) error {
	if isDenied(err) {
		return fmt.Errorf("the application lacks the scope pcp:read:%s:%s: %w", c.config.Area, scope, err)
	}
	return err
}
