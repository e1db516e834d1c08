package due

import (
	"bytes"
	"mime"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// threads fails where mails about one matter to one person do not hang together by References
// and by subject, or mails about two matters do.
func (o *agency) threads() {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	first := map[[2]string]string{} // subject of the first mail, by person and matter
	about := map[[2]string]string{} // the matter, by person and subject
	for _, d := range slices.Backward(list) {
		raw, _, err := o.store.RawMail(o.Context(), d.Raw)
		if err != nil {
			o.Fatal(err)
		}
		m, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			continue // a mail of a test
		}
		matter, _, _ := strings.Cut(m.Header.Get("References"), " ")
		if !strings.HasPrefix(matter, "<"+store.MatterIDPrefix) || !strings.Contains(m.Header.Get("To"), d.Recipient) {
			continue // whoever is in copy has the thread of those it goes to
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil {
			o.Fatal(err)
		}
		base, answers := store.CutAnswerPrefix(subject)
		base = strings.TrimSpace(base)
		begun, known := first[[2]string{d.Recipient, matter}]
		switch {
		case !known:
			first[[2]string{d.Recipient, matter}] = base
		case !answers || base != begun:
			o.Errorf("%s to %s has the subject %q; the first about it has %q", d.Purpose, d.Recipient, subject, begun)
		case m.Header.Get("In-Reply-To") == "":
			o.Errorf("%s to %s follows %q, and names no mail that it answers", d.Purpose, d.Recipient, begun)
		}
		if other, known := about[[2]string{d.Recipient, base}]; known && other != matter {
			o.Errorf("%s to %s has the subject %q of another matter", d.Purpose, d.Recipient, subject)
		}
		about[[2]string{d.Recipient, base}] = matter
	}
}

// subjects returns the subjects of the mails to somebody, oldest first, as a program shows them.
func (o *agency) subjects(address string) (list []string) {
	o.Helper()
	all, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	for _, d := range slices.Backward(all) {
		if d.Recipient == address {
			list = append(list, d.Subject)
		}
	}
	return list
}

// Minutes with the title of last week's are no mail of last week's thread.
func TestDue_twoMattersWithOneTitleAreTwoThreads(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	for _, day := range []string{"2026-03-02", "2026-03-09", "2026-03-09"} {
		o.drafts("周会", "4月10日上线。")
		o.looks(day + " 09:10")
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		o.looks(day + " 09:20")
	}
	o.threads()
	o.keepsSecrets()
	want := []string{"[ACME] 请您确认：会议纪要《周会》", "[ACME] 请您确认：会议纪要《周会》 (2026-03-09)", "[ACME] 请您确认：会议纪要《周会》 (2026-03-09, 2)"}
	got := slices.DeleteFunc(o.subjects(wang), func(s string) bool { return strings.HasPrefix(s, "Re: ") })
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
