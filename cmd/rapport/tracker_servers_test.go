//go:build servers

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/mailtest"
	"rapport/mailout/tracker/trackertest"
	"rapport/store"
)

// The whole round of a tracker: the form comes filled, the PM changes it and sends it, and the
// client has the report; the change that the client approves becomes a work item, which is done
// there, then here, and verified.
func TestServers_aTrackerFromTheFormToTheVerifiedChange(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		system, language, pm, client                       string
		summary, old, changed                              string
		subject, wish, impact, raised, draft, ok, approved string
		carry, isDone, done, look, confirmed               string
		programs                                           []mailtest.Program
		start                                              func() (*trackertest.Server, error)
		never                                              string // in mail to the client
	}{
		{system: "pingcode", language: "en", pm: "Li Na <li@agency.test>", client: "Anna <anna@acme.test>",
			summary: "Summary:", old: "Product pages (SCR-3): 60%", changed: "Product pages (SCR-3): 75%",
			subject: "Bonus points", wish: "Hi Li Na,\n\nplease change the home page so that it shows the bonus points of a member.\n\nAnna", impact: "Launch two days later, EUR 800 more.",
			raised: "requests a change", draft: "EUR 800", ok: "ok", approved: "Approved.", carry: "The client has approved the change", isDone: "is done in PingCode", done: "done", look: "has been carried out", confirmed: "Confirmed, thank you",
			programs: []mailtest.Program{mailtest.Gmail, mailtest.Outlook, mailtest.AppleMail, mailtest.Thunderbird}, never: "pingcode.com",
			start: func() (*trackertest.Server, error) {
				s, err := trackertest.NewPingCode("SCR", "pjm")
				return s.Server, err
			}},
		{system: "worktile", language: "zh-CN", pm: "张敏 <zhang@agency.test>", client: "王伟 <wangwei@xinghe.test>",
			summary: "【概述】", old: "商品页（SCR-3）：50%", changed: "商品页（SCR-3）：75%",
			subject: "会员积分", wish: "张经理，您好：\n\n希望把首页改成显示会员积分，请调整。\n\n王伟", impact: "上线推迟两天，费用增加6000元。",
			raised: "提出变更申请", draft: "费用增加6000元", ok: "可以发送", approved: "批准", carry: "客户已批准该变更", isDone: "Worktile 中的", done: "完成", look: "变更已完成", confirmed: "确认，谢谢",
			programs: []mailtest.Program{mailtest.Foxmail, mailtest.QQMail, mailtest.NetEase, mailtest.Foxmail6}, never: "worktile.com",
			start: func() (*trackertest.Server, error) {
				s, err := trackertest.NewWorktile("SCR")
				return s.Server, err
			}},
	} {
		t.Run(c.system, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			tracker, err := c.start()
			if err != nil {
				t.Fatal(err)
			}
			defer tracker.Close()
			name := map[string]string{"en": "Product pages", "zh-CN": "商品页"}[c.language]
			now := time.Now()
			tracker.Put(
				trackertest.Item{ID: "5f0001", Key: "SCR-1", Title: "Home page 首页", Type: "task", Stage: "completed", Completed: now.Add(-time.Hour), Percent: -1},
				trackertest.Item{ID: "5f0003", Key: "SCR-3", Title: name, Type: "task", Stage: "in_progress", Percent: 60},
				trackertest.Item{ID: "5f0004", Key: "SCR-4", Title: "Child", Type: "task", Stage: "completed", Completed: now.AddDate(0, -1, 0), Parent: "5f0003", Percent: -1},
				trackertest.Item{ID: "5f0005", Key: "SCR-5", Title: "Child 2", Type: "task", Stage: "pending", Parent: "5f0003", Percent: -1},
			)
			s := serve(t, trackedConfig(t, post, c.language, c.system, tracker))
			pm, client := address(c.pm), address(c.client)
			var atPM, atClient []*store.Message

			// The form comes filled; what the PM changes stands.
			ask := post.await(pm)
			atPM = append(atPM, ask)
			if !strings.Contains(ask.Text, "Home page 首页") || !strings.Contains(ask.Text, c.old) || !strings.Contains(ask.Text, "https://agency."+c.never) {
				t.Fatalf("the form is not filled:\n%s", ask.Text)
			}
			form := ask.Text[strings.Index(ask.Text, map[string]string{"en": "Status:", "zh-CN": "【状态】"}[c.language]):strings.LastIndex(ask.Text, "------------")]
			form = strings.NewReplacer(c.summary, c.summary+"\nIt goes well 一切顺利。", c.old, c.changed).Replace(form)
			post.answer(c.programs[0], c.pm, ask, form)
			draft := post.until(pm, "75%", &atPM)
			post.answer(c.programs[0], c.pm, draft, map[string]string{"en": "ok now", "zh-CN": "立即发送"}[c.language])
			report := post.until(client, "Home page 首页", &atClient)
			if !strings.Contains(report.Text, "75%") || strings.Contains(report.Text, "60%") || strings.Contains(report.Text, c.never) || strings.Contains(report.Text, "workitems") {
				t.Errorf("the client gets\n%s", report.Text)
			}

			// The change that the client approves becomes a work item.
			state := func(want string) { t.Helper(); s.becomes(" "+want+" ", "change", "list", "SHOP") }
			who := mailtest.Person{Name: strings.Split(c.client, " <")[0], Address: client}
			post.sends(c.programs[0], mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log@agency.test"}}, Subject: c.subject, Date: time.Now(), Text: c.wish})
			post.answer(c.programs[1], c.pm, post.until(pm, c.raised, &atPM), c.impact)
			state("assessed")
			post.answer(c.programs[1], c.pm, post.until(pm, c.draft, &atPM), c.ok)
			post.answer(c.programs[2], c.client, post.until(client, c.draft, &atClient), c.approved)
			post.answer(c.programs[3], c.client, post.await(client, atClient...), c.approved)
			state("approved")
			post.until(pm, c.carry, &atPM)
			s.becomes("SCR-6 in ", "change", "show", "SHOP", "1")
			s.becomes("SCR-6: to do", "log", "SHOP")
			made := tracker.Items()[4]
			if !strings.Contains(made.Title, c.subject) || !strings.Contains(made.Description, "Rapport-SHOP-change-1-") || len(tracker.Items()) != 5 {
				t.Errorf("%+v", made)
			}

			// Done there, the PM is asked; done here, the client verifies it.
			tracker.Finish(made.Key)
			s.becomes("SCR-6: done", "log", "SHOP")
			post.answer(c.programs[1], c.pm, post.until(pm, c.isDone, &atPM), c.done)
			state("carried-out")
			for _, m := range post.box(client) {
				atClient = append(atClient, m)
				if strings.Contains(m.Text, c.never) {
					t.Errorf("the client reads a link to the tracker:\n%s", m.Text)
				}
			}
			look := lastWith(post.box(client), c.look)
			for deadline := time.Now().Add(30 * time.Second); look == nil && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
				look = lastWith(post.box(client), c.look)
			}
			if look == nil {
				t.Fatal("the client is not asked to verify the change")
			}
			atClient = post.box(client)
			post.answer(c.programs[3], c.client, look, c.confirmed)
			post.answer(c.programs[0], c.client, post.await(client, atClient...), c.confirmed)
			state("verified")
			if out, err := rapportCommand("verify", "-c", s.config).CombinedOutput(); err != nil {
				t.Errorf("verify: %v\n%s", err, out)
			}
			if len(tracker.Items()) != 5 || len(tracker.Wrong()) > 0 {
				t.Errorf("%d items, %q", len(tracker.Items()), tracker.Wrong())
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// lastWith returns the latest of some mails that has words, or nil.
func lastWith(list []*store.Message, words string) (found *store.Message) {
	for _, m := range list {
		if strings.Contains(m.Text, words) && (found == nil || m.Date.After(found.Date)) {
			found = m
		}
	}
	return found
}

// trackedConfig is reportConfig with a tracker.
func trackedConfig(t *testing.T, p *post, language, system string, tracker *trackertest.Server) string {
	t.Helper()
	config := reportConfig(t, t.TempDir(), p, language)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	table := fmt.Sprintf("[[tracker]]\nname = %q\nsystem = %[1]q\nurl = %q\nclient_id = %q\npassword_file = \"./tracker.secret\"\npoll = \"5s\"\n", system, tracker.URL, trackertest.ClientID)
	if system == "worktile" {
		table += "site = \"https://agency.worktile.com\"\n"
	}
	changed := strings.NewReplacer("[[project]]\n", table+"\n[[project]]\n", "time_zone = \"UTC\"\n", "time_zone = \"UTC\"\ntracker = \""+system+"\"\ntracker_key = \"SCR\"\ncreate_changes = true\ntake_back = \"1s\"\n").Replace(string(text))
	for file, content := range map[string]string{config: changed, filepath.Join(filepath.Dir(config), "tracker.secret"): tracker.Secret} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return config
}
