package classify

import (
	"strings"
	"unicode/utf8"

	"rapport/classify/frame"
	"rapport/classify/requote"
	"rapport/store"
	"rapport/store/pattern"
)

// withDoubts returns a message whose own words include what they may say beside its text,
// and what they change in what they quote: who reads it reads all of that.
func withDoubts(m *store.Message, altered []store.Alteration) *store.Message {
	if m.Beside == "" && len(altered) == 0 {
		return m
	}
	said := *m
	lines := []string{m.OwnText, m.Beside}
	for _, a := range altered {
		lines = append(lines, a.String())
	}
	said.OwnText = strings.TrimSpace(strings.Join(lines, "\n"))
	return &said
}

// pointsBelow matches words that say that the answer is in the quotation below them.
var pointsBelow = pattern.New(`(?i)^(?:hi|hello|dear)?[^.:!?。！？]{0,40}\b(?:below|inline|in line|filled in|in the (?:form|text|mail|email))\b[^.:!?]{0,40}[.:!]?$|^[^。：！？]{0,12}(?:见下|如下|已填|填好|填写好|写在下面|在下面|请看下面|见表|在表中)[^。：！？]{0,12}[。：！]?$`)

// alterations returns what m changes in what it quotes of the mail that made a request.
// Where a list or a form was sent, people may fill that in; what counts is then what they
// write above it, unless that only says where to look.
func alterations(m *store.Message, r store.Request) []store.Alteration {
	switch r.Purpose {
	case store.PurposeSurvey:
		return nil
	case store.PurposeReportAsk, store.PurposeReports, store.PurposeTeam, store.PurposeDigest, store.PurposeAction, store.PurposeCase, store.PurposeMinutes, store.PurposeClosing:
		own := strings.TrimSpace(m.OwnText)
		form := (r.Purpose == store.PurposeReportAsk || r.Purpose == store.PurposeReports || r.Purpose == store.PurposeTeam) && pointsBelow.MatchString(frame.Text(own, nameIn(m)))
		if own != "" && !form {
			return nil
		}
	}
	return requote.Compare(r.Shown, []string{m.Quoted, m.QuotedHTML})
}

// nameIn returns the name of the sender as the mail has it.
func nameIn(m *store.Message) string {
	if len(m.From) == 0 {
		return ""
	}
	return m.From[0].Name
}

// longestPointer is the length in characters of words that point to a change in the
// quotation: "see my change below".
const longestPointer = 200

// leaveOpen takes out of a response what it decides, since nobody can tell whether its
// sender saw and meant those words: a person reads them. It returns a note that says why.
// A PM who changes the words of their own draft in the quotation asks for these changes;
// written is what they wrote above it.
func leaveOpen(a *store.Response, m *store.Message, r store.Request, written string) (note string) {
	own := r.Purpose == store.PurposeDraft || r.Purpose == store.PurposeReportDraft
	pointer := utf8.RuneCountInString(written) <= longestPointer
	switch {
	case a.Decision == store.DecisionItems:
		a.Problems = append(a.Problems, firstLine(m.OwnText))
	case m.Beside == "" && own && (a.Decision == store.DecisionOK || a.Decision == store.DecisionText && pointer):
		a.Decision, a.Edits = store.DecisionEdit, nil
		for _, change := range a.Altered {
			a.Edits = append(a.Edits, store.Edit{Said: change.String(), Ways: []store.Replacement{{Old: change.Was, New: change.Is}}})
		}
	case m.Beside == "" && r.Purpose == store.PurposeReportAsk:
		if form := requote.Form(r.Shown, m.Quoted); form != "" {
			a.Decision, a.Argument, a.Text = store.DecisionText, form, form
		}
	case a.Decision != store.DecisionNewText && a.Decision != store.DecisionEdit:
		a.Decision = store.DecisionText
	}
	a.Commands, a.Unsure, a.Meant = nil, false, "" // the PM is asked, not the sender
	if len(a.Replies) > 0 && m.Beside != "" {
		a.Replies, a.Comment = nil, m.OwnText
	}
	if m.Beside != "" {
		return "decides nothing: it shows different people different words, or hides or strikes out some"
	}
	return "changes what it quotes of the mail that it answers"
}
