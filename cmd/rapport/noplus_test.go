package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/store"
)

// A log mailbox at QQ or 163 takes no plus-addresses: answers are told by what
// they answer, and the copy that proves a delivery by its Message-ID.
func TestServe_aReportWithoutPlusAddresses(t *testing.T) {
	t.Parallel()
	server, post := postOffice(t)
	config := loopConfig(t, "agency.example", "pm@agency.example", server.Port(), post.Port())
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "[[project.contact]]\nname = \"Anna\"\nrole = \"client\"\naddresses = [\"anna@acme.example\"]\n[sending]\nplus_addresses = false\n"...)
	if err := os.WriteFile(config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, config)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	get := func(address string) *store.Message {
		t.Helper()
		raw, err := post.Await(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		return mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil)
	}
	answer := func(m *store.Message, text string) {
		t.Helper()
		if len(m.ReplyTo) != 1 || m.ReplyTo[0].Address != "log@agency.example" {
			t.Errorf("answers to %q go to %v", m.Subject, m.ReplyTo)
		}
		raw := fmt.Sprintf("From: PM <pm@agency.example>\r\nTo: log@agency.example\r\nMessage-ID: <%s@agency.example>\r\nIn-Reply-To: <%s>\r\nSubject: Re: %s\r\n\r\n%s\r\n",
			store.NewTag(), m.MessageID, m.Subject, text)
		if err := server.Deliver([]byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	answer(get("pm@agency.example"), "Summary:\r\nAll is well.")
	answer(get("pm@agency.example"), "ok now\r\n\r\nThanks\r\nPM")
	// Nothing proves that it was the PM, and a Message-ID is known to many.
	asked := get("pm@agency.example")
	if !strings.Contains(asked.Text, "Did you write this?") || !strings.Contains(asked.Text, "> ok") {
		t.Errorf("the PM is asked\n%s", asked.Text)
	}
	answer(asked, "yes")
	report := get("anna@acme.example")
	if !strings.Contains(report.Text, "All is well.") {
		t.Errorf("the report says\n%s", report.Text)
	}
	s.entries(7)
	commands(t, server, "pm@agency.example", "log@agency.example", "help")
	get("pm@agency.example") // by then it has read the copies of all mail before
	own, all := 0, s.entries(9)
	for _, e := range all {
		if e.Kind == store.KindSent {
			own++
		}
	}
	if len(all) != 9 || own != 5 {
		t.Errorf("%d entries, %d of what was sent: copies were logged again", len(all), own)
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
}

// A PM of two projects sends minutes to the log address without saying which they are for:
// one line comes back, the reply files them, and they go on. With a tag nobody asks.
func TestServe_aPMIsAskedWhichProjectAMailIsFor(t *testing.T) {
	t.Parallel()
	server, post := postOffice(t)
	config := loopConfig(t, "agency.example", "pm@agency.example", server.Port(), post.Port())
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool { return strings.HasPrefix(line, "report") })
	more := strings.Join(lines, "\n") + `
[[project.contact]]
name = "Anna"
role = "client"
addresses = ["anna@acme.example"]
[[project]]
code = "LHKJ"
name = "订单系统"
client = "蓝海科技"
language = "zh-CN"
time_zone = "Asia/Shanghai"
aliases = ["蓝海"]
[[project.contact]]
name = "张敏"
role = "pm"
addresses = ["pm@agency.example"]
[[project.contact]]
name = "王伟"
role = "client"
addresses = ["wang@lhkj.example"]
[sending]
plus_addresses = false
`
	if err := os.WriteFile(config, []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, config)
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	get := func() *store.Message {
		t.Helper()
		raw, err := post.Await(ctx, "pm@agency.example")
		if err != nil {
			t.Fatal(err)
		}
		return mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil)
	}
	deliver := func(subject, text, answers string) {
		t.Helper()
		raw := fmt.Sprintf("From: PM <pm@agency.example>\r\nTo: log@agency.example\r\nMessage-ID: <%s@agency.example>\r\n%sSubject: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", store.NewTag(), answers, subject, text)
		if err := server.Deliver([]byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	answer := func(m *store.Message, text string) {
		t.Helper()
		if len(m.ReplyTo) != 1 || m.ReplyTo[0].Address != "log@agency.example" {
			t.Errorf("answers to %q go to %v", m.Subject, m.ReplyTo)
		}
		deliver("Re: "+m.Subject, text, "In-Reply-To: <"+m.MessageID+">\r\n")
	}
	wants := func(m *store.Message, subject string, words ...string) {
		t.Helper()
		if !strings.Contains(m.Subject+"\n"+m.Text, subject) {
			t.Fatalf("%q came, want %q\n%s", m.Subject, subject, m.Text)
		}
		for _, word := range words {
			if !strings.Contains(m.Text, word) {
				t.Errorf("%q does not say %q:\n%s", m.Subject, word, m.Text)
			}
		}
	}
	deliver("Minutes of 7 January", "Decision: the launch is on 17 April.", "")
	asked := get()
	wants(asked, "Which project is this for? (Minutes of 7 January)", "Reply ACME or LHKJ.", "> Decision: the launch is on 17 April.")
	answer(asked, "Sorry, the other one")
	asked = get()
	wants(asked, "Which project is this for?", "none of these projects")
	answer(asked, "LHKJ, thanks")
	wants(get(), "[LHKJ]", "Decision: the launch is on 17 April.", "可以发送")
	answer(asked, "ACME") // too late: it is filed
	wants(get(), "已归入 LHKJ", "您的回复未生效")

	deliver("蓝海：会议纪要（1 月 8 日）", "决定：4 月 17 日上线。", "")
	wants(get(), "[LHKJ]", "4 月 17 日上线", "可以发送")
	deliver("[ACME] Change request: pay by card", "The client wants cards too.", "")
	wants(get(), "[ACME]", "The client wants cards too.")
	deliver("Phone call with Wang", "He agrees to wait.", "")
	asked = get()
	wants(asked, "Which project is this for? (Phone call with Wang)")
	answer(asked, "蓝海")
	wants(get(), "邮件已归档", "已归入 LHKJ")
	deliver("Lunch", "At twelve.", "")
	asked = get()
	answer(asked, "none")
	wants(get(), "Filed under no project")
	deliver("[LHKJ] 未结", "", "")
	if m := get(); strings.Contains(m.Text, "ACME") || !strings.Contains(m.Subject, "LHKJ") {
		t.Errorf("of LHKJ alone it was asked: %q\n%s", m.Subject, m.Text)
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
}
