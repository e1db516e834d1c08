package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/mailout/due"
	"rapport/store"
	"rapport/templates"
)

// Reporting is what the commands share that make a report.
type Reporting struct {
	Config *config.Config
	Store  *store.Store
	Due    *due.Due
	Report store.Report // that the project sends next

	Templates *templates.Set
}

// OpenReport opens what it takes to make the next report of a project. The
// caller closes the store.
func (a *App) OpenReport(ctx context.Context, code string) (*Reporting, error) {
	r, err := a.OpenReporting(ctx)
	if err != nil {
		return nil, err
	}
	p, err := r.Config.Project(code)
	if err == nil {
		r.Report, err = r.Due.Current(ctx, p.Code)
	}
	if err != nil {
		r.Store.Close()
		return nil, err
	}
	return r, nil
}

// OpenReporting opens the store with what is due.
func (a *App) OpenReporting(ctx context.Context) (*Reporting, error) {
	c, err := a.LoadConfig()
	if err != nil {
		return nil, err
	}
	dueConfig, err := c.Due(a.Poll)
	if err != nil {
		return nil, exit.With(exit.Config, err)
	}
	s, err := store.Open(ctx, store.Config{Dir: c.StateDir})
	if err != nil {
		return nil, StartError(err)
	}
	return &Reporting{Config: c, Store: s, Templates: dueConfig.Templates, Due: due.New(s, dueConfig, time.Now, a.Log, NoBeat)}, nil
}

// WritePreview writes a mail into a directory in all its forms.
func WritePreview(dir, name string, m templates.Rendered, raw []byte) error {
	html := m.HTML
	files := map[string][]byte{name + ".eml": raw, name + ".txt": []byte(m.Subject + "\n\n" + m.Text)}
	for _, image := range m.Inline {
		file := name + "-" + image.Name
		files[file] = image.PNG
		html = strings.ReplaceAll(html, "cid:"+image.ContentID, file)
	}
	files[name+".html"] = []byte(html)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for file, content := range files {
		if err := os.WriteFile(filepath.Join(dir, file), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
