package classify

import (
	"time"

	"rapport/classify/answer"
	"rapport/classify/minutes"
	"rapport/classify/trust"
	"rapport/store"
)

// requestKind says how the replies to the requests of one purpose are read. Who may
// write them is in the store's list.
type requestKind struct {
	purpose store.Purpose
	// read reads a reply into a, and reports whether it says anything.
	read func(d *ProjectIndex, a *store.Response, m *store.Message, r store.Request, name string) bool
	// late says what a reply means that came after the time to answer.
	late lateness
	// blank reports whether a reply in which nothing was newly written counts; nil: it
	// never does.
	blank func(m *store.Message, r store.Request, name string) bool
}

// lateness says what becomes of a reply that comes after the time to answer.
type lateness int

const (
	lateRejected lateness = iota // it has no effect, and its sender is told so
	lateAgain                    // its sender is asked once more
	lateCounts                   // it counts: what it answers has a closing day of its own
)

// requestKinds lists how the replies to every purpose of the store are read.
func requestKinds() []requestKind {
	return []requestKind{
		{purpose: store.PurposeReportAsk, read: readText},
		{purpose: store.PurposeReportDraft, read: readDecision},
		{purpose: store.PurposeDigest, read: (*ProjectIndex).readDigestReply},
		{purpose: store.PurposeDraft, read: readDraftReply},
		{purpose: store.PurposeConfirm, read: readConfirmation, late: lateAgain},
		{purpose: store.PurposeAgain, read: readConfirmation, late: lateAgain},
		{purpose: store.PurposeCase, read: (*ProjectIndex).readCaseReply},
		{purpose: store.PurposeProcedure, read: readStep},
		{purpose: store.PurposeMediate, read: readSettlement},
		{purpose: store.PurposeMinutes, read: readText},
		{purpose: store.PurposeAction, read: (*ProjectIndex).readActionReply},
		{purpose: store.PurposeSurvey, read: (*ProjectIndex).readSurveyReply, late: lateCounts, blank: answersWithoutText},
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

// readDecision reads a reply that approves what was shown, skips it, or brings a text.
func readDecision(_ *ProjectIndex, a *store.Response, m *store.Message, _ store.Request, name string) bool {
	a.Decision = decisionOf(m.OwnText, name)
	return true
}

// readText reads a reply that is to bring a text: there is nothing yet to agree to.
func readText(_ *ProjectIndex, a *store.Response, m *store.Message, _ store.Request, name string) bool {
	a.Decision = decisionOf(m.OwnText, name)
	if a.Decision == store.DecisionOK {
		a.Decision = store.DecisionText
	}
	return true
}

// readDraftReply reads what a PM says of a text that others are to confirm.
func readDraftReply(_ *ProjectIndex, a *store.Response, m *store.Message, _ store.Request, name string) bool {
	a.Decision = decisionOf(m.OwnText, name)
	if a.Decision != store.DecisionText {
		return true
	}
	if who, ok := answer.OnBehalfOf(m.OwnText, name); ok {
		a.Decision, a.Argument = store.DecisionFor, who
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
	return true
}

// freshAnswer is how long after it was asked an answer that needs proof has it by
// its signatures alone; after that it takes a second word.
const freshAnswer = 14 * 24 * time.Hour

// readConfirmation reads whether somebody confirms a text, objects to it, or refuses it.
func readConfirmation(_ *ProjectIndex, a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision = decisionOf(m.OwnText, name)
	if a.Decision != store.DecisionOK {
		a.Decision = store.DecisionText
	}
	if answer.Read(m.OwnText, name).Choice == store.ChoiceReject {
		a.Decision = store.DecisionReject
	}
	proved, _ := trust.Sufficient(m.Auth, store.LevelAuthenticated)
	late := !r.Asked.IsZero() && m.Received.Sub(r.Asked) > freshAnswer
	a.Unproved = (!proved || late) && r.Purpose == store.PurposeConfirm || expired(m, r)
	return true
}

// readStep reads the next step of a change or dispute.
func readStep(_ *ProjectIndex, a *store.Response, m *store.Message, _ store.Request, name string) bool {
	switch {
	case answer.Closes(m.OwnText, name):
		a.Decision = store.DecisionClose
	case answer.Escalates(m.OwnText, name):
		a.Decision = store.DecisionEscalate
	default:
		a.Decision = decisionOf(m.OwnText, name)
	}
	return true
}

// readSettlement reads the settlement that a mediator proposes: whatever they write.
func readSettlement(_ *ProjectIndex, a *store.Response, _ *store.Message, _ store.Request, _ string) bool {
	a.Decision = store.DecisionText
	return true
}

// readCaseReply reads what a PM makes of a case.
func (d *ProjectIndex) readCaseReply(a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision = decisionOf(m.OwnText, name)
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
	}
	return true
}
