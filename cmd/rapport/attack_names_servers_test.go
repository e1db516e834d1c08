//go:build servers

package main

import (
	"fmt"
	"strings"
	"time"

	"rapport/store"
)

// inTheirNames are forgeries in the plain name of the people of a project: all that begins,
// answers or moves something.
func inTheirNames(c, other *side, now time.Time) (list []forgedMail) {
	o, log, theirs := c.open, c.office.log, c.office.log
	if c.office.plus {
		log, theirs = strings.Replace(log, "@", "+"+c.code+"@", 1), strings.Replace(log, "@", "+"+other.code+"@", 1)
	}
	add := func(name, from, subject, text string) *forgedMail {
		if !c.office.plus {
			subject = "[" + c.code + "] " + subject
		}
		list = append(list, forgedMail{name: name, from: from, to: log, subject: subject, text: text})
		return &list[len(list)-1]
	}
	who := strings.Split(c.client, " <")[0]
	for _, from := range []string{c.pm, "Sun Lei <sun@agency.test>"} {
		add("draft", from, "Minutes of Monday", "Decisions:\n- The client pays twice")
		add("draft", from, "周一会议纪要", "决定：\n- 客户支付两倍")
		add("actions", from, "Action items", "- "+who+": pay by Friday")
		add("actions", from, "本周待办", "- "+who+"：周五前付款")
		add("change", from, "change request: twice the price", "The price doubles.")
		add("change", from, "变更申请：价格翻倍", "价格翻倍。")
		add("plan", from, "training plan", "Monday: pay.")
		add("plan", from, "培训计划", "周一：付款。")
		for _, command := range []string{"status", "help", "open", "log", "进度", "帮助", "digest", "report", "日志"} {
			add("command", from, command+" "+c.code, "")
		}
		for _, word := range []string{"take up", "1 take up", "drop", "受理", "1 取消", "close 1", "关闭 1", "send report", "approve 3"} {
			add("order", from, word, word)
		}
		// What would stop the clock, and what would put words in a client's mouth.
		m := add("clock", from, "Re: Test accounts "+c.code, "From Monday. 周一。")
		m.cc, m.fields = c.client, "In-Reply-To: <"+o.question+">\n"
		when := now.Add(-time.Hour)
		add("forward-in", from, "Fwd: Price", "FYI\n\n---------- Forwarded message ---------\nFrom: "+c.client+"\nDate: "+when.Format("Mon, Jan 2, 2006 at 3:04 PM")+"\nSubject: Price\nTo: "+c.pm+"\n\nWe approve everything. When do we pay?")
		add("forward-in", from, "转发：价格", "请归档\n\n---------- 转发的邮件 ----------\n发件人： "+c.client+"\n日期： "+when.Format("2006年1月2日 15:04")+"\n主题： 价格\n收件人： "+c.pm+"\n\n我们全部同意。什么时候付款？")
		// An old mail, and one that takes a thread into another project.
		add("old", from, "Minutes of last month", "The client pays.").old = 40 * 24 * time.Hour
		for _, id := range []string{o.question, o.minutes.MessageID, o.change.MessageID, o.draft.MessageID} {
			m := add("moves", from, "["+other.code+"] Re: Test accounts", "This belongs there. 移到那边。")
			m.to, m.fields = theirs, references(id)
		}
	}
	add("case", c.client, "Login", "The login fails with an error. Can you help?")
	add("case", c.client, "登录", "系统无法登录，一直报错，请帮忙看一下。")
	add("complaint", c.client, "Complaint", "This is unacceptable. We object to the minutes and will not pay.")
	add("complaint", c.client, "投诉", "无法接受，我们反对会议纪要，要求退款。")
	add("wish", c.client, "Colour", "Please change the colour of the home page to red.")
	add("wish", c.client, "颜色", "请把首页改成红色。")
	for _, word := range []string{"unsubscribe", "退订", "Please stop sending us surveys.", "请不要再给我们发问卷了。"} {
		add("unsubscribe", c.client, word, word)
		add("unsubscribe", c.client, "Re: "+o.survey.Subject, word).fields = references(o.survey.MessageID)
	}
	add("survey", c.client, "Re: "+o.survey.Subject, "1")
	add("status", c.client, "status "+c.code, "")
	add("status", c.client, "进度 "+c.code, "")
	add("old", c.client, "Old question", "When do we begin?").old = 10 * 24 * time.Hour
	for _, m := range o.all() {
		for _, from := range []string{c.client, c.pm} {
			away := add("away", from, "Automatic reply: "+m.Subject, "I am away until January. 我不在办公室。")
			away.fields = "Auto-Submitted: auto-replied\n" + references(m.MessageID)
			quoting := add("away-yes", from, "自动回复：Re: "+m.Subject, "确认 Confirmed.\n\n> "+strings.ReplaceAll(m.Text, "\n", "\n> "))
			quoting.fields = references(m.MessageID)
			list = append(list, bounceOf(c.office.log, from, m.MessageID))
		}
	}
	for _, method := range []string{"REQUEST", "CANCEL", "REPLY", "COUNTER"} {
		for _, from := range []string{c.pm, c.client} {
			m := add("calendar", from, "Launch meeting 上线会", calendarOf(method, c, now.Add(72*time.Hour)))
			m.contentType = "text/calendar; charset=utf-8; method=" + method
			m = add("calendar", from, "Past meeting 会议", calendarOf(method, c, now.Add(-3*time.Hour)))
			m.contentType = "text/calendar; charset=utf-8; method=" + method
		}
	}
	return list
}

func calendarOf(method string, c *side, at time.Time) string {
	return fmt.Sprintf("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:%s\nBEGIN:VEVENT\nUID:launch.%s@agency.test\nDTSTAMP:20261101T080000Z\nDTSTART:%s\nDTEND:%s\nSUMMARY:Launch\nORGANIZER:mailto:%s\nATTENDEE;PARTSTAT=ACCEPTED:mailto:%s\nEND:VEVENT\nEND:VCALENDAR",
		method, c.code, at.UTC().Format("20060102T150405Z"), at.Add(time.Hour).UTC().Format("20060102T150405Z"), address(c.pm), address(c.client))
}

// otherForgeries are those of each further class: who seems to write, what seems to be answered,
// what seems to be inside.
func (s *siege) otherForgeries(c, other *side) (list []forgedMail) {
	o, log := c.open, c.office.log
	asked := []*store.Message{o.minutes, o.change, o.draft, o.report, o.survey, o.confirmed}
	say := []string{c.confirmed, c.approved, c.ok, c.ok, "1", "No, we object. 反对。"}
	whose := []string{c.client, c.client, c.pm, c.pm, c.client, c.client}
	n := 0
	// answer answers the next of what was asked, as its person would but for what the caller changes.
	answer := func(name string) *forgedMail {
		i := n % len(asked)
		n++
		list = append(list, forgedMail{name: name, from: whose[i], to: log, subject: "Re: " + asked[i].Subject, text: say[i], fields: references(asked[i].MessageID)})
		return &list[len(list)-1]
	}
	for range asked {
		m := answer("display-name")
		m.head = fmt.Sprintf("From: %q <mallory@elsewhere.example>\n", m.from)
		m = answer("display-name-address")
		m.head = fmt.Sprintf("From: %q <mallory@elsewhere.example>\n", address(m.from))
		m = answer("encoded-address")
		m.head = "From: =?utf-8?q?" + strings.NewReplacer(" ", "_", "<", "=3C", ">", "=3E", "@", "=40").Replace(address(m.from)) + "_=3C" + strings.Replace(address(m.from), "@", "=40", 1) + "=3E?= <mallory@elsewhere.example>\n"
		m = answer("two-from-fields")
		m.head = "From: Mallory <mallory@elsewhere.example>\nFrom: " + encoded(m.from) + "\n"
		m = answer("two-from-fields-first")
		m.head = "From: " + encoded(m.from) + "\nFrom: Mallory <mallory@elsewhere.example>\n"
		m = answer("two-addresses")
		m.head = "From: " + encoded(m.from) + ", Mallory <mallory@elsewhere.example>\n"
		m = answer("group")
		m.head = "From: Team: " + encoded(m.from) + ";\n"
		m = answer("comment")
		m.head = "From: " + address(m.from) + " (by mallory@elsewhere.example)\n"
		m = answer("route")
		m.head = "From: <@elsewhere.example:" + address(m.from) + ">\n"
		m = answer("no-from")
		m.head = "Sender: " + encoded(m.from) + "\nReply-To: " + encoded(m.from) + "\n"
		m = answer("sender")
		m.head = "From: Mallory <mallory@elsewhere.example>\nSender: " + encoded(m.from) + "\n"
		m = answer("delegate")
		m.fields += "Sender: Assistant <assistant@" + strings.SplitN(address(m.from), "@", 2)[1] + ">\n"
		m = answer("resent")
		m.fields = "Resent-From: " + encoded(m.from) + "\nResent-To: " + log + "\nResent-Date: " + s.now().Format(time.RFC1123Z) + "\nResent-Message-ID: <r@x>\n" + m.fields
		m = answer("list")
		m.head = fmt.Sprintf("From: %q <projects@lists.example>\nReply-To: %s\nX-Original-From: %[2]s\nList-Id: <projects.lists.example>\nList-Post: <mailto:projects@lists.example>\n", strings.Split(m.from, " <")[0]+" via Projects", encoded(m.from))
		m = answer("munged-without-list-id")
		m.head = fmt.Sprintf("From: %q <projects@lists.example>\nReply-To: %s\nX-Original-From: %[2]s\n", strings.Split(m.from, " <")[0]+" via Projects", encoded(m.from))
		m = answer("lookalike")
		m.head = "From: <" + strings.NewReplacer("a", "а", "e", "е").Replace(address(m.from)) + ">\n"
		m = answer("full-width")
		m.head = "From: <" + strings.NewReplacer("a", "ａ", "l", "ｌ").Replace(address(m.from)) + ">\n"
		m = answer("punycode")
		m.head = "From: " + strings.Replace(encoded(m.from), "@", "@xn--", 1) + "\n"
		m = answer("one-letter")
		m.head = "From: " + strings.Replace(encoded(m.from), ".test", ".tesst", 1) + "\n"
		m = answer("upper-case")
		m.head = "From: " + strings.ToUpper(address(m.from)) + "\n"
		m = answer("plus-tag")
		m.head = "From: " + strings.Replace(address(m.from), "@", "+x@", 1) + "\n"
		m = answer("own-domain")
		m.head = "From: Rapport <" + log + ">\n"
		m = answer("own-loop")
		m.fields += "X-Loop: " + log + "\n"
		m = answer("results-folded")
		m.head = "Authentication-Results: mx.agency.test;\n dmarc=pass header.from=" + strings.SplitN(address(m.from), "@", 2)[1] + ";\n dkim=pass header.d=" + strings.SplitN(address(m.from), "@", 2)[1] + "\nARC-Authentication-Results: i=1; mx.agency.test; dmarc=pass\nReceived-SPF: pass\nFrom: " + encoded(m.from) + "\n"
		m = answer("results-with-received")
		m.head = "Received: from mail.acme.test by mx.agency.test with ESMTPS id X; " + s.now().Format(time.RFC1123Z) + "\nAuthentication-Results: mx.agency.test; dmarc=pass header.from=" + strings.SplitN(address(m.from), "@", 2)[1] + "\nFrom: " + encoded(m.from) + "\n"
		m = answer("signature")
		m.head = "DKIM-Signature: v=1; a=rsa-sha256; d=" + strings.SplitN(address(m.from), "@", 2)[1] + "; s=mail; h=from:subject:date; bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; b=AAAA\nFrom: " + encoded(m.from) + "\n"
		m = answer("smime")
		m.contentType = `multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b"`
		m.text = "--b\nContent-Type: text/plain; charset=utf-8\n\n" + m.text + "\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIIB\n--b--"
		m = answer("html-differs")
		m.contentType, m.text = `multipart/alternative; boundary="b"`, "--b\nContent-Type: text/plain; charset=utf-8\n\nA question?\n--b\nContent-Type: text/html; charset=utf-8\n\n<p>"+m.text+"</p>\n--b--"
		m = answer("html-hidden")
		m.contentType, m.text = "text/html; charset=utf-8", "<p style='display:none'>"+m.text+"</p><p>Hello</p>"
		m = answer("long-references")
		m.fields = "References:" + strings.Repeat("\n <x@elsewhere.example>", 400) + "\n <" + asked[n%len(asked)].MessageID + ">\n"
		m = answer("many-references")
		m.fields = "References:"
		for _, x := range asked {
			m.fields += " <" + x.MessageID + ">"
		}
		m.fields += " <" + other.open.minutes.MessageID + "> <" + other.open.question + "> <" + o.question + ">\n"
		m = answer("encoded-reference")
		m.fields = "In-Reply-To: =?utf-8?q?=3C" + strings.Replace(asked[n%len(asked)].MessageID, "@", "=40", 1) + "=3E?=\n"
		m = answer("guessed-id")
		m.fields = fmt.Sprintf("In-Reply-To: <%d@agency.test>\nReferences: <%[1]d.%s@agency.test>\n", n, c.code)
		m = answer("guessed-token")
		m.to = strings.Replace(log, "@", "+r."+strings.Repeat("ab", 13)+"@", 1)
		m = answer("token-in-subject")
		m.subject += " [r." + store.NewTag() + "]"
		m = answer("delivered-to")
		m.fields += "Delivered-To: " + strings.Replace(log, "@", "+r."+store.NewTag()+"@", 1) + "\nX-Original-To: " + log + "\n"
		m = answer("other-project")
		m.fields = references(other.open.all()[n%6].MessageID)
		m = answer("its-pm")
		m.from = other.pm
		m = answer("colleague")
		m.from = "Colleague <colleague@" + strings.SplitN(address(m.from), "@", 2)[1] + ">"
		m = answer("bcc-many")
		m.cc = strings.TrimSuffix(strings.Repeat("x@elsewhere.example, ", 300), ", ") + ", " + address(c.client)
		m = answer("future")
		m.old = -20 * 24 * time.Hour
		m = answer("not-automatic")
		m.fields += "Auto-Submitted: no\nX-Auto-Response-Suppress: None\n"
		m = answer("same-id")
		m.id = o.question
		m = answer("our-id")
		m.id = asked[n%len(asked)].MessageID
		m = answer("blank")
		m.text = ""
		m = answer("file")
		m.contentType, m.text = `multipart/mixed; boundary="b"`, "--b\nContent-Type: text/plain\n\n\n--b\nContent-Type: text/plain; charset=utf-8; name=\"answer.txt\"\nContent-Disposition: attachment; filename=\"answer.txt\"\n\n"+m.text+"\n--b--"
		m = answer("read-receipt")
		m.contentType = `multipart/report; report-type=disposition-notification; boundary="b"`
		m.text = "--b\nContent-Type: text/plain\n\n" + m.text + "\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; " + address(m.from) + "\nOriginal-Message-ID: <" + asked[n%len(asked)].MessageID + ">\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--"
		m = answer("forward-in-forward")
		m.from, m.text = c.pm, "FYI\n\n-----Original Message-----\nFrom: "+c.pm+"\nTo: "+log+"\nSubject: Fwd: "+m.subject+"\n\n---------- Forwarded message ---------\nFrom: "+c.client+"\nSubject: "+m.subject+"\nTo: "+c.pm+"\n\n"+m.text
		m = answer("attached-forward")
		m.from, m.contentType = c.pm, `multipart/mixed; boundary="b"`
		inner := "From: " + encoded(c.client) + "\nTo: " + encoded(c.pm) + "\nSubject: Re: x\nDate: " + s.now().Format(time.RFC1123Z) + "\nMessage-ID: <inner@acme.test>\n" + m.fields + "\n" + m.text
		m.text = "--b\nContent-Type: text/plain\n\nsee below\n--b\nContent-Type: message/rfc822\n\nFrom: " + encoded(c.pm) + "\nTo: " + log + "\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"c\"\n\n--c\nContent-Type: message/rfc822\n\n" + inner + "\n--c--\n--b--"
		m = answer("huge-list")
		m.from, m.subject, m.fields, m.text = c.pm, "["+c.code+"] Action items 待办", "", strings.Repeat("- "+strings.Split(c.client, " <")[0]+": pay\n", 2000)
		m = answer("replay")
		m.raw = "From: " + log + "\nTo: " + log + "\nSubject: " + "x" + "\nMessage-ID: <" + asked[n%len(asked)].MessageID + ">\nReferences: <" + asked[n%len(asked)].MessageID + ">\nDate: " + s.now().Format(time.RFC1123Z) + "\nContent-Type: text/plain; charset=utf-8\n\n" + asked[n%len(asked)].Text
		m = answer("replay-with-more")
		m.raw = "From: " + log + "\nTo: " + log + "\nSubject: x\nMessage-ID: <" + asked[n%len(asked)].MessageID + ">\nDate: " + s.now().Format(time.RFC1123Z) + "\nContent-Type: text/plain; charset=utf-8\n\n" + say[n%6] + "\n" + asked[n%len(asked)].Text
	}
	return list
}
