//go:build servers

package main

import (
	"fmt"
	"net/http/httptest"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailout/meeting/meetingtest"
)

// The whole way of a meeting: an invitation by mail, the recap that Zoom mails, who took part
// by its interface, a draft that the PM approves with one word, and the confirmation.
func TestServers_aRecapBecomesMinutes(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct{ language, pm, client, subject, recap, ok, confirmed string }{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Meeting assets for Checkout review are ready!",
			"Quick recap\r\nThe team agreed the scope of the guest checkout.\r\n\r\nNext steps\r\n- Anna: List the voucher types.\r\n\r\nThe Zoom Team\r\n", "ok", "Confirmed.\n\nAnna"},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "Meeting assets for Checkout review are ready!",
			"快速回顾\r\n会议同意结算页合并为一页。\r\n\r\n下一步\r\n- 王伟：列出优惠券类型\r\n", "可以发送", "确认\n\n王伟"},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			end := time.Now().UTC().Add(-20 * time.Minute).Truncate(time.Minute)
			zoom := meetingtest.New(t)
			zoom.Token = "token"
			zoom.OnLogin("POST /oauth/token", meetingtest.JSON(`{"access_token":"token","expires_in":3600}`))
			zoom.On("GET /v2/past_meetings/81234567890/instances", meetingtest.JSON(fmt.Sprintf(`{"meetings":[{"uuid":"u1==","start_time":%q}]}`, end.Add(-time.Hour).Format(time.RFC3339))))
			zoom.On("GET /v2/past_meetings/u1==/participants?page_size=300", meetingtest.JSON(fmt.Sprintf(`{"participants":[{"name":%q},{"name":%q}]}`, name(c.pm), name(c.client))))
			api := httptest.NewServer(zoom)
			t.Cleanup(api.Close)
			config := quietConfig(t, post, c.language, "ask_minutes = true")
			text, err := os.ReadFile(config)
			if err != nil {
				t.Fatal(err)
			}
			more := fmt.Sprintf("\n[[meetings]]\nsystem = \"zoom\"\naccount = \"a\"\nclient_id = \"c\"\npassword_env = \"ZOOM\"\nurl = %q\nlogin_url = %[1]q\n", api.URL)
			if err := os.WriteFile(config, []byte(strings.Replace(string(text), "name = \"log\"\n", "name = \"log\"\nauthserv_id = \"mx.agency.test\"\n", 1)+more), 0o600); err != nil {
				t.Fatal(err)
			}
			s := serve(t, config, "ZOOM=secret")
			pm, client := address(c.pm), address(c.client)
			id := func(step string) string { return step + "." + c.language + "@meeting.example" }

			deliver(t, post, "recap."+c.language, "Authentication-Results: mx.agency.test; dkim=pass header.d=zoom.us; spf=pass smtp.mailfrom=zoom.us; dmarc=pass header.from=zoom.us\r\n"+
				"Received: from o7.sg.zoom.us (o7.sg.zoom.us [192.0.2.41]) by mx.agency.test with ESMTPS id 1\r\n\tfor <log@agency.test>; "+end.Add(5*time.Minute).Format(time.RFC1123Z)+"\r\n"+
				"From: Zoom <no-reply@zoom.us>\r\nTo: "+pm+"\r\nSubject: "+c.subject+"\r\nDate: "+end.Add(5*time.Minute).Format(time.RFC1123Z)+"\r\nMessage-ID: <"+id("recap")+">\r\n"+
				"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"+c.recap)
			s.becomes(id("recap"), "log", "SHOP", "--json")
			invitation := strings.Join([]string{
				"From: " + client, "To: " + pm, "Cc: log@agency.test", "Subject: Checkout review", "Message-ID: <" + id("invitation") + ">", "Date: " + time.Now().UTC().Format(time.RFC1123Z), "MIME-Version: 1.0",
				`Content-Type: text/calendar; method=REQUEST; charset=utf-8`, "", "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:" + id("event"), "SEQUENCE:0", "SUMMARY:Checkout review",
				"DTSTART:" + end.Add(-time.Hour).Format("20060102T150405Z"), "DTEND:" + end.Format("20060102T150405Z"), "LOCATION:https://us06web.zoom.us/j/81234567890?pwd=secret", "ORGANIZER:mailto:" + client, "END:VEVENT", "END:VCALENDAR", "",
			}, "\r\n")
			if err := smtp.SendMail(fmt.Sprintf("127.0.0.1:%d", post.postfix.Port), nil, client, []string{"log@agency.test"}, []byte(invitation)); err != nil {
				t.Fatal(err)
			}

			draft := post.await(pm)
			for _, want := range []string{name(c.pm), name(c.client), strings.Split(c.recap, "\r\n")[1], "Zoom"} {
				if !strings.Contains(draft.Text, want) {
					t.Errorf("the draft lacks %q:\n%s", want, draft.Text)
				}
			}
			post.reply(c.pm, draft, id("go"), c.ok)
			ask := post.await(client)
			if strings.Contains(ask.Text, "secret") || !strings.Contains(ask.Text, strings.Split(c.recap, "\r\n")[1]) {
				t.Errorf("the client is asked about\n%s", ask.Text)
			}
			post.reply(c.client, ask, id("confirmed"), c.confirmed)
			again := post.await(client, ask)
			post.reply(c.client, again, id("again"), c.confirmed)
			post.await(client, ask, again)
			s.becomes("minutes, version 1, settled: confirmed", "confirm", "show", "SHOP", "1")
			for _, m := range post.box(pm) {
				if strings.Contains(m.Text, "skip") && strings.Contains(m.Subject, "Please send the minutes") || strings.Contains(m.Subject, "请提交会议纪要") {
					t.Error("the PM is asked for the minutes besides")
				}
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// name returns the name of a person, as "Anna <anna@acme.test>" has it.
func name(person string) string {
	n, _, _ := strings.Cut(person, " <")
	return n
}

// deliver puts a mail into the log mailbox as its server does, with what that found out of its
// sender.
func deliver(t *testing.T, p *post, as, raw string) {
	t.Helper()
	dir := p.dovecot.Maildir(p.dovecot.Accounts[0].User)
	from := filepath.Join(dir, "tmp", as)
	if err := os.MkdirAll(filepath.Join(dir, "new"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(from, []byte(raw), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(from, filepath.Join(dir, "new", as)); err != nil {
		t.Fatal(err)
	}
}
