package demo

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"time"

	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/store"
)

const demoText = `Status: on track

Summary:
The order form is live on staging, and your testers have their accounts.

Done:
- Order form, with the new fields
- Accounts for six testers, two of them for the warehouse

In progress:
- Payment: 60%% - refunds are next
- Returns: 25%%

Next:
- Load test

Milestones:
- Staging | planned %s | done
- Launch | planned %s | expected %s

Decisions:
- Which payment methods at launch? by %s`

// report shows the whole way of a progress report: the PM is asked, answers, is
// shown the report, lets it go, and the client has it.
func (d *demonstration) report(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, logWithin)
	defer cancel()
	now := time.Now().UTC()
	due := now.Add(30 * time.Hour)
	if _, err := WriteConfig(d.dir, d.server.Port(), d.post.Port(), fmt.Sprintf("weekly on %s at %s", strings.ToLower(due.Weekday().String()), due.Format("15:04"))); err != nil {
		return err
	}
	d.hangup <- syscall.SIGHUP // the daemon reads its configuration anew
	d.say("\n── A progress report is due tomorrow: Rapport asks the PM, Li Na ──\n\n")
	ask, err := d.next(ctx, LiNa(), "Please report progress")
	if err != nil {
		return err
	}
	d.mail(ask, "The form")
	day := func(days int) string { return now.AddDate(0, 0, days).Format(time.DateOnly) }
	text := fmt.Sprintf(demoText, day(-3), day(30), day(33), day(7))
	d.say("\n── Li Na answers ──\n\n%s\n", indented(text))
	if err := d.server.Deliver(Reply(LiNa(), ask, text), time.Now()); err != nil {
		return err
	}
	draft, err := d.next(ctx, LiNa(), "For your approval")
	if err != nil {
		return err
	}
	d.say("\n── Rapport shows her the report as the client will see it; she answers “ok now” ──\n\n  Subject: %s\n", draft.Subject)
	if err := d.server.Deliver(Reply(LiNa(), draft, "ok now"), time.Now()); err != nil {
		return err
	}
	report, err := d.next(ctx, Anna(), "Progress report")
	if err != nil {
		return err
	}
	d.say("\n── Anna Wright receives it as text and HTML with %d chart ──\n\n", len(report.Attachments))
	d.mail(report, "")
	for { // until the others have it too
		waiting, err := d.daemon.Store().Outbox(ctx, store.OutboxQuery{Live: true})
		if err != nil || len(waiting) == 0 {
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (d *demonstration) say(format string, args ...any) { fmt.Fprintf(d.app.Stdout, format, args...) }

// mail shows a mail, up to a heading.
func (d *demonstration) mail(m *store.Message, until string) {
	text, _, cut := strings.Cut(m.Text, "\n"+until+"\n")
	if until == "" || !cut {
		text = m.Text
	}
	d.say("  Subject: %s\n\n%s\n", m.Subject, indented(strings.TrimSpace(text)))
	if cut && until != "" {
		d.say("\n  (and so on)\n")
	}
}

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

func (d *demonstration) await(ctx context.Context, address string) (*store.Message, error) {
	raw, err := d.post.Await(ctx, address)
	if err != nil {
		return nil, err
	}
	return mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil), nil
}
