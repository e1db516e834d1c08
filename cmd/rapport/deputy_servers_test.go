//go:build servers

package main

import (
	"fmt"
	"mime"
	"net/smtp"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/mailtest"
	"rapport/store"
)

// An approver who goes away names a deputy by mail; the deputy is asked for her, agrees in two
// words to what binds, and everything says who did it for whom.
func TestServers_aDeputyApproves(t *testing.T) {
	t.Parallel()
	office := newPost(t, "bob@acme.test", "liming@xinghe.test")
	for _, c := range []struct {
		language, client, deputy, title, text, line, told, agreed, forHer, shown string
		program                                                                  mailtest.Program
	}{
		{"en", "Anna <anna@acme.test>", "Bob Lee <bob@acme.test>", "Scope of phase 2", "Anna and we agree: the shop has a blog.", "deputy Bob Lee bob@acme.test until %s", "as the deputy of Anna", "Agreed.",
			"Bob Lee has agreed for you", "Bob Lee for Anna", mailtest.Outlook},
		{"zh-CN", "王伟 <wangwei@xinghe.test>", "李明 <liming@xinghe.test>", "二期范围", "双方（客户方：王伟）约定：商城增加博客。", "代理人 李明 liming@xinghe.test 到%s", "王伟 指定您为代理人", "同意",
			"李明 已代您同意", "李明（代理人），代 王伟", mailtest.Foxmail},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			client, deputy := address(c.client), address(c.deputy)
			s := serve(t, deputyConfig(t, post, c.language, client, c.deputy))
			text := filepath.Join(t.TempDir(), "scope.md")
			if err := os.WriteFile(text, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := rapportCommand("confirm", "send", "SHOP", "--kind", "scope", "--title", c.title, "--from", text, "--approve", "-c", s.config).CombinedOutput(); err != nil {
				t.Fatalf("send: %v\n%s", err, out)
			}
			ask := post.await(client)
			until := time.Now().UTC().AddDate(0, 0, 7).Format(time.DateOnly)
			_, domain, _ := strings.Cut(client, "@")
			deliver(t, post, "deputy."+c.language, "Authentication-Results: mx.agency.test; dkim=pass header.d="+domain+"; spf=pass smtp.mailfrom="+domain+"; dmarc=pass header.from="+domain+"\r\n"+
				"Received: from mail."+domain+" (mail."+domain+" [192.0.2.41]) by mx.agency.test with ESMTPS id 1\r\n\tfor <log@agency.test>; "+time.Now().UTC().Format(time.RFC1123Z)+"\r\nFrom: "+client+"\r\nTo: log@agency.test\r\nSubject: Away\r\nDate: "+
				time.Now().UTC().Format(time.RFC1123Z)+"\r\nMessage-ID: <deputy."+c.language+"@test.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"+fmt.Sprintf(c.line, until)+"\r\n")
			named := post.await(client, ask)
			if !strings.Contains(named.Text, deputy) {
				t.Errorf("it does not say who is the deputy:\n%s", named.Text)
			}
			seen := post.box(deputy)[:0:0]
			forAnna := post.until(deputy, c.text, &seen)
			if words := strings.Join(strings.Fields(forAnna.Text), " "); !strings.Contains(words, c.told) {
				t.Errorf("the deputy is not told for whom they are asked:\n%s", forAnna.Text)
			}
			post.answer(c.program, c.deputy, forAnna, c.agreed)
			again := post.until(deputy, c.title, &seen)
			if out, err := rapportCommand("confirm", "show", "SHOP", "1", "-c", s.config).CombinedOutput(); err != nil || !strings.Contains(string(out), "version 1  waiting") {
				t.Errorf("before the second word: %v\n%s", err, out)
			}
			post.answer(c.program, c.deputy, again, c.agreed)
			s.becomes("scope, version 1, settled: confirmed", "confirm", "show", "SHOP", "1")
			got := []*store.Message{ask, named}
			post.until(client, c.forHer, &got) // at once, so that she can withdraw it
			post.until(client, c.shown, &got)  // the outcome
			for _, command := range [][]string{{"confirm", "show", "SHOP", "1"}, {"agreed", "SHOP"}, {"projects"}} {
				out, err := rapportCommand(append(command, "-c", s.config)...).CombinedOutput()
				if err != nil || !strings.Contains(string(out), " for ") || !strings.Contains(string(out), deputy) && command[0] != "agreed" {
					t.Errorf("%v: %v\n%s", command, err, out)
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

// deputyConfig is quietConfig with a deputy whom the configuration allows.
func deputyConfig(t *testing.T, post *post, language, client, deputy string) string {
	t.Helper()
	config := quietConfig(t, post, language, `take_back = "1s"`)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(deputy, " <")
	changed := strings.NewReplacer("name = \"log\"\n", "name = \"log\"\nauthserv_id = \"mx.agency.test\"\n", "addresses = ["+strconv.Quote(client)+"]\n",
		fmt.Sprintf("addresses = [%q]\ndeputies = [%q]\n[[project.contact]]\nname = %q\nrole = \"client\"\naddresses = [%[2]q]\n", client, address(deputy), name)).Replace(string(text))
	if err := os.WriteFile(config, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return config
}

// An automatic reply to the address that only its sender knows moves their deadline to the second
// working day after their first day back; one that goes elsewhere moves none.
func TestServers_anAbsenceMovesADeadline(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	friday := time.Now().UTC().AddDate(0, 0, 14)
	for friday.Weekday() != time.Friday {
		friday = friday.AddDate(0, 0, 1)
	}
	moved := friday.AddDate(0, 0, 5).Format(time.DateOnly) // back on Monday
	for _, c := range []struct{ language, client, title, text, subject, away string }{
		{"en", "anna@acme.test", "Minutes of the kick-off", "Decisions:\n- The shop is blue", "Automatic reply: Please confirm", "I am out of the office until " + friday.Format("2 January 2006") + "."},
		{"zh-CN", "wangwei@xinghe.test", "启动会纪要", "决定：\n- 商城用蓝色", "自动回复：请您确认", "您好，我休假至" + friday.Format("2006年1月2日") + "，期间无法及时回复邮件。"},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			s := serve(t, quietConfig(t, post, c.language))
			text := filepath.Join(t.TempDir(), "minutes.md")
			if err := os.WriteFile(text, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := rapportCommand("confirm", "send", "SHOP", "--kind", "minutes", "--title", c.title, "--from", text, "--approve", "-c", s.config).CombinedOutput(); err != nil {
				t.Fatalf("send: %v\n%s", err, out)
			}
			ask := post.await(c.client)
			replies := func(to, id string) {
				t.Helper()
				raw := strings.Join([]string{"From: " + c.client, "To: " + to, "Subject: " + mime.QEncoding.Encode("utf-8", c.subject), "Date: " + time.Now().UTC().Format(time.RFC1123Z), "Message-ID: <" + id + "." + c.language + "@test.example>", "Auto-Submitted: auto-replied",
					"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", c.away, ""}, "\r\n")
				if err := smtp.SendMail(fmt.Sprintf("127.0.0.1:%d", post.postfix.Port), nil, c.client, []string{to}, []byte(raw)); err != nil {
					t.Fatal(err)
				}
				s.becomes(id+"."+c.language, "log", "SHOP", "--all", "--json")
			}
			replies("log+SHOP@agency.test", "elsewhere")
			if out, err := rapportCommand("open", "SHOP", "-c", s.config).CombinedOutput(); err != nil || strings.Contains(string(out), moved) {
				t.Errorf("a reply that anybody could have sent moved it: %v\n%s", err, out)
			}
			replies(ask.ReplyTo[0].Address, "away")
			s.becomes(moved, "open", "SHOP")
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
