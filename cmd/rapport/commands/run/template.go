package run

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/mailout/letter"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

// Template returns the command `rapport template` and what it can do.
func Template(a *app.App) *cobra.Command {
	return app.Group(&cobra.Command{
		Use:     "template",
		Short:   "List, show, check and preview mail templates",
		GroupID: app.GroupRun,
		Long: `All mail that Rapport writes comes from templates, in Chinese and in English. A
directory of your own (templates in [sending]) can replace them; see
docs/templates.md.`,
		Example: `  rapport template list
  rapport template show en/report > templates/en/report.md
  rapport template check templates/
  rapport template preview --to preview/`,
	},
		newTemplateListCommand(a), newTemplateShowCommand(a), newTemplateCheckCommand(a), newTemplatePreviewCommand(a))
}

// loadTemplates loads the templates of a directory, otherwise of the configuration, or
// those alone that come with Rapport where there is no configuration.
func loadTemplates(a *app.App, directory ...string) (*templates.Set, error) {
	dir := ""
	switch {
	case len(directory) > 0:
		dir = directory[0]
		if _, err := os.Stat(dir); err != nil {
			return nil, err
		}
	case a.HasConfig():
		c, err := a.LoadConfig()
		if err != nil {
			return nil, err
		}
		dir = c.Sending.Templates
	}
	set, err := templates.Load(dir)
	return set, exit.With(exit.Config, err)
}

func newTemplateListCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List all templates and where they come from",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := loadTemplates(a)
			if err != nil {
				return err
			}
			rows := [][]string{{"TEMPLATE", "FROM"}}
			for _, language := range templates.Languages() {
				for _, name := range templates.Names() {
					_, path, err := set.Source(name, language)
					if err != nil {
						return err
					}
					path = cmp.Or(path, "(built in)")
					rows = append(rows, []string{language + "/" + name, path})
				}
			}
			return a.Show(func(s app.Screen) error { s.Table(rows); return nil })
		},
	}
}

func newTemplateShowCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "show LANGUAGE/NAME",
		Short: "Print a template",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := loadTemplates(a)
			if err != nil {
				return err
			}
			language, name, _ := strings.Cut(strings.TrimSuffix(args[0], ".md"), "/")
			text, _, err := set.Source(name, language)
			if err != nil {
				return exit.With(exit.NoInput, fmt.Errorf("%w; see `rapport template list`", err))
			}
			_, err = fmt.Fprint(a.Stdout, text)
			return app.UnlessPipe(err)
		},
	}
}

func newTemplateCheckCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "check [DIRECTORY]",
		Short: "Compile all templates and render them with sample data",
		Long: `Compile all templates, including those of the configuration or of a directory, and
render each with sample data. Every mistake is reported with its file and line.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := loadTemplates(a, args...)
			if err != nil {
				return err
			}
			for _, text := range set.Warnings() {
				fmt.Fprintf(a.Stderr, "warning: %s\n", text)
			}
			fmt.Fprintf(a.Stdout, "All %s are valid.\n", wording.Count(len(templates.Names())*len(templates.Languages()), "template"))
			return nil
		},
	}
}

func newTemplatePreviewCommand(a *app.App) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "preview --to DIRECTORY [LANGUAGE/NAME...]",
		Short: "Write templates rendered with sample data to a directory",
		Long: `Render templates, by default all of them, with sample data and write each to a
directory: as .html for a browser, .txt, .eml for a mail program, and its charts.`,
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := loadTemplates(a)
			if err != nil {
				return err
			}
			charts, err := chart.New("")
			if err != nil {
				return err
			}
			written := 0
			for _, language := range templates.Languages() {
				for _, name := range templates.Names() {
					if len(args) > 0 && !slices.Contains(args, language+"/"+name) {
						continue
					}
					if err := previewTemplate(set, charts, language, name, to); err != nil {
						return err
					}
					written++
				}
			}
			if written == 0 {
				return exit.With(exit.NoInput, fmt.Errorf("no template %s; see `rapport template list`", strings.Join(args, " ")))
			}
			fmt.Fprintf(a.Stdout, "%s written to %s.\n", wording.Count(written, "template"), to)
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "`DIRECTORY` to write to")
	if err := cmd.MarkFlagRequired("to"); err != nil {
		panic(err) // the flag does not exist
	}
	return cmd
}

func previewTemplate(set *templates.Set, charts *chart.Charts, language, name, to string) (err error) {
	sample := templates.Samples(name, language)[0]
	var images []templates.Inline
	switch r := sample.(type) {
	case templates.Report:
		images, err = r.Charts(charts, language)
	case templates.ReportDraft:
		images, err = r.Charts(charts, language)
	}
	if err != nil {
		return err
	}
	frame := templates.SampleFrame()
	if !templates.HasLogLine(name) {
		frame.Log = nil
	}
	m, err := set.RenderFramed(frame, name, language, sample, images...)
	if err != nil {
		return err
	}
	d := letter.Draft{
		From: store.Address{Name: "Rapport", Address: "log@agency.example"}, To: []store.Address{{Address: "reader@client.example"}},
		Date: time.Now(), MessageID: "preview@agency.example", Language: language,
	}
	raw, _, err := letter.Compose(d.With(m))
	if err != nil {
		return err
	}
	return app.WritePreview(filepath.Join(to, language), name, m, raw)
}
