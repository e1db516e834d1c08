package demo

import "strings"

// Story returns the mail of the demo in the order in which it arrives.
func Story() []Letter {
	letters := make([]Letter, len(story))
	for i, d := range story {
		letters[i] = d.letter(i + 1)
	}
	return letters
}

var story = [...]draft{
	{
		about: "Anna (Acme) opens a thread and copies the project address",
		date:  "2026-03-02T09:12:41Z",
		header: []string{
			`From: Anna Wright <anna.wright@acme.example>`,
			`To: Li Na <li.na@agency.example>`,
			`Cc: log+ACME@agency.example`,
			`Subject: Staging environment`,
			`Message-ID: <CAJ5stage01@mail.acme.example>`,
		},
		parts: []part{
			{kind: "text/plain", charset: "UTF-8", transfer: "quoted-printable", text: "Hi Li Na,\n\nwhen can our testers use the staging environment? We have booked them\nfrom 16 March, and they need the new order form – not only the old one.\n\nBest,\nAnna\n"},
			{kind: "text/html", charset: "UTF-8", transfer: "quoted-printable", text: `<div dir="ltr"><div>Hi Li Na,</div><div><br></div><div>when can our testers use the staging environment? We have booked them from 16 March, and they need the new order form – not only the old one.</div><div><br></div><div>Best,<br>Anna</div></div>` + "\n"},
		},
	},
	{
		about: "Li Na (PM) answers and copies the log address, as Gmail quotes",
		date:  "2026-03-02T10:40:05Z",
		header: []string{
			`From: Li Na <li.na@agency.example>`,
			`To: Anna Wright <anna.wright@acme.example>`,
			`Cc: Project log <log@agency.example>`,
			`Subject: Re: Staging environment`,
			`Message-ID: <CAF7answer02@agency.example>`,
			`In-Reply-To: <CAJ5stage01@mail.acme.example>`,
			`References: <CAJ5stage01@mail.acme.example>`,
		},
		parts: []part{{kind: "text/plain", charset: "UTF-8", transfer: "8bit", text: "Hi Anna,\n\nstaging is up from Thursday 12 March, with the new order form. I will send\nthe accounts for your testers the day before.\n\nLi Na\n\nOn Mon, Mar 2, 2026 at 9:12 AM Anna Wright <anna.wright@acme.example>\nwrote:\n\n> Hi Li Na,\n>\n> when can our testers use the staging environment? We have booked them\n> from 16 March, and they need the new order form – not only the old one.\n>\n> Best,\n> Anna\n"}},
	},
	{
		about: "Tom (Acme) answers from Outlook",
		date:  "2026-03-02T13:02:18Z",
		header: []string{
			`From: "Becker, Tom" <tom.becker@acme.example>`,
			`To: Li Na <li.na@agency.example>, Anna Wright <anna.wright@acme.example>`,
			`CC: Project log <log@agency.example>`,
			`Subject: RE: Staging environment`,
			`Thread-Topic: Staging environment`,
			`Message-ID: <AM0PR04MB0003@eurprd04.prod.outlook.example>`,
			`In-Reply-To: <CAF7answer02@agency.example>`,
			`References: <CAJ5stage01@mail.acme.example> <CAF7answer02@agency.example>`,
		},
		parts: []part{{kind: "text/plain", charset: "us-ascii", transfer: "7bit", text: "Thursday works. Please add two accounts for the warehouse, they test the returns.\n\nRegards,\nTom Becker\nHead of Operations, Acme Ltd\n\n________________________________\nFrom: Li Na <li.na@agency.example>\nSent: Monday, March 2, 2026 10:40 AM\nTo: Anna Wright <anna.wright@acme.example>\nCc: Project log <log@agency.example>\nSubject: Re: Staging environment\n\nHi Anna,\n\nstaging is up from Thursday 12 March, with the new order form.\n"}},
	},
	{
		about: "Tom sends the requirements; only the tag in the subject names the project",
		date:  "2026-03-03T08:30:00Z",
		header: []string{
			`From: "Becker, Tom" <tom.becker@acme.example>`,
			`To: log@agency.example`,
			`Subject: [ACME] Requirements, version 2`,
			`Message-ID: <AM0PR04MB0004@eurprd04.prod.outlook.example>`,
		},
		mixed: true,
		parts: []part{
			{kind: "text/plain", charset: "utf-8", transfer: "7bit", text: "Version 2 as agreed on the phone. The budget stays at 48,000 EUR.\n"},
			{kind: "application/pdf", transfer: "base64", filename: "requirements-v2.pdf", text: "%PDF-1.4\n" + strings.Repeat("% two pages of requirements\n", 80) + "%%EOF\n"},
		},
	},
	{
		about: "王伟（星河）来信，GB18030 编码，抄送日志地址",
		date:  "2026-03-03T10:05:30+08:00",
		header: []string{
			`From: "` + gbWord("王伟") + `" <wangwei@xinghe.example>`,
			`To: "` + gbWord("张敏") + `" <zhang.min@agency.example>`,
			`Cc: <log@agency.example>`,
			`Subject: ` + gbWord("订单系统什么时候可以上线？"),
			`Message-ID: <tencent_7D1F0A5C@qq.example>`,
			`X-Mailer: QQMail 2.x`,
		},
		parts: []part{{kind: "text/plain", charset: "gb18030", transfer: "base64", text: "张经理，您好：\n\n订单系统什么时候可以上线？我们的赵镕喆总下周三要看演示，\n请确认测试环境的时间和验收的客户名单。\n\n王伟\n星河科技\n"}},
	},
	{
		about: "张敏（项目经理）回复，UTF-8",
		date:  "2026-03-03T11:20:00+08:00",
		header: []string{
			`From: ` + utf8Word("张敏") + ` <zhang.min@agency.example>`,
			`To: ` + utf8Word("王伟") + ` <wangwei@xinghe.example>`,
			`Cc: ` + utf8Word("陈静") + ` <chenjing@xinghe.example>, log@agency.example`,
			`Subject: ` + utf8Word("回复：订单系统什么时候可以上线？"),
			`Message-ID: <zm-0006@agency.example>`,
			`In-Reply-To: <tencent_7D1F0A5C@qq.example>`,
			`References: <tencent_7D1F0A5C@qq.example>`,
		},
		parts: []part{{kind: "text/plain", charset: "utf-8", transfer: "base64", text: "王总，您好：\n\n测试环境本周五可用，下周二完成内部验收，下周三的演示没有问题。\n验收清单随后发给陈静。\n\n张敏\n\n在 2026年3月3日 10:05，王伟 <wangwei@xinghe.example> 写道：\n> 订单系统什么时候可以上线？我们的赵镕喆总下周三要看演示，\n> 请确认测试环境的时间和验收的客户名单。\n"}},
	},
	{
		about: "王伟用 QQ 邮箱回复，带“原始邮件”引用",
		date:  "2026-03-03T14:48:09+08:00",
		header: []string{
			`From: "` + gbWord("王伟") + `" <wangwei@xinghe.example>`,
			`To: "` + gbWord("张敏") + `" <zhang.min@agency.example>`,
			`Cc: "log" <log@agency.example>`,
			`Subject: ` + gbWord("回复：订单系统什么时候可以上线？"),
			`Message-ID: <tencent_91B2C3D4@qq.example>`,
			`In-Reply-To: <zm-0006@agency.example>`,
			`References: <tencent_7D1F0A5C@qq.example> <zm-0006@agency.example>`,
			`X-QQ-MIME: TCMime 1.0 by Tencent`,
		},
		parts: []part{{kind: "text/plain", charset: "gb18030", transfer: "8bit", text: "同意。演示放在周三上午十点，会议室我们来订。\n\n\n------------------ 原始邮件 ------------------\n发件人: \"张敏\" <zhang.min@agency.example>;\n发送时间: 2026年3月3日(星期二) 中午11:20\n收件人: \"王伟\" <wangwei@xinghe.example>;\n抄送: \"陈静\" <chenjing@xinghe.example>; \"log\" <log@agency.example>;\n主题: 回复：订单系统什么时候可以上线？\n\n王总，您好：\n\n测试环境本周五可用，下周二完成内部验收，下周三的演示没有问题。\n"}},
	},
	{
		about: "陈静从外部邮箱寄来验收清单，附件名为中文；只有主题里的别名指向项目",
		date:  "2026-03-04T09:00:00+08:00",
		header: []string{
			`From: ` + utf8Word("陈静") + ` <chenjing.home@mail.example>`,
			`To: log@agency.example`,
			`Subject: ` + utf8Word("星河订单系统验收清单"),
			`Message-ID: <5e6f.1772586000@mail.example>`,
		},
		mixed: true,
		parts: []part{
			{kind: "text/plain", charset: "utf-8", transfer: "base64", text: "张敏你好，公司邮箱今天收发不了，先用私人邮箱。\n验收清单见附件，红色的三项请优先处理。\n"},
			{kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", transfer: "base64", filename: "验收清单-三月.xlsx", text: strings.Repeat("PK demo sheet\n", 120)},
		},
	},
	{
		about: "Tom's mailbox answers by itself",
		date:  "2026-03-04T18:00:02Z",
		header: []string{
			`From: "Becker, Tom" <tom.becker@acme.example>`,
			`To: log@agency.example`,
			`Subject: Automatic reply: Staging environment`,
			`Message-ID: <auto-0009@eurprd04.prod.outlook.example>`,
			`Auto-Submitted: auto-replied`,
			`In-Reply-To: <CAF7answer02@agency.example>`,
		},
		parts: []part{{kind: "text/plain", charset: "utf-8", transfer: "7bit", text: "I am away until 9 March. For urgent matters please write to Anna Wright.\n"}},
	},
	{
		about: "Sun Lei works for both projects and names neither: nobody can file this",
		date:  "2026-03-05T07:55:00Z",
		header: []string{
			`From: Sun Lei <sun.lei@agency.example>`,
			`To: log@agency.example`,
			`Subject: Invoice for February`,
			`Message-ID: <sl-0010@agency.example>`,
		},
		parts: []part{{kind: "text/plain", charset: "utf-8", transfer: "7bit", text: "The client asks whether the February invoice includes the load test. Does it?\n"}},
	},
}
