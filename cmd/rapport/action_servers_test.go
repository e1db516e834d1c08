//go:build servers

package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/mailtest"
	"rapport/store"
)

// until returns the first mail to a person that holds some words and was not seen before,
// and notes all that it sees.
func (p *post) until(user, words string, seen *[]*store.Message) *store.Message {
	p.Helper()
	for range 6 {
		m := p.await(user, *seen...)
		*seen = append(*seen, m)
		if strings.Contains(m.Subject+"\n"+m.Text, words) {
			return m
		}
	}
	p.Fatalf("no mail to %s says %q", user, words)
	return nil
}

// squeezed says whether a text holds words, wherever its lines are wrapped.
func squeezed(text, words string) bool {
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	return strings.Contains(squeeze(text), squeeze(words))
}

// A PM sends a list of action items; their owner has a word on one of them, gets
// another day, and says that they are done.
func TestServers_actionItemsFromAListToDone(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		language, pm, client, subject, draft, items, later, laterIs, note, another, day, done string
		pmProgram, program                                                                    mailtest.Program
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Action items", "each get their action items", "- Anna: list of the branches\n- Anna: pictures of the shops by 10 January 2030\n", "The pictures will take longer.", "take longer",
			"A reply about action items", "1 by 17 January 2030", "2030-01-17", "All done, thanks", mailtest.Outlook, mailtest.Gmail},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "待办", "将分别收到各自的待办", "- 王伟：提供门店名单\n- 王伟：2030年1月10日前提供门店照片\n", "照片还要晚几天。", "晚几天",
			"对待办事项的回复", "1 改到2030年1月17日", "2030-01-17", "都完成了", mailtest.Foxmail, mailtest.QQMail},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			s := serve(t, quietConfig(t, post, c.language))
			pm, client := address(c.pm), address(c.client)
			var atPM, atClient []*store.Message
			post.sends(c.pmProgram, mailtest.Letter{From: mailtest.Person{Name: strings.Split(c.pm, " <")[0], Address: pm}, To: []mailtest.Person{{Address: "log+shop@agency.test"}}, Subject: c.subject, Date: time.Now(), Text: c.items})
			post.answer(c.pmProgram, c.pm, post.until(pm, c.draft, &atPM), "ok") // nobody has it before
			mine := post.until(client, "2.", &atClient)
			post.answer(c.program, c.client, mine, c.later)
			note := post.until(pm, c.note, &atPM)
			if !strings.Contains(note.Text, c.laterIs) {
				t.Errorf("the PM is not told what was written:\n%s", note.Text)
			}
			post.answer(c.pmProgram, c.pm, note, c.another)
			s.becomes(c.day, "action", "list", "SHOP")
			post.answer(c.program, c.client, mine, c.done)
			for _, n := range []string{"1", "2"} {
				s.becomes(`"state":"done"`, "action", "show", "SHOP", n, "--json")
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// A dispute that the two sides cannot settle goes to the mediator, whose words both
// agree to.
func TestServers_aDisputeIsSettledByAMediator(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		language, pm, client, title, about, analysis, escalate, proposal, ok, agreed, lesson string
		identified, analysed, escalated, draft, binding, again, over                         string // words of the mails
		pmProgram, program, mediator                                                         mailtest.Program
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Second payment", "The client finds that the tests of part two failed.", "Clause 5 asks for tests that pass; both read it differently.", "escalate", "Half is paid now, half after the next tests.", "ok", "Agreed", "We shall agree on tests before we begin.",
			"There is a dispute", "How do you propose to settle it?", "mediator", "Half is paid now", "Half is paid now", "Was that you?", "settled by agreement", mailtest.Outlook, mailtest.AppleMail, mailtest.Thunderbird},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "第二期付款", "客户认为第二期测试没有通过。", "合同第五条对通过的理解不同。", "升级", "现在支付一半，复测通过后支付另一半。", "可以发送", "同意", "以后先约定测试标准。",
			"争议", "您打算如何解决", "调解人", "支付一半", "支付一半", "是您本人的回复吗", "协商一致", mailtest.Foxmail, mailtest.NetEase, mailtest.QQMail},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			config := quietConfig(t, post, c.language, `take_back = "1s"`)
			mediator := map[string]string{"en": "Ruth Adler <zhang@agency.test>", "zh-CN": "陈律师 <li@agency.test>"}[c.language] // whose mailbox is free here
			text, err := os.ReadFile(config)
			if err != nil {
				t.Fatal(err)
			}
			name, _, _ := strings.Cut(mediator, " <")
			text = append(text, "[[project.contact]]\nname = \""+name+"\"\nrole = \"mediator\"\naddresses = [\""+address(mediator)+"\"]\n"...)
			if err := os.WriteFile(config, text, 0o600); err != nil {
				t.Fatal(err)
			}
			s := serve(t, config)
			pm, client := address(c.pm), address(c.client)
			atPM, atClient, atMediator := post.box(pm), post.box(client), post.box(address(mediator))
			state := func(want string) { t.Helper(); s.becomes(" "+want+" ", "dispute", "list", "SHOP") }

			from := t.TempDir() + "/dispute.md"
			if err := os.WriteFile(from, []byte(c.about), 0o600); err != nil {
				t.Fatal(err)
			}
			s.becomes("The PM is asked", "dispute", "raise", "SHOP", "--title", c.title, "--from", from) // as soon as the log is there
			post.answer(c.pmProgram, c.pm, post.until(pm, c.identified, &atPM), c.analysis)
			propose := post.until(pm, c.analysed, &atPM)
			state("analysed")
			post.answer(c.pmProgram, c.pm, propose, c.escalate)
			asked := post.until(address(mediator), c.escalated, &atMediator)
			state("escalated")
			if !squeezed(asked.Text, c.analysis) {
				t.Errorf("the mediator does not see what happened:\n%s", asked.Text)
			}
			post.answer(c.mediator, mediator, asked, c.proposal)
			post.answer(c.pmProgram, c.pm, post.until(pm, c.draft, &atPM), c.ok)
			post.answer(c.program, c.client, post.until(client, c.binding, &atClient), c.agreed)
			state("proposed")
			post.answer(c.program, c.client, post.until(client, c.again, &atClient), c.agreed)
			state("agreed")
			post.answer(c.pmProgram, c.pm, post.until(pm, c.over, &atPM), c.lesson)
			state("evaluated")
			if out, err := rapportCommand("verify", "-c", s.config).CombinedOutput(); err != nil {
				t.Errorf("verify: %v\n%s", err, out)
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
