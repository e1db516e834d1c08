package main

import (
	"github.com/spf13/cobra"

	"rapport/store"
)

// newThreadCommand gives `rapport thread`.
func newThreadCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "thread ENTRY",
		Short:   "Show the thread of an entry, with what each mail newly says",
		GroupID: groupRead,
		Example: `  rapport thread 17`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, e, err := a.openEntry(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer r.close()
			return a.show(func(s screen) error {
				p := logPrinter{screen: s, reading: r, json: asJSON}
				return r.store.Log(cmd.Context(), store.LogQuery{Thread: e.Thread}, func(e store.Entry) error {
					if asJSON {
						return p.print(e)
					}
					p.message(e)
					return nil
				})
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// message prints an entry with all that was newly written.
func (p *logPrinter) message(e store.Entry) {
	if p.printed++; p.printed > 1 {
		p.line("")
	}
	at := e.At.In(p.reading.config.zone(e.Project))
	text := e.NewText
	e.NewText = ""
	p.line("%s", p.dim(at.Format("Mon 2 Jan 2006")))
	p.entry(e, at)
	p.line("")
	for _, line := range lines(safe(text)) {
		p.line("    %s", line)
	}
}
