package classify

import (
	"slices"
	"strings"

	"rapport/classify/frame"
	"rapport/store"
	"rapport/store/mailaddr"
)

// draftWords are the words in a subject with which a PM names the kind of a text to be
// confirmed, or of action items to be handed out.
var draftWords = []struct {
	kind  store.ConfirmationKind
	words []string
}{
	{store.Minutes, []string{"minutes", "meeting notes", "纪要", "会议记录", "紀要", "會議記錄"}},
	{store.ChangeRequest, []string{"change request", "变更申请", "变更请求", "需求变更", "變更申請", "需求變更"}},
	{store.TrainingPlan, []string{"training plan", "培训计划", "培訓計劃"}},
	{store.ProjectPlan, []string{"project plan", "项目计划", "專案計劃", "項目計劃"}},
	{store.Acceptance, []string{"acceptance criteria", "验收标准", "驗收標準"}},
	{store.Scope, []string{"project scope", "scope of work", "项目范围", "專案範圍", "項目範圍"}},
	{store.ProjectSummary, []string{"project summary", "项目总结", "項目總結"}},
	{store.ActionItems, []string{"action items", "待办", "待辦"}}, // minutes have some too
}

// draft returns the text that a PM sends to the project's address, and to nobody outside
// the project team, for people to confirm, or nil. request is what m answers, if anything:
// an answer is not a draft.
func (d *ProjectIndex) draft(m *store.Message, v *store.Verdict, request finding) *store.Draft {
	begins := mayBegin(m, v, request) || v.Kind == store.KindRecap && m.Recap.How == store.RecapPasted && !request.answers
	if v.Project == "" || v.Role != store.RolePM || !begins || !d.isToProject(m, v) {
		return nil
	}
	draft := d.draftIn(m)
	if draft == nil {
		return nil
	}
	if draft.Files = m.Files; len(m.Files) > 0 && frame.IsEmpty(m.OwnText, d.nameOf(m)) { // the files are its text
		draft.Text = store.StandIn(d.language(v.Project), draft.Kind, m.FileNames())
	}
	return draft
}

// mayBegin reports whether m may begin something: one person wrote it unprompted.
func mayBegin(m *store.Message, v *store.Verdict, request finding) bool {
	return v.Kind == store.KindHuman && m.Forwarded == nil && !request.answers && len(m.From) == 1
}

// draftIn returns the text in m whose kind its subject names, or nil.
func (d *ProjectIndex) draftIn(m *store.Message) *store.Draft {
	if strings.TrimSpace(m.OwnText) == "" && len(m.Files) == 0 {
		return nil
	}
	subject := strings.ToLower(m.Subject)
	for _, known := range draftWords {
		for _, word := range known.words {
			if strings.Contains(subject, word) {
				return &store.Draft{Kind: known.kind, Title: store.ReadSubject(m.Subject).Title, Actor: m.From[0].Address, Text: textWithin(m, d.nameOf(m)),
					Reason: "“" + word + "” in the subject of a mail of a PM to the project's address"}
			}
		}
	}
	return nil
}

// isToProject reports whether a mail is addressed to the project's own address, or to the log
// address with something that names the project, and otherwise only to PMs and team members.
func (d *ProjectIndex) isToProject(m *store.Message, v *store.Verdict) bool {
	named := d.opensAtLog(m) && v.Reasons[0].Signal != store.SignalLearnt
	named = named || slices.ContainsFunc(v.Reasons, func(r store.Reason) bool { return r.Signal == store.SignalTag && r.Project == v.Project })
	addressed := false
	for _, list := range [][]store.Address{m.To, m.Cc} {
		for _, a := range list {
			address := mailaddr.Key(a.Address)
			if tag, ok := d.logTag(address); ok {
				addressed = addressed || strings.EqualFold(tag, v.Project) || tag == "" && named
				continue
			}
			ours := false
			for _, who := range d.lookup(address) {
				ours = ours || who.role == store.RolePM || who.role == store.RoleTeam
			}
			if !ours {
				return false
			}
		}
	}
	return addressed
}
