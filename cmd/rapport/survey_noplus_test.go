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

// Where the log mailbox takes no plus-addresses, the mail that a link opens is no
// answer to any other: it carries the token in its text.
func TestServe_aSurveyWithoutPlusAddresses(t *testing.T) {
	t.Parallel()
	server, post := postOffice(t)
	config := loopConfig(t, "agency.example", "pm@agency.example", server.Port(), post.Port())
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	code := strings.SplitN(strings.SplitN(string(text), "code = \"", 2)[1], "\"", 2)[0]
	before := strings.NewReplacer("report = ", "# report = ", "report_on", "# report_on", "report_ask", "# report_ask").Replace(string(text))
	before += "[[project.contact]]\nname = \"Anna\"\nrole = \"client\"\naddresses = [\"anna@acme.example\"]\n[sending]\nplus_addresses = false\n"
	if err := os.WriteFile(config, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, config)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) { // it makes its database first
		out, err := rapportCommand("survey", "send", code, "-c", s.config).CombinedOutput()
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	get := func() (*store.Message, string) {
		t.Helper()
		raw, err := post.Await(ctx, "anna@acme.example")
		if err != nil {
			t.Fatal(err)
		}
		return mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil), string(raw)
	}
	ask, raw := get()
	unfolded := strings.NewReplacer("\r\n ", " ", "%5B", "[", "%5D", "]").Replace(raw)
	_, reference, found := strings.Cut(unfolded, "[r.")
	if !found || !strings.Contains(unfolded, "List-Unsubscribe:") {
		t.Fatalf("it carries no reference:\n%s", raw)
	}
	reference = "[r." + reference[:strings.Index(reference, "]")+1]
	mail := fmt.Sprintf("From: Anna <anna@acme.example>\r\nTo: log@agency.example\r\nMessage-ID: <%s@acme.example>\r\nSubject: %s\r\n\r\n4\r\n\r\nGood work so far.\r\n\r\n%s\r\n", store.NewTag(), ask.Subject, reference)
	if err := server.Deliver([]byte(mail), time.Now()); err != nil {
		t.Fatal(err)
	}
	if receipt, _ := get(); !strings.Contains(receipt.Text, "4 – ") {
		t.Errorf("the receipt says\n%s", receipt.Text)
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
}
