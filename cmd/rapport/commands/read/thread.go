package read

import (
	"context"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Thread returns the command `rapport thread`.
func Thread(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "thread ENTRY",
		Short:   "Show the thread of an entry with the new text of each mail",
		GroupID: app.GroupRead,
		Example: `  rapport thread 17`,
		Args:    cobra.ExactArgs(1),
		RunE: a.WithEntry(func(ctx context.Context, r *app.Log, e store.Entry, _ []string) error {
			return a.Show(func(s app.Screen) error {
				p := logPrinter{Screen: s, reading: r, json: asJSON}
				return r.Store.Log(ctx, store.LogQuery{Thread: e.Thread, Own: r.Config.IsOwn}, func(e store.Entry) error {
					if asJSON {
						return p.print(e)
					}
					p.message(e)
					return nil
				})
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	return cmd
}

// message prints an entry with all that was newly written.
func (p *logPrinter) message(e store.Entry) {
	if p.printed++; p.printed > 1 {
		p.Line("")
	}
	at := e.At.In(p.reading.Config.Zone(e.Project))
	text := e.NewText
	e.NewText = ""
	p.Line("%s", p.Dim(at.Format("Mon 2 Jan 2006")))
	p.entry(e, at)
	p.Line("")
	for _, line := range lines(wording.Safe(text)) {
		p.Line("    %s", line)
	}
}
