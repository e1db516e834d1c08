package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// What somebody writes about minutes that are settled is in the digest, if one follows on that
// day, and otherwise a mail of its own.
func TestDue_aLateCommentIsInTheDigestOfTheDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		digest   time.Duration
		at, then string
		want     []string
	}{
		{9 * time.Hour, "2026-03-05 07:00", "2026-03-05 09:01", []string{"digest " + lina}},
		{9 * time.Hour, "2026-03-05 10:00", "2026-03-05 10:01", []string{"confirm-note " + lina}},
		{9 * time.Hour, "2026-03-07 07:00", "2026-03-07 07:01", []string{"confirm-note " + lina}}, // a Saturday
		{-1, "2026-03-05 07:00", "2026-03-05 07:01", []string{"confirm-note " + lina}},
	} {
		o := withTexts(t, "2026-03-02 09:00", store.PolicyAny)
		o.drafts("周会", "4月10日上线。")
		o.looks("2026-03-02 09:10")
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		o.looks("2026-03-02 09:20")
		o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
		o.looks("2026-03-02 09:30")
		if o.confirmation().State != store.ConfirmationSettled {
			t.Fatalf("%+v", o.confirmation())
		}
		config := *o.due.config.Load()
		config.Digest = c.digest
		o.due.SetConfig(config)
		o.looks("2026-03-04 09:30")
		n := len(o.queued())
		o.now = at(c.at)
		comment := &store.Response{Purpose: store.PurposeConfirm, Object: o.confirmation().ID, Version: 1, Decision: store.DecisionText, Address: jane}
		o.logs("标志还是太小", store.Verdict{Kind: store.KindHuman, Project: "ACME", Answer: comment})
		o.looks(c.at)
		o.looks(c.then)
		var got []string
		for _, mail := range o.queued()[n:] {
			if strings.HasSuffix(mail, lina) {
				got = append(got, mail)
			}
		}
		if strings.Join(got, ", ") != strings.Join(c.want, ", ") {
			t.Errorf("at %s: %q", c.at, got)
		} else if text := o.mailTo(lina); !strings.Contains(text, "标志还是太小") {
			t.Errorf("at %s:\n%s", c.at, text)
		}
		n = len(o.queued())
		o.looks("2026-03-10 12:00") // and nothing twice
		for _, mail := range o.queued()[n:] {
			if strings.HasSuffix(mail, lina) && strings.Contains(o.mailTo(lina), "标志还是太小") {
				t.Errorf("at %s: %s says it again", c.at, mail)
			}
		}
	}
}
