// Package run holds the commands of the administrator: check a configuration, import
// mail, read it again, verify the log.
package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Check returns the command `rapport check`.
func Check(a *app.App) *cobra.Command {
	var asJSON, online bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the configuration and report every mistake",
		Long: `Read the configuration file, those in projects.d beside it and the passwords they
refer to, and print every mistake at once with its file, line and column, and how
to correct it. A relay that refuses mail from our account is a warning, and so is a
PM whose mail, as far as the log goes, nothing proves. It also prints whose each personal
mailbox is and what is logged from it, but never a password.

With --online it also logs in to every account and relay, opens the folders, asks every
tracker for what a report needs and every meeting system for what it lets Rapport see,
without changing or sending anything.

The exit code is 0 if the configuration can be used, even if there are warnings, 78
if it cannot, and 69 if only a server fails.`,
		Example: `  rapport check
  rapport check -c ./config.toml --online
  sudo -u rapport rapport check     # as the service sees it`,
		GroupID: app.GroupRun,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r := check(cmd.Context(), a.ConfigPath(), a.Getenv, online)
			write := r.write
			if asJSON {
				write = r.writeJSON
			}
			if err := write(a.Stdout); err != nil {
				return fmt.Errorf("print the result: %w", err)
			}
			return exit.With(r.code, exit.ErrSilent)
		},
	}
	cmd.Flags().BoolVar(&online, "online", false, "also log in to every account, relay and tracker")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}

// checkReport is what `rapport check` found.
type checkReport struct {
	files    []config.File // none where there are errors in them
	personal []config.PersonalMailbox
	servers  []checkedServer // those that were tried, and well
	relays   []string        // those that were tried, and well
	meetings []string        // likewise
	trackers []string        // likewise
	problems config.Problems
	code     int
}

// check reads the configuration at path and tries what it names on this machine
// and, where online, in the network.
func check(ctx context.Context, path string, getenv func(string) string, online bool) checkReport {
	c, found := config.Read(path, getenv)
	if c == nil {
		return checkReport{problems: found, code: exit.Config}
	}
	r := checkReport{files: c.Files, personal: c.PersonalMailboxes()}
	without := checkSecrets(c, ctx, getenv, &found)
	unsent := checkSending(c, ctx, getenv, config.Place{File: path}, &found)
	for _, l := range checkLogins(c, &found) {
		for i, a := range c.Accounts {
			without[i] = without[i] || c.Uses(a.Secret, l)
		}
		for i, r := range c.Relays {
			unsent[i] = unsent[i] || c.Uses(r.Secret, l)
		}
	}
	unasked := checkMeetingSecrets(ctx, c, getenv, &found)
	silent := checkTrackerSecrets(ctx, c, getenv, &found)
	checkStateDir(c.StateDir, config.Place{File: path}, &found)
	for _, gap := range c.CalendarGaps(time.Now()) {
		found.Warn(config.Place{File: path}, "calendar", "", "%s", gap)
	}
	checkLog(ctx, c, config.Place{File: path}, &found)
	checkOutbox(c, ctx, &found)
	if found.Errors() > 0 {
		r.code = exit.Config
	}
	if online {
		r.servers = checkOnline(c, ctx, without, &found)
		r.relays = checkRelays(c, ctx, unsent, &found)
		r.meetings = checkMeetings(ctx, c, getenv, unasked, &found)
		r.trackers = checkTrackers(ctx, c, getenv, silent, &found)
		if found.Errors() > 0 && r.code == exit.OK {
			r.code = exit.Unavailable
		}
	}
	found.Sort()
	r.problems = found
	return r
}

// checkSecrets reads every password and token, and returns which accounts have
// none. Those of a command are left alone: it may log in somewhere, or ask
// somebody.
func checkSecrets(c *config.Config, ctx context.Context, getenv func(string) string, found *config.Problems) (without []bool) {
	without = make([]bool, len(c.Accounts))
	for i, a := range c.Accounts {
		without[i] = checkSecret(ctx, a.Secret, c.Places[i].Secret, "account."+a.Secret.Key, getenv, found)
	}
	return without
}

// checkSecret reports whether a secret is missing.
func checkSecret(ctx context.Context, s config.Secret, at config.Place, key string, getenv func(string) string, found *config.Problems) (missing bool) {
	if s.Key == "login" { // see checkLogins
		return false
	}
	var err error
	if s.Argv != nil {
		if _, err = exec.LookPath(s.Argv[0]); err != nil {
			err = fmt.Errorf("cannot run %s: %w", s.Argv[0], config.Reason(errors.Unwrap(err)))
		}
	} else if _, err = s.Read(ctx, getenv); err != nil {
		err = errors.Unwrap(err) // without the key, which a problem has
	}
	switch {
	case errors.Is(err, config.ErrNotHere):
		found.Warn(at, key, "", "%v", err)
	case err != nil:
		found.Fail(at, key, "", "%v", err)
	}
	return err != nil
}

// checkLog warns of what is open in projects that are not in the configuration, and of PMs
// whose mail nothing proves. A log that is not there yet, or cannot be read by whoever
// checks, has nothing to say.
func checkLog(ctx context.Context, c *config.Config, at config.Place, found *config.Problems) {
	s, err := store.OpenReadOnly(store.Config{Dir: c.StateDir})
	if err != nil {
		return
	}
	defer s.Close()
	open, err := s.OpenBeside(ctx, c.Codes())
	if err != nil {
		found.Warn(at, "project", "", "the log cannot be asked what is open: %v", err)
	}
	for _, code := range slices.Sorted(maps.Keys(open)) {
		found.Warn(at, "project", "add it again, with closed = true if it is over", "%s is not here, and the log has %s open in it, which nobody looks after", code, wording.Count(open[code], "item"))
	}
	unproved, err := c.UnprovedPMs(ctx, s)
	if err != nil {
		found.Warn(at, "project.contact", "", "the log cannot be asked whose mail is proved: %v", err)
	}
	for _, pm := range unproved {
		found.Warn(at, "project.contact", pm.Remedy(), "%s", pm)
	}
}

// checkStateDir sees whether the database can be in dir, which is made at the
// first start where it is missing.
func checkStateDir(dir string, at config.Place, found *config.Problems) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		parent := filepath.Dir(dir)
		for parent != filepath.Dir(parent) {
			if _, err := os.Stat(parent); err == nil {
				break
			}
			parent = filepath.Dir(parent)
		}
		if unix.Access(parent, unix.W_OK|unix.X_OK) != nil {
			found.Warn(at, "state_dir", "the service creates it when it first starts (StateDirectory= in its unit)", "%s does not exist, and this user cannot create it", dir)
		}
	case err != nil:
		found.Fail(at, "state_dir", "", "%s: %v", dir, config.Reason(err))
	case !info.IsDir():
		found.Fail(at, "state_dir", "use a directory", "%s is not a directory", dir)
	case unix.Access(dir, unix.W_OK|unix.X_OK) != nil:
		found.Fail(at, "state_dir", "run this command as the user of the service, or make that user the owner", "this user cannot write to %s", dir)
	case info.Mode().Perm()&0o022 != 0:
		found.Fail(at, "state_dir", "chmod 700 it", "%s can be written by users other than its owner (mode %04o)", dir, info.Mode().Perm())
	case info.Mode().Perm()&0o007 != 0:
		found.Warn(at, "state_dir", "chmod 700 it", "%s, which contains all mail, is accessible to every user (mode %04o)", dir, info.Mode().Perm())
	}
}

// write prints the report for people: the problems, then a line a file or, where
// it cannot be used, one on the whole.
func (r checkReport) write(w io.Writer) error {
	for _, p := range r.problems {
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
	}
	if n := r.problems.Errors(); n > 0 {
		_, err := fmt.Fprintf(w, "FAILED: %s\n", wording.Count(n, "error"))
		return err
	}
	for i, f := range r.files {
		line := fmt.Sprintf("%s: SUCCESS: ", f.Name)
		if i == 0 {
			line += wording.Count(f.Accounts, "account") + ", "
		}
		if _, err := fmt.Fprintf(w, "%s%s, %s\n", line, wording.Count(f.Projects, "project"), wording.Count(f.Contacts, "contact")); err != nil {
			return err
		}
	}
	for _, p := range r.personal {
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
	}
	for _, server := range r.servers {
		if _, err := fmt.Fprintln(w, server); err != nil {
			return err
		}
	}
	for _, name := range r.relays {
		if _, err := fmt.Fprintf(w, "relay %s: SUCCESS: logged in\n", name); err != nil {
			return err
		}
	}
	for _, name := range r.trackers {
		if _, err := fmt.Fprintf(w, "tracker %s: SUCCESS: it shows what a report needs\n", name); err != nil {
			return err
		}
	}
	for _, name := range r.meetings {
		if _, err := fmt.Fprintf(w, "meetings of %s: SUCCESS: they can be asked about\n", name); err != nil {
			return err
		}
	}
	return nil
}

// writeJSON prints the report for programs. Keys are added to it, never renamed.
func (r checkReport) writeJSON(w io.Writer) error {
	type jsonProblem struct {
		Severity string `json:"severity"` // error or warning
		File     string `json:"file"`
		Line     int    `json:"line,omitempty"`
		Column   int    `json:"column,omitempty"`
		Key      string `json:"key,omitempty"`
		Text     string `json:"text"`
		Remedy   string `json:"remedy,omitempty"`
	}
	type jsonFile struct {
		File     string `json:"file"`
		Accounts int    `json:"accounts"`
		Projects int    `json:"projects"`
		Contacts int    `json:"contacts"`
	}
	report := struct {
		OK       bool                     `json:"ok"`
		Files    []jsonFile               `json:"files"`
		Personal []config.PersonalMailbox `json:"personal,omitempty"`
		Servers  []checkedServer          `json:"servers,omitempty"`
		Relays   []string                 `json:"relays,omitempty"`
		Trackers []string                 `json:"trackers,omitempty"`
		Meetings []string                 `json:"meetings,omitempty"`
		Problems []jsonProblem            `json:"problems"`
	}{r.problems.Errors() == 0, []jsonFile{}, r.personal, r.servers, r.relays, r.trackers, r.meetings, []jsonProblem{}}
	for _, f := range r.files {
		report.Files = append(report.Files, jsonFile{f.Name, f.Accounts, f.Projects, f.Contacts})
	}
	for _, p := range r.problems {
		severity := "error"
		if p.Warning {
			severity = "warning"
		}
		report.Problems = append(report.Problems, jsonProblem{severity, p.File, p.Line, p.Column, p.Key, p.Text, p.Remedy})
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(report)
}
