//go:build servers

package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	stdmime "mime"
	"net/http/httptest"
	"net/smtp"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/servertest"
	"rapport/mailout/meeting/meetingtest"
)

// round is the way of one meeting in one system.
type round struct {
	system, language    string
	pm, client          string
	place               []string // what the invitation says of where it is
	from, domain, frame string   // of the recap that the system mails; "": it mails none
	text                string   // of that
	said                string   // what must be in the draft, and be confirmed
	ok, confirmed       string
	api                 func(t *testing.T, s *meetingtest.Service, end time.Time) (config, environment string)
}

func rounds() []round {
	const teamsURL = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Yj%40thread.v2/0"
	return []round{
		{"zoom", "en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", []string{"LOCATION:https://us06web.zoom.us/j/81234567890?pwd=secret"},
			"Zoom <no-reply@zoom.us>", "zoom.us", "Meeting assets for TITLE are ready!",
			"Quick recap\r\nThe team agreed the scope of the guest checkout.\r\n\r\nNext steps\r\n- Anna: List the voucher types.\r\n\r\nThe Zoom Team\r\n",
			"The team agreed the scope of the guest checkout.", "ok", "Confirmed.\n\nAnna", zoomHas("Li Na", "Anna")},
		{"zoom", "zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", []string{"LOCATION:https://us06web.zoom.us/j/81234567890?pwd=secret"},
			"Zoom <no-reply@zoom.us>", "zoom.us", "Meeting assets for TITLE are ready!",
			"快速回顾\r\n会议同意结算页合并为一页。\r\n\r\n下一步\r\n- 王伟：列出优惠券类型\r\n",
			"会议同意结算页合并为一页。", "可以发送", "确认\n\n王伟", zoomHas("张敏", "王伟")},
		{"teams", "zh-CN", "陈静 <chen@agency.test>", "赵磊 <zhao@beichen.test>",
			[]string{"LOCATION:Microsoft Teams 会议", "X-MICROSOFT-SKYPETEAMSMEETINGURL:" + teamsURL, `DESCRIPTION:加入: https://teams.microsoft.com/meet/373241627805208?p=secret\n会议 ID: 373 241 627 805 208\n密码: secret\n`},
			"", "", "", "", "上线日期定为五月六日", "ok", "确认\n\n赵磊", teamsHas(teamsURL, "上线: 上线日期定为五月六日。", "陈静", "赵磊")},
		{"meet", "en", "Grace Ho <ho@agency.test>", "Ben Cole <ben@beacon.test>",
			[]string{"X-GOOGLE-CONFERENCE:https://meet.google.com/abc-mnop-xyz", `DESCRIPTION:Join with Google Meet: https://meet.google.com/abc-mnop-xyz\nOr dial: (US) +1 609-555-0186 PIN: 156393865#\n`},
			"Gemini <gemini-notes@google.com>", "google.com", "Notes: “TITLE” DAY",
			"Summary\r\nThe vouchers move to the second release.\r\n\r\nSuggested next steps\r\n- Ben Cole will list the voucher types.\r\n\r\nOpen meeting notes\r\n",
			"The vouchers move to the second release.", "OK", "I confirm.\n\nBen", meetHas("Grace Ho", "Ben Cole")},
	}
}

// zoomHas returns a Zoom that knows who took part.
func zoomHas(people ...string) func(*testing.T, *meetingtest.Service, time.Time) (string, string) {
	return func(_ *testing.T, s *meetingtest.Service, end time.Time) (string, string) {
		s.OnLogin("POST /oauth/token", meetingtest.JSON(`{"access_token":"token","expires_in":3600}`))
		s.On("GET /v2/past_meetings/81234567890/instances", meetingtest.JSON(fmt.Sprintf(`{"meetings":[{"uuid":"u1==","start_time":%q}]}`, end.Add(-time.Hour).Format(time.RFC3339))))
		s.On("GET /v2/past_meetings/u1==/participants?page_size=300", meetingtest.JSON(fmt.Sprintf(`{"participants":[{"name":%q},{"name":%q}]}`, people[0], people[1])))
		return "system = \"zoom\"\naccount = \"a\"\nclient_id = \"c\"", "secret"
	}
}

// teamsHas returns a Graph that knows what was said and who took part.
func teamsHas(join, said string, people ...string) func(*testing.T, *meetingtest.Service, time.Time) (string, string) {
	const organizer = "8b081ef6-4792-4def-b2c9-c363a1bf41d5"
	return func(_ *testing.T, s *meetingtest.Service, end time.Time) (string, string) {
		at := func(d time.Duration) string { return end.Add(d).Format(time.RFC3339) }
		meeting := "/users/" + organizer + "/onlineMeetings/MSo1"
		s.OnLogin("POST /tenant/oauth2/v2.0/token", meetingtest.JSON(`{"access_token":"token","expires_in":3599}`))
		s.On("GET /v1.0/users/"+organizer+"/onlineMeetings?"+url.Values{"$filter": {"JoinWebUrl eq '" + join + "'"}}.Encode(), meetingtest.JSON(`{"value":[{"id":"MSo1"}]}`))
		s.On("GET /v1.0"+meeting+"/attendanceReports", meetingtest.JSON(fmt.Sprintf(`{"value":[{"id":"r1","meetingStartDateTime":%q,"meetingEndDateTime":%q}]}`, at(-time.Hour), at(0))))
		s.On("GET /v1.0"+meeting+"/attendanceReports/r1?%24expand=attendanceRecords", meetingtest.JSON(fmt.Sprintf(`{"attendanceRecords":[{"identity":{"displayName":%q}},{"identity":{"displayName":%q}}]}`, people[0], people[1])))
		s.On("GET /v1.0/copilot"+meeting+"/aiInsights", meetingtest.JSON(fmt.Sprintf(`{"value":[{"id":"i1","createdDateTime":%q,"endDateTime":%q}]}`, at(time.Minute), at(0))))
		title, text, _ := strings.Cut(said, ": ")
		s.On("GET /v1.0/copilot"+meeting+"/aiInsights/i1", meetingtest.JSON(fmt.Sprintf(`{"meetingNotes":[{"title":%q,"text":%q,"subpoints":[]}],"actionItems":[{"title":"","text":"列出验收清单","ownerDisplayName":%q}]}`, title, text, people[1])))
		return "system = \"teams\"\naccount = \"tenant\"\nclient_id = \"c\"\norganizer = \"" + organizer + "\"", "secret"
	}
}

// meetHas returns a Google Meet that knows who took part.
func meetHas(people ...string) func(*testing.T, *meetingtest.Service, time.Time) (string, string) {
	return func(t *testing.T, s *meetingtest.Service, end time.Time) (string, string) {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		file, err := json.Marshal(map[string]string{"type": "service_account", "client_email": "rapport@agency.iam.test", "private_key": string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))})
		if err != nil {
			t.Fatal(err)
		}
		at := func(d time.Duration) string { return end.Add(d).Format(time.RFC3339) }
		filter := fmt.Sprintf("space.meeting_code = %q AND start_time >= %q AND start_time <= %q", "abc-mnop-xyz", at(-3*time.Hour), at(2*time.Hour))
		s.OnLogin("POST /token", meetingtest.JSON(`{"access_token":"token","expires_in":3600}`))
		s.On("GET /v2/conferenceRecords?"+url.Values{"filter": {filter}, "pageSize": {"100"}}.Encode(), meetingtest.JSON(fmt.Sprintf(`{"conferenceRecords":[{"name":"conferenceRecords/c1","startTime":%q,"endTime":%q}]}`, at(-time.Hour), at(0))))
		s.On("GET /v2/conferenceRecords/c1/participants?pageSize=100", meetingtest.JSON(fmt.Sprintf(`{"participants":[{"signedinUser":{"displayName":%q}},{"anonymousUser":{"displayName":%q}}]}`, people[0], people[1])))
		s.On("GET /v2/conferenceRecords/c1/smartNotes", meetingtest.JSON(`{}`)) // the mail has them
		return "system = \"meet\"\norganizer = \"ho@agency.test\"", string(file)
	}
}

// The whole way of a meeting in each system: an invitation by mail, what the system mails or
// hands out afterwards, a draft that the PM approves with one word, and the confirmation. One
// Postfix and one Dovecot serve them all; each has a log mailbox and people of its own.
func TestServers_aRecapBecomesMinutes(t *testing.T) {
	t.Parallel()
	account := func(user string) servertest.Account { return servertest.Account{User: user, Password: "pass " + user} }
	var accounts []servertest.Account
	for _, r := range rounds() {
		accounts = append(accounts, account(r.log()), account(address(r.pm)), account(address(r.client)))
	}
	dovecot := servertest.Dovecot(t, accounts...)
	postfix := servertest.Postfix(t, dovecot)
	for i, r := range rounds() {
		t.Run(r.system+" "+r.language, func(t *testing.T) {
			t.Parallel()
			own := *dovecot
			own.Accounts = accounts[3*i:]
			if out, err := own.Doveadm(t.Context(), "mailbox", "create", "-u", r.log(), "Sent"); err != nil {
				t.Fatal(err, out)
			}
			r.run(t, &post{t, &own, postfix})
		})
	}
}

// log returns the log address of a round.
func (r round) log() string { return "log" + r.system + strings.ToLower(r.language) + "@agency.test" }

func (r round) run(t *testing.T, post *post) {
	const title = "Checkout review"
	end := time.Now().UTC().Add(-20 * time.Minute).Truncate(time.Minute)
	service := meetingtest.New(t)
	service.Token = "token"
	table, secret := r.api(t, service, end)
	api := httptest.NewServer(service)
	t.Cleanup(api.Close)
	config := quietConfig(t, post, r.language, "ask_minutes = true")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	pm, client := address(r.pm), address(r.client)
	changed := strings.NewReplacer("name = \"log\"\n", "name = \"log\"\nauthserv_id = \"mx.agency.test\"\n", "log@agency.test", r.log(),
		`"Li Na"`, strconv.Quote(name(r.pm)), `"li@agency.test"`, strconv.Quote(pm), `"Anna"`, strconv.Quote(name(r.client)), `"anna@acme.test"`, strconv.Quote(client),
		`"张敏"`, strconv.Quote(name(r.pm)), `"zhang@agency.test"`, strconv.Quote(pm), `"王伟"`, strconv.Quote(name(r.client)), `"wangwei@xinghe.test"`, strconv.Quote(client)).Replace(string(text))
	changed += fmt.Sprintf("\n[[meetings]]\n%s\npassword_env = \"MEETINGS\"\nurl = %q\nlogin_url = %[2]q\n", table, api.URL)
	if err := os.WriteFile(config, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, config, "MEETINGS="+secret)
	id := func(step string) string { return step + "." + r.system + "." + r.language + "@meeting.example" }

	if r.from != "" {
		sent := end.Add(5 * time.Minute).Format(time.RFC1123Z)
		deliver(t, post, "recap."+r.language, "Authentication-Results: mx.agency.test; dkim=pass header.d="+r.domain+"; spf=pass smtp.mailfrom="+r.domain+"; dmarc=pass header.from="+r.domain+"\r\n"+
			"Received: from o7.sg."+r.domain+" (o7.sg."+r.domain+" [192.0.2.41]) by mx.agency.test with ESMTPS id 1\r\n\tfor <"+r.log()+">; "+sent+"\r\n"+
			"From: "+r.from+"\r\nTo: "+pm+"\r\nSubject: "+stdmime.QEncoding.Encode("utf-8", strings.NewReplacer("TITLE", title, "DAY", end.Format("Jan 2, 2006")).Replace(r.frame))+"\r\nDate: "+sent+"\r\nMessage-ID: <"+id("recap")+">\r\n"+
			"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"+r.text)
		s.becomes(id("recap"), "log", "SHOP", "--json")
	}
	lines := append([]string{
		"From: " + client, "To: " + pm, "Cc: " + r.log(), "Subject: " + title, "Message-ID: <" + id("invitation") + ">", "Date: " + time.Now().UTC().Format(time.RFC1123Z), "MIME-Version: 1.0",
		`Content-Type: text/calendar; method=REQUEST; charset=utf-8`, "Content-Transfer-Encoding: 8bit", "", "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:" + id("event"), "SEQUENCE:0", "SUMMARY:" + title,
		"DTSTART:" + end.Add(-time.Hour).Format("20060102T150405Z"), "DTEND:" + end.Format("20060102T150405Z"), "ORGANIZER:mailto:" + client,
	}, append(r.place, "END:VEVENT", "END:VCALENDAR", "")...)
	if err := smtp.SendMail(fmt.Sprintf("127.0.0.1:%d", post.postfix.Port), nil, client, []string{r.log()}, []byte(strings.Join(lines, "\r\n"))); err != nil {
		t.Fatal(err)
	}

	draft := post.await(pm)
	for _, want := range []string{name(r.pm), name(r.client), r.said, title} {
		if !strings.Contains(draft.Text, want) {
			t.Errorf("the draft lacks %q:\n%s", want, draft.Text)
		}
	}
	post.reply(r.pm, draft, id("go"), r.ok)
	ask := post.await(client)
	if strings.Contains(ask.Text, "secret") || !strings.Contains(ask.Text, r.said) {
		t.Errorf("the client is asked about\n%s", ask.Text)
	}
	post.reply(r.client, ask, id("confirmed"), r.confirmed)
	again := post.await(client, ask)
	post.reply(r.client, again, id("again"), r.confirmed)
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
