package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/demo"
	"rapport/cmd/rapport/exit"
	"rapport/mailin/mailtest"
)

const teamStoryConfig = `log_address = "log@agency.example"
state_dir = "state"
digest = "off"
[[account]]
name = "log"
host = "127.0.0.1"
port = %d
tls = "none"
user = "log@agency.example"
password_file = "./secret"
authserv_id = "mx.agency.example"
dkim = false
[[relay]]
name = "main"
host = "127.0.0.1"
port = %d
tls = "none"
[sending]
plus_addresses = false
calendars = "./calendars"
[[project]]
code = "SHOP"
name = "Shop"
client = "Acme"
language = "%s"
time_zone = "UTC"
calendar = "daily"
hours = "00:00-23:59"
report = "weekly on %s at %s"
report_on_holiday = "keep"
report_team = true
[[project.contact]]
name = "%s"
role = "pm"
addresses = ["pm@agency.example"]
[[project.contact]]
name = "%s"
role = "team"
addresses = ["tom@agency.example"]
[[project.contact]]
name = "Anna"
role = "client"
addresses = ["anna@acme.example"]
`

// teamStory is what people read and write in one language.
type teamStory struct {
	language, pm, member string
	program              mailtest.Program
	asked, part          string   // of the mail that asks, and what the team member writes
	form                 []string // of the PM's form
	blocked, news        string   // what the PM ticks in it, and what the team member writes later
	fill, late, add      string   // what the PM writes, the team member once more, and the PM again
	skip, again, tooLate string
	now                  string
	receipts             [3]string // of late, skip, again
}

// The whole way of a team member's part: they are asked a working day before the PM, the PM's form
// has their lines, and the client reads those that the PM takes over, and nothing else of it.
func TestServe_theTeamsPartOfAReport(t *testing.T) {
	for _, c := range []teamStory{
		{
			language: "en", pm: "Li Na", member: "Tom Baker", program: mailtest.Outlook, asked: "Blocked:",
			part: "Done:\n- Refunds\n\nBlocked:\n- The test accounts are missing\n\nBest regards,\nTom Baker",
			form: []string{"Team:", "Tom Baker\n- [ ] Blocked: The test accounts are missing\n- [ ] Done: Refunds\n"},
			fill: "Team:\n- [x] Blocked: The test accounts are missing\n- [ ] Done: Refunds\n\nSummary:\nAll is well.", late: "Done: the login page", blocked: "The test accounts are missing", news: "the login page", add: "Add to next: load test",
			now: "ok now", tooLate: "One thing more: search works", skip: "skip", again: "ask me again", receipts: [3]string{"was approved or skipped", "no longer ask you", "again ask you"},
		},
		{
			language: "zh-CN", pm: "李娜", member: "孙磊", program: mailtest.Foxmail, asked: "【受阻】",
			part: "已完成：\n- 退款接口\n\n受阻：\n- 测试账号尚未开通\n\n谢谢\n孙磊",
			form: []string{"【团队】", "孙磊\n- [ ] 受阻：测试账号尚未开通\n- [ ] 已完成：退款接口\n"},
			fill: "【团队】\n- [x] 受阻：测试账号尚未开通\n- [ ] 已完成：退款接口\n\n【概述】\n一切顺利。", late: "已完成：登录页", blocked: "测试账号尚未开通", news: "登录页", add: "在下一步中增加：压力测试",
			now: "立即发送", tooLate: "另外，搜索功能可以用了", skip: "不用问我了", again: "继续问我", receipts: [3]string{"已经批准或取消", "我们不再请您填写", "我们会继续请您填写"},
		},
	} {
		t.Run(c.language, func(t *testing.T) {
			t.Parallel()
			c.run(t)
		})
	}
}

func (c *teamStory) run(t *testing.T) {
	s := &story{dir: t.TempDir(), proved: true}
	s.server, s.post = postOffice(t)
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	s.ctx = ctx
	due := time.Now().UTC().Add(47 * time.Hour) // the PM is asked tomorrow, the team an hour ago
	if err := os.Mkdir(filepath.Join(s.dir, "calendars"), 0o700); err != nil {
		t.Fatal(err)
	}
	clock, config := filepath.Join(s.dir, "clock"), filepath.Join(s.dir, "config.toml")
	for path, text := range map[string]string{
		filepath.Join(s.dir, "secret"):                  demo.Password,
		filepath.Join(s.dir, "calendars", "daily.toml"): workEveryDay(time.Now().Year()),
		clock:  "0s",
		config: fmt.Sprintf(teamStoryConfig, s.server.Port(), s.post.Port(), c.language, strings.ToLower(due.Weekday().String()), due.Format("15:04"), c.pm, c.member),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	begun(t, config)
	s.served = serve(t, config, "RAPPORT_TEST_CLOCK="+clock)
	pm := mailtest.Person{Name: c.pm, Address: "pm@agency.example", Program: c.program}
	member := mailtest.Person{Name: c.member, Address: "tom@agency.example", Program: c.program}
	anna := mailtest.Person{Name: "Anna", Address: "anna@acme.example", Program: mailtest.Gmail}

	ask := s.gets(member, c.asked)
	s.answers(member, ask, c.part)
	s.shows(c.member, "answered")
	if err := os.WriteFile(clock+".new", []byte("24h"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(clock+".new", clock); err != nil { // the daemon looks at it all the time
		t.Fatal(err)
	}
	s.ahead = 24 * time.Hour
	form := s.gets(pm, c.form...)
	s.answers(pm, form, c.fill)
	draft := s.gets(pm, c.blocked)

	// What comes later is shown once, with the next draft, and is not in the report.
	s.answers(member, ask, c.late)
	s.shows(c.news)
	s.answers(pm, draft, c.add)
	draft = s.gets(pm, c.news)
	s.answers(pm, draft, c.now)
	report := s.gets(anna, c.blocked)
	s.gets(pm, c.blocked) // the PM's own copy
	for _, internal := range []string{c.news, "Refunds", "退款", c.member} {
		if strings.Contains(report.Text, internal) {
			t.Errorf("the client reads %q:\n%s", internal, report.Text)
		}
	}
	for _, e := range s.entries(-1) {
		if strings.Contains(e.Subject, ask.Subject) && e.Audience == "shared" {
			t.Errorf("%q is shared with the client", e.Subject)
		}
	}

	// Once the report is approved they read that it is too late; and skip is for good, until they say so.
	for i, words := range []string{c.tooLate, c.skip, c.again} {
		s.answers(member, ask, words)
		s.gets(member, c.receipts[i])
	}
	s.answers(member, ask, c.skip)
	s.gets(member, c.receipts[1])
	s.writes(pm, "", map[string]string{"en": "ask Tom again", "zh-CN": "继续询问孙磊"}[c.language])
	s.gets(pm, c.member)
	if out := s.shell("verify"); !strings.Contains(out, "Nothing was altered.") {
		t.Error(out)
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
}

// shows waits until the shell shows some words of the team's part.
func (s *story) shows(words ...string) {
	s.Helper()
	for out := ""; ; time.Sleep(20 * time.Millisecond) {
		out = s.shell("report", "team", "SHOP")
		missing := false
		for _, word := range words {
			missing = missing || !strings.Contains(out, word)
		}
		if !missing {
			return
		}
		if s.ctx.Err() != nil {
			s.Fatalf("%q is not in\n%s", words, out)
		}
	}
}
