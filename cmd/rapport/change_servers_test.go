//go:build servers

package main

import (
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/mailtest"
	"rapport/store"
)

// The whole way of a change: a client's mail raises it, the PM assesses it, the
// client approves it in two words, somebody else's approval counts for nothing, and
// what was carried out is verified. Every answer is as another program writes it.
func TestServers_aChangeFromWishToVerification(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		language, pm, client, subject, wish, impact, ok, approved, again, done, confirmed string
		pmProgram                                                                         mailtest.Program
		programs                                                                          []mailtest.Program // of the client, one after the other
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Bonus points", "Hi Li Na,\n\nplease change the home page so that it shows the bonus points of a member.\n\nAnna", "Launch two days later, EUR 800 more.",
			"ok", "Approved.", "Agreed", "done", "Confirmed, thank you", mailtest.Outlook, []mailtest.Program{mailtest.Gmail, mailtest.Outlook, mailtest.AppleMail, mailtest.Thunderbird}},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "会员积分", "张经理，您好：\n\n希望把首页改成显示会员积分，请调整。\n\n王伟", "上线推迟两天，费用增加6000元。",
			"可以发送", "批准", "同意", "完成", "确认，谢谢", mailtest.Foxmail, []mailtest.Program{mailtest.QQMail, mailtest.NetEase, mailtest.Foxmail, mailtest.Foxmail6}},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			s := serve(t, quietConfig(t, post, c.language, `take_back = "1s"`))
			pm, client := address(c.pm), address(c.client)
			var atPM, atClient []*store.Message
			next := func(user string, seen *[]*store.Message) *store.Message {
				t.Helper()
				m := post.await(user, *seen...)
				*seen = append(*seen, m)
				return m
			}
			state := func(want string) { t.Helper(); s.becomes(" "+want+" ", "change", "list", "SHOP") }

			who := mailtest.Person{Name: strings.Split(c.client, " <")[0], Address: client}
			post.sends(c.programs[0], mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log@agency.test"}}, Subject: c.subject, Date: time.Now(), Text: c.wish})
			raised := next(pm, &atPM)
			state("raised")
			post.answer(c.pmProgram, c.pm, raised, c.impact)
			draft := next(pm, &atPM) // and no receipt
			if !strings.Contains(draft.Text, c.impact) || !strings.Contains(draft.Text, client) {
				t.Fatalf("the PM does not see what the client will:\n%s", draft.Text)
			}
			post.answer(c.pmProgram, c.pm, draft, c.ok)
			ask := next(client, &atClient)

			// Who has the mail of somebody else approves nothing, nor does one word.
			mallory := &store.Message{MessageID: ask.MessageID, From: ask.From, ReplyTo: ask.ReplyTo, Subject: ask.Subject, Date: ask.Date, Text: ask.Text}
			post.answer(mailtest.Gmail, "Mallory <mallory@elsewhere.test>", mallory, c.approved)
			if m := next(pm, &atPM); !strings.Contains(m.Text, "mallory@elsewhere.test") {
				t.Errorf("the PM is not told who else answered:\n%s", m.Text)
			}
			post.answer(c.programs[1], c.client, ask, c.approved)
			again := next(client, &atClient)
			state("assessed")
			post.answer(c.programs[2], c.client, again, c.again)
			next(client, &atClient) // from when on it is in force
			state("approved")
			var carry *store.Message
			for range 2 { // that it was agreed to, and what is to be done now that it is in force
				m := next(pm, &atPM)
				if len(m.ReplyTo) == 1 && strings.Contains(m.ReplyTo[0].Address, "+r.") && !strings.Contains(m.Text, c.impact+"\n\n##") {
					carry = m
				}
			}
			post.answer(c.pmProgram, c.pm, carry, c.done)
			look := next(client, &atClient)
			state("carried-out")
			post.answer(c.programs[3], c.client, look, c.confirmed)
			// Nothing proves who wrote it: a second word here too.
			again = next(client, &atClient)
			post.answer(c.programs[0], c.client, again, c.confirmed)
			state("verified")
			if out, err := rapportCommand("verify", "-c", s.config).CombinedOutput(); err != nil {
				t.Errorf("verify: %v\n%s", err, out)
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
