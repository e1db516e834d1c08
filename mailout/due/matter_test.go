package due

import (
	"bytes"
	netmail "net/mail"
	"strings"
	"testing"

	"rapport/store"
)

// All mails of one matter have the same first reference, whoever gets them, and those of
// another matter another; none has the Message-ID of a mail that asks somebody else.
func TestDue_theMailsOfOneMatterAreOneThread(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	matters := map[string]string{}
	look := func(when, matter string) {
		t.Helper()
		o.looks(when)
		list, err := o.store.Outbox(t.Context(), store.OutboxQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list {
			if matters[d.MessageID] != "" {
				continue
			}
			raw, _, err := o.store.RawMail(t.Context(), d.Raw)
			if err != nil {
				t.Fatal(err)
			}
			m, err := netmail.ReadMessage(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			first := strings.Fields(m.Header.Get("References"))[0]
			if !strings.HasPrefix(first, "<"+store.MatterIDPrefix) {
				t.Errorf("%s begins with %s", d.Purpose, first)
			}
			for id, before := range matters {
				if (before[:1] == matter) != (before[1:] == first) {
					t.Errorf("%s of %s has %s; %s has %s", d.Purpose, matter, first, id, before)
				}
			}
			matters[d.MessageID] = matter + first
		}
	}
	o.drafts("周会", "4月10日上线。")
	look("2026-03-02 09:10", "1")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	look("2026-03-02 09:20", "1")
	o.says(wang, store.PurposeConfirm, store.DecisionText, "是4月17日", true)
	look("2026-03-02 09:30", "1")
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
	look("2026-03-02 09:40", "1")
	look("2026-03-04 09:40", "1") // a reminder
	o.drafts("周会二", "4月20日验收。")
	look("2026-03-04 09:50", "2")
	o.keepsSecrets()
	if len(matters) < 7 {
		t.Errorf("%d mails", len(matters))
	}
}
