package mailin

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/mime"
	"rapport/store"
)

// agency is a project team whose client Wang is asked to confirm minutes, with the
// mail that asks, and what he and others know of it.
type agency struct {
	*testing.T
	store  *store.Store
	begin  func() *Intake // as another process would have
	intake *Intake
	number int
}

func newAgency(t *testing.T) *agency {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	people := func(code string, contacts ...store.Contact) store.Project {
		return store.Project{Code: code, Zone: time.UTC, Contacts: append(contacts, store.Contact{Name: "Li Na", Role: store.RolePM, Addresses: []string{"li@agency.example"}})}
	}
	directory, err := classify.New(classify.Config{LogAddress: "log@agency.example", Projects: []store.Project{
		people("ACME", store.Contact{Name: "王伟", Role: store.RoleClient, Addresses: []string{"wang@client.example", "wang@home.example"}},
			store.Contact{Name: "Zhou", Role: store.RoleClient, Addresses: []string{"zhou@client.example"}}),
		people("BETA", store.Contact{Name: "Smith", Role: store.RoleClient, Addresses: []string{"smith@other.example"}}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	a := &agency{T: t, store: s, begin: func() *Intake {
		in := NewIntake(s, directory, mime.DefaultLimits(), slog.New(slog.DiscardHandler), func(string, time.Duration) {}, time.Now)
		in.SetSenderVerifier(NewSenderVerifier([]Account{{Name: "log", AuthservID: "mx.agency.example", DKIM: true},
			{Name: "li", AuthservID: "mx.agency.example", DKIM: true, Personal: Personal{Personal: classify.Personal{Owner: "li@agency.example"}, Sent: "Sent"}}}, dns(""), time.Now))
		return in
	}}
	a.intake = a.begin()
	return a
}

// asks asks Wang to confirm minutes by a mail with that token.
func (a *agency) asks(token string, purpose store.Purpose, expires time.Time) (confirmation int64) {
	a.Helper()
	return a.asksFor(store.Minutes, token, purpose, expires)
}

func (a *agency) asksFor(kind store.ConfirmationKind, token string, purpose store.Purpose, expires time.Time) (confirmation int64) {
	a.Helper()
	err := a.store.Update(a.Context(), func(tx *store.Tx) error {
		c, err := tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: kind, Title: "Minutes", Text: "All well.", Actor: "li@agency.example"})
		if err != nil {
			return err
		}
		confirmation = c.ID
		if _, err := tx.ApproveConfirmation(c.ID, 1, "li@agency.example"); err != nil {
			return err
		}
		if _, err := tx.MarkConfirmationAsked(c.ID, 1, store.PolicyAll, time.Now().Add(72*time.Hour), []store.Address{{Name: "王伟", Address: "wang@client.example"}}); err != nil {
			return err
		}
		return tx.Ask(store.Request{Token: token, Purpose: purpose, Project: "ACME", Object: c.ID, Version: 1, Address: "wang@client.example", Expires: expires}, "m."+token+"@agency.example")
	})
	if err != nil {
		a.Fatal(err)
	}
	return confirmation
}

// asksOnce asks somebody something of a first version, for an hour.
func (a *agency) asksOnce(r store.Request) {
	a.Helper()
	r.Project, r.Version, r.Expires = "ACME", 1, time.Now().Add(time.Hour)
	if err := a.store.Update(a.Context(), func(tx *store.Tx) error { return tx.Ask(r, "m."+r.Token+"@agency.example") }); err != nil {
		a.Fatal(err)
	}
}

// arrives feeds a mail, and returns what Wang has said of a confirmation then.
func (a *agency) arrives(confirmation int64, raw string) string {
	a.Helper()
	a.number++
	a.intake.stored, a.intake.ended = make(chan []storedMail, 2), make(chan struct{})
	err := a.intake.Feed(a.Context(), func(add func(IncomingMail) error) error {
		return add(IncomingMail{Origin: "log/INBOX", Raw: []byte(strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")), Received: time.Now()})
	}, nil)
	if err != nil {
		a.Fatal(err)
	}
	voices, err := a.store.Confirmers(a.Context(), confirmation)
	if err != nil || len(voices) != 1 {
		a.Fatal(voices, err)
	}
	return voices[0].State
}

// answer is a mail that confirms, with some of it changed.
func (a *agency) answer(to string, changes ...string) string {
	mail := fmt.Sprintf("From: Wang Wei <wang@client.example>\nTo: %s\nSubject: Re: Minutes\nDate: %s\nMessage-ID: <%d@client.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nconfirmed\n",
		to, time.Now().UTC().Format(time.RFC1123Z), a.number)
	return strings.NewReplacer(changes...).Replace(mail)
}

const goodToken = "abcdefghijklmnopqrstuvwxyz"

func replyTo(token string) string { return "log+r." + token + "@agency.example" }

// What does not count is no secret: the PM hears of what a colleague writes, and who comes
// too late is asked once more.
func TestAttack_whatDoesNotCountIsTold(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	target := a.asks(goodToken, store.PurposeConfirm, time.Now().Add(time.Hour))
	for _, from := range []string{"Zhou <zhou@client.example>", "new@client.example"} {
		if got := a.arrives(target, a.answer(replyTo(goodToken), "Wang Wei <wang@client.example>", from)); got != store.ConfirmerWaiting {
			t.Errorf("%s: %s", from, got)
		}
	}
	a.arrives(target, a.answer(replyTo(goodToken), "Wang Wei <wang@client.example>", "li@agency.example"))
	a.arrives(target, a.answer(replyTo(goodToken), "<wang@client.example>", "<new@client.example>", "MIME-Version", "Auto-Submitted: auto-replied\nMIME-Version"))
	if n := a.tells(store.ReceiptComment); n != 2 {
		t.Errorf("the PM is notified %d times, want twice", n)
	}
	late := a.asks("late2bcdefghijklmnopqrstuv", store.PurposeAgain, time.Now().Add(-time.Hour))
	if got := a.arrives(late, a.answer(replyTo("late2bcdefghijklmnopqrstuv"))); got != store.ConfirmerWaiting || a.tells(store.ReceiptAskedAgain) != 1 {
		t.Errorf("too late: %s", got)
	}
}

// What an outsider, a colleague, somebody of another project or a machine can send:
// none of it confirms anything, though asking once more would need no proof.
func TestAttack_nothingConfirms(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	year := time.Now().Add(24 * time.Hour)
	target := a.asks(goodToken, store.PurposeAgain, year)
	expired := a.asks("expired2ghijklmnopqrstuvwx", store.PurposeAgain, time.Now().Add(-time.Hour))
	attacks := map[string]string{
		"no token":                a.answer("log@agency.example"),
		"the project's address":   a.answer("log+ACME@agency.example"),
		"a truncated token":       a.answer(replyTo(goodToken[:25])),
		"a longer token":          a.answer(replyTo(goodToken + "a")),
		"an empty token":          a.answer(replyTo("")),
		"another domain":          a.answer("log+r." + goodToken + "@agency.example.evil.example"),
		"another mailbox":         a.answer("logs+r." + goodToken + "@agency.example"),
		"a colleague with it":     a.answer(replyTo(goodToken), "Wang Wei <wang@client.example>", "Zhou <zhou@client.example>"),
		"an outsider with it":     a.answer(replyTo(goodToken), "<wang@client.example>", "<mallory@elsewhere.example>"),
		"a client of another":     a.answer(replyTo(goodToken), "<wang@client.example>", "<smith@other.example>"),
		"the PM with it":          a.answer(replyTo(goodToken), "<wang@client.example>", "<li@agency.example>"),
		"a look-alike":            a.answer(replyTo(goodToken), "<wang@client.example>", "<wang@c1ient.example>"),
		"a homograph":             a.answer(replyTo(goodToken), "<wang@client.example>", "<wang@сlient.example>"),
		"a domain below":          a.answer(replyTo(goodToken), "<wang@client.example>", "<wang@client.example.evil.example>"),
		"the name as address":     a.answer(replyTo(goodToken), "Wang Wei <wang@client.example>", "\"wang@client.example\" <mallory@elsewhere.example>"),
		"Reply-To is his":         a.answer(replyTo(goodToken), "<wang@client.example>\n", "<mallory@elsewhere.example>\nReply-To: wang@client.example\n"),
		"Sender is his":           a.answer(replyTo(goodToken), "<wang@client.example>\n", "<mallory@elsewhere.example>\nSender: wang@client.example\n"),
		"Resent-From is his":      a.answer(replyTo(goodToken), "<wang@client.example>\n", "<mallory@elsewhere.example>\nResent-From: wang@client.example\n"),
		"two senders":             a.answer(replyTo(goodToken), "<wang@client.example>", "<wang@client.example>, mallory@elsewhere.example"),
		"two senders, his last":   a.answer(replyTo(goodToken), "Wang Wei <wang@client.example>", "mallory@elsewhere.example, wang@client.example"),
		"a group":                 a.answer(replyTo(goodToken), "Wang Wei <wang@client.example>", "team: wang@client.example;"),
		"no sender":               a.answer(replyTo(goodToken), "From: Wang Wei <wang@client.example>\n", ""),
		"a vacation notice":       a.answer(replyTo(goodToken), "MIME-Version", "Auto-Submitted: auto-replied\nMIME-Version"),
		"an old vacation notice":  a.answer(replyTo(goodToken), "MIME-Version", "X-Autoreply: yes\nMIME-Version"),
		"bulk mail":               a.answer(replyTo(goodToken), "MIME-Version", "Precedence: bulk\nMIME-Version"),
		"a list":                  a.answer(replyTo(goodToken), "MIME-Version", "List-Id: <ops.lists.example>\nPrecedence: list\nMIME-Version"),
		"a list in his name":      a.answer(replyTo(goodToken), "Wang Wei <wang@client.example>\n", "Wang Wei via Ops <ops@lists.example>\nX-Original-From: Wang Wei <wang@client.example>\nList-Post: <mailto:ops@lists.example>\nList-Id: <ops.lists.example>\n"),
		"a rule in his name":      a.answer(replyTo(goodToken), "Wang Wei <wang@client.example>\n", "mallory@elsewhere.example\nResent-From: <wang@client.example>\nAuto-Submitted: auto-generated\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n"),
		"spam":                    a.answer(replyTo(goodToken), "MIME-Version", "X-Spam-Flag: YES\nMIME-Version"),
		"dmarc failed":            "Authentication-Results: mx.agency.example; dmarc=fail header.from=client.example\nReceived: from a by mx.agency.example with ESMTP id 1; Mon, 2 Mar 2026 10:00:00 +0000\n" + a.answer(replyTo(goodToken)),
		"a report of delivery":    a.answer(replyTo(goodToken), "text/plain; charset=utf-8\n\nconfirmed\n", "multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nconfirmed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nFinal-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n"),
		"an invitation":           a.answer(replyTo(goodToken), "text/plain; charset=utf-8\n\nconfirmed\n", "text/calendar; method=REPLY; charset=utf-8\n\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260302T100000Z\r\nDTSTART:20260302T100000Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:wang@client.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
		"only a quotation":        a.answer(replyTo(goodToken), "\nconfirmed\n", "\n> confirmed\n"),
		"below an original":       a.answer(replyTo(goodToken), "\nconfirmed\n", "\n-----Original Message-----\nFrom: Li Na <li@agency.example>\nSubject: Minutes\n\nconfirmed\n"),
		"only a signature":        a.answer(replyTo(goodToken), "\nconfirmed\n", "\n-- \nconfirmed\n"),
		"sent on":                 a.answer(replyTo(goodToken), "\nconfirmed\n", "\nFYI\n\n---------- Forwarded message ---------\nFrom: Wang Wei <wang@client.example>\nDate: Mon, Mar 2, 2026 at 4:05 PM\nSubject: Minutes\nTo: li@agency.example\n\nconfirmed\n", "Re: Minutes", "Fwd: Minutes"),
		"hidden characters":       a.answer(replyTo(goodToken), "\nconfirmed\n", "\nconfirmed\u200b\n"),
		"written backwards":       a.answer(replyTo(goodToken), "\nconfirmed\n", "\n\u202edemrifnoc\n"),
		"hidden in HTML":          a.answer(replyTo(goodToken), "text/plain", "text/html", "\nconfirmed\n", "\n<p style=\"display:none\">confirmed</p><p>Who are you?</p>\n"),
		"white on nothing":        a.answer(replyTo(goodToken), "text/plain", "text/html", "\nconfirmed\n", "\n<p hidden>confirmed</p>\n"),
		"a comment of HTML":       a.answer(replyTo(goodToken), "text/plain", "text/html", "\nconfirmed\n", "\n<!-- confirmed -->\n"),
		"a picture's words":       a.answer(replyTo(goodToken), "text/plain", "text/html", "\nconfirmed\n", "\n<img alt=\"confirmed\">\n"),
		"an attached text":        a.answer(replyTo(goodToken), "text/plain; charset=utf-8\n\nconfirmed\n", "multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename=a.txt\nContent-Type: text/plain\n\nconfirmed\n--b--\n"),
		"an attached mail":        a.answer(replyTo(goodToken), "text/plain; charset=utf-8\n\nconfirmed\n", "multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\nFrom: wang@client.example\nTo: "+replyTo(goodToken)+"\nSubject: Re: Minutes\n\nconfirmed\n--b--\n"),
		"by the PM, in a mail":    "From: Li Na <li@agency.example>\nTo: log+ACME@agency.example\nSubject: Fwd: Minutes\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <fwd@agency.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFYI\n--b\nContent-Type: message/rfc822\n\n" + a.answer(replyTo(goodToken)) + "\n--b--\n",
		"the token in Subject":    a.answer("log@agency.example", "Re: Minutes", "Re: Minutes "+goodToken),
		"the token in the text":   a.answer("log@agency.example", "confirmed\n", "confirmed\n\n"+replyTo(goodToken)+"\n"),
		"the token in Bcc":        a.answer("log@agency.example", "MIME-Version", "Bcc: "+replyTo(goodToken)+"\nMIME-Version"),
		"the token in From":       a.answer("log@agency.example", "<wang@client.example>", "<log+r."+goodToken+"@agency.example>"),
		"the token in References": a.answer("log@agency.example", "MIME-Version", "References: <"+goodToken+"@agency.example>\nMIME-Version"),
		"half a Message-ID":       a.answer("log@agency.example", "MIME-Version", "In-Reply-To: <m."+goodToken[:20]+"@agency.example>\nMIME-Version"),
	}
	for i := range goodToken { // each character changed
		attacks[fmt.Sprintf("character %d changed", i)] = a.answer(replyTo(goodToken[:i] + "7" + goodToken[i+1:]))
	}
	for _, field := range []string{"From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Sender", "Content-Type", "In-Reply-To", "References", "Cc", "MIME-Version", "Content-Transfer-Encoding"} {
		value := map[string]string{"From": "mallory@elsewhere.example", "Date": "Mon, 2 Mar 2026 10:00:00 +0000", "Content-Type": "text/html", "MIME-Version": "1.0", "Content-Transfer-Encoding": "8bit"}[field]
		if value == "" {
			value = "x <x@elsewhere.example>"
		}
		twice := field + ": " + value + "\n"
		mail := a.answer(replyTo(goodToken))
		if !strings.Contains("\n"+mail, "\n"+field+": ") {
			mail = twice + mail
		}
		attacks[field+" twice, first"] = twice + mail
		attacks[field+" twice, last"] = strings.Replace(mail, "\n\n", "\n"+twice+"\n", 1)
	}
	for _, word := range []string{"approved?", "confirmed?", "not confirmed", "I cannot confirm", "confirmed, but not point 3", "confirmed except the date", "Please confirm", "I will confirm tomorrow", "to be confirmed", "unconfirmed",
		"同意，但是日期要改", "确认？", "不确认", "请确认", "待确认", "部分确认", "是否确认", "确认收到后再看", "OK for part A", "yes and no", "OK\nbut change the date", "confirmed\n\nnot really", "ok if the price stays", "5", "confirm for zhou", "skip"} {
		attacks["says "+word] = a.answer(replyTo(goodToken), "\nconfirmed\n", "\n"+word+"\n")
	}
	n := 0
	for name, raw := range attacks {
		n++
		// An objection is recorded as one, and is no confirmation.
		if got := a.arrives(target, raw); got == store.ConfirmerConfirmed {
			t.Fatalf("%s: confirmed by\n%s", name, raw)
		}
	}
	if got := a.arrives(expired, a.answer(replyTo("expired2ghijklmnopqrstuvwx"))); got != store.ConfirmerWaiting {
		t.Errorf("an expired token: %s", got)
	}
	// Nothing proves who wrote: the first word asks for a second.
	first := a.asks("first2abcdefghijklmnopqrst", store.PurposeConfirm, year)
	if got := a.arrives(first, a.answer(replyTo("first2abcdefghijklmnopqrst"))); got != store.ConfirmerWaiting {
		t.Errorf("without proof: %s", got)
	}
	if n+2 < 120 {
		t.Errorf("%d attacks", n)
	}
	// One word approves no change, whatever proves it.
	change := a.asksFor(store.ChangeRequest, "change2bcdefghijklmnopqrst", store.PurposeConfirm, year)
	proved := "Authentication-Results: mx.agency.example; dmarc=pass header.from=client.example\nReceived: from a by mx.agency.example with ESMTP id 1; " + time.Now().UTC().Format(time.RFC1123Z) + "\n"
	if got := a.arrives(change, proved+a.answer(replyTo("change2bcdefghijklmnopqrst"))); got != store.ConfirmerWaiting {
		t.Errorf("a change by one word: %s", got)
	}
	minutes := a.asksFor(store.Minutes, "minutes2cdefghijklmnopqrst", store.PurposeConfirm, year)
	if got := a.arrives(minutes, proved+a.answer(replyTo("minutes2cdefghijklmnopqrst"))); got != store.ConfirmerConfirmed {
		t.Errorf("minutes by one word that is proved: %s", got)
	}
	// And the same mail, as it should be, does: its sender proves their mail by now.
	if got := a.arrives(target, proved+a.answer(replyTo(goodToken))); got != store.ConfirmerConfirmed {
		t.Errorf("the honest answer: %s", got)
	}
}

// Honest answers, as many programs send them, are settled without a person.
func TestAnswers_ofHonestPeopleCount(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	shapes := map[string]func(text string) (kind, body string){
		"bare": func(text string) (string, string) { return "text/plain", text },
		"Gmail": func(text string) (string, string) {
			return "text/plain", text + "\n\nOn Mon, Mar 2, 2026 at 10:00 AM Rapport <log@agency.example> wrote:\n> Please read the minutes below\n> - If it is right: answer confirmed\n"
		},
		"Outlook": func(text string) (string, string) {
			return "text/plain", text + "\n\n________________________________\nFrom: Rapport <log@agency.example>\nSent: Monday, March 2, 2026 10:00 AM\nTo: Wang Wei <wang@client.example>\nSubject: Minutes\n\nPlease read the minutes below.\n"
		},
		"QQ": func(text string) (string, string) {
			return "text/plain", text + "\n\n------------------ 原始邮件 ------------------\n发件人: \"Rapport\"<log@agency.example>;\n发送时间: 2026年3月2日(星期一) 上午10:00\n收件人: \"王伟\"<wang@client.example>;\n主题: 会议纪要\n\n请您阅读以下会议纪要。\n"
		},
		"iPhone": func(text string) (string, string) {
			return "text/plain", text + "\n\n发自我的iPhone\n\n> 在 2026年3月2日，10:00，Rapport <log@agency.example> 写道：\n> \n> 请您阅读以下会议纪要。\n"
		},
		"Foxmail": func(text string) (string, string) {
			return "text/html", "<div>" + strings.ReplaceAll(text, "\n", "<br>") + "</div><div><br></div><hr><div>王伟</div><blockquote><div>发件人： Rapport &lt;log@agency.example&gt;</div><div>发送时间： 2026-03-02 10:00</div><div>收件人： 王伟</div><div>主题： 会议纪要</div><div>请您阅读以下会议纪要。</div></blockquote>"
		},
		"NetEase": func(text string) (string, string) {
			return "text/plain", text + "\n\n---- 回复的原邮件 ----\n| 发件人 | Rapport<log@agency.example> |\n| 日期 | 2026年03月02日 10:00 |\n| 收件人 | 王伟<wang@client.example> |\n| 主题 | 会议纪要 |\n请您阅读以下会议纪要。\n"
		},
	}
	answers := []string{"confirmed", "Confirmed.", "OK", "ok, thanks", "Yes", "Approved\n\nBest regards,\nWang Wei", "Hi Li Na,\n\nagreed.\n\nThanks\nWang", "I confirm the minutes.", "Looks good to me", "👍",
		"确认", "确认。", "同意", "确认，谢谢！", "没问题", "无异议", "李经理，您好：\n\n确认无误。\n\n王伟", "收到，同意", "可以", "同意，按此执行"}
	settled, all := 0, 0
	var missed []string
	for shape, write := range shapes {
		for i, text := range answers {
			all++
			token := fmt.Sprintf("%sz%dabcdefghijklmnopqrst", strings.ToLower(shape), i)
			c := a.asks(token, store.PurposeAgain, time.Now().Add(24*time.Hour))
			kind, body := write(text)
			got := a.arrives(c, a.answer(replyTo(token), "text/plain", kind, "\nconfirmed\n", "\n"+body+"\n"))
			if got == store.ConfirmerConfirmed {
				settled++
			} else {
				missed = append(missed, fmt.Sprintf("%s: %q", shape, text))
			}
		}
	}
	if settled*100 < all*95 {
		t.Errorf("%d of %d settled; not %s", settled, all, strings.Join(missed, "\n"))
	}
	t.Logf("%d of %d settled; not %q", settled, all, missed)
}
