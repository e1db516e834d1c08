package run

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/doctor"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
)

// Doctor returns the command `rapport doctor`.
func Doctor(a *app.App) *cobra.Command {
	var asJSON bool
	var wait time.Duration
	cmd := &cobra.Command{
		Use:     "doctor",
		Short:   "Prove what the mail provider does, by mail to the log address",
		GroupID: app.GroupRun,
		Long: `Log in to the mailbox of the log address and to the first relay, send up to four mails to
the log address, and print a line for each thing that was proved: ok, warning or fault, with
the remedy; then the lines of the configuration that follow. Nothing is changed.

It proves whether mail arrives and how fast, plus-addresses, Message-ID, Reply-To, the return
path and the sender are kept, forged reports of the server are removed, IDLE works, and which
sizes, certificates and clocks the servers have. Nobody but the log address gets a mail. The
test mails are removed again, and the daemon does not log them.

The exit code is 0 if nothing is at fault, even if there are warnings, 1 if something is, 69 if
a server cannot be used, and 78 if the configuration is wrong.`,
		Example: `  sudo -u rapport rapport doctor
  rapport doctor --wait 10m     # for a provider that delivers slowly
  rapport doctor --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.LoadConfig()
			if err != nil {
				return err
			}
			p, err := patient(a, c)
			if err != nil {
				return err
			}
			p.Patience = wait
			found := doctor.Examine(cmd.Context(), p)
			if asJSON {
				err = app.WriteJSON(a.Stdout, struct {
					Worst    doctor.State    `json:"worst"`
					Findings doctor.Findings `json:"findings"`
				}{found.Worst(), found})
			} else {
				err = writeFindings(a.Stdout, found)
			}
			if err != nil {
				return fmt.Errorf("print the result: %w", err)
			}
			return exit.With(doctorCode(found), exit.ErrSilent)
		},
	}
	cmd.Flags().DurationVar(&wait, "wait", 2*time.Minute, "how long the mails may take to arrive")
	app.JSONFlag(cmd, &asJSON, "print a JSON object")
	return cmd
}

// patient returns what the doctor examines: the mailbox that mail to the log address comes to,
// and the relay that projects use unless they name another.
func patient(a *app.App, c *config.Config) (doctor.Patient, error) {
	i := slices.IndexFunc(c.Accounts, func(account config.Account) bool { return account.Personal == "" })
	if i < 0 || len(c.Relays) == 0 {
		return doctor.Patient{}, exit.With(exit.Config, errors.New("the doctor needs an [[account]] that is not personal and a [[relay]]; write them with `rapport init`, or see docs/configure.md"))
	}
	account, relay := c.Accounts[i], c.Relays[0]
	if account.Protocol == config.ProtocolGraph || relay.Protocol == config.ProtocolGraph {
		return doctor.Patient{}, exit.With(exit.Config, errors.New(`the doctor examines IMAP and SMTP, and protocol = "graph" is neither; `+"`rapport check --online` tries the token, the folders and the relay"))
	}
	known, ok := config.PresetOfHost(account.Host)
	if _, err := os.Stat(c.StateDir); err != nil {
		if err := os.MkdirAll(c.StateDir, 0o700); err != nil {
			return doctor.Patient{}, exit.With(exit.Permission, fmt.Errorf("the state directory %s is missing, and this user cannot create it: run the command as root or as the user of the service, `sudo -u rapport rapport doctor`", c.StateDir))
		}
	}
	return doctor.Patient{
		Account: account.Name, IMAP: account.Server(c), Folder: account.Folders[0], SMTP: relay.Server(c),
		LogAddress: c.LogAddress, From: relay.From, AuthservID: account.AuthservID,
		Plus: c.Sending.Plus, NoPlus: ok && !known.Plus, VERP: relay.VERP, Files: c.Sending.Files, SentFolder: relay.SentFolder,
		StateDir: c.StateDir, Now: time.Now,
	}, nil
}

func doctorCode(found doctor.Findings) int {
	switch {
	case found.Worst() != doctor.Fault:
		return exit.OK
	case slices.ContainsFunc(found, func(f doctor.Finding) bool {
		return f.State == doctor.Fault && (f.Check == "imap login" || f.Check == "smtp login")
	}):
		return exit.Unavailable
	}
	return exit.Failure
}

// writeFindings prints the findings for people.
func writeFindings(w io.Writer, found doctor.Findings) error {
	counts := map[doctor.State]int{}
	for _, f := range found {
		counts[f.State]++
		text := wording.OneLine(f.Text)
		if f.Remedy != "" {
			text += "; " + f.Remedy
		}
		if _, err := fmt.Fprintf(w, "%-8s %-12s %s\n", f.State, f.Check, text); err != nil {
			return err
		}
	}
	table := ""
	for _, name := range []string{"account", "relay", "sending"} {
		for _, f := range found {
			for _, line := range f.Lines {
				if line.Table != name {
					continue
				}
				if table == "" {
					fmt.Fprintf(w, "\nThese lines of the configuration follow from that:\n")
				}
				if table != name {
					table = name
					fmt.Fprintln(w, heading(name))
				}
				fmt.Fprintf(w, "  %s = %s\n", line.Key, line.Value)
			}
		}
	}
	if table != "" {
		fmt.Fprintln(w)
	}
	_, err := fmt.Fprintf(w, "%s, %s, %d ok\n", wording.Count(counts[doctor.Fault], "fault"), wording.Count(counts[doctor.Warning], "warning"), counts[doctor.OK])
	return err
}

// heading returns how a table begins in the configuration file.
func heading(table string) string {
	if table == "sending" {
		return "  [sending]"
	}
	return "  [[" + table + "]]"
}
