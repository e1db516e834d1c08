package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/act"
	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/commands/read"
	"rapport/cmd/rapport/commands/run"
	"rapport/cmd/rapport/demo"
)

// newRootCommand returns the command `rapport` with all its subcommands.
func newRootCommand(a *app.App) *cobra.Command {
	root := &cobra.Command{
		Use:   "rapport",
		Short: "Keep a project team and its client in step by e-mail",
		Long: `Rapport reads a project team's log mailbox over IMAP and files every client
thread into a communication log by project. It asks the project manager for what is
due to the client, and sends it once they approve.`,
		Version:       versionText(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			var err error
			if a.Log, err = newLogger(a.Stderr, a.LogFormat, a.LogLevel); err != nil {
				return err
			}
			a.Started = true
			return nil
		},
	}
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
	flags := root.PersistentFlags()
	flags.StringVarP(&a.ConfigFlag, "config", "c", "", "configuration `FILE` (default ~/.config/rapport/config.toml if it exists, else /etc/rapport/config.toml)")
	flags.StringVar(&a.LogFormat, "log-format", "auto", "`FORMAT` of log lines: auto, text, json, journal")
	flags.StringVar(&a.LogLevel, "log-level", "info", "minimum `LEVEL` to log: debug, info, warn, error")
	app.Complete(root, "log-format", "auto", "text", "json", "journal")
	app.Complete(root, "log-level", "debug", "info", "warn", "error")

	for _, construct := range []func(*app.App) *cobra.Command{
		newServeCommand,
		run.Init,
		run.Login,
		run.Doctor,
		projectCommand,
		run.Contact,
		run.Check,
		read.Status,
		read.Rehearse,
		read.Budget,
		demoCommand,
		run.Import,
		run.Reprocess,
		act.File,
		act.Mark,
		act.TakeUp,
		act.Note,
		read.Explain,
		read.Projects,
		read.Config,
		read.Log,
		read.Show,
		read.Thread,
		read.Attachment,
		read.Files,
		read.Agreed,
		read.Lessons,
		read.Search,
		run.Export,
		run.Person,
		act.Action,
		act.Case,
		act.Change,
		act.Dispute,
		read.Digest,
		read.Open,
		run.Verify,
		run.Backup,
		run.Restore,
		run.Erase,
		act.Report,
		act.Minutes,
		act.Confirm,
		act.Survey,
		act.Outbox,
		run.Template,
		run.Man,
		run.PDF,
	} {
		root.AddCommand(construct(a))
	}
	for _, group := range []cobra.Group{
		{ID: app.GroupRun, Title: "Run the daemon:"},
		{ID: app.GroupFile, Title: "Bring in and file mail:"},
		{ID: app.GroupRead, Title: "Read the log:"},
		{ID: app.GroupSend, Title: "Work with the client:"},
	} {
		if slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.GroupID == group.ID }) {
			root.AddGroup(&group)
		}
	}
	return root
}

// The Makefile sets both with the linker's -X, which can reach nothing but
// variables of a package. They are never written to.
var (
	version = "0.0.0-dev"
	commit  = ""
)

// versionText says which rapport this is, for --version and for servers that
// ask.
func versionText() string {
	revision := commit
	if info, ok := debug.ReadBuildInfo(); ok && revision == "" {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				revision = setting.Value
			}
		}
	}
	if len(revision) > 12 {
		revision = revision[:12]
	}
	revision = cmp.Or(revision, "unknown")
	return fmt.Sprintf("rapport %s (commit %s, %s, %s/%s)", version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

const helpTemplate = `{{with or .Long .Short}}{{. | trimTrailingWhitespaces}}

{{end}}{{.UsageString}}`

const usageTemplate = `Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND [ARGUMENTS]{{else}}{{.UseLine}}{{end}}
{{- if .HasExample}}

Examples:
{{.Example | trimTrailingWhitespaces}}
{{- end}}
{{- if .HasAvailableSubCommands}}{{$commands := .Commands}}
{{- range $group := .Groups}}

{{.Title}}
{{- range $commands}}{{if and (eq .GroupID $group.ID) .IsAvailableCommand}}
  {{rpad .Name .NamePadding}}  {{.Short}}
{{- end}}{{end}}{{end}}

{{if .Groups}}More:{{else}}Commands:{{end}}
{{- range $commands}}{{if and (eq .GroupID "") (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding}}  {{.Short}}
{{- end}}{{end}}{{end}}
{{- if .HasAvailableLocalFlags}}

Options:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{- end}}
{{- if .HasAvailableInheritedFlags}}

Global options:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{- end}}
{{- if .HasAvailableSubCommands}}

Run '{{.CommandPath}} COMMAND --help' for details.
{{- end}}
`

// demoCommand returns the command `rapport demo`, which drives the daemon and the other commands.
func demoCommand(a *app.App) *cobra.Command {
	return demo.Command(a, demo.Program{
		Open: func(ctx context.Context, a *app.App) (demo.Daemon, error) {
			s, err := newService(ctx, a, serveOptions{})
			if err != nil {
				return nil, err
			}
			return s, nil
		},
		Run: execute,
	})
}

// projectCommand returns the command `rapport project`: projects as a whole, from the first line of
// configuration to the summary.
func projectCommand(a *app.App) *cobra.Command {
	return app.Group(&cobra.Command{
		Use:     "project",
		Short:   "Add a project, close it with a summary, or reopen it",
		GroupID: app.GroupRun,
		Long: `Add a project to the configuration; close it with a summary that its client confirms, or
reopen it; see docs/projects.md and docs/closing.md.`,
		Example: `  rapport project close ACME
  rapport project close ACME --carry 1,3 --drop 2 --leave rest --retrospective named
  rapport project reopen ACME`,
	}, run.ProjectAdd(a), act.ProjectClose(a), act.ProjectReopen(a))
}
