package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

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

// WithReporting returns the RunE of a command that makes mail: it opens the store with
// what is due, and closes it when do returns.
func (a *App) WithReporting(do func(ctx context.Context, r *Reporting, args []string) error) func(*cobra.Command, []string) error {
	return a.withReporting(OpenForWriting, do)
}

// WithDue is WithReporting for a command that writes nothing: whoever may read the log may
// run it.
func (a *App) WithDue(do func(ctx context.Context, r *Reporting, args []string) error) func(*cobra.Command, []string) error {
	return a.withReporting(func(_ context.Context, c *config.Config) (*store.Store, error) { return openForReading(c) }, do)
}

func (a *App) withReporting(open func(context.Context, *config.Config) (*store.Store, error), do func(ctx context.Context, r *Reporting, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		c, err := a.LoadConfig()
		if err != nil {
			return err
		}
		dueConfig, err := c.Due(a.Poll)
		if err != nil {
			return exit.With(exit.Config, err)
		}
		s, err := open(cmd.Context(), c)
		if err != nil {
			return err
		}
		defer s.Close()
		return do(cmd.Context(), &Reporting{Config: c, Store: s, Templates: dueConfig.Templates, Due: due.New(s, dueConfig, a.Clock(), a.Log, NoBeat)}, args)
	}
}

// WithReport is WithReporting for a command whose first argument names a project: with the
// report that it sends next.
func (a *App) WithReport(do func(ctx context.Context, r *Reporting) error) func(*cobra.Command, []string) error {
	return a.WithReporting(func(ctx context.Context, r *Reporting, args []string) error {
		p, err := r.Config.Project(args[0])
		if err == nil {
			r.Report, err = r.Due.Current(ctx, p.Code)
		}
		if err != nil {
			return err
		}
		return do(ctx, r)
	})
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
