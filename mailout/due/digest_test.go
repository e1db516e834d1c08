package due

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"

	"rapport/store"
)

// withNotes is an agency with a second project and its own PM, and notes at nine.
func withNotes(t *testing.T, now string) *agency {
	o := newAgency(t, now)
	c := *o.due.config.Load()
	second := c.Projects[0]
	second.Code, second.Name, second.Language = "BETA", "Warehouse", "en"
	second.Contacts = []store.Contact{{Name: "Tom Brown", Role: store.RolePM, Addresses: []string{"brown@agency.example"}}}
	for i := range c.Projects {
		c.Projects[i].Schedule = nil
	}
	second.Schedule = nil
	c.Projects, c.Digest = append(c.Projects, second), 9*time.Hour
	o.due.SetConfig(c)
	return o
}

// arrives logs a mail that fits no project, and gives its message.
func (o *agency) arrives(subject string, suggested ...string) int64 {
	o.Helper()
	v := store.Verdict{Kind: store.KindHuman, Role: store.RoleOther}
	for _, project := range suggested {
		v.Reasons = append(v.Reasons, store.Reason{Signal: store.SignalLearnt, Project: project, Confidence: 20, Text: "60 % likely"})
	}
	var id int64
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(o.store.Pack([]byte(subject+store.NewTag()), o.now, "test"))
		if err != nil {
			return err
		}
		id = k.ID
		_, err = tx.Record(k.ID, &store.Message{Date: o.now, Received: o.now, Subject: subject, MessageID: subject + "@x.example", NewText: "Words of " + subject, From: []store.Address{{Address: "x@elsewhere.example"}}}, v)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return id
}

// sorts is what the log does when the PM answers the latest note.
func (o *agency) sorts(pm string, sorted []store.ItemCommand, problems ...string) {
	o.Helper()
	m, _ := o.latest()
	token, _, _ := strings.Cut(strings.TrimPrefix(m.Header.Get("Reply-To"), "<log+r."), "@")
	r, found, err := o.store.RequestByToken(token)
	if err != nil || !found || r.Purpose != store.PurposeDigest || r.Address != pm {
		o.Fatalf("%q asks nothing: %+v, %v", m.Header.Get("Reply-To"), r, err)
	}
	o.logs("1 ACME", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: r.Project,
		Reasons: []store.Reason{{Signal: store.SignalOwn, Project: r.Project, Confidence: 99}},
		Answer:  &store.Response{Request: r.ID, Purpose: r.Purpose, Object: r.Object, Decision: store.DecisionItems, Address: pm, Commands: sorted, Problems: problems}})
}

// text is the text of the latest mail.
func (o *agency) text() string {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{Limit: 1})
	if err != nil || len(list) == 0 {
		o.Fatal(list, err)
	}
	return o.textOf(list[0])
}

func (o *agency) textOf(out store.Delivery) string {
	o.Helper()
	raw, _, err := o.store.RawMail(o.Context(), out.Raw)
	if err != nil {
		o.Fatal(err)
	}
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		o.Fatal(err)
	}
	text := ""
	err = entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if kind, _, _ := part.Header.ContentType(); kind == "text/plain" && text == "" {
			raw, err := io.ReadAll(part.Body)
			text = string(raw)
			return err
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return text
}

func (o *agency) project(message int64) string {
	o.Helper()
	e, err := o.store.EntryOfMessage(o.Context(), message)
	if err != nil {
		o.Fatal(err)
	}
	return e.Project + " " + string(e.Signal)
}

func TestDue_unfiledMailIsAskedAboutOnceADay(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00") // a Monday
	o.looks("2026-03-02 09:00")
	o.wants() // nothing to tell
	o.arrives("offer", "ACME")
	o.looks("2026-03-02 12:00")
	o.wants("digest lina@agency.example") // it may be hers
	o.looks("2026-03-03 09:30")
	o.wants("digest lina@agency.example") // nothing new
	o.arrives("chairs")
	o.looks("2026-03-04 08:59")
	o.wants("digest lina@agency.example") // too early in the day
	o.looks("2026-03-04 09:05")
	o.wants("digest lina@agency.example", "digest lina@agency.example", "digest brown@agency.example") // whose it is nobody knows
	o.arrives("tables")
	o.looks("2026-03-04 15:00")
	o.looks("2026-03-07 09:30") // a Saturday
	if n := len(o.queued()); n != 3 {
		t.Errorf("%d notes", n)
	}
	o.looks("2026-03-09 09:30")
	if n := len(o.queued()); n != 5 {
		t.Errorf("%d notes", n)
	}
}

func TestDue_aPMSaysWhereMailBelongs(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	offer, chairs, tables := o.arrives("offer", "ACME"), o.arrives("chairs", "ACME"), o.arrives("tables", "ACME")
	o.looks("2026-03-02 09:00")
	o.wants("digest lina@agency.example")
	if _, err := o.store.FileMessage(t.Context(), tables, "BETA", "brown"); err != nil { // somebody is quicker
		t.Fatal(err)
	}
	o.sorts("lina@agency.example", []store.ItemCommand{{Number: 1, Project: "ACME"}, {Number: 2}, {Number: 3, Project: "ACME"}, {Number: 7, Project: "ACME"}}, "4 GAMMA")
	for message, want := range map[int64]string{offer: "ACME person", chairs: " person", tables: "BETA person"} {
		if got := o.project(message); got != want {
			t.Errorf("message %d is filed %q, want %q", message, got, want)
		}
	}
	o.looks("2026-03-02 09:20")
	o.wants("digest lina@agency.example", "digest-receipt lina@agency.example")
	for _, words := range []string{"offer", "ACME", "tables", "BETA", "4 GAMMA", "> 7"} {
		if text := o.text(); !strings.Contains(text, words) {
			t.Errorf("the receipt does not say %q:\n%s", words, text)
		}
	}
	// She answers the receipt, about the same numbers.
	o.sorts("lina@agency.example", []store.ItemCommand{{Number: 0}})
	o.looks("2026-03-02 09:40")
	if got := o.queued(); len(got) != 3 {
		t.Errorf("%q", got)
	}
	// And nothing of it is asked about again.
	o.looks("2026-03-03 09:30")
	if got := o.queued(); len(got) != 3 || slices.Contains(got[3:], "digest lina@agency.example") {
		t.Errorf("%q", got)
	}
}

func TestDue_moreThanANoteHoldsIsAskedAboutTheNextDay(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	const mostUnfiled = 25 // mails in one digest
	for i := range 2*mostUnfiled + 3 {
		o.arrives(fmt.Sprintf("offer %d", i), "ACME")
	}
	for _, day := range []string{"2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"} {
		o.looks(day + " 09:30")
	}
	o.wants("digest "+lina, "digest "+lina, "digest "+lina)
	if text := o.text(); !strings.Contains(text, fmt.Sprintf("offer %d", 2*mostUnfiled+2)) {
		t.Errorf("the last note:\n%s", text)
	}
}

func TestDue_mailToAnotherAddressOfAPMIsForThemAlone(t *testing.T) {
	t.Parallel()
	o := withNotes(t, "2026-03-02 08:00")
	c := *o.due.config.Load()
	contacts := slices.Clone(c.Projects[0].Contacts)
	contacts[0].Addresses = append(contacts[0].Addresses, "lina.private@home.example")
	c.Projects = slices.Clone(c.Projects)
	c.Projects[0].Contacts = contacts
	o.due.SetConfig(c)
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(o.store.Pack([]byte("x"), o.now, "test"))
		if err != nil {
			return err
		}
		_, err = tx.Record(k.ID, &store.Message{Date: o.now, Received: o.now, Subject: "Salary", MessageID: "1@x", NewText: "words", From: []store.Address{{Address: "x@elsewhere.example"}},
			DeliveredTo: []store.Address{{Address: "Lina.Private+office@home.example"}}}, store.Verdict{Kind: store.KindHuman, Role: store.RoleOther})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 09:30")
	o.wants("digest " + lina)
}

// A notice that anybody can have written changes nothing and mails nobody: the PM finds it in
// the digest, without its words.
func TestDue_anUnprovedNoticeIsListedOnce(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 08:00", func(p *Project) { p.Schedule = nil })
	c := *o.due.config.Load()
	c.Digest = 9 * time.Hour
	o.due.SetConfig(c)
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		m := &store.Message{MessageID: "1@agency.example", Subject: "Plan for March", Date: o.now, From: []store.Address{{Address: "log@agency.example"}}}
		_, err := tx.Enqueue(store.OutgoingMail{Key: "plan", Purpose: "report", Project: "ACME", Relay: "main", Message: m, Raw: o.store.Pack([]byte("plan"), o.now, "rapport"), Recipients: []string{wang}, Expires: o.now.Add(time.Hour)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.sends()
	for range 3 {
		o.logs("550 call +1 900 evil", store.Verdict{Kind: store.KindBounce, Role: store.RoleOther, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME"}},
			Bounces: []store.Bounce{{MessageID: "1@agency.example", Recipient: wang, Hard: true, Status: "5.1.1", Reply: "550 call +1 900 evil"}}})
	}
	o.looks("2026-03-02 09:30")
	o.wants("report "+wang, "digest "+lina)
	if text := o.text(); strings.Count(text, "Plan for March") != 1 || strings.Contains(text, "evil") || !strings.Contains(text, "来源") {
		t.Errorf("the digest:\n%s", text)
	}
}

// A number lets a text go only where the digest shows the text.
func TestDue_theDigestShowsWhatItOffersToSend(t *testing.T) {
	t.Parallel()
	for text, sends := range map[string]bool{firstText: true, strings.Repeat("- 首页深蓝色，商品页浅蓝色\n", 200): false} {
		o := withNotes(t, "2026-03-02 08:00")
		c := *o.due.config.Load()
		c.Projects[0].Confirm = Terms{Policy: store.PolicyAll, Days: 3}
		o.due.SetConfig(c)
		o.drafts("周会纪要", text)
		o.looks("2026-03-02 08:10")
		o.looks("2026-03-03 09:30")
		if mail := strings.Join(strings.Fields(o.mailTo(lina)), ""); sends != strings.Contains(mail, "4月10日上线") || sends == strings.Contains(mail, "内容较长，此处未列出") {
			t.Errorf("%s", mail)
		}
		o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbOK, Words: "可以发送"}})
		o.looks("2026-03-03 10:00")
		if asked := o.confirmation().State == store.ConfirmationAsked; asked != sends {
			t.Errorf("it was sent: %t, want %t", asked, sends)
		}
	}
}

// What the PM approved and waits for its time is a line of the digest.
func TestDue_theDigestHasWhatWasApproved(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-05 16:00")
	o.looks("2026-03-05 16:00")
	o.answers(store.DecisionText, text)
	o.looks("2026-03-05 16:10")
	o.answers(store.DecisionOK, "ok")
	o.looks("2026-03-05 16:20")
	c := *o.due.config.Load()
	c.Digest = 9 * time.Hour
	o.due.SetConfig(c)
	o.looks("2026-03-06 09:01")
	o.wants("report-ask "+lina, "report-draft "+lina, "digest "+lina) // which asks where her mails belong
	if !strings.Contains(o.text(), "您已批准") {
		t.Errorf("%s", o.text())
	}
	list, err := o.due.Digest(t.Context(), lina)
	if err != nil || len(list) != 1 || len(list[0].Going) != 1 || list[0].Going[0].Kind != store.ItemReport || !list[0].Going[0].Due.Equal(at("2026-03-06 16:00")) {
		t.Errorf("%+v, %v", list, err)
	}
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		one, err := tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: store.ActionItems, Title: "List", Text: "- 王伟：名单", Actor: lina})
		if err == nil {
			_, err = tx.ApproveConfirmation(one.ID, one.Draft, lina)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-06 09:10")
	if list, err = o.due.Digest(t.Context(), lina); err != nil || len(list[0].Going) != 2 || list[0].Going[1].Title != "List" || len(list[0].Going[1].Who) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}
