//go:build servers

package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/mailtest"
	"rapport/store"
)

// movedOffice is a daemon whose clock the test moves.
type movedOffice struct {
	*served
	clock string
}

// serveMoved starts a daemon for a project that works every day, with a digest at midnight.
func serveMoved(t *testing.T, p *post, language string, keys ...string) movedOffice {
	t.Helper()
	config := quietConfig(t, p, language, append(keys, `calendar = "always"`)...)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	everyDay(t, filepath.Join(filepath.Dir(config), "calendars"))
	changed := strings.NewReplacer("digest = \"off\"", "digest = \"00:00\"", "[[project]]", "[sending]\ncalendars = \"calendars\"\n\n[[project]]").Replace(string(text))
	if err := os.WriteFile(config, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	o := movedOffice{clock: filepath.Join(filepath.Dir(config), "clock")}
	o.set(t, 0)
	o.served = serve(t, config, "RAPPORT_TEST_CLOCK="+o.clock)
	return o
}

// set moves the clock ahead.
func (o movedOffice) set(t *testing.T, ahead time.Duration) {
	t.Helper()
	if err := os.WriteFile(o.clock+".new", []byte(ahead.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(o.clock+".new", o.clock); err != nil {
		t.Fatal(err)
	}
}

// ends fails unless nothing was altered and the daemon ends well.
func (o movedOffice) ends(t *testing.T) {
	t.Helper()
	if out, err := rapportCommand("verify", "-c", o.config).CombinedOutput(); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
	if code := o.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
}

// A PM notes a phone call by mail; the next digest offers to have it confirmed; one word later the
// client is asked, confirms, and the log has what was said on the phone as agreed.
func TestServers_aPhoneNoteIsConfirmed(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		language, pm, client, subject, note, offered, ask, ok, said, confirmed string
		programs                                                               []mailtest.Program
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Call with Anna", "Call with Anna this morning. She wants the launch on 17 April and takes on the texts herself.", "You noted a call with Anna", "%d ask", "ok", "the launch on 17 April", "Confirmed.",
			[]mailtest.Program{mailtest.Thunderbird, mailtest.Outlook, mailtest.Gmail, mailtest.AppleMail}},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "电话记录：王伟", "今天上午与王伟通话：上线定在4月17日，文案由王伟提供。", "与 王伟 的电话", "%d 请确认", "可以发送", "上线定在4月17日", "确认",
			[]mailtest.Program{mailtest.Foxmail, mailtest.NetEase, mailtest.QQMail, mailtest.Foxmail6}},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			o := serveMoved(t, post, c.language)
			pm, client := address(c.pm), address(c.client)
			var atPM, atClient []*store.Message
			who := mailtest.Person{Name: strings.Split(c.pm, " <")[0], Address: pm}
			note := post.sends(c.programs[0], mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log+SHOP@agency.test"}}, Subject: c.subject, Date: time.Now(), Text: c.note})
			o.logs(note.MessageID)
			if out, err := rapportCommand("log", "SHOP", "--json", "-c", o.config).CombinedOutput(); err != nil || !strings.Contains(string(out), `"noted":{"kind":"call"`) {
				t.Errorf("it is no note of a call: %v\n%s", err, out)
			}
			o.set(t, 24*time.Hour)
			digest := post.until(pm, c.offered, &atPM)
			post.answer(c.programs[1], c.pm, digest, fmt.Sprintf(c.ask, numberIn(digest.Text, c.offered)))
			draft := post.until(pm, c.said, &atPM)
			if got := post.box(client); len(got) > 0 {
				t.Fatalf("the client has %q before the PM has approved it", got[0].Subject)
			}
			post.answer(c.programs[1], c.pm, draft, c.ok)
			ask := post.until(client, c.said, &atClient)
			post.answer(c.programs[2], c.client, ask, c.confirmed)
			again := post.await(client, atClient...) // nothing proves who wrote it
			post.answer(c.programs[3], c.client, again, c.confirmed)
			o.becomes("settled: confirmed", "confirm", "show", "SHOP", "1")
			o.becomes(strings.Fields(c.client)[0], "agreed", "SHOP")
			o.ends(t)
		})
	}
}

// Minutes that nothing proves to be confirmed count a day after the client was notified, without a
// second question, where the project wants that.
func TestServers_minutesCountProvisionally(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		language, pm, client, subject, text, ok, confirmed, notified string
		program                                                      mailtest.Program
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Minutes of the kick-off", "Decisions:\n- Launch on 17 April", "ok", "Confirmed.", "reply no by then", mailtest.Gmail},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "启动会纪要", "决定：\n- 4月17日上线", "可以发送", "确认", "不同意", mailtest.QQMail},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			o := serveMoved(t, post, c.language, "provisional_minutes = true")
			pm, client := address(c.pm), address(c.client)
			var atPM, atClient []*store.Message
			who := mailtest.Person{Name: strings.Split(c.pm, " <")[0], Address: pm}
			post.sends(c.program, mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log+SHOP@agency.test"}}, Subject: c.subject, Date: time.Now(), Text: c.text})
			post.answer(c.program, c.pm, post.until(pm, strings.TrimPrefix(strings.Split(c.text, "\n")[1], "- "), &atPM), c.ok)
			post.answer(c.program, c.client, post.until(client, c.subject, &atClient), c.confirmed)
			if told := post.await(client, atClient...); !squeezed(told.Text, c.notified) {
				t.Errorf("the client is not told how to say no:\n%s", told.Text)
			}
			o.becomes("minutes, version 1, asked", "confirm", "show", "SHOP", "1")
			o.set(t, 25*time.Hour)
			// The next mail shows that the mailbox has been read up to now: it has no objection.
			sendThrough(t, post.postfix, "Sun <sun@elsewhere.test>", "log@agency.test", "later."+c.language+"@elsewhere.test", "", "Chairs", "Office chairs.")
			o.becomes("settled: confirmed", "confirm", "show", "SHOP", "1")
			if n := len(post.box(client)); n != 2 {
				t.Errorf("the client has %d mails, want 2", n)
			}
			o.ends(t)
		})
	}
}

// The question after a case is below its solution: a click answers it, a word confirms the
// solution, and no survey follows.
func TestServers_aSurveyBelowASolution(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	link := regexp.MustCompile(`mailto:([^?"\s]+)\?subject=[^"\s]*body=5%0D%0A`)
	for _, c := range []struct {
		language, pm, client, subject, question, solution, ok, confirmed string
		program                                                          mailtest.Program
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Login fails", "Hi Li Na,\n\nthe login fails with an error since this morning. Can you help?\n\nAnna", "The certificate had expired. It is renewed.", "ok", "Confirmed.", mailtest.Outlook},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "无法登录", "张经理，您好：\n\n今天早上开始系统无法登录，一直报错，请帮忙看一下。\n\n王伟", "证书过期，现已更换。", "可以发送", "确认", mailtest.NetEase},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			o := serveMoved(t, post, c.language, `survey_after_case = "csat"`, `hours = "00:00-23:59"`)
			pm, client := address(c.pm), address(c.client)
			who := mailtest.Person{Name: strings.Split(c.client, " <")[0], Address: client}
			post.sends(c.program, mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log@agency.test"}}, Subject: c.subject, Date: time.Now(), Text: c.question})
			o.becomes(`"state":"open"`, "case", "list", "SHOP", "--json")
			solve := rapportCommand("case", "solve", "SHOP", "1", "-c", o.config)
			solve.Stdin = strings.NewReader(c.solution)
			if out, err := solve.CombinedOutput(); err != nil {
				t.Fatalf("solve: %v\n%s", err, out)
			}
			var atPM []*store.Message
			post.answer(c.program, c.pm, post.until(pm, strings.Fields(c.solution)[0], &atPM), c.ok)
			ask := post.await(client)
			page := pageIn(post.rawOf(client, ask))
			to := link.FindStringSubmatch(strings.ReplaceAll(page, "&amp;", "&"))
			if to == nil {
				t.Fatalf("there is no link for a 5 below the solution:\n%s", page)
			}
			score, err := url.PathUnescape(to[1])
			if err != nil {
				t.Fatal(err)
			}
			sendThrough(t, post.postfix, c.client, score, "score."+c.language+"@acme.test", "", "5", "5\n")
			o.becomes("mean 5.0", "survey", "results", "SHOP", "1")
			post.answer(c.program, c.client, ask, c.confirmed)
			again := post.await(client, ask) // nothing proves who wrote it
			post.answer(c.program, c.client, again, c.confirmed)
			o.becomes(`"state":"closed"`, "case", "list", "SHOP", "--json")
			o.set(t, 47*time.Hour)
			seen := []*store.Message{ask, again}
			seen = append(seen, post.await(client, seen...)) // the outcome
			o.becomes(`"state":"asked"`, "survey", "list", "SHOP", "--json")
			if n := len(post.box(client)); n != len(seen) {
				t.Errorf("the client has %d mails, want %d: a survey followed", n, len(seen))
			}
			o.ends(t)
		})
	}
}
