package classify

import (
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/store"
	"rapport/store/visible"
)

// longestAgreement bounds, in characters, what is quoted of a yes to nothing in particular.
const longestAgreement = 80

// readClosing reads a PM's reply to the questions at the end of their project: what becomes of what is
// open, and what the log does not know. Thanks alone is no response.
func (d *ProjectIndex) readClosing(a *store.Response, m *store.Message, r store.Request, name string) bool {
	if a.Decision = d.decisionOf(a, m, r, name); a.Decision == store.DecisionSkip {
		return true
	}
	agrees := a.Decision == store.DecisionOK // to nothing in particular: each item needs its own word
	a.Decision, a.Unsure, a.Meant = store.DecisionItems, false, ""
	said := answer.ReadClosing(m.OwnText, name)
	a.Argument = string(said.Retrospective)
	if said.Facts != (store.ClosingFacts{}) {
		a.Facts = &said.Facts
	}
	a.Commands, a.Problems = answer.ItemCommands(said.Rest, name, func(string) (string, bool) { return "", false })
	a.Problems = append(said.Problems, a.Problems...)
	if agrees && len(a.Commands)+len(a.Problems) == 0 {
		a.Decision = store.DecisionOK // which goes on where everything has its word
		a.Problems = []string{visible.Cut(strings.TrimSpace(said.Rest), longestAgreement)}
	}
	return len(a.Commands)+len(a.Problems) > 0 || a.Facts != nil || a.Argument != ""
}

// readTakeUp reads a PM's reply to a retrospective that names suggestions to take up, and nothing else.
func readTakeUp(a *store.Response, m *store.Message, name string) bool {
	list, problems := answer.ItemCommands(m.OwnText, name, func(string) (string, bool) { return "", false })
	other := func(one store.ItemCommand) bool { return one.Verb != store.VerbTakeUp }
	if len(list) == 0 || len(problems) > 0 || slices.ContainsFunc(list, other) {
		return false
	}
	a.Decision, a.Commands = store.DecisionTakeUp, list
	return true
}
