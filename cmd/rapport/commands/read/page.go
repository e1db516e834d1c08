package read

import (
	"context"
	"fmt"
	"os"

	"rapport/cmd/rapport/commands/app"
	"rapport/store"
	"rapport/templates"
)

// writePage writes the log as one HTML file.
func (f logFlags) writePage(ctx context.Context, a *app.App, r *app.Log, q store.LogQuery, project store.Project) error {
	page := templates.LogPage{Project: project, Zone: r.Config.Zone(project.Code), People: r.People, Since: q.Since, Shared: f.shared, All: f.lists(), Contradicted: marked}
	if !q.Until.IsZero() {
		page.Until = q.Until.AddDate(0, 0, -1)
	}
	add := func(line store.StoryLine) error {
		if f.limit > 0 && page.Lines() == f.limit {
			return errEnough
		}
		page.Add(line)
		return nil
	}
	var err error
	if f.lists() {
		err = r.Store.Log(ctx, q, func(e store.Entry) error { return add(store.StoryLine{Entry: &e, At: e.At}) })
	} else {
		_, err = r.Store.Story(ctx, q, add)
	}
	if err != nil && err != errEnough {
		return err
	}
	html, err := page.HTML()
	if err != nil {
		return err
	}
	if f.html == app.StandardInput { // “-”, as for what is read
		_, err := a.Stdout.Write(html)
		return app.UnlessPipe(err)
	}
	const onlyMine = 0o600 // it holds other people's mail
	if err := os.WriteFile(f.html, html, onlyMine); err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	return nil
}
