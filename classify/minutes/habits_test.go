package minutes

import "testing"

// What is to be done as people write it in minutes: owner, words and day.
func TestRead_habits(t *testing.T) {
	for text, want := range map[string]string{
		// lists with owners in many places
		"Actions:\n- Ruth - pump curves by 12 March":                                                       "Ruth|pump curves by 12 March|03-12",
		"Actions:\n- [Ruth] pump curves by 12 March":                                                       "Ruth|pump curves by 12 March|03-12",
		"Actions:\n- pump curves -> Ruth, 12 March":                                                        "Ruth|pump curves|03-12",
		"Actions:\n- pump curves (Ruth)":                                                                   "Ruth|pump curves|",
		"Actions:\n- pump curves - @Ruth":                                                                  "Ruth|pump curves|",
		"Action items\n1. Ruth Klein will send the pump curves by Thursday":                                "Ruth Klein|send the pump curves by Thursday|03-05",
		"Action items\n1. Ruth Klein and Tom Becker: visit the quay, 10 March":                             "Ruth Klein|visit the quay, 10 March|03-10",
		"To do:\n* order bolts":                                                                            "|order bolts|",
		"Next steps:\n- Owner: Ruth. Task: pump curves. Due: 12 March":                                     "Ruth|pump curves|03-12",
		"Actions\n- Ruth: send pump curves ASAP":                                                           "Ruth|send pump curves ASAP|",
		"Actions:\nRuth: pump curves\nTom: bolts":                                                          "Ruth|pump curves|; Tom|bolts|",
		"| Who | What | When |\n|---|---|---|\n| Ruth | pump curves | 12 March |":                          "Ruth|pump curves|03-12",
		"Actions:\n| # | Action | Owner | Due date |\n|---|---|---|---|\n| 1 | bolts | Tom | 2026-03-10 |": "Tom|bolts|03-10",
		"Actions:\n- none":                                          "",
		"Actions:\nNone so far.":                                    "",
		"Decisions:\n- Launch on 12 March":                          "",
		"待办：\n- 吴刚：3月12日前提供水泵曲线":                                    "吴刚|3月12日前提供水泵曲线|03-12",
		"待办：\n- 提供水泵曲线（吴刚，3月12日）":                                   "吴刚|提供水泵曲线|03-12",
		"待办：\n- 提供水泵曲线——吴刚":                                         "吴刚|提供水泵曲线|",
		"待办事项\n1. 【吴刚】提供水泵曲线，周四前":                                   "吴刚|提供水泵曲线，周四前|03-05",
		"待办：\n1、吴刚、郑洁：3月10日现场查看":                                    "吴刚|3月10日现场查看|03-10",
		"待办：\n- 采购螺栓":                                               "|采购螺栓|",
		"与会：吴刚、郑洁\n\n待办：\n- 吴刚尽快提供水泵曲线":                             "吴刚|尽快提供水泵曲线|",
		"待办：\n- 请吴刚3月12日前提供水泵曲线":                                    "吴刚|3月12日前提供水泵曲线|03-12",
		"后续行动：\n（1）水泵曲线 责任人：吴刚 完成时间：3月12日":                          "吴刚|水泵曲线|03-12",
		"| 事项 | 责任人 | 完成时间 |\n|---|---|---|\n| 水泵曲线 | 吴刚 | 3月12日 |": "吴刚|水泵曲线|03-12",
		"待办：无":                                              "",
		"决定：\n- 3月12日上线":                                    "",
		"Actions:\n- [Tom] bolts":                           "Tom|bolts|",
		"Actions:\n- [WIP] bolts":                           "|[WIP] bolts|",
		"Actions:\n- bolts → Tom":                           "Tom|bolts|",
		"Actions:\n- move the crane -> north quay":          "|move the crane -> north quay|",
		"Actions:\n- bolts @Tom Becker, by Friday":          "Tom Becker|bolts|03-06",
		"Actions:\n- write to info@acme.example":            "|write to info@acme.example|",
		"Actions:\n- Who: Tom; what: bolts; when: 10 March": "Tom|bolts|03-10",
		"Actions:\n- Tom & Ruth: bolts":                     "Tom|bolts|",
		"Actions:\n- Budget and schedule: update by Friday": "|Budget and schedule: update|03-06",
		"待办：\n- 【郑洁】采购螺栓":                                   "郑洁|采购螺栓|",
		"待办：\n- 【紧急】采购螺栓":                                   "|紧急采购螺栓|",
		"待办：\n- 采购螺栓→郑洁，3月10日":                              "郑洁|采购螺栓|03-10",
		"待办：\n- 采购螺栓 @郑洁":                                   "郑洁|采购螺栓|",
		"待办：\n- 请郑洁下周一前采购螺栓":                                "郑洁|下周一前采购螺栓|03-09",
		"待办：\n- 请客户3月10日前确认":                                "|请客户3月10日前确认|03-10",
		"待办：\n- 请方案组3月10日前出图":                               "|请方案组3月10日前出图|03-10",
		"待办：\n- 负责人：郑洁；事项：采购螺栓；截止：3月10日":                    "郑洁|采购螺栓|03-10",
		"待办：\n- 更新首页——文案":                                   "|更新首页——文案|",
		"待办：\n- 采购螺栓——郑洁（3月10日）":                            "郑洁|采购螺栓|03-10",
		"待办：\n- 郑洁和吴刚：采购螺栓":                                 "郑洁|采购螺栓|",
	} {
		if got := readActions(text); got != want {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
}
