package templates

import (
	"fmt"
	"strings"
	"time"

	"rapport/store"
)

// MatterLine returns how a matter stands, on one line: “minutes 3: version 2 confirmed by Anna
// Wright, 6 Mar · Weekly meeting”, followed by its work item in a tracker, if it has one. names returns what to call
// somebody.
func MatterLine(language string, m store.MatterState, zone *time.Location, names func(store.Address) string) string {
	f := format{language}
	line := f.matterName(m) + f.pick("：", ": ") + f.matterState(m, names)
	if !m.At.IsZero() {
		at := m.At.In(zone)
		line += f.pick("，", ", ") + f.pick(fmt.Sprintf("%d月%d日", at.Month(), at.Day()), at.Format("2 Jan"))
	}
	if title := oneLine(m.Title); title != "" {
		line += " · " + title
	}
	if m.WorkItem != "" {
		line += " · " + m.WorkItem
		if stage := f.pickState(m.WorkStage, map[string][2]string{"pending": {"未开始", "to do"}, "active": {"进行中", "in progress"}, "done": {"已完成", "done"}}); stage != "" {
			line += f.pick("：", ": ") + stage
		}
	}
	return oneLine(line)
}

// matterName is what people call a matter: minutes 3, progress report 2–6 March 2026.
func (f format) matterName(m store.MatterState) string {
	var name string
	switch m.Kind {
	case store.MatterReport:
		from, _ := time.Parse(time.DateOnly, m.From)
		to, _ := time.Parse(time.DateOnly, m.To)
		return f.pick("进展报告", "progress report") + " " + f.period(from, to)
	case store.MatterSurvey:
		name = f.pick("满意度调查", "survey")
	case store.MatterMeeting:
		return f.pick("会议", "meeting")
	case store.MatterCase:
		name = f.pick("事项", "case")
	case string(store.ProcedureDispute):
		name = f.pick("争议", "dispute")
	default:
		name = f.kind(m.Kind)
	}
	return fmt.Sprintf("%s %d", name, m.Number)
}

// matterState says what became of a matter, and by whom.
func (f format) matterState(m store.MatterState, names func(store.Address) string) string {
	var people []string
	for _, who := range m.By {
		name := oneLine(names(who))
		if by, stood := m.Deputies[who.Address]; stood {
			name = f.pick(oneLine(names(by))+"（代"+name+"）", oneLine(names(by))+" for "+name)
		}
		people = append(people, name)
	}
	who := f.list(people)
	by := func(chinese, english string) string { // what somebody did
		if who == "" {
			return f.pick(chinese, english)
		}
		return f.pick("由"+who+chinese, english+" by "+who)
	}
	if m.Version > 0 {
		return f.textState(m, who, by)
	}
	switch m.Kind {
	case store.MatterReport:
		return f.pickState(m.State, map[string][2]string{
			"planned": {"待向项目经理索取", "to be asked for"}, "asked": {"待项目经理提供内容", "waiting for the project manager"}, "drafted": {"待项目经理确认", "drafted"},
			"proposed": {"待项目经理确认", "waiting for approval"}, "approved": {"已批准，待发送", "approved, to be sent"}, "sent": {"已发送", "sent"}, "skipped": {"本期不发", "skipped"},
		})
	case store.MatterSurvey:
		return f.pickState(m.State, map[string][2]string{"planned": {"待发送", "to be sent"}, "asked": {"已发送", "sent"}, "closed": {"已结束", "closed"}})
	case store.MatterMeeting:
		return f.pickState(m.State, map[string][2]string{
			"cancelled": {"已取消", "cancelled"}, "announced": {"已安排", "planned"}, "asked": {"待提交纪要", "waiting for the minutes"}, "reminded": {"待提交纪要", "waiting for the minutes"}, "over": {"已召开", "held"},
		})
	case store.MatterCase:
		return f.pickState(m.State, map[string][2]string{"open": {"待答复", "waiting for an answer"}, "answered": {"已答复", "answered"}, "closed": {"已关闭", "closed"}})
	}
	switch store.ProcedureState(m.State) {
	case store.ChangeApproved:
		return by("批准", "approved")
	case store.ChangeVerified:
		return by("验证", "verified")
	case store.ChangeRejected:
		return by("否决", "rejected")
	case store.DisputeAgreed:
		return by("同意解决方案", "settlement agreed")
	case store.ChangeAssessed:
		return f.pick("已评估，待客户批准", "waiting for the client’s approval")
	case store.ChangeCarriedOut:
		return f.pick("已实施，待客户验证", "carried out, waiting for the client’s check")
	}
	return f.step(m.State)
}

// textState says what became of a text that people are to confirm.
func (f format) textState(m store.MatterState, who string, by func(chinese, english string) string) string {
	version := fmt.Sprintf(f.pick("第 %d 版", "version %d "), m.Version)
	switch store.ConfirmationState(m.State) {
	case store.ConfirmationDrafted, store.ConfirmationProposed:
		return version + f.pick("已起草", "drafted")
	case store.ConfirmationApproved:
		return version + f.pick("已批准，待发送", "approved, to be sent")
	case store.ConfirmationWithdrawn:
		return version + f.pick("已撤回", "withdrawn")
	case store.ConfirmationAsked:
		if who == "" {
			return version + f.pick("已发送确认", "sent to be confirmed")
		}
		return version + f.pick("待"+who+"确认", "waiting for "+who)
	}
	switch m.Outcome {
	case string(store.OutcomeSilence):
		return version + f.pick("视为已确认：期限内无人提出异议", "counts as confirmed: nobody objected in time")
	case string(store.OutcomeDisputed):
		return version + f.pick("在存在异议的情况下结束", "closed without full agreement")
	case string(store.OutcomeRejected):
		return version + by("否决", "rejected")
	case string(store.OutcomeConfirmed):
		return version + by("确认", "confirmed")
	}
	return f.pick("已发送", "sent") // what nobody confirms
}

func (f format) pickState(state string, words map[string][2]string) string {
	word, known := words[state]
	if !known {
		return state
	}
	return f.pick(word[0], word[1])
}

// list writes names with an "and" before the last.
func (f format) list(names []string) string {
	if f.chinese() || len(names) < 2 {
		return strings.Join(names, "、")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// AgreementName returns what people call a decision that is in force: minutes 3, change
// request 2.
func AgreementName(language string, a store.Agreement) string {
	return fmt.Sprintf("%s %d", format{language}.kind(a.Kind), a.Number)
}

// proof says in words how sure it is who agreed: by what the mail is tied to the question, and
// whether its sender is proved.
func (f format) proof(proof string) string {
	tie, level, both := strings.Cut(proof, ", ")
	if !both {
		tie, level = "", proof
	}
	var parts []string
	for _, word := range []string{tie, level} {
		words := map[string][2]string{
			"round trip": {"回复到专用地址", "sent to the reply address"}, "challenge": {"再次确认", "confirmed once more"}, "by Message-ID": {"回复询问邮件", "in reply to the question"},
			string(store.LevelAuthenticated): {"发件人已验证", "sender proved"}, "at the shell": {"由管理员录入", "recorded by an administrator"},
			string(store.LevelUnauthenticated): {"发件人未验证", "sender not proved"}, string(store.LevelPending): {"发件人待验证", "sender not proved yet"},
		}[word]
		if text := f.pick(words[0], words[1]); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, f.pick("，", ", "))
}
