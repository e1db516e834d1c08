package read

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/classify/trust"
	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/ledger"
)

// Show returns the command `rapport show`.
func Show(a *app.App) *cobra.Command {
	var raw, force, asJSON bool
	cmd := &cobra.Command{
		Use:     "show ENTRY",
		Short:   "Show an entry in full, with the reasons for its filing",
		GroupID: app.GroupRead,
		Long: `Show an entry in full. ENTRY is its number or the Message-ID of its mail. With
--raw the original mail is written, byte for byte: to a file or a pipe, since a terminal
would obey what a stranger put into it.`,
		Example: `  rapport show 17
  rapport show --raw 17 > mail.eml`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithEntry(func(ctx context.Context, r *app.Log, e store.Entry, _ []string) error {
			if raw {
				mail, _, err := r.Store.RawMail(ctx, e.Message)
				if err != nil {
					return err
				}
				return a.WriteRaw(force, func(w io.Writer) error {
					_, err := w.Write(mail)
					return err
				})
			}
			e.Audience = r.Config.ProjectOf(e.Project).AudienceOf(e, marked(e.Auth))
			history, err := r.Store.History(ctx, e.Message)
			if err != nil {
				return err
			}
			return a.Show(func(s app.Screen) error {
				if asJSON {
					return app.WriteJSON(s, struct {
						store.Entry
						Meeting store.MeetingSeen   `json:"meeting"`
						Invited []store.Attendee    `json:"invited"`
						History []store.HistoryLine `json:"history"`
					}{e, e.Calendar.Seen(r.Config.Zone(e.Project)), app.NonNil(e.Invited), history})
				}
				showEntry(r, s, e, history)
				return nil
			})
		}),
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "write the original mail")
	cmd.Flags().BoolVar(&force, "force", false, "write it to a terminal too")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}

// fieldPrinter prints a field of an entry; one without a value is left out.
type fieldPrinter = func(name, value string)

// clock is how a time of a mail is printed.
const clock = "Mon 2 Jan 2006 15:04:05 -0700"

func showEntry(r *app.Log, s app.Screen, e store.Entry, history []store.HistoryLine) {
	zone := r.Config.Zone(e.Project)
	field := s.Fields(12)
	s.Line("%s", s.Bold(fmt.Sprintf("Entry %d", e.ID)))
	showHead(field, e, zone)
	showFiling(field, r, e)
	showProof(field, s, e)
	if f := e.Forwarded; f != nil {
		field("Sent on by", strings.TrimSpace(wording.OneLine(f.By.String()+" in "+f.In)))
	}
	for _, h := range e.Embedded {
		field("Holds", heldMail(h, zone))
	}
	showContent(field, r, e, zone)
	for _, f := range e.Attached {
		field("File", fmt.Sprintf("%d: %s (%s, %s)", f.N, attachmentName(f), f.Type, wording.FileSize(f.Size)))
	}
	field("Kept", fmt.Sprintf("%s from %s, seen %s, SHA-256 %s", wording.FileSize(e.Size), wording.OneLine(e.Origin), wording.Count(e.Sightings, "time"), e.SHA256))
	s.Line("")
	s.Line("%s", strings.TrimRight(wording.Safe(e.NewText), "\n"))
	if e.Quoted != "" {
		s.Line("\n%s", s.Dim(strings.TrimRight(wording.Safe(e.Quoted), "\n")))
	}
	s.Line("")
	showHistory(s, history, zone)
}

// showHead shows the header of a mail, and what kind of mail it is.
func showHead(field fieldPrinter, e store.Entry, zone *time.Location) {
	field("Subject", wording.OneLine(e.Subject))
	for _, list := range []struct {
		name      string
		addresses []store.Address
	}{{"From", e.From}, {"Sender", e.Sender}, {"Reply-To", e.ReplyTo}, {"To", e.To}, {"Cc", e.Cc}, {"Delivered-To", e.DeliveredTo}} {
		var people []string
		for _, a := range list.addresses {
			people = append(people, wording.OneLine(a.String()))
		}
		field(list.name, strings.Join(people, ", "))
	}
	field("Date", e.At.In(zone).Format(clock))
	field("Received", e.Received.In(zone).Format(clock))
	field("Message-ID", wording.OneLine(e.MessageID))
	field("Thread", fmt.Sprint(e.Thread))
	kind := string(e.Kind)
	if e.KindReason != "" {
		kind += " (" + wording.OneLine(e.KindReason) + ")"
	}
	field("Kind", kind)
	if t := e.Talk; t != nil {
		field("Noted", wording.OneLine(strings.TrimSpace(fmt.Sprintf("%s with %s on %s %s", t.Kind, strings.Join(t.People, ", "), t.Day, t.Time))))
		if e.Entered != "" {
			field("Entered by", wording.OneLine(e.Entered)+", on the machine")
		}
	}
}

// showFiling shows the project of an entry with the reasons, and whom it is for.
func showFiling(field fieldPrinter, r *app.Log, e store.Entry) {
	field("Sender is", string(e.Role))
	project := "none"
	if e.Project != "" {
		project = fmt.Sprintf("%s, by %s, %d %%", e.Project, e.Signal, e.Confidence)
	}
	field("Project", project)
	for _, reason := range e.Reasons {
		field("", fmt.Sprintf("  %3d %%  %-8s %s: %s", reason.Confidence, reason.Project, reason.Signal, wording.OneLine(reason.Text)))
	}
	audience := string(r.Config.ProjectOf(e.Project).AudienceOf(e, marked(e.Auth))) + ", by its people"
	if e.Marked != "" {
		audience = string(e.Marked) + ", as " + wording.OneLine(e.MarkedBy) + " marked it"
	}
	field("For", audience)
}

// showProof shows what proves the sender, and what speaks against it.
func showProof(field fieldPrinter, s app.Screen, e store.Entry) {
	if e.Auth != nil {
		level := string(e.Auth.Level)
		if marked(e.Auth) {
			level = s.Yellow(level)
		}
		field("Evidence", level)
		for _, reason := range e.Auth.Reasons {
			field("", "  "+wording.OneLine(reason))
		}
		if len(e.Auth.Unsigned) > 0 {
			field("", "  not signed: "+strings.Join(e.Auth.Unsigned, ", "))
		}
	}
	if e.Lookalike != "" {
		field("", "  "+s.Yellow("looks like "+wording.OneLine(e.Lookalike)+", and is not"))
	}
}

// showContent shows what was read in a mail, and what was wrong with it.
func showContent(field fieldPrinter, r *app.Log, e store.Entry, zone *time.Location) {
	for _, a := range e.Asks {
		field("Asks", fmt.Sprintf("%s: %s", a.Ask, wording.OneLine(a.Words)))
	}
	if e.Suggested != nil {
		field("Perhaps", fmt.Sprintf("%s: %s (%s)", e.Suggested.Ask, wording.OneLine(e.Suggested.Summary), wording.OneLine(e.Suggested.Model)))
	}
	if e.Stated != nil && e.Stated.Choice != store.ChoiceHuman {
		field("Decision", fmt.Sprintf("%s: %s", e.Stated.Choice, wording.OneLine(e.Stated.Words)))
	}
	for _, d := range e.Deadlines {
		field("By", fmt.Sprintf("%s: %s", deadline(d), wording.OneLine(d.Words)))
	}
	if e.Calendar != nil {
		showMeeting(field, e.Calendar, e.Invited, zone, r.People)
	}
	showRecap(field, e.Recap)
	if e.Tracker != nil {
		field("Tracker", wording.OneLine(strings.TrimSpace(e.Tracker.System+" "+e.Tracker.Key)))
	}
	for _, note := range e.Notes {
		field("Note", wording.OneLine(note))
	}
	for _, defect := range e.Defects {
		field("Defect", wording.OneLine(defect))
	}
	field("Not readable", wording.OneLine(e.Unparsed))
}

// showHistory shows what the chain records of an entry.
func showHistory(s app.Screen, history []store.HistoryLine, zone *time.Location) {
	for _, h := range history {
		what := string(h.Act)
		if h.Act == ledger.ActReprocessed {
			what = "read again"
		}
		if h.Project != "" {
			what += " under " + h.Project + " by " + string(h.Signal)
		}
		s.Line("%s", s.Dim(fmt.Sprintf("%6d  %s  %s, %s  %s…", h.Entry, h.Recorded.In(zone).Format("2006-01-02 15:04"), what, wording.OneLine(h.Actor), h.Hash.String()[:16])))
	}
}

// marked reports whether the evidence for a mail's sender speaks against it.
func marked(e *store.Evidence) bool {
	contradicted, _ := trust.Contradicted(e)
	return contradicted
}
