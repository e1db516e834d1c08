package classify

import (
	"slices"
	"time"

	"rapport/classify/amend"
	"rapport/classify/answer"
	"rapport/classify/day"
	"rapport/classify/minutes"
	"rapport/store"
)

// requestKind is how the replies to the requests of one purpose are read. The store's list
// says who may write them.
type requestKind struct {
	purpose store.Purpose
	effect  store.Effect // of a reply: what it takes is in the table of trust
	// read reads a reply into a, and reports whether it says anything.
	read func(d *ProjectIndex, a *store.Response, m *store.Message, r store.Request, name string) bool
	// late is the effect of a reply after the deadline.
	late lateness
	// blank reports whether a reply without new text counts; nil: it never does.
	blank func(m *store.Message, r store.Request, name string) bool
}

// lateness is the effect of a reply after the deadline.
type lateness int

const (
	lateRejected lateness = iota // it has no effect, and its sender is notified
	lateAgain                    // its sender is asked again
	lateCounts                   // it counts: the object has a closing date of its own
)

// requestKinds lists how the replies to every purpose in the store are read.
func requestKinds() []requestKind {
	return []requestKind{
		{purpose: store.PurposeReportAsk, effect: store.EffectDecide, read: readText},
		{purpose: store.PurposeReports, effect: store.EffectDecide, read: (*ProjectIndex).readReports},
		{purpose: store.PurposeReportDraft, effect: store.EffectDecide, read: readReportReply},
		{purpose: store.PurposeTeam, effect: store.EffectSay, read: (*ProjectIndex).readTeam, late: lateCounts},
		{purpose: store.PurposeDigest, effect: store.EffectDecide, read: (*ProjectIndex).readDigestReply},
		{purpose: store.PurposeDraft, effect: store.EffectDecide, read: readDraftReply},
		{purpose: store.PurposeNotice, effect: store.EffectDecide, read: readDraftReply},
		{purpose: store.PurposeConfirm, effect: store.EffectAgree, read: readConfirmation, late: lateAgain},
		{purpose: store.PurposeAgain, effect: store.EffectAgree, read: readConfirmation, late: lateAgain},
		{purpose: store.PurposeChallenge, effect: store.EffectDecide, read: readConfirmation},
		{purpose: store.PurposeProject, effect: store.EffectSay, read: (*ProjectIndex).readProject},
		{purpose: store.PurposeCase, effect: store.EffectDecide, read: (*ProjectIndex).readCaseReply},
		{purpose: store.PurposeProcedure, effect: store.EffectDecide, read: readStep},
		{purpose: store.PurposeMediate, effect: store.EffectDecide, read: readSettlement},
		{purpose: store.PurposeMinutes, effect: store.EffectDecide, read: readText},
		{purpose: store.PurposeClosing, effect: store.EffectDecide, read: (*ProjectIndex).readClosing},
		{purpose: store.PurposeAction, effect: store.EffectDecide, read: (*ProjectIndex).readActionReply},
		{purpose: store.PurposeSurvey, effect: store.EffectSay, read: (*ProjectIndex).readSurveyReply, late: lateCounts, blank: answersWithoutText},
	}
}

func requestKindOf(p store.Purpose) (requestKind, bool) {
	for _, kind := range requestKinds() {
		if kind.purpose == p {
			return kind, true
		}
	}
	return requestKind{}, false
}

// readReportReply reads a reply about a report that a PM was shown: it approves the report,
// skips it, changes it, or contains a new text.
func readReportReply(d *ProjectIndex, a *store.Response, m *store.Message, r store.Request, name string) bool {
	rest, now := answer.SendsNow(m.OwnText)
	said := *m
	said.OwnText = rest
	if a.Decision = d.decisionOf(a, &said, r, name); a.Decision == store.DecisionOK {
		if now {
			a.Argument = store.SendNow
		}
		return true
	}
	if a.Decision == store.DecisionText && !readAmendments(a, m, name) {
		d.readRevision(a, m, r, name)
	}
	return true
}

// readAmendments reads the lines with which a PM changes parts of a report, beside edits of
// its words. It reports false where the reply says anything else.
func readAmendments(a *store.Response, m *store.Message, name string) bool {
	lines, rest := amend.Lines(answer.Body(m.OwnText, name))
	if len(lines) == 0 {
		return false
	}
	var edits []store.Edit
	for i, line := range lines {
		edits = append(edits, store.Edit{Said: line, Ways: []store.Replacement{{New: line, First: i == 0, Append: true}}})
	}
	said := answer.ReadRevision(rest, name)
	if rest != "" && len(said.Edits) > 0 && len(said.Unclear) == 0 && !slices.ContainsFunc(said.Edits, func(e store.Edit) bool { return e.Items != nil }) {
		edits = append(said.Edits, edits...)
	} else if rest != "" && !answer.IsCourtesy(rest, name) {
		return false
	}
	a.Decision, a.Edits = store.DecisionEdit, edits
	return true
}

// readRevision reads in a reply that decides nothing what it makes of the text that it is
// about: another text, or other words. The store holds it against the present text.
func (d *ProjectIndex) readRevision(a *store.Response, m *store.Message, r store.Request, name string) {
	if a.Decision != store.DecisionText {
		return
	}
	said := answer.ReadRevision(m.OwnText, name)
	switch {
	case said.Text != "":
		a.Decision, a.Argument = store.DecisionNewText, said.Text
	case len(said.Edits) > 0:
		a.Decision, a.Edits, a.Problems = store.DecisionEdit, said.Edits, said.Unclear
		d.findItems(a, r)
	}
}

// readText reads a reply that should contain a text: there is nothing to approve yet.
func readText(d *ProjectIndex, a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision = d.decisionOf(a, m, r, name)
	if a.Decision == store.DecisionOK {
		a.Decision = store.DecisionText
	}
	if a.Decision != store.DecisionText {
		return true
	}
	if r := answer.ReadRevision(m.OwnText, name); r.Text != "" {
		a.Decision, a.Argument = store.DecisionNewText, r.Text
	} else if answer.IsCourtesy(m.OwnText, name) {
		a.Decision = store.DecisionNote
	}
	return true
}

// readDraftReply reads a PM's reply about a text that others are to confirm.
func readDraftReply(d *ProjectIndex, a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision = d.decisionOf(a, m, r, name)
	if a.Decision != store.DecisionText {
		return true
	}
	if who, ok := answer.OnBehalfOf(m.OwnText, name); ok {
		a.Decision, a.Argument = store.DecisionFor, who
		return true
	}
	if r.Kind == store.Retrospective && readTakeUp(a, m, name) {
		return true
	}
	switch {
	case answer.Escalates(m.OwnText, name):
		a.Decision = store.DecisionEscalate
	case answer.Reminds(m.OwnText, name):
		a.Decision = store.DecisionRemind
	case answer.Notes(m.OwnText, name):
		a.Decision = store.DecisionNote
	}
	d.readRevision(a, m, r, name)
	return true
}

// freshAnswer is how long after the request a signature alone can prove an answer that
// needs proof; later answers need a second confirmation.
const freshAnswer = 14 * 24 * time.Hour

// readConfirmation reads whether somebody confirms a text, objects to it, or rejects it; and the
// score beside that, where the mail asked for one.
func readConfirmation(d *ProjectIndex, a *store.Response, m *store.Message, r store.Request, name string) bool {
	if len(r.Form.Questions) == 1 {
		if score, rest, ok := answer.ScoreBeside(m.OwnText, r.Form.Questions[0]); ok {
			a.Replies = []store.SurveyReply{{Question: 1, Score: score}}
			said := *m
			said.OwnText, m = rest, &said
		}
	}
	a.Decision = d.decisionOf(a, m, r, name)
	if len(a.Replies) > 0 && a.Decision != store.DecisionOK && (m.OwnText == "" || answer.IsCourtesy(m.OwnText, name)) {
		a.Decision, a.Unsure, a.Meant = store.DecisionScore, false, ""
		return true
	}
	if a.Decision != store.DecisionOK {
		a.Decision = store.DecisionText
	}
	if answer.Read(m.OwnText, d.questionOf(r, name)).Choice == store.ChoiceReject {
		a.Decision = store.DecisionReject
	}
	return true
}

// readStep reads the next step of a change or dispute.
func readStep(d *ProjectIndex, a *store.Response, m *store.Message, r store.Request, name string) bool {
	switch {
	case answer.Closes(m.OwnText, name):
		a.Decision = store.DecisionClose
	case answer.Escalates(m.OwnText, name):
		a.Decision = store.DecisionEscalate
	default:
		a.Decision = d.decisionOf(a, m, r, name)
		if a.Decision == store.DecisionText && answer.IsCourtesy(m.OwnText, name) {
			a.Decision = store.DecisionNote
		}
	}
	return true
}

// readSettlement reads the settlement that a mediator proposes: the whole text.
func readSettlement(_ *ProjectIndex, a *store.Response, _ *store.Message, _ store.Request, _ string) bool {
	a.Decision = store.DecisionText
	return true
}

// readCaseReply reads a PM's command about a case.
func (d *ProjectIndex) readCaseReply(a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision = d.decisionOf(a, m, r, name)
	said := answer.ReadCase(m.OwnText, name)
	a.Argument = said.Argument
	switch said.Verb {
	case answer.CaseClose:
		a.Decision = store.DecisionClose
	case answer.CaseKind:
		a.Decision = store.DecisionKind
	case answer.CaseMerge:
		a.Decision = store.DecisionMerge
	case answer.CaseSolve:
		a.Decision = store.DecisionSolve
	case answer.CaseAssign:
		if who, ok := minutes.Contact(d.team(r), said.Argument); ok {
			a.Decision, a.Argument = store.DecisionAssign, who.Addresses[0]
		}
	case answer.CaseReopen:
		a.Decision = store.DecisionReopen
	case answer.CaseAwait:
		a.Decision = store.DecisionAwait
	case answer.CaseSplit:
		a.Decision = store.DecisionSplit
	case answer.CaseLater:
		if until, ok := day.ToCome(said.Argument, m.Date.In(m.Zone())); ok {
			a.Decision, a.Argument = store.DecisionLater, until.Format(time.DateOnly)
		}
	}
	return true
}
