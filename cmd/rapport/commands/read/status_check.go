package read

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// limits are from when on `rapport status --check` warns, and from when on it is critical.
type limits struct {
	lag, lagCritical       time.Duration // since a folder was read
	queue, queueCritical   int           // deliveries that wait
	backup, backupCritical time.Duration // since the last copy
}

func defaultLimits() *limits {
	return &limits{lag: 30 * time.Minute, lagCritical: 2 * time.Hour, queue: 50, queueCritical: 500, backup: 48 * time.Hour, backupCritical: 7 * 24 * time.Hour}
}

func (l *limits) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.DurationVar(&l.lag, "lag-warning", l.lag, "with --check: warn if a folder was not read for this `time`")
	f.DurationVar(&l.lagCritical, "lag-critical", l.lagCritical, "with --check: the same, critical, for this `time`")
	f.IntVar(&l.queue, "queue-warning", l.queue, "with --check: warn if this `number` of mails waits")
	f.IntVar(&l.queueCritical, "queue-critical", l.queueCritical, "with --check: the same, critical, for this `number`")
	f.DurationVar(&l.backup, "backup-warning", l.backup, "with --check: warn if the last copy is of this `age`")
	f.DurationVar(&l.backupCritical, "backup-critical", l.backupCritical, "with --check: the same, critical, at this `age`")
}

// severity is the exit code of a monitoring plugin.
type severity int

const (
	fine severity = iota
	warning
	critical
	unknown
)

func (s severity) String() string {
	return [...]string{"OK", "WARNING", "CRITICAL", "UNKNOWN"}[s]
}

// checkup is what `rapport status --check` found.
type checkup struct {
	worst   severity
	reasons []string // the worst first
	figures []string // as monitoring plugins write them: label=value;warning;critical
}

func (c *checkup) say(s severity, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if s > c.worst {
		c.worst = s
		c.reasons = slices.Insert(c.reasons, 0, text)
		return
	}
	c.reasons = append(c.reasons, text)
}

// at returns how severe a figure is.
func at[N int | time.Duration](n, warn, crit N) severity {
	switch {
	case n >= crit:
		return critical
	case n >= warn:
		return warning
	}
	return fine
}

func secondsOf(d time.Duration) int64 { return int64(d / time.Second) }

// age adds a figure in seconds.
func (c *checkup) age(label string, d, warn, crit time.Duration) {
	c.figures = append(c.figures, fmt.Sprintf("'%s'=%ds;%d;%d;0", label, secondsOf(d), secondsOf(warn), secondsOf(crit)))
}

// runCheck prints the line of a monitoring plugin, and ends the process with its code. What
// cannot be looked at is unknown.
func runCheck(ctx context.Context, a *app.App, l *limits) error {
	c := &checkup{}
	summary, err := c.look(ctx, a, l)
	if err != nil {
		c = &checkup{worst: unknown, reasons: []string{err.Error()}}
	}
	if len(c.reasons) == 0 {
		c.reasons = []string{summary}
	}
	line := strings.ReplaceAll(wording.OneLine(strings.Join(c.reasons, "; ")), "|", "/")
	if len(c.figures) > 0 {
		line += " | " + strings.Join(c.figures, " ")
	}
	fmt.Fprintf(a.Stdout, "RAPPORT %s - %s\n", c.worst, line)
	return exit.With(int(c.worst), exit.ErrSilent)
}

// look fills c, and returns the line for where all is well.
func (c *checkup) look(ctx context.Context, a *app.App, l *limits) (summary string, err error) {
	r, err := a.OpenLog()
	if err != nil {
		return "", err
	}
	defer r.Close()
	running, err := app.IsRunning(r.Config.StateDir)
	if err != nil {
		return "", err
	}
	if !running {
		c.say(critical, "the daemon is not running")
	}
	now := a.Clock()()
	folders, err := r.Store.FolderStates(ctx)
	if err != nil {
		return "", err
	}
	for _, account := range r.Config.Accounts {
		for _, folder := range account.Folders {
			i := slices.IndexFunc(folders, func(f store.FolderState) bool { return f.Account == account.Name && f.Folder == folder })
			name := account.Name + "/" + folder
			if i < 0 || folders[i].Synced == 0 {
				c.say(warning, "%s has not been read yet", name)
				continue
			}
			lag := max(0, now.Sub(time.UnixMilli(folders[i].Synced)))
			warn, crit := max(l.lag, 2*account.Poll), max(l.lagCritical, 3*account.Poll) // an account may be read once a day
			if s := at(lag, warn, crit); s > fine {
				c.say(s, "%s not read since %s", name, time.UnixMilli(folders[i].Synced).Local().Format("2006-01-02 15:04"))
			}
			c.age("lag_"+name, lag, warn, crit)
		}
	}
	queue, err := r.Store.QueueCounts(ctx)
	if err != nil {
		return "", err
	}
	waiting := 0
	for _, q := range queue {
		if q.State != store.DeliveryHeld {
			waiting += q.Count
		}
	}
	if s := at(waiting, l.queue, l.queueCritical); s > fine {
		c.say(s, "%s in the outbox", wording.Count(waiting, "mail"))
	}
	c.figures = append(c.figures, fmt.Sprintf("'queue'=%d;%d;%d;0", waiting, l.queue, l.queueCritical))
	if err := c.lookAtTroubles(ctx, r, now); err != nil {
		return "", err
	}
	backup, err := r.Store.Upkeep(ctx, store.UpkeepBackup)
	if err != nil {
		return "", err
	}
	if !backup.Done.IsZero() {
		age := max(0, now.Sub(backup.Done))
		if s := at(age, l.backup, l.backupCritical); s > fine {
			c.say(s, "the last copy is of %s", backup.Done.Local().Format("2006-01-02 15:04"))
		}
		c.age("backup_age", age, l.backup, l.backupCritical)
	}
	return fmt.Sprintf("%s read, %s in the outbox", wording.Count(len(folders), "folder"), wording.Count(waiting, "mail")), nil
}

// lookAtTroubles adds what keeps the daemon from its work. The age of a copy and of a folder has
// its own limits.
func (c *checkup) lookAtTroubles(ctx context.Context, r *app.Log, now time.Time) error {
	troubles, err := r.Store.Troubles(ctx)
	if err != nil {
		return err
	}
	suspended, err := suspendedOf(ctx, r)
	if err != nil {
		return err
	}
	for _, address := range suspended {
		c.say(warning, "nothing is sent to %s: mail to it came back", address)
	}
	lasting := 0
	for _, t := range troubles {
		if !t.Over.IsZero() || !t.IsDue(now) {
			continue
		}
		lasting++
		switch t.Kind {
		case store.TroubleFolder:
		case store.TroubleCopy:
			if t.Detail != "" {
				c.say(warning, "the last copy of the log failed")
			}
		case store.TroubleLogin, store.TroubleRelay, store.TroubleRelayLogin, store.TroubleAccess:
			c.say(critical, "%s", troubleTitle(t))
		default:
			c.say(warning, "%s", strings.TrimSuffix(troubleTitle(t), ","))
		}
	}
	c.figures = append(c.figures, fmt.Sprintf("'troubles'=%d;1;;0", lasting))
	return nil
}

// fill puts an object into a text that names one.
func fill(text, object string) string { return strings.Replace(text, "%s", object, 1) }
