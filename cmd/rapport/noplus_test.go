package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/store"
)

// A log mailbox at QQ or 163 takes no plus-addresses: answers are told by what
// they answer, and the copy that proves a delivery by its Message-ID.
func TestServe_aReportWithoutPlusAddresses(t *testing.T) {
	t.Parallel()
	server, post := postOffice(t)
	config := loopConfig(t, "agency.example", "pm@agency.example", server.Port(), post.Port())
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "[[project.contact]]\nname = \"Anna\"\nrole = \"client\"\naddresses = [\"anna@acme.example\"]\n[sending]\nplus_addresses = false\n"...)
	if err := os.WriteFile(config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, config)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	get := func(address string) *store.Message {
		t.Helper()
		raw, err := post.Await(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		return mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil)
	}
	answer := func(m *store.Message, text string) {
		t.Helper()
		if len(m.ReplyTo) != 1 || m.ReplyTo[0].Address != "log@agency.example" {
			t.Errorf("answers to %q go to %v", m.Subject, m.ReplyTo)
		}
		raw := fmt.Sprintf("From: PM <pm@agency.example>\r\nTo: log@agency.example\r\nMessage-ID: <%s@agency.example>\r\nIn-Reply-To: <%s>\r\nSubject: Re: %s\r\n\r\n%s\r\n",
			store.NewTag(), m.MessageID, m.Subject, text)
		if err := server.Deliver([]byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	answer(get("pm@agency.example"), "Summary:\r\nAll is well.")
	answer(get("pm@agency.example"), "ok\r\n\r\nThanks\r\nPM")
	// Nothing proves that it was the PM, and a Message-ID is known to many.
	asked := get("pm@agency.example")
	if !strings.Contains(asked.Text, "Did you write this?") || !strings.Contains(asked.Text, "> ok") {
		t.Errorf("the PM is asked\n%s", asked.Text)
	}
	answer(asked, "yes")
	report := get("anna@acme.example")
	if !strings.Contains(report.Text, "All is well.") {
		t.Errorf("the report says\n%s", report.Text)
	}
	s.entries(7)
	commands(t, server, "pm@agency.example", "log@agency.example", "help")
	get("pm@agency.example") // by then it has read the copies of all mail before
	own, all := 0, s.entries(9)
	for _, e := range all {
		if e.Kind == store.KindSent {
			own++
		}
	}
	if len(all) != 9 || own != 5 {
		t.Errorf("%d entries, %d of what was sent: copies were logged again", len(all), own)
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
}
