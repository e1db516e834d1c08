//go:build servers

package main

import (
	"fmt"
	"mime"
	"net/mail"
	"net/smtp"
	"regexp"
	"slices"
	"strings"
	"time"

	"rapport/store"
)

// forgedMail is a mail that nothing proves.
type forgedMail struct {
	from, to, cc, subject, text, fields, contentType string
	envelope                                         string // sender of the envelope; "": mallory@elsewhere.example
	old                                              time.Duration
}

// month is how often each forgery comes: once a day.
const month = 3

// forge sends all forgeries and returns how many mails they are.
func (s *siege) forge(sides []side, opened []open) (sent int) {
	s.Helper()
	var once, daily []forgedMail
	for n, c := range sides {
		once = append(once, fromLogMailbox(c, slices.Concat(s.box("log@agency.test"), s.folder("log@agency.test", "Sent")))...)
		for _, m := range []*store.Message{opened[n].minutes, opened[n].change, opened[n].survey} {
			once = append(once, fromForward(c, m)...)
		}
		daily = append(daily, inTheirNames(c, sides[(n+1)%len(sides)], opened[n])...)
	}
	client, err := smtp.Dial(fmt.Sprintf("127.0.0.1:%d", s.postfix.Port))
	if err != nil {
		s.Fatal(err)
	}
	defer client.Close()
	for day := range month {
		list := daily
		if day == 0 {
			list = slices.Concat(once, daily)
		}
		for _, m := range list {
			sent++
			if err := sendForged(client, m, sent); err != nil {
				s.Fatalf("forge %q to %s: %v", m.subject, m.to, err)
			}
		}
	}
	return sent
}

func sendForged(client *smtp.Client, m forgedMail, n int) error {
	envelope := m.envelope
	if envelope == "" {
		envelope = "mallory@elsewhere.example"
	}
	if envelope == "<>" {
		envelope = ""
	}
	_, domain, _ := strings.Cut(address(m.from), "@")
	var b strings.Builder
	// As a server of the agency would write it, had it looked.
	fmt.Fprintf(&b, "Authentication-Results: mx.agency.test; spf=pass smtp.mailfrom=%s; dmarc=pass header.from=%s\n", address(m.from), domain)
	fmt.Fprintf(&b, "From: %s\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <forged.%d@elsewhere.example>\n", encoded(m.from), encoded(m.to), mime.BEncoding.Encode("utf-8", m.subject), time.Now().Add(-m.old).Format(time.RFC1123Z), n)
	if m.cc != "" {
		fmt.Fprintf(&b, "Cc: %s\n", encoded(m.cc))
	}
	kind := m.contentType
	if kind == "" {
		kind = "text/plain; charset=utf-8"
	}
	fmt.Fprintf(&b, "%sMIME-Version: 1.0\nContent-Type: %s\nContent-Transfer-Encoding: 8bit\n\n%s\n", m.fields, kind, m.text)
	if err := client.Mail(envelope); err != nil {
		return err
	}
	to := m.to
	if !strings.Contains(to, "@agency.test") || !strings.HasPrefix(to, "log") {
		to = "log@agency.test" // the one who sends it chooses to whom
	}
	if err := client.Rcpt(to); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(strings.ReplaceAll(b.String(), "\n", "\r\n"))); err != nil {
		return err
	}
	return w.Close()
}

// encoded returns an address as it stands in a field.
func encoded(person string) string {
	a, err := mail.ParseAddress(person)
	if err != nil {
		return person
	}
	return a.String()
}

// words are the answers that decide something, in both languages.
func words() []string {
	return []string{"ok", "可以发送", "Confirmed.", "确认", "Approved.", "同意", "skip", "跳过", "new text:\nPay to account 12345.", "新版本：\n请付款至账号12345。",
		"confirm for Anna", "代王伟确认", "done", "完成", "1", "unsubscribe", "退订", "I object.", "反对", "escalate", "1 done", "1 take up", "1 关闭", "cancel", "取消"}
}

// fromLogMailbox answers with every address and token in the log mailbox, and to every mail
// in it, in the name of everybody; and returns notifications to every return path.
func fromLogMailbox(c side, box []*store.Message) (list []forgedMail) {
	found := map[string]bool{}
	tags := regexp.MustCompile(`log\+[a-z]\.[A-Za-z0-9_=-]+@agency\.test`)
	var ids []string
	for _, m := range box {
		header := m.Text + "\n" + m.Subject
		for _, f := range m.Header {
			header += "\n" + f.Value
		}
		for _, a := range slices.Concat(m.To, m.Cc, m.ReplyTo, m.DeliveredTo) {
			header += "\n" + a.Address
		}
		for _, a := range tags.FindAllString(header, -1) {
			found[strings.ToLower(a)] = true
		}
		if m.MessageID != "" && !slices.Contains(ids, m.MessageID) {
			ids = append(ids, m.MessageID)
		}
	}
	say := words()
	n := 0
	for a := range found {
		for _, from := range []string{c.pm, c.client, "Mallory <mallory@elsewhere.example>"} {
			for range 3 {
				n++
				list = append(list, forgedMail{from: from, to: a, subject: "Re: [" + c.code + "]", text: say[n%len(say)]})
			}
		}
		list = append(list, bounceOf(a, address(c.client), ""))
	}
	for _, id := range ids {
		for _, from := range []string{c.pm, c.client} {
			for range 3 {
				n++
				list = append(list, forgedMail{from: from, to: "log@agency.test", subject: "Re: [" + c.code + "]", text: say[n%len(say)], fields: "In-Reply-To: <" + id + ">\nReferences: <" + id + ">\n"})
			}
		}
		list = append(list, bounceOf("log@agency.test", address(c.client), id))
	}
	return list
}

// fromForward is what somebody does who was forwarded a mail: answers by its Message-ID in
// the name of everybody, with the mail quoted.
func fromForward(c side, m *store.Message) (list []forgedMail) {
	quoted := "\n\nOn Monday Rapport wrote:\n> " + strings.ReplaceAll(m.Text, "\n", "\n> ")
	for _, text := range words() {
		for _, from := range []string{c.client, c.pm, "Mallory <mallory@elsewhere.example>"} {
			list = append(list, forgedMail{from: from, to: "log@agency.test", subject: "Re: " + m.Subject, text: text + quoted,
				fields: "In-Reply-To: <" + m.MessageID + ">\nReferences: <first@elsewhere.example> <" + m.MessageID + ">\n"})
		}
	}
	return list
}

// bounceOf says that our mail to somebody could not be delivered.
func bounceOf(to, about, id string) forgedMail {
	returned := ""
	if id != "" {
		returned = "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + id + ">\nFrom: log@agency.test\nTo: " + about + "\n"
	}
	return forgedMail{from: "MAILER-DAEMON@elsewhere.example", to: to, envelope: "<>", subject: "Undelivered Mail Returned to Sender", contentType: `multipart/report; report-type=delivery-status; boundary="b"`,
		text: "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.elsewhere.example\n\nFinal-Recipient: rfc822; " + about + "\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n" + returned + "--b--\n"}
}

// inTheirNames are the forgeries of one day in the name of the people of a project.
func inTheirNames(c, other side, o open) (list []forgedMail) {
	log, theirs := "log+"+c.code+"@agency.test", "log+"+other.code+"@agency.test"
	add := func(from, subject, text string) *forgedMail {
		list = append(list, forgedMail{from: from, to: log, subject: subject, text: text})
		return &list[len(list)-1]
	}
	const team = "Sun Lei <sun@agency.test>"
	for _, from := range []string{c.pm, team} {
		add(from, "Minutes of Monday", "Decisions:\n- The client pays twice")
		add(from, "周一会议纪要", "决定：\n- 客户支付两倍")
		add(from, "Action items", "- "+strings.Split(c.client, " <")[0]+": pay by Friday")
		add(from, "本周待办", "- "+strings.Split(c.client, " <")[0]+"：周五前付款")
		add(from, "change request: twice the price", "The price doubles.")
		add(from, "变更申请：价格翻倍", "价格翻倍。")
		add(from, "training plan", "Monday: pay.")
		add(from, "培训计划", "周一：付款。")
		for _, command := range []string{"status", "help", "open", "进度", "帮助", "digest", "report"} {
			add(from, command+" "+c.code, "")
		}
		// What would stop the clock, and what would put words in a client's mouth.
		m := add(from, "Re: Test accounts "+c.code, "From Monday. 周一。")
		m.cc, m.fields = c.client, "In-Reply-To: <"+o.question+">\n"
		when := time.Now().Add(-time.Hour).UTC()
		add(from, "Fwd: Price", "FYI\n\n---------- Forwarded message ---------\nFrom: "+c.client+"\nDate: "+when.Format("Mon, Jan 2, 2006 at 3:04 PM")+"\nSubject: Price\nTo: "+c.pm+"\n\nWe approve everything. When do we pay?")
		add(from, "转发：价格", "请归档\n\n---------- 转发的邮件 ----------\n发件人： "+c.client+"\n日期： "+when.Format("2006年1月2日 15:04")+"\n主题： 价格\n收件人： "+c.pm+"\n\n我们全部同意。什么时候付款？")
		// An old mail, and one that takes a thread into another project.
		add(from, "Minutes of last month", "The client pays.").old = 40 * 24 * time.Hour
		for _, id := range []string{o.question, o.minutes.MessageID, o.change.MessageID} {
			m := add(from, "["+other.code+"] Re: Test accounts", "This belongs there. 移到那边。")
			m.to, m.fields = theirs, "In-Reply-To: <"+id+">\nReferences: <"+id+">\n"
		}
	}
	add(c.client, "Login", "The login fails with an error. Can you help?")
	add(c.client, "登录", "系统无法登录，一直报错，请帮忙看一下。")
	add(c.client, "Complaint", "This is unacceptable. We object to the minutes and will not pay.")
	add(c.client, "投诉", "无法接受，我们反对会议纪要，要求退款。")
	add(c.client, "Colour", "Please change the colour of the home page to red.")
	add(c.client, "颜色", "请把首页改成红色。")
	add(c.client, "unsubscribe", "unsubscribe")
	add(c.client, "退订", "退订")
	add(c.client, "Re: "+o.survey.Subject, "1")
	add(c.client, "status "+c.code, "")
	add(c.client, "进度 "+c.code, "")
	add(c.client, "Old question", "When do we begin?").old = 10 * 24 * time.Hour
	for _, m := range []*store.Message{o.minutes, o.change, o.survey, o.draft, o.report} {
		for _, from := range []string{c.client, c.pm, team} {
			away := add(from, "Automatic reply: "+m.Subject, "I am away until January. 我不在办公室。")
			away.fields = "Auto-Submitted: auto-replied\nIn-Reply-To: <" + m.MessageID + ">\n"
			list = append(list, bounceOf("log@agency.test", address(from), m.MessageID))
		}
	}
	for _, method := range []string{"REQUEST", "CANCEL", "REPLY"} {
		for _, from := range []string{c.pm, c.client} {
			m := add(from, "Launch meeting 上线会", "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:"+method+"\nBEGIN:VEVENT\nUID:launch@agency.test\nDTSTAMP:20261101T080000Z\nDTSTART:"+time.Now().Add(72*time.Hour).UTC().Format("20060102T150405Z")+"\nSUMMARY:Launch\nORGANIZER:mailto:"+address(c.pm)+"\nATTENDEE:mailto:"+address(c.client)+"\nEND:VEVENT\nEND:VCALENDAR")
			m.contentType = "text/calendar; charset=utf-8; method=" + method
		}
	}
	return list
}
