package main

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"rapport/mailout/due"
)

// yearConfig is the configuration on a day.
func yearConfig(day string, noPlus bool) string {
	pick := func(from, before, after string) string {
		if day >= from {
			return after
		}
		return before
	}
	return fmt.Sprintf(`log_address = "log@agency.example"
state_dir = "state"
digest = "08:30"
[[account]]
name = "log"
host = "imap.agency.example"
user = "log@agency.example"
password_file = "./secret"
authserv_id = "mx.agency.example"
dkim = false
[[relay]]
name = "main"
host = "smtp.agency.example"
[sending]
storm = 10000
per_recipient = 1000
plus_addresses = %[4]t
calendars = "./calendars"

[[project]]
code = "XINGHE"
name = "订单系统"
client = "星河科技"
language = "zh-CN"
time_zone = "Asia/Shanghai"
calendar = "china"
report = "weekly on friday at 16:00"
answer_within = "8h"
confirm_days = 3
%[1]s
[[project.contact]]
name = "孙磊"
role = "team"
addresses = ["sun@agency.example"]
[[project.contact]]
name = "王伟"
role = "client"
addresses = ["wang@xinghe.example"]

[[project]]
code = "ACME"
name = "Order portal"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/London"
calendar = "uk"
report = "monthly on the last day at 16:00"
answer_within = "8h"
survey = "csat"
survey_at = "monthly on 1 at 10:00"
[[project.contact]]
name = "Kate Miller"
role = "pm"
addresses = ["kate@agency.example"]
[[project.contact]]
name = "Anna Wright"
role = "client"
addresses = ["anna@acme.example"]
%[2]s
[[project]]
code = "KIEL"
name = "Harbour site"
client = "Hafen Kiel GmbH"
language = "en"
time_zone = "Europe/Berlin"
calendar = "de"
report = "every second week on monday at 09:00 from 2026-03-02"
answer_within = "16h"
%[3]s
[[project.contact]]
name = "Jan Petersen"
role = "pm"
addresses = ["jan@agency.example"]
[[project.contact]]
name = "Uwe Hansen"
role = "client"
addresses = ["uwe@hafen.example"]
`,
		pick("2026-07-01", "[[project.contact]]\nname = \"张敏\"\nrole = \"pm\"\naddresses = [\"zhang@agency.example\"]\n", "[[project.contact]]\nname = \"李强\"\nrole = \"pm\"\naddresses = [\"liqiang@agency.example\"]\n"),
		pick("2026-09-16", "[[project.contact]]\nname = \"Tom Becker\"\nrole = \"client\"\naddresses = [\"tom@acme.example\"]\n", ""),
		pick("2026-12-01", "", "closed = true\n"), !noPlus)
}

// yearPerson is how somebody reads their mail.
type yearPerson struct {
	zone    string
	project string
	pm      bool
	wait    time.Duration // until they answer, in their working hours
	never   bool          // they answer nothing
}

func yearPeople() map[string]yearPerson {
	return map[string]yearPerson{
		"zhang@agency.example":   {"Asia/Shanghai", "XINGHE", true, time.Hour, false},
		"liqiang@agency.example": {"Asia/Shanghai", "XINGHE", true, 3 * time.Hour, false},
		"sun@agency.example":     {"Asia/Shanghai", "XINGHE", false, 4 * time.Hour, false},
		"wang@xinghe.example":    {"Asia/Shanghai", "XINGHE", false, 5 * time.Hour, false},
		"kate@agency.example":    {"Europe/London", "ACME", true, 2 * time.Hour, false},
		"anna@acme.example":      {"Europe/London", "ACME", false, 20 * time.Hour, false},
		"tom@acme.example":       {"Europe/London", "ACME", false, 0, true},
		"jan@agency.example":     {"Europe/Berlin", "KIEL", true, 90 * time.Minute, false},
		"uwe@hafen.example":      {"Europe/Berlin", "KIEL", false, 26 * time.Hour, false},
	}
}

// project returns a project of the configuration in force.
func (y *yearOffice) project(code string) *due.Project { return y.mails.Project(code) }

// works returns the first time from one on at which somebody is at work.
func (y *yearOffice) works(who yearPerson, t time.Time) time.Time {
	p := y.project(who.project)
	for {
		begin, end := p.At(t, 9*time.Hour+15*time.Minute), p.At(t, 17*time.Hour+30*time.Minute)
		switch {
		case !p.Workday(t) || t.After(end):
			t = p.At(p.Midnight(t).AddDate(0, 0, 1), 9*time.Hour+15*time.Minute)
		case t.Before(begin):
			return begin
		default:
			return t
		}
	}
}

// react has the recipient of a mail answer it, in their time.
func (y *yearOffice) react(m yearMail, raw []byte) {
	y.Helper()
	who, known := yearPeople()[m.Recipient]
	if !known {
		y.Fatalf("%s to nobody: %s", m.Purpose, m.Recipient)
	}
	text := who.answers(m)
	if who.never || text == "" {
		return
	}
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		y.Fatal(err)
	}
	wait := who.wait
	if m.Purpose == "confirm-receipt" { // that has a day
		wait = min(wait, time.Hour)
	}
	y.at(y.works(who, y.now.Add(wait)), func() {
		y.writes(m.Recipient, parsed.Header.Get("Reply-To"), "Re: "+parsed.Header.Get("Subject"), "In-Reply-To: <"+m.MessageID+">\r\n", text)
	})
}

// answers is what somebody writes back to a mail, "" for nothing.
func (who yearPerson) answers(m yearMail) string {
	chinese := who.zone == "Asia/Shanghai"
	say := func(zh, en string) string {
		if chinese {
			return zh
		}
		return en
	}
	switch m.Purpose {
	case "report-ask", "report-problem":
		return say("概述：\n按计划进行。\n\n已完成：\n- 接口联调\n\n下一步：\n- 用户测试", "Summary:\nAll goes to plan.\n\nDone:\n- Interfaces\n\nNext:\n- User tests")
	case "report-draft", "confirm-draft":
		return say("可以发送", "ok")
	case "confirm", "confirm-again":
		return say("确认", "confirmed")
	case "action":
		return say("完成", "done")
	case "confirm-receipt":
		if strings.Contains(m.text, "再确认一次") || strings.Contains(m.text, "once more") {
			return say("确认", "confirmed")
		}
	case "challenge":
		return say("确认", "yes")
	case "survey":
		return "4"
	case "case":
		return "close"
	}
	return ""
}

// address returns where people write to a project.
func (y *yearOffice) address(project string) string {
	if y.noPlus {
		return "log@agency.example"
	}
	return "log+" + project + "@agency.example"
}

// tag returns what names the project in a subject where its address does not.
func (y *yearOffice) tag(project string) string {
	if y.noPlus {
		return "[" + project + "] "
	}
	return ""
}

// asks is a question of a client, and the answer of the PM if there is one.
func (y *yearOffice) asks(client, project, question string, pm string, answered time.Time, answer string) {
	y.writes(client, y.address(project), y.tag(project)+question, "", question)
	id := fmt.Sprintf("%d@%s", y.written, client[strings.Index(client, "@")+1:])
	if answer == "" {
		return
	}
	y.at(answered, func() {
		y.writes(pm, client+", "+y.address(project), "Re: "+y.tag(project)+question, "In-Reply-To: <"+id+">\r\n", answer)
	})
}

// plans fills the year with what people do by themselves.
func (y *yearOffice) plans() {
	days := func(first string, every int, do func(day string, n int)) {
		day, end := yearDay(y, first, "00:00", "UTC"), yearDay(y, yearEnds, "00:00", "UTC")
		for n := 0; day.Before(end); n++ {
			do(day.Format(time.DateOnly), n)
			day = day.AddDate(0, 0, every)
		}
	}
	pmOfXinghe := func(day string) string {
		if day < "2026-07-01" {
			return "zhang@agency.example"
		}
		return "liqiang@agency.example"
	}
	days("2026-03-03", 7, func(day string, n int) { // each Tuesday; every third waits too long
		asked := yearDay(y, day, "14:00", "Asia/Shanghai")
		answer := "已处理，请查看。"
		if n%3 == 2 {
			answer = ""
		}
		y.at(asked, func() {
			y.asks("wang@xinghe.example", "XINGHE", fmt.Sprintf("第 %d 个问题：测试账号什么时候可以用？", n), pmOfXinghe(day), asked.Add(2*time.Hour), answer)
		})
	})
	days("2026-03-07", 14, func(day string, n int) { // on Saturday night
		asked := yearDay(y, day, "23:30", "Europe/London")
		answer := "On Monday."
		if n%2 == 1 {
			answer = ""
		}
		y.at(asked, func() {
			y.asks("anna@acme.example", "ACME", fmt.Sprintf("Question %d: when can we test?", n), "kate@agency.example", asked.Add(38*time.Hour), answer)
		})
	})
	days("2026-03-05", 28, func(day string, n int) {
		y.at(yearDay(y, day, "15:00", "Europe/Berlin"), func() {
			y.asks("uwe@hafen.example", "KIEL", fmt.Sprintf("Harbour question %d: which crane is it?", n), "", time.Time{}, "")
		})
	})
	minutes := func(from, project, title, text string) {
		y.writes(from, y.address(project), y.tag(project)+title, "", text)
	}
	days("2026-03-11", 28, func(day string, n int) {
		y.at(yearDay(y, day, "11:00", "Asia/Shanghai"), func() {
			minutes(pmOfXinghe(day), "XINGHE", fmt.Sprintf("会议纪要（第 %d 次）", n), "决定：\n- 按计划上线\n\n待办：\n- 孙磊：提供测试账号，7 天内\n")
		})
		y.at(yearDay(y, day, "16:00", "Europe/London"), func() {
			minutes("kate@agency.example", "ACME", fmt.Sprintf("Minutes %d", n), "Decisions:\n- Launch as planned\n\nAction items:\n- Anna Wright: send the logo by "+yearDay(y, day, "00:00", "UTC").AddDate(0, 0, 9).Format(time.DateOnly)+"\n")
		})
		if day < "2026-12-01" {
			y.at(yearDay(y, day, "10:00", "Europe/Berlin"), func() {
				minutes("jan@agency.example", "KIEL", fmt.Sprintf("Minutes of the site visit %d", n), "Decisions:\n- The crane stays\n")
			})
		}
	})
	y.at(yearDay(y, "2026-10-09", "16:00", "Asia/Shanghai"), func() {
		y.asks("wang@xinghe.example", "XINGHE", "明天要培训：讲义什么时候能发？", "", time.Time{}, "")
	})
	y.at(yearDay(y, "2026-11-30", "10:00", "Europe/Berlin"), func() {
		minutes("jan@agency.example", "KIEL", "Minutes of the last site visit", "Decisions:\n- The crane goes\n")
	})
	y.at(yearDay(y, "2026-07-01", "07:00", "Asia/Shanghai"), func() { y.reload("2026-07-01") })
	y.at(yearDay(y, "2026-09-16", "10:00", "Europe/London"), func() { y.reload("2026-09-16") })
	y.at(yearDay(y, "2026-12-01", "12:00", "Europe/Berlin"), func() { y.reload("2026-12-01") })
}
