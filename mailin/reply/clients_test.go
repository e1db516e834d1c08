package reply

import "testing"

func TestTrim_clients(t *testing.T) {
	t.Parallel()
	runTrim(t, []trimCase{
		{name: "Gmail", text: `
We can go live on Friday.

On Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:

> Can we go live on Friday?
>
> Li
`, new: "We can go live on Friday.", quoted: "On Sun, Mar 1, 2026"},
		{name: "Gmail, wrapped", text: `
We can.

On Sun, Mar 1, 2026 at 10:00 AM Li Na of the Agency for Everything
<li.na.of.the.agency@agency.example>
wrote:
> Can we go live?
`, new: "We can.", quoted: "On Sun, Mar 1, 2026"},
		{name: "Gmail in Chinese", text: `
可以，周五上线。

李娜 <li@agency.example> 于2026年3月1日周日 10:00写道：

> 周五能上线吗？
`, new: "可以，周五上线。", quoted: "李娜 <li@agency.example> 于2026年3月1日"},
		{name: "Gmail in Chinese, wrapped", text: `
可以，周五上线。

李娜 <li@agency.example> 于2026年3月1日周日
10:00写道：
> 周五能上线吗？
`, new: "可以，周五上线。", quoted: "李娜 <li@agency.example>"},
		{name: "Gmail in traditional Chinese", text: `
可以。

李娜 <li@agency.example> 於 2026年3月1日 週日 上午10:00寫道：
> 週五能上線嗎？
`, new: "可以。", quoted: "週五能上線嗎"},
		{name: "Gmail, of HTML without marks", text: `
Approved.

On Sun, Mar 1, 2026 at 10:00 AM Li Na <li@agency.example> wrote:

Please approve the design.

Li
`, new: "Approved.", quoted: "Please approve the design."},
		{name: "Gmail forwards", text: `
Please see what the client says.

---------- Forwarded message ---------
From: Wang Wei <wang@client.example>
Date: Sun, Mar 1, 2026 at 10:00 AM
Subject: Delay
To: Li Na <li@agency.example>

The delivery is late.
`, new: `
Please see what the client says.

---------- Forwarded message ---------
From: Wang Wei <wang@client.example>
Date: Sun, Mar 1, 2026 at 10:00 AM
Subject: Delay
To: Li Na <li@agency.example>

The delivery is late.`},
		{name: "Outlook desktop", text: `
Hi Li,

The invoice is wrong: we ordered three, not four.

Regards,
Jane

From: Li Na <li@agency.example>
Sent: Sunday, March 1, 2026 10:00 AM
To: Smith, Jane <jane@client.example>
Cc: Brown, Tom <tom@agency.example>
Subject: Invoice 17

Dear Jane,
please find the invoice.
`, new: `
Hi Li,

The invoice is wrong: we ordered three, not four.

Regards,
Jane`, quoted: "Sent: Sunday, March 1, 2026"},
		{name: "Outlook desktop, older", text: `
Agreed.

-----Original Message-----
From: Li Na [mailto:li@agency.example]
Sent: Sunday, March 1, 2026 10:00 AM
To: Jane Smith
Subject: RE: Plan

Please agree.
`, new: "Agreed.", quoted: "-----Original Message-----"},
		{name: "Outlook desktop in Chinese", text: `
李经理：

同意延期到三月十日。

发件人: 李娜 <li@agency.example>
发送时间: 2026年3月1日 10:00
收件人: 王伟 <wang@client.example>
抄送: 周敏 <zhou@client.example>;
陈刚 <chen@agency.example>
主题: 延期申请

王总：申请延期。
`, new: "李经理：\n\n同意延期到三月十日。", quoted: "王总：申请延期。"},
		{name: "Outlook on the web", text: `
Yes, please.

________________________________
From: Li Na <li@agency.example>
Sent: Sunday, March 1, 2026 10:00
To: Jane Smith <jane@client.example>
Subject: Backup

Shall we keep the backup?
`, new: "Yes, please.", quoted: "________________________________"},
		{name: "Outlook on a phone", text: `
Yes, please.

Get Outlook for iOS<https://aka.ms/x>
________________________________
From: Li Na <li@agency.example>
Sent: Sunday, March 1, 2026 10:00:00 AM
To: Jane Smith <jane@client.example>
Subject: Backup

Shall we keep the backup?
`, new: "Yes, please.", quoted: "From: Li Na", signature: "Get Outlook for iOS"},
		{name: "Outlook on a phone in Chinese", text: `
好的

获取 Outlook for Android
________________________________
发件人: 李娜 <li@agency.example>
发送时间: 星期日, 三月 1, 2026 10:00:00 上午
收件人: 王伟 <wang@client.example>
主题: 备份

要保留备份吗？
`, new: "好的", quoted: "要保留备份吗", signature: "获取 Outlook for Android"},
		{name: "Outlook, bold labels", text: `
Fine with me.

*From:* Li Na <li@agency.example>
*Sent:* Sunday, March 1, 2026 10:00 AM
*To:* Jane Smith
*Subject:* Colours

Blue?
`, new: "Fine with me.", quoted: "Blue?"},
		{name: "Apple Mail", text: `
Fine.

Jane

> On 1 Mar 2026, at 10:00, Li Na <li@agency.example> wrote:
> 
> Is it fine?
`, new: "Fine.\n\nJane", quoted: "Is it fine?"},
		{name: "iPhone", text: `
Fine.

Sent from my iPhone

> On 1 Mar 2026, at 10:00, Li Na <li@agency.example> wrote:
> 
> Is it fine?
`, new: "Fine.", quoted: "Is it fine?", signature: "Sent from my iPhone"},
		{name: "iPhone in Chinese", text: `
没问题

发自我的iPhone

> 在 2026年3月1日，10:00，李娜 <li@agency.example> 写道：
> 
> 可以吗？
`, new: "没问题", quoted: "可以吗", signature: "发自我的iPhone"},
		{name: "iPhone in traditional Chinese", text: `
沒問題

從我的 iPhone 傳送

李娜 <li@agency.example> 於 2026年3月1日 上午10:00 寫道：

> 可以嗎？
`, new: "沒問題", quoted: "可以嗎", signature: "從我的 iPhone 傳送"},
		{name: "Apple forwards", text: `
Begin forwarded message:

> From: Wang Wei <wang@client.example>
> Subject: Delay
> Date: 1 March 2026 at 10:00:00 CST
> To: li@agency.example
> 
> It is late.
`, new: `
Begin forwarded message:

> From: Wang Wei <wang@client.example>
> Subject: Delay
> Date: 1 March 2026 at 10:00:00 CST
> To: li@agency.example
> 
> It is late.`},
		{name: "Thunderbird", text: `
On 3/1/26 10:00, Li Na wrote:
> When do you need it?

By Friday.

-- 
Jane Smith
Client Ltd
`, new: "By Friday.", quoted: "When do you need it?", signature: "-- \nJane Smith\nClient Ltd"},
		{name: "Thunderbird in Chinese", text: `
周五。

在 2026/3/1 10:00, 李娜 写道:
> 什么时候要？
`, new: "周五。", quoted: "什么时候要"},
		{name: "Foxmail", text: `
李娜，你好：

接口文档已更新，请查收附件。

王伟
wang@client.example
 
发件人： 李娜
发送时间： 2026-03-01 10:00
收件人： 王伟
抄送： 周敏
主题： 接口文档
王伟，你好：
请更新接口文档。
`, new: "李娜，你好：\n\n接口文档已更新，请查收附件。\n\n王伟\nwang@client.example", quoted: "请更新接口文档。"},
		{name: "QQ Mail", text: `
收到，谢谢！




------------------ 原始邮件 ------------------
发件人: "李娜"<li@agency.example>;
发送时间: 2026年3月1日(星期日) 上午10:00
收件人: "王伟"<wang@qq.com>;
主题: 周报

王总，附件是周报。
`, new: "收到，谢谢！", quoted: "原始邮件"},
		{name: "QQ Mail, spaces that do not break", text: "同意\n\n\n------------------&nbsp;原始邮件&nbsp;------------------\n发件人:\u00a0\"李娜\"<li@agency.example>;\n发送时间:\u00a02026年3月1日(星期日) 上午10:00\n主题:\u00a0方案\n\n请确认",
			new: "同意", quoted: "请确认"},
		{name: "QQ Mail in English", text: `
OK

------------------ Original ------------------
From: "Li Na"<li@agency.example>;
Date: Sun, Mar 1, 2026 10:00 AM
To: "wang"<wang@qq.com>;
Subject: Weekly report

Here it is.
`, new: "OK", quoted: "------------------ Original ------------------"},
		{name: "QQ Mail on a phone", text: `
我明天给您回复

来自手机QQ邮箱

---原始邮件---
发件人: "李娜"<li@agency.example>
发送时间: 2026年3月1日(周日) 上午10:00
收件人: "王伟"<wang@qq.com>;
主题: 方案

请看方案
`, new: "我明天给您回复", quoted: "请看方案", signature: "来自手机QQ邮箱"},
		{name: "NetEase 163", text: `
好的，按第二版来。




在 2026-03-01 10:00:00，"李娜" <li@agency.example> 写道：

>第二版如附件。
>请确认。
`, new: "好的，按第二版来。", quoted: "第二版如附件"},
		{name: "NetEase 163, no marks", text: `
好的，按第二版来。

At 2026-03-01 10:00:00, "李娜" <li@agency.example> wrote:

第二版如附件。
`, new: "好的，按第二版来。", quoted: "第二版如附件"},
		{name: "NetEase Master", text: `
可以


| |
王伟
|
|
wang@163.com
|

---- 回复的原邮件 ----
| 发件人 | 李娜<li@agency.example> |
| 发送日期 | 2026年03月01日 10:00 |
| 收件人 | wang<wang@163.com> |
| 主题 | 方案 |
请确认
`, new: "可以", quoted: "请确认", signature: "wang@163.com"},
		{name: "NetEase forwards", text: `
-------- 转发邮件信息 --------
发件人："王伟" <wang@163.com>
发送日期：2026-03-01 10:00:00
收件人："李娜" <li@agency.example>
主题：延期

要延期了
`, new: "-------- 转发邮件信息 --------\n发件人：\"王伟\" <wang@163.com>\n发送日期：2026-03-01 10:00:00\n收件人：\"李娜\" <li@agency.example>\n主题：延期\n\n要延期了"},
		{name: "Tencent Exmail", text: `
李经理，数据已经导入。
 
 
------------------ Original ------------------
From:  "李娜"<li@agency.example>;
Date:  Sun, Mar 1, 2026 10:00 AM
To:  "wang"<wang@client.example>; 
Subject:  数据导入
 
请导入数据
`, new: "李经理，数据已经导入。", quoted: "请导入数据"},
		{name: "Aliyun", text: `
确认无误。
------------------------------------------------------------------
发件人：李娜 <li@agency.example>
发送时间：2026年3月1日(星期日) 10:00
收件人：王伟 <wang@client.example>
主　题：会议纪要

请确认纪要。
`, new: "确认无误。", quoted: "主　题：会议纪要"},
		{name: "DingTalk", text: `
已处理

发自钉钉专属商务邮箱
------------------------------------------------------------------
发件人：李娜<li@agency.example>
日　期：2026年03月01日 10:00:00
收件人：王伟<wang@client.example>
主　题：报错

登录报错
`, new: "已处理", quoted: "登录报错", signature: "发自钉钉"},
		{name: "Feishu", text: `
可以的，下周二下午三点。

发件人: 李娜<li@agency.example>
日期: 2026年3月1日 (周日) 10:00
主题: 约会议
收件人: 王伟<wang@client.example>

下周哪天方便？
`, new: "可以的，下周二下午三点。", quoted: "下周哪天方便"},
		{name: "Zoho", text: `
Will do.

---- On Sun, 01 Mar 2026 10:00:00 +0800 Li Na <li@agency.example> wrote ----

Please restart the server.
`, new: "Will do.", quoted: "Please restart"},
		{name: "Samsung", text: `
Ok
Sent from my Galaxy
-------- Original message --------
From: Li Na <li@agency.example>
Date: 01/03/2026 10:00 (GMT+08:00)
To: jane@client.example
Subject: Lunch

Lunch?
`, new: "Ok", quoted: "Lunch?", signature: "Sent from my Galaxy"},
		{name: "GroupWise", text: `
Fine.

>>> Li Na <li@agency.example> 03/01/26 10:00 AM >>>
Is it fine?
Li
`, new: "Fine.", quoted: "Is it fine?"},
		{name: "Notes", text: "Fine.\n\nFrom:\tLi Na <li@agency.example>\nTo:\tJane\nDate:\t01.03.2026 10:00\nSubject:\tPlan\n\n\nIs it fine?\n", new: "Fine.", quoted: "Is it fine?"},
		{name: "Notes, forwarded", text: "See this.\n\n----- Forwarded by Li Na/Agency on 01.03.2026 10:00 -----\n\nFrom: Wang\n\nLate.", new: "See this.\n\n----- Forwarded by Li Na/Agency on 01.03.2026 10:00 -----\n\nFrom: Wang\n\nLate."},
		{name: "FairEmail", text: "Fine.\n\nMar 1, 2026 10:00:00 AM Li Na <li@agency.example>:\n\n> Is it fine?\n", new: "Fine.", quoted: "Is it fine?"},
		{name: "139", text: "同意\n\n----邮件原文----\n发件人:\"李娜\" <li@agency.example>\n收件人: wang <wang@139.com>\n抄 送: (无)\n发送时间:2026-03-01 10:00:00\n主题:方案\n\n请确认", new: "同意", quoted: "请确认"},
		{name: "Coremail", text: "同意\n\n-----Original Messages-----\nFrom:李娜 <li@agency.example>\nSent Time:2026-03-01 10:00:00 (Sunday)\nTo: wang@client.example\nCc: \nSubject: 方案\n\n请确认", new: "同意", quoted: "请确认"},
		{name: "The Bat", text: "Hello Li,\n\nSunday, March 1, 2026, 10:00:00 AM, you wrote:\n\nLN> Is it fine?\nLN> And when?\n\nIt is. On Monday.\n", new: "Hello Li,\n\nIt is. On Monday.", quoted: "LN> Is it fine?"},
		{name: "bars", text: "Fine.\n\nOn 1 March 2026 10:00, Li Na wrote:\n| Is it fine?\n| And when?\n", new: "Fine.", quoted: "| Is it fine?"},
		{name: "a line that lost its mark", text: "Fine.\n\nOn 1 March 2026 10:00, Li Na wrote:\n> We should like to know whether all of it is fine with you and your\ncolleagues\n> in the other department.\n", new: "Fine.", quoted: "colleagues"},
		{name: "Becky", text: "Fine.\n\nOn Sun, 01 Mar 2026 10:00:00 +0900\nLi Na <li@agency.example> wrote:\n\n> Is it fine?\n", new: "Fine.", quoted: "On Sun, 01 Mar"},
	})
}
