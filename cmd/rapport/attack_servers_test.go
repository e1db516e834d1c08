//go:build servers

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/servertest"
	"rapport/store"
)

// A month of forgeries, in both languages, against three projects in which everything is open
// in its first week and everything is answered after that: by somebody who reads the log
// mailbox by IMAP, by somebody to whom mails were forwarded, and by somebody who writes in
// everybody's name. After it the projects are as they are after the same month without:
// nobody but the PMs gets another mail, these get three a day at most, and true answers count.
func TestServers_aMonthOfForgeriesDoesNothing(t *testing.T) {
	t.Parallel()
	s := besiege(t)
	for _, o := range s.offices {
		for _, c := range o.sides {
			s.begin(c)
		}
	}
	s.quiet()
	t.Log("everything is open")
	s.attack(6)
	for _, o := range s.offices {
		for _, c := range o.sides {
			s.end(c)
		}
	}
	s.quiet()
	t.Log("everything is answered")
	s.attack(24)
	for _, o := range s.offices {
		if out, err := rapportCommand("verify", "-c", o.config).CombinedOutput(); err != nil {
			t.Errorf("verify: %v\n%s", err, out)
		}
		if code := o.served.stop(); code != exit.OK {
			t.Errorf("exit code %d", code)
		}
	}
}

// office is a log mailbox and the daemon that reads it.
type office struct {
	log    string // the log address
	plus   bool   // its mailbox takes plus-addresses
	sides  []*side
	config string
	clock  string // file that moves the clock of the daemon
	served *served
	box    *servertest.Maildir
}

func (o *office) state() string { return filepath.Join(filepath.Dir(o.config), "state") }

// siege is the offices that are under attack, whose people have proved mail.
type siege struct {
	*post
	offices []*office
	day     int // of the simulated month
	noon    time.Time
	seen    map[string][]*store.Message // by their people
	mails   int
}

// side is a project under attack: its people, what they honestly say, and what they are asked.
type side struct {
	office                                   *office
	code, language, pm, client               string
	kickoff, minutes, second, line           string // subjects and text of the mails that open something
	wish, wished, impact                     string
	question, report, told, rate             string
	again                                    string // in the subject of what asks once more
	ok, confirmed, approved, fixed, answered string // answers
	open                                     open
}

// open is what a project waits for when the attack begins.
type open struct {
	confirmed               *store.Message // by the client already
	minutes, change, survey *store.Message // at the client
	draft, report           *store.Message // at the PM
	question                string         // id of the client's mail
}

func (o open) all() []*store.Message {
	return []*store.Message{o.confirmed, o.minutes, o.change, o.survey, o.draft, o.report}
}

func besiege(t *testing.T) *siege {
	english := &side{code: "SHOP", language: "en", pm: "Li Na <li@agency.test>", client: "Anna Lee <anna@acme.test>",
		kickoff: "Minutes of the first call", minutes: "Minutes of the kick-off", second: "Minutes of the second week", line: "The shop is blue, and opens on 10 April.",
		wish: "Bonus points", wished: "Please change the home page so that it shows the bonus points of a member.", impact: "Launch two days later, EUR 800 more.",
		question: "When can we use the test accounts?", report: "Summary:\nThe order form is live on staging.", told: "order form is live", rate: "How satisfied",
		ok: "ok", confirmed: "Confirmed.", approved: "Approved.", again: "once more", fixed: "Agreed", answered: "You can use them from Monday."}
	chinese := side{code: "XING", language: "zh-CN", pm: "张敏 <zhang@agency.test>", client: "王伟 <wangwei@xinghe.test>",
		kickoff: "首次沟通会纪要", minutes: "启动会纪要", second: "第二周会议纪要", line: "商城用蓝色，四月十日上线。",
		wish: "会员积分", wished: "希望把首页改成显示会员积分，请调整。", impact: "上线推迟两天，费用增加6000元。",
		question: "测试账号什么时候可以用？", report: "概述：\n订单表单已上线测试环境。", told: "订单表单已上线", rate: "工作满意吗",
		ok: "可以发送", confirmed: "确认", approved: "批准", again: "再确认一次", fixed: "同意", answered: "下周一开始可以用。"}
	plain := chinese
	plain.code, plain.pm, plain.client = "HEHE", "李雷 <lilei@agency.test>", "韩梅 <hanmei@hehe.test>"
	offices := []*office{{log: "log@agency.test", plus: true, sides: []*side{english, &chinese}}, {log: "rizhi@agency.test", sides: []*side{&plain}}}

	var accounts []servertest.Account
	for _, user := range []string{"log@agency.test", "rizhi@agency.test", "sun@agency.test", "li@agency.test", "anna@acme.test", "zhang@agency.test", "wangwei@xinghe.test", "lilei@agency.test", "hanmei@hehe.test"} {
		accounts = append(accounts, servertest.Account{User: user, Password: "pass " + user})
	}
	dovecot := servertest.Dovecot(t, accounts...)
	s := &siege{post: &post{t, dovecot, servertest.Postfix(t, dovecot)}, offices: offices, seen: map[string][]*store.Message{}}
	s.noon = time.Now().UTC().Truncate(24 * time.Hour).Add(12 * time.Hour)
	for _, o := range offices {
		if out, err := dovecot.Doveadm(t.Context(), "mailbox", "create", "-u", o.log, "Sent"); err != nil {
			t.Fatal(err, out)
		}
		var err error
		if o.box, err = dovecot.Fill(o.log); err != nil {
			t.Fatal(err)
		}
		for _, c := range o.sides {
			c.office = o
		}
		o.config = s.writeConfig(o, t.TempDir(), s.postfix.Port, true)
		begun(t, o.config)
		o.clock = filepath.Join(filepath.Dir(o.config), "clock")
		s.setClock(o.clock, 0)
		o.served = serve(t, o.config, "RAPPORT_TEST_CLOCK="+o.clock)
	}
	return s
}

// writeConfig writes the configuration of an office into a directory.
func (s *siege) writeConfig(o *office, dir string, relay int, sent bool) string {
	s.Helper()
	text := fmt.Sprintf("log_address = %q\nstate_dir = \"state\"\n[sending]\nper_recipient = 1000\nper_client_week = 0\nplus_addresses = %t\n", o.log, o.plus)
	text += fmt.Sprintf("[[account]]\nname = \"log\"\nhost = \"127.0.0.1\"\nport = %d\ntls = \"implicit\"\nca_file = %q\nuser = %q\npassword_file = \"./secret\"\nauthserv_id = \"mx.agency.test\"\n", s.dovecot.TLSPort, s.dovecot.CAFile, o.log)
	text += fmt.Sprintf("[[relay]]\nname = \"main\"\nhost = \"127.0.0.1\"\nport = %d\ntls = \"none\"\nverp = %t\n", relay, o.plus)
	if sent {
		text += "sent_folder = \"log/Sent\"\n"
	}
	due := s.noon.Add(36 * time.Hour)
	for _, c := range o.sides {
		text += fmt.Sprintf("[[project]]\ncode = %q\nname = %q\nclient = %q\nlanguage = %q\ntime_zone = \"UTC\"\nanswer_within = \"8h\"\nhours = \"00:00-23:59\"\ntake_back = \"1s\"\nconfirm_days = 5\n", c.code, "Order system "+c.code, "Client of "+c.code, c.language)
		text += fmt.Sprintf("report = \"weekly on %s at %s\"\nreport_on_holiday = \"keep\"\nreport_ask = \"48h\"\n", strings.ToLower(due.Weekday().String()), due.Format("15:04"))
		for _, person := range []struct{ who, role string }{{c.pm, "pm"}, {c.client, "client"}, {"Sun Lei <sun@agency.test>", "team"}} {
			text += fmt.Sprintf("[[project.contact]]\nname = %q\nrole = %q\naddresses = [%q]\n", strings.Split(person.who, " <")[0], person.role, address(person.who))
		}
	}
	path := filepath.Join(dir, "config.toml")
	for file, content := range map[string]string{path: text, filepath.Join(dir, "secret"): "pass " + o.log} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			s.Fatal(err)
		}
	}
	return path
}

// honest puts a mail of a person into the log mailbox as its server delivers it: the server
// found that it is theirs.
func (s *siege) honest(c *side, from, to, cc, subject, answers, text string) (id string) {
	s.Helper()
	s.mails++
	if answers == "" && !c.office.plus {
		subject = "[" + c.code + "] " + subject
	}
	_, domain, _ := strings.Cut(address(from), "@")
	id = fmt.Sprintf("honest.%d@%s", s.mails, domain)
	now := s.now()
	var b strings.Builder
	fmt.Fprintf(&b, "Return-Path: <%s>\nDelivered-To: %s\nAuthentication-Results: mx.agency.test; spf=pass smtp.mailfrom=%[1]s; dmarc=pass header.from=%[3]s\n", address(from), to, domain)
	fmt.Fprintf(&b, "Received: from mail.%s by mx.agency.test with ESMTPS id H%d; %s\nFrom: %s\nTo: %s\nSubject: %s\nDate: %[3]s\nMessage-ID: <%[7]s>\n", domain, s.mails, now.Format(time.RFC1123Z), from, to, subject, id)
	if cc != "" {
		fmt.Fprintf(&b, "Cc: %s\n", cc)
	}
	if answers != "" {
		fmt.Fprintf(&b, "In-Reply-To: <%s>\nReferences: <%[1]s>\n", answers)
	}
	fmt.Fprintf(&b, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n", text)
	if err := c.office.box.Add([]byte(strings.ReplaceAll(b.String(), "\n", "\r\n")), now); err != nil {
		s.Fatal(err)
	}
	return id
}

// replies answers a mail of Rapport with proof.
func (s *siege) replies(c *side, from string, m *store.Message, text string) {
	s.Helper()
	s.honest(c, from, m.ReplyTo[0].Address, "", "Re: "+m.Subject, m.MessageID, text)
}

// next waits for a mail to a person, not seen before, of a project that holds some words
// and asks for an answer.
func (s *siege) next(c *side, person, words string) *store.Message {
	s.Helper()
	user := address(person)
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		for _, m := range s.box(user) {
			known := slices.ContainsFunc(s.seen[user], func(k *store.Message) bool { return k.MessageID == m.MessageID })
			if !known && asks(c.office, m) && strings.Contains(m.Subject+m.Text, c.code) && squeezed(m.Subject+m.Text, words) {
				s.seen[user] = append(s.seen[user], m)
				return m
			}
		}
	}
	var has []string
	for _, m := range s.box(user) {
		has = append(has, m.Subject)
	}
	s.Fatalf("%s is not asked by %s about %q; there is\n%s", user, c.code, words, strings.Join(has, "\n"))
	return nil
}

// asks reports whether a reply to a mail of an office is an answer to it.
func asks(o *office, m *store.Message) bool {
	return len(m.ReplyTo) == 1 && (strings.Contains(m.ReplyTo[0].Address, "+r.") || !o.plus && m.ReplyTo[0].Address == o.log)
}

// begin brings a project to where everything is open, and one text is confirmed already.
func (s *siege) begin(c *side) {
	s.Helper()
	o, to := &c.open, c.office.log
	if c.office.plus {
		to = strings.Replace(to, "@", "+"+c.code+"@", 1)
	}
	ask := s.next(c, c.pm, "")
	s.replies(c, c.pm, ask, c.report)
	o.report = s.next(c, c.pm, c.told)
	s.honest(c, c.pm, to, "", c.kickoff, "", c.line)
	s.replies(c, c.pm, s.next(c, c.pm, c.kickoff), c.ok)
	o.confirmed = s.next(c, c.client, c.kickoff)
	s.replies(c, c.client, o.confirmed, c.confirmed)
	s.becomes(c, "settled: confirmed", "confirm", "show", c.code, "1")
	s.honest(c, c.pm, to, "", c.minutes, "", c.line)
	s.replies(c, c.pm, s.next(c, c.pm, c.minutes), c.ok)
	o.minutes = s.next(c, c.client, c.minutes)
	s.honest(c, c.pm, to, "", c.second, "", c.line)
	o.draft = s.next(c, c.pm, c.second)
	s.honest(c, c.client, to, "", c.wish, "", c.wished)
	s.replies(c, c.pm, s.next(c, c.pm, c.wish), c.impact)
	s.replies(c, c.pm, s.next(c, c.pm, c.impact), c.ok)
	o.change = s.next(c, c.client, c.impact)
	o.question = s.honest(c, c.client, to, c.pm, "Test accounts "+c.code, "", c.question)
	s.becomes(c, "Test accounts "+c.code, "case", "list", c.code)
	s.becomes(c, "survey 1", "survey", "send", c.code)
	o.survey = s.next(c, c.client, c.rate)
}

// end sends the honest answers to all that was open.
func (s *siege) end(c *side) {
	s.Helper()
	o := c.open
	s.replies(c, c.client, o.minutes, c.confirmed)
	s.becomes(c, "settled: confirmed", "confirm", "show", c.code, "2")
	s.replies(c, c.client, o.change, c.approved)
	s.replies(c, c.client, s.next(c, c.client, c.again), c.fixed)
	s.becomes(c, " approved ", "change", "list", c.code)
	s.replies(c, c.client, o.survey, "4")
	s.becomes(c, "4.0", "survey", "results", c.code, "1")
	s.replies(c, c.pm, o.draft, c.ok)
	s.next(c, c.client, c.second)
	s.replies(c, c.pm, o.report, c.ok)
	s.gets(c.client, c.told)
	s.honest(c, c.pm, address(c.client), c.office.log, "Re: Test accounts "+c.code, o.question, c.answered)
	s.becomes(c, `"state":"answered"`, "case", "list", c.code, "--json")
}

// gets waits for a mail to a person that holds some words.
func (s *siege) gets(person, words string) {
	s.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if slices.ContainsFunc(s.box(address(person)), func(m *store.Message) bool { return squeezed(m.Text, words) }) {
			return
		}
	}
	s.Fatalf("%s gets nothing about %q", person, words)
}

func (s *siege) becomes(c *side, want string, command ...string) {
	s.Helper()
	c.office.served.becomes(want, command...)
}
