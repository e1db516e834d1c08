//go:build servers

package main

import (
	"fmt"
	"maps"
	"mime"
	"net/mail"
	"net/smtp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"rapport/store"
)

// forgedMail is a mail that nothing proves.
type forgedMail struct {
	name                                             string // of its class
	from, to, cc, subject, text, fields, contentType string
	head                                             string        // From and more, as they are; "": from
	id                                               string        // its Message-ID; "": one of its own
	raw                                              string        // the whole mail, as it is; "": made of the other fields
	rcpt                                             string        // of the envelope; "": to
	envelope                                         string        // sender of the envelope; "": mallory@elsewhere.example
	old                                              time.Duration // since it was written
}

// waves returns the forgeries of each of so many days, for each office: what the log mailbox
// and forwarded mails make possible, and all else, spread over the days.
func (s *siege) waves(days int) (waves [][][]forgedMail) {
	s.Helper()
	for _, o := range s.offices {
		all := s.fromLogMailbox(o, s.stolen(o))
		for n, c := range o.sides {
			for _, m := range c.open.all() {
				all = append(all, fromForward(c, m)...)
			}
			all = append(all, inTheirNames(c, o.sides[(n+1)%len(o.sides)], s.now())...)
			all = append(all, s.otherForgeries(c, o.sides[(n+1)%len(o.sides)])...)
		}
		wave := make([][]forgedMail, days)
		for n, m := range all {
			wave[n%days] = append(wave[n%days], m)
		}
		waves = append(waves, wave)
	}
	return waves
}

// send has Postfix deliver mails to an office.
func (s *siege) send(o *office, list []forgedMail) {
	s.Helper()
	const atOnce = 4
	var senders sync.WaitGroup
	failures := make([]error, atOnce)
	for n := range atOnce {
		first := s.mails
		senders.Go(func() {
			client, err := smtp.Dial(fmt.Sprintf("127.0.0.1:%d", s.postfix.Port))
			if err != nil {
				failures[n] = err
				return
			}
			defer client.Close()
			if failures[n] = client.Hello("elsewhere.example"); failures[n] != nil {
				return
			}
			for i := n; i < len(list); i += atOnce {
				if err := s.sendForged(client, o, list[i], first+i+1); err != nil {
					failures[n] = fmt.Errorf("forge %s %q to %s: %w", list[i].name, list[i].subject, list[i].to, err)
					return
				}
			}
		})
	}
	senders.Wait()
	for _, err := range failures {
		if err != nil {
			s.Fatal(err)
		}
	}
	s.mails += len(list)
}

func (s *siege) sendForged(client *smtp.Client, o *office, m forgedMail, n int) error {
	envelope := m.envelope
	if envelope == "" {
		envelope = "mallory@elsewhere.example"
	}
	if envelope == "<>" {
		envelope = ""
	}
	rcpt := m.rcpt
	if rcpt == "" {
		rcpt = m.to
	}
	if base, _, _ := strings.Cut(o.log, "@"); !strings.HasPrefix(rcpt, base) || strings.ContainsAny(rcpt, ", ") {
		rcpt = o.log // who sends it chooses to whom
	}
	// Without SMTPUTF8, which client.Mail asks for: Dovecot's LMTP has no such thing.
	id, err := client.Text.Cmd("MAIL FROM:<%s>", envelope)
	if err != nil {
		return err
	}
	client.Text.StartResponse(id)
	_, _, err = client.Text.ReadResponse(250)
	client.Text.EndResponse(id)
	if err != nil {
		return err
	}
	if err := client.Rcpt(rcpt); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(strings.ReplaceAll(m.bytes(n, s.now()), "\n", "\r\n"))); err != nil {
		return err
	}
	return w.Close()
}

// bytes returns the mail, with lines ended by LF.
func (m forgedMail) bytes(n int, now time.Time) string {
	if m.raw != "" {
		return m.raw
	}
	_, domain, _ := strings.Cut(address(m.from), "@")
	head, id, kind := m.head, m.id, m.contentType
	if head == "" {
		head = "From: " + encoded(m.from) + "\n"
	}
	if id == "" {
		id = fmt.Sprintf("forged.%s.%d@elsewhere.example", m.name, n)
	}
	if kind == "" {
		kind = "text/plain; charset=utf-8"
	}
	var b strings.Builder
	// As a server of the agency would write it, had it looked.
	fmt.Fprintf(&b, "Authentication-Results: mx.agency.test; spf=pass smtp.mailfrom=%s; dmarc=pass header.from=%s\n", address(m.from), domain)
	fmt.Fprintf(&b, "%sTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <%s>\n", head, encoded(m.to), mime.BEncoding.Encode("utf-8", m.subject), now.Add(-m.old).Format(time.RFC1123Z), id)
	if m.cc != "" {
		fmt.Fprintf(&b, "Cc: %s\n", encoded(m.cc))
	}
	fmt.Fprintf(&b, "%sMIME-Version: 1.0\nContent-Type: %s\nContent-Transfer-Encoding: 8bit\n\n%s\n", m.fields, kind, m.text)
	return b.String()
}

// encoded returns an address as a field holds it.
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
		"confirm for Anna", "代王伟确认", "done", "完成", "1", "unsubscribe", "退订", "I object.", "反对", "escalate", "1 done", "1 take up", "1 关闭", "cancel", "取消", "1 drop", "1 受理", "yes", "是的", "replace 10 April by 10 May", "把四月十日改成五月十日"}
}

const mallory = "Mallory <mallory@elsewhere.example>"

// fromLogMailbox answers with every address and token in the log mailbox, and to every mail
// in it, in the name of everybody; and returns notifications to every return path, about
// the recipient of each mail of ours and about others.
func (s *siege) fromLogMailbox(o *office, box []*store.Message) (list []forgedMail) {
	found := map[string]*store.Message{}
	base, domain, _ := strings.Cut(o.log, "@")
	tags := regexp.MustCompile(regexp.QuoteMeta(base) + `\+[a-z]\.[A-Za-z0-9._=-]+@` + regexp.QuoteMeta(domain))
	var ids []*store.Message
	for _, m := range box {
		header := m.Text + "\n" + m.Subject
		for _, f := range m.Header {
			header += "\n" + f.Value
		}
		for _, a := range slices.Concat(m.To, m.Cc, m.ReplyTo, m.DeliveredTo) {
			header += "\n" + a.Address
		}
		for _, a := range tags.FindAllString(header, -1) {
			found[strings.ToLower(a)] = m
		}
		if m.MessageID != "" && !strings.HasPrefix(m.MessageID, "forged.") {
			ids = append(ids, m)
		}
	}
	say, n := words(), 0
	for _, a := range slices.Sorted(maps.Keys(found)) {
		m := found[a]
		for _, c := range o.sides {
			for _, from := range []string{c.pm, c.client, mallory} {
				n++
				list = append(list, forgedMail{name: "token", from: from, to: a, subject: "Re: [" + c.code + "]", text: say[n%len(say)]})
			}
		}
		list = append(list, bounceOf(a, o.sides[0].client, ""))
		for _, to := range m.To {
			list = append(list, bounceOf(a, to.Address, m.MessageID), proseBounceOf(a, to.Address), delayOf(a, to.Address, m.MessageID), spamReport(a, to.Address, m.MessageID))
		}
	}
	for _, m := range ids {
		for _, c := range o.sides {
			for _, from := range []string{c.pm, c.client} {
				n++
				list = append(list, forgedMail{name: "id", from: from, to: o.log, subject: "Re: [" + c.code + "]", text: say[n%len(say)], fields: references(m.MessageID)})
			}
			list = append(list, bounceOf(o.log, c.client, m.MessageID))
		}
	}
	return list
}

func references(id string) string {
	return "In-Reply-To: <" + id + ">\nReferences: <first@elsewhere.example> <" + id + ">\n"
}

// fromForward is what somebody does who was forwarded a mail: answers by its Message-ID and
// by the addresses in its text, in the name of everybody, with the mail quoted.
func fromForward(c *side, m *store.Message) (list []forgedMail) {
	quoted := "\n\nOn Monday Rapport wrote:\n> " + strings.ReplaceAll(m.Text, "\n", "\n> ")
	for n, text := range words() {
		from := []string{c.client, c.pm, mallory}[n%3]
		list = append(list, forgedMail{name: "forward", from: from, to: c.office.log, subject: "Re: " + m.Subject, text: text + quoted, fields: references(m.MessageID)})
	}
	inText := regexp.MustCompile(`(?i)[a-z]+(?:\+|%2B)r\.[a-z0-9]+@agency\.test`)
	for n, a := range slices.Compact(inText.FindAllString(m.Text+shownHTML(m), -1)) {
		for i, from := range []string{c.client, c.pm, mallory} {
			list = append(list, forgedMail{name: "link", from: from, to: strings.Replace(a, "%2B", "+", 1), subject: "Re: " + m.Subject, text: []string{"1", "unsubscribe", "退订"}[(n+i)%3]})
		}
	}
	return list
}

// shownHTML returns what the links of a mail hold.
func shownHTML(m *store.Message) string { return m.Header.Get("List-Unsubscribe") }

// bounceOf says that our mail to somebody could not be delivered.
func bounceOf(to, about, id string) forgedMail { return reportOf(to, about, id, "failed", "5.1.1") }

// delayOf says that our mail to somebody is late.
func delayOf(to, about, id string) forgedMail { return reportOf(to, about, id, "delayed", "4.4.1") }

func reportOf(to, about, id, action, status string) forgedMail {
	if strings.Contains(about, "<") {
		about = address(about)
	}
	returned := ""
	if id != "" {
		returned = "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + id + ">\nFrom: log@agency.test\nTo: " + about + "\n"
	}
	return forgedMail{name: "report-" + action, from: "MAILER-DAEMON@elsewhere.example", to: to, envelope: "<>", subject: "Undelivered Mail Returned to Sender", contentType: `multipart/report; report-type=delivery-status; boundary="b"`,
		text: "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.elsewhere.example\n\nOriginal-Recipient: rfc822; " + about + "\nFinal-Recipient: rfc822; " + about + "\nAction: " + action + "\nStatus: " + status + "\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n" + returned + "--b--\n"}
}

// proseBounceOf says in words, as some providers do, that our mail could not be delivered.
func proseBounceOf(to, about string) forgedMail {
	return forgedMail{name: "prose-bounce", from: "postmaster@elsewhere.example", to: to, envelope: "<>", subject: "系统退信 Undelivered Mail", fields: "X-Failed-Recipients: " + about + "\n",
		text: "抱歉，您的邮件被退回。\n收件人：" + about + "\n550 5.1.1 User unknown. Mailbox not found."}
}

// spamReport is the complaint of a provider (RFC 5965) about our mail.
func spamReport(to, about, id string) forgedMail {
	return forgedMail{name: "spam-report", from: "fbl@elsewhere.example", to: to, envelope: "<>", subject: "Complaint", contentType: `multipart/report; report-type=feedback-report; boundary="b"`,
		text: "--b\nContent-Type: text/plain\n\nThis is spam.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Mail-From: <" + to + ">\nOriginal-Rcpt-To: <" + about + ">\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <" + id + ">\nFrom: log@agency.test\nTo: " + about + "\nSubject: x\n\nx\n--b--\n"}
}
