//go:build servers

package main

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"rapport/cmd/rapport/exit"
	"rapport/mailin"
	"rapport/mailin/files"
	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/mailin/servertest"
	"rapport/store"
)

// post is a post office for a test: a Postfix and a Dovecot with a mailbox for
// each person.
type post struct {
	*testing.T
	dovecot *servertest.DovecotServer
	postfix *servertest.PostfixServer
}

func newPost(t *testing.T, more ...string) *post {
	t.Helper()
	account := func(user string) servertest.Account { return servertest.Account{User: user, Password: "pass " + user} }
	accounts := []servertest.Account{account("log@agency.test"), account("li@agency.test"), account("zhang@agency.test"), account("anna@acme.test"), account("wangwei@xinghe.test")}
	for _, user := range more {
		accounts = append(accounts, account(user))
	}
	dovecot := servertest.Dovecot(t, accounts...)
	if out, err := dovecot.Doveadm(t.Context(), "mailbox", "create", "-u", "log@agency.test", "Sent"); err != nil {
		t.Fatal(err, out)
	}
	return &post{t, dovecot, servertest.Postfix(t, dovecot)}
}

// box returns what is in the mailbox of a person.
func (p *post) box(user string) []*store.Message { return p.folder(user, "INBOX") }

func (p *post) folder(user, folder string) []*store.Message {
	p.Helper()
	var list []*store.Message
	found, err := files.List(p.dovecot.Maildir(user))
	if err != nil && !os.IsNotExist(err) {
		p.Fatal(err)
	}
	for _, f := range found {
		if !f.Maildir || strings.Contains(f.Path, "/.Sent/") != (folder == "Sent") {
			continue
		}
		err := f.Each(10<<20, func(m files.StoredMail) error {
			list = append(list, mailin.Read(m.Raw, m.Received, mime.DefaultLimits(), nil))
			return nil
		}, func(origin string, err error) { p.Error(origin, err) })
		if err != nil && !os.IsNotExist(err) { // Dovecot may rename it meanwhile
			p.Fatal(err)
		}
	}
	return list
}

// reply answers a mail as people do, to its Reply-To, with one program or another:
// which, is by the id of the step, always the same.
func (p *post) reply(from string, m *store.Message, id, text string) {
	p.Helper()
	programs := mailtest.Programs()
	if !strings.ContainsFunc(from+text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		programs = []mailtest.Program{mailtest.Gmail, mailtest.Outlook, mailtest.AppleMail, mailtest.Thunderbird}
	}
	p.answer(programs[crc32.ChecksumIEEE([]byte(id))%uint32(len(programs))], from, m, text)
}

// The whole way of a report: its time comes, the PM is asked, answers, is shown
// the report, lets it go, and the client has it, once; the client's answer lands
// in its thread.
func TestServers_aReportFromScheduleToClient(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		language, pm, client, text, ok, yes string
		says                                []string
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>",
			"Status: at risk - the payment provider is late\n\nSummary:\nThe order form is live on staging.\n\nDone:\n- Order form\n- Accounts for testers\n\nIn progress:\n- Payment: 60%\n- Returns: 20%\n\nNext:\n- Load test",
			"ok now", "yes", []string{"The order form is live on staging.", "Payment", "60", "the payment provider is late"}},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>",
			"状态：正常\n\n概述：\n订单表单已上线测试环境。\n\n已完成：\n- 订单表单\n\n进行中：\n- 支付：60％\n\n下一步：\n- 压力测试",
			"立即发送", "是", []string{"订单表单已上线测试环境。", "支付", "60"}},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			dir := t.TempDir()
			s := serve(t, reportConfig(t, dir, post, c.language))
			pm, client := address(c.pm), address(c.client)
			ask := post.await(pm)
			post.reply(c.pm, ask, "text."+c.language+"@agency.test", c.text)
			draft := post.await(pm, ask)
			if !strings.Contains(draft.Text, c.says[0]) || len(draft.Attachments) == 0 {
				t.Errorf("the PM is shown %d charts and\n%s", len(draft.Attachments), draft.Text)
			}
			if len(post.box(client)) != 0 {
				t.Error("the client got something that nobody approved")
			}
			// Somebody else who knows the address, and an automatic reply, let nothing go.
			sendThrough(t, post.postfix, "Mallory <mallory@elsewhere.test>", draft.ReplyTo[0].Address, "forged."+c.language+"@elsewhere.test", "<"+draft.MessageID+">", "Re: "+draft.Subject, c.ok)
			s.logs("forged." + c.language + "@elsewhere.test")
			post.reply(c.pm, draft, "ok."+c.language+"@agency.test", c.ok)
			// Since somebody else had the address, the PM is asked whether they wrote that.
			post.reply(c.pm, post.await(pm, ask, draft), "again."+c.language+"@agency.test", c.yes)
			report := post.await(client)
			for _, words := range c.says {
				if !strings.Contains(report.Text, words) {
					t.Errorf("the report does not say %q:\n%s", words, report.Text)
				}
			}
			post.reply(c.client, report, "thanks."+c.language+"@client.test", "Thank you. 谢谢")
			var thanks store.Entry
			for deadline := time.Now().Add(30 * time.Second); thanks.ID == 0 && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
				for _, e := range s.log() {
					if slices.Contains(e.InReplyTo, report.MessageID) {
						thanks = e
					}
				}
			}
			var thread int64
			for _, e := range s.log() {
				if e.MessageID == report.MessageID {
					thread = e.Thread
					if e.Kind != store.KindSent {
						t.Errorf("the report is logged as %s", e.Kind)
					}
				}
			}
			if thanks.Thread != thread || thread == 0 || thanks.Project != "SHOP" {
				t.Errorf("the answer is in thread %d of %q, the report in %d", thanks.Thread, thanks.Project, thread)
			}
			time.Sleep(2 * time.Second)
			if n := len(post.box(client)); n != 1 {
				t.Errorf("the client has %d mails", n)
			}
			copied := false
			for _, m := range post.folder("log@agency.test", "Sent") {
				copied = copied || m.MessageID == report.MessageID
			}
			if !copied {
				t.Error("the folder of sent mail does not have the report")
			}
			if out, err := rapportCommand("verify", "-c", s.config).CombinedOutput(); err != nil {
				t.Errorf("verify: %v\n%s", err, out)
			}
			if out, err := rapportCommand("outbox", "-c", s.config).CombinedOutput(); err != nil || !bytes.Contains(out, []byte("No mail is waiting")) {
				t.Errorf("outbox: %v\n%s", err, out)
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// await waits for a mail beside those of before.
func (p *post) await(user string, before ...*store.Message) *store.Message {
	p.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		for _, m := range p.box(user) {
			known := false
			for _, b := range before {
				known = known || b.MessageID == m.MessageID
			}
			if !known {
				return m
			}
		}
	}
	p.Fatalf("%s got no mail beside %d", user, len(before))
	return nil
}

func (s *served) log() []store.Entry { return s.entries(-1) }

// logs waits until the daemon has logged a mail.
func (s *served) logs(messageID string) {
	s.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if slices.ContainsFunc(s.log(), func(e store.Entry) bool { return e.MessageID == messageID }) {
			return
		}
	}
	s.Fatalf("%s was not logged", messageID)
}

func address(person string) string {
	_, rest, _ := strings.Cut(person, "<")
	return strings.TrimSuffix(rest, ">")
}

// reportConfig writes a configuration with one project that owes a report
// tomorrow, and whose PM is asked now.
func reportConfig(t *testing.T, dir string, p *post, language string) string {
	t.Helper()
	name, client, pm, pmAddress, person, personAddress := "Order system", "Acme Ltd", "Li Na", "li@agency.test", "Anna", "anna@acme.test"
	if language == "zh-CN" {
		name, client, pm, pmAddress, person, personAddress = "订单系统", "星河科技", "张敏", "zhang@agency.test", "王伟", "wangwei@xinghe.test"
	}
	due := time.Now().UTC().Add(20 * time.Hour)
	account := p.dovecot.Accounts[0]
	text := fmt.Sprintf(`log_address = %q
state_dir = "state"
digest = "off"

[[account]]
name = "log"
host = "127.0.0.1"
port = %d
tls = "implicit"
ca_file = %q
user = %[1]q
password_file = "./secret"

[[relay]]
name = "main"
host = "127.0.0.1"
port = %[4]d
tls = "none"
verp = true
sent_folder = "log/Sent"

[[project]]
code = "SHOP"
name = %q
client = %q
language = %q
time_zone = "UTC"
report = "weekly on %s at %s"
report_on_holiday = "keep"
report_ask = "30h"
[[project.contact]]
name = %q
role = "pm"
addresses = [%q]
[[project.contact]]
name = %q
role = "client"
addresses = [%q]
`, account.User, p.dovecot.TLSPort, p.dovecot.CAFile, p.postfix.Port, name, client, language,
		strings.ToLower(due.Weekday().String()), due.Format("15:04"), pm, pmAddress, person, personAddress)
	path := filepath.Join(dir, "config.toml")
	for file, content := range map[string]string{path: text, filepath.Join(dir, "secret"): account.Password} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	begun(t, path)
	return path
}
