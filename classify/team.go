package classify

import (
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/command"
	"rapport/classify/frame"
	"rapport/classify/requote"
	"rapport/classify/trust"
	"rapport/store"
)

// readTeam reads the reply of a team member who was asked for their part of one or several reports.
// Their words go to the PMs as they are; where several projects are asked about, each part is under
// the heading of its project.
func (d *ProjectIndex) readTeam(a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision, a.Parts, a.Problems = store.DecisionText, nil, nil
	whole := teamDecision(m.Subject, frame.Text(m.OwnText, name), name)
	switch {
	case whole != store.DecisionText:
		a.Decision = whole
		for _, one := range r.Reports {
			a.Parts = append(a.Parts, store.ReportPart{Report: one.Report, Project: one.Project, Decision: whole})
		}
		return true
	case answer.IsCourtesy(m.OwnText, name):
		a.Decision = store.DecisionNote
		return true
	}
	before, list := d.sections(m.OwnText, r)
	switch {
	case len(r.Reports) == 1:
		if len(list) > 0 && list[0].project == r.Reports[0].Project && len(list) == 1 {
			before += "\n" + list[0].text
		} else {
			before = m.OwnText
		}
		list, before = []section{{r.Reports[0].Project, strings.TrimSpace(before)}}, ""
	case !isFrame(before, name):
		a.Problems = append(a.Problems, before)
	}
	shown := shownLines(r)
	for _, s := range list {
		one, asked := reportOf(r, s.project)
		text := frame.Text(s.text, name)
		switch {
		case isAsSent(text, shown):
		case !asked:
			a.Problems = append(a.Problems, "["+s.project+"] "+text)
		default:
			part := store.ReportPart{Report: one.Report, Project: one.Project, Decision: teamDecision("", text, name), Text: text}
			if part.Decision == store.DecisionSkip {
				a.Decision = store.DecisionSkip // which takes its own proof
			}
			a.Parts = append(a.Parts, part)
		}
	}
	return true
}

// teamDecision returns what the words of a team member decide: that they are not asked any more, or
// are again. Anything else is a text.
func teamDecision(subject, text, name string) store.Decision {
	switch {
	case answer.AsksOff(subject, text, name):
		return store.DecisionSkip
	case answer.AsksOn(text, name):
		return store.DecisionAskAgain
	}
	return store.DecisionText
}

// teamEffect returns the effect of a team member’s response.
func teamEffect(a *store.Response) store.Effect {
	if a.Decision == store.DecisionSkip {
		return store.EffectStop
	}
	return store.EffectSay
}

// readTeamForm reads the form of a team member who filled it in where it is quoted. Of a mail that
// shows different people different words nothing is taken but the words.
func (d *ProjectIndex) readTeamForm(a *store.Response, m *store.Message, r store.Request, name string) {
	if form := requote.Form(r.Shown, m.Quoted); form != "" && m.Beside == "" {
		filled := *m
		filled.OwnText = form
		d.readTeam(a, &filled, r, name)
	}
	for i := range a.Parts {
		if m.Beside != "" {
			a.Parts[i].Decision, a.Parts[i].Text = store.DecisionText, m.OwnText
		}
	}
}

// commandOfTeam returns the command to ask a team member for their part of reports again, from that
// member or from a PM.
func (d *ProjectIndex) commandOfTeam(c command.Command, of map[store.Role][]member, code string, m *store.Message) *store.Command {
	role, theirs := store.RolePM, of[store.RolePM]
	if c.Name == command.Me {
		role, theirs = store.RoleTeam, of[store.RoleTeam]
	}
	if c.Project != "" {
		code = c.Project
	}
	found := &store.Command{Verb: string(c.Verb), Name: c.Name, Reason: "a command of a " + string(role) + ", to us alone", Proved: trust.Of(m.Auth, false)&trust.Proved != 0}
	for _, who := range theirs {
		p := d.projects[who.project]
		if code != "" && !strings.EqualFold(code, p.code) {
			continue
		}
		if found.Address == "" {
			found.Address = p.contacts[who.contact].Addresses[0]
		}
		if named := slices.ContainsFunc(p.contacts, func(one store.Contact) bool { return one.Role == store.RoleTeam && one.IsCalled(c.Name) }); named || c.Name == command.Me {
			found.Projects = append(found.Projects, p.code)
		}
	}
	switch {
	case found.Address == "":
		return nil
	case len(found.Projects) == 0: // a PM reads what can be said
		found.Verb, found.Unread, found.Name = string(command.Help), firstLine(answer.Body(m.OwnText, "")), ""
		for _, who := range theirs {
			found.Projects = append(found.Projects, d.projects[who.project].code)
		}
	}
	return found
}
