package mailin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mailtest"
	"rapport/store"
	"rapport/templates"
)

// shownText is the text of a mail that asks to confirm minutes, each line a paragraph.
var shownText = map[string]string{
	"en": "ACME website\nThird weekly meeting\nDear Wang Fang,\nPlease read the minutes below and reply to this email by Wednesday 11 March 2026:\n- If it is correct: reply confirmed\n- If something is wrong: write what it should say\nThe text\nPresent: Wang Fang, Li Min\n- The home page is dark blue, see https://acme.example/draft?id=4711\n- Launch on 10 April, at EUR 48,000 and no later than 14:30 on that day, and after the test run of two weeks that both sides need\n- No penalty for the first phase\nStill open from earlier meetings\n- Wang Fang: List of test accounts (by Wednesday 4 March 2026)\n",
	"zh": "官网改版\n第三次周会\n王芳，您好：\n请审阅下面的会议纪要，并在 2026年3月11日（周三）前回复本邮件：\n- 内容无误：回复 确认\n- 有误：请直接写出应改为的内容\n正文\n与会：王芳、李敏\n- 首页采用深蓝色，见 https://acme.example/draft\n- 上线时间 4 月 10 日，费用不超过 48,000 元，测试运行两周以后方可上线，双方均须参加测试并在测试报告上签字\n- 第一阶段不计违约金\n会议尚未完成的待办\n- 王芳：提供测试账号（3月4日前）\n",
}

// asksShowing asks Wang to confirm minutes by a mail with a text.
func (a *agency) asksShowing(token, text string, purpose store.Purpose) (confirmation int64) {
	a.Helper()
	confirmation = a.asks(token, purpose, time.Now().Add(24*time.Hour))
	a.keeps(token, text, purpose, confirmation)
	return confirmation
}

// keeps records the text of the mail with a token.
func (a *agency) keeps(token, text string, purpose store.Purpose, object int64) {
	a.Helper()
	id := "m." + token + "@agency.example"
	err := a.store.Update(a.Context(), func(tx *store.Tx) error {
		_, err := tx.Enqueue(store.OutgoingMail{
			Key: token, Purpose: "confirm", Project: "ACME", Expires: time.Now().Add(time.Hour), Message: &store.Message{MessageID: id},
			Raw: a.store.Pack([]byte("Message-ID: <"+id+">\r\n\r\n"+text), time.Time{}, "rapport"), Shown: &store.Shown{Purpose: purpose, Object: object, Version: 1, Text: text},
		})
		return err
	})
	if err != nil {
		a.Fatal(err)
	}
}

// quotes writes the answer of a program to a mail with a token, which quotes it as text.
func quotes(program mailtest.Program, token, words, text string, chinese bool) string {
	wang, log := mailtest.Person{Name: "Wang Wei", Address: "wang@client.example"}, mailtest.Person{Name: "Li Na", Address: replyTo(token)}
	if chinese {
		wang.Name, log.Name = "王伟", "李娜"
	}
	sent := mailtest.Gmail.Write(mailtest.Letter{From: log, To: []mailtest.Person{wang}, Subject: "Minutes", Date: time.Now().Add(-time.Hour), Text: text})
	return string(program.Reply(sent, wang, time.Now(), words+"\n").Raw)
}

func nthToken(n int) string { return fmt.Sprintf("%024daa", n) }

// A plain yes above the mail as it was sent is a yes, in whatever program; above one in
// which something was changed it is a correction, and the PM reads what was changed.
func TestRead_aYesAboveAnEditedQuotationIsACorrection(t *testing.T) {
	t.Parallel()
	n := 0
	for language, text := range shownText {
		yes := map[string]string{"en": "Confirmed", "zh": "确认"}[language]
		edits := map[string][][2]string{
			"en": {{"", ""}, {"10 April", "17 April"}, {"- No penalty for the first phase\n", ""}, {"48,000", "84,000"}, {"first phase", "first phase, NO"}, {"two weeks", "three weeks"}},
			"zh": {{"", ""}, {"4 月 10 日", "4 月 17 日"}, {"- 第一阶段不计违约金\n", ""}, {"48,000", "84,000"}, {"深蓝色", "浅蓝色"}, {"两周以后", "三周以后"}},
		}[language]
		for _, program := range mailtest.Programs() {
			a := newAgency(t)
			for _, edit := range edits {
				n++
				target := a.asksShowing(nthToken(n), text, store.PurposeAgain)
				edited := strings.Replace(text, edit[0], edit[1], 1)
				before := a.tells(store.ReceiptComment)
				got := a.arrives(target, quotes(program, nthToken(n), yes, edited, language == "zh"))
				want := store.ConfirmerObjected
				if edit[0] == "" {
					want = store.ConfirmerConfirmed
				}
				if got != want {
					t.Errorf("%s, %s, %q for %q: %s", language, program, edit[1], edit[0], got)
				}
				if told := a.tells(store.ReceiptComment) - before; edit[0] != "" && told != 1 {
					t.Errorf("%s, %s: the PM is sent %d notes", language, program, told)
				}
				if voices, err := a.store.Confirmers(t.Context(), target); err != nil || edit[0] != "" && !strings.Contains(voices[0].Words, "[+]") {
					t.Errorf("%s, %s: the PM reads %q, %v", language, program, voices[0].Words, err)
				}
			}
		}
	}
}

// What is struck out or coloured in the quotation of an HTML mail, its text says or not.
func TestRead_anEditOnlyInTheHTMLOfAQuotation(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	for i, test := range []struct{ plain, html string }{
		{"10 April", "<s>10 April</s>"}, {"10 April", "<del>10 April</del> <ins>17 April</ins>"}, {"10 April17 April", "<span style='text-decoration:line-through'>10 April</span><span style='color:red'>17 April</span>"},
		{"10 April", "<strike>10 April</strike>"}, {"10 April", "10 April <font color=red>(17!)</font>"}, {"10 April", ""},
	} {
		target := a.asksShowing(nthToken(900+i), shownText["en"], store.PurposeAgain)
		page := "<div>Confirmed</div><blockquote type=cite>" + strings.Replace(strings.ReplaceAll(shownText["en"], "\n", "<br>\n"), "10 April", test.html, 1) + "</blockquote>"
		mail := a.answer(replyTo(nthToken(900+i)), "Content-Type: text/plain; charset=utf-8\n\nconfirmed\n",
			"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nConfirmed\n\nOn 9 March 2026, Li Na wrote:\n\n> "+strings.ReplaceAll(strings.Replace(shownText["en"], "10 April", test.plain, 1), "\n", "\n> ")+"\n\n--b\nContent-Type: text/html\n\n"+page+"\n\n--b--\n")
		if got := a.arrives(target, mail); got != store.ConfirmerObjected {
			t.Errorf("%s: %s", test.html, got)
		}
	}
}

// The form of a report that is filled in on the quoted lines is the report, also where a
// line above it only says so.
func TestRead_aFormOnQuotedLinesIsNotMetWithSilence(t *testing.T) {
	set, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	// quoted as most programs do, with the lines of the writer between those that are quoted, and
	// below a header as Outlook and Foxmail write it
	lines := func(text string) string { return "> " + strings.ReplaceAll(text, "\n", "\n> ") }
	const mine = "\x00"
	quotes := map[string]func(text string) string{
		"": func(text string) string {
			return "On Thu, 7 Jan 2027 at 16:01, Log <log@agency.example> wrote:\n" + lines(text)
		},
		"zh": func(text string) string {
			return "在 2027年1月7日 16:01，项目日志 <log@agency.example> 写道：\n" + lines(text)
		},
		"between": func(text string) string {
			return "On Thu, 7 Jan 2027 at 16:01, Log <log@agency.example> wrote:\n" + strings.ReplaceAll(lines(text), "> "+mine, "")
		},
		"outlook": func(text string) string {
			return "________________________________\nFrom: Log <log@agency.example>\nSent: Thursday, 7 January 2027 16:01\nTo: Li Na <li@agency.example>\nSubject: progress\n\n" + text
		},
		"foxmail": func(text string) string {
			return "发件人： 项目日志\n发送时间： 2027-01-07 16:01\n收件人： 李娜\n主题： progress\n" + text
		},
		"qq": func(text string) string {
			return "------------------ 原始邮件 ------------------\n发件人: \"项目日志\" <log@agency.example>;\n发送时间: 2027年1月7日(星期四) 下午4:01\n收件人: \"李娜\" <li@agency.example>;\n主题: progress\n\n" + text
		},
	}
	for _, c := range []struct{ language, above, old, filled, want, quote string }{
		{templates.English, "", "Summary:\n", "Summary:\n" + mine + "We tested the export this week.\n", "We tested the export this week.", "between"},
		{templates.English, "", "Product pages: 60%", "Product pages: 75%", "Product pages: 75%", "outlook"},
		{templates.English, "Done, see below", "Summary:\n", "Summary:\nWe tested the export this week.\n", "We tested the export this week.", "outlook"},
		{templates.Chinese, "", "【概述】\n", "【概述】\n本周完成了导出功能的测试。\n", "本周完成了导出功能的测试。", "foxmail"},
		{templates.Chinese, "已填", "商品页开发：60%", "商品页开发：75%", "商品页开发：75%", "qq"},
		{templates.Chinese, "", "- [ ] 完成商品详情页", "- [√] 完成商品详情页", "- [√] 完成商品详情页", "zh"},
		{templates.Chinese, "", "【概述】\n", "【概述】\n" + mine + "本周完成了导出功能的测试。\n", "本周完成了导出功能的测试。", "between"},
	} {
		formIsRead(t, set, c.language, c.above, c.old, c.filled, c.want, quotes[c.quote])
	}
	for _, c := range []struct{ language, above, old, filled, want string }{
		{templates.English, "", "Summary:\n", "Summary:\nWe tested the export this week.\n", "We tested the export this week."},
		{templates.English, "", "- [ ] Finish the product details", "- [x] Finish the product details", "- [x] Finish the product details"},
		{templates.English, "Please see below.", "Summary:\n", "Summary:\nWe tested the export this week.\n", "We tested the export this week."},
		{templates.English, "Hi, I have filled in the form.\n\nLi Na", "Product pages: 60%", "Product pages: 75%", "Product pages: 75%"},
		{templates.English, "", "48000.5 / 120000 CNY", "52000 / 120000 CNY", "52000 / 120000 CNY"},
		{templates.Chinese, "", "【概述】\n", "【概述】\n本周完成了导出功能的测试。\n", "本周完成了导出功能的测试。"},
		{templates.Chinese, "", "- [ ] 完成商品详情页", "- [x] 完成商品详情页", "- [x] 完成商品详情页"},
		{templates.Chinese, "见下。", "【概述】\n", "【概述】\n本周完成了导出功能的测试。\n", "本周完成了导出功能的测试。"},
		{templates.Chinese, "已填好，请看下面", "商品页开发：60%", "商品页开发：75%", "商品页开发：75%"},
		{templates.Chinese, "", "48000.5 / 120000 CNY", "52000 / 120000 CNY", "52000 / 120000 CNY"},
	} {
		formIsRead(t, set, c.language, c.above, c.old, c.filled, c.want, quotes[""])
	}
}

// formIsRead has a PM answer the form of a report in its quotation, and fails where the draft
// does not have what they wrote there.
func formIsRead(t *testing.T, set *templates.Set, language, above, old, written, want string, quote func(string) string) {
	t.Helper()
	sent, err := set.Render("report-ask", language, templates.Samples("report-ask", language)[0])
	if err != nil {
		t.Fatal(err)
	}
	a := newAgency(t)
	var report store.Report
	err = a.store.Update(t.Context(), func(tx *store.Tx) (err error) {
		if report, err = tx.PlanReport(store.Report{Project: "ACME", Period: "2027-01-08", From: "2027-01-02", To: "2027-01-08", Due: time.Now().Add(48 * time.Hour)}); err != nil {
			return err
		}
		if _, err := tx.MarkReportAsked(report.ID); err != nil {
			return err
		}
		return tx.Ask(store.Request{Token: goodToken, Purpose: store.PurposeReportAsk, Project: "ACME", Object: report.ID, Address: "li@agency.example", Expires: time.Now().Add(24 * time.Hour)}, "m."+goodToken+"@agency.example")
	})
	if err != nil {
		t.Fatal(err)
	}
	a.keeps(goodToken, sent.Text, store.PurposeReportAsk, report.ID)
	filled := strings.Replace(sent.Text, old, written, 1)
	if filled == sent.Text {
		t.Fatalf("%q is not in the form", old)
	}
	mail := "From: Li Na <li@agency.example>\nTo: " + replyTo(goodToken) + "\nSubject: Re: progress\nDate: " + time.Now().Format(time.RFC1123Z) + "\nMessage-ID: <x@agency.example>\nContent-Type: text/plain; charset=utf-8\n\n" + above + "\n\n" + quote(filled) + "\n"
	a.feeds("log/INBOX", mail)
	reports, err := a.store.Reports(t.Context(), "ACME", false)
	if err != nil || len(reports) != 1 || !strings.Contains(reports[0].Draft, want) || strings.Contains(reports[0].Draft, "Dear") || strings.Contains(reports[0].Draft, "您好") || strings.Contains(reports[0].Draft, "Rapport") {
		t.Errorf("%q: %+v, %v", written, reports, err)
	}
}
