package read

import (
	"context"
	"slices"
	"time"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
)

// readUpkeep reads what keeps the daemon from its work, and when the last copy and the last mail
// to the witness were made.
func (st *status) readUpkeep(ctx context.Context, r *app.Log) (err error) {
	if st.Running, err = app.IsRunning(r.Config.StateDir); err != nil {
		return err
	}
	if st.Troubles, err = r.Store.Troubles(ctx); err != nil {
		return err
	}
	st.Troubles = slices.DeleteFunc(st.Troubles, func(t store.Trouble) bool { return !t.Over.IsZero() && t.Told.IsZero() && r.Config.Monitor.Admin == "" })
	if st.Troubles == nil {
		st.Troubles = []store.Trouble{}
	}
	if st.Backup, err = r.Store.Upkeep(ctx, store.UpkeepBackup); err != nil {
		return err
	}
	if st.Suspended, err = suspendedOf(ctx, r); err != nil {
		return err
	}
	st.admin, st.witness = r.Config.Monitor.Admin, r.Config.Monitor.Witness
	if st.Witness, err = r.Store.Upkeep(ctx, store.UpkeepWitness); err != nil || st.Witness.Detail == "" {
		return err
	}
	st.Witnessed, err = r.Store.MailState(ctx, st.Witness.Detail)
	return err
}

// suspendedOf returns which of the administrator and the witness get no mail any more.
func suspendedOf(ctx context.Context, r *app.Log) ([]string, error) {
	all, err := r.Store.Suspensions(ctx)
	list := []string{}
	for _, s := range all {
		for _, address := range []string{r.Config.Monitor.Admin, r.Config.Monitor.Witness} {
			if address != "" && mailaddr.Key(address) == s.Address {
				list = append(list, address)
			}
		}
	}
	return list, err
}

// showUpkeep writes what readUpkeep read.
func (st status) showUpkeep(s app.Screen) {
	if !st.Running {
		s.Line("\n%s", s.Yellow("The daemon is not running."))
	}
	for _, t := range st.Troubles {
		told := ""
		switch {
		case !t.Told.IsZero() && !t.Over.IsZero():
			told = " The mail about its end is waiting."
		case st.admin != "" && t.Told.IsZero() && t.IsDue(time.Now()):
			told = " No relay takes the mail to " + st.admin + " yet; it will be sent later."
		case st.admin != "" && !t.Told.IsZero():
			told = " " + st.admin + " was notified at " + t.Told.Local().Format("15:04") + "."
		}
		until := ""
		if !t.Over.IsZero() {
			until = ", over since " + wording.Ago(t.Over)
		}
		detail := ""
		if t.Detail != "" {
			detail = ": " + wording.OneLine(office.Excerpt(t.Detail))
		}
		s.Line("\n%s %s since %s%s%s.%s", s.Yellow("Trouble:"), troubleTitle(t), t.Since.Local().Format("2006-01-02 15:04"), until, detail, told)
	}
	for _, address := range st.Suspended {
		s.Line("\n%s", s.Yellow("Nothing is sent to "+address+": mail to it came back. `rapport outbox suspended` shows why, and --lift resumes it."))
	}
	switch {
	case !st.Backup.Failed.IsZero():
		s.Line("\nThe last copy of the log failed %s: %s", wording.Ago(st.Backup.Failed), s.Yellow(wording.OneLine(st.Backup.Detail)))
	case st.Backup.Done.IsZero():
		s.Line("\nNo copy of the log has been made; see docs/backup.md.")
	default:
		s.Line("\nLast copy of the log: %s, in %s.", wording.Ago(st.Backup.Done), st.Backup.Detail)
	}
	switch {
	case st.witness == "":
	case st.Witness.Done.IsZero():
		s.Line("The head of the log has not been sent to %s yet.", st.witness)
	default:
		s.Line("The head of the log last went to %s %s (%s).", st.witness, wording.Ago(st.Witness.Done), st.Witnessed)
	}
}

// troubleTitle returns what a trouble is, in a few words.
func troubleTitle(t store.Trouble) string {
	text := map[store.TroubleKind]string{
		store.TroubleFolder: "mail of account %s not read", store.TroubleLogin: "mailbox %s refuses the login",
		store.TroubleRelay: "relay %s takes no mail", store.TroubleRelayLogin: "relay %s refuses the login",
		store.TroubleDisk: "the disk of %s is nearly full", store.TroubleAside: "a mail was set aside, %s,",
		store.TroubleCalendar: "holidays missing, calendar %s,", store.TroubleTemplate: "a template has an old name",
		store.TroubleTask: "a mail cannot be composed (%s)", store.TroubleConfig: "the new configuration is not in use",
		store.TroubleClock: "the clock jumped", store.TroubleCopy: "no recent copy of the log",
		store.TroubleErasure: "what is kept long enough is not erased",
		store.TroubleAccess:  "no access with login %s", store.TroubleGrant: "the grant of login %s ends soon", store.TroubleSecret: "the secret of login %s ends soon",
	}[t.Kind]
	return wording.OneLine(fill(text, t.Object))
}
