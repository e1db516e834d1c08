package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"rapport/mailin/mailtest"
	"rapport/store"
)

// confirms has a person confirm a text; where nothing proves who wrote that, they are asked
// once more.
func (s *story) confirms(who mailtest.Person, m *store.Message, word string) {
	s.Helper()
	s.answers(who, m, word)
	if !s.proved {
		s.answers(who, s.gets(who, "再确认一次"), word)
	}
}

const (
	storyRecap   = "Quick recap\n大家看了退货单，希望分三步填写。\n\nNext steps\n- 李娜：周五前提供新的线框图。\n- 王伟：列出退货原因。\n"
	storyMinutes = "与会人：王伟、李娜\n\n决定：\n- 退货单分三步\n- %s上线\n\n待办：\n- 李娜：准备仓库账号"
)

// meeting is a meeting that is over: its recap is the draft of the minutes, or where nothing
// proves who sent that, the PM is asked for them.
func (s *story) meeting() {
	s.Helper()
	end := time.Now().UTC().Add(-90 * time.Minute)
	const stamp = "20060102T150405Z"
	date := end.Add(4 * time.Minute).Format(time.RFC1123Z)
	if s.proved {
		s.arrives(crlf("From: Zoom <no-reply@zoom.us>", "To: "+liNa().Address+", "+wangWei().Address, "Subject: Meeting assets for 退货单评审 are ready!", "Date: "+date, "Message-ID: <recap@zoom.example>",
			"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", storyRecap, "Thank you for choosing Zoom,", "The Zoom Team"), "no-reply@zoom.us")
	}
	s.arrives(crlf("From: =?utf-8?B?546L5Lyf?= <"+wangWei().Address+">", "To: "+liNa().Address, "Cc: "+storyLog, "Subject: 退货单评审", "Date: "+date, "Message-ID: <invitation@xinghe.example>",
		"MIME-Version: 1.0", "Content-Type: text/calendar; method=REQUEST; charset=utf-8", "",
		"BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:returns@xinghe.example", "SEQUENCE:0", "SUMMARY:退货单评审",
		"DTSTART:"+end.Add(-time.Hour).Format(stamp), "DTEND:"+end.Format(stamp), "LOCATION:https://us06web.zoom.us/j/81234567890", "ORGANIZER:mailto:"+wangWei().Address, "END:VEVENT", "END:VCALENDAR"), wangWei().Address)
	var draft *store.Message
	if s.proved {
		draft = s.gets(liNa(), "请您审阅", "退货单评审", "Zoom", "大家看了退货单", "列出退货原因")
	} else {
		ask := s.gets(liNa(), "退货单评审", "会议纪要")
		s.answers(liNa(), ask, "大家看了退货单，希望分三步填写。\n\n待办：\n- 李娜：周五前提供新的线框图\n- 王伟：列出退货原因")
		draft = s.gets(liNa(), "请您审阅", "大家看了退货单", "列出退货原因")
	}
	s.acts(liNa(), draft, "可以发送")
	s.confirms(wangWei(), s.gets(wangWei(), "请您确认", "退货单评审", "大家看了退货单"), "确认")
	s.gets(wangWei(), "已确认", "退货单评审")
	s.gets(liNa(), "已确认", "退货单评审")
}

func crlf(lines ...string) []byte {
	return []byte(strings.ReplaceAll(strings.Join(lines, "\n"), "\n", "\r\n") + "\r\n")
}

// minutes are begun by a mail with the tag of the project, corrected and confirmed.
func (s *story) minutes() {
	s.Helper()
	now := time.Now().In(shanghai(s.T))
	first, second := now.AddDate(0, 0, 30).Format("1月2日"), now.AddDate(0, 0, 37).Format("1月2日")
	s.writes(liNa(), "[XINGHE] 周例会纪要", fmt.Sprintf(storyMinutes, first))
	s.acts(liNa(), s.gets(liNa(), "请您审阅", "周例会纪要", first+"上线", "准备仓库账号"), "可以发送")
	s.answers(wangWei(), s.gets(wangWei(), "请您确认", "周例会纪要"), "上线时间是"+second+"，不是"+first+"。")
	s.gets(wangWei(), "已转达")
	s.acts(liNa(), s.gets(liNa(), "王伟 对《周例会纪要》的意见", "上线时间是"+second), fmt.Sprintf(storyMinutes, second))
	s.acts(liNa(), s.gets(liNa(), "第 2 版", second+"上线"), "可以发送")
	s.confirms(wangWei(), s.gets(wangWei(), "第 2 版", second+"上线", first+"上线"), "确认，谢谢")
	s.gets(wangWei(), "已确认", "第 2 版")
	s.gets(liNa(), "已确认", "第 2 版")
	if out := s.shell("confirm", "show", "XINGHE", "2"); !strings.Contains(out, "version 2  confirmed  王伟") {
		s.Error(out)
	}
}

// change is a change that a client asks for, somebody else approves in vain, and the client
// approves, until it is verified.
func (s *story) change() {
	s.Helper()
	s.writes(wangWei(), "下单页积分", "李经理，您好！\n\n请修改下单页，增加会员积分的显示。\n\n王伟")
	s.acts(liNa(), s.gets(liNa(), "请评估变更", "增加会员积分的显示"), "范围：下单页增加一处显示。\n进度：上线推迟两个工作日。\n费用：增加 8000 元。")
	s.acts(liNa(), s.gets(liNa(), "请您审阅", "增加 8000 元"), "可以发送")
	ask := s.gets(wangWei(), "请您审批", "增加 8000 元")
	s.answers(mailtest.Person{Name: "王伟", Address: "mallory@elsewhere.example", Program: mailtest.QQMail}, ask, "批准")
	s.gets(liNa(), "mallory@elsewhere.example", "意见")
	if out := s.shell("change", "list", "XINGHE"); !strings.Contains(out, "assessed") {
		s.Error(out)
	}
	s.answers(wangWei(), ask, "批准")
	s.answers(wangWei(), s.gets(wangWei(), "再确认一次"), "同意")
	s.gets(liNa(), "王伟 已同意")
	s.gets(wangWei(), "已同意", "在此之前如需撤回")
	s.acts(liNa(), s.gets(liNa(), "请实施变更"), "完成")
	s.confirms(wangWei(), s.gets(wangWei(), "请您确认", "下单页积分"), "确认")
	s.gets(wangWei(), "已确认", "下单页积分")
	s.gets(liNa(), "已确认", "下单页积分")
	if out := s.shell("change", "show", "XINGHE", "1"); !strings.Contains(out, "verified since") {
		s.Error(out)
	}
}

// questions are answered in time, or become overdue.
func (s *story) questions() {
	s.Helper()
	asked := time.Now().Add(-40 * time.Hour)
	late := chenJing().Program.Write(mailtest.Letter{From: chenJing(), To: []mailtest.Person{liNa()}, Cc: []mailtest.Person{{Address: storyLog}}, Subject: "邮寄退货", Date: asked, Text: "客户邮寄退货的期限是几天？\n"})
	s.arrives(late.Raw, chenJing().Address)
	question := s.writes(wangWei(), "测试银行卡", "我们的测试人员可以用哪些银行卡付款？", liNa())
	s.arrives(liNa().Program.Reply(question, liNa(), time.Now(), "可以用测试银行的卡，清单附在计划里。\n").Raw, liNa().Address)
	if s.proved { // otherwise it is the fourth that day that follows from what nothing proves, and in the digest
		s.gets(liNa(), "已逾期", "邮寄退货")
	}
	s.filed("XINGHE", "测试银行卡")
	for out := ""; !slices.ContainsFunc(strings.Split(out, "\n"), func(line string) bool {
		return strings.Contains(line, "测试银行卡") && strings.Contains(line, "answered")
	}); time.Sleep(20 * time.Millisecond) {
		if out = s.shell("case", "list", "XINGHE"); s.ctx.Err() != nil {
			s.Fatal(out)
		}
	}
}

// survey is a question that a client answers, and a low score.
func (s *story) survey() {
	s.Helper()
	s.shell("survey", "send", "XINGHE", "--template", "csat", "--to", "wangwei")
	s.answers(wangWei(), s.gets(wangWei(), "满意"), "2，退货单不好用")
	s.gets(liNa(), "评分较低", "退货单不好用")
	s.gets(wangWei(), "感谢您参与调查")
	if out := s.shell("survey", "results", "XINGHE", "1"); !strings.Contains(out, "退货单不好用") {
		s.Error(out)
	}
}

// others is whatever else can be begun by mail: by the tag of a project, by its alias, or by
// neither where its PM has no other.
func (s *story) others() {
	s.Helper()
	for _, begun := range []struct {
		who                 mailtest.Person
		subject, text, says string
	}{
		{liNa(), "【星河】项目计划", "3月1日：测试环境\n3月31日：上线", "测试环境"},
		{zhouMin(), "验收标准", "1. 入库单打印无误\n2. 每小时处理一千单", "入库单打印无误"},
		{zhouMin(), "项目范围", "入库、出库、盘点。", "盘点"},
		{liNa(), "[LHKJ] 培训计划", "第一周：入库培训", "入库培训"},
		{liNa(), "蓝海 项目总结", "项目按期上线。", "按期上线"},
		{liNa(), "[XINGHE] 待办", "孙磊：提供测试账号，7天内", "提供测试账号"},
	} {
		s.writes(begun.who, begun.subject, begun.text)
		s.gets(begun.who, "请您审阅", begun.says)
		if strings.Contains(begun.subject, "LHKJ") || strings.Contains(begun.subject, "蓝海") {
			s.gets(zhouMin(), "请您审阅", begun.says) // the other PM of that project
		} else if begun.who == zhouMin() {
			s.gets(liNa(), "请您审阅", begun.says)
		}
	}
	s.writes(zhouMin(), "变更申请：盘点导出", "盘点结果可以导出。")
	for _, pm := range []mailtest.Person{zhouMin(), liNa()} {
		s.gets(pm, "请评估变更", "盘点结果可以导出")
	}
	s.writes(zhouMin(), "状态", "状态")
	if m := s.gets(zhouMin(), "LHKJ"); strings.Contains(m.Text, "XINGHE") {
		s.Errorf("of the only project of its PM it was asked: %s", m.Text)
	}
	s.writes(liNa(), "未结 XINGHE", "未结 XINGHE")
	s.gets(liNa(), "XINGHE", "邮寄退货")
	s.writes(liNa(), "与王总的电话", "他同意推迟两天。")
	s.answers(liNa(), s.gets(liNa(), "属于哪个项目", "LHKJ"), "星河")
	s.gets(liNa(), "已归入 XINGHE")
}

// digest is the morning's list of what is open, which the PM settles by numbers.
func (s *story) digest() {
	s.Helper()
	text, err := os.ReadFile(s.config)
	if err != nil {
		s.Fatal(err)
	}
	if out := s.shell("digest", liNa().Address); !strings.Contains(out, "邮寄退货") {
		s.Error(out)
	}
	s.reload(strings.Replace(string(text), "digest = \"off\"", "digest = \"00:00\"", 1))
	m := s.gets(liNa(), "待处理", "邮寄退货")
	number := ""
	for _, line := range strings.Split(m.Text, "\n") {
		if before, _, found := strings.Cut(line, "邮寄退货"); found {
			number = strings.Trim(strings.Fields(before)[0], "*.、 -")
			break
		}
	}
	s.acts(liNa(), m, number+" 关闭")
	s.gets(liNa(), "邮寄退货", "关闭")
}
