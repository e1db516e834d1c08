package classify

import (
	"testing"

	"rapport/store"
)

func TestIsAutoReplyShape(t *testing.T) {
	t.Parallel()
	const answers = "In-Reply-To: <1@agency.example>\n"
	d := testDirectory(t)
	for _, test := range []struct {
		subject, header string
		want            store.Kind
	}{
		{"Automatikus felelet: Minutes", "", store.KindAutoReply},
		{"[EXT] Automatinis pranešimas: Minutes", "", store.KindAutoReply},
		{"Автоматично известие: протокол", "", store.KindAutoReply},
		{"自動応答メッセージ：議事録", "", store.KindAutoReply},
		{"自动应答（休假）：会议纪要", "", store.KindAutoReply},
		{"Tidak di pejabat: Minutes", "X-Auto-Response-Suppress: All\nThread-Topic: Minutes", store.KindAutoReply},
		{"Tidak di pejabat: Minutes", "X-Auto-Response-Suppress: DR, OOF, AutoReply\nThread-Topic: Re: Minutes", store.KindAutoReply},
		{"Tidak di pejabat: Minutes", "Return-Path: <>", store.KindAutoReply},

		{"Tidak di pejabat: Minutes", "", store.KindHuman},
		{"Signed: Minutes", "Thread-Topic: Minutes", store.KindHuman},
		{"Signed: Minutes", "X-Auto-Response-Suppress: None\nThread-Topic: Minutes", store.KindHuman},
		{"Signed: Minutes", "X-Auto-Response-Suppress: All\nThread-Topic: Signed: Minutes", store.KindHuman},
		{"RE: Minutes", "X-Auto-Response-Suppress: All\nThread-Topic: Minutes", store.KindHuman},
		{"答复: 会议纪要", "X-Auto-Response-Suppress: All\nThread-Topic: 会议纪要", store.KindHuman},
		{"Automation: Minutes", "", store.KindHuman},
		{"Automatisierung: Protokoll", "", store.KindHuman},
		{"自动化测试：进度", "", store.KindHuman},
		{"Automatic backups: status", "Thread-Topic: Automatic backups: status", store.KindHuman},
		{"Re: Automatic backups: status", "", store.KindHuman},
	} {
		m := mail{from: "wang@hualong.example", subject: test.subject, header: answers + test.header}.message()
		m.InReplyTo = []string{"1@agency.example"}
		if kind, why := d.kindOf(m); kind != test.want {
			t.Errorf("%q with %q: %s (%s), want %s", test.subject, test.header, kind, why, test.want)
		}
		if m.InReplyTo = nil; test.want == store.KindAutoReply && test.header == "" {
			if m.Subject = "A question on the " + test.subject; d.kindIs(m) != store.KindHuman {
				t.Errorf("a person's: %q", m.Subject)
			}
		}
	}
}

func (d *ProjectIndex) kindIs(m *store.Message) store.Kind {
	kind, _ := d.kindOf(m)
	return kind
}

// A person quotes what they answer, whatever the subject has become.
func TestIsAutoReplyShape_whoeverQuotesIsAPerson(t *testing.T) {
	t.Parallel()
	m := mail{from: "wang@hualong.example", subject: "Automatinis atsakas: Minutes"}.message()
	m.InReplyTo, m.Quoted = []string{"1@agency.example"}, "> The minutes."
	if kind, why := testDirectory(t).kindOf(m); kind != store.KindHuman {
		t.Errorf("%s: %s", kind, why)
	}
}
