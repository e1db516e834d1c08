package trouble

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message"

	"rapport/cmd/rapport/login"
	"rapport/mailin"
	"rapport/mailin/mailbox"
	"rapport/mailout/calendar"
	"rapport/mailout/due"
	"rapport/mailout/due/office"
	"rapport/mailout/outbox/relay"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

const (
	minute   = time.Minute
	hourPast = 65 * time.Minute
	step     = 3 * time.Minute // between two looks
)

// row is something that keeps Rapport from its work: how it begins, is looked at for a while,
// and ends. Without a kind Rapport needs nobody's help, or does not run and so cannot mail.
type row struct {
	event string // in docs/operations.md; "" for one that is not in its table
	kind  store.TroubleKind
	begin func(*rig)
	after time.Duration // that it must last until the administrator hears of it
	end   func(*rig)
	title string // that is in the subject
}

// rows has everything of the table in docs/operations.md.
func rows() []row {
	broken := errors.New("connection refused")
	unreadable := func(err error) func(*rig) {
		return func(r *rig) { r.folder = err }
	}
	relayFails := func(err error) func(*rig) {
		return func(r *rig) { r.relay = err; r.wait("second") }
	}
	readable, relayWorks := unreadable(nil), relayFails(nil)
	denied := func(err error) func(*rig) {
		return func(r *rig) {
			r.login().Denied = err
			r.folder, r.relay = err, err // which is no trouble of its own
			r.wait("second")
		}
	}
	granted := func(r *rig) { *r.login() = knownLogin(); r.folder, r.relay = nil, nil }
	aside := func(r *rig) {
		m, _, err := r.store.OpenMailbox(r.Context(), "log", "INBOX", 1, 10)
		r.must(err)
		r.must(r.store.RecordFetchFailure(r.Context(), m.ID, 4, "the mail breaks the connection", true))
	}
	none := func(event string) row { return row{event: event} }
	return []row{
		{"the server cannot be reached, or stops responding", store.TroubleFolder, unreadable(broken), hourPast, readable, "Email of account log not read since"},
		{"the password or token is refused", store.TroubleLogin, unreadable(mailbox.ErrAuth), 6 * minute, readable, "Mailbox log refuses the login"},
		{"a provider ended the grant of a login, refuses its application, or nobody has logged in", store.TroubleAccess, denied(&login.Ended{Login: "office", Words: "invalid_grant"}), 0, granted, "No access with login office"},
		{"", store.TroubleAccess, denied(login.ErrNone), 0, granted, "No access with login office"},
		{"", store.TroubleAccess, denied(login.ErrDenied), 0, granted, "No access with login office"},
		{"the grant of a login ends soon", store.TroubleGrant, func(r *rig) { r.login().Ends = r.now.Add(9 * 24 * time.Hour) }, 0, granted, "The grant of login office ends soon"},
		{"the secret of an application ends soon", store.TroubleSecret, func(r *rig) { r.login().Ends, r.login().Secret = r.now.Add(9*24*time.Hour), true }, 0, granted, "The secret of login office ends soon"},
		{"the provider of a login cannot be reached", store.TroubleFolder, unreadable(errors.New("ask the provider: connection refused")), hourPast, readable, "Email of account log not read since"},
		{"the certificate is wrong or expired", store.TroubleFolder, unreadable(mailbox.ErrTLS), hourPast, readable, "Email of account log not read since"},
		{"a folder is missing", store.TroubleFolder, unreadable(mailbox.ErrNoFolder), hourPast, readable, "Email of account log not read since"},
		none("the server renumbers a folder (UIDVALIDITY)"),
		none("a mail is removed before it was read"),
		{"a mail breaks the connection, or is larger than `limits.message`", store.TroubleAside, aside, 0, func(r *rig) {
			m, _, err := r.store.OpenMailbox(r.Context(), "log", "INBOX", 1, 10)
			r.must(err)
			_, err = r.store.LiftQuarantine(r.Context(), "log")
			r.must(err)
			r.must(r.store.MarkGone(r.Context(), m.ID, []uint32{4}))
		}, "An email was set aside"},
		none("a mail cannot be parsed"),
		{"less than 64 MiB free on the disk", store.TroubleDisk, func(r *rig) { r.free = 60 << 20 }, 0, func(r *rig) { r.free = 1 << 30 }, "The disk is nearly full"},
		{"the disk is full, or another process keeps the database locked", store.TroubleDisk, func(r *rig) { r.free = 0 }, 0, func(r *rig) { r.free = 1 << 30 }, "The disk is nearly full"},
		none("the disk reports an error on commit"),
		none("the key of the log is missing, or is another one"),
		none("the database has less in it than it had"),
		none("the database is damaged"),
		none("the database is missing or empty though there was one"),
		none("other users may write the state directory"),
		none("a folder is read for the first time"),
		{"the clock is set back by an hour or more", store.TroubleClock, func(r *rig) { r.jump(-2 * time.Hour) }, 0, func(r *rig) { r.passes(hourPast) }, "The clock jumped"},
		{"the clock is ahead, or was, at a start", store.TroubleClock, func(r *rig) { r.jump(26 * time.Hour) }, 0, func(r *rig) { r.passes(hourPast) }, "The clock jumped"},
		none("the database is from a newer version"),
		none("a second daemon is started"),
		none("the configuration is wrong at a start"),
		none("a project leaves the configuration"),
		none("nothing proves a PM’s mail"),
		{"the configuration is wrong at a reload", store.TroubleConfig, func(r *rig) { r.watch.Reload(broken) }, 0, func(r *rig) { r.watch.Reload(nil) }, "The new configuration is not in use"},
		{"a relay cannot be reached, or refuses the login or a mail", store.TroubleRelay, relayFails(broken), hourPast, relayWorks, "Relay second takes no email since"},
		{"", store.TroubleRelayLogin, relayFails(relay.ErrAuth), 6 * minute, relayWorks, "Relay second refuses the login"},
		{"a scheduled mail cannot be created: a project without clients", store.TroubleTask, func(r *rig) { r.task = broken }, hourPast, func(r *rig) { r.task = nil }, "An email cannot be composed"},
		none("a worker of the daemon is stuck"),
		{"", store.TroubleCalendar, func(r *rig) { r.config.Gaps = []calendar.Gap{{Calendar: "cn", Year: 2027, File: "cn.toml"}} }, 0, func(r *rig) { r.config.Gaps = nil }, "Holidays missing: calendar cn 2027"},
		{"", store.TroubleTemplate, func(r *rig) { r.config.Templates = []string{"en/late.md has an old name"} }, 0, func(r *rig) { r.config.Templates = nil }, "A template has an old name"},
		{"the daily copy fails, or the last one is older than two days", store.TroubleCopy, func(r *rig) { r.must(r.store.FailUpkeep(r.Context(), store.UpkeepBackup, "no space left")) }, 0,
			func(r *rig) { r.must(r.store.MarkUpkeep(r.Context(), store.UpkeepBackup, "/copies")) }, "No recent copy of the log"},
		{"", store.TroubleCopy, func(r *rig) {
			r.must(r.store.MarkUpkeep(r.Context(), store.UpkeepBackup, "/copies"))
			r.passes(49 * time.Hour)
		}, 0, func(r *rig) { r.must(r.store.MarkUpkeep(r.Context(), store.UpkeepBackup, "/copies")) }, "No recent copy of the log"},
		{"the erasure of what is kept long enough fails, or has not run two days after its time", store.TroubleErasure,
			func(r *rig) { r.must(r.store.FailUpkeep(r.Context(), store.UpkeepErasure, "disk I/O error")) }, 0,
			func(r *rig) { r.must(r.store.MarkUpkeep(r.Context(), store.UpkeepErasure, "")) }, "Email is kept longer than configured"},
		{"", store.TroubleErasure, func(r *rig) {
			told := r.subjects()
			r.config.Projects = []store.Project{{Code: "GONE", Closed: true, Keep: store.Keep{Days: 1}}}
			r.mail("GONE")
			r.sleeps(72*time.Hour - 2*step) // a day that it is kept, and two
			r.passes(step)
			r.wants(told...)
			r.passes(step)
		}, 0, func(r *rig) { r.must(r.store.MarkUpkeep(r.Context(), store.UpkeepErasure, "")) }, "Email is kept longer than configured"},
	}
}

// Whatever keeps Rapport from its work, the administrator gets one mail that says so and one
// that it is over, however often the daemon looks and starts.
func TestRows_oneMailAndOneEnd(t *testing.T) {
	t.Parallel()
	for i, one := range rows() {
		if one.kind == "" {
			continue
		}
		t.Run(fmt.Sprintf("%02d %s", i, one.kind), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.passes(10 * minute)
			r.wants()
			one.begin(r)
			if one.after > 0 {
				r.passes(one.after - 5*minute)
				if one.after > hourPast-minute {
					r.wants() // it often passes by itself
				}
				r.passes(10 * minute)
			} else {
				r.passes(4 * minute)
			}
			r.wants("Rapport: " + one.title)
			if one.kind != store.TroubleConfig { // which a start puts in force, or does not happen
				r.restart()
				r.passes(8 * minute)
				r.wants("Rapport: " + one.title)
			}
			one.end(r)
			r.passes(12 * minute)
			r.wants("Rapport: "+one.title, "Rapport: over: "+strings.TrimSuffix(one.title, " since"))
			r.restart()
			r.passes(20 * minute)
			r.wants("Rapport: "+one.title, "Rapport: over: "+strings.TrimSuffix(one.title, " since"))
			one.begin(r) // it is another event
			r.passes(max(one.after, 0) + 10*minute)
			if got := len(r.subjects()); got != 3 {
				t.Errorf("%d mails after it began again: %q", got, r.subjects())
			}
		})
	}
}

// Every row of the table in docs/operations.md is either here with its mail, or said to need none.
func TestRows_areThoseOfTheDocumentation(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## What happens when")
	table, _, _ = strings.Cut(table, "\n## ")
	var want, got []string
	for _, line := range regexp.MustCompile(`(?m)^\| (.*?) \| `).FindAllStringSubmatch(table, -1) {
		if line[1] != "event" && line[1] != "---" {
			want = append(want, line[1])
		}
	}
	for _, one := range rows() {
		if one.event != "" {
			got = append(got, one.event)
		}
	}
	for _, event := range want {
		if !slices.Contains(got, event) {
			t.Errorf("docs/operations.md has %q: does the administrator get a mail about it?", event)
		}
	}
	for _, event := range got {
		if !slices.Contains(want, event) {
			t.Errorf("%q is not in docs/operations.md", event)
		}
	}
}

// While no relay takes mail nothing is queued; afterwards one mail says from when to when what
// lasted.
func TestRows_withoutARelayTheMailFollows(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.routes("main")
	r.passes(10 * minute)
	r.relayName, r.relay = "main", errors.New("connection refused")
	r.wait("main")
	r.free = 60 << 20
	r.passes(4 * minute)
	r.wants("Rapport: The disk is nearly full") // it is not known yet that none takes it
	r.passes(3 * time.Hour)
	r.free = 1 << 30
	r.folder = mailbox.ErrAuth
	r.passes(3 * time.Hour)
	r.folder = nil
	r.passes(20 * minute)
	r.wants("Rapport: The disk is nearly full")
	r.relay = nil
	r.passes(20 * minute)
	r.wants("Rapport: The disk is nearly full", "Rapport: 3 problems are over")
	if text := r.latest(); !strings.Contains(text, "Relay main takes no email: ") || !strings.Contains(text, " to ") {
		t.Errorf("the administrator reads\n%s", text)
	}
}

// What one cause brings about is in one mail.
func TestRows_ofOneCauseAreInOneMail(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.config.Accounts = []string{"log", "lina"}
	r.passes(10 * minute)
	down := errors.New("network is unreachable")
	r.folder, r.others = down, map[string]error{"lina": down}
	r.passes(70 * minute)
	r.wants("Rapport: 2 problems")
	r.folder, r.others = nil, map[string]error{"lina": nil}
	r.passes(12 * minute)
	r.wants("Rapport: 2 problems", "Rapport: 2 problems are over")
}

// A server that refuses the login and accepts it again all day takes ten mails, and the rest is said
// the next day.
func TestRows_anAdministratorGetsTenMailsADay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 25 {
		r.folder = mailbox.ErrAuth
		r.passes(12 * minute)
		r.folder = nil
		r.passes(15 * minute)
	}
	if got := len(r.subjects()); r.now.Day() != 2 || got != 10 {
		t.Fatalf("%d mails on day %d", got, r.now.Day())
	}
	r.passes(5 * time.Hour)
	if got := r.subjects(); r.now.Day() != 3 || len(got) == 10 || len(got) > 13 || !strings.Contains(got[10], "problems are over") {
		t.Errorf("the next day: %q", got[10:])
	}
}

// The administrator hears nothing of what passes within its time. Without an administrator, nobody
// hears of anything.
func TestRows_whatPassesIsNotTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 5 {
		r.folder = errors.New("connection refused")
		r.passes(30 * minute)
		r.folder = nil
		r.passes(10 * minute)
	}
	r.wants()
	r.tells(false)
	r.free = 60 << 20
	r.passes(10 * minute)
	r.free = 1 << 30
	r.passes(10 * minute)
	r.tells(true)
	r.passes(10 * minute)
	r.wants()
}

// rig is a watch and what mails its findings, with a clock that the test turns.
type rig struct {
	*testing.T
	dir       string
	store     *store.Store
	watch     *Watch
	due       *due.Due
	settings  due.Config
	now       time.Time
	even      time.Duration
	config    Config
	free      int64
	folder    error // of the account log
	others    map[string]error
	relayName string
	relay     error
	task      error
}

// Every test shares these; to load them takes long.
var (
	loadTemplates = sync.OnceValues(func() (*templates.Set, error) { return templates.Load("") })
	loadCharts    = sync.OnceValues(func() (*chart.Charts, error) { return chart.New("") })
)

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, dir: t.TempDir(), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), free: 1 << 30, relayName: "second",
		config: Config{Accounts: []string{"log"}, Tells: true}}
	set, err := loadTemplates()
	r.must(err)
	charts, err := loadCharts()
	r.must(err)
	r.settings = due.Config{LogAddress: "log@agency.example", Templates: set, Charts: charts, Expire: 120 * time.Hour, Poll: time.Second, Digest: -1}
	r.settings.Beside = office.Beside{Language: "en", Zone: time.UTC}
	r.routes("main", "second")
	r.open()
	r.tells(true)
	t.Cleanup(func() { r.store.Close() })
	return r
}

// knownLogin is the login of the account and of the second relay, that has access.
func knownLogin() Login {
	return Login{Name: "office", Accounts: []string{"log"}, Relays: []string{"second"}, Known: true}
}

func (r *rig) login() *Login {
	if r.config.Logins == nil {
		r.config.Logins = []Login{knownLogin()}
	}
	return &r.config.Logins[0]
}

func (r *rig) routes(names ...string) {
	r.settings.Beside.Routes = nil
	for _, name := range names {
		r.settings.Beside.Routes = append(r.settings.Beside.Routes, office.Route{Relay: name, From: "log@agency.example"})
	}
	if r.due != nil {
		r.due.SetConfig(r.settings)
	}
}

func (r *rig) tells(yes bool) {
	r.config.Tells, r.settings.Beside.Admin = yes, ""
	if yes {
		r.settings.Beside.Admin = "it@agency.example"
	}
	r.due.SetConfig(r.settings)
}

func (r *rig) open() {
	r.Helper()
	var err error
	clock := func() time.Time { return r.now }
	r.store, err = store.Open(r.Context(), store.Config{Dir: r.dir, Now: clock})
	r.must(err)
	r.watch = New(r.store, func() Config { return r.config }, clock, slog.New(slog.DiscardHandler))
	r.watch.free = func() (int64, error) { return r.free, nil }
	r.due = due.New(r.store, r.settings, clock, slog.New(slog.DiscardHandler), func(string, time.Duration) {})
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// restart is the end of the daemon and its next start.
func (r *rig) restart() {
	r.Helper()
	r.must(r.store.Close())
	r.even = 0
	r.open()
}

// jump sets the clock.
func (r *rig) jump(by time.Duration) { r.now = r.now.Add(by) }

// sleeps lets time pass in which nobody looks.
func (r *rig) sleeps(d time.Duration) { r.now, r.even = r.now.Add(d), r.even+d }

// mail logs a mail of a project.
func (r *rig) mail(project string) {
	r.Helper()
	raw := r.store.Pack([]byte("Subject: "+r.now.String()+"\r\n\r\nHello.\r\n"), r.now, "test")
	r.must(r.store.Update(r.Context(), func(tx *store.Tx) error {
		kept, err := tx.StoreRaw(raw)
		if err != nil {
			return err
		}
		m := &store.Message{SHA256: raw.SHA256, Date: r.now, Received: r.now, From: []store.Address{{Address: "anna@acme.example"}}}
		v := store.Verdict{Kind: store.KindHuman, Project: project, Reasons: []store.Reason{{Signal: store.SignalAddress, Project: project, Confidence: 90, Text: "for the test"}}}
		_, err = tx.Record(kept.ID, m, v)
		return err
	}))
}

// wait queues a mail for a relay.
func (r *rig) wait(name string) {
	r.Helper()
	o := office.New(r.Context(), r.store, &r.settings, slog.New(slog.DiscardHandler), r.now)
	err := o.QueueBeside(r.Context(), office.Route{Relay: name, From: "log@agency.example"}, "someone@else.example", "waits "+r.now.String(), "witness", templates.Witness{},
		func(*store.Tx) (bool, error) { return true, nil })
	r.must(err)
}

// passes lets time pass, in which the daemon reports and looks as it does.
func (r *rig) passes(d time.Duration) {
	r.Helper()
	for ; d > 0; d -= step {
		r.now, r.even = r.now.Add(step), r.even+step
		r.watch.Clock(r.now, r.even)
		r.watch.Folder(mailin.Health{Account: "log", Folder: "INBOX", Err: r.folder})
		for account, err := range r.others {
			r.watch.Folder(mailin.Health{Account: account, Folder: "INBOX", Err: err})
		}
		r.watch.Relay(r.relayName, r.relay)
		failures := map[string]error{}
		if r.task != nil {
			failures["ACME"] = r.task
		}
		r.watch.Tasks("report", failures)
		r.must(r.watch.Look(r.Context()))
		for _, err := range r.due.RunOnce(r.Context()) {
			r.Error(err)
		}
	}
}

// subjects returns those of the mails to the administrator, the oldest first.
func (r *rig) subjects() (list []string) {
	r.Helper()
	out, err := r.store.Outbox(r.Context(), store.OutboxQuery{})
	r.must(err)
	for _, d := range slices.Backward(out) {
		if d.Purpose == "trouble" {
			if d.Recipient != "it@agency.example" {
				r.Errorf("it went to %s", d.Recipient)
			}
			list = append(list, d.Subject)
		}
	}
	return list
}

// wants compares the subjects with what they begin with.
func (r *rig) wants(want ...string) {
	r.Helper()
	got := r.subjects()
	ok := len(got) == len(want)
	for i := range want {
		ok = ok && strings.HasPrefix(got[i], want[i])
	}
	if !ok {
		r.Fatalf("at %s the administrator has %q, want %q", r.now.Format(time.DateTime), got, want)
	}
}

// latest returns the text of the last mail to the administrator.
func (r *rig) latest() string {
	r.Helper()
	out, err := r.store.Outbox(r.Context(), store.OutboxQuery{})
	r.must(err)
	i := slices.IndexFunc(out, func(d store.Delivery) bool { return d.Purpose == "trouble" })
	raw, _, err := r.store.RawMail(r.Context(), out[i].Raw)
	r.must(err)
	entity, err := message.Read(bytes.NewReader(raw))
	r.must(err)
	text := ""
	r.must(entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if kind, _, _ := part.Header.ContentType(); kind == "text/plain" && text == "" {
			raw, err := io.ReadAll(part.Body)
			text = strings.Join(strings.Fields(string(raw)), " ")
			return err
		}
		return err
	}))
	return text
}
