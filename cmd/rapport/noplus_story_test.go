package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rapport/cmd/rapport/demo"
	"rapport/cmd/rapport/exit"
	"rapport/mailin"
	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/mailout/tracker/trackertest"
	"rapport/store"
)

// The people of the story. 李娜 manages two projects, 周敏 one.
func liNa() mailtest.Person {
	return mailtest.Person{Name: "李娜", Address: "lina@agency.example", Program: mailtest.Foxmail}
}
func zhouMin() mailtest.Person {
	return mailtest.Person{Name: "周敏", Address: "zhoumin@agency.example", Program: mailtest.NetEase}
}
func sunLei() mailtest.Person {
	return mailtest.Person{Name: "孙磊", Address: "sunlei@agency.example", Program: mailtest.Foxmail6}
}
func wangWei() mailtest.Person {
	return mailtest.Person{Name: "王伟", Address: "wangwei@xinghe.example", Program: mailtest.QQMail}
}
func chenJing() mailtest.Person {
	return mailtest.Person{Name: "陈静", Address: "chenjing@xinghe.example", Program: mailtest.NetEase}
}

const storyLog = "log@agency.example"

// story is what `rapport demo` shows, in Chinese, where the log mailbox takes no plus-addresses.
type story struct {
	*served
	server *demo.Server
	post   *demo.Post
	ctx    context.Context
	dir    string
	proved bool          // the server of the log mailbox proves who wrote a mail
	ahead  time.Duration // of the clock of the machine, which the daemon and people live by
}

// Whatever the demo shows works at a provider such as QQ or 163 too, in Chinese: each answer is
// told by what it answers, each beginning by a tag, an alias or the PM's only project. Each
// person gets the mails of this story in this order, and no others.
func TestNoPlus_theWholeStory(t *testing.T) {
	for name, proved := range map[string]bool{"proved": true, "unproved": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, proved)
			s.correspondence()
			s.report()
			s.meeting()
			s.minutes()
			s.change()
			s.questions()
			s.survey()
			s.others()
			s.digest()
			if out := s.shell("verify"); !strings.Contains(out, "Nothing was altered.") {
				t.Error(out)
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

func newStory(t *testing.T, proved bool) *story {
	t.Helper()
	s := &story{dir: t.TempDir(), proved: proved}
	s.server, s.post = postOffice(t)
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	s.ctx = ctx
	if err := os.WriteFile(filepath.Join(s.dir, "secret"), []byte(demo.Password), 0o600); err != nil {
		t.Fatal(err)
	}
	calendar := filepath.Join(s.dir, "calendars")
	if err := os.MkdirAll(calendar, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(calendar, "daily.toml"), []byte(workEveryDay(time.Now().Year())), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	tracker, err := trackertest.NewPingCode("ORD", "pjm")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tracker.Close)
	tracker.Put(
		trackertest.Item{ID: "5f00000000000000000000f1", Key: "ORD-4", Title: "下单页，含新字段", Type: "task", Stage: "completed", Completed: now.AddDate(0, 0, -2), Percent: -1},
		trackertest.Item{ID: "5f00000000000000000000f3", Key: "ORD-7", Title: "支付", Type: "story", Stage: "in_progress", Percent: 60},
		trackertest.Item{ID: "5f00000000000000000000f5", Key: "ORD-9", Title: "压力测试", Type: "task", Stage: "pending", End: now.AddDate(0, 0, 5), Percent: -1},
	)
	if err := os.WriteFile(filepath.Join(s.dir, "tracker"), []byte(tracker.Secret), 0o600); err != nil {
		t.Fatal(err)
	}
	s.writeConfig(t, fmt.Sprintf(storyTracker, tracker.URL, trackertest.ClientID), "")
	config := filepath.Join(s.dir, "config.toml")
	begun(t, config)
	clock := filepath.Join(s.dir, "clock") // which has it look at what is due at once
	if err := os.WriteFile(clock, []byte("0s"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.served = serve(t, config, "RAPPORT_TEST_CLOCK="+clock)
	return s
}

// workEveryDay is a calendar in which people work on every day.
func workEveryDay(year int) string {
	var b strings.Builder
	for y := year - 1; y <= year+1; y++ {
		fmt.Fprintf(&b, "[year.%d]\nwork = [", y)
		for day := time.Date(y, time.January, 1, 0, 0, 0, 0, time.UTC); day.Year() == y; day = day.AddDate(0, 0, 1) {
			if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				fmt.Fprintf(&b, "%q, ", day.Format("01-02"))
			}
		}
		b.WriteString("]\n")
	}
	return b.String()
}

// writeConfig writes the configuration; with a report, the project owes one at that time.
func (s *story) writeConfig(t *testing.T, tables, report string) {
	t.Helper()
	authserv := ""
	if s.proved {
		authserv = "authserv_id = \"mx.agency.example\"\ndkim = false\n"
	}
	text := fmt.Sprintf(storyConfig, s.server.Port(), authserv, s.post.Port(), tables, report)
	if err := os.WriteFile(filepath.Join(s.dir, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const storyTracker = `[[tracker]]
name = "pingcode"
system = "pingcode"
url = %q
client_id = %q
password_file = "./tracker"
`

const storyConfig = `log_address = "log@agency.example"
state_dir = "state"
digest = "off"
[[account]]
name = "log"
host = "127.0.0.1"
port = %d
tls = "none"
user = "log@agency.example"
password_file = "./secret"
%s
[[relay]]
name = "main"
host = "127.0.0.1"
port = %d
tls = "none"
[sending]
plus_addresses = false
per_recipient = 200
per_client_week = 0
calendars = "./calendars"
%s
[[project]]
code = "XINGHE"
name = "订单系统"
client = "星河科技"
language = "zh-CN"
time_zone = "Asia/Shanghai"
domains = ["xinghe.example"]
aliases = ["星河"]
tracker = "pingcode"
tracker_key = "ORD"
answer_within = "8h"
calendar = "daily"
hours = "00:00-23:59"
take_back = "1s"
ask_minutes = true
%s
[[project.contact]]
name = "李娜"
role = "pm"
addresses = ["lina@agency.example"]
[[project.contact]]
name = "孙磊"
role = "team"
addresses = ["sunlei@agency.example"]
[[project.contact]]
name = "王伟"
role = "client"
addresses = ["wangwei@xinghe.example"]
approves = true
[[project.contact]]
name = "陈静"
role = "client"
addresses = ["chenjing@xinghe.example"]

[[project]]
code = "LHKJ"
name = "仓储系统"
client = "蓝海科技"
language = "zh-CN"
time_zone = "Asia/Shanghai"
domains = ["lanhai.example"]
aliases = ["蓝海"]
[[project.contact]]
name = "李娜"
role = "pm"
addresses = ["lina@agency.example"]
[[project.contact]]
name = "周敏"
role = "pm"
addresses = ["zhoumin@agency.example"]
[[project.contact]]
name = "赵刚"
role = "client"
addresses = ["zhaogang@lanhai.example"]
`

// gets returns the next mail of a person, whose subject or text must hold all the words.
func (s *story) gets(who mailtest.Person, words ...string) *store.Message {
	s.Helper()
	raw, err := s.post.Await(s.ctx, who.Address)
	if err != nil {
		s.Fatalf("%s waits for %q: %v", who.Name, words, err)
	}
	m := mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil)
	for _, word := range words {
		if !strings.Contains(m.Subject+"\n"+m.Text, word) {
			s.Fatalf("%s waits for %q and gets %q:\n%s", who.Name, word, m.Subject, m.Text)
		}
	}
	if n := len(m.ReplyTo); n == 0 || m.ReplyTo[n-1].Address != storyLog {
		s.Errorf("answers to %q go to %v", m.Subject, m.ReplyTo)
	}
	return m
}

// now returns the time by which people live.
func (s *story) now() time.Time { return time.Now().Add(s.ahead) }

// arrives puts a mail into the log mailbox as its server does.
func (s *story) arrives(raw []byte, from string) {
	s.Helper()
	head := "Delivered-To: " + storyLog + "\r\n"
	if domain := from[strings.Index(from, "@")+1:]; s.proved {
		head = fmt.Sprintf("Authentication-Results: mx.agency.example; dmarc=pass header.from=%s; spf=pass smtp.mailfrom=%s\r\nReceived: from mail.%s by mx.agency.example with ESMTPS id 4CvX7Q; %s\r\n", domain, from, domain, s.now().Format(time.RFC1123Z)) + head
	}
	if err := s.server.Deliver(append([]byte(head), raw...), s.now()); err != nil {
		s.Fatal(err)
	}
}

// answers has a person answer a mail with the program that they use.
func (s *story) answers(who mailtest.Person, m *store.Message, text string) {
	s.Helper()
	asked := mailtest.Foxmail.Write(mailtest.Letter{From: mailtest.Person{Name: m.From[0].Name, Address: m.From[0].Address}, To: []mailtest.Person{who}, Subject: m.Subject, Date: m.Date, Text: m.Text})
	asked.MessageID = m.MessageID
	s.arrives(who.Program.Write(mailtest.Letter{From: who, To: []mailtest.Person{{Address: storyLog}}, Subject: m.Subject, Date: s.now(), Text: text + "\n", Answers: asked}).Raw, who.Address)
}

// acts is an answer that acts: where nothing proves who wrote it, they are asked first.
func (s *story) acts(who mailtest.Person, m *store.Message, text string) {
	s.Helper()
	s.answers(who, m, text)
	if !s.proved {
		s.answers(who, s.gets(who, "这封回复是您写的吗"), "确认")
	}
}

// writes has a person write to the log address, to others and with others in copy.
func (s *story) writes(who mailtest.Person, subject, text string, others ...mailtest.Person) *mailtest.Mail {
	s.Helper()
	m := who.Program.Write(mailtest.Letter{From: who, To: append(others, mailtest.Person{Address: storyLog}), Subject: subject, Date: s.now(), Text: text + "\n"})
	s.arrives(m.Raw, who.Address)
	return m
}

// shell runs a command.
func (s *story) shell(args ...string) string {
	s.Helper()
	out, err := rapportCommand(append(args, "-c", s.config)...).CombinedOutput()
	if err != nil {
		s.Fatalf("rapport %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// filed waits until a subject is in the log of a project.
func (s *story) filed(project, subject string) {
	s.Helper()
	for out := ""; ; time.Sleep(20 * time.Millisecond) {
		if out = s.shell("log", project, "--limit", "0"); strings.Contains(out, subject) {
			return
		}
		if s.ctx.Err() != nil {
			s.Fatalf("%q is not in the log of %s:\n%s", subject, project, out)
		}
	}
}

// correspondence is mail between people that the log gets a copy of.
func (s *story) correspondence() {
	s.Helper()
	question := s.writes(wangWei(), "请确认测试环境的时间", "张总下周三要看演示，测试环境什么时候可以用？", liNa())
	s.arrives(liNa().Program.Reply(question, liNa(), time.Now(), "王总，本周五可用。\n").Raw, liNa().Address)
	s.writes(sunLei(), "[XINGHE] 二月份工时", "二月份工时见附件。")
	s.writes(mailtest.Person{Name: "陈静", Address: "chenjing.home@mail.example", Program: mailtest.QQMail}, "星河验收清单", "公司邮箱今天收发不了，先用私人邮箱。")
	for _, subject := range []string{"请确认测试环境的时间", "二月份工时", "星河验收清单"} {
		s.filed("XINGHE", subject)
	}
	if out := s.shell("search", "验收清单"); !strings.Contains(out, "星河验收清单") {
		s.Errorf("the search finds\n%s", out)
	}
}

// report is the way of a progress report, from the form that the tracker fills to the client.
func (s *story) report() {
	s.Helper()
	due := time.Now().In(shanghai(s.T)).Add(30 * time.Hour)
	text, err := os.ReadFile(s.config)
	if err != nil {
		s.Fatal(err)
	}
	key := fmt.Sprintf("ask_minutes = true\nreport = \"weekly on %s at %s\"\nreport_on_holiday = \"keep\"\nreport_ask = \"48h\"\n", strings.ToLower(due.Weekday().String()), due.Format("15:04"))
	s.reload(strings.Replace(string(text), "ask_minutes = true\n", key, 1))
	ask := s.gets(liNa(), "请填写项目进展", "支付（ORD-7）：60%", "下单页，含新字段")
	_, form, _ := strings.Cut(ask.Text, "\n【状态】\n")
	form, _, _ = strings.Cut(form, "\n------")
	form = strings.NewReplacer("【概述】\n", "【概述】\n下单页已上线测试环境。\n", "支付（ORD-7）：60%", "支付（ORD-7）：65%（退款开发中）").Replace(form)
	s.answers(liNa(), ask, "【状态】正常\n"+form)
	draft := s.gets(liNa(), "可以发送", "下单页已上线测试环境。", "65%")
	s.acts(liNa(), draft, "立即发送")
	for _, client := range []mailtest.Person{wangWei(), chenJing()} {
		if report := s.gets(client, "项目进展", "下单页已上线测试环境。", "退款开发中", "65%"); len(report.Attachments) != 1 {
			s.Errorf("%d charts", len(report.Attachments))
		}
	}
	s.gets(liNa(), "项目进展", "下单页已上线测试环境。") // the PM's own copy
}

// reload puts a configuration in force.
func (s *story) reload(text string) {
	s.Helper()
	if err := os.WriteFile(s.config, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		s.Fatal(err)
	}
}

func shanghai(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
