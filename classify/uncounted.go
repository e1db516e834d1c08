package classify

import (
	"fmt"
	"strings"

	"rapport/classify/absence"
	"rapport/classify/answer"
	"rapport/classify/ask"
	"rapport/classify/trust"
	"rapport/store"
)

// unlessTold returns the reason of an answer by somebody who was not asked, "" where the PMs
// have a mail about it.
func unlessTold(a *store.Response) store.UncountedReason {
	if a != nil {
		return ""
	}
	return store.UncountedOther
}

// notYet returns why a response that confirms a text does not count, or not yet.
func notYet(a *store.Response, r store.Request) store.UncountedReason {
	confirms := (r.Purpose == store.PurposeConfirm || r.Purpose == store.PurposeAgain) && a.Decision == store.DecisionOK
	switch {
	case !confirms:
		return ""
	case r.Current > r.Version:
		return store.UncountedVersion
	case a.Provisional: // it counts, unless they say no
		return ""
	case a.Unproved && r.Binds:
		return store.UncountedTwice
	case a.Unproved:
		return store.UncountedAgain
	}
	return ""
}

// nothingWritten is why a mail without words of its own does not count. Its sender hears of it:
// they may have answered in a file, in a picture, or on the lines that they quote.
const nothingWritten = "nothing was newly written in it"

// doesNotCount returns why m is not an answer to r, whoever wrote it and when, or "", and the
// same in short where somebody should hear of it.
func (d *ProjectIndex) doesNotCount(m *store.Message, kind store.Kind, r store.Request, asked requestKind, name string) (text string, why store.UncountedReason) {
	contradicted, said := trust.Contradicted(m.Auth)
	blank := strings.TrimSpace(m.OwnText) == ""
	respondent := r.Purpose.Respondent()
	switch {
	case blank && asked.blank != nil && !asked.blank(m, r, name):
		return "nothing was newly written in it", ""
	case m.Forwarded != nil:
		return m.Forwarded.By.Address + " sent it on", store.UncountedForwarded
	case kind != store.KindHuman:
		return fmt.Sprintf("it is %s mail", kind), byMachine(kind)
	case absence.Announces(m.OwnText) && announcesOnly(m.OwnText, name):
		return "it says only that its sender is away", store.UncountedAway
	case len(m.From) != 1 || len(m.Header.Values("From")) != 1:
		return "it does not have exactly one sender", store.UncountedSenders
	case contradicted:
		return said, store.UncountedContradicted
	case respondent == store.RespondentContact && !d.isContact(r):
		return r.Address + " is no contact of " + r.Project + " any more", store.UncountedLeft
	case respondent != store.RespondentContact && !d.isPM(r):
		return r.Address + " is no PM of " + r.Project + " any more", store.UncountedLeft
	case r.DeputyOf != "" && respondent == store.RespondentContact && !d.standsIn(r, m):
		return r.Address + " does not stand in for " + r.DeputyOf + " in this", store.UncountedDeputy
	case blank && asked.blank == nil && !(filesTaken(r.Purpose) && len(m.Files) > 0):
		return nothingWritten, ""
	}
	return "", ""
}

// byMachine returns the reason of mail that no person wrote, "" for kinds of which the PM
// has another mail, or needs none.
func byMachine(kind store.Kind) store.UncountedReason {
	switch kind {
	case store.KindList, store.KindAutomatic, store.KindTracker, store.KindSpam:
		return store.UncountedMachine
	}
	return ""
}

// announcesOnly reports whether a text that announces an absence decides and asks nothing
// beside: "I am away until Monday. Confirmed." does.
func announcesOnly(text, name string) bool {
	for _, found := range ask.Of("", text) {
		if found.Ask != store.AskInformation && found.Ask != store.AskThanks {
			return false
		}
	}
	for line := range strings.Lines(text) {
		for _, sentence := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(".!?。！？;；", r) }) {
			if said := answer.Read(sentence, answer.Question{Sender: name}); said.Choice == store.ChoiceApprove || said.Choice == store.ChoiceReject {
				return false
			}
		}
	}
	return true
}
