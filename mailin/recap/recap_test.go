package recap

import (
	"strings"
	"testing"
	"unicode/utf8"

	"rapport/store"
)

func zoom(text string) *store.Message {
	return &store.Message{From: []store.Address{{Name: "Zoom", Address: "no-reply@zoom.us"}}, Subject: "Meeting assets for Checkout are ready!", Text: text, NewText: text, OwnText: text}
}

// An owner is named where the line names one, in any of the ways in which systems do.
func TestRead_owners(t *testing.T) {
	for line, want := range map[string]store.RecapAction{
		"- Li Na: Send the wireframes":                     {Owner: "Li Na", Text: "Send the wireframes"},
		"- Li Na will send the wireframes":                 {Owner: "Li Na", Text: "send the wireframes"},
		"- Li Na and Tom Reid to send the wireframes":      {Owner: "Li Na and Tom Reid", Text: "send the wireframes"},
		"- Li Na sends the wireframes":                     {Owner: "Li Na", Text: "sends the wireframes"},
		"- Send the wireframes (Li Na)":                    {Owner: "Li Na", Text: "Send the wireframes"},
		"- Send the wireframes - Li Na":                    {Owner: "Li Na", Text: "Send the wireframes"},
		"- [ ] Send the wireframes. Assigned to: Li Na":    {Owner: "Li Na", Text: "Send the wireframes."},
		"- @Li Na send the wireframes (12:40)":             {Owner: "Li Na", Text: "send the wireframes"},
		"- Adi & Team: send the wireframes":                {Owner: "Adi & Team", Text: "send the wireframes"},
		"- 王伟：3月24日前提供字段说明":                                {Owner: "王伟", Text: "3月24日前提供字段说明"},
		"- 王伟 提供字段说明":                                      {Owner: "王伟", Text: "提供字段说明"},
		"- 王伟负责提供字段说明":                                     {Owner: "王伟", Text: "提供字段说明"},
		"- 王伟提供字段说明":                                       {Owner: "王伟", Text: "提供字段说明"},
		"- 提供字段说明（王伟）":                                     {Owner: "王伟", Text: "提供字段说明"},
		"- 提供字段说明，负责人：王伟":                                  {Owner: "王伟", Text: "提供字段说明"},
		"- 欧阳娜：提供字段说明":                                     {Owner: "欧阳娜", Text: "提供字段说明"},
		"- We will send the wireframes":                    {Text: "We will send the wireframes"},
		"- Send Tom the wireframes":                        {Text: "Send Tom the wireframes"},
		"- Note: the wireframes are late":                  {Text: "Note: the wireframes are late"},
		"- Update Jira tickets":                            {Text: "Update Jira tickets"},
		"- Ask the client which voucher types must work":   {Text: "Ask the client which voucher types must work"},
		"- 方案确认后通知各方":                                      {Text: "方案确认后通知各方"},
		"- 测试环境：开放端口":                                      {Text: "测试环境：开放端口"},
		"- Review pages 3 to 9 (the ones in the appendix)": {Text: "Review pages 3 to 9 (the ones in the appendix)"},
	} {
		r, ok := Read(zoom("Next steps\n" + line + "\n"))
		if !ok || len(r.Actions) != 1 || r.Actions[0] != want {
			t.Errorf("%s: %+v", line, r)
		}
	}
}

// Neither the sender nor the subject is enough alone.
func TestRead_senderAndSubjectTogether(t *testing.T) {
	const text = "Quick recap\nThe team agreed the scope.\n"
	for _, from := range []string{"no-reply@zoom.us.example", "no-reply@zoomus.example", "jane@zoom.us", "no-reply@notzoom.us", "zoom.us@mail.example"} {
		m := zoom(text)
		m.From[0].Address = from
		if r, ok := Read(m); ok {
			t.Errorf("%s: %+v", from, r)
		}
	}
	for _, subject := range []string{"Checkout", "Your meeting - Checkout has been deleted", "Reset your password", "Zoom meeting invitation - Checkout", ""} {
		m := zoom(text)
		m.Subject = subject
		if r, ok := Read(m); ok {
			t.Errorf("%q: %+v", subject, r)
		}
	}
	if _, ok := Read(zoom(text)); !ok {
		t.Error("a recap is none")
	}
	if _, ok := Read(zoom("Your plan was changed.\n")); ok {
		t.Error("without a text or a link it is one")
	}
}

// What somebody says beside a recap that they send on is theirs.
func TestRead_wordsBesideARecap(t *testing.T) {
	forwarded := "---------- Forwarded message ---------\nFrom: Zoom <no-reply@zoom.us>\nDate: Mon, Mar 2, 2026 at 4:05 PM\nSubject: Meeting assets for Checkout are ready!\nTo: Li Na <lina@agency.example>\n\n\nQuick recap\nThe team agreed the scope.\n"
	for note, want := range map[string]bool{
		"": true, "FYI": true, "For the log.": true, "Here is the recap of our call.\n\nThanks\nLi Na": true, "请存档，谢谢": true, "会议纪要如下": true,
		"Is that right?": false, "Point two is wrong.": false, "We agree.": false, "Please correct the second point": false, "But the scope changes": false,
		"第二条有误": false, "同意": false, "请确认": false, "这不是我们的意思": false, "Send me the invoice": false,
	} {
		m := &store.Message{From: []store.Address{{Address: "lina@agency.example"}}, Subject: "Fwd: Meeting assets for Checkout are ready!",
			Text: note + "\n\n" + forwarded, NewText: strings.TrimSpace(note + "\n\n" + forwarded), OwnText: note}
		if r, ok := Read(m); ok != want || ok && r.How != store.RecapForwarded {
			t.Errorf("%q: %v, %+v", note, ok, r)
		}
	}
}

func TestProgram(t *testing.T) {
	for address, want := range map[string]string{"fred@fireflies.ai": "fireflies", "No-Reply@Zoom.us": "zoom", "executiveassistant@e.read.ai": "read", "anna@google.com": "", "jane@zoom.us": "", "no-reply@zoom.us.example": "", "x": ""} {
		if got := Program(address); got != want {
			t.Errorf("%s: %q", address, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("no-reply@zoom.us", "Meeting assets for A  are ready!", "Quick recap\nA b.\nNext steps\n- Li Na: x (12:40)\n")
	f.Add("lina@agency.example", "Fwd: Recap", "---------- Forwarded message ---------\nFrom: Fathom <no-reply@fathom.video>\nSubject: Recap for \"A\"\n\nAction Items\n\nDo it\n<https://fathom.video/share/1>\nLi Na\n")
	f.Add("a@b.example", "x", "【钉钉闪记】会\n时间：2026-09-14\n\n全文摘要\n好。\n\n待办事项\n· 王伟 通知\n")
	f.Add("executiveassistant@e.read.ai", "🗓 A on August 26, 2026 | Read Meeting Report", "map[chapter:x]\naction_items:[Jane Porter to ask Li Na to go]\n")
	f.Fuzz(func(t *testing.T, from, subject, text string) {
		m := &store.Message{From: []store.Address{{Address: from}}, Subject: subject, Text: text, NewText: text}
		r, ok := Read(m)
		if !ok {
			return
		}
		if r.Vendor == "" || r.Actions == nil || r.Proved || r.LinkOnly != (r.Summary == "" && len(r.Actions) == 0) {
			t.Fatalf("%+v", r)
		}
		if utf8.ValidString(text) && !utf8.ValidString(r.Summary) || strings.Contains(r.Summary, "https://") && len(text) < 1000 && !strings.ContainsAny(text, "()[]<>（）") {
			t.Fatalf("%q", r.Summary)
		}
	})
}
