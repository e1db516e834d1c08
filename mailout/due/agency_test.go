package due

import (
	"bytes"
	"context"
	"log/slog"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

// agency has a project with a report each Friday at four, of which its PM is
// asked a day before, and a clock that the test turns.
type agency struct {
	testing.TB
	store *store.Store
	due   *Due
	now   time.Time
	// statements counts those of the database.
	statements atomic.Int64
}

// Every test shares these; to load them takes longer than most tests.
var (
	loadTemplates = sync.OnceValues(func() (*templates.Set, error) { return templates.Load("") })
	loadCharts    = sync.OnceValues(func() (*chart.Charts, error) { return chart.New("") })
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai())
	if err != nil {
		panic(err)
	}
	return t
}

func shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*3600) }

func newAgency(t testing.TB, now string, change ...func(*Project)) *agency {
	t.Helper()
	o := &agency{TB: t, now: at(now)}
	o.open(func() time.Time { return o.now }, change)
	return o
}

// newLiveAgency is newAgency, with a clock that goes on from now.
func newLiveAgency(t *testing.T, now string, change ...func(*Project)) *agency {
	t.Helper()
	o := &agency{TB: t, now: at(now)}
	ahead := time.Until(o.now)
	o.open(func() time.Time { return time.Now().Add(ahead).In(shanghai()) }, change)
	return o
}

func (o *agency) open(clock func() time.Time, change []func(*Project)) {
	t := o.TB
	t.Helper()
	var err error
	if o.store, err = store.Open(t.Context(), store.Config{Dir: t.TempDir(), Now: clock, Statement: func(string) { o.statements.Add(1) }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		o.movesLegally()
		o.store.Close()
	})
	weekly, err := schedule.Parse("weekly on friday at 16:00")
	if err != nil {
		t.Fatal(err)
	}
	p := Project{
		Project: store.Project{Code: "ACME", Name: "官网改版", Client: "Acme", Language: "zh-CN", Zone: shanghai(), Contacts: []store.Contact{
			{Name: "李娜", Role: store.RolePM, Addresses: []string{"lina@agency.example"}},
			{Name: "王伟", Role: store.RoleClient, Addresses: []string{"wang@acme.example", "w@home.example"}},
			{Name: "Jane", Role: store.RoleClient, Addresses: []string{"jane@acme.example"}},
		}},
		Relay: "main", From: store.Address{Name: "官网改版", Address: "log@agency.example"}, Schedule: &weekly, Ask: 24 * time.Hour,
	}
	for _, c := range change {
		c(&p)
	}
	config := Config{Projects: []Project{p}, LogAddress: "log@agency.example", Plus: true, Expire: 120 * time.Hour, Poll: time.Second, Digest: -1}
	if config.Templates, err = loadTemplates(); err != nil {
		t.Fatal(err)
	}
	if config.Charts, err = loadCharts(); err != nil {
		t.Fatal(err)
	}
	o.due = New(o.store, config, clock, slog.New(slog.DiscardHandler), func(string, time.Duration) {})
}

// movesLegally checks that whatever happened to the agency is a move of the documentation.
func (o *agency) movesLegally() {
	if _, bench := o.TB.(*testing.B); bench || o.Failed() {
		return
	}
	v, err := o.store.Verify(context.Background(), nil)
	if err != nil {
		o.Error(err)
	}
	for _, p := range v.Problems {
		if p.Event != 0 && p.Field == "state" {
			o.Error(p.Text)
		}
	}
}

// looks turns the clock to a time and looks, twice: what is done is done once.
func (o *agency) looks(when string) {
	o.Helper()
	o.now = at(when)
	for range 2 {
		for _, trouble := range o.due.RunOnce(o.Context()) {
			o.Error(trouble)
		}
	}
}

// queued returns what was queued so far, oldest first, as "purpose recipient".
func (o *agency) queued() []string {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	var got []string
	for _, out := range slices.Backward(list) {
		got = append(got, out.Purpose+" "+out.Recipient)
	}
	return got
}

func (o *agency) wants(want ...string) {
	o.Helper()
	if diff := cmp.Diff(want, o.queued()); diff != "" {
		o.Errorf("at %s was queued (-want +got):\n%s", o.now.Format(time.DateTime), diff)
	}
	o.keepsSecrets()
	o.threads()
}

// keepsSecrets fails where a mail with a reply address of its own is not marked as secret,
// goes to more than one person, or is referred to by mail to somebody else.
func (o *agency) keepsSecrets() {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	owners := map[string]string{} // Message-ID of a secret mail to its recipient
	for _, d := range list {
		if d.Secret {
			if other, known := owners[d.MessageID]; known {
				o.Errorf("%s goes to %s and %s", d.Purpose, other, d.Recipient)
			}
			owners[d.MessageID] = d.Recipient
		}
	}
	for _, d := range list {
		raw, _, err := o.store.RawMail(o.Context(), d.Raw)
		if err != nil {
			o.Fatal(err)
		}
		m, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			continue // a mail of a test
		}
		if token := strings.Contains(m.Header.Get("Reply-To"), "+r."); token != d.Secret {
			o.Errorf("%s to %s: a reply address of its own %v, secret %v", d.Purpose, d.Recipient, token, d.Secret)
		}
		for id := range strings.FieldsSeq(m.Header.Get("References") + " " + m.Header.Get("In-Reply-To")) {
			if owner, known := owners[strings.Trim(id, "<>")]; known && owner != d.Recipient {
				o.Errorf("%s to %s refers to what only %s was sent", d.Purpose, d.Recipient, owner)
			}
		}
	}
}

// latest returns the mail that was queued last.
func (o *agency) latest() (*netmail.Message, string) {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{Limit: 1})
	if err != nil || len(list) == 0 {
		o.Fatal(list, err)
	}
	raw, _, err := o.store.RawMail(o.Context(), list[0].Raw)
	if err != nil {
		o.Fatal(err)
	}
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		o.Fatal(err)
	}
	return m, list[0].MessageID
}

// sends sends all that is queued, and gives the tag of the return path of each
// recipient's mail.
func (o *agency) sends() map[string]string {
	o.Helper()
	tags := map[string]string{}
	claimed, err := o.store.Claim(o.Context(), "main", 100, store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 100, PerRecipientHour: 100}})
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range claimed {
		tags[c.Recipient] = c.ReturnTag
		if err := o.store.MarkFinishing(o.Context(), c.ID); err != nil {
			o.Fatal(err)
		}
		if err := o.store.FinishAttempt(o.Context(), c.ID, store.AttemptResult{Outcome: store.AttemptSent}); err != nil {
			o.Fatal(err)
		}
	}
	return tags
}

// answers is what the log does when the PM answers the report that is open.
func (o *agency) answers(d store.Decision, text string) {
	o.Helper()
	list, err := o.store.Reports(o.Context(), "ACME", true)
	if err != nil || len(list) == 0 {
		o.Fatalf("no report is open: %v", err)
	}
	v := store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Answer: &store.Response{Purpose: store.PurposeReportDraft, Object: list[0].ID, Version: list[0].Version, Decision: d, Address: "lina@agency.example"}}
	if d == store.DecisionOK && strings.HasSuffix(text, " now") {
		v.Answer.Argument = store.SendNow
	}
	o.logs(text, v)
}

// hasRead has a log mailbox that was read up to a time.
func (o *agency) hasRead(until string) {
	o.Helper()
	c := *o.due.config.Load()
	c.Folders = []Folder{{Account: "log", Name: "INBOX"}}
	o.due.SetConfig(c)
	m, _, err := o.store.OpenMailbox(o.Context(), "log", "INBOX", 1, 9)
	if err == nil {
		_, err = o.store.Settle(o.Context(), m, nil, at(until))
	}
	if err != nil {
		o.Fatal(err)
	}
}

func (o *agency) logs(text string, v store.Verdict) {
	o.Helper()
	v.Effects = proved()
	raw := o.store.Pack([]byte(text+store.NewTag()), o.now, "test")
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(raw)
		if err != nil {
			return err
		}
		_, err = tx.Record(k.ID, &store.Message{SHA256: raw.SHA256, Received: o.now, Date: o.now, NewText: text, From: []store.Address{{Address: "lina@agency.example"}}}, v)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

// proved returns the effects of a mail with all proof.
func proved() []store.Effect {
	return []store.Effect{store.EffectMoveOthers, store.EffectOpenCase, store.EffectAcknowledge, store.EffectStopClock, store.EffectMeeting, store.EffectMoveMeeting}
}

func (o *agency) report() store.Report {
	o.Helper()
	list, err := o.store.Reports(o.Context(), "ACME", false)
	if err != nil || len(list) == 0 {
		o.Fatal(list, err)
	}
	return list[0]
}
