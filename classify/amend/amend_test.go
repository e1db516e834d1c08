package amend

import (
	"fmt"
	"strings"
	"testing"
)

func said(list []Change) string {
	var parts []string
	for _, c := range list {
		items := ""
		if len(c.Items) > 0 {
			items = fmt.Sprint(c.Items)
		}
		parts = append(parts, strings.TrimSpace(fmt.Sprint([]string{"replace", "add", "drop"}[c.Verb], " ", c.Part, items, " ", c.Text)))
	}
	return strings.Join(parts, "; ")
}

func TestRead(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"Done 2: The payment page is live":               "replace Done[2] The payment page is live",
		"done #2: x":                                     "replace done[2] x",
		"Next step 1 should be: Load test":               "replace Next step[1] Load test",
		"In progress 1: Payment: 70%":                    "replace In progress[1] Payment: 70%",
		"Risk no. 3 = none from the vendor":              "replace Risk[3] none from the vendor",
		"- Milestone 2: Launch | planned 2026-04-10":     "replace Milestone[2] Launch | planned 2026-04-10",
		"Status: at risk - valves":                       "replace Status at risk - valves",
		"Summary: All well.":                             "replace Summary All well.",
		"Budget should be 50000 / 120000 CNY":            "replace Budget 50000 / 120000 CNY",
		"Add to risks: the valves":                       "add risks the valves",
		"Done +: the manual":                             "add Done the manual",
		"drop waiting":                                   "drop waiting",
		"Leave out what is still waiting for the client": "drop waiting",
		"删去仍待您答复":                                        "drop waiting",
		"drop figures":                                   "drop figures",
		"Overall: 65%":                                   "replace Overall 65%",
		"Percent complete should be 65":                  "replace Percent complete 65",
		"Spent so far: 48k":                              "replace Spent so far 48k",
		"整体进度改为65%":                                      "replace 整体进度 65%",
		"已用：4.8万":                                        "replace 已用 4.8万",
		"Please leave out the figures":                   "drop figures",
		"leave the statistics out":                       "drop figures",
		"Drop the median.":                               "drop figures",
		"drop action items":                              "drop actions",
		"drop 2":                                         "drop actions[2]",
		"drop 2 and 5":                                   "drop actions[2 5]",
		"remove action item 4":                           "drop actions[4]",
		"drop #4, figures":                               "drop actions[4]; drop figures",
		"drop 2, please":                                 "drop actions[2]",
		"删去2，谢谢":                                         "drop actions[2]",
		"drop risks":                                     "drop risks",
		"omit risk 2":                                    "drop risk[2]",
		"drop risks 1 and 3":                             "drop risks[1 3]",
		"delete 2 of done":                               "drop done[2]",
		"drop the budget":                                "drop budget",
		"hide the charts":                                "drop overall",
		"已完成2：支付页面已上线":                                   "replace 已完成[2] 支付页面已上线",
		"已完成第2条改为支付页面已上线":                                "replace 已完成[2] 支付页面已上线",
		"下一步第一项：压力测试":                                    "replace 下一步[1] 压力测试",
		"风险第3条改成供应商延期":                                   "replace 风险[3] 供应商延期",
		"进行中1：支付：70%":                                    "replace 进行中[1] 支付：70%",
		"状态：有风险":                                         "replace 状态 有风险",
		"状态改为有风险":                                        "replace 状态 有风险",
		"预算：5万 / 12万元":                                   "replace 预算 5万 / 12万元",
		"风险增加：供应商延期":                                     "add 风险 供应商延期",
		"在下一步增加一条：压力测试":                                  "add 下一步 压力测试",
		"删去统计":                                           "drop figures",
		"不要沟通记录":                                         "drop figures",
		"去掉统计数字":                                         "drop figures",
		"把统计去掉":                                          "drop figures",
		"取消2":                                            "drop actions[2]",
		"取消 2、5":                                         "drop actions[2 5]",
		"删去待办第4项":                                        "drop actions[4]",
		"不写待办":                                           "drop actions",
		"删去风险第2条":                                        "drop 风险[2]",
		"风险删去":                                           "drop 风险",
		"Done (2) -> second":                             "replace Done[2] second",
		"Change done 2 to second":                        "replace done[2] second",
		"Please change the status to at risk":            "replace status at risk",
		"replace done 2 with second":                     "replace done[2] second",
		"Item 2 of done: second":                         "replace done[2] second",
		"drop done 1-2":                                  "drop done[1 2]",
		"drop risks 2 to 4":                              "drop risks[2 3 4]",
		"drop 2-4":                                       "drop actions[2 3 4]",
		"把已完成第2项改成第二项":                                   "replace 已完成[2] 第二项",
		"将已完成第3条修改为第三项":                                  "replace 已完成[3] 第三项",
		"把状态改成有风险":                                       "replace 状态 有风险",
		"删除已完成第2、3条":                                     "drop 已完成[2 3]",
		"删除已完成1-2":                                       "drop 已完成[1 2]",
		"删去第2至4条":                                        "drop actions[2 3 4]",
		"去掉预算和统计":                                        "drop 预算; drop figures",
	} {
		list, ok := Read(line)
		if got := said(list); !ok || got != want {
			t.Errorf("%q: %v %s, want %s", line, ok, got, want)
		}
	}
	for _, line := range []string{
		"", "Thanks!", "ok", "Done", "Done: all of it", "Done 2", "drop", "drop it", "drop me a line", "drop the idea of a launch in May", "remove the second sentence", "Next week 3 people are away",
		"Milestone: Launch", "drop 2 if it is done", "drop figures unless Anna wants them", "the figures are wrong", "delete the word “late”", "drop done or next", "change the summary to something shorter", "Overall: fine", "Completion: see below", "整体进度：正常", "change next week to next month", "把概述改成简短一点", "drop 5-2",
		"谢谢", "可以发送", "已完成", "已完成：首页", "删去", "删去最后一句", "不要马上发", "取消", "风险第2条是什么？", "不要发了", "删去2，除非王总要看", "把60%改成80%", "计划有变",
	} {
		if list, ok := Read(line); ok {
			t.Errorf("%q: %s", line, said(list))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("drop risks 1 and 3, figures")
	f.Add("删去风险第十二条")
	f.Fuzz(func(t *testing.T, line string) {
		list, ok := Read(line)
		for _, c := range list {
			for _, n := range c.Items {
				if ok && n <= 0 {
					t.Fatalf("%q: %+v", line, c)
				}
			}
		}
	})
}
