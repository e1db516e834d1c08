//go:build servers

package main

import (
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
)

// A client's question opens a case, the PM's reply with the log in copy answers
// it, thanks leave it so, and another question opens it again.
func TestServers_aCaseFromQuestionToAnswer(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct{ language, pm, client, subject, question, answer, thanks, again string }{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Test accounts", "Hi Li Na,\n\nwhen can we use the test accounts?\n\nAnna", "From Thursday on.", "Thank you very much!", "Why does the second account not work?"},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "测试账号", "张经理，您好：\n\n测试账号什么时候可以用？\n\n王伟", "周四起可用。", "谢谢！", "第二个账号为什么登录不了？"},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			s := serve(t, quietConfig(t, post, c.language))
			id := func(step string) string { return step + "." + c.language + "@case.example" }
			isNow := func(state string) {
				t.Helper()
				var out []byte
				var err error
				for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
					out, err = rapportCommand("case", "list", "SHOP", "--json", "-c", s.config).CombinedOutput()
					if err == nil && strings.Count(string(out), "\"number\":") == 1 && strings.Contains(string(out), `"state":"`+state+`"`) {
						return
					}
				}
				t.Fatalf("it is not %s: %v\n%s", state, err, out)
			}
			mail := func(from, step, answers, text string) {
				to := "log@agency.test"
				if from == c.pm { // an answer is one to the client
					to += ", " + address(c.client)
				}
				if answers != "" {
					answers = "<" + id(answers) + ">"
				}
				sendThrough(t, post.postfix, from, to, id(step), answers, c.subject, text)
			}
			mail(c.client, "question", "", c.question)
			isNow("open")
			mail(c.pm, "answer", "question", c.answer)
			isNow("answered")
			mail(c.client, "thanks", "answer", c.thanks)
			mail(c.client, "again", "answer", c.again)
			isNow("open")
			if out, err := rapportCommand("case", "close", "SHOP", "1", "-c", s.config).CombinedOutput(); err != nil {
				t.Errorf("close: %v\n%s", err, out)
			}
			isNow("closed")
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
