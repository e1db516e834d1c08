package classify

import (
	"testing"
	"time"

	"rapport/store"
)

func TestDecide_aPMSendsMinutes(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, test := range []struct {
		name  string
		mail  mail
		text  string
		title string // "": no draft
	}{
		{"to the project's address", mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "Minutes of 2 March"}, "All well.", "Minutes of 2 March"},
		{"in Chinese, with a tag", mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "【ACME】周会纪要"}, "决定：上线", "周会纪要"},
		{"with the team in copy", mail{from: "li@agency.example", to: "log+ACME@agency.example", cc: "chen@agency.example", subject: "Minutes"}, "All well.", "Minutes"},
		{"with the client in copy it is a mail to them", mail{from: "li@agency.example", to: "log+ACME@agency.example", cc: "wang@hualong.example", subject: "Minutes"}, "All well.", ""},
		{"to the log address with the tag", mail{from: "li@agency.example", to: "log@agency.example", subject: "[ACME] Minutes"}, "All well.", "Minutes"},
		{"the same in Chinese", mail{from: "li@agency.example", to: "log@agency.example", subject: "【ACME】周会纪要"}, "决定：上线", "周会纪要"},
		{"to the log address alone", mail{from: "li@agency.example", to: "log@agency.example", subject: "Minutes"}, "All well.", ""},
		{"with the tag, and the client in copy", mail{from: "li@agency.example", to: "log@agency.example", cc: "wang@hualong.example", subject: "[ACME] Minutes"}, "All well.", ""},
		{"action items", mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "Action items"}, "- 王伟: the logo by Friday", "Action items"},
		{"action items in Chinese", mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "本周待办"}, "- 王伟：周五前提供标志", "本周待办"},
		{"from the team", mail{from: "chen@agency.example", to: "log+ACME@agency.example", subject: "Minutes"}, "All well.", ""},
		{"from a client", mail{from: "wang@hualong.example", to: "log+ACME@agency.example", subject: "Minutes"}, "All well.", ""},
		{"from a PM of another project", mail{from: "brown@agency.example", to: "log+ACME@agency.example", subject: "Minutes"}, "All well.", ""},
		{"of a machine", mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "Minutes", header: "Auto-Submitted: auto-replied\n"}, "All well.", ""},
		{"about something else", mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "Plan"}, "All well.", ""},
		{"without a text", mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "Minutes"}, " \n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := test.mail.message()
			m.OwnText = test.text
			v, err := d.Decide(m, nil)
			if err != nil {
				t.Fatal(err)
			}
			title := ""
			if v.Draft != nil {
				title = v.Draft.Title
			}
			if title != test.title {
				t.Errorf("draft %+v, want %q", v.Draft, test.title)
			}
		})
	}
}

func TestDecide_confirmations(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	log := asked{
		"wang":  {ID: 1, Purpose: store.PurposeConfirm, Project: "ACME", Object: 7, Version: 2, Address: "wang@hualong.example", Asked: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)},
		"again": {ID: 2, Purpose: store.PurposeAgain, Project: "ACME", Object: 7, Version: 2, Address: "wang@hualong.example", Expires: time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC)},
		"gone":  {ID: 3, Purpose: store.PurposeConfirm, Project: "ACME", Object: 7, Version: 2, Address: "former@hualong.example"},
		"pm":    {ID: 4, Purpose: store.PurposeDraft, Project: "ACME", Object: 7, Version: 2, Address: "li@agency.example"},
	}
	authenticated := &store.Evidence{Level: store.LevelAuthenticated, From: "wang@hualong.example", Written: time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)}
	for _, test := range []struct {
		name     string
		from, to string
		text     string
		auth     *store.Evidence
		received time.Time
		want     *store.Response // of which Decision, Unproved, For and Void count; nil: it does not count
	}{
		{name: "confirmed, and proved", from: "wang@hualong.example", to: "wang", text: "确认", auth: authenticated, want: &store.Response{Decision: store.DecisionOK}},
		{name: "confirmed, and nothing proves it", from: "wang@hualong.example", to: "wang", text: "确认", want: &store.Response{Decision: store.DecisionOK, Unproved: true}},
		{name: "from another address of theirs", from: "wangwei.hl@qq.com", to: "wang", text: "confirmed", want: &store.Response{Decision: store.DecisionOK, Unproved: true}},
		{name: "confirmed with a condition", from: "wang@hualong.example", to: "wang", text: "同意，但是日期要改", auth: authenticated, want: &store.Response{Decision: store.DecisionText}},
		{name: "refused", from: "wang@hualong.example", to: "wang", text: "不同意", auth: authenticated, want: &store.Response{Decision: store.DecisionReject}},
		{name: "skip is a PM's word", from: "wang@hualong.example", to: "wang", text: "skip", auth: authenticated, want: &store.Response{Decision: store.DecisionText}},
		{name: "confirmed three weeks later", from: "wang@hualong.example", to: "wang", text: "确认", auth: authenticated, received: time.Date(2026, 3, 23, 0, 0, 0, 0, time.UTC), want: &store.Response{Decision: store.DecisionOK, Unproved: true}},
		{name: "asked once more, confirmed", from: "wang@hualong.example", to: "again", text: "confirmed", want: &store.Response{Decision: store.DecisionOK}},
		{name: "asked once more, too late", from: "wang@hualong.example", to: "again", text: "confirmed", received: time.Date(2026, 3, 7, 0, 0, 0, 0, time.UTC), want: &store.Response{Decision: store.DecisionOK, Unproved: true}},
		{name: "a colleague with the mail", from: "zhou@hualong.example", to: "wang", text: "确认", auth: &store.Evidence{Level: store.LevelAuthenticated, From: "zhou@hualong.example"}, want: &store.Response{Decision: store.DecisionOK, Rejection: store.RejectedUninvited}},
		{name: "a colleague who objects", from: "zhou@hualong.example", to: "wang", text: "不对", want: &store.Response{Decision: store.DecisionText, Rejection: store.RejectedUninvited}},
		{name: "somebody unknown with the mail", from: "new@hualong.example", to: "again", text: "确认", want: &store.Response{Decision: store.DecisionOK, Rejection: store.RejectedUninvited}},
		{name: "the PM with the mail", from: "li@agency.example", to: "wang", text: "谢谢"},
		{name: "a colleague of whom it is disproved", from: "zhou@hualong.example", to: "wang", text: "确认", auth: &store.Evidence{Level: store.LevelFailed}},
		{name: "somebody who is no contact any more", from: "former@hualong.example", to: "gone", text: "确认"},
		{name: "a forged sender", from: "wang@hualong.example", to: "wang", text: "确认", auth: &store.Evidence{Level: store.LevelFailed}},
		{name: "the PM lets it go", from: "li@agency.example", to: "pm", text: "ok", want: &store.Response{Decision: store.DecisionOK}},
		{name: "the PM writes it anew", from: "li@agency.example", to: "pm", text: "Decisions:\n- blue", want: &store.Response{Decision: store.DecisionText}},
		{name: "the PM confirms for another", from: "li@agency.example", to: "pm", text: "confirm for 王伟\n\n李娜", want: &store.Response{Decision: store.DecisionFor, Argument: "王伟"}},
		{name: "the PM has them asked again", from: "li@agency.example", to: "pm", text: "ask again", want: &store.Response{Decision: store.DecisionRemind}},
		{name: "the PM only notes it", from: "li@agency.example", to: "pm", text: "知道了", want: &store.Response{Decision: store.DecisionNote}},
		{name: "the PM takes it to the mediator", from: "li@agency.example", to: "pm", text: "升级", want: &store.Response{Decision: store.DecisionEscalate}},
		{name: "a client with the PM's mail", from: "wang@hualong.example", to: "pm", text: "ok"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := mail{from: test.from, to: "log+r." + test.to + "@agency.example", header: "From: " + test.from}.message()
			m.OwnText, m.Auth, m.Received = test.text, test.auth, test.received
			v, err := d.Decide(m, log)
			if err != nil {
				t.Fatal(err)
			}
			switch a := v.Answer; {
			case a == nil && test.want == nil:
			case a == nil || test.want == nil || a.Decision != test.want.Decision || a.Unproved != test.want.Unproved || a.Argument != test.want.Argument || a.Rejection != test.want.Rejection:
				t.Errorf("%+v, want %+v; notes %q", a, test.want, v.Notes)
			}
		})
	}
}

// What a letter says around minutes is no part of them, nor of the text that a PM sends to
// change them.
func TestDecide_theLetterAroundATextIsNoPartOfIt(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	log := asked{
		"pm":     {ID: 4, Purpose: store.PurposeDraft, Project: "ACME", Object: 7, Version: 2, Address: "li@agency.example"},
		"report": {ID: 5, Purpose: store.PurposeReportAsk, Project: "ACME", Object: 8, Version: 1, Address: "li@agency.example"},
	}
	for _, c := range []struct{ letter, want string }{
		{"Hi all,\n\nthanks for today's call. Notes below:\n\nWe go with PayFast.\n\nKind regards\nLi Na\nProject manager", "We go with PayFast."},
		{"Dear colleagues,\nPresent: Ann, Bob\n\nDecisions\n- blue\n\nBest,\nNa", "Present: Ann, Bob\n\nDecisions\n- blue"},
		{"Hello, here is the whole text with the change:\n\nWe go with Stripe.\n\nThanks!", "We go with Stripe."},
		{"We go with PayFast.", ""},
		{"各位好：\n今天的会议纪要如下，请查收。\n\n决定：首页深蓝色\n\n李娜\n项目经理\n手机：13800000000", "决定：首页深蓝色"},
		{"大家好，以下是会议记录：\n\n一、上线时间：4月10日\n\n谢谢！", "一、上线时间：4月10日"},
		{"王总，您好！\n决定：首页深蓝色\n\n此致\n敬礼\n李娜\n2026年3月6日", "决定：首页深蓝色"},
		{"决定：首页深蓝色", ""},
	} {
		m := mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "Minutes"}.message()
		m.From[0].Name, m.OwnText = "李娜", c.letter
		v, err := d.Decide(m, nil)
		if err != nil || v.Draft == nil || v.Draft.Text != c.want {
			t.Errorf("%q: %+v, %v", c.letter, v.Draft, err)
		}
		for token := range log {
			m := mail{from: "li@agency.example", to: "log+r." + token + "@agency.example", subject: "Re: Minutes", header: "From: li@agency.example"}.message()
			m.From[0].Name, m.OwnText = "李娜", c.letter
			v, err := d.Decide(m, log)
			if err != nil || v.Answer == nil || v.Answer.Decision == store.DecisionText && v.Answer.Text != c.want {
				t.Errorf("%s: %q: %+v, %v", token, c.letter, v.Answer, err)
			}
		}
	}
}
