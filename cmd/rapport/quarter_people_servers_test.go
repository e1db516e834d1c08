//go:build servers

package main

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
	"time"
)

const quarterConfig = `log_address = "log@agency.example"
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
close_after = "3d"
confirm = "silence"
remind = "all"
survey = "csat"
survey_at = "monthly on 20 at 10:00"
survey_every = 14
[[project.contact]]
name = "张敏"
role = "pm"
addresses = ["zhang@agency.example"]
[[project.contact]]
name = "王伟"
role = "client"
approves = true
addresses = ["wang@xinghe.example", "wangwei@mobile.example"]
[[project.contact]]
name = "赵静"
role = "client"
hours = "10:00-16:30"
addresses = ["zhao@xinghe.example"]

[[project]]
code = "ACME"
name = "Order portal"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/London"
calendar = "uk"
report = "weekly on thursday at 15:00"
answer_within = "8h"
close_after = "3d"
remind = "all"
survey_after_case = "csat"
survey_every = 7
[[project.contact]]
name = "Kate Miller"
role = "pm"
addresses = ["kate@agency.example"]
[[project.contact]]
name = "Tom Becker"
role = "team"
addresses = ["tom@agency.example"]
[[project.contact]]
name = "Anna Wright"
role = "client"
approves = true
addresses = ["anna@acme.example"]
[[project.contact]]
name = "Bob Lee"
role = "client"
addresses = ["bob@acme.example"]

[[project]]
code = "SHOP"
name = "Spare parts shop"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/Berlin"
calendar = "de"
report = "every second week on monday at 11:00 from 2026-04-13"
answer_within = "16h"
close_after = "5d"
remind = "all"
survey = "csat"
survey_at = "monthly on 12 at 11:00"
survey_every = 14
[[project.contact]]
name = "Jan Petersen"
role = "pm"
addresses = ["jan@agency.example"]
[[project.contact]]
name = "Anna Wright"
role = "client"
approves = true
addresses = ["anna@acme.example"]
[[project.contact]]
name = "Kim Olsen"
role = "client"
hours = "09:00-13:00"
addresses = ["kim@acme.example"]
`

const (
	quarterBegins = "2026-04-01"
	quarterEnds   = "2026-06-30"
)

// quarterPerson is how somebody answers.
type quarterPerson struct {
	project string
	wait    time.Duration // until they answer, in working hours
	lazy    int           // in ten: what they answer once they are reminded alone
	away    []span
	begin   string // of their own hours, "" for none
	end     string
}

// span are days of an absence, both included.
type span struct{ from, to string }

func quarterPeople() map[string]quarterPerson {
	return map[string]quarterPerson{
		"zhang@agency.example": {"XINGHE", time.Hour, 0, nil, "", ""},
		"wang@xinghe.example":  {"XINGHE", 20 * time.Hour, 4, []span{{"2026-04-20", "2026-04-24"}}, "", ""},
		"zhao@xinghe.example":  {"XINGHE", 3 * time.Hour, 2, []span{{"2026-05-15", "2026-05-22"}}, "10:00", "16:30"},
		"kate@agency.example":  {"ACME", time.Hour, 0, nil, "", ""},
		"tom@agency.example":   {"ACME", 5 * time.Hour, 0, nil, "", ""},
		"anna@acme.example":    {"ACME", 26 * time.Hour, 5, []span{{"2026-05-11", "2026-05-15"}}, "", ""},
		"bob@acme.example":     {"ACME", 2 * time.Hour, 3, []span{{"2026-06-15", "2026-06-19"}}, "", ""},
		"jan@agency.example":   {"SHOP", 2 * time.Hour, 0, nil, "", ""},
		"kim@acme.example":     {"SHOP", 30 * time.Hour, 6, nil, "09:00", "13:00"},
	}
}

// isAway reports whether somebody is away on the day of a time.
func (who quarterPerson) isAway(t time.Time) (until string, away bool) {
	day := t.Format("2006-01-02")
	for _, s := range who.away {
		if s.from <= day && day <= s.to {
			return s.to, true
		}
	}
	return "", false
}

// isLazy reports whether somebody leaves a matter until they are reminded of it.
func (who quarterPerson) isLazy(matter string) bool {
	h := fnv.New32a()
	fmt.Fprint(h, matter)
	return int(h.Sum32()%10) < who.lazy
}

// number finds what a mail is about: M4 are minutes, P4 is an action item, Q4 a question of a client,
// F4 one of a PM.
var number = regexp.MustCompile(`\b[MPQF]\d+\b`)

// awaited finds an item of a digest that a client is to do.
var awaited = regexp.MustCompile(`(?m)^(\d+)\. \[`)

// answers is what somebody writes back to a mail, "" for nothing.
func (who quarterPerson) answers(m yearMail) string {
	chinese := who.project == "XINGHE"
	say := func(zh, en string) string {
		if chinese {
			return zh
		}
		return en
	}
	switch m.Purpose {
	case "report-ask", "report-problem", "report-reminder":
		return say("概述：\n按计划进行。\n\n已完成：\n- 接口联调", "Summary:\nAll goes to plan.\n\nDone:\n- Interfaces")
	case "report-draft", "confirm-draft":
		return say("可以发送", "ok")
	case "confirm", "confirm-reminder", "confirm-again":
		return say("确认", "confirmed")
	case "action", "confirm-outcome":
		if m.Secret { // it asks something
			return say("完成", "done")
		}
	case "confirm-receipt":
		if strings.Contains(m.text, "再确认一次") || strings.Contains(m.text, "once more") {
			return say("确认", "confirmed")
		}
	case "procedure":
		if strings.Contains(m.text, "Cost") || strings.Contains(m.text, "费用") {
			return say("范围：增加一个字段。\n时间：两天。\n费用：800 元。", "Scope: one more field.\nTime: two days more.\nCost: EUR 800.")
		}
		return say("完成", "done")
	case "survey":
		return "4"
	case "digest":
		_, theirs, found := strings.Cut(m.text, say("等待客户\n", "Waiting for the client\n"))
		if first := awaited.FindStringSubmatch(theirs); found && first != nil {
			return first[1] + say(" 催办", " remind")
		}
	}
	return ""
}

// plans fills the quarter with what people do by themselves.
func (q *quarter) plans() {
	n := 0
	next := func(kind string) string { n++; return fmt.Sprint(kind, n) }
	weekly := func(first, clock, zone string, every int, do func(at time.Time)) {
		for day := yearDay(q, first, clock, zone); day.Format(time.DateOnly) < "2026-06-20"; day = day.AddDate(0, 0, every) {
			p := q.project(map[string]string{"Asia/Shanghai": "XINGHE", "Europe/London": "ACME", "Europe/Berlin": "SHOP"}[zone])
			if p.Workday(day) {
				q.at(day, func() { do(day) })
			}
		}
	}
	minutes := func(from, project, owner string, at time.Time) {
		title, item, due := next("M"), next("P"), at.AddDate(0, 0, 6)
		if project == "XINGHE" {
			q.writes(from, q.address(project), "会议纪要 "+title, "", fmt.Sprintf("决定：\n- 按计划上线\n\n待办：\n- %s：提供资料 %s，%d月%d日前\n", owner, item, due.Month(), due.Day()))
			return
		}
		q.writes(from, q.address(project), "Minutes "+title, "", fmt.Sprintf("Decisions:\n- Launch as planned\n\nAction items:\n- %s: send the file %s by %s\n", owner, item, due.Format(time.DateOnly)))
	}
	weekly("2026-04-01", "11:00", "Asia/Shanghai", 7, func(at time.Time) { minutes("zhang@agency.example", "XINGHE", "王伟", at) })
	weekly("2026-04-02", "15:00", "Asia/Shanghai", 14, func(at time.Time) { minutes("zhang@agency.example", "XINGHE", "赵静", at) })
	weekly("2026-04-01", "10:00", "Europe/London", 7, func(at time.Time) { minutes("kate@agency.example", "ACME", "Anna Wright", at) })
	weekly("2026-04-02", "10:00", "Europe/London", 7, func(at time.Time) { minutes("kate@agency.example", "ACME", "Bob Lee", at) })
	weekly("2026-04-03", "11:00", "Europe/London", 7, func(at time.Time) { minutes("kate@agency.example", "ACME", "Tom Becker", at) })
	weekly("2026-04-07", "10:00", "Europe/Berlin", 7, func(at time.Time) { minutes("jan@agency.example", "SHOP", "Anna Wright", at) })
	weekly("2026-04-08", "14:00", "Europe/Berlin", 14, func(at time.Time) { minutes("jan@agency.example", "SHOP", "Kim Olsen", at) })

	weekly("2026-04-07", "14:00", "Asia/Shanghai", 7, func(at time.Time) {
		q.asksAndIsAnswered("wang@xinghe.example", "XINGHE", "问题 "+next("Q")+"：测试账号什么时候可以用？", "zhang@agency.example", "已处理，请查看。", at)
	})
	weekly("2026-04-09", "16:00", "Europe/London", 7, func(at time.Time) {
		q.asksAndIsAnswered("bob@acme.example", "ACME", "Question "+next("Q")+": when can we test?", "kate@agency.example", "On Monday.", at)
	})
	weekly("2026-04-14", "10:00", "Europe/Berlin", 7, func(at time.Time) {
		q.asksAndIsAnswered("kim@acme.example", "SHOP", "Question "+next("Q")+": which price list is it?", "jan@agency.example", "The one of 2026.", at)
	})
	weekly("2026-04-13", "11:00", "Europe/London", 14, func(at time.Time) {
		q.isAsked("kate@agency.example", "anna@acme.example", "ACME", "Invoice "+next("F"), "Which company is the invoice for?", "For Acme Ltd.", at)
	})
	weekly("2026-04-15", "11:00", "Asia/Shanghai", 14, func(at time.Time) {
		q.isAsked("zhang@agency.example", "wang@xinghe.example", "XINGHE", "发票 "+next("F"), "请问发票抬头是哪家公司？", "星河科技有限公司。", at)
	})
	weekly("2026-04-16", "09:30", "Europe/London", 28, func(time.Time) {
		q.writes("anna@acme.example", q.address("ACME"), "Order form", "", "Please change the order form: add a field for the cost centre.\n\nAnna Wright")
	})
	weekly("2026-04-22", "09:30", "Asia/Shanghai", 28, func(time.Time) {
		q.writes("wang@xinghe.example", q.address("XINGHE"), "订单表单", "", "请修改订单表单：增加一个成本中心字段。\n\n王伟")
	})
}

// asksAndIsAnswered is a question of a client, the answer of the PM after three hours, and the
// client's thanks to every other.
func (q *quarter) asksAndIsAnswered(client, project, question, pm, answer string, at time.Time) {
	q.writes(client, q.address(project), question, "", question)
	asked, matter := q.lastID(client), number.FindString(question)
	q.touched[matter] = q.now
	q.at(at.Add(3*time.Hour), func() {
		q.writes(pm, client+", "+q.address(project), "Re: "+question, "In-Reply-To: <"+asked+">\r\n", answer)
		q.touched[matter] = q.now
	})
	if len(q.touched)%2 == 0 {
		q.at(at.Add(25*time.Hour), func() {
			q.writes(client, pm+", "+q.address(project), "Re: "+question, "In-Reply-To: <"+asked+">\r\n", "Thanks!")
			q.touched[matter] = q.now
		})
	}
}

// isAsked is a question of a PM, which the client answers after eight days.
func (q *quarter) isAsked(pm, client, project, subject, question, answer string, at time.Time) {
	q.writes(pm, client+", "+q.address(project), subject, "", question)
	asked := q.lastID(pm)
	q.at(at.AddDate(0, 0, 8), func() {
		q.settles(client, number.FindString(subject))
		q.writes(client, pm+", "+q.address(project), "Re: "+subject, "In-Reply-To: <"+asked+">\r\n", answer)
	})
}

// lastID returns the Message-ID of what somebody wrote last.
func (q *quarter) lastID(who string) string {
	return fmt.Sprintf("%d@%s", q.written, who[strings.Index(who, "@")+1:])
}
