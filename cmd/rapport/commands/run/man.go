package run

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/manual"
)

// Man returns the hidden command that writes the manual pages, for packages and
// `make install`.
func Man(a *app.App) *cobra.Command {
	var source string
	c := &cobra.Command{
		Use:    "man DIR",
		Short:  "Write all manual pages into a directory",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			pages, err := manualPages(cmd.Root(), a, source)
			if err != nil {
				return err
			}
			for name, text := range pages {
				if err := writePage(args[0], name, text); err != nil {
					return fmt.Errorf("write manual pages: %w", err)
				}
			}
			return nil
		},
	}
	c.Flags().StringVar(&source, "source", ".", "`DIR` of Rapport's source, of whose files two pages are made")
	return c
}

// manualPages returns the text of each page by its file name. Their date is that of
// SOURCE_DATE_EPOCH, where set, so that packages can be repeated.
func manualPages(root *cobra.Command, a *app.App, source string) (map[string]string, error) {
	about := manual.About{Version: a.Version, Date: time.Now()}
	if epoch := a.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read SOURCE_DATE_EPOCH: %w", err)
		}
		about.Date = time.Unix(seconds, 0)
	}
	example, err := os.ReadFile(filepath.Join(source, "config.example.toml"))
	if err != nil {
		return nil, fmt.Errorf("read what rapport.toml(5) is made of: %w", err)
	}
	words, err := os.ReadFile(filepath.Join(source, "docs", "words.md"))
	if err != nil {
		return nil, fmt.Errorf("read what rapport(7) is made of: %w", err)
	}
	pages := manual.Commands(about, root)
	pages["rapport.toml.5"] = manual.Configuration(about, string(example))
	pages["rapport.7"] = manual.Words(about, string(words))
	return pages, nil
}

// writePage writes a page where man looks for it below dir: man5/rapport.toml.5.
func writePage(dir, name, text string) error {
	dir = filepath.Join(dir, "man"+filepath.Ext(name)[1:])
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)
}
