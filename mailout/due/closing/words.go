package closing

import "rapport/store"

// words are how summaries and retrospectives are written in a language.
type words struct {
	title, quarter, retrospective, quarterBack                string
	colon, comma, list, dayForm, fromTo, owner, more, nothing string

	goal, scope, time, budget, progress, milestones, changes, questions, disputes, surveys, done, agreed, open string

	scopeText, scopeChanges                           string
	planned, taken, endsThen, ends, endsDone, reports string
	budgetPlanned, budgetFirst, spent                 string
	progressLine, progressAlone                       string
	firstPlanned, later, earlier, doneIn              string
	impact                                            string
	asked, answered, median, kinds                    string
	surveyLine, satisfied, net, withheld              string
	report, action, caseNumber, awaited               string
	procedure                                         map[store.ProcedureKind]string
	state                                             map[store.ProcedureState]string
	caseKind                                          map[store.Ask]string
	word                                              map[store.ClosingWord]string

	replied, well, badly, otherwise, besides, unverified string
}

func wordsFor(language string) words {
	if language == "en" {
		return words{
			title: "Project summary", quarter: "Summary of the %s", retrospective: "Retrospective", quarterBack: "Retrospective of the %s",
			colon: ": ", comma: ", ", list: ", ", dayForm: "2 January 2006", fromTo: "%s to %s", owner: " (%s)", more: "… and %d more in the log", nothing: "The log has no reports, questions, changes or decisions of this project.",
			goal: "Goal", scope: "Scope", time: "Time", budget: "Budget", progress: "Progress", milestones: "Milestones", changes: "Changes", questions: "Questions and answers", disputes: "Disputes", surveys: "Surveys", done: "What was done about feedback", agreed: "Decisions in force", open: "Open items",
			scopeText: "“%s”, version %d, confirmed on %s", scopeChanges: "Changed since by: %s",
			planned: "Planned: %s", taken: "Actual: %s", endsThen: "Last milestone: planned for %s", ends: "Last milestone: first planned for %s, now expected on %s", endsDone: "Last milestone: first planned for %s, reported as done on %s", reports: "Progress reports: %[2]d, for %[1]s",
			budgetPlanned: "Planned: %s", budgetFirst: "Originally planned: %s; now: %s", spent: "Spent: %s",
			progressLine: "At the last report: %d %% done, %d %% planned", progressAlone: "At the last report: %d %% done",
			firstPlanned: "first planned for %s", later: "moved to %s (%d days later)", earlier: "moved to %s (%d days earlier)", doneIn: "reported as done on %s",
			impact: "Impact: %s", asked: "Questions from the client: %d; answered: %d", answered: "Without an answer: %d", median: "Half of the answers came within %s", kinds: "Cases: %s",
			surveyLine: "%s, %s: %d of %d answered", satisfied: "%d %% satisfied, average %.1f", net: "Net Promoter Score %d", withheld: "too few answers to show them",
			report: "Progress report", action: "Action item %d", caseNumber: "Case %d", awaited: "Asked of the client",
			procedure: map[store.ProcedureKind]string{store.ProcedureChange: "Change request %d", store.ProcedureDispute: "Dispute %d"},
			state: map[store.ProcedureState]string{
				store.ChangeRaised: "requested", store.ChangeAssessed: "awaiting a decision", store.ChangeApproved: "approved, to be carried out", store.ChangeRejected: "rejected", store.ChangeCarriedOut: "carried out, to be checked", store.ChangeVerified: "carried out and checked",
				store.DisputeIdentified: "identified", store.DisputeAnalysed: "analysed", store.DisputeProposed: "settlement proposed", store.DisputeEscalated: "with the mediator", store.DisputeAgreed: "settled", store.DisputeUnresolved: "ended without agreement", store.DisputeEvaluated: "closed",
			},
			caseKind: map[store.Ask]string{store.AskQuestion: "questions", store.AskProblem: "problems", store.AskChange: "requests for changes", store.AskComplaint: "complaints", store.CaseSupport: "support requests", store.CaseDispute: "disputes"},
			word:     map[store.ClosingWord]string{store.ClosingCarry: " (carried over to the next project)", store.ClosingLeave: " (stays open)"},
			replied:  "%d of %d people replied.", well: "What went well", badly: "What did not go well", otherwise: "What to do differently", besides: "Other remarks", unverified: " (sender not verified)",
		}
	}
	return words{
		title: "项目总结", quarter: "%s总结", retrospective: "项目复盘", quarterBack: "%s复盘",
		colon: "：", comma: "，", list: "、", dayForm: "2006年1月2日", fromTo: "%s至%s", owner: "（%s）", more: "……另有 %d 项，见日志", nothing: "日志中没有本项目的报告、问题、变更或决定。",
		goal: "目标", scope: "范围", time: "时间", budget: "预算", progress: "进度", milestones: "里程碑", changes: "变更", questions: "问题与答复", disputes: "争议", surveys: "满意度调查", done: "反馈处理", agreed: "有效的决定", open: "未完成事项",
		scopeText: "《%s》第 %d 版，%s确认", scopeChanges: "此后的变更：%s",
		planned: "计划：%s", taken: "实际：%s", endsThen: "最后一个里程碑：计划 %s", ends: "最后一个里程碑：最初计划 %s，目前预计 %s", endsDone: "最后一个里程碑：最初计划 %s，%s报告为已完成", reports: "报告期：%s（共 %d 份报告）",
		budgetPlanned: "计划：%s", budgetFirst: "最初计划：%s；现计划：%s", spent: "实际支出：%s",
		progressLine: "最近一次报告：完成 %d %%，计划 %d %%", progressAlone: "最近一次报告：完成 %d %%",
		firstPlanned: "最初计划 %s", later: "改为 %s（推迟 %d 天）", earlier: "改为 %s（提前 %d 天）", doneIn: "%s报告为已完成",
		impact: "影响：%s", asked: "客户提出 %d 个问题，已答复 %d 个", answered: "未答复 %d 个", median: "半数问题在 %s内得到答复", kinds: "按类别：%s",
		surveyLine: "%s（%s）：%[4]d 人中 %[3]d 人作答", satisfied: "满意率 %d %%，平均 %.1f 分", net: "净推荐值 %d", withheld: "答复过少，不予显示",
		report: "进度报告", action: "待办 %d", caseNumber: "问题 %d", awaited: "待客户答复",
		procedure: map[store.ProcedureKind]string{store.ProcedureChange: "变更申请 %d", store.ProcedureDispute: "争议 %d"},
		state: map[store.ProcedureState]string{
			store.ChangeRaised: "已提出", store.ChangeAssessed: "待决定", store.ChangeApproved: "已批准，待实施", store.ChangeRejected: "未批准", store.ChangeCarriedOut: "已实施，待验证", store.ChangeVerified: "已实施并验证",
			store.DisputeIdentified: "已提出", store.DisputeAnalysed: "已分析", store.DisputeProposed: "已提出解决方案", store.DisputeEscalated: "调解中", store.DisputeAgreed: "已达成一致", store.DisputeUnresolved: "未达成一致", store.DisputeEvaluated: "已结束",
		},
		caseKind: map[store.Ask]string{store.AskQuestion: "咨询", store.AskProblem: "故障", store.AskChange: "变更要求", store.AskComplaint: "投诉", store.CaseSupport: "支持请求", store.CaseDispute: "争议"},
		word:     map[store.ClosingWord]string{store.ClosingCarry: "（结转至下一个项目）", store.ClosingLeave: "（暂不处理）"},
		replied:  "%[2]d 人中 %[1]d 人答复。", well: "做得好的方面", badly: "不足之处", otherwise: "今后的改进", besides: "其他意见", unverified: "（发件人未核实）",
	}
}
