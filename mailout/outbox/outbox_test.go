package outbox

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rapport/mailout/outbox/relay"
	"rapport/mailout/smtptest"
	"rapport/store"
	"rapport/store/graph/graphtest"
)

// bench is an outbox, and the server it sends to.
type bench struct {
	testing.TB
	dir   string // of the database
	store *store.Store
	sink  *smtptest.Sink    // for SMTP, or
	graph *graphtest.Server // for Microsoft Graph
	clock *clock
	looks atomic.Int64 // heartbeats of the outbox: one for each look at the queue, and more
}

// clock is the time of the store and of the pauses. The time limits of a transaction
// go by the real one.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// onEach runs a test with each kind of relay that mail is sent by.
func onEach(t *testing.T, test func(t *testing.T, b *bench)) {
	for name, start := range map[string]func(testing.TB) *bench{
		"SMTP":  func(t testing.TB) *bench { return newBench(t, smtptest.Options{}) },
		"Graph": newGraphBench,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, start(t))
		})
	}
}

func newEmptyBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{TB: t, clock: &clock{}, dir: filepath.Join(t.TempDir(), "state")}
	var err error
	if b.store, err = store.Open(t.Context(), store.Config{Dir: b.dir, Now: b.clock.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.store.Close() })
	return b
}

// mails returns what the server took.
func (b *bench) mails() (list []sentMail) {
	if b.graph != nil {
		for _, m := range b.graph.Sent() {
			list = append(list, sentMail{strings.Join(m.To, ", "), m.Raw})
		}
		return list
	}
	for _, m := range b.sink.Mails() {
		list = append(list, sentMail{m.To, m.Raw})
	}
	return list
}

type sentMail struct {
	to  string
	raw []byte
}

// deliveries returns how often the server took a mail.
func (b *bench) deliveries(id string) (n int) {
	for _, m := range b.mails() {
		if strings.Contains(string(m.raw), "\r\nMessage-ID: <"+id+">\r\n") {
			n++
		}
	}
	return n
}

func newBench(t testing.TB, options smtptest.Options) *bench {
	t.Helper()
	b := newEmptyBench(t)
	var err error
	if b.sink, err = smtptest.Start(options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.sink.Close)
	return b
}

// queue queues a mail and returns its Message-ID.
func (b *bench) queue(key string, once bool, recipients ...string) string {
	b.Helper()
	id := key + "@agency.example"
	const text = "All well.\n.\n"
	raw := fmt.Appendf(nil, "From: log@agency.example\r\nTo: %s\r\nMessage-ID: <%s>\r\nSubject: Report %s\r\n\r\n%s", recipients[0], id, key, strings.ReplaceAll(text, "\n", "\r\n"))
	m := &store.Message{SHA256: sha256.Sum256(raw), Size: int64(len(raw)), MessageID: id, Date: b.clock.now(), Subject: "Report " + key, Text: text, NewText: text,
		From: []store.Address{{Name: "Shop", Address: "log@agency.example"}}, To: []store.Address{{Name: "王伟", Address: recipients[0]}}}
	err := b.store.Update(b.Context(), func(tx *store.Tx) error {
		_, err := tx.Enqueue(store.OutgoingMail{Key: key, Purpose: "report", Project: "ACME", Relay: "main", AtMostOnce: once, Message: m,
			Raw: b.store.Pack(raw, time.Time{}, "rapport"), Recipients: recipients, Expires: b.clock.now().Add(5 * 24 * time.Hour)})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return id
}

// limits returns rules with no more than the two limits.
func limits(perTenMinutes, perRecipientHour int) func() store.SendRules {
	return func() store.SendRules {
		return store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: perTenMinutes, PerRecipientHour: perRecipientHour}}
	}
}

func (b *bench) config() Config {
	if b.graph != nil {
		return b.graphConfig()
	}
	return Config{Poll: 5 * time.Millisecond, Rules: limits(1<<20, 1<<20), Relays: []Relay{{
		Server: relay.Config{Name: "main", Host: b.sink.Host, Port: b.sink.Port, TLS: relay.TLSNone,
			Timeouts: relay.Timeouts{Greeting: time.Second, Command: time.Second, Data: time.Second, Dot: time.Second, Quit: 100 * time.Millisecond}},
		ReturnPath: "log@agency.example", VERP: true, Plus: true, Audit: "log@agency.example",
	}}}
}

// until runs the outbox until done accepts what is in it, and returns that.
func (b *bench) until(c Config, done func(list []store.Delivery) bool) []store.Delivery {
	b.Helper()
	ctx, stop := context.WithTimeout(b.Context(), 20*time.Second)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- New(b.store, c, b.clock.now, slog.New(slog.DiscardHandler), func(string, time.Duration) { b.looks.Add(1) }).Run(ctx)
	}()
	for ctx.Err() == nil {
		list := b.list()
		if done(list) {
			stop()
			if err := <-ended; err != nil {
				b.Fatal(err)
			}
			return b.list()
		}
		time.Sleep(5 * time.Millisecond)
	}
	for _, o := range b.list() {
		b.Logf("%d to %s: %s after %d attempts, next %s: %d %s", o.ID, o.Recipient, o.State, o.Attempts, o.Next, o.Code, o.Reply)
	}
	b.Fatal("the outbox did not come to where it should")
	return nil
}

func (b *bench) list() []store.Delivery {
	b.Helper()
	list, err := b.store.Outbox(context.WithoutCancel(b.Context()), store.OutboxQuery{})
	if err != nil {
		b.Fatal(err)
	}
	return list
}

// attempted returns a function that reports whether every delivery has had n attempts.
func attempted(n int) func([]store.Delivery) bool {
	return func(list []store.Delivery) bool {
		for _, o := range list {
			if o.Attempts < n {
				return false
			}
		}
		return true
	}
}

func TestOutbox_whatIsSentIsDeliveredOnceAndLogged(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, b *bench) {
		id := b.queue("1", false, "wang@client.example", "zhou@client.example")
		alone := b.queue("2", false, "wang@client.example")
		for _, o := range b.until(b.config(), attempted(1)) {
			if o.State != store.DeliverySent || o.Code/100 != 2 {
				t.Errorf("%s is %s: %d %s", o.Recipient, o.State, o.Code, o.Reply)
			}
		}
		mails := b.mails()
		if len(mails) != 3 || mails[0].to == mails[1].to || b.deliveries(id) != 2 || b.deliveries(alone) != 1 {
			t.Fatalf("%d mails: %q", len(mails), mails)
		}
		if b.sink != nil && (b.sink.Conns() != 1 || b.sink.Mails()[0].From == b.sink.Mails()[1].From) {
			t.Errorf("%d connections, return path %s", b.sink.Conns(), b.sink.Mails()[0].From)
		}
		entries := 0
		err := b.store.Log(t.Context(), store.LogQuery{Project: "ACME"}, func(e store.Entry) error {
			entries++
			raw, _, err := b.store.RawMail(t.Context(), e.Message)
			if e.Kind != store.KindSent || e.MessageID == alone && string(raw) != string(mails[2].raw) {
				t.Errorf("entry %+v", e)
			}
			return err
		})
		if err != nil || entries != 2 {
			t.Errorf("%d entries, %v", entries, err)
		}
	})
}

// The folder of sent mail gets a letter once, and what goes wrong there changes
// nothing.
func TestOutbox_copiesWhatWasSent(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{})
	b.queue("1", false, "wang@client.example", "zhou@client.example")
	b.queue("2", false, "wang@client.example")
	c := b.config()
	var copies [][]byte
	c.Relays[0].Sent = func(_ context.Context, mail []byte) error {
		copies = append(copies, mail)
		return errors.New("no such folder")
	}
	for _, o := range b.until(c, attempted(1)) {
		if o.State != store.DeliverySent {
			t.Errorf("%s is %s", o.Recipient, o.State)
		}
	}
	if len(copies) != 2 || string(copies[0]) != string(b.sink.Mails()[0].Raw) {
		t.Errorf("%d copies", len(copies))
	}
}

// What only its recipient may know is not in the mailboxes that many read: neither in the copy
// of the log, which there is none of, nor in the folder of sent mail.
func TestOutbox_aTokenIsNotCopied(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{})
	const token = "abcdefghijklmnopqrstuvwxyz"
	raw := []byte("From: 项目 <log@agency.example>\r\nTo: wang@client.example\r\nReply-To: log+r." + token + "@agency.example\r\nMessage-ID: <m.1@agency.example>\r\nReferences: <m.1@agency.example>\r\n" +
		"Subject: =?utf-8?q?Please_confirm:_" + strings.Repeat("a", 60) + "?=\r\n =?utf-8?q?b?=\r\nList-Unsubscribe: <mailto:log+r." + token + "@agency.example>\r\n\r\nReply here: mailto:log+r." + token + "@agency.example\r\n")
	err := b.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Enqueue(store.OutgoingMail{Key: "1", Purpose: "confirm", Project: "ACME", Relay: "main", Secret: true, Message: &store.Message{MessageID: "m.1@agency.example"},
			Raw: b.store.Pack(raw, time.Time{}, "rapport"), Recipients: []string{"wang@client.example"}, Expires: b.clock.now().Add(time.Hour)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.queue("2", false, "wang@client.example")
	c := b.config()
	var copies [][]byte
	c.Relays[0].Sent = func(_ context.Context, mail []byte) error { copies = append(copies, mail); return nil }
	b.until(c, attempted(1))
	mails := b.sink.Mails()
	if len(mails) != 2 || mails[0].To != "wang@client.example" || !strings.HasPrefix(mails[1].To, "log+b.") || string(mails[0].Raw) != string(raw) { // the last recipient
		t.Fatalf("%d mails, to %s and %s", len(mails), mails[0].To, mails[1].To)
	}
	if len(copies) != 2 || strings.Contains(string(copies[0]), token) || strings.Contains(string(copies[0]), "m.1@") || !strings.Contains(string(copies[0]), "To: wang@client.example\r\n") {
		t.Errorf("copied: %q", copies)
	}
}

// For each thing that the server may do: the state of the delivery afterwards, and how
// often the sink accepted the mail.
func TestOutbox_outcomes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		stage      smtptest.Stage
		act        smtptest.Act
		once       bool
		state      store.DeliveryState
		attempts   int
		deliveries int
	}{
		{"it accepts", smtptest.Dot, smtptest.Reply("250 2.0.0 queued as A"), false, store.DeliverySent, 1, 1},
		{"it accepts after a while", smtptest.Dot, smtptest.After(300*time.Millisecond, smtptest.Reply("250 ok")), false, store.DeliverySent, 1, 1},
		{"greylisting", smtptest.RCPT, smtptest.Reply("450 4.7.1 try again"), false, store.DeliveryReady, 1, 0},
		{"no such user", smtptest.RCPT, smtptest.Reply("550 5.1.1 no such user"), false, store.DeliveryFailed, 1, 0},
		{"refused after the end", smtptest.Dot, smtptest.Reply("554 5.7.1 spam"), false, store.DeliveryFailed, 1, 0},
		{"cut before the mail", smtptest.DATA, smtptest.Drop(), false, store.DeliveryReady, 1, 0},
		{"taken, and the reply lost", smtptest.Dot, smtptest.Take(smtptest.Drop()), false, store.DeliveryUnknown, 1, 1},
		{"not taken, and the reply lost", smtptest.Dot, smtptest.Drop(), false, store.DeliveryUnknown, 1, 0},
		{"taken, and nothing said", smtptest.Dot, smtptest.Take(smtptest.Stall()), true, store.DeliveryUnknown, 1, 1},
		{"no service", smtptest.Greeting, smtptest.Reply("554 no"), false, store.DeliveryReady, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, smtptest.Options{})
			b.sink.Do(c.stage, c.act)
			id := b.queue("1", c.once, "wang@client.example")
			list := b.until(b.config(), func(list []store.Delivery) bool {
				return list[0].Attempts == max(1, c.attempts) || c.attempts == 0 && list[0].Reply != ""
			})
			if o := list[0]; o.State != c.state || o.Attempts != c.attempts || b.sink.Deliveries("<"+id+">") != c.deliveries {
				t.Errorf("it is %s after %d attempts and %d deliveries: %d %s", o.State, o.Attempts, b.sink.Deliveries("<"+id+">"), o.Code, o.Reply)
			}
		})
	}
}

// A lost reply to the end of the mail: only a letter that may be doubled is tried
// again, once; a copy in the log mailbox proves that it was taken.
func TestOutbox_unknownIsDecidedLater(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		taken      bool // by the server, the first time
		once, echo bool
		state      store.DeliveryState
		deliveries int
	}{
		{"a report that was taken, without proof", true, false, false, store.DeliverySent, 2},
		{"a report that was not taken", false, false, false, store.DeliverySent, 1},
		{"a report that was taken, with its copy", true, false, true, store.DeliverySent, 1},
		{"a survey that was taken, without proof", true, true, false, store.DeliveryUnknown, 1},
		{"a survey that was not taken", false, true, false, store.DeliveryUnknown, 0},
		{"a survey that was taken, with its copy", true, true, true, store.DeliverySent, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, smtptest.Options{})
			act := smtptest.Drop()
			if c.taken {
				act = smtptest.Take(act)
			}
			b.sink.Do(smtptest.Dot, act)
			id := b.queue("1", c.once, "wang@client.example")
			list := b.until(b.config(), attempted(1))
			if list[0].State != store.DeliveryUnknown {
				t.Fatalf("it is %s", list[0].State)
			}
			if c.echo {
				m := &store.Message{MessageID: id, Subject: "Report 1", Text: "All well.\n.\n"}
				err := b.store.Update(t.Context(), func(tx *store.Tx) error {
					k, err := tx.StoreRaw(b.store.Pack([]byte("a copy"), time.Time{}, "log/INBOX"))
					if err != nil {
						return err
					}
					if echo, err := tx.MatchOwnCopy(k.ID, m, ""); err != nil || !echo {
						return fmt.Errorf("echo %v, %v", echo, err)
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			b.clock.pass(store.AuditWait + time.Minute)
			quiet := b.inVain()
			list = b.until(b.config(), func(list []store.Delivery) bool { return list[0].State == c.state && quiet() })
			if b.sink.Deliveries("<"+id+">") != c.deliveries {
				t.Errorf("%d deliveries, want %d; it is %s", b.sink.Deliveries("<"+id+">"), c.deliveries, list[0].State)
			}
		})
	}
}

// A process that ends at any durable step leaves what the next one puts right.
func TestOutbox_endsAtEachStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		end        func(b *bench, o store.Delivery) error // what was done before the end
		state      store.DeliveryState
		deliveries int
	}{
		{"queued", func(*bench, store.Delivery) error { return nil }, store.DeliverySent, 1},
		{"taken from the queue", func(b *bench, _ store.Delivery) error {
			_, err := b.store.Claim(b.Context(), "main", 10, store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 10, PerRecipientHour: 10}})
			return err
		}, store.DeliverySent, 1},
		{"before the end of the mail", func(b *bench, o store.Delivery) error {
			_, err := b.store.Claim(b.Context(), "main", 10, store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 10, PerRecipientHour: 10}})
			if err == nil {
				err = b.store.MarkFinishing(b.Context(), o.ID)
			}
			return err
		}, store.DeliveryUnknown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			onEach(t, func(t *testing.T, b *bench) {
				id := b.queue("1", true, "wang@client.example")
				if err := c.end(b, b.list()[0]); err != nil {
					t.Fatal(err)
				}
				b.until(b.config(), func(list []store.Delivery) bool { return list[0].State == c.state })
				if n := b.deliveries(id); n != c.deliveries {
					t.Errorf("%d deliveries", n)
				}
			})
		})
	}
}

func TestOutbox_retriesAreByteIdenticalAndExpire(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{})
	b.sink.Do(smtptest.Dot, smtptest.Reply("451 4.3.0 busy"), smtptest.Reply("451 4.3.0 busy"))
	b.queue("1", false, "wang@client.example")
	b.until(b.config(), attempted(1))
	b.clock.pass(301 * time.Second)
	b.until(b.config(), attempted(2))
	b.clock.pass(601 * time.Second)
	o := b.until(b.config(), attempted(3))[0]
	raw, _, err := b.store.RawMail(t.Context(), o.Raw)
	if err != nil || o.State != store.DeliverySent || string(b.sink.Mails()[0].Raw) != string(raw) {
		t.Errorf("it is %s; %v", o.State, err)
	}
	attempts, err := b.store.DeliveryAttempts(t.Context(), o.ID)
	if err != nil || len(attempts) != 3 || attempts[0].Outcome != "deferred" || attempts[0].Code != 451 || attempts[2].Outcome != "sent" {
		t.Errorf("attempts %+v, %v", attempts, err)
	}

	b.sink.Always(smtptest.RCPT, smtptest.Reply("450 4.2.1 mailbox busy"))
	b.queue("2", false, "zhou@client.example")
	b.until(b.config(), func(list []store.Delivery) bool { return list[0].Attempts > 0 })
	b.clock.pass(6 * 24 * time.Hour)
	o = b.until(b.config(), func(list []store.Delivery) bool { return list[0].State == store.DeliveryFailed })[0]
	if o.Reply != "not delivered in time; last: 4.2.1 mailbox busy" {
		t.Errorf("it says %q", o.Reply)
	}
	if notices := b.notices(); len(notices) != 1 || notices[0].ID != o.ID {
		t.Errorf("a PM is told of %+v", notices)
	}
}

func (b *bench) notices() []store.DeliveryProblem {
	b.Helper()
	list, err := b.store.DeliveryProblems(b.Context(), 10)
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func TestOutbox_aStormIsStoppedAndRecipientsAreSpared(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{})
	for i := range 30 {
		b.queue(fmt.Sprint(i), false, fmt.Sprintf("p%d@client.example", i%2))
	}
	c := b.config()
	c.Rules = limits(20, 5)
	b.settles(c, 10) // five to each
	b.clock.pass(61 * time.Minute)
	b.settles(c, 20)
	c.Rules = limits(4, 100)
	b.clock.pass(61 * time.Minute)
	b.settles(c, 24)
	b.clock.pass(11 * time.Minute)
	b.settles(c, 28)
}

// settles runs the outbox until n mails were delivered and it has looked for more
// in vain.
func (b *bench) settles(c Config, n int) {
	b.Helper()
	quiet := b.inVain()
	b.until(c, func([]store.Delivery) bool { return len(b.sink.Mails()) >= n && quiet() })
	if got := len(b.sink.Mails()); got != n {
		b.Errorf("%d mails, want %d", got, n)
	}
}

// inVain returns a function that reports whether the outbox has looked at the queue
// often enough, since the function was called first, to have found what there was.
func (b *bench) inVain() func() bool {
	const looks = 10
	first := int64(-1)
	return func() bool {
		if first < 0 {
			first = b.looks.Load()
		}
		return b.looks.Load() >= first+looks
	}
}

func TestOutbox_aWrongPasswordIsNoAttempt(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{User: "log", Secret: "right"})
	b.queue("1", false, "wang@client.example")
	b.queue("2", false, "zhou@client.example")
	c := b.config()
	c.Relays[0].Server.User = "log"
	secret := "wrong"
	c.Relays[0].Server.Secret = func(context.Context) (string, error) { return secret, nil }
	c.Relays[0].Server.Auth = relay.AuthPlain
	quiet, queued := b.inVain(), false
	refused := func(list []store.Delivery) bool {
		if !queued && (list[0].Reply == "" || list[1].Reply == "") {
			return false
		}
		if !queued { // what is queued now must not make it try again
			queued = true
			b.queue("3", false, "chen@client.example")
		}
		return quiet()
	}
	for _, o := range b.until(c, refused) {
		if o.State != store.DeliveryReady || o.Attempts != 0 {
			t.Errorf("it is %s after %d attempts: %s", o.State, o.Attempts, o.Reply)
		}
	}
	if b.sink.Conns() != 1 {
		t.Errorf("%d connections with a wrong password", b.sink.Conns())
	}
	secret = "right"
	b.clock.pass(16 * time.Minute)
	b.until(c, attempted(1))
	if len(b.sink.Mails()) != 3 {
		t.Errorf("%d mails", len(b.sink.Mails()))
	}
}

// The pause ends by the clock that the outbox was given.
func TestOutbox_relayIsTriedAgainAfterThePause(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{User: "log", Secret: "right"})
	b.queue("1", false, "wang@client.example")
	c := b.config()
	server := &c.Relays[0].Server
	server.User, server.Auth = "log", relay.AuthPlain
	secrets := []string{"wrong", "right"}
	server.Secret = func(context.Context) (string, error) {
		secret := secrets[0]
		secrets = secrets[1:]
		return secret, nil
	}
	var reports []error // of this worker alone
	c.Report = func(name string, err error) {
		if name != "main" {
			t.Errorf("the relay is called %s", name)
		}
		reports = append(reports, err)
	}
	passed := false
	b.until(c, func(list []store.Delivery) bool {
		if list[0].Reply != "" && !passed {
			passed = true
			b.clock.pass(16 * time.Minute)
		}
		return list[0].State == store.DeliverySent
	})
	if n := b.sink.Conns(); n != 2 {
		t.Errorf("%d connections", n)
	}
	if len(reports) != 2 || !errors.Is(reports[0], relay.ErrAuth) || reports[1] != nil {
		t.Errorf("it reported %v", reports)
	}
}

// A clock that was ahead while mail was put off, and is set right under a running daemon
// or before its next start, keeps nothing back; nor do the pauses and the pace.
func TestOutbox_aClockSetBackKeepsNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stage   smtptest.Stage
		act     smtptest.Act
		restart bool
	}{
		"deferred":            {smtptest.RCPT, smtptest.Reply("450 4.2.1 busy"), false},
		"deferred, restart":   {smtptest.RCPT, smtptest.Reply("450 4.2.1 busy"), true},
		"relay away":          {smtptest.Greeting, smtptest.Reply("421 4.3.2 later"), false},
		"relay away, restart": {smtptest.Greeting, smtptest.Reply("421 4.3.2 later"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, smtptest.Options{})
			b.clock.pass(30 * 24 * time.Hour)
			b.sink.Do(c.stage, c.act)
			b.queue("1", false, "wang@client.example")
			b.queue("2", false, "zhou@client.example")
			config := b.config()
			config.Relays[0].PerMinute = 60_000
			waits := func(list []store.Delivery) bool { return list[1].Reply != "" && list[1].State == store.DeliveryReady }
			if c.restart {
				b.until(config, waits)
				b.clock.pass(-30 * 24 * time.Hour)
			}
			passed := c.restart
			b.until(config, func(list []store.Delivery) bool {
				if !passed && waits(list) {
					passed = true
					b.clock.pass(-30 * 24 * time.Hour)
				}
				return list[0].State == store.DeliverySent && list[1].State == store.DeliverySent
			})
		})
	}
}

// Everything that waits for a relay says why, not the few that were about to be sent.
func TestOutbox_allThatWaitsForARelaySaysWhy(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{})
	b.sink.Always(smtptest.Greeting, smtptest.Reply("554 5.3.2 closed"))
	for i := range batch + 5 {
		b.queue(fmt.Sprint(i), false, "wang@client.example")
	}
	b.until(b.config(), func(list []store.Delivery) bool {
		for _, o := range list {
			if !strings.Contains(o.Reply, "closed") || o.State != store.DeliveryReady || o.Attempts != 0 {
				return false
			}
		}
		return true
	})
}

func TestConfig_Validate(t *testing.T) {
	t.Parallel()
	valid := func() Config {
		return Config{Poll: time.Second, Rules: limits(100, 20), Relays: []Relay{
			{Server: relay.Config{Name: "main", Host: "mail.example"}, ReturnPath: "log@agency.example", Audit: "log@agency.example"},
			{Server: relay.Config{Name: "other", Host: "127.0.0.1", TLS: relay.TLSNone}, ReturnPath: "log@agency.example"},
		}}
	}
	if err := valid().Validate(); err != nil {
		t.Errorf("valid: %v", err)
	}
	for want, change := range map[string]func(*Config){
		"no relay":      func(c *Config) { c.Relays = nil },
		"poll = 0s":     func(c *Config) { c.Poll = 0 },
		"0 mails in":    func(c *Config) { c.Rules = limits(0, 1) },
		"-1 an hour":    func(c *Config) { c.Rules = limits(1, -1) },
		"no rules":      func(c *Config) { c.Rules = nil },
		"relay 1: no n": func(c *Config) { c.Relays[0].Server.Name = "" },
		"relay other: another relay has the same name": func(c *Config) { c.Relays[0].Server.Name = "other" },
		"relay main: no host":                          func(c *Config) { c.Relays[0].Server.Host = "" },
		"relay main: unknown TLS mode":                 func(c *Config) { c.Relays[0].Server.TLS = "opportunistic" },
		"relay main: return path":                      func(c *Config) { c.Relays[0].ReturnPath = "" },
		"relay other: return path":                     func(c *Config) { c.Relays[1].ReturnPath = "a@b.example>\r\nRSET" },
		"relay main: address for copies":               func(c *Config) { c.Relays[0].Audit = "log" },
		"relay other: -1 mails a minute":               func(c *Config) { c.Relays[1].PerMinute = -1 },
	} {
		c := valid()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q in it", err, want)
		}
	}
	all := Config{Relays: []Relay{{}}, Rules: limits(0, 0)}
	err := all.Validate()
	for _, want := range []string{"poll", "mails in ten minutes", "no name", "no host", "return path"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q in it", err, want)
		}
	}
	// A daemon with a bad configuration does not start to send.
	b := newBench(t, smtptest.Options{})
	if err := New(b.store, all, b.clock.now, slog.New(slog.DiscardHandler), func(string, time.Duration) {}).Run(t.Context()); err == nil {
		t.Error("Run accepts a bad configuration")
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{})
	b.queue("1", false, "wang@client.example")
	id := b.list()[0].ID
	for _, step := range []struct {
		change store.OperatorAction
		state  store.DeliveryState
	}{
		{store.OperatorHold, store.DeliveryHeld}, {store.OperatorRelease, store.DeliveryReady}, {store.OperatorCancel, store.DeliveryCancelled},
	} {
		if err := b.store.ApplyOperatorAction(t.Context(), id, step.change); err != nil || b.list()[0].State != step.state {
			t.Errorf("%s: %v, it is %s", step.change, err, b.list()[0].State)
		}
	}
	if err := b.store.ApplyOperatorAction(t.Context(), id, store.OperatorRelease); !errors.Is(err, store.ErrState) {
		t.Errorf("releasing what was cancelled: %v, want ErrState", err)
	}
	if err := b.store.ApplyOperatorAction(t.Context(), id+1, store.OperatorHold); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("holding what does not exist: %v, want ErrNotFound", err)
	}
}

func BenchmarkOutbox(b *testing.B) {
	bench := newBench(b, smtptest.Options{})
	for i := range b.N {
		bench.queue(fmt.Sprint(i), false, fmt.Sprintf("p%d@client.example", i))
	}
	b.ResetTimer()
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- New(bench.store, bench.config(), bench.clock.now, slog.New(slog.DiscardHandler), func(string, time.Duration) {}).Run(ctx)
	}()
	for len(bench.sink.Mails()) < b.N {
		time.Sleep(time.Millisecond)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
	stop()
	<-ended
}

// A server's 250 outlasts a database that nobody can write to at that moment: nothing ends,
// and the mail is not sent again.
func TestOutbox_anAnswerIsKeptUntilItCanBeRecorded(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{})
	id := b.queue("1", false, "wang@client.example")
	b.sink.Do(smtptest.Dot, smtptest.After(700*time.Millisecond, smtptest.Reply("250 2.0.0 queued")))
	other, err := store.Open(t.Context(), store.Config{Dir: filepath.Dir(b.store.Path())})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	locked, lock := make(chan error, 1), sync.Once{}
	list := b.until(b.config(), func(list []store.Delivery) bool {
		if list[0].State == store.DeliveryFinishing {
			lock.Do(func() {
				go func() {
					locked <- other.Update(context.Background(), func(*store.Tx) error {
						time.Sleep(6500 * time.Millisecond) // longer than a statement waits for the lock
						return nil
					})
				}()
			})
		}
		return list[0].State != store.DeliveryReady && list[0].State != store.DeliverySending && list[0].State != store.DeliveryFinishing
	})
	if err := <-locked; err != nil {
		t.Fatal(err)
	}
	if n := b.sink.Deliveries("<" + id + ">"); n != 1 || list[0].State != store.DeliverySent || list[0].Attempts != 1 {
		t.Errorf("%d deliveries, %s after %d attempts; want one, sent", n, list[0].State, list[0].Attempts)
	}
}
