package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/classify"
	"rapport/cmd/rapport/demo"
	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/mailout/letter"
	"rapport/store"
	"rapport/templates"
)

// asking is a log in which everything answers one request.
type asking struct{ store.Request }

func (asking) ThreadFiling(*store.Message) (store.Filing, error) { return store.Filing{}, nil }
func (a asking) RequestByToken(string) (store.Request, bool, error) {
	return a.Request, true, nil
}
func (a asking) RequestByMessageID(string) (store.Request, bool, error) {
	return a.Request, true, nil
}

// Two daemons that take each other for a PM, and one whose PM is away: what they
// are sent is logged, and nothing comes of it. That each sends one mail and the
// other never a second is what keeps a loop from beginning.
func TestLoop_automaticMailAnswersNothing(t *testing.T) {
	t.Parallel()
	directory, err := classify.New(classify.Config{LogAddress: "log@b.example", Projects: []store.Project{{
		Code: "ACME", Name: "Shop", Client: "Acme", Language: "en", Zone: time.UTC,
		Contacts: []store.Contact{{Name: "A", Role: store.RolePM, Addresses: []string{"log@a.example"}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	request := store.Request{ID: 1, Purpose: store.PurposeReportDraft, Project: "ACME", Object: 1, Version: 1, Address: "log@a.example"}
	set, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	mails := map[string][]byte{
		"a vacation notice": []byte("From: log@a.example\r\nTo: log+r.token@b.example\r\nMessage-ID: <1@a.example>\r\nSubject: Automatic reply: ok\r\nAuto-Submitted: auto-replied\r\n\r\nok\r\n"),
		"an old responder":  []byte("From: log@a.example\r\nTo: log+r.token@b.example\r\nMessage-ID: <2@a.example>\r\nSubject: ok\r\nX-Autoreply: yes\r\nPrecedence: bulk\r\n\r\nok\r\n"),
	}
	for _, language := range templates.Languages() {
		for _, name := range templates.Names() {
			for i, sample := range templates.Samples(name, language) {
				m, err := set.Render(name, language, sample)
				if err != nil {
					t.Fatal(err)
				}
				raw, _, err := letter.Compose(letter.Draft{From: store.Address{Address: "log@a.example"}, To: []store.Address{{Address: "log+r.token@b.example"}},
					Date: time.Now(), MessageID: "x@a.example", Language: language}.With(m))
				if err != nil {
					t.Fatal(err)
				}
				mails[fmt.Sprintf("%s/%s %d", language, name, i)] = raw
			}
		}
	}
	for name, raw := range mails {
		m := mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil)
		v, err := directory.Decide(m, asking{request})
		if err != nil {
			t.Fatal(err)
		}
		if v.Answer != nil || v.Kind == store.KindHuman || !strings.Contains(strings.Join(v.Notes, "\n"), "does not count") {
			t.Errorf("%s is %s mail and counts as %+v: %q", name, v.Kind, v.Answer, v.Notes)
		}
	}
	// The same words of the person themselves do count.
	m := mailin.Read([]byte("From: log@a.example\r\nTo: log+r.token@b.example\r\nMessage-ID: <3@a.example>\r\nSubject: ok\r\n\r\nok\r\n"), time.Now(), mime.DefaultLimits(), nil)
	if v, err := directory.Decide(m, asking{request}); err != nil || v.Answer == nil || v.Answer.Decision != store.DecisionOK {
		t.Errorf("a person's ok counts as %+v, %v", v.Answer, err)
	}
}

// loopConfig writes the configuration of a daemon whose only PM has that address
// and owes a report tomorrow. There is no digest, which comes by the time of the day.
func loopConfig(t *testing.T, domain, pm string, imap, smtp int) string {
	t.Helper()
	dir := t.TempDir()
	due := time.Now().UTC().Add(20 * time.Hour)
	text := fmt.Sprintf(`log_address = "log@%s"
state_dir = "state"
digest = "off"
[[account]]
name = "log"
host = "127.0.0.1"
port = %d
tls = "none"
user = %q
password_file = "./secret"
[[relay]]
name = "main"
host = "127.0.0.1"
port = %d
tls = "none"
[[project]]
code = "ACME"
name = "Shop"
client = "Acme"
language = "en"
time_zone = "UTC"
report = "weekly on %s at %s"
report_on_holiday = "keep"
report_ask = "30h"
[[project.contact]]
name = "PM"
role = "pm"
addresses = [%q]
`, domain, imap, demo.User, smtp, strings.ToLower(due.Weekday().String()), due.Format("15:04"), pm)
	path := filepath.Join(dir, "config.toml")
	for name, content := range map[string]string{path: text, filepath.Join(dir, "secret"): demo.Password} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	begun(t, path)
	return path
}

// outboxOf returns what a daemon has ever queued; nothing before it has made its
// database.
func outboxOf(t *testing.T, config string) []store.Delivery {
	t.Helper()
	s, err := store.OpenReadOnly(store.Config{Dir: filepath.Join(filepath.Dir(config), "state")})
	if err != nil {
		t.Logf("not yet: %v", err)
		return nil
	}
	defer s.Close()
	return outgoing(t, s)
}

// outgoing returns what a daemon has ever queued.
func outgoing(t *testing.T, s *store.Store) []store.Delivery {
	t.Helper()
	list, err := s.Outbox(t.Context(), store.OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// postOffice starts a mailbox and the SMTP server that fills it.
func postOffice(t *testing.T) (*demo.Server, *demo.Post) {
	t.Helper()
	server, err := demo.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	post, err := demo.StartPost("127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { post.Close() })
	return server, post
}

// commands delivers somebody's command to a log mailbox. Its answer shows that the daemon
// has read all mail before it, and has sent what became due by that.
func commands(t *testing.T, server *demo.Server, from, log, verb string) {
	t.Helper()
	raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nMessage-ID: <%s@elsewhere.example>\r\nSubject: %s\r\n\r\n", from, log, store.NewTag(), verb)
	if err := server.Deliver([]byte(raw), time.Now()); err != nil {
		t.Fatal(err)
	}
}

// purposesOf returns the purposes of all mail that a daemon has queued, sorted.
func purposesOf(t *testing.T, config string) []string {
	t.Helper()
	var purposes []string
	for _, d := range outboxOf(t, config) {
		purposes = append(purposes, d.Purpose)
	}
	slices.Sort(purposes)
	return purposes
}

// Each of two daemons has the other for a PM: each asks once, and that is all.
func TestLoop_twoDaemonsWiredToEachOther(t *testing.T) {
	t.Parallel()
	serverA, postA := postOffice(t)
	serverB, postB := postOffice(t)
	a := loopConfig(t, "a.example", "log@b.example", serverA.Port(), postB.Port())
	b := loopConfig(t, "b.example", "log@a.example", serverB.Port(), postA.Port())
	// A second PM of both may ask how it stands. The answers go by way of the other's server.
	const anna = "anna@acme.example"
	for _, config := range []string{a, b} {
		text, err := os.ReadFile(config)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, "[[project.contact]]\nname = \"Anna\"\nrole = \"pm\"\naddresses = [\""+anna+"\"]\n"...)
		if err := os.WriteFile(config, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	serve(t, a)
	serve(t, b)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	asked := func(config string) bool {
		list := outboxOf(t, config)
		return len(list) > 0 && list[0].State == store.DeliverySent
	}
	for ; !asked(a) || !asked(b); time.Sleep(50 * time.Millisecond) {
		if ctx.Err() != nil {
			t.Fatal("they do not begin")
		}
	}
	// When they answer a command they have read what the other asks.
	commands(t, serverA, anna, "log@a.example", "status")
	commands(t, serverB, anna, "log@b.example", "status")
	for _, post := range []*demo.Post{postA, postB} {
		for range 2 { // she is asked for the report too
			if _, err := post.Await(ctx, anna); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, config := range []string{a, b} {
		if got := purposesOf(t, config); !slices.Equal(got, []string{"command-status", "report-ask", "report-ask"}) {
			t.Errorf("one sent %q", got)
		}
	}
}

// A PM who is away answers each mail by machine: the daemon asked once, and that
// is all.
func TestLoop_vacationResponder(t *testing.T) {
	t.Parallel()
	server, post := postOffice(t)
	config := loopConfig(t, "agency.example", "pm@agency.example", server.Port(), post.Port())
	serve(t, config)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	raw, err := post.Await(ctx, "pm@agency.example")
	if err != nil {
		t.Fatal(err)
	}
	ask := mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil)
	away := fmt.Sprintf("From: PM <pm@agency.example>\r\nTo: %s\r\nDelivered-To: %[1]s\r\nMessage-ID: <away@agency.example>\r\nIn-Reply-To: <%s>\r\nSubject: Automatic reply: %s\r\nAuto-Submitted: auto-replied\r\n\r\nok\r\n",
		ask.ReplyTo[0].Address, ask.MessageID, ask.Subject)
	if err := server.Deliver([]byte(away), time.Now()); err != nil {
		t.Fatal(err)
	}
	commands(t, server, "pm@agency.example", "log@agency.example", "help")
	if _, err := post.Await(ctx, "pm@agency.example"); err != nil {
		t.Fatal(err)
	}
	if got := purposesOf(t, config); !slices.Equal(got, []string{"command-help", "report-ask"}) {
		t.Errorf("it sent %q", got)
	}
}

func (asking) ProvesMail(string) (bool, error) { return false, nil }
