package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"rapport/mailout/outbox/graphsend"
	"rapport/mailout/outbox/relay"
	"rapport/store"
	"rapport/store/graph"
	"rapport/store/graph/graphtest"
	"rapport/store/storetest"
)

func newGraphBench(t testing.TB) *bench {
	t.Helper()
	b := newEmptyBench(t)
	b.graph = graphtest.Start(false)
	t.Cleanup(b.graph.Close)
	return b
}

func (b *bench) graphConfig() Config {
	client, err := graph.New(graph.Config{Base: b.graph.Base, User: graphtest.User, Patience: time.Second, Pause: time.Millisecond,
		Token: func(context.Context) (string, error) { return graphtest.Token, nil }})
	if err != nil {
		b.Fatal(err)
	}
	return Config{Poll: 5 * time.Millisecond, Rules: limits(1<<20, 1<<20), Relays: []Relay{{
		Server: relay.Config{Name: "main"}, ReturnPath: graphtest.User, Plus: true,
		Dial: func(ctx context.Context) (Session, error) {
			return graphsend.Dial(ctx, graphsend.Config{Name: "main", Client: client, Looks: []time.Duration{time.Millisecond, 10 * time.Millisecond}})
		},
	}}}
}

const (
	drafting = "POST /messages"
	sending  = "/send"
	looking  = "GET /messages"
)

// For each thing that Microsoft Graph may do: the state of the delivery afterwards, and how often
// the mail was sent. Where it is not known, nothing is sent again.
func TestOutbox_outcomesOfGraph(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		at         string
		times      int
		act        graphtest.Act
		state      store.DeliveryState
		attempts   int
		deliveries int
	}{
		{"it accepts", "", 0, nil, store.DeliverySent, 1, 1},
		{"sent, and the answer lost", sending, 1, graphtest.CutAfter(), store.DeliverySent, 1, 1},
		{"sent, and an error answered", sending, 1, graphtest.RefuseAfter(http.StatusBadGateway, "UnknownError"), store.DeliverySent, 1, 1},
		{"sent, and nothing said", sending, 1, graphtest.Stall(), store.DeliveryReady, 1, 0},
		{"not sent, and the answer lost", sending, 1, graphtest.Cut(), store.DeliveryReady, 1, 0},
		{"not sent, and an error answered", sending, 1, graphtest.Refuse(http.StatusGatewayTimeout, "UnknownError", 0), store.DeliveryReady, 1, 0},
		{"the draft made, and the answer lost", drafting, 1, graphtest.CutAfter(), store.DeliveryReady, 1, 0},
		{"the draft not made", drafting, 1, graphtest.Cut(), store.DeliveryReady, 1, 0},
		{"too many requests", drafting, 1, graphtest.Refuse(http.StatusTooManyRequests, "ApplicationThrottled", 100), store.DeliveryReady, 0, 0},
		{"too many requests at the end", sending, 1, graphtest.Refuse(http.StatusTooManyRequests, "ApplicationThrottled", 100), store.DeliveryReady, 0, 0},
		{"no service", drafting, 1, graphtest.Refuse(http.StatusServiceUnavailable, "serviceNotAvailable", 0), store.DeliveryReady, 0, 0},
		{"too large", drafting, 1, graphtest.Refuse(http.StatusRequestEntityTooLarge, "", 0), store.DeliveryFailed, 1, 0},
		{"too large, as the end shows", sending, 1, graphtest.Refuse(http.StatusRequestEntityTooLarge, "", 0), store.DeliveryFailed, 1, 0},
		{"not allowed to send", sending, 1, graphtest.Refuse(http.StatusForbidden, "ErrorSendAsDenied", 0), store.DeliveryReady, 0, 0},
		{"the token refused for good", "", -1, graphtest.Refuse(http.StatusUnauthorized, "InvalidAuthenticationToken", 0), store.DeliveryReady, 0, 0},
		{"nothing understood", drafting, 1, graphtest.Refuse(http.StatusBadRequest, "ErrorInvalidMime", 0), store.DeliveryReady, 1, 0},
		{"an answer that is no JSON", drafting, 1, graphtest.Answer(http.StatusCreated, "<html>"), store.DeliveryReady, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newGraphBench(t)
			if c.act != nil {
				b.graph.Do(c.at, c.times, c.act)
			}
			id := b.queue("1", true, "wang@client.example")
			list := b.until(b.config(), func(list []store.Delivery) bool {
				return list[0].Attempts == max(1, c.attempts) || c.attempts == 0 && list[0].Reply != ""
			})
			if o := list[0]; o.State != c.state || o.Attempts != c.attempts || b.deliveries(id) != c.deliveries {
				t.Errorf("it is %s after %d attempts and %d deliveries: %d %s", o.State, o.Attempts, b.deliveries(id), o.Code, o.Reply)
			}
			// Whatever it was, it is over: in the end the mail was sent once, with one draft.
			b.graph.Behave()
			if c.state == store.DeliveryReady {
				b.clock.pass(20 * time.Minute)
				b.until(b.config(), func(list []store.Delivery) bool { return list[0].State == store.DeliverySent })
			}
			if n := b.deliveries(id); c.state != store.DeliveryFailed && n != 1 {
				t.Errorf("in the end %d deliveries", n)
			}
			if left := b.graph.In("Drafts"); len(left) != 0 {
				t.Errorf("%d drafts are left", len(left))
			}
		})
	}
}

// Neither the answer nor a look shows what became of a mail. Later a look does: what was sent is
// not sent again, also after the process ended, and what was not is sent where it may be.
func TestOutbox_graphShowsLaterWhatWasSent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		taken      bool
		once       bool
		state      store.DeliveryState
		deliveries int
	}{
		{"a report that was taken", true, false, store.DeliverySent, 1},
		{"a report that was not taken", false, false, store.DeliverySent, 1},
		{"a survey that was taken", true, true, store.DeliverySent, 1},
		{"a survey that was not taken", false, true, store.DeliveryUnknown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newGraphBench(t)
			act := graphtest.Cut()
			if c.taken {
				act = graphtest.CutAfter()
			}
			b.graph.Do(sending, 1, graphtest.First(func() { b.graph.Do(looking, -1, graphtest.Cut()) }).Then(act))
			id := b.queue("1", c.once, "wang@client.example")
			if list := b.until(b.config(), attempted(1)); list[0].State != store.DeliveryUnknown {
				t.Fatalf("it is %s", list[0].State)
			}
			b.clock.pass(store.AuditWait + time.Minute)
			quiet := b.inVain() // as long as nothing can be looked at, nothing is decided
			if list := b.until(b.config(), func([]store.Delivery) bool { return quiet() }); list[0].State != store.DeliveryUnknown || len(b.notices()) != 0 {
				t.Fatalf("without a look it is %s, and %d notices", list[0].State, len(b.notices()))
			}
			b.graph.Behave()
			b.clock.pass(20 * time.Minute)
			quiet = b.inVain()
			list := b.until(b.config(), func(list []store.Delivery) bool { return list[0].State == c.state && quiet() })
			if b.deliveries(id) != c.deliveries {
				t.Errorf("%d deliveries, want %d; it is %s", b.deliveries(id), c.deliveries, list[0].State)
			}
		})
	}
}

// Whoever knows the Message-ID of our mail can send us one with it: that proves nothing.
func TestOutbox_graphBelievesSentItemsAlone(t *testing.T) {
	t.Parallel()
	b := newGraphBench(t)
	id := b.queue("1", true, "wang@client.example")
	b.graph.Deliver("INBOX", []byte("From: zhou@client.example\r\nTo: wang@client.example\r\nMessage-ID: <"+id+">\r\n\r\nx\r\n"), time.Now())
	b.until(b.config(), attempted(1))
	if b.deliveries(id) != 1 {
		t.Error("a mail from outside kept ours from being sent")
	}
}

// Exchange sends to all whom the header names. Each recipient gets the mail once, and nobody gets
// it who is held back.
func TestOutbox_graphSendsToEachRecipientOnce(t *testing.T) {
	t.Parallel()
	b := newGraphBench(t)
	people := []string{"wang@client.example", "zhou@client.example", "chen@client.example"}
	id := b.queueAs("1", "To: =?utf-8?b?546L5Lyf?= <wang@client.example>,\r\n zhou@client.example\r\nCc: Chen <chen@client.example>\r\n", people...)
	c := b.config()
	c.Rules = func() store.SendRules {
		r := limits(100, 100)()
		r.OnlyTo, r.HeldFor = people[:2], "held"
		return r
	}
	b.graph.Do(sending, 1, graphtest.CutAfter())
	quiet := b.inVain()
	b.until(c, func(list []store.Delivery) bool { return len(b.mails()) >= 2 && quiet() })
	got := map[string]int{}
	for _, m := range b.mails() {
		got[m.to]++
		if !strings.Contains(string(m.raw), "\r\nMessage-ID: <"+id+">\r\n") || strings.Contains(string(m.raw), "chen@") {
			t.Errorf("%s", m.raw)
		}
	}
	if len(got) != 2 || got[people[0]] != 1 || got[people[1]] != 1 {
		t.Errorf("sent to %v", got)
	}
}

// What only its recipient may read does not stay in Sent Items, which many read; it is removed
// after the result is recorded.
func TestOutbox_graphKeepsNoCopyWithAToken(t *testing.T) {
	t.Parallel()
	b := newGraphBench(t)
	b.queueSecret()
	b.queue("2", false, "wang@client.example")
	b.until(b.config(), attempted(1))
	kept := b.graph.In("Sent Items")
	if len(b.mails()) != 2 || len(kept) != 1 || kept[0].MessageID != "<2@agency.example>" {
		t.Errorf("%d mails sent, Sent Items has %+v", len(b.mails()), kept)
	}
}

// As long as the result is not recorded, the copy stays: it alone shows that the mail was sent, to
// an outbox that starts again.
func TestOutbox_graphKeepsTheProofOfWhatIsNotRecorded(t *testing.T) {
	t.Parallel()
	for name, onceUnknown := range map[string]bool{"after it was sent": false, "after a later look": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newGraphBench(t)
			id := b.queueSecret()
			if onceUnknown {
				b.graph.Do(sending, 1, graphtest.First(func() { b.graph.Do(looking, -1, graphtest.Cut()) }).Then(graphtest.CutAfter()))
				if list := b.until(b.config(), attempted(1)); list[0].State != store.DeliveryUnknown {
					t.Fatalf("it is %s", list[0].State)
				}
				b.graph.Behave()
				b.clock.pass(store.AuditWait + time.Minute)
			}
			storetest.Exec(b, b.dir, `CREATE TRIGGER broken BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'broken'); END`)
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			if err := New(b.store, b.config(), b.clock.now, slog.New(slog.DiscardHandler), func(string, time.Duration) {}).Run(ctx); err == nil {
				t.Fatal("the result was recorded")
			}
			if kept := b.graph.In("Sent Items"); len(kept) != 1 {
				t.Fatalf("Sent Items has %+v", kept)
			}
			storetest.Exec(b, b.dir, `DROP TRIGGER broken`)
			b.until(b.config(), func(list []store.Delivery) bool {
				b.clock.pass(time.Second)
				return list[0].State == store.DeliverySent
			})
			if kept := b.graph.In("Sent Items"); b.deliveries(id) != 1 || len(kept) != 0 {
				t.Errorf("sent %d times, and Sent Items has %+v", b.deliveries(id), kept)
			}
		})
	}
}

// A mail that fails since others pass while it is refused again leaves no draft.
func TestOutbox_graphLeavesNoDraftOfWhatFailed(t *testing.T) {
	t.Parallel()
	b := newGraphBench(t)
	refusal := graphtest.Refuse(http.StatusBadRequest, "ErrorInvalidRecipients", 0)
	b.graph.Do(sending, 1, refusal)
	b.queue("1", false, "wang@client.example")
	step := 0
	list := b.until(b.config(), func(list []store.Delivery) bool {
		last := list[len(list)-1] // the newest is first
		switch {
		case step == 0 && last.Attempts == 1:
			step++
			b.queue("2", false, "zhou@client.example")
		case step == 1 && list[0].State == store.DeliverySent:
			step++
			b.graph.Do(sending, 1, refusal)
			b.clock.pass(10 * time.Minute)
		}
		return last.Attempts == 2
	})
	if o := list[1]; o.State != store.DeliveryFailed || len(b.graph.In("Drafts")) != 0 {
		t.Errorf("it is %s: %s; %d drafts are left", o.State, o.Reply, len(b.graph.In("Drafts")))
	}
}

// queueSecret queues a mail that only its recipient may read and returns its Message-ID.
func (b *bench) queueSecret() string {
	b.Helper()
	const id = "m.1@agency.example"
	raw := []byte("From: log@agency.example\r\nTo: wang@client.example\r\nMessage-ID: <" + id + ">\r\n\r\nlog+r.abcdefghijklmnopqrstuvwxyz@agency.example\r\n")
	err := b.store.Update(b.Context(), func(tx *store.Tx) error {
		_, err := tx.Enqueue(store.OutgoingMail{Key: "1", Purpose: "confirm", Project: "ACME", Relay: "main", Secret: true, Message: &store.Message{MessageID: id},
			Raw: b.store.Pack(raw, time.Time{}, "rapport"), Recipients: []string{"wang@client.example"}, Expires: b.clock.now().Add(24 * time.Hour)})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return id
}

// queueAs queues a mail to several people with their fields in its header.
func (b *bench) queueAs(key, fields string, recipients ...string) string {
	b.Helper()
	id := key + "@agency.example"
	raw := fmt.Appendf(nil, "From: log@agency.example\r\n%sMessage-ID: <%s>\r\nSubject: Report %s\r\n\r\nAll well.\r\n", fields, id, key)
	err := b.store.Update(b.Context(), func(tx *store.Tx) error {
		_, err := tx.Enqueue(store.OutgoingMail{Key: key, Purpose: "report", Project: "ACME", Relay: "main", Message: &store.Message{MessageID: id},
			Raw: b.store.Pack(raw, time.Time{}, "rapport"), Recipients: recipients, Expires: b.clock.now().Add(time.Hour)})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return id
}
