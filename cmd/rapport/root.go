package main

import (
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"
)

// app is what all subcommands share: the streams and environment of the
// process, and the flags of the root command. Each subcommand is made by a
// constructor that takes it and is listed in newRootCommand.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string

	configFlag string // --config; see configFile
	logFormat  string
	logLevel   string
	log        *slog.Logger // set before a subcommand runs; writes to stderr

	started bool          // the command line was understood
	poll    time.Duration // between two looks at what is to be sent; 0: sendPoll
}

// The groups in which help lists the subcommands.
const (
	groupRun  = "run"
	groupFile = "file"
	groupRead = "read"
	groupSend = "send"
)

// newRootCommand gives the command `rapport` with all its subcommands.
func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "rapport",
		Short: "Keep a project team and its client in step, by e-mail alone",
		Long: `Rapport reads a project team's log mailbox over IMAP and files every client
thread into a communication log by project. What is due to a client it asks of the
project manager, and sends when they approve.`,
		Version:       versionText(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			var err error
			if a.log, err = newLogger(a.stderr, a.logFormat, a.logLevel); err != nil {
				return err
			}
			a.started = true
			return nil
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
	flags := root.PersistentFlags()
	flags.StringVarP(&a.configFlag, "config", "c", "", "configuration `FILE` (default ~/.config/rapport/config.toml if it exists, else /etc/rapport/config.toml)")
	flags.StringVar(&a.logFormat, "log-format", "auto", "`FORM` of log lines: auto, text, json, journal")
	flags.StringVar(&a.logLevel, "log-level", "info", "least `LEVEL` that is logged: debug, info, warn, error")
	complete(root, "log-format", "auto", "text", "json", "journal")
	complete(root, "log-level", "debug", "info", "warn", "error")

	for _, construct := range []func(*app) *cobra.Command{
		newServeCommand,
		newCheckCommand,
		newStatusCommand,
		newDemoCommand,
		newImportCommand,
		newReprocessCommand,
		newFileCommand,
		newExplainCommand,
		newProjectsCommand,
		newLogCommand,
		newShowCommand,
		newThreadCommand,
		newAttachmentCommand,
		newSearchCommand,
		newActionCommand,
		newCaseCommand,
		newChangeCommand,
		newDisputeCommand,
		newDigestCommand,
		newOpenCommand,
		newVerifyCommand,
		newReportCommand,
		newMinutesCommand,
		newConfirmCommand,
		newSurveyCommand,
		newOutboxCommand,
		newTemplateCommand,
		newManCommand,
	} {
		root.AddCommand(construct(a))
	}
	for _, group := range []cobra.Group{
		{ID: groupRun, Title: "Run rapport:"},
		{ID: groupFile, Title: "File mail:"},
		{ID: groupRead, Title: "Read the log:"},
		{ID: groupSend, Title: "Send:"},
	} {
		if slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.GroupID == group.ID }) {
			root.AddGroup(&group)
		}
	}
	return root
}

// complete offers values of a flag to the shell's completion.
func complete(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag does not exist
	}
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
	if revision == "" {
		revision = "unknown"
	}
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

Options of every command:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{- end}}
{{- if .HasAvailableSubCommands}}

'{{.CommandPath}} COMMAND --help' says more of each.
{{- end}}
`
