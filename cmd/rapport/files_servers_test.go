//go:build servers

package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/files"
	"rapport/mailin/mailtest"
	"rapport/mailin/mime"
	"rapport/store"
)

// Minutes that a PM sends as a Word file, with one correction to version 2, and a change with
// a drawing: what arrives at the client through real servers is what the PM sent.
func TestServers_filesFromThePMToTheClient(t *testing.T) {
	t.Parallel()
	office := newPost(t)
	for _, c := range []struct {
		language, pm, client, subject, first, second, ok, correction, confirmed, changed, change, wish, impact, drawing string
		program                                                                                                         mailtest.Program
	}{
		{"en", "Li Na <li@agency.test>", "Anna <anna@acme.test>", "Minutes of the kick-off", "Minutes of the kick-off.docx", "Minutes v2.docx", "ok", "The launch is on 17 April, not 10 April.", "Confirmed.", "[new]",
			"Change request: entrance", "Please move the entrance, see the drawing.", "Time: 3 days. Cost: EUR 900.", "entrance drawing.dwg", mailtest.Outlook},
		{"zh-CN", "张敏 <zhang@agency.test>", "王伟 <wangwei@xinghe.test>", "启动会纪要", "启动会会议纪要（终稿）.docx", "启动会会议纪要（修订）.docx", "可以发送", "上线应为4月17日，不是10日。", "确认", "[新增]",
			"变更申请：入口移位", "请将入口移位，见图。", "进度：3 天。费用：9000 元。", "入口平面图.dwg", mailtest.Foxmail},
	} {
		t.Run(c.language, func(t *testing.T) {
			post := &post{t, office.dovecot, office.postfix}
			s := serve(t, quietConfig(t, post, c.language))
			pm, client := address(c.pm), address(c.client)
			who := mailtest.Person{Name: strings.Split(c.pm, " <")[0], Address: pm}
			var atPM, atClient []*store.Message
			next := func(user string, seen *[]*store.Message) *store.Message {
				t.Helper()
				m := post.await(user, *seen...)
				*seen = append(*seen, m)
				return m
			}
			brings := func(m *store.Message, files ...mailtest.Attachment) {
				t.Helper()
				raw := post.rawOf(client, m)
				if len(m.Attachments) != len(files) {
					t.Fatalf("%q has the files %+v", m.Subject, m.Attachments)
				}
				for i, f := range files {
					var got bytes.Buffer
					if _, err := mime.Attachment(&got, raw, i+1, mime.DefaultLimits()); err != nil || !bytes.Equal(got.Bytes(), f.Content) || m.Attachments[i].Name != f.Name {
						t.Errorf("%q arrives as %q with %d bytes of %d, %v", f.Name, m.Attachments[i].Name, got.Len(), len(f.Content), err)
					}
				}
			}
			first := wordFile(t, c.first, "Decisions", "- Launch on 10 April")
			second := wordFile(t, c.second, "Decisions", "- Launch on 17 April")
			drawing := mailtest.Attachment{Name: c.drawing, Type: "application/acad", Content: content(7, 150_000)}

			post.sends(c.program, mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log+SHOP@agency.test"}}, Subject: c.subject, Date: time.Now(), Attachments: []mailtest.Attachment{first}})
			draft := next(pm, &atPM)
			if !strings.Contains(strings.Join(strings.Fields(draft.Text), ""), strings.Join(strings.Fields(c.first), "")) {
				t.Errorf("the draft does not name the file:\n%s", draft.Text)
			}
			post.answer(c.program, c.pm, draft, c.ok)
			ask := next(client, &atClient)
			brings(ask, first)
			post.answer(c.program, c.client, ask, c.correction)
			note := next(pm, &atPM)
			next(client, &atClient)
			post.answer(c.program, c.pm, note, "", second)
			draft = next(pm, &atPM)
			if !strings.Contains(draft.Text, c.changed) {
				t.Errorf("the draft does not say which file is new:\n%s", draft.Text)
			}
			post.answer(c.program, c.pm, draft, c.ok)
			ask = next(client, &atClient)
			brings(ask, second)

			post.sends(c.program, mailtest.Letter{From: who, To: []mailtest.Person{{Address: "log+SHOP@agency.test"}}, Subject: c.change, Date: time.Now(), Text: c.wish, Attachments: []mailtest.Attachment{drawing}})
			post.answer(c.program, c.pm, next(pm, &atPM), c.impact)
			post.answer(c.program, c.pm, next(pm, &atPM), c.ok)
			brings(next(client, &atClient), drawing)
			if out, err := rapportCommand("verify", "-c", s.config).CombinedOutput(); err != nil {
				t.Errorf("verify: %v\n%s", err, out)
			}
			if code := s.stop(); code != exit.OK {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// rawOf returns the bytes of a mail that somebody got.
func (p *post) rawOf(user string, m *store.Message) (raw []byte) {
	p.Helper()
	found, err := files.List(p.dovecot.Maildir(user))
	if err != nil {
		p.Fatal(err)
	}
	for _, f := range found {
		err := f.Each(30<<20, func(mail files.StoredMail) error {
			if bytes.Contains(mail.Raw, []byte("Message-ID: <"+m.MessageID+">")) {
				raw = mail.Raw
			}
			return nil
		}, func(origin string, err error) { p.Error(origin, err) })
		if err != nil {
			p.Fatal(err)
		}
	}
	if raw == nil {
		p.Fatalf("%s has no mail %s", user, m.MessageID)
	}
	return raw
}
