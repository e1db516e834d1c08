//go:build servers

package main

import (
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
)

// The whole way of surveys: sent from the shell, answered by a number and corrected
// by the mail that a link opens, or filled in within the quote; a low score is with
// the PM at once, with a case; who wants no more is asked no more.
func TestServers_surveysFromQuestionToResults(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct{ language, pm, client, good, receipt, below, low, stop string }{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "4\n\nBest regards,\nAnna", "4 – satisfied", "Please see below.", "2 – dissatisfied", "unsubscribe"},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "4分\n\n王伟", "4 – 满意", "请见下文。", "2 – 不满意", "退订"},
	} {
		for _, template := range []string{"csat", "closing"} {
			t.Run(c.language+" "+template, func(t *testing.T) {
				post := &post{t, office.dovecot, office.postfix}
				s := serve(t, quietConfig(t, post, c.language))
				pm, client := address(c.pm), address(c.client)
				fromPM, got := post.box(pm), post.box(client)
				id := func(step string) string { return step + "." + template + "." + c.language + "@survey.example" }
				until := func(want string, args ...string) {
					t.Helper()
					var out []byte
					var err error
					for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
						if out, err = rapportCommand(append(args, "-c", s.config)...).CombinedOutput(); err == nil && strings.Contains(string(out), want) {
							return
						}
					}
					t.Fatalf("%v does not say %q: %v\n%s", args, want, err, out)
				}

				until("SHOP survey 1", "survey", "send", "SHOP", "--template", template)
				ask := post.await(client, got...)
				got = append(got, ask)
				to := ask.ReplyTo[0].Address
				// Somebody else who has the mail answers nothing.
				sendThrough(t, post.postfix, "Mallory <mallory@elsewhere.test>", to, id("forged"), "<"+ask.MessageID+">", "Re: "+ask.Subject, "1\n\n1: 1")
				if template == "csat" {
					post.reply(c.client, ask, id("good"), c.good)
				} else {
					post.reply(c.client, ask, id("good"), "1: "+c.good)
				}
				if template == "csat" { // a number alone has no receipt, and two mails may overtake each other
					until("unverified: 1 answered, 100% satisfied, mean 4.0", "survey", "results", "SHOP", "1")
				}
				if template != "csat" {
					if receipt := post.await(client, got...); !strings.Contains(receipt.Text, c.receipt) {
						t.Errorf("the receipt says\n%s", receipt.Text)
					}
				}
				if template == "csat" { // as the link of the 2 opens it
					sendThrough(t, post.postfix, c.client, to, id("low"), "", ask.Subject, "2\n")
				} else {
					filled := *ask
					filled.Text = strings.Replace(ask.Text, "\n1:", "\n1: 2", 1)
					post.reply(c.client, &filled, id("low"), c.below)
				}
				note := post.await(pm, fromPM...)
				fromPM = append(fromPM, note)
				if !strings.Contains(note.Text, c.low) {
					t.Errorf("the PM is told\n%s", note.Text)
				}
				until(`"kind":"complaint","state":"open"`, "case", "list", "SHOP", "--json")
				// Nothing proves who wrote: it stands beside the totals.
				until("unverified: 1 answered, 0% satisfied, mean 2.0", "survey", "results", "SHOP", "1")

				until("SHOP survey 1 is closed", "survey", "close", "SHOP", "1")
				results := post.await(pm, fromPM...)
				if !strings.Contains(results.Text, "0%") {
					t.Errorf("the results are\n%s", results.Text)
				}
				post.reply(c.client, ask, id("stop"), c.stop)
				until(`"stopped":true`, "survey", "show", "SHOP", "1", "--json")
				until("Nothing was altered.", "verify")
				if code := s.stop(); code != exit.OK {
					t.Errorf("exit code %d", code)
				}
			})
		}
	}
}
