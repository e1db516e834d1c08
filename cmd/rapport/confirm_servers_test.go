//go:build servers

package main

import (
	"strings"
	"testing"

	"rapport/cmd/rapport/exit"
)

// The whole way of minutes: the PM sends them to the project's address, sees them,
// lets them go; the client corrects them; version 2 shows what changed and is
// confirmed, after a second word since nothing proves who wrote.
func TestServers_minutesFromCorrectionToConfirmation(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct{ language, pm, client, subject, first, second, ok, correction, confirmed, changed string }{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Minutes of the kick-off", "Decisions:\n- The shop is blue\n- Launch on 10 April", "Decisions:\n- The shop is blue\n- Launch on 17 April",
			"ok", "The launch is on 17 April, not 10 April.", "Confirmed.\n\nBest regards,\nAnna", "[added] Launch on 17 April"},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "启动会纪要", "决定：\n- 商城用蓝色\n- 4月10日上线", "决定：\n- 商城用蓝色\n- 4月17日上线",
			"可以发送", "上线应为4月17日，不是10日。", "确认\n\n王伟", "[新增] 4月17日上线"},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			s := serve(t, quietConfig(t, post, c.language))
			pm, client := address(c.pm), address(c.client)
			id := func(step string) string { return step + "." + c.language + "@test.example" }

			sendThrough(t, post.postfix, c.pm, "log+SHOP@agency.test", id("minutes"), "", c.subject, c.first)
			draft := post.await(pm)
			post.reply(c.pm, draft, id("go"), c.ok)
			ask := post.await(client)
			if !strings.Contains(ask.Text, strings.TrimPrefix(strings.Split(c.first, "\n")[2], "- ")) {
				t.Errorf("the client is asked about\n%s", ask.Text)
			}
			if !strings.Contains(draft.Text, client) {
				t.Errorf("the PM is not told to whom it goes:\n%s", draft.Text)
			}
			post.reply(c.client, ask, id("correction"), c.correction)
			note := post.await(pm, draft)
			if !strings.Contains(note.Text, c.correction) {
				t.Errorf("the PM is told\n%s", note.Text)
			}
			passedOn := post.await(client, ask)
			post.reply(c.pm, note, id("second"), c.second)
			draft2 := post.await(pm, draft, note)
			if !strings.Contains(draft2.Text, c.changed) {
				t.Errorf("what changed is not shown:\n%s", draft2.Text)
			}
			post.reply(c.pm, draft2, id("go2"), c.ok)
			ask2 := post.await(client, ask, passedOn)

			// Somebody else who has the mail confirms nothing.
			sendThrough(t, post.postfix, "Mallory <mallory@elsewhere.test>", ask2.ReplyTo[0].Address, id("forged"), "<"+ask2.MessageID+">", "Re: "+ask2.Subject, c.confirmed)
			if told := post.await(pm, draft, note, draft2); !strings.Contains(told.Text, "mallory@elsewhere.test") {
				t.Errorf("the PM is not told who else answered:\n%s", told.Text)
			}
			post.reply(c.client, ask2, id("confirmed"), c.confirmed)
			again := post.await(client, ask, passedOn, ask2)
			if out, err := rapportCommand("confirm", "show", "SHOP", "1", "-c", s.config).CombinedOutput(); err != nil || !strings.Contains(string(out), "version 2  waiting") {
				t.Errorf("before the second word: %v\n%s", err, out)
			}
			post.reply(c.client, again, id("again"), c.confirmed)
			post.await(client, ask, passedOn, ask2, again) // the outcome, which is a receipt as well
			out, err := rapportCommand("confirm", "show", "SHOP", "1", "-c", s.config).CombinedOutput()
			for _, want := range []string{"minutes, version 2, settled: confirmed", "version 1  objected", "version 2  confirmed"} {
				if err != nil || !strings.Contains(string(out), want) {
					t.Errorf("it does not say %q: %v\n%s", want, err, out)
				}
			}
			if out, err := rapportCommand("verify", "-c", s.config).CombinedOutput(); err != nil {
				t.Errorf("verify: %v\n%s", err, out)
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
