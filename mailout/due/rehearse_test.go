package due

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/mailout/schedule"
	"rapport/store"
)

// freely returns rules that let everything out.
func freely() store.SendRules {
	return store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 1000, PerRecipientHour: 100}}
}

// rehearses runs a rehearsal over a copy of the agency's log, and returns what would be sent.
func (o *agency) rehearses(until time.Time, change ...func(*RehearsalRules)) (mails []RehearsedMail, err error) {
	o.Helper()
	dir := o.TempDir()
	if err := o.store.CopyTo(o.Context(), dir); err != nil {
		o.Fatal(err)
	}
	r := NewRehearsal(o.now, slog.New(slog.DiscardHandler))
	copied, err := store.Open(o.Context(), store.Config{Dir: dir, Now: r.Now})
	if err != nil {
		o.Fatal(err)
	}
	defer copied.Close()
	rules := RehearsalRules{Until: until, Send: freely(), Each: func(m RehearsedMail) { mails = append(mails, m) }}
	for _, c := range change {
		c(&rules)
	}
	err = r.Run(o.Context(), copied, *o.due.config.Load(), rules)
	return mails, err
}

// line is a mail as two lists of them are compared.
func line(at time.Time, purpose, recipient string) string {
	return fmt.Sprintf("%s %s %s", at.In(shanghai()).Format(time.DateOnly), purpose, recipient)
}

// A rehearsal says what the daemon then sends, day by day, and changes nothing in the log.
func TestRehearsal_isWhatTheDaemonDoes(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	c := *o.due.config.Load()
	weekly, err := schedule.Parse("weekly on friday at 16:00")
	if err != nil {
		t.Fatal(err)
	}
	c.Digest, c.Projects = 9*time.Hour, slices.Clone(c.Projects)
	c.Projects[0].Schedule = &weekly
	o.due.SetConfig(c)
	o.drafts("周会纪要", "决定：\n- 首页深蓝色\n- 4月10日上线")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "可以发送", true)
	before, err := o.store.LastEntry(o.Context())
	if err != nil {
		t.Fatal(err)
	}
	until := at("2026-03-16 00:00")
	rehearsed, err := o.rehearses(until)
	if err != nil {
		t.Fatal(err)
	}
	if after, err := o.store.LastEntry(o.Context()); err != nil || after != before {
		t.Errorf("the log has %d entries, had %d; %v", after, before, err)
	}
	var want, got []string
	for _, m := range rehearsed {
		want = append(want, line(m.At, m.Purpose, m.Recipient))
	}
	for ; !o.now.After(until); o.now = o.now.Add(20 * time.Minute) {
		for _, trouble := range o.due.RunOnce(o.Context()) {
			t.Error(trouble)
		}
		claimed, err := o.store.Claim(o.Context(), "main", 100, freely())
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range claimed {
			if err := errors.Join(o.store.MarkFinishing(o.Context(), one.ID), o.store.FinishAttempt(o.Context(), one.ID, store.AttemptResult{Outcome: store.AttemptSent, Code: 250})); err != nil {
				t.Fatal(err)
			}
			got = append(got, line(o.now, one.Purpose, one.Recipient))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("the daemon sends (-), the rehearsal has (+):\n%s", diff)
	}
	kinds := map[string]bool{}
	for _, m := range rehearsed {
		kinds[m.Purpose] = true
	}
	for _, purpose := range []string{"confirm", "confirm-reminder", "digest", "report-ask", "report-reminder"} {
		if !kinds[purpose] {
			t.Errorf("no %s in %q", purpose, want)
		}
	}
}

// What a trial holds back is marked, and a rehearsal that takes too long ends where it is.
func TestRehearsal_holdsAndStops(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("周会纪要", "决定：\n- 首页深蓝色")
	mails, err := o.rehearses(at("2026-03-03 09:00"), func(r *RehearsalRules) { r.Send.OnlyTo = []string{"tester@agency.example"} })
	if err != nil || len(mails) == 0 || slices.ContainsFunc(mails, func(m RehearsedMail) bool { return !m.Held }) {
		t.Errorf("%+v, %v", mails, err)
	}
	r := NewRehearsal(o.now, slog.New(slog.DiscardHandler))
	ended, cancel := context.WithCancel(o.Context())
	cancel()
	if err := r.Run(ended, o.store, *o.due.config.Load(), RehearsalRules{Until: at("2026-04-03 09:00"), Each: func(RehearsedMail) {}}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// With people who agree to everything, clients get what they would get: the text to confirm, its
// outcome and the report; and nobody is reminded of anything.
func TestRehearsal_everybodyAgrees(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	c := *o.due.config.Load()
	weekly, err := schedule.Parse("weekly on friday at 16:00")
	if err != nil {
		t.Fatal(err)
	}
	c.Projects = slices.Clone(c.Projects)
	c.Projects[0].Schedule = &weekly
	o.due.SetConfig(c)
	o.drafts("周会纪要", "决定：\n- 首页深蓝色\n- 4月10日上线")
	mails, err := o.rehearses(at("2026-03-07 00:00"), func(r *RehearsalRules) { r.Agree = 2 * time.Hour })
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range mails {
		got = append(got, line(m.At, m.Purpose, m.Recipient))
	}
	slices.Sort(got)
	want := []string{
		"2026-03-02 confirm jane@acme.example", "2026-03-02 confirm wang@acme.example", "2026-03-02 confirm-draft lina@agency.example",
		"2026-03-02 confirm-outcome jane@acme.example", "2026-03-02 confirm-outcome lina@agency.example", "2026-03-02 confirm-outcome wang@acme.example",
		"2026-03-05 report-ask lina@agency.example", "2026-03-05 report-draft lina@agency.example",
		"2026-03-06 report jane@acme.example", "2026-03-06 report lina@agency.example", "2026-03-06 report wang@acme.example",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
