package due

import (
	"bytes"
	netmail "net/mail"
	"strings"
	"testing"

	"rapport/store"
)

// Mail to a client is from a person of the agency, and closes with their name; mail to a PM
// is from no colleague.
func TestDue_whoMailIsFrom(t *testing.T) {
	t.Parallel()
	for agency, want := range map[string][2]string{"": {"李娜", "Rapport"}, "远山科技": {"李娜 (远山科技)", "远山科技"}} {
		o := withTexts(t, "2026-03-02 09:00", store.PolicyAny)
		c := *o.due.config.Load()
		c.Agency = agency
		o.due.SetConfig(c)
		o.drafts("周会", "4月10日上线。")
		o.looks("2026-03-02 09:10")
		from := func() string {
			t.Helper()
			m, _ := o.latest()
			list, err := m.Header.AddressList("From")
			if err != nil || len(list) != 1 || list[0].Address != "log@agency.example" {
				t.Fatalf("%v, %v", list, err)
			}
			return list[0].Name
		}
		if got := from(); got != want[1] || strings.HasSuffix(o.text(), "\n李娜\n") {
			t.Errorf("to the PM from %q, want %q:\n%s", got, want[1], o.text())
		}
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		o.looks("2026-03-02 09:20")
		text := strings.ReplaceAll(o.mailTo(wang), "\r\n", "\n")
		if !strings.HasSuffix(strings.TrimSpace(text), strings.TrimSpace("\n\n李娜\n"+agency)) {
			t.Errorf("mail to the client closes otherwise:\n%s", text)
		}
		list, err := o.store.Outbox(t.Context(), store.OutboxQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list {
			if d.Recipient == wang {
				raw, _, err := o.store.RawMail(t.Context(), d.Raw)
				if err != nil {
					t.Fatal(err)
				}
				m, err := netmail.ReadMessage(bytes.NewReader(raw))
				if err != nil {
					t.Fatal(err)
				}
				if from, err := m.Header.AddressList("From"); err != nil || from[0].Name != want[0] {
					t.Errorf("to the client from %v (%v), want %q", from, err, want[0])
				}
			}
		}
	}
}
