package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/mailout/letter"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

// newTemplateCommand gives `rapport template` and what it can do.
func newTemplateCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "template",
		Short:   "List, show, check and preview what Rapport writes",
		GroupID: groupSend,
		Long: `All mail that Rapport writes comes from templates, in Chinese and in English. A
directory of your own (templates in [sending]) may hold others in their place;
see docs/templates.md.`,
		Example: `  rapport template list
  rapport template show en/report > templates/en/report.md
  rapport template check templates/
  rapport template preview --to preview/`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTemplateListCommand(a), newTemplateShowCommand(a), newTemplateCheckCommand(a), newTemplatePreviewCommand(a))
	return cmd
}

// templates loads the templates of the configuration, or those alone that come
// with Rapport where there is no configuration.
func (a *app) templates() (*templates.Set, error) {
	dir := ""
	if _, err := os.Stat(a.configPath()); err == nil || a.configFlag != "" {
		c, err := a.loadConfig()
		if err != nil {
			return nil, err
		}
		dir = c.Sending.Templates
	}
	set, err := templates.Load(dir)
	return set, withExit(exitConfig, err)
}

func newTemplateListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List all templates and where they come from",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			set, err := a.templates()
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
					if path == "" {
						path = "(built in)"
					}
					rows = append(rows, []string{language + "/" + name, path})
				}
			}
			return a.show(func(s screen) error { s.table(rows); return nil })
		},
	}
}

func newTemplateShowCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show LANGUAGE/NAME",
		Short: "Print a template",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := a.templates()
			if err != nil {
				return err
			}
			language, name, _ := strings.Cut(strings.TrimSuffix(args[0], ".md"), "/")
			text, _, err := set.Source(name, language)
			if err != nil {
				return withExit(exitNoInput, fmt.Errorf("%w: `rapport template list` shows all", err))
			}
			_, err = fmt.Fprint(a.stdout, text)
			return unlessPipe(err)
		},
	}
}

func newTemplateCheckCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check [DIRECTORY]",
		Short: "Compile all templates and try them on sample data",
		Long: `Compile all templates, those of the configuration or of a directory in place of
the built-in ones, and render each with sample data. Every mistake is named, with
its file and line.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var err error
			if len(args) == 1 {
				if _, err = os.Stat(args[0]); err != nil {
					return err
				}
				_, err = templates.Load(args[0])
				err = withExit(exitConfig, err)
			} else {
				_, err = a.templates()
			}
			if err == nil {
				fmt.Fprintf(a.stdout, "All %s can be used.\n", count(len(templates.Names())*len(templates.Languages()), "template"))
			}
			return err
		},
	}
}

func newTemplatePreviewCommand(a *app) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "preview --to DIRECTORY [LANGUAGE/NAME...]",
		Short: "Write templates with sample data into a directory",
		Long: `Write templates, all where none is named, with sample data into a directory: each
as .html for a browser, .txt and .eml for a mail program, with its charts.`,
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := a.templates()
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
				return withExit(exitNoInput, fmt.Errorf("no template is named %s: `rapport template list` shows all", strings.Join(args, " ")))
			}
			fmt.Fprintf(a.stdout, "%s written to %s.\n", count(written, "template"), to)
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "`DIRECTORY` to write into")
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
	m, err := set.Render(name, language, sample, images...)
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
	return writePreview(filepath.Join(to, language), name, m, raw)
}

// writePreview writes a mail into a directory in all its forms.
func writePreview(dir, name string, m templates.Mail, raw []byte) error {
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
