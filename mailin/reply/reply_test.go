package reply

import (
	"strings"
	"testing"
)

// Each case is a mail as the named program writes it. The lines of quoted and
// signature need only be in part what is wanted there; new is whole.
type trimCase struct {
	name      string
	text      string
	new       string
	quoted    string // a part of Quoted
	signature string // a part of Signature
}

// Trim reads a text about which nothing else is known.
func Trim(text string) Trimmed { return Read(Input{Text: text}) }

func runTrim(t *testing.T, tests []trimCase) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.TrimPrefix(test.text, "\n")
			got := Trim(text)
			if want := strings.Trim(test.new, "\n"); got.New != want {
				t.Errorf("new:\n%s\n--- want:\n%s\n--- quoted:\n%s\n--- signature:\n%s", got.New, want, got.Quoted, got.Signature)
			}
			if !strings.Contains(got.Quoted, test.quoted) || test.quoted == "" && got.Quoted != "" {
				t.Errorf("quoted:\n%s\n--- want:\n%s", got.Quoted, test.quoted)
			}
			if !strings.Contains(got.Signature, test.signature) || test.signature == "" && got.Signature != "" {
				t.Errorf("signature:\n%s\n--- want:\n%s", got.Signature, test.signature)
			}
			if lost := missing(text, got); lost != "" {
				t.Errorf("lost: %q", lost)
			}
			if again := Trim(got.New); again.New != got.New {
				t.Errorf("trimmed again:\n%s\n--- want:\n%s", again.New, got.New)
			}
			crlf := Trim(strings.ReplaceAll(text, "\n", "\r\n"))
			if crlf != got {
				t.Errorf("with CRLF it is read differently: %+v", crlf)
			}
		})
	}
}

func TestTrim_inlineAnswersKeepWhatTheyAnswer(t *testing.T) {
	t.Parallel()
	runTrim(t, []trimCase{
		{name: "between quoted lines", text: `
Hi Li,

On Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:

> Dear Jane,
>
> two questions. When can you test?

Monday.

> And who pays for the server?

We do.

> Regards,
> Li
`, new: `
Hi Li,

> two questions. When can you test?

Monday.

> And who pays for the server?

We do.`, quoted: "> Dear Jane,"},
		{name: "in Chinese, full-width marks", text: `
＞什么时候测试？
周一。
＞服务器谁付费？
我们。
`, new: "＞什么时候测试？\n周一。\n＞服务器谁付费？\n我们。"},
		{name: "one line picked out", text: `
> Can you confirm Friday?

Yes, Friday it is.
`, new: "> Can you confirm Friday?\n\nYes, Friday it is."},
		{name: "below a header block with marked text", text: `
-----Original Message-----
From: Li Na <li@agency.example>
Sent: Sunday, March 1, 2026 10:00 AM
To: Jane Smith
Subject: Colours

> Blue?
> Li

Green, please.
`, new: "Green, please.", quoted: "> Blue?"},
		{name: "the whole mail quoted above one answer", text: `
李娜 <li@agency.example> 于2026年3月1日周日 10:00写道：
> 王总：
>
> 请确认周五上线。

确认。
`, new: "确认。", quoted: "请确认周五上线"},
	})
}

func TestTrim_keepsWhatIsInDoubt(t *testing.T) {
	t.Parallel()
	keep := func(name, text string) trimCase { return trimCase{name: name, text: text, new: text} }
	runTrim(t, []trimCase{
		keep("plain", "Hello,\n\nsee you on Friday.\n\nBest regards\nJane"),
		keep("a journey is no header block", "The tickets:\nFrom: Beijing\nTo: Shanghai\nDate: 3 May\n\nPlease book them."),
		keep("a sentence that ends like an attribution", "As Mr Li wrote:\nthe server is old.\nWe need a new one."),
		keep("a sentence with a date that ends like one", "On 3 March Li wrote:\nthe server is old.\nWe need a new one."),
		keep("Chinese sentence with 写道", "张总在3月1日的邮件里写道：\n预算不变。\n我们同意。"),
		keep("desk", "Here it is.\n\nSent from my desk, it is quicker there."),
		keep("my mailbox", "合同请\n发我的邮箱"),
		keep("a colleague's advice", "来自我的同事的建议：先上线再优化"),
		keep("a point of view", "从我的角度看可以发送"),
		keep("a dash in the middle", "We have two options -- wait or go.\n\nI say go."),
		keep("two dashes as a divider of long text", "First part.\n--\n"+strings.Repeat("This is a long line that nobody would put into a signature, is it not so, dear reader of mail?\n", 3)+"Bye"),
		keep("a drawn line between chapters", "Chapter one\n-----------\nThe server is down."),
		keep("a comparison", "a > b\nb < c"),
		keep("From at the beginning of a line, as stores escape it", "Hello,\n>From Monday on I am away.\nJane"),
		keep("bare header block: somebody sends a mail on", "发件人: 李娜 <li@agency.example>\n发送时间: 2026年3月1日 10:00\n收件人: 王伟 <wang@client.example>\n主题: 延期\n\n要延期了"),
		keep("bare history without marks", "On Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:\n\nMy answer is below the line.\n\nYes!"),
		keep("FYI", "FYI\n\nFrom: Li Na <li@agency.example>\nSent: Sunday, March 1, 2026 10:00 AM\nTo: Jane Smith <jane@client.example>\nSubject: Colours\n\nBlue?"),
		keep("a header block with quoted text: somebody sends a mail on", "From: Li Na <li@agency.example>\nSubject: Colours\nDate: 1 March 2026\n\n> Blue?"),
		keep("nothing", ""),
	})
}

func TestTrim_signatures(t *testing.T) {
	t.Parallel()
	runTrim(t, []trimCase{
		{name: "RFC 3676", text: "Yes.\n\n-- \nJane\n+44 20 7946 0000", new: "Yes.", signature: "-- \nJane"},
		{name: "without the space", text: "Yes.\n\n--\nJane\nClient Ltd", new: "Yes.", signature: "--\nJane"},
		{name: "above the quotation", text: "Yes.\n-- \nJane\n\nOn 1 Mar 2026, at 10:00, Li <li@agency.example> wrote:\n> Go?", new: "Yes.", quoted: "Go?", signature: "Jane"},
		{name: "drawn line and telephone", text: "请查收。\n\n--------------------------------\n王伟\n华龙公司 信息部\n电话：010-12345678", new: "请查收。", signature: "电话：010-12345678"},
		{name: "two programs", text: "好\n\n发自我的华为手机\n来自QQ邮箱", new: "好", signature: "发自我的华为手机\n来自QQ邮箱"},
		{name: "Windows", text: "好\n\n从 Windows 版邮件发送", new: "好", signature: "从 Windows 版邮件发送"},
		{name: "Proton", text: "Fine.\n\nSent with Proton Mail secure email.", new: "Fine.", signature: "Proton"},
		{name: "BlackBerry", text: "Fine.\nSent from my Verizon Wireless BlackBerry", new: "Fine.", signature: "BlackBerry"},
		{name: "mailing list", text: "Fine.\n\n_______________________________________________\nops mailing list\nops@lists.example\nhttps://lists.example/listinfo/ops", new: "Fine.", signature: "ops mailing list"},
		{name: "nothing else", text: "Sent from my iPhone", new: "", signature: "Sent from my iPhone"},
	})
}

func TestTrim_nothingWritten(t *testing.T) {
	t.Parallel()
	got := Trim("On 1 Mar 2026, at 10:00, Li <li@agency.example> wrote:\n\n> Go?\n> Li\n")
	if got.New != "" || !strings.Contains(got.Quoted, "> Go?") {
		t.Errorf("got %+v", got)
	}
}

func TestTrim_replyAbove(t *testing.T) {
	t.Parallel()
	runTrim(t, []trimCase{
		{name: "English", text: "Confirmed.\n\n--- Reply above this line ---\nPlease confirm.", new: "Confirmed.", quoted: "Please confirm."},
		{name: "Chinese", text: "确认\n\n--- 请在此行以上回复 ---\n请确认", new: "确认", quoted: "请确认"},
	})
}

// What people write that looks like what programs write.
func TestTrim_sentencesThatLookLikeAttributions(t *testing.T) {
	t.Parallel()
	for _, sentence := range []string{
		"Please join Li Na <li@agency.example> on 2026-03-01 at 10:00:",
		"Please write by 1 March 2026 10:00 to Li Na <li@agency.example>:",
		"As agreed on 1 March 2026 at 10:00, Li Na <li@agency.example> wrote:",
		"请在2026年3月1日10:00之前把资料发给李娜 <li@agency.example>：",
		"Agenda for 1 March 2026, 10:00:",
		"The server wrote this at 10:00:",
		"我们在3月1日10:00的会议上写道：",
	} {
		text := "Hello,\n\n" + sentence + "\nThe second sentence is ours.\n\nThe third as well."
		if got := Trim(text); got.New != text {
			t.Errorf("%q: new %q", sentence, got.New)
		}
	}
}

func TestRead_ownTextIsWithoutWhatWasSentOn(t *testing.T) {
	t.Parallel()
	const sentOn = "---------- Forwarded message ---------\nFrom: Wang <wang@client.example>\nDate: Mon, 2 Mar 2026 16:05:00 +0800\nSubject: Colours\n\nWe agree."
	for name, test := range map[string]struct{ subject, text, own string }{
		"a note above it":     {"Fwd: Colours", "FYI, please file.\n\n" + sentOn, "FYI, please file."},
		"nothing above it":    {"Fwd: Colours", sentOn, ""},
		"marked with >":       {"Fwd: Colours", "FYI\n\nBegin forwarded message:\n\n> From: Wang <wang@client.example>\n> Subject: Colours\n> Date: 2 March 2026 at 16:05\n>\n> We agree.", "FYI"},
		"a text of their own": {"Colours", "We agree.", "We agree."},
		"answers within":      {"Re: Colours", "My answers are in red.\n\n-----Original Message-----\nFrom: Li <li@agency.example>\nSubject: Colours\n\nBlue?\nYes.", "My answers are in red."},
	} {
		if got := Read(Input{Text: test.text, Subject: test.subject}).Own; got != test.own {
			t.Errorf("%s: %q", name, got)
		}
	}
}
