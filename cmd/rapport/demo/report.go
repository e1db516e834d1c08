package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/mailout/tracker/trackertest"
	"rapport/store"
)

// tracked puts the work of the English project into a tracker.
func tracked(t *trackertest.PingCode, now time.Time) {
	day := func(days int) time.Time { return now.AddDate(0, 0, days) }
	t.Put(
		trackertest.Item{ID: "5f00000000000000000000f1", Key: "ORD-4", Title: "Order form, with the new fields", Type: "task", Stage: "completed", Completed: day(-2), Percent: -1},
		trackertest.Item{ID: "5f00000000000000000000f2", Key: "ORD-6", Title: "Accounts for six testers", Type: "task", Stage: "completed", Completed: day(-1), Percent: -1},
		trackertest.Item{ID: "5f00000000000000000000f3", Key: "ORD-7", Title: "Payment", Type: "story", Stage: "in_progress", Percent: 60},
		trackertest.Item{ID: "5f00000000000000000000f4", Key: "ORD-8", Title: "Returns", Type: "story", Stage: "in_progress", Percent: 25},
		trackertest.Item{ID: "5f00000000000000000000f5", Key: "ORD-9", Title: "Load test", Type: "task", Stage: "pending", End: day(5), Percent: -1},
	)
	t.PutVersions(trackertest.Version{ID: "v1", Name: "Staging", End: day(-3), Done: true}, trackertest.Version{ID: "v2", Name: "Launch", End: day(30)})
}

// configTracker adds a tracker to the configuration of the demo, and to its English project.
func configTracker(path string, t *trackertest.PingCode) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	secret := filepath.Join(filepath.Dir(path), "tracker")
	table := fmt.Sprintf("[[tracker]]\nname = \"pingcode\"\nsystem = \"pingcode\"\nurl = %q\nclient_id = %q\npassword_file = %q\n\n", t.URL, trackertest.ClientID, secret)
	const project = "[[project]]\ncode      = \"ACME\"\n"
	changed := strings.Replace(string(text), project, table+project+"tracker     = \"pingcode\"\ntracker_key = \"ORD\"\n", 1)
	return errors.Join(os.WriteFile(secret, []byte(t.Secret), 0o600), os.WriteFile(path, []byte(changed), 0o600))
}

// answered returns the form of a mail as Li Na sends it back: what the tracker filled in stays,
// but for one line.
func answered(ask *store.Message, now time.Time) string {
	_, form, _ := strings.Cut(ask.Text, "\nStatus:\n")
	if end := strings.LastIndex(form, "\n------"); end > 0 {
		form = form[:end]
	}
	return "Status: on track\n" + strings.NewReplacer(
		"Summary:\n", "Summary:\nThe order form is live on staging, and your testers have their accounts.\n",
		"Payment (ORD-7): 60%", "Payment (ORD-7): 65% — refunds are next",
		"Decisions:\n", "Decisions:\n- Which payment methods at launch? by "+now.AddDate(0, 0, 7).Format(time.DateOnly)+"\n",
	).Replace(form)
}

// report shows the whole way of a progress report: the PM is asked with a form that is filled
// from the team's tracker, answers, is shown the report, lets it go, and the client has it.
func (d *demonstration) report(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, logWithin)
	defer cancel()
	now := time.Now().UTC()
	due := now.Add(30 * time.Hour)
	tracker, err := trackertest.NewPingCode("ORD", "pjm")
	if err != nil {
		return err
	}
	defer tracker.Close()
	tracked(tracker, now)
	path, err := WriteConfig(d.dir, d.server.Port(), d.post.Port(), fmt.Sprintf("weekly on %s at %s", strings.ToLower(due.Weekday().String()), due.Format("15:04")))
	if err == nil {
		err = configTracker(path, tracker)
	}
	if err != nil {
		return err
	}
	d.hangup <- syscall.SIGHUP // the daemon reads its configuration anew
	d.say("\n── A progress report is due tomorrow: Rapport asks the PM, Li Na, with a form filled from the team's PingCode ──\n\n")
	ask, err := d.next(ctx, LiNa(), "Please report progress")
	if err != nil {
		return err
	}
	d.mail(ask, "Next:")
	text := answered(ask, now)
	d.say("\n── Li Na writes a summary, changes one line, and sends the rest back as it came ──\n\n%s\n", indented(text))
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
