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

// A client's question is answered in the log, and closed by a solution that the client
// confirms. Nothing proves who asked, so nobody is told the number of the case.
func TestServers_aCaseFromQuestionToConfirmedSolution(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		language, pm, client, subject, question, answer, solution, ok, confirmed string
		programs                                                                 []mailtest.Program
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Login fails", "Hi Li Na,\n\nthe login fails with an error since this morning. Can you help?\n\nAnna", "We are looking into it.",
			"The certificate had expired. It is renewed, and will be renewed by itself from now on.", "ok", "Confirmed.", []mailtest.Program{mailtest.Outlook, mailtest.Thunderbird, mailtest.Gmail, mailtest.AppleMail}},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "无法登录", "张经理，您好：\n\n今天早上开始系统无法登录，一直报错，请帮忙看一下。\n\n王伟", "正在排查。",
			"证书过期，现已更换，以后会自动续期。", "可以发送", "确认", []mailtest.Program{mailtest.NetEase, mailtest.QQMail, mailtest.Foxmail, mailtest.Foxmail6}},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			s := serve(t, quietConfig(t, post, c.language, `answer_within = "8h"`, `hours = "00:00-23:59"`, `acknowledge = true`))
			pm, client := address(c.pm), address(c.client)
			who := mailtest.Person{Name: strings.Split(c.client, " <")[0], Address: client}
			asked := post.sends(c.programs[0], mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log@agency.test"}}, Subject: c.subject, Date: time.Now(), Text: c.question})
			s.becomes(`"state":"open"`, "case", "list", "SHOP", "--json")
			post.sends(c.programs[1], mailtest.Letter{From: mailtest.Person{Name: strings.Split(c.pm, " <")[0], Address: pm}, To: []mailtest.Person{{Address: "log@agency.test"}, who}, Subject: c.subject, Date: time.Now(), Text: c.answer, Answers: asked})
			s.becomes(`"state":"answered"`, "case", "list", "SHOP", "--json")

			solve := rapportCommand("case", "solve", "SHOP", "1", "-c", s.config)
			solve.Stdin = strings.NewReader(c.solution)
			if out, err := solve.CombinedOutput(); err != nil {
				t.Fatalf("solve: %v\n%s", err, out)
			}
			draft := post.await(pm)
			post.answer(c.programs[1], c.pm, draft, c.ok)
			ask := post.await(client)
			if !strings.Contains(strings.ReplaceAll(ask.Text, "\n", " "), strings.Fields(c.solution)[0]) {
				t.Errorf("the client is to confirm\n%s", ask.Text)
			}
			post.answer(c.programs[2], c.client, ask, c.confirmed)
			again := post.await(client, ask) // nothing proves who wrote it
			s.becomes(`"state":"answered"`, "case", "list", "SHOP", "--json")
			post.answer(c.programs[3], c.client, again, c.confirmed)
			s.becomes(`"state":"closed"`, "case", "list", "SHOP", "--json")
			seen := []*store.Message{ask, again}
			seen = append(seen, post.await(client, seen...)) // the outcome, and nothing else
			if n := len(post.box(client)); n != len(seen) {
				t.Errorf("the client has %d mails, want %d", n, len(seen))
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
